//! Seeing somebody out: which steps of their plan somebody is asked to do.
//!
//! The plan is [`registration::leaving`]'s, made anew whenever something is known anew: what falls away with it is no
//! more asked for, and what was done stays done. A step is work for a person; nothing here sends or registers.

use super::choices::linked;
use super::line::LEFT_SECONDS;
use super::registered::died;
use crate::rules::Rules;
use crate::understood::{NotDone, Outcome};
use crate::work::Work;
use jiff::civil::Date;
use registration::leaving::{About, Agreed, Gp, Has, Key, Leaver, Plan, Release, Stands, Times};
use registration::permission;
use vocab::Instant;
use vocab::care::{Appointment, AppointmentStatus};
use vocab::code::Coded;
use vocab::crossing::{Caller, Mode, TaskKey};
use vocab::id::PatientId;
use vocab::prison::Custody;
use vocab::registration::{Answer, AskedStep, Choice, DoneStep, LeavingStep, Registration, StepDone, ToldTo};

/// What somebody is asked to do now. Of whoever is here a step is asked for when its last day has come: before that it
/// stands on the list of those who leave. Of whoever has left everything is, as soon as it can be done.
pub(super) fn asked(work: &Work<'_>, now: &Registration, choice: &Choice) -> Vec<AskedStep> {
    let Some(plan) = plan(work, now, choice) else { return Vec::new() };
    let today = work.now().london_date();
    let has_left = matches!(plan.about, About::Left(_));
    let steps = plan.due(today).filter(|step| has_left || step.by <= today);
    let asked = steps.map(|step| AskedStep { step: step.key, from: step.from, by: step.by });
    asked.filter(|asked| !is_done(now, asked.step)).collect()
}

/// The next day that asks for something by itself.
pub(super) fn next(work: &Work<'_>, now: &Registration, choice: &Choice) -> Option<Date> {
    let plan = plan(work, now, choice)?;
    let today = work.now().london_date();
    let has_left = matches!(plan.about, About::Left(_));
    let day = |step: &registration::leaving::Step| if has_left { step.from } else { step.by };
    let coming = plan.steps.iter().filter(|step| !is_done(now, step.key)).map(day);
    // A day of release that goes by asks for the next one.
    let gone_by = now.followed.as_ref().and_then(|followed| followed.release?.tomorrow().ok());
    coming.chain(gone_by).filter(|day| *day > today).min()
}

/// The plan of a patient; none where this part is not live, where nobody knows for sure where the patient is, and once
/// the weeks after leaving are over.
fn plan(work: &Work<'_>, now: &Registration, choice: &Choice) -> Option<Plan> {
    let followed = now.followed.as_ref().filter(|followed| followed.mode == Mode::Live)?;
    if followed.left.is_some_and(|left| work.now().seconds_since(left) > LEFT_SECONDS) {
        return None;
    }
    let (_, person) = linked(work, now.patient);
    let custody = person.as_ref()?.custody.value.as_ref()?;
    let died = died(work, now.patient);
    let booked = work.appointments().filter(|appointment| appointment.patient == now.patient);
    let appointments = booked_later(booked, work.now());
    Some(plan_of(work.rules, (now, choice), custody, (appointments, died), work.now().london_date()))
}

/// Whether something is booked for later. That nothing is booked with us is not known to be nothing.
pub(crate) fn booked_later<'a>(booked: impl IntoIterator<Item = &'a Appointment>, now: Instant) -> Has {
    let stands = |status: &Coded<AppointmentStatus>| {
        matches!(status.known(), Some(AppointmentStatus::Booked | AppointmentStatus::Arrived))
    };
    let later = |a: &Appointment| stands(&a.status) && a.start.is_some_and(|start| start.at() > now);
    if booked.into_iter().any(later) { Has::Some } else { Has::NotKnown }
}

/// The plan, from what is known.
pub(crate) fn plan_of(
    rules: &Rules,
    (now, choice): (&Registration, &Choice),
    custody: &Custody,
    (appointments, died): (Has, bool),
    today: Date,
) -> Plan {
    let since = custody.began.unwrap_or_else(|| custody.seen.london_date());
    let release = custody.release;
    let leaver = Leaver {
        stands: Stands::of(custody),
        died: died || now.pds.as_ref().is_some_and(|pds| pds.death.is_some()),
        legal_status: custody.legal_status.as_ref().and_then(Coded::known),
        since,
        release: release.map(|told| Release { day: told.day.map(|day| day.on), told: told.told }),
        gp: Gp::of(now, &rules.prison_practices()),
        gp_chosen: done(now, Key::ChooseGp).is_some(),
        may_tell_gp: may_tell(choice),
        medicines: looked(now, Key::FindMedicines),
        substance: looked(now, Key::FindSubstance),
        appointments,
        letter_for: letter_for(now),
        today,
    };
    Plan::of(&leaver, &Times::default())
}

/// Whether the practice may be told, in the last word said of it. Later and cannot say are no answer yet.
fn may_tell(choice: &Choice) -> Agreed {
    match permission::of(choice, ToldTo::CommunityGp) {
        Some((_, Answer::Yes)) => Agreed::Yes,
        Some((_, Answer::No)) => Agreed::No,
        _ => Agreed::NotAsked,
    }
}

/// What was found when somebody looked: done is that there is something, not needed that there is nothing.
fn looked(now: &Registration, step: LeavingStep) -> Has {
    match done(now, step).map(|done| done.done) {
        None => Has::NotKnown,
        Some(StepDone::NotNeeded) => Has::None,
        Some(StepDone::Done | StepDone::LeftWithout) => Has::Some,
    }
}

/// The release day in the letter that the practice has, where one was sent and not taken back.
fn letter_for(now: &Registration) -> Option<Date> {
    let stay = now.followed.as_ref().map(|followed| followed.stay)?;
    let letters =
        now.leaving_done.iter().rev().filter(|done| done.stay == stay && done.done == StepDone::Done);
    let mut letters =
        letters.filter(|done| matches!(done.step, Key::Letter | Key::LetterNewDay | Key::LetterTakeBack));
    letters.next().filter(|done| done.step != Key::LetterTakeBack).and_then(|done| done.release)
}

/// What became of a step in this custody, last.
fn done(now: &Registration, step: LeavingStep) -> Option<&DoneStep> {
    let stay = now.followed.as_ref().map(|followed| followed.stay)?;
    now.leaving_done.iter().rev().find(|done| done.step == step && done.stay == stay)
}

/// Whether nobody need be asked for a step again. Letters and days are asked for again whenever the plan has them: they
/// hang on a day that moves.
fn is_done(now: &Registration, step: LeavingStep) -> bool {
    let hangs_on_a_day =
        matches!(step, Key::Letter | Key::LetterNewDay | Key::LetterTakeBack | Key::AskDay | Key::AskWhat);
    let release = now.followed.as_ref().and_then(|followed| followed.release);
    done(now, step).is_some_and(|done| !hangs_on_a_day || done.release == release)
}

/// Notes what became of a step.
pub(crate) fn step_done(
    work: &mut Work<'_>,
    (patient, step): (PatientId, LeavingStep),
    done: StepDone,
    caller: &Caller,
) -> Outcome {
    let Some(mut now) = work.registration(patient).cloned() else {
        return Outcome::NotDone(NotDone::NothingToDo);
    };
    let Some(followed) = &now.followed else { return Outcome::NotDone(NotDone::NothingToDo) };
    let (stay, release, prison) = (followed.stay, followed.release, followed.prison);
    work.about(stay.person);
    let (at, by) = (work.now(), caller.account.clone());
    now.leaving_done.push(DoneStep { step, stay, done, release, at, by });
    now.leaving.retain(|asked| asked.step != step);
    work.registration_put(now);
    work.task_done(TaskKey::Leaving(patient, prison, step), &caller.account);
    Outcome::Done
}
