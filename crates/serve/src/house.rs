//! What every request goes through, whatever its face: an id, a place in flight, an end, and a note of what became of
//! it.
//!
//! From the outside in, and why in this order: the **id** first, so that everything can be followed; then the **note**
//! (access log, metrics), so that refusals are counted too; then the **place in flight**, so that what is refused has
//! cost nothing; then the **time limit** and the **catch**, so that a panic or a wait has an answer. The note names the
//! route's pattern, never the path, the query or a header: those hold people.

use crate::limits::{ANSWER_MAX, REQUESTS_IN_FLIGHT_MAX, RETRY_AFTER_SECONDS};
use crate::request_id::{RequestId, X_REQUEST_ID};
use crate::stopwatch::Stopwatch;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http::{HeaderValue, header};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::Semaphore;
use vocab::Clock;
use vocab::seed::Rng;

/// Why the house refuses, in no face's words yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too many requests are at work: try again in a moment.
    Busy,
    /// No answer came in time: our fault. A write may have been done.
    TooSlow,
    /// We failed: our fault. A write may have been done.
    Failed,
}

/// How a face says a refusal.
pub type SayRefusal = fn(Refusal) -> Response;

/// The house of one or more doors: they share the places in flight.
#[derive(Clone)]
pub struct House {
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    in_flight: Arc<Semaphore>,
}

#[derive(Clone)]
struct Kept {
    house: House,
    say: SayRefusal,
}

impl House {
    /// A house with its limit of requests at work.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self { clock, rng, in_flight: Arc::new(Semaphore::new(REQUESTS_IN_FLIGHT_MAX)) }
    }

    /// The same with another limit.
    #[must_use]
    pub fn at_most(mut self, requests: usize) -> Self {
        self.in_flight = Arc::new(Semaphore::new(requests));
        self
    }

    /// Puts a face's routes into the house.
    pub fn keep(&self, routes: Router, say: SayRefusal) -> Router {
        routes.layer(from_fn_with_state(Kept { house: self.clone(), say }, keep))
    }
}

async fn keep(State(kept): State<Kept>, mut request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let Kept { house, say } = kept;
    let id = RequestId::of(request.headers(), &*house.clock, &*house.rng);
    request.extensions_mut().insert(id);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = match house.in_flight.try_acquire() {
        Err(_) => {
            let mut response = say(Refusal::Busy);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
            response
        }
        Ok(_place) => match tokio::time::timeout(ANSWER_MAX, caught(next.run(request))).await {
            Ok(Some(response)) => response,
            Ok(None) => say(Refusal::Failed),
            Err(_) => say(Refusal::TooSlow),
        },
    };
    let headers = response.headers_mut();
    headers.insert(X_REQUEST_ID, id.header());
    // Answers are about people: no cache on the way keeps one, unless a face says that it may.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    note(&method, route.as_ref(), &response, watch, &id);
    response
}

/// Runs to the end or to a panic.
async fn caught<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    std::future::poll_fn(move |cx| {
        // After a panic the work is never polled again, so a half-changed state of it is never seen.
        match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))) {
            Ok(Poll::Ready(done)) => Poll::Ready(Some(done)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => {
                tracing::error!("a handler panicked: answered that it is our fault");
                Poll::Ready(None)
            }
        }
    })
    .await
}

fn note(
    method: &http::Method,
    route: Option<&MatchedPath>,
    response: &Response,
    watch: Stopwatch,
    id: &RequestId,
) {
    let took = watch.read();
    let route = route.map_or("none", MatchedPath::as_str);
    let status = response.status().as_u16();
    // A method of the caller's own making is no label.
    let method = match *method {
        http::Method::GET => "GET",
        http::Method::POST => "POST",
        http::Method::PUT => "PUT",
        http::Method::PATCH => "PATCH",
        http::Method::DELETE => "DELETE",
        http::Method::HEAD => "HEAD",
        http::Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    metrics::histogram!(
        "http_answer_seconds",
        "method" => method,
        "route" => route.to_owned(),
        "status" => status_label(status)
    )
    .record(took.as_secs_f64());
    let ms = took.as_secs_f64() * 1_000.0;
    let trace = id.trace.uuid();
    tracing::info!(target: "access", method, route, status, ms, %trace, "answered");
}

/// Ranges of statuses, so that a label has few values; the ones that are looked for stand alone.
const fn status_label(status: u16) -> &'static str {
    match status {
        401 => "401",
        404 => "404",
        412 => "412",
        503 => "503",
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
