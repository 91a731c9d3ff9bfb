//! Liveness, readiness, metrics. Nothing of a person, nothing that changes anything, and never on the public port.

use crate::plain::json;
use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use std::sync::Arc;

/// One thing that must be so before we are ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What.
    pub name: &'static str,
    /// Whether it is so.
    pub ok: bool,
    /// If not, what an engineer should look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look: Option<&'static str>,
}

/// Looks at everything that must be so. Cheap: it is asked every few seconds.
pub type Ready = Arc<dyn Fn() -> Vec<Check> + Send + Sync>;

/// What Prometheus reads (text format 0.0.4).
const METRICS_TYPE: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

pub(crate) fn routes(ready: Ready, metrics: impl Fn() -> String + Send + Sync + 'static) -> Router {
    let metrics = Arc::new(metrics);
    Router::new()
        // Alive says that requests are answered, and nothing about the store: a restart mends no disk.
        .route("/livez", get(|| async { json(StatusCode::OK, &Alive { alive: true }) }))
        .route("/readyz", get(move || async move { readiness(&ready()) }))
        .route(
            "/metrics",
            get(move || async move { ([(CONTENT_TYPE, METRICS_TYPE)], metrics()).into_response() }),
        )
}

#[derive(Serialize)]
struct Alive {
    alive: bool,
}

fn readiness(checks: &[Check]) -> Response {
    #[derive(Serialize)]
    struct Answer<'a> {
        ready: bool,
        checks: &'a [Check],
    }
    let ready = checks.iter().all(|check| check.ok);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    json(status, &Answer { ready, checks })
}
