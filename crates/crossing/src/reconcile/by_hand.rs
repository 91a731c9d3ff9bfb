//! Where nothing may be written by us: what staff entered on the lists is found there, and becomes the mirror.
//!
//! It promises that an entry is taken over only for the same person, prison, time and place, only once, and only when
//! it is the only one it could be. Of several a person is asked. It decides nothing about entries that stand for a
//! booking already: what staff do to those is feedback (see [`super::entries`]).

use super::entries::{is_at, taken_over};
use super::mirrors;
use crate::rules::Rules;
use crate::work::Work;
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::crossing::{Entry, FeedbackKind, Hold, Mirror, Mode, PrisonEntry, TaskKey};
use vocab::id::{AppointmentId, PrisonNumber};
use vocab::place::PrisonCode;

/// What a mirror waits for where staff enter: the entry that they are to make. None where it has one, where something
/// else holds it, or where we write ourselves. What was cancelled since they were told may be entered all the same: it is
/// looked for, to be struck through.
pub(crate) fn awaited<'m>(rules: &Rules, mirror: &'m Mirror) -> Option<&'m Entry> {
    let wanted = mirror.desired.as_ref().filter(|entry| !entry.cancelled || mirror.known.is_none())?;
    let stands = mirror.known.as_ref().is_some_and(|known| !known.entry.cancelled);
    // What they took off the list of their own accord they may have put back as a new entry.
    let taken_off = mirror
        .feedback
        .as_ref()
        .is_some_and(|feedback| matches!(feedback.what, FeedbackKind::Gone | FeedbackKind::Cancelled));
    let waits = match mirror.hold {
        None | Some(Hold::ByHand | Hold::AdoptionUnclear) => true,
        Some(Hold::PrisonChanged) => taken_off,
        Some(_) => false,
    };
    (waits && !stands && mirror.mode == Mode::Live && rules.by_hand(wanted.prison)).then_some(wanted)
}

/// Whether an entry could be taken over at all. One for a group (its id is ours, negative) is nobody's mirror.
pub(crate) const fn is_free(entry: &PrisonEntry) -> bool {
    entry.remote > 0 && !entry.cancelled && !entry.gone
}

/// Takes over what staff entered for one person, as a whole reading of a span of one prison's lists shows it; whether
/// any mirror changed by it.
pub(crate) fn adopt(
    work: &mut Work<'_>,
    (person, prison): (PrisonNumber, PrisonCode),
    (from, to): (Instant, Instant),
    shown: &[PrisonEntry],
    asked: Instant,
) -> bool {
    let here = |wanted: &Entry| {
        (wanted.person, wanted.prison) == (person, prison) && (from..to).contains(&wanted.start.at())
    };
    let mut waiting: Vec<(AppointmentId, Entry)> = work
        .before
        .mirrors
        .keys()
        .filter_map(|id| work.mirror(*id))
        .filter_map(|m| Some((m.appointment, awaited(work.rules, m).filter(|w| here(w))?.clone())))
        .collect();
    // Of a booking that was cancelled and one that was made in its place, the one that stands comes first.
    waiting.sort_by_key(|(_, wanted)| wanted.cancelled);
    let mut taken: BTreeSet<i64> = BTreeSet::new();
    let mut changed = false;
    for (id, wanted) in &waiting {
        let free = |e: &&PrisonEntry| {
            let other = work.before.mirrored.get(&e.remote).is_some_and(|of| of != id);
            is_free(e) && !other && !taken.contains(&e.remote) && is_at(e, wanted)
        };
        let found: Vec<&PrisonEntry> = shown.iter().filter(free).collect();
        // Two bookings of one time and place are alike to the prison: each takes one of two.
        let alike = waiting.iter().skip_while(|(other, _)| other != id).filter(|(_, w)| w == wanted).count();
        let Some(mirror) = work.mirror(*id).cloned() else { continue };
        let mirror = match found.as_slice() {
            [] => nothing_there(work, mirror, asked),
            [one, ..] if found.len() <= alike => {
                taken.insert(one.remote);
                entered(work, mirror, one)
            }
            _ if wanted.cancelled => mirror,
            _ => several(work, mirror, prison),
        };
        changed |= work.mirror(*id) != Some(&mirror);
        work.mirror_put(mirror);
    }
    changed
}

fn entered(work: &mut Work<'_>, mirror: Mirror, found: &PrisonEntry) -> Mirror {
    answered(work, &mirror);
    let mirror = taken_over(work, mirror, found, !found.ours);
    mirrors::by_hand(work, Mirror { hold: None, feedback: None, open: None, ..mirror })
}

fn several(work: &mut Work<'_>, mirror: Mirror, prison: PrisonCode) -> Mirror {
    if mirror.hold == Some(Hold::AdoptionUnclear) {
        return mirror;
    }
    answered(work, &mirror);
    work.task(TaskKey::AdoptionUnclear(mirror.appointment), Some(prison));
    Mirror { hold: Some(Hold::AdoptionUnclear), feedback: None, ..mirror }
}

/// The day was read whole, and nothing stands there for it.
fn nothing_there(work: &mut Work<'_>, mirror: Mirror, asked: Instant) -> Mirror {
    let mirror = match mirror.hold {
        Some(Hold::AdoptionUnclear) => {
            answered(work, &mirror);
            Mirror { hold: None, ..mirror }
        }
        _ => mirror,
    };
    // What was sent while we still wrote there can no longer be under way: it did not arrive.
    let over = |since: Instant| asked.seconds_since(since) > work.rules.request_seconds_max;
    let mirror = if mirror.open.as_ref().map(|open| open.started).or(mirror.answer_lost).is_some_and(over) {
        Mirror { open: None, answer_lost: None, lost: None, ..mirror }
    } else {
        mirror
    };
    mirrors::by_hand(work, mirror)
}

/// What was asked of a person about this mirror is answered by what staff did.
fn answered(work: &mut Work<'_>, mirror: &Mirror) {
    match mirror.hold {
        Some(Hold::AdoptionUnclear) => work.task_done(TaskKey::AdoptionUnclear(mirror.appointment), "prison"),
        Some(Hold::PrisonChanged) => work.task_done(TaskKey::PrisonChanged(mirror.appointment), "prison"),
        _ => {}
    }
}
