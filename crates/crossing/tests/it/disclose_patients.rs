//! Patients: whom one prison may see, exactly; and what is said beside every answer.

use crate::common::{BEN, BOYD, DEAN, HOXHA, House, SHAW, Who, date, is_not_found, number};
use crossing::disclose::patients::{PatientIdentifier, PatientSearch};
use crossing::disclose::search::Also;
use crossing::understood::Outcome;
use vocab::crossing::{Purpose, Role};
use vocab::id::NhsNumber;
use vocab::name::FamilyName;

fn all() -> PatientSearch {
    PatientSearch { most: 50, ..PatientSearch::default() }
}

fn by_number(text: &str) -> PatientSearch {
    PatientSearch { identifiers: vec![PatientIdentifier::PrisonNumber(number(text))], ..all() }
}

fn by_nhs(text: &str) -> PatientSearch {
    PatientSearch { identifiers: vec![PatientIdentifier::Nhs(NhsNumber::parse(text).unwrap())], ..all() }
}

#[test]
fn a_linked_patient_is_found_by_each_number_and_by_name() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let named =
        PatientSearch { family: Some(FamilyName::new("boy")), born: Some(date("2002-04-01")), ..all() };
    for search in [by_number("A8100KB"), by_nhs("9990110689"), named] {
        let page = house.nurse().searches_patients(search).unwrap();
        assert_eq!(page.total, 1);
        let view = &page.entries[0];
        assert_eq!(view.id.id(), boyd.to_string());
        assert_eq!((view.link, view.prison_record_only), ("confirmed", false));
        assert_eq!(view.prison_number.as_deref(), Some("A8100KB"));
        assert_eq!(view.nhs.as_deref(), Some("9990110689"));
        assert_eq!(view.head.cell.as_deref(), Some("C-2-011"));
        let note = page.note.unwrap();
        assert_eq!(note.link, "confirmed");
        assert!(note.words.starts_with("Linked to a prison record. Checked 08:00."), "{}", note.words);
        assert!(note.words.contains("60 seconds behind") && note.words.ends_with("Other risks may exist."));
    }
    // How far behind it can be is said only while the route speaks.
    house.goes_on_seconds(3 * 3_600);
    let note = house.nurse().searches_patients(by_number("A8100KB")).unwrap().note.unwrap();
    assert!(note.words.contains("Prison quiet since 08:00: things may have changed"), "{}", note.words);
    assert!(!note.words.contains("behind"), "{}", note.words);
}

#[test]
fn another_prisons_patient_and_one_who_does_not_exist_look_the_same() {
    let house = House::new();
    house.reads(&SHAW.record("HLI", "A-1-01"));
    let shaw = house.has_record(&SHAW, "HLI", Some(SHAW.number));
    let there = house.nurse().searches_patients(by_nhs(SHAW.nhs)).unwrap();
    let nobody = house.nurse().searches_patients(by_nhs(HOXHA.nhs)).unwrap();
    assert_eq!(there, nobody);
    assert_eq!(there.total, 0);
    assert!(there.note.unwrap().words.contains("Treat as unknown."), "never bare");
    assert!(is_not_found(&house.nurse().reads_patient(&shaw.to_string())));
    let stranger = "018f0000-0000-7000-8000-00000000dead";
    assert!(is_not_found(&house.nurse().reads_patient(stranger)));
    // Hull's own nurse finds him.
    let hull = house.actor("kim", Role::Clinician, Purpose::DirectCare, Some("HLI"));
    assert_eq!(hull.searches_patients(by_nhs(SHAW.nhs)).unwrap().total, 1);
}

#[test]
fn saying_another_prison_opens_nothing_there() {
    let house = House::new();
    house.reads(&SHAW.record("HLI", "A-1-01"));
    let shaw = house.has_record(&SHAW, "HLI", None);
    let mut nurse = house.nurse();
    nurse.ctx.prison = Some(crate::common::prison("HLI"));
    assert!(is_not_found(&nurse.searches_patients(all())));
    assert!(is_not_found(&nurse.reads_patient(&shaw.to_string())));
    assert!(is_not_found(&nurse.opens(crossing::disclose::panel::PanelKey::Patient(shaw))));
}

#[test]
fn who_left_is_seen_until_it_settles_and_then_by_the_other_prison_alone() {
    let house = House::new();
    house.lives_here(&SHAW, "A-1-01");
    house.settling_time_goes_by();
    house.goes_on_seconds(60);
    house.reads(&SHAW.record("HLI", "B-1-01"));
    let hull = |house: &House| {
        house
            .actor("kim", Role::Clinician, Purpose::DirectCare, Some("HLI"))
            .searches_patients(by_nhs(SHAW.nhs))
    };
    // A departure that was only reported hides nobody.
    assert_eq!(house.nurse().searches_patients(by_nhs(SHAW.nhs)).unwrap().total, 1);
    assert_eq!(hull(&house).unwrap().total, 1);
    house.settling_time_goes_by();
    assert_eq!(house.nurse().searches_patients(by_nhs(SHAW.nhs)).unwrap().total, 0);
    assert_eq!(hull(&house).unwrap().total, 1);
}

#[test]
fn a_prison_record_without_a_care_record_is_found_by_staff_and_not_by_machines() {
    let house = House::new();
    house.reads(&HOXHA.record("MDI", "A-3-02"));
    let page = house.nurse().searches_patients(by_number(HOXHA.number)).unwrap();
    let view = &page.entries[0];
    assert!(view.prison_record_only && view.nhs.is_none() && view.own.is_none());
    assert_eq!(view.head.name.as_deref(), Some("HOXHA, Arben"));
    assert_eq!(house.nurse().reads_patient(&view.id.id()).unwrap(), *view);
    let machine = house.care_system("MDI").searches_patients(by_number(HOXHA.number)).unwrap();
    assert_eq!((machine.total, machine.entries.len()), (0, 0));
}

#[test]
fn a_record_that_nobody_linked_is_its_keepers_and_nobody_elses() {
    let house = House::new();
    let patient = house.has_record(&BOYD, "MDI", None);
    // Whoever sent it reads it back.
    let read = house.care_system("MDI").reads_patient(&patient.to_string()).unwrap();
    assert_eq!((read.link, read.version, read.prison_number), ("none", 1, None));
    let hull = house.actor("kim", Role::Clinician, Purpose::DirectCare, Some("HLI"));
    assert!(is_not_found(&hull.reads_patient(&patient.to_string())));
    let note = house.nurse().searches_patients(by_nhs(BOYD.nhs)).unwrap().note.unwrap();
    assert!(
        note.words.starts_with("We do not know which prison record is this patient's. Treat as unknown.")
    );
    assert_eq!((note.link, note.colour), ("none", crossing::disclose::Colour::Never));
}

#[test]
fn totals_and_pages_are_exact() {
    let house = House::new();
    let here: [&Who; 3] = [&BOYD, &HOXHA, &BEN];
    for who in here {
        house.lives_here(who, "C-2-011");
    }
    // One who is only the prison's, one who is another prison's, one whose record another prison keeps.
    house.reads(&Who { number: "A1111AA", family: "Orr", ..DEAN }.record("MDI", "D-1-01"));
    house.reads(&SHAW.record("HLI", "A-1-01"));
    house.has_record(&SHAW, "HLI", Some(SHAW.number));
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let search = PatientSearch { most: 2, after: after.clone(), ..PatientSearch::default() };
        let page = house.nurse().searches_patients(search).unwrap();
        assert_eq!(page.total, 4);
        assert!(!page.entries.is_empty());
        seen.extend(page.entries.iter().map(|v| v.id.id()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 4);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 4, "nobody stands on two pages");
    // A further condition is put to what may be seen, before anything is counted.
    let also = Also::only(|view: &crossing::disclose::patients::PatientView| view.prison_record_only);
    assert_eq!(house.nurse().searches_patients(PatientSearch { also, ..all() }).unwrap().total, 1);
}

#[test]
fn the_roles_without_patients_are_told_that_there_is_no_such_page() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    for (role, purpose) in [
        (Role::Officer, Purpose::Custody),
        (Role::DutyGovernor, Purpose::Custody),
        (Role::PrisonSystem, Purpose::Custody),
        (Role::Commissioner, Purpose::Governance),
        (Role::InformationGovernance, Purpose::Governance),
        (Role::IntegrationEngineer, Purpose::Operations),
        (Role::Clinician, Purpose::Custody),
    ] {
        let actor = house.actor("x", role, purpose, Some("MDI"));
        assert!(is_not_found(&actor.searches_patients(by_number(BOYD.number))), "{role}");
        assert!(is_not_found(&actor.reads_patient(&boyd.to_string())), "{role}");
    }
}

#[test]
fn whoever_was_looked_for_in_vain_stands_in_the_gate_book_as_withheld() {
    let house = House::new();
    house.reads(&SHAW.record("HLI", "A-1-01"));
    house.nurse().searches_patients(by_number(SHAW.number)).unwrap();
    let asked = crossing::disclose::gate_book::GateBookAsked { most: 10, ..Default::default() };
    let book = house.governance().opens_gate_book(&asked).unwrap();
    let row = book.rows.iter().find(|row| row.act == "patient.search").unwrap();
    assert_eq!(row.subjects.len(), 1);
    assert_eq!(row.subjects[0].number.as_deref(), Some(SHAW.number));
    assert!(row.subjects[0].withheld);
    assert!(row.rulings.iter().any(|r| r.kind == "care-identity" && !r.policies.is_empty()));
}

#[test]
fn a_link_in_doubt_goes_on_being_shown_and_says_so() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    // A namesake of the same birth date arrives: the link by rule is no longer the only candidate.
    house.reads(&Who { number: "A9999ZZ", given: "Karl", ..BOYD }.record("MDI", "D-1-01"));
    let view = house.nurse().reads_patient(&boyd.to_string()).unwrap();
    assert_eq!((view.link, view.prison_number.as_deref()), ("in-doubt", Some("A8100KB")));
    let note = house.nurse().searches_patients(by_nhs(BOYD.nhs)).unwrap().note.unwrap();
    assert!(note.words.starts_with("Identity being checked: warnings of both records are shown."));
}

#[test]
fn the_same_answer_is_the_same_bytes_and_a_second_reading_changes_nothing() {
    let house = House::new();
    house.lives_here(&BOYD, "C-2-011");
    let before = house.crossing.store().digests().unwrap();
    let first = house.nurse().searches_patients(all()).unwrap();
    assert_eq!(house.nurse().searches_patients(all()).unwrap(), first);
    assert_eq!(house.crossing.store().digests().unwrap(), before);
    let again = house.reads(&BOYD.record("MDI", "C-2-011"));
    assert_eq!(again, Outcome::Unchanged);
}
