//! S05 Remand out after 9 days.
//!
//! "Given K Boyd, remand, 3 Nov, chose *keep my GP*; when released at court 12 Nov; then PDS practice still the community
//! ODS code, no deduction was ever sent, leaver pack has TTO task, community GP notified with consent only."

use crate::support::{Booking, OPENER, Site, patient};
use doubles::prison::Act;
use vocab::crossing::{AttemptAct, TaskKey};
use vocab::id::{AppointmentId, PatientId, PrisonNumber};
use vocab::prison::Standing;

pub(super) const COVERS: &[&str] = &[
    "released at court after 9 days: reported at once, settled 45 minutes later",
    "reported, nothing is undone; settled, what stands for him on the prison's lists is struck through or gone",
    "no movement registers or deducts anything: the care record is as it was, and nothing but the lists was written to",
];

pub(super) const WAITS: &[&str] = &[
    "he chose to keep his GP (registration)",
    "PDS practice still the community ODS code (PDS)",
    "leaver pack has TTO task (leaver pack)",
    "community GP notified with consent only (letters)",
];

fn nine_days() -> (Site, PrisonNumber, PatientId, AppointmentId) {
    let site = Site::at("2026-11-03T15:00:00Z");
    site.goes_live();
    let boyd = site.boyd_arrives();
    site.happens(&Act::MoveCell { number: boyd, cell: "A-1-005".to_owned() });
    site.hears();
    let patient =
        site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", Some("9990110689")));
    let id = site.books(&Booking::new(patient, "2026-11-20T10:20:00Z", "2026-11-20T10:35:00Z"));
    site.delivers();
    site.it_is("2026-11-12T08:10:00Z");
    site.happens(&Act::ToCourt { number: boyd });
    site.hears();
    assert!(matches!(site.reported(boyd), Standing::AtCourt { .. }));
    site.settling_time_goes_by();
    (site, boyd, patient, id)
}

fn care_record(site: &Site, patient: PatientId) -> vocab::care::Patient {
    site.crossing().store().read(|view| view.patient(patient)).unwrap().unwrap().open(&OPENER)
}

#[test]
fn s05_released_at_court_it_is_reported_then_settled_and_nothing_of_a_registration_follows() {
    let (site, boyd, patient, id) = nine_days();
    let before = care_record(&site, patient);
    site.it_is("2026-11-12T15:10:00Z");
    site.happens(&Act::Release { number: boyd, reason: "CR".to_owned() });
    site.hears();
    assert_eq!(site.reported(boyd), Standing::Released);
    assert_ne!(site.settled(boyd), Some(Standing::Released), "reported, not settled");
    site.delivers_to_the_end();
    assert_eq!(site.acts(id), [AttemptAct::Look, AttemptAct::Create], "nothing is undone on a report");
    assert_eq!(site.tasks(), [TaskKey::PersonLeft(id)]);
    site.it_is("2026-11-12T15:56:00Z");
    site.settles();
    assert_eq!(site.settled(boyd), Some(Standing::Released));
    site.delivers_to_the_end();
    assert!(site.standing().is_empty() && site.mirror(id).in_step(), "{:?}", site.mirror(id));
    // The care record is as it was: nobody was registered, moved or deducted.
    assert_eq!(care_record(&site, patient), before);
    let sent = site.lists.sent.lock().unwrap();
    for sent in sent.iter() {
        let words = format!("{} {:?}", sent.outgoing, sent.bodies).to_lowercase();
        for word in ["registr", "deduct", "practi", "9990110689", "gp"] {
            assert!(!words.contains(word), "{word}: {words}");
        }
    }
}
