//! What the prison has planned for people, and the clash view of it, with its secrets: court only when the day has
//! come, transfers only today and without place, absences only when asked for.

use super::Prison;
use super::call::Reply;
use super::event;
use super::reference::{category_description, time_slot};
use crate::written::number;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

vocab::redacted!(Planned);

/// Kinds of planned things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlannedKind {
    /// At court.
    Court,
    /// To another prison.
    Transfer,
    /// A visit.
    Visit,
    /// Work, education, gym.
    Activity,
    /// A discipline hearing.
    Adjudication,
    /// Out for a time.
    Absence,
}

/// One planned thing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Planned {
    /// Kind.
    pub kind: PlannedKind,
    /// Whose.
    #[serde(with = "number")]
    pub number: PrisonNumber,
    /// Where.
    pub prison: PrisonCode,
    /// Day.
    pub date: Date,
    /// From.
    pub start: Time,
    /// To.
    pub end: Option<Time>,
    /// What staff would read: `Bricklaying`, a court's name, a prison's name.
    pub title: String,
    /// Called off.
    #[serde(default)]
    pub cancelled: bool,
}

impl PlannedKind {
    const fn event_type(self) -> &'static str {
        match self {
            Self::Court => "COURT_HEARING",
            Self::Transfer | Self::Absence => "EXTERNAL_TRANSFER",
            Self::Visit => "VISIT",
            Self::Activity => "ACTIVITY",
            Self::Adjudication => "ADJUDICATION_HEARING",
        }
    }

    const fn priority(self) -> u8 {
        match self {
            Self::Court => 1,
            Self::Transfer | Self::Absence => 2,
            Self::Visit => 3,
            Self::Adjudication => 4,
            Self::Activity => 6,
        }
    }

    const fn list(self) -> &'static str {
        match self {
            Self::Court => "courtHearings",
            Self::Transfer | Self::Absence => "externalTransfers",
            Self::Visit => "visits",
            Self::Activity => "activities",
            Self::Adjudication => "adjudications",
        }
    }
}

/// Days that a planned thing is kept after its day.
const KEPT_DAYS: i64 = 2;

impl Prison {
    pub(crate) fn plan(&mut self, entries: &[Planned], now: Instant) {
        let today = now.london_date();
        self.planned.retain(|p| (today - p.date).get_days() <= i32::try_from(KEPT_DAYS).unwrap_or(2));
        self.escorts.retain(|(_, date, _), _| *date >= today);
        self.planned.extend_from_slice(entries);
        self.planned.sort_by_key(|p| (p.date, p.start, p.number));
    }

    /// Work and education of the rest of the day are called off; appointments are left alone, nobody sees to them.
    pub(crate) fn lock_down(&mut self, prison: PrisonCode, now: Instant) {
        self.locked.insert(prison);
        let (today, time) = (now.london_date(), now.london().time());
        let mut sessions = BTreeSet::new();
        for p in &mut self.planned {
            let rest = p.prison == prison && p.date == today && p.end.is_none_or(|e| e > time);
            if rest && matches!(p.kind, PlannedKind::Activity) {
                p.cancelled = true;
                sessions.insert((p.title.clone(), p.start));
            }
        }
        for (title, _) in sessions {
            self.tell(event::instance_amended(crate::dice::hash(&title) % 1_000_000, now), now);
        }
    }

    /// `POST /scheduled-events/prison/{prisonCode}`.
    pub(crate) fn scheduled_events(
        &self,
        prison: PrisonCode,
        date: Date,
        slot: Option<&str>,
        external: bool,
        numbers: &[PrisonNumber],
        now: Instant,
    ) -> Reply {
        let today = now.london_date();
        let asked: BTreeSet<_> = numbers.iter().copied().collect();
        let in_slot = |start: Time| slot.is_none_or(|s| s == time_slot(date.weekday(), start));
        let mut lists: BTreeMap<&str, Vec<Value>> =
            ["courtHearings", "visits", "activities", "externalTransfers", "adjudications"]
                .into_iter()
                .map(|list| (list, Vec::new()))
                .collect();
        for p in &self.planned {
            if p.prison != prison || p.date != date || !asked.contains(&p.number) || !in_slot(p.start) {
                continue;
            }
            let shown = match p.kind {
                PlannedKind::Court => date <= today,
                PlannedKind::Transfer => date == today,
                PlannedKind::Absence => external && date == today,
                _ => true,
            };
            if shown {
                lists.entry(p.kind.list()).or_default().push(self.planned_json(p));
            }
        }
        let mut appointments = Vec::new();
        for a in self.diary.on(prison, date).filter(|a| in_slot(a.start)) {
            for attendee in a.attendees.iter().filter(|t| t.removed.is_none() && asked.contains(&t.number)) {
                let room =
                    a.location.as_deref().and_then(|id| self.rooms.iter().find(|r| r.dps_location_id == id));
                let mut value =
                    frame(prison, "SAA", "APPOINTMENT", 5, attendee.number, date, (a.start, a.end));
                value["appointmentSeriesId"] = json!(a.series);
                value["appointmentId"] = json!(a.id);
                value["appointmentAttendeeId"] = json!(attendee.id);
                value["bookingId"] = json!(attendee.booking);
                value["internalLocationId"] = json!(room.map(|r| r.internal_location_id));
                value["internalLocationCode"] = json!(room.map(|r| r.code.clone()));
                value["internalLocationUserDescription"] = json!(room.map(|r| r.description.clone()));
                value["internalLocationDescription"] = json!(room.map(|r| format!("{prison}-{}", r.code)));
                value["categoryCode"] = json!(a.category);
                value["categoryDescription"] = json!(category_description(&a.category));
                value["summary"] = json!(a.name());
                value["comments"] = json!(a.extra);
                value["prisonerComments"] = json!(a.prisoner_extra);
                value["inCell"] = json!(a.in_cell);
                value["cancelled"] = json!(a.is_cancelled());
                appointments.push(value);
            }
        }
        let mut out = json!({
            "prisonCode": prison, "startDate": date, "endDate": date, "appointments": appointments,
            "prisonerNumbers": numbers.iter().map(|n| n.text()).collect::<Vec<_>>(),
        });
        for (list, values) in lists {
            out[list] = json!(values);
        }
        Reply::json(200, &out)
    }

    fn planned_json(&self, p: &Planned) -> Value {
        let mut value = frame(
            p.prison,
            "NOMIS",
            p.kind.event_type(),
            p.kind.priority(),
            p.number,
            p.date,
            (p.start, p.end),
        );
        let booking = self.people.get(&p.number).and_then(|x| x.custody.as_ref()).map(|c| c.booking);
        value["bookingId"] = json!(booking);
        value["eventId"] =
            json!(crate::dice::hash(&format!("{}{}{}", p.title, p.date, p.number.text())) % 1_000_000_000);
        value["cancelled"] = json!(p.cancelled);
        match p.kind {
            PlannedKind::Transfer => value["summary"] = json!("Transfer"),
            PlannedKind::Absence => {
                value["eventSource"] = json!("EXTERNAL_MOVEMENTS_API");
                value["summary"] = json!("External");
                value["outsidePrison"] = json!(true);
            }
            PlannedKind::Court => {
                value["summary"] = json!("Court hearing");
                value["internalLocationDescription"] = json!(p.title);
                value["outsidePrison"] = json!(true);
            }
            PlannedKind::Activity => {
                value["eventSource"] = json!("SAA");
                value["scheduledInstanceId"] = json!(crate::dice::hash(&p.title) % 1_000_000);
                value["summary"] = json!(p.title);
            }
            PlannedKind::Visit | PlannedKind::Adjudication => value["summary"] = json!(p.title),
        }
        value
    }
}

/// Every key of a scheduled event, most of them empty, as the service writes them.
fn frame(
    prison: PrisonCode,
    source: &str,
    kind: &str,
    priority: u8,
    number: PrisonNumber,
    date: Date,
    (start, end): (Time, Option<Time>),
) -> Value {
    json!({
        "prisonCode": prison, "eventSource": source, "eventType": kind, "scheduledInstanceId": null,
        "appointmentSeriesId": null, "appointmentId": null, "appointmentAttendeeId": null, "oicHearingId": null,
        "eventId": null, "bookingId": null, "internalLocationId": null, "internalLocationCode": null,
        "internalLocationUserDescription": null, "internalLocationDescription": null, "categoryCode": null,
        "categoryDescription": null, "summary": null, "comments": null, "inCell": false, "onWing": false,
        "offWing": false, "outsidePrison": false, "cancelled": false, "suspended": false, "autoSuspended": false,
        "prisonerNumber": number.text(), "date": date, "startTime": super::diary::hm(start),
        "endTime": end.map(super::diary::hm), "priority": priority,
        "appointmentSeriesCancellationStartDate": null, "appointmentSeriesCancellationStartTime": null,
        "appointmentSeriesFrequency": null, "paidActivity": null, "issuePayment": null, "attendanceStatus": null,
        "attendanceReasonCode": null, "prisonerComments": null, "status": "Scheduled",
    })
}
