//! The prison side: HMPPS domain events, prisoner-search, the External API, alerts, appointments.
//!
//! It promises: every published spelling of these is read; one bad item of a list is kept as its refusal beside the
//! good ones ([`Listed`]) and is never silently dropped, since a list that lost an item would say "none"; what a
//! policy of the other side withheld (`**REDACTED**`) reads as not said. What is free text about a person (comments,
//! reasons and roles of non-associations) is left out of the types: it cannot leak from where it is not.
//!
//! It does not promise that a number belongs to anyone, or that a code is one that may cross.
//!
//! Where things are: [`event`] and [`signal`] what happened and what to re-read · [`prisoner`] prisoner-search ·
//! [`external`] the External API's envelopes and people · [`alert`], [`non_association`], [`place`],
//! [`appointment`], [`schedule`] what is read · [`appointment_request`] what we author · [`answer`] what a status
//! means · [`route`] which request a path is · [`mod@recognise`] what a file is, by its shape · [`recorded`] lines of
//! recorded responses.
#![deny(clippy::indexing_slicing, clippy::string_slice, clippy::expect_used, clippy::panic)]

pub mod alert;
pub mod answer;
pub mod appointment;
pub mod appointment_request;
pub mod attendance;
mod cell_sharing;
pub mod event;
pub mod external;
mod json;
pub mod non_association;
pub mod person;
pub mod place;
pub mod prisoner;
pub mod recognise;
pub mod recorded;
pub mod route;
pub mod schedule;
mod shape;
pub mod signal;

pub use answer::{Answer, Complaint, Reply};
pub use event::{DomainEvent, PersonRef, Role};
pub use json::DEPTH_MAX;
pub use person::{Raw, WrittenNumber};
pub use prisoner::Prisoner;
pub use recognise::{Document, Recorded, recognise, recognise_response};
pub use recorded::recognise_line;
pub use route::Route;
pub use signal::{ReceivedReason, ReleasedReason, Settlement, Signal};

use crate::error::WireError;
use json::{At, Json};

/// What a list held: the items that could be read, and why the others could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// In the order they came.
    pub items: Vec<T>,
    /// Why each of the others was refused. Not empty means: this is not the whole list.
    pub refused: Vec<WireError>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { items: Vec::new(), refused: Vec::new() }
    }
}

impl<T> Listed<T> {
    /// True when nothing of the list was refused: only then may an absence be read out of it.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.refused.is_empty()
    }

    /// How many items came, read or not.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len() + self.refused.len()
    }

    /// True when nothing came.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Reads bytes as one JSON value and hands it on.
pub(crate) fn with_json<T>(
    bytes: &[u8],
    read: impl FnOnce(&At<'_, '_>) -> Result<T, WireError>,
) -> Result<T, WireError> {
    let json = json::parse(json::utf8(bytes)?)?;
    read(&At::root(&json))
}

/// Reads bytes as one JSON value, to learn whether they are one.
pub(crate) fn well_formed(bytes: &[u8]) -> Result<usize, WireError> {
    with_json(bytes, |at| Ok(if let Json::List(items) = at.value() { items.len() } else { 1 }))
}
