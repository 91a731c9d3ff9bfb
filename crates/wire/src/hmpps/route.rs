//! Which request a method and a path are. Recorded responses are read by it, and the doubles answer by it.
//!
//! The path carries what some bodies leave out: an answer about a cell says where, and only its path says whose.

use super::person::Raw;

/// A request to an HMPPS service. Ids of persons are kept raw: they are opaque to the External API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// External API: search for persons.
    Persons,
    /// External API: one person, with a redirect when the number was merged away.
    Person(Raw),
    /// External API: a person's cell.
    CellLocation(Raw),
    /// External API: a person's base location.
    BaseLocation(Raw),
    /// External API: a person's alerts, all or active.
    Alerts(Raw),
    /// External API: a person's languages.
    Languages(Raw),
    /// External API: people to be kept apart from a person, in a prison.
    NonAssociations {
        /// The prison.
        prison: String,
        /// The person.
        person: Raw,
    },
    /// External API: the people of prisons.
    Prisoners,
    /// External API: one of them.
    Prisoner(Raw),
    /// External API: appointments of a prison.
    ExternalAppointments(String),
    /// External API: a place inside a prison.
    InsidePlace(String),
    /// External API: residential places of a prison.
    Residential(String),
    /// External API: the opaque id of a prison number.
    HmppsId(Raw),
    /// External API: the prison number of an opaque id.
    NomisNumber(Raw),
    /// prisoner-search: one record.
    SearchRecord(Raw),
    /// prisoner-search: records, by prison or by any search.
    SearchRecords,
    /// Alerts API: a person's alerts.
    PersonAlerts(Raw),
    /// Non-associations API: pairs.
    NonAssociationPairs,
    /// Activities API: search in a prison.
    AppointmentSearch(String),
    /// Activities API: details of an appointment.
    AppointmentDetails(i64),
    /// Activities API: one person on one appointment.
    AppointmentInstance(i64),
    /// Activities API: make one.
    AppointmentCreate,
    /// Activities API: a series.
    AppointmentSeries(i64),
    /// Activities API: change one.
    AppointmentChange(i64),
    /// Activities API: cancel one.
    AppointmentCancel(i64),
    /// Activities API: bring one back.
    AppointmentUncancel(i64),
    /// Activities API: what is planned for people on a day.
    ScheduledEvents(String),
    /// Locations API: bookable rooms of a prison.
    BookableRooms(String),
    /// A request of theirs whose answer nothing of ours uses.
    NotUsed(&'static str),
}

impl Route {
    /// Reads a method and a path, with or without host and query. None when no service of theirs has it.
    #[must_use]
    pub fn read(method: &str, path: &str) -> Option<Self> {
        let path =
            path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, p)| p));
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
        let method = method.to_ascii_uppercase();
        match segments.as_slice() {
            ["v1", rest @ ..] => Some(external(&method, rest)),
            other => internal(&method, other),
        }
    }
}

fn external(method: &str, segments: &[&str]) -> Route {
    let raw = |text: &&str| Raw::new(text);
    match (method, segments) {
        ("GET", ["persons"]) => Route::Persons,
        ("GET", ["persons", id]) => Route::Person(raw(id)),
        ("GET", ["persons", id, "cell-location"]) => Route::CellLocation(raw(id)),
        ("GET", ["persons", id, "prisoner-base-location"]) => Route::BaseLocation(raw(id)),
        ("GET", ["persons", id, "alerts" | "active-alerts"]) => Route::Alerts(raw(id)),
        ("GET", ["persons", id, "languages"]) => Route::Languages(raw(id)),
        ("GET", ["persons", _, "name"]) => Route::NotUsed("name"),
        ("GET", ["persons", ..]) => Route::NotUsed("another record of a person"),
        ("GET", ["prison", "prisoners"]) => Route::Prisoners,
        ("GET", ["prison", "prisoners", id]) => Route::Prisoner(raw(id)),
        ("GET", ["prison", prison, "prisoners", id, "non-associations"]) => {
            Route::NonAssociations { prison: (*prison).to_owned(), person: raw(id) }
        }
        ("POST", ["prison", prison, "appointments", "search"]) => {
            Route::ExternalAppointments((*prison).to_owned())
        }
        ("GET", ["prison", _, "location", key]) => Route::InsidePlace((*key).to_owned()),
        ("GET", ["prison", prison, "residential-details"]) => Route::Residential((*prison).to_owned()),
        ("GET", ["hmpps", "id", "nomis-number", "by-hmpps-id", id]) => Route::NomisNumber(raw(id)),
        ("GET", ["hmpps", "id", "nomis-number" | "by-nomis-number", id]) => Route::HmppsId(raw(id)),
        _ => Route::NotUsed("another answer of the External API"),
    }
}

fn internal(method: &str, segments: &[&str]) -> Option<Route> {
    let id = |text: &str| text.parse::<i64>().ok();
    Some(match (method, segments) {
        ("GET", ["prisoner", number]) => Route::SearchRecord(Raw::new(number)),
        ("GET", ["prison", _, "prisoners"] | ["prisoner-search", "prison", _])
        | (
            "POST",
            ["attribute-search" | "global-search" | "keyword" | "match-prisoners" | "prisoner-detail"]
            | ["prisoner-search", ..],
        ) => Route::SearchRecords,
        ("GET", ["prisoners", number, "alerts"]) => Route::PersonAlerts(Raw::new(number)),
        ("POST", ["non-associations", "involving" | "between"]) => Route::NonAssociationPairs,
        (
            "POST",
            ["appointments", prison, "search"] | ["integration-api", "appointments", prison, "search"],
        ) => Route::AppointmentSearch((*prison).to_owned()),
        ("GET", ["appointments", number, "details"]) => Route::AppointmentDetails(id(number)?),
        ("GET", ["appointment-instances", number]) => Route::AppointmentInstance(id(number)?),
        ("POST", ["appointment-series"]) => Route::AppointmentCreate,
        ("GET", ["appointment-series", number]) => Route::AppointmentSeries(id(number)?),
        ("PATCH", ["appointments", number]) => Route::AppointmentChange(id(number)?),
        ("PUT", ["appointments", number, "cancel"]) => Route::AppointmentCancel(id(number)?),
        ("PUT", ["appointments", number, "uncancel"]) => Route::AppointmentUncancel(id(number)?),
        ("POST", ["scheduled-events", "prison", prison]) => Route::ScheduledEvents((*prison).to_owned()),
        ("GET", ["locations", "non-residential", "prison", prison, "service", "APPOINTMENT"]) => {
            Route::BookableRooms((*prison).to_owned())
        }
        (_, ["api", ..]) => Route::NotUsed("prison-api"),
        (
            _,
            [
                "appointments"
                | "appointment-series"
                | "appointment-set"
                | "appointment-categories"
                | "appointment-locations"
                | "scheduled-events"
                | "alerts"
                | "alert-codes"
                | "alert-types"
                | "restricted-patient"
                | "prisons"
                | "locations"
                | "prisoners"
                | "prisoner"
                | "non-associations"
                | "search"
                | "token"
                | "person",
                ..,
            ],
        ) => Route::NotUsed("another answer of an HMPPS service"),
        _ => return None,
    })
}
