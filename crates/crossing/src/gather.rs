//! What an input is about is read before it is decided on: which of it, by the kind of input.

use crate::fact::{Fact, What};
use crate::subjects::{Subjects, key_of, key_of_patient};
use crate::understood::{
    Act, Answer, AttemptEnd, IncomingBooking, IncomingPatient, PatientNamed, PrisonSignal, Tick, Understood,
};
use store::{Reach, Result};
use vocab::Instant;
use vocab::crossing::TaskKey;
use vocab::prison::Aspect;

/// Bookings that ended so long ago are not worked out again: what their entries show is history.
const BOOKINGS_BACK_SECONDS: i64 = 86_400;

/// Reads what an input is about.
pub(crate) fn gather(understood: &Understood, reach: &mut Reach<'_>, subjects: &mut Subjects) -> Result<()> {
    match understood {
        Understood::Facts(_, facts) => facts.iter().try_for_each(|fact| gather_fact(fact, reach, subjects)),
        Understood::Signal(_, signal, _) => gather_signal(signal, reach, subjects),
        Understood::Opaque(_, id, _) => subjects.look_up(reach, id),
        Understood::Patient(patient) => gather_patient(patient, reach, subjects),
        Understood::Booking(booking) => gather_booking(booking, reach, subjects),
        Understood::Act(act, at, _) => gather_act(act, *at, reach, subjects),
        Understood::Answer(answer) => gather_answer(answer, reach, subjects),
        Understood::Tick(Tick::Settle { person, at }) => subjects.circle(reach, *person, back(*at)),
        Understood::Tick(Tick::Switched { appointments }) => {
            appointments.iter().try_for_each(|id| subjects.booking_in_full(reach, *id))
        }
        Understood::Tick(Tick::NotDoneByHand { appointments }) => {
            appointments.iter().try_for_each(|id| subjects.booking(reach, *id))
        }
        Understood::Tick(Tick::ErrandFailed { person, aspect, .. }) => {
            subjects.errand(reach, *person, *aspect)
        }
        Understood::Tick(Tick::ErrandDue { persons, aspects }) => {
            let all = persons.iter().flat_map(|person| aspects.iter().map(move |aspect| (*person, *aspect)));
            all.into_iter().try_for_each(|(person, aspect)| subjects.errand(reach, person, aspect))
        }
        Understood::Tick(Tick::LookUpFailed { id, .. }) => subjects.look_up(reach, id),
        Understood::Replay(seq, inner) => {
            subjects.quarantined = reach.quarantined(*seq)?;
            gather(inner, reach, subjects)
        }
        Understood::Tick(Tick::FollowAgain { patients, at }) => {
            // Whatever is still to come of their bookings belongs to it.
            patients.iter().try_for_each(|patient| subjects.patient_with_bookings(reach, *patient, *at))
        }
        Understood::Tick(Tick::DemographicsFailed { patient, .. }) => subjects.registration(reach, *patient),
        Understood::Demographics(answer) => {
            subjects.patient_with_bookings(reach, answer.patient, answer.asked)
        }
        Understood::DemographicsChecked(_, readings, _) => {
            readings.iter().try_for_each(|(patient, _)| subjects.registration(reach, *patient))
        }
        Understood::DemographicsSignal(_, signal) => {
            let patients = reach.patients_by_nhs(signal.subject)?;
            patients.iter().try_for_each(|patient| {
                subjects.named.push(patient.id);
                subjects.registration(reach, patient.id)
            })
        }
        Understood::Checked(_, readings, _) => {
            readings.iter().try_for_each(|(person, aspect, _)| subjects.errand(reach, *person, *aspect))
        }
        Understood::Tick(_)
        | Understood::Charter
        | Understood::Kept(..)
        | Understood::Erased
        | Understood::NotUnderstood { .. } => Ok(()),
    }
}

fn back(at: Instant) -> Instant {
    at.plus_seconds(-BOOKINGS_BACK_SECONDS)
}

fn gather_fact(fact: &Fact, reach: &mut Reach<'_>, subjects: &mut Subjects) -> Result<()> {
    let number = fact.person;
    let since = back(fact.asked.unwrap_or_default());
    if let Some(aspect) = fact.what.aspect() {
        subjects.errand(reach, number, aspect)?;
    }
    match &fact.what {
        What::Identity(identity) => {
            subjects.circle(reach, number, since)?;
            subjects.carriers(reach, number, since)?;
            let before = subjects.persons.get(&number).and_then(|p| p.identity.value.as_ref()).map(key_of);
            for key in before.into_iter().chain([key_of(identity)]) {
                subjects.alike(reach, key, since)?;
                subjects.persons_at(reach, key)?;
            }
            Ok(())
        }
        What::Place(_) | What::NotVisible(Aspect::Place) => subjects.circle(reach, number, since),
        What::MergedInto(survivor) => {
            subjects.circle(reach, number, since)?;
            survivor.map_or(Ok(()), |kept| subjects.circle(reach, kept, since))
        }
        What::Entries { from, to, entries, .. } => {
            subjects.mirrors_of(reach, number)?;
            for known in reach.prison_entries_of(number, *from, *to)? {
                subjects.entry(reach, known.remote)?;
            }
            for entry in entries {
                subjects.entry(reach, entry.remote)?;
                // What stands after all, or stands and should not, is worked out anew, by whom it is for.
                if let Some(id) = subjects.stands_again(entry) {
                    subjects.booking_in_full(reach, id)?;
                }
            }
            Ok(())
        }
        What::KnownAs(_) => Ok(()),
        What::Alerts(_)
        | What::AlertsTold(_)
        | What::NonAssociations(_)
        | What::Schedule(_)
        | What::NotVisible(_) => subjects.person(reach, number),
    }
}

fn gather_signal(signal: &PrisonSignal, reach: &mut Reach<'_>, subjects: &mut Subjects) -> Result<()> {
    // A signal carries no time that can be trusted: every booking of those it shakes is looked at.
    let always = Instant::default();
    match signal {
        PrisonSignal::Reread(..) | PrisonSignal::Heard => Ok(()),
        PrisonSignal::LookUp(id, _) => subjects.look_up(reach, id),
        PrisonSignal::Merged { kept: a, removed: b } | PrisonSignal::BookingMoved { from: a, to: b, .. } => {
            subjects.circle(reach, *a, always)?;
            subjects.circle(reach, *b, always)
        }
        PrisonSignal::Removed(number) | PrisonSignal::Settled { number, .. } => {
            subjects.circle(reach, *number, always)
        }
    }
}

fn gather_patient(incoming: &IncomingPatient, reach: &mut Reach<'_>, subjects: &mut Subjects) -> Result<()> {
    let before = match incoming.id {
        Some(id) => reach.patient(id)?,
        None => reach.patient_by_local(incoming.local.text())?,
    };
    if let Some(before) = &before {
        subjects.named.push(before.id);
        subjects.patient_with_bookings(reach, before.id, Instant::default())?;
        subjects.persons_of_patient(reach, before.id)?;
    }
    if let Some(number) = incoming.prison_number {
        subjects.person(reach, number)?;
        for link in reach.links_of_person(number)? {
            subjects.links.insert(link.id, link);
        }
    }
    let new_key = incoming.born.map(|born| vocab::name::alike_key(&incoming.name.family, born));
    for key in before.as_ref().and_then(key_of_patient).into_iter().chain(new_key) {
        subjects.alike(reach, key, Instant::default())?;
        subjects.persons_at(reach, key)?;
    }
    Ok(())
}

fn gather_booking(incoming: &IncomingBooking, reach: &mut Reach<'_>, subjects: &mut Subjects) -> Result<()> {
    if let Some(id) = incoming.id {
        subjects.booking_in_full(reach, id)?;
    } else if let Some(identifier) = &incoming.if_none_exist {
        for found in reach.appointments_by_identifier(identifier)? {
            subjects.existing.push(found.id);
            subjects.booking(reach, found.id)?;
        }
    }
    let patients = match &incoming.patient {
        PatientNamed::Id(id) => reach.patient(*id)?.into_iter().collect(),
        PatientNamed::Local(local) => reach.patient_by_local(local.text())?.into_iter().collect(),
        PatientNamed::Nhs(nhs) => reach.patients_by_nhs(*nhs)?,
        PatientNamed::PrisonNumber(number) => reach.patients_by_prison_number(*number)?,
    };
    for patient in patients {
        subjects.named.push(patient.id);
        subjects.persons_of_patient(reach, patient.id)?;
    }
    Ok(())
}

fn gather_act(act: &Act, at: Instant, reach: &mut Reach<'_>, subjects: &mut Subjects) -> Result<()> {
    match act {
        Act::LinkConfirm { link, .. } | Act::LinkReject { link, .. } | Act::LinkSplit { link, .. } => {
            let Some(link) = reach.link(*link)? else { return Ok(()) };
            subjects.circle(reach, link.person, back(at))?;
            subjects.patient_with_bookings(reach, link.patient, back(at))?;
            subjects.links.insert(link.id, link.clone());
            if let Some(key) = subjects.patients.get(&link.patient).and_then(key_of_patient) {
                subjects.alike(reach, key, back(at))?;
                subjects.persons_at(reach, key)?;
            }
            Ok(())
        }
        Act::LinkPropose { person, patient } => {
            subjects.circle(reach, *person, back(at))?;
            subjects.patient_with_bookings(reach, *patient, back(at))
        }
        Act::ListPrint { prison, date, session, location, .. } => {
            subjects.list_version = reach.list_version_last(*prison, *date, (session, location))?;
            Ok(())
        }
        Act::FileTaken { appointments, .. } => {
            appointments.iter().try_for_each(|id| subjects.booking(reach, *id))
        }
        Act::TaskDone { task: TaskKey::Leaving(patient, ..) } | Act::LeavingStep { patient, .. } => {
            subjects.patient_with_bookings(reach, *patient, at)
        }
        Act::ChoiceLine { patient, .. } | Act::UnitSays { patient, .. } => {
            subjects.patient_with_bookings(reach, *patient, at)
        }
        Act::ModeSet { .. } | Act::TaskDone { .. } | Act::ListTold { .. } | Act::Erase { .. } => Ok(()),
    }
}

fn gather_answer(answer: &Answer, reach: &mut Reach<'_>, subjects: &mut Subjects) -> Result<()> {
    let (Answer::Started { appointment, .. } | Answer::Ended { appointment, .. }) = answer;
    subjects.booking_in_full(reach, *appointment)?;
    // Whom the entry names may have been merged away since, and no link need lead to them any more.
    let named = subjects.mirrors.get(appointment).and_then(|m| m.desired.as_ref()).map(|e| e.person);
    named.map_or(Ok(()), |number| subjects.survivors(reach, number))?;
    let remote = subjects.mirrors.get(appointment).and_then(|m| m.known.as_ref()).map(|known| known.remote);
    remote.map_or(Ok(()), |remote| subjects.entry(reach, remote))?;
    if let Answer::Ended { result: AttemptEnd::Found { entries }, .. } = answer {
        for entry in entries {
            subjects.entry(reach, entry.remote)?;
        }
    }
    Ok(())
}
