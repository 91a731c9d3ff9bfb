//! The prison API under `/api`: healthcare's movement lists for the prison's own services and staff, in the closed,
//! neutral words of the list itself. It describes itself (`/api/openapi.json`), and a snapshot holds the description.

mod movement_list;

use crate::App;
use crate::asked::asked;
use crate::plain::{Refused, json, json_bytes};
use crate::table::{Access, Face, Route};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use crossing::disclose::movement_list::{MovementListAsked, Session};
use http::StatusCode;
use jiff::civil::Date;
use movement_list::{MovementEntry, MovementList};
use serde::Serialize;
use std::sync::LazyLock;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

/// Characters of a part of the prison, as `C-2`: the longest real one has 12.
const LOCATION_CHARS_MAX: usize = 40;

pub(crate) fn table() -> Vec<Route> {
    let route = |path, access, handler| Route::new(Face::Api, "GET", path, access, handler);
    vec![
        route("/openapi.json", Access::Anyone("a description of the interface"), get(describe)),
        route("/movement-lists/{date}/{session}", Access::Caller, get(list)),
    ]
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gatelodge prison API",
        description = "Healthcare's movement lists: whom to bring, where and when, under the one word Healthcare.",
        license(name = "MIT", identifier = "MIT")
    ),
    paths(list),
    components(schemas(MovementList, MovementEntry, Problem)),
    modifiers(&Bearer)
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The OpenAPI document, as it is served.
#[must_use]
pub fn openapi() -> Bytes {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| wire::fhir::bytes(&Description::openapi()).into());
    DOCUMENT.clone()
}

async fn describe() -> Response {
    json_bytes(StatusCode::OK, openapi())
}

/// A refusal.
#[derive(Serialize, ToSchema)]
struct Problem {
    /// A word for programs, such as `not-found`.
    error: String,
    /// What to do about it.
    message: String,
}

/// A healthcare movement list of a prison: one day, one part of it, the whole prison or one wing or landing.
#[utoipa::path(
    get,
    path = "/api/movement-lists/{date}/{session}",
    operation_id = "movementList",
    params(
        ("date" = Date, Path, description = "The day in London, as 2026-11-12"),
        ("session" = String, Path, description = "AM (to 12:00), PM (12:00 to 17:00), ED (from 17:00) or ALL"),
        ("location" = Option<String>, Query, description = "Only this wing, or wing and landing, as C or C-2"),
        ("Gatelodge-Prison" = Option<String>, Header, description = "The prison, as MDI, for a caller who serves many"),
        ("X-Request-ID" = Option<uuid::Uuid>, Header, description = "The caller's id of the request; echoed")
    ),
    responses(
        (status = 200, description = "The list, as it is known now", body = MovementList),
        (status = 400, description = "A date, session or location that does not read", body = Problem),
        (status = 401, description = "No token, or one that is refused", body = Problem),
        (status = 403, description = "A token for another prison", body = Problem),
        (status = 404, description = "No such list, or not this caller's to see", body = Problem),
        (status = 500, description = "Not known, by our own fault: use the last printed list", body = Problem),
        (status = 503, description = "Too many requests: try again in a moment", body = Problem)
    ),
    security(("bearer" = []))
)]
async fn list(
    State(app): State<App>,
    Path((date, session)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, _) = request.into_parts();
    let ctx = asked(&app, &parts)?.ctx;
    let refused = |message: &'static str| Refused::new(StatusCode::BAD_REQUEST, "malformed", message);
    let written = date.len() == 10;
    let date = date.parse::<Date>().ok().filter(|_| written);
    let date = date.ok_or_else(|| refused("the date is not one: write it as 2026-11-12"))?;
    let session =
        Session::parse(&session).ok_or_else(|| refused("the session is none: write AM, PM, ED or ALL"))?;
    let location = location(parts.uri.query().unwrap_or_default()).map_err(refused)?;
    let asked = MovementListAsked { date, session, location };
    let list = app.crossing.movement_list(&ctx, &asked).await?;
    Ok(json(StatusCode::OK, &MovementList::of(list.get())))
}

fn location(query: &str) -> Result<Option<String>, &'static str> {
    let mut found = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "location" if found.is_some() => return Err("location is given twice: give it once"),
            "location" if value.is_empty() => return Err("location is empty: give one or leave it out"),
            "location"
                if value.chars().count() > LOCATION_CHARS_MAX || value.chars().any(char::is_control) =>
            {
                return Err("location is not a part of a prison: write it as C or C-2");
            }
            "location" => found = Some(value.into_owned()),
            _ => return Err("the only parameter is location"),
        }
    }
    Ok(found)
}
