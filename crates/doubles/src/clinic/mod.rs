//! A care system, played: it holds its own patients and bookings and makes Gatelodge's FHIR face agree with them.
//!
//! [`ledger::Ledger`] is the core: what the clinic wants to be so, what it knows to be so on the other side, and the
//! request that makes the difference go. [`client`] puts requests on the wire, with the habits of real people and
//! lines: a double click, an answer that never came.

pub mod client;
pub mod ledger;
pub mod resource;

pub use client::{Client, Habits, SharedLedger};
pub use ledger::{Errand, Ledger, Request, Verdict};
pub use resource::{Booking, CarePatient, Clinic, State};

use serde::{Deserialize, Serialize};
use vocab::Instant;

/// One thing that happens in a clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A patient is put into the care system.
    Register(CarePatient),
    /// A booking is made.
    Book(Booking),
    /// A booking is moved.
    Move {
        /// The booking.
        key: String,
        /// Its new start.
        start: Instant,
        /// Its new end.
        end: Instant,
    },
    /// A booking is cancelled, or its outcome recorded.
    Mark {
        /// The booking.
        key: String,
        /// What it is now.
        state: State,
    },
}
