//! The people of the scenarios (S03, H01).

use identity::{
    Reason, Verdict, alike, alike_key, because, compare, confirm_needs_second, decide, lines,
    nearly_the_same, on_arrival, still_sole_candidate,
};
use jiff::civil::{Date, date};
use vocab::care::Patient;
use vocab::crossing::{Comparison, Decider, Evidence, IdentityLink, LinkState};
use vocab::id::{LinkId, LocalPatientId, PatientId, PrisonNumber};
use vocab::name::{Born, FamilyName, Name};
use vocab::prison::Identity;
use vocab::{Instant, Seed};

pub(crate) fn person(family: &str, given: &str, born: Date) -> Identity {
    Identity { name: Name::new(family, given), born: Born::new(born), gender: None, pnc: None, cro: None }
}

pub(crate) fn patient(family: &str, given: &str, born: Option<Date>, number: Option<&str>) -> Patient {
    let at = Instant::from_micros(1_794_470_400_000_000);
    Patient {
        id: PatientId::from_uuid(Seed(1).id(at, 0)),
        version: 1,
        local: LocalPatientId::new("1"),
        nhs: None,
        prison_number: number.map(|n| PrisonNumber::parse(n).expect("well formed")),
        name: Name::new(family, given),
        born: born.map(Born::new),
        gender: None,
        updated: at,
    }
}

fn number(text: &str) -> PrisonNumber {
    PrisonNumber::parse(text).expect("well formed")
}

const BORN: Date = date(1998, 6, 4);

#[test]
fn a_care_record_with_number_name_and_birth_date_links_by_rule() {
    let boyd = person("BOYD", "KIERAN LEE", BORN);
    let record = patient("Boyd", "Kieran Lee", Some(BORN), Some("A8100KB"));
    let evidence = compare(&boyd, &record, number("A8100KB"), 0, false);
    assert_eq!(decide(&evidence), Verdict::LinksByRule);
}

#[test]
fn case_accents_and_punctuation_are_set_aside() {
    let ilic = person("ILIC", "ANA-MARIJA", BORN);
    let record = patient("Ilić", "Ana Marija", Some(BORN), Some("A7003MI"));
    assert_eq!(decide(&compare(&ilic, &record, number("A7003MI"), 0, false)), Verdict::LinksByRule);
}

#[test]
fn a_second_given_name_left_out_asks_a_person() {
    let boyd = person("BOYD", "KIERAN LEE", BORN);
    let record = patient("Boyd", "Kieran", Some(BORN), Some("A8100KB"));
    let verdict = decide(&compare(&boyd, &record, number("A8100KB"), 0, false));
    assert_eq!(verdict, Verdict::Proposed { why: vec![Reason::GivenDiffers] });
}

#[test]
fn twins_are_never_linked_by_rule() {
    let dean = person("TATE", "DEAN", BORN);
    // Right in everything, and Ben shares family name and date of birth.
    let whole =
        compare(&dean, &patient("Tate", "Dean", Some(BORN), Some("A5121DT")), number("A5121DT"), 1, false);
    assert_eq!(decide(&whole), Verdict::Proposed { why: vec![Reason::OthersAlike] });
    // "B Tate" that carries Dean's number, before anyone has heard of Ben.
    let initial =
        compare(&dean, &patient("Tate", "B", Some(BORN), Some("A5121DT")), number("A5121DT"), 0, false);
    assert_eq!(decide(&initial), Verdict::Proposed { why: vec![Reason::GivenDiffers] });
    // Ben's own record is a candidate for Dean that a nurse sees; it says whose number it carries.
    let ben =
        compare(&dean, &patient("Tate", "Ben", Some(BORN), Some("A5120BT")), number("A5121DT"), 1, true);
    let Verdict::Proposed { why } = decide(&ben) else { panic!("not proposed") };
    assert_eq!(why[..3], [Reason::AlreadyLinked, Reason::OthersAlike, Reason::NumberDiffers]);
    assert!(confirm_needs_second(&ben) && !confirm_needs_second(&whole));
}

#[test]
fn a_number_that_belongs_to_someone_else_is_asked_about_and_not_believed() {
    let shaw = person("SHAW", "JOSEPH", BORN);
    let record = patient("Khan", "Imran", None, Some("A4711KX"));
    let verdict = decide(&compare(&shaw, &record, number("A4711KX"), 0, false));
    assert_eq!(
        verdict,
        Verdict::Proposed { why: vec![Reason::FamilyDiffers, Reason::GivenDiffers, Reason::BornMissing] }
    );
}

#[test]
fn strangers_are_not_asked_about() {
    let shaw = person("SHAW", "JOSEPH", BORN);
    for record in [
        patient("Shaw", "Joseph", Some(date(1998, 6, 5)), None),
        patient("Shaw", "Joseph", None, None),
        patient("Shawe", "Joseph", Some(BORN), Some("A9001QQ")),
    ] {
        assert_eq!(decide(&compare(&shaw, &record, number("A4711KX"), 0, false)), Verdict::No);
    }
}

#[test]
fn two_blank_names_do_not_agree() {
    let nobody = person("-", ".", BORN);
    let record = patient("-", ".", Some(BORN), Some("A4711KX"));
    let evidence = compare(&nobody, &record, number("A4711KX"), 0, false);
    assert_eq!((evidence.family, evidence.given), (Comparison::Missing, Comparison::Missing));
    assert_ne!(decide(&evidence), Verdict::LinksByRule);
}

fn link(state: LinkState, decided_by: Decider) -> IdentityLink {
    let at = Instant::from_micros(1_794_470_400_000_000);
    let evidence = Evidence {
        prison_number: Comparison::Same,
        family: Comparison::Same,
        given: Comparison::Same,
        born: Comparison::Same,
        others_alike: 0,
        already_linked: false,
    };
    IdentityLink {
        id: LinkId::from_uuid(Seed(2).id(at, 0)),
        version: 1,
        person: number("A5120BT"),
        patient: PatientId::from_uuid(Seed(2).id(at, 1)),
        state,
        evidence,
        decided_by,
        at,
    }
}

#[test]
fn a_twin_arriving_late_shakes_a_link_by_rule_and_not_a_persons() {
    let person = Decider::Person { account: "dawn".into(), second: None };
    assert_eq!(on_arrival(&link(LinkState::Confirmed, Decider::Rule), 1), LinkState::InDoubt);
    assert_eq!(on_arrival(&link(LinkState::Confirmed, Decider::Rule), 0), LinkState::Confirmed);
    assert_eq!(on_arrival(&link(LinkState::Confirmed, person.clone()), 3), LinkState::Confirmed);
    assert!(still_sole_candidate(&person, 3) && !still_sole_candidate(&Decider::Rule, 1));
    for state in [LinkState::Proposed, LinkState::InDoubt, LinkState::Rejected, LinkState::Split] {
        assert_eq!(on_arrival(&link(state, Decider::Rule), 0), state, "nothing is undone by going away");
        assert_eq!(on_arrival(&link(state, Decider::Rule), 2), state);
    }
}

#[test]
fn the_screen_says_how_sure_and_why_without_a_value() {
    let dean = person("TATE", "DEAN", BORN);
    let record = patient("Tate", "B", Some(BORN), Some("A5121DT"));
    let evidence = compare(&dean, &record, number("A5121DT"), 2, true);
    assert_eq!(
        because(&evidence),
        "Not sure, although the care record carries this prison number: one of the two is already linked to someone \
         else, so a second person is asked; 2 other people known here share family name and date of birth; given \
         names differ."
    );
    assert_eq!(lines(&evidence).map(|l| l.word), ["same", "same", "differs", "same"]);
    let printed = format!("{} {:?} {:?}", because(&evidence), lines(&evidence), decide(&evidence));
    for value in ["TATE", "Tate", "DEAN", "1998", "A5121DT"] {
        assert!(!printed.contains(value), "{value} printed");
    }
}

#[test]
fn nearly_the_same_is_one_slip_of_the_keyboard() {
    for (a, b) in [("Hoxha", "Hoxa"), ("Shaw", "Shwa"), ("Boyd", "BOYDE"), ("Ilić", "Ilig")] {
        assert!(nearly_the_same(a, b) && nearly_the_same(b, a), "{a} {b}");
    }
    for (a, b) in [("Shaw", "SHAW"), ("Li", "Lo"), ("Boyd", "Tate"), ("", ""), ("Hoxha", "Oxa")] {
        assert!(!nearly_the_same(a, b), "{a} {b}");
    }
    assert!(!nearly_the_same(&"a".repeat(100_000), &"b".repeat(100_000)), "and costs nothing on nonsense");
}

#[test]
fn the_key_of_people_alike_never_changes() {
    let key = |family: &str, born| alike_key(&FamilyName::new(family), Born::new(born));
    // Stored in an index: a change here needs a rebuild.
    assert_eq!(key("Tate", BORN), 0xe187_2708_3128_2a61);
    assert_eq!(key("İlić", date(1961, 1, 1)), 0xeabb_fd17_150d_2587);
    assert_eq!(key("O'VAUGHAN", BORN), key("o’vaughan", BORN));
    assert_ne!(key("Tate", BORN), key("Tate", date(1998, 4, 6)), "day and month are not interchangeable");
    assert!(alike((&FamilyName::new("TATE"), Born::new(BORN)), (&FamilyName::new("tate"), Born::new(BORN))));
    assert!(!alike((&FamilyName::new("TATE"), Born::new(BORN)), (&FamilyName::new("Tait"), Born::new(BORN))));
}
