//! Answers: bytes written once, with the headers that say which version, how old, and of when.

use axum::response::{IntoResponse as _, Response};
use crossing::disclose::Ages;
use http::header::{CONTENT_TYPE, ETAG, LAST_MODIFIED};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use vocab::Instant;
use wire::fhir::{conditional, extension};

/// Our content type.
pub(crate) const FHIR_JSON: HeaderValue = HeaderValue::from_static(wire::fhir::negotiation::FHIR_JSON);

/// When the route that brings the facts was last heard: a moment in UTC, or `unknown`.
pub const ROUTE_HEARD: HeaderName = HeaderName::from_static("gatelodge-route-heard");
/// When this person was last checked; in a search, the oldest of those that it tells of.
pub const SUBJECT_CHECKED: HeaderName = HeaderName::from_static("gatelodge-subject-checked");
/// How far behind the route can be, in seconds.
pub const ROUTE_LAG: HeaderName = HeaderName::from_static("gatelodge-route-lag-seconds");

/// An answer of one resource.
pub(crate) fn resource(content: &impl Serialize) -> Response {
    ([(CONTENT_TYPE, FHIR_JSON)], wire::fhir::bytes(content)).into_response()
}

/// Version and time of a resource, as headers.
pub(crate) fn versioned(headers: &mut HeaderMap, version: u32, updated: Option<Instant>) {
    insert(headers, ETAG, &conditional::etag(version));
    if let Some(updated) = updated {
        insert(headers, LAST_MODIFIED, &http_date(updated));
    }
}

/// How old the facts are, as headers.
pub(crate) fn aged(
    headers: &mut HeaderMap,
    heard: Option<Instant>,
    checked: Option<Instant>,
    lag_seconds: i64,
) {
    let moment = |at: Option<Instant>| at.map_or_else(|| "unknown".to_owned(), Instant::rfc3339);
    insert(headers, ROUTE_HEARD, &moment(heard));
    insert(headers, SUBJECT_CHECKED, &moment(checked));
    headers.insert(ROUTE_LAG, HeaderValue::from(lag_seconds));
}

/// The same of a whole set of ages.
pub(crate) fn aged_by(headers: &mut HeaderMap, ages: &Ages) {
    aged(headers, ages.heard(), ages.checked(), ages.lag_seconds());
}

pub(crate) fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // INVARIANT: dates, versions and our own addresses are printable ASCII; what is not says nothing.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// How old the facts are, as the extension on `meta`.
pub(crate) fn ages_of(ages: &Ages) -> extension::Ages {
    extension::Ages {
        route_heard: ages.heard(),
        subject_checked: ages.checked(),
        lag_seconds: u32::try_from(ages.lag_seconds()).unwrap_or(u32::MAX),
    }
}

/// A moment as HTTP writes dates (RFC 9110).
fn http_date(at: Instant) -> String {
    at.timestamp().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A time as people say it: the hour of today, with the date for any other day.
pub(crate) fn spoken(at: Instant, now: Instant) -> String {
    let date = at.london_date();
    if date == now.london_date() { at.london_hm() } else { format!("{date} {}", at.london_hm()) }
}
