//! What the team does of its tasks: asks practices to take people on, sees people out, ticks things off. And what must be
//! so as soon as somebody was read as having left.

use super::Asked;
use super::ledger::may_ask;
use crate::simulation::edge::Served;
use crate::simulation::spine::life::{OF_HERE, OF_THERE, OUTSIDE, practice};
use crate::simulation::step::{Step, Stepped, Stop, driven};
use crate::simulation::world::{World, shared_opener};
use crossing::disclose::DiscloseError;
use crossing::disclose::tasks::TaskRow;
use std::collections::BTreeMap;
use store::StoreError;
use vocab::crossing::{LinkState, Mode, Task, TaskKey};
use vocab::id::{PatientId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::{Person, Standing};
use vocab::registration::{Registration, StepDone};

/// A practice takes somebody on after so long at least, and within so much more.
const TAKEN_ON_SECONDS: i64 = 3_600;
const TAKEN_ON_SPREAD_SECONDS: u64 = 60 * 3_600;
/// Whoever was read as having left is a task within so long.
const LEFT_SECONDS_MAX: i64 = 120;
/// More tasks than any run has.
const TASKS_MAX: usize = 10_000;

impl World {
    /// The administrator opens the tasks of a prison, and asks practices for what stands there.
    pub(super) fn looks_at_tasks(&mut self) -> Step {
        let prison = *self.team.dice.pick(&self.prisons.served());
        let Some(rows) = self.tasks_of(prison)? else { return Ok(Stepped::Died) };
        for row in rows {
            match row.key {
                TaskKey::Register(patient, at) => {
                    self.totals.requests += 1;
                    self.is_asked_for_rightly(patient, at)?;
                    self.asks_practice(patient, at, true);
                }
                TaskKey::RejoinGp(patient, at) => self.asks_practice(patient, at, false),
                TaskKey::Harm(..) | TaskKey::NhsNumber(..) if self.team.dice.permille(50) => {
                    let (ctx, key) = (self.team_administrator(prison), row.key);
                    let done = self.drive(|p| async move { p.crossing.task_act(&ctx, key).await });
                    driven!(allowed_to_be_gone(done));
                }
                _ => {}
            }
        }
        Ok(Stepped::Done)
    }

    fn tasks_of(&mut self, prison: PrisonCode) -> Result<Option<Vec<TaskRow>>, Stop> {
        let ctx = self.team_administrator(prison);
        let trace = ctx.trace;
        let Some(answer) = self.drive(|p| async move { p.crossing.tasks(&ctx).await }) else {
            return Ok(None);
        };
        let rows = answer.map_err(Stop::from)?.get().rows.clone();
        self.kept.asked.push(trace);
        Ok(Some(rows))
    }

    /// Nobody is asked for who has not said yes, or for whom nobody decided it.
    fn is_asked_for_rightly(&self, patient: PatientId, prison: PrisonCode) -> Result<(), Stop> {
        match may_ask(self.team.ledger.of(patient), prison, None) {
            Some(_) => Ok(()),
            None => Err(Stop::Wrong(
                "asked",
                format!("{patient} is to be registered in {prison}, and has not said so"),
            )),
        }
    }

    fn asks_practice(&mut self, patient: PatientId, prison: PrisonCode, here: bool) {
        let place = self.care.patients.iter().find(|p| p.id == Some(patient)).map(|p| p.human);
        let number = place.and_then(|human| self.team.numbers.of(human));
        let Some(number) = number.filter(|_| self.team.asked_of.insert((patient, prison))) else { return };
        // Some never do.
        if self.team.dice.permille(250) {
            return;
        }
        let code = match here {
            true if prison == self.prisons.here => OF_HERE,
            true => OF_THERE,
            false => self.team.dice.pick(OUTSIDE),
        };
        let wait = i64::try_from(self.team.dice.below(TAKEN_ON_SPREAD_SECONDS)).unwrap_or(0);
        let due = self.now().plus_seconds(TAKEN_ON_SECONDS + wait);
        self.team.asked.push(Asked { due, number, practice: practice(code) });
    }

    /// A discharge nurse writes down what became of a step.
    pub(super) fn sees_somebody_out(&mut self) -> Step {
        let prison = *self.team.dice.pick(&self.prisons.served());
        let Some(rows) = self.tasks_of(prison)? else { return Ok(Stepped::Died) };
        let steps: Vec<_> = rows.into_iter().filter(|row| matches!(row.key, TaskKey::Leaving(..))).collect();
        if steps.is_empty() {
            return Ok(Stepped::Done);
        }
        let row = self.team.dice.pick(&steps).clone();
        let TaskKey::Leaving(patient, _, step) = row.key else { return Ok(Stepped::Done) };
        let ctx = self.team_discharge(prison);
        if row.by_hand {
            let done = self.drive(|p| async move { p.crossing.task_act(&ctx, row.key).await });
            driven!(allowed_to_be_gone(done));
            return Ok(Stepped::Done);
        }
        let (plan_of, asked) = (ctx.clone(), self.team.dice.permille(500));
        let plan = self.drive(|p| async move { p.crossing.leaving_plan(&plan_of, patient).await });
        let Some(plan) = driven!(allowed_to_be_gone(plan)) else { return Ok(Stepped::Done) };
        let (version, answers) = (plan.get().version, registration::leaving::answers(step));
        let Some((done, _)) = answers.get(usize::from(asked) % answers.len().max(1)) else {
            return Ok(Stepped::Done);
        };
        let done: StepDone = *done;
        let written = self
            .drive(|p| async move { p.crossing.leaving_step(&ctx, (patient, version), step, done).await });
        driven!(allowed_to_be_gone(written));
        Ok(Stepped::Done)
    }

    /// After reading where people are: whoever was linked, and now is read as having left, is somebody's task already.
    pub(crate) fn leavers_are_tasks(&mut self, mark: usize) -> Result<(), Stop> {
        if self.team.mode != Mode::Live || !self.team.followed {
            return Ok(());
        }
        let newly = {
            let side = self.edge.lock();
            let mut last: BTreeMap<PrisonNumber, Served> = BTreeMap::new();
            for served in &side.log.served[mark.min(side.log.served.len())..] {
                last.insert(served.person, *served);
            }
            last.into_values().filter(|served| served.prison.is_none()).collect::<Vec<_>>()
        };
        for served in newly {
            if let Some(why) = self.without_a_task(served)? {
                return Err(Stop::Wrong("leaving", why));
            }
        }
        Ok(())
    }

    fn without_a_task(&mut self, served: Served) -> Result<Option<String>, Stop> {
        let Some(process) = &self.process else { return Ok(None) };
        let store = process.crossing.store();
        let Some(one) = the_one_linked(store, served.person)? else { return Ok(None) };
        let here = {
            let side = self.edge.lock();
            // Seen in a prison that is served, while they were linked.
            let seen = |s: &&Served| s.person == served.person && s.at > one.1 && s.prison.is_some();
            let served_here = |s: &Served| s.prison.is_some_and(|p| self.prisons.served().contains(&p));
            side.log.served.iter().rev().find(seen).is_some_and(served_here)
        };
        let person = store.read(|view| view.person(served.person))?.map(|p| p.open(shared_opener()));
        let Some(person) = person.filter(|person| here && left_for_good(person)) else { return Ok(None) };
        let registration = store.read(|view| view.registration(one.0))?.map(|r| r.open(shared_opener()));
        let tasks = store.read(|view| view.tasks(None, TASKS_MAX))?;
        let late = |task: &Task| task.raised.seconds_since(served.at) > LEFT_SECONDS_MAX;
        let keys: Vec<TaskKey> = tasks.into_iter().filter(|task| !late(task)).map(|task| task.key).collect();
        self.totals.leavers += 1;
        Ok(no_task(registration.as_ref(), one.0, &keys)
            .map(|why| format!("{} was read as having left: {why}", person.number.text())))
    }
}

/// What is gone meanwhile, or no more the caller's, is no fault.
fn allowed_to_be_gone<T>(
    driven: Option<Result<T, DiscloseError>>,
) -> Option<Result<Option<T>, DiscloseError>> {
    driven.map(|answer| match answer {
        Ok(done) => Ok(Some(done)),
        Err(DiscloseError::NotFound) => Ok(None),
        Err(other) => Err(other),
    })
}

type Linked = Option<(PatientId, vocab::Instant)>;

/// The one patient that somebody is linked to, and since when; none where anything of it is in doubt.
fn the_one_linked(
    store: &store::Store<crossing::Engine>,
    person: PrisonNumber,
) -> Result<Linked, StoreError> {
    let bound = |state| matches!(state, LinkState::Confirmed | LinkState::InDoubt);
    store.read(|view| {
        let links: Vec<_> =
            view.links_of_person(person)?.into_iter().filter(|link| bound(link.state)).collect();
        let [link] = links.as_slice() else { return Ok(None) };
        let others = view.links_of_patient(link.patient)?.into_iter().filter(|of| bound(of.state)).count();
        Ok((link.state == LinkState::Confirmed && others == 1).then_some((link.patient, link.at)))
    })
}

/// Gone for good, in a way that asks for something, and nobody doubts who it is.
pub(crate) fn left_for_good(person: &Person) -> bool {
    let standing = person.custody.value.as_ref().map(|custody| &custody.reported.standing);
    person.disturbed.is_none() && standing.is_some_and(|s| s.is_gone() && *s != Standing::Died)
}

/// Why somebody who left is nobody's task.
pub(crate) fn no_task(of: Option<&Registration>, patient: PatientId, tasks: &[TaskKey]) -> Option<String> {
    let Some(of) = of else { return Some("nobody follows them".to_owned()) };
    // Dead by what PDS says: nothing is to be done.
    if of.pds.as_ref().is_some_and(|pds| pds.death.is_some()) {
        return None;
    }
    let Some(followed) = &of.followed else { return Some("nobody follows them".to_owned()) };
    if followed.left.is_none() {
        return Some("it is not written down that they left".to_owned());
    }
    let waits = tasks.iter().any(|key| matches!(key, TaskKey::Leaving(of, ..) if *of == patient));
    let done = of.leaving_done.iter().any(|done| done.stay == followed.stay);
    (!waits && !done).then(|| format!("no step waits and none was done: {:?}", of.leaving))
}
