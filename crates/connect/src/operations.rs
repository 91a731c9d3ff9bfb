//! Every call that is made here, in one table: for whoever asks for access, and for whoever grants it.
//!
//! It promises: each name that a call has in these sources stands here with its method and path, and nothing else does
//! (a test reads the sources and `tests/operations-covered.txt`). What a document says of our access is made from it, so
//! that a call can be neither forgotten nor asked for without being made.

/// Who answers a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// The HMPPS External API.
    External,
    /// HMPPS Auth.
    Auth,
    /// prisoner-search.
    PrisonerSearch,
    /// The Alerts API.
    Alerts,
    /// The Non-associations API.
    NonAssociations,
    /// The Activities and Appointments API.
    Activities,
    /// Locations inside prison.
    Locations,
    /// The Personal Demographics Service of the NHS.
    Pds,
    /// The token endpoint of the NHS's national services.
    NhsToken,
}

impl Service {
    /// As its published document is called; the token services publish none.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::External => "hmpps-external-api",
            Self::Auth => "hmpps-auth",
            Self::PrisonerSearch => "prisoner-search-api",
            Self::Alerts => "alerts-api",
            Self::NonAssociations => "non-associations-api",
            Self::Activities => "activities-api",
            Self::Locations => "locations-inside-prison-api",
            Self::Pds => "pds-fhir-r4",
            Self::NhsToken => "nhs-token",
        }
    }

    /// True for services of HM Prison and Probation Service: access to the others is the NHS's to grant.
    #[must_use]
    pub const fn is_hmpps(self) -> bool {
        !matches!(self, Self::Pds | Self::NhsToken)
    }
}

/// What makes a call be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// For everybody who is there: so many times a sweep, and when something was signalled of somebody.
    Sweep(u32),
    /// When something was signalled of somebody, or the roll does not show who was there. The roll tells the rest.
    Signal,
    /// The roll of a prison, page by page, four times a sweep.
    Roll,
    /// The lists of today and tomorrow, every [`crossing::LISTS_SECONDS`].
    Lists,
    /// When an event names somebody by an id that is not known.
    Event,
    /// When somebody is not where we thought, to tell a merge from a departure.
    Missing,
    /// When a booking is made, moved or cancelled, or is to be looked for.
    Booking,
    /// When what was given before is about to lapse.
    Credentials,
    /// When somebody runs `gatelodge doctor --calls`.
    Doctor,
}

/// A call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Its name in our logs.
    pub name: &'static str,
    /// Who answers it.
    pub service: Service,
    /// Method.
    pub method: &'static str,
    /// Path, with the service's own names in braces.
    pub path: &'static str,
    /// Why it is needed, in plain words.
    pub purpose: &'static str,
    /// What of which screen it feeds.
    pub feeds: &'static str,
    /// What makes it be made.
    pub occasion: Occasion,
    /// The role that opens it, where roles do.
    pub role: Option<&'static str>,
}

use Service::{
    Activities, Alerts, Auth, External, Locations, NhsToken, NonAssociations, Pds, PrisonerSearch,
};

/// Opens reads of search records (their document: `/prisoner/{id}`).
const SEARCH: Option<&str> = Some("ROLE_PRISONER_SEARCH");
/// Opens reads of alerts and no writing (their document: `/prisoners/{prisonNumber}/alerts`).
const ALERTS: Option<&str> = Some("ROLE_PRISONER_ALERTS__RO");
/// Opens reads of non-associations (their document: `/prisoner/{prisonerNumber}/non-associations`).
const APART: Option<&str> = Some("ROLE_READ_NON_ASSOCIATIONS");
/// Opens appointments to clients that are no users; there is no lesser role that writes (their document).
const ADMIN: Option<&str> = Some("ROLE_ACTIVITY_ADMIN");
/// Opens reads of rooms (their document: `/locations/non-residential/…`).
const ROOMS: Option<&str> = Some("ROLE_VIEW_LOCATIONS");

const TABLE: &[Operation] = &[
    // the External API
    op("roll.read", External, "GET", "/v1/prison/prisoners", Occasion::Roll)
        .why("who is in the prison now: the only way to find that somebody has left, since no event tells it")
        .on("place and identity: clinic list, panel, movement list"),
    op("prisoner.read", External, "GET", "/v1/prison/prisoners/{hmppsId}", Occasion::Signal)
        .why("that it is the right person (name, birth date), in which prison and cell, and how risky it is to share one")
        .on("place, identity and the level of the cell sharing risk: panel, clinic list, \"Who is this?\""),
    op("alerts.read", External, "GET", "/v1/persons/{hmppsId}/alerts", Occasion::Sweep(1))
        .why("what staff must do before a door is opened or an appointment is held: only actions are shown, never comments")
        .on("risk: the panel, the card in the clinician's own record, the FHIR Flag"),
    op(
        "non-associations.read",
        External,
        "GET",
        "/v1/prison/{prisonId}/prisoners/{hmppsId}/non-associations",
        Occasion::Sweep(1),
    )
    .why("that two people who are to be kept apart are not booked into one waiting room; the reason is not shown")
    .on("non-associations: clinic list"),
    op("person.read", External, "GET", "/v1/persons/{hmppsId}", Occasion::Missing)
        .why("whether a number was merged into another (303): no other path tells; of its answer nothing else is used")
        .on("identity: whose record this is"),
    op(
        "opaque-id.read",
        External,
        "GET",
        "/v1/hmpps/id/nomis-number/by-hmpps-id/{hmppsId}",
        Occasion::Event,
    )
    .why("events name people by an opaque id; without this nobody knows whom to read again")
    .on("identity: nothing is shown of it"),
    op("lists.read", External, "POST", "/v1/prison/{prisonId}/appointments/search", Occasion::Lists)
        .why("whether healthcare's appointments stand on the prison's lists, and what staff moved or cancelled (a read)")
        .on("bookings: clinic list, feedback to the clinic, shadow comparison"),
    op("status.read", External, "GET", "/v1/status", Occasion::Doctor)
        .why("whether certificate, key and address are right, without a word about anybody")
        .on("nothing: an engineer's check"),
    op("queue-token.ask", External, "POST", "/token", Occasion::Credentials)
        .why("credentials for our own queue of events, for an hour at most")
        .on("nothing: it opens the queue"),
    // behind it, for a deployment that HMPPS hosts
    op("token.ask", Auth, "POST", "/oauth/token", Occasion::Credentials)
        .why("a token of our own client (client credentials)")
        .on("nothing: it opens the services"),
    op("roll.read", PrisonerSearch, "GET", "/prisoner-search/prison/{prisonId}", Occasion::Roll)
        .why("who is in the prison now, with the patients of secure hospitals whom it supports")
        .on("place and identity: clinic list, panel, movement list")
        .opened(SEARCH),
    op("prisoner.read", PrisonerSearch, "GET", "/prisoner/{id}", Occasion::Signal)
        .why("that it is the right person (name, birth date), in which prison and cell, and how risky it is to share one")
        .on("place, identity and the level of the cell sharing risk: panel, clinic list, \"Who is this?\"")
        .opened(SEARCH),
    op("alerts.read", Alerts, "GET", "/prisoners/{prisonNumber}/alerts", Occasion::Sweep(1))
        .why("what staff must do before a door is opened or an appointment is held: only actions are shown, never comments")
        .on("risk: the panel, the card in the clinician's own record, the FHIR Flag")
        .opened(ALERTS),
    op(
        "non-associations.read",
        NonAssociations,
        "GET",
        "/prisoner/{prisonerNumber}/non-associations",
        Occasion::Sweep(1),
    )
    .why("that two people who are to be kept apart are not booked into one waiting room; the reason is not shown")
    .on("non-associations: clinic list")
    .opened(APART),
    op("schedule.read", Activities, "POST", "/scheduled-events/prison/{prisonCode}", Occasion::Sweep(2))
        .why("when a person cannot come: visits, work, court and absences of today and tomorrow (a read); absences are asked for on the day alone")
        .on("schedule: \"unavailable\" in the clinic list, never why")
        .opened(ADMIN),
    op("lists.read", Activities, "POST", "/appointments/{prisonCode}/search", Occasion::Lists)
        .why("whether healthcare's appointments stand on the prison's lists, and what staff moved or cancelled (a read)")
        .on("bookings: clinic list, feedback to the clinic, shadow comparison")
        .opened(ADMIN),
    op("attendance.read", Activities, "GET", "/appointments/{prisonCode}/attendance-summaries", Occasion::Lists)
        .why("whether officers noted who came to healthcare's appointments: noting it is told by no event")
        .on("bookings: clinic list, beside the outcome that healthcare records")
        .opened(ADMIN),
    op("entry.look", Activities, "POST", "/appointments/{prisonCode}/search", Occasion::Booking)
        .why("whether an appointment whose answer was lost was made after all: a second try would make a second one")
        .on("bookings: clinic list")
        .opened(ADMIN),
    op("entry.read", Activities, "GET", "/appointments/{appointmentId}/details", Occasion::Booking)
        .why("who made an appointment that was found: only our own is taken for ours")
        .on("bookings: clinic list")
        .opened(ADMIN),
    op("entry.create", Activities, "POST", "/appointment-series", Occasion::Booking)
        .why("puts one healthcare appointment on the prison's lists, as one neutral word")
        .on("the prison's unlock and movement lists")
        .opened(ADMIN),
    op("entry.change", Activities, "PATCH", "/appointments/{appointmentId}", Occasion::Booking)
        .why("moves our own appointment: time and place, nothing else")
        .on("the prison's unlock and movement lists")
        .opened(ADMIN),
    op("entry.cancel", Activities, "PUT", "/appointments/{appointmentId}/cancel", Occasion::Booking)
        .why("strikes our own appointment through")
        .on("the prison's unlock and movement lists")
        .opened(ADMIN),
    op("entry.uncancel", Activities, "PUT", "/appointments/{appointmentId}/uncancel", Occasion::Booking)
        .why("brings our own appointment back, when the clinic does")
        .on("the prison's unlock and movement lists")
        .opened(ADMIN),
    op("categories.read", Activities, "GET", "/appointment-categories", Occasion::Doctor)
        .why("whether the agreed category is still in use: they change at run time")
        .on("nothing: an engineer's check")
        .opened(ADMIN),
    op(
        "rooms.read",
        Locations,
        "GET",
        "/locations/non-residential/prison/{prisonId}/service/{serviceType}",
        Occasion::Doctor,
    )
    .why("whether each room that is configured is there and used for appointments")
    .on("nothing: an engineer's check")
    .opened(ROOMS),
    // the NHS's own, application-restricted
    op("pds.read", Pds, "GET", "/Patient/{id}", Occasion::Signal)
        .why("whose patient somebody is and where they live as the NHS knows it, and whether they died: read, never written")
        .on("registration: who is to be asked about a GP, and what went wrong"),
    op("nhs-token.ask", NhsToken, "POST", "/oauth2/token", Occasion::Credentials)
        .why("a token of our own application, which signs for itself (RS512)")
        .on("nothing: it opens PDS"),
];

const fn op(
    name: &'static str,
    service: Service,
    method: &'static str,
    path: &'static str,
    occasion: Occasion,
) -> Operation {
    Operation { name, service, method, path, purpose: "", feeds: "", occasion, role: None }
}

impl Operation {
    const fn why(self, purpose: &'static str) -> Self {
        Self { purpose, ..self }
    }

    const fn on(self, feeds: &'static str) -> Self {
        Self { feeds, ..self }
    }

    const fn opened(self, role: Option<&'static str>) -> Self {
        Self { role, ..self }
    }
}

/// Every call that is made here.
#[must_use]
pub const fn operations() -> &'static [Operation] {
    TABLE
}
