//! What the answer to an act means for a mirror.
//!
//! The rule is one: *refused* only where it is certain that nothing was done; what cannot be told is *lost*, and the
//! engine looks. Every failure of the server's (5xx) of a write is lost: the service writes first and publishes its
//! events and telemetry after, so a 500 may stand for a row that is there; a 502 or 504 is a gateway that gave up on a
//! request that goes on; a 503 can be either, and cannot be told apart. A look costs one read, a second appointment
//! costs a man's trust in the list.
//!
//! A 404 counts only in the service's own words: elsewhere it says that an address is wrong, and an entry that "is not
//! there" would be taken for cancelled.

use crate::client::{CallError, Reply};
use crate::door::DoorError;
use crate::token::TokenError;
use crossing::understood::AttemptEnd;
use vocab::crossing::RefusalReason;
use wire::hmpps::Complaint;
use wire::hmpps::appointment_request::RequestError;

/// A refusal without a status: nothing was sent.
pub(super) const fn not_sent(reason: RefusalReason, retry_after_seconds: Option<u32>) -> AttemptEnd {
    AttemptEnd::Refused { reason, status: None, retry_after_seconds }
}

/// A refusal with a status.
pub(super) const fn refused(reason: RefusalReason, reply: &Reply) -> AttemptEnd {
    AttemptEnd::Refused { reason, status: Some(reply.status), retry_after_seconds: reply.retry_after }
}

/// A call that came to nothing.
pub(super) fn of_error(error: DoorError) -> AttemptEnd {
    match error {
        DoorError::Call(error) if error.may_have_left() => AttemptEnd::Lost,
        // Whatever became of the call for a token, the act itself was not sent.
        DoorError::Call(error) | DoorError::Token(TokenError::NoAnswer(error)) => match error {
            CallError::CircuitOpen { seconds } => not_sent(RefusalReason::Unreachable, Some(seconds)),
            CallError::Held { seconds } => not_sent(RefusalReason::TooMany, Some(seconds)),
            CallError::RateUsedUp => not_sent(RefusalReason::TooMany, None),
            CallError::NotMade => not_sent(RefusalReason::Other, None),
            CallError::NotLetIn(_) => not_sent(RefusalReason::NotAllowed, None),
            CallError::NotReached
            | CallError::NotTrusted
            | CallError::BrokeOff
            | CallError::TimedOut
            | CallError::TooLong { .. } => not_sent(RefusalReason::Unreachable, None),
        },
        DoorError::Token(TokenError::NotAllowed(_) | TokenError::NotSigned { .. }) => {
            not_sent(RefusalReason::NotAllowed, None)
        }
        DoorError::Token(TokenError::Busy { retry_after_seconds }) => {
            not_sent(RefusalReason::TooMany, retry_after_seconds)
        }
        DoorError::Token(TokenError::Failed(_)) => not_sent(RefusalReason::TheirFailure, None),
    }
}

/// A write that was not a success.
pub(super) fn of_write(reply: &Reply) -> AttemptEnd {
    match reply.status {
        400 | 409 | 422 => refused(complaint(reply), reply),
        401 | 403 => refused(RefusalReason::NotAllowed, reply),
        404 if reply.is_complaint() => refused(RefusalReason::NotFound, reply),
        404 => refused(RefusalReason::TheirFailure, reply),
        429 => refused(RefusalReason::TooMany, reply),
        // Other 4xx refuse a request for its form. A 408 is a gateway that waited for the service or for us.
        402 | 405..=407 | 410..=421 | 423..=428 | 430..=499 => refused(RefusalReason::Other, reply),
        _ => AttemptEnd::Lost,
    }
}

/// A read that was not a success: it did nothing, so nothing can be lost.
pub(super) fn of_read(reply: &Reply) -> AttemptEnd {
    match reply.status {
        400 | 409 | 422 => refused(complaint(reply), reply),
        401 | 403 => refused(RefusalReason::NotAllowed, reply),
        429 => refused(RefusalReason::TooMany, reply),
        _ => refused(RefusalReason::TheirFailure, reply),
    }
}

fn complaint(reply: &Reply) -> RefusalReason {
    Complaint::read(&reply.body).map_or(RefusalReason::Other, |complaint| complaint.reason())
}

/// A request that their form cannot say: it was not sent.
pub(super) const fn of_request(error: RequestError) -> AttemptEnd {
    not_sent(
        match error {
            RequestError::NoPlace | RequestError::PlaceForm => RefusalReason::PlaceUnknown,
            RequestError::EndBeforeStart
            | RequestError::TwoDays
            | RequestError::Twice
            | RequestError::Seconds
            | RequestError::TooFar
            | RequestError::Span => RefusalReason::TimeRefused,
            RequestError::Nobody
            | RequestError::TooMany
            | RequestError::Repeated
            | RequestError::Category
            | RequestError::Organiser
            | RequestError::Length { .. }
            | RequestError::Nothing => RefusalReason::Other,
        },
        None,
    )
}
