//! Who stands in the line of those whose records are read at PDS, and where.
//!
//! The order is [`registration::risk`]'s. Here it is kept up: whoever arrives, of whom something is said, or who waits for
//! something moves forward, and nobody is taken out of the line but those whom this part follows no more.

use super::registered::died;
use crate::rules::Rules;
use crate::understood::Outcome;
use crate::work::Work;
use jiff::ToSpan as _;
use registration::leaving::Times;
use registration::risk::{Due, Swept};
use vocab::Instant;
use vocab::id::{NhsNumber, PatientId};
use vocab::registration::{Counted, Reading, Registration};

/// Whoever left so long ago is on their way: what they are registered with is no more this part's to know.
pub(super) const LEFT_SECONDS: i64 = 84 * 86_400;

/// The place of a patient in the line; none who are not in it: no number, nobody whom this part follows, dead.
pub(super) fn reading(
    work: &Work<'_>,
    before: Option<&Registration>,
    now: &Registration,
    nhs: Option<NhsNumber>,
) -> Option<Reading> {
    let followed = now.followed.as_ref()?;
    let number = nhs?;
    let long_gone = followed.left.is_some_and(|left| work.now().seconds_since(left) > LEFT_SECONDS);
    if long_gone || died(work, now.patient) {
        return None;
    }
    let stood = now.reading.clone().filter(|reading| reading.number == number);
    let was = before.and_then(|before| before.followed.as_ref());
    let came = was.is_none_or(|was| (was.stay, was.prison) != (followed.stay, followed.prison));
    let mut reading = stood.unwrap_or_else(|| Reading {
        number,
        since: work.now(),
        arrived: None,
        signalled: None,
        failures: 0,
        put_off: None,
        due: work.now(),
        rank: work.now(),
    });
    if came {
        reading.arrived = Some(work.now());
    }
    Some(placed(work.rules, reading, now, work.now()))
}

/// A reading was answered: what it was put off for is over.
pub(super) fn answered(rules: &Rules, registration: &mut Registration, now: Instant) {
    if let Some(reading) = registration.reading.take() {
        let reading = Reading { failures: 0, put_off: None, ..reading };
        registration.reading = Some(placed(rules, reading, registration, now));
    }
}

/// Something of whoever has this number changed.
pub(crate) fn signalled(work: &mut Work<'_>) -> Outcome {
    let mut found = false;
    for patient in &work.before.named {
        let Some(mut now) = work.registration(*patient).cloned() else { continue };
        let Some(reading) = now.reading.take() else { continue };
        let reading = Reading { signalled: Some(work.now()), put_off: None, ..reading };
        now.reading = Some(placed(work.rules, reading, &now, work.now()));
        work.registration_put(now);
        found = true;
    }
    if found { Outcome::Signalled } else { Outcome::Kept("of nobody whom this part follows".to_owned()) }
}

/// Puts a reading off that had no answer. What is known stays as it is.
pub(crate) fn put_off(work: &mut Work<'_>, patient: PatientId, again_seconds: u32) {
    let Some(mut now) = work.registration(patient).cloned() else { return };
    let Some(reading) = now.reading.take() else { return };
    let until = work.now().plus_seconds(i64::from(again_seconds));
    let reading = Reading { put_off: Some(until), failures: reading.failures + 1, ..reading };
    now.reading = Some(placed(work.rules, reading, &now, work.now()));
    work.registration_put(now);
}

/// Where somebody stands, as their record has it.
fn placed(rules: &Rules, reading: Reading, of: &Registration, now: Instant) -> Reading {
    let Some(followed) = &of.followed else { return reading };
    let practice = of.pds.as_ref().and_then(|pds| pds.practice.is());
    let at_own = practice.is_some_and(|code| rules.practices(followed.prison).contains(code));
    let letter = Times::default().letter.days;
    let soon = |day: &jiff::civil::Date| *day <= now.london_date().checked_add(letter.days()).unwrap_or(*day);
    let due = Due::of(&Swept {
        prison: followed.prison,
        since: reading.since,
        read: of.checked.filter(|_| of.asked_under == Some(reading.number)),
        arrived: reading.arrived,
        signalled: reading.signalled,
        leaving: followed.left.is_none() && followed.release.as_ref().is_some_and(soon),
        left_still_here: followed.left.is_some()
            && practice.is_some_and(|code| rules.is_prison_practice(code)),
        waiting: followed.counted == Counted::Yes && !at_own,
    });
    Reading { due: reading.put_off.map_or(due.at, |until| until.max(due.at)), rank: due.rank, ..reading }
}
