//! The engine's heart, as the store runs it: read an input, gather what it is about, decide.
//!
//! The same three steps serve in the lane and in rebuild. Deciding reads nothing but its arguments: the time and the
//! seed are the row's own.

use crate::fact::{Fact, What};
use crate::gather;
use crate::observe::observe;
use crate::reconcile::aspect::Applied;
use crate::reconcile::{aspect, by_hand, choices, custody, disturb, line, mirrors, registered};
use crate::rules::Rules;
use crate::subjects::Subjects;
use crate::understood::{Answer, Outcome, PrisonSignal, Tick, Understood};
use crate::work::{Work, urgency};
use crate::{acts, attempts, bookings};
use std::sync::Arc;
use store::unit::{Change, Decide, Input, Moment, Write};
use store::{Reach, Result};
use vocab::Instant;
use vocab::crossing::{Errand, Feed, LookUp, QuarantineReason, Quarantined};
use vocab::id::{JournalSeq, OpaqueId, PrisonNumber};
use vocab::prison::Aspect;

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
        gather::gather(understood, reach, &mut subjects)?;
        Ok(subjects)
    }

    fn decide(&self, understood: &Understood, subjects: &Subjects, moment: &Moment) -> Change<Outcome> {
        let mut work = Work::new(subjects, &self.rules, moment);
        let outcome = decide(&mut work, understood);
        choices::follow_all(&mut work);
        registered::follow_all(&mut work);
        let keep =
            matches!(understood, Understood::Patient(_) | Understood::Booking(_) | Understood::Act(..));
        work.finish(outcome, keep)
    }
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
        Understood::Demographics(answer) => {
            heard(work, &answer.feed);
            registered::answered(work, answer)
        }
        Understood::DemographicsChecked(feed, readings, asked) => {
            heard(work, feed);
            registered::checked(work, readings, *asked);
            Outcome::Unchanged
        }
        Understood::DemographicsSignal(feed, signal) => {
            heard(work, feed);
            behind(work, feed, Some(signal.at));
            line::signalled(work)
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
        // What follows is worked out at the end of every decision.
        Tick::FollowAgain { .. } => Outcome::Done,
        Tick::DemographicsFailed { patient, again_seconds } => {
            line::put_off(work, *patient, *again_seconds);
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
