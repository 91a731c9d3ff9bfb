//! The other side, as the engine meets it: the prison double behind the engine's own ports, with faults.
//!
//! It does what a connector must do and no more: asks in the published forms, says what an answer means, and says of a
//! lost answer that it was lost. A 5xx to a write is a lost answer: a gateway says so of what was carried out, too.
//! Every body that leaves is kept for the checkers.
//!
//! `line`: a request, and what it meets → `route`: what is read over each way in → `target`: what is written.

mod line;
mod route;
mod target;

pub(crate) use route::Source;

use super::flaw::Flaw;
use super::fuse::{Fuse, FuseClock};
use super::way::Kind;
use super::weather::Weather;
use crossing::Rules;
use crossing::port::Outgoing;
use doubles::dice::Dice;
use doubles::prison::Prison;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use vocab::Instant;
use vocab::id::{GateSeq, PrisonNumber};
use vocab::place::PrisonCode;
use wire::hmpps::appointment_request::{AppointmentSearchRequest, Authored};

/// What the External API knows us by.
pub(crate) const API_KEY: &str = "simulated";
/// And our name there.
pub(crate) const CONSUMER: &str = "gatelodge";

/// The longest that a request may take, by the rules of the run; a late write comes within it.
pub(crate) const REQUEST_SECONDS_MAX: i64 = 30;

/// A write that left for the prison.
#[derive(Debug, Clone)]
pub(crate) struct WriteCall {
    pub(crate) at: Instant,
    pub(crate) outgoing: Outgoing,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

/// What the engine was given about where somebody is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Served {
    pub(crate) person: PrisonNumber,
    pub(crate) at: Instant,
    pub(crate) prison: Option<PrisonCode>,
    pub(crate) died: bool,
    /// Told over a route that carries no movement.
    pub(crate) vague: bool,
}

impl Served {
    /// Whether they were taken for dead by these readings, the newest last: one that cannot tell how somebody left does
    /// not take away what another told.
    pub(crate) fn died<'s>(newest_first: impl Iterator<Item = &'s Self>) -> bool {
        newest_first.into_iter().find(|s| !(s.vague && s.prison.is_none())).is_some_and(|s| s.died)
    }
}

/// What passed the edge.
#[derive(Debug, Default)]
pub(crate) struct EdgeLog {
    pub(crate) writes: Vec<WriteCall>,
    pub(crate) served: Vec<Served>,
    /// Every disclosure that reached a target: its row and the digest of what it said.
    pub(crate) disclosed: Vec<(GateSeq, [u8; 32], PrisonNumber)>,
    /// Entries that were looked for, by person and start, and when last.
    pub(crate) looked: BTreeMap<(PrisonNumber, Instant), Instant>,
    pub(crate) reads: u64,
    pub(crate) attempts: u64,
}

/// How a route is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Away {
    /// The line is dead.
    Dead,
    /// 503 to everything.
    Unavailable,
    /// 429 to everything, and it says for how long.
    Busy,
}

/// The other side's state.
pub(crate) struct Side {
    pub(crate) prison: Prison,
    pub(crate) log: EdgeLog,
    pub(crate) calm: bool,
    /// Routes that are away, and until when.
    pub(crate) away: BTreeMap<Kind, (Away, Instant)>,
    /// What was asked, for a run that is to be told.
    pub(crate) story: Vec<String>,
    dice: Dice,
}

/// The edge.
pub(crate) struct Edge {
    pub(crate) side: Mutex<Side>,
    clock: Arc<FuseClock>,
    fuse: Arc<Fuse>,
    rules: Arc<Rules>,
    weather: Weather,
    flaw: Option<Flaw>,
    tell: bool,
}

impl Edge {
    pub(crate) fn new(
        prison: Prison,
        (clock, fuse): (Arc<FuseClock>, Arc<Fuse>),
        rules: Arc<Rules>,
        (weather, seed): (Weather, u64),
        (flaw, tell): (Option<Flaw>, bool),
    ) -> Self {
        let side = Side {
            prison,
            log: EdgeLog::default(),
            calm: false,
            away: BTreeMap::new(),
            story: Vec::new(),
            dice: Dice::labelled(seed, "edge"),
        };
        Self { side: Mutex::new(side), clock, fuse, rules, weather, flaw, tell }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Side> {
        self.side.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn search(date: Date, people: &[PrisonNumber]) -> Vec<u8> {
    // INVARIANT: one day is a span that may be searched.
    AppointmentSearchRequest::new(date, date, people).expect("a span of one day").body()
}
