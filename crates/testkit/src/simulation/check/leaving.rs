//! Nobody leaves without a task: whoever was followed here and has left has steps of leaving that wait, or that were done;
//! whoever died has none. That it is so as soon as it can be known is looked at in the run
//! (`World::leavers_are_tasks`); here it is looked at in everybody, when everything has come to rest and is live.

use super::Run;
use crate::simulation::edge::Served;
use crate::simulation::team::work::{left_for_good, no_task};
use vocab::crossing::{LinkState, TaskKey};
use vocab::id::PatientId;
use vocab::prison::Standing;

pub(super) fn nobody_leaves_without_a_task(run: &Run<'_>) -> Result<(), String> {
    let keys: Vec<TaskKey> = run.rest.tasks.iter().map(|task| task.key.clone()).collect();
    let bound = |state| matches!(state, LinkState::Confirmed | LinkState::InDoubt);
    for link in run.rest.links.iter().filter(|link| link.state == LinkState::Confirmed) {
        let doubted = |of: &vocab::crossing::IdentityLink| {
            of.id != link.id && bound(of.state) && (of.person == link.person || of.patient == link.patient)
        };
        let Some(person) = run.rest.persons.get(&link.person) else { continue };
        if run.rest.links.iter().any(doubted) {
            continue;
        }
        let registration = run.rest.registrations.get(&link.patient);
        let standing = person.custody.value.as_ref().map(|custody| &custody.reported.standing);
        if standing == Some(&Standing::Died) {
            nothing_of_the_dead(link.patient, &keys)?;
        } else if left_for_good(person)
            && was_here(run, link)
            && let Some(why) = no_task(registration, link.patient, &keys)
        {
            return Err(format!("{} has left: {why}", person.number.text()));
        }
        if let Some(of) = registration {
            let keyed = |step| {
                keys.iter()
                    .any(|key| matches!(key, TaskKey::Leaving(p, _, s) if (*p, *s) == (link.patient, step)))
            };
            if let Some(asked) = of.leaving.iter().find(|asked| !keyed(asked.step)) {
                return Err(format!("{:?} of {} is asked for, and is no task", asked.step, link.patient));
            }
        }
    }
    Ok(())
}

fn nothing_of_the_dead(patient: PatientId, keys: &[TaskKey]) -> Result<(), String> {
    match keys.iter().find(|key| matches!(key, TaskKey::Leaving(of, ..) if *of == patient)) {
        Some(key) => Err(format!("somebody has died, and a task stands: {key:?}")),
        None => Ok(()),
    }
}

/// Whether somebody was read as being in a prison that is served, while this link stood, and last of all of them.
fn was_here(run: &Run<'_>, link: &vocab::crossing::IdentityLink) -> bool {
    let side = run.world.edge.lock();
    let in_a_prison = |s: &&Served| s.person == link.person && s.prison.is_some();
    let served = run.world.prisons.served();
    let last = side.log.served.iter().rev().find(in_a_prison);
    last.is_some_and(|s| s.at > link.at && s.prison.is_some_and(|prison| served.contains(&prison)))
}
