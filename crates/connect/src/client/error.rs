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
    /// The host shows a certificate that we do not trust: nothing left.
    #[error("the host's certificate is not trusted: look at the address and at the authorities' file")]
    NotTrusted,
    /// The host does not take our certificate: it closed the connection and read nothing.
    #[error("the host does not take our certificate: {0}")]
    NotLetIn(Refusal),
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

/// Why a host does not take our certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// We show none.
    #[error("we show none")]
    Missing,
    /// It has ended.
    #[error("it has ended")]
    Ended,
    /// It was revoked.
    #[error("it was revoked")]
    Revoked,
    /// It is of another authority, or not one for this.
    #[error("it is of no authority that the host knows")]
    Unknown,
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
            | Self::NotTrusted
            | Self::NotLetIn(_)
            | Self::NotMade => false,
            Self::BrokeOff | Self::TimedOut | Self::TooLong { .. } => true,
        }
    }

    /// Whether one such failure says it all: it is no matter of chance.
    #[must_use]
    pub(super) const fn is_certain(self) -> bool {
        matches!(self, Self::NotTrusted | Self::NotLetIn(_))
    }

    /// What the host does, for people.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::NotTrusted => {
                "shows a certificate of an authority that we do not trust (look at the address, and put its authority \
                 into the authorities' file)"
            }
            Self::NotLetIn(Refusal::Missing) => {
                "asks for a client certificate and we show none (configure certificate and key)"
            }
            Self::NotLetIn(Refusal::Ended) => {
                "does not take our client certificate: it has ended (put a new one into its files)"
            }
            Self::NotLetIn(Refusal::Revoked) => {
                "does not take our client certificate: it was revoked (put a new one into its files)"
            }
            Self::NotLetIn(Refusal::Unknown) => {
                "does not take our client certificate: it is of no authority that it knows (put the one that its \
                 owners signed into its files)"
            }
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
            Self::NotTrusted => "not-trusted",
            Self::NotLetIn(_) => "not-let-in",
            Self::NotMade => "not-made",
            Self::BrokeOff => "broke-off",
            Self::TimedOut => "timed-out",
            Self::TooLong { .. } => "too-long",
        }
    }

    /// What the library says; its own text holds the address and is dropped.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        if let Some(refused) = super::tls::refused(error) {
            return refused;
        }
        match () {
            // A time-out while connecting is both; until there is a connection nothing has left.
            () if error.is_connect() => Self::NotReached,
            () if error.is_builder() => Self::NotMade,
            () if error.is_timeout() => Self::TimedOut,
            () => Self::BrokeOff,
        }
    }
}
