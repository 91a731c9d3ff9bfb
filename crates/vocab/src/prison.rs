//! What the prison knows and owns: persons, custodies, alerts, non-associations, what is planned for the day.
//!
//! Each aspect of a person is read and aged on its own ([`Aspect`], [`Known`]): a cell checked a minute ago says
//! nothing about alerts that were never read.

use crate::code::{AlertCode, Coded, LegalStatus, MovementReason, MovementType};
use crate::id::{Booking, Cro, PersonId, Pnc, PrisonNumber};
use crate::name::{Born, Name};
use crate::place::{CellLocation, PrisonCode};
use crate::time::{Instant, LondonTime};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A side of a person that is read, compared and aged as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Aspect {
    /// Name, date of birth, police numbers.
    Identity,
    /// Custody, whereabouts, cell.
    Place,
    /// Alerts.
    Alerts,
    /// Non-associations.
    NonAssociations,
    /// What the prison has planned.
    Schedule,
}

impl Aspect {
    /// Every aspect, most urgent first.
    pub const ALL: [Self; 5] =
        [Self::Place, Self::Alerts, Self::NonAssociations, Self::Schedule, Self::Identity];

    /// The word for it in configuration, logs and metrics.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Place => "place",
            Self::Alerts => "alerts",
            Self::NonAssociations => "non-associations",
            Self::Schedule => "schedule",
        }
    }

    /// From the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.word() == word)
    }

    /// The number it is stored under.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Identity => 1,
            Self::Place => 2,
            Self::Alerts => 3,
            Self::NonAssociations => 4,
            Self::Schedule => 5,
        }
    }

    /// From the number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.number() == number)
    }
}

/// An aspect as far as it is known. Never read, read and empty, and no longer visible are three different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<T> {
    /// What was read, if it ever was.
    pub value: Option<T>,
    /// When the newest reading that was applied had been asked for.
    pub checked: Option<Instant>,
    /// A digest of what that reading said, so that an equal one is seen to be equal without being kept.
    pub seen: Option<u64>,
    /// Since when the other side has answered "not yours to see". The value is kept.
    pub not_visible_since: Option<Instant>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { value: None, checked: None, seen: None, not_visible_since: None }
    }
}

/// Someone known to the prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The key.
    pub number: PrisonNumber,
    /// The name that our own addresses use.
    pub id: PersonId,
    /// Counts the changes of this record.
    pub version: u32,
    /// Who it says this is.
    pub identity: Known<Identity>,
    /// Where and in whose care.
    pub custody: Known<Custody>,
    /// Every alert, ended ones too.
    pub alerts: Known<Vec<Alert>>,
    /// People to be kept apart from this one.
    pub non_associations: Known<Vec<NonAssociation>>,
    /// What the prison has planned.
    pub schedule: Known<Vec<ScheduleEntry>>,
    /// The number that this one was merged into.
    pub merged_into: Option<PrisonNumber>,
    /// Since when a merge, a moved booking or another shock has made this record doubtful.
    pub disturbed: Option<Disturbance>,
}

impl Person {
    /// A person of whom nothing is known but the number.
    #[must_use]
    pub fn new(number: PrisonNumber, id: PersonId) -> Self {
        Self {
            number,
            id,
            version: 0,
            identity: Known::default(),
            custody: Known::default(),
            alerts: Known::default(),
            non_associations: Known::default(),
            schedule: Known::default(),
            merged_into: None,
            disturbed: None,
        }
    }

    /// When an aspect was last checked.
    #[must_use]
    pub const fn checked(&self, aspect: Aspect) -> Option<Instant> {
        match aspect {
            Aspect::Identity => self.identity.checked,
            Aspect::Place => self.custody.checked,
            Aspect::Alerts => self.alerts.checked,
            Aspect::NonAssociations => self.non_associations.checked,
            Aspect::Schedule => self.schedule.checked,
        }
    }

    /// The digest of the newest reading of an aspect.
    #[must_use]
    pub const fn seen(&self, aspect: Aspect) -> Option<u64> {
        match aspect {
            Aspect::Identity => self.identity.seen,
            Aspect::Place => self.custody.seen,
            Aspect::Alerts => self.alerts.seen,
            Aspect::NonAssociations => self.non_associations.seen,
            Aspect::Schedule => self.schedule.seen,
        }
    }

    /// Since when an aspect is no longer ours to see.
    #[must_use]
    pub const fn not_visible_since(&self, aspect: Aspect) -> Option<Instant> {
        match aspect {
            Aspect::Identity => self.identity.not_visible_since,
            Aspect::Place => self.custody.not_visible_since,
            Aspect::Alerts => self.alerts.not_visible_since,
            Aspect::NonAssociations => self.non_associations.not_visible_since,
            Aspect::Schedule => self.schedule.not_visible_since,
        }
    }

    /// The prison that has this person in its care now, as reported.
    #[must_use]
    pub fn prison(&self) -> Option<PrisonCode> {
        self.custody.value.as_ref().and_then(|c| c.reported.standing.prison())
    }
}

/// What happened to a record that makes its facts doubtful until a person has looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disturbance {
    /// Another number was merged into this one.
    Merged {
        /// The number that is gone.
        removed: PrisonNumber,
        /// When we learned it.
        at: Instant,
    },
    /// A custody moved to or from this number: facts since its start may be another person's.
    BookingMoved {
        /// The other number.
        other: PrisonNumber,
        /// From when facts may be another person's, as the prison said it.
        since: Option<LondonTime>,
        /// When we learned it.
        at: Instant,
    },
    /// The prison took the record or the custody away.
    Removed {
        /// When we learned it.
        at: Instant,
    },
}

/// Who a prison record says this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Name.
    pub name: Name,
    /// Date of birth.
    pub born: Born,
    /// Sex or gender as the prison records it.
    pub gender: Option<String>,
    /// Police National Computer number.
    pub pnc: Option<Pnc>,
    /// Criminal Records Office number.
    pub cro: Option<Cro>,
}

/// One stay, and where it has brought the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// Which of this person's stays that we know of, from 1. What was chosen in one acts in no other.
    pub stay: u32,
    /// The day on which the person was received at its start, as the prison says.
    pub began: Option<Date>,
    /// When it was first read.
    pub seen: Instant,
    /// NOMIS's number for it.
    pub booking: Option<Booking>,
    /// Legal status.
    pub legal_status: Option<Coded<LegalStatus>>,
    /// Where the person sleeps; kept apart from the standing, since a change of cell needs no settling.
    pub cell: Option<CellLocation>,
    /// The cell sharing risk. None when no record has said anything of it.
    pub cell_sharing: Option<CellSharingTold>,
    /// The likely day of release, as the prison last said; none when it never said one.
    pub release: Option<ReleaseTold>,
    /// What they speak, as the prison last said.
    pub speaks: Option<Speaks>,
    /// The newest report.
    pub reported: Report,
    /// The last report that settled. Only this does what cannot be undone.
    pub settled: Option<Report>,
}

impl Custody {
    /// True when the newest report has settled: this one, and not an earlier one of the same standing.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let reported = (&self.reported.standing, self.reported.since);
        self.settled.as_ref().is_some_and(|settled| (&settled.standing, settled.since) == reported)
    }
}

/// A likely day of release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReleaseDay {
    /// The day.
    pub on: Date,
    /// A person approved it. Otherwise it was calculated.
    pub confirmed: bool,
}

/// A likely day of release as it was told. It moves, and it may be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReleaseTold {
    /// The day; none where it was taken away.
    pub day: Option<ReleaseDay>,
    /// Since this day it stands as it does: nothing is late before it could be known.
    pub told: Date,
}

/// What somebody speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaks {
    /// NOMIS's code of the language that they are best spoken to in, as `ALB`.
    pub language: String,
    /// An interpreter was asked for.
    pub interpreter: bool,
}

/// The level of a cell sharing risk assessment (CSRA): whether it is safe to lock somebody in with another. The level
/// alone: whom it is a risk to, who is at risk and why stay with the prison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CellSharingRisk {
    /// The record was read and holds no level.
    NotRated,
    /// Of the scale before the present one.
    Low,
    /// May share.
    Standard,
    /// Of the scale before the present one.
    Medium,
    /// Rated in a word that our list does not have. The word is not kept: it could say why.
    Other,
    /// May not share, or not with everybody.
    High,
}

/// A level as it was last told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellSharingTold {
    /// The level.
    pub level: CellSharingRisk,
    /// When it was last told, where the newest reading held it back. None when the newest reading tells it: it is then
    /// as old as the place.
    pub last_told: Option<Instant>,
}

/// A standing, with the movement that brought it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The standing.
    pub standing: Standing,
    /// Type of the last movement.
    pub movement: Option<Coded<MovementType>>,
    /// Its reason.
    pub reason: Option<MovementReason>,
    /// When it happened, if the prison said so.
    pub happened: Option<Instant>,
    /// When the reading that first reported it was asked for.
    pub since: Instant,
    /// When the standing before it was last read: whatever brought this one came later.
    pub after: Option<Instant>,
}

/// Where a person stands in custody. Absences are still their prison's patients; only [`Standing::is_gone`] is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// In this prison.
    InPrison {
        /// Which.
        prison: PrisonCode,
    },
    /// At court for the day, still this prison's.
    AtCourt {
        /// Which.
        prison: PrisonCode,
    },
    /// Out for a time, still this prison's. Why is the prison's business.
    TemporaryAbsence {
        /// Which.
        prison: PrisonCode,
    },
    /// In an outside hospital under guard, still this prison's.
    BedWatch {
        /// Which.
        prison: PrisonCode,
    },
    /// Active and out, of a kind we do not know; still this prison's.
    Out {
        /// Which.
        prison: PrisonCode,
    },
    /// Between prisons.
    InTransit,
    /// Released.
    Released,
    /// Removed from the country, extradited, or escaped: gone, and not a release into the community.
    Removed,
    /// Discharged to a secure hospital; a prison still supports.
    SecureHospital {
        /// The supporting prison.
        supporting: Option<PrisonCode>,
    },
    /// Died. Arrives dressed as a release and is never treated as one.
    Died,
    /// The number was merged away: an administrative release, which is none.
    MergedAway,
    /// Known to the prison, never received into custody.
    NotInCustody,
    /// Of a kind that we do not understand; nothing irreversible may follow.
    NotUnderstood,
}

impl Standing {
    /// The prison in whose care the person is.
    #[must_use]
    pub const fn prison(&self) -> Option<PrisonCode> {
        match self {
            Self::InPrison { prison }
            | Self::AtCourt { prison }
            | Self::TemporaryAbsence { prison }
            | Self::BedWatch { prison }
            | Self::Out { prison } => Some(*prison),
            _ => None,
        }
    }

    /// Out of every prison's care, as far as this standing says.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        matches!(self, Self::Released | Self::Removed | Self::SecureHospital { .. } | Self::Died)
    }

    /// The word for it, for logs, metrics and engineers.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::InPrison { .. } => "in-prison",
            Self::AtCourt { .. } => "at-court",
            Self::TemporaryAbsence { .. } => "temporary-absence",
            Self::BedWatch { .. } => "bed-watch",
            Self::Out { .. } => "out",
            Self::InTransit => "in-transit",
            Self::Released => "released",
            Self::Removed => "removed",
            Self::SecureHospital { .. } => "secure-hospital",
            Self::Died => "died",
            Self::MergedAway => "merged-away",
            Self::NotInCustody => "not-in-custody",
            Self::NotUnderstood => "not-understood",
        }
    }
}

/// A coded DPS alert. Its comment is not here: intelligence stays on the prison's side.
///
/// Alerts have no stable key (a resync makes new ids, and the External API gives none), so a set is compared whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alert {
    /// The code.
    pub code: AlertCode,
    /// From when, a London date.
    pub from: Option<Date>,
    /// When it ends.
    pub ends: AlertEnd,
}

/// When an alert ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AlertEnd {
    /// Open.
    Open,
    /// On a London date: on that day it is already over (DPS: active while `today < activeTo`).
    On(Date),
    /// The feed carries no dates, only whether it was active when asked.
    AsTold {
        /// What the feed said.
        active: bool,
    },
}

impl Alert {
    /// Active on a London day. A start in the future does not make it inactive (DPS says the same).
    #[must_use]
    pub fn active_on(&self, today: Date) -> bool {
        match self.ends {
            AlertEnd::Open => true,
            AlertEnd::On(end) => today < end,
            AlertEnd::AsTold { active } => active,
        }
    }
}

/// Someone to be kept apart from a person. Reason, roles and comment stay with the prison.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NonAssociation {
    /// The other person.
    pub other: PrisonNumber,
    /// How far apart: cell, landing or wing, as recorded.
    pub restriction: String,
    /// Still in force.
    pub open: bool,
}

/// What the prison has planned for a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScheduleEntry {
    /// What kind of thing, in the few words that healthcare may know.
    pub kind: ScheduleKind,
    /// From.
    pub start: LondonTime,
    /// To, when known.
    pub end: Option<LondonTime>,
}

/// Kinds of planned things. A future court run, transfer or escort is not among what crosses: policy rules each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ScheduleKind {
    /// At court.
    Court,
    /// To another prison.
    Transfer,
    /// Out of the prison for a time.
    Absence,
    /// A visit.
    Visit,
    /// A discipline hearing.
    Adjudication,
    /// Another appointment.
    Appointment,
    /// Work, education, gym.
    Activity,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_alert_is_over_on_the_day_it_ends_and_not_before() {
        let alert = |ends| Alert { code: AlertCode::new("HA"), from: Some(date(2026, 11, 1)), ends };
        let today = date(2026, 11, 12);
        assert!(alert(AlertEnd::Open).active_on(today));
        assert!(!alert(AlertEnd::On(today)).active_on(today));
        assert!(alert(AlertEnd::On(date(2026, 11, 13))).active_on(today));
        let future = Alert { from: Some(date(2027, 1, 1)), ..alert(AlertEnd::Open) };
        assert!(future.active_on(today), "a start in the future does not make it inactive");
    }

    #[test]
    fn absences_stay_with_their_prison() {
        let mdi = PrisonCode::parse("MDI").unwrap();
        for standing in [
            Standing::AtCourt { prison: mdi },
            Standing::TemporaryAbsence { prison: mdi },
            Standing::BedWatch { prison: mdi },
            Standing::Out { prison: mdi },
        ] {
            assert_eq!((standing.prison(), standing.is_gone()), (Some(mdi), false), "{standing:?}");
        }
        assert!(!Standing::MergedAway.is_gone() && !Standing::InTransit.is_gone());
    }
}
