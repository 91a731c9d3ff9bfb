//! Why a write was not done, in words for whoever sent it.

use crossing::understood::NotDone;

/// What to do about it.
pub(crate) const fn words(why: &NotDone) -> &'static str {
    match why {
        NotDone::NotFound => "not found",
        NotDone::VersionConflict { .. } => {
            "it was changed since you read it: read it again, then send your change"
        }
        NotDone::SeveralExist => "more than one has that identifier: name the one you mean by its id",
        NotDone::PatientNotKnown => "the patient is not known here: send the Patient first, then this again",
        NotDone::SeveralPatients => "more than one patient has that number: name the one you mean by our id",
        NotDone::PatientDiffers => "the patient of a booking cannot be changed: cancel it and book anew",
        NotDone::PrisonNotServed => "that prison is not served here",
        NotDone::Ended => "the booking has ended and cannot be booked again: make a new one",
        NotDone::LinkMoved { .. }
        | NotDone::SecondNeeded
        | NotDone::SecondIsFirst
        | NotDone::LinkState(_)
        | NotDone::MergedAway
        | NotDone::TakenMeanwhile
        | NotDone::Choice(_)
        | NotDone::NothingToDo => "that cannot be done as things stand",
    }
}
