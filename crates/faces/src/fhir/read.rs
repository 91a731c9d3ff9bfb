//! Reading one resource by its id.

use super::answer;
use super::refused::Refused;
use super::search::texts;
use super::{
    appointment as appointments, consent as consents, encounter as encounters, episode_of_care as episodes,
    flag as flags, patient as patients, place, response as responses, task as tasks, wording as wordings,
};
use crate::App;
use crate::asked::asked;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use crossing::Context;
use crossing::disclose::{Ages, DiscloseError};
use http::header::ACCEPT;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use vocab::id::AppointmentId;
use wire::fhir::AnyResource;
use wire::fhir::negotiation::acceptable;
use wire::fhir::search::value_of;

/// Who asks, and that JSON answers them.
fn opened(app: &App, request: Request) -> Result<Context, Refused> {
    let (parts, _) = request.into_parts();
    let ctx = asked(app, &parts)?.ctx;
    json_answers(&parts)?;
    Ok(ctx)
}

/// Refuses what asks for another form than ours.
pub(super) fn json_answers(parts: &Parts) -> Result<(), Refused> {
    let format = value_of(parts.uri.query().unwrap_or_default().as_bytes(), "_format")?;
    json_suits(&parts.headers, format.as_deref())
}

/// The same, once `_format` is known.
pub(super) fn json_suits(headers: &HeaderMap, format: Option<&str>) -> Result<(), Refused> {
    let accept: Vec<&str> = texts(headers, ACCEPT).collect();
    acceptable(Some(&accept.join(",")), format)
        .map_err(|issue| Refused::new(StatusCode::NOT_ACCEPTABLE, issue))
}

type Id = Path<String>;

/// A resource with how old it is; what has none is not there.
fn aged<R: Into<AnyResource>>(resource: Option<R>, ages: &Ages) -> Result<Response, Refused> {
    let mut response = answer::resource(&resource.ok_or_else(Refused::not_found)?.into());
    answer::aged_by(response.headers_mut(), ages);
    Ok(response)
}

/// An id that is of no patient's form is nobody's, and no search to be said more of.
fn nobodys(error: DiscloseError) -> Refused {
    match error {
        DiscloseError::Asked(_) => Refused::not_found(),
        error => error.into(),
    }
}

pub(super) async fn patient(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    read_patient(&app, &ctx, &id).await
}

pub(super) async fn read_patient(app: &App, ctx: &Context, id: &str) -> Result<Response, Refused> {
    let view = app.crossing.patient_read(ctx, id).await?;
    let view = view.get();
    let mut response = aged(patients::resource(view), &view.ages)?;
    // A prison record has no versions of its own: it is not written here.
    if view.updated.is_some() {
        answer::versioned(response.headers_mut(), view.version, view.updated);
    }
    Ok(response)
}

pub(super) async fn flag(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.flag_read(&ctx, &id).await.map_err(nobodys)?;
    aged(flags::resource(view.get()), &view.get().ages)
}

pub(super) async fn appointment(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let id = AppointmentId::parse(&id).ok_or_else(Refused::not_found)?;
    read_appointment(&app, &ctx, id).await
}

pub(super) async fn read_appointment(
    app: &App,
    ctx: &Context,
    id: AppointmentId,
) -> Result<Response, Refused> {
    let view = app.crossing.appointment_read(ctx, id).await?;
    let view = view.get();
    let mut response = answer::resource(&appointments::resource(app, view).map_err(appointments::unsayable)?);
    answer::versioned(response.headers_mut(), view.version, Some(view.updated));
    Ok(response)
}

pub(super) async fn encounter(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.encounter_read(&ctx, &id).await?;
    aged(encounters::resource(view.get()), &view.get().ages)
}

pub(super) async fn location(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.location_read(&ctx, &id).await?;
    Ok(answer::resource(&place::resource(view.get()).ok_or_else(Refused::not_found)?))
}

pub(super) async fn organization(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.location_read(&ctx, &id).await?;
    let view = view.get();
    // A room is run by somebody, and is nobody.
    let organization = Some(view).filter(|v| v.room.is_none()).and_then(place::organization);
    Ok(answer::resource(&organization.ok_or_else(Refused::not_found)?))
}

pub(super) async fn response(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.response_read(&ctx, &id).await.map_err(nobodys)?;
    aged(responses::resource(view.get()), &view.get().ages)
}

pub(super) async fn wording(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.wording_read(&ctx, &id).await?;
    Ok(answer::resource(&wordings::resource(view.get()).ok_or_else(Refused::not_found)?))
}

pub(super) async fn task(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.registration_work_read(&ctx, &id).await?;
    aged(tasks::resource(view.get()), &view.get().ages)
}

pub(super) async fn consent(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.permission_read(&ctx, &id).await.map_err(nobodys)?;
    aged(consents::resource(view.get()), &view.get().ages)
}

pub(super) async fn episode_of_care(
    State(app): State<App>,
    Path(id): Id,
    request: Request,
) -> Result<Response, Refused> {
    let ctx = opened(&app, request)?;
    let view = app.crossing.episode_read(&ctx, &id).await.map_err(nobodys)?;
    let view = view.get();
    let mut response = answer::resource(&episodes::resource(view).ok_or_else(Refused::not_found)?);
    let ages = episodes::ages(view);
    let lag_seconds = i64::from(ages.lag_seconds);
    answer::aged(response.headers_mut(), ages.route_heard, ages.subject_checked, lag_seconds);
    Ok(response)
}
