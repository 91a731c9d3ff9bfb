//! Who outside may be told: whom the person said, until they say otherwise, and nobody because of anything else.

use crate::support::*;
use registration::permission::{may_tell, of};
use registration::recording::{Around, LinkIs, Refusal, WordingIs, refusals, takes_back};
use vocab::registration::{Answer, Check, Choice, Said, ToldTo};

const GP: ToldTo = ToldTo::CommunityGp;

fn tell(answer: Answer) -> Said {
    Said::Tell { whom: GP, answer, shown: talk(Answer::Yes).shown }
}

fn told(choice: &Choice) -> Option<Answer> {
    of(choice, GP).map(|(_, answer)| answer)
}

#[test]
fn nobody_may_be_told_because_of_anything_else_that_was_said() {
    let shown = talk(Answer::Yes).shown;
    let others = Story::says(Answer::Yes)
        .with(Said::Check { check: Check::Bowel, answer: Answer::Yes, shown })
        .with(cannot_decide(Some(true)));
    assert_eq!((told(&others.choice), may_tell(&others.choice, GP)), (None, false));
}

#[test]
fn the_last_word_counts_and_only_a_yes_is_one() {
    for (answer, may) in
        [(Answer::Yes, true), (Answer::No, false), (Answer::NotNow, false), (Answer::CouldNotSay, false)]
    {
        let story = Story::new().with(tell(Answer::Yes)).with(tell(answer));
        assert_eq!((told(&story.choice), may_tell(&story.choice, GP)), (Some(answer), may), "{answer}");
    }
    // It is no part of the choice of a GP: taking that back takes nothing of this back.
    let story = Story::says(Answer::Yes).with(tell(Answer::Yes)).with(Said::Withdrawn);
    assert!(may_tell(&story.choice, GP));
}

#[test]
fn it_is_asked_in_words_that_are_ours_and_once() {
    let refused = |story: &Story, answer, around: &Around| refusals(&story.choice, &tell(answer), around);
    let new = Story::new();
    assert_eq!(refused(&new, Answer::Yes, &around()), []);
    let draft = Around { wording: WordingIs::Draft, ..around() };
    assert_eq!(refused(&new, Answer::Yes, &draft), [Refusal::WordingDraft]);
    assert_eq!(refused(&new, Answer::NotNow, &draft), []);
    let not_ours = Around { wording: WordingIs::NotOurs, ..around() };
    assert_eq!(refused(&new, Answer::No, &not_ours), [Refusal::WordingNotOurs]);
    assert_eq!(refused(&new, Answer::Yes, &Around { link: LinkIs::InDoubt, ..around() }), [Refusal::InDoubt]);
    assert_eq!(refused(&new.with(tell(Answer::Yes)), Answer::Yes, &around()), [Refusal::Twice]);
}

/// A permission is taken back like a choice: wherever they are, and whatever is in doubt or a draft.
#[test]
fn a_permission_can_be_taken_back_always() {
    let story = Story::new().with(tell(Answer::Yes));
    let anywhere =
        Around { link: LinkIs::InDoubt, here: None, born: None, wording: WordingIs::NotOurs, ..around() };
    for answer in [Answer::No, Answer::NotNow, Answer::CouldNotSay] {
        assert!(takes_back(&story.choice, &tell(answer)));
        assert_eq!(refusals(&story.choice, &tell(answer), &anywhere), [], "{answer}");
    }
    assert!(!takes_back(&Story::new().choice, &tell(Answer::No)), "there is nothing to take back");
    assert!(!refusals(&Story::new().choice, &tell(Answer::No), &anywhere).is_empty());
    assert_eq!(
        refusals(&story.choice, &tell(Answer::No), &Around { died: true, ..around() }),
        [Refusal::Died]
    );
}
