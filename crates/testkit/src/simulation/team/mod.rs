//! The healthcare team of a run: asks people about a GP, writes down what they say, looks at its tasks, sees people out.
//! Beside it the practices, which take people on days later or never, and officers who look at everything they can open.
//!
//! What people said stands in the `ledger`, as they said it: the checkers hold what the engine kept and what it asks for
//! against that, and against nothing of its own.
//!
//! `season` what a seed brings of it → `turn` one turn of the team → `talk` a conversation, `more` everything else that
//! is written down → `work` tasks, practices, steps of leaving → `eyes` who looks → `scenes` which scenarios a run had.

pub(crate) mod eyes;
pub(crate) mod ledger;
mod more;
pub(crate) mod season;
pub(crate) mod talk;
mod turn;
pub(crate) mod work;

use super::spine::life::Numbers;
use doubles::dice::Dice;
use ledger::Ledger;
use season::Season;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::crossing::Mode;
use vocab::id::{EntryId, NhsNumber, OdsCode, PatientId};
use vocab::place::PrisonCode;

/// The scenarios of which a run may have a scene, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scene {
    /// S05: said no on remand, left, and is where they were at PDS.
    RemandOut,
    /// S10: released by a court, without notice.
    ReleasedAtCourt,
    /// S12: said no, moved, and the next nurse sees it.
    RefusedThenMoved,
    /// S15: little English, explained in English, refused.
    LittleEnglish,
    /// S17: put off because of withdrawing, and nothing asked for.
    Withdrawing,
}

impl Scene {
    /// All.
    pub const ALL: [Self; 5] = [
        Self::RemandOut,
        Self::ReleasedAtCourt,
        Self::RefusedThenMoved,
        Self::LittleEnglish,
        Self::Withdrawing,
    ];

    /// Its number among the scenarios.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::RemandOut => "S05",
            Self::ReleasedAtCourt => "S10",
            Self::RefusedThenMoved => "S12",
            Self::LittleEnglish => "S15",
            Self::Withdrawing => "S17",
        }
    }
}

/// Something of a patient's that a nurse was shown.
pub(crate) struct Facts {
    pub(crate) patient: PatientId,
    pub(crate) at: Instant,
    /// So many answers of PDS were given by then.
    pub(crate) answers: usize,
    pub(crate) checked: Option<Instant>,
    /// What stands under "GP, as the NHS has it".
    pub(crate) gp: String,
}

/// A page that somebody of the prison was shown, or what they were refused.
pub(crate) struct Seen {
    pub(crate) what: &'static str,
    pub(crate) by: &'static str,
    /// None where they were refused.
    pub(crate) text: Option<String>,
    /// It is healthcare's, all of it.
    pub(crate) not_theirs: bool,
}

/// A practice that was asked to take somebody on.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) due: Instant,
    pub(crate) number: NhsNumber,
    pub(crate) practice: OdsCode,
}

/// The team, and whoever else has to do with registration.
pub(crate) struct Team {
    pub(crate) season: Season,
    pub(crate) dice: Dice,
    pub(crate) numbers: Numbers,
    pub(crate) ledger: Ledger,
    /// How far registration is switched on, and whether everybody was seen to follow it since.
    pub(crate) mode: Mode,
    pub(crate) followed: bool,
    /// The switch was acknowledged: when the process died in it, it may be so in one prison and not in the other.
    pub(crate) switched: bool,
    /// What practices will do, or will not.
    pub(crate) asked: Vec<Asked>,
    /// Whoever was asked for once is not asked for again.
    pub(crate) asked_of: BTreeSet<(PatientId, PrisonCode)>,
    /// The ids of the lines that were on the longest page of a patient, oldest first.
    pub(crate) lines_seen: BTreeMap<PatientId, Vec<EntryId>>,
    pub(crate) facts: Vec<Facts>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) scenes: BTreeSet<Scene>,
}

impl Team {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            season: Season::of(seed),
            dice: Dice::labelled(seed, "team"),
            numbers: Numbers::default(),
            ledger: Ledger::default(),
            mode: Mode::Off,
            followed: false,
            switched: false,
            asked: Vec::new(),
            asked_of: BTreeSet::new(),
            lines_seen: BTreeMap::new(),
            facts: Vec::new(),
            seen: Vec::new(),
            scenes: BTreeSet::new(),
        }
    }
}
