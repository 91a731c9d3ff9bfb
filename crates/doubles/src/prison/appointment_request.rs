//! What the Activities API is asked, and what is wrong with it, in the service's own words.

use super::call::{Reply, Sight};
use super::diary::Appointment;
use super::reference::time_slot;
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use serde::Deserialize;
use vocab::id::PrisonNumber;

/// How far ahead a series may start (deployed configuration).
pub(crate) const START_DAYS_MAX: i32 = 1826;
/// How far back a start may lie, and an appointment be edited.
pub(crate) const START_DAYS_BACK: i32 = 5;
/// Prisoners times repeats.
pub(crate) const INSTANCES_MAX: usize = 20_000;
pub(crate) const CUSTOM_NAME_MAX: usize = 40;
pub(crate) const EXTRA_MAX: usize = 4000;
pub(crate) const PRISONER_EXTRA_MAX: usize = 800;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeriesCreate {
    pub(crate) appointment_type: Option<String>,
    pub(crate) prison_code: Option<String>,
    #[serde(default)]
    pub(crate) prisoner_numbers: Vec<String>,
    pub(crate) category_code: Option<String>,
    pub(crate) tier_code: Option<String>,
    pub(crate) organiser_code: Option<String>,
    pub(crate) custom_name: Option<String>,
    pub(crate) internal_location_id: Option<u64>,
    pub(crate) dps_location_id: Option<String>,
    #[serde(default)]
    pub(crate) in_cell: bool,
    pub(crate) start_date: Option<Date>,
    pub(crate) start_time: Option<Time>,
    pub(crate) end_time: Option<Time>,
    pub(crate) schedule: Option<Schedule>,
    pub(crate) extra_information: Option<String>,
    pub(crate) prisoner_extra_information: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schedule {
    pub(crate) frequency: Option<String>,
    pub(crate) number_of_appointments: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Update {
    pub(crate) category_code: Option<String>,
    pub(crate) tier_code: Option<String>,
    pub(crate) organiser_code: Option<String>,
    pub(crate) internal_location_id: Option<u64>,
    pub(crate) dps_location_id: Option<String>,
    pub(crate) in_cell: Option<bool>,
    pub(crate) start_date: Option<Date>,
    pub(crate) start_time: Option<Time>,
    pub(crate) end_time: Option<Time>,
    pub(crate) extra_information: Option<String>,
    pub(crate) prisoner_extra_information: Option<String>,
    #[serde(default)]
    pub(crate) remove_prisoner_numbers: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) add_prisoner_numbers: Option<Vec<String>>,
    pub(crate) apply_to: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cancel {
    pub(crate) cancellation_reason_id: Option<u64>,
    pub(crate) apply_to: Option<String>,
}

/// What both searches understand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Search {
    pub(crate) appointment_type: Option<String>,
    pub(crate) start_date: Option<Date>,
    pub(crate) end_date: Option<Date>,
    pub(crate) time_slots: Option<Vec<String>>,
    pub(crate) category_code: Option<String>,
    pub(crate) dps_location_id: Option<String>,
    pub(crate) in_cell: Option<bool>,
    pub(crate) prisoner_numbers: Option<Vec<String>>,
    pub(crate) created_by: Option<String>,
}

pub(crate) fn invalid(messages: &[&str]) -> Reply {
    let mut messages = messages.to_vec();
    messages.sort_unstable();
    Reply::error(400, &format!("Validation failure(s): {}", messages.join("\n")))
}

pub(crate) fn refused(message: &str) -> Reply {
    Reply::error(400, &format!("Exception: {message}"))
}

pub(crate) fn missing(what: &str, id: u64) -> Reply {
    Reply::error(404, &format!("Not found: {what} {id} not found"))
}

impl Search {
    pub(crate) fn span_check(&self) -> Result<(Date, Date), Reply> {
        let from = self.start_date.ok_or_else(|| invalid(&["Start date must be supplied"]))?;
        let to = self.end_date.unwrap_or(from);
        if to < from {
            return Err(invalid(&["End date must be on or after the start date"]));
        }
        // `Period.between(startDate, endDate).toTotalMonths() < 1`.
        if from.checked_add(1.month()).is_ok_and(|month| to >= month) {
            return Err(refused("End date must be within one month of the start date"));
        }
        Ok((from, to))
    }

    pub(crate) fn wants(&self, a: &Appointment, numbers: Option<&[PrisonNumber]>) -> bool {
        let kind = if a.group { "GROUP" } else { "INDIVIDUAL" };
        self.appointment_type.as_deref().is_none_or(|t| t == kind)
            && self.category_code.as_ref().is_none_or(|c| *c == a.category)
            && self.dps_location_id.as_ref().is_none_or(|l| a.location.as_ref() == Some(l))
            && self.in_cell.is_none_or(|c| c == a.in_cell)
            && self.created_by.as_ref().is_none_or(|b| *b == a.created_by)
            && self
                .time_slots
                .as_ref()
                .is_none_or(|s| s.is_empty() || s.iter().any(|s| s == time_slot(a.date.weekday(), a.start)))
            && numbers
                .is_none_or(|n| a.attendees.iter().any(|t| t.removed.is_none() && n.contains(&t.number)))
    }
}

pub(crate) fn series_problems(r: &SeriesCreate, today: Date) -> Vec<&'static str> {
    let mut out = Vec::new();
    let mut must = |holds: bool, message: &'static str| {
        if !holds {
            out.push(message);
        }
    };
    let given = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.is_empty());
    must(r.appointment_type.is_some(), "Appointment type must be supplied");
    must(given(&r.prison_code), "Prison code must be supplied");
    must(r.prison_code.as_ref().is_none_or(|p| p.len() <= 3), "Prison code should not exceed 3 characters");
    must(!r.prisoner_numbers.is_empty(), "At least one prisoner number must be supplied");
    must(
        r.appointment_type.as_deref() == Some("GROUP") || r.prisoner_numbers.len() < 2,
        "Cannot allocate more than one prisoner to an individual appointment",
    );
    must(given(&r.category_code), "Category code must be supplied");
    must(given(&r.tier_code), "Tier code must be supplied");
    must(
        r.organiser_code.is_none() || r.tier_code.as_deref() == Some("TIER_2"),
        "Cannot add organiser unless appointment is Tier 2.",
    );
    must(long_enough(r.custom_name.as_ref(), CUSTOM_NAME_MAX), "Custom name should not exceed 40 characters");
    must(
        r.in_cell || r.internal_location_id.is_some() || r.dps_location_id.is_some(),
        "Internal location id or DPS Location ID must be supplied if in cell = false",
    );
    must(r.start_date.is_some(), "Start date must be supplied");
    must(
        r.start_date.is_none_or(|d| (today - d).get_days() <= START_DAYS_BACK),
        "Start date must not be more than 5 days ago",
    );
    must(r.start_time.is_some(), "Start time must be supplied");
    must(r.end_time.is_some(), "End time must be supplied");
    let in_order = r.start_time.zip(r.end_time).is_none_or(|(start, end)| end > start);
    must(in_order, "End time must be after the start time");
    must(
        long_enough(r.extra_information.as_ref(), EXTRA_MAX),
        "Extra information must not exceed 4000 characters",
    );
    must(
        long_enough(r.prisoner_extra_information.as_ref(), PRISONER_EXTRA_MAX),
        "Prisoner extra information must not exceed 800 characters",
    );
    out
}

fn long_enough(text: Option<&String>, max: usize) -> bool {
    text.is_none_or(|t| t.chars().count() <= max)
}

pub(crate) fn update_problems(r: &Update, a: &Appointment, sight: Sight) -> Vec<&'static str> {
    let london = sight.now.london();
    let date = r.start_date.unwrap_or(a.date);
    let start = r.start_time.unwrap_or(a.start);
    let moved = r.start_date.is_some() || r.start_time.is_some();
    let mut out = Vec::new();
    if (london.date() - date).get_days() > START_DAYS_BACK {
        out.push("Start date must not be more than 5 days ago");
    } else if moved && date.to_datetime(start) < london {
        out.push("Start time must be in the future");
    }
    if r.end_time.or(a.end).is_some_and(|end| end <= start) {
        out.push("End time must be after the start time");
    }
    if !a.group && r.add_prisoner_numbers.as_ref().is_some_and(|n| !n.is_empty()) {
        out.push("Cannot add prisoners to an individual appointment");
    }
    if !long_enough(r.extra_information.as_ref(), EXTRA_MAX) {
        out.push("Extra information must not exceed 4000 characters");
    }
    if !long_enough(r.prisoner_extra_information.as_ref(), PRISONER_EXTRA_MAX) {
        out.push("Prisoner extra information must not exceed 800 characters");
    }
    out
}

pub(crate) fn series_dates(first: Date, schedule: Option<&Schedule>) -> Result<Vec<Date>, Reply> {
    let Some(schedule) = schedule else { return Ok(vec![first]) };
    let count = schedule
        .number_of_appointments
        .filter(|n| *n >= 1)
        .ok_or_else(|| invalid(&["Number of appointments must be 1 or greater"]))?;
    let frequency = schedule.frequency.as_deref().ok_or_else(|| invalid(&["Frequency must be supplied"]))?;
    let mut dates = Vec::new();
    let mut n = 0i32;
    while dates.len() < usize::try_from(count).unwrap_or(1).min(INSTANCES_MAX) {
        let step = match frequency {
            "DAILY" | "WEEKDAY" => n.days(),
            "WEEKLY" => n.weeks(),
            "FORTNIGHTLY" => (n * 2).weeks(),
            "MONTHLY" => n.months(),
            _ => return Err(invalid(&["Frequency must be supplied"])),
        };
        n += 1;
        let date =
            first.checked_add(step).map_err(|_| refused("Start date cannot be that far into the future"))?;
        let weekend = date.weekday().to_monday_one_offset() > 5;
        if frequency != "WEEKDAY" || !weekend {
            dates.push(date);
        }
    }
    Ok(dates)
}
