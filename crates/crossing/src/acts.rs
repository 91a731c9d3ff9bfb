//! What people and commands decide: links, switches, tasks, erasures.

use crate::reconcile::{by_hand, choices, leaving, links, mirrors, registered};
use crate::understood::{Act, NotDone, Outcome};
use crate::work::Work;
use store::unit::{ListTold, ListVersion, Write};
use vocab::crossing::{Caller, Decider, IdentityLink, LinkState, TaskKey};
use vocab::id::{LinkId, PatientId, PrisonNumber};
use vocab::registration::StepDone;

/// Carries out a decision.
pub(crate) fn act(work: &mut Work<'_>, act: &Act, caller: &Caller) -> Outcome {
    match act {
        Act::LinkConfirm { link, version, second } => {
            confirm(work, *link, *version, caller, second.as_deref())
        }
        Act::LinkReject { link, version } => reject(work, *link, *version, caller),
        Act::LinkSplit { link, version } => split(work, *link, *version, caller),
        Act::LinkPropose { person, patient } => propose(work, *person, *patient),
        Act::ModeSet { flow, prison, mode } => {
            if !work.rules.prisons.contains_key(prison) {
                return Outcome::NotDone(NotDone::PrisonNotServed);
            }
            work.write(Write::Mode(*flow, *prison, *mode));
            Outcome::Mode(*mode)
        }
        Act::TaskDone { task: TaskKey::Leaving(patient, _, step) } => {
            leaving::step_done(work, (*patient, *step), StepDone::Done, caller)
        }
        Act::LeavingStep { patient, step, done } => {
            leaving::step_done(work, (*patient, *step), *done, caller)
        }
        Act::TaskDone { task } => {
            work.task_done(task.clone(), &caller.account);
            Outcome::Done
        }
        Act::ListPrint { prison, date, session, location, as_at, lines } => {
            let version = work.before.list_version + 1;
            for line in lines {
                work.about(line.person);
            }
            let list = ListVersion {
                prison: *prison,
                date: *date,
                session: session.clone(),
                location: location.clone(),
                version,
                as_at: *as_at,
                printed: work.now(),
                by: caller.account.clone(),
                lines: lines.clone(),
            };
            work.write(Write::ListVersion(Box::new(list)));
            Outcome::Listed { version }
        }
        Act::FileTaken { appointments, again } => {
            if by_hand::taken_in_file(work, appointments, *again, &caller.account) {
                Outcome::Done
            } else {
                Outcome::NotDone(NotDone::TakenMeanwhile)
            }
        }
        Act::ChoiceLine { patient, version, said, wording } => {
            choices::add(work, (*patient, *version), said, *wording, caller)
        }
        Act::UnitSays { patient, standing } => registered::unit_says(work, *patient, *standing, caller),
        Act::ListTold { entry, line } => {
            let told = ListTold { entry: *entry, line: *line, at: work.now(), by: caller.account.clone() };
            work.write(Write::ListTold(told));
            Outcome::Done
        }
        Act::Erase { .. } => Outcome::Done,
    }
}

fn looked_at(work: &Work<'_>, id: LinkId, version: u32) -> Result<IdentityLink, NotDone> {
    let link = work.link(id).cloned().ok_or(NotDone::NotFound)?;
    if link.version == version { Ok(link) } else { Err(NotDone::LinkMoved { stands: link.version }) }
}

fn confirm(work: &mut Work<'_>, id: LinkId, version: u32, caller: &Caller, second: Option<&str>) -> Outcome {
    let link = match looked_at(work, id, version) {
        Ok(link) => link,
        Err(why) => return Outcome::NotDone(why),
    };
    if link.state == LinkState::Confirmed {
        return Outcome::NotDone(NotDone::LinkState(link.state));
    }
    // What is booked through it would bring whoever the prison put in that number's place.
    if work.person(link.person).is_some_and(|p| p.merged_into.is_some()) {
        return Outcome::NotDone(NotDone::MergedAway);
    }
    // What was weighed when the link was proposed may have moved: weigh it now.
    let evidence = work
        .before
        .patients
        .get(&link.patient)
        .and_then(|patient| links::evidence(work, link.person, patient))
        .unwrap_or_else(|| link.evidence.clone());
    if identity::confirm_needs_second(&evidence) {
        match second {
            None => return Outcome::NotDone(NotDone::SecondNeeded),
            Some(second) if second == caller.account => return Outcome::NotDone(NotDone::SecondIsFirst),
            Some(_) => {}
        }
    }
    let decided_by = Decider::Person { account: caller.account.clone(), second: second.map(str::to_owned) };
    work.task_done(TaskKey::WhoIsThis(id), &caller.account);
    work.task_done(TaskKey::LinkInDoubt(id), &caller.account);
    calmed(work, link.person);
    settle(work, IdentityLink { state: LinkState::Confirmed, evidence, decided_by, ..link })
}

/// A person has looked: what shook the record is answered.
fn calmed(work: &mut Work<'_>, person: PrisonNumber) {
    if work.person(person).is_some_and(|p| p.disturbed.is_some()) {
        work.person_mut(person).disturbed = None;
    }
}

fn reject(work: &mut Work<'_>, id: LinkId, version: u32, caller: &Caller) -> Outcome {
    let link = match looked_at(work, id, version) {
        Ok(link) => link,
        Err(why) => return Outcome::NotDone(why),
    };
    match link.state {
        LinkState::Proposed => {}
        // What had crossed through it must be corrected: that is a split.
        LinkState::InDoubt | LinkState::Confirmed => return undo(work, link, caller),
        LinkState::Rejected | LinkState::Split => return Outcome::NotDone(NotDone::LinkState(link.state)),
    }
    work.task_done(TaskKey::WhoIsThis(id), &caller.account);
    let decided_by = Decider::Person { account: caller.account.clone(), second: None };
    settle(work, IdentityLink { state: LinkState::Rejected, decided_by, ..link })
}

fn split(work: &mut Work<'_>, id: LinkId, version: u32, caller: &Caller) -> Outcome {
    match looked_at(work, id, version) {
        Ok(link) if matches!(link.state, LinkState::Confirmed | LinkState::InDoubt) => {
            undo(work, link, caller)
        }
        Ok(link) => Outcome::NotDone(NotDone::LinkState(link.state)),
        Err(why) => Outcome::NotDone(why),
    }
}

/// Undoes a link and everything that crossed through it; who read or printed it is to be told.
fn undo(work: &mut Work<'_>, link: IdentityLink, caller: &Caller) -> Outcome {
    let prison = work.person(link.person).and_then(vocab::prison::Person::prison);
    work.task_done(TaskKey::LinkInDoubt(link.id), &caller.account);
    work.task(TaskKey::Tell(link.id), prison);
    let decided_by = Decider::Person { account: caller.account.clone(), second: None };
    settle(work, IdentityLink { state: LinkState::Split, decided_by, ..link })
}

fn settle(work: &mut Work<'_>, link: IdentityLink) -> Outcome {
    let (id, state, patient) = (link.id, link.state, link.patient);
    let version = link.version + 1;
    let at = work.now();
    work.link_put(IdentityLink { at, ..link });
    mirrors::of_patient(work, patient);
    Outcome::Link { id, state, version }
}

fn propose(work: &mut Work<'_>, person: PrisonNumber, patient: PatientId) -> Outcome {
    if work.person(person).is_none() {
        return Outcome::NotDone(NotDone::NotFound);
    }
    let Some(record) = work.before.patients.get(&patient) else {
        return Outcome::NotDone(NotDone::PatientNotKnown);
    };
    if let Some(link) = work.links().find(|l| l.person == person && l.patient == patient) {
        return Outcome::Link { id: link.id, state: link.state, version: link.version };
    }
    let Some(evidence) = links::evidence(work, person, record) else {
        return Outcome::NotDone(NotDone::NotFound);
    };
    let (id, at) = (work.id::<LinkId>(), work.now());
    let prison = work.person(person).and_then(vocab::prison::Person::prison);
    work.task(TaskKey::WhoIsThis(id), prison);
    let link = IdentityLink {
        id,
        version: 0,
        person,
        patient,
        state: LinkState::Proposed,
        evidence,
        decided_by: Decider::Rule,
        at,
    };
    work.link_put(link);
    Outcome::Link { id, state: LinkState::Proposed, version: 1 }
}
