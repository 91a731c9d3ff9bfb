//! The way of a booking, from the care system to the prison's list or to where it stopped.

use super::{Station, TraceStep, TraceView, exact, in_order, rows, ruled};
use crate::disclose::appointments::of_own;
use crate::disclose::{Circumstances, Desk, DiscloseError, Result};
use crate::envelope::{ANSWERS, Meta};
use crate::understood::Answer;
use policy::Kind;
use policy::neutral::{feedback_words, refusal_words};
use store::JournalRow;
use store::unit::{AttemptLine, AttemptResult};
use vocab::Instant;
use vocab::care::Appointment;
use vocab::crossing::{AttemptAct, Decider, Hold, IdentityLink, Mirror, Mode, RefusalReason, Role};
use vocab::id::AppointmentId;
use vocab::prison::Person;

/// A booking's way.
pub(super) fn of(desk: &mut Desk<'_>, id: AppointmentId) -> Result<TraceView> {
    let booking =
        desk.view.appointment(id)?.map(|sealed| desk.open_sealed(sealed).0).ok_or(DiscloseError::NotFound)?;
    let reduced = ruled(desk, rows::is_of(desk, booking.prison))?;
    let link = desk.link_of_patient(booking.patient)?;
    if !reduced {
        desk.must(Kind::AppointmentHealth, of_own(link.as_ref().map(|l| l.state)))?;
    }
    let person = desk.linked(link.as_ref())?;
    desk.saw(person.as_ref(), Some(booking.patient), false);
    let mirror = desk.mirror(id)?;
    let mut steps = Vec::new();
    for row in received(desk, &booking, person.as_ref())? {
        steps.extend(rows::came(&row));
    }
    steps.push(whose(link.as_ref()));
    steps.push(may_it_cross(desk, &booking, link.as_ref(), person.as_ref(), mirror.as_ref()));
    steps.extend(should(mirror.as_ref(), reduced));
    for line in desk.view.attempts(id)? {
        steps.push(attempt(&line));
    }
    steps.extend(known(mirror.as_ref()));
    in_order(&mut steps);
    let room = desk.rule(Kind::Rooms, of_own(None)).lets_out().then(|| booking.room.text().to_owned());
    let (end, stopped) = end(&booking, mirror.as_ref(), room.as_deref());
    if stopped {
        steps.push(TraceStep::new(Station::Stopped, None, end.clone()));
    }
    let title = match (reduced, booking.start) {
        (false, Some(start)) => format!("Booking of {}", exact(start.at())),
        _ => "A booking".to_owned(),
    };
    Ok(TraceView { title, reduced, steps, end, stopped })
}

/// The rows that made and changed a booking. Once it is known whose it is, every one; before, the first and the newest.
fn received(desk: &Desk<'_>, booking: &Appointment, person: Option<&Person>) -> Result<Vec<JournalRow>> {
    let id = booking.id.to_string();
    let writes =
        |row: &JournalRow| Meta::read(&row.input.meta).write.and_then(|w| w.id).as_ref() == Some(&id);
    let mut found = Vec::new();
    found.extend(rows::that_made(desk, booking.id.uuid())?);
    if booking.version > 1 {
        found.extend(rows::written_at(desk, booking.updated, 0, writes)?);
    }
    if let Some(person) = person {
        let mut about = rows::about(desk, person.number)?;
        about.retain(|row| writes(row) || answers(row, booking.id));
        found.append(&mut about);
    }
    found.sort_by_key(|row| row.moment.seq);
    found.dedup_by_key(|row| row.moment.seq);
    // Attempts have steps of their own.
    found.retain(|row| row.input.feed.name() != ANSWERS);
    Ok(found)
}

fn answers(row: &JournalRow, id: AppointmentId) -> bool {
    let body = row.input.parts.first().and_then(|p| p.body.as_deref()).unwrap_or_default();
    row.input.feed.name() == ANSWERS
        && serde_json::from_slice::<Answer>(body).is_ok_and(|answer| {
            let (Answer::Started { appointment, .. } | Answer::Ended { appointment, .. }) = answer;
            appointment == id
        })
}

pub(super) fn whose(link: Option<&IdentityLink>) -> TraceStep {
    let Some(link) = link else {
        let words = "Nobody has confirmed which prison record this patient's is.";
        return TraceStep::new(Station::Whose, None, words);
    };
    let by = match &link.decided_by {
        Decider::Rule => "by rule",
        Decider::Person { second: None, .. } => "by a person",
        Decider::Person { second: Some(_), .. } => "by two people",
    };
    let words = format!("A link says whose it is: {}, decided {by} {}.", link.state.word(), exact(link.at));
    TraceStep::new(Station::Whose, None, words)
        .with("link", link.id.to_string())
        .with("evidence", identity::because(&link.evidence))
}

fn may_it_cross(
    desk: &Desk<'_>,
    booking: &Appointment,
    link: Option<&IdentityLink>,
    person: Option<&Person>,
    mirror: Option<&Mirror>,
) -> TraceStep {
    // A thing that stands there already is followed; a new one is made.
    let stands = mirror.is_some_and(|m| m.known.is_some());
    let kind = if stands { Kind::MirrorFollow } else { Kind::MirrorNew };
    let here = person.and_then(Person::prison) == Some(booking.prison);
    let circumstances = Circumstances {
        own_prison: here || stands,
        link: link.map(|l| l.state),
        settled: person
            .and_then(|p| p.custody.value.as_ref())
            .is_some_and(vocab::prison::Custody::is_settled),
        by_prison_number: false,
        restricted: false,
    };
    let ruling = desk.ruling_to(Role::PrisonSystem, kind, circumstances);
    let words = format!("May it be told to the prison? {}: {}", ruling.outcome.word(), ruling.why);
    TraceStep::new(Station::MayItCross, None, words)
        .with("ruled on", kind.word())
        .with("policies", ruling.policies.join(", "))
}

fn should(mirror: Option<&Mirror>, reduced: bool) -> Option<TraceStep> {
    let mirror = mirror?;
    let words = match &mirror.desired {
        Some(entry) if reduced => {
            let struck = if entry.cancelled { ", struck through" } else { "" };
            format!("The prison's list should show an entry{struck}.")
        }
        None => "The prison's list should show nothing of it yet.".to_owned(),
        Some(entry) if entry.cancelled => {
            format!("The prison's list should show {} struck through.", exact(entry.start.at()))
        }
        Some(entry) => format!(
            "The prison's list should show {}, {} to {}.",
            crate::NEUTRAL_NAME,
            exact(entry.start.at()),
            entry.end.hm()
        ),
    };
    let step = TraceStep::new(Station::Should, None, words).with("mode", mirror.mode.word());
    Some(step.with("version", mirror.version.to_string()))
}

fn attempt(line: &AttemptLine) -> TraceStep {
    let act = match line.act {
        AttemptAct::Create => "Made it",
        AttemptAct::Change => "Changed it",
        AttemptAct::Cancel => "Cancelled it",
        AttemptAct::Uncancel => "Brought it back",
        AttemptAct::Look => "Looked whether it is there",
    };
    let answer = match &line.result {
        None => "no answer yet".to_owned(),
        Some(AttemptResult::Done(remote)) if line.act == AttemptAct::Look => format!("found, as {remote}"),
        Some(AttemptResult::Done(remote)) => format!("done, as {remote}"),
        Some(AttemptResult::NotThere) => "not there".to_owned(),
        Some(AttemptResult::Refused(reason, status)) => {
            let status = status.map_or_else(String::new, |s| format!(" (status {s})"));
            format!("{}{status}", refusal_words(*reason))
        }
    };
    let words = format!("Attempt {}: {act}: {answer}.", line.number);
    let step = TraceStep::new(Station::Attempt, Some(line.started), words);
    match line.ended {
        Some(ended) => step.with("answered", exact(ended)),
        None => step,
    }
}

fn known(mirror: Option<&Mirror>) -> Vec<TraceStep> {
    let Some(mirror) = mirror else { return Vec::new() };
    let acknowledged = mirror.known.as_ref().map(|known| {
        let how = match (known.entry.cancelled, mirror.adopted) {
            (true, _) => "struck through",
            (false, true) => "taken over from what staff typed",
            (false, false) => "shown",
        };
        TraceStep::new(Station::Acknowledged, Some(known.at), format!("The prison's list has it: {how}."))
            .with("id there", known.remote.to_string())
    });
    let feedback = mirror.feedback.as_ref().map(|feedback| {
        let words = format!("Of its own accord: {}.", feedback_words(feedback.what));
        TraceStep::new(Station::Feedback, Some(feedback.at), words)
    });
    acknowledged.into_iter().chain(feedback).collect()
}

/// Where it ended, in one sentence; and whether somebody must do something.
fn end(booking: &Appointment, mirror: Option<&Mirror>, room: Option<&str>) -> (String, bool) {
    let Some(mirror) = mirror else { return ("Nothing of it goes to the prison.".to_owned(), false) };
    if let Some(hold) = mirror.hold {
        return held(hold, room);
    }
    if mirror.mode == Mode::Shadow {
        return ("Shadow: it would be sent, and is not.".to_owned(), false);
    }
    if mirror.mode == Mode::Off {
        return ("The flow is off: it is not sent.".to_owned(), false);
    }
    match (&mirror.known, mirror.in_step(), &mirror.refused) {
        (Some(known), true, _) if known.entry.cancelled => {
            (format!("Struck through on the prison list since {}.", exact(known.at)), false)
        }
        (Some(known), true, _) => {
            (format!("On the prison list since {}{}.", exact(known.at), after(booking, known.at)), false)
        }
        (None, true, _) => ("Nothing of it stands on the prison list, and nothing should.".to_owned(), false),
        (_, false, Some(refused)) if refused.reason != RefusalReason::AnswerLost => {
            let times =
                if refused.times == 1 { "once".to_owned() } else { format!("{} times", refused.times) };
            let why = refusal_words(refused.reason);
            (
                format!(
                    "Stopped here: the prison's service has refused {times} (\"{why}\"). It is tried again."
                ),
                true,
            )
        }
        (_, false, Some(_)) => {
            ("No answer came: looking whether it arrived, before anything is sent again.".to_owned(), false)
        }
        (_, false, None) => (format!("Waiting to be sent since {}.", exact(booking.updated)), false),
    }
}

/// `, 2.1 s after it was booked`: counted from the newest version, which asked for what stands there. What is said later
/// and changes nothing for the prison, as that the patient was seen, comes after what stands there already.
fn after(booking: &Appointment, stands: Instant) -> String {
    let micros = stands.micros() - booking.updated.micros();
    if micros < 0 {
        return "; what healthcare has said since changes nothing there".to_owned();
    }
    let what = if booking.version == 1 { "it was booked" } else { "its last change" };
    format!(", {}.{} s after {what}", micros / 1_000_000, (micros % 1_000_000) / 100_000)
}

fn held(hold: Hold, room: Option<&str>) -> (String, bool) {
    let stopped = |words: &str| (format!("Stopped here: {words}"), true);
    match hold {
        // No reason is given of a death, to anyone.
        Hold::Death | Hold::Left => stopped("the person has left, so nothing is sent."),
        Hold::NotLinked => stopped("nobody has confirmed who this is. Open \"Who is this?\"."),
        Hold::InDoubt => stopped("identity is in doubt, so nothing new is written. Open \"Who is this?\"."),
        Hold::NoPlace => match room {
            Some(room) => stopped(&format!("room \"{room}\" has no prison place: map it.")),
            None => stopped("its room has no prison place: ask healthcare which, and map it."),
        },
        Hold::AdoptionUnclear => stopped("staff typed several entries that could be this one: say which."),
        Hold::TwoFound => {
            stopped("two entries of ours are there for one booking: ask the prison which stands.")
        }
        Hold::PrisonChanged => stopped("the prison cancelled or moved it: healthcare decides what then."),
        Hold::WhereNotKnown => stopped("where the person is has not been read yet."),
        Hold::TooLate => stopped("its time came before it could be put on the list: tell the wing."),
        Hold::ByHand => {
            ("Waiting for staff to enter it by hand: nothing is written there by us.".to_owned(), false)
        }
        Hold::Off => ("The flow is off: it is not sent.".to_owned(), false),
    }
}
