//! FHIR R4 under `/fhir/R4`: read, search, and the writes of care systems.
//!
//! **Where people stand.** A search by `POST _search` keeps people out of addresses; one by GET is answered too, and
//! neither is logged. No link that is given out holds a person: `next` is a short-lived token of ours that stands alone
//! and belongs to the caller who was given it (`cursors`); `self` tells the parameters that were understood, with
//! `not-repeated` in the place of every value that could be a person's.
//!
//! **How old.** Each answer about a person has `Gatelodge-Route-Heard`, `Gatelodge-Subject-Checked` and
//! `Gatelodge-Route-Lag-Seconds`, and each resource an extension on `meta` that says the same. Every searchset to
//! somebody entitled to risk holds an `OperationOutcome` besides: linked or not, checked when, other risks may exist.
//!
//! **Writes.** What cannot be read is refused before anything is written, with every fault and its place: were it kept
//! in quarantine and replayed after a fix, a booking would be made that its sender was told had failed. An update names
//! the version that it changes (`If-Match`, else 428; another version stands: 412). `X-Request-ID` is the idempotency
//! key: the same id again is told what the first was. `Prefer: return=representation` gives the resource; without it a
//! write answers with headers alone, except where `If-None-Exist` met one that stands: then it is shown.

mod answer;
mod appointment;
mod consent;
pub(crate) mod cursors;
mod encounter;
mod episode_of_care;
mod find;
mod flag;
mod patient;
mod place;
mod read;
pub(crate) mod refused;
mod response;
mod search;
mod task;
mod wording;
mod write;

pub(crate) use answer::spoken;
pub use answer::{ROUTE_HEARD, ROUTE_LAG, SUBJECT_CHECKED};
pub use search::NOT_REPEATED;
pub use write::roles_that_write;

use crate::App;
use crate::table::{Access, Face, Route};
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use http::header::CONTENT_TYPE;
use wire::fhir::ResourceType as R;

pub(crate) fn table() -> Vec<Route> {
    let route = |method, path, handler| Route::new(Face::Fhir, method, path, Access::Caller, handler);
    let metadata =
        Access::Anyone("FHIR: what a server can do is public, and clients read it before they have a token");
    vec![
        Route::new(Face::Fhir, "GET", "/metadata", metadata, get(metadata_read)),
        route("GET", "/Patient/{id}", get(read::patient)),
        route("GET", "/Flag/{id}", get(read::flag)),
        route("GET", "/Appointment/{id}", get(read::appointment)),
        route("GET", "/Encounter/{id}", get(read::encounter)),
        route("GET", "/Location/{id}", get(read::location)),
        route("GET", "/Organization/{id}", get(read::organization)),
        route("GET", "/QuestionnaireResponse/{id}", get(read::response)),
        route("GET", "/Questionnaire/{id}", get(read::wording)),
        route("GET", "/Task/{id}", get(read::task)),
        route("GET", "/Consent/{id}", get(read::consent)),
        route("GET", "/EpisodeOfCare/{id}", get(read::episode_of_care)),
        route("GET", "/Patient", get(|s, r| search::by_get(s, R::Patient, r))),
        route("GET", "/Flag", get(|s, r| search::by_get(s, R::Flag, r))),
        route("GET", "/Appointment", get(|s, r| search::by_get(s, R::Appointment, r))),
        route("GET", "/Encounter", get(|s, r| search::by_get(s, R::Encounter, r))),
        route("GET", "/Location", get(|s, r| search::by_get(s, R::Location, r))),
        route("GET", "/QuestionnaireResponse", get(|s, r| search::by_get(s, R::QuestionnaireResponse, r))),
        route("GET", "/Questionnaire", get(|s, r| search::by_get(s, R::Questionnaire, r))),
        route("GET", "/Task", get(|s, r| search::by_get(s, R::Task, r))),
        route("GET", "/Consent", get(|s, r| search::by_get(s, R::Consent, r))),
        route("GET", "/EpisodeOfCare", get(|s, r| search::by_get(s, R::EpisodeOfCare, r))),
        route("POST", "/Patient/_search", post(|s, r| search::by_post(s, R::Patient, r))),
        route("POST", "/Flag/_search", post(|s, r| search::by_post(s, R::Flag, r))),
        route("POST", "/Appointment/_search", post(|s, r| search::by_post(s, R::Appointment, r))),
        route("POST", "/Encounter/_search", post(|s, r| search::by_post(s, R::Encounter, r))),
        route("POST", "/Location/_search", post(|s, r| search::by_post(s, R::Location, r))),
        route(
            "POST",
            "/QuestionnaireResponse/_search",
            post(|s, r| search::by_post(s, R::QuestionnaireResponse, r)),
        ),
        route("POST", "/Questionnaire/_search", post(|s, r| search::by_post(s, R::Questionnaire, r))),
        route("POST", "/Task/_search", post(|s, r| search::by_post(s, R::Task, r))),
        route("POST", "/Consent/_search", post(|s, r| search::by_post(s, R::Consent, r))),
        route("POST", "/EpisodeOfCare/_search", post(|s, r| search::by_post(s, R::EpisodeOfCare, r))),
        route("POST", "/Patient", post(|s, r| write::create(s, R::Patient, r))),
        route("PUT", "/Patient/{id}", put(|s, p, r| write::update(s, R::Patient, p, r))),
        route("POST", "/Appointment", post(|s, r| write::create(s, R::Appointment, r))),
        route("PUT", "/Appointment/{id}", put(|s, p, r| write::update(s, R::Appointment, p, r))),
    ]
}

async fn metadata_read(State(app): State<App>) -> Response {
    ([(CONTENT_TYPE, answer::FHIR_JSON)], app.capability.clone()).into_response()
}
