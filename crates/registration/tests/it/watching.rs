//! The four combinations that hurt; and that silence is none of them.

use crate::support::*;
use registration::watching::{Holidays, Watched, harms, to_do};
use std::collections::BTreeSet;
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::{Answer, Choice, Death, Harm, Pds, Registration, Said, Told};

fn ods(code: &str) -> OdsCode {
    OdsCode::parse(code).unwrap()
}

const HERE: &str = "Y05537";
const HOME: &str = "A81001";

fn on_pds(practice: Told<OdsCode>) -> Registration {
    let pds = Pds {
        number: NhsNumber::parse("9000000009").unwrap(),
        version: "2".to_owned(),
        is_restricted: practice == Told::Kept,
        practice,
        practice_before: None,
        address: Told::Kept,
        death: None,
    };
    Registration { pds: Some(pds), checked: Some(at(NOW)), ..Registration::new(Story::new().choice.patient) }
}

struct Case {
    choice: Choice,
    registration: Registration,
    inside: bool,
    left: bool,
    asked_for: Option<&'static str>,
    today: &'static str,
}

impl Case {
    fn inside(choice: Story, practice: Told<OdsCode>) -> Self {
        let registration = on_pds(practice);
        Self {
            choice: choice.choice,
            registration,
            inside: true,
            left: false,
            asked_for: None,
            today: "2026-11-12",
        }
    }

    fn found(&self) -> Vec<Harm> {
        let own = BTreeSet::from([ods(HERE)]);
        let all = BTreeSet::from([ods(HERE), ods("Y05527")]);
        let watched = Watched {
            choice: &self.choice,
            registration: &self.registration,
            here: self.inside.then(here),
            left: self.left,
            own_practices: &own,
            prison_practices: &all,
            asked_for: self.asked_for.map(at),
            today: day(self.today),
        };
        harms(&watched, &Holidays(BTreeSet::from([day("2026-12-25"), day("2026-12-28")])))
    }
}

#[test]
fn at_the_prisons_practice_without_a_yes() {
    let at_ours = || Told::Is(ods(HERE));
    for story in [Story::new(), Story::says(Answer::No), Story::says(Answer::NotNow)] {
        assert_eq!(Case::inside(story, at_ours()).found(), [Harm::RegisteredWithoutYes]);
    }
    assert_eq!(Case::inside(Story::says(Answer::Yes), at_ours()).found(), []);
    let taken_back = Story::says(Answer::Yes).with(Said::Withdrawn);
    assert_eq!(Case::inside(taken_back, at_ours()).found(), [Harm::RegisteredWithoutYes]);
    assert_eq!(Case::inside(Story::says(Answer::No), Told::Is(ods(HOME))).found(), []);
}

#[test]
fn a_yes_that_is_not_made_so_within_ten_working_days() {
    let case = |asked_for, today| Case {
        asked_for: Some(asked_for),
        today,
        ..Case::inside(Story::says(Answer::Yes), Told::Is(ods(HOME)))
    };
    // From a Thursday: ten working days end on the Thursday two weeks later.
    assert_eq!(case("2026-11-12T14:00:00Z", "2026-11-26").found(), []);
    assert_eq!(case("2026-11-12T14:00:00Z", "2026-11-27").found(), [Harm::YesNotRegistered]);
    // Christmas Day, the day in its stead for Boxing Day and two weekends are none.
    assert_eq!(case("2026-12-17T14:00:00Z", "2027-01-04").found(), []);
    assert_eq!(case("2026-12-17T14:00:00Z", "2027-01-05").found(), [Harm::YesNotRegistered]);
    let made = Case { today: "2027-03-01", ..Case::inside(Story::says(Answer::Yes), Told::Is(ods(HERE))) };
    assert_eq!(made.found(), []);
    let no = Case { choice: Story::says(Answer::No).choice, ..case("2026-11-12T14:00:00Z", "2027-01-05") };
    assert_eq!(no.found(), [], "nothing waits any more");
}

#[test]
fn left_and_still_on_a_prisons_list() {
    let out =
        |practice| Case { inside: false, left: true, ..Case::inside(Story::says(Answer::Yes), practice) };
    assert_eq!(out(Told::Is(ods(HERE))).found(), [Harm::LeftStillHere]);
    assert_eq!(
        out(Told::Is(ods("Y05527"))).found(),
        [Harm::LeftStillHere],
        "of another prison's practice, too"
    );
    assert_eq!(out(Told::Is(ods(HOME))).found(), []);
    // Whoever was only reported to have left, died or was removed has not left so.
    assert_eq!(Case { left: false, ..out(Told::Is(ods(HERE))) }.found(), []);
}

#[test]
fn no_gp_is_what_was_said_and_never_what_was_kept_back_or_not_read() {
    assert_eq!(Case::inside(Story::new(), Told::None).found(), [Harm::NoGp]);
    assert_eq!(Case::inside(Story::new(), Told::Kept).found(), []);
    let unread = Registration { pds: None, checked: None, ..on_pds(Told::None) };
    assert_eq!(Case { registration: unread, ..Case::inside(Story::new(), Told::None) }.found(), []);
}

#[test]
fn of_the_dead_nothing_is_found() {
    let mut case = Case::inside(Story::new(), Told::None);
    case.registration.pds.as_mut().unwrap().death = Some(Death::Informal);
    assert_eq!(case.found(), []);
}

#[test]
fn each_says_what_to_do() {
    assert!(Harm::ALL.iter().all(|harm| to_do(*harm).len() > 20));
}
