//! Reception offers what is needed that night; the question is offered by day 2 and asked by day 7.

use crate::support::*;
use registration::asking::{Asked, Due, Times, counted};
use registration::follows::{Here, last_talk};
use vocab::registration::{Answer, Counted, Later, Said, Talk};

fn asked<'c>(story: &'c Story, since: &str, today: &str) -> Asked<'c> {
    Asked { choice: &story.choice, here: here(), since: day(since), today: day(today) }
}

fn due(story: &Story, today: &str) -> Due {
    Due::of(&asked(story, "2026-11-03", today), Times::default())
}

/// S17: nobody is asked on the night of reception; by day 2; by day 7.
#[test]
fn the_days_after_reception() {
    let story = Story::new();
    assert_eq!(due(&story, "2026-11-03"), Due::NotYet { from: day("2026-11-04") });
    assert_eq!(due(&story, "2026-11-04"), Due::Offer { by: day("2026-11-05") });
    assert_eq!(due(&story, "2026-11-05"), Due::Offer { by: day("2026-11-05") });
    assert_eq!(due(&story, "2026-11-06"), Due::Late { by: day("2026-11-10") });
    assert_eq!(due(&story, "2026-11-10"), Due::Late { by: day("2026-11-10") });
    assert_eq!(due(&story, "2026-11-11"), Due::Overdue { by: day("2026-11-10") });
}

/// S17: whoever is unwell is asked later, and is counted as that and never as a no.
#[test]
fn put_off_it_comes_again_on_its_day() {
    let off = Said::PutOff { stay: stay(1), why: Later::Withdrawing, until: day("2026-11-05") };
    let story = Story::new().with(off);
    let later = Due::Later { on: day("2026-11-05"), why: Some(Later::Withdrawing) };
    assert_eq!(due(&story, "2026-11-04"), later);
    assert!(!later.is_due(day("2026-11-04")) && later.is_due(day("2026-11-05")));
    assert_eq!(counted(&story.choice, here()), Counted::NotNow);
    // What was put off in an earlier custody says nothing of this one.
    let recalled =
        Asked { here: Here { stay: stay(2), ..here() }, ..asked(&story, "2026-11-10", "2026-11-11") };
    assert_eq!(Due::of(&recalled, Times::default()), Due::Offer { by: day("2026-11-12") });
}

#[test]
fn whoever_has_answered_is_not_asked_again() {
    for answer in [Answer::Yes, Answer::No] {
        assert_eq!(due(&Story::says(answer), "2026-11-30"), Due::Nothing);
    }
    let taken = Story::says(Answer::Yes).with(Said::Withdrawn);
    assert_eq!(due(&taken, "2026-11-30"), Due::Nothing);
    assert_eq!(counted(&taken.choice, here()), Counted::TakenBack);
}

/// S12: after a transfer nobody must ask again.
#[test]
fn after_a_transfer_a_no_is_not_asked_again_and_a_yes_is_told() {
    let moved = |story| Asked {
        here: Here { prison: prison("LEI"), ..here() },
        ..asked(story, "2026-11-03", "2026-12-01")
    };
    let (no, yes) = (Story::says(Answer::No), Story::says(Answer::Yes));
    assert_eq!(Due::of(&moved(&no), Times::default()), Due::Nothing);
    assert_eq!(Due::of(&moved(&yes), Times::default()), Due::TellFirst);
    assert_eq!(last_talk(moved(&no).choice).map(|(_, talk)| talk.answer), Some(Answer::No));
}

#[test]
fn what_was_not_said_back_is_gone_through_again() {
    let talk = Talk { said_back: missed(), again: Some(day("2026-11-15")), ..talk(Answer::No) };
    let story = Story::new().with(said(talk));
    assert_eq!(due(&story, "2026-11-12"), Due::MoreHelp { by: day("2026-11-15") });
    assert_eq!(counted(&story.choice, here()), Counted::NotExplained);
    let off = Said::PutOff { stay: stay(1), why: Later::NoInterpreter, until: day("2026-11-18") };
    let on = day("2026-11-18");
    assert_eq!(due(&story.with(off), "2026-11-16"), Due::Later { on, why: Some(Later::NoInterpreter) });
}

#[test]
fn not_now_comes_again_on_its_day_and_not_before() {
    let story = Story::says(Answer::NotNow);
    let later = due(&story, "2026-11-12");
    assert_eq!(later, Due::Later { on: day("2026-11-19"), why: Some(Later::WantsTime) });
    assert!(!later.is_due(day("2026-11-18")) && later.is_due(day("2026-11-19")));
    assert_eq!(counted(&story.choice, here()), Counted::NotNow);
}

#[test]
fn the_list_is_worked_through_by_what_is_most_past_its_day() {
    let today = day("2026-11-12");
    let mut all = [
        Due::Nothing,
        Due::NotYet { from: day("2026-11-13") },
        Due::Offer { by: day("2026-11-14") },
        Due::Offer { by: day("2026-11-13") },
        Due::Later { on: day("2026-11-12"), why: None },
        Due::Late { by: day("2026-11-16") },
        Due::TellFirst,
        Due::MoreHelp { by: day("2026-11-10") },
        Due::Overdue { by: day("2026-11-11") },
        Due::Overdue { by: day("2026-11-01") },
    ];
    let expected: Vec<Due> = all.iter().rev().copied().collect();
    all.sort_by_key(|due| due.rank(today));
    assert_eq!(all.to_vec(), expected);
}
