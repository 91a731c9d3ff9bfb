//! How each conversation stands by now.

use crate::support::*;
use registration::follows::Here;
use registration::standing::Standing;
use vocab::registration::{Answer, Said, Talk};

fn of(story: &Story) -> Standing {
    in_place(story, Some(here()))
}

/// The first conversation of a story.
fn in_place(story: &Story, here: Option<Here>) -> Standing {
    let first = story.choice.lines.iter().find(|line| matches!(line.said, Said::Talk(_))).unwrap();
    Standing::of(&story.choice, first.id, here).unwrap()
}

#[test]
fn a_yes_and_a_no_stand_and_what_was_neither_is_undecided() {
    for (answer, wanted) in [
        (Answer::Yes, Standing::Stands),
        (Answer::No, Standing::Stands),
        (Answer::NotNow, Standing::Undecided),
        (Answer::CouldNotSay, Standing::Undecided),
    ] {
        let standing = of(&Story::says(answer));
        assert_eq!((standing, standing.limit()), (wanted, None), "{answer}");
    }
}

#[test]
fn whatever_speaks_against_acting_on_an_answer_is_said_beside_it() {
    let yes = || Story::says(Answer::Yes);
    let now = at(NOW);
    let elsewhere = Here { prison: prison("HLI"), ..here() };
    let recalled = Here { stay: stay(2), ..here() };
    let not_explained = said(Talk { said_back: missed(), ..talk(Answer::Yes) });
    for (name, standing, wanted) in [
        ("talked about again", of(&yes().with(said(talk(Answer::NotNow)))), Standing::Superseded(now)),
        ("taken back", of(&yes().with(Said::Withdrawn)), Standing::TakenBack(now)),
        ("in another prison", in_place(&yes(), Some(elsewhere)), Standing::TellFirst),
        ("after a recall", in_place(&yes(), Some(recalled)), Standing::OtherStay),
        ("not explained", of(&Story::new().with(not_explained)), Standing::NotExplained),
        ("cannot decide", of(&yes().with(cannot_decide(Some(true)))), Standing::DecidedByOthers(now)),
        ("not here", in_place(&yes(), None), Standing::NotHere),
    ] {
        assert_eq!(standing, wanted, "{name}");
        assert!(standing.limit().is_some(), "{name} looks as if it stood");
    }
}

#[test]
fn what_a_clinician_has_acted_on_and_what_was_told_again_stands() {
    let story = Story::new().with(said(Talk { said_back: missed(), ..talk(Answer::Yes) }));
    let conversation = story.last();
    let acted = story.with(Said::ActAllTheSame { talk: conversation, why: words("he knows it well") });
    assert_eq!(of(&acted), Standing::Stands);
    let story = Story::says(Answer::Yes);
    let conversation = story.last();
    let elsewhere = Here { prison: prison("HLI"), ..here() };
    let told = story.with(Said::ToldAgain { talk: conversation, prison: prison("HLI") });
    assert_eq!(in_place(&told, Some(elsewhere)), Standing::Stands);
}

#[test]
fn what_is_no_conversation_has_no_standing() {
    let story = Story::says(Answer::Yes).with(Said::Withdrawn);
    assert_eq!(Standing::of(&story.choice, story.last(), Some(here())), None);
}
