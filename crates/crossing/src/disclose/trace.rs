//! Why did it (not) arrive? The whole way of one thing, time downward, and where it stopped.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::Instant;
use vocab::id::{AppointmentId, JournalSeq, LinkId, PersonId, PrisonNumber};

/// What is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceKey {
    /// A booking.
    Appointment(AppointmentId),
    /// What is known of a person, by prison number.
    PrisonNumber(PrisonNumber),
    /// The same by the name that our addresses use.
    Person(PersonId),
    /// One row of the journal.
    Row(JournalSeq),
    /// A link.
    Link(LinkId),
}

/// The way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceView {
    /// What is followed, in words.
    pub title: String,
    /// Without the person: to those who keep the crossing running or answer for it.
    pub reduced: bool,
    /// Step by step, time downward.
    pub steps: Vec<TraceStep>,
    /// Where it ended, in one sentence.
    pub end: String,
    /// It stopped, and somebody must do something.
    pub stopped: bool,
}

/// Stations of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Station {
    /// Received from a feed.
    Received,
    /// Written down.
    Written,
    /// Whose it is.
    Whose,
    /// May it cross.
    MayItCross,
    /// What the other side should hold.
    Should,
    /// An attempt.
    Attempt,
    /// Acknowledged.
    Acknowledged,
    /// What the other side did of its own accord.
    Feedback,
    /// Stopped here.
    Stopped,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceStep {
    /// Which.
    pub station: Station,
    /// When.
    pub at: Option<Instant>,
    /// In a sentence.
    pub words: String,
    /// The journal row, where it is one.
    pub row: Option<JournalSeq>,
    /// Details, as name and value.
    pub details: Vec<(&'static str, String)>,
}

impl Crossing {
    /// Follows one thing.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's; [`DiscloseError::OurFault`].
    pub async fn trace(&self, ctx: &Context, key: TraceKey) -> Result<Disclosed<TraceView>> {
        self.disclose(ctx, "trace.open", |desk| trace(desk, key)).await
    }
}

fn trace(_desk: &mut Desk<'_>, _key: TraceKey) -> Result<TraceView> {
    Err(DiscloseError::NotFound)
}
