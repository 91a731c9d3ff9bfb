//! Merges, moved bookings, removals: what shakes a record until a person has looked.
//!
//! Nothing here joins two people's facts. Links fall into doubt: no new writes, every warning still shown. What was
//! learned is read again.

use super::{links, mirrors};
use crate::work::Work;
use vocab::crossing::LinkState;
use vocab::id::PrisonNumber;
use vocab::prison::{Aspect, Disturbance};
use vocab::time::LondonTime;

/// Two numbers became one: `removed` is gone, `kept` stands for both.
pub(crate) fn merged(work: &mut Work<'_>, kept: PrisonNumber, removed: PrisonNumber) -> bool {
    if kept == removed || work.person(removed).is_some_and(|p| p.merged_into == Some(kept)) {
        return false;
    }
    let at = work.now();
    work.person_mut(removed).merged_into = Some(kept);
    work.person_mut(kept).disturbed = Some(Disturbance::Merged { removed, at });
    for number in [kept, removed] {
        doubt(work, number);
    }
    work.errands(kept, &Aspect::ALL);
    true
}

/// A reading was redirected: the number was merged away, into the survivor where the answer named it.
pub(crate) fn merged_away(work: &mut Work<'_>, removed: PrisonNumber, survivor: Option<PrisonNumber>) {
    match survivor {
        Some(kept) => {
            merged(work, kept, removed);
        }
        None => doubt(work, removed),
    }
}

/// A custody moved from one number to another: what was recorded since its start may be the other one's.
pub(crate) fn booking_moved(
    work: &mut Work<'_>,
    from: PrisonNumber,
    to: PrisonNumber,
    since: Option<LondonTime>,
) -> bool {
    if from == to {
        return false;
    }
    let at = work.now();
    for (number, other) in [(from, to), (to, from)] {
        work.person_mut(number).disturbed = Some(Disturbance::BookingMoved { other, since, at });
        doubt(work, number);
        work.errands(number, &Aspect::ALL);
    }
    true
}

/// The prison took a record or a custody away. What is known is kept, and read again.
pub(crate) fn removed(work: &mut Work<'_>, number: PrisonNumber) -> bool {
    if work.person(number).is_none() {
        return false;
    }
    let at = work.now();
    work.person_mut(number).disturbed = Some(Disturbance::Removed { at });
    doubt(work, number);
    work.errands(number, &Aspect::ALL);
    true
}

fn doubt(work: &mut Work<'_>, number: PrisonNumber) {
    let confirmed: Vec<_> =
        work.links().filter(|l| l.person == number && l.state == LinkState::Confirmed).cloned().collect();
    for link in confirmed {
        links::to_doubt(work, link);
    }
    mirrors::of_person(work, number);
}
