//! Temporary absences as their own service tells them, with its rule of what is a secret.
//!
//! `includeSensitive=false`, which is what is asked unless the caller says otherwise, hides every absence that is not
//! today unless the person goes with a member of staff or nobody (`ACCOMPANIED`, `UNACCOMPANIED`): all escorts to come
//! are hidden. Without `includeLocation` the place is "External" (`SearchScheduledMovements.kt`). The clash view tells
//! of every absence and why, and its place is always "Outside" (`RetrieveClashes.kt`).

use super::Prison;
use super::call::{Call, Reply, Sight, prison_of};
use super::schedule::{Planned, PlannedKind};
use crate::dice::hash;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;
use serde_json::{Value, json};
use vocab::id::PrisonNumber;
use vocab::{Instant, Seed};

/// Who goes with somebody when nobody said: an officer of the prison.
const ESCORT_UNLESS_SAID: &str = "L";
/// An absence whose end nobody planned is as long as this.
const HOURS_UNLESS_SAID: i64 = 3;

/// Schema `SearchScheduledMovementsRequest`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Search {
    movement_types: Option<Vec<String>>,
    #[serde(default)]
    person_identifiers: Vec<String>,
    start: Option<DateTime>,
    end: Option<DateTime>,
    #[serde(default)]
    include_sensitive: bool,
    #[serde(default)]
    include_location: bool,
}

/// Schema `ClashRequest`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Clashes {
    person_identifiers: Vec<Identifier>,
    ranges: Vec<Range>,
}

#[derive(Deserialize)]
struct Identifier {
    value: String,
}

#[derive(Deserialize)]
struct Range {
    start: DateTime,
    end: DateTime,
}

/// Whose absence, and when it begins: what the double knows one by.
pub(crate) type AbsenceKey = (PrisonNumber, Date, Time);

fn span(p: &Planned) -> (DateTime, DateTime) {
    let start = p.date.to_datetime(p.start);
    let end = p.end.map_or_else(
        || start.checked_add(HOURS_UNLESS_SAID.hours()).unwrap_or(start),
        |end| p.date.to_datetime(end),
    );
    (start, end)
}

/// `2026-06-12T09:41:00`, without a zone.
fn written(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

impl Prison {
    pub(crate) fn movements(&self, call: &Call, parts: &[&str], sight: Sight) -> Reply {
        let answer = match parts {
            ["search", "prisons", prison, "external-movements", "schedules"] => {
                self.absences(call, prison, sight)
            }
            ["search", "people", "clashes"] => self.clashes(call),
            _ => Err(Reply::error(404, "No resource found failure")),
        };
        if call.method == "POST" {
            answer.unwrap_or_else(|reply| reply)
        } else {
            Reply::error(405, "Method not allowed")
        }
    }

    fn absences_planned(&self) -> impl Iterator<Item = &Planned> {
        self.planned.iter().filter(|p| p.kind == PlannedKind::Absence)
    }

    fn accompanied_by(&self, p: &Planned) -> &str {
        self.escorts.get(&(p.number, p.date, p.start)).map_or(ESCORT_UNLESS_SAID, String::as_str)
    }

    /// `POST /search/prisons/{prisonCode}/external-movements/schedules`: schema `ScheduledMovements`.
    fn absences(&self, call: &Call, prison: &str, sight: Sight) -> Result<Reply, Reply> {
        let prison = prison_of(prison)?;
        let search: Search = call.read()?;
        let today = sight.now.london_date();
        let asked_for =
            search.movement_types.as_ref().is_none_or(|t| t.iter().any(|t| t == "TEMPORARY_ABSENCE"));
        let rows: Vec<_> = self
            .absences_planned()
            .filter(|p| asked_for && p.prison == prison)
            .filter(|p| {
                search.person_identifiers.is_empty()
                    || search.person_identifiers.iter().any(|n| p.number.text() == *n.as_str())
            })
            .filter(|p| {
                let (start, _) = span(p);
                search.start.is_none_or(|from| start >= from) && search.end.is_none_or(|to| start <= to)
            })
            .filter(|p| {
                search.include_sensitive
                    || p.date == today
                    || ["ACCOMPANIED", "UNACCOMPANIED"].contains(&self.accompanied_by(p))
            })
            .map(|p| absence_json(p, search.include_location))
            .collect();
        Ok(Reply::json(200, &json!({"content": rows})))
    }

    /// `POST /search/people/clashes`: schema `ClashResponse`.
    fn clashes(&self, call: &Call) -> Result<Reply, Reply> {
        let request: Clashes = call.read()?;
        let mut data = Vec::new();
        for asked in &request.person_identifiers {
            let rows: Vec<_> = self
                .absences_planned()
                .filter(|p| !p.cancelled && p.number.text() == *asked.value.as_str())
                .filter(|p| {
                    let (start, end) = span(p);
                    request.ranges.iter().any(|range| start < range.end && range.start < end)
                })
                .map(|p| {
                    let (start, end) = span(p);
                    json!({"start": written(start), "end": written(end),
                        "description": {"full": "Medical/Dental Outpatient Appointment", "short": "Temporary Absence"},
                        "location": {"description": "Outside"},
                        "additionalInformation": {"absenceReasonCode": "C5"}})
                })
                .collect();
            if !rows.is_empty() {
                let identifier = json!({"type": "PRISON_NUMBER", "value": asked.value});
                data.push(json!({"personIdentifier": identifier, "clashes": rows}));
            }
        }
        let source = json!({"productId": "DPS125", "name": "Schedule a temporary absence"});
        Ok(Reply::json(200, &json!({"origin": {"source": source}, "data": data})))
    }
}

fn absence_json(p: &Planned, with_location: bool) -> Value {
    let (start, end) = span(p);
    let key = format!("{}{}{}", p.number.text(), p.date, p.start);
    let id = Seed(hash(&key)).id(Instant::from_micros(0), 0).to_string();
    let status = if p.cancelled { ("CANCELLED", "Cancelled") } else { ("SCHEDULED", "Scheduled") };
    json!({
        "id": id, "personIdentifier": p.number.text(),
        "domain": {"code": "EXTERNAL_MOVEMENTS", "description": "External Movements"},
        "type": {"code": "TEMPORARY_ABSENCE", "description": "Temporary Absence"},
        "description": {"full": "Medical/Dental Outpatient Appointment", "short": "Temporary Absence",
            "code": "C5"},
        "start": written(start), "end": written(end),
        "location": {"description": if with_location { p.title.as_str() } else { "External" }},
        "status": {"code": status.0, "description": status.1},
        "detail": {"uiUrl": format!("https://external-movements.hmpps.service.justice.gov.uk/temporary-absences/{id}"),
            "requiredRoles": []},
    })
}
