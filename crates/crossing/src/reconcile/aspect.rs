//! Applying one reading of one aspect.
//!
//! Readings are ordered by when they were asked for: one asked before the newest applied is dropped. One that says
//! what is known moves the age on and nothing else. A "not yours to see" keeps what is known and says since when.

use super::{custody, entries, links};
use crate::fact::{Fact, What};
use crate::work::Work;
use store::unit::Write;
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::prison::{Alert, AlertEnd, Aspect, Known};

/// What a reading did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Applied {
    /// A newer reading was applied before.
    Stale,
    /// It said what was known.
    Unchanged,
    /// Something changed.
    Changed,
}

/// Applies one fact, with everything that follows from it.
pub(crate) fn apply(work: &mut Work<'_>, fact: &Fact) -> Applied {
    work.about(fact.person);
    let asked = fact.asked.unwrap_or(work.now());
    let applied = match &fact.what {
        What::Entries { from, to, prison, entries: shown, whole } => {
            let of = prison.filter(|_| *whole);
            return entries::apply(work, fact.person, (*from, *to), shown, of, asked);
        }
        What::AlertsTold(alerts) => return alerts_told(work, fact.person, alerts, asked),
        What::KnownAs(id) => {
            work.write(Write::Opaque(id.clone(), Some(fact.person)));
            return Applied::Unchanged;
        }
        What::NotVisible(aspect) => not_visible(work, fact, *aspect, asked),
        What::MergedInto(survivor) => {
            super::disturb::merged_away(work, fact.person, *survivor);
            // There is nothing more to read under this number: what stays due is the survivor's.
            work.errands_over(fact.person);
            return Applied::Changed;
        }
        what => reading(work, fact, what, asked),
    };
    errand_close(work, fact, asked, applied);
    applied
}

/// A search record tells alerts without dates. Where none were read with dates it is all there is; beside dated ones
/// a difference only asks for a reading.
fn alerts_told(work: &mut Work<'_>, number: PrisonNumber, told: &[Alert], asked: Instant) -> Applied {
    let known = work.person(number).and_then(|p| p.alerts.value.as_ref());
    let only_told =
        known.is_none_or(|alerts| alerts.iter().all(|a| matches!(a.ends, AlertEnd::AsTold { .. })));
    if only_told {
        let fact = Fact { person: number, asked: Some(asked), what: What::Alerts(told.to_vec()) };
        return reading(work, &fact, &fact.what, asked);
    }
    let today = work.now().london_date();
    let active = |alerts: &[Alert]| -> std::collections::BTreeSet<_> {
        alerts.iter().filter(|a| a.active_on(today)).map(|a| a.code.clone()).collect()
    };
    if known.is_some_and(|known| active(known) != active(told)) {
        work.errands(number, &[Aspect::Alerts]);
    }
    Applied::Unchanged
}

fn reading(work: &mut Work<'_>, fact: &Fact, what: &What, asked: Instant) -> Applied {
    let Some(aspect) = what.aspect() else { return Applied::Unchanged };
    let digest = what.digest();
    let known = work.person(fact.person);
    if known.and_then(|p| p.checked(aspect)).is_some_and(|checked| checked >= asked) {
        // Equal times are one reading that came twice, or two that cannot be told apart: the first stands.
        return Applied::Stale;
    }
    let was_hidden = known.is_some_and(|p| hidden(p, aspect));
    if digest.is_some() && known.and_then(|p| p.seen(aspect)) == digest && !was_hidden {
        age(work, fact, aspect, asked);
        return Applied::Unchanged;
    }
    match what {
        What::Identity(identity) => {
            set(&mut work.person_mut(fact.person).identity, identity.clone(), asked, digest);
            links::person_changed(work, fact.person);
        }
        What::Place(place) => custody::apply(work, fact.person, place, asked, digest),
        What::Alerts(alerts) => {
            set(&mut work.person_mut(fact.person).alerts, alerts.clone(), asked, digest);
        }
        What::NonAssociations(others) => {
            set(&mut work.person_mut(fact.person).non_associations, others.clone(), asked, digest);
        }
        What::Schedule(plans) => {
            set(&mut work.person_mut(fact.person).schedule, plans.clone(), asked, digest);
        }
        What::AlertsTold(_)
        | What::KnownAs(_)
        | What::NotVisible(_)
        | What::MergedInto(_)
        | What::Entries { .. } => {}
    }
    Applied::Changed
}

fn set<T>(known: &mut Known<T>, value: T, asked: Instant, seen: Option<u64>) {
    // A "not yours to see" that was asked for after this reading stands.
    let not_visible_since = known.not_visible_since.filter(|since| *since > asked);
    *known = Known { value: Some(value), checked: Some(asked), seen, not_visible_since };
}

const fn hidden(person: &vocab::prison::Person, aspect: Aspect) -> bool {
    person.not_visible_since(aspect).is_some()
}

/// The age alone moves on: the record keeps its version, since nothing that was read of the person has changed.
fn age(work: &mut Work<'_>, fact: &Fact, aspect: Aspect, asked: Instant) {
    if let Some(seen) = fact.what.digest() {
        work.write(Write::Checked(vec![(fact.person, aspect, seen)], asked));
    }
}

fn not_visible(work: &mut Work<'_>, fact: &Fact, aspect: Aspect, asked: Instant) -> Applied {
    let Some(person) = work.person(fact.person) else { return Applied::Unchanged };
    if person.checked(aspect).is_some_and(|checked| checked >= asked) {
        return Applied::Stale;
    }
    if hidden(person, aspect) {
        return Applied::Unchanged;
    }
    let person = work.person_mut(fact.person);
    let since = Some(asked);
    match aspect {
        Aspect::Identity => person.identity.not_visible_since = since,
        Aspect::Place => {
            person.custody.not_visible_since = since;
            super::mirrors::of_person(work, fact.person);
        }
        Aspect::Alerts => person.alerts.not_visible_since = since,
        Aspect::NonAssociations => person.non_associations.not_visible_since = since,
        Aspect::Schedule => person.schedule.not_visible_since = since,
    }
    Applied::Changed
}

/// An errand is done when a reading came that was asked for after it was signalled; signalled since, it stays due.
fn errand_close(work: &mut Work<'_>, fact: &Fact, asked: Instant, applied: Applied) {
    let Some(aspect) = fact.what.aspect() else { return };
    if applied == Applied::Stale {
        return;
    }
    if let Some(errand) = work.before.errands.get(&(fact.person, aspect))
        && errand.signalled <= asked
    {
        work.write(Write::ErrandDone(fact.person, aspect));
    }
}
