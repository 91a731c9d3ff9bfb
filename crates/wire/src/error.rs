//! What can be wrong with foreign bytes.
//!
//! A message names the place and what was expected there. It never repeats what stood there: that may be a person's.

/// Why bytes were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The bytes are not UTF-8.
    #[error("not UTF-8: byte {at} does not belong to any character; send the text as UTF-8")]
    Utf8 {
        /// How many bytes were good.
        at: usize,
    },
    /// The text is not JSON.
    #[error("not JSON: malformed at line {line}, column {column}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// The text is JSON and stops too soon.
    #[error("not JSON: it ends too soon, at line {line}, column {column}; send the whole body")]
    Truncated {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Nested deeper than is read.
    #[error("nested deeper than {} levels", crate::hmpps::DEPTH_MAX)]
    TooDeep,
    /// An essential field is not there, or is null or blank.
    #[error("{path} is missing: expected {expected}")]
    Missing {
        /// Where, as `$.data[3].code`.
        path: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// An essential field holds something else.
    #[error("{path} is not {expected}")]
    Expected {
        /// Where.
        path: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// A field that is read stands twice in its object: which of the two is meant cannot be known.
    #[error("{path} stands twice in its object: send it once")]
    DuplicateKey {
        /// Where.
        path: String,
    },
    /// A path that no HMPPS service of ours answers.
    #[error("not a request that this reader knows: give the method and the path of an HMPPS service")]
    UnknownPath,
}

impl WireError {
    /// The short name of the kind, for metrics and import outcomes.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Utf8 { .. } => "not-utf8",
            Self::Syntax { .. } => "not-json",
            Self::Truncated { .. } => "truncated",
            Self::TooDeep => "too-deep",
            Self::Missing { .. } => "missing",
            Self::Expected { .. } => "wrong-type",
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::UnknownPath => "unknown-path",
        }
    }
}
