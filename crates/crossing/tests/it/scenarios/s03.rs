//! S03 Twins.
//!
//! "Given Ben and Dean Tate arrive on one van; when matching runs; then neither auto-links (same surname+DOB), nurse sees
//! both photos and two candidates; choosing Ben's NHS number for Dean needs a second confirmer and warns "already linked
//! to A5120BT"; a care record for "B Tate" that carries Dean's prison number does not link on its own either."

use crate::support::{Site, link_now, not_done, number, patient};
use crossing::disclose::decisions::LinkAct;
use crossing::understood::{NotDone, Outcome};
use vocab::crossing::{LinkState, TaskKey};
use vocab::id::{PatientId, PrisonNumber};

pub(super) const COVERS: &[&str] = &[
    "neither twin links on its own: same family name and date of birth",
    "the nurse sees two candidates, and that there is somebody alike",
    "choosing Ben's NHS number for Dean needs a second confirmer and warns \"already linked to A5120BT\"",
    "a care record for \"B Tate\" that carries Dean's prison number does not link on its own either",
];

pub(super) const WAITS: &[&str] = &["both photos are shown (a route that carries facial images)"];

const BORN: &str = "1998-06-04";

fn van() -> (Site, PrisonNumber, PrisonNumber) {
    let site = Site::new();
    site.goes_live();
    let ben = site.arrives("A5120BT", "BEN", "TATE", BORN, "MDI");
    let dean = site.arrives("A5121DT", "DEAN", "TATE", BORN, "MDI");
    (site, ben, dean)
}

fn bens_record(site: &Site) -> PatientId {
    site.patient(&patient("p1", Some("A5120BT"), ("Ben", "Tate"), BORN, Some("9990028427")))
}

#[test]
fn s03_neither_twin_links_on_its_own() {
    let (site, ben, dean) = van();
    let bens = bens_record(&site);
    let deans = site.patient(&patient("p2", Some("A5121DT"), ("Dean", "Tate"), BORN, Some("9990042136")));
    for (person, patient) in [(ben, bens), (ben, deans), (dean, bens), (dean, deans)] {
        assert_eq!(site.link_of(person, patient).unwrap().state, LinkState::Proposed);
    }
    assert_eq!(site.tasks().iter().filter(|t| matches!(t, TaskKey::WhoIsThis(_))).count(), 4);
}

#[test]
fn s03_arriving_one_after_the_other_the_first_falls_to_doubt() {
    let site = Site::new();
    let ben = site.arrives("A5120BT", "BEN", "TATE", BORN, "MDI");
    let bens = bens_record(&site);
    assert_eq!(site.link_of(ben, bens).unwrap().state, LinkState::Confirmed);
    site.arrives("A5121DT", "DEAN", "TATE", BORN, "MDI");
    assert_eq!(site.link_of(ben, bens).unwrap().state, LinkState::InDoubt);
}

#[test]
fn s03_the_nurse_sees_two_candidates_and_somebody_alike() {
    let (site, _, dean) = van();
    let bens = bens_record(&site);
    let dawn = site.dawn();
    let questions = site.runtime.block_on(site.crossing().who_is_this(&dawn)).unwrap();
    let numbers: Vec<_> = questions.get().rows.iter().filter_map(|q| q.number.clone()).collect();
    assert_eq!(questions.get().proposed, 2, "{questions:?}");
    assert!(
        numbers.contains(&"A5120BT".to_owned()) && numbers.contains(&"A5121DT".to_owned()),
        "{numbers:?}"
    );
    let link = site.link_of(dean, bens).unwrap();
    let pair = site.runtime.block_on(site.crossing().who_is_this_pair(&dawn, link.id)).unwrap();
    assert!(pair.get().alike_count >= 1);
    assert!(
        pair.get().alike.iter().any(|a| a.number.as_deref() == Some("A5120BT")),
        "{:?}",
        pair.get().alike
    );
    let given = pair.get().lines.iter().find(|l| l.what == "Given names").unwrap();
    assert_eq!(given.word, "differs", "twins differ here and nowhere else");
}

#[test]
fn s03_bens_nhs_number_for_dean_needs_a_second_confirmer_and_warns() {
    let (site, ben, dean) = van();
    let bens = bens_record(&site);
    let dawn = site.dawn();
    let decide = |act| site.runtime.block_on(site.crossing().link_act(&dawn, act)).unwrap().outcome.unwrap();
    let confirm = |person, second: Option<&str>| {
        let link = site.link_of(person, bens).unwrap();
        decide(LinkAct::Confirm { link: link.id, version: link.version, second: second.map(str::to_owned) })
    };
    assert_eq!(link_now(&confirm(ben, None)).1, LinkState::Confirmed);
    let wrong = site.link_of(dean, bens).unwrap();
    let pair = site.runtime.block_on(site.crossing().who_is_this_pair(&dawn, wrong.id)).unwrap();
    assert!(pair.get().needs_second);
    let warnings: Vec<&str> = pair.get().already.iter().map(|a| a.words.as_str()).collect();
    assert!(warnings.iter().any(|w| w.contains("already linked to A5120BT")), "{warnings:?}");
    let outcome = confirm(dean, None);
    assert_eq!(not_done(&outcome), &NotDone::SecondNeeded);
    assert_eq!(site.link_of(dean, bens).unwrap().state, LinkState::Proposed);
    assert_eq!(not_done(&confirm(dean, Some("dawn"))), &NotDone::SecondIsFirst);
    assert!(matches!(confirm(dean, Some("katie")), Outcome::Link { state: LinkState::Confirmed, .. }));
}

#[test]
fn s03_a_record_of_b_tate_with_deans_number_does_not_link_on_its_own() {
    for twin_is_known in [true, false] {
        let site = Site::new();
        if twin_is_known {
            site.arrives("A5120BT", "BEN", "TATE", BORN, "MDI");
        }
        let dean = site.arrives("A5121DT", "DEAN", "TATE", BORN, "MDI");
        let record = site.patient(&patient("p3", Some("A5121DT"), ("B", "Tate"), BORN, None));
        assert_eq!(
            site.link_of(dean, record).unwrap().state,
            LinkState::Proposed,
            "twin known: {twin_is_known}"
        );
        assert_eq!(number("A5121DT"), dean);
    }
}
