//! The services of DPS behind the External API, for a deployment that HMPPS hosts: prisoner search, alerts,
//! non-associations, activities and appointments. With a bearer token.
//!
//! `source` reads; `target` shows our bookings on the prison's lists, which no other route can; `ends` says what
//! the answer to an act means.

mod ends;
mod source;
mod target;

pub use source::{DpsSource, Hosts};
pub use target::{DpsTarget, TargetError};
