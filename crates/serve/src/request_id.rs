//! The id of a request: what the caller gave (`X-Request-ID`, a UUID), or one of ours. It is echoed, it follows the
//! request through logs and books, and of a write it is the idempotency key.

use http::{HeaderMap, HeaderName, HeaderValue};
use vocab::Clock;
use vocab::id::TraceId;
use vocab::seed::Rng;

/// The header.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How a request came by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// The caller gave none.
    None,
    /// The caller gave a UUID.
    Uuid,
    /// The caller gave something else, or two. A read goes on under an id of ours; a write must be refused, for its
    /// sender counts on the id.
    Unreadable,
}

/// The id of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId {
    /// The id.
    pub trace: TraceId,
    /// How it came.
    pub given: Given,
}

impl RequestId {
    /// Reads it from the headers, or makes one.
    #[must_use]
    pub fn of(headers: &HeaderMap, clock: &dyn Clock, rng: &dyn Rng) -> Self {
        let mut all = headers.get_all(&X_REQUEST_ID).iter();
        let ours = |given| Self { trace: rng.seed().id(clock.now(), 0).into(), given };
        match (all.next(), all.next()) {
            (None, _) => ours(Given::None),
            (Some(one), None) => match one.to_str().ok().and_then(|text| TraceId::parse(text.trim())) {
                Some(trace) => Self { trace, given: Given::Uuid },
                None => ours(Given::Unreadable),
            },
            (Some(_), Some(_)) => ours(Given::Unreadable),
        }
    }

    /// The idempotency key of a write, when the caller gave one.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        (self.given == Given::Uuid).then(|| self.trace.to_string())
    }

    /// As a header.
    #[must_use]
    pub fn header(&self) -> HeaderValue {
        let mut buffer = [0; 36];
        let text = self.trace.uuid().hyphenated().encode_lower(&mut buffer);
        // INVARIANT: hexadecimal and hyphens are a header's value.
        HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("unknown"))
    }
}
