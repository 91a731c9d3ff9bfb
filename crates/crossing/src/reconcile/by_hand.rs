//! Where nothing may be written by us: what staff entered on the lists is found there, and becomes the mirror.
//!
//! It promises that an entry is taken over only for the same person, prison, time and place, only once, and only when
//! it is the only one it could be. Of several a person is asked. It decides nothing about entries that stand for a
//! booking already: what staff do to those is feedback (see [`super::entries`]).
//!
//! What they have not done shortly before its time becomes a task: from then on only a telephone helps.

use super::entries::{is_at, taken_over};
use super::mirrors;
use crate::rules::Rules;
use crate::work::Work;
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::crossing::{Entry, FeedbackKind, Hold, Mirror, Mode, PrisonEntry, TakenInFile, TaskKey};
use vocab::id::{AppointmentId, PrisonNumber};
use vocab::place::PrisonCode;

/// What staff are to do for a mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ToDo {
    /// Enter it.
    Enter,
    /// Change what stands there.
    Change,
    /// Strike through what stands there; what is wanted besides, once that is done.
    Strike,
}

impl ToDo {
    /// What a mirror asks for; none when the lists show it as it should be.
    pub(crate) fn of(mirror: &Mirror, now: Instant) -> Option<Self> {
        if mirror.in_step() {
            return None;
        }
        match (stands(mirror, now), &mirror.desired) {
            (None, Some(wanted)) if !wanted.cancelled => Some(Self::Enter),
            (Some(there), Some(wanted))
                if !wanted.cancelled && (there.person, there.prison) == (wanted.person, wanted.prison) =>
            {
                Some(Self::Change)
            }
            (Some(_), _) => Some(Self::Strike),
            _ => None,
        }
    }
}

/// What stands on the lists for a mirror. The lists move nothing that has begun: where a later time is wanted, nothing
/// stands for that, and it is entered anew.
fn stands(mirror: &Mirror, now: Instant) -> Option<&Entry> {
    let ahead = |entry: &Entry| entry.start.at() > now;
    let later = mirror.desired.as_ref().is_some_and(|wanted| !wanted.cancelled && ahead(wanted));
    let there = mirror.known.as_ref().map(|known| &known.entry).filter(|entry| !entry.cancelled);
    there.filter(|entry| ahead(entry) || !later)
}

/// So long before its time somebody is told that staff have not done it: an officer can still be rung.
pub(crate) const NEAR_SECONDS: i64 = 2 * 3_600;

/// What was asked for later than that has so long to be done.
const GRACE_SECONDS: i64 = 30 * 60;

/// And nothing is left unsaid so long before its time.
const LAST_SECONDS: i64 = 15 * 60;

/// Whether staff should have done by now what a mirror asks of them: at its time somebody would be brought who should
/// not be, or not be brought who should.
pub(crate) fn is_late(mirror: &Mirror, now: Instant) -> bool {
    if mirror.hold != Some(Hold::ByHand) || mirror.late || ToDo::of(mirror, now).is_none() {
        return false;
    }
    let wanted = mirror.desired.as_ref().filter(|entry| !entry.cancelled);
    // Of what is to be moved the earlier of the two times counts: then somebody waits for him in vain, or brings him.
    let times = stands(mirror, now).into_iter().chain(wanted).map(|entry| entry.start.at());
    let Some(first) = times.filter(|at| *at > now).min() else { return false };
    let left = first.seconds_since(now);
    left <= LAST_SECONDS || (left <= NEAR_SECONDS && now.seconds_since(mirror.due) >= GRACE_SECONDS)
}

/// Says once of each booking that staff have not done what it asks for.
pub(crate) fn tell_late(work: &mut Work<'_>, id: AppointmentId) {
    let Some(mirror) = work.mirror(id).filter(|mirror| is_late(mirror, work.now())).cloned() else { return };
    let prison =
        mirror.desired.as_ref().or(mirror.known.as_ref().map(|known| &known.entry)).map(|e| e.prison);
    work.task(TaskKey::NotDoneByHand(id), prison);
    work.mirror_put(Mirror { late: true, ..mirror });
}

/// Whether what staff had not done in time is done since, or something else is asked of them.
pub(crate) fn is_answered(before: &Mirror, after: &Mirror) -> bool {
    before.late && (after.hold != Some(Hold::ByHand) || before.desired != after.desired)
}

/// Notes that what staff are to enter for these bookings stands in a file that somebody took; false, and nothing noted,
/// when some of it stood in somebody else's file already and it was not asked for again.
pub(crate) fn taken_in_file(
    work: &mut Work<'_>,
    appointments: &[AppointmentId],
    again: bool,
    by: &str,
) -> bool {
    let now = work.now();
    let to_enter = |mirror: &Mirror| {
        let is_to_enter = ToDo::of(mirror, now) == Some(ToDo::Enter);
        mirror.hold == Some(Hold::ByHand) && is_to_enter && mirror.desired.is_some()
    };
    let mirrors: Vec<Mirror> = appointments.iter().filter_map(|id| work.mirror(*id)).cloned().collect();
    if !again && mirrors.iter().any(|mirror| mirror.in_a_file().is_some()) {
        return false;
    }
    for mirror in mirrors.into_iter().filter(to_enter) {
        let Some(entry) = mirror.desired.clone() else { continue };
        work.about(entry.person);
        let taken = Some(TakenInFile { entry, at: now, by: by.to_owned() });
        work.mirror_put(Mirror { taken, ..mirror });
    }
    true
}

/// What a mirror waits for where staff enter: the entry that they are to make. None where it has one, where something
/// else holds it, or where we write ourselves. What was cancelled since they were told may be entered all the same: it is
/// looked for, to be struck through.
pub(crate) fn awaited<'m>(rules: &Rules, mirror: &'m Mirror, now: Instant) -> Option<&'m Entry> {
    let wanted = mirror.desired.as_ref().filter(|entry| !entry.cancelled || mirror.known.is_none())?;
    let stands = stands(mirror, now).is_some();
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

/// What is waited for on the lists.
struct Waiting {
    id: AppointmentId,
    wanted: Entry,
    /// It stood in a file that somebody took before it was moved: that may be uploaded all the same, and is then to be
    /// changed. Nobody would look for it otherwise, and a man would be brought twice.
    filed: Option<Entry>,
}

impl Waiting {
    fn of(rules: &Rules, mirror: &Mirror, now: Instant) -> Option<Self> {
        let wanted = awaited(rules, mirror, now)?.clone();
        let filed = mirror.taken.as_ref().map(|taken| taken.entry.clone()).filter(|filed| *filed != wanted);
        Some(Self { id: mirror.appointment, wanted, filed })
    }
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
    let here = |entry: &Entry| {
        (entry.person, entry.prison) == (person, prison) && (from..to).contains(&entry.start.at())
    };
    let mirrors = work.before.mirrors.keys().filter_map(|id| work.mirror(*id));
    let mut waiting: Vec<Waiting> = mirrors
        .filter_map(|mirror| Waiting::of(work.rules, mirror, work.now()))
        .filter(|waiting| here(&waiting.wanted) || waiting.filed.as_ref().is_some_and(here))
        .collect();
    // Of a booking that was cancelled and one that was made in its place, the one that stands comes first.
    waiting.sort_by_key(|waiting| waiting.wanted.cancelled);
    let mut taken: BTreeSet<i64> = BTreeSet::new();
    let mut changed = false;
    for (n, Waiting { id, wanted, filed }) in waiting.iter().enumerate() {
        let free = |e: &&PrisonEntry| {
            let other = work.before.mirrored.get(&e.remote).is_some_and(|of| of != id);
            let fits = is_at(e, wanted) || filed.as_ref().is_some_and(|filed| is_at(e, filed));
            is_free(e) && !other && !taken.contains(&e.remote) && fits
        };
        let found: Vec<&PrisonEntry> = shown.iter().filter(free).collect();
        // Two bookings of one time and place are alike to the prison: each takes one of two.
        let alike = waiting[n..].iter().filter(|other| other.wanted == *wanted).count();
        let Some(mirror) = work.mirror(*id).cloned() else { continue };
        let mirror = match found.as_slice() {
            [] if here(wanted) => nothing_there(work, mirror, asked),
            [] => mirror,
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
    mirrors::by_hand(work, Mirror { hold: None, feedback: None, open: None, taken: None, ..mirror })
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
