//! Whose GP is whose, and what the person decided about it: the records.
//!
//! Four facts stand apart and none follows from another: in custody where (the prison's, [`crate::prison::Custody`]);
//! the address on PDS; the practice on PDS; whether a prison's health unit knows the person, and how. Beside them
//! stands what the person chose, in a record that only grows. What follows from all of it is worked out elsewhere.

mod facts;
mod leaving;

pub use facts::{
    Address, Counted, Death, Followed, Found, Harm, NoRecord, NumberTrouble, Pds, Reading, Registration,
    Stands, Told, Unit, UnitStanding, Was,
};
pub use leaving::{AskedStep, DoneStep, LeavingStep, Owner, StepDone};

use crate::id::{EntryId, PatientId, PrisonNumber};
use crate::place::PrisonCode;
use crate::redacted;
use crate::time::Instant;
use crate::words::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What somebody said or wrote about a person, in their own words.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(String);
redacted!(Words);

impl Words {
    /// More than a nurse writes while a patient waits.
    pub const CHARS_MAX: usize = 1_000;

    /// Trimmed. None when nothing was written, or more than a note holds.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty() && text.chars().count() <= Self::CHARS_MAX).then(|| Self(text.to_owned()))
    }

    /// As written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

words! {
    /// What the person said. Whether it was acted on stands apart.
    Answer {
        /// The prison's doctor is to become the GP.
        Yes = "yes",
        /// Not.
        No = "no",
        /// Asked to be asked later. Never counted as no.
        NotNow = "not-now",
        /// Nothing that could be taken for an answer.
        CouldNotSay = "could-not-say",
    }
}

words! {
    /// Why somebody was not asked, or is asked later.
    Later {
        /// Asked for time.
        WantsTime = "wants-time",
        /// Wants to talk to somebody first.
        WantsToTalk = "wants-to-talk",
        /// Unwell.
        Unwell = "unwell",
        /// Withdrawing from drugs or alcohol.
        Withdrawing = "withdrawing",
        /// Distressed.
        Distressed = "distressed",
        /// No interpreter for the language.
        NoInterpreter = "no-interpreter",
        /// No room in which nobody listens.
        NoQuietPlace = "no-quiet-place",
        /// Was not there.
        NotThere = "not-there",
    }
}

words! {
    /// How it was explained.
    Means {
        /// Read by the person.
        Read = "read",
        /// Read aloud by whoever explained it.
        ReadAloud = "read-aloud",
        /// Heard from the recording, or from the computer's voice.
        Audio = "audio",
        /// In British Sign Language.
        Signed = "signed",
        /// Through an interpreter.
        Interpreter = "interpreter",
    }
}

words! {
    /// Who interpreted.
    InterpreterIs {
        /// A professional, on the telephone.
        Telephone = "telephone",
        /// A professional, on a screen.
        Video = "video",
        /// A professional, in the room.
        InPerson = "in-person",
        /// Staff of healthcare who speak the language.
        HealthcareStaff = "healthcare-staff",
        /// An officer. Refused for this conversation.
        Officer = "officer",
        /// Another prisoner. Refused for this conversation.
        Prisoner = "prisoner",
        /// A relative or friend. Refused for this conversation.
        Relative = "relative",
    }
}

/// Who interpreted: what they are, and how they can be named again (an agency's reference, a name).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreter {
    /// What they are.
    pub is: InterpreterIs,
    /// Reference or name.
    pub named: Words,
}

words! {
    /// For whom a wording is true.
    Situation {
        /// Somebody who has a GP outside.
        HasGp = "has-gp",
        /// Somebody who has none.
        HasNone = "has-none",
        /// It is not known.
        NotKnown = "not-known",
    }
}

/// The wording that was shown, kept for ever under its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The language, as BCP 47 has it.
    pub language: String,
    /// For whom it is true.
    pub situation: Situation,
    /// The version, as the wording names itself.
    pub version: String,
    /// SHA-256 of the texts, in hex.
    pub hash: String,
}

words! {
    /// How one question of the teach-back went. It tests how we explained it, not the person.
    Heard {
        /// Said back in their own words.
        SaidBack = "said-back",
        /// Something else was said: it was not explained well enough.
        Missed = "missed",
        /// Not asked.
        NotAsked = "not-asked",
    }
}

/// What was said back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeachBack {
    /// What happens to the GP at home after a yes.
    pub gp_at_home: Heard,
    /// Whether the doctor here can be seen after a no.
    pub seen_anyway: Heard,
    /// Whether the mind can be changed.
    pub may_change: Heard,
    /// In the person's own words.
    pub words: Option<Words>,
}

impl TeachBack {
    /// Everything was said back.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        [self.gp_at_home, self.seen_anyway, self.may_change].iter().all(|heard| *heard == Heard::SaidBack)
    }
}

/// One unbroken custody of one person: what was chosen in it acts only in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stay {
    /// Whose.
    pub person: PrisonNumber,
    /// Which of theirs that we know of, from 1.
    pub number: u32,
}

/// A conversation, and what the person said in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// When it was held.
    pub held: Instant,
    /// In which custody.
    pub stay: Stay,
    /// What was shown.
    pub shown: Shown,
    /// How it was explained: one at least.
    pub means: Vec<Means>,
    /// Who interpreted.
    pub interpreter: Option<Interpreter>,
    /// What was said back.
    pub said_back: TeachBack,
    /// What the person said.
    pub answer: Answer,
    /// Where it is to be asked later: why.
    pub later: Option<Later>,
    /// When to ask again, or by when more help is planned.
    pub again: Option<Date>,
}

impl Talk {
    /// Whether the explanation came across. Only then may anything follow from the answer by itself.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        self.said_back.is_whole()
    }
}

words! {
    /// Why somebody's capacity for this one decision is doubted.
    Doubt {
        /// An illness or injury of the mind or brain.
        Illness = "illness",
        /// Drink, drugs, or withdrawing from them.
        Substances = "substances",
        /// A learning disability, and what was tried was not enough.
        Learning = "learning",
        /// Acute distress.
        Distress = "distress",
        /// Something else, in the words beside it.
        Other = "other",
    }
}

/// An assessment of whether somebody can make this one decision at this time. Never carried to another decision or
/// another prison. Capacity is presumed: there is one only where it was doubted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// When.
    pub held: Instant,
    /// In which custody.
    pub stay: Stay,
    /// In which prison.
    pub prison: PrisonCode,
    /// Why it was doubted.
    pub doubt: Doubt,
    /// In words.
    pub why: Words,
    /// What support was tried.
    pub support: Words,
    /// The person can decide.
    pub has_capacity: bool,
    /// Where not: what was decided in the person's best interests.
    pub best_interests: Option<BestInterests>,
}

/// A decision in somebody's best interests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BestInterests {
    /// To register, or not.
    pub register: bool,
    /// Who decided: name and post.
    pub by: Words,
    /// Whom they asked.
    pub asked: Words,
    /// Why.
    pub why: Words,
}

words! {
    /// Checks that healthy people are called to.
    Check {
        /// Bowel cancer.
        Bowel = "bowel",
        /// Breast cancer.
        Breast = "breast",
        /// Cervical cancer.
        Cervical = "cervical",
        /// Abdominal aortic aneurysm.
        Aaa = "aaa",
        /// Diabetic eye.
        DiabeticEye = "diabetic-eye",
    }
}

words! {
    /// What is noted of a check beside the answer.
    CheckNote {
        /// The person says that it is not for them: they have not what it looks at. It is offered no more.
        NotForThem = "not-for-them",
        /// The programme was told where they are, after a yes. It holds for this prison.
        ProgrammeTold = "programme-told",
    }
}

words! {
    /// Whom something may be told of somebody, who is neither here nor asked.
    ToldTo {
        /// The GP in the community: that somebody leaves, and the summary that goes with them.
        CommunityGp = "community-gp",
    }
}

/// What is added to the record of somebody's choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// A conversation was held.
    Talk(Box<Talk>),
    /// What was said is taken back. A new yes needs the conversation again.
    Withdrawn,
    /// It was to be asked, and was put off.
    PutOff {
        /// In which custody.
        stay: Stay,
        /// Why.
        why: Later,
        /// Until when.
        until: Date,
    },
    /// A named clinician has an answer acted on though the explanation was not finished.
    ActAllTheSame {
        /// The conversation.
        talk: EntryId,
        /// Why.
        why: Words,
    },
    /// After a transfer, a nurse told the person what they had chosen and what follows from it here.
    ToldAgain {
        /// The conversation.
        talk: EntryId,
        /// Where.
        prison: PrisonCode,
    },
    /// Capacity was doubted, and assessed.
    Assessed(Box<Assessment>),
    /// Whether calls to a check are to find the person here. Asked apart from all else.
    Check {
        /// Which.
        check: Check,
        /// The answer.
        answer: Answer,
        /// What was shown.
        shown: Shown,
    },
    /// Whether somebody outside may be told. A permission of its own: neither a choice of GP nor a check is one.
    Tell {
        /// Whom.
        whom: ToldTo,
        /// The answer.
        answer: Answer,
        /// What was shown.
        shown: Shown,
    },
    /// Something was noted of a check: it is not for them, or its programme was told where they are.
    CheckNoted {
        /// Which.
        check: Check,
        /// What.
        note: CheckNote,
    },
}

/// A line of the record. No line is ever changed or taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its id.
    pub id: EntryId,
    /// When it was written down.
    pub at: Instant,
    /// By which account.
    pub by: String,
    /// In which prison's healthcare.
    pub prison: PrisonCode,
    /// What.
    pub said: Said,
}

/// What one person chose, ever: it belongs to the person and not to a prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Whose.
    pub patient: PatientId,
    /// Counts the changes.
    pub version: u32,
    /// The lines, oldest first.
    pub lines: Vec<Line>,
    /// What was asked for because of them. It stands apart: what somebody said is not changed by what became of it.
    pub asked_for: Option<AskedFor>,
}

/// A registration that whoever registers patients in a prison was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFor {
    /// Because of this line.
    pub line: EntryId,
    /// In which custody.
    pub stay: Stay,
    /// Of which prison's health unit.
    pub prison: PrisonCode,
    /// Since when.
    pub since: Instant,
}
