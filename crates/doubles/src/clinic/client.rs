//! The clinic's requests on the wire.

use super::ledger::{Errand, Ledger, Request, Verdict};
use crate::dice::Dice;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use vocab::id::NhsNumber;
use vocab::{Instant, Seed};

vocab::redacted!(Answer);

/// What people and lines do to requests, in a thousand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habits {
    /// The button is pressed twice: the same booking under two request ids, at once.
    pub double_click: u16,
    /// The answer is lost on the way: the same request is sent again under the same id.
    pub lose_answer: u16,
}

/// How many requests are on their way at once: a clinic has a few desks.
const AT_ONCE_MAX: usize = 16;
/// How many requests one errand may take in one go: create, read, change, and once more.
const STEPS_MAX: usize = 4;

/// A FHIR client of Gatelodge.
#[derive(Clone)]
pub struct Client {
    base: String,
    token: String,
    http: reqwest::Client,
    habits: Habits,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("clinic::Client(…)")
    }
}

/// What came back.
#[derive(Clone)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// `Location`, or `Content-Location`.
    pub location: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// Body; null when there was none or it was not JSON.
    pub body: Value,
}

/// Nothing came back: the other side is away or the line died.
#[derive(Debug, thiserror::Error)]
#[error("no answer: ask again under the same request id")]
pub struct NoAnswer(#[source] reqwest::Error);

/// What became of one round of errands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Agreed.
    pub done: usize,
    /// Refused for good.
    pub refused: usize,
    /// To be tried again.
    pub later: usize,
}

impl Client {
    /// A client for a base such as `http://127.0.0.1:8080/fhir/R4`. The HTTP client is the caller's, so that
    /// connections are shared; [`crate::prison::push::client`] makes one.
    #[must_use]
    pub fn new(base: &str, token: &str, http: reqwest::Client, habits: Habits) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), token: token.to_owned(), http, habits }
    }

    /// Sends one request.
    ///
    /// # Errors
    /// [`NoAnswer`] when nothing came back: what was done, nobody here knows.
    pub async fn send(&self, request: &Request) -> Result<Answer, NoAnswer> {
        let url = format!("{}/{}", self.base, request.path);
        let method = match request.method {
            "POST" => reqwest::Method::POST,
            "PUT" => reqwest::Method::PUT,
            _ => reqwest::Method::GET,
        };
        let mut out =
            self.http.request(method, url).bearer_auth(&self.token).header("accept", "application/fhir+json");
        for (name, value) in &request.headers {
            out = out.header(*name, value);
        }
        if let Some(body) = &request.body {
            let form = request.path.ends_with("_search");
            let kind = if form { "application/x-www-form-urlencoded" } else { "application/fhir+json" };
            out = out.header("content-type", kind).body(body.clone());
        }
        let lost = |e: reqwest::Error| NoAnswer(e.without_url());
        let answer = out.send().await.map_err(lost)?;
        let header =
            |name: &str| answer.headers().get(name).and_then(|v| v.to_str().ok()).map(ToOwned::to_owned);
        let (location, etag) = (header("location").or_else(|| header("content-location")), header("etag"));
        let status = answer.status().as_u16();
        let body = answer.bytes().await.map_err(lost)?;
        Ok(Answer { status, location, etag, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }

    /// Reads an appointment by the face's id.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub async fn appointment_read(&self, id: &str) -> Result<Answer, NoAnswer> {
        let path = format!("Appointment/{id}");
        self.send(&Request { method: "GET", path, headers: Vec::new(), body: None }).await
    }

    /// Looks a patient up by NHS number. The number goes in the body, not in the address.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub async fn patient_search(&self, nhs: NhsNumber) -> Result<Answer, NoAnswer> {
        self.search("Patient", &[("identifier", &format!("{}|{}", NhsNumber::SYSTEM, nhs.text()))]).await
    }

    /// `POST {kind}/_search`.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub async fn search(&self, kind: &str, pairs: &[(&str, &str)]) -> Result<Answer, NoAnswer> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let path = format!("{kind}/_search");
        self.send(&Request { method: "POST", path, headers: Vec::new(), body: Some(body) }).await
    }

    /// Runs up to `most` errands that are due, a few at a time.
    pub async fn run_errands(&self, ledger: &SharedLedger, most: usize, now: Instant) -> Round {
        let errands = ledger.lock().errands(most);
        let mut round = Round::default();
        for chunk in errands.chunks(AT_ONCE_MAX) {
            let runs: Vec<_> = chunk
                .iter()
                .map(|errand| {
                    let (client, ledger, errand) = (self.clone(), ledger.clone(), errand.clone());
                    tokio::spawn(async move { client.run_errand(&ledger, &errand, now).await })
                })
                .collect();
            for run in runs {
                match run.await.unwrap_or(Verdict::Later) {
                    Verdict::Done => round.done += 1,
                    Verdict::Refused => round.refused += 1,
                    Verdict::More | Verdict::Later => round.later += 1,
                }
            }
        }
        round
    }

    async fn run_errand(&self, ledger: &SharedLedger, errand: &Errand, now: Instant) -> Verdict {
        let mut verdict = Verdict::Later;
        for _ in 0..STEPS_MAX {
            let Some(request) = ledger.lock().request(errand) else { return Verdict::Later };
            let Ok(answer) = self.send_as_people_do(&request, now).await else {
                ledger.lock().unanswered(errand);
                return Verdict::Later;
            };
            let headers = (answer.location.as_deref(), answer.etag.as_deref());
            verdict = ledger.lock().answered(errand, &request, answer.status, headers, &answer.body, now);
            if verdict != Verdict::More {
                break;
            }
        }
        verdict
    }

    /// Sends it, twice when the habit has it so. Which habit, the request id decides: the same run does the same.
    async fn send_as_people_do(&self, request: &Request, now: Instant) -> Result<Answer, NoAnswer> {
        let id = request
            .headers
            .iter()
            .find(|(name, _)| *name == "x-request-id")
            .map_or("", |(_, id)| id.as_str());
        let mut dice = Dice::labelled(0, id);
        if request.method != "GET" && dice.permille(self.habits.double_click) {
            let mut second = request.clone();
            for (name, value) in &mut second.headers {
                if *name == "x-request-id" {
                    *value = Seed(dice.throw()).id(now, 1).to_string();
                }
            }
            let (first, other) = tokio::join!(self.send(request), self.send(&second));
            // The screen shows whichever came; of two, the first click's.
            return first.or(other);
        }
        if dice.permille(self.habits.lose_answer) {
            self.send(request).await?;
        }
        self.send(request).await
    }
}

/// Books that a stage and a client share.
#[derive(Debug, Clone)]
pub struct SharedLedger(Arc<Mutex<Ledger>>);

impl SharedLedger {
    /// Shares them.
    #[must_use]
    pub fn new(ledger: Ledger) -> Self {
        Self(Arc::new(Mutex::new(ledger)))
    }

    /// The books, for a moment. Never held over an await.
    pub fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
