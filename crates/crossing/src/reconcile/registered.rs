//! What is so of patients' registration: what PDS answers is kept with its history, and what hurts is found.
//!
//! It promises that nothing is concluded from silence: not from a link that was shaken, not from an answer that is kept
//! back, not from a service that does not answer. Finding something changes nothing: it says what a person is to do.

use super::choices::{BY_RULE, empty, has_died, linked, persons};
use super::{leaving, line};
use crate::Rules;
use crate::understood::{DemographicsAnswer, NotDone, Outcome};
use crate::work::Work;
use registration::asking::{counted, stands};
use registration::follows::{Here, last_talk};
use registration::recording::LinkIs;
use registration::watching::{self, Holidays, Watched, harms};
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::crossing::{Caller, Flow, Mode, TaskKey};
use vocab::id::{NhsNumber, OdsCode, PatientId};
use vocab::place::PrisonCode;
use vocab::prison::{Custody, Person, Standing};
use vocab::registration::{
    Choice, Followed, Found, NumberTrouble, Registration, Said, Stay, Told, Unit, UnitStanding, Was,
};

/// Takes what PDS answered.
pub(crate) fn answered(work: &mut Work<'_>, answer: &DemographicsAnswer) -> Outcome {
    let patient = answer.patient;
    for person in persons(work, patient) {
        work.about(person.number);
    }
    // The record may have been given another number while it was asked for.
    if work.patient(patient).and_then(|patient| patient.nhs) != Some(answer.number) {
        return Outcome::Stale;
    }
    let mut now = work.registration(patient).cloned().unwrap_or_else(|| Registration::new(patient));
    if now.checked.is_some_and(|checked| checked >= answer.asked) {
        return Outcome::Stale;
    }
    (now.checked, now.asked_under) = (Some(answer.asked), Some(answer.number));
    let digest = answer.digest();
    let same = digest.is_some() && now.seen == digest;
    now.seen = digest;
    match &answer.says {
        Ok(pds) => {
            (now.pds, now.no_record) = (Some((**pds).clone()), None);
            newer(&mut now.practices, &pds.practice, answer.asked);
            newer(&mut now.addresses, &pds.address, answer.asked);
        }
        // What was known of the number stays, with its age: that nobody has it says nothing of whose patient they are.
        Err(why) => now.no_record = Some(*why),
    }
    line::answered(work.rules, &mut now, work.now());
    work.registration_put(now);
    if same { Outcome::Unchanged } else { Outcome::Changed }
}

/// Takes answers that said what was known: their ages move on.
pub(crate) fn checked(work: &mut Work<'_>, readings: &[(PatientId, u64)], asked: Instant) {
    for (patient, digest) in readings {
        let Some(mut now) = work.registration(*patient).cloned() else { continue };
        if now.seen != Some(*digest) || now.checked.is_some_and(|checked| checked >= asked) {
            continue;
        }
        now.checked = Some(asked);
        line::answered(work.rules, &mut now, work.now());
        work.registration_put(now);
    }
}

/// Notes how a prison's health unit knows a patient.
pub(crate) fn unit_says(
    work: &mut Work<'_>,
    patient: PatientId,
    standing: UnitStanding,
    caller: &Caller,
) -> Outcome {
    let Some(prison) = caller.prison.filter(|prison| work.rules.prisons.contains_key(prison)) else {
        return Outcome::NotDone(NotDone::PrisonNotServed);
    };
    if work.patient(patient).is_none() {
        return Outcome::NotDone(NotDone::PatientNotKnown);
    }
    for person in persons(work, patient) {
        work.about(person.number);
    }
    let mut now = work.registration(patient).cloned().unwrap_or_else(|| Registration::new(patient));
    let told = work.now();
    now.units.retain(|unit| unit.prison != prison);
    now.units.push(Unit { prison, standing, since: None, told });
    work.registration_put(now);
    Outcome::Done
}

fn newer<T: Clone + PartialEq>(history: &mut Vec<Was<T>>, what: &T, from: Instant) {
    if history.last().is_none_or(|last| last.what != *what) {
        history.push(Was { what: what.clone(), from });
    }
}

/// Works out anew what follows for everybody whom a decision has come by.
pub(crate) fn follow_all(work: &mut Work<'_>) {
    let mut all: BTreeSet<PatientId> = work.before.patients.keys().copied().collect();
    all.extend(work.links().map(|link| link.patient));
    for patient in all {
        follow(work, patient);
    }
}

fn follow(work: &mut Work<'_>, patient: PatientId) {
    // Whoever stands at the far end of a link and was not read is not decided on.
    let Some(nhs) = work.patient(patient).map(|record| record.nhs) else { return };
    let before = work.registration(patient).cloned();
    let mut now = before.clone().unwrap_or_else(|| Registration::new(patient));
    let choice = work.choice(patient).cloned().unwrap_or_else(|| empty(patient));
    now.followed = followed(work, patient, now.followed.as_ref(), &choice);
    gp_before(work, &mut now);
    now.trouble = trouble(work, &now, nhs);
    let watched = watch(work, &now, nhs, &choice);
    now.found = watched.found;
    now.look = watched.look;
    now.leaving = leaving::asked(work, &now, &choice);
    now.look = now.look.into_iter().chain(leaving::next(work, &now, &choice)).min();
    now.reading = line::reading(work, before.as_ref(), &now, nhs);
    if let Some(asked) = &choice.asked_for
        && is_made_so(work.rules, &choice, Some(&now), nhs)
        && !was_made_so(work, &choice, nhs)
    {
        work.task_done(TaskKey::Register(patient, asked.prison), BY_RULE);
    }
    if before.as_ref() == Some(&now) || (before.is_none() && now.followed.is_none()) {
        return;
    }
    let prison =
        |of: Option<&Registration>| of.and_then(|of| of.followed.as_ref()).map(|of| (of.prison, of.mode));
    let (old, new) = (tasks(before.as_ref(), prison(before.as_ref())), tasks(Some(&now), prison(Some(&now))));
    for over in old.difference(&new) {
        work.task_done(over.clone(), BY_RULE);
    }
    for found in new.difference(&old) {
        let prison = now.followed.as_ref().map(|followed| followed.prison);
        work.task(found.clone(), prison);
    }
    work.registration_put(now);
}

/// What a person is asked to do, where this part is live.
fn tasks(of: Option<&Registration>, at: Option<(PrisonCode, Mode)>) -> BTreeSet<TaskKey> {
    let (Some(of), Some((prison, Mode::Live))) = (of, at) else { return BTreeSet::new() };
    let harms = of.found.iter().map(|found| TaskKey::Harm(of.patient, prison, found.harm));
    let leaving = of.leaving.iter().map(|asked| TaskKey::Leaving(of.patient, prison, asked.step));
    harms
        .chain(leaving)
        .chain(of.trouble.map(|trouble| TaskKey::NhsNumber(of.patient, prison, trouble)))
        .collect()
}

/// Where a patient is followed. From a link that was shaken, or a standing that is not understood, nothing is concluded.
fn followed(
    work: &Work<'_>,
    patient: PatientId,
    before: Option<&Followed>,
    choice: &Choice,
) -> Option<Followed> {
    let (link, person) = linked(work, patient);
    if link == LinkIs::None {
        return None;
    }
    let before = before.cloned();
    let Some(person) = person else { return before };
    let Some(custody) = person.custody.value.as_ref() else { return before };
    let standing = &custody.reported.standing;
    if let Some(prison) = standing.prison() {
        return work
            .rules
            .prisons
            .contains_key(&prison)
            .then(|| here(work, &person, custody, prison, choice));
    }
    let before = before?;
    if !standing.is_gone() {
        return Some(before);
    }
    Some(Followed {
        left: before.left.or(Some(custody.reported.since)),
        settled: custody.is_settled() && *standing == Standing::Released,
        mode: work.mode(Flow::Registration, before.prison),
        release: release(custody),
        ..before
    })
}

fn here(
    work: &Work<'_>,
    person: &Person,
    custody: &Custody,
    prison: PrisonCode,
    choice: &Choice,
) -> Followed {
    let stay = Stay { person: person.number, number: custody.stay };
    let here = Here { stay, prison };
    let first = choice.lines.iter().find_map(|line| match &line.said {
        Said::Talk(talk) if talk.stay == stay => Some(talk.held),
        _ => None,
    });
    let last = last_talk(choice).filter(|(_, talk)| talk.stay == stay);
    Followed {
        stay,
        prison,
        since: custody.began.unwrap_or_else(|| custody.seen.london_date()),
        left: None,
        settled: false,
        stands: stands(choice, here),
        counted: counted(choice, here),
        asked: first,
        language: last.map(|(_, talk)| talk.shown.language.clone()),
        mode: work.mode(Flow::Registration, prison),
        release: release(custody),
    }
}

fn release(custody: &Custody) -> Option<jiff::civil::Date> {
    custody.release.and_then(|told| told.day).map(|day| day.on)
}

/// Keeps the GP before a custody from the first sight of it. Whoever is already on the list of a prison's practice when
/// they are first read had the last GP before that.
fn gp_before(work: &Work<'_>, now: &mut Registration) {
    let Some(stay) = now.followed.as_ref().filter(|f| f.left.is_none()).map(|f| f.stay) else { return };
    let (Some(pds), Some(from)) = (&now.pds, now.checked) else { return };
    if now.gp_before(stay).is_some() || now.no_record.is_some() {
        return;
    }
    let inside = |code: &OdsCode| work.rules.is_prison_practice(code);
    let gp = match &pds.practice {
        Told::Kept => return,
        Told::Is(practice) if inside(practice) => {
            let outside = |was: &&Was<Told<OdsCode>>| was.what.is().is_some_and(|code| !inside(code));
            match now.practices.iter().rev().find(outside) {
                Some(was) => was.clone(),
                None => return,
            }
        }
        told => Was { what: told.clone(), from },
    };
    now.before_custody.push((stay, gp));
}

/// What is the matter with the number that the care record carries.
fn trouble(work: &Work<'_>, now: &Registration, nhs: Option<NhsNumber>) -> Option<NumberTrouble> {
    use vocab::registration::NoRecord;
    now.followed.as_ref()?;
    let nhs = nhs.filter(|nhs| now.asked_under == Some(*nhs))?;
    match (now.no_record, &now.pds) {
        (Some(NoRecord::Invalidated), _) => Some(NumberTrouble::Invalidated),
        (Some(NoRecord::NotFound), _) => Some(NumberTrouble::NotFound),
        (None, Some(pds)) if pds.number != nhs => Some(NumberTrouble::Superseded),
        (None, Some(pds)) if pds.death.is_some() && !died(work, now.patient) => Some(NumberTrouble::Died),
        _ => None,
    }
}

pub(super) fn died(work: &Work<'_>, patient: PatientId) -> bool {
    persons(work, patient).iter().any(has_died)
}

struct Watching {
    found: Vec<Found>,
    look: Option<jiff::civil::Date>,
}

/// The combinations that hurt, each known since it was first found; and the day that may bring one by itself. What was
/// answered under another number than the record now carries is concluded from by nobody.
fn watch(work: &Work<'_>, now: &Registration, nhs: Option<NhsNumber>, choice: &Choice) -> Watching {
    let none = Watching { found: Vec::new(), look: None };
    let Some(followed) = now.followed.as_ref().filter(|followed| followed.mode != Mode::Off) else {
        return none;
    };
    if died(work, now.patient) {
        return none;
    }
    let own = work.rules.practices(followed.prison);
    let prisons = now.pds.as_ref().map(|_| work.rules.prison_practices()).unwrap_or_default();
    let here = followed.left.is_none().then_some(Here { stay: followed.stay, prison: followed.prison });
    let today = work.now().london_date();
    let holidays = Holidays(work.rules.national.holidays.clone());
    let asked_for = choice.asked_for.as_ref().map(|asked| asked.since);
    let watched = Watched {
        choice,
        registration: now,
        here,
        left: followed.settled,
        own_practices: own,
        prison_practices: &prisons,
        asked_for,
        today,
    };
    let theirs = nhs.is_some() && now.asked_under == nhs;
    let harms = if theirs { harms(&watched, &holidays) } else { Vec::new() };
    let since =
        |harm| now.found.iter().find(|found| found.harm == harm).map_or(work.now(), |found| found.since);
    let found: Vec<Found> = harms.into_iter().map(|harm| Found { harm, since: since(harm) }).collect();
    let late = asked_for.map(|since| watching::late_on(since, &holidays));
    Watching { found, look: late.filter(|day| *day > today) }
}

/// Where PDS names the practice of the prison that was asked, under the number that the record carries, what was asked
/// for has been done.
fn is_made_so(rules: &Rules, choice: &Choice, now: Option<&Registration>, nhs: Option<NhsNumber>) -> bool {
    let theirs = now.filter(|now| nhs.is_some() && now.asked_under == nhs);
    let practice = theirs.and_then(|now| now.pds.as_ref()).and_then(|pds| pds.practice.is());
    let asked = choice.asked_for.as_ref();
    asked.zip(practice).is_some_and(|(asked, practice)| rules.practices(asked.prison).contains(practice))
}

/// The same before this change: what became so by it, or was asked for anew, is said once, whatever else stayed as it was.
fn was_made_so(work: &Work<'_>, choice: &Choice, nhs: Option<NhsNumber>) -> bool {
    let before = work.before.choices.get(&choice.patient);
    let asked = before.is_some_and(|before| before.asked_for == choice.asked_for);
    asked && is_made_so(work.rules, choice, work.before.registrations.get(&choice.patient), nhs)
}
