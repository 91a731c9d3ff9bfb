//! What policy says.

use std::sync::Arc;

/// How much may be let out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nothing.
    Withheld,
    /// Reduced to an action: what to do, without date, source or reason; on a page about many, without people.
    Reduced,
    /// As it is.
    Full,
}

impl Outcome {
    /// The word, as the gate book writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Reduced => "reduced",
            Self::Withheld => "withheld",
        }
    }

    /// The sign in the table.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Full => '✔',
            Self::Reduced => '◐',
            Self::Withheld => '·',
        }
    }

    /// Something may be let out.
    #[must_use]
    pub const fn lets_out(self) -> bool {
        !matches!(self, Self::Withheld)
    }
}

/// The answer to a question, with the policies that made it. It holds nothing of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// How much.
    pub outcome: Outcome,
    /// The policies that made it, in order. None when nothing permits it.
    pub policies: Vec<Arc<str>>,
    /// Why, in one sentence.
    pub why: Arc<str>,
    /// Policy could not be evaluated: it is our fault, the answer must say so, and someone must be told.
    pub alarm: bool,
}

impl Ruling {
    /// Something may be let out.
    #[must_use]
    pub const fn lets_out(&self) -> bool {
        self.outcome.lets_out()
    }
}

/// When a policy is to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Review {
    /// By this London day.
    pub by: jiff::civil::Date,
    /// The policy.
    pub policy: Arc<str>,
}
