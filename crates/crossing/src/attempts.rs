//! The life of a mirror's attempts: which act is next, how one begins, how it ends.
//!
//! At most one is open. Its start is written down before anything leaves; its end decides what follows. Nothing is
//! created before it was looked for; after a lost answer it is looked for at once and again after a pause longer than
//! the request could take, and only when both looks found nothing is it sent again. The target has no idempotency
//! key: a retried create would make a second appointment.

use crate::reconcile::entries::{self, Look, NEUTRAL_NAME, as_entry, look, taken_over};
use crate::reconcile::mirrors;
use crate::understood::{AttemptEnd, Outcome};
use crate::work::Work;
use store::unit::{AttemptLine, AttemptResult, Write};
use vocab::Instant;
use vocab::crossing::{
    AttemptAct, Entry, FeedbackKind, Flow, Hold, KnownEntry, Mirror, Mode, OpenAttempt, PrisonEntry, Refusal,
    RefusalReason,
};
use vocab::id::{AppointmentId, PrisonNumber};
use vocab::prison::Disturbance;

/// The first pause after a refusal; each further one doubles it.
const PAUSE_SECONDS: i64 = 5;

/// The longest pause: a service that comes back is noticed within it.
const PAUSE_SECONDS_MAX: i64 = 300;

/// After a lost answer it is looked so often: at once, and when the request can no longer be under way.
const LOOKS: u8 = 2;

/// A look that found nothing counts for so long: staff may have typed the same since, and that is not to be doubled.
const LOOK_SECONDS_MAX: i64 = 30;

/// What is to be done next to make the other side equal; none when it is, or when nothing may be sent.
#[must_use]
pub fn next_act(mirror: &Mirror, now: Instant) -> Option<AttemptAct> {
    if mirror.open.is_some() || mirror.mode != Mode::Live {
        return None;
    }
    // Before anything else it is learned what became of what was sent, whatever is wanted now and whatever holds.
    if mirror.answer_lost.is_some() {
        return Some(AttemptAct::Look);
    }
    if mirror.hold.is_some() || mirror.in_step() {
        return None;
    }
    let desired = mirror.desired.as_ref()?;
    // An entry that stands for someone else, or in another prison, is struck through, and a new one made: never moved
    // from one person to another.
    let elsewhere = |k: &&KnownEntry| k.entry.person != desired.person || k.entry.prison != desired.prison;
    if let Some(known) = mirror.known.as_ref().filter(elsewhere)
        && !known.entry.cancelled
    {
        return Some(AttemptAct::Cancel);
    }
    Some(match &mirror.known {
        None if mirror.looked == 0 || !looked_lately(mirror, now) => AttemptAct::Look,
        None => AttemptAct::Create,
        Some(known) if desired.cancelled && !known.entry.cancelled => AttemptAct::Cancel,
        Some(known) if known.entry.cancelled => AttemptAct::Uncancel,
        Some(_) => AttemptAct::Change,
    })
}

fn looked_lately(mirror: &Mirror, now: Instant) -> bool {
    mirror.looked_at.is_some_and(|at| now.seconds_since(at) <= LOOK_SECONDS_MAX)
}

/// Writes down that an attempt begins, if it is still wanted.
pub(crate) fn started(work: &mut Work<'_>, id: AppointmentId, version: u32, act: AttemptAct) -> Outcome {
    let Some(mirror) = work.mirror(id).cloned() else { return Outcome::Noted };
    if mirror.version != version || next_act(&mirror, work.now()) != Some(act) {
        return Outcome::Noted;
    }
    if switched(work, &mirror) {
        return Outcome::Noted;
    }
    // The lists take nothing that has begun; whoever booked it must know that nobody was told to bring the patient.
    let begun = mirror.desired.as_ref().is_some_and(|d| d.start.at() <= work.now());
    if begun && mirror.known.is_none() && mirror.answer_lost.is_none() {
        work.mirror_put(Mirror { hold: Some(Hold::TooLate), ..mirror });
        return Outcome::Noted;
    }
    // What is cancelled, and what is looked for after a lost answer, is what is known there.
    let of_known = matches!(act, AttemptAct::Cancel | AttemptAct::Look);
    let known = mirror.known.as_ref().filter(|_| of_known).map(|known| known.entry.clone());
    // What has begun is history: nobody's leaving strikes it through, however late that could be sent.
    if act == AttemptAct::Cancel && is_history(work, &mirror) {
        work.mirror_put(Mirror { desired: known, ..mirror });
        return Outcome::Noted;
    }
    let sought = sought(work, &mirror).filter(|_| act == AttemptAct::Look);
    let Some(entry) = sought.or(known).or_else(|| mirror.desired.clone()) else { return Outcome::Noted };
    work.about(entry.person);
    let open = OpenAttempt { number: mirror.attempts + 1, act, started: work.now(), entry };
    work.write(Write::Attempt(AttemptLine {
        appointment: id,
        number: open.number,
        act,
        started: open.started,
        ended: None,
        result: None,
    }));
    work.mirror_put(Mirror { open: Some(open.clone()), attempts: open.number, ..mirror });
    Outcome::Attempt(open)
}

/// Whether an entry's time has come that healthcare still wants.
fn is_history(work: &Work<'_>, mirror: &Mirror) -> bool {
    let begun = |start: vocab::time::LondonTime| start.at() <= work.now();
    let wanted = work.before.appointments.get(&mirror.appointment).is_some_and(|a| {
        a.status.known().is_some_and(vocab::care::AppointmentStatus::is_to_be_brought)
            && a.start.is_some_and(begun)
    });
    wanted && mirror.known.as_ref().is_some_and(|known| !known.entry.cancelled)
}

/// What is looked for after a lost answer: where it stands if it was carried out, and under the number that the prison
/// has merged the person's into.
fn sought(work: &Work<'_>, mirror: &Mirror) -> Option<Entry> {
    mirror.answer_lost?;
    let entry = match &mirror.known {
        Some(known) => mirror.lost.as_ref().map(|lost| carried_out(lost, known))?,
        None => mirror.desired.clone()?,
    };
    let moved = moved_to(work, mirror).filter(|_| mirror.looked >= LOOKS);
    Some(Entry { person: moved.unwrap_or_else(|| survivor(work, entry.person)), ..entry })
}

/// Under whom a create whose answer was lost may stand, too: the prison moved the custody to another number since.
fn moved_to(work: &Work<'_>, mirror: &Mirror) -> Option<PrisonNumber> {
    let sent = mirror.lost.as_ref().filter(|_| mirror.known.is_none())?;
    match work.person(sent.entry.person)?.disturbed {
        Some(Disturbance::BookingMoved { other, at, .. }) if at > sent.started => Some(other),
        _ => None,
    }
}

/// Who stands for a number now.
fn survivor(work: &Work<'_>, number: PrisonNumber) -> PrisonNumber {
    let mut at = number;
    for _ in 0..crate::subjects::MERGES_MAX {
        match work.person(at).and_then(|p| p.merged_into) {
            Some(kept) => at = kept,
            None => break,
        }
    }
    at
}

/// What the other side shows once an attempt was carried out.
fn carried_out(sent: &OpenAttempt, known: &KnownEntry) -> Entry {
    match sent.act {
        AttemptAct::Cancel => Entry { cancelled: true, ..known.entry.clone() },
        AttemptAct::Uncancel => Entry { cancelled: false, ..known.entry.clone() },
        AttemptAct::Create | AttemptAct::Change | AttemptAct::Look => sent.entry.clone(),
    }
}

/// A flow that was switched since the mirror was worked out, or given into staff's hands, sends nothing more from that
/// moment.
fn switched(work: &mut Work<'_>, mirror: &Mirror) -> bool {
    let Some(appointment) = work.before.appointments.get(&mirror.appointment) else { return false };
    let mode = work.mode(Flow::Appointments, appointment.prison);
    let for_staff = mirror.answer_lost.is_none() && mirrors::is_for_staff(work.rules, mirror);
    if mode == mirror.mode && !for_staff {
        return false;
    }
    mirrors::of_appointment(work, appointment, false);
    let Some(mirror) = work.mirror(appointment.id).cloned() else { return true };
    let mirror = mirrors::by_hand(work, Mirror { mode, ..mirror });
    work.mirror_put(mirror);
    true
}

/// Writes down how an attempt ended.
pub(crate) fn ended(work: &mut Work<'_>, id: AppointmentId, number: u32, end: &AttemptEnd) -> Outcome {
    let Some(mirror) = work.mirror(id).cloned() else { return Outcome::Noted };
    let Some(open) = mirror.open.clone().filter(|o| o.number == number) else {
        // A late answer of an attempt that was closed: what it says will be seen on the lists.
        return Outcome::Noted;
    };
    work.about(open.entry.person);
    work.write(Write::Attempt(AttemptLine {
        appointment: id,
        number,
        act: open.act,
        started: open.started,
        ended: Some(work.now()),
        result: Some(result(end)),
    }));
    let mirror = Mirror { open: None, due: work.now(), ..mirror };
    let mirror = match end {
        AttemptEnd::Done { remote } => done(work, mirror, &open, *remote),
        AttemptEnd::Found { entries } => found(work, mirror, &open, entries),
        AttemptEnd::Refused { reason, status, retry_after_seconds } => {
            refused(work, mirror, &open, (*reason, *status), *retry_after_seconds)
        }
        AttemptEnd::Lost => lost(work, mirror, &open),
    };
    // Struck through where we write, what is wanted now may be for staff of another prison to enter.
    let mirror = mirrors::by_hand(work, mirror);
    let learned = open.act == AttemptAct::Look && mirror.answer_lost.is_none();
    let read = mirror.known.as_ref().and_then(|known| work.before.entries.get(&known.remote)).cloned();
    work.mirror_put(mirror);
    // What the lists showed while it was not known what stood there waited for this, too.
    if let Some(read) = read {
        entries::feedback(work, &read);
    }
    // What healthcare did while it was not known what stood there waited for this.
    if learned && let Some(appointment) = work.before.appointments.get(&id) {
        mirrors::of_appointment(work, appointment, false);
    }
    Outcome::Noted
}

fn result(end: &AttemptEnd) -> AttemptResult {
    match end {
        AttemptEnd::Done { remote } => AttemptResult::Done(*remote),
        AttemptEnd::Found { entries } => match entries.first() {
            Some(entry) => AttemptResult::Done(entry.remote),
            None => AttemptResult::NotThere,
        },
        AttemptEnd::Refused { reason, status, .. } => AttemptResult::Refused(*reason, *status),
        AttemptEnd::Lost => AttemptResult::Refused(RefusalReason::AnswerLost, None),
    }
}

fn done(work: &mut Work<'_>, mirror: Mirror, open: &OpenAttempt, remote: i64) -> Mirror {
    let now = work.now();
    let cancelled = match open.act {
        AttemptAct::Cancel => true,
        AttemptAct::Create | AttemptAct::Change | AttemptAct::Uncancel | AttemptAct::Look => false,
    };
    // To bring an entry back says nothing of its time: what it showed before stands until it is changed.
    let entry = match (&mirror.known, open.act) {
        (Some(known), AttemptAct::Uncancel) => Entry { cancelled: false, ..known.entry.clone() },
        _ => Entry { cancelled, ..open.entry.clone() },
    };
    on_the_lists(work, remote, &entry);
    let same_person =
        mirror.desired.as_ref().is_none_or(|d| d.person == entry.person && d.prison == entry.prison);
    Mirror {
        // Struck through there, it has done; what is wanted now is another entry.
        known: (same_person || !cancelled).then_some(KnownEntry { remote, entry, at: now }),
        refused: None,
        answer_lost: None,
        lost: None,
        looked: 0,
        // What we made ourselves is ours from end to end.
        adopted: mirror.adopted && same_person && open.act != AttemptAct::Create,
        ..mirror
    }
}

/// What we made or changed stands so among the entries of the lists from now on: a later reading that does not show it
/// there says that it is gone. What staff typed keeps the words that they gave it.
fn on_the_lists(work: &mut Work<'_>, remote: i64, entry: &Entry) {
    let (before, checked) = (work.before.entries.get(&remote).cloned(), work.now());
    let Some(rules) = work.rules.prison(entry.prison) else { return };
    let of_ours = || PrisonEntry {
        remote,
        person: entry.person,
        prison: entry.prison,
        category: rules.category.clone(),
        custom_name: Some(NEUTRAL_NAME.to_owned()),
        place: None,
        start: entry.start,
        end: None,
        cancelled: false,
        ours: true,
        checked,
        gone: false,
        attendance: None,
    };
    work.write(Write::PrisonEntry(PrisonEntry {
        place: Some(entry.place.clone()),
        start: entry.start,
        end: Some(entry.end),
        cancelled: entry.cancelled,
        checked,
        gone: false,
        ..before.unwrap_or_else(of_ours)
    }));
}

fn found(work: &mut Work<'_>, mirror: Mirror, open: &OpenAttempt, entries: &[PrisonEntry]) -> Mirror {
    if let Some(known) = &mirror.known {
        return found_again(work, &mirror, known, entries);
    }
    let now = work.now();
    if mirror.answer_lost.is_none() && mirror.desired.as_ref() != Some(&open.entry) {
        // What is wanted changed while it was looked for: what was found there is nothing to it.
        return Mirror { looked: 0, ..mirror };
    }
    // The second look after a lost answer waits longer than the request could take. Before that what was sent may still
    // come to stand there: beside something of staff's it would be a double.
    let looked = mirror.looked.saturating_add(1);
    let moved = moved_to(work, &mirror);
    if let Some(lost) = mirror.answer_lost.filter(|_| looked < LOOKS || moved.is_some()) {
        match look(work, &mirror, &open.entry, entries) {
            Look::Ours(entry) => return taken_over(work, mirror, &entry, false),
            Look::TwoOfOurs => {}
            // What another number has is nothing to this booking, unless we made it.
            Look::Staff(_) | Look::StaffSeveral | Look::Nothing if moved == Some(open.entry.person) => {
                return Mirror { answer_lost: None, lost: None, looked: 0, ..mirror };
            }
            Look::Staff(_) | Look::StaffSeveral | Look::Nothing => {
                let due = if looked < LOOKS { over(work, lost) } else { now };
                return Mirror { looked, looked_at: Some(now), due, ..mirror };
            }
        }
    }
    let mirror = Mirror { answer_lost: None, lost: None, ..mirror };
    match look(work, &mirror, &open.entry, entries) {
        Look::Ours(entry) => taken_over(work, mirror, &entry, false),
        Look::Staff(entry) => taken_over(work, mirror, &entry, true),
        Look::StaffSeveral => {
            // Known from now on, so that the lists can tell that they are gone again.
            for entry in entries {
                work.write(Write::PrisonEntry(entry.clone()));
            }
            held(work, mirror, Hold::AdoptionUnclear)
        }
        Look::TwoOfOurs => held(work, mirror, Hold::TwoFound),
        Look::Nothing => Mirror { looked, looked_at: Some(now), ..mirror },
    }
}

/// When a request whose answer was lost at this time can no longer be under way.
fn over(work: &Work<'_>, lost: Instant) -> Instant {
    let pause = (work.rules.request_seconds_max + 1 - work.now().seconds_since(lost)).max(1);
    work.now().plus_seconds(pause)
}

/// After the answer to a change was lost: what the other side shows of the entry tells whether it was done. What is
/// neither what was known nor what was sent is the prison's own doing, and goes back to healthcare.
fn found_again(work: &mut Work<'_>, mirror: &Mirror, known: &KnownEntry, entries: &[PrisonEntry]) -> Mirror {
    let now = work.now();
    let looked = mirror.looked.saturating_add(1);
    // What the look does not show, the lists may have shown since it was sent.
    let read = work.before.entries.get(&known.remote).filter(|e| Some(e.checked) > mirror.answer_lost);
    let shown = entries.iter().find(|e| e.remote == known.remote).or(read).map(|shown| Entry {
        person: known.entry.person,
        prison: known.entry.prison,
        cancelled: shown.cancelled || shown.gone,
        ..as_entry(shown, &known.entry)
    });
    let same = |a: &Entry, b: &Entry| (a.start, &a.place, a.cancelled) == (b.start, &b.place, b.cancelled);
    let done = mirror.lost.as_ref().map(|lost| carried_out(lost, known));
    let is_done = done.as_ref().is_none_or(|done| shown.as_ref().is_some_and(|shown| same(shown, done)));
    if let Some(lost) = mirror.answer_lost.filter(|_| looked < LOOKS && !is_done) {
        // It may still be carried out.
        return Mirror { looked, due: over(work, lost), ..mirror.clone() };
    }
    let settled = Mirror { answer_lost: None, lost: None, looked: 0, ..mirror.clone() };
    // Not where it was, and not where it was put: the next reading of the lists tells; until then the change is sent
    // again, which is the same change.
    let Some(entry) = shown else { return settled };
    on_the_lists(work, known.remote, &entry);
    let theirs = !is_done && !same(&entry, &known.entry);
    let what = if entry.cancelled { FeedbackKind::Cancelled } else { FeedbackKind::Moved };
    let settled = Mirror { known: Some(KnownEntry { remote: known.remote, entry, at: now }), ..settled };
    if !theirs || settled.in_step() {
        return settled;
    }
    let prison = settled.desired.as_ref().map(|e| e.prison);
    entries::goes_back(work, settled, what, prison)
}

fn held(work: &mut Work<'_>, mirror: Mirror, hold: Hold) -> Mirror {
    let prison = mirror.desired.as_ref().map(|e| e.prison);
    let key = match hold {
        Hold::TwoFound => vocab::crossing::TaskKey::TwoFound(mirror.appointment),
        _ => vocab::crossing::TaskKey::AdoptionUnclear(mirror.appointment),
    };
    work.task(key, prison);
    Mirror { hold: Some(hold), ..mirror }
}

/// The prison has taken away what was to be changed or brought back.
fn not_there(work: &mut Work<'_>, mirror: &Mirror, act: AttemptAct) -> Option<Mirror> {
    let known = mirror.known.clone()?;
    match act {
        // That it is to stand again is decided: it is made anew.
        AttemptAct::Uncancel => {
            Some(Mirror { known: None, adopted: false, refused: None, looked: 0, ..mirror.clone() })
        }
        // That goes back to healthcare, as when the lists had shown it.
        AttemptAct::Change => {
            let prison = Some(known.entry.prison);
            let entry = Entry { cancelled: true, ..known.entry };
            let known = Some(KnownEntry { entry, at: work.now(), ..known });
            let gone = Mirror { known, refused: None, ..mirror.clone() };
            Some(entries::goes_back(work, gone, FeedbackKind::Gone, prison))
        }
        AttemptAct::Create | AttemptAct::Cancel | AttemptAct::Look => None,
    }
}

/// Days after which the prison's services let nobody change an entry.
const ENTRY_DAYS_MAX: i32 = 5;

/// An entry of days ago is changed by nobody. What is wanted now, for a day to come, is another one: it is looked for and
/// made; the old one stays on the list of its day.
fn out_of_reach(work: &Work<'_>, mirror: &Mirror, act: AttemptAct) -> Option<Mirror> {
    let (known, desired) = mirror.known.as_ref().zip(mirror.desired.as_ref())?;
    let today = work.now().london_date();
    let days = |entry: &Entry| (today - entry.start.at().london_date()).get_days();
    let is_lost = days(&known.entry) > ENTRY_DAYS_MAX && days(desired) <= 0 && !desired.cancelled;
    let changes = matches!(act, AttemptAct::Change | AttemptAct::Uncancel);
    let anew = || Mirror { known: None, adopted: false, refused: None, looked: 0, ..mirror.clone() };
    (is_lost && changes).then(anew)
}

fn refused(
    work: &mut Work<'_>,
    mirror: Mirror,
    open: &OpenAttempt,
    (reason, status): (RefusalReason, Option<u16>),
    retry_after: Option<u32>,
) -> Mirror {
    let now = work.now();
    // What was to be cancelled and is not there is as cancelled as it can be.
    if open.act == AttemptAct::Cancel && reason == RefusalReason::NotFound {
        let known =
            mirror.known.map(|k| KnownEntry { entry: Entry { cancelled: true, ..k.entry }, at: now, ..k });
        return Mirror { known, refused: None, ..mirror };
    }
    if reason == RefusalReason::NotFound
        && let Some(mirror) = not_there(work, &mirror, open.act)
    {
        return mirror;
    }
    if status == Some(400)
        && let Some(mirror) = out_of_reach(work, &mirror, open.act)
    {
        return mirror;
    }
    let times = mirror.refused.as_ref().map_or(0, |r| r.times) + 1;
    let pause = i64::from(retry_after.unwrap_or(0)).max(pause_seconds(times, work));
    let refusal = Refusal { reason, status, at: now, times };
    Mirror { refused: Some(refusal), due: now.plus_seconds(pause), ..mirror }
}

fn lost(work: &Work<'_>, mirror: Mirror, open: &OpenAttempt) -> Mirror {
    let now = work.now();
    let times = mirror.refused.as_ref().map_or(0, |r| r.times) + 1;
    let refused = Some(Refusal { reason: RefusalReason::AnswerLost, status: None, at: now, times });
    if open.act == AttemptAct::Look {
        // A look changes nothing: it is only done again, later.
        return Mirror { refused, due: now.plus_seconds(pause_seconds(times, work)), ..mirror };
    }
    // What was sent is looked for, though something else is wanted by now.
    let sent = if mirror.known.is_none() { Some(open.entry.clone()) } else { mirror.desired };
    Mirror {
        refused,
        desired: sent,
        answer_lost: Some(open.started.max(now)),
        lost: Some(open.clone()),
        looked: 0,
        due: now,
        ..mirror
    }
}

/// Doubling pauses with a jitter of a fifth, drawn from the row's own seed.
fn pause_seconds(times: u32, work: &Work<'_>) -> i64 {
    let doubled = PAUSE_SECONDS << times.saturating_sub(1).min(6);
    let pause = doubled.min(PAUSE_SECONDS_MAX);
    let fifth = (pause / 5).max(1);
    let draw = i64::try_from(work.moment.seed.draw(99) % 1_000).unwrap_or(0);
    pause - fifth + (2 * fifth * draw) / 1_000
}
