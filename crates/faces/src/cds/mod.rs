//! CDS Hooks 2.0: `GET /cds-services`, `POST /cds-services/{id}` for `patient-view`.
//!
//! An answer is never without a card: whoever is entitled to risk is told what is known, not known, or whom to ring,
//! and so is everyone when we fail, with 200, because a record system shows cards and hides errors. Whoever is not
//! entitled finds no such service, whoever the patient is.
//!
//! The patient is `context.patientId` where that is an id of ours; else the prefetched Patient is looked up by its
//! identifiers. Neither: 412, for the risk of nobody in particular is not known.
//!
//! Feedback is refused with 501: there is no book for it yet, and to take it and forget it would be a lie.

mod cards;

use crate::App;
use crate::asked::asked;
use crate::limits::SMALL_BODY_BYTES_MAX;
use crate::plain::{self, Refused, is_json, json, json_bytes};
use crate::table::{Access, Face, Route};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use cards::Writer;
use crossing::Context;
use crossing::disclose::flags::FlagSearch;
use crossing::disclose::panel::PanelKey;
use crossing::disclose::patients::{PatientIdentifier, PatientRef, PatientSearch};
use crossing::disclose::{DiscloseError, Disclosed};
use http::StatusCode;
use serve::Refusal;
use vocab::id::{LocalPatientId, PatientId, PersonId};
use wire::cds_hooks::{Answer, PATIENT_VIEW_ID, PatientView, Prefetched, read_feedback, read_patient_view};
use wire::fhir::patient::PatientNumbers;

pub(crate) fn table() -> Vec<Route> {
    let route = |method, path, access, handler| Route::new(Face::Cds, method, path, access, handler);
    vec![
        route("GET", "/", Access::Anyone("CDS Hooks: discovery is public"), get(discovery)),
        route("POST", "/{id}", Access::Caller, post(call)),
        route("POST", "/{id}/feedback", Access::Caller, post(feedback)),
    ]
}

async fn discovery(State(app): State<App>) -> Response {
    json_bytes(StatusCode::OK, app.services.clone())
}

fn known(id: &str) -> Result<(), Refused> {
    if id == PATIENT_VIEW_ID { Ok(()) } else { Err(Refused::not_found()) }
}

async fn call(State(app): State<App>, Path(id): Path<String>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    let ctx = asked(&app, &parts)?.ctx;
    known(&id)?;
    is_json(&parts.headers)?;
    let body = serve::body::read(body, SMALL_BODY_BYTES_MAX).await?;
    let view = read_patient_view(&body)?;
    let answer = match answer(&app, &ctx, &view).await {
        Ok(answer) => answer,
        Err(Unanswered::Refused(refused)) => return Err(refused),
        Err(Unanswered::OurFault(cause)) => {
            tracing::error!(
                error = &cause as &dyn std::error::Error,
                "risks could not be told by our own fault"
            );
            Writer::new(&app, &ctx).our_fault()
        }
    };
    Ok(json(StatusCode::OK, &answer))
}

enum Unanswered {
    Refused(Refused),
    OurFault(DiscloseError),
}

impl From<DiscloseError> for Unanswered {
    fn from(error: DiscloseError) -> Self {
        match error {
            DiscloseError::OurFault(_) | DiscloseError::PolicyFailed => Self::OurFault(error),
            DiscloseError::NotFound | DiscloseError::Asked(_) => Self::Refused(error.into()),
        }
    }
}

/// An answer that is not there, or not this caller's, is none; everything else that goes wrong goes on.
fn found<T>(result: Result<Disclosed<T>, DiscloseError>) -> Result<Option<Disclosed<T>>, Unanswered> {
    match result {
        Ok(disclosed) => Ok(Some(disclosed)),
        Err(DiscloseError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn answer(app: &App, ctx: &Context, view: &PatientView) -> Result<Answer, Unanswered> {
    let writer = Writer::new(app, ctx);
    let ours = view.patient.text();
    // One space of ids: a care record, or a prison record that is attached to none.
    let keys = [PatientId::parse(ours).map(PanelKey::Patient), PersonId::parse(ours).map(PanelKey::Person)];
    for key in keys.into_iter().flatten() {
        if let Some(panel) = found(app.crossing.panel(ctx, key).await)? {
            return Ok(writer.panel(panel.get()));
        }
    }
    match view.prefetch.get("patient") {
        Some(Prefetched::Given(_)) => by_prefetch(app, ctx, view, &writer).await,
        Some(Prefetched::NoData) | None if PatientId::parse(ours).is_none() => {
            let message = "the patient's id is not one of ours: prefetch the Patient, with its identifiers";
            Err(Unanswered::Refused(Refused::new(StatusCode::PRECONDITION_FAILED, "prefetch", message)))
        }
        Some(Prefetched::NoData) | None => nobody(app, ctx, ours, &writer).await,
    }
}

async fn by_prefetch(
    app: &App,
    ctx: &Context,
    view: &PatientView,
    writer: &Writer<'_>,
) -> Result<Answer, Unanswered> {
    let patient = view.prefetch.patient().map_err(|issues| Unanswered::Refused(issues.into()))?;
    let identifiers = patient.map(|patient| identifiers(&patient.numbers)).unwrap_or_default();
    if identifiers.is_empty() {
        let message = "the prefetched Patient has no identifier by which it could be found";
        return Err(Unanswered::Refused(Refused::new(StatusCode::PRECONDITION_FAILED, "prefetch", message)));
    }
    let search = PatientSearch { identifiers, most: 2, ..PatientSearch::default() };
    let page = app.crossing.patient_search(ctx, search).await?;
    match page.get().entries.as_slice() {
        [one] => {
            let key = match one.id {
                PatientRef::Care(id) => PanelKey::Patient(id),
                PatientRef::PrisonRecord(id) => PanelKey::Person(id),
            };
            Ok(writer.panel(app.crossing.panel(ctx, key).await?.get()))
        }
        [] => nobody(app, ctx, view.patient.text(), writer).await,
        _ => match &page.get().note {
            Some(_) => Ok(writer.several()),
            None => Err(Unanswered::Refused(Refused::not_found())),
        },
    }
}

fn identifiers(numbers: &PatientNumbers) -> Vec<PatientIdentifier> {
    let own = numbers.local.iter().map(|i| LocalPatientId::new(&format!("{}|{}", i.system, i.value)));
    let own = own.map(PatientIdentifier::Local);
    own.chain(numbers.nhs.map(PatientIdentifier::Nhs))
        .chain(numbers.prison.map(PatientIdentifier::PrisonNumber))
        .collect()
}

/// Nobody is known by that: said to whoever is entitled to risk, and to nobody else. Who is, the search's note tells.
async fn nobody(app: &App, ctx: &Context, id: &str, writer: &Writer<'_>) -> Result<Answer, Unanswered> {
    let search = FlagSearch { patients: vec![id.to_owned()], most: 1, ..FlagSearch::default() };
    let page = app.crossing.flag_search(ctx, search).await?;
    match &page.get().note {
        Some(note) => Ok(writer.nobody(note)),
        None => Err(Unanswered::Refused(Refused::not_found())),
    }
}

async fn feedback(
    State(app): State<App>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    asked(&app, &parts)?;
    known(&id)?;
    is_json(&parts.headers)?;
    let body = serve::body::read(body, SMALL_BODY_BYTES_MAX).await?;
    read_feedback(&body)?;
    let message = "feedback is read and not kept: there is no book for it here yet";
    Err(Refused::new(StatusCode::NOT_IMPLEMENTED, "feedback-not-kept", message))
}

/// The house's refusals: a call that fails by our fault still shows a card.
pub(crate) fn say(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Busy => plain::say(refusal),
        Refusal::TooSlow | Refusal::Failed => {
            // Without a request at hand the card has an id that is nobody's: there is no feedback to come.
            json(StatusCode::OK, &cards::our_fault(vocab::id::TraceId::from_uuid(uuid::Uuid::nil())))
                .into_response()
        }
    }
}
