//! What may be written down of a step, in the words of the button that does it: a closed set for each, so that nobody
//! leaves "without medicines" before they have left, and looking for medicines says what was found.

use super::step::Key;
use vocab::registration::StepDone;

const DONE: &[(StepDone, &str)] = &[(StepDone::Done, "Done"), (StepDone::NotNeeded, "Not needed")];

/// What may be written down of a step: the word, and what the button says.
#[must_use]
pub const fn answers(step: Key) -> &'static [(StepDone, &'static str)] {
    match step {
        Key::FindMedicines => {
            &[(StepDone::Done, "Takes medicines"), (StepDone::NotNeeded, "Takes no medicines")]
        }
        Key::FindSubstance => {
            &[(StepDone::Done, "In treatment with us"), (StepDone::NotNeeded, "Not in treatment")]
        }
        Key::LeftWithout => &[
            (StepDone::Done, "Had their medicines"),
            (StepDone::LeftWithout, "Left without medicines"),
            (StepDone::NotNeeded, "Needed none"),
        ],
        Key::PackHanded => {
            &[(StepDone::Done, "Handed over"), (StepDone::LeftWithout, "Left without the pack")]
        }
        Key::HandoverAbroad => &[
            (StepDone::Done, "Both given"),
            (StepDone::LeftWithout, "Left without"),
            (StepDone::NotNeeded, "Not needed"),
        ],
        // What the patient says is a line of their record, with the words that were shown, and by nothing else.
        Key::AskToTellGp => &[],
        // A practice that has a letter registers somebody by it.
        Key::LetterTakeBack => &[(StepDone::Done, "The practice was told")],
        _ => DONE,
    }
}

/// The words of what was written down; none where it is no answer to this step.
#[must_use]
pub fn answer_words(step: Key, done: StepDone) -> Option<&'static str> {
    answers(step).iter().find(|(of, _)| *of == done).map(|(_, words)| *words)
}

/// Whether "done" alone says what became of it. Where it does not, ticking it off would answer a question unasked.
#[must_use]
pub fn is_ticked_off(step: Key) -> bool {
    answers(step) == DONE
}
