//! In which order people are read on PDS: a sweep over up to 90,000 at five a second, those at risk first.
//!
//! Everybody has a moment at which reading them is due: at once when something was said of them or they were never
//! read, in a day while their registration is about to matter, in a week otherwise. They are read in the order of that
//! moment, moved forward by a head start that grows with the risk. So whoever is at risk overtakes, and nobody can be
//! overtaken for longer than the largest head start ([`WAIT_SECONDS_MAX`]).
//!
//! Prisons share the line evenly: first each prison's most urgent person, then each prison's second. A prison with a
//! thousand people who were never read does not keep another's one arrival waiting; where only one has anybody due, it
//! has the whole line.
//!
//! So nobody starves, however much comes in: whoever is due is read within [`WAIT_SECONDS_MAX`] and as long as it
//! takes to read everybody of their prison once at that prison's share.
//!
//! Pure, total and deterministic: the same people at the same moment come in the same order. The caller keeps what was
//! read when, leaves out whoever died or has no NHS number, and asks; a reading that was not answered is as due as it
//! was.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use vocab::Instant;
use vocab::place::PrisonCode;

/// Readings a second that PDS allows one application. Source: PDS FHIR API, default rate limit.
pub const READS_PER_SECOND: u32 = 5;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// The largest head start: nobody is overtaken for longer.
pub const WAIT_SECONDS_MAX: i64 = 3 * DAY;

/// Why somebody is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Arrived since they were last read.
    Arrived,
    /// Something was said of them since: an MNS signal, or another system.
    Signalled,
    /// Never read.
    NeverRead,
    /// Left, and when last read was still at a prison's practice.
    LeftStillHere,
    /// Leaves soon.
    Leaving,
    /// A registration was asked for, and waits to be made.
    Waiting,
    /// What is known has grown old.
    Stale,
}

impl Why {
    /// All, the most urgent first.
    pub const ALL: [Self; 7] = [
        Self::Arrived,
        Self::Signalled,
        Self::NeverRead,
        Self::LeftStillHere,
        Self::Leaving,
        Self::Waiting,
        Self::Stale,
    ];

    /// The word, in kebab-case: in metrics and logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Signalled => "signalled",
            Self::NeverRead => "never-read",
            Self::LeftStillHere => "left-still-here",
            Self::Leaving => "leaving",
            Self::Waiting => "waiting",
            Self::Stale => "stale",
        }
    }

    /// How long after it was last read, or after the event, somebody is due. A week for everybody: the sweep that
    /// finds what no signal told.
    #[must_use]
    pub const fn due_seconds(self) -> i64 {
        match self {
            Self::Arrived | Self::Signalled | Self::NeverRead => 0,
            Self::LeftStillHere | Self::Leaving | Self::Waiting => DAY,
            Self::Stale => 7 * DAY,
        }
    }

    /// How far somebody is moved forward in the line.
    #[must_use]
    pub const fn head_start_seconds(self) -> i64 {
        match self {
            Self::Arrived => WAIT_SECONDS_MAX,
            Self::Signalled => 2 * DAY + 12 * HOUR,
            Self::NeverRead => 2 * DAY,
            Self::LeftStillHere => DAY + 12 * HOUR,
            Self::Leaving => DAY,
            Self::Waiting => 12 * HOUR,
            Self::Stale => 0,
        }
    }
}

/// Somebody who is read. Nothing of them stands here: the caller knows who it is by the place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Whose share of the line it is: the prison whose patient they are, or last were.
    pub prison: PrisonCode,
    /// Since when they are among those to be read.
    pub since: Instant,
    /// When PDS was last asked for them and answered: the moment of the question, so that what was said meanwhile counts.
    pub read: Option<Instant>,
    /// When they last arrived in a prison.
    pub arrived: Option<Instant>,
    /// When something was last said of them.
    pub signalled: Option<Instant>,
    /// Leaves within the weeks of [`crate::leaving::Times::letter`].
    pub leaving: bool,
    /// Left, and when last read was still at a prison's practice.
    pub left_still_here: bool,
    /// A registration was asked for, and waits.
    pub waiting: bool,
}

/// When somebody is due, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// From this moment.
    pub at: Instant,
    /// The most urgent reason.
    pub why: Why,
    /// The place in the line: the moment less the head start.
    pub rank: Instant,
}

impl Due {
    /// When somebody is next due: by whichever reason brings them furthest forward.
    #[must_use]
    pub fn of(person: &Swept) -> Self {
        let since_read =
            |event: Option<Instant>| event.filter(|at| person.read.is_none_or(|read| read <= *at));
        let while_so = |so: bool| person.read.filter(|_| so);
        let from = |why: Why| match why {
            Why::Arrived => since_read(person.arrived),
            Why::Signalled => since_read(person.signalled),
            Why::NeverRead => Some(person.since).filter(|_| person.read.is_none()),
            Why::LeftStillHere => while_so(person.left_still_here),
            Why::Leaving => while_so(person.leaving),
            Why::Waiting => while_so(person.waiting),
            Why::Stale => Some(person.read.unwrap_or(person.since)),
        };
        let due = |why: Why| {
            let at = from(why)?.plus_seconds(why.due_seconds());
            Some(Self { at, why, rank: at.plus_seconds(-why.head_start_seconds()) })
        };
        let first = Why::ALL.into_iter().filter_map(due).min_by_key(|due| (due.rank, due.why));
        first.unwrap_or(Self { at: person.since, why: Why::Stale, rank: person.since })
    }

    /// Whether somebody is to be read now.
    #[must_use]
    pub fn is_now(&self, now: Instant) -> bool {
        self.at <= now
    }
}

/// Where somebody stands in a prison's line: the earliest first, and of two alike the one that stands first in the list.
type Standing = (Instant, Why, usize);

/// The next people to be read, as places in the list: at most so many, only those who are due. Each prison's most
/// urgent first, in the order of their urgency; then each prison's second; of two alike the one that stands first in
/// the list. It goes through everybody: ask for a minute's worth rather than for one.
#[must_use]
pub fn next(people: &[Swept], now: Instant, most: usize) -> Vec<usize> {
    let mut lines: BTreeMap<PrisonCode, BinaryHeap<Reverse<Standing>>> = BTreeMap::new();
    for (place, person) in people.iter().enumerate() {
        let due = Due::of(person);
        if due.is_now(now) {
            lines.entry(person.prison).or_default().push(Reverse((due.rank, due.why, place)));
        }
    }
    let mut order = Vec::with_capacity(most.min(people.len()));
    while order.len() < most && !lines.is_empty() {
        let mut round: Vec<_> = lines.values_mut().filter_map(BinaryHeap::pop).collect();
        round.sort_unstable_by_key(|Reverse(one)| *one);
        order.extend(round.into_iter().map(|Reverse((_, _, place))| place));
        lines.retain(|_, line| !line.is_empty());
    }
    order.truncate(most);
    order
}

/// How many seconds it takes to read so many people once.
#[must_use]
pub const fn sweep_seconds(people: u64, reads_per_second: u32) -> u64 {
    people.div_ceil(if reads_per_second == 0 { 1 } else { reads_per_second as u64 })
}
