//! How somebody is registered: what PDS says, what a unit says and what was asked for, none made from another.

use crate::support::*;
use proptest::prelude::*;
use registration::episodes::{Episode, Facts, Practices, State, Whose, episodes};
use std::collections::BTreeSet;
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::{AskedFor, Choice, NoRecord, Pds, Registration, Told, Unit, UnitStanding, Was};

const PRISON: &str = "Y05537";
const HOME: &str = "A81001";
const READ: &str = "2026-11-12T04:00:00Z";

fn ods(code: &str) -> OdsCode {
    OdsCode::parse(code).unwrap()
}

fn practices() -> Practices {
    [(prison("MDI"), BTreeSet::from([ods(PRISON)])), (prison("HLI"), BTreeSet::from([ods("Y05527")]))].into()
}

/// What PDS named, one after the other, each a day after the one before; it was read today.
fn pds(named: &[Told<OdsCode>]) -> Registration {
    let practice = named.last().cloned().unwrap_or(Told::None);
    let was = |(day, what): (usize, &Told<OdsCode>)| Was {
        what: what.clone(),
        from: at("2026-11-01T04:00:00Z").plus_seconds(86_400 * i64::try_from(day).unwrap()),
    };
    Registration {
        pds: Some(Pds {
            number: NhsNumber::parse("9000000009").unwrap(),
            version: "2".to_owned(),
            is_restricted: practice == Told::Kept,
            practice,
            practice_before: None,
            address: Told::Kept,
            death: None,
        }),
        checked: Some(at(READ)),
        practices: named.iter().enumerate().map(was).collect(),
        before_custody: vec![(stay(1), Was { what: Told::Is(ods(HOME)), from: at(READ) })],
        ..Registration::new(Story::new().choice.patient)
    }
}

fn never_read() -> Registration {
    let registration = pds(&[]);
    Registration { pds: None, checked: None, before_custody: Vec::new(), ..registration }
}

fn with_unit(registration: Registration, prison: &str, standing: UnitStanding) -> Registration {
    let unit = Unit { prison: self::prison(prison), standing, since: None, told: at("2026-11-11T09:00:00Z") };
    let mut units = registration.units;
    units.push(unit);
    Registration { units, ..registration }
}

fn asked(choice: Choice) -> Choice {
    let line = choice.lines.last().unwrap().id;
    let asked_for = AskedFor { line, stay: stay(1), prison: prison("MDI"), since: at(NOW) };
    Choice { asked_for: Some(asked_for), ..choice }
}

fn of(registration: Option<&Registration>, choice: &Choice) -> Vec<Episode> {
    episodes(&Facts { registration, choice, practices: &practices(), own: prison("MDI") })
}

/// Where and how, in short.
fn short(found: &[Episode]) -> Vec<String> {
    let name = |whose: &Whose| match whose {
        Whose::Unit(prison, practice) => {
            let code = practice.as_ref().map_or(String::new(), |code| format!(" as {}", code.text()));
            format!("{prison}{code}")
        }
        Whose::Practice(code) => code.text().to_owned(),
        Whose::NotSaid => "not said".to_owned(),
    };
    found
        .iter()
        .map(|e| format!("{} {:?}{}", name(&e.whose), e.state, if e.temporary { " temporary" } else { "" }))
        .collect()
}

fn nothing() -> Choice {
    Story::new().choice
}

fn yes() -> Choice {
    asked(Story::says(vocab::registration::Answer::Yes).choice)
}

#[test]
fn never_read_kept_back_and_none_are_three_answers() {
    let kept = pds(&[Told::Kept]);
    assert_eq!(short(&of(None, &nothing())), ["not said NotKnown"]);
    assert_eq!(short(&of(Some(&never_read()), &nothing())), ["not said NotKnown"]);
    assert_eq!(short(&of(Some(&kept), &nothing())), ["not said Kept"]);
    assert!(of(Some(&pds(&[Told::None])), &nothing()).is_empty(), "read, and there is none");
    assert_eq!(of(Some(&kept), &nothing())[0].checked, Some(at(READ)));
    assert_eq!(of(Some(&never_read()), &nothing())[0].checked, None);
    // What it said of a number that nobody has any more is no word on anybody.
    let gone = Registration { no_record: Some(NoRecord::NotFound), ..pds(&[Told::Is(ods(HOME))]) };
    assert_eq!(short(&of(Some(&gone), &nothing())), ["not said NotKnown"]);
}

#[test]
fn a_practice_stands_while_pds_names_it_and_is_over_when_it_names_another() {
    let found = of(Some(&pds(&[Told::Is(ods(HOME)), Told::None, Told::Is(ods("B82002"))])), &nothing());
    assert_eq!(short(&found), ["A81001 Over", "B82002 Stands"]);
    assert_eq!(found[0].over_by, Some(at("2026-11-02T04:00:00Z")), "as soon as it was no longer named");
    assert_eq!((found[0].before_custody, found[1].before_custody), (true, false));
    assert_eq!((found[0].on_pds, found[1].on_pds), (Some(false), Some(true)));
    // Nothing was kept of when it was first seen.
    let seen = Registration { practices: Vec::new(), ..pds(&[Told::Is(ods(HOME))]) };
    let found = of(Some(&seen), &nothing());
    assert_eq!((short(&found), found[0].seen_from), (vec!["A81001 Stands".to_owned()], None));
}

#[test]
fn a_prisons_registration_waits_until_pds_says_so() {
    let home = || pds(&[Told::Is(ods(HOME))]);
    assert_eq!(short(&of(Some(&home()), &yes())), ["MDI Waiting", "A81001 Stands"]);
    for standing in [UnitStanding::Pending, UnitStanding::Regular] {
        let said = with_unit(home(), "MDI", standing);
        assert_eq!(short(&of(Some(&said), &nothing())), ["MDI Waiting", "A81001 Stands"], "{standing}");
    }
    let made = with_unit(pds(&[Told::Is(ods(HOME)), Told::Is(ods(PRISON))]), "MDI", UnitStanding::Regular);
    let found = of(Some(&made), &yes());
    assert_eq!(short(&found), ["MDI as Y05537 Stands", "A81001 Over"]);
    assert_eq!(found[0].seen_from, Some(at("2026-11-02T04:00:00Z")));
    assert_eq!(found[0].checked, Some(at("2026-11-11T09:00:00Z")), "the older of the two words");
    // On PDS, and neither the unit nor anybody here said anything: it is seen all the same.
    let unasked = pds(&[Told::Is(ods(PRISON))]);
    assert_eq!(short(&of(Some(&unasked), &nothing())), ["MDI as Y05537 Stands"]);
}

#[test]
fn a_temporary_patient_is_one_by_the_units_word_alone_and_keeps_the_gp_outside() {
    let said = with_unit(pds(&[Told::Is(ods(HOME))]), "MDI", UnitStanding::Temporary);
    let found = of(Some(&said), &nothing());
    assert_eq!(short(&found), ["MDI Stands temporary", "A81001 Stands"]);
    let unread = with_unit(never_read(), "MDI", UnitStanding::Temporary);
    let found = of(Some(&unread), &nothing());
    assert_eq!(short(&found), ["MDI Stands temporary", "not said NotKnown"]);
    assert_eq!(found[0].checked, Some(at("2026-11-11T09:00:00Z")));
    let asked = of(Some(&said), &yes());
    assert_eq!(short(&asked), ["MDI Waiting", "A81001 Stands"], "what was asked for is not made yet");
}

#[test]
fn what_a_unit_says_beyond_pds_is_never_said_to_stand() {
    use UnitStanding::{Former, Leaving, NotKnown, Pending, Regular};
    for (standing, read, unread, kept) in [
        (NotKnown, "A81001 Stands", "not said NotKnown", "not said Kept"),
        (Pending, "MDI Waiting", "MDI Waiting", "MDI Waiting"),
        (Regular, "MDI Waiting", "MDI NotKnown", "MDI Kept"),
        (Leaving, "MDI Over", "MDI NotKnown", "MDI Kept"),
        (Former, "MDI Over", "MDI Over", "MDI Over"),
    ] {
        let first =
            |registration| short(&of(Some(&with_unit(registration, "MDI", standing)), &nothing())).remove(0);
        assert_eq!(first(pds(&[Told::Is(ods(HOME))])), read, "{standing}");
        assert_eq!(first(never_read()), unread, "{standing}");
        assert_eq!(first(pds(&[Told::Kept])), kept, "{standing}");
    }
}

/// A practice is a place. Nothing of where a restricted person is, or was, is told.
#[test]
fn of_a_restricted_person_no_place_is_told_but_the_readers_own() {
    let restricted = pds(&[Told::Is(ods(HOME)), Told::Is(ods("Y05527")), Told::Kept]);
    let known = with_unit(with_unit(restricted, "HLI", UnitStanding::Former), "MDI", UnitStanding::Regular);
    let found = of(Some(&known), &nothing());
    assert_eq!(short(&found), ["MDI Kept", "not said Kept"]);
    let printed = format!("{found:?}");
    assert!(!printed.contains(HOME) && !printed.contains("Y05527") && !printed.contains("HLI"), "{printed}");
    assert!(found.iter().all(|e| e.seen_from.is_none() && e.on_pds.is_none() && !e.before_custody));
    // The rest of the record is restricted, and the practice stands in it all the same: it is not told either.
    let mut odd = pds(&[Told::Is(ods(HOME))]);
    odd.pds.as_mut().unwrap().is_restricted = true;
    assert_eq!(short(&of(Some(&odd), &nothing())), ["not said Kept"]);
}

fn any_told() -> impl Strategy<Value = Told<OdsCode>> {
    prop_oneof![
        Just(Told::None),
        Just(Told::Kept),
        Just(Told::Is(ods(HOME))),
        Just(Told::Is(ods(PRISON))),
        Just(Told::Is(ods("Y05527"))),
    ]
}

proptest! {
    /// Whatever is known: something stands only by PDS's word or as a temporary patient; what PDS keeps back is never
    /// looked through; and nobody looks as if they had no GP unless PDS was read and named none.
    #[test]
    fn nothing_stands_but_by_pds_and_silence_is_never_none(
        named in prop::collection::vec(any_told(), 0..5),
        units in prop::collection::vec((prop::sample::select(vec!["MDI", "HLI", "LEI"]), prop::sample::select(UnitStanding::ALL)), 0..4),
        read in any::<bool>(), asks in any::<bool>(),
    ) {
        let registration = units.into_iter().fold(pds(&named), |r, (p, s)| with_unit(r, p, s));
        let registration = if read { registration } else { Registration { pds: None, checked: None, ..registration } };
        let choice = if asks { yes() } else { nothing() };
        let found = of(Some(&registration), &choice);
        let now = registration.pds.as_ref().map(|pds| &pds.practice);
        for episode in &found {
            let stands = episode.state == State::Stands;
            prop_assert!(!stands || episode.temporary || episode.on_pds == Some(true), "{episode:?}");
            prop_assert!(!stands || episode.temporary || now.is_some_and(|now| now.is().is_some()));
        }
        let standing = found.iter().filter(|e| e.state == State::Stands && !e.temporary).count();
        prop_assert_eq!(standing, usize::from(now.is_some_and(|now| now.is().is_some())));
        let silent = found.iter().filter(|e| e.whose == Whose::NotSaid).count();
        prop_assert_eq!(silent, usize::from(now.is_none() || now == Some(&Told::Kept)));
        if now == Some(&Told::Kept) {
            prop_assert!(found.iter().all(|e| matches!(&e.whose, Whose::NotSaid) || matches!(&e.whose, Whose::Unit(p, None) if *p == prison("MDI"))), "a place is told");
        }
    }
}
