//! What the prison's lists do show: feedback on our entries, adoption of staff's.
//!
//! An entry that staff typed for the same person, time and place becomes the mirror, and is never doubled. What the
//! prison does to an entry of ours is an observation: it goes back to the owner and is not silently put right.

use super::aspect::Applied;
use super::{by_hand, mirrors};
use crate::rules::PrisonRules;
use crate::work::Work;
use std::collections::BTreeSet;
use store::unit::Write;
use vocab::Instant;
use vocab::crossing::{Entry, Feedback, FeedbackKind, Hold, KnownEntry, Mirror, PrisonEntry, TaskKey};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

/// The name that our entries carry. One word, the same for every clinic.
pub const NEUTRAL_NAME: &str = "Healthcare";

/// Applies a reading of the lists for one person and span. `whole_of` names the prison whose lists were read whole:
/// what is not among them is gone from there, and nothing is said of another prison's.
pub(crate) fn apply(
    work: &mut Work<'_>,
    person: PrisonNumber,
    span: (Instant, Instant),
    shown: &[PrisonEntry],
    whole_of: Option<PrisonCode>,
    asked: Instant,
) -> Applied {
    let mut applied = Applied::Unchanged;
    // The lists do not say who made an entry: what is known of that stays.
    let ours =
        |e: &PrisonEntry| e.ours || work.before.entries.get(&e.remote).is_some_and(|before| before.ours);
    // Nor do they say who came: that is read of one entry at a time.
    let attendance = |e: &PrisonEntry| {
        e.attendance.or_else(|| work.before.entries.get(&e.remote).and_then(|before| before.attendance))
    };
    let as_shown = |e: &PrisonEntry| PrisonEntry {
        checked: asked,
        ours: ours(e),
        attendance: attendance(e),
        ..e.clone()
    };
    let shown: Vec<PrisonEntry> = shown.iter().map(as_shown).collect();
    let newest =
        |entry: &PrisonEntry| work.before.entries.get(&entry.remote).is_none_or(|e| e.checked < asked);
    let (fresh, stale): (Vec<&PrisonEntry>, Vec<&PrisonEntry>) = shown.iter().partition(|e| newest(e));
    if fresh.is_empty() && !stale.is_empty() {
        return Applied::Stale;
    }
    let mut was: Vec<PrisonEntry> = Vec::new();
    for entry in fresh {
        let before = work.before.entries.get(&entry.remote);
        was.extend(before.filter(|b| !same_but_age(b, entry)).cloned());
        if before.is_none_or(|b| !same_but_age(b, entry)) {
            applied = Applied::Changed;
        }
        work.write(Write::PrisonEntry(entry.clone()));
        feedback(work, entry);
        disclosing(work, entry);
    }
    if let Some(prison) = whole_of {
        if gone(work, (person, prison), span, &shown, asked) {
            applied = Applied::Changed;
        }
        if applied == Applied::Changed {
            clear_now(work, (person, prison), span, &shown, &was);
        }
        if by_hand::adopt(work, (person, prison), span, &shown, asked) {
            applied = Applied::Changed;
        }
    }
    applied
}

/// Several that staff typed asked a person. Where the lists show at most one by now, they have answered: it is looked
/// for again, and taken over.
fn clear_now(
    work: &mut Work<'_>,
    (person, prison): (PrisonNumber, PrisonCode),
    (from, to): (Instant, Instant),
    shown: &[PrisonEntry],
    was: &[PrisonEntry],
) {
    let unclear: Vec<(Mirror, Entry)> = work
        .before
        .mirrors
        .keys()
        .filter_map(|id| work.mirror(*id))
        .filter(|m| m.hold == Some(Hold::AdoptionUnclear))
        .filter_map(|m| Some((m.clone(), m.desired.clone()?)))
        .filter(|(_, wanted)| (wanted.person, wanted.prison) == (person, prison))
        .collect();
    for (mirror, wanted) in unclear {
        let candidates = shown.iter().filter(|e| !e.cancelled && !e.gone && is_at(e, &wanted)).count();
        // On this day's list it is seen how many are left; one that was moved to this day is seen to have left.
        let seen = (from..to).contains(&wanted.start.at());
        if !was.iter().any(|e| is_at(e, &wanted)) && (!seen || candidates > 1) {
            continue;
        }
        work.task_done(TaskKey::AdoptionUnclear(mirror.appointment), "prison");
        let due = work.now();
        work.mirror_put(Mirror { hold: None, looked: 0, due, ..mirror });
    }
}

/// The same person, time and place.
pub(crate) fn is_at(entry: &PrisonEntry, wanted: &Entry) -> bool {
    entry.person == wanted.person
        && entry.prison == wanted.prison
        && entry.start.at() == wanted.start.at()
        && entry.place.as_ref() == Some(&wanted.place)
}

fn same_but_age(a: &PrisonEntry, b: &PrisonEntry) -> bool {
    PrisonEntry { checked: b.checked, ..a.clone() } == *b
}

/// An entry that a whole reading no longer shows is gone; nothing is deleted here for it.
fn gone(
    work: &mut Work<'_>,
    (person, prison): (PrisonNumber, PrisonCode),
    (from, to): (Instant, Instant),
    shown: &[PrisonEntry],
    asked: Instant,
) -> bool {
    let seen: BTreeSet<i64> = shown.iter().map(|e| e.remote).collect();
    let missing: Vec<PrisonEntry> = work
        .before
        .entries
        .values()
        .filter(|e| {
            (e.person, e.prison) == (person, prison)
                && !e.gone
                && e.checked < asked
                && !seen.contains(&e.remote)
        })
        .filter(|e| (from..to).contains(&e.start.at()))
        .cloned()
        .collect();
    for entry in &missing {
        let entry = PrisonEntry { gone: true, checked: asked, ..entry.clone() };
        work.write(Write::PrisonEntry(entry.clone()));
        feedback(work, &entry);
    }
    !missing.is_empty()
}

/// What the prison did to an entry that mirrors a booking.
pub(crate) fn feedback(work: &mut Work<'_>, entry: &PrisonEntry) {
    let Some(id) = work.before.mirrored.get(&entry.remote).copied() else { return };
    let Some(mirror) = work.mirror(id).cloned() else { return };
    let Some(known) = mirror.known.clone() else { return };
    // While an attempt of ours is open, or its answer lost, what the lists show may be our own doing: its end, or the
    // look for it, will tell.
    if mirror.open.is_some() || mirror.answer_lost.is_some() || entry.checked <= known.at {
        return;
    }
    let shown = as_entry(entry, &known.entry);
    let (struck, checked) = (entry.gone || entry.cancelled, entry.checked);
    // Whoever has left takes what stood there along: that is no decision about the booking, and they may come back. Nor
    // is it news where something struck through stands; brought back, it would stand there.
    if struck && (known.entry.cancelled || matches!(mirror.hold, Some(Hold::Left | Hold::Death))) {
        let entry = Entry { cancelled: true, ..shown };
        work.mirror_put(Mirror { known: Some(KnownEntry { entry, at: checked, ..known }), ..mirror });
        return;
    }
    let moved = shown.start != known.entry.start || shown.place != known.entry.place;
    // What was only not seen was not struck through by anybody: it stood elsewhere, or under another number.
    let was_gone = work.before.entries.get(&entry.remote).is_some_and(|before| before.gone);
    let brought_back = known.entry.cancelled && !struck;
    let found_again = brought_back && was_gone && !moved;
    let what = match () {
        () if entry.gone => FeedbackKind::Gone,
        () if entry.cancelled => FeedbackKind::Cancelled,
        () if moved => FeedbackKind::Moved,
        () if brought_back => FeedbackKind::BroughtBack,
        () => return,
    };
    let known = KnownEntry { entry: Entry { cancelled: struck, ..shown }, at: checked, ..known };
    let in_step = Mirror { known: Some(known.clone()), ..mirror.clone() }.in_step();
    // What healthcare wanted too is no news, and what the prison took back is over.
    if in_step {
        work.task_done(TaskKey::PrisonChanged(id), "prison");
        let hold = mirror.hold.filter(|hold| !matches!(hold, Hold::PrisonChanged | Hold::ByHand));
        work.mirror_put(Mirror { known: Some(known), hold, feedback: None, ..mirror });
        return;
    }
    // Staff were asked to change it, and took it off the list: that is how many change an entry. The new one is awaited.
    if struck && mirror.hold == Some(Hold::ByHand) {
        // Of another person, or in another prison, there was nothing else to do with it.
        let same = |e: &Entry| (e.person, e.prison) == (known.entry.person, known.entry.prison);
        let known = mirror.desired.as_ref().is_none_or(same).then_some(known);
        let mirror = mirrors::by_hand(work, Mirror { known, due: work.now(), ..mirror });
        work.mirror_put(mirror);
        return;
    }
    // It stands after all; or, wherever it stands now, it is to be struck through, unless they have decided otherwise.
    let to_strike = mirror.desired.as_ref().is_some_and(|wanted| wanted.cancelled);
    if found_again || to_strike && (!brought_back || was_gone) {
        work.task_done(TaskKey::PrisonChanged(id), "prison");
        let (due, feedback) = (work.now(), None);
        work.mirror_put(Mirror { known: Some(known), due, feedback, ..mirror });
        if let Some(appointment) = work.before.appointments.get(&id) {
            mirrors::of_appointment(work, appointment, false);
        }
        return;
    }
    let prison = work.before.appointments.get(&id).map_or(known.entry.prison, |a| a.prison);
    let mirror = goes_back(work, Mirror { known: Some(known), ..mirror }, what, Some(prison));
    work.mirror_put(mirror);
}

/// What the prison did goes back to healthcare: nothing more is sent of this booking until they have looked.
pub(crate) fn goes_back(
    work: &mut Work<'_>,
    mirror: Mirror,
    what: FeedbackKind,
    prison: Option<PrisonCode>,
) -> Mirror {
    work.task(TaskKey::PrisonChanged(mirror.appointment), prison);
    let feedback = Some(Feedback { what, at: work.now() });
    Mirror { hold: Some(Hold::PrisonChanged), feedback, ..mirror }
}

/// What the prison shows, in the terms of an entry of ours.
pub(crate) fn as_entry(shown: &PrisonEntry, ours: &Entry) -> Entry {
    Entry {
        person: shown.person,
        prison: shown.prison,
        place: shown.place.clone().unwrap_or_else(|| ours.place.clone()),
        start: shown.start,
        end: shown.end.unwrap_or(ours.end),
        cancelled: shown.cancelled,
    }
}

/// An entry that tells more than "Healthcare" is listed for healthcare to replace; that is never done silently.
fn disclosing(work: &mut Work<'_>, entry: &PrisonEntry) {
    let stands_for_ours = work.before.mirrored.contains_key(&entry.remote);
    let Some(rules) = work.rules.prison(entry.prison) else { return };
    if stands_for_ours && !entry.cancelled && !entry.gone && discloses(entry, rules) {
        work.task(TaskKey::ReplaceDisclosing(entry.remote), Some(entry.prison));
    }
}

/// Whether an entry's category or name tells more than the neutral ones.
#[must_use]
pub fn discloses(entry: &PrisonEntry, rules: &PrisonRules) -> bool {
    entry.category != rules.category || entry.custom_name.as_deref().is_some_and(|name| name != NEUTRAL_NAME)
}

/// What was found on looking for a mirror's entry before anything is sent.
pub(crate) enum Look {
    /// One of ours: it was made, only the answer was lost.
    Ours(PrisonEntry),
    /// One that staff typed for the same person, time and place: it is taken over.
    Staff(PrisonEntry),
    /// Several that staff typed: a person decides.
    StaffSeveral,
    /// Two of ours for one booking: an alarm, never a delete.
    TwoOfOurs,
    /// Nothing.
    Nothing,
}

/// Looks among the entries of a person at a start for the one that is wanted.
pub(crate) fn look(work: &Work<'_>, mirror: &Mirror, wanted: &Entry, found: &[PrisonEntry]) -> Look {
    let free = |e: &&PrisonEntry| {
        let other = work.before.mirrored.get(&e.remote).is_some_and(|id| *id != mirror.appointment);
        // An entry for a group (its id is ours, negative) is nobody's mirror: to cancel it would cancel the others'.
        e.remote > 0 && !other && !e.cancelled && !e.gone
    };
    let here = |e: &&PrisonEntry| {
        e.person == wanted.person && e.prison == wanted.prison && e.start.at() == wanted.start.at()
    };
    let category = work.rules.prison(wanted.prison).map(|r| r.category.clone());
    let ours: Vec<&PrisonEntry> = found
        .iter()
        .filter(free)
        .filter(here)
        .filter(|e| e.ours && Some(&e.category) == category.as_ref())
        .collect();
    match ours.as_slice() {
        [one] => return Look::Ours((*one).clone()),
        [_, _, ..] => return Look::TwoOfOurs,
        [] => {}
    }
    let staff: Vec<&PrisonEntry> =
        found.iter().filter(free).filter(|e| !e.ours && is_at(e, wanted)).collect();
    match staff.as_slice() {
        [] => Look::Nothing,
        [one] => Look::Staff((*one).clone()),
        _ => Look::StaffSeveral,
    }
}

/// Takes over what was found: from now on it is the mirror.
pub(crate) fn taken_over(work: &mut Work<'_>, mirror: Mirror, found: &PrisonEntry, adopted: bool) -> Mirror {
    work.write(Write::PrisonEntry(found.clone()));
    let ours = mirror.desired.clone();
    // Found under the number that the prison merged the person's into, it stands as what was made before: in doubt it
    // stands, and undoing the link takes it along. Found under a number that the custody was moved to, it is another's.
    let merged = |ours: &Entry| work.person(ours.person).is_some_and(|p| p.merged_into.is_some());
    let entry = ours.map(|ours| match as_entry(found, &ours) {
        entry if merged(&ours) => Entry { person: ours.person, ..entry },
        entry => entry,
    });
    if adopted
        && let Some(rules) = work.rules.prison(found.prison)
        && discloses(found, rules)
    {
        work.task(TaskKey::ReplaceDisclosing(found.remote), Some(found.prison));
    }
    let now = work.now();
    Mirror {
        known: entry.map(|entry| KnownEntry { remote: found.remote, entry, at: now }),
        adopted,
        answer_lost: None,
        lost: None,
        looked: 0,
        refused: None,
        due: now,
        ..mirror
    }
}
