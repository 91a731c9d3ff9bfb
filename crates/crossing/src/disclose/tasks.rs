//! What waits for a person to do.

use super::appointments::of_own;
use super::{Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use serde::Serialize;
use vocab::Instant;
use vocab::crossing::{LinkState, Task, TaskKey};
use vocab::id::{AppointmentId, LinkId, PatientId};
use vocab::registration::{Harm, Owner};

/// The tasks of a prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskList {
    /// The oldest first.
    pub rows: Vec<TaskRow>,
    /// Some kinds of task are not this caller's: others may wait.
    pub partial: bool,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskRow {
    /// What it is about.
    pub key: TaskKey,
    /// What to do, in words.
    pub words: String,
    /// Whose work it is.
    pub owner: Owner,
    /// Of whom, where the caller may know.
    pub name: Option<String>,
    /// When the booking is, where it is about one: `12 Nov 09:40`.
    pub start: Option<String>,
    /// Since when it waits.
    pub raised: Instant,
    /// It can be marked as done by hand; the others are done by what they ask for.
    pub by_hand: bool,
}

impl Crossing {
    /// The tasks that wait in the request's prison.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who have none; [`DiscloseError::OurFault`].
    pub async fn tasks(&self, ctx: &Context) -> Result<Disclosed<TaskList>> {
        self.disclose(ctx, "task.list", tasks).await
    }
}

/// Tasks are read up to here: more in one prison is a trouble of its own.
pub(crate) const TASKS_MAX: usize = 1_000;

fn tasks(desk: &mut Desk<'_>) -> Result<TaskList> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let usual = of_own(Some(LinkState::Confirmed));
    let decides = desk.rule(Kind::LinkDecide, usual).lets_out();
    let sees = desk.rule(Kind::MirrorState, usual).lets_out();
    if !decides && !sees {
        return Err(DiscloseError::NotFound);
    }
    let mut rows = Vec::new();
    for task in desk.view.tasks(Some(prison), TASKS_MAX)? {
        if may(desk, &task.key)? {
            rows.push(row(desk, task)?);
        }
    }
    rows.sort_by_key(|row: &TaskRow| row.raised);
    let partial = !decides || !sees;
    Ok(TaskList { rows, partial })
}

/// Whether a task is this caller's: of their own prison, and of a kind that they may decide.
pub(crate) fn may(desk: &mut Desk<'_>, key: &TaskKey) -> Result<bool> {
    let (kind, own) = match key {
        TaskKey::WhoIsThis(link) | TaskKey::LinkInDoubt(link) => {
            (Kind::LinkDecide, link_is_own(desk, *link)?)
        }
        TaskKey::Tell(link) => (Kind::Correction, link_is_own(desk, *link)?),
        TaskKey::ReplaceDisclosing(remote) => {
            let entry = desk.view.prison_entry(*remote)?.map(|sealed| desk.open_sealed(sealed));
            let own = desk.own_prison();
            (Kind::StaffTypedEntry, entry.is_some_and(|e| own == Some(e.prison)))
        }
        TaskKey::AdoptionUnclear(id)
        | TaskKey::TwoFound(id)
        | TaskKey::PrisonChanged(id)
        | TaskKey::PersonLeft(id)
        | TaskKey::NotDoneByHand(id) => (Kind::MirrorState, booking_is_own(desk, *id)?),
        TaskKey::Register(_, prison)
        | TaskKey::RejoinGp(_, prison)
        | TaskKey::Harm(_, prison, _)
        | TaskKey::NhsNumber(_, prison, _)
        | TaskKey::Leaving(_, prison, _) => (Kind::RegistrationChoice, desk.own_prison() == Some(*prison)),
    };
    let circumstances = Circumstances { own_prison: own, ..of_own(Some(LinkState::Confirmed)) };
    Ok(desk.rule(kind, circumstances).lets_out())
}

/// Questions of identity are answered by deciding, and what a step of leaving asks in its plan: ticking "left without
/// medicines?" off would answer it unasked. The others a person marks as done.
pub(crate) fn by_hand(key: &TaskKey) -> bool {
    match key {
        TaskKey::WhoIsThis(_) | TaskKey::LinkInDoubt(_) => false,
        TaskKey::Leaving(_, _, step) => registration::leaving::is_ticked_off(*step),
        _ => true,
    }
}

fn link_is_own(desk: &Desk<'_>, id: LinkId) -> Result<bool> {
    let Some(link) = desk.view.link(id)? else { return Ok(false) };
    let person = desk.person(link.person)?;
    Ok(person.is_some_and(|p| desk.is_own(&p)) || desk.is_patient_here(link.patient)?)
}

fn booking_is_own(desk: &Desk<'_>, id: AppointmentId) -> Result<bool> {
    let booking = desk.view.appointment(id)?.map(|sealed| desk.open_sealed(sealed).0);
    Ok(booking.is_some_and(|b| desk.own_prison() == Some(b.prison)))
}

fn row(desk: &mut Desk<'_>, task: Task) -> Result<TaskRow> {
    let (name, start) = match &task.key {
        TaskKey::WhoIsThis(link) | TaskKey::LinkInDoubt(link) | TaskKey::Tell(link) => {
            let patient = desk.view.link(*link)?.map(|l| l.patient);
            (patient.map_or(Ok(None), |p| care_name(desk, p))?, None)
        }
        TaskKey::ReplaceDisclosing(remote) => {
            let entry = desk.view.prison_entry(*remote)?.map(|sealed| desk.open_sealed(sealed));
            let person = entry.as_ref().map_or(Ok(None), |e| desk.person(e.person))?;
            let link = entry.as_ref().map_or(Ok(None), |e| desk.link_of_person(e.person))?;
            let circumstances = person.as_ref().map(|p| desk.circumstances(p, link.map(|l| l.state)));
            let named = circumstances.is_some_and(|c| desk.rule(Kind::PrisonIdentity, c).lets_out());
            desk.saw(person.as_ref(), None, false);
            let name = person.filter(|_| named).and_then(|p| p.identity.value).map(|i| i.name.listed());
            (name, entry.map(|e| e.start))
        }
        TaskKey::AdoptionUnclear(id)
        | TaskKey::TwoFound(id)
        | TaskKey::PrisonChanged(id)
        | TaskKey::PersonLeft(id)
        | TaskKey::NotDoneByHand(id) => {
            let booking = desk.view.appointment(*id)?.map(|sealed| desk.open_sealed(sealed).0);
            let name = booking.as_ref().map_or(Ok(None), |b| care_name(desk, b.patient))?;
            (name, booking.and_then(|b| b.start))
        }
        TaskKey::Register(patient, _)
        | TaskKey::RejoinGp(patient, _)
        | TaskKey::Harm(patient, ..)
        | TaskKey::NhsNumber(patient, ..)
        | TaskKey::Leaving(patient, ..) => (care_name(desk, *patient)?, None),
    };
    Ok(TaskRow {
        words: words(&task.key).to_owned(),
        owner: owner(&task.key),
        name,
        start: start.map(|s| format!("{} {}", super::search::day(s.date()), s.hm())),
        raised: task.raised,
        by_hand: by_hand(&task.key),
        key: task.key,
    })
}

fn care_name(desk: &mut Desk<'_>, id: PatientId) -> Result<Option<String>> {
    let link = desk.link_of_patient(id)?;
    let person = desk.linked(link.as_ref())?;
    let may = desk.rule(Kind::CareIdentity, of_own(link.map(|l| l.state))).lets_out();
    desk.saw(person.as_ref(), Some(id), !may);
    Ok(desk.view.patient(id)?.map(|sealed| desk.open_sealed(sealed)).filter(|_| may).map(|p| p.name.listed()))
}

/// Whose work a task is: there is none without an owner.
pub(crate) const fn owner(key: &TaskKey) -> Owner {
    match key {
        TaskKey::Leaving(_, _, step) => step.owner(),
        TaskKey::Harm(_, _, Harm::LeftStillHere) => Owner::DischargeNurse,
        TaskKey::WhoIsThis(_)
        | TaskKey::LinkInDoubt(_)
        | TaskKey::Tell(_)
        | TaskKey::ReplaceDisclosing(_)
        | TaskKey::AdoptionUnclear(_)
        | TaskKey::TwoFound(_)
        | TaskKey::PrisonChanged(_)
        | TaskKey::PersonLeft(_)
        | TaskKey::NotDoneByHand(_)
        | TaskKey::Register(..)
        | TaskKey::RejoinGp(..)
        | TaskKey::Harm(..)
        | TaskKey::NhsNumber(..) => Owner::Administrator,
    }
}

/// What to do.
pub(crate) const fn words(key: &TaskKey) -> &'static str {
    match key {
        TaskKey::WhoIsThis(_) => "Who is this? Compare the two records and decide.",
        TaskKey::LinkInDoubt(_) => "A link was shaken: compare the two records again.",
        TaskKey::ReplaceDisclosing(_) => {
            "Staff typed an entry that tells more than \"Healthcare\": ask them to replace it by a neutral one."
        }
        TaskKey::AdoptionUnclear(_) => {
            "Staff typed several entries that could be this booking: say which it is."
        }
        TaskKey::TwoFound(_) => {
            "Two entries of ours are on the prison's list for one booking: ask the prison which stands."
        }
        TaskKey::PrisonChanged(_) => "The prison cancelled or moved it: book again, or cancel it.",
        TaskKey::PersonLeft(_) => "The patient has left: the slot is kept until that settles.",
        TaskKey::NotDoneByHand(_) => {
            "Staff have not yet put it right on the prison's list, and its time is near: ring the wing."
        }
        TaskKey::Register(..) => "The patient said yes to the GP here: register them in the clinical system.",
        TaskKey::RejoinGp(..) => {
            "The patient took back their yes after registration was asked for: help them back to their GP. That is not automatic."
        }
        TaskKey::Harm(_, _, harm) => registration::watching::to_do(*harm),
        TaskKey::NhsNumber(_, _, trouble) => registration::watching::about_number(*trouble),
        TaskKey::Leaving(_, _, step) => step.words(),
        TaskKey::Tell(_) => "A link was wrong: tell those who read or printed what crossed through it.",
    }
}
