//! Seeing somebody out: what is to be done, and what falls away when things turn out otherwise.

mod answers;
mod change;
mod plan;
mod properties;
mod way;

use crate::support::day;
use jiff::civil::Date;
use registration::leaving::{Agreed, Gp, Has, Key, Leaver, Plan, Release, Stands, Times, Way};
use vocab::code::LegalStatus;

/// Boyd: sentenced, received 3 September 2026, released 1 March 2027 as told that day; a GP outside, medicines, an
/// appointment; nobody has asked him about the GP yet.
pub(super) fn boyd() -> Leaver {
    Leaver {
        stands: Stands::Here,
        died: false,
        legal_status: Some(LegalStatus::Sentenced),
        since: day("2026-09-03"),
        release: told("2027-03-01", "2026-09-03"),
        gp: Gp::Outside,
        gp_chosen: false,
        may_tell_gp: Agreed::NotAsked,
        medicines: Has::Some,
        substance: Has::None,
        appointments: Has::Some,
        letter_for: None,
        today: day("2026-11-23"),
    }
}

/// Shaw, as he goes out to court in S10: on opioid substitution, on remand.
pub(super) fn shaw() -> Leaver {
    Leaver {
        legal_status: Some(LegalStatus::Remand),
        since: day("2026-11-03"),
        release: None,
        substance: Has::Some,
        today: day("2026-11-12"),
        ..boyd()
    }
}

pub(super) fn told(day_of_release: &str, told: &str) -> Option<Release> {
    Some(Release { day: Some(day(day_of_release)), told: day(told) })
}

pub(super) fn left(way: Way, on: &str, settled: bool) -> Stands {
    Stands::Left { way, on: day(on), settled }
}

pub(super) fn plan(leaver: &Leaver) -> Plan {
    Plan::of(leaver, &Times::default())
}

pub(super) fn keys(plan: &Plan) -> Vec<Key> {
    let mut keys: Vec<Key> = plan.steps.iter().map(|step| step.key).collect();
    keys.sort_unstable();
    keys
}

/// From and by.
pub(super) fn days(plan: &Plan, key: Key) -> (Date, Date) {
    let step = plan.step(key).unwrap_or_else(|| panic!("no {}", key.word()));
    (step.from, step.by)
}
