//! Our bookings on the prison's lists: the Activities and Appointments API.
//!
//! It has no idempotency key and no field for a reference of ours; a create that is sent twice is two appointments, so
//! nothing here is sent twice. What is sent is built from the closed words of an [`Outgoing`]: there is no way in for
//! another. A change says time and place and nothing else: the name cannot be changed there, and a category that staff
//! chose is for healthcare to replace, never for us. A cancellation leaves the line on the lists, struck through.

use super::ends;
use crate::client::{Base, Call, Client, Departure, Reply};
use crate::door::{Door, Opens};
use crate::token::TokenSource;
use crossing::Rules;
use crossing::disclose::Disclosed;
use crossing::observe::prison::entries_of;
use crossing::port::{Later, MirrorTarget, Outgoing};
use crossing::understood::AttemptEnd;
use reqwest::Method;
use std::sync::Arc;
use std::time::Duration;
use vocab::crossing::{AttemptAct, PrisonEntry, RefusalReason};
use wire::hmpps::appointment::{AppointmentSeries, PrisonAppointment};
use wire::hmpps::appointment_request::{
    AppointmentCancelRequest, AppointmentChange, AppointmentDraft, AppointmentSearchRequest,
    AppointmentUncancelRequest, Authored, CancelReason,
};

/// Entries of one person at one start whose makers are asked for. More than this is no list of one person's day.
const ENTRIES_MAX: usize = 20;

/// Why a target cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The engine's second look after a lost answer must come after the request is over.
    #[error(
        "total_max is {total_seconds} s, but rules.request_seconds_max is {request_seconds_max} s: a request must be over when the engine looks for what it did"
    )]
    TooSlow {
        /// The client's limit.
        total_seconds: u64,
        /// The rules'.
        request_seconds_max: i64,
    },
}

/// The prison's lists.
pub struct DpsTarget {
    door: Door,
    activities: Base,
    rules: Arc<Rules>,
    act_max: Duration,
}

impl DpsTarget {
    /// The Activities and Appointments API at `activities`.
    ///
    /// # Errors
    /// [`TargetError::TooSlow`] when a request may take longer than the rules say.
    pub fn new(
        client: Arc<Client>,
        tokens: Arc<dyn TokenSource>,
        activities: Base,
        rules: Arc<Rules>,
    ) -> Result<Self, TargetError> {
        let total = client.settings().total_max;
        let act_max = Duration::from_secs(u64::try_from(rules.request_seconds_max).unwrap_or(0));
        if total > act_max {
            return Err(TargetError::TooSlow {
                total_seconds: total.as_secs(),
                request_seconds_max: rules.request_seconds_max,
            });
        }
        Ok(Self { door: Door { client, opens: Opens::Token(tokens) }, activities, rules, act_max })
    }

    /// One act, within the time that the rules give it.
    async fn in_time(&self, outgoing: &Outgoing) -> AttemptEnd {
        let departure = Arc::new(Departure::default());
        let act = self.carry_out(outgoing, &departure);
        match tokio::time::timeout(self.act_max, act).await {
            Ok(end) => end,
            Err(_) if departure.has_left() => AttemptEnd::Lost,
            Err(_) => ends::not_sent(RefusalReason::Unreachable, None),
        }
    }

    async fn carry_out(&self, outgoing: &Outgoing, departure: &Arc<Departure>) -> AttemptEnd {
        let done = match outgoing.act {
            AttemptAct::Look => self.look(outgoing).await,
            AttemptAct::Create => self.create(outgoing, departure).await,
            AttemptAct::Change => self.change(outgoing, departure).await,
            AttemptAct::Cancel => self.cancel(outgoing, departure).await,
            AttemptAct::Uncancel => self.uncancel(outgoing, departure).await,
        };
        match done {
            Ok(end) | Err(end) => end,
        }
    }

    async fn create(
        &self,
        outgoing: &Outgoing,
        departure: &Arc<Departure>,
    ) -> Result<AttemptEnd, AttemptEnd> {
        let today = self.door.client.now().london_date();
        let body = AppointmentDraft::from(outgoing).checked(today).map_err(ends::of_request)?.body();
        let call =
            Call::new("entry.create", Method::POST, &self.activities, "/appointment-series").json(body);
        let reply = self.write(call.departing(departure)).await?;
        // Made, and what it is called there cannot be read: looking for it tells.
        let made = AppointmentSeries::read(&reply.body).map_err(|_| AttemptEnd::Lost)?.appointments;
        match made.items.as_slice() {
            // Ids below nothing are our own names of a group's entries: none of theirs may be taken for one.
            [one] if made.is_whole() && one.id > 0 => Ok(AttemptEnd::Done { remote: one.id }),
            _ => Ok(AttemptEnd::Lost),
        }
    }

    async fn change(
        &self,
        outgoing: &Outgoing,
        departure: &Arc<Departure>,
    ) -> Result<AttemptEnd, AttemptEnd> {
        let remote = remote(outgoing)?;
        let change = AppointmentChange {
            times: Some((outgoing.start, outgoing.end)),
            place: Some(outgoing.place.clone()),
            category: None,
            note: None,
        };
        let body = change.checked().map_err(ends::of_request)?.body();
        let path = format!("/appointments/{remote}");
        let call = Call::new("entry.change", Method::PATCH, &self.activities, path).json(body);
        self.write(call.departing(departure)).await?;
        Ok(AttemptEnd::Done { remote })
    }

    async fn cancel(
        &self,
        outgoing: &Outgoing,
        departure: &Arc<Departure>,
    ) -> Result<AttemptEnd, AttemptEnd> {
        let remote = remote(outgoing)?;
        let body = AppointmentCancelRequest::new(CancelReason::Cancelled).body();
        let path = format!("/appointments/{remote}/cancel");
        let call = Call::new("entry.cancel", Method::PUT, &self.activities, path).json(body);
        self.settled(remote, true, self.write(call.departing(departure)).await).await
    }

    async fn uncancel(
        &self,
        outgoing: &Outgoing,
        departure: &Arc<Departure>,
    ) -> Result<AttemptEnd, AttemptEnd> {
        let remote = remote(outgoing)?;
        let body = AppointmentUncancelRequest::new().body();
        let path = format!("/appointments/{remote}/uncancel");
        let call = Call::new("entry.uncancel", Method::PUT, &self.activities, path).json(body);
        self.settled(remote, false, self.write(call.departing(departure)).await).await
    }

    /// A cancellation of what is cancelled is refused (400), and so is bringing back what stands. What is there tells
    /// whether there was anything to do; their words may change.
    async fn settled(
        &self,
        remote: i64,
        cancelled: bool,
        written: Result<Reply, AttemptEnd>,
    ) -> Result<AttemptEnd, AttemptEnd> {
        let Err(refusal) = written else { return Ok(AttemptEnd::Done { remote }) };
        if !matches!(refusal, AttemptEnd::Refused { status: Some(400), .. }) {
            return Err(refusal);
        }
        match self.details(remote).await {
            Ok(Some((entry, _))) if entry.cancelled == Some(cancelled) => Ok(AttemptEnd::Done { remote }),
            Ok(_) | Err(_) => Err(refusal),
        }
    }

    /// Every entry of the person at that start, and the one that is known, wherever it is now. Deleted ones are not
    /// shown. The search does not say who made an entry, so each is read.
    async fn look(&self, outgoing: &Outgoing) -> Result<AttemptEnd, AttemptEnd> {
        let mut ids = self.found(outgoing).await?;
        if let Some(known) = outgoing.remote.filter(|id| *id > 0 && !ids.contains(id)) {
            ids.push(known);
        }
        let mut entries: Vec<PrisonEntry> = Vec::new();
        for id in ids {
            let Some((appointment, reply)) = self.details(id).await? else { continue };
            let of_person = entries_of(&appointment, &self.rules)
                .into_iter()
                .filter(|entry| entry.person == outgoing.person && !entry.gone)
                .map(|entry| PrisonEntry { checked: reply.asked, ..entry });
            entries.extend(of_person);
        }
        Ok(AttemptEnd::Found { entries })
    }

    /// The ids of a person's appointments that start at that time.
    async fn found(&self, outgoing: &Outgoing) -> Result<Vec<i64>, AttemptEnd> {
        let date = outgoing.start.date();
        let search =
            AppointmentSearchRequest::new(date, date, &[outgoing.person]).map_err(ends::of_request)?;
        let path = format!("/appointments/{}/search", outgoing.prison.text());
        let call = Call::new("entry.look", Method::POST, &self.activities, path).json(search.body());
        let reply = self.read(call).await?;
        let failed = || ends::refused(RefusalReason::TheirFailure, &reply);
        if !(200..=299).contains(&reply.status) {
            return Err(ends::of_read(&reply));
        }
        let list = PrisonAppointment::read_search(&reply.body).map_err(|_| failed())?;
        // A list that lost an item, or an item that lost a person, does not tell that he is not on it.
        let whole = list.is_whole() && list.items.iter().all(|a| a.attendees.is_whole());
        let of_person = |a: &&PrisonAppointment| {
            a.attendees.items.iter().any(|attendee| attendee.number.number() == Some(outgoing.person))
        };
        let here = list.items.iter().filter(of_person).filter(|a| a.start.at() == outgoing.start.at());
        let ids: Vec<i64> = here.filter(|a| a.deleted != Some(true)).map(|a| a.id).collect();
        if whole && ids.len() <= ENTRIES_MAX { Ok(ids) } else { Err(failed()) }
    }

    /// One appointment; none when it is not there, or deleted.
    async fn details(&self, id: i64) -> Result<Option<(PrisonAppointment, Reply)>, AttemptEnd> {
        let path = format!("/appointments/{id}/details");
        let reply = self.read(Call::get("entry.read", &self.activities, path)).await?;
        match reply.status {
            200..=299 => match PrisonAppointment::read_details(&reply.body) {
                Ok(found) if found.id == id && found.attendees.is_whole() => Ok(Some((found, reply))),
                Ok(_) | Err(_) => Err(ends::refused(RefusalReason::TheirFailure, &reply)),
            },
            404 if reply.is_complaint() => Ok(None),
            _ => Err(ends::of_read(&reply)),
        }
    }

    async fn read(&self, call: Call) -> Result<Reply, AttemptEnd> {
        self.door.send(call).await.map_err(ends::of_error)
    }

    async fn write(&self, call: Call) -> Result<Reply, AttemptEnd> {
        let reply = self.door.send(call).await.map_err(ends::of_error)?;
        if (200..=299).contains(&reply.status) { Ok(reply) } else { Err(ends::of_write(&reply)) }
    }
}

/// The other side's id. A group's is ours and negative: what is one man's may be cancelled, what is many's may not.
fn remote(outgoing: &Outgoing) -> Result<i64, AttemptEnd> {
    outgoing.remote.filter(|id| *id > 0).ok_or(ends::not_sent(RefusalReason::Other, None))
}

impl MirrorTarget for DpsTarget {
    fn act<'a>(&'a self, outgoing: &'a Disclosed<Outgoing>) -> Later<'a, AttemptEnd> {
        Box::pin(self.in_time(outgoing.get()))
    }
}
