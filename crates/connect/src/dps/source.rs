//! What the services of DPS tell of people.
//!
//! Their traps, and what is made of them. The Alerts API answers with an empty page for a number that nobody has: an
//! empty one counts only where prisoner search knows the number. The Activities API tells what is planned for one day
//! a call: the days asked for are joined. Absences are asked for on the day itself alone: a future escort is the
//! prison's secret, and what is not asked for cannot leak.

use crate::answers::{answer, listed, told};
use crate::client::{Base, Call, Client, Reply};
use crate::door::{Door, Opens};
use crate::hmpps_external::roll;
use crate::pages::{Frame, Listing, is_empty, total};
use crate::token::TokenSource;
use crossing::port::{AspectSource, AttendanceCount, Later, SourceAnswer, SourceError};
use jiff::civil::Date;
use reqwest::Method;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;
use vocab::crossing::Feed;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::prison::Aspect;
use wire::hmpps::appointment::PrisonAppointment;
use wire::hmpps::appointment_request::{AppointmentSearchRequest, Authored};
use wire::hmpps::attendance::AttendanceSummary;

/// Alerts a page: a person's whole record in one, as the service itself would.
const ALERTS_PER_PAGE: u32 = 1_000;
const ALERT_PAGES_MAX: u32 = 10;

/// Records a page: at most about 6 kB each, so a page stays well below the limit of an answer.
const RECORDS_PER_PAGE: u32 = 200;

/// The largest prison holds 2,100 people: fifty pages are 10,000.
const ROLL_PAGES_MAX: u32 = 50;

/// Today and tomorrow: further ahead the service holds back what matters most (court, transfers), and each day is a
/// call a person.
const SCHEDULE_DAYS: i8 = 2;

/// Where the services are.
#[derive(Debug, Clone)]
pub struct Hosts {
    /// prisoner-search.
    pub prisoner_search: Base,
    /// The Alerts API.
    pub alerts: Base,
    /// The Non-associations API.
    pub non_associations: Base,
    /// The Activities and Appointments API.
    pub activities: Base,
}

/// Whom a list of the Non-associations API is about: it says so, always.
#[derive(serde::Deserialize)]
struct About<'a> {
    #[serde(rename = "prisonerNumber", borrow)]
    number: std::borrow::Cow<'a, str>,
}

/// The services, as one client sees them.
pub struct DpsSource {
    door: Door,
    hosts: Hosts,
    feed: Feed,
}

impl DpsSource {
    /// The services at their hosts, their answers under `feed`.
    #[must_use]
    pub fn new(client: Arc<Client>, tokens: Arc<dyn TokenSource>, hosts: Hosts, feed: Feed) -> Self {
        Self { door: Door { client, opens: Opens::Token(tokens) }, hosts, feed }
    }

    async fn one(&self, call: &Call) -> Result<Reply, SourceError> {
        told(self.door.send(call.clone()).await?)
    }

    fn record_call(&self, person: PrisonNumber) -> Call {
        Call::get("prisoner.read", &self.hosts.prisoner_search, format!("/prisoner/{}", person.text()))
    }

    async fn record(&self, person: PrisonNumber) -> Result<SourceAnswer, SourceError> {
        let call = self.record_call(person);
        Ok(answer(&call, self.one(&call).await?))
    }

    async fn alerts(&self, person: PrisonNumber) -> Result<SourceAnswer, SourceError> {
        let path = format!("/prisoners/{}/alerts", person.text());
        let call = Call::get("alerts.read", &self.hosts.alerts, path);
        let page = |n: u32| call.clone().query(format!("page={n}&size={ALERTS_PER_PAGE}"));
        let listing =
            Listing { door: &self.door, frame: Frame::Spring, pages_max: ALERT_PAGES_MAX, page: &page };
        let reply = listing.whole().await?;
        if reply.status == 200 && is_empty(Frame::Spring, &reply.body) == Some(true) {
            // Nobody with this number, or nobody with alerts: the first is not an empty set.
            let record = self.one(&self.record_call(person)).await?;
            if record.status == 404 {
                return Ok(answer(&call, Reply { asked: reply.asked, ..record }));
            }
        }
        Ok(answer(&call, reply))
    }

    /// The answer holds the list of the External API's answer, field for field, without the frame that the engine knows
    /// it by: it is handed on inside that frame, under that path. Those held elsewhere are asked for too: a list that
    /// left them out would be silent when one of them arrives, since nothing tells of that.
    async fn non_associations(
        &self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
    ) -> Result<SourceAnswer, SourceError> {
        let number = person.text();
        let path = format!("/prisoner/{number}/non-associations");
        let call = Call::get("non-associations.read", &self.hosts.non_associations, path)
            .query("includeOpen=true&includeClosed=false&includeOtherPrisons=true");
        let mut reply = self.one(&call).await?;
        if reply.status == 200 {
            let list: &RawValue =
                serde_json::from_slice(&reply.body).map_err(|_| SourceError::Failed(reply.status))?;
            // Handed on under the asked number's path, it would keep the wrong people apart.
            let about: About<'_> =
                serde_json::from_str(list.get()).map_err(|_| SourceError::Failed(reply.status))?;
            if about.number != number.as_str() {
                return Err(SourceError::Failed(reply.status));
            }
            reply.body = format!("{{\"data\":{}}}", list.get()).into();
        }
        let prison = prison.map_or_else(|| "OUT".to_owned(), |p| p.text().to_owned());
        let path = format!("/v1/prison/{prison}/prisoners/{number}/non-associations");
        Ok(SourceAnswer { path, ..answer(&call, reply) })
    }

    async fn schedule(&self, person: PrisonNumber, prison: PrisonCode) -> Result<SourceAnswer, SourceError> {
        let today = self.door.client.now().london_date();
        let path = format!("/scheduled-events/prison/{}", prison.text());
        // INVARIANT: strings always serialise.
        let people = serde_json::to_vec(&[person.text()]).unwrap_or_default();
        let call = Call::new("schedule.read", Method::POST, &self.hosts.activities, path).json(people);
        let mut days = Vec::new();
        for n in 0..SCHEDULE_DAYS {
            let date = today.saturating_add(jiff::Span::new().days(n));
            let query = format!("date={date}&includeExternalMovements={}", n == 0);
            days.push(listed(self.door.send(call.clone().query(query)).await?)?);
        }
        Ok(answer(&call, days_joined(days)?))
    }

    /// One record of a prison's roll, for `doctor`: how many are on it; nobody's name is read.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn roll_look(&self, prison: PrisonCode) -> Result<Option<u64>, SourceError> {
        let reply = listed(self.door.send(self.roll_call(prison).query("page=0&size=1")).await?)?;
        total(Frame::Spring, &reply)
    }

    fn roll_call(&self, prison: PrisonCode) -> Call {
        let path = format!("/prisoner-search/prison/{}", prison.text());
        // Everything below /prisoner-search there `consumes` JSON, a GET too: without a kind it is refused (415;
        // hmpps-prisoner-search: PrisonerSearchResource.kt).
        Call::get("roll.read", &self.hosts.prisoner_search, path).json_empty()
    }

    async fn roll_pages(&self, prison: PrisonCode) -> Result<Vec<SourceAnswer>, SourceError> {
        let call = self.roll_call(prison);
        // Patients of a secure hospital whom this prison supports stand on its roll.
        let page = |n: u32| {
            call.clone().query(format!("page={n}&size={RECORDS_PER_PAGE}&include-restricted-patients=true"))
        };
        let listing =
            Listing { door: &self.door, frame: Frame::Spring, pages_max: ROLL_PAGES_MAX, page: &page };
        roll(&call, Frame::Spring, listing.pages().await?)
    }

    async fn day(&self, prison: PrisonCode, date: Date) -> Result<SourceAnswer, SourceError> {
        let search = AppointmentSearchRequest::new(date, date, &[]).map_err(|_| SourceError::NotCarried)?;
        let path = format!("/appointments/{}/search", prison.text());
        let call = Call::new("lists.read", Method::POST, &self.hosts.activities, path).json(search.body());
        let reply = listed(self.door.send(call.clone()).await?)?;
        // What is no list would look like a day on which nothing is left.
        match PrisonAppointment::read_search(&reply.body) {
            Ok(_) => Ok(answer(&call, reply)),
            Err(_) => Err(SourceError::Failed(reply.status)),
        }
    }

    /// The summaries of a day say of each appointment how many came and how many did not; who, and when that was
    /// noted, only its details tell.
    async fn attendance_counts(
        &self,
        prison: PrisonCode,
        date: Date,
    ) -> Result<Vec<AttendanceCount>, SourceError> {
        let path = format!("/appointments/{}/attendance-summaries", prison.text());
        let call = Call::get("attendance.read", &self.hosts.activities, path).query(format!("date={date}"));
        let reply = listed(self.door.send(call).await?)?;
        let failed = || SourceError::Failed(reply.status);
        let summaries = AttendanceSummary::read_all(&reply.body).map_err(|_| failed())?;
        if !summaries.is_whole() {
            return Err(failed());
        }
        let count = |s: &AttendanceSummary| AttendanceCount {
            remote: s.id,
            attended: s.attended,
            not_attended: s.not_attended,
        };
        Ok(summaries.items.iter().map(count).collect())
    }

    async fn details(&self, remote: i64) -> Result<SourceAnswer, SourceError> {
        let path = format!("/appointments/{remote}/details");
        let call = Call::get("entry.read", &self.hosts.activities, path);
        Ok(answer(&call, self.one(&call).await?))
    }
}

/// The lists of an answer about a day.
const LISTS: [&str; 6] =
    ["appointments", "courtHearings", "visits", "activities", "externalTransfers", "adjudications"];

/// Several days as one answer: each list holds the very items of all. A list that no day told is left out.
fn days_joined(days: Vec<Reply>) -> Result<Reply, SourceError> {
    let mut joined: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for day in &days {
        let lists: BTreeMap<&str, &RawValue> =
            serde_json::from_slice(&day.body).map_err(|_| SourceError::Failed(day.status))?;
        for key in LISTS {
            let Some(list) = lists.get(key).filter(|list| list.get() != "null") else { continue };
            let items: Vec<&RawValue> =
                serde_json::from_str(list.get()).map_err(|_| SourceError::Failed(day.status))?;
            joined.entry(key).or_default().extend(items.into_iter().map(RawValue::get));
        }
    }
    let lists: Vec<String> =
        joined.iter().map(|(key, items)| format!("\"{key}\":[{}]", items.join(","))).collect();
    let body = format!("{{{}}}", lists.join(",")).into();
    // As old as its first day.
    days.into_iter().next().map(|first| Reply { body, ..first }).ok_or(SourceError::Failed(0))
}

impl AspectSource for DpsSource {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn carries(&self, _aspect: Aspect) -> bool {
        true
    }

    fn read<'a>(
        &'a self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            match (aspect, prison) {
                (Aspect::Identity | Aspect::Place, _) => self.record(person).await,
                (Aspect::Alerts, _) => self.alerts(person).await,
                (Aspect::NonAssociations, prison) => self.non_associations(person, prison).await,
                (Aspect::Schedule, Some(prison)) => self.schedule(person, prison).await,
                // Nothing is planned by no prison.
                (Aspect::Schedule, None) => Err(SourceError::NotCarried),
            }
        })
    }

    fn roll<'a>(&'a self, prison: PrisonCode) -> Later<'a, Result<Vec<SourceAnswer>, SourceError>> {
        Box::pin(self.roll_pages(prison))
    }

    fn entries<'a>(&'a self, prison: PrisonCode, date: Date) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(self.day(prison, date))
    }

    fn attendance<'a>(
        &'a self,
        prison: PrisonCode,
        date: Date,
    ) -> Later<'a, Result<Vec<AttendanceCount>, SourceError>> {
        Box::pin(self.attendance_counts(prison, date))
    }

    fn entry<'a>(&'a self, remote: i64) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(self.details(remote))
    }
}
