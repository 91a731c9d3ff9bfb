//! The Personal Demographics Service (PDS), played, with the token endpoint before it: one person's record is read by an
//! application that signs for itself.
//!
//! [`Pds`] is the core: [`Pds::run`] carries out what happens to somebody, [`Pds::call`] answers a request as the real
//! service would (personal-demographics-service-api: `specification/personal-demographics.yaml`). Both are told the time.
//! [`face`] puts it on a socket.
//!
//! Its traps: a restricted record has no practice and no address and says so only in `meta.security`; a superseded number
//! is answered with the record of another; a 404 of a gateway is no 404 of PDS; a 503 says nothing of what became of the
//! request. What it does not play: searches, related people, updates. An update is refused, and counted.

mod act;
pub mod face;
mod outcome;
mod token;
mod view;

pub use act::{Act, Impossible};
pub use token::Application;

use crate::prison::{Call, Outcome, Reply};
use crate::written;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use token::Tokens;
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::{Address, Death};

vocab::redacted!(Pds, Person, Seen);

/// Under which the resources stand: the path of the real one.
pub const BASE: &str = "/personal-demographics/FHIR/R4";
/// The token endpoint's path.
pub const TOKEN: &str = "/oauth2/token";

/// Somebody, as PDS has them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Born.
    pub born: Date,
    /// The practice, and since when.
    pub practice: Option<(OdsCode, Date)>,
    /// The practice of which they were last a patient.
    pub practice_before: Option<OdsCode>,
    /// Where they live, and since when.
    pub address: Option<(Address, Date)>,
    /// Place and practice are kept back.
    pub is_restricted: bool,
    /// Reported dead, when and how.
    pub death: Option<(Death, Instant)>,
    /// Counts the changes.
    pub version: u32,
}

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PdsFault {
    /// 429.
    TooMany {
        /// How long to wait, where it says.
        retry_after_seconds: Option<u32>,
    },
    /// 503 in its own words: what became of the request is not known.
    Unavailable {
        /// How long to wait, where it says.
        retry_after_seconds: Option<u32>,
    },
    /// 408: a service behind it did not answer.
    TimedOut,
    /// Answered, after a while of real time.
    Slow {
        /// How long.
        millis: u64,
    },
    /// Answered, and the line dies after half of the body.
    Truncated,
    /// The line dies without a byte.
    Lost,
    /// 200 with a gateway's page.
    Page,
    /// A gateway's own 404, of everybody.
    NoRoute,
}

/// A request, as it was seen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Method.
    pub method: String,
    /// Path.
    pub path: String,
    /// `X-Request-ID`.
    pub request_id: Option<String>,
    /// `X-Correlation-ID`.
    pub correlation_id: Option<String>,
}

/// The state of the service.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pds {
    #[serde(with = "written::pairs")]
    people: BTreeMap<NhsNumber, Person>,
    /// Numbers for which another stands.
    #[serde(with = "written::pairs")]
    superseded: BTreeMap<NhsNumber, NhsNumber>,
    invalidated: BTreeSet<NhsNumber>,
    pub(crate) tokens: Tokens,
    /// What the next readings meet, in order.
    #[serde(default)]
    pub next_calls: VecDeque<Option<PdsFault>>,
    /// What the next requests for a token meet, in order.
    #[serde(default)]
    pub next_tokens: VecDeque<Option<PdsFault>>,
    /// Every request for a resource, in order.
    #[serde(skip)]
    pub seen: Vec<Seen>,
}

impl Pds {
    /// A service with nobody in it. `token_url` is what an assertion must name as its audience.
    #[must_use]
    pub fn new(seed: u64, token_url: &str) -> Self {
        Self {
            people: BTreeMap::new(),
            superseded: BTreeMap::new(),
            invalidated: BTreeSet::new(),
            tokens: Tokens::new(seed, token_url),
            next_calls: VecDeque::new(),
            next_tokens: VecDeque::new(),
            seen: Vec::new(),
        }
    }

    /// It stands elsewhere now: assertions must name this token endpoint.
    pub fn moved_to(&mut self, token_url: &str) {
        self.tokens.moved_to(token_url);
    }

    /// An application that may ask.
    pub fn admit(&mut self, application: Application) {
        self.tokens.admit(application);
    }

    /// Every token that was given out is worth nothing from now on.
    pub fn tokens_lapse(&mut self) {
        self.tokens.lapse();
    }

    /// A token that was not asked for: for whoever plays somebody else's client.
    pub fn token_give(&mut self, now: Instant) -> String {
        self.tokens.give(now)
    }

    /// So many tokens were given out.
    #[must_use]
    pub const fn tokens_given(&self) -> u32 {
        self.tokens.given()
    }

    /// Somebody's record under a number that stands.
    #[must_use]
    pub fn person(&self, number: NhsNumber) -> Option<&Person> {
        self.people.get(&number)
    }

    /// The number that stands for one: itself, unless it was superseded.
    fn stands_for(&self, number: NhsNumber) -> NhsNumber {
        // Each step leads to a number that was not superseded when it was taken; the count ends a ring all the same.
        let next = |n: &NhsNumber| self.superseded.get(n).copied();
        let chain = std::iter::successors(Some(number), next).take(self.superseded.len() + 1);
        chain.last().unwrap_or(number)
    }

    /// Answers a request.
    pub fn call(&mut self, call: &Call, now: Instant) -> Outcome {
        let is_token = call.path == TOKEN;
        let queue = if is_token { &mut self.next_tokens } else { &mut self.next_calls };
        let fault = queue.pop_front().flatten();
        if let Some(reply) = fault.and_then(refusal) {
            if !is_token {
                self.note(call);
            }
            return reply.map_or(Outcome::Lost, |reply| Outcome::Answered { reply, after_millis: 0 });
        }
        let reply = if is_token { self.tokens.ask(call, now) } else { self.resource(call, now) };
        let reply = if fault == Some(PdsFault::Truncated) { reply.truncated(false) } else { reply };
        let after_millis = if let Some(PdsFault::Slow { millis }) = fault { millis } else { 0 };
        Outcome::Answered { reply, after_millis }
    }

    fn note(&mut self, call: &Call) {
        let header = |name: &str| call.header_value(name).map(str::to_owned);
        self.seen.push(Seen {
            method: call.method.clone(),
            path: call.path.clone(),
            request_id: header("x-request-id"),
            correlation_id: header("x-correlation-id"),
        });
    }

    fn resource(&mut self, call: &Call, now: Instant) -> Reply {
        self.note(call);
        let mut reply = match self.patient(call, now) {
            Ok(reply) | Err(reply) => reply,
        };
        for (header, name) in [("x-request-id", "x-request-id"), ("x-correlation-id", "x-correlation-id")] {
            if let Some(value) = call.header_value(header) {
                reply.headers.push((name, value.to_owned()));
            }
        }
        reply
    }

    fn patient(&self, call: &Call, now: Instant) -> Result<Reply, Reply> {
        if !self.tokens.opens(call, now) {
            return Err(outcome::reply(401, "ACCESS_DENIED", "Invalid Access Token"));
        }
        let Some(id) = call.path.strip_prefix(BASE).and_then(|path| path.strip_prefix("/Patient/")) else {
            return Err(outcome::no_route());
        };
        match call.header_value("x-request-id") {
            None => return Err(outcome::reply(400, "MISSING_VALUE", "Missing value - 'X-Request-ID'")),
            Some(text) if !is_uuid(text) => {
                return Err(outcome::reply(400, "INVALID_VALUE", "Invalid value - 'X-Request-ID'"));
            }
            Some(_) => {}
        }
        if call.method != "GET" {
            return Err(outcome::reply(403, "FORBIDDEN_UPDATE", "Not for an application by itself"));
        }
        let number = NhsNumber::parse(id).ok().filter(|number| number.text() == id);
        let Some(number) = number else {
            return Err(outcome::reply(400, "INVALID_RESOURCE_ID", "Invalid value in field 'id'"));
        };
        if self.invalidated.contains(&number) {
            return Err(outcome::reply(
                404,
                "INVALIDATED_RESOURCE",
                "Resource that has been marked as invalid",
            ));
        }
        let standing = self.stands_for(number);
        let Some(person) = self.people.get(&standing) else {
            return Err(outcome::reply(404, "RESOURCE_NOT_FOUND", "Resource not found"));
        };
        let mut reply = outcome::fhir(200, &view::patient(standing, person));
        reply.headers.push(("etag", format!("W/\"{}\"", person.version)));
        Ok(reply)
    }
}

/// The answer in place of the real one; an empty one when the line dies. None for what changes only how it comes.
fn refusal(fault: PdsFault) -> Option<Option<Reply>> {
    let waiting = |mut reply: Reply, seconds: Option<u32>| {
        reply.headers.extend(seconds.map(|seconds| ("retry-after", seconds.to_string())));
        Some(Some(reply))
    };
    match fault {
        PdsFault::TooMany { retry_after_seconds } => {
            let reply = outcome::reply(429, "TOO_MANY_REQUESTS", "You have exceeded your rate limit");
            waiting(reply, retry_after_seconds)
        }
        PdsFault::Unavailable { retry_after_seconds } => {
            let reply = outcome::reply(503, "SERVICE_UNAVAILABLE", "Not completed within the timeout period");
            waiting(reply, retry_after_seconds)
        }
        PdsFault::TimedOut => Some(Some(outcome::reply(
            408,
            "UNABLE_TO_CALL_SERVICE",
            "Not completed within the timeout period",
        ))),
        PdsFault::Lost => Some(None),
        PdsFault::Page => Some(Some(Reply::gateway_page())),
        PdsFault::NoRoute => Some(Some(outcome::no_route())),
        PdsFault::Slow { .. } | PdsFault::Truncated => None,
    }
}

/// Eight, four, four, four and twelve hexadecimal digits: what the specification asks of a request's id.
fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.concat().bytes().all(|b| b.is_ascii_hexdigit())
}
