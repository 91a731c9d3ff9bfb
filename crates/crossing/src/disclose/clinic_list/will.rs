//! Will they come? The fourth column, in words that say no more than is known.

use super::{Will, WillWord};
use crate::disclose::person::Place;
use crate::disclose::{Age, Ages, Circumstances, Colour, Desk};
use policy::Kind;
use vocab::Instant;
use vocab::care::{Appointment, AppointmentStatus};
use vocab::crossing::{Hold, Mirror};
use vocab::prison::{Custody, Person, ScheduleEntry, ScheduleKind, Standing};

/// What the question "will they come" is about.
pub(super) struct Asked<'a> {
    pub(super) appointment: &'a Appointment,
    pub(super) person: Option<&'a Person>,
    pub(super) circumstances: Circumstances,
    pub(super) place: &'a Place,
    pub(super) ages: &'a Ages,
    pub(super) mirror: Option<&'a Mirror>,
    pub(super) date: jiff::civil::Date,
}

pub(super) fn will(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Will {
    let said = |word: WillWord, words: &str| Will { word, words: words.to_owned() };
    let status = asked.appointment.status.known();
    if !status.is_some_and(AppointmentStatus::is_to_be_brought) {
        return said(WillWord::Cancelled, "Cancelled");
    }
    // What became of it is the clinic's own word, and ends the question.
    match status {
        Some(AppointmentStatus::Fulfilled) => return said(WillWord::Seen, "Seen"),
        Some(AppointmentStatus::Noshow) => return said(WillWord::DidNotCome, "Did not come"),
        Some(AppointmentStatus::Arrived | AppointmentStatus::CheckedIn) => {
            return said(WillWord::Arrived, "Arrived");
        }
        _ => {}
    }
    let Some(person) = asked.person else { return said(WillWord::NotLinked, "Who is this? Not linked") };
    let knows = desk.rule(Kind::Whereabouts, asked.circumstances).lets_out();
    let Some(custody) = person.custody.value.as_ref().filter(|_| knows) else {
        // Gone from here, as settled: where to is no longer this prison's to know.
        // What stood for them was struck through, though the booking stands: they had left.
        let struck = asked.mirror.and_then(|m| m.desired.as_ref()).is_some_and(|wanted| wanted.cancelled);
        return match asked.mirror.and_then(|m| m.hold) {
            Some(Hold::Death) => said(WillWord::NotHereToday, "Not here today"),
            Some(Hold::Left) => said(WillWord::Left, "Left"),
            None | Some(Hold::ByHand) if struck => said(WillWord::Left, "Left"),
            _ => said(WillWord::NotKnown, "Not known"),
        };
    };
    match (asked.ages.colour(), asked.ages.0.iter().find_map(Age::not_known_since)) {
        (Colour::Red, Some(since)) => {
            return Will { word: WillWord::NotKnown, words: format!("Not known since {}", desk.when(since)) };
        }
        (Colour::Red | Colour::Never, _) => return said(WillWord::NotKnown, "Not known: never read"),
        (Colour::Fresh | Colour::Amber, _) => {}
    }
    match &custody.reported.standing {
        Standing::InPrison { prison } if Some(*prison) == desk.ctx.prison => here(desk, asked, person),
        // A death is never told on a list, to anyone.
        Standing::Died => said(WillWord::NotHereToday, "Not here today"),
        Standing::InTransit => left(desk, custody, WillWord::InTransit, "In transit since"),
        Standing::AtCourt { .. } if asked.place.words == "at court" => said(WillWord::AtCourt, "At court"),
        _ if asked.place.gone => left(desk, custody, WillWord::Left, "Left"),
        Standing::NotUnderstood | Standing::MergedAway => said(WillWord::NotKnown, "Not known"),
        _ => said(WillWord::NotHereToday, "Not here today"),
    }
}

/// `Left 09:58 for Moorland, not settled`.
fn left(desk: &Desk<'_>, custody: &Custody, word: WillWord, verb: &str) -> Will {
    let reported = &custody.reported;
    let at = desk.when(reported.happened.unwrap_or(reported.since));
    let prison = reported.standing.prison().map(|prison| {
        let name = desk.rules().prison(prison).map(|r| r.name.clone());
        format!(" for {}", name.unwrap_or_else(|| prison.text().to_owned()))
    });
    let settled = if custody.is_settled() { "" } else { ", not settled" };
    Will { word, words: format!("{verb} {at}{}{settled}", prison.unwrap_or_default()) }
}

/// In the prison: expected, unless its time is over, something else is planned for the hour, or the route cannot tell.
fn here(desk: &mut Desk<'_>, asked: &Asked<'_>, person: &Person) -> Will {
    let over = |(_, end): &(Instant, Instant)| end.plus_seconds(LATE_SECONDS) < desk.ctx.now;
    if let Some((start, _)) = times(asked.appointment).filter(over) {
        let words = format!("No outcome yet, was due {}", desk.when(start));
        return Will { word: WillWord::NoOutcome, words };
    }
    if let Some(clash) = clash(desk, asked, person) {
        return Will { word: WillWord::Clash, words: clash };
    }
    if desk.ctx.prison.is_some_and(|prison| desk.rules().sees_court(prison)) {
        Will { word: WillWord::Expected, words: "Expected".to_owned() }
    } else {
        Will { word: WillWord::HereNow, words: "Here now; court and escorts not visible".to_owned() }
    }
}

/// What else is planned, of the kinds that may be known and for today alone: never a court run, a transfer or an escort
/// that has not happened.
fn clash(desk: &mut Desk<'_>, asked: &Asked<'_>, person: &Person) -> Option<String> {
    if asked.date != desk.ctx.now.london_date() || !desk.rule(Kind::DayClash, asked.circumstances).lets_out()
    {
        return None;
    }
    let (start, end) = times(asked.appointment)?;
    let overlaps = |entry: &&ScheduleEntry| {
        let until =
            entry.end.map_or(entry.start.at().plus_seconds(UNSAID_SECONDS), vocab::time::LondonTime::at);
        entry.start.at() < end && start < until
    };
    let entries = person.schedule.value.iter().flatten();
    let entry = entries.filter(|e| kind_words(e.kind).is_some()).find(overlaps)?;
    let until = entry.end.map_or_else(String::new, |end| format!(" to {}", end.hm()));
    Some(format!("Clash: {} {}{until}", kind_words(entry.kind)?, entry.start.hm()))
}

/// A clinic that runs so late still expects whom it has not seen; after that an outcome is missing.
const LATE_SECONDS: i64 = 30 * 60;

/// From and to.
fn times(appointment: &Appointment) -> Option<(Instant, Instant)> {
    let start = appointment.start?.at();
    let end = appointment.end.map_or(start.plus_seconds(UNSAID_SECONDS), vocab::time::LondonTime::at);
    Some((start, end))
}

/// An entry without an end is taken to last so long.
const UNSAID_SECONDS: i64 = 15 * 60;

/// The word for what is planned, where it may be known.
const fn kind_words(kind: ScheduleKind) -> Option<&'static str> {
    match kind {
        ScheduleKind::Visit => Some("visit"),
        ScheduleKind::Adjudication => Some("hearing"),
        ScheduleKind::Appointment => Some("appointment"),
        ScheduleKind::Activity => Some("activity"),
        ScheduleKind::Court | ScheduleKind::Transfer | ScheduleKind::Absence => None,
    }
}
