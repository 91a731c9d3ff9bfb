//! The gate book has a row for every answer, of whom it was and with the digest of what it said.

use super::Run;
use std::collections::BTreeSet;

pub(super) fn every_answer_is_booked(run: &Run<'_>) -> Result<(), String> {
    let gate = &run.rest.gate;
    for shown in &run.world.kept.shown {
        let Some(entry) = gate.get(&shown.booked.0) else {
            return Err(format!("{} of {} has no row", shown.act, shown.asked_for));
        };
        let said = store::chain::hash(&[shown.text.as_bytes()]);
        if entry.act != shown.act || entry.caller.account != shown.account || entry.answer != said {
            return Err(format!(
                "gate book row {} does not tell of {} of {}",
                shown.booked.0, shown.act, shown.asked_for
            ));
        }
        // A page on which nothing is to be done names nobody.
        if entry.subjects.is_empty() && shown.act == "panel.open" {
            return Err(format!("gate book row {} names nobody", shown.booked.0));
        }
    }
    let side = run.world.edge.lock();
    for (booked, said, person) in &side.log.disclosed {
        let Some(entry) = gate.get(&booked.0) else {
            return Err(format!("what was sent as gate book row {} has none", booked.0));
        };
        let named = entry.subjects.iter().any(|s| s.person == Some(*person) && !s.withheld);
        if entry.act != "mirror.send" || entry.answer != *said || !named {
            return Err(format!("gate book row {} does not tell of what was sent", booked.0));
        }
    }
    // Refusals are booked, too.
    let traces: BTreeSet<_> = gate.values().map(|entry| entry.trace).collect();
    match run.world.kept.asked.iter().find(|trace| !traces.contains(trace)) {
        Some(_) => Err("a question was answered that the gate book does not have".to_owned()),
        None => Ok(()),
    }
}
