//! The movement list in the API's own form. Each field is copied by name from the disclosed view: a field that is added
//! there does not appear here by itself.

use crossing::disclose::movement_list as disclosed;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vocab::Instant;

/// Whom to bring to healthcare.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MovementList {
    /// The prison's code.
    #[schema(example = "MDI")]
    prison: String,
    /// Its name.
    prison_name: String,
    /// The day in London.
    date: Date,
    /// `AM`, `PM`, `ED` or `ALL`.
    session: &'static str,
    /// Only this part of the prison.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// What was known at this moment.
    #[schema(format = DateTime)]
    as_at: String,
    /// The newest version that was printed, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    printed_version: Option<u32>,
    /// How many are to be brought: struck lines do not count.
    count: usize,
    /// What must be known before the list is used.
    notices: Vec<String>,
    /// When the prison's route was last heard; missing when never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    route_heard: Option<String>,
    /// When the person who was checked longest ago was checked; missing when somebody never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    people_checked: Option<String>,
    /// News over the route can be so far behind, in seconds.
    route_lag_seconds: i64,
    /// By wing and landing, then time.
    entries: Vec<MovementEntry>,
}

/// One person to bring.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MovementEntry {
    /// The entry's id.
    id: Uuid,
    /// The wing, or where those without a cell are.
    wing: String,
    /// Wing and landing.
    #[serde(skip_serializing_if = "Option::is_none")]
    landing: Option<String>,
    /// The cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    /// The name as lists print it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "BOYD, Kieran")]
    name: Option<String>,
    /// The prison number.
    #[schema(example = "A1234BC")]
    prison_number: String,
    /// From.
    #[schema(format = DateTime)]
    start: String,
    /// To.
    #[schema(format = DateTime)]
    end: String,
    /// Always `Healthcare`.
    what: &'static str,
    /// The place, in the prison's code.
    place: String,
    /// No longer to be brought.
    struck: bool,
    /// Where they are, when not here.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<String>,
}

impl MovementList {
    pub(crate) fn of(list: &disclosed::MovementList) -> Self {
        let rows = list.wings.iter().flat_map(|wing| wing.rows.iter().map(move |row| (wing, row)));
        Self {
            prison: list.prison.text().to_owned(),
            prison_name: list.prison_name.clone(),
            date: list.date,
            session: list.session.word(),
            location: list.location.clone(),
            as_at: list.as_at.rfc3339(),
            printed_version: list.printed.as_ref().map(|printed| printed.version),
            count: list.count,
            notices: list.notices.clone(),
            route_heard: list.ages.heard().map(Instant::rfc3339),
            people_checked: list.ages.checked().map(Instant::rfc3339),
            route_lag_seconds: list.ages.lag_seconds(),
            entries: rows.map(|(wing, row)| MovementEntry::of(&wing.wing, row)).collect(),
        }
    }
}

impl MovementEntry {
    fn of(wing: &str, row: &disclosed::ListRow) -> Self {
        Self {
            id: row.entry.uuid(),
            wing: wing.to_owned(),
            landing: row.landing.clone(),
            cell: row.cell.clone(),
            name: row.name.clone(),
            prison_number: row.number.clone(),
            start: row.start_at.rfc3339_london(),
            end: row.end_at.rfc3339_london(),
            what: row.what,
            place: row.place.clone(),
            struck: row.struck,
            standing: row.standing.clone(),
        }
    }
}
