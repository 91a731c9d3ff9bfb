//! Bodies of the fuzz targets, run by `cargo fuzz` on anything and by the ordinary tests on the corpus.
//!
//! Each reads arbitrary bytes as one of the formats and asserts what must hold of whatever came out. A panic is a
//! finding. FHIR's and CDS Hooks' bodies stand beside their readers.

use crate::csv_forms::{bulk, clinic};
use crate::hmpps::appointment_request::{
    AppointmentCancelRequest, AppointmentSearchRequest, AppointmentSeriesCreateRequest,
    AppointmentUpdateRequest, Authored,
};
use crate::hmpps::{
    Answer, Document, DomainEvent, Reply, Route, Signal, recognise, recognise_line, recognise_response,
};

/// An error message is long by its path and by nothing else: the deepest that is read has five keys.
const MESSAGE_BYTES_MAX: usize = 512;

/// Any bytes as a file of the prison side.
pub fn fuzz_recognise(data: &[u8]) {
    match recognise(data) {
        Ok(document) => {
            let (read, refused) = document.counts();
            // An item costs at least a byte and a comma.
            assert!(read + refused <= data.len().max(1), "more items than bytes");
            assert!(!document.kind().is_empty());
            if let Document::Event(event) = document {
                check_signal(&event);
            }
        }
        Err(error) => assert!(error.to_string().len() < MESSAGE_BYTES_MAX, "an error that repeats the body"),
    }
}

/// Any bytes as an event.
pub fn fuzz_event(data: &[u8]) {
    // A line of a recording is read by the same rules; here it only must not panic.
    let _ = recognise_line(data);
    if let Ok(event) = DomainEvent::read(data) {
        assert!(!event.event_type.is_empty(), "an event without a type");
        check_signal(&event);
    }
}

/// A signal names only persons whom the event names, and never one as two.
fn check_signal(event: &DomainEvent) {
    let everyone = event.everyone();
    match event.signal() {
        Signal::Reread { persons, aspects } => {
            assert!(!persons.is_empty() && !aspects.is_empty());
            assert!(persons.iter().all(|p| everyone.contains(p)), "a person out of nowhere");
        }
        Signal::Merged { kept, removed } => assert!(kept != removed && everyone.contains(&kept)),
        Signal::BookingMoved { from, to, .. } => assert!(from != to && everyone.contains(&from)),
        Signal::Removed { number } | Signal::Settled { number, .. } => assert!(everyone.contains(&number)),
        _ => {}
    }
}

/// Requests whose answers are read, for [`fuzz_response`].
const ASKED: [(&str, &str); 24] = [
    ("GET", "/v1/persons?first_name=x"),
    ("GET", "/v1/persons/A1234BC"),
    ("GET", "/v1/persons/A1234BC/cell-location"),
    ("GET", "/v1/persons/A1234BC/prisoner-base-location"),
    ("GET", "/v1/persons/A1234BC/alerts"),
    ("GET", "/v1/persons/A1234BC/languages"),
    ("GET", "/v1/persons/A1234BC/addresses"),
    ("GET", "/v1/prison/MDI/prisoners/A1234BC/non-associations"),
    ("GET", "/v1/prison/prisoners"),
    ("GET", "/v1/prison/prisoners/A1234BC"),
    ("POST", "/v1/prison/MDI/appointments/search"),
    ("GET", "/v1/prison/MDI/location/MDI-A-1-001"),
    ("GET", "/v1/prison/MDI/residential-details"),
    ("GET", "/v1/hmpps/id/by-nomis-number/A1234BC"),
    ("GET", "/v1/hmpps/id/nomis-number/by-hmpps-id/A1234BC"),
    ("GET", "/prisoner/A1234BC"),
    ("GET", "/prison/MDI/prisoners"),
    ("GET", "/prisoners/A1234BC/alerts"),
    ("POST", "/non-associations/involving"),
    ("POST", "/appointments/MDI/search"),
    ("GET", "/appointments/1/details"),
    ("GET", "/appointment-instances/1"),
    ("POST", "/appointment-series"),
    ("POST", "/scheduled-events/prison/MDI?date=2026-11-12"),
];

/// The first byte chooses the request, the second the status; the rest is the body.
pub fn fuzz_response(data: &[u8]) {
    let [asked, status, body @ ..] = data else { return };
    let Some((method, path)) = ASKED.get(usize::from(*asked) % ASKED.len()) else { return };
    assert!(Route::read(method, path).is_some(), "a request that the list has and the route has not");
    let statuses = [200, 201, 202, 204, 303, 400, 401, 403, 404, 409, 429, 500, 503];
    let status = statuses.get(usize::from(*status) % statuses.len()).copied().unwrap_or(200);
    let location = std::str::from_utf8(body).ok();
    let reply = Reply { status, location, retry_after: None, body };
    let recorded = recognise_response(method, path, &reply);
    if status >= 300 {
        // Only a success depends on the body.
        let answered = recorded.map(|r| matches!(r.answer, Answer::Found(_)));
        assert_eq!(answered, Ok(false), "an answer other than success depends on its body");
    }
}

/// Any bytes as a method, a path and what follows.
pub fn fuzz_route(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let (method, path) = text.split_once(' ').unwrap_or(("GET", text));
        let route = Route::read(method, path);
        let queried =
            Route::read(method, &format!("{}?a=b", path.split(['?', '#']).next().unwrap_or_default()));
        assert_eq!(route, queried, "a query changes the route");
    }
}

/// Any bytes as a request that we author: what reads is written and read back the same.
pub fn fuzz_request(data: &[u8]) {
    fn round<T: Authored + PartialEq>(data: &[u8]) {
        if let Ok(request) = T::read(data) {
            let again = T::read(&request.body());
            assert!(again.is_ok_and(|again| again == request), "a request that changes when written");
        }
    }
    round::<AppointmentSeriesCreateRequest>(data);
    round::<AppointmentUpdateRequest>(data);
    round::<AppointmentCancelRequest>(data);
    round::<AppointmentSearchRequest>(data);
}

/// Any bytes as a clinic list.
pub fn fuzz_clinic_csv(data: &[u8]) {
    if let Ok(list) = clinic::read(data) {
        assert!(list.rows.len() + list.refused.len() <= clinic::ROWS_MAX);
        for row in &list.rows {
            assert!(row.nhs.is_some() || row.prison_number.is_some(), "a row about nobody");
            assert!(row.end.is_none_or(|end| end > row.start), "a row that ends before it begins");
        }
    }
}

/// Any bytes as a bulk file of one day: what reads is written and read back the same.
pub fn fuzz_bulk_csv(data: &[u8]) {
    let day = jiff::civil::date(2026, 11, 12);
    if let Ok(mut entries) = bulk::read(day, data) {
        entries.sort_unstable();
        let files = bulk::write(day, &entries);
        let again: Vec<_> = files.iter().flatten().flat_map(|f| bulk::read(day, f)).flatten().collect();
        assert_eq!(again, entries, "a list that changes when written");
    }
}

/// A body of a fuzz target.
pub type Body = fn(&[u8]);

/// Every body of this file by name, for the tests that run the corpus.
pub const BODIES: [(&str, Body); 7] = [
    ("recognise", fuzz_recognise),
    ("event", fuzz_event),
    ("response", fuzz_response),
    ("route", fuzz_route),
    ("request", fuzz_request),
    ("clinic_csv", fuzz_clinic_csv),
    ("bulk_csv", fuzz_bulk_csv),
];
