//! What is read over each way in: the calls that its connector makes, in the order in which it makes them.

use super::line::{Asked, Of, retry_after};
use super::{Edge, Served, Side, search};
use crate::simulation::flaw::Flaw;
use crate::simulation::fuse::Point;
use crate::simulation::way::Kind;
use crossing::port::{AspectSource, Later, SourceAnswer, SourceError};
use doubles::prison::Call;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::sync::Arc;
use vocab::Clock;
use vocab::crossing::Feed;
use vocab::id::{OpaqueId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::Aspect;

type Read<T> = Result<T, SourceError>;

/// People on a page of a roll.
const PAGE: usize = 4;

/// One way in, as the engine reads it.
pub(crate) struct Source {
    edge: Arc<Edge>,
    kind: Kind,
    feed: Feed,
}

impl Source {
    pub(crate) fn new(edge: Arc<Edge>, kind: Kind) -> Self {
        Self { edge, kind, feed: kind.feed() }
    }

    fn answer(&self, side: &mut Side, call: Call, of: Of) -> Read<SourceAnswer> {
        let asked = self.edge.clock.now();
        let method = if call.method == "GET" { "GET" } else { "POST" };
        let path = call.path.clone();
        side.log.reads += 1;
        let reply = match self.edge.ask(side, self.kind, call, of) {
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
                let body = self.edge.with_flaw(&path, reply.body.to_vec());
                Ok(SourceAnswer { method, path, status, location, body, asked })
            }
        }
    }

    fn get(&self, side: &mut Side, target: &str) -> Read<SourceAnswer> {
        self.answer(side, Call::new("GET", target), Of::Person)
    }

    fn read_one(
        &self,
        side: &mut Side,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Read<SourceAnswer> {
        let number = person.text();
        match (self.kind, aspect) {
            (Kind::Dps, Aspect::Identity | Aspect::Place) => self.get(side, &format!("/prisoner/{number}")),
            (Kind::External, Aspect::Identity | Aspect::Place) => self.in_prison(side, person),
            (Kind::Dps, Aspect::Alerts) => self.dps_alerts(side, person),
            (Kind::External, Aspect::Alerts) => {
                self.get(side, &format!("/v1/persons/{number}/alerts?page=1&perPage=100"))
            }
            (Kind::Dps, Aspect::NonAssociations) => self.dps_apart(side, person, prison),
            (Kind::External, Aspect::NonAssociations) => {
                let prison = prison.ok_or(SourceError::NotCarried)?;
                self.get(side, &format!("/v1/prison/{prison}/prisoners/{number}/non-associations"))
            }
            (Kind::Dps, Aspect::Schedule) => {
                let prison = prison.ok_or(SourceError::NotCarried)?;
                let date = self.edge.clock.now().london_date();
                let call = Call::new("POST", &format!("/scheduled-events/prison/{prison}?date={date}"))
                    .json(&json!([number]));
                self.answer(side, call, Of::Person)
            }
            (Kind::External, Aspect::Schedule) => Err(SourceError::NotCarried),
        }
    }

    /// Who and where. Not there, it may be another number now: only the other path tells.
    fn in_prison(&self, side: &mut Side, person: PrisonNumber) -> Read<SourceAnswer> {
        let answer = self.get(side, &format!("/v1/prison/prisoners/{}", person.text()))?;
        if answer.status != 404 {
            return Ok(answer);
        }
        match self.get(side, &format!("/v1/persons/{}", person.text())) {
            Ok(merged) if merged.status == 303 => Ok(merged),
            _ if self.edge.flaw == Some(Flaw::TakesHiddenForLeft) => Ok(left(side, person, answer)),
            _ => Ok(answer),
        }
    }

    /// Nobody with this number, or nobody with alerts: the first is not an empty set.
    fn dps_alerts(&self, side: &mut Side, person: PrisonNumber) -> Read<SourceAnswer> {
        let answer = self.get(side, &format!("/prisoners/{}/alerts?page=0&size=500", person.text()))?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status == 200 && body["content"].as_array().is_some_and(Vec::is_empty) {
            let record = self.get(side, &format!("/prisoner/{}", person.text()))?;
            if record.status == 404 {
                return Ok(SourceAnswer { path: answer.path, asked: answer.asked, ..record });
            }
        }
        Ok(answer)
    }

    /// Handed on in the frame of the External API's answer, under its path, as the connector does.
    fn dps_apart(
        &self,
        side: &mut Side,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
    ) -> Read<SourceAnswer> {
        let number = person.text();
        let target = format!("/prisoner/{number}/non-associations?includeOtherPrisons=true");
        let mut answer = self.get(side, &target)?;
        if answer.status == 200 {
            answer.body = [b"{\"data\":", answer.body.as_slice(), b"}"].concat();
        }
        let prison = prison.map_or_else(|| "OUT".to_owned(), |p| p.text().to_owned());
        let path = format!("/v1/prison/{prison}/prisoners/{number}/non-associations");
        Ok(SourceAnswer { path, ..answer })
    }

    fn pages(&self, prison: PrisonCode) -> Read<Vec<SourceAnswer>> {
        let mut side = self.edge.lock();
        let mut pages = Vec::new();
        loop {
            let n = pages.len();
            let target = match self.kind {
                Kind::Dps => format!(
                    "/prisoner-search/prison/{prison}?page={n}&size={PAGE}&include-restricted-patients=true"
                ),
                Kind::External => format!("/v1/prison/prisoners?page={}&perPage={PAGE}", n + 1),
            };
            let call = Call::new("GET", &target).header("content-type", "application/json");
            let page = self.answer(&mut side, call, Of::Else)?;
            if page.status != 200 {
                return Err(SourceError::Failed(page.status));
            }
            let body: Value = serde_json::from_slice(&page.body).unwrap_or_default();
            let last = body["last"] == json!(true) || body["pagination"]["isLastPage"] == json!(true);
            note_served(&mut side, self.kind, None, &page);
            pages.push(page);
            if last {
                return Ok(pages);
            }
        }
    }

    fn day(&self, prison: PrisonCode, date: Date) -> Read<SourceAnswer> {
        let target = match self.kind {
            Kind::Dps => format!("/appointments/{prison}/search"),
            Kind::External => format!("/v1/prison/{prison}/appointments/search"),
        };
        let mut call = Call::new("POST", &target);
        call.body = search(date, &[]);
        let answer = self.answer(&mut self.edge.lock(), call, Of::Else)?;
        if matches!(answer.status, 200 | 202) { Ok(answer) } else { Err(SourceError::Failed(answer.status)) }
    }
}

impl AspectSource for Source {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn carries(&self, aspect: Aspect) -> bool {
        aspect != Aspect::Schedule || self.kind == Kind::Dps
    }

    fn read<'a>(
        &'a self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Later<'a, Read<SourceAnswer>> {
        Box::pin(async move {
            let answered = {
                let mut side = self.edge.lock();
                let answered = self.read_one(&mut side, person, prison, aspect);
                if let Ok(answer) = &answered {
                    note_served(&mut side, self.kind, Some(person), answer);
                }
                answered
            };
            if answered.is_ok() {
                self.edge.fuse.pass(Point::AfterRead).await;
            }
            answered
        })
    }

    fn look_up<'a>(&'a self, id: &'a OpaqueId) -> Later<'a, Read<SourceAnswer>> {
        Box::pin(async move {
            if self.kind == Kind::Dps {
                return Err(SourceError::NotCarried);
            }
            let target = format!("/v1/hmpps/id/nomis-number/by-hmpps-id/{}", id.text());
            self.get(&mut self.edge.lock(), &target)
        })
    }

    fn roll<'a>(&'a self, prison: PrisonCode) -> Later<'a, Read<Vec<SourceAnswer>>> {
        Box::pin(async move { self.pages(prison) })
    }

    fn entries<'a>(&'a self, prison: PrisonCode, date: Date) -> Later<'a, Read<SourceAnswer>> {
        Box::pin(async move { self.day(prison, date) })
    }
}

/// Notes what an answer says about where somebody is.
fn note_served(side: &mut Side, kind: Kind, person: Option<PrisonNumber>, answer: &SourceAnswer) {
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
        let vague = kind == Kind::External;
        side.log.served.push(Served { person, at: answer.asked, prison, died, vague });
    }
}

impl Edge {
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
}

/// The defect of a connector that takes "not there" for "gone": a record such as the API has of those who have left.
fn left(side: &Side, person: PrisonNumber, answer: SourceAnswer) -> SourceAnswer {
    let Some(known) = side.prison.person(person) else { return answer };
    let record = json!({"data": {
        "firstName": known.name.given.text(), "lastName": known.name.family.text(),
        "dateOfBirth": known.born.date(), "identifiers": {"nomisNumber": person.text()},
        "status": "INACTIVE OUT", "prisonId": "OUT",
    }});
    SourceAnswer { status: 200, body: record.to_string().into_bytes(), ..answer }
}
