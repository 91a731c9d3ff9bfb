//! The Activities and Appointments API: its paths, and what each does.

use super::Prison;
use super::appointment_request::{
    Cancel, INSTANCES_MAX, START_DAYS_BACK, START_DAYS_MAX, Search, SeriesCreate, Update, invalid, missing,
    refused, series_dates, series_problems, update_problems,
};
use super::call::{Call, Reply, STALE_SECONDS, Sight, date_of, number_of, prison_of};
use super::diary::{Appointment, Change, Series};
use super::reference::category_active;
use jiff::Span;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

/// What a request has been found to ask for.
struct Appointed {
    prison: PrisonCode,
    start: Time,
    category: String,
    location: Option<String>,
}

impl Prison {
    pub(crate) fn activities(&mut self, call: &Call, parts: &[&str], sight: Sight) -> Reply {
        let answer = match (call.method.as_str(), parts) {
            ("POST", ["appointment-series"]) => self.series_create(call, sight),
            ("GET", ["appointment-series", id]) => self.series_read(id),
            ("PATCH", ["appointments", id]) => self.appointment_patch(call, id, sight),
            ("PUT", ["appointments", id, "cancel"]) => self.appointment_put_cancel(call, id, sight),
            ("PUT", ["appointments", id, "uncancel"]) => self.appointment_put_uncancel(call, id, sight),
            ("GET", ["appointments", id, "details"]) => self.appointment_details(id, sight),
            (
                "POST",
                ["appointments", prison, "search"] | ["integration-api", "appointments", prison, "search"],
            ) => self.appointments_search(call, prison, sight),
            ("PUT", ["appointments", "updateAttendances"]) => self.attendances_put(call, sight),
            ("GET", ["appointments", prison, "attendance-summaries"]) => {
                self.attendance_summaries(call, prison)
            }
            ("GET", ["appointments", prison, status, "attendance"]) => {
                self.attendance_by_status(call, prison, status)
            }
            ("GET", ["appointment-categories"]) => Ok(categories()),
            ("GET", ["appointment-instances", id]) => self.appointment_instance(id),
            ("GET", ["appointment-locations", prison]) => self.appointment_locations(prison),
            ("POST", ["scheduled-events", "prison", prison]) => {
                self.scheduled_events_call(call, prison, sight)
            }
            _ => Err(Reply::error(404, "No resource found failure")),
        };
        answer.unwrap_or_else(|reply| reply)
    }

    fn location_of(
        &self,
        prison: PrisonCode,
        dps: Option<&str>,
        internal: Option<u64>,
    ) -> Result<Option<String>, Reply> {
        let found = match (dps, internal) {
            (Some(id), _) => self.rooms.iter().find(|r| r.prison == prison && r.dps_location_id == id),
            (None, Some(id)) => {
                self.rooms.iter().find(|r| r.prison == prison && r.internal_location_id == id)
            }
            (None, None) => return Ok(None),
        };
        let named = dps.map_or_else(|| internal.unwrap_or_default().to_string(), ToOwned::to_owned);
        found.map(|r| Some(r.dps_location_id.clone())).ok_or_else(|| {
            refused(&format!("Appointment location with id '{named}' not found in prison '{prison}'"))
        })
    }

    fn residents(&self, numbers: &[String], prison: PrisonCode) -> Result<Vec<PrisonNumber>, Reply> {
        let mut here = Vec::new();
        let mut not_here = Vec::new();
        for text in numbers {
            match PrisonNumber::parse(text) {
                Ok(n)
                    if self.people.get(&n).and_then(|p| p.in_care()).is_some_and(|c| c.prison == prison) =>
                {
                    here.push(n);
                }
                _ => not_here.push(text.as_str()),
            }
        }
        if not_here.is_empty() {
            return Ok(here);
        }
        Err(refused(&format!(
            "Prisoner(s) with prisoner number(s) '{}' not found, were inactive or are residents of a different prison.",
            not_here.join("', '")
        )))
    }

    fn series_create(&mut self, call: &Call, sight: Sight) -> Result<Reply, Reply> {
        let request: SeriesCreate = call.read()?;
        let today = sight.now.london_date();
        let problems = series_problems(&request, today);
        if !problems.is_empty() {
            return Err(invalid(&problems));
        }
        let (Some(date), Some(start), Some(prison), Some(category)) =
            (request.start_date, request.start_time, request.prison_code.as_deref(), &request.category_code)
        else {
            return Err(invalid(&["Start date must be supplied"]));
        };
        if (date - today).get_days() > START_DAYS_MAX {
            let last = today.checked_add(Span::new().days(START_DAYS_MAX)).unwrap_or(today);
            return Err(refused(&format!(
                "Start date cannot be more than {START_DAYS_MAX} days into the future ({last})"
            )));
        }
        let prison = PrisonCode::parse(prison)
            .ok()
            .filter(|p| self.has_prison(*p))
            .ok_or_else(|| refused(&format!("Prison code '{prison}' not found")))?;
        if category_active(category).is_none() {
            return Err(refused(&format!(
                "Appointment Category with code '{category}' not found or is not active"
            )));
        }
        let location = if request.in_cell {
            None
        } else {
            self.location_of(prison, request.dps_location_id.as_deref(), request.internal_location_id)?
        };
        let people = self.residents(&request.prisoner_numbers, prison)?;
        let dates = series_dates(date, request.schedule.as_ref())?;
        if dates.len() * people.len() > INSTANCES_MAX {
            return Err(refused("You cannot schedule more than 20000 appointment instances"));
        }
        self.series_make(
            &request,
            Appointed { prison, start, category: category.clone(), location },
            &dates,
            &people,
            sight,
        )
    }

    fn series_make(
        &mut self,
        request: &SeriesCreate,
        what: Appointed,
        dates: &[Date],
        people: &[PrisonNumber],
        sight: Sight,
    ) -> Result<Reply, Reply> {
        let series = self.id();
        let schedule = request
            .schedule
            .as_ref()
            .and_then(|s| s.frequency.clone().map(|f| (f, s.number_of_appointments.unwrap_or(1))));
        self.diary.series.insert(series, Series { id: series, schedule, appointments: Vec::new() });
        let client = self.settings.client.clone();
        for (date, sequence) in dates.iter().zip(1u32..) {
            let appointment = Appointment {
                id: 0,
                series,
                sequence,
                group: request.appointment_type.as_deref() == Some("GROUP"),
                prison: what.prison,
                category: what.category.clone(),
                tier: request.tier_code.clone(),
                organiser: request.organiser_code.clone(),
                custom_name: request.custom_name.clone().filter(|n| !n.is_empty()),
                location: what.location.clone(),
                in_cell: request.in_cell,
                date: *date,
                start: what.start,
                end: request.end_time,
                extra: request.extra_information.clone(),
                prisoner_extra: request.prisoner_extra_information.clone(),
                created: sight.now,
                created_by: client.clone(),
                updated: None,
                cancelled: None,
                attendees: Vec::new(),
            };
            let made = self.appointment_make(appointment, people, sight.now);
            if let Some(series) = self.diary.series.get_mut(&series) {
                series.appointments.push(made);
            }
        }
        self.series_json(series)
            .map(|body| Reply::json(201, &body))
            .ok_or_else(|| missing("Appointment Series", series))
    }

    fn series_read(&self, id: &str) -> Result<Reply, Reply> {
        let id = id_of(id)?;
        self.series_json(id)
            .map(|body| Reply::json(200, &body))
            .ok_or_else(|| missing("Appointment Series", id))
    }

    /// The appointments of a series that a change applies to, this one first.
    fn applied(&self, id: u64, apply_to: Option<&str>) -> Result<Vec<u64>, Reply> {
        let this = self.diary.standing(id).ok_or_else(|| missing("Appointment", id))?;
        let later = |from_this: bool| {
            let mut ids: Vec<_> = self
                .diary
                .series
                .get(&this.series)
                .into_iter()
                .flat_map(|s| &s.appointments)
                .filter_map(|other| self.diary.standing(*other))
                .filter(|a| !from_this || a.sequence >= this.sequence)
                .map(|a| a.id)
                .collect();
            ids.sort_by_key(|other| (*other != id, *other));
            ids
        };
        match apply_to {
            Some("THIS_APPOINTMENT") => Ok(vec![id]),
            Some("THIS_AND_ALL_FUTURE_APPOINTMENTS") => Ok(later(true)),
            Some("ALL_FUTURE_APPOINTMENTS") => Ok(later(false)),
            _ => Err(invalid(&["Apply to must be supplied"])),
        }
    }

    fn editable(&self, id: u64, today: Date) -> Result<&Appointment, Reply> {
        let a = self.diary.standing(id).ok_or_else(|| missing("Appointment", id))?;
        if (today - a.date).get_days() > START_DAYS_BACK + 1 {
            return Err(refused("Cannot update an appointment more than 5 days ago"));
        }
        Ok(a)
    }

    fn appointment_patch(&mut self, call: &Call, id: &str, sight: Sight) -> Result<Reply, Reply> {
        let id = id_of(id)?;
        let request: Update = call.read()?;
        let today = sight.now.london_date();
        let a = self.editable(id, today)?.clone();
        if a.is_cancelled() {
            return Err(refused("Cannot update a cancelled appointment"));
        }
        let problems = update_problems(&request, &a, sight);
        if !problems.is_empty() {
            return Err(invalid(&problems));
        }
        if let Some(code) = request.category_code.as_ref().filter(|c| category_active(c).is_none()) {
            return Err(refused(&format!(
                "Appointment Category with code '{code}' not found or is not active"
            )));
        }
        let location =
            self.location_of(a.prison, request.dps_location_id.as_deref(), request.internal_location_id)?;
        let add = self.residents(request.add_prisoner_numbers.as_deref().unwrap_or_default(), a.prison)?;
        let remove = request.remove_prisoner_numbers.unwrap_or_default();
        let mut change = Change {
            category: request.category_code,
            tier: request.tier_code,
            organiser: request.organiser_code,
            location,
            in_cell: request.in_cell,
            date: request.start_date,
            start: request.start_time,
            end: request.end_time,
            extra: request.extra_information,
            prisoner_extra: request.prisoner_extra_information,
            remove: remove.iter().filter_map(|n| PrisonNumber::parse(n).ok()).collect(),
            add,
        };
        let client = self.settings.client.clone();
        for other in self.applied(id, request.apply_to.as_deref())? {
            self.appointment_change(other, &change, &client, sight.now);
            // A date belongs to one appointment of a series; the rest keep theirs.
            change.date = None;
        }
        self.series_answer(a.series)
    }

    fn series_answer(&self, series: u64) -> Result<Reply, Reply> {
        self.series_json(series)
            .map(|body| Reply::json(202, &body))
            .ok_or_else(|| missing("Appointment Series", series))
    }

    fn appointment_put_cancel(&mut self, call: &Call, id: &str, sight: Sight) -> Result<Reply, Reply> {
        let id = id_of(id)?;
        let request: Cancel = call.read()?;
        let reason = request
            .cancellation_reason_id
            .ok_or_else(|| invalid(&["Cancellation reason must be supplied"]))?;
        if !(1..=4).contains(&reason) {
            return Err(missing("Appointment Cancellation Reason", reason));
        }
        let a = self.editable(id, sight.now.london_date())?;
        if a.is_cancelled() {
            return Err(refused("Cannot cancel an already cancelled appointment"));
        }
        let series = a.series;
        let client = self.settings.client.clone();
        for other in self.applied(id, request.apply_to.as_deref())? {
            self.appointment_cancel(other, reason, &client, sight.now);
        }
        self.series_answer(series)
    }

    fn appointment_put_uncancel(&mut self, call: &Call, id: &str, sight: Sight) -> Result<Reply, Reply> {
        let id = id_of(id)?;
        let request: Cancel = call.read()?;
        let a = self.editable(id, sight.now.london_date())?;
        if !a.is_cancelled() {
            return Err(refused("Cannot uncancel an appointment that is not cancelled"));
        }
        let series = a.series;
        let client = self.settings.client.clone();
        for other in self.applied(id, request.apply_to.as_deref())? {
            if self.diary.standing(other).is_some_and(Appointment::is_cancelled) {
                self.appointment_uncancel(other, &client, sight.now);
            }
        }
        self.series_answer(series)
    }

    fn appointment_details(&self, id: &str, sight: Sight) -> Result<Reply, Reply> {
        let id = id_of(id)?;
        let a = self.diary.standing(id).ok_or_else(|| missing("Appointment", id))?;
        Ok(Reply::json(200, &self.details_json(a, sight.now)))
    }

    fn appointment_instance(&self, id: &str) -> Result<Reply, Reply> {
        let id = id_of(id)?;
        let (a, attendee) = self.diary.instance(id).ok_or_else(|| missing("Appointment Instance", id))?;
        Ok(Reply::json(200, &self.instance_json(a, attendee)))
    }

    fn appointment_locations(&self, prison: &str) -> Result<Reply, Reply> {
        let prison = prison_of(prison)?;
        let rooms: Vec<Value> = self
            .rooms
            .iter()
            .filter(|r| r.prison == prison)
            .map(super::appointment_view::room_json)
            .collect();
        Ok(Reply::json(200, &json!(rooms)))
    }

    /// What a search finds; a stale one does not see what is younger than a minute.
    pub(crate) fn appointments_found(
        &self,
        search: &Search,
        prison: PrisonCode,
        sight: Sight,
    ) -> Result<Vec<&Appointment>, Reply> {
        let (from, to) = search.span_check()?;
        let numbers: Option<Vec<_>> = search
            .prisoner_numbers
            .as_ref()
            .filter(|n| !n.is_empty())
            .map(|n| n.iter().filter_map(|n| PrisonNumber::parse(n).ok()).collect());
        let mut found: Vec<_> = self
            .diary
            .between(prison, from, to)
            .filter(|a| search.wants(a, numbers.as_deref()))
            .filter(|a| !sight.stale || sight.now.seconds_since(a.created) > STALE_SECONDS)
            .collect();
        found.sort_by_key(|a| (a.date, a.start, a.id));
        Ok(found)
    }

    fn appointments_search(&self, call: &Call, prison: &str, sight: Sight) -> Result<Reply, Reply> {
        let prison = prison_of(prison)?;
        let search: Search = call.read()?;
        let found: Vec<_> = self
            .appointments_found(&search, prison, sight)?
            .into_iter()
            .map(|a| self.search_json(a, sight.now))
            .collect();
        Ok(Reply::json(202, &json!(found)))
    }

    fn scheduled_events_call(&self, call: &Call, prison: &str, sight: Sight) -> Result<Reply, Reply> {
        let prison = prison_of(prison)?;
        let date = call.query_value("date").ok_or_else(|| {
            Reply::error(
                400,
                "Required request parameter 'date' for method parameter type LocalDate is not present",
            )
        })?;
        let date = date_of(date, "date")?;
        let numbers: Vec<String> = call.read()?;
        let numbers = numbers.iter().map(|n| number_of(n)).collect::<Result<Vec<_>, _>>()?;
        let external = call.query_true("includeExternalMovements", false);
        Ok(self.scheduled_events(prison, date, call.query_value("timeSlot"), external, &numbers, sight.now))
    }
}

/// `GET /appointment-categories`: those in use, by what they are called. Labels and codes change at run time.
fn categories() -> Reply {
    let mut list: Vec<_> = super::reference::categories_active().collect();
    list.sort_by(|a, b| a.description.cmp(&b.description));
    let rows: Vec<_> =
        list.into_iter().map(|c| json!({"code": c.code, "description": c.description})).collect();
    Reply::json(200, &json!(rows))
}

fn id_of(text: &str) -> Result<u64, Reply> {
    text.parse().map_err(|_| {
        Reply::error(400, &format!("Error converting '{text}': Method parameter is not a number"))
    })
}
