//! What is so: whose patient somebody is, where they live as PDS has it, how health units know them; and what is
//! followed because of it.

use super::{AskedStep, DoneStep, Later, Stay};
use crate::crossing::Mode;
use crate::id::{NhsNumber, OdsCode, PatientId};
use crate::place::PrisonCode;
use crate::redacted;
use crate::time::Instant;
use crate::words::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

words! {
    /// How a prison's health unit knows somebody. Registration takes days: what is under way is a state of its own.
    UnitStanding {
        /// Not at all.
        NotKnown = "not-known",
        /// As a temporary patient: nobody outside can see that.
        Temporary = "temporary",
        /// Registration was asked for and is not made yet.
        Pending = "pending",
        /// Registered.
        Regular = "regular",
        /// Leaving was asked for and is not made yet.
        Leaving = "leaving",
        /// Was registered, and is no more.
        Former = "former",
    }
}

/// What one health unit says of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Which prison's.
    pub prison: PrisonCode,
    /// How it knows the person.
    pub standing: UnitStanding,
    /// Since when, as it says.
    pub since: Option<Instant>,
    /// When it was told.
    pub told: Instant,
}

/// What a source says of something that it may keep to itself: silence is not "none".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told<T> {
    /// This.
    Is(T),
    /// None.
    None,
    /// It does not say: the person is protected.
    Kept,
}

impl<T> Told<T> {
    /// What was told, where something was.
    pub const fn is(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::None | Self::Kept => None,
        }
    }
}

/// An address, as PDS writes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Lines, empty ones left out.
    pub lines: Vec<String>,
    /// Postcode.
    pub postcode: Option<String>,
}
redacted!(Address);

words! {
    /// What PDS says of a death.
    Death {
        /// Reported, and not certified.
        Informal = "informal",
        /// Certified.
        Formal = "formal",
    }
}

/// What PDS says of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pds {
    /// The number under which it answered: another than was asked for means that the old one was superseded.
    pub number: NhsNumber,
    /// The version of its record.
    pub version: String,
    /// Anything but "unrestricted": place, practice and telephone are kept back.
    pub is_restricted: bool,
    /// The practice.
    pub practice: Told<OdsCode>,
    /// The practice of which somebody who has none now was last a patient.
    pub practice_before: Option<OdsCode>,
    /// Where the person lives.
    pub address: Told<Address>,
    /// Reported dead.
    pub death: Option<Death>,
}

words! {
    /// Why PDS has nothing for a number.
    NoRecord {
        /// Nobody has it.
        NotFound = "not-found",
        /// It was taken out of use.
        Invalidated = "invalidated",
    }
}

/// How a practice or an address stood, and since when we know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Was<T> {
    /// What.
    pub what: T,
    /// First read.
    pub from: Instant,
}

words! {
    /// A combination that hurts.
    Harm {
        /// Registered at the prison's practice, and no yes stands.
        RegisteredWithoutYes = "registered-without-yes",
        /// Said yes, and after ten working days is not registered.
        YesNotRegistered = "yes-not-registered",
        /// Left custody, and is still at a prison's practice: letters and prescriptions go nowhere.
        LeftStillHere = "left-still-here",
        /// No GP at all.
        NoGp = "no-gp",
    }
}

words! {
    /// What is the matter with an NHS number that a care record carries.
    NumberTrouble {
        /// Another stands for it.
        Superseded = "superseded",
        /// It was taken out of use.
        Invalidated = "invalidated",
        /// Nobody has it.
        NotFound = "not-found",
        /// Its holder was reported dead at PDS, and the prison has not said so.
        Died = "died",
    }
}

/// A combination that hurts, and since when it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Which.
    pub harm: Harm,
    /// Since when.
    pub since: Instant,
}

/// How the question about a GP stands with somebody in one custody, as far as no day matters: what is due of it on a
/// day follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stands {
    /// Not asked in this custody.
    NotAsked,
    /// Put off, or asked for later.
    Later {
        /// Again on this day; none where no day was planned.
        on: Option<Date>,
        /// Why.
        why: Option<Later>,
    },
    /// The explanation was not finished: more help is planned.
    MoreHelp {
        /// By this day; none where no day was planned.
        by: Option<Date>,
    },
    /// A yes from another prison: the person is told first what follows from it here.
    TellFirst,
    /// Answered, or taken back.
    Answered,
}

words! {
    /// How a person's asking stands, for the counts: one of these, and each person once.
    Counted {
        /// Said yes, and it stands.
        Yes = "yes",
        /// Said no, and it stands.
        No = "no",
        /// Asked for later, or put off: never counted as a no.
        NotNow = "not-now",
        /// Could not say.
        CouldNotSay = "could-not-say",
        /// Said yes or no, and the explanation is not finished.
        NotExplained = "not-explained",
        /// Took it back.
        TakenBack = "taken-back",
        /// Cannot decide now.
        CannotDecide = "cannot-decide",
        /// Not asked in this custody.
        NotAsked = "not-asked",
    }
}

/// Where a patient is, or was last, in custody in a prison that is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// In which custody.
    pub stay: Stay,
    /// In which prison.
    pub prison: PrisonCode,
    /// The day of reception, as the prison says; where it does not, the day on which they were first seen there.
    pub since: Date,
    /// When they were reported to have left custody, where they were.
    pub left: Option<Instant>,
    /// That they left for the community has settled. A death, a removal and a secure hospital are no such leaving.
    pub settled: bool,
    /// How the question stands.
    pub stands: Stands,
    /// The same, for the counts.
    pub counted: Counted,
    /// When they were first asked in this custody.
    pub asked: Option<Instant>,
    /// The language in which they were last asked, as BCP 47 has it.
    pub language: Option<String>,
    /// How far this part was switched on there when this was worked out.
    pub mode: Mode,
    /// The likely day of release, as the prison last said.
    pub release: Option<Date>,
}

/// When somebody's record at PDS is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Under which number.
    pub number: NhsNumber,
    /// Since when they are among those to be read.
    pub since: Instant,
    /// When they last arrived in a prison.
    pub arrived: Option<Instant>,
    /// When something was last said of them.
    pub signalled: Option<Instant>,
    /// Readings that got no answer, one after the other.
    pub failures: u32,
    /// Not before this, after one that got none.
    pub put_off: Option<Instant>,
    /// Due from this moment.
    pub due: Instant,
    /// The place in the line: the moment less a head start that grows with what may go wrong.
    pub rank: Instant,
}

/// What is so of a patient, each fact with its age and its history, and what is followed because of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Whose.
    pub patient: PatientId,
    /// Counts the changes.
    pub version: u32,
    /// Where they are or were in custody, and how the question stands; none who was never in a prison that is served.
    pub followed: Option<Followed>,
    /// When PDS is to be read; none where it is not to be: no number, or nobody whom this part follows.
    pub reading: Option<Reading>,
    /// What PDS says; none when it was never read.
    pub pds: Option<Pds>,
    /// Why PDS has no record under the number, where it has none.
    pub no_record: Option<NoRecord>,
    /// When PDS was last asked with an answer.
    pub checked: Option<Instant>,
    /// Under which number that was: of a record that was given another since, what was answered may be somebody else's.
    pub asked_under: Option<NhsNumber>,
    /// A digest of that answer: an equal one says nothing new.
    pub seen: Option<u64>,
    /// The practices that PDS named, oldest first.
    pub practices: Vec<Was<Told<OdsCode>>>,
    /// The addresses, oldest first.
    pub addresses: Vec<Was<Told<Address>>>,
    /// The health units that ever said anything, each as it last said.
    pub units: Vec<Unit>,
    /// The GP before each custody, kept from the first sight of it.
    pub before_custody: Vec<(Stay, Was<Told<OdsCode>>)>,
    /// The combinations that hurt.
    pub found: Vec<Found>,
    /// What is the matter with the NHS number.
    pub trouble: Option<NumberTrouble>,
    /// What is to be done because they leave or have left, and can be done now.
    pub leaving: Vec<AskedStep>,
    /// What was done of it, ever.
    pub leaving_done: Vec<DoneStep>,
    /// The day on which it must be looked at again though nothing was heard: a wait that becomes too long, a date that
    /// comes near.
    pub look: Option<Date>,
}

impl Registration {
    /// Nothing known yet.
    #[must_use]
    pub const fn new(patient: PatientId) -> Self {
        Self {
            patient,
            version: 0,
            followed: None,
            reading: None,
            pds: None,
            no_record: None,
            checked: None,
            asked_under: None,
            seen: None,
            practices: Vec::new(),
            addresses: Vec::new(),
            units: Vec::new(),
            before_custody: Vec::new(),
            found: Vec::new(),
            trouble: None,
            leaving: Vec::new(),
            leaving_done: Vec::new(),
            look: None,
        }
    }

    /// The GP before a custody, where it was seen.
    #[must_use]
    pub fn gp_before(&self, stay: Stay) -> Option<&Was<Told<OdsCode>>> {
        self.before_custody.iter().find(|(of, _)| *of == stay).map(|(_, gp)| gp)
    }
}
