//! What people decide: ruled on first, booked in the gate book, then written down.
//!
//! It promises: nobody decides what policy does not let them; who decided what stands in the gate book even when what
//! they decided was then not done.

use super::appointments::of_own;
use super::choice;
use super::listed::digest;
use super::{Circumstances, Desk, DiscloseError, Result};
use crate::context::Context;
use crate::envelope::WriteAsk;
use crate::understood::{Act, IncomingBooking, PatientNamed};
use crate::{Crossing, Written};
use policy::Kind;
use vocab::crossing::{Flow, LinkState, Mode, TaskKey};
use vocab::id::{AppointmentId, JournalSeq, LinkId, PatientId, PersonId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::Person;

/// What is decided about a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkAct {
    /// Same person; a second person, signed in beside the first, where one is asked for.
    Confirm {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
        /// The second person's account.
        second: Option<String>,
    },
    /// Not the same.
    Reject {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
    },
    /// It was wrong: undo it and everything that crossed through it.
    Split {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
    },
    /// A person claims that these two are one, where no rule proposed it.
    Propose {
        /// The prison's side.
        person: PersonId,
        /// The care side.
        patient: PatientId,
    },
}

impl Crossing {
    /// Decides about a link.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's to decide; [`DiscloseError::OurFault`].
    pub async fn link_act(&self, ctx: &Context, act: LinkAct) -> Result<Written> {
        let ruled = self.disclose(ctx, "link.decide", |desk| link(desk, &act)).await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }

    /// Switches a flow in a prison. Live is refused while the prison's words are a draft.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`], [`DiscloseError::Asked`], [`DiscloseError::OurFault`].
    pub async fn mode_act(
        &self,
        ctx: &Context,
        flow: Flow,
        prison: PrisonCode,
        mode: Mode,
    ) -> Result<Written> {
        let act = Act::ModeSet { flow, prison, mode };
        let ruled = self.disclose(ctx, "mode.set", |desk| switch(desk, &act)).await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }

    /// Marks a task as done.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn task_act(&self, ctx: &Context, task: TaskKey) -> Result<Written> {
        let act = Act::TaskDone { task };
        let ruled = self.disclose(ctx, "task.done", |desk| task_done(desk, &act)).await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }

    /// Replays what lies in quarantine: a new row that names the old.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn quarantine_replay(&self, ctx: &Context, row: JournalSeq) -> Result<Written> {
        self.disclose(ctx, "quarantine.replay", |desk| replay(desk, row)).await?;
        self.replay(row).await?.ok_or(DiscloseError::NotFound)
    }

    /// Notes that the wing was told of a change since the print: who, when. A later change of the line is to be told
    /// again.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn movement_list_told(&self, ctx: &Context, entry: AppointmentId) -> Result<Written> {
        let ruled = self.disclose(ctx, "movement-list.told", |desk| told(desk, entry)).await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }

    /// A write of a care system: a patient or a booking. Ruled and booked before it is written down.
    ///
    /// `resource` is the FHIR type; `ask` its conditions; `request` its `X-Request-ID`.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a caller who may not book, or a booking that is not theirs to change.
    pub async fn care_act(
        &self,
        ctx: &Context,
        resource: CareResource,
        body: Vec<u8>,
        ask: WriteAsk,
        request: Option<&str>,
    ) -> Result<Written> {
        let act = match resource {
            CareResource::Appointment => "appointment.write",
            CareResource::Patient => "patient.write",
        };
        let booking = crate::observe::care::booking_in(&body, ctx);
        self.disclose(ctx, act, |desk| care(desk, resource, &ask, booking.as_deref())).await?;
        Ok(self.care_write(ctx, body, ask, request).await?)
    }
}

/// What a care system writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CareResource {
    /// A booking.
    Appointment,
    /// A patient's record.
    Patient,
}

/// May this caller write it? What stands already must be of their own prison.
fn care(
    desk: &mut Desk<'_>,
    resource: CareResource,
    ask: &WriteAsk,
    booking: Option<&IncomingBooking>,
) -> Result<()> {
    let own = of_own(Some(LinkState::Confirmed));
    let own_prison = desk.own_prison().is_some();
    desk.must(Kind::AppointmentWrite, Circumstances { own_prison, ..own })?;
    // Nobody books in another prison's rooms. What cannot be read, or is of a prison that we do not serve, is refused
    // with the reason by whoever reads it.
    let is_elsewhere = |b: &IncomingBooking| Some(b.prison) != desk.own_prison() && desk.serves(b.prison);
    if booking.is_some_and(is_elsewhere) {
        return Err(DiscloseError::NotFound);
    }
    if let Some(booking) = booking {
        for patient in named(desk, &booking.patient)? {
            let link = desk.link_of_patient(patient)?;
            let person = desk.linked(link.as_ref())?;
            desk.saw(person.as_ref(), Some(patient), false);
        }
    }
    let Some(id) = &ask.id else { return Ok(()) };
    match resource {
        CareResource::Appointment => {
            let id = AppointmentId::parse(id).ok_or(DiscloseError::NotFound)?;
            let booking = desk.view.appointment(id)?.map(|sealed| desk.open_sealed(sealed).0);
            let booking =
                booking.filter(|b| Some(b.prison) == desk.own_prison()).ok_or(DiscloseError::NotFound)?;
            let link = desk.link_of_patient(booking.patient)?;
            let person = desk.linked(link.as_ref())?;
            desk.saw(person.as_ref(), Some(booking.patient), false);
        }
        CareResource::Patient => {
            let id = PatientId::parse(id).ok_or(DiscloseError::NotFound)?;
            let patient = desk
                .view
                .patient(id)?
                .map(|sealed| desk.open_sealed(sealed))
                .ok_or(DiscloseError::NotFound)?;
            let view = super::patients::of_patient(desk, &patient)?.ok_or(DiscloseError::NotFound)?;
            super::patients::saw(desk, view.id, view.head.person)?;
        }
    }
    Ok(())
}

/// Whom a booking names, as far as we know them.
fn named(desk: &Desk<'_>, named: &PatientNamed) -> Result<Vec<PatientId>> {
    let found = match named {
        PatientNamed::Id(id) => desk.view.patient(*id)?.into_iter().collect(),
        PatientNamed::Local(local) => desk.view.patient_by_local(local.text())?.into_iter().collect(),
        PatientNamed::Nhs(nhs) => desk.view.patients_by_nhs(*nhs)?,
        PatientNamed::PrisonNumber(number) => desk.view.patients_by_prison_number(*number)?,
    };
    Ok(found.into_iter().map(|patient| desk.open_sealed(patient).id).collect())
}

/// The decision, if it is this caller's to make. Of whom is noted either way.
fn link(desk: &mut Desk<'_>, act: &LinkAct) -> Result<Act> {
    let (ruled, act) = match act {
        LinkAct::Confirm { link, version, second } => (
            of_link(desk, *link)?,
            Act::LinkConfirm { link: *link, version: *version, second: second.clone() },
        ),
        LinkAct::Reject { link, version } => {
            (of_link(desk, *link)?, Act::LinkReject { link: *link, version: *version })
        }
        LinkAct::Split { link, version } => {
            (of_link(desk, *link)?, Act::LinkSplit { link: *link, version: *version })
        }
        LinkAct::Propose { person, patient } => {
            let number = desk.view.person_number(*person)?.ok_or(DiscloseError::NotFound)?;
            (of_pair(desk, number, *patient)?, Act::LinkPropose { person: number, patient: *patient })
        }
    };
    let (person, patient, own) = ruled;
    let circumstances = Circumstances { own_prison: own, settled: true, ..Circumstances::default() };
    let may = desk.rule(Kind::LinkDecide, circumstances).lets_out();
    desk.saw(person.as_ref(), Some(patient), !may);
    if may { Ok(act) } else { Err(DiscloseError::NotFound) }
}

type Ruled = (Option<Person>, PatientId, bool);

fn of_link(desk: &Desk<'_>, id: LinkId) -> Result<Ruled> {
    let link = desk.view.link(id)?.ok_or(DiscloseError::NotFound)?;
    of_pair(desk, link.person, link.patient)
}

/// Either side in the caller's prison makes the question theirs.
fn of_pair(desk: &Desk<'_>, number: PrisonNumber, patient: PatientId) -> Result<Ruled> {
    let person = desk.person(number)?;
    let own = person.as_ref().is_some_and(|p| desk.is_own(p)) || desk.is_patient_here(patient)?;
    Ok((person, patient, own))
}

fn switch(desk: &mut Desk<'_>, act: &Act) -> Result<Act> {
    desk.must_general(Kind::ModeChange)?;
    let Act::ModeSet { flow, prison, mode } = act else { return Err(DiscloseError::NotFound) };
    if desk.rules().prison(*prison).is_none() {
        return Err(DiscloseError::NotFound);
    }
    // Warnings in words that nobody signed are nobody's to act on.
    if (*flow, *mode) == (Flow::Alerts, Mode::Live)
        && let Err(draft) = desk.lists().signed_for(*prison)
    {
        return Err(DiscloseError::Asked(draft.to_string()));
    }
    if (*flow, *mode) == (Flow::Registration, Mode::Live) && !choice::is_readable(desk, *prison) {
        return Err(DiscloseError::Asked(NO_CHECKED_WORDS.to_owned()));
    }
    Ok(act.clone())
}

const NO_CHECKED_WORDS: &str = "nobody has checked the English words of the conversation about a GP for this prison: \
    only \"not now\" could be recorded. Have them checked, and write who did and when under checked_words in the prison's \
    configuration";

fn task_done(desk: &mut Desk<'_>, act: &Act) -> Result<Act> {
    let Act::TaskDone { task } = act else { return Err(DiscloseError::NotFound) };
    if !super::tasks::may(desk, task)? || !super::tasks::by_hand(task) {
        return Err(DiscloseError::NotFound);
    }
    Ok(act.clone())
}

fn replay(desk: &mut Desk<'_>, row: JournalSeq) -> Result<()> {
    desk.must_general(Kind::QuarantineReplay)?;
    let waiting = desk.view.quarantined(row)?.filter(|q| q.released_by.is_none());
    waiting.map(|_| ()).ok_or(DiscloseError::NotFound)
}

fn told(desk: &mut Desk<'_>, entry: AppointmentId) -> Result<Act> {
    let own =
        Circumstances { own_prison: desk.own_prison().is_some(), settled: true, ..Circumstances::default() };
    desk.must(Kind::MovementListTold, own)?;
    let line = desk.line_to_tell(entry)?;
    Ok(Act::ListTold { entry, line: digest(&line) })
}
