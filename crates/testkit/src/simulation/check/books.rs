//! The chain verifies, a rebuild comes to the same, and what is known of everyone in prison is true.

use super::Run;
use crate::simulation::truth::DAY_SECONDS;
use crate::simulation::way::Kind;
use doubles::prison::{Custody, Whereabouts};
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::prison::{Alert, AlertEnd, CellSharingRisk, CellSharingTold, Person, Standing};

pub(super) fn the_chain_verifies(run: &Run<'_>) -> Result<(), String> {
    match &run.rest.verified.bad {
        Some(bad) => Err(bad.clone()),
        None if run.rest.verified.journal != run.rest.rows.len() as u64 => {
            Err("a row of the journal does not read".to_owned())
        }
        None => Ok(()),
    }
}

pub(super) fn a_rebuild_comes_to_the_same(run: &Run<'_>) -> Result<(), String> {
    let Some(rebuilt) = &run.rest.rebuilt else { return Ok(()) };
    match rebuilt.tables.iter().find(|t| t.before != t.after) {
        Some(table) => Err(format!(
            "table {} had {} rows and is rebuilt with {}, or with others",
            table.table, table.before.0, table.after.0
        )),
        None => Ok(()),
    }
}

pub(super) fn what_is_known_is_true(run: &Run<'_>) -> Result<(), String> {
    let side = run.world.edge.lock();
    for (i, human) in run.world.humans.iter().enumerate() {
        let Some(there) = side.prison.person(human.number) else { continue };
        let Some(custody) = &there.custody else { continue };
        let served = run.world.prisons.served().contains(&custody.prison);
        let Some(known) = run.rest.persons.get(&human.number) else {
            // Someone whom no served prison ever had is not ours to keep.
            if served && custody.active() {
                return Err(format!("human {i} is in prison and not known"));
            }
            continue;
        };
        let here = served && custody.active();
        if !here && known.custody.value.is_none() {
            // Warnings were read of somebody whom no reading placed in a served prison: nothing is said of where he is.
            continue;
        }
        if asked_for_once_a_day(run, known) {
            continue;
        }
        standing(run, i, custody, known)?;
        if here {
            let told = |alert: &&doubles::prison::Alert| run.world.weather.tells_alert(&alert.code);
            let told: Vec<_> = there.alerts.iter().filter(told).cloned().collect();
            alerts(run.rest.now, i, &told, known)?;
            cell_sharing(i, there.csra_of_record(), known)?;
        }
    }
    Ok(())
}

/// The cell sharing risk as known against the record's: over either route it is there to be read.
fn cell_sharing(i: usize, there: Option<&str>, known: &Person) -> Result<(), String> {
    let truth = match there {
        None => CellSharingRisk::NotRated,
        Some("High") => CellSharingRisk::High,
        Some("Standard") => CellSharingRisk::Standard,
        Some(_) => CellSharingRisk::Other,
    };
    let told = known.custody.value.as_ref().and_then(|custody| custody.cell_sharing);
    match told {
        Some(CellSharingTold { level, last_told: None }) if level == truth => Ok(()),
        other => Err(format!("the cell sharing risk of human {i}: known {other:?}, there {truth:?}")),
    }
}

/// Alerts as known against those that are told: as a set, and as what is active today.
fn alerts(now: Instant, i: usize, there: &[doubles::prison::Alert], known: &Person) -> Result<(), String> {
    let Some(alerts) = &known.alerts.value else {
        return Err(format!("alerts of human {i} were never read"));
    };
    let truth: BTreeSet<_> = there.iter().map(|a| (a.code.clone(), Some(a.from), a.to)).collect();
    let end = |alert: &Alert| match alert.ends {
        AlertEnd::On(date) => Some(date),
        AlertEnd::Open | AlertEnd::AsTold { .. } => None,
    };
    let ours: BTreeSet<_> = alerts.iter().map(|a| (a.code.text().to_owned(), a.from, end(a))).collect();
    if truth != ours {
        return Err(format!("alerts of human {i}: known {ours:?}, there {truth:?}"));
    }
    let today = now.london_date();
    let active: BTreeSet<_> = there.iter().filter(|a| a.active_on(today)).map(|a| a.code.as_str()).collect();
    let known: BTreeSet<_> = alerts.iter().filter(|a| a.active_on(today)).map(|a| a.code.text()).collect();
    if active == known {
        Ok(())
    } else {
        Err(format!("human {i}: active {active:?}, known as active {known:?}"))
    }
}

fn standing(run: &Run<'_>, i: usize, there: &Custody, known: &Person) -> Result<(), String> {
    let Some(custody) = &known.custody.value else {
        return Err(format!("where human {i} is was never read"));
    };
    let told = &custody.reported.standing;
    let truth = truth(there);
    if run.world.weather.leavers_vanish() && !is_here(run, &truth) {
        return vanished(run, i, told, known);
    }
    // The External API carries no movement: what kind of absence or of leaving it was is not in it. What the preferred
    // route can tell of those who are there, the last sweep has read over it.
    let exact = run.world.weather.way.kinds()[0] == Kind::Dps && is_here(run, &truth);
    let agrees = if run.world.weather.way.may_be_vague() && !exact {
        told.prison() == truth.prison()
            && matches!(told, Standing::InTransit) == matches!(truth, Standing::InTransit)
    } else {
        *told == truth
    };
    if !agrees && !is_here(run, &truth) && !is_here(run, told) && may_be_behind(run, i, there, known) {
        return Ok(());
    }
    if !agrees {
        return Err(format!("human {i} is {truth:?} and is known as {told:?}"));
    }
    if custody.is_settled() { Ok(()) } else { Err(format!("human {i}: {told:?} never settled")) }
}

/// Whoever has been out of our sight for a day, by a 404 that may have been a slip, is asked for in one hour of each day:
/// the end of a run need not have that hour.
fn asked_for_once_a_day(run: &Run<'_>, known: &Person) -> bool {
    let hidden = known.custody.not_visible_since;
    !run.world.weather.leavers_vanish()
        && hidden.is_some_and(|since| run.rest.now.seconds_since(since) >= DAY_SECONDS)
}

fn is_here(run: &Run<'_>, standing: &Standing) -> bool {
    standing.prison().is_some_and(|prison| run.world.prisons.served().contains(&prison))
}

/// Whoever is filtered out is where they were last seen, and it is said since when nobody has seen them: "not yours to
/// see" is no leaving.
fn vanished(run: &Run<'_>, i: usize, told: &Standing, known: &Person) -> Result<(), String> {
    if !is_here(run, told) && *told != Standing::MergedAway {
        return Err(format!("human {i} cannot be seen, and is known as {told:?}"));
    }
    match known.custody.not_visible_since {
        Some(_) => Ok(()),
        None => Err(format!("human {i} cannot be seen, and nothing says so: {told:?}")),
    }
}

/// Sweeps read who is in a served prison, or is known to be. Of somebody who is in none, and not taken for being in one,
/// no more is promised than what the last signal had read: that may be older than the truth, or a read of an index that
/// lagged behind it.
fn may_be_behind(run: &Run<'_>, i: usize, there: &Custody, known: &Person) -> bool {
    let number = run.world.humans[i].number;
    let changed =
        run.world.history.at(number, run.rest.now).map_or(there.moved, |(at, _)| at.max(there.moved));
    let read = known.custody.checked.unwrap_or_default();
    let tied = run.world.kept.ties.iter().any(|(a, b)| [*a, *b].contains(&i));
    read <= changed || run.world.weather.reads_stale() || tied
}

fn truth(custody: &Custody) -> Standing {
    let prison = custody.prison;
    match &custody.whereabouts {
        _ if custody.legal == "DEAD" => Standing::Died,
        Whereabouts::In => Standing::InPrison { prison },
        Whereabouts::Court => Standing::AtCourt { prison },
        Whereabouts::Absent if custody.reason == "C6" => Standing::BedWatch { prison },
        Whereabouts::Absent => Standing::TemporaryAbsence { prison },
        Whereabouts::Transit { .. } => Standing::InTransit,
        Whereabouts::Released if custody.reason == "DD" => Standing::Removed,
        Whereabouts::Released => Standing::Released,
        Whereabouts::Hospital { .. } => Standing::SecureHospital { supporting: Some(prison) },
    }
}
