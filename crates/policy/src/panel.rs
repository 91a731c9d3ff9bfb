//! What one person's active alerts say to one reader. Pure: codes and a ruling in, lines out; no code comes out.

use crate::codes::Treatment;
use crate::kind::Kind;
use crate::lines::{Audience, Line, LineKind, Lists};
use crate::ruling::Outcome;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use vocab::code::AlertCode;
use vocab::place::PrisonCode;
use vocab::prison::{Alert, CellSharingRisk};

/// Action lines that are shown in full; the rest are headings (hazard H23: alert fatigue).
pub const ACTIONS_SHOWN_MAX: usize = 5;

/// What is said when a code was never seen. Neither the code nor how many.
pub const NOT_RECOGNISED: &str = "Something here is not recognised. Ask security.";

/// What policy lets one reader see of a person's warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// Of the suicide and self-harm state.
    pub suicide: Outcome,
    /// Of the actions.
    pub actions: Outcome,
    /// Of the needs.
    pub needs: Outcome,
    /// Of the medical hold.
    pub hold: Outcome,
}

impl Reader {
    /// As a rule says it for each kind. Ask with [`crate::Engine::rule`], and book every ruling.
    #[must_use]
    pub fn by(mut rule: impl FnMut(Kind) -> Outcome) -> Self {
        Self {
            suicide: rule(Kind::SuicideState),
            actions: rule(Kind::SafetyAction),
            needs: rule(Kind::Need),
            hold: rule(Kind::MedicalHold),
        }
    }

    /// Sees some of this person's warnings. Whether the role is entitled to risk at all is
    /// [`crate::Engine::entitled_to_risk`]: without a link a nurse sees none, and is told so.
    #[must_use]
    pub const fn sees_any(&self) -> bool {
        self.suicide.lets_out() || self.actions.lets_out() || self.needs.lets_out() || self.hold.lets_out()
    }

    const fn outcome(&self, kind: LineKind) -> Outcome {
        match kind {
            LineKind::SafetyAction => self.actions,
            LineKind::Need => self.needs,
            LineKind::Hold => self.hold,
        }
    }

    const fn sees(&self, line: &Line) -> bool {
        match self.outcome(line.kind) {
            Outcome::Full => true,
            Outcome::Reduced => matches!(line.audience, Audience::Healthcare),
            Outcome::Withheld => false,
        }
    }
}

/// State of the suicide and self-harm case, as the prison's alerts have it. The folder rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuicideState {
    /// Alerts have not been read, or are too old to be believed.
    NotKnown,
    /// Alerts were read and hold none. It says what is recorded, not what is so.
    NoneRecorded,
    /// Closed.
    Closed,
    /// Closed, and followed up.
    PostClosure,
    /// Open. It wins over every other state (hazard H03).
    Open,
}

impl SuicideState {
    /// The words for it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotKnown => "Not known",
            Self::NoneRecorded => "None recorded",
            Self::Closed => "Closed",
            Self::PostClosure => "Post-closure",
            Self::Open => "Open",
        }
    }

    /// Reduced to an action, for those who may not know the state. A case that is over asks nothing of them.
    #[must_use]
    pub const fn action(self) -> Option<&'static str> {
        match self {
            Self::Open | Self::PostClosure => {
                Some("Not left waiting alone. Tell the nurse in charge of the clinic.")
            }
            Self::NotKnown => Some("Not known. Ask the nurse in charge of the clinic."),
            Self::NoneRecorded | Self::Closed => None,
        }
    }
}

/// The cell sharing risk as a panel says it: of several records the gravest. What is not known gives way to High alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellSharing {
    /// No record has told it.
    NotKnown,
    /// As told.
    Told(CellSharingRisk),
}

impl CellSharing {
    /// How grave: of several, the greatest is said.
    #[must_use]
    pub const fn gravity(self) -> u8 {
        match self {
            Self::Told(CellSharingRisk::NotRated) => 0,
            Self::Told(CellSharingRisk::Low) => 1,
            Self::Told(CellSharingRisk::Standard) => 2,
            Self::Told(CellSharingRisk::Medium) => 3,
            Self::Told(CellSharingRisk::Other) => 4,
            Self::NotKnown => 5,
            Self::Told(CellSharingRisk::High) => 6,
        }
    }

    /// The words for it. A word that our list does not have is not said.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotKnown => "Not known",
            Self::Told(CellSharingRisk::NotRated) => "Not rated",
            Self::Told(CellSharingRisk::Low) => "Low",
            Self::Told(CellSharingRisk::Standard) => "Standard",
            Self::Told(CellSharingRisk::Medium) => "Medium",
            Self::Told(CellSharingRisk::Other) => "A rating that is not in our list",
            Self::Told(CellSharingRisk::High) => "High",
        }
    }
}

/// The suicide and self-harm state as one reader may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuicideLine {
    /// In full.
    State(SuicideState),
    /// Reduced to an action, when there is one.
    Action(Option<&'static str>),
    /// Nothing.
    Withheld,
}

/// A line of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelLine {
    /// The line's name: stable, fit for an address.
    pub name: Arc<str>,
    /// Its kind.
    pub kind: LineKind,
    /// Lower stands higher.
    pub harm: u16,
    /// The request, in the prison's words.
    pub words: Arc<str>,
    /// One or two words for it, for what does not fit.
    pub heading: Arc<str>,
    /// Since when: the earliest start among the alerts that give this line. Only in full.
    pub since: Option<Date>,
}

/// What a person's alerts say to one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelLines {
    /// Suicide and self-harm, which never counts among the actions.
    pub suicide: SuicideLine,
    /// Actions, the gravest first, each once.
    pub actions: Vec<PanelLine>,
    /// Needs, the gravest first.
    pub needs: Vec<PanelLine>,
    /// The medical hold.
    pub hold: Option<PanelLine>,
    /// A code was never seen: say [`NOT_RECOGNISED`].
    pub unrecognised: bool,
    /// How many kinds of warning may cross to this reader at all.
    pub kinds_that_may_cross: u32,
    /// The words are a draft: nobody has signed them for this prison.
    pub draft: bool,
    /// Alerts were read. If not, everything here is "not known".
    pub known: bool,
}

impl PanelLines {
    /// The actions that are shown in full.
    #[must_use]
    pub fn shown(&self) -> &[PanelLine] {
        &self.actions[..self.actions.len().min(ACTIONS_SHOWN_MAX)]
    }

    /// What does not fit, and the needs, as headings: `+ 2 more: unlock level, interpreter`.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        self.actions.iter().skip(ACTIONS_SHOWN_MAX).chain(&self.needs).map(|line| &*line.heading)
    }

    /// Read, and there is nothing to show: the answer then says how many kinds there could have been.
    #[must_use]
    pub fn none_of_the_kinds(&self) -> bool {
        let quiet = match self.suicide {
            SuicideLine::State(state) => state == SuicideState::NoneRecorded,
            SuicideLine::Action(action) => action.is_none(),
            SuicideLine::Withheld => true,
        };
        self.known
            && quiet
            && !self.unrecognised
            && self.hold.is_none()
            && self.actions.is_empty()
            && self.needs.is_empty()
    }
}

/// What a filter on the prison's side leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindsTold {
    /// So many kinds are told whole.
    pub kinds: u32,
    /// The suicide and self-harm state is one of them.
    pub suicide: bool,
}

/// The alerts that are active on a London day, as the panel wants them.
pub fn active_on(alerts: &[Alert], today: Date) -> impl Iterator<Item = (&AlertCode, Option<Date>)> {
    alerts.iter().filter(move |alert| alert.active_on(today)).map(|alert| (&alert.code, alert.from))
}

impl Lists {
    /// What active alerts say to a reader, in the words of a prison.
    #[must_use]
    pub fn panel_lines<'a>(
        &self,
        active: impl IntoIterator<Item = (&'a AlertCode, Option<Date>)>,
        prison: PrisonCode,
        reader: &Reader,
    ) -> PanelLines {
        let mut suicide = SuicideState::NoneRecorded;
        let mut unrecognised = false;
        let mut given: BTreeMap<&str, Option<Date>> = BTreeMap::new();
        for (code, from) in active {
            match self.codes().treatment(code) {
                Some(Treatment::Suicide(state)) => suicide = suicide.max(*state),
                Some(Treatment::Line(line)) => {
                    let since = given.entry(line).or_insert(from);
                    *since = [*since, from].into_iter().flatten().min();
                }
                Some(Treatment::Silent(_)) => {}
                None => unrecognised = true,
            }
        }
        // What a reader may not see covers nothing: leaving it out must not leave the lesser line out too.
        given.retain(|name, _| self.line(name).is_some_and(|line| reader.sees(line)));
        let mut out = self.panel_empty(prison, reader, true);
        out.suicide = suicide_line(suicide, reader);
        out.unrecognised = unrecognised && reader.sees_any();
        for (name, since) in &given {
            let Some(line) = self.line(name) else { continue };
            if line.covered_by.iter().any(|cover| given.contains_key(&**cover)) {
                continue;
            }
            let since = since.filter(|_| reader.outcome(line.kind) == Outcome::Full);
            let shown = PanelLine {
                name: line.name.clone(),
                kind: line.kind,
                harm: line.harm,
                words: self.words(prison, line),
                heading: line.heading.clone(),
                since,
            };
            match line.kind {
                LineKind::SafetyAction => out.actions.push(shown),
                LineKind::Need => out.needs.push(shown),
                LineKind::Hold => out.hold = Some(shown),
            }
        }
        out.actions.sort_by(|a, b| (a.harm, &a.name).cmp(&(b.harm, &b.name)));
        out.needs.sort_by(|a, b| (a.harm, &a.name).cmp(&(b.harm, &b.name)));
        out
    }

    /// What is said when alerts were never read, or are too old to be believed.
    #[must_use]
    pub fn panel_not_known(&self, prison: PrisonCode, reader: &Reader) -> PanelLines {
        self.panel_empty(prison, reader, false)
    }

    /// How many kinds of warning may cross to a reader: the lines that reader may see, and the suicide and
    /// self-harm state.
    #[must_use]
    pub fn kinds_that_may_cross(&self, reader: &Reader) -> u32 {
        let lines = self.lines().filter(|line| reader.sees(line)).count();
        u32::try_from(lines + usize::from(reader.suicide.lets_out())).unwrap_or(u32::MAX)
    }

    /// What a filter on the prison's side leaves of the kinds. A kind of which one code is held back is not told: its
    /// absence says nothing.
    #[must_use]
    pub fn kinds_told(&self, let_through: &BTreeSet<AlertCode>, reader: &Reader) -> KindsTold {
        let held_back = self.codes().iter().filter(|(code, _)| !let_through.contains(*code));
        let (mut lines, mut suicide): (BTreeSet<&str>, bool) = (BTreeSet::new(), true);
        for (_, treatment) in held_back {
            match treatment {
                Treatment::Line(line) => {
                    lines.insert(line);
                }
                Treatment::Suicide(_) => suicide = false,
                Treatment::Silent(_) => {}
            }
        }
        let told = self.lines().filter(|line| reader.sees(line) && !lines.contains(&*line.name)).count();
        let kinds =
            u32::try_from(told + usize::from(suicide && reader.suicide.lets_out())).unwrap_or(u32::MAX);
        KindsTold { kinds, suicide }
    }

    fn panel_empty(&self, prison: PrisonCode, reader: &Reader, known: bool) -> PanelLines {
        PanelLines {
            suicide: suicide_line(SuicideState::NotKnown, reader),
            actions: Vec::new(),
            needs: Vec::new(),
            hold: None,
            unrecognised: false,
            kinds_that_may_cross: self.kinds_that_may_cross(reader),
            draft: self.signed_for(prison).is_err(),
            known,
        }
    }
}

const fn suicide_line(state: SuicideState, reader: &Reader) -> SuicideLine {
    match reader.suicide {
        Outcome::Full => SuicideLine::State(state),
        Outcome::Reduced => SuicideLine::Action(state.action()),
        Outcome::Withheld => SuicideLine::Withheld,
    }
}

/// What stands in the place of warnings when there are none to show. All different: unknown never looks like none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Empty {
    /// Read, and none of the kinds is active.
    None {
        /// How many kinds may cross.
        kinds: u32,
        /// How many of them this prison tells, where a filter of its holds some back.
        told: Option<u32>,
        /// When it was checked, London time.
        checked: String,
    },
    /// A filter on the prison's side holds kinds back.
    Filtered {
        /// How many kinds may cross.
        kinds: u32,
        /// How many of them this prison tells.
        told: u32,
    },
    /// The prison said that something changed, and it was not read again.
    ChangedSince {
        /// Since when, London time.
        since: String,
    },
    /// Too long ago.
    NotKnownSince {
        /// Since when, London time.
        since: String,
    },
    /// Never read.
    NeverRead,
    /// We failed.
    OurFault,
    /// No link says which prison record it is.
    NotLinked,
    /// The link is in doubt; warnings are shown beside this.
    BeingChecked,
    /// Opened by prison number.
    PrisonRecordOnly,
    /// The flow is switched off in this prison.
    SwitchedOff,
    /// The flow is on trial in this prison.
    OnTrial,
}

impl Empty {
    /// The words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::None { kinds, told: None, checked } => format!(
                "None of the {kinds} kinds of warning that may cross, checked {checked}. Other risks may exist."
            ),
            Self::None { kinds, told: Some(told), checked } => format!(
                "None of the {told} kinds of warning that this prison tells us, of {kinds} that may cross, checked {checked}. Other risks may exist."
            ),
            Self::Filtered { kinds, told } => format!(
                "This prison tells us {told} of the {kinds} kinds of warning that may cross. Of the others nothing is known: ring the wing."
            ),
            Self::ChangedSince { since } => format!(
                "Risks changed {since} and are not read again yet. What stands here is from before. Ring the wing."
            ),
            Self::NotKnownSince { since } => {
                format!("Risks not known since {since}. Treat as unknown. Ring the wing.")
            }
            Self::NeverRead => "Risks not known: never read yet. Treat as unknown. Ring the wing.".to_owned(),
            Self::OurFault => "Risks not known: our fault. Ring the wing.".to_owned(),
            Self::NotLinked => {
                "We do not know which prison record is this patient's. Treat as unknown.".to_owned()
            }
            Self::BeingChecked => "Identity being checked: warnings of both records are shown.".to_owned(),
            Self::PrisonRecordOnly => "Prison record only, not attached to any health record.".to_owned(),
            Self::SwitchedOff => {
                "Warnings are switched off in this prison. Treat as unknown. Ring the wing.".to_owned()
            }
            Self::OnTrial => {
                "Warnings are on trial in this prison: they may be wrong or missing. Ring the wing."
                    .to_owned()
            }
        }
    }
}
