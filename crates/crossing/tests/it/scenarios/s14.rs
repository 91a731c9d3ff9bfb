//! S14 Female clinician, XRF + RNO121.
//!
//! "Given Boyd has XRF, RNO121; when booking 1:1 with Katie in Room 3; then slot warns, offers 2-officer session; door
//! view says "ask for 2 officers; not alone with female staff", no offence; a never-seen code shows "something here is
//! not recognised, ask security", not blank, without the code."

use crate::support::{Site, patient};
use crossing::disclose::panel::Panel;
use doubles::prison::Act;
use vocab::id::{PatientId, PrisonNumber};

pub(super) const COVERS: &[&str] = &[
    "the door view asks for two officers and not to be alone with him for female staff",
    "no offence, no comment, no code and no reason is shown",
    "a never-seen code shows \"something here is not recognised, ask security\", not blank, without the code",
];

pub(super) const WAITS: &[&str] = &["the slot warns and offers a two-officer session (booking screen)"];

fn boyd(codes: &[&str]) -> (Site, PrisonNumber, PatientId) {
    let site = Site::new();
    let boyd = site.boyd_arrives();
    for code in codes {
        site.happens(&Act::OpenAlert {
            number: boyd,
            code: (*code).to_owned(),
            from: None,
            to: None,
            comment: Some("Convicted 2019, see intelligence report".to_owned()),
        });
    }
    site.hears();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    (site, boyd, patient)
}

fn door(panel: &Panel) -> String {
    let lines = panel.actions.iter().chain(&panel.rest);
    lines.map(|a| a.words.to_lowercase()).collect::<Vec<_>>().join("\n")
}

#[test]
fn s14_the_door_view_says_what_to_do_and_not_why() {
    let (site, _, patient) = boyd(&["XRF", "RNO121"]);
    let panel = site.nurse_opens(patient);
    let door = door(&panel);
    assert!(door.contains("two officers") || door.contains("2 officers"), "{door}");
    assert!(door.contains("not alone") || door.contains("alone"), "{door}");
    assert!(door.contains("female"), "{door}");
    let all = serde_json::to_string(&panel).unwrap().to_lowercase();
    for never in ["xrf", "rno121", "convicted", "intelligence", "offence", "risk to females", "sexual"] {
        assert!(!all.contains(never), "{never}: {all}");
    }
}

#[test]
fn s14_a_code_that_nobody_has_seen_is_not_silent_and_not_said() {
    let (site, _, patient) = boyd(&["ZQ7"]);
    let panel = site.nurse_opens(patient);
    assert_eq!(panel.unrecognised.as_deref(), Some("Something here is not recognised. Ask security."));
    assert!(panel.none.is_none());
    assert!(!serde_json::to_string(&panel).unwrap().contains("ZQ7"));
    // Beside what is known it is said as well.
    let (site, _, patient) = boyd(&["ZQ7", "XRF"]);
    let panel = site.nurse_opens(patient);
    assert!(panel.unrecognised.is_some() && !panel.actions.is_empty());
}
