//! How somebody left, or that they are still here: from what the prison says, and no more than it says.

use jiff::civil::Date;
use vocab::code::{Coded, LegalStatus, MovementReason};
use vocab::prison::{Custody, Report, Standing};

/// Release reasons (NOMIS `MOVE_RSN` of type `REL`) by which somebody walks out of a court, or out of the gate because
/// of what a court just said: appeal upheld, discharged on appeal, bailed, charges withdrawn, a sentence that is not
/// custody, not guilty. Source: prison-api reference data, active reasons.
const BY_A_COURT: &[&str] = &["AU", "DA", "BL", "DS", "NCS", "NG"];

/// Bail from detention under immigration powers: into the community, and no more foreseen than a court's.
const BAILED_DETAINEE: &str = "BD";

/// Escaped, absconded.
const ESCAPES: &[&str] = &["ESCP", "UAL", "UAL_ECL"];

/// How somebody left. A release is one of them: each other has a leaving of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// By the gate, into the community.
    Released,
    /// By a court's door, or on its word: nobody here was told before.
    ReleasedByCourt,
    /// To another prison: the custody goes on.
    Transferred,
    /// To a secure hospital.
    Hospital,
    /// Held for immigration and left: to a removal centre, as far as we know.
    Immigration,
    /// Deported, extradited, repatriated.
    RemovedFromCountry,
    /// Escaped, or did not come back.
    Escaped,
    /// Died. It arrives dressed as a release.
    Died,
    /// Gone, and we do not understand how.
    NotUnderstood,
}

impl Way {
    /// All.
    pub const ALL: [Self; 9] = [
        Self::Released,
        Self::ReleasedByCourt,
        Self::Transferred,
        Self::Hospital,
        Self::Immigration,
        Self::RemovedFromCountry,
        Self::Escaped,
        Self::Died,
        Self::NotUnderstood,
    ];

    /// The heading for staff of healthcare. Never a place.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Released => "Released",
            Self::ReleasedByCourt => "Released by a court, without notice",
            Self::Transferred => "Gone to another prison",
            Self::Hospital => "Gone to a secure hospital",
            Self::Immigration => "Held for immigration, and left",
            Self::RemovedFromCountry => "Removed from the country",
            Self::Escaped => "Escaped, or did not come back",
            Self::Died => "Died",
            Self::NotUnderstood => "Gone, and we do not understand how",
        }
    }
}

/// Whether somebody is here, or how and when they left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In a prison's care: in it, or out for the day.
    Here,
    /// Gone.
    Left {
        /// How.
        way: Way,
        /// On which day, in London.
        on: Date,
        /// It has settled. Before that it may be put right within minutes, and nothing is done that cannot be undone.
        settled: bool,
    },
    /// Never received, or known under another number now: there is nothing to plan.
    Nowhere,
}

impl Stands {
    /// From the prison's record of a custody. The day is that of the movement where the prison says it, else the day
    /// on which we first read it.
    #[must_use]
    pub fn of(custody: &Custody) -> Self {
        let report = &custody.reported;
        let way = match &report.standing {
            Standing::InPrison { .. }
            | Standing::AtCourt { .. }
            | Standing::TemporaryAbsence { .. }
            | Standing::BedWatch { .. }
            | Standing::Out { .. } => return Self::Here,
            Standing::MergedAway | Standing::NotInCustody => return Self::Nowhere,
            Standing::InTransit => Way::Transferred,
            Standing::SecureHospital { .. } => Way::Hospital,
            Standing::Died => Way::Died,
            Standing::NotUnderstood => Way::NotUnderstood,
            Standing::Removed => removed(report),
            Standing::Released => released(custody),
        };
        let on = report.happened.unwrap_or(report.since).london_date();
        Self::Left { way, on, settled: custody.is_settled() }
    }
}

fn reason(report: &Report) -> &str {
    report.reason.as_ref().map_or("", MovementReason::text)
}

/// The record's one word stands for those who were taken abroad and for those who ran.
fn removed(report: &Report) -> Way {
    match reason(report) {
        "" => Way::NotUnderstood,
        reason if ESCAPES.contains(&reason) => Way::Escaped,
        _ => Way::RemovedFromCountry,
    }
}

fn released(custody: &Custody) -> Way {
    let reason = reason(&custody.reported);
    let held_for_immigration =
        custody.legal_status.as_ref().and_then(Coded::known) == Some(LegalStatus::ImmigrationDetainee);
    let was_at_court =
        custody.settled.as_ref().is_some_and(|before| matches!(before.standing, Standing::AtCourt { .. }));
    if reason == BAILED_DETAINEE || BY_A_COURT.contains(&reason) {
        Way::ReleasedByCourt
    } else if held_for_immigration {
        Way::Immigration
    } else if was_at_court {
        Way::ReleasedByCourt
    } else {
        Way::Released
    }
}
