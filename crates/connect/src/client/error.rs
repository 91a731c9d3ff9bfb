//! Why a call has no answer, in words that hold nothing of what was asked.

/// Why a call has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The host was not reached: nothing left.
    #[error("the host was not reached")]
    NotReached,
    /// The host has not answered of late and is left alone: nothing left.
    #[error("the host does not answer and is left alone for {seconds} s")]
    CircuitOpen {
        /// Until it is tried again.
        seconds: u32,
    },
    /// The host asked us to wait, and it is not time yet: nothing left.
    #[error("the host asked us to wait: {seconds} s are left")]
    Held {
        /// That are left.
        seconds: u32,
    },
    /// Too many calls wait for their turn: nothing left.
    #[error("more calls wait than the agreed rate lets out in time")]
    RateUsedUp,
    /// The request could not be put together: nothing left.
    #[error("the request could not be put together: look at the configured key")]
    NotMade,
    /// The connection broke: the request may have left.
    #[error("the connection broke off")]
    BrokeOff,
    /// No whole answer in time: the request may have left.
    #[error("no whole answer came in time")]
    TimedOut,
    /// The answer is too long to be one: the request was acted on.
    #[error("the answer has more than {bytes_max} bytes (status {status})")]
    TooLong {
        /// Its status.
        status: u16,
        /// The limit.
        bytes_max: usize,
    },
}

impl CallError {
    /// Whether the other side may have acted on it.
    #[must_use]
    pub const fn may_have_left(self) -> bool {
        match self {
            Self::NotReached
            | Self::CircuitOpen { .. }
            | Self::Held { .. }
            | Self::RateUsedUp
            | Self::NotMade => false,
            Self::BrokeOff | Self::TimedOut | Self::TooLong { .. } => true,
        }
    }

    /// What the host does, for people.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::NotReached => "cannot be reached",
            Self::BrokeOff => "breaks off before its answer is whole",
            Self::TimedOut => "does not answer in time",
            Self::TooLong { .. } => "answers with more than any answer of its can be",
            Self::CircuitOpen { .. } | Self::Held { .. } | Self::RateUsedUp | Self::NotMade => {
                "is left alone"
            }
        }
    }

    /// One word, for logs and counters.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotReached => "not-reached",
            Self::CircuitOpen { .. } => "circuit-open",
            Self::Held { .. } => "held",
            Self::RateUsedUp => "rate-used-up",
            Self::NotMade => "not-made",
            Self::BrokeOff => "broke-off",
            Self::TimedOut => "timed-out",
            Self::TooLong { .. } => "too-long",
        }
    }

    /// What the library says; its own text holds the address and is dropped.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        match () {
            // A time-out while connecting is both; until there is a connection nothing has left.
            () if error.is_connect() => Self::NotReached,
            () if error.is_builder() => Self::NotMade,
            () if error.is_timeout() => Self::TimedOut,
            () => Self::BrokeOff,
        }
    }
}
