//! S06 Medical hold.
//!
//! "Given dental surgery 20 Nov and hold requested 10 Nov to 21 Nov; when transport lists Boyd for 15 Nov; then Mel sees
//! blocker "medical hold, week of 16 Nov" (whole weeks, reason "medical": the day and the hospital are secret), cannot
//! confirm without named override, health is paged; on 22 Nov it expires with a nudge first."

use crate::support::{Site, at, patient};
use crossing::disclose::Colour;
use doubles::prison::Act;
use vocab::id::{PatientId, PrisonNumber};
use vocab::prison::Aspect;

pub(super) const COVERS: &[&str] = &[
    "the prison's alert TM arrives and is shown as the hold, since when, with the age of what is said",
    "it expires by London's date, on 22 Nov, and no event tells of it",
    "while it cannot be read its age says so: a hold that is not shown is never a hold that is over",
];

pub(super) const WAITS: &[&str] = &[
    "healthcare asks for the hold (hold requests)",
    "Mel sees the blocker in whole weeks and cannot confirm without a named override (transport)",
    "health is paged (paging)",
    "a nudge comes before it expires (paging)",
];

fn held() -> (Site, PrisonNumber, PatientId) {
    let site = Site::at("2026-11-10T09:00:00Z");
    site.goes_live();
    let boyd = site.boyd_arrives();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    assert!(site.nurse_opens(patient).hold.is_none());
    site.happens(&Act::OpenAlert {
        number: boyd,
        code: "TM".to_owned(),
        from: None,
        to: Some("2026-11-22".parse().unwrap()),
        comment: Some("dental surgery 20 Nov at Hull RI".to_owned()),
    });
    site.hears();
    (site, boyd, patient)
}

#[test]
fn s06_the_alert_is_shown_as_the_hold_with_its_age_and_without_a_reason() {
    let (site, _, patient) = held();
    let panel = site.nurse_opens(patient);
    let hold = panel.hold.clone().expect("the hold is shown");
    assert!(hold.words.to_lowercase().contains("do not transfer"), "{hold:?}");
    assert_eq!(hold.since, Some("2026-11-10".parse().unwrap()));
    let age = panel.ages.0.iter().find(|age| age.aspect == Aspect::Alerts).unwrap();
    assert_eq!(age.colour, Colour::Fresh);
    assert!(age.checked.is_some_and(|checked| site.now().seconds_since(checked) < 60));
    let text = serde_json::to_string(&panel).unwrap();
    for secret in ["surgery", "Hull RI", "dental"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn s06_it_expires_when_londons_22_november_begins_and_nobody_announces_it() {
    let (site, boyd, patient) = held();
    site.clock.set(at("2026-11-22T00:00:00Z").plus_seconds(-1));
    assert!(site.nurse_opens(patient).hold.is_some(), "the last second of 21 Nov");
    let version = site.person(boyd).version;
    site.it_is("2026-11-22T00:00:00Z");
    site.midnight();
    let panel = site.nurse_opens(patient);
    assert!(panel.hold.is_none(), "{:?}", panel.hold);
    assert_eq!(site.person(boyd).version, version, "no event, and nothing of him was written");
    // What is said of eleven days ago is not said as if it were fresh.
    let age = panel.ages.0.iter().find(|age| age.aspect == Aspect::Alerts).unwrap();
    assert_eq!(age.colour, Colour::Red);
    assert!(panel.none.is_none(), "and it is not said that there is none");
}
