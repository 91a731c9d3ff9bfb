//! The cell sharing risk: a level of the record of the place, from either way in, with its age; to whom treats, and
//! never why.

use crate::engine::boyd;
use crate::support::{Site, number, patient};
use crossing::Context;
use crossing::disclose::DiscloseError;
use crossing::disclose::gate_book::GateBookAsked;
use crossing::disclose::panel::{CellSharingLine, Panel, PanelKey};
use crossing::understood::{Act, Outcome};
use doubles::prison;
use serde_json::{Value, json};
use vocab::crossing::{Flow, Mode, Purpose, Role};
use vocab::id::PrisonNumber;
use vocab::prison::{Aspect, CellSharingRisk};

const NOW: &str = "2026-11-12T09:12:00Z";
const WHY: &str = "High: threatened a cell mate";

fn kieran() -> PrisonNumber {
    number("A8100KB")
}

/// A search record; it leaves out what is empty.
fn rated(level: Option<&str>) -> Value {
    let mut record = boyd("ACTIVE IN");
    if let Some(level) = level {
        record["csra"] = json!(level);
    }
    record
}

/// The External API's answer about a person in prison.
fn told_outside(site: &Site, change: impl FnOnce(&mut Value)) -> Outcome {
    let mut person = json!({"firstName": "KIERAN", "lastName": "BOYD", "dateOfBirth": "2002-04-01", "status": "ACTIVE IN",
        "prisonId": "MDI", "cellLocation": "C-2-011", "csra": null, "identifiers": {"nomisNumber": "A8100KB"}});
    change(&mut person);
    site.answered("GET", "/v1/prison/prisoners/A8100KB", 200, &json!({"data": person}))
}

fn opened(site: &Site, ctx: &Context) -> Result<Panel, DiscloseError> {
    let key = PanelKey::PrisonNumber(kieran());
    site.runtime.block_on(site.crossing().panel(ctx, key)).map(|panel| panel.get().clone())
}

fn line(site: &Site) -> CellSharingLine {
    opened(site, &site.nurse()).unwrap().cell_sharing.expect("a nurse is shown the line")
}

fn said(site: &Site) -> (String, Option<String>, String) {
    let line = line(site);
    (line.words, line.told.map(vocab::Instant::london_hm), line.note)
}

fn says(words: &str, told: &str, note: &str) -> (String, Option<String>, String) {
    (words.to_owned(), Some(told.to_owned()), note.to_owned())
}

#[test]
fn the_level_reaches_the_panel_from_both_ways_in_with_its_age() {
    for (level, words) in
        [("High", "High"), ("STANDARD", "Standard"), ("Low", "Low"), ("MEDIUM", "Medium"), ("HI", "High")]
    {
        let over_dps = Site::at(NOW);
        over_dps.reads(&rated(Some(level)));
        assert_eq!(said(&over_dps), says(words, "09:12", ""), "{level}");
        let outside = Site::at(NOW);
        told_outside(&outside, |person| person["csra"] = json!(level));
        assert_eq!(said(&outside), says(words, "09:12", ""), "{level}");
    }
}

#[test]
fn read_and_not_rated_and_never_told_are_two_answers() {
    let site = Site::at(NOW);
    site.reads(&rated(None));
    assert_eq!(said(&site), says("Not rated", "09:12", ""));
    let outside = Site::at(NOW);
    told_outside(&outside, |_| {});
    assert_eq!(said(&outside), says("Not rated", "09:12", ""));
    // Masked, or taken out with its key, from the first: nothing was ever told.
    let masked = Site::at(NOW);
    told_outside(&masked, |person| person["csra"] = json!("**REDACTED**"));
    let never = ("Not known".to_owned(), None, "Ring the wing.".to_owned());
    assert_eq!(said(&masked), never);
    let removed = Site::at(NOW);
    told_outside(&removed, |person| {
        person.as_object_mut().unwrap().remove("csra");
    });
    assert_eq!(said(&removed), never);
}

#[test]
fn a_level_that_is_held_back_stays_as_old_as_it_was() {
    let site = Site::at(NOW);
    told_outside(&site, |person| person["csra"] = json!("HIGH"));
    site.goes_on_seconds(600);
    // Read again and the same: told again.
    assert_eq!(told_outside(&site, |person| person["csra"] = json!("HIGH")), Outcome::Unchanged);
    assert_eq!(said(&site), says("High", "09:22", ""));
    let held = "The prison does not tell it any more. Ring the wing.";
    for minute in [600, 600] {
        site.goes_on_seconds(minute);
        told_outside(&site, |person| person["csra"] = json!("**REDACTED**"));
        assert_eq!(said(&site), says("High", "09:22", held), "the place is checked, the level is not");
    }
    assert_eq!(site.person(kieran()).checked(Aspect::Place), Some(site.now()));
    site.goes_on_seconds(60);
    told_outside(&site, |person| person["csra"] = json!("STANDARD"));
    assert_eq!(said(&site), says("Standard", "09:43", ""));
    site.rebuilds_to_the_same();
}

#[test]
fn a_rating_of_no_list_is_said_to_be_one_and_its_word_is_not_kept() {
    for odd in [json!("PEND"), json!(WHY), json!(7), json!({"why": WHY})] {
        let site = Site::at(NOW);
        let mut record = rated(None);
        record["csra"] = odd.clone();
        site.reads(&record);
        let level = site.custody(kieran()).cell_sharing.unwrap().level;
        assert_eq!(level, CellSharingRisk::Other, "{odd}");
        assert_eq!(said(&site), says("A rating that is not in our list", "09:12", "Ring the wing."), "{odd}");
        let text = format!("{:?} {:?}", site.person(kieran()), opened(&site, &site.nurse()).unwrap());
        assert!(!text.contains("PEND") && !text.contains("threatened"), "{text}");
    }
}

#[test]
fn a_change_is_heard_as_one_of_status_and_read_with_the_place() {
    let site = Site::at("2026-11-12T08:00:00Z");
    let who = site.boyd_arrives();
    assert_eq!(line(&site).words, "Not rated");
    site.it_is(NOW);
    site.happens(&prison::Act::RateCellSharing { number: who, rating: "HIGH_SPECIFIC".to_owned() });
    site.goes_on_seconds(5);
    site.events_come();
    assert_eq!(said(&site).0, "Not rated", "an event is no fact");
    assert_eq!(said(&site).2, "Changed 09:12, and not read again yet. Ring the wing.");
    assert_eq!(site.errands(who), [Aspect::Place], "nothing more is asked for than the record of the place");
    site.errands_run();
    assert_eq!(said(&site), says("High", "09:12", ""));
}

#[test]
fn an_old_level_is_said_to_be_too_old() {
    let site = Site::at(NOW);
    site.reads(&rated(Some("Standard")));
    site.goes_on_seconds(2 * 86_400);
    let line = line(&site);
    assert_eq!(line.words, "Standard");
    assert_eq!(line.note, "Too long ago: treat as unknown. Ring the wing.");
}

#[test]
fn of_two_records_in_doubt_the_gravest_is_said_and_what_is_not_known_hides_no_high() {
    let site = Site::at("2026-11-12T08:00:00Z");
    let who = site.boyd_arrives();
    let other = site.arrives("A8101KB", "KIERON", "BOYDE", "2002-04-10", "MDI");
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    let rates = |number, rating: &str| {
        site.happens(&prison::Act::RateCellSharing { number, rating: rating.to_owned() });
        site.hears();
    };
    rates(who, "STANDARD");
    rates(other, "HIGH");
    site.happens(&prison::Act::Merge { kept: who, removed: other });
    site.hears();
    let panel = site.runtime.block_on(site.crossing().panel(&site.nurse(), PanelKey::Patient(patient)));
    let line = panel.unwrap().get().cell_sharing.clone().unwrap();
    assert_eq!(line.words, "High", "the record that was merged away is shown until somebody has looked");
}

#[test]
fn only_who_treats_is_shown_the_level() {
    let site = Site::at(NOW);
    site.reads(&rated(Some("High")));
    for role in Role::ALL {
        for purpose in Purpose::ALL {
            let panel = opened(&site, &site.caller(*role, *purpose));
            let shown = panel.is_ok_and(|panel| panel.cell_sharing.is_some());
            let clinical = matches!(role, Role::Clinician | Role::ReceptionNurse | Role::DischargeNurse);
            assert_eq!(shown, clinical && *purpose == Purpose::DirectCare, "{role} for {purpose}");
        }
    }
    // The gate book has the ruling, for and against.
    let ctx = site.caller(Role::InformationGovernance, Purpose::Governance);
    let asked = GateBookAsked { most: 1_000, ..GateBookAsked::default() };
    let book = site.runtime.block_on(site.crossing().gate_book(&ctx, &asked)).unwrap();
    let text = serde_json::to_string(book.get()).unwrap();
    assert!(text.contains("cell-sharing-risk"), "{text}");
    assert!(!text.contains("\"High\""), "what was said is not in it");
}

#[test]
fn with_warnings_switched_off_the_level_is_not_known() {
    let site = Site::at(NOW);
    site.reads(&rated(Some("High")));
    let head = site.caller(Role::HeadOfHealthcare, Purpose::Operations);
    let off = Act::ModeSet { flow: Flow::Alerts, prison: crate::support::code("MDI"), mode: Mode::Off };
    site.crossing().command(&head, off).unwrap();
    assert_eq!(said(&site).0, "Not known");
    assert!(opened(&site, &site.nurse()).unwrap().banners.iter().any(|b| b.contains("switched off")));
}
