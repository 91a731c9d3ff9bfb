//! The other side, as the engine meets it: the prison double behind the engine's own ports, with faults.
//!
//! It does what a connector must do and no more: asks in the published forms, says what an answer means, and says of a
//! lost answer that it was lost. A 5xx to a write is a lost answer: a gateway says so of what was carried out, too.
//! Every body that leaves is kept for the checkers.

use super::flaw::Flaw;
use super::fuse::{Fuse, FuseClock, Point};
use super::weather::Weather;
use crossing::disclose::Disclosed;
use crossing::observe::prison::entries_of;
use crossing::port::{AspectSource, Later, MirrorTarget, Outgoing, SourceAnswer, SourceError};
use crossing::understood::AttemptEnd;
use crossing::{NEUTRAL_NAME, Rules};
use doubles::dice::Dice;
use doubles::prison::{Call, CallFault, Outcome, Prison, Reply};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use vocab::crossing::{AttemptAct, Feed, PrisonEntry, RefusalReason};
use vocab::id::{GateSeq, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::Aspect;
use vocab::{Clock, Instant};
use wire::hmpps::Complaint;
use wire::hmpps::appointment::{AppointmentSeries, PrisonAppointment};
use wire::hmpps::appointment_request::{
    AppointmentCancelRequest, AppointmentChange, AppointmentDraft, AppointmentSearchRequest,
    AppointmentUncancelRequest, Authored, CancelReason,
};

/// What the External API knows us by.
pub(crate) const API_KEY: &str = "simulated";

/// The longest that a request may take, by the rules of the run; a late write comes within it.
pub(crate) const REQUEST_SECONDS_MAX: i64 = 30;

/// A 429 asks for so long.
const RETRY_AFTER_SECONDS: u32 = 2;

/// A write that left for the prison.
#[derive(Debug, Clone)]
pub(crate) struct WriteCall {
    pub(crate) at: Instant,
    pub(crate) outgoing: Outgoing,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

/// What the engine was given about where somebody is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Served {
    pub(crate) person: PrisonNumber,
    pub(crate) at: Instant,
    pub(crate) prison: Option<PrisonCode>,
    pub(crate) died: bool,
}

/// What passed the edge.
#[derive(Debug, Default)]
pub(crate) struct EdgeLog {
    pub(crate) writes: Vec<WriteCall>,
    pub(crate) served: Vec<Served>,
    /// Every disclosure that reached a target: its row and the digest of what it said.
    pub(crate) disclosed: Vec<(GateSeq, [u8; 32], PrisonNumber)>,
    /// Entries that were looked for, by person and start, and when last.
    pub(crate) looked: BTreeMap<(PrisonNumber, Instant), Instant>,
    pub(crate) reads: u64,
    pub(crate) attempts: u64,
}

/// The other side's state.
pub(crate) struct Side {
    pub(crate) prison: Prison,
    pub(crate) log: EdgeLog,
    pub(crate) calm: bool,
    /// What was asked, for a run that is to be told.
    pub(crate) story: Vec<String>,
    dice: Dice,
}

/// The edge.
pub(crate) struct Edge {
    pub(crate) side: Mutex<Side>,
    clock: Arc<FuseClock>,
    fuse: Arc<Fuse>,
    feed: Feed,
    rules: Arc<Rules>,
    weather: Weather,
    flaw: Option<Flaw>,
    tell: bool,
}

/// What became of a request: nothing came back, or this.
enum Asked {
    Lost,
    Answered(Reply),
}

impl Edge {
    pub(crate) fn new(
        prison: Prison,
        (clock, fuse): (Arc<FuseClock>, Arc<Fuse>),
        (feed, rules): (Feed, Arc<Rules>),
        (weather, seed): (Weather, u64),
        (flaw, tell): (Option<Flaw>, bool),
    ) -> Self {
        let side = Side {
            prison,
            log: EdgeLog::default(),
            calm: false,
            story: Vec::new(),
            dice: Dice::labelled(seed, "edge"),
        };
        Self { side: Mutex::new(side), clock, fuse, feed, rules, weather, flaw, tell }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Side> {
        self.side.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a request meets, drawn now.
    fn fault(&self, side: &mut Side, write: bool, of_a_person: bool) -> Option<CallFault> {
        if side.calm {
            return None;
        }
        let weather = &self.weather;
        let hit = |side: &mut Side, chance: u16| side.dice.permille(chance);
        if write {
            if hit(side, weather.lose_answer) {
                return Some(CallFault::LoseAnswer);
            }
            if hit(side, weather.late_write) {
                let seconds = 1 + side.dice.below(REQUEST_SECONDS_MAX.unsigned_abs());
                return Some(CallFault::LateWrite { seconds: i64::try_from(seconds).unwrap_or(1) });
            }
        } else if of_a_person {
            if hit(side, weather.not_yours) {
                return Some(CallFault::NotYours);
            }
            // The index of persons lags behind; the diary is one database and does not.
            if hit(side, weather.stale) {
                return Some(CallFault::Stale);
            }
        }
        if hit(side, weather.lose_request) {
            return Some(CallFault::LoseRequest);
        }
        if hit(side, weather.too_many) {
            return Some(CallFault::TooMany { retry_after_seconds: RETRY_AFTER_SECONDS });
        }
        let failed = hit(side, weather.status);
        failed.then(|| CallFault::Status { status: *side.dice.pick(&[500, 502, 503]) })
    }

    /// Sends one request.
    fn ask(&self, side: &mut Side, call: Call, write: bool, of_a_person: bool) -> Asked {
        let millis = 20 + side.dice.below(400);
        self.clock.advance_millis(i64::try_from(millis).unwrap_or(20));
        let fault = self.fault(side, write, of_a_person);
        let asked = self.tell.then(|| {
            let body = String::from_utf8_lossy(&call.body);
            format!(
                "{} {} {} {body} meets {fault:?}",
                self.clock.now().rfc3339_london(),
                call.method,
                call.path
            )
        });
        side.prison.faults.next_calls.push_back(fault);
        let call = call.header("authorization", "Bearer simulated").header("x-api-key", API_KEY);
        let outcome = side.prison.call(&call, self.clock.now());
        // What a cut line leaves unasked must not be met by the next request.
        side.prison.faults.next_calls.clear();
        if let Some(asked) = asked {
            let status = match &outcome {
                Outcome::Answered { reply, .. } => reply.status.to_string(),
                Outcome::Lost => "lost".to_owned(),
            };
            side.story.push(format!("   {asked}: {status}"));
        }
        match outcome {
            Outcome::Answered { reply, .. } => Asked::Answered(reply),
            Outcome::Lost => {
                let waited = side.dice.below(REQUEST_SECONDS_MAX.unsigned_abs());
                self.clock.advance_seconds(i64::try_from(waited).unwrap_or(0));
                Asked::Lost
            }
        }
    }

    fn read_of(&self, person: PrisonNumber, prison: Option<PrisonCode>, aspect: Aspect) -> Option<Call> {
        let number = person.text();
        let external = self.weather.external;
        Some(match aspect {
            Aspect::Identity if external => Call::new("GET", &format!("/v1/persons/{number}")),
            Aspect::Place if external => Call::new("GET", &format!("/v1/prison/prisoners/{number}")),
            Aspect::Alerts if external => {
                Call::new("GET", &format!("/v1/persons/{number}/alerts?perPage=500"))
            }
            Aspect::Identity | Aspect::Place => Call::new("GET", &format!("/prisoner/{number}")),
            Aspect::Alerts => Call::new("GET", &format!("/prisoners/{number}/alerts?page=0&size=500")),
            Aspect::NonAssociations => {
                let prison = prison?;
                Call::new("GET", &format!("/v1/prison/{prison}/prisoners/{number}/non-associations"))
            }
            Aspect::Schedule => {
                let (prison, date) = (prison?, self.clock.now().london_date());
                Call::new("POST", &format!("/scheduled-events/prison/{prison}?date={date}"))
                    .json(&json!([number]))
            }
        })
    }

    fn answer(&self, side: &mut Side, call: Call, of_a_person: bool) -> Result<SourceAnswer, SourceError> {
        let asked = self.clock.now();
        let method = if call.method == "GET" { "GET" } else { "POST" };
        let path = call.path.clone();
        side.log.reads += 1;
        let reply = match self.ask(side, call, false, of_a_person) {
            Asked::Lost => return Err(SourceError::Unreachable),
            Asked::Answered(reply) => reply,
        };
        match reply.status {
            401 | 403 => Err(SourceError::NotAllowed(reply.status)),
            429 => Err(SourceError::Busy { retry_after_seconds: retry_after(&reply) }),
            500..=599 => Err(SourceError::Failed(reply.status)),
            status => {
                let location = reply
                    .headers
                    .iter()
                    .find(|(name, _)| *name == "location")
                    .map(|(_, value)| value.clone());
                let body = self.with_flaw(&path, reply.body.to_vec());
                Ok(SourceAnswer { method, path, status, location, body, asked })
            }
        }
    }

    fn with_flaw(&self, path: &str, body: Vec<u8>) -> Vec<u8> {
        if self.flaw == Some(Flaw::GarblesTheLists) && path.ends_with("/search") {
            let text = String::from_utf8_lossy(&body).into_owned();
            return text.replace("\"isCancelled\"", "\"isCanceled\"").into_bytes();
        }
        if self.flaw != Some(Flaw::LosesAnAlert) || !path.ends_with("/alerts") {
            return body;
        }
        let Ok(mut value) = serde_json::from_slice::<Value>(&body) else { return body };
        for key in ["content", "data"] {
            if let Some(list) = value[key].as_array_mut() {
                list.pop();
            }
        }
        value.to_string().into_bytes()
    }

    /// Notes what an answer says about where somebody is.
    fn note_served(&self, side: &mut Side, person: Option<PrisonNumber>, answer: &SourceAnswer) {
        if answer.status != 200 {
            return;
        }
        let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { return };
        let list = body["content"].as_array().or_else(|| body["data"].as_array()).cloned();
        for record in list.unwrap_or_else(|| vec![body]) {
            let record = if record["data"].is_object() { &record["data"] } else { &record };
            let number =
                record["prisonerNumber"].as_str().or_else(|| record["identifiers"]["nomisNumber"].as_str());
            let Some(person) = number.and_then(|n| PrisonNumber::parse(n).ok()).or(person) else { continue };
            let Some(status) = record["status"].as_str() else { continue };
            let prison = record["prisonId"].as_str().filter(|_| status.starts_with("ACTIVE"));
            let prison = prison.and_then(|p| PrisonCode::parse(p).ok());
            let died = record["legalStatus"] == "DEAD";
            side.log.served.push(Served { person, at: answer.asked, prison, died });
        }
    }

    fn pages(&self, prison: PrisonCode) -> Result<Vec<SourceAnswer>, SourceError> {
        const PAGE: usize = 4;
        let mut side = self.lock();
        let mut pages = Vec::new();
        loop {
            let n = pages.len();
            let target = if self.weather.external {
                format!("/v1/prison/prisoners?page={}&perPage={PAGE}", n + 1)
            } else {
                format!("/prisoner-search/prison/{prison}?page={n}&size={PAGE}")
            };
            let call = Call::new("GET", &target).header("content-type", "application/json");
            let page = self.answer(&mut side, call, false)?;
            if page.status != 200 {
                return Err(SourceError::Failed(page.status));
            }
            let body: Value = serde_json::from_slice(&page.body).unwrap_or_default();
            let last = body["last"] == json!(true) || body["pagination"]["isLastPage"] == json!(true);
            self.note_served(&mut side, None, &page);
            pages.push(page);
            if last {
                return Ok(pages);
            }
        }
    }

    fn day(&self, prison: PrisonCode, date: Date) -> Result<SourceAnswer, SourceError> {
        let base = if self.weather.external {
            format!("/v1/prison/{prison}/appointments")
        } else {
            format!("/appointments/{prison}")
        };
        let mut call = Call::new("POST", &format!("{base}/search"));
        call.body = search(date, &[]);
        let answer = self.answer(&mut self.lock(), call, false)?;
        if matches!(answer.status, 200 | 202) { Ok(answer) } else { Err(SourceError::Failed(answer.status)) }
    }
}

fn search(date: Date, people: &[PrisonNumber]) -> Vec<u8> {
    // INVARIANT: one day is a span that may be searched.
    AppointmentSearchRequest::new(date, date, people).expect("a span of one day").body()
}

fn retry_after(reply: &Reply) -> Option<u32> {
    reply.headers.iter().find(|(name, _)| *name == "retry-after").and_then(|(_, value)| value.parse().ok())
}

impl AspectSource for Edge {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn carries(&self, aspect: Aspect) -> bool {
        aspect != Aspect::Schedule || !self.weather.external
    }

    fn read<'a>(
        &'a self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            let answered = match self.read_of(person, prison, aspect).filter(|_| self.carries(aspect)) {
                None => Err(SourceError::NotCarried),
                Some(call) => {
                    let mut side = self.lock();
                    let answer = self.answer(&mut side, call, true)?;
                    self.note_served(&mut side, Some(person), &answer);
                    Ok(answer)
                }
            };
            self.fuse.pass(Point::AfterRead).await;
            answered
        })
    }

    fn roll<'a>(&'a self, prison: PrisonCode) -> Later<'a, Result<Vec<SourceAnswer>, SourceError>> {
        Box::pin(async move { self.pages(prison) })
    }

    fn entries<'a>(&'a self, prison: PrisonCode, date: Date) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move { self.day(prison, date) })
    }
}

impl MirrorTarget for Edge {
    fn act<'a>(&'a self, outgoing: &'a Disclosed<Outgoing>) -> Later<'a, AttemptEnd> {
        Box::pin(async move {
            self.fuse.pass(Point::BeforeWrite).await;
            let end = {
                let mut side = self.lock();
                let said = store::chain::hash(&[&serde_json::to_vec(outgoing.get()).unwrap_or_default()]);
                side.log.disclosed.push((outgoing.booked(), said, outgoing.get().person));
                side.log.attempts += 1;
                self.carry_out(&mut side, outgoing)
            };
            self.fuse.pass(Point::AfterWrite).await;
            end
        })
    }
}

/// A body that cannot be made is refused here: sending it would only be refused there.
fn cannot_be() -> AttemptEnd {
    AttemptEnd::Refused { reason: RefusalReason::TimeRefused, status: None, retry_after_seconds: None }
}

impl Edge {
    fn carry_out(&self, side: &mut Side, outgoing: &Disclosed<Outgoing>) -> AttemptEnd {
        let what = outgoing.get();
        let path = |verb: &str| what.remote.map(|id| format!("/appointments/{id}{verb}"));
        let (method, path, body) = match what.act {
            AttemptAct::Look => return self.look(side, what),
            AttemptAct::Create => {
                let Some(body) = self.create_body(what) else { return cannot_be() };
                ("POST", Some("/appointment-series".to_owned()), body)
            }
            AttemptAct::Change => {
                let change = AppointmentChange {
                    times: Some((what.start, what.end)),
                    place: Some(what.place.clone()),
                    ..AppointmentChange::default()
                };
                let Ok(body) = change.checked() else { return cannot_be() };
                ("PATCH", path(""), body.body())
            }
            AttemptAct::Cancel => {
                if self.flaw == Some(Flaw::CancelsNothing) {
                    return what.remote.map_or_else(cannot_be, |remote| AttemptEnd::Done { remote });
                }
                ("PUT", path("/cancel"), AppointmentCancelRequest::new(CancelReason::Cancelled).body())
            }
            AttemptAct::Uncancel => ("PUT", path("/uncancel"), AppointmentUncancelRequest::new().body()),
        };
        let Some(path) = path else { return cannot_be() };
        side.log.writes.push(WriteCall {
            at: self.clock.now(),
            outgoing: what.clone(),
            path: path.clone(),
            body: body.clone(),
        });
        let mut call = Call::new(method, &path);
        call.body = body;
        if what.act == AttemptAct::Create && self.flaw == Some(Flaw::CreatesTwice) {
            self.ask(side, call.clone(), true, false);
        }
        match self.ask(side, call, true, false) {
            Asked::Lost => AttemptEnd::Lost,
            Asked::Answered(reply) => written(&reply, what),
        }
    }

    fn create_body(&self, what: &Outgoing) -> Option<Vec<u8>> {
        let name = if self.flaw == Some(Flaw::SpeaksClinicName) { "GUM clinic" } else { NEUTRAL_NAME };
        let draft = AppointmentDraft { custom_name: Some(name.to_owned()), ..AppointmentDraft::from(what) };
        draft.checked(self.clock.now().london_date()).ok().map(|body| body.body())
    }

    /// Every entry of the person at the start; and the one that is known, wherever it is now.
    fn look(&self, side: &mut Side, what: &Outgoing) -> AttemptEnd {
        let mut call = Call::new("POST", &format!("/appointments/{}/search", what.prison));
        call.body = search(what.start.date(), &[what.person]);
        let reply = match self.ask(side, call, false, false) {
            Asked::Lost => return AttemptEnd::Lost,
            Asked::Answered(reply) if reply.status / 100 != 2 => return refusal(&reply),
            Asked::Answered(reply) => reply,
        };
        let Ok(found) = PrisonAppointment::read_search(&reply.body) else { return AttemptEnd::Lost };
        let mut ids: Vec<i64> =
            found.items.iter().filter(|a| a.start.at() == what.start.at()).map(|a| a.id).collect();
        ids.extend(what.remote.filter(|_| self.weather.look_by_id));
        ids.sort_unstable();
        ids.dedup();
        let mut entries: Vec<PrisonEntry> = Vec::new();
        for id in ids {
            // Only the details say who made it.
            let call = Call::new("GET", &format!("/appointments/{id}/details"));
            match self.ask(side, call, false, false) {
                Asked::Lost => return AttemptEnd::Lost,
                // Gone since, or filtered: it is not there to be taken over.
                Asked::Answered(reply) if reply.status == 404 => {}
                Asked::Answered(reply) if reply.status / 100 != 2 => return refusal(&reply),
                Asked::Answered(reply) => match PrisonAppointment::read_details(&reply.body) {
                    Ok(appointment) => entries.extend(entries_of(&appointment, &self.rules)),
                    Err(_) => return AttemptEnd::Lost,
                },
            }
        }
        entries.retain(|e| e.person == what.person);
        side.log.looked.insert((what.person, what.start.at()), self.clock.now());
        AttemptEnd::Found { entries }
    }
}

/// What the answer to a write means.
fn written(reply: &Reply, what: &Outgoing) -> AttemptEnd {
    match reply.status {
        // A gateway says so of what was carried out, too.
        500..=599 => AttemptEnd::Lost,
        200..=299 => match (what.remote, AppointmentSeries::read(&reply.body)) {
            (Some(remote), _) => AttemptEnd::Done { remote },
            (None, Ok(series)) => match series.appointments.items.as_slice() {
                [one] => AttemptEnd::Done { remote: one.id },
                _ => AttemptEnd::Lost,
            },
            (None, Err(_)) => AttemptEnd::Lost,
        },
        _ => refusal(reply),
    }
}

fn refusal(reply: &Reply) -> AttemptEnd {
    let reason = match reply.status {
        401 | 403 => RefusalReason::NotAllowed,
        404 => RefusalReason::NotFound,
        429 => RefusalReason::TooMany,
        500..=599 => RefusalReason::TheirFailure,
        _ => Complaint::read(&reply.body).unwrap_or_default().reason(),
    };
    AttemptEnd::Refused { reason, status: Some(reply.status), retry_after_seconds: retry_after(reply) }
}
