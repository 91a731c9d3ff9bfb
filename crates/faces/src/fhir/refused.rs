//! Refusals in FHIR's form: an `OperationOutcome`, whatever went wrong, unknown addresses and methods too.

use super::answer::FHIR_JSON;
use crate::asked::NotAsked;
use axum::response::{IntoResponse, Response};
use crossing::disclose::DiscloseError;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use serve::Refusal;
use serve::body::BodyRefused;
use wire::fhir::{Issue, IssueType, OperationOutcome, Text};

/// A refusal, or a failure of ours.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    issues: Vec<Issue>,
    header: Option<(HeaderName, HeaderValue)>,
}

/// What a failure of ours says: an answer that did not come is no "none".
const OUR_FAULT: &str = "not known: our fault. This is no answer: ring the wing if it is about risk";

impl Refused {
    pub(crate) fn new(status: StatusCode, issue: Issue) -> Self {
        Self { status, issues: vec![issue], header: None }
    }

    pub(crate) fn says(status: StatusCode, code: IssueType, words: &'static str) -> Self {
        Self::new(status, Issue::error(code, words))
    }

    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::says(StatusCode::NOT_FOUND, IssueType::NotFound, "not found")
    }

    /// We failed: the cause goes to the log, once, and the caller is told whose fault it is.
    pub(crate) fn our_fault(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = cause, "a request failed by our own fault");
        Self::says(StatusCode::INTERNAL_SERVER_ERROR, IssueType::Exception, OUR_FAULT)
    }

    /// Not written: whoever sent it must send it again.
    pub(crate) fn not_written(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = cause, "a write could not be written");
        let words = "it could not be written, by our fault: send it again under the same X-Request-ID";
        Self::says(StatusCode::SERVICE_UNAVAILABLE, IssueType::NoStore, words)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let fallback = || OperationOutcome::of(Issue::error(IssueType::Exception, OUR_FAULT));
        let outcome = OperationOutcome::all(self.issues).unwrap_or_else(fallback);
        let body = wire::fhir::bytes(&outcome);
        let mut response = (self.status, [(CONTENT_TYPE, FHIR_JSON)], body).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = HeaderValue::from(serve::limits::RETRY_AFTER_SECONDS);
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// Words that are made, not fixed. They come from our own messages.
fn made(code: IssueType, words: &str) -> Issue {
    let issue = Issue::error(code, "refused");
    Text::of(words).map_or(issue.clone(), |words| issue.saying(words))
}

impl From<NotAsked> for Refused {
    fn from(why: NotAsked) -> Self {
        let words = why.to_string();
        match why {
            NotAsked::Unauthorised(why) => {
                Self::new(StatusCode::UNAUTHORIZED, made(IssueType::Login, &words))
                    .with(WWW_AUTHENTICATE, why.challenge())
            }
            NotAsked::PrisonUnreadable => Self::new(
                StatusCode::BAD_REQUEST,
                made(IssueType::Value, &words).at_parameter("Gatelodge-Prison"),
            ),
            NotAsked::OtherPrison => Self::new(
                StatusCode::FORBIDDEN,
                made(IssueType::Forbidden, &words).at_parameter("Gatelodge-Prison"),
            ),
        }
    }
}

impl From<BodyRefused> for Refused {
    fn from(why: BodyRefused) -> Self {
        let (status, code) = match why {
            BodyRefused::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, IssueType::TooLong),
            BodyRefused::TooSlow => (StatusCode::REQUEST_TIMEOUT, IssueType::Timeout),
            BodyRefused::Broken => (StatusCode::BAD_REQUEST, IssueType::Structure),
        };
        Self::new(status, made(code, &why.to_string()))
    }
}

impl From<DiscloseError> for Refused {
    fn from(why: DiscloseError) -> Self {
        match why {
            DiscloseError::NotFound => Self::not_found(),
            DiscloseError::Asked(words) => {
                Self::new(StatusCode::BAD_REQUEST, made(IssueType::Processing, &words))
            }
            DiscloseError::OurFault(_) | DiscloseError::PolicyFailed => Self::our_fault(&why),
        }
    }
}

impl From<Issue> for Refused {
    fn from(issue: Issue) -> Self {
        Self::new(StatusCode::BAD_REQUEST, issue)
    }
}

impl From<Vec<Issue>> for Refused {
    fn from(issues: Vec<Issue>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, issues, header: None }
    }
}

/// The house's refusals in this form.
pub(crate) fn say(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Busy => Refused::says(
            StatusCode::SERVICE_UNAVAILABLE,
            IssueType::Throttled,
            "too many requests are at work: try again",
        ),
        Refusal::TooSlow | Refusal::Failed => Refused::says(
            StatusCode::INTERNAL_SERVER_ERROR,
            IssueType::Exception,
            "not known: our fault. What was sent may have been done: read it, or send it again under the same X-Request-ID",
        ),
    }
    .into_response()
}

pub(crate) async fn no_route() -> Response {
    let words = "nothing is served at this address: see metadata for the types that are";
    Refused::says(StatusCode::NOT_FOUND, IssueType::NotSupported, words).into_response()
}

pub(crate) async fn no_method() -> Response {
    let words = "this address does not take that method";
    Refused::says(StatusCode::METHOD_NOT_ALLOWED, IssueType::NotSupported, words).into_response()
}
