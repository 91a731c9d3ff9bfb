//! What can be heard: each text of the conversation that a person may have read to them, under the name of its
//! recording.
//!
//! A name holds the first digits of the text's own hash: a recording of other words is another recording. Whoever
//! changes a sentence silences it until it is recorded again, and no voice ever says what is no longer shown.

use super::Wording;
use aws_lc_rs::digest::{SHA256, digest};

/// Digits of the hash in a name: a file of the same key and other words has other ones.
const DIGITS: usize = 8;

/// A text that can be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// What it is: a sentence's key, `question`, or what follows from an answer.
    pub key: &'static str,
    /// The words.
    pub text: String,
}

impl Spoken {
    /// The name of its recording, without the ending that says of what kind the file is: `s-gp.1a2b3c4d`.
    #[must_use]
    pub fn name(&self) -> String {
        let hash = digest(&SHA256, self.text.as_bytes());
        let digits: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}.{}", self.key, &digits[..DIGITS])
    }
}

impl Wording {
    /// Everything that can be heard, in the order of the conversation.
    #[must_use]
    pub fn spoken(&self) -> Vec<Spoken> {
        let sentences =
            self.sentences.iter().map(|sentence| Spoken { key: sentence.key, text: sentence.text.clone() });
        let answers: Vec<&str> = self.answers.iter().map(|answer| answer.text.as_str()).collect();
        let question = Spoken { key: "question", text: format!("{} {}.", self.question, answers.join(". ")) };
        let next = self
            .answers
            .iter()
            .map(|answer| Spoken { key: answer.answer.next_id(), text: answer.next.clone() });
        sentences.chain([question]).chain(next).collect()
    }
}
