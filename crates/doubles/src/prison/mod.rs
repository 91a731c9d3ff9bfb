//! The prison services, played: persons, alerts, non-associations, schedules, appointments and the events that tell
//! of them, for one or more prisons.
//!
//! [`Prison`] is the core. [`Prison::run`] carries out an act of prison life, [`Prison::call`] answers a request as
//! the real services would, [`Prison::notices_due`] hands out the domain events that are due. All three are told the
//! time. [`face`] puts it on a socket; [`push`] sends its events, or [`queue`] holds them to be fetched.
//!
//! Which service a path belongs to: `/v1/*` and `/token` the HMPPS External API · `/appointment*`, `/scheduled-events/*` the
//! Activities and Appointments API · `/prisoner/{n}`, `/prisoner-search/*` prisoner-search · `/prisoners/{n}/alerts`
//! the Alerts API · `/prisoner/{n}/non-associations` the Non-associations API · `/auth/oauth/token` HMPPS Auth ·
//! `/csra-review/*` the CSRA API · `/locations/*` locations inside prison · `/search/*` external movements · `POST /` with
//! `X-Amz-Target` the queues.

mod access;
mod act;
mod activities;
mod alert;
mod appointment_request;
mod appointment_view;
mod attendance;
mod call;
mod diary;
mod event;
mod external;
mod external_movements;
pub mod face;
pub mod fault;
mod feed;
mod movement;
pub mod person;
mod poke;
mod post;
pub mod push;
pub mod queue;
pub mod reference;
mod schedule;
mod shock;
mod token;
mod upstream;

pub use access::{Access, MASK, Outside, Rate, Redact, Redaction};
pub use act::{Act, Arrival, Done, Impossible};
pub use call::{Call, Outcome, Reply};
pub use diary::{Appointment, Attendee, Cancellation};
pub use fault::{CallFault, EventFault, Faults, PokeFaults, QueueFault, QueueFaults, Spell};
pub use person::{Alert, Custody, Person, Whereabouts};
pub use post::Notice;
pub use queue::{Queue, QueueSettings, Received};
pub use reference::{Room, room_id};
pub use schedule::{Planned, PlannedKind};

use crate::dice::Dice;
use crate::written;
use diary::Diary;
use jiff::civil::Date;
use post::Post;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

vocab::redacted!(Prison, Page);

/// A consumer of the External API, as HMPPS configures one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consumer {
    /// What it sends in `x-api-key`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The prisons it may see; none given means all, in custody or not.
    pub prisons: Option<Vec<PrisonCode>>,
    /// The alert codes it may see; none given means all.
    pub alert_codes: Option<Vec<String>>,
}

/// How the services are set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The prisons there are.
    pub prisons: Vec<PrisonCode>,
    /// Who may use the External API.
    pub consumers: Vec<Consumer>,
    /// The client name of whoever writes with a bearer token: it becomes `createdBy`.
    pub client: String,
}

/// How the services are cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// The line goes dead.
    Dead,
    /// 503 to everything.
    Unavailable,
}

/// Two people to be kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonAssociation {
    pub(crate) id: u64,
    pub(crate) first: PrisonNumber,
    pub(crate) second: PrisonNumber,
    pub(crate) restriction: String,
    pub(crate) created: Instant,
    pub(crate) closed: Option<Instant>,
}

/// The state of the prison services.
#[derive(Clone, Serialize, Deserialize)]
pub struct Prison {
    pub(crate) dice: Dice,
    pub(crate) settings: Settings,
    #[serde(with = "written::pairs")]
    pub(crate) people: BTreeMap<PrisonNumber, Person>,
    /// Each person as before the last act: what a stale read sees.
    #[serde(with = "written::pairs")]
    pub(crate) before: BTreeMap<PrisonNumber, Person>,
    #[serde(with = "written::pairs")]
    pub(crate) merged_into: BTreeMap<PrisonNumber, PrisonNumber>,
    /// When somebody last left a prison by transfer, and which.
    #[serde(with = "written::pairs")]
    pub(crate) transferred: BTreeMap<PrisonNumber, (PrisonCode, Instant)>,
    pub(crate) apart: Vec<NonAssociation>,
    pub(crate) planned: Vec<Planned>,
    pub(crate) rooms: Vec<Room>,
    pub(crate) diary: Diary,
    pub(crate) post: Post,
    /// Writes whose connection died, to be carried out later.
    #[serde(with = "written::pairs")]
    pub(crate) late: BTreeMap<(Instant, u64), Call>,
    pub(crate) swept: Option<Date>,
    pub(crate) locked: BTreeSet<PrisonCode>,
    pub(crate) next_booking: u64,
    pub(crate) next_id: u64,
    /// Who goes with whom, where it was said.
    #[serde(default, with = "written::pairs")]
    pub(crate) escorts: BTreeMap<external_movements::AbsenceKey, String>,
    #[serde(default)]
    pub(crate) queues: queue::Queues,
    #[serde(default)]
    pub(crate) keys: token::Keys,
    #[serde(default)]
    pub(crate) feed: feed::Feed,
    /// How the External API is set up beyond its consumers' filters.
    #[serde(default)]
    pub outside: Outside,
    /// Yesterday's page, where one was kept.
    #[serde(default)]
    pub(crate) page: Option<Page>,
    /// What goes wrong.
    pub faults: Faults,
    /// Whether the services are cut off.
    pub cut: Option<Cut>,
    /// Changes since this process began.
    #[serde(skip)]
    pub(crate) changes: u64,
}

/// The lists as they were at one moment.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Page {
    #[serde(with = "written::pairs")]
    people: BTreeMap<PrisonNumber, Person>,
    apart: Vec<NonAssociation>,
    planned: Vec<Planned>,
    diary: Diary,
}

/// Why a saved state was not taken up.
#[derive(Debug, thiserror::Error)]
#[error("the saved state of the double does not read: start it afresh")]
pub struct NotRestored(#[from] serde_json::Error);

/// A London hour: the alerts service says what ended by date at 03:00.
const SWEEP_HOUR: i8 = 3;
/// An appointment of someone who left by transfer goes after so many days (`maxDaysToExpiry`).
const GHOST_DAYS: i64 = 21;

impl Prison {
    /// Services with nobody in them.
    #[must_use]
    pub fn new(seed: u64, settings: Settings) -> Self {
        let rooms = settings.prisons.iter().flat_map(|p| reference::rooms(*p)).collect();
        Self {
            dice: Dice::labelled(seed, "prison"),
            settings,
            people: BTreeMap::new(),
            before: BTreeMap::new(),
            merged_into: BTreeMap::new(),
            transferred: BTreeMap::new(),
            apart: Vec::new(),
            planned: Vec::new(),
            rooms,
            diary: Diary::default(),
            post: Post::default(),
            late: BTreeMap::new(),
            swept: None,
            locked: BTreeSet::new(),
            next_booking: 1_200_000,
            next_id: 1,
            escorts: BTreeMap::new(),
            queues: queue::Queues::new(seed),
            keys: token::Keys::new(seed),
            feed: feed::Feed::new(seed),
            outside: Outside::default(),
            page: None,
            faults: Faults::default(),
            cut: None,
            changes: 0,
        }
    }

    /// The whole state as bytes.
    ///
    /// # Errors
    /// Never in practice: everything in the state can be written.
    pub fn save(&self) -> Result<Vec<u8>, NotRestored> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Takes a saved state up again. What was out and not acknowledged is due again.
    ///
    /// # Errors
    /// When the bytes are not a saved state.
    pub fn restore(bytes: &[u8], now: Instant) -> Result<Self, NotRestored> {
        let mut prison: Self = serde_json::from_slice(bytes)?;
        prison.restarted(now);
        Ok(prison)
    }

    /// The process died and came back: what was out and not acknowledged is due again.
    pub fn restarted(&mut self, now: Instant) {
        self.post.restarted(now);
    }

    /// A person, by number; not those whose number was merged away.
    #[must_use]
    pub fn person(&self, number: PrisonNumber) -> Option<&Person> {
        self.people.get(&number)
    }

    /// Everybody.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Every appointment that was ever made and not deleted, of any prison.
    pub fn appointments(&self) -> impl Iterator<Item = &Appointment> {
        self.diary.appointments.values().filter(|a| !a.is_deleted())
    }

    /// The same with those that were deleted: what no service tells, for whoever judges a run.
    pub fn appointments_ever(&self) -> impl Iterator<Item = &Appointment> {
        self.diary.appointments.values()
    }

    /// True while a prison is locked down.
    #[must_use]
    pub fn is_locked_down(&self, prison: PrisonCode) -> bool {
        self.locked.contains(&prison)
    }

    /// How many changes there were since this process began: acts, writes, and what time alone brought.
    #[must_use]
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    pub(crate) const fn changed(&mut self) {
        self.changes += 1;
    }

    pub(crate) fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// What time alone brings: late writes, the alerts that ended by date, the ghosts that go. Asked for by every
    /// act, call and batch of notices, so that none of them sees the world older than it is.
    pub(crate) fn catch_up(&mut self, now: Instant) {
        while let Some(entry) = self.late.first_entry().filter(|e| e.key().0 <= now) {
            let ((due, _), call) = entry.remove_entry();
            self.carry_out_late(&call, due);
        }
        let london = now.london();
        let today = if london.hour() >= SWEEP_HOUR {
            london.date()
        } else {
            london.date().yesterday().unwrap_or(london.date())
        };
        match self.swept {
            Some(swept) if swept >= today => {}
            None => self.swept = Some(today),
            Some(_) => {
                self.swept = Some(today);
                self.changed();
                self.alerts_ended(today, now);
                self.ghosts_go(now);
            }
        }
        self.feed_catch_up(now);
    }

    fn ghosts_go(&mut self, now: Instant) {
        let gone: Vec<_> = self
            .transferred
            .iter()
            .filter(|(_, (_, left))| now.seconds_since(*left) > GHOST_DAYS * 86_400)
            .map(|(number, (prison, _))| (*number, *prison))
            .collect();
        for (number, prison) in gone {
            self.transferred.remove(&number);
            self.appointments_of_leaver_go(number, prison, now);
        }
    }
}
