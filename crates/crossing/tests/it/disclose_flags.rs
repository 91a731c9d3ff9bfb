//! Warnings one by one, and custodies: what crosses, in words, and never a code or a reason.

use crate::common::{BOYD, DEAN, HOXHA, House, SHAW, is_not_found, number};
use crossing::disclose::DiscloseError;
use crossing::disclose::custody::EncounterSearch;
use crossing::disclose::flags::{FlagKind, FlagSearch, FlagView};
use crossing::disclose::patients::PatientIdentifier;
use vocab::crossing::{Purpose, Role};
use vocab::id::PatientId;
use vocab::prison::Standing;

fn of(patient: PatientId) -> FlagSearch {
    FlagSearch { patients: vec![patient.to_string()], most: 50, ..FlagSearch::default() }
}

fn named(flags: &[FlagView], kind: FlagKind) -> Vec<&str> {
    flags.iter().filter(|f| f.kind == kind).map(|f| f.words.as_str()).collect()
}

/// Scenario S14: two risks and a code that was never seen. Its booking screen waits for later.
#[test]
fn s14_two_officers_not_alone_with_female_staff_and_something_not_recognised() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.alerts(&BOYD, &["XRF", "RNO121", "ZZNEW9"]);
    let page = house.nurse().searches_flags(of(boyd)).unwrap();
    let actions = named(&page.entries, FlagKind::SafetyAction);
    assert!(actions.iter().any(|w| w.starts_with("Not alone with female staff")), "{actions:?}");
    assert!(actions.iter().any(|w| w.contains("two officers")), "{actions:?}");
    assert_eq!(
        named(&page.entries, FlagKind::NotRecognised),
        ["Something here is not recognised. Ask security."]
    );
    let all = serde_json::to_string(&page).unwrap();
    for secret in ["XRF", "RNO121", "ZZNEW9", "SECRETCOMMENT"] {
        assert!(!all.contains(secret), "{secret} left");
    }
    assert_eq!(page.total, u64::try_from(page.entries.len()).unwrap());
    assert!(page.entries.iter().any(|f| f.since.is_some()), "since when, to a nurse");
}

#[test]
fn ids_are_stable_opaque_and_read_back() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.alerts(&BOYD, &["XRF"]);
    let first = house.nurse().searches_flags(of(boyd)).unwrap().entries;
    let again = house.nurse().searches_flags(of(boyd)).unwrap().entries;
    assert_eq!(first, again);
    for flag in &first {
        assert_eq!(house.nurse().reads_flag(&flag.id).unwrap(), *flag);
        assert!(!flag.id.contains(&flag.name) && !flag.id.contains("A8100KB"));
        assert!(
            flag.id.len() <= 64
                && flag.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
        );
    }
    house.alerts(&BOYD, &[]);
    for flag in &first {
        assert!(is_not_found(&house.nurse().reads_flag(&flag.id)), "an ended warning does not cross");
    }
}

#[test]
fn a_machine_of_healthcare_reads_them_through_the_link_and_not_by_prison_number() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.alerts(&BOYD, &["HA"]);
    let by_number = |text: &str| FlagSearch {
        identifiers: vec![PatientIdentifier::PrisonNumber(number(text))],
        most: 50,
        ..FlagSearch::default()
    };
    let machine = house.care_system("MDI");
    assert_eq!(machine.searches_flags(of(boyd)).unwrap().total, 1);
    assert_eq!(machine.searches_flags(by_number("A8100KB")).unwrap().total, 1);
    house.reads(&HOXHA.record("MDI", "A-3-02"));
    house.alerts(&HOXHA, &["HA"]);
    assert_eq!(house.care_system("MDI").searches_flags(by_number("A6022AH")).unwrap().total, 0);
    // A nurse opens the prison's record by its number.
    let nurse = house.nurse().searches_flags(by_number("A6022AH")).unwrap();
    assert_eq!(named(&nurse.entries, FlagKind::SuicideAndSelfHarm).len(), 1);
}

/// Scenario S13: what the state is, when it was checked, and what this feed does not carry. The hatch list waits.
#[test]
fn s13_the_state_of_the_case_as_it_is_known_at_each_minute() {
    let house = House::at("2026-11-12T21:30:00Z");
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.alerts(&BOYD, &["HA2"]);
    house.it_is("2026-11-12T21:50:00Z");
    let state = |house: &House| {
        let page = house.nurse().searches_flags(of(boyd)).unwrap();
        (page.entries.first().map(|f| f.words.clone()), page.note.unwrap())
    };
    let (words, note) = state(&house);
    assert_eq!(words, None, "closed asks nothing");
    assert!(note.words.contains("Checked 21:30"), "{}", note.words);
    house.it_is("2026-11-12T21:59:00Z");
    house.alerts(&BOYD, &["HA", "HA2"]);
    let words = state(&house).0.unwrap();
    assert!(words.starts_with("Suicide and self-harm: Open."), "open wins: {words}");
    assert!(words.contains("not in this feed") && words.contains("The folder rules"), "{words}");
    // Nothing heard for hours: not known, and said so.
    house.it_is("2026-11-13T03:00:00Z");
    let (_, note) = state(&house);
    assert!(
        note.words.contains("Not known since 12 Nov 21:") && note.words.contains("ring the wing"),
        "{}",
        note.words
    );
    assert_eq!(note.colour, crossing::disclose::Colour::Red);
}

#[test]
fn never_read_is_not_none() {
    let house = House::new();
    house.reads(&BOYD.record("MDI", "C-2-011"));
    let boyd = house.has_record(&BOYD, "MDI", Some(BOYD.number));
    let page = house.nurse().searches_flags(of(boyd)).unwrap();
    let suicide = named(&page.entries, FlagKind::SuicideAndSelfHarm);
    assert!(suicide[0].starts_with("Suicide and self-harm: Not known"), "{suicide:?}");
    assert!(page.note.unwrap().words.contains("Never read yet"));
}

#[test]
fn an_empty_answer_is_never_bare_to_those_entitled_and_nothing_to_the_others() {
    let house = House::new();
    let unlinked = house.has_record(&DEAN, "MDI", None);
    let page = house.nurse().searches_flags(of(unlinked)).unwrap();
    assert_eq!((page.total, page.note.as_ref().map(|n| n.link)), (0, Some("none")));
    let ended = FlagSearch { active: Some(false), ..of(unlinked) };
    assert!(house.nurse().searches_flags(ended).unwrap().note.is_some());
    for (role, purpose) in [
        (Role::Officer, Purpose::Custody),
        (Role::Commissioner, Purpose::Governance),
        (Role::InformationGovernance, Purpose::Governance),
        (Role::IntegrationEngineer, Purpose::Operations),
    ] {
        assert!(
            is_not_found(&house.actor("x", role, purpose, Some("MDI")).searches_flags(of(unlinked))),
            "{role}"
        );
    }
    let everyone = house.nurse().searches_flags(FlagSearch { most: 50, ..FlagSearch::default() });
    assert!(matches!(everyone, Err(DiscloseError::Asked(_))));
}

#[test]
fn an_administrator_is_told_what_to_do_and_neither_since_when_nor_what_is_for_the_consulting_room() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.alerts(&BOYD, &["HA", "XRF", "HC"]);
    let flags = house.administrator().searches_flags(of(boyd)).unwrap().entries;
    assert!(flags.iter().all(|f| f.since.is_none()));
    assert!(flags.iter().all(|f| f.name != "self-harm-before"));
    let suicide = named(&flags, FlagKind::SuicideAndSelfHarm);
    assert!(suicide[0].contains("Tell the nurse in charge") && !suicide[0].contains("Open"), "{suicide:?}");
}

#[test]
fn to_be_kept_apart_is_a_flag_and_never_from_whom_or_why() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.lives_here(&SHAW, "A-1-01");
    house.kept_apart(&BOYD, &SHAW);
    let page = house.nurse().searches_flags(of(boyd)).unwrap();
    assert_eq!(
        named(&page.entries, FlagKind::KeepApart),
        ["Keep apart: ask the wing who may wait together."]
    );
    let all = serde_json::to_string(&page).unwrap();
    for secret in ["A4711KX", "SHAW", "Shaw", "VICTIM", "BULLYING", "SECRETCOMMENT"] {
        assert!(!all.contains(secret), "{secret} left");
    }
}

#[test]
fn a_custody_says_where_and_whether_it_has_settled_and_not_why() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let search =
        || EncounterSearch { patients: vec![boyd.to_string()], most: 10, ..EncounterSearch::default() };
    let custody = |house: &House| house.nurse().searches_custodies(search()).unwrap().entries.remove(0);
    let first = custody(&house);
    assert!(matches!(first.standing, Standing::InPrison { .. }) && !first.settled);
    assert_eq!(first.cell.as_deref(), Some("C-2-011"));
    house.settling_time_goes_by();
    assert!(custody(&house).settled);
    // A hospital under guard, an escorted absence and a death look the same.
    for (status, movement, reason) in
        [("ACTIVE OUT", "TAP", "C6"), ("ACTIVE OUT", "TAP", "ET"), ("INACTIVE OUT", "REL", "DEC")]
    {
        house.goes_on_seconds(60);
        house.reads(&BOYD.moved("MDI", status, movement, reason));
        let out = custody(&house);
        assert!(matches!(out.standing, Standing::Out { .. }), "{:?}", out.standing);
        assert_eq!((out.place.words.as_str(), out.place.gone, out.ended), ("not here today", false, None));
    }
    house.goes_on_seconds(60);
    house.reads(&BOYD.moved("MDI", "ACTIVE OUT", "CRT", "CRT"));
    assert!(matches!(custody(&house).standing, Standing::AtCourt { .. }));
    let id = custody(&house).id;
    assert!(!id.contains("123") && id.len() <= 64);
    assert!(is_not_found(&house.officer().searches_custodies(search())));
}
