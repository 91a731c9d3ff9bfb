//! What is refused, and in which words; and that whatever was said before stands.

use crate::support::*;
use jiff::ToSpan as _;
use registration::follows::Here;
use registration::recording::{Around, LinkIs, Refusal, Site, WordingIs, refusals};
use vocab::name::Born;
use vocab::registration::{Answer, Assessment, Check, InterpreterIs, Later, Means, Said, Talk};

fn of(said: &Said, around: &Around) -> Vec<Refusal> {
    refusals(&Story::new().choice, said, around)
}

fn yes() -> Said {
    said(talk(Answer::Yes))
}

#[test]
fn a_conversation_with_a_linked_adult_who_is_here_is_written_down() {
    for answer in Answer::ALL {
        assert_eq!(of(&said(talk(*answer)), &around()), [], "{answer}");
    }
}

#[test]
fn of_whom_it_would_be_must_be_certain() {
    assert_eq!(of(&yes(), &Around { link: LinkIs::None, here: None, ..around() }), [Refusal::NotLinked]);
    assert_eq!(of(&yes(), &Around { link: LinkIs::InDoubt, ..around() }), [Refusal::InDoubt]);
    assert_eq!(of(&yes(), &Around { here: None, ..around() }), [Refusal::NotHere]);
    assert_eq!(of(&yes(), &Around { died: true, link: LinkIs::InDoubt, ..around() }), [Refusal::Died]);
}

#[test]
fn in_a_new_custody_the_page_of_the_old_one_is_refused() {
    let recalled = Around { here: Some(Here { stay: stay(2), ..here() }), ..around() };
    assert_eq!(of(&yes(), &recalled), [Refusal::OtherStay]);
}

#[test]
fn under_eighteen_a_signed_pack_is_needed_to_the_day() {
    let born = |text: &str| Around { born: Some(Born::new(day(text))), ..around() };
    assert_eq!(of(&yes(), &born("2008-11-13")), [Refusal::Young]);
    assert_eq!(of(&yes(), &born("2008-11-12")), [], "18 today");
    assert_eq!(of(&yes(), &Around { born: None, ..around() }), [Refusal::AgeNotKnown]);
    let site = Site { young_pack: true, ..around().site };
    assert_eq!(of(&yes(), &Around { site, ..born("2010-01-01") }), []);
    let leap = Around { now: at("2026-02-28T12:00:00Z"), ..born("2008-02-29") };
    assert!(of(&yes(), &leap).contains(&Refusal::Young));
    let site = Site { wales_without_pack: true, ..around().site };
    assert_eq!(of(&yes(), &Around { site, ..around() }), [Refusal::Wales]);
}

#[test]
fn the_words_that_were_shown_must_be_ours_and_checked_where_it_counts() {
    let wording = |wording, live| Around { wording, site: Site { live, ..around().site }, ..around() };
    assert_eq!(of(&yes(), &wording(WordingIs::NotOurs, false)), [Refusal::WordingNotOurs]);
    assert_eq!(of(&yes(), &wording(WordingIs::Draft, true)), [Refusal::WordingDraft]);
    assert_eq!(of(&yes(), &wording(WordingIs::Draft, false)), []);
    assert_eq!(of(&said(talk(Answer::NotNow)), &wording(WordingIs::Draft, true)), [], "it costs nothing");
}

/// S15: neither an officer nor a cellmate nor a relative.
#[test]
fn whoever_may_not_hear_it_is_no_interpreter_and_the_reason_is_said() {
    use InterpreterIs::{HealthcareStaff, InPerson, Officer, Prisoner, Relative, Telephone, Video};
    for (is, refused) in [
        (Officer, Some(Refusal::InterpretedByOfficer)),
        (Prisoner, Some(Refusal::InterpretedByPrisoner)),
        (Relative, Some(Refusal::InterpretedByRelative)),
        (Telephone, None),
        (Video, None),
        (InPerson, None),
        (HealthcareStaff, None),
    ] {
        assert_eq!(of(&said(interpreted(is)), &around()), Vec::from_iter(refused), "{is}");
    }
    assert!(Refusal::InterpretedByOfficer.to_string().contains("without the prison hearing it"));
    let nobody = said(Talk { interpreter: None, ..interpreted(Telephone) });
    assert_eq!(of(&nobody, &around()), [Refusal::InterpreterNotSaid]);
    let unsaid = said(Talk { means: vec![Means::Read], ..interpreted(Telephone) });
    assert_eq!(of(&unsaid, &around()), [Refusal::InterpreterNotSaid]);
}

/// S15: little English spoken is not met by reading it aloud in English.
#[test]
fn little_english_is_not_met_in_english() {
    let little = Around { little_english: true, ..around() };
    for means in [Means::ReadAloud, Means::Read, Means::Audio] {
        let talk = Talk { means: vec![means], ..talk(Answer::No) };
        assert_eq!(of(&said(talk), &little), [Refusal::LittleEnglish], "{means}");
    }
    assert_eq!(of(&said(talk(Answer::NotNow)), &little), [], "to put it off needs no interpreter");
    assert_eq!(of(&said(interpreted(InterpreterIs::Telephone)), &little), []);
    let mut albanian = talk(Answer::Yes);
    albanian.shown.language = "sq".to_owned();
    albanian.means = vec![Means::Audio];
    assert_eq!(of(&said(albanian), &little), []);
}

#[test]
fn what_is_not_finished_is_planned() {
    let unplanned = |talk: Talk| of(&said(Talk { again: None, ..talk }), &around());
    assert_eq!(unplanned(Talk { said_back: missed(), ..talk(Answer::No) }), [Refusal::AgainNotPlanned]);
    assert_eq!(unplanned(talk(Answer::NotNow)), [Refusal::AgainNotPlanned]);
    assert_eq!(unplanned(talk(Answer::Yes)), []);
    for (date, good) in
        [("2026-11-11", false), ("2026-11-12", true), ("2026-12-10", true), ("2026-12-11", false)]
    {
        let planned = Talk { again: Some(day(date)), ..talk(Answer::CouldNotSay) };
        assert_eq!(of(&said(planned), &around()).is_empty(), good, "{date}");
    }
    let why = said(Talk { later: None, ..talk(Answer::NotNow) });
    assert_eq!(of(&why, &around()), [Refusal::LaterNotSaid]);
    let why = said(Talk { later: Some(Later::Unwell), ..talk(Answer::Yes) });
    assert_eq!(of(&why, &around()), [Refusal::LaterNotSaid]);
}

#[test]
fn the_time_of_a_conversation_is_possible() {
    let held = |text: &str| of(&said(Talk { held: at(text), ..talk(Answer::Yes) }), &around());
    assert_eq!(held("2026-11-12T14:01:00Z"), [], "a tablet's clock is a little ahead");
    assert_eq!(held("2026-11-12T14:03:00Z"), [Refusal::Time]);
    assert_eq!(held("2026-10-29T14:00:00Z"), []);
    assert_eq!(held("2026-10-29T13:59:00Z"), [Refusal::Time]);
    let none = said(Talk { means: Vec::new(), ..talk(Answer::Yes) });
    assert_eq!(of(&none, &around()), [Refusal::NotExplainedAtAll]);
}

#[test]
fn taking_back_is_always_possible_and_needs_something_to_take() {
    assert_eq!(of(&Said::Withdrawn, &around()), [Refusal::NothingToTakeBack]);
    let story = Story::says(Answer::Yes);
    let anywhere = Around { link: LinkIs::InDoubt, here: None, born: None, ..around() };
    assert_eq!(refusals(&story.choice, &Said::Withdrawn, &anywhere), []);
    let taken = story.with(Said::Withdrawn);
    assert_eq!(refusals(&taken.choice, &Said::Withdrawn, &around()), [Refusal::NothingToTakeBack]);
    let no = Story::says(Answer::No);
    assert_eq!(refusals(&no.choice, &Said::Withdrawn, &around()), [], "a no, too");
}

#[test]
fn the_same_conversation_twice_is_one() {
    let story = Story::says(Answer::Yes);
    assert_eq!(refusals(&story.choice, &yes(), &around()), [Refusal::Twice]);
    let check = |answer| Said::Check { check: Check::Bowel, answer, shown: talk(Answer::Yes).shown };
    let story = story.with(check(Answer::Yes));
    assert_eq!(refusals(&story.choice, &check(Answer::Yes), &around()), [Refusal::Twice]);
    assert_eq!(refusals(&story.choice, &check(Answer::No), &around()), []);
}

#[test]
fn acting_all_the_same_is_for_what_waits_for_it() {
    let act = |talk| Said::ActAllTheSame { talk, why: words("said so three times to three nurses") };
    let waits = Story::new().with(said(Talk { said_back: missed(), ..talk(Answer::Yes) }));
    assert_eq!(refusals(&waits.choice, &act(waits.last()), &around()), []);
    let twice = waits.clone().with(act(waits.last()));
    assert_eq!(refusals(&twice.choice, &act(waits.last()), &around()), [Refusal::NothingToActOn]);
    let finished = Story::says(Answer::Yes);
    assert_eq!(refusals(&finished.choice, &act(finished.last()), &around()), [Refusal::NothingToActOn]);
    let moved_on = waits.clone().with(said(talk(Answer::NotNow)));
    assert!(refusals(&moved_on.choice, &act(waits.last()), &around()).contains(&Refusal::NotTheLast));
    let recalled = Around { here: Some(Here { stay: stay(2), ..here() }), ..around() };
    assert_eq!(refusals(&waits.choice, &act(waits.last()), &recalled), [Refusal::OtherStay]);
}

#[test]
fn an_assessment_is_of_here_and_now_and_decides_for_nobody_who_can() {
    let Said::Assessed(found) = cannot_decide(Some(true)) else { panic!("an assessment") };
    let of_found = |change: fn(&mut Assessment)| {
        let mut found = found.clone();
        change(&mut found);
        of(&Said::Assessed(found), &around())
    };
    assert_eq!(of_found(|_| ()), []);
    assert_eq!(of_found(|found| found.has_capacity = true), [Refusal::BestInterestsOfOneWhoCan]);
    assert_eq!(of_found(|found| found.prison = prison("LEI")), [Refusal::NotHere]);
    assert_eq!(of_found(|found| found.stay = stay(2)), [Refusal::OtherStay]);
}

#[test]
fn telling_again_is_of_the_last_and_of_here() {
    let story = Story::says(Answer::Yes);
    let told = |code: &str| Said::ToldAgain { talk: story.last(), prison: prison(code) };
    assert_eq!(refusals(&story.choice, &told("MDI"), &around()), []);
    assert_eq!(refusals(&story.choice, &told("LEI"), &around()), [Refusal::NotHere]);
    let taken = story.clone().with(Said::Withdrawn);
    assert_eq!(refusals(&taken.choice, &told("MDI"), &around()), [Refusal::NotTheLast]);
}

#[test]
fn putting_off_is_planned_and_of_this_custody() {
    let off = |until| Said::PutOff { stay: stay(1), why: Later::Withdrawing, until };
    let today = day("2026-11-12");
    assert_eq!(of(&off(today), &around()), []);
    assert_eq!(of(&off(today.checked_sub(1.days()).unwrap()), &around()), [Refusal::AgainNotPlanned]);
}
