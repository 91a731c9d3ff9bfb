//! The services of DPS behind the External API, for a deployment that HMPPS hosts: prisoner search, alerts,
//! non-associations, activities and appointments. With a bearer token.
//!
//! `source` reads; `target` shows our bookings on the prison's lists, which no other route can; `ends` says what
//! the answer to an act means; `rooms` is what a configuration is held against.

mod ends;
mod rooms;
mod source;
mod target;

pub use rooms::{Category, Room, Rooms};
pub use source::{DpsSource, Hosts};
pub use target::{DpsTarget, TargetError};
