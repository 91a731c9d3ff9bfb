//! What a status means to the engine: an answer, or none.
//!
//! Answers are what tells something of the person: a body, "not yours to see" (404), "that number is another now"
//! (303). Everything else is no answer, and what is known stays as old as it is.

use crate::client::{Call, CallError, Reply};
use crate::door::DoorError;
use crate::token::TokenError;
use crossing::port::{SourceAnswer, SourceError};

/// A reply that tells something; otherwise why not.
pub(crate) fn told(reply: Reply) -> Result<Reply, SourceError> {
    match reply.status {
        // A proxy's page of words is no answer of the service's, whatever its status.
        200..=299 if reply.json && !reply.body.is_empty() => Ok(reply),
        303 if reply.location.is_some() => Ok(reply),
        // "Not there" in the service's own words. In anybody else's it says that the address is wrong, of everyone.
        404 if reply.is_complaint() => Ok(reply),
        401 | 403 => Err(SourceError::NotAllowed(reply.status)),
        429 => Err(SourceError::Busy { retry_after_seconds: reply.retry_after }),
        503 if reply.retry_after.is_some() => {
            Err(SourceError::Busy { retry_after_seconds: reply.retry_after })
        }
        status => Err(SourceError::Failed(status)),
    }
}

/// The same where there is no person: a roll or a list that is "not there" is one that we may not see.
pub(crate) fn listed(reply: Reply) -> Result<Reply, SourceError> {
    let reply = told(reply)?;
    match reply.status {
        200..=299 => Ok(reply),
        404 => Err(SourceError::NotAllowed(404)),
        status => Err(SourceError::Failed(status)),
    }
}

/// As the engine takes it.
pub(crate) fn answer(call: &Call, reply: Reply) -> SourceAnswer {
    SourceAnswer {
        method: call.method(),
        path: call.path().to_owned(),
        status: reply.status,
        location: reply.location,
        body: reply.body.into(),
        asked: reply.asked,
    }
}

impl From<CallError> for SourceError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::NotReached
            | CallError::BrokeOff
            | CallError::TimedOut
            | CallError::NotTrusted
            | CallError::NotLetIn(_)
            | CallError::NotMade => Self::Unreachable,
            CallError::CircuitOpen { seconds } | CallError::Held { seconds } => {
                Self::Busy { retry_after_seconds: Some(seconds) }
            }
            CallError::RateUsedUp => Self::Busy { retry_after_seconds: None },
            CallError::TooLong { status, .. } => Self::Failed(status),
        }
    }
}

impl From<DoorError> for SourceError {
    fn from(error: DoorError) -> Self {
        match error {
            DoorError::Call(error) | DoorError::Token(TokenError::NoAnswer(error)) => error.into(),
            DoorError::Token(TokenError::NotAllowed(status) | TokenError::NotSigned { status, .. }) => {
                Self::NotAllowed(status)
            }
            DoorError::Token(TokenError::Busy { retry_after_seconds }) => Self::Busy { retry_after_seconds },
            DoorError::Token(TokenError::Failed(status)) => Self::Failed(status),
        }
    }
}
