//! Why a decision was not done, in words for whoever made it.

use crossing::understood::{NotDone, Outcome};
use vocab::crossing::LinkState;

/// The words; none when it was done.
#[must_use]
pub fn words(outcome: &Outcome) -> Option<String> {
    let Outcome::NotDone(why) = outcome else { return None };
    Some(match why {
        NotDone::NotFound | NotDone::PatientNotKnown => "That is no longer there.".to_owned(),
        NotDone::LinkMoved { .. } | NotDone::VersionConflict { .. } => {
            "Someone else changed this while you looked. Look again: it is shown as it now stands.".to_owned()
        }
        NotDone::SecondNeeded => {
            "A second person is needed: one side is already linked to someone else.".to_owned()
        }
        NotDone::SecondIsFirst => "The second person must be someone else than you.".to_owned(),
        NotDone::LinkState(state) => format!("This link is {} now.", state_words(*state)),
        NotDone::MergedAway => {
            "The prison merged this number into another: undo this link, and decide the one to that number."
                .to_owned()
        }
        NotDone::PrisonNotServed => "That prison is not served here.".to_owned(),
        NotDone::NothingToDo => "Nothing of the kind is waiting any more.".to_owned(),
        NotDone::Ended => "The booking has ended.".to_owned(),
        NotDone::Choice(why) => why.iter().map(ToString::to_string).collect::<Vec<_>>().join(". "),
        NotDone::TakenMeanwhile => "Somebody took that file a moment ago.".to_owned(),
        NotDone::SeveralExist | NotDone::SeveralPatients | NotDone::PatientDiffers => {
            "That is not one booking of one patient.".to_owned()
        }
    })
}

/// The reasons, each by itself; none when it was done.
#[must_use]
pub fn reasons(outcome: &Outcome) -> Option<Vec<String>> {
    match outcome {
        Outcome::NotDone(NotDone::Choice(why)) => Some(why.iter().map(ToString::to_string).collect()),
        other => words(other).map(|words| vec![words]),
    }
}

/// The state of a link, as people say it.
#[must_use]
pub const fn state_words(state: LinkState) -> &'static str {
    match state {
        LinkState::Proposed => "a question",
        LinkState::Confirmed => "confirmed",
        LinkState::InDoubt => "in doubt",
        LinkState::Rejected => "rejected",
        LinkState::Split => "undone",
    }
}
