//! PDS behind the engine's port.

use super::{Pds, PdsError};
use crate::token::TokenError;
use crossing::port::{Demographics, Later, SourceAnswer, SourceError};
use vocab::crossing::Feed;
use vocab::id::{NhsNumber, TraceId};

/// PDS, as the engine reads it.
#[derive(Debug)]
pub struct PdsSource {
    pds: Pds,
    feed: Feed,
}

impl PdsSource {
    /// The service, its answers standing in the journal under this feed.
    #[must_use]
    pub const fn new(pds: Pds, feed: Feed) -> Self {
        Self { pds, feed }
    }
}

impl Demographics for PdsSource {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn read<'a>(
        &'a self,
        number: NhsNumber,
        asking: &'a TraceId,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            let asking = self.pds.asking_under(number, asking);
            let answer = self.pds.read(&asking).await.map_err(|error| {
                tracing::warn!(operation = "pds.read", why = error.word(), "a record was not read");
                not_read(error)
            })?;
            Ok(SourceAnswer {
                method: "GET",
                path: answer.path,
                status: answer.status,
                location: None,
                body: answer.body,
                asked: answer.asked,
            })
        })
    }
}

/// Why it was not read, as the engine asks: whether to leave the service alone, and nothing about anybody.
const fn not_read(error: PdsError) -> SourceError {
    match error {
        PdsError::Busy { retry_after_seconds }
        | PdsError::NoToken(TokenError::Busy { retry_after_seconds })
        | PdsError::NotKnown { retry_after_seconds: retry_after_seconds @ Some(_) } => {
            SourceError::Busy { retry_after_seconds }
        }
        PdsError::NotKnown { retry_after_seconds: None } | PdsError::NotReached(_) => {
            SourceError::Unreachable
        }
        PdsError::NotAllowed { status, .. } => SourceError::NotAllowed(status),
        PdsError::NoToken(_) => SourceError::NotAllowed(401),
        PdsError::Refused { status, .. } | PdsError::NotUnderstood { status } => SourceError::Failed(status),
    }
}
