//! The form of CDS Hooks, intake and the prison API: JSON, and for a refusal `{"error": word, "message": what to do}`.

use crate::asked::NotAsked;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use crossing::disclose::DiscloseError;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serve::Refusal;
use serve::body::BodyRefused;
use std::borrow::Cow;
use wire::fhir::Issue;

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A refusal, or a failure of ours.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    error: &'static str,
    message: Cow<'static, str>,
    challenge: Option<HeaderValue>,
}

impl Refused {
    pub(crate) fn new(
        status: StatusCode,
        error: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { status, error, message: message.into(), challenge: None }
    }

    /// We failed: the cause goes to the log, once, and the caller is told whose fault it is.
    pub(crate) fn our_fault(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = cause, "a request failed by our own fault");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "our-fault", "not known: our fault")
    }

    /// Not written: whoever sent it must keep it.
    pub(crate) fn not_written(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = cause, "an input could not be written");
        let message = "it could not be written: keep it and send it again";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not-written", message)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "not found")
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Form<'a> {
            error: &'a str,
            message: &'a str,
        }
        let mut response = json(self.status, &Form { error: self.error, message: &self.message });
        let headers = response.headers_mut();
        if let Some(challenge) = self.challenge {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from(serve::limits::RETRY_AFTER_SECONDS));
        }
        response
    }
}

impl From<NotAsked> for Refused {
    fn from(why: NotAsked) -> Self {
        let message = why.to_string();
        match why {
            NotAsked::Unauthorised(why) => Self {
                challenge: Some(why.challenge()),
                ..Self::new(StatusCode::UNAUTHORIZED, "unauthorised", message)
            },
            NotAsked::PrisonUnreadable => Self::new(StatusCode::BAD_REQUEST, "prison", message),
            NotAsked::OtherPrison => Self::new(StatusCode::FORBIDDEN, "other-prison", message),
        }
    }
}

impl From<BodyRefused> for Refused {
    fn from(why: BodyRefused) -> Self {
        let (status, error) = match why {
            BodyRefused::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            BodyRefused::TooSlow => (StatusCode::REQUEST_TIMEOUT, "too-slow"),
            BodyRefused::Broken => (StatusCode::BAD_REQUEST, "broken"),
        };
        Self::new(status, error, why.to_string())
    }
}

impl From<DiscloseError> for Refused {
    fn from(why: DiscloseError) -> Self {
        match why {
            DiscloseError::NotFound => Self::not_found(),
            DiscloseError::Asked(words) => Self::new(StatusCode::BAD_REQUEST, "asked", words),
            DiscloseError::OurFault(_) | DiscloseError::PolicyFailed => Self::our_fault(&why),
        }
    }
}

impl From<Vec<Issue>> for Refused {
    fn from(issues: Vec<Issue>) -> Self {
        let words: Vec<String> = issues.iter().map(said).collect();
        Self::new(StatusCode::BAD_REQUEST, "malformed", words.join("; "))
    }
}

fn said(issue: &Issue) -> String {
    issue.expression().map_or_else(|| issue.details().to_owned(), |at| format!("{at}: {}", issue.details()))
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, content: &impl Serialize) -> Response {
    json_bytes(status, wire::fhir::bytes(content).into())
}

/// An answer in JSON that is written already.
pub(crate) fn json_bytes(status: StatusCode, content: Bytes) -> Response {
    (status, [(CONTENT_TYPE, JSON)], content).into_response()
}

/// Refuses a body that does not say it is JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> Result<(), Refused> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = said.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default();
    let json =
        media.eq_ignore_ascii_case("application/json") || media.to_ascii_lowercase().ends_with("+json");
    let utf8 = parts.filter_map(|part| part.split_once('=')).all(|(name, value)| {
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    if json && utf8 {
        return Ok(());
    }
    let message = "only JSON in UTF-8 is taken here: send it as application/json";
    Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", message))
}

/// The house's refusals in this form.
pub(crate) fn say(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Busy => {
            Refused::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "too many requests are at work: try again")
        }
        Refusal::TooSlow => Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "too-slow",
            "no answer in time, by our fault: what was sent may have been done",
        ),
        Refusal::Failed => Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "our-fault",
            "not known: our fault. What was sent may have been done",
        ),
    }
    .into_response()
}

pub(crate) async fn no_route() -> Response {
    Refused::new(StatusCode::NOT_FOUND, "no-such-address", "there is nothing at this address").into_response()
}

pub(crate) async fn no_method() -> Response {
    let message = "this address does not take that method";
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, "method", message).into_response()
}
