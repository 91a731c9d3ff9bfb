//! What a prison has planned for people on a day: the scheduled events of DPS, reduced to kind, time and person.
//!
//! Locations, summaries, comments, categories and escorts are not read: a clash answer says "not free", never why.

use super::appointment::clock;
use super::json::At;
use super::person::{WrittenNumber, must_written};
use super::{Listed, with_json};
use crate::error::WireError;
use vocab::prison::{ScheduleEntry, ScheduleKind};
use vocab::time::LondonTime;

/// Something planned for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEvent {
    /// For whom.
    pub person: WrittenNumber,
    /// What kind of thing.
    pub kind: ScheduleKind,
    /// From. Midnight when no time was said.
    pub start: LondonTime,
    /// A time of day was said. Without one it is on that day, and no more is known.
    pub time_said: bool,
    /// To.
    pub end: Option<LondonTime>,
    /// Cancelled, or suspended for this person.
    pub cancelled: bool,
    /// The DPS appointment that it is, if it is one: an entry of our own is no clash.
    pub appointment: Option<i64>,
}

impl PlannedEvent {
    /// In the domain's words.
    #[must_use]
    pub const fn entry(&self) -> ScheduleEntry {
        ScheduleEntry { kind: self.kind, start: self.start, end: self.end }
    }
}

/// The lists of an answer, and the kind of what stands in each.
const LISTS: [(&str, ScheduleKind); 6] = [
    ("appointments", ScheduleKind::Appointment),
    ("courtHearings", ScheduleKind::Court),
    ("visits", ScheduleKind::Visit),
    ("activities", ScheduleKind::Activity),
    ("externalTransfers", ScheduleKind::Transfer),
    ("adjudications", ScheduleKind::Adjudication),
];

/// The planned events of some people on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledEvents {
    /// In the order of the lists.
    pub events: Listed<PlannedEvent>,
    /// Lists that the answer left out. What they would have held is not known.
    pub not_said: Vec<ScheduleKind>,
}

impl ScheduledEvents {
    /// Reads a `PrisonerScheduledEvents`.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or none of the lists is there.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_at)
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        let (mut events, mut not_said) = (Listed::default(), Vec::new());
        for (key, kind) in LISTS {
            match at.list(key, |event| planned(event, kind))? {
                Some(list) => {
                    events.items.extend(list.items);
                    events.refused.extend(list.refused);
                }
                None => not_said.push(kind),
            }
        }
        if not_said.len() == LISTS.len() {
            return Err(at.missing("appointments", "a list of scheduled events"));
        }
        Ok(Self { events, not_said })
    }
}

fn planned(at: &At<'_, '_>, kind: ScheduleKind) -> Result<PlannedEvent, WireError> {
    let person = must_written(at, "prisonerNumber")?;
    const DATE: &str = "a date as 2026-11-12";
    at.must_text("date", DATE)?;
    let date = at.date("date")?.ok_or_else(|| at.field_not("date", DATE))?;
    let (start, time_said) = match clock(at, "date", "startTime")? {
        Some(start) => (start, true),
        None if at.field("startTime")?.is_some() => {
            return Err(at.field_not(
                "startTime",
                "a time of day as 10:20, and one that London's clocks show that day",
            ));
        }
        None => (LondonTime::from_instant(vocab::time::london_midnight(date)), false),
    };
    // A temporary absence stands among the transfers: its source tells.
    let kind = match (kind, at.text("eventType")?) {
        (ScheduleKind::Transfer, Some(event_type)) if event_type.contains("ABSENCE") => ScheduleKind::Absence,
        (kind, _) => kind,
    };
    let mut cancelled = false;
    for key in ["cancelled", "suspended", "autoSuspended"] {
        cancelled |= at.flag(key)?.unwrap_or(false);
    }
    Ok(PlannedEvent {
        person,
        kind,
        start,
        time_said,
        end: clock(at, "date", "endTime")?,
        cancelled,
        appointment: at.whole("appointmentId")?,
    })
}
