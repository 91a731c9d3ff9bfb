//! Nothing follows but from what the person said here and now, was explained, and was not taken back.

use crate::support::*;
use proptest::prelude::*;
use registration::follows::{Because, Follows, Here, Why, assessed, follows, last_decided, taken_back};
use vocab::registration::{Answer, Later, Said, Talk};

fn why(story: &Story, here: Here) -> Option<Why> {
    match follows(&story.choice, here) {
        Follows::Nothing(why) => Some(why),
        Follows::Register(_) | Follows::TellFirst(_) => None,
    }
}

fn registers(story: &Story, here: Here) -> bool {
    matches!(follows(&story.choice, here), Follows::Register(_))
}

#[test]
fn of_whom_nobody_asked_nothing_follows() {
    assert_eq!(why(&Story::new(), here()), Some(Why::NeverAsked));
}

#[test]
fn each_answer_has_its_own_end_and_not_now_is_no_no() {
    assert!(registers(&Story::says(Answer::Yes), here()));
    assert_eq!(why(&Story::says(Answer::No), here()), Some(Why::SaidNo));
    assert_eq!(why(&Story::says(Answer::NotNow), here()), Some(Why::AskedLater));
    assert_eq!(why(&Story::says(Answer::CouldNotSay), here()), Some(Why::CouldNotSay));
}

#[test]
fn what_was_not_said_back_is_kept_and_not_acted_on_for_yes_and_no_alike() {
    for answer in [Answer::Yes, Answer::No] {
        let story = Story::new().with(said(Talk { said_back: missed(), ..talk(answer) }));
        assert_eq!(why(&story, here()), Some(Why::NotExplained));
        assert_eq!(last_decided(&story.choice).unwrap().1.answer, answer, "kept as said");
    }
}

#[test]
fn a_named_clinician_may_act_on_it_all_the_same() {
    let story = Story::new().with(said(Talk { said_back: missed(), ..talk(Answer::Yes) }));
    let of = story.last();
    let story =
        story.with(Said::ActAllTheSame { talk: of, why: words("leaves tomorrow for a long sentence") });
    assert!(registers(&story, here()));
}

#[test]
fn one_tap_takes_it_back_and_a_new_yes_needs_the_conversation() {
    let story = Story::says(Answer::Yes).with(Said::Withdrawn);
    assert_eq!(why(&story, here()), Some(Why::TakenBack));
    assert!(taken_back(&story.choice).is_some());
    // Nothing but another conversation brings it back.
    let first = story.choice.lines[0].id;
    let told = story.clone().with(Said::ToldAgain { talk: first, prison: prison("MDI") });
    assert_eq!(why(&told, here()), Some(Why::TakenBack));
    assert!(registers(&story.with(said(talk(Answer::Yes))), here()));
}

#[test]
fn asked_again_and_said_later_a_yes_is_not_acted_on() {
    let story = Story::says(Answer::Yes).with(said(talk(Answer::NotNow)));
    assert_eq!(why(&story, here()), Some(Why::AskedLater));
    assert_eq!(last_decided(&story.choice).unwrap().1.answer, Answer::Yes, "and is still shown");
}

#[test]
fn a_yes_of_another_custody_is_history() {
    let recalled = Here { stay: stay(2), ..here() };
    assert_eq!(why(&Story::says(Answer::Yes), recalled), Some(Why::OtherStay));
    assert_eq!(why(&Story::says(Answer::No), recalled), Some(Why::OtherStay));
}

/// S12: after a transfer the next nurse need not ask again.
#[test]
fn after_a_transfer_a_no_stands_and_of_a_yes_the_person_is_told_first() {
    let moved = Here { prison: prison("LEI"), ..here() };
    assert_eq!(why(&Story::says(Answer::No), moved), Some(Why::SaidNo));
    let yes = Story::says(Answer::Yes);
    assert!(matches!(follows(&yes.choice, moved), Follows::TellFirst(line) if line.id == yes.last()));
    let of = yes.last();
    let told = yes.in_prison("LEI").with(Said::ToldAgain { talk: of, prison: prison("LEI") });
    assert!(registers(&told, moved));
    assert!(registers(&told, here()), "and where it was said it needs no telling");
    let third = Here { prison: prison("HLI"), ..here() };
    assert!(matches!(follows(&told.choice, third), Follows::TellFirst(_)));
}

#[test]
fn who_cannot_decide_is_decided_for_by_somebody_with_a_name_or_not_at_all() {
    let yes = Story::says(Answer::Yes);
    assert_eq!(why(&yes.clone().with(cannot_decide(None)), here()), Some(Why::CannotDecide));
    assert_eq!(why(&yes.clone().with(cannot_decide(Some(false))), here()), Some(Why::NotInTheirInterests));
    let story = Story::new().with(cannot_decide(Some(true)));
    assert!(matches!(follows(&story.choice, here()), Follows::Register(Because::BestInterests(..))));
}

#[test]
fn an_assessment_is_carried_to_no_other_prison_and_no_other_custody() {
    let story = Story::new().with(cannot_decide(Some(true)));
    for elsewhere in [Here { prison: prison("LEI"), ..here() }, Here { stay: stay(2), ..here() }] {
        assert!(assessed(&story.choice, elsewhere).is_none());
        assert_eq!(why(&story, elsewhere), Some(Why::NeverAsked));
    }
}

fn any_line() -> impl Strategy<Value = (usize, Said)> {
    let answer = prop::sample::select(Answer::ALL);
    let prisons = 0usize..2;
    let talk = (answer, any::<bool>(), 1u32..3).prop_map(|(answer, whole, n)| {
        let said_back = if whole { explained() } else { missed() };
        said(Talk { said_back, stay: stay(n), ..talk(answer) })
    });
    let put_off = Said::PutOff { stay: stay(1), why: Later::Unwell, until: day("2026-11-20") };
    (prisons, prop_oneof![5 => talk, 2 => Just(Said::Withdrawn), 1 => Just(put_off)])
}

proptest! {
    /// No registration without a yes that was given here, explained, and not taken back.
    #[test]
    fn a_registration_rests_on_a_standing_yes(lines in prop::collection::vec(any_line(), 0..12)) {
        let story = lines.into_iter().fold(Story::new(), |story, (prison, said)| {
            story.in_prison(["MDI", "LEI"][prison]).with(said)
        });
        if let Follows::Register(Because::SaidYes(line)) = follows(&story.choice, here()) {
            let Said::Talk(talk) = &line.said else { panic!("a line of a conversation") };
            prop_assert!(talk.answer == Answer::Yes && talk.is_explained() && talk.stay == here().stay);
            prop_assert_eq!(line.prison, here().prison);
            let after = story.choice.lines.iter().skip_while(|l| l.id != line.id).skip(1);
            prop_assert!(after.into_iter().all(|l| !matches!(l.said, Said::Talk(_) | Said::Withdrawn)));
        }
    }
}
