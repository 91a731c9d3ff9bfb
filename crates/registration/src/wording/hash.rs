//! The form in which a wording is hashed and kept.
//!
//! What is hashed is what a person decides by: the title, the sentences of the situation in order, the question, the
//! four answers with what happens next; then what is asked apart from it, the checks and what whoever leaves is asked.
//! Buttons, paper and teach-back are not: changing "Back" makes no other wording. Neither are version and status: words
//! that did not change stay the same wording when somebody checks them.
//!
//! The form, exactly, in UTF-8, each line ended by one line feed:
//!
//! ```text
//! gatelodge wording 2
//! language TAG
//! situation has|none|unknown
//! ID: TEXT            one line a message, in the order above, ids as in the file
//! ```
//!
//! Of each text, runs of white space are one space, and none stands at its ends. The letters are those of the file,
//! which is in Unicode's normal form C (a test of `locales/measure` holds it). The hash is SHA-256 over these bytes, in
//! lower-case hex: `sha256sum` over a file of `locales/kept` gives the file's name.

use super::catalogue::Catalogue;
use super::messages;
use super::parts::Offer;
use super::{Language, SITUATIONS, Situation, suffix};
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

const FIRST_LINE: &str = "gatelodge wording 2";

/// Letters of a hash: SHA-256 in hex.
const HASH_LETTERS: usize = 64;

/// Letters of a mark.
const MARK_LETTERS: usize = 8;

/// Which words a person was shown: SHA-256 over the form above, 64 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WordingHash(String);

/// A text that is no hash of a wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the hash of a wording has 64 lower-case hex digits")]
pub struct NoWordingHash;

impl WordingHash {
    fn of(form: &str) -> Self {
        Self(digest(&SHA256, form.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first digits: what stands at the foot of a sheet, for somebody to type. A test holds that no two wordings
    /// of today share them.
    #[must_use]
    pub fn mark(&self) -> &str {
        &self.0[..MARK_LETTERS]
    }
}

impl std::fmt::Display for WordingHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for WordingHash {
    type Err = NoWordingHash;

    fn from_str(text: &str) -> Result<Self, NoWordingHash> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for WordingHash {
    type Error = NoWordingHash;

    fn try_from(text: String) -> Result<Self, NoWordingHash> {
        let digits = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if digits && text.len() == HASH_LETTERS { Ok(Self(text)) } else { Err(NoWordingHash) }
    }
}

impl From<WordingHash> for String {
    fn from(hash: WordingHash) -> Self {
        hash.0
    }
}

/// The words that one hash stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownText {
    /// In which language.
    pub language: Language,
    /// For which situation.
    pub situation: Situation,
    /// Message and text, in order.
    pub lines: Vec<(String, String)>,
}

impl ShownText {
    /// The form that is hashed, and the content of the file that keeps it.
    #[must_use]
    pub fn form(&self) -> String {
        let (tag, situation) = (self.language.tag(), suffix(self.situation));
        let mut form = format!("{FIRST_LINE}\nlanguage {tag}\nsituation {situation}\n");
        for (id, text) in &self.lines {
            form.push_str(&format!("{id}: {text}\n"));
        }
        form
    }

    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> WordingHash {
        WordingHash::of(&self.form())
    }

    /// Reads the form back; `None` when it is not one, to the byte.
    #[must_use]
    pub fn read(form: &str) -> Option<Self> {
        let mut lines = form.lines();
        (lines.next()? == FIRST_LINE).then_some(())?;
        let language = Language::of_tag(lines.next()?.strip_prefix("language ")?)?;
        let situation = lines.next()?.strip_prefix("situation ")?;
        let situation = SITUATIONS.into_iter().find(|one| suffix(*one) == situation)?;
        let lines =
            lines.map(|line| line.split_once(": ").map(|(id, text)| (id.to_owned(), text.to_owned())));
        let shown = Self { language, situation, lines: lines.collect::<Option<_>>()? };
        (shown.form() == form).then_some(shown)
    }
}

/// What a person decides by, of a catalogue.
pub(super) fn shown(catalogue: &Catalogue, situation: Situation) -> ShownText {
    let mut ids = vec!["title".to_owned()];
    ids.extend(messages::SENTENCES.iter().map(|message| message.id(situation)));
    ids.push("question".to_owned());
    for answer in Offer::ALL {
        ids.extend([answer.id().to_owned(), answer.next_id().to_owned()]);
    }
    ids.extend(messages::ASKED_APART.iter().map(|id| (*id).to_owned()));
    let lines = ids.into_iter().map(|id| (id.clone(), catalogue.text(&id))).collect();
    ShownText { language: catalogue.language, situation, lines }
}
