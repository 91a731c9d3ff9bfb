//! What patients choose about a GP: a line is added or refused, and what follows from it is asked for.
//!
//! It promises that nothing is asked for but what [`registration::follows`] says, and that no movement adds, changes or
//! takes away a line. What was asked for is taken back when it no longer follows: in another prison, in another
//! custody, after a withdrawal. While somebody is reported to have left and that has not settled, nothing is.

use crate::understood::{NotDone, Outcome};
use crate::work::Work;
use registration::follows::{Follows, Here, follows};
use registration::recording::{Around, LinkIs, Refusal, Site, WordingIs, refusals, takes_back};
use vocab::crossing::{Caller, Flow, LinkState, Mode, TaskKey};
use vocab::id::PatientId;
use vocab::place::PrisonCode;
use vocab::prison::{Person, Standing};
use vocab::registration::{AskedFor, Choice, Line, Said, Stay};

/// "Little English spoken".
const LITTLE_ENGLISH: &str = "VLES";

/// Whoever is asked to finish what a rule no longer wants: stands where an account stands of what a person did.
pub(super) const BY_RULE: &str = "gatelodge";

/// Adds a line, or says why not.
pub(crate) fn add(
    work: &mut Work<'_>,
    (patient, version): (PatientId, u32),
    said: &Said,
    wording: WordingIs,
    caller: &Caller,
) -> Outcome {
    if !work.before.patients.contains_key(&patient) {
        return Outcome::NotDone(NotDone::PatientNotKnown);
    }
    let Some(prison) = caller.prison.filter(|prison| work.rules.prisons.contains_key(prison)) else {
        return Outcome::NotDone(NotDone::PrisonNotServed);
    };
    let choice = work.choice(patient).cloned().unwrap_or_else(|| empty(patient));
    if choice.version != version {
        return Outcome::NotDone(NotDone::VersionConflict { stands: choice.version });
    }
    let mode = work.mode(Flow::Registration, prison);
    let mut refused = refusals(&choice, said, &around(work, patient, prison, wording, mode));
    // What was said can be taken back whatever is switched.
    if mode == Mode::Off && !takes_back(&choice, said) {
        refused.push(Refusal::SwitchedOff);
    }
    if !refused.is_empty() {
        return Outcome::NotDone(NotDone::Choice(refused));
    }
    let (id, at) = (work.id(), work.now());
    let line = Line { id, at, by: caller.account.clone(), prison, said: said.clone() };
    let mut choice = choice;
    choice.lines.push(line);
    for person in persons(work, patient) {
        work.about(person.number);
    }
    work.choice_put(choice);
    Outcome::Chosen { version: version + 1 }
}

pub(super) const fn empty(patient: PatientId) -> Choice {
    Choice { patient, version: 0, lines: Vec::new(), asked_for: None }
}

/// Whoever a patient is linked to, or was until it was shaken.
pub(super) fn persons(work: &Work<'_>, patient: PatientId) -> Vec<Person> {
    let binds = |state| matches!(state, LinkState::Confirmed | LinkState::InDoubt);
    let linked = work.links().filter(|link| link.patient == patient && binds(link.state));
    let numbers: Vec<_> = linked.map(|link| link.person).collect();
    numbers.into_iter().filter_map(|number| work.person(number).cloned()).collect()
}

/// The one person whom a patient is known to be, and the link's word for it.
pub(super) fn linked(work: &Work<'_>, patient: PatientId) -> (LinkIs, Option<Person>) {
    let states: Vec<_> = work.links().filter(|link| link.patient == patient).map(|link| link.state).collect();
    let found = persons(work, patient);
    match found.as_slice() {
        [one] if states.contains(&LinkState::Confirmed) && one.disturbed.is_none() => {
            (LinkIs::Confirmed, Some(one.clone()))
        }
        [] => (LinkIs::None, None),
        _ => (LinkIs::InDoubt, None),
    }
}

/// Where somebody is in custody, as reported. None once they are reported to have left.
pub(super) fn here(person: &Person) -> Option<Here> {
    let custody = person.custody.value.as_ref()?;
    let prison = custody.reported.standing.prison()?;
    Some(Here { stay: Stay { person: person.number, number: custody.stay }, prison })
}

fn around(work: &Work<'_>, patient: PatientId, prison: PrisonCode, wording: WordingIs, mode: Mode) -> Around {
    let (link, person) = linked(work, patient);
    let record = work.before.patients.get(&patient);
    let identity = person.as_ref().and_then(|person| person.identity.value.as_ref());
    // Where the two records differ the younger counts: it costs a question, and the other a child's safeguard.
    let born =
        record.and_then(|record| record.born).into_iter().chain(identity.map(|identity| identity.born));
    let today = work.now().london_date();
    let alerts = person.iter().flat_map(|person| person.alerts.value.iter().flatten());
    let rules = work.rules.prison(prison).map(|rules| rules.registration.clone()).unwrap_or_default();
    Around {
        link,
        here: person.as_ref().and_then(here).filter(|here| here.prison == prison),
        born: born.max(),
        died: persons(work, patient).iter().any(has_died),
        little_english: alerts.into_iter().any(|a| a.active_on(today) && a.code.text() == LITTLE_ENGLISH),
        wording,
        site: Site {
            live: mode == Mode::Live,
            young_pack: rules.young_pack,
            wales_without_pack: rules.wales && !rules.wales_pack,
        },
        now: work.now(),
    }
}

pub(super) fn has_died(person: &Person) -> bool {
    person.custody.value.as_ref().is_some_and(|custody| custody.reported.standing == Standing::Died)
}

/// What follows from every choice that a decision has come by: it may have moved somebody, or shaken a link.
pub(crate) fn follow_all(work: &mut Work<'_>) {
    let mut all: Vec<PatientId> = work.before.choices.keys().copied().collect();
    all.extend(work.choices_put());
    all.sort_unstable();
    all.dedup();
    for patient in all {
        follow(work, patient);
    }
}

fn follow(work: &mut Work<'_>, patient: PatientId) {
    let Some(choice) = work.choice(patient).cloned() else { return };
    let (link, person) = linked(work, patient);
    // A link in doubt stops what is new and takes nothing away; so does a leaving that has not settled.
    let Some(wanted) = wanted(work, &choice, link, person.as_ref()) else { return };
    let stands = choice.asked_for.as_ref();
    let same = |asked: &AskedFor, (line, here): &(_, Here)| {
        (asked.line, asked.stay, asked.prison) == (*line, here.stay, here.prison)
    };
    match (stands, wanted) {
        (Some(asked), Some(wanted)) if same(asked, &wanted) => {}
        (None, None) => {}
        (asked, wanted) => {
            let asked = asked.cloned();
            if let Some(asked) = &asked {
                work.task_done(TaskKey::Register(patient, asked.prison), BY_RULE);
                if registration::follows::taken_back(&choice).is_some() {
                    work.task(TaskKey::RejoinGp(patient, asked.prison), Some(asked.prison));
                }
            }
            let asked_for = wanted.map(|(line, here)| {
                work.task(TaskKey::Register(patient, here.prison), Some(here.prison));
                AskedFor { line, stay: here.stay, prison: here.prison, since: work.now() }
            });
            work.choice_put(Choice { asked_for, ..choice });
        }
    }
}

type Wanted = (vocab::id::EntryId, Here);

/// What should be asked for; none where what is known now does not say, so that what stands stays as it is.
fn wanted(work: &Work<'_>, choice: &Choice, link: LinkIs, person: Option<&Person>) -> Option<Option<Wanted>> {
    if registration::follows::taken_back(choice).is_some() {
        return Some(None);
    }
    let person = person.filter(|_| link == LinkIs::Confirmed)?;
    let custody = person.custody.value.as_ref()?;
    if custody.reported.standing.is_gone() {
        return custody.is_settled().then_some(None);
    }
    let Some(here) = here(person) else {
        // On the way: what was asked for in this custody stands, and what was in an earlier one is over.
        let stay = Stay { person: person.number, number: custody.stay };
        return choice.asked_for.as_ref().is_some_and(|asked| asked.stay != stay).then_some(None);
    };
    if work.mode(Flow::Registration, here.prison) != Mode::Live {
        return Some(None);
    }
    match follows(choice, here) {
        Follows::Register(because) => Some(Some((because.line().id, here))),
        Follows::TellFirst(_) | Follows::Nothing(_) => Some(None),
    }
}
