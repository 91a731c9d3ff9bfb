//! What is written: the services of DPS alone take a write.

use super::line::{Asked, Of, retry_after};
use super::{Edge, Side, WriteCall, search};
use crate::simulation::flaw::Flaw;
use crate::simulation::fuse::Point;
use crate::simulation::way::Kind;
use crossing::NEUTRAL_NAME;
use crossing::disclose::Disclosed;
use crossing::observe::prison::entries_of;
use crossing::port::{Later, MirrorTarget, Outgoing};
use crossing::understood::AttemptEnd;
use doubles::prison::{Call, Reply};
use vocab::Clock;
use vocab::crossing::{AttemptAct, PrisonEntry, RefusalReason};
use wire::hmpps::Complaint;
use wire::hmpps::appointment::{AppointmentSeries, PrisonAppointment};
use wire::hmpps::appointment_request::{
    AppointmentCancelRequest, AppointmentChange, AppointmentDraft, AppointmentUncancelRequest, Authored,
    CancelReason,
};

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
            self.ask(side, Kind::Dps, call.clone(), Of::Write);
        }
        match self.ask(side, Kind::Dps, call, Of::Write) {
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
        let reply = match self.ask(side, Kind::Dps, call, Of::Else) {
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
            match self.ask(side, Kind::Dps, call, Of::Else) {
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
