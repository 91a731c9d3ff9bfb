//! What a prison's healthcare is to do about registrations and for whoever leaves, in the clinical system. What is done is no longer told.

use super::conversations::conversation_id;
use super::form::form_id;
use super::{Whose, id_of};
use crate::Crossing;
use crate::context::Context;
use crate::disclose::appointments::of_own;
use crate::disclose::patients::{self, PatientRef};
use crate::disclose::search::{Also, Order, Page, Told};
use crate::disclose::{Ages, Desk, DiscloseError, Disclosed, Result, tasks};
use policy::Kind;
use serde::Serialize;
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::crossing::{Task, TaskKey};
use vocab::id::PatientId;
use vocab::place::PrisonCode;
use vocab::prison::Aspect;
use vocab::registration::{Harm, LeavingStep, NumberTrouble, Owner};

/// A search of what is to be done. Without anybody named it is the whole of the prison's.
#[derive(Debug, Clone, Default)]
pub struct WorkSearch {
    /// For whom.
    pub whose: Whose,
    /// Whatever else must hold of what may be seen.
    pub also: Also<WorkView>,
    /// Ordered so; the oldest first where nothing is said.
    pub order: Order<WorkView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// To register the patient.
    Register,
    /// To help the patient back to their GP.
    RejoinGp,
    /// To see to what is so of their registration and hurts them.
    Harm(Harm),
    /// To see to their NHS number.
    NhsNumber(NumberTrouble),
    /// To do a step of seeing them out.
    Leaving(LeavingStep),
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkView {
    /// Its id: opaque.
    pub id: String,
    /// For whom.
    pub patient: PatientId,
    /// What.
    pub work: Work,
    /// The same in words.
    pub words: &'static str,
    /// Whose work it is.
    pub owner: Owner,
    /// Since when it waits.
    pub raised: Instant,
    /// Whose healthcare is to do it.
    pub prison: PrisonCode,
    /// The conversation that asks for it, by its id, where it was one.
    pub because: Option<String>,
    /// The form that goes with it, by its id.
    pub form: Option<String>,
    /// How old what is known of the patient's place is.
    pub ages: Ages,
}

impl Crossing {
    /// Searches what is to be done about registrations in the request's prison.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for everybody of the prison; [`DiscloseError::OurFault`].
    pub async fn registration_work_search(
        &self,
        ctx: &Context,
        search: WorkSearch,
    ) -> Result<Disclosed<Page<WorkView>>> {
        self.disclose(ctx, "choice.task.search", |desk| work(desk, &search)).await
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there, is done, or is not this caller's.
    pub async fn registration_work_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<WorkView>> {
        self.disclose(ctx, "choice.task.read", |desk| one(desk, id)).await
    }
}

fn work(desk: &mut Desk<'_>, search: &WorkSearch) -> Result<Page<WorkView>> {
    super::may_see(desk, Kind::RegistrationChoice)?;
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let named = named(desk, &search.whose)?;
    let mut found = Vec::new();
    for task in desk.view.tasks(Some(prison), tasks::TASKS_MAX)? {
        let Some((work, patient)) = of(&task.key) else { continue };
        if named.as_ref().is_none_or(|named| named.contains(&patient)) {
            found.extend(view(desk, &task, work, patient)?);
        }
    }
    found.retain(|view| search.whose.holds(&view.id) && search.also.holds(view));
    found.sort_by(|a, b| (a.raised, &a.id).cmp(&(b.raised, &b.id)));
    search.order.sort(&mut found);
    let mut page = Page::cut(found, |view| view.id.clone(), search.after.as_deref(), search.most, None)?;
    let mut told = Vec::new();
    for entry in &page.entries {
        let link = desk.link_of_patient(entry.patient)?;
        let person = desk.linked(link.as_ref())?;
        patients::saw(desk, PatientRef::Care(entry.patient), person.map(|person| person.id))?;
        told.push(Told { ages: entry.ages.clone(), link: link.map(|link| link.state) });
    }
    page.note = desk.note_beside(&told);
    Ok(page)
}

fn one(desk: &mut Desk<'_>, id: &str) -> Result<WorkView> {
    let whose = Whose { ids: vec![id.to_owned()], ..Whose::default() };
    let search = WorkSearch { whose, most: 1, ..WorkSearch::default() };
    work(desk, &search)?.entries.pop().ok_or(DiscloseError::NotFound)
}

const fn of(key: &TaskKey) -> Option<(Work, PatientId)> {
    match key {
        TaskKey::Register(patient, _) => Some((Work::Register, *patient)),
        TaskKey::RejoinGp(patient, _) => Some((Work::RejoinGp, *patient)),
        TaskKey::Harm(patient, _, harm) => Some((Work::Harm(*harm), *patient)),
        TaskKey::NhsNumber(patient, _, trouble) => Some((Work::NhsNumber(*trouble), *patient)),
        TaskKey::Leaving(patient, _, step) => Some((Work::Leaving(*step), *patient)),
        _ => None,
    }
}

/// The patients that a search names; none where it names nobody. By our id whoever it is, since only what the caller's
/// own prison is to do is looked at; by number only those whom the caller may see.
fn named(desk: &mut Desk<'_>, whose: &Whose) -> Result<Option<BTreeSet<PatientId>>> {
    if whose.is_empty() {
        return Ok(None);
    }
    let before_dot = whose.ids.iter().filter_map(|id| id.split_once('.')).map(|(patient, _)| patient);
    let ids = whose.patients.iter().map(String::as_str).chain(before_dot);
    let mut named: BTreeSet<PatientId> = ids.filter_map(PatientId::parse).collect();
    if !whose.identifiers.is_empty() {
        let found = patients::of_search(desk, &[], &whose.identifiers)?;
        named.extend(found.into_iter().filter_map(|view| match view.id {
            PatientRef::Care(id) => Some(id),
            PatientRef::PrisonRecord(_) => None,
        }));
    }
    Ok(Some(named))
}

/// What is to be done in the caller's own prison is its healthcare's, wherever the patient is by now.
fn view(desk: &mut Desk<'_>, task: &Task, work: Work, patient: PatientId) -> Result<Option<WorkView>> {
    let Some(prison) = task.prison else { return Ok(None) };
    let link = desk.link_of_patient(patient)?;
    if !desk.rule(Kind::RegistrationChoice, of_own(link.as_ref().map(|link| link.state))).lets_out() {
        return Ok(None);
    }
    let person = desk.linked(link.as_ref())?;
    let ages = person.map_or(Ok(Ages::default()), |person| desk.ages(&person, [Aspect::Place]))?;
    let choice = desk.view.choice(patient)?.map(|sealed| desk.open_sealed(sealed));
    let asked_for = choice.and_then(|choice| {
        let asked = choice.asked_for.filter(|asked| work == Work::Register && asked.prison == prison)?;
        let said = choice.lines.iter().find(|line| line.id == asked.line)?;
        Some(matches!(said.said, vocab::registration::Said::Talk(_)).then_some(asked.line))
    });
    Ok(Some(WorkView {
        id: id_of(patient, task_word(work), prison.text().as_bytes()),
        patient,
        work,
        words: tasks::words(&task.key),
        owner: tasks::owner(&task.key),
        raised: task.raised,
        prison,
        because: asked_for.flatten().map(|line| conversation_id(patient, line)),
        form: asked_for.map(|_| form_id(patient)),
        ages,
    }))
}

const fn task_word(work: Work) -> &'static str {
    match work {
        Work::Register => "task-register",
        Work::RejoinGp => "task-rejoin-gp",
        Work::Harm(harm) => harm.word(),
        Work::NhsNumber(trouble) => trouble.word(),
        Work::Leaving(step) => step.word(),
    }
}
