//! Alerts: a set is compared whole, ends by London's date, and a code that nobody has seen is never silent.

use crate::engine::{alert, boyd};
use crate::support::{Site, at, dps, event, number};
use crossing::disclose::Colour;
use crossing::disclose::panel::{Panel, PanelKey};
use crossing::envelope::Meta;
use crossing::understood::Outcome;
use doubles::prison::Act;
use serde_json::{Value, json};
use vocab::code::AlertCode;
use vocab::crossing::QuarantineReason;
use vocab::id::PrisonNumber;
use vocab::prison::{AlertEnd, Aspect};

const PATH: &str = "/v1/persons/A8100KB/alerts";

fn kieran() -> PrisonNumber {
    number("A8100KB")
}

/// A site where Boyd is in Moorland.
fn site_at(now: &str) -> Site {
    let site = Site::at(now);
    site.reads(&boyd("ACTIVE IN"));
    site
}

fn page(alerts: Value, last: bool, page: i32) -> Value {
    json!({"data": alerts, "pagination": {"isLastPage": last, "page": page}})
}

fn told(site: &Site, alerts: Value) -> Outcome {
    site.answered("GET", PATH, 200, &page(alerts, true, 1))
}

fn panel(site: &Site) -> Panel {
    let key = PanelKey::PrisonNumber(kieran());
    site.runtime.block_on(site.crossing().panel(&site.nurse(), key)).unwrap().get().clone()
}

fn suicide(panel: &Panel) -> &str {
    panel.suicide.as_ref().map_or("withheld", |s| s.words.as_str())
}

fn codes(site: &Site) -> Vec<String> {
    let alerts = site.person(kieran()).alerts.value.unwrap_or_default();
    alerts.iter().map(|a| a.code.text().to_owned()).collect()
}

#[test]
fn a_resync_under_new_ids_raises_nothing() {
    let site = Site::new();
    let who = site.boyd_arrives();
    for code in ["HA", "XHT", "RNO121"] {
        site.happens(&Act::OpenAlert {
            number: who,
            code: code.to_owned(),
            from: None,
            to: None,
            comment: Some("SECRETCOMMENT".to_owned()),
        });
    }
    site.hears();
    let before = site.person(who);
    assert_eq!(codes(&site), ["HA", "RNO121", "XHT"]);
    site.goes_on_seconds(60);
    site.happens(&Act::ResyncAlerts { number: who });
    site.hears();
    let after = site.person(who);
    assert_eq!(after.alerts.value, before.alerts.value);
    assert_eq!(after.version, before.version, "the record has not changed");
    assert!(after.alerts.checked > before.alerts.checked, "only when it was checked has");
    assert!(site.tasks().is_empty());
}

#[test]
fn a_set_has_no_order_and_no_ids() {
    let site = site_at("2026-11-12T08:00:00Z");
    let (hostage, acct) = (alert("XHT", "2026-09-03", None), alert("HA", "2026-11-01", None));
    assert_eq!(told(&site, json!([hostage, acct])), Outcome::Changed);
    site.goes_on_seconds(1);
    assert_eq!(told(&site, json!([acct, hostage])), Outcome::Unchanged);
    site.goes_on_seconds(1);
    // A merge can leave two of one code: the same twice is the same once.
    assert_eq!(told(&site, json!([acct, hostage, acct])), Outcome::Unchanged);
    site.goes_on_seconds(1);
    assert_eq!(told(&site, json!([acct])), Outcome::Changed);
    assert_eq!(codes(&site), ["HA"]);
}

#[test]
fn two_active_of_one_code_are_one_line() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("XHT", "2026-09-03", None), alert("XHT", "2026-10-01", None)]));
    assert_eq!(codes(&site), ["XHT", "XHT"], "both are kept");
    let panel = panel(&site);
    let names: Vec<&str> = panel.actions.iter().map(|a| a.name.as_str()).collect();
    let mut once = names.clone();
    once.dedup();
    assert_eq!(names, once);
    assert!(!names.is_empty());
}

#[test]
fn a_page_that_is_not_all_goes_to_quarantine_and_what_is_known_stays() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("HA", "2026-11-01", None)]));
    let before = site.person(kieran());
    for (n, body) in [
        page(json!([alert("XHT", "2026-09-03", None)]), false, 1),
        page(json!([alert("XHT", "2026-09-03", None)]), true, 2),
        page(json!([]), false, 1),
    ]
    .iter()
    .enumerate()
    {
        site.goes_on_seconds(1);
        let outcome = site.answered("GET", PATH, 200, body);
        assert!(
            matches!(outcome, Outcome::Quarantined { reason: QuarantineReason::Incomplete, .. }),
            "{n}: {outcome:?}"
        );
    }
    assert_eq!(site.person(kieran()), before);
    assert_eq!(site.quarantine().len(), 3);
    assert!(site.quarantine().iter().all(|q| !q.detail.contains("XHT")), "no value is told");
}

#[test]
fn a_set_that_lost_an_item_is_no_set() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("HA", "2026-11-01", None)]));
    site.goes_on_seconds(1);
    let broken = json!({"offenderNo": "A8100KB", "type": "X", "dateCreated": "2026-11-01", "active": true});
    let outcome = told(&site, json!([alert("HA", "2026-11-01", None), broken]));
    assert!(
        matches!(outcome, Outcome::Quarantined { reason: QuarantineReason::Incomplete, .. }),
        "{outcome:?}"
    );
    assert_eq!(codes(&site), ["HA"]);
}

#[test]
fn alerts_of_two_people_in_one_answer_are_nobodys() {
    let site = site_at("2026-11-12T08:00:00Z");
    let mut other = alert("XHT", "2026-09-03", None);
    other["offenderNo"] = json!("A1234AA");
    let outcome = told(&site, json!([alert("HA", "2026-11-01", None), other]));
    assert!(
        matches!(outcome, Outcome::Quarantined { reason: QuarantineReason::Unattributed, .. }),
        "{outcome:?}"
    );
    assert_eq!(site.person(kieran()).alerts.value, None);
}

#[test]
fn the_published_example_is_a_whole_set() {
    let site = Site::new();
    let body: Value = serde_json::from_str(include_str!("../corpus/ext__alerts-page.json")).unwrap();
    assert_eq!(site.answered("GET", "/v1/persons/A1234AA/alerts", 200, &body), Outcome::Changed);
    let alerts = site.person(number("A1234AA")).alerts.value.unwrap();
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].code, AlertCode::new("ABC"));
    // It says `active` and `expired` at once: the date counts.
    assert_eq!(alerts[0].ends, AlertEnd::On("2022-07-15".parse().unwrap()));
    assert!(!alerts[0].active_on("2022-07-15".parse().unwrap()));
}

/// On each of these days an alert ends: `midnight` is when London's day begins, in UTC.
const MIDNIGHTS: &[(&str, &str, &str)] = &[
    ("an ordinary night", "2026-11-13", "2026-11-13T00:00:00Z"),
    ("a summer night", "2026-07-01", "2026-06-30T23:00:00Z"),
    ("the day that has 25 hours begins", "2026-10-25", "2026-10-24T23:00:00Z"),
    ("the day that has 25 hours is over", "2026-10-26", "2026-10-26T00:00:00Z"),
    ("the day that has 23 hours begins", "2027-03-28", "2027-03-28T00:00:00Z"),
    ("the day that has 23 hours is over", "2027-03-29", "2027-03-28T23:00:00Z"),
];

#[test]
fn an_alert_ends_when_londons_day_begins_and_nobody_announces_it() {
    for (what, date, midnight) in MIDNIGHTS {
        let midnight = at(midnight);
        let site = site_at(&midnight.plus_seconds(-600).rfc3339());
        told(&site, json!([alert("HA", "2026-01-01", Some(date)), alert("XHT", "2026-01-01", Some(date))]));
        site.clock.set(midnight.plus_seconds(-1));
        let before = panel(&site);
        assert_eq!(suicide(&before), "Open", "{what}: a second before");
        assert!(!before.actions.is_empty(), "{what}");
        site.clock.set(midnight);
        let after = panel(&site);
        assert_ne!(suicide(&after), "Open", "{what}: at midnight");
        assert!(after.actions.is_empty(), "{what}: {:?}", after.actions);
        // The row of midnight changes nothing of anybody.
        let version = site.person(kieran()).version;
        site.midnight();
        assert_eq!(site.person(kieran()).version, version);
    }
}

#[test]
fn an_alert_that_begins_later_is_active_already() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("XHT", "2027-01-01", None)]));
    assert!(!panel(&site).actions.is_empty());
}

#[test]
fn a_search_record_tells_alerts_until_they_are_read_with_dates() {
    let site = Site::new();
    let mut record = boyd("ACTIVE IN");
    record["alerts"] = json!([{"alertType": "X", "alertCode": "XHT", "active": true, "expired": false}]);
    site.reads(&record);
    let alerts = site.person(kieran()).alerts.value.unwrap();
    assert_eq!(alerts[0].ends, AlertEnd::AsTold { active: true });
    assert!(!panel(&site).actions.is_empty(), "told is told");
    // The record tells another: it is all there is, so it counts.
    site.goes_on_seconds(1);
    record["alerts"] = json!([{"alertType": "X", "alertCode": "HA", "active": true, "expired": false}]);
    site.reads(&record);
    assert_eq!(codes(&site), ["HA"]);
    assert!(!site.errands(kieran()).contains(&Aspect::Alerts));
    // Read with dates, they are beyond what a record can tell.
    site.goes_on_seconds(1);
    told(&site, json!([alert("HA", "2026-11-01", None), alert("XHT", "2026-09-03", Some("2026-11-20"))]));
    let dated = site.person(kieran()).alerts;
    site.goes_on_seconds(1);
    record["cellLocation"] = json!("A-1-001");
    site.reads(&record);
    assert_eq!(site.person(kieran()).alerts.value, dated.value, "a hint changes nothing");
    assert_eq!(site.errands(kieran()), [Aspect::Alerts], "it asks for a reading");
}

#[test]
fn a_search_record_that_says_the_same_asks_for_nothing() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("HA", "2026-11-01", None), alert("XHT", "2026-09-03", Some("2026-11-12"))]));
    site.goes_on_seconds(1);
    let mut record = boyd("ACTIVE IN");
    // The other has ended by date, and the record does not have it any more.
    record["alerts"] = json!([{"alertType": "H", "alertCode": "HA", "active": true, "expired": false}]);
    site.reads(&record);
    assert!(site.errands(kieran()).is_empty());
}

#[test]
fn a_404_keeps_the_warnings_and_says_that_they_can_no_longer_be_seen() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("HA", "2026-11-01", None), alert("XHT", "2026-09-03", None)]));
    assert_eq!(panel(&site).ages.colour(), Colour::Fresh);
    site.goes_on_seconds(60);
    let asked = site.now();
    assert_eq!(site.answered("GET", PATH, 404, &json!({"status": 404})), Outcome::Changed);
    let person = site.person(kieran());
    assert_eq!(person.alerts.not_visible_since, Some(asked));
    let shown = panel(&site);
    assert_eq!(suicide(&shown), "Open");
    assert!(!shown.actions.is_empty(), "a warning that may be old is still a warning");
    assert_eq!(shown.ages.colour(), Colour::Red);
    assert!(!shown.banners.is_empty() && shown.none.is_none());
    // A later answer says so again, and changes nothing; a whole set brings them back.
    site.goes_on_seconds(60);
    assert_eq!(site.answered("GET", PATH, 404, &json!({"status": 404})), Outcome::Unchanged);
    site.goes_on_seconds(60);
    told(&site, json!([alert("HA", "2026-11-01", None), alert("XHT", "2026-09-03", None)]));
    assert_eq!(panel(&site).ages.colour(), Colour::Fresh);
}

#[test]
fn other_failures_say_nothing_of_the_warnings() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("HA", "2026-11-01", None)]));
    let before = site.person(kieran());
    for status in [401, 403, 429, 500, 502, 503] {
        site.goes_on_seconds(1);
        let outcome = site.answered("GET", PATH, status, &json!({"status": status}));
        assert!(matches!(outcome, Outcome::Kept(_)), "{status}: {outcome:?}");
    }
    assert_eq!(site.person(kieran()), before);
}

#[test]
fn a_code_that_nobody_has_seen_is_kept_and_said_without_code_or_count() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("QZXW", "2026-11-01", None), alert("QZXV", "2026-11-01", None)]));
    assert_eq!(codes(&site), ["QZXV", "QZXW"]);
    let two = panel(&site);
    assert_eq!(two.unrecognised.as_deref(), Some(policy::panel::NOT_RECOGNISED));
    assert!(two.none.is_none(), "something is there");
    let text = serde_json::to_string(&two).unwrap();
    assert!(!text.contains("QZX") && !text.contains("SECRETCOMMENT"), "{text}");
    site.goes_on_seconds(1);
    told(&site, json!([alert("QZXW", "2026-11-01", None)]));
    assert_eq!(panel(&site).unrecognised, two.unrecognised, "one or two, it says the same");
    site.goes_on_seconds(1);
    told(&site, json!([alert("QZXW", "2026-11-01", Some("2026-11-12"))]));
    assert_eq!(panel(&site).unrecognised, None, "one that has ended is none");
}

#[test]
fn never_read_and_read_and_empty_are_two_answers() {
    let site = site_at("2026-11-12T08:00:00Z");
    let never = panel(&site);
    assert_eq!(never.ages.colour(), Colour::Never);
    assert!(never.none.is_none() && !never.banners.is_empty());
    assert_eq!(suicide(&never), "Not known");
    told(&site, json!([]));
    let none = panel(&site);
    assert!(none.none.as_deref().is_some_and(|words| words.contains("08:00")), "{:?}", none.none);
    assert_ne!(suicide(&none), "Not known");
}

#[test]
fn an_answer_asked_for_earlier_does_not_close_what_was_opened_since() {
    let site = site_at("2026-11-12T08:00:00Z");
    site.goes_on_seconds(60);
    let later = site.now();
    told(&site, json!([alert("HA", "2026-11-12", None)]));
    let before = page(json!([]), true, 1);
    let meta = Meta::answer("GET", PATH, 200, later.plus_seconds(-30));
    assert_eq!(site.takes(&before, &meta), Outcome::Stale);
    assert_eq!(suicide(&panel(&site)), "Open");
}

#[test]
fn an_event_asks_for_a_reading_and_is_believed_in_nothing() {
    let site = site_at("2026-11-12T08:00:00Z");
    told(&site, json!([alert("HA", "2026-11-01", None)]));
    for kind in
        ["person.alert.deleted", "person.alert.inactive", "person.alert.created", "person.alerts.changed"]
    {
        site.goes_on_seconds(10);
        let additional =
            json!({"alertUuid": "8cdadcf3-b003-4116-9956-c99bd8df6a00", "alertCode": "HA", "source": "DPS"});
        assert_eq!(
            site.reads(&event(kind, "A8100KB", "2026-11-12T08:00:10Z", &additional)),
            Outcome::Signalled,
            "{kind}"
        );
        assert_eq!(site.errands(kieran()), [Aspect::Alerts], "{kind}");
        assert_eq!(codes(&site), ["HA"], "{kind}");
    }
    // One reading, asked for after the last of them, answers all four.
    site.goes_on_seconds(1);
    told(&site, json!([]));
    assert!(site.errands(kieran()).is_empty());
    assert_ne!(suicide(&panel(&site)), "Open");
}

#[test]
fn a_reading_asked_for_before_the_signal_leaves_the_errand_due() {
    let site = site_at("2026-11-12T08:00:00Z");
    let asked = site.now().plus_seconds(5);
    site.goes_on_seconds(10);
    let additional = json!({"alertCode": "HA"});
    site.reads(&event("person.alert.created", "A8100KB", "2026-11-12T08:00:10Z", &additional));
    site.takes(&page(json!([]), true, 1), &Meta::answer("GET", PATH, 200, asked));
    assert_eq!(site.errands(kieran()), [Aspect::Alerts]);
}

#[test]
fn the_signals_own_feed_is_heard() {
    let site = site_at("2026-11-12T08:00:00Z");
    site.goes_on_seconds(300);
    site.reads(&event("person.alert.created", "A8100KB", "2026-11-12T08:05:00Z", &json!({})));
    let heard = site.crossing().store().read(|view| view.heard()).unwrap();
    assert_eq!(heard.get(dps().name()), Some(&site.now()));
}
