//! Hard words that must stand, and where each is explained: in the same message, in its own sentence or the next.
//!
//! `locales/terms.json` holds the same list for the measures of `locales/measure`; a test holds the two together.

/// A hard word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// As English has it.
    pub word: &'static str,
    /// The message that explains it.
    pub explained_in: &'static str,
}

const fn term(word: &'static str, explained_in: &'static str) -> Term {
    Term { word, explained_in }
}

/// All of them.
pub const TERMS: &[Term] = &[
    term("GP", "s-gp"),
    term("NHS", "s-nhs"),
    term("summary", "s-summary"),
    term("cancer", "s-cancer"),
    term("healthcare", "copy-change"),
    term("draft", "control-draft"),
    term("bowel", "screen-bowel"),
    term("tummy", "screen-bowel"),
    term("poo", "screen-bowel"),
    term("cervix", "screen-cervical"),
    term("womb", "screen-cervical"),
    term("diabetes", "screen-eye"),
    term("chemist", "pack-slip"),
];
