//! The unit of work: one input, what is decided on it, and what that changes. All of it commits or none.
//!
//! A unit is a plain value. It can be grouped with others, replayed from the journal, and moved to another engine;
//! nothing in it borrows a transaction. The deciding itself is not ours: a [`Decide`] is handed in, and is run
//! inside the one lane, so that what it read is still so when its change is written.

use crate::error::Result;
use crate::reach::Reach;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vocab::crossing::{
    Errand, Feed, Flow, IdentityLink, LookUp, Mirror, Mode, PrisonEntry, Quarantined, Task, TaskKey,
};
use vocab::id::{AppointmentId, JournalSeq, OpaqueId, PatientId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Person};
use vocab::registration::{Choice, Registration, Stands, Stay};
use vocab::{Instant, Seed};

/// A unit names at most so many persons: enough for a merge, a moved booking, twins, two people in one room.
pub const SUBJECTS_MAX: usize = 8;

/// The kinds of input, as the journal has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Bytes from a feed.
    Envelope,
    /// A person's or a command's decision.
    Act,
    /// The start or the outcome of an attempt.
    Answer,
    /// Time passed: a midnight, a threshold, something settled, a feed heard.
    Tick,
    /// The hash of policy, rules and configuration.
    Charter,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [Self::Envelope, Self::Act, Self::Answer, Self::Tick, Self::Charter];

    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Envelope => 1,
            Self::Act => 2,
            Self::Answer => 3,
            Self::Tick => 4,
            Self::Charter => 5,
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.number() == number)
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Act => "act",
            Self::Answer => "answer",
            Self::Tick => "tick",
            Self::Charter => "charter",
        }
    }
}

/// One part of an input's bytes: a page about many people is kept as exact slices, one a person, and the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Of whom, when it is of one person.
    pub person: Option<PrisonNumber>,
    /// The bytes; none once they were erased. A new input has them.
    pub body: Option<Vec<u8>>,
}

/// An input, before it has a place in the journal or after it was read back from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its kind.
    pub kind: Kind,
    /// The feed it came by; our own acts, answers and ticks have feeds of their own names.
    pub feed: Feed,
    /// What makes a second one a replay: the sender's own id, or the bytes. None: never a replay. The journal keeps only
    /// a digest of it, so parsing does not see it, in service as in a rebuild.
    pub source: Option<Vec<u8>>,
    /// How it came, in the envelope's own small record (asked when, for which path). Kept and erased with part 0.
    pub meta: Vec<u8>,
    /// The bytes.
    pub parts: Vec<Part>,
}

/// The place and circumstances that an input was given. Deciding reads no other clock or randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Its place in the journal.
    pub seq: JournalSeq,
    /// When it was written down.
    pub at: Instant,
    /// The seed of every id that deciding it makes.
    pub seed: Seed,
    /// The charter row under which it is decided.
    pub charter: JournalSeq,
}

/// What deciding an input changes.
#[derive(Debug)]
pub struct Change<O> {
    /// Rows to put.
    pub writes: Vec<Write>,
    /// Whom the input is about, for trace and for one person's replay.
    pub about: Vec<PrisonNumber>,
    /// What the sender is told.
    pub outcome: O,
    /// Keep the outcome, so that a replay is told the same.
    pub keep_outcome: bool,
}

/// One row that a change puts. Records carry their new version; the store refuses one that is not the next.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A person.
    Person(Box<Person>),
    /// A patient, with the resource as it came.
    Patient {
        /// The record.
        patient: Box<vocab::care::Patient>,
        /// The resource as it came, when it came as one.
        resource: Option<Vec<u8>>,
    },
    /// A link.
    Link(IdentityLink),
    /// An appointment, with the resource as it came.
    Appointment {
        /// The record.
        appointment: Box<vocab::care::Appointment>,
        /// The resource as it came.
        resource: Vec<u8>,
    },
    /// A mirror.
    Mirror(Box<Mirror>),
    /// A line of the story of a mirror's attempts.
    Attempt(AttemptLine),
    /// An errand made due, or due later.
    Errand(Errand),
    /// An errand done.
    ErrandDone(PrisonNumber, Aspect),
    /// Look again at whether a person's report has settled.
    SettleAt(PrisonNumber, Instant),
    /// No longer needed.
    SettleDone(PrisonNumber),
    /// An entry on the prison's lists.
    PrisonEntry(PrisonEntry),
    /// Into quarantine, or out of it.
    Quarantine(Quarantined),
    /// A task for a person.
    Task(Task),
    /// A task done, if it was there.
    TaskDone(TaskKey, Instant, String),
    /// A flow switched.
    Mode(Flow, PrisonCode, Mode),
    /// These were read, as asked at this time, and the readings had these digests. Where the digest is that of what is
    /// known, only the age moves on; where it is another by now, nothing does.
    Checked(Vec<(PrisonNumber, Aspect, u64)>, Instant),
    /// A route was heard.
    Heard(Feed, Instant),
    /// News over a route was so many seconds behind what it told of.
    Behind(Feed, u32),
    /// Whose an opaque id of the other side is. It may become another's; nobody has it any more where there is none.
    Opaque(OpaqueId, Option<PrisonNumber>),
    /// Whose an opaque id is must be asked.
    LookUp(LookUp),
    /// It was asked.
    LookUpDone(OpaqueId),
    /// What a patient chose, with the line that was added.
    Choice(Box<Choice>),
    /// What is so of a patient's registration, and what is followed because of it.
    Registration(Box<Registration>),
    /// Healthcare of this prison keeps the patient's record, or has booked something for them there.
    PatientAt(PatientId, PrisonCode),
    /// A list was printed: from now on this version stands.
    ListVersion(Box<ListVersion>),
    /// The wing was told of a change since the print.
    ListTold(ListTold),
}

/// Somebody in a prison, and how the question about a GP stands with them: a line of the index of the due list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// In which custody.
    pub stay: Stay,
    /// The day of reception.
    pub since: jiff::civil::Date,
    /// How the question stands.
    pub stands: Stands,
}

/// A movement list as it was printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListVersion {
    /// Which prison's.
    pub prison: PrisonCode,
    /// The London day.
    pub date: jiff::civil::Date,
    /// The part of the day, by the prison's word.
    pub session: String,
    /// The part of the prison; empty for all of it.
    pub location: String,
    /// Its number, from 1, of this prison, day, session and location.
    pub version: u32,
    /// What was known at this time.
    pub as_at: Instant,
    /// When it was written down that it was printed.
    pub printed: Instant,
    /// Who printed it.
    pub by: String,
    /// Its lines, in order.
    pub lines: Vec<ListedLine>,
}

/// A line of a printed list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedLine {
    /// The booking behind it.
    pub entry: AppointmentId,
    /// Whom to bring.
    pub person: PrisonNumber,
    /// As they were named on it.
    pub name: Option<String>,
    /// The cell, as printed.
    pub cell: Option<String>,
    /// The neutral place, in the prison's code.
    pub place: String,
    /// From.
    pub start: Instant,
    /// To.
    pub end: Instant,
    /// Struck through.
    pub struck: bool,
}

/// That the wing was told of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTold {
    /// The booking whose line changed.
    pub entry: AppointmentId,
    /// The line as it was told: a digest, so that a later change is to be told again.
    pub line: u64,
    /// When.
    pub at: Instant,
    /// Who ticked it.
    pub by: String,
}

/// A line of the story of a mirror's attempts: for trace, and for the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptLine {
    /// Of which mirror.
    pub appointment: AppointmentId,
    /// Which attempt, from 1.
    pub number: u32,
    /// What it did.
    pub act: vocab::crossing::AttemptAct,
    /// When its start was written down.
    pub started: Instant,
    /// When its outcome was.
    pub ended: Option<Instant>,
    /// How it ended: `done`, or why not.
    pub result: Option<AttemptResult>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttemptResult {
    /// Acknowledged, with the other side's id.
    Done(i64),
    /// Looked for, and not there.
    NotThere,
    /// Refused or lost.
    Refused(vocab::crossing::RefusalReason, Option<u16>),
}

/// Decides inputs. Implemented by crossing; run by the lane, in service and in rebuild alike.
pub trait Decide: Send + Sync + 'static {
    /// An input, understood or found not to be.
    type Parsed: Send + 'static;
    /// What it is about, as it was before.
    type Subjects;
    /// What the sender is told.
    type Outcome: Clone + Send + Serialize + DeserializeOwned + 'static;

    /// Reads the input's bytes. Called before the lane in service, and for each row in rebuild.
    fn parse(&self, input: &Input) -> Self::Parsed;

    /// Names and reads the subjects.
    ///
    /// # Errors
    /// Whatever the store's reading fails with.
    fn gather(&self, parsed: &Self::Parsed, reach: &mut Reach<'_>) -> Result<Self::Subjects>;

    /// Decides: pure, the same for the same arguments.
    fn decide(
        &self,
        parsed: &Self::Parsed,
        subjects: &Self::Subjects,
        moment: &Moment,
    ) -> Change<Self::Outcome>;
}

/// The answer to a sender: given only after the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt<O> {
    /// The row that holds the input.
    pub seq: JournalSeq,
    /// When it was written down.
    pub at: Instant,
    /// It had been written before: nothing changed now.
    pub replay: bool,
    /// What was decided; for a replay, what was told the first time, when that was kept.
    pub outcome: Option<O>,
}
