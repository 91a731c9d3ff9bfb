//! The HMPPS External API: the official route for organisations outside HMPPS. Read only, with an API key.
//!
//! What it carries: who someone is and where (one answer tells both), alerts, non-associations, the roll, the
//! appointments on a prison's lists. What it does not: what is planned for a person (court, visits, work), and any
//! write.
//!
//! Its traps, and what is made of them. A 404 means filtered, left or unknown, and is handed on as it is. Only
//! `/v1/persons/{id}` tells of a merge, with a 303: it is asked when a person in prison is not there. Alerts come in
//! pages and count only whole. An alert filter of the consumer's hides codes without a word: that is for the panel to
//! say.

use crate::answers::{answer, listed, told};
use crate::client::{Base, Call, Client, Reply};
use crate::door::{Door, Opens};
use crate::pages::{Frame, Listing, Pages, is_page, total};
use crate::renewal::Kept;
use crossing::port::{AspectSource, Later, SourceAnswer, SourceError};
use jiff::civil::Date;
use reqwest::Method;
use std::sync::Arc;
use vocab::crossing::Feed;
use vocab::id::{OpaqueId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::Aspect;
use wire::hmpps::appointment::PrisonAppointment;
use wire::hmpps::appointment_request::{AppointmentSearchRequest, Authored};

/// Items a page: the most that `/v1/persons` takes, and no endpoint is known to take less.
const PER_PAGE: u32 = 100;

/// Pages of one person's alerts: 5,000 alerts are ten times the longest known record.
const ALERT_PAGES_MAX: u32 = 50;

/// Pages of a roll: everyone in the prisons of England and Wales is 900.
const ROLL_PAGES_MAX: u32 = 1_000;

/// The External API, as one consumer sees it.
pub struct HmppsExternal {
    door: Door,
    base: Base,
    feed: Feed,
}

impl HmppsExternal {
    /// The API at `base` (without `/v1`), its answers under `feed`.
    #[must_use]
    pub fn new(client: Arc<Client>, base: Base, key: impl Into<Arc<Kept>>, feed: Feed) -> Self {
        Self { door: Door { client, opens: Opens::Key(key.into()) }, base, feed }
    }

    /// Who and where. Not there, it may be another number now: only the other path tells.
    async fn person(&self, person: PrisonNumber) -> Result<SourceAnswer, SourceError> {
        let call = self.get("prisoner.read", format!("/v1/prison/prisoners/{}", person.text()));
        let reply = told(self.door.send(call.clone()).await?)?;
        if reply.status == 404
            && let Some(merged) = self.merged(person).await
        {
            return Ok(merged);
        }
        Ok(answer(&call, reply))
    }

    /// The redirect of a number that was merged away. That path may not be granted to us: then nothing is told.
    async fn merged(&self, person: PrisonNumber) -> Option<SourceAnswer> {
        let call = self.get("person.read", format!("/v1/persons/{}", person.text()));
        let reply = told(self.door.send(call.clone()).await.ok()?).ok()?;
        (reply.status == 303).then(|| answer(&call, reply))
    }

    async fn alerts(&self, person: PrisonNumber) -> Result<SourceAnswer, SourceError> {
        let path = format!("/v1/persons/{}/alerts", person.text());
        let call = self.get("alerts.read", path);
        let page = |n: u32| call.clone().query(format!("page={}&perPage={PER_PAGE}", n + 1));
        let listing =
            Listing { door: &self.door, frame: Frame::External, pages_max: ALERT_PAGES_MAX, page: &page };
        Ok(answer(&call, listing.whole().await?))
    }

    /// Whose an opaque id is. One that is nobody's whom we may see is "not there".
    async fn whose(&self, id: &OpaqueId) -> Result<SourceAnswer, SourceError> {
        let path = format!("/v1/hmpps/id/nomis-number/by-hmpps-id/{}", id.text());
        let call = self.get("opaque-id.read", path);
        Ok(answer(&call, told(self.door.send(call.clone()).await?)?))
    }

    /// The state of the API and of what stands behind it, for `doctor`: true when it says that it is up.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn status(&self) -> Result<bool, SourceError> {
        let reply = told(self.door.send(self.get("status.read", "/v1/status")).await?)?;
        #[derive(serde::Deserialize)]
        struct Envelope {
            data: Status,
        }
        #[derive(serde::Deserialize)]
        struct Status {
            status: String,
        }
        let read: Envelope =
            serde_json::from_slice(&reply.body).map_err(|_| SourceError::Failed(reply.status))?;
        Ok(["ok", "up"].iter().any(|word| read.data.status.eq_ignore_ascii_case(word)))
    }

    /// One record of the roll, for `doctor`: what of the roll may be seen there, in a number; nobody's name is read.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn roll_look(&self) -> Result<Option<u64>, SourceError> {
        let call = self.get("roll.read", "/v1/prison/prisoners").query("page=1&perPage=1");
        let reply = listed(self.door.send(call).await?)?;
        total(Frame::External, &reply)
    }

    async fn non_associations(
        &self,
        person: PrisonNumber,
        prison: PrisonCode,
    ) -> Result<SourceAnswer, SourceError> {
        let path = format!("/v1/prison/{}/prisoners/{}/non-associations", prison.text(), person.text());
        let call = self.get("non-associations.read", path).query("includeOpen=true&includeClosed=false");
        Ok(answer(&call, told(self.door.send(call.clone()).await?)?))
    }

    async fn roll_pages(&self) -> Result<Vec<SourceAnswer>, SourceError> {
        let call = self.get("roll.read", "/v1/prison/prisoners");
        let page = |n: u32| call.clone().query(format!("page={}&perPage={PER_PAGE}", n + 1));
        let listing =
            Listing { door: &self.door, frame: Frame::External, pages_max: ROLL_PAGES_MAX, page: &page };
        roll(&call, Frame::External, listing.pages().await?)
    }

    async fn day(&self, prison: PrisonCode, date: Date) -> Result<SourceAnswer, SourceError> {
        let search = AppointmentSearchRequest::new(date, date, &[]).map_err(|_| SourceError::NotCarried)?;
        let path = format!("/v1/prison/{}/appointments/search", prison.text());
        let call = Call::new("lists.read", Method::POST, &self.base, path).json(search.body());
        let reply = listed(self.door.send(call.clone()).await?)?;
        // What is no list would look like a day on which nothing is left.
        match PrisonAppointment::read_external_search(&reply.body) {
            Ok(page) if page.pagination.is_none() || page.is_all() => Ok(answer(&call, reply)),
            Ok(_) | Err(_) => Err(SourceError::Failed(reply.status)),
        }
    }

    fn get(&self, operation: &'static str, path: impl Into<String>) -> Call {
        Call::get(operation, &self.base, path)
    }
}

/// The pages of a roll: each must be one, or those who stand on it would look as if they had left.
pub(crate) fn roll(call: &Call, frame: Frame, pages: Pages) -> Result<Vec<SourceAnswer>, SourceError> {
    let replies: Vec<Reply> = match pages {
        Pages::All(replies) => replies,
        Pages::Other(reply) => vec![listed(reply)?],
    };
    match replies.iter().find(|reply| !is_page(frame, &reply.body)) {
        Some(reply) => Err(SourceError::Failed(reply.status)),
        None => Ok(replies.into_iter().map(|reply| answer(call, reply)).collect()),
    }
}

impl AspectSource for HmppsExternal {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn carries(&self, aspect: Aspect) -> bool {
        match aspect {
            Aspect::Identity | Aspect::Place | Aspect::Alerts | Aspect::NonAssociations => true,
            Aspect::Schedule => false,
        }
    }

    fn read<'a>(
        &'a self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            match (aspect, prison) {
                (Aspect::Identity | Aspect::Place, _) => self.person(person).await,
                (Aspect::Alerts, _) => self.alerts(person).await,
                (Aspect::NonAssociations, Some(prison)) => self.non_associations(person, prison).await,
                // Its path asks in which prison; of someone in none it cannot be asked.
                (Aspect::NonAssociations, None) | (Aspect::Schedule, _) => Err(SourceError::NotCarried),
            }
        })
    }

    fn look_up<'a>(&'a self, id: &'a OpaqueId) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(self.whose(id))
    }

    /// Everyone whom the consumer may see: the API takes no prison here, the filter of the consumer's access chooses. Of
    /// several prisons the pages hold them all; who of them is of `prison` is the engine's to tell.
    fn roll<'a>(&'a self, _prison: PrisonCode) -> Later<'a, Result<Vec<SourceAnswer>, SourceError>> {
        Box::pin(self.roll_pages())
    }

    fn entries<'a>(&'a self, prison: PrisonCode, date: Date) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(self.day(prison, date))
    }
}
