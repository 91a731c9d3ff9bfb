//! Appointments: series, appointments, attendees, and what becomes of them.
//!
//! The service has no idempotency key, no outside reference and no clash check: each POST makes another. An instance
//! is an attendee, under the attendee's id.

use super::act::{Act, Done, Impossible};
use super::reference::category_description;
use super::{Prison, event};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

vocab::redacted!(Appointment);

/// One appointment on one date.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the service's own, by name")]
pub struct Appointment {
    pub id: u64,
    pub series: u64,
    pub sequence: u32,
    pub group: bool,
    pub prison: PrisonCode,
    pub category: String,
    pub tier: Option<String>,
    pub organiser: Option<String>,
    pub custom_name: Option<String>,
    /// The room's DPS id.
    pub location: Option<String>,
    pub in_cell: bool,
    pub date: Date,
    pub start: Time,
    pub end: Option<Time>,
    pub extra: Option<String>,
    pub prisoner_extra: Option<String>,
    pub created: Instant,
    pub created_by: String,
    pub updated: Option<(Instant, String)>,
    pub cancelled: Option<Cancellation>,
    pub attendees: Vec<Attendee>,
}

/// How an appointment was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the service's own, by name")]
pub struct Cancellation {
    pub at: Instant,
    pub by: String,
    pub reason: u64,
    /// Gone from every list, as if it had never been.
    pub deleted: bool,
}

/// One person on one appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the service's own, by name")]
pub struct Attendee {
    pub id: u64,
    pub number: PrisonNumber,
    pub booking: u64,
    pub added: Instant,
    pub added_by: String,
    pub removed: Option<(Instant, u64)>,
    pub attended: Option<bool>,
    /// When that was noted, and by whom.
    #[serde(default)]
    pub recorded: Option<(Instant, String)>,
}

/// The immutable original request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Series {
    pub(crate) id: u64,
    pub(crate) schedule: Option<(String, u32)>,
    pub(crate) appointments: Vec<u64>,
}

/// What the service holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Diary {
    pub(crate) series: BTreeMap<u64, Series>,
    pub(crate) appointments: BTreeMap<u64, Appointment>,
    #[serde(with = "crate::written::pairs")]
    by_day: BTreeMap<(PrisonCode, Date), Vec<u64>>,
    by_attendee: BTreeMap<u64, u64>,
}

/// Reasons for which an appointment is deleted rather than struck through: created in error, migrated, and cancelled
/// by an external service.
const REASONS_DELETING: [u64; 3] = [1, 3, 4];
/// The reason for which it stays, struck through.
const REASON_CANCELLED: u64 = 2;
/// Removal reason of an attendee who left the prison.
const REMOVED_LEFT: u64 = 5;
/// By whom the service does what it does on its own.
const SERVICE: &str = "Activities Management Service";

/// `HH:MM`, as the service writes times.
pub(crate) fn hm(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

impl Appointment {
    /// Deleted: it answers 404 and no list shows it.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.cancelled.as_ref().is_some_and(|c| c.deleted)
    }

    /// Cancelled and still shown.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.as_ref().is_some_and(|c| !c.deleted)
    }

    /// The custom name with the category's label, or the label: the category is in every officer's list.
    #[must_use]
    pub fn name(&self) -> String {
        let label = category_description(&self.category);
        self.custom_name.as_ref().map_or_else(|| label.clone(), |custom| format!("{custom} ({label})"))
    }

    pub(crate) fn is_expired(&self, now: Instant) -> bool {
        let london = now.london();
        (self.date, self.start) < (london.date(), london.time())
    }

    fn told(&self) -> Vec<u64> {
        self.attendees.iter().filter(|a| a.removed.is_none()).map(|a| a.id).collect()
    }
}

impl Diary {
    pub(crate) fn on(&self, prison: PrisonCode, date: Date) -> impl Iterator<Item = &Appointment> {
        self.by_day
            .get(&(prison, date))
            .into_iter()
            .flatten()
            .filter_map(|id| self.appointments.get(id))
            .filter(|a| !a.is_deleted())
    }

    pub(crate) fn between(
        &self,
        prison: PrisonCode,
        from: Date,
        to: Date,
    ) -> impl Iterator<Item = &Appointment> {
        self.by_day
            .range((prison, from)..=(prison, to.max(from)))
            .flat_map(|(_, ids)| ids)
            .filter_map(|id| self.appointments.get(id))
            .filter(|a| !a.is_deleted())
    }

    pub(crate) fn standing(&self, id: u64) -> Option<&Appointment> {
        self.appointments.get(&id).filter(|a| !a.is_deleted())
    }

    /// The attendee's appointment, while both stand.
    pub(crate) fn instance(&self, attendee: u64) -> Option<(&Appointment, &Attendee)> {
        let appointment = self.standing(*self.by_attendee.get(&attendee)?)?;
        let attendee = appointment.attendees.iter().find(|a| a.id == attendee && a.removed.is_none())?;
        Some((appointment, attendee))
    }

    pub(crate) fn put(&mut self, appointment: Appointment) {
        self.by_day.entry((appointment.prison, appointment.date)).or_default().push(appointment.id);
        for attendee in &appointment.attendees {
            self.by_attendee.insert(attendee.id, appointment.id);
        }
        self.appointments.insert(appointment.id, appointment);
    }

    fn redate(&mut self, id: u64, from: Date, to: Date, prison: PrisonCode) {
        if from != to {
            if let Some(day) = self.by_day.get_mut(&(prison, from)) {
                day.retain(|other| *other != id);
            }
            self.by_day.entry((prison, to)).or_default().push(id);
        }
    }

    /// A merge: attendee rows go to the surviving number and stay.
    pub(crate) fn repoint(&mut self, removed: PrisonNumber, kept: PrisonNumber, booking: u64) {
        for attendee in self.appointments.values_mut().flat_map(|a| &mut a.attendees) {
            if attendee.number == removed {
                attendee.number = kept;
                attendee.booking = booking;
            }
        }
    }

    /// A moved stay takes with it what was booked on it.
    pub(crate) fn rebook(&mut self, booking: u64, from: PrisonNumber, to: PrisonNumber) {
        for attendee in self.appointments.values_mut().flat_map(|a| &mut a.attendees) {
            if attendee.number == from && attendee.booking == booking {
                attendee.number = to;
            }
        }
    }
}

/// What a change of an appointment asks for; nothing given stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct Change {
    pub(crate) category: Option<String>,
    pub(crate) tier: Option<String>,
    pub(crate) organiser: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) in_cell: Option<bool>,
    pub(crate) date: Option<Date>,
    pub(crate) start: Option<Time>,
    pub(crate) end: Option<Time>,
    pub(crate) extra: Option<String>,
    pub(crate) prisoner_extra: Option<String>,
    pub(crate) remove: Vec<PrisonNumber>,
    pub(crate) add: Vec<PrisonNumber>,
}

impl Prison {
    fn told_of(&mut self, kind: &str, attendees: &[u64], category: &str, now: Instant) {
        for attendee in attendees {
            self.tell(event::appointment(kind, *attendee, category, now), now);
        }
    }

    /// Makes one appointment of a series, with its attendees, and tells of each.
    pub(crate) fn appointment_make(
        &mut self,
        mut appointment: Appointment,
        people: &[PrisonNumber],
        now: Instant,
    ) -> u64 {
        appointment.id = self.id();
        for number in people {
            let attendee = self.attendee(*number, &appointment.created_by, now);
            appointment.attendees.push(attendee);
        }
        let (id, attendees, category) = (appointment.id, appointment.told(), appointment.category.clone());
        self.diary.put(appointment);
        self.told_of("created", &attendees, &category, now);
        id
    }

    fn attendee(&mut self, number: PrisonNumber, by: &str, now: Instant) -> Attendee {
        let booking = self.people.get(&number).and_then(|p| p.custody.as_ref()).map_or(0, |c| c.booking);
        let id = self.id();
        Attendee {
            id,
            number,
            booking,
            added: now,
            added_by: by.to_owned(),
            removed: None,
            attended: None,
            recorded: None,
        }
    }

    pub(crate) fn appointment_change(&mut self, id: u64, change: &Change, by: &str, now: Instant) {
        let added: Vec<_> = change.add.iter().map(|n| self.attendee(*n, by, now)).collect();
        let Some(a) = self.diary.appointments.get_mut(&id) else { return };
        let (was, prison) = (a.date, a.prison);
        let set = |field: &mut Option<String>, new: &Option<String>| {
            if new.is_some() {
                field.clone_from(new);
            }
        };
        if let Some(category) = &change.category {
            a.category.clone_from(category);
        }
        set(&mut a.tier, &change.tier);
        set(&mut a.organiser, &change.organiser);
        set(&mut a.location, &change.location);
        set(&mut a.extra, &change.extra);
        set(&mut a.prisoner_extra, &change.prisoner_extra);
        a.in_cell = change.in_cell.unwrap_or(a.in_cell);
        if a.in_cell {
            a.location = None;
        }
        a.date = change.date.unwrap_or(a.date);
        a.start = change.start.unwrap_or(a.start);
        a.end = change.end.or(a.end);
        a.updated = Some((now, by.to_owned()));
        let updated = a.told();
        let mut gone = Vec::new();
        for attendee in
            a.attendees.iter_mut().filter(|t| t.removed.is_none() && change.remove.contains(&t.number))
        {
            attendee.removed = Some((now, 1));
            gone.push(attendee.id);
        }
        let came: Vec<_> = added.iter().map(|t| t.id).collect();
        a.attendees.extend(added);
        let (to, category) = (a.date, a.category.clone());
        self.diary.by_attendee.extend(came.iter().map(|attendee| (*attendee, id)));
        self.diary.redate(id, was, to, prison);
        let stayed: Vec<_> = updated.into_iter().filter(|t| !gone.contains(t)).collect();
        self.told_of("updated", &stayed, &category, now);
        self.told_of("deleted", &gone, &category, now);
        self.told_of("created", &came, &category, now);
    }

    /// Cancels or deletes, as the reason has it.
    pub(crate) fn appointment_cancel(&mut self, id: u64, reason: u64, by: &str, now: Instant) {
        let Some(a) = self.diary.appointments.get_mut(&id) else { return };
        let deleted = REASONS_DELETING.contains(&reason);
        a.cancelled = Some(Cancellation { at: now, by: by.to_owned(), reason, deleted });
        let (attendees, category) = (a.told(), a.category.clone());
        self.told_of(if deleted { "deleted" } else { "cancelled" }, &attendees, &category, now);
    }

    pub(crate) fn appointment_uncancel(&mut self, id: u64, by: &str, now: Instant) {
        let Some(a) = self.diary.appointments.get_mut(&id) else { return };
        a.cancelled = None;
        a.updated = Some((now, by.to_owned()));
        let (attendees, category) = (a.told(), a.category.clone());
        self.told_of("uncancelled", &attendees, &category, now);
    }

    /// Someone left a prison for good: what lies before him there goes, each instance with an event.
    pub(crate) fn appointments_of_leaver_go(
        &mut self,
        number: PrisonNumber,
        prison: PrisonCode,
        now: Instant,
    ) {
        let mut gone: Vec<(u64, String)> = Vec::new();
        for a in self.diary.appointments.values_mut() {
            if a.prison != prison || a.is_deleted() || a.is_expired(now) {
                continue;
            }
            for attendee in a.attendees.iter_mut().filter(|t| t.number == number && t.removed.is_none()) {
                attendee.removed = Some((now, REMOVED_LEFT));
                gone.push((attendee.id, a.category.clone()));
            }
            if !a.group && a.attendees.iter().all(|t| t.removed.is_some()) {
                a.cancelled =
                    Some(Cancellation { at: now, by: SERVICE.to_owned(), reason: 1, deleted: true });
            }
        }
        for (attendee, category) in gone {
            self.told_of("deleted", &[attendee], &category, now);
        }
    }

    pub(crate) fn staff_book(&mut self, act: &Act, now: Instant) -> Result<Done, Impossible> {
        let Act::StaffBook { number, category, name, room, date, start, end } = act else {
            return Err(Impossible::Appointment);
        };
        let prison =
            self.people.get(number).ok_or(Impossible::Nobody)?.in_care().ok_or(Impossible::Elsewhere)?.prison;
        let location = self.room(prison, room).ok_or(Impossible::Place)?.dps_location_id.clone();
        super::reference::category_active(category).ok_or(Impossible::Place)?;
        let id = self.id();
        self.diary.series.insert(id, Series { id, schedule: None, appointments: Vec::new() });
        let appointment = Appointment {
            id: 0,
            series: id,
            sequence: 1,
            group: false,
            prison,
            category: category.clone(),
            tier: Some("TIER_1".to_owned()),
            organiser: None,
            custom_name: name.clone(),
            location: Some(location),
            in_cell: false,
            date: *date,
            start: *start,
            end: Some(*end),
            extra: None,
            prisoner_extra: None,
            created: now,
            created_by: format!("{prison}_STAFF_GEN"),
            updated: None,
            cancelled: None,
            attendees: Vec::new(),
        };
        let made = self.appointment_make(appointment, &[*number], now);
        if let Some(series) = self.diary.series.get_mut(&id) {
            series.appointments.push(made);
        }
        Ok(Done { appointment: Some(made) })
    }

    pub(crate) fn staff_cancel(&mut self, id: u64, reason: u64, now: Instant) -> Result<Done, Impossible> {
        let known = reason == REASON_CANCELLED || REASONS_DELETING.contains(&reason);
        let a =
            self.diary.standing(id).filter(|a| known && !a.is_cancelled()).ok_or(Impossible::Appointment)?;
        let by = format!("{}_STAFF_GEN", a.prison);
        self.appointment_cancel(id, reason, &by, now);
        Ok(Done { appointment: Some(id) })
    }

    pub(crate) fn staff_move(
        &mut self,
        id: u64,
        date: Date,
        (start, end): (Time, Time),
        now: Instant,
    ) -> Result<Done, Impossible> {
        let a = self.diary.standing(id).filter(|a| !a.is_cancelled()).ok_or(Impossible::Appointment)?;
        let by = format!("{}_STAFF_GEN", a.prison);
        let change = Change { date: Some(date), start: Some(start), end: Some(end), ..Change::default() };
        self.appointment_change(id, &change, &by, now);
        Ok(Done { appointment: Some(id) })
    }
}
