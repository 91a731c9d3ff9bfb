//! The way between the sides: who asks, links, mirrors, attempts, errands, feeds, flows.

use crate::id::{AppointmentId, LinkId, OpaqueId, PatientId, PrisonNumber};
use crate::place::PrisonCode;
use crate::prison::Aspect;
use crate::registration::{Harm, LeavingStep, NumberTrouble};
use crate::time::{Instant, LondonTime};
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// What someone is, when they ask.
    Role {
        /// Nurse or doctor with the patient.
        Clinician = "clinician",
        /// Nurse who sees people on the night they arrive.
        ReceptionNurse = "reception-nurse",
        /// Nurse who prepares people for leaving.
        DischargeNurse = "discharge-nurse",
        /// Books clinics and decides links.
        HealthcareAdministrator = "healthcare-administrator",
        /// Leads healthcare in a prison.
        HeadOfHealthcare = "head-of-healthcare",
        /// Buys healthcare for a region: counts only.
        Commissioner = "commissioner",
        /// Runs the prison today.
        DutyGovernor = "duty-governor",
        /// Wing officer.
        Officer = "officer",
        /// Suicide and violence prevention.
        SaferCustody = "safer-custody",
        /// Offender management unit and transport.
        OffenderManagementUnit = "offender-management-unit",
        /// Escorts and security.
        EscortsAndSecurity = "escorts-and-security",
        /// Who may look at the books.
        InformationGovernance = "information-governance",
        /// Who keeps the crossing running.
        IntegrationEngineer = "integration-engineer",
        /// A care system, by name.
        CareSystem = "care-system",
        /// A prison system, by name.
        PrisonSystem = "prison-system",
    }
}

impl Role {
    /// For what a role usually asks, where the door has no say in it.
    #[must_use]
    pub const fn purpose_usual(self) -> Purpose {
        match self {
            Self::Clinician
            | Self::ReceptionNurse
            | Self::DischargeNurse
            | Self::HeadOfHealthcare
            | Self::CareSystem => Purpose::DirectCare,
            Self::HealthcareAdministrator => Purpose::ClinicAdministration,
            Self::DutyGovernor
            | Self::Officer
            | Self::SaferCustody
            | Self::OffenderManagementUnit
            | Self::EscortsAndSecurity
            | Self::PrisonSystem => Purpose::Custody,
            Self::Commissioner | Self::InformationGovernance => Purpose::Governance,
            Self::IntegrationEngineer => Purpose::Operations,
        }
    }
}

words! {
    /// Why someone asks.
    Purpose {
        /// Looking after this patient.
        DirectCare = "direct-care",
        /// Booking and running clinics.
        ClinicAdministration = "clinic-administration",
        /// Running the prison's day.
        Custody = "custody",
        /// Keeping the crossing true.
        Operations = "operations",
        /// Answering for what was seen.
        Governance = "governance",
    }
}

words! {
    /// A stream of facts that can be switched for each prison.
    Flow {
        /// Whereabouts to healthcare.
        Whereabouts = "whereabouts",
        /// Alerts to healthcare.
        Alerts = "alerts",
        /// Non-association flags to healthcare.
        NonAssociations = "non-associations",
        /// Appointments to the prison's lists.
        Appointments = "appointments",
        /// What people choose about a GP, and what follows from it.
        Registration = "registration",
    }
}

words! {
    /// How far a flow is switched on.
    Mode {
        /// Nothing crosses.
        Off = "off",
        /// Everything but sending, and what would have been sent is kept to be compared.
        Shadow = "shadow",
        /// On.
        Live = "live",
    }
}

/// Who asks, for what. Every use case takes it first; it holds nothing of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The account's name, as the token's issuer knows it.
    pub account: String,
    /// What they are.
    pub role: Role,
    /// The prison they work in; none for those who serve many.
    pub prison: Option<PrisonCode>,
}

/// A named feed: where envelopes come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Feed(String);

impl Feed {
    /// Reads a feed's name: small letters, digits and hyphens, at most 40.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let good = (1..=40).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        good.then(|| Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// The claim that a person and a patient are one human. Reversible, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityLink {
    /// The claim's id.
    pub id: LinkId,
    /// Counts the changes.
    pub version: u32,
    /// The prison's side.
    pub person: PrisonNumber,
    /// The care side.
    pub patient: PatientId,
    /// What is held of it.
    pub state: LinkState,
    /// What speaks for and against it.
    pub evidence: Evidence,
    /// Who decided the state.
    pub decided_by: Decider,
    /// When.
    pub at: Instant,
}

/// What is held of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LinkState {
    /// A person must decide.
    Proposed,
    /// One human.
    Confirmed,
    /// Confirmed once, shaken since: no new writes, warnings still shown.
    InDoubt,
    /// Not one human.
    Rejected,
    /// Was confirmed, and found wrong.
    Split,
}

impl LinkState {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::InDoubt => "in-doubt",
            Self::Rejected => "rejected",
            Self::Split => "split",
        }
    }
}

/// Who decided a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decider {
    /// The exact rule.
    Rule,
    /// A person, by account.
    Person {
        /// The account.
        account: String,
        /// The second person, where one is asked for.
        second: Option<String>,
    },
}

/// How one line of two records compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// The same, case, accents and punctuation aside.
    Same,
    /// Different.
    Differs,
    /// Missing on one side or both.
    Missing,
}

/// What speaks for and against a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The care record carries this prison number.
    pub prison_number: Comparison,
    /// Family names.
    pub family: Comparison,
    /// Full given names.
    pub given: Comparison,
    /// Dates of birth.
    pub born: Comparison,
    /// How many others known to us share family name and date of birth.
    pub others_alike: u32,
    /// The patient or the person is already linked elsewhere.
    pub already_linked: bool,
}

/// One fact on one other system: what it should be, what it is known to be, how the last attempts went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mirror {
    /// The appointment that it mirrors.
    pub appointment: AppointmentId,
    /// Counts the changes.
    pub version: u32,
    /// What the prison should show. None once it should show nothing.
    pub desired: Option<Entry>,
    /// Why nothing may be sent, when nothing may.
    pub hold: Option<Hold>,
    /// What the prison is known to show.
    pub known: Option<KnownEntry>,
    /// The attempt that is open: its outcome is not known.
    pub open: Option<OpenAttempt>,
    /// How many attempts were started.
    pub attempts: u32,
    /// How the last one ended, when it did not succeed.
    pub refused: Option<Refusal>,
    /// Not before this.
    pub due: Instant,
    /// The mode in which it was last decided.
    pub mode: Mode,
    /// It was typed by staff and taken over.
    pub adopted: bool,
    /// What the prison did to it of its own accord.
    pub feedback: Option<Feedback>,
    /// How often it was looked for and not found since anything was sent.
    pub looked: u8,
    /// When it was last looked for and not found: what was not there then may have been typed since.
    pub looked_at: Option<Instant>,
    /// Since when the answer to something sent is lost: nothing is sent again before two looks, a pause between them.
    pub answer_lost: Option<Instant>,
    /// What was sent and whose answer is lost: what the other side shows is this, what was known, or its own doing.
    pub lost: Option<OpenAttempt>,
    /// What staff were given to enter, in a file that they took. Read [`Mirror::in_a_file`].
    pub taken: Option<TakenInFile>,
    /// Staff had not done it shortly before its time, and a task said so.
    pub late: bool,
}

/// An entry that stood in a file for the prison's bulk page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenInFile {
    /// As it stood there.
    pub entry: Entry,
    /// When the file was taken.
    pub at: Instant,
    /// By which account.
    pub by: String,
}

impl Mirror {
    /// The file in which what staff are to enter stands already, where it stands in one as it is wanted now.
    #[must_use]
    pub fn in_a_file(&self) -> Option<&TakenInFile> {
        self.taken
            .as_ref()
            .filter(|taken| self.hold == Some(Hold::ByHand) && self.desired.as_ref() == Some(&taken.entry))
    }

    /// Something is to be sent, looked for, or waited for: the delivery side must come back to it.
    ///
    /// An open attempt always awaits: its outcome must be learned even when nothing more may be sent.
    #[must_use]
    pub fn awaits_delivery(&self) -> bool {
        // A lost answer is looked for whatever holds: a look sends nothing, and what was sent may stand there.
        let to_do = self.answer_lost.is_some() || (self.hold.is_none() && !self.in_step());
        self.open.is_some() || (self.mode == Mode::Live && to_do)
    }

    /// The other side shows what it should, as far as is known.
    #[must_use]
    pub fn in_step(&self) -> bool {
        match (&self.desired, &self.known) {
            (Some(desired), Some(known)) if desired.cancelled => known.entry.cancelled,
            // What staff typed keeps the end that they gave it: person, time and place make it the mirror.
            (Some(desired), Some(known)) if self.adopted => {
                *desired == Entry { end: desired.end, ..known.entry.clone() }
            }
            (Some(desired), Some(known)) => *desired == known.entry,
            // Nothing there and nothing wanted, or wanted cancelled before it was ever there.
            (None, None) => true,
            (Some(desired), None) => desired.cancelled,
            (None, Some(known)) => known.entry.cancelled,
        }
    }
}

/// What a prison list shows of an appointment. There is no room here for a clinical word: the place is one of the
/// prison's own, and the words are the flow's own constants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who is to be brought.
    pub person: PrisonNumber,
    /// Where.
    pub prison: PrisonCode,
    /// The prison's id of the place.
    pub place: PrisonPlace,
    /// From.
    pub start: LondonTime,
    /// To.
    pub end: LondonTime,
    /// Shown struck through.
    pub cancelled: bool,
}

/// A bookable place of the prison, by the prison's own id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrisonPlace(pub String);

/// What the other side acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownEntry {
    /// The other side's id for it.
    pub remote: i64,
    /// What it showed.
    pub entry: Entry,
    /// When we learned it.
    pub at: Instant,
}

/// Why nothing may be sent for now. Each can be taken back; none deletes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Hold {
    /// A death was reported. No reason is given to anyone.
    Death,
    /// The person has left, as reported.
    Left,
    /// Who this is has not been confirmed.
    NotLinked,
    /// Who this is is in doubt.
    InDoubt,
    /// The room has no prison place.
    NoPlace,
    /// Several entries that staff typed could be this one: a person decides.
    AdoptionUnclear,
    /// Two entries of ours exist for one booking: an alarm, never a delete.
    TwoFound,
    /// The prison cancelled or moved it; healthcare decides what then.
    PrisonChanged,
    /// Where the person is has not been read.
    WhereNotKnown,
    /// Its time came before it could be put on the list.
    TooLate,
    /// The flow is off.
    Off,
    /// Nothing may be written there by us: staff enter it, change it or strike it through by hand.
    ByHand,
}

/// An attempt whose outcome is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAttempt {
    /// Which, from 1.
    pub number: u32,
    /// What it does.
    pub act: AttemptAct,
    /// When its start was written down.
    pub started: Instant,
    /// What it sends.
    pub entry: Entry,
}

/// What an attempt does to the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AttemptAct {
    /// Make it.
    Create,
    /// Change it.
    Change,
    /// Cancel it, leaving it visible.
    Cancel,
    /// Bring it back.
    Uncancel,
    /// Look whether it is there: after a lost answer, before anything is sent again.
    Look,
}

/// Why an attempt did not succeed, from a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The reason.
    pub reason: RefusalReason,
    /// The other side's status, when it answered.
    pub status: Option<u16>,
    /// When.
    pub at: Instant,
    /// How many times in a row.
    pub times: u32,
}

words! {
    /// Reasons for which the other side did not do what we asked.
    RefusalReason {
        /// The answer was lost.
        AnswerLost = "answer-lost",
        /// Not reachable.
        Unreachable = "unreachable",
        /// Too many requests.
        TooMany = "too-many-requests",
        /// Failed on its side.
        TheirFailure = "their-failure",
        /// Our credentials were not taken.
        NotAllowed = "not-allowed",
        /// The person is not in that prison.
        PersonNotThere = "person-not-there",
        /// The place is not known there.
        PlaceUnknown = "place-unknown",
        /// The time cannot be.
        TimeRefused = "time-refused",
        /// Not there.
        NotFound = "not-found",
        /// Another reason.
        Other = "other",
    }
}

/// What the other side did of its own accord.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What.
    pub what: FeedbackKind,
    /// When we learned it.
    pub at: Instant,
}

/// Kinds of feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FeedbackKind {
    /// Cancelled there.
    Cancelled,
    /// Moved there, to another time or place.
    Moved,
    /// Gone there.
    Gone,
    /// Brought back there, after it was cancelled.
    BroughtBack,
}

/// A re-read that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// Of whom.
    pub person: PrisonNumber,
    /// Which side of them.
    pub aspect: Aspect,
    /// Not before this.
    pub due: Instant,
    /// When the newest signal for it came.
    pub signalled: Instant,
    /// The other side said that something changed; otherwise what is known has merely grown old.
    pub changed: bool,
    /// Lower is sooner.
    pub urgency: u8,
    /// How often it failed in a row.
    pub failures: u32,
}

/// An opaque id of which it must be asked whose it is: something of that person changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUp {
    /// The id.
    pub id: OpaqueId,
    /// What changed.
    pub aspects: Vec<Aspect>,
    /// Not before this.
    pub due: Instant,
    /// When the newest signal for it came.
    pub signalled: Instant,
    /// How often it failed in a row.
    pub failures: u32,
}

/// An entry on the prison's lists, as the prison shows it: ours, or typed by staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrisonEntry {
    /// The prison's id.
    pub remote: i64,
    /// Who is to be brought.
    pub person: PrisonNumber,
    /// Where.
    pub prison: PrisonCode,
    /// The category's code.
    pub category: String,
    /// The name that staff gave it; it may disclose, and then healthcare is told.
    pub custom_name: Option<String>,
    /// The place.
    pub place: Option<PrisonPlace>,
    /// From.
    pub start: LondonTime,
    /// To.
    pub end: Option<LondonTime>,
    /// Struck through.
    pub cancelled: bool,
    /// Made by our client.
    pub ours: bool,
    /// When the reading that showed it was asked for.
    pub checked: Instant,
    /// It was there before and a later full reading does not show it.
    pub gone: bool,
    /// What officers noted of whether the person came. None while nothing was ever read that could tell.
    pub attendance: Option<AttendanceNote>,
}

/// What officers noted of whether somebody came: the prison's word, and no outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendanceNote {
    /// They came, or did not; none when a note was taken back, or none was made.
    pub attended: Option<bool>,
    /// When it was noted, where the prison says so.
    pub noted: Option<Instant>,
}

/// Something that a person must do. Nothing is decided by its being there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What, and about whom: one task a subject.
    pub key: TaskKey,
    /// In which prison.
    pub prison: Option<PrisonCode>,
    /// When it was raised.
    pub raised: Instant,
    /// When it was done, and by which account.
    pub done: Option<(Instant, String)>,
}

/// What a task is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TaskKey {
    /// Is this person this patient?
    WhoIsThis(LinkId),
    /// A link was shaken: is it still true?
    LinkInDoubt(LinkId),
    /// Staff typed an entry that discloses: replace it by a neutral one.
    ReplaceDisclosing(i64),
    /// Several entries that staff typed could be this booking.
    AdoptionUnclear(AppointmentId),
    /// Two entries of ours exist for one booking.
    TwoFound(AppointmentId),
    /// The prison cancelled or moved it.
    PrisonChanged(AppointmentId),
    /// The person left before it could be put on the list, or before its time.
    PersonLeft(AppointmentId),
    /// Staff are to do something on the lists by hand, and had not shortly before its time.
    NotDoneByHand(AppointmentId),
    /// A crossing was made through a link that was wrong: tell these readers.
    Tell(LinkId),
    /// The patient said yes: register them in this prison.
    Register(PatientId, PrisonCode),
    /// A yes was taken back after registration was asked for: help the patient back to their GP.
    RejoinGp(PatientId, PrisonCode),
    /// What is so of a patient's registration hurts them.
    Harm(PatientId, PrisonCode, Harm),
    /// Something is the matter with the NHS number that a care record carries.
    NhsNumber(PatientId, PrisonCode, NumberTrouble),
    /// Something is to be done because a patient leaves or has left.
    Leaving(PatientId, PrisonCode, LeavingStep),
}

/// Why something lies in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The journal row that lies there.
    pub seq: crate::id::JournalSeq,
    /// Why, from a list.
    pub reason: QuarantineReason,
    /// What was expected, without any value.
    pub detail: String,
    /// When it was put there.
    pub at: Instant,
    /// The row that replayed it with success.
    pub released_by: Option<crate::id::JournalSeq>,
}

words! {
    /// Why an envelope could not be used.
    QuarantineReason {
        /// Not well formed.
        Malformed = "malformed",
        /// Well formed, and not of a form that we know.
        Unrecognised = "unrecognised",
        /// Something essential is missing or of the wrong type.
        Incomplete = "incomplete",
        /// Of nobody we can name.
        Unattributed = "unattributed",
        /// A person in a prison that this Gatelodge does not serve.
        OtherPrison = "other-prison",
        /// A time that cannot be.
        ImpossibleTime = "impossible-time",
    }
}
