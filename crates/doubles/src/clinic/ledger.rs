//! What the clinic wants to be so and what it knows to be so: desired and known, and the one request that the
//! difference asks for next. An unanswered request is asked again under the same request id until it is answered.

use super::Act;
use super::resource::{APPOINTMENT_SYSTEM, Booking, CarePatient, PATIENT_SYSTEM};
use crate::dice::Dice;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;

vocab::redacted!(Request, Ledger);

/// Something to make so on the other side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Errand {
    /// A patient, by the clinic's id.
    Patient(String),
    /// A booking, by the clinic's id.
    Booking(String),
}

/// A request to the FHIR face. The path is relative to its base.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// `Patient`, `Appointment/{id}`.
    pub path: String,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Option<String>,
}

/// What an answer means for an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The other side agrees.
    Done,
    /// Something is left: ask for the next request.
    More,
    /// Try the same again later.
    Later,
    /// The other side refused, and the same would be refused again.
    Refused,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct KnownPatient {
    patient: CarePatient,
    id: Option<String>,
    request: Option<String>,
    refused: Option<u16>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct KnownBooking {
    booking: Booking,
    /// What the other side has acknowledged.
    known: Option<Booking>,
    id: Option<String>,
    version: Option<String>,
    /// The version is known to be old: read first.
    read_first: bool,
    request: Option<String>,
    refused: Option<u16>,
}

/// The clinic's own books.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ledger {
    dice: Dice,
    patients: BTreeMap<String, KnownPatient>,
    bookings: BTreeMap<String, KnownBooking>,
    due: BTreeSet<Errand>,
    /// Tried in this turn and to be tried again: the others go first.
    tried: BTreeSet<Errand>,
}

impl Ledger {
    /// Empty books.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let dice = Dice::labelled(seed, "clinic");
        Self {
            dice,
            patients: BTreeMap::new(),
            bookings: BTreeMap::new(),
            due: BTreeSet::new(),
            tried: BTreeSet::new(),
        }
    }

    /// Writes down what happened in the clinic, which makes an errand due. An act on a booking that is not there is
    /// passed over: somebody else has deleted it.
    pub fn note(&mut self, act: &Act, now: Instant) {
        let errand = match act {
            Act::Register(patient) => {
                let entry = KnownPatient { patient: patient.clone(), id: None, request: None, refused: None };
                self.patients.entry(patient.local.clone()).or_insert(entry);
                Errand::Patient(patient.local.clone())
            }
            Act::Book(booking) => {
                let entry = KnownBooking {
                    booking: booking.clone(),
                    known: None,
                    id: None,
                    version: None,
                    read_first: false,
                    request: None,
                    refused: None,
                };
                self.bookings.entry(booking.key.clone()).or_insert(entry);
                Errand::Booking(booking.key.clone())
            }
            Act::Move { key, start, end } => {
                let Some(held) = self.bookings.get_mut(key) else { return };
                (held.booking.start, held.booking.end) = (*start, *end);
                Errand::Booking(key.clone())
            }
            Act::Mark { key, state } => {
                let Some(held) = self.bookings.get_mut(key) else { return };
                held.booking.state = *state;
                Errand::Booking(key.clone())
            }
        };
        // A new wish is a new request: the old one's id must not answer for it.
        let fresh = self.dice.uuid(now);
        match &errand {
            Errand::Patient(local) => {
                if let Some(held) = self.patients.get_mut(local) {
                    held.request = Some(fresh);
                }
            }
            Errand::Booking(key) => {
                if let Some(held) = self.bookings.get_mut(key) {
                    held.request = Some(fresh);
                }
            }
        }
        self.tried.remove(&errand);
        self.due.insert(errand);
    }

    /// What is to be done, patients first: a booking waits for its patient. What had to wait comes again when
    /// everything else has had its turn.
    pub fn errands(&mut self, most: usize) -> Vec<Errand> {
        let fresh = self.runnable(most);
        if !fresh.is_empty() || self.tried.is_empty() {
            return fresh;
        }
        self.tried.clear();
        self.runnable(most)
    }

    fn runnable(&self, most: usize) -> Vec<Errand> {
        let due = self.due.difference(&self.tried);
        due.filter(|e| self.request(e).is_some()).take(most).cloned().collect()
    }

    /// How many errands are left, also those that wait for a patient.
    #[must_use]
    pub fn open(&self) -> usize {
        self.due.len()
    }

    /// Bookings that the other side refused, with its status.
    pub fn refused(&self) -> impl Iterator<Item = (&Booking, u16)> {
        self.bookings.values().filter_map(|b| Some((&b.booking, b.refused?)))
    }

    /// The clinic's bookings.
    pub fn bookings(&self) -> impl Iterator<Item = &Booking> {
        self.bookings.values().map(|b| &b.booking)
    }

    /// The face's id of a booking.
    #[must_use]
    pub fn booking_id(&self, key: &str) -> Option<&str> {
        self.bookings.get(key)?.id.as_deref()
    }

    /// The face's id of a patient.
    #[must_use]
    pub fn patient_id(&self, local: &str) -> Option<&str> {
        self.patients.get(local)?.id.as_deref()
    }

    /// The request that an errand asks for next; none while its patient is not there.
    #[must_use]
    pub fn request(&self, errand: &Errand) -> Option<Request> {
        match errand {
            Errand::Patient(local) => {
                let held = self.patients.get(local)?;
                let headers = vec![
                    ("if-none-exist", format!("identifier={PATIENT_SYSTEM}|{local}")),
                    ("x-request-id", held.request.clone()?),
                ];
                let body = Some(held.patient.fhir().to_string());
                Some(Request { method: "POST", path: "Patient".to_owned(), headers, body })
            }
            Errand::Booking(key) => {
                let held = self.bookings.get(key)?;
                let patient = self.patients.get(&held.booking.patient)?.id.as_deref()?;
                let request = ("x-request-id", held.request.clone()?);
                let body = Some(held.booking.fhir(patient, held.id.as_deref()).to_string());
                Some(match (&held.id, &held.version) {
                    (None, _) => {
                        let exist = ("if-none-exist", format!("identifier={APPOINTMENT_SYSTEM}|{key}"));
                        Request {
                            method: "POST",
                            path: "Appointment".to_owned(),
                            headers: vec![exist, request],
                            body,
                        }
                    }
                    (Some(id), Some(version)) if !held.read_first => {
                        let headers = vec![("if-match", version.clone()), request];
                        Request { method: "PUT", path: format!("Appointment/{id}"), headers, body }
                    }
                    (Some(id), _) => {
                        let path = format!("Appointment/{id}");
                        Request { method: "GET", path, headers: Vec::new(), body: None }
                    }
                })
            }
        }
    }

    /// What the answer to an errand's request means. `location` and `etag` are the headers of those names.
    pub fn answered(
        &mut self,
        errand: &Errand,
        sent: &Request,
        status: u16,
        (location, etag): (Option<&str>, Option<&str>),
        body: &Value,
        now: Instant,
    ) -> Verdict {
        let fresh = self.dice.uuid(now);
        let verdict = match (status, errand) {
            (200..=299, Errand::Patient(local)) => {
                self.patients.get_mut(local).map_or(Verdict::Done, |held| held.taken(location, body))
            }
            (200..=299, Errand::Booking(key)) => self
                .bookings
                .get_mut(key)
                .map_or(Verdict::Done, |held| held.taken(sent, (location, etag), body, fresh)),
            (408 | 429 | 500..=599, _) => Verdict::Later,
            (412, Errand::Booking(key)) if sent.method == "PUT" => {
                if let Some(held) = self.bookings.get_mut(key) {
                    held.read_first = true;
                    held.request = Some(fresh);
                }
                Verdict::More
            }
            (refusal, errand) => {
                self.refuse(errand, refusal);
                Verdict::Refused
            }
        };
        match verdict {
            Verdict::Done | Verdict::Refused => {
                self.due.remove(errand);
                self.tried.remove(errand);
            }
            Verdict::Later => {
                self.tried.insert(errand.clone());
            }
            Verdict::More => {}
        }
        verdict
    }

    /// No answer came: the same request again, after the others have had their turn.
    pub fn unanswered(&mut self, errand: &Errand) {
        self.tried.insert(errand.clone());
    }

    fn refuse(&mut self, errand: &Errand, status: u16) {
        match errand {
            Errand::Patient(local) => {
                if let Some(held) = self.patients.get_mut(local) {
                    held.refused = Some(status);
                }
            }
            Errand::Booking(key) => {
                if let Some(held) = self.bookings.get_mut(key) {
                    held.refused = Some(status);
                }
            }
        }
    }
}

impl KnownPatient {
    fn taken(&mut self, location: Option<&str>, body: &Value) -> Verdict {
        self.id = id_of(location, body);
        self.refused = None;
        // A 2xx that names nobody cannot be worked with.
        if self.id.is_some() { Verdict::Done } else { Verdict::Later }
    }
}

impl KnownBooking {
    fn taken(
        &mut self,
        sent: &Request,
        (location, etag): (Option<&str>, Option<&str>),
        body: &Value,
        fresh: String,
    ) -> Verdict {
        self.refused = None;
        self.read_first = false;
        self.id = self.id.take().or_else(|| id_of(location, body));
        let version = body["meta"]["versionId"].as_str().map(|v| format!("W/\"{v}\""));
        self.version = etag.map(ToOwned::to_owned).or(version).or_else(|| location.and_then(version_of));
        // What was sent may be older than the wish, and what a conditional create met may be older still.
        let told = sent.body.as_deref().and_then(|b| serde_json::from_str::<Value>(b).ok());
        let theirs =
            if body.is_object() { Some(body) } else { told.as_ref().filter(|_| sent.method != "GET") };
        if theirs.is_some_and(|b| self.booking.agrees(b)) {
            self.known = Some(self.booking.clone());
            Verdict::Done
        } else if self.id.is_none() {
            Verdict::Later
        } else {
            self.request = Some(fresh);
            Verdict::More
        }
    }
}

/// `…/Patient/{id}/_history/{version}`, or the resource's own id.
fn id_of(location: Option<&str>, body: &Value) -> Option<String> {
    let from_location = location.and_then(|l| {
        let parts: Vec<_> = l.trim_end_matches('/').split('/').collect();
        let at = parts.iter().rposition(|p| matches!(*p, "Patient" | "Appointment"))?;
        parts.get(at + 1).map(|id| (*id).to_owned())
    });
    from_location.or_else(|| body["id"].as_str().map(ToOwned::to_owned)).filter(|id| !id.is_empty())
}

fn version_of(location: &str) -> Option<String> {
    location.rsplit_once("/_history/").map(|(_, version)| format!("W/\"{version}\""))
}
