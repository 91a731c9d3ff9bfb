//! The engine's heart, as the store runs it: read an input, gather what it is about, decide.
//!
//! The same three steps serve in the lane and in rebuild. Deciding reads nothing but its arguments: the time and the
//! seed are the row's own.

use crate::fact::{Fact, What};
use crate::observe::observe;
use crate::reconcile::aspect::Applied;
use crate::reconcile::{aspect, by_hand, choices, custody, disturb, mirrors};
use crate::rules::Rules;
use crate::subjects::{Subjects, key_of, key_of_patient};
use crate::understood::{
    Answer, AttemptEnd, IncomingBooking, IncomingPatient, Outcome, PatientNamed, PrisonSignal, Tick,
    Understood,
};
use crate::work::{Work, urgency};
use crate::{acts, attempts, bookings};
use std::sync::Arc;
use store::unit::{Change, Decide, Input, Moment, Write};
use store::{Reach, Result};
use vocab::Instant;
use vocab::crossing::{Errand, Feed, LookUp, QuarantineReason, Quarantined};
use vocab::id::{JournalSeq, OpaqueId, PrisonNumber};
use vocab::prison::Aspect;

/// Bookings that ended so long ago are not worked out again: what their entries show is history.
const BOOKINGS_BACK_SECONDS: i64 = 86_400;

/// Decides by the rules of a deployment.
#[derive(Debug, Clone)]
pub struct Engine {
    rules: Arc<Rules>,
}

impl Engine {
    /// An engine for these rules.
    #[must_use]
    pub const fn new(rules: Arc<Rules>) -> Self {
        Self { rules }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}

impl Decide for Engine {
    type Parsed = Understood;
    type Subjects = Subjects;
    type Outcome = Outcome;

    fn parse(&self, input: &Input) -> Understood {
        observe(input, &self.rules)
    }

    fn gather(&self, understood: &Understood, reach: &mut Reach<'_>) -> Result<Subjects> {
        let mut subjects = Subjects::new(reach);
        gather(understood, reach, &mut subjects)?;
        Ok(subjects)
    }

    fn decide(&self, understood: &Understood, subjects: &Subjects, moment: &Moment) -> Change<Outcome> {
        let mut work = Work::new(subjects, &self.rules, moment);
        let outcome = decide(&mut work, understood);
        choices::follow_all(&mut work);
        let keep =
            matches!(understood, Understood::Patient(_) | Understood::Booking(_) | Understood::Act(..));
        work.finish(outcome, keep)
    }
}

fn gather(understood: &Understood, reach: &mut Reach<'_>, subjects: &mut Subjects) -> Result<()> {
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

fn gather_act(
    act: &crate::understood::Act,
    at: Instant,
    reach: &mut Reach<'_>,
    subjects: &mut Subjects,
) -> Result<()> {
    use crate::understood::Act;
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
        Act::ChoiceLine { patient, .. } => subjects.persons_of_patient(reach, *patient),
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

fn decide(work: &mut Work<'_>, understood: &Understood) -> Outcome {
    match understood {
        Understood::Facts(feed, facts) => {
            heard(work, feed);
            if let Some(elsewhere) = of_another_prison(work, facts) {
                return elsewhere;
            }
            match facts.iter().map(|fact| aspect::apply(work, fact)).max() {
                Some(Applied::Changed) => Outcome::Changed,
                Some(Applied::Unchanged) | None => Outcome::Unchanged,
                Some(Applied::Stale) => Outcome::Stale,
            }
        }
        Understood::Checked(feed, readings, asked) => {
            heard(work, feed);
            for (person, aspect, _) in readings {
                work.about(*person);
                let done = |e: &Errand| e.signalled <= *asked;
                if work.before.errands.get(&(*person, *aspect)).is_some_and(done) {
                    work.write(Write::ErrandDone(*person, *aspect));
                }
            }
            work.write(Write::Checked(readings.clone(), *asked));
            Outcome::Unchanged
        }
        Understood::Signal(feed, signal, happened) => {
            heard(work, feed);
            behind(work, feed, *happened);
            signalled(work, signal)
        }
        Understood::Opaque(feed, id, person) => {
            heard(work, feed);
            looked_up(work, id, *person)
        }
        Understood::Patient(incoming) => bookings::patient(work, incoming),
        Understood::Booking(incoming) => bookings::booking(work, incoming),
        Understood::Act(act, _, caller) => acts::act(work, act, caller),
        Understood::Answer(Answer::Started { appointment, version, act }) => {
            attempts::started(work, *appointment, *version, *act)
        }
        Understood::Answer(Answer::Ended { appointment, number, result }) => {
            attempts::ended(work, *appointment, *number, result)
        }
        Understood::Tick(tick) => ticked(work, tick),
        Understood::Charter => Outcome::Done,
        Understood::Kept(feed, what) => {
            heard(work, feed);
            Outcome::Kept((*what).to_owned())
        }
        Understood::Erased => Outcome::Kept("erased".to_owned()),
        Understood::NotUnderstood { reason, detail, about } => quarantine(work, *reason, detail, about),
        Understood::Replay(seq, inner) => replay(work, *seq, inner),
    }
}

/// Someone whom we never knew, in a prison that is not served here: their record is not ours to keep. Whoever is known
/// already is followed wherever they go.
fn of_another_prison(work: &mut Work<'_>, facts: &[Fact]) -> Option<Outcome> {
    let served = |prison| work.rules.prisons.contains_key(&prison);
    let place = |fact: &Fact| match &fact.what {
        What::Place(place) => Some(place.standing.prison().or(place.from)),
        _ => None,
    };
    let all_elsewhere = !facts.is_empty()
        && facts.iter().all(|fact| !is_known(work, fact.person))
        && facts.iter().any(|fact| place(fact).is_some())
        && facts.iter().filter_map(place).all(|prison| prison.is_some_and(|p| !served(p)));
    if !all_elsewhere {
        return None;
    }
    let about: Vec<PrisonNumber> = facts.iter().map(|f| f.person).collect();
    // It was answered: there is nothing more to read of somebody who is not ours.
    for person in &about {
        work.errands_over(*person);
    }
    let detail = "a person in a prison that is not served here";
    Some(quarantine(work, QuarantineReason::OtherPrison, detail, &about))
}

/// Whether anything but warnings was ever read of somebody: those alone are read before it is known whose they are.
fn is_known(work: &Work<'_>, number: PrisonNumber) -> bool {
    work.person(number).is_some_and(|p| p.identity.value.is_some() || p.custody.value.is_some())
}

fn heard(work: &mut Work<'_>, feed: &Feed) {
    let at = work.now();
    work.write(Write::Heard(feed.clone(), at));
}

/// News are at most so far behind: what says more was sent with a wrong time, or lay somewhere for other reasons.
const BEHIND_SECONDS_MAX: i64 = 7 * 86_400;

/// How far behind the news was. A sender's clock may be ahead of ours: that is not behind at all.
fn behind(work: &mut Work<'_>, feed: &Feed, happened: Option<Instant>) {
    let seconds = happened.map(|at| work.now().seconds_since(at).max(0)).filter(|s| *s <= BEHIND_SECONDS_MAX);
    if let Some(seconds) = seconds.and_then(|s| u32::try_from(s).ok()) {
        work.write(Write::Behind(feed.clone(), seconds));
    }
}

/// Whose an opaque id is, is known now: what changed of them is due. Of an id that is nobody's whom we may see, there is
/// nothing to read.
fn looked_up(work: &mut Work<'_>, id: &OpaqueId, person: Option<PrisonNumber>) -> Outcome {
    work.write(Write::Opaque(id.clone(), person));
    let Some(asked) = work.before.look_ups.get(id) else { return Outcome::Unchanged };
    work.write(Write::LookUpDone(id.clone()));
    match person {
        Some(person) => {
            work.errands(person, &asked.aspects);
            Outcome::Signalled
        }
        None => Outcome::Kept("an opaque id that is nobody's whom we may see".to_owned()),
    }
}

/// Something of somebody changed, who is named by an opaque id.
fn of_opaque(work: &mut Work<'_>, id: &OpaqueId, aspects: &[Aspect]) {
    if let Some(person) = work.before.opaque.get(id) {
        return work.errands(*person, aspects);
    }
    let before = work.before.look_ups.get(id).map_or(&[][..], |l| &l.aspects);
    let aspects = Aspect::ALL.into_iter().filter(|a| aspects.contains(a) || before.contains(a)).collect();
    let (due, signalled) = (work.now(), work.now());
    work.write(Write::LookUp(LookUp { id: id.clone(), aspects, due, signalled, failures: 0 }));
}

fn signalled(work: &mut Work<'_>, signal: &PrisonSignal) -> Outcome {
    let acted = match signal {
        PrisonSignal::Reread(persons, aspects) => {
            for person in persons {
                work.errands(*person, aspects);
            }
            return Outcome::Signalled;
        }
        PrisonSignal::LookUp(id, aspects) => {
            of_opaque(work, id, aspects);
            return Outcome::Signalled;
        }
        PrisonSignal::Merged { kept, removed } => disturb::merged(work, *kept, *removed),
        PrisonSignal::BookingMoved { from, to, since } => disturb::booking_moved(work, *from, *to, *since),
        PrisonSignal::Removed(number) => disturb::removed(work, *number),
        PrisonSignal::Settled { number, movement, prison, occurred } => {
            // The event is believed in nothing but this: what we have read has stood. It is read again besides.
            let said = custody::Said { movement: *movement, prison: *prison, occurred: *occurred };
            let settled = custody::settle(work, *number, Some(&said));
            work.errands(*number, &[Aspect::Place]);
            settled
        }
        PrisonSignal::Heard => false,
    };
    if acted { Outcome::Changed } else { Outcome::Signalled }
}

fn ticked(work: &mut Work<'_>, tick: &Tick) -> Outcome {
    match tick {
        // Alerts are active by London's date when they are read; the row says when the day began for everyone.
        Tick::Midnight { .. } => Outcome::Done,
        Tick::Settle { person, .. } => {
            work.about(*person);
            if !custody::settle(work, *person, None) {
                return Outcome::Unchanged;
            }
            // The prison's own event did not come: it was lost, or what was reported was undone. It is read again.
            work.errands(*person, &[Aspect::Place]);
            Outcome::Changed
        }
        Tick::Heard { feed } => {
            heard(work, feed);
            Outcome::Done
        }
        Tick::Switched { appointments } => {
            for id in appointments {
                if let Some(appointment) = work.before.appointments.get(id) {
                    mirrors::of_appointment(work, appointment, false);
                }
            }
            Outcome::Done
        }
        Tick::NotDoneByHand { appointments } => {
            appointments.iter().for_each(|id| by_hand::tell_late(work, *id));
            Outcome::Done
        }
        Tick::ErrandFailed { person, aspect, again_seconds } => {
            if let Some(errand) = work.before.errands.get(&(*person, *aspect)) {
                let due = work.now().plus_seconds(i64::from(*again_seconds));
                let errand = Errand { due, failures: errand.failures + 1, ..errand.clone() };
                work.write(Write::Errand(errand));
            }
            Outcome::Done
        }
        Tick::LookUpFailed { id, again_seconds } => {
            if let Some(look_up) = work.before.look_ups.get(id) {
                let due = work.now().plus_seconds(i64::from(*again_seconds));
                let look_up = LookUp { due, failures: look_up.failures + 1, ..look_up.clone() };
                work.write(Write::LookUp(look_up));
            }
            Outcome::Done
        }
        Tick::ErrandDropped { person, aspect } => {
            work.write(Write::ErrandDone(*person, *aspect));
            Outcome::Done
        }
        Tick::ErrandDue { persons, aspects } => {
            for (person, aspect) in persons.iter().flat_map(|p| aspects.iter().map(move |a| (*p, *a))) {
                // What is due already, of an event or of an earlier sweep, stays as it is.
                if work.before.errands.contains_key(&(person, aspect)) {
                    continue;
                }
                let (due, signalled) = (work.now(), work.now());
                // Behind everything that an event asked for.
                let urgency = urgency(aspect) + 10;
                let (changed, failures) = (false, 0);
                work.write(Write::Errand(Errand {
                    person,
                    aspect,
                    due,
                    signalled,
                    changed,
                    urgency,
                    failures,
                }));
            }
            Outcome::Signalled
        }
    }
}

fn quarantine(
    work: &mut Work<'_>,
    reason: QuarantineReason,
    detail: &str,
    about: &[PrisonNumber],
) -> Outcome {
    for person in about {
        work.about(*person);
    }
    let (seq, at) = (work.moment.seq, work.now());
    work.write(Write::Quarantine(Quarantined {
        seq,
        reason,
        detail: detail.to_owned(),
        at,
        released_by: None,
    }));
    Outcome::Quarantined { reason, detail: detail.to_owned() }
}

/// The same envelope again: if it is understood now, the row that it was first leaves quarantine.
fn replay(work: &mut Work<'_>, seq: JournalSeq, inner: &Understood) -> Outcome {
    let Some(row) = work.before.quarantined.clone().filter(|q| q.released_by.is_none()) else {
        return Outcome::NotDone(crate::understood::NotDone::NothingToDo);
    };
    if let Understood::NotUnderstood { reason, detail, .. } = inner {
        // Still not understood: it stays where it is, and is not put there twice.
        return Outcome::Quarantined { reason: *reason, detail: detail.clone() };
    }
    let outcome = match inner {
        inner if is_overtaken(work, inner, row.at) => Outcome::Stale,
        // What lay in quarantine tells nothing of how far behind the route is.
        Understood::Signal(feed, signal, _) => {
            decide(work, &Understood::Signal(feed.clone(), signal.clone(), None))
        }
        inner => decide(work, inner),
    };
    let released_by = Some(work.moment.seq);
    work.write(Write::Quarantine(Quarantined { seq, released_by, ..row }));
    outcome
}

/// The care system has written the same record or booking since: what it said then must not come back.
fn is_overtaken(work: &Work<'_>, inner: &Understood, then: Instant) -> bool {
    let before = &work.before;
    match inner {
        Understood::Booking(booking) => {
            let existing = before.existing.iter().copied().chain(booking.id);
            existing.filter_map(|id| before.appointments.get(&id)).any(|a| a.updated > then)
        }
        Understood::Patient(_) => {
            before.named.iter().filter_map(|id| before.patients.get(id)).any(|p| p.updated > then)
        }
        _ => false,
    }
}
