//! Who asks, for what, when: the first argument of every use case.

use vocab::Instant;
use vocab::crossing::{Caller, Purpose};
use vocab::id::TraceId;
use vocab::place::PrisonCode;

/// The circumstances of a request.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who.
    pub caller: Caller,
    /// For what.
    pub purpose: Purpose,
    /// The prison that it is about: the caller's own, unless they serve many and said which.
    pub prison: Option<PrisonCode>,
    /// When.
    pub now: Instant,
    /// The request, as it is followed through logs and books.
    pub trace: TraceId,
}
