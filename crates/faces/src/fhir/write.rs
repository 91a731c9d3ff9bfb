//! The writes of care systems: Patient and Appointment, create and update. To cancel is an update to `cancelled`.

use super::answer;
use super::read::{json_answers, read_appointment, read_patient};
use super::refused::Refused;
use super::search::texts;
use crate::App;
use crate::asked::{Asked, asked};
use crate::limits::FHIR_BODY_BYTES_MAX;
use crate::not_done;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use crossing::Written;
use crossing::disclose::DiscloseError;
use crossing::disclose::decisions::CareResource;
use crossing::envelope::WriteAsk;
use crossing::understood::{NotDone, Outcome};
use http::header::{CONTENT_TYPE, ETAG, IF_MATCH, LOCATION};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use serve::request_id::Given;
use vocab::Instant;
use vocab::crossing::Role;
use vocab::id::{AppointmentId, PatientId};
use wire::fhir::conditional::{self, IfMatch, Prefer, Return};
use wire::fhir::negotiation::readable;
use wire::fhir::{Issue, IssueType, OperationOutcome, Resource, ResourceType, Text};

const IF_NONE_EXIST: HeaderName = HeaderName::from_static("if-none-exist");
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// The roles that write care records: those whom policy lets do `appointment-write`. A test compares the two.
///
/// Policy itself is asked by the crossing; this stands before it, so that a role that can never write is not told
/// what is wrong with its body.
#[must_use]
pub const fn roles_that_write() -> &'static [Role] {
    &[
        Role::Clinician,
        Role::ReceptionNurse,
        Role::DischargeNurse,
        Role::HealthcareAdministrator,
        Role::HeadOfHealthcare,
        Role::CareSystem,
    ]
}

/// A write that was read.
struct Write {
    asked: Asked,
    kind: ResourceType,
    body: Vec<u8>,
    ask: WriteAsk,
    prefer: Prefer,
}

pub(super) async fn create(
    State(app): State<App>,
    kind: ResourceType,
    request: Request,
) -> Result<Response, Refused> {
    let write = opened(&app, kind, request, None).await?;
    done(&app, write).await
}

pub(super) async fn update(
    State(app): State<App>,
    kind: ResourceType,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let write = opened(&app, kind, request, Some(id)).await?;
    done(&app, write).await
}

async fn opened(
    app: &App,
    kind: ResourceType,
    request: Request,
    id: Option<String>,
) -> Result<Write, Refused> {
    let (parts, body) = request.into_parts();
    let asked = asked(app, &parts)?;
    if !roles_that_write().contains(&asked.ctx.caller.role) {
        return Err(Refused::not_found());
    }
    json_answers(&parts)?;
    if asked.id.given == Given::Unreadable {
        let details = "not one UUID: a write is known by it, so it must be one";
        return Err(Issue::error(IssueType::Value, details).at_parameter("X-Request-ID").into());
    }
    let content = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    readable(content).map_err(|issue| Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, issue))?;
    // Whoever may not know of it must not learn from a refusal that it is there.
    if let Some(id) = &id {
        known(app, &asked, kind, id).await?;
    }
    let ask = conditions(&parts, id)?;
    let body = serve::body::read(body, FHIR_BODY_BYTES_MAX).await?;
    readable_as(kind, &body, ask.id.as_deref())?;
    let prefer = conditional::prefer(texts(&parts.headers, PREFER));
    Ok(Write { asked, kind, body: body.into(), ask, prefer })
}

/// That the caller may know of what is to be changed.
async fn known(app: &App, asked: &Asked, kind: ResourceType, id: &str) -> Result<(), Refused> {
    match kind {
        ResourceType::Patient => {
            let id = PatientId::parse(id).ok_or_else(Refused::not_found)?;
            app.crossing.patient_read(&asked.ctx, &id.to_string()).await?;
        }
        _ => {
            let id = AppointmentId::parse(id).ok_or_else(Refused::not_found)?;
            app.crossing.appointment_read(&asked.ctx, id).await?;
        }
    }
    Ok(())
}

/// Under which conditions.
fn conditions(parts: &Parts, id: Option<String>) -> Result<WriteAsk, Refused> {
    let one = |name: &HeaderName| -> Result<Option<&str>, Refused> {
        let mut all = parts.headers.get_all(name).iter();
        match (all.next(), all.next()) {
            (None, _) => Ok(None),
            (Some(one), None) => one
                .to_str()
                .map(Some)
                .map_err(|_| Issue::error(IssueType::Value, "not a text").at_parameter(name.as_str()).into()),
            (Some(_), Some(_)) => Err(Issue::error(IssueType::Value, "given twice: give it once")
                .at_parameter(name.as_str())
                .into()),
        }
    };
    let if_none_exist = match one(&IF_NONE_EXIST)? {
        Some(_) if id.is_some() => {
            let details = "an update names what it changes: If-None-Exist belongs to a create";
            return Err(Issue::error(IssueType::Invalid, details).at_parameter("If-None-Exist").into());
        }
        Some(text) => Some(conditional::if_none_exist(text)?),
        None => None,
    };
    let if_match = match (one(&IF_MATCH)?, id.is_some()) {
        (Some(text), true) => match conditional::if_match(text)? {
            IfMatch::Version(version) => Some(version),
            IfMatch::Any => None,
        },
        (None, true) => {
            let details = "say which version you change: send If-Match with the ETag that you read";
            let issue = Issue::error(IssueType::Required, details).at_parameter("If-Match");
            return Err(Refused::new(StatusCode::PRECONDITION_REQUIRED, issue));
        }
        // FHIR gives it no meaning on a create.
        (_, false) => None,
    };
    Ok(WriteAsk { id, if_match, if_none_exist: if_none_exist.map(|i| (i.system, i.value)) })
}

/// Refuses what cannot be read, with every fault, before anything is written.
fn readable_as(kind: ResourceType, body: &[u8], id: Option<&str>) -> Result<(), Refused> {
    let resource = Resource::read(body)?.expect(kind)?;
    if let Some(id) = id
        && resource.id() != Some(id)
    {
        let details = "the id in the body is missing or not that of the address";
        return Err(Issue::error(IssueType::Value, details).at(format_args!("{}.id", kind.code())).into());
    }
    match kind {
        ResourceType::Patient => wire::fhir::patient::from_resource(resource).map(|_| ())?,
        _ => {
            let read = wire::fhir::appointment::from_resource(resource)?;
            if read.status.known().is_none() {
                let details = "not a status that FHIR has";
                return Err(Issue::error(IssueType::CodeInvalid, details).at("Appointment.status").into());
            }
        }
    }
    Ok(())
}

async fn done(app: &App, write: Write) -> Result<Response, Refused> {
    let Write { asked, kind, body, ask, prefer } = write;
    let updates = ask.id.is_some();
    let resource = match kind {
        ResourceType::Patient => CareResource::Patient,
        _ => CareResource::Appointment,
    };
    let written = app.crossing.care_act(&asked.ctx, resource, body, ask, asked.id.key().as_deref()).await;
    let written = written.map_err(|error| match error {
        DiscloseError::OurFault(cause) => Refused::not_written(&cause),
        other => other.into(),
    })?;
    let (id, version, created) = match stored(&written)? {
        Stored::At { id, version, created } => (id, version, created),
        Stored::Before => return Ok(taken_before()),
    };
    // What If-None-Exist met may be older than what was sent: its sender must see it.
    let met = !created && !updates;
    let returned = prefer.returned.unwrap_or(if met { Return::Representation } else { Return::Minimal });
    let mut response = match (returned, kind) {
        (Return::Minimal, _) => StatusCode::OK.into_response(),
        (Return::Representation, ResourceType::Patient) => read_patient(app, &asked.ctx, &id).await?,
        (Return::Representation, _) => {
            let id = AppointmentId::parse(&id).ok_or_else(Refused::not_found)?;
            read_appointment(app, &asked.ctx, id).await?
        }
        (Return::OperationOutcome, _) => answer::resource(&OperationOutcome::of(Issue::information("done"))),
    };
    if created {
        *response.status_mut() = StatusCode::CREATED;
    }
    let headers = response.headers_mut();
    // The resource that was read back may be newer already: then its own version stands.
    if !headers.contains_key(ETAG) {
        answer::versioned(headers, version, Some(written.at).filter(|_: &Instant| !met));
    }
    let address = format!("{}/{}/{id}/_history/{version}", app.fhir_base, kind.code());
    answer::insert(headers, LOCATION, &address);
    Ok(response)
}

enum Stored {
    At {
        id: String,
        version: u32,
        created: bool,
    },
    /// The same request was taken before, and what was answered then is no longer kept.
    Before,
}

fn stored(written: &Written) -> Result<Stored, Refused> {
    match &written.outcome {
        Some(Outcome::Patient { id, version, created }) => {
            Ok(Stored::At { id: id.to_string(), version: *version, created: *created })
        }
        Some(Outcome::Appointment { id, version, created }) => {
            Ok(Stored::At { id: id.to_string(), version: *version, created: *created })
        }
        Some(Outcome::NotDone(why)) => Err(refused(why)),
        Some(Outcome::Quarantined { detail, .. }) => {
            let issue = Issue::error(IssueType::BusinessRule, "it cannot be used as it is");
            let issue = Text::of(detail).map_or(issue.clone(), |words| issue.saying(words));
            Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, issue))
        }
        Some(_) => {
            let details = "it was kept and not used";
            Err(Refused::says(StatusCode::UNPROCESSABLE_ENTITY, IssueType::NotSupported, details))
        }
        None => Ok(Stored::Before),
    }
}

fn refused(why: &NotDone) -> Refused {
    let words = not_done::words(why);
    let (status, code) = match why {
        NotDone::NotFound => return Refused::not_found(),
        NotDone::VersionConflict { .. } => (StatusCode::PRECONDITION_FAILED, IssueType::Conflict),
        NotDone::SeveralExist => (StatusCode::PRECONDITION_FAILED, IssueType::MultipleMatches),
        NotDone::SeveralPatients => (StatusCode::UNPROCESSABLE_ENTITY, IssueType::MultipleMatches),
        NotDone::PatientNotKnown => (StatusCode::UNPROCESSABLE_ENTITY, IssueType::NotFound),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, IssueType::BusinessRule),
    };
    let refused = Refused::says(status, code, words);
    match why {
        NotDone::VersionConflict { stands } => {
            let etag = HeaderValue::from_str(&conditional::etag(*stands));
            etag.map_or_else(|_| Refused::says(status, code, words), |etag| refused.with(ETAG, etag))
        }
        _ => refused,
    }
}

fn taken_before() -> Response {
    let words =
        "this request was taken before, and what was answered is no longer kept: search for what it made";
    answer::resource(&OperationOutcome::of(Issue::information(words)))
}
