//! An input, understood: what the lane decides on. And what the sender is told.

mod outcome;

pub use outcome::{NotDone, Outcome};

use crate::fact::Fact;
use registration::recording::WordingIs;
use serde::{Deserialize, Serialize};
use store::unit::ListedLine;
use vocab::Instant;
use vocab::care::{AppointmentStatus, Identifier};
use vocab::code::Coded;
use vocab::crossing::{
    AttemptAct, Caller, Feed, Flow, Mode, PrisonEntry, QuarantineReason, RefusalReason, TaskKey,
};
use vocab::id::{
    AppointmentId, JournalSeq, LinkId, LocalPatientId, NhsNumber, OpaqueId, PatientId, PrisonNumber,
};
use vocab::name::{Born, Name};
use vocab::place::{PrisonCode, RoomCode};
use vocab::prison::Aspect;
use vocab::registration::{LeavingStep, NoRecord, Pds, Said, StepDone, UnitStanding};
use vocab::time::LondonTime;
use wire::fhir::mns::PdsSignal;

/// An input, understood or found not to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Understood {
    /// Facts about persons, and the feed that they came by.
    Facts(Feed, Vec<Fact>),
    /// Readings that said what was known already.
    Checked(Feed, Vec<(PrisonNumber, Aspect, u64)>, Instant),
    /// A signal from the prison, and when what it tells at once had happened: none for what is told late on purpose.
    Signal(Feed, PrisonSignal, Option<Instant>),
    /// Whose an opaque id is: none where nobody has it, or nobody whom we may see.
    Opaque(Feed, OpaqueId, Option<PrisonNumber>),
    /// What PDS answered of a patient.
    Demographics(Box<DemographicsAnswer>),
    /// Answers of PDS that said what was known already: of whom, with their digests, and when the oldest was asked for.
    DemographicsChecked(Feed, Vec<(PatientId, u64)>, Instant),
    /// Something of somebody changed at PDS.
    DemographicsSignal(Feed, PdsSignal),
    /// A patient, as a care system has them.
    Patient(Box<IncomingPatient>),
    /// A booking, as a care system has it.
    Booking(Box<IncomingBooking>),
    /// A decision, when it was made and by whom.
    Act(Act, Instant, Caller),
    /// How an attempt began or ended.
    Answer(Answer),
    /// Time passed.
    Tick(Tick),
    /// The charter changed.
    Charter,
    /// Well formed, and of a kind that is not used.
    Kept(Feed, &'static str),
    /// A body that was erased.
    Erased,
    /// Not understood.
    NotUnderstood {
        /// Why, from a list.
        reason: QuarantineReason,
        /// What was expected, without any value.
        detail: String,
        /// Of whom, as far as that could be read.
        about: Vec<PrisonNumber>,
    },
    /// The same envelope once more, after a fix: the row that it was first, and what it is now.
    Replay(JournalSeq, Box<Understood>),
}

/// What PDS answered of a patient.
#[derive(Debug, Clone, PartialEq)]
pub struct DemographicsAnswer {
    /// Over which feed.
    pub feed: Feed,
    /// Of whom it was asked.
    pub patient: PatientId,
    /// Under which number.
    pub number: NhsNumber,
    /// When it was asked for.
    pub asked: Instant,
    /// What it says: a record, or that there is none under the number.
    pub says: Result<Box<Pds>, NoRecord>,
}

impl DemographicsAnswer {
    /// A digest of what it says: equal answers have equal ones.
    #[must_use]
    pub fn digest(&self) -> Option<u64> {
        crate::fact::digest(&self.says)
    }
}

/// What the prison's events ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrisonSignal {
    /// Read these again.
    Reread(Vec<PrisonNumber>, Vec<Aspect>),
    /// Two numbers became one.
    Merged {
        /// Stays.
        kept: PrisonNumber,
        /// Is gone.
        removed: PrisonNumber,
    },
    /// A custody moved to another number.
    BookingMoved {
        /// From.
        from: PrisonNumber,
        /// To.
        to: PrisonNumber,
        /// Since when facts may be another person's.
        since: Option<LondonTime>,
    },
    /// The record or its custody was taken away.
    Removed(PrisonNumber),
    /// A movement has stood for the prison's own 45 minutes.
    Settled {
        /// Whose.
        number: PrisonNumber,
        /// Of which kind.
        movement: SettledMovement,
        /// The prison named: the one arrived at, or the one left.
        prison: Option<PrisonCode>,
        /// When it was recorded in the prison.
        occurred: Option<Instant>,
    },
    /// Something of somebody changed, named by an opaque id.
    LookUp(OpaqueId, Vec<Aspect>),
    /// Nothing of ours, but the route was heard.
    Heard,
}

/// Kinds of movements of which the prison says that they have stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettledMovement {
    /// Into a prison.
    In,
    /// Out to court.
    ToCourt,
    /// Out for a time.
    Absence,
    /// Out to another prison.
    Transfer,
    /// Out of custody.
    Release,
    /// To a secure hospital.
    SecureHospital,
    /// Out, and how is not said, or in a word that we do not know.
    Out,
}

/// A patient, as a care system sent them.
#[derive(Debug, Clone, PartialEq)]
pub struct IncomingPatient {
    /// Our id, for an update.
    pub id: Option<PatientId>,
    /// `If-Match`.
    pub if_match: Option<u32>,
    /// `If-None-Exist`.
    pub if_none_exist: Option<Identifier>,
    /// The prison whose healthcare sent it, where one did.
    pub kept_at: Option<PrisonCode>,
    /// The care system's own id, as `system|value`.
    pub local: LocalPatientId,
    /// NHS number.
    pub nhs: Option<NhsNumber>,
    /// The prison number that the record carries.
    pub prison_number: Option<PrisonNumber>,
    /// Name.
    pub name: Name,
    /// Date of birth.
    pub born: Option<Born>,
    /// Administrative gender.
    pub gender: Option<String>,
    /// The resource as it came.
    pub resource: Vec<u8>,
}

/// How a booking names its patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatientNamed {
    /// By our id.
    Id(PatientId),
    /// By the care system's own id.
    Local(LocalPatientId),
    /// By NHS number.
    Nhs(NhsNumber),
    /// By prison number.
    PrisonNumber(PrisonNumber),
}

/// A booking, as a care system sent it.
#[derive(Debug, Clone, PartialEq)]
pub struct IncomingBooking {
    /// Our id, for an update.
    pub id: Option<AppointmentId>,
    /// `If-Match`.
    pub if_match: Option<u32>,
    /// `If-None-Exist`.
    pub if_none_exist: Option<Identifier>,
    /// The list that carries it is the whole truth of the booking: one that exists is brought to what it says.
    pub upsert: bool,
    /// Whose.
    pub patient: PatientNamed,
    /// In which prison.
    pub prison: PrisonCode,
    /// In which room.
    pub room: RoomCode,
    /// The clinic's own name.
    pub clinic: Option<String>,
    /// State.
    pub status: Coded<AppointmentStatus>,
    /// From.
    pub start: Option<LondonTime>,
    /// To.
    pub end: Option<LondonTime>,
    /// Business identifiers.
    pub identifiers: Vec<Identifier>,
    /// The resource as it came.
    pub resource: Vec<u8>,
}

/// A person's or a command's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "act")]
pub enum Act {
    /// Same person; a second person where one is asked for.
    LinkConfirm {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
        /// The second person.
        second: Option<String>,
    },
    /// Not the same.
    LinkReject {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
    },
    /// It was wrong: undo it and everything that crossed through it.
    LinkSplit {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
    },
    /// A person claims that these two are one, where no rule proposed it.
    LinkPropose {
        /// The prison's side, packed.
        person: PrisonNumber,
        /// The care side.
        patient: PatientId,
    },
    /// Switch a flow.
    ModeSet {
        /// Which.
        flow: Flow,
        /// Where.
        prison: PrisonCode,
        /// To what.
        mode: Mode,
    },
    /// Something that a person had to do is done.
    TaskDone {
        /// Which, as stored.
        task: TaskKey,
    },
    /// A movement list was printed. Its lines are the further parts of the row, one a person, so that one can be erased
    /// and the others stay.
    ListPrint {
        /// Which prison's.
        prison: PrisonCode,
        /// The London day.
        date: jiff::civil::Date,
        /// The part of the day, by the prison's word.
        session: String,
        /// The part of the prison; empty for all of it.
        location: String,
        /// What was known at this time.
        as_at: Instant,
        /// The lines.
        #[serde(skip)]
        lines: Vec<ListedLine>,
    },
    /// A file for the prison's bulk page was taken: what stands in it is not to be given to a second person.
    FileTaken {
        /// The bookings in it.
        appointments: Vec<AppointmentId>,
        /// It was taken before, and is taken again on purpose.
        again: bool,
    },
    /// A line is added to what a patient chose about a GP.
    ChoiceLine {
        /// Whose.
        patient: PatientId,
        /// The version of the record that was looked at.
        version: u32,
        /// The line.
        said: Box<Said>,
        /// What the wording was that it names, when it was written down.
        wording: WordingIs,
    },
    /// How a prison's health unit knows a patient, as who registers patients there says.
    UnitSays {
        /// Whom.
        patient: PatientId,
        /// How.
        standing: UnitStanding,
    },
    /// What became of a step of somebody's leaving.
    LeavingStep {
        /// Whose.
        patient: PatientId,
        /// The version of their registration that was looked at.
        version: u32,
        /// Which.
        step: LeavingStep,
        /// What.
        done: StepDone,
    },
    /// The wing was told of a change since the print.
    ListTold {
        /// Whose line.
        entry: AppointmentId,
        /// The line as it was told.
        line: u64,
    },
    /// Bodies to be erased, as `(row, part)`.
    Erase {
        /// Which.
        parts: Vec<(u64, u8)>,
        /// Why, from a list.
        reason: String,
    },
}

/// How an attempt began or ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// About to be sent.
    Started {
        /// Of which mirror.
        appointment: AppointmentId,
        /// The mirror's version that was looked at.
        version: u32,
        /// What it will do.
        act: AttemptAct,
    },
    /// How it ended.
    Ended {
        /// Of which mirror.
        appointment: AppointmentId,
        /// Which attempt.
        number: u32,
        /// The other side's answer.
        result: AttemptEnd,
    },
}

/// The other side's answer to an attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "end")]
pub enum AttemptEnd {
    /// Done, under this id of its own.
    Done {
        /// The id.
        remote: i64,
    },
    /// What was found on looking: every entry of the person at that start.
    Found {
        /// The entries.
        entries: Vec<PrisonEntry>,
    },
    /// Refused.
    Refused {
        /// Why.
        reason: RefusalReason,
        /// The status.
        status: Option<u16>,
        /// Not before so many seconds, where said.
        retry_after_seconds: Option<u32>,
    },
    /// Sent, and no answer came: it may have been done.
    Lost,
}

/// Time passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "tick")]
pub enum Tick {
    /// A London midnight.
    Midnight {
        /// The day that began.
        date: jiff::civil::Date,
    },
    /// Has this person's report settled?
    Settle {
        /// Whose.
        person: PrisonNumber,
        /// When it was looked at.
        at: Instant,
    },
    /// A route was heard and had nothing to say.
    Heard {
        /// Which.
        feed: Feed,
    },
    /// A flow was switched: these bookings follow.
    Switched {
        /// Which.
        appointments: Vec<AppointmentId>,
    },
    /// Staff have not done by hand what was asked of them, and its time is near.
    NotDoneByHand {
        /// Of which bookings.
        appointments: Vec<AppointmentId>,
    },
    /// What follows from what is known is worked out again for these: a day has come, or a flow was switched.
    FollowAgain {
        /// For whom.
        patients: Vec<PatientId>,
        /// When it was looked at.
        at: Instant,
    },
    /// Reading somebody's record at PDS is put off: it had no answer.
    DemographicsFailed {
        /// Of whom.
        patient: PatientId,
        /// Not before so many seconds.
        again_seconds: u32,
    },
    /// A re-read is put off: it failed.
    ErrandFailed {
        /// Of whom.
        person: PrisonNumber,
        /// Which aspect.
        aspect: Aspect,
        /// Not before so many seconds.
        again_seconds: u32,
    },
    /// A re-read that this route can never answer: the age of the aspect says so.
    ErrandDropped {
        /// Of whom.
        person: PrisonNumber,
        /// Which aspect.
        aspect: Aspect,
    },
    /// Asking whose an opaque id is is put off: it failed.
    LookUpFailed {
        /// Which.
        id: OpaqueId,
        /// Not before so many seconds.
        again_seconds: u32,
    },
    /// Re-reads are due: a sweep found them old, or someone asked.
    ErrandDue {
        /// Of whom.
        persons: Vec<PrisonNumber>,
        /// Which aspects.
        aspects: Vec<Aspect>,
    },
}
