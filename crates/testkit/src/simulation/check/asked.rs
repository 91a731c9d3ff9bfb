//! Nobody is asked for who has not said yes: what a prison is to register somebody for rests on a yes, or on a decision in
//! their best interests, of this very custody and as they said it, whatever is written down of it.

use super::Run;
use crate::simulation::team::ledger::{Entry, may_ask};
use crate::simulation::team::season::rules;
use crate::simulation::way::{Kind, Way};
use vocab::crossing::{LinkState, TaskKey};
use vocab::id::PatientId;
use vocab::place::PrisonCode;
use vocab::registration::AskedFor;

pub(super) fn nobody_is_asked_for_who_has_not_said_yes(run: &Run<'_>) -> Result<(), String> {
    for (patient, choice) in &run.rest.choices {
        let Some(asked) = &choice.asked_for else { continue };
        let entries = standing(run, *patient);
        let Some(entry) = may_ask(&entries, asked.prison, Some(asked.stay)) else {
            return Err(format!("{patient} is asked for in {}, and has not said so", asked.prison));
        };
        this_custody(run, *patient, asked, entry).map_err(|why| format!("{patient} is asked for: {why}"))?;
    }
    for task in &run.rest.tasks {
        let TaskKey::Register(patient, prison) = task.key else { continue };
        let asked = run.rest.choices.get(&patient).and_then(|choice| choice.asked_for.as_ref());
        if asked.is_none_or(|asked| asked.prison != prison) {
            return Err(format!("a task stands to register {patient} in {prison}, and nothing asks for it"));
        }
        if is_so(run, patient, prison) {
            return Err(format!(
                "a task stands to register {patient} in {prison}, and PDS says that they are"
            ));
        }
    }
    Ok(())
}

/// Whether PDS, as it was last read under the number of their record, has them on the prison's list.
fn is_so(run: &Run<'_>, patient: PatientId, prison: PrisonCode) -> bool {
    let Some(now) = run.rest.registrations.get(&patient) else { return false };
    let number = run.world.care.patients.iter().find(|p| p.id == Some(patient)).and_then(|p| p.record.nhs);
    let practice = now.pds.as_ref().and_then(|pds| pds.practice.is());
    number.is_some()
        && now.asked_under == number
        && practice.is_some_and(|practice| rules(prison).practices.contains(practice))
}

/// What was said and is certain, or stands in the record: what got lost with its process speaks for nobody.
fn standing(run: &Run<'_>, patient: PatientId) -> Vec<Entry> {
    let lines = run.rest.choices.get(&patient).map_or(&[][..], |choice| choice.lines.as_slice());
    let stands = |entry: &&Entry| entry.heard.is_some() || lines.iter().any(|line| entry.is(line));
    let sure = |entry: &Entry| Entry { heard: entry.heard.or(Some(entry.sent)), ..entry.clone() };
    run.world.team.ledger.of(patient).iter().filter(stands).map(sure).collect()
}

fn this_custody(run: &Run<'_>, patient: PatientId, asked: &AskedFor, entry: &Entry) -> Result<(), String> {
    let bound = |state| matches!(state, LinkState::Confirmed | LinkState::InDoubt);
    let links: Vec<_> =
        run.rest.links.iter().filter(|link| link.patient == patient && bound(link.state)).collect();
    // What is shaken takes nothing away until somebody has decided.
    let [link] = links.as_slice() else { return Ok(()) };
    let Some(person) = run.rest.persons.get(&link.person) else { return Ok(()) };
    if link.state != LinkState::Confirmed || person.disturbed.is_some() {
        return Ok(());
    }
    let Some(custody) = &person.custody.value else { return Ok(()) };
    if asked.stay.person != link.person || asked.stay.number != custody.stay {
        return Err(format!("in another custody than they are in: {:?}", asked.stay));
    }
    if custody.is_settled() && custody.reported.standing.is_gone() {
        return Err("they have left".to_owned());
    }
    let human = run.world.humans.iter().position(|human| human.number == link.person);
    let tied = run.world.kept.ties.iter().any(|(a, b)| human.is_some_and(|human| [*a, *b].contains(&human)));
    // Only the services of DPS say which custody it is, in so many words.
    if tied || !run.world.is_same(link) || run.world.weather.way != Way::Only(Kind::Dps) {
        return Ok(());
    }
    let side = run.world.edge.lock();
    let booking = side.prison.person(link.person).and_then(|p| p.custody.as_ref()).map(|c| c.booking);
    if booking != entry.booking {
        return Err("they said so in another custody, by the prison's own number of it".to_owned());
    }
    Ok(())
}
