//! Why a reading has no answer, in words that hold nothing of anybody.

use crate::client::CallError;
use crate::token::TokenError;

/// What is said of a refusal that is not in PDS's own words.
pub(super) const NOT_LET_IN: &str =
    "a gateway before PDS refused it: look at the address and at what the application may do";

/// Why a reading has no answer. Nothing is known of the person by any of them, and what was known stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PdsError {
    /// It is not known what became of it: ask again, under the same id.
    #[error("not known: PDS gave no whole answer in time; the same reading is asked for again")]
    NotKnown {
        /// Seconds to wait, where said.
        retry_after_seconds: Option<u32>,
    },
    /// Not now: too much was asked, or the service is left alone for a while.
    #[error("not now: PDS is asked again later")]
    Busy {
        /// Seconds to wait, where said.
        retry_after_seconds: Option<u32>,
    },
    /// We may not read.
    #[error("PDS does not let us read (status {status}): {why}")]
    NotAllowed {
        /// 401 or 403.
        status: u16,
        /// In words of ours.
        why: &'static str,
    },
    /// There was no token: nothing was asked.
    #[error(transparent)]
    NoToken(#[from] TokenError),
    /// Nothing left.
    #[error("PDS was not reached: {0}")]
    NotReached(CallError),
    /// It takes something of the request for wrong: a fault of ours.
    #[error("PDS refused the request (status {status}): {why}")]
    Refused {
        /// Status.
        status: u16,
        /// In words of ours.
        why: &'static str,
    },
    /// An answer in nobody's words that we know: a gateway's, or a failure's.
    #[error(
        "what answered is not PDS (status {status}): look at the address, or wait until its gateway lets us through"
    )]
    NotUnderstood {
        /// Status.
        status: u16,
    },
}

impl PdsError {
    /// How long to wait, where the service said so.
    #[must_use]
    pub const fn retry_after_seconds(self) -> Option<u32> {
        match self {
            Self::NotKnown { retry_after_seconds }
            | Self::Busy { retry_after_seconds }
            | Self::NoToken(TokenError::Busy { retry_after_seconds }) => retry_after_seconds,
            _ => None,
        }
    }

    /// One word, for logs and counters.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotKnown { .. } => "not-known",
            Self::Busy { .. } => "busy",
            Self::NotAllowed { .. } => "not-allowed",
            Self::NoToken(_) => "no-token",
            Self::NotReached(_) => "not-reached",
            Self::Refused { .. } => "refused",
            Self::NotUnderstood { .. } => "not-understood",
        }
    }
}
