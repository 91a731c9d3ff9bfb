//! What became of an input: what its sender is told, and why something was not done.

use registration::recording::Refusal;
use serde::{Deserialize, Serialize};
use vocab::crossing::{LinkState, Mode, QuarantineReason};
use vocab::id::{AppointmentId, LinkId, PatientId};

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Something that was known has changed.
    Changed,
    /// It said what was known.
    Unchanged,
    /// A newer reading was applied before.
    Stale,
    /// Well formed, kept, not used.
    Kept(String),
    /// A signal: re-reads are due.
    Signalled,
    /// In quarantine.
    Quarantined {
        /// Why.
        reason: QuarantineReason,
        /// What was expected.
        detail: String,
    },
    /// A patient, stored.
    Patient {
        /// Our id.
        id: PatientId,
        /// The version that now stands.
        version: u32,
        /// It was not there before.
        created: bool,
    },
    /// An appointment, stored.
    Appointment {
        /// Our id.
        id: AppointmentId,
        /// The version that now stands.
        version: u32,
        /// It was not there before.
        created: bool,
    },
    /// A write that was not done.
    NotDone(NotDone),
    /// A link, as it now stands.
    Link {
        /// Which.
        id: LinkId,
        /// Its state.
        state: LinkState,
        /// Its version.
        version: u32,
    },
    /// A mode, as it now stands.
    Mode(Mode),
    /// An attempt may be sent: this is what.
    Attempt(vocab::crossing::OpenAttempt),
    /// An attempt's end, noted; or it was no longer wanted.
    Noted,
    /// Done.
    Done,
    /// What a patient chose, under this version now.
    Chosen {
        /// Its version.
        version: u32,
    },
    /// A list, printed under this version.
    Listed {
        /// Its number.
        version: u32,
    },
}

/// Why a write was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotDone {
    /// There is none with that id.
    NotFound,
    /// `If-Match` named another version than stands.
    VersionConflict {
        /// The version that stands.
        stands: u32,
    },
    /// `If-None-Exist` found more than one.
    SeveralExist,
    /// No such patient.
    PatientNotKnown,
    /// More than one patient has that number.
    SeveralPatients,
    /// The patient of a booking cannot be changed: cancel it and book anew.
    PatientDiffers,
    /// That prison is not served here.
    PrisonNotServed,
    /// The link moved since it was looked at.
    LinkMoved {
        /// The version that stands.
        stands: u32,
    },
    /// A second person is asked for.
    SecondNeeded,
    /// The second person is the first.
    SecondIsFirst,
    /// That cannot be done to a link in this state.
    LinkState(LinkState),
    /// The link's prison number was merged into another: nobody stands under it any more.
    MergedAway,
    /// Nothing of the kind is waiting.
    NothingToDo,
    /// The booking has ended and cannot be changed so.
    Ended,
    /// Somebody else took a file with some of it since it was looked at.
    TakenMeanwhile,
    /// A line about somebody's choice, for these reasons.
    Choice(Vec<Refusal>),
}
