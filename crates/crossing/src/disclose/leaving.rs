//! Who leaves, and what is to be done for each: the list of a prison, one person's plan, and writing down what became of
//! a step.
//!
//! It promises: whoever plans a leaving sees its day with who said it and since when; everybody else of healthcare sees
//! what is to be done and no day before they have left; nobody of the prison sees that there is anything; of somebody
//! who died nothing is to be done, and no reason is given. A plan is made from what is known at the moment of looking,
//! by the rules by which tasks are made.

mod papers;
mod plan;

pub use papers::{LetterIs, LetterView, PackView};
pub use plan::{AsksToTell, DoneView, FallenView, LeavingPlan, StepState, StepView, WayView};

use super::registered::About;
use super::{Ages, Desk, DiscloseError, Disclosed, PersonHead, Result};
use crate::context::Context;
use crate::reconcile::leaving::{booked_later, is_done, leaver};
use crate::reconcile::line::LEFT_SECONDS;
use crate::understood::Act;
use crate::{Crossing, Written};
use jiff::civil::Date;
use policy::Kind;
use registration::leaving::{self as rules, Has, Leaver, Plan, Times};
use serde::Serialize;
use vocab::Instant;
use vocab::crossing::{Flow, LinkState, Mode};
use vocab::id::PatientId;
use vocab::prison::{Aspect, Custody, Person, Standing};
use vocab::registration::{Choice, LeavingStep, Registration, StepDone};

/// So many stand on a page.
pub const PAGE: usize = 50;

/// Registrations are read in parts of this size.
const PART: usize = 500;

/// Bookings of one patient are read up to here: that there is one is all that is asked.
const BOOKINGS_MAX: usize = 200;

/// Who leaves a prison, and who has left it with something still to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeavingList {
    /// As it stood.
    pub as_at: Instant,
    /// How far this part is switched on here.
    pub mode: Mode,
    /// Here, with a likely day within the weeks in which leaving is planned, or a day that has gone by.
    pub soon: usize,
    /// Here, and any court may release them: something is not ready.
    pub any_day: usize,
    /// Left, with something still to be done.
    pub left: usize,
    /// Who they are was shaken: nothing is planned for them until somebody has said who they are.
    pub in_doubt: usize,
    /// Those of this page: whoever has the next last day first.
    pub rows: Vec<LeavingRow>,
    /// The page, from 1, of so many.
    pub page: (usize, usize),
}

/// Somebody who leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeavingRow {
    /// Who.
    pub patient: PatientId,
    /// As lists show them.
    pub head: PersonHead,
    /// How, on which day, and who said so.
    pub way: WayView,
    /// What is not done yet, by its last day.
    pub steps: Vec<StepView>,
    /// The next last day; none where everything is done.
    pub next: Option<Date>,
    /// How old it is that they are where they are.
    pub ages: Ages,
}

impl Crossing {
    /// Who leaves the request's prison, page by page from 1.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever plans no leaving there, and for everybody of the prison.
    pub async fn leaving_list(&self, ctx: &Context, page: usize) -> Result<Disclosed<LeavingList>> {
        self.disclose(ctx, "leaving.list", |desk| list(desk, page)).await
    }

    /// What is to be done for one patient who leaves or has left.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever is not this caller's patient, and for everybody of the prison.
    pub async fn leaving_plan(&self, ctx: &Context, patient: PatientId) -> Result<Disclosed<LeavingPlan>> {
        self.disclose(ctx, "leaving.open", |desk| plan::view(desk, patient)).await
    }

    /// Writes down what became of a step. The version is that of the plan that was looked at.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever may not; [`DiscloseError::OurFault`]. A step that fell away, that waits
    /// or that somebody else wrote down meanwhile is no error: the outcome says why.
    pub async fn leaving_step(
        &self,
        ctx: &Context,
        (patient, version): (PatientId, u32),
        step: LeavingStep,
        done: StepDone,
    ) -> Result<Written> {
        let act = Act::LeavingStep { patient, version, step, done };
        let ruled = self
            .disclose(ctx, "leaving.step", |desk| {
                Leaving::of(desk, patient)?;
                Ok(act.clone())
            })
            .await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }
}

/// Somebody of whom the caller may know that there is a leaving, opened.
struct Leaving {
    patient: PatientId,
    about: About,
    choice: Choice,
    now: Registration,
    made: Made,
    /// The caller may know the likely day.
    sees_day: bool,
}

/// What became of making a plan.
enum Made {
    /// This one, and what it was made from.
    Plan(Box<(Leaver, Plan)>),
    /// Who the patient is was shaken.
    InDoubt,
    /// There is none: switched off, nowhere, long gone.
    None,
}

impl Leaving {
    fn of(desk: &mut Desk<'_>, patient: PatientId) -> Result<Self> {
        let about = About::of(desk, patient)?;
        let sees = desk.rule(Kind::RegistrationChoice, about.circumstances).lets_out();
        let sees_day = desk.rule(Kind::LikelyRelease, about.circumstances).lets_out();
        desk.saw(about.person.as_ref(), Some(patient), !sees);
        if !sees {
            return Err(DiscloseError::NotFound);
        }
        let choice = desk.view.choice(patient)?.map(|sealed| desk.open_sealed(sealed));
        let choice = choice.unwrap_or(Choice { patient, version: 0, lines: Vec::new(), asked_for: None });
        let now = about.registration.clone().unwrap_or_else(|| Registration::new(patient));
        let made = made(desk, about.person.as_ref(), (&now, &choice))?;
        Ok(Self { patient, about, choice, now, made, sees_day })
    }

    fn plan(&self) -> Option<&Plan> {
        match &self.made {
            Made::Plan(made) => Some(&made.1),
            Made::InDoubt | Made::None => None,
        }
    }

    fn custody(&self) -> Option<&Custody> {
        self.about.person.as_ref()?.custody.value.as_ref()
    }

    fn head(&self, desk: &mut Desk<'_>) -> Result<PersonHead> {
        let record = desk.view.patient(self.patient)?.map(|sealed| desk.open_sealed(sealed));
        desk.head(self.about.person.as_ref(), record.as_ref(), self.about.circumstances)
    }

    fn ages(&self, desk: &Desk<'_>) -> Result<Ages> {
        let person = self.about.person.as_ref();
        person.map_or(Ok(Ages::default()), |person| desk.ages(person, [Aspect::Place]))
    }

    fn is_live(&self) -> bool {
        self.now.followed.as_ref().is_some_and(|followed| followed.mode == Mode::Live)
    }
}

/// The plan as the engine would make it now. On trial it is made too, and nobody is asked for anything.
fn made(desk: &Desk<'_>, person: Option<&Person>, of: (&Registration, &Choice)) -> Result<Made> {
    let (now, _) = of;
    let Some(followed) = now.followed.as_ref() else { return Ok(Made::None) };
    let is_long_gone = followed.left.is_some_and(|left| desk.ctx.now.seconds_since(left) > LEFT_SECONDS);
    if is_long_gone || desk.mode(Flow::Registration, followed.prison) == Mode::Off {
        return Ok(Made::None);
    }
    let mut links = desk.view.links_of_patient(now.patient)?;
    links.retain(|link| matches!(link.state, LinkState::Confirmed | LinkState::InDoubt));
    // Of the dead nothing is planned, whichever side said it.
    if person.is_some_and(has_died) || now.pds.as_ref().is_some_and(|pds| pds.death.is_some()) {
        return Ok(Made::None);
    }
    let is_sure = matches!(links.as_slice(), [one] if one.state == LinkState::Confirmed);
    let person = match person {
        Some(person) if is_sure && person.disturbed.is_none() => person,
        Some(_) => return Ok(Made::InDoubt),
        None => return Ok(Made::None),
    };
    let Some(custody) = person.custody.value.as_ref() else { return Ok(Made::None) };
    let far = (desk.ctx.now, Instant::from_micros(i64::MAX));
    let booked = desk.view.appointments_of(now.patient, far, BOOKINGS_MAX)?;
    let booked: Vec<_> = booked.into_iter().map(|sealed| desk.open_sealed(sealed).0).collect();
    let appointments: Has = booked_later(&booked, desk.ctx.now);
    let leaver = leaver(desk.rules(), of, custody, (appointments, false), desk.ctx.now.london_date());
    Ok(Made::Plan(Box::new((leaver, Plan::of(&leaver, &Times::default())))))
}

fn has_died(person: &Person) -> bool {
    person.custody.value.as_ref().is_some_and(|custody| custody.reported.standing == Standing::Died)
}

/// Why somebody stands on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Listed {
    Left,
    Soon,
    AnyDay,
}

/// Whether somebody belongs on the list: something can be done for them now, or their day is near.
fn listed(plan: &Plan, now: &Registration, today: Date) -> Option<Listed> {
    use rules::About as Of;
    let times = Times::default();
    let open = |step: &&rules::Step| !is_done(now, step.key);
    let to_do = || plan.steps.iter().filter(open).any(|step| step.is_due(today));
    match plan.about {
        Of::Left(_) => plan.steps.iter().any(|step| open(&step)).then_some(Listed::Left),
        Of::Release => {
            let day = now.followed.as_ref().and_then(|followed| followed.release);
            let is_near = day.is_some_and(|day| (day - today).get_days() <= times.plan.days);
            (is_near || to_do()).then_some(Listed::Soon)
        }
        Of::DayGoneBy | Of::NoDay => to_do().then_some(Listed::Soon),
        Of::AnyDay | Of::Immigration => to_do().then_some(Listed::AnyDay),
        Of::Stopped => None,
    }
}

/// The last day of what is to be done next.
fn next(plan: &Plan, now: &Registration) -> Option<Date> {
    plan.steps.iter().filter(|step| !is_done(now, step.key)).map(|step| step.by).min()
}

/// Everybody who is followed in a prison and may stand on the list. Whoever is long gone is left out as soon as their
/// record is read.
fn followed_in(desk: &Desk<'_>, prison: vocab::place::PrisonCode) -> Result<Vec<Registration>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let part = desk.view.registrations_of(prison, after, PART)?;
        let is_last = part.len() < PART;
        for sealed in part {
            let registration = desk.open_sealed(sealed);
            after = Some(registration.patient);
            let left = registration.followed.as_ref().and_then(|followed| followed.left);
            if left.is_none_or(|left| desk.ctx.now.seconds_since(left) <= LEFT_SECONDS) {
                all.push(registration);
            }
        }
        if is_last {
            return Ok(all);
        }
    }
}

/// Whom the list has, before anybody of them is shown: who, and the next last day.
type Ranked = Vec<(Option<Date>, PatientId, Listed)>;

fn ranked(desk: &Desk<'_>, prison: vocab::place::PrisonCode) -> Result<(Ranked, usize)> {
    let today = desk.ctx.now.london_date();
    let (mut ranked, mut in_doubt) = (Ranked::new(), 0);
    for now in followed_in(desk, prison)? {
        let patient = now.patient;
        let link = desk.link_of_patient(patient)?;
        let person = desk.linked(link.as_ref())?;
        let choice = desk.view.choice(patient)?.map(|sealed| desk.open_sealed(sealed));
        let choice = choice.unwrap_or(Choice { patient, version: 0, lines: Vec::new(), asked_for: None });
        match made(desk, person.as_ref(), (&now, &choice))? {
            Made::Plan(made) => {
                let listed = listed(&made.1, &now, today);
                ranked.extend(listed.map(|listed| (next(&made.1, &now), patient, listed)));
            }
            Made::InDoubt => in_doubt += 1,
            Made::None => {}
        }
    }
    // Nothing left to do comes last. Whoever may leave any day may leave today, and missed no day before.
    ranked.sort_by_key(|(next, patient, listed)| {
        let by = if *listed == Listed::AnyDay { next.map(|by| by.max(today)) } else { *next };
        (next.is_none(), *listed != Listed::Left, by, *listed, *patient)
    });
    Ok((ranked, in_doubt))
}

fn list(desk: &mut Desk<'_>, page: usize) -> Result<LeavingList> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let usual = super::appointments::of_own(Some(LinkState::Confirmed));
    desk.must(Kind::LikelyRelease, usual)?;
    desk.must(Kind::RegistrationChoice, usual)?;
    let (ranked, in_doubt) = ranked(desk, prison)?;
    let count = |wanted| ranked.iter().filter(|(.., listed)| *listed == wanted).count();
    let (soon, any_day, left) = (count(Listed::Soon), count(Listed::AnyDay), count(Listed::Left));
    let pages = ranked.len().div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let mut rows = Vec::new();
    for (next, patient, _) in ranked.iter().skip((page - 1) * PAGE).take(PAGE) {
        rows.extend(row(desk, *patient, *next)?);
    }
    Ok(LeavingList {
        as_at: desk.ctx.now,
        mode: desk.mode(Flow::Registration, prison),
        soon,
        any_day,
        left,
        in_doubt,
        rows,
        page: (page, pages),
    })
}

fn row(desk: &mut Desk<'_>, patient: PatientId, next: Option<Date>) -> Result<Option<LeavingRow>> {
    let leaving = match Leaving::of(desk, patient) {
        Ok(leaving) if leaving.sees_day => leaving,
        Ok(_) | Err(DiscloseError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(way) = leaving.way() else { return Ok(None) };
    let steps = leaving.steps(desk.ctx.now.london_date());
    let steps = steps.into_iter().filter(|step| step.done.is_none()).collect();
    let (head, ages) = (leaving.head(desk)?, leaving.ages(desk)?);
    Ok(Some(LeavingRow { patient, head, way, steps, next, ages }))
}
