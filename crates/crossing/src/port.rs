//! What the edges implement: the other sides, as the engine needs them.
//!
//! A target is told what to show; a source is asked what is so. Neither decides anything: an answer that was lost is
//! said to be lost, and the engine looks before it sends again.

use crate::disclose::Disclosed;
use crate::understood::AttemptEnd;
use std::future::Future;
use std::pin::Pin;
use vocab::Instant;
use vocab::crossing::{AttemptAct, Feed};
use vocab::id::{NhsNumber, OpaqueId, PrisonNumber, TraceId};
use vocab::place::PrisonCode;
use vocab::prison::Aspect;
use vocab::time::LondonTime;
use wire::hmpps::appointment_request::{AppointmentDraft, AppointmentType, Tier};

/// A future that may be sent between threads.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What leaves for the prison's lists. There is no room here for a word of ours but [`crate::NEUTRAL_NAME`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Outgoing {
    /// What to do.
    #[serde(skip)]
    pub act: AttemptAct,
    /// Whom to bring.
    pub person: PrisonNumber,
    /// Where.
    pub prison: PrisonCode,
    /// The prison's own id of the place.
    pub place: String,
    /// From.
    #[serde(skip)]
    pub start: LondonTime,
    /// To.
    #[serde(skip)]
    pub end: LondonTime,
    /// The category agreed with the prison.
    pub category: String,
    /// The other side's id, where it is known.
    pub remote: Option<i64>,
}

/// In the words of the prison's appointments service: one person, individually, under the neutral name, and no note.
impl From<&Outgoing> for AppointmentDraft {
    fn from(outgoing: &Outgoing) -> Self {
        Self {
            kind: AppointmentType::Individual,
            prison: outgoing.prison,
            people: vec![outgoing.person],
            category: outgoing.category.clone(),
            tier: Tier::Tier1,
            organiser: None,
            custom_name: Some(crate::NEUTRAL_NAME.to_owned()),
            place: Some(outgoing.place.clone()),
            in_cell: false,
            start: outgoing.start,
            end: outgoing.end,
            note: None,
            slip_note: None,
        }
    }
}

/// A system that shows our bookings.
pub trait MirrorTarget: Send + Sync {
    /// Does one act. Takes no longer than the rules' longest request; what it cannot tell is [`AttemptEnd::Lost`].
    fn act<'a>(&'a self, outgoing: &'a Disclosed<Outgoing>) -> Later<'a, AttemptEnd>;
}

/// One answer of a source: the bytes as they came, and how they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceAnswer {
    /// The request's method.
    pub method: &'static str,
    /// The request's path, without host or query.
    pub path: String,
    /// The status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// When it was asked for: before the request left.
    pub asked: Instant,
}

/// Why a source did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Not reachable, or it broke off.
    #[error("not reachable")]
    Unreachable,
    /// Asks us to wait, or has not answered for so long that it is left alone: nothing was asked of it.
    #[error("asks us to wait")]
    Busy {
        /// Seconds, where said.
        retry_after_seconds: Option<u32>,
    },
    /// Failed on its side.
    #[error("failed on its side (status {0})")]
    Failed(u16),
    /// Does not let us.
    #[error("does not let us (status {0})")]
    NotAllowed(u16),
    /// Cannot tell this aspect.
    #[error("does not carry this")]
    NotCarried,
}

/// How many are noted as having come to one appointment, and how many as not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttendanceCount {
    /// The other side's id of the appointment.
    pub remote: i64,
    /// Came.
    pub attended: i64,
    /// Did not come.
    pub not_attended: i64,
}

/// The national service that knows people by their NHS number (PDS).
pub trait Demographics: Send + Sync {
    /// The feed under which its answers stand in the journal.
    fn feed(&self) -> &Feed;

    /// Reads one record. `asking` names the reading: it is the same each time that the same reading is asked for again,
    /// until it is answered. What is not known yet is [`SourceError::Unreachable`] or [`SourceError::Failed`].
    fn read<'a>(
        &'a self,
        number: NhsNumber,
        asking: &'a TraceId,
    ) -> Later<'a, Result<SourceAnswer, SourceError>>;
}

/// A system that knows people of prisons.
pub trait AspectSource: Send + Sync {
    /// The feed under which its answers stand in the journal: the route.
    fn feed(&self) -> &Feed;

    /// Whether it can tell this aspect at all.
    fn carries(&self, aspect: Aspect) -> bool;

    /// Reads one aspect of a person. Whole: several pages are joined before they are answered.
    fn read<'a>(
        &'a self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Later<'a, Result<SourceAnswer, SourceError>>;

    /// Asks whose an opaque id is, where the system names people by such ids.
    fn look_up<'a>(&'a self, _id: &'a OpaqueId) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async { Err(SourceError::NotCarried) })
    }

    /// Everyone of a prison, page by page.
    fn roll<'a>(&'a self, prison: PrisonCode) -> Later<'a, Result<Vec<SourceAnswer>, SourceError>>;

    /// Everything on a prison's lists that starts on a day.
    fn entries<'a>(
        &'a self,
        prison: PrisonCode,
        date: jiff::civil::Date,
    ) -> Later<'a, Result<SourceAnswer, SourceError>>;

    /// What was noted of who came to the appointments of a day, in numbers: a hint which of them to read in full.
    fn attendance<'a>(
        &'a self,
        _prison: PrisonCode,
        _date: jiff::civil::Date,
    ) -> Later<'a, Result<Vec<AttendanceCount>, SourceError>> {
        Box::pin(async { Err(SourceError::NotCarried) })
    }

    /// One entry of the lists in full, with what was noted of who came.
    fn entry<'a>(&'a self, _remote: i64) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async { Err(SourceError::NotCarried) })
    }
}
