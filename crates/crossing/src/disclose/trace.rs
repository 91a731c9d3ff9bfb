//! Why did it (not) arrive? The whole way of one thing, time downward, and where it stopped.

mod booking;
mod link;
mod person;
mod rows;

use super::{Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::{Kind, Outcome};
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

fn trace(desk: &mut Desk<'_>, key: TraceKey) -> Result<TraceView> {
    match key {
        TraceKey::Appointment(id) => booking::of(desk, id),
        TraceKey::Person(id) => match desk.view.person_number(id)? {
            Some(number) => person::of(desk, number),
            None => Err(DiscloseError::NotFound),
        },
        TraceKey::PrisonNumber(number) => person::of(desk, number),
        TraceKey::Row(row) => rows::of(desk, row),
        TraceKey::Link(id) => link::of(desk, id),
    }
}

/// Whether a way may be followed, and whether without the person. Refuses, looking like absence, what may not.
fn ruled(desk: &mut Desk<'_>, own_prison: bool) -> Result<bool> {
    let circumstances = Circumstances { own_prison, settled: true, ..Circumstances::default() };
    Ok(desk.must(Kind::Trace, circumstances)? == Outcome::Reduced)
}

impl TraceStep {
    fn new(station: Station, at: Option<Instant>, words: impl Into<String>) -> Self {
        Self { station, at, words: words.into(), row: None, details: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    const fn at_row(mut self, row: JournalSeq) -> Self {
        self.row = Some(row);
        self
    }
}

/// Puts steps in the order of time; those without one keep their place after the step before them.
fn in_order(steps: &mut [TraceStep]) {
    let mut last = None;
    let mut keys: Vec<Option<Instant>> = Vec::with_capacity(steps.len());
    for step in steps.iter() {
        last = step.at.or(last);
        keys.push(last);
    }
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by_key(|n| keys.get(*n).copied().flatten());
    let sorted: Vec<TraceStep> = order.iter().filter_map(|n| steps.get(*n).cloned()).collect();
    steps.clone_from_slice(&sorted);
}

/// `12 Nov 07:10:04`: a trace tells seconds.
fn exact(at: Instant) -> String {
    let time = at.london();
    format!(
        "{} {:02}:{:02}:{:02}",
        super::search::day(time.date()),
        time.hour(),
        time.minute(),
        time.second()
    )
}
