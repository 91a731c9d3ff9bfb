//! The words that never reach the prison: labels of the prison's own Health categories, specialities, findings.
//!
//! It is a test of what leaves, not the guard: what leaves is built from closed sets of words ([`crate::neutral`]).

use std::sync::OnceLock;
use vocab::name::fold;

const TEXT: &str = include_str!("../lists/clinical-words.txt");

/// Every clinical word or phrase, in small letters, its parts set apart by single spaces.
pub fn clinical_words() -> &'static [&'static str] {
    static WORDS: OnceLock<Vec<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        TEXT.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    })
}

/// The first clinical word in a text. Case, accents and punctuation aside; whole words and their plurals.
#[must_use]
pub fn clinical_word_in(text: &str) -> Option<&'static str> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|word| !word.is_empty()).collect();
    let text = format!(" {} ", words.join(" "));
    clinical_words()
        .iter()
        .copied()
        .find(|word| text.contains(&format!(" {word} ")) || text.contains(&format!(" {word}s ")))
}
