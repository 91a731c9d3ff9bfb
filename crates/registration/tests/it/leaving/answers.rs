//! What may be written down of a step.

use registration::leaving::{Key, answer_words, answers, is_ticked_off};
use vocab::registration::StepDone;

#[test]
fn every_step_but_the_patients_own_word_can_be_written_down_as_done() {
    for step in Key::ALL.iter().copied().filter(|step| *step != Key::AskToTellGp) {
        assert!(answer_words(step, StepDone::Done).is_some(), "{}", step.word());
        let mut words: Vec<_> = answers(step).iter().map(|(_, words)| *words).collect();
        words.dedup();
        assert_eq!(words.len(), answers(step).len(), "{} says two things alike", step.word());
    }
    assert_eq!(answers(Key::AskToTellGp), []);
}

#[test]
fn nothing_that_asks_is_ticked_off_and_only_of_who_left_is_said_what_they_left_without() {
    let asks = [Key::FindMedicines, Key::FindSubstance, Key::LeftWithout, Key::PackHanded, Key::AskToTellGp];
    assert!(asks.iter().all(|step| !is_ticked_off(*step)));
    assert!(is_ticked_off(Key::Summary) && is_ticked_off(Key::MedicineList));
    let without = |step: &&Key| answer_words(**step, StepDone::LeftWithout).is_some();
    let without: Vec<Key> = Key::ALL.iter().filter(without).copied().collect();
    assert_eq!(without, [Key::PackHanded, Key::LeftWithout, Key::HandoverAbroad]);
    assert_eq!(answer_words(Key::LeftWithout, StepDone::LeftWithout), Some("Left without medicines"));
}
