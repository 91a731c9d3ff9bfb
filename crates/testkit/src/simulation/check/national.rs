//! What PDS says is what is known and shown: as the newest answer had it, never older, never another's; and what it keeps
//! back is never said to be none. An answer of a step in which the process died may be known or not.

use super::Run;
use crate::simulation::spine::{Answered, Says};
use crate::simulation::team::Facts;
use doubles::pds::Person;
use vocab::id::{NhsNumber, PatientId};
use vocab::registration::{NoRecord, Registration, Told};

pub(super) fn what_pds_says_is_what_is_shown(run: &Run<'_>) -> Result<(), String> {
    let side = run.world.spine.lock();
    for (patient, known) in &run.rest.registrations {
        let Some(number) = number_of(run, *patient) else { continue };
        let about = answers(&side.answered, number, side.answered.len());
        if about.is_empty() {
            if known.checked.is_some() {
                return Err(format!("{patient} was never read, and is said to have been"));
            }
            continue;
        }
        if known.checked.is_none() && nothing_is_sure(&about) {
            continue;
        }
        let fits = about.iter().any(|answer| as_answered(known, answer).is_ok());
        if !fits {
            let why = as_answered(known, about[0]).err().unwrap_or_default();
            return Err(format!("{patient} is not known as PDS last had it: {why}"));
        }
    }
    for facts in &run.world.team.facts {
        let Some(number) = number_of(run, facts.patient) else { continue };
        let about = answers(&side.answered, number, facts.answers);
        if facts.checked.is_none() && nothing_is_sure(&about)
            || about.iter().any(|answer| as_shown(facts, answer))
        {
            continue;
        }
        return Err(format!(
            "at {} a nurse was shown {:?} of {}, read {:?}",
            facts.at.rfc3339_london(),
            facts.gp,
            facts.patient,
            facts.checked.map(vocab::Instant::rfc3339_london)
        ));
    }
    match run.rest.readings {
        0 => Ok(()),
        due => Err(format!("{due} records are still to be read")),
    }
}

fn number_of(run: &Run<'_>, patient: PatientId) -> Option<NhsNumber> {
    run.world.care.patients.iter().find(|p| p.id == Some(patient)).and_then(|p| p.record.nhs)
}

/// The newest answer of a number that is written down, and whatever came after it and may be.
fn answers(all: &[Answered], number: NhsNumber, until: usize) -> Vec<&Answered> {
    let of: Vec<&Answered> = all[..until].iter().filter(|answer| answer.number == number).collect();
    let sure = of.iter().rposition(|answer| answer.written).unwrap_or(0);
    of[sure..].iter().rev().copied().collect()
}

/// Whether it may be that nothing was ever written down.
fn nothing_is_sure(about: &[&Answered]) -> bool {
    !about.iter().any(|answer| answer.written)
}

/// Whether what is known is what an answer said.
fn as_answered(known: &Registration, answer: &Answered) -> Result<(), String> {
    // Equal answers of one step are as old as the oldest of them.
    if known.checked.is_none_or(|checked| checked < answer.step || checked > answer.asked) {
        return Err(format!("another age: {:?}", known.checked.map(vocab::Instant::rfc3339_london)));
    }
    match (&answer.says, known.no_record, &known.pds) {
        (Says::NotFound, Some(NoRecord::NotFound), _)
        | (Says::Invalidated, Some(NoRecord::Invalidated), _) => Ok(()),
        (Says::Record(number, there), None, Some(pds)) => {
            let practice = kept(there, there.practice.as_ref().map(|(code, _)| code));
            let address = kept(there, there.address.as_ref().map(|(address, _)| address));
            let death = there.death.map(|(how, _)| how);
            if (&pds.number, pds.is_restricted, pds.death) != (number, there.is_restricted, death) {
                return Err("another number, another protection or another death".to_owned());
            }
            if practice != as_ref(&pds.practice) {
                return Err(format!("the practice is known as {:?}", pds.practice));
            }
            if address != as_ref(&pds.address) { Err("another address".to_owned()) } else { Ok(()) }
        }
        (_, known, _) => Err(format!("whether there is a record: {known:?}")),
    }
}

/// What is to be known of something that PDS keeps back of whom it protects.
fn kept<'p, T>(there: &Person, what: Option<&'p T>) -> Told<&'p T> {
    match what {
        _ if there.is_restricted => Told::Kept,
        Some(what) => Told::Is(what),
        None => Told::None,
    }
}

const fn as_ref<T>(told: &Told<T>) -> Told<&T> {
    match told {
        Told::Is(what) => Told::Is(what),
        Told::None => Told::None,
        Told::Kept => Told::Kept,
    }
}

/// Whether what a nurse was shown of the practice is what an answer said, or that it is not hers to see.
fn as_shown(facts: &Facts, answer: &Answered) -> bool {
    if facts.checked.is_none_or(|checked| checked < answer.step) {
        return false;
    }
    let says = |word: &str| facts.gp.contains(word);
    match &answer.says {
        Says::NotFound => says("no record") || says("Not shown here"),
        Says::Invalidated => says("out of use") || says("Not shown here"),
        Says::Record(_, there) if there.is_restricted => says("Kept back") || says("Not shown here"),
        Says::Record(_, there) => match &there.practice {
            Some((code, _)) => facts.gp.starts_with(code.text()),
            None => says("None."),
        },
    }
}
