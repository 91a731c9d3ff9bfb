//! No choice is lost or changed: every line that was acknowledged is there, in its order, word by word, whatever moved,
//! merged or died since, and after everything derived was made again; and nothing is there that nobody said.

use super::Run;
use crate::simulation::team::ledger::Entry;
use vocab::registration::Line;

pub(super) fn no_choice_is_lost_or_changed(run: &Run<'_>) -> Result<(), String> {
    let lines_of = |patient| run.rest.choices.get(&patient).map_or(&[][..], |of| of.lines.as_slice());
    for (patient, entries) in run.world.team.ledger.all() {
        held_against(lines_of(patient), entries).map_err(|why| format!("the choice of {patient}: {why}"))?;
    }
    for (patient, choice) in &run.rest.choices {
        if !choice.lines.is_empty() && run.world.team.ledger.of(*patient).is_empty() {
            return Err(format!("{patient} has chosen, and nobody said so"));
        }
    }
    for (patient, seen) in &run.world.team.lines_seen {
        let ids: Vec<_> = lines_of(*patient).iter().map(|line| line.id).collect();
        if !ids.starts_with(seen) {
            return Err(format!("a nurse saw {} lines of {patient}, and others stand there", seen.len()));
        }
    }
    match &run.rest.choices_rebuilt {
        Some(again) if *again != run.rest.choices => Err("made again, they are others".to_owned()),
        _ => Ok(()),
    }
}

fn held_against(lines: &[Line], entries: &[Entry]) -> Result<(), String> {
    if fits(lines, entries) {
        return Ok(());
    }
    let missing = entries.iter().find(|e| e.heard.is_some() && !lines.iter().any(|line| e.is(line)));
    let strange = lines.iter().find(|line| !entries.iter().any(|entry| entry.is(line)));
    match (missing, strange) {
        (Some(entry), _) => Err(format!("lost or changed: {:?}", entry.said)),
        (None, Some(line)) => Err(format!("a line that nobody said: {:?}", line.said)),
        (None, None) => Err("the lines stand in another order, or one stands twice".to_owned()),
    }
}

/// Whether the lines are what was said, in its order. Where nobody heard whether it was written down it may be or not.
fn fits(lines: &[Line], entries: &[Entry]) -> bool {
    let Some((entry, later)) = entries.split_first() else { return lines.is_empty() };
    let stands = || lines.split_first().is_some_and(|(line, rest)| entry.is(line) && fits(rest, later));
    entry.heard.is_none() && fits(lines, later) || stands()
}
