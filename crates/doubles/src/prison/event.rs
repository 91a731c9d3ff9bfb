//! Domain events in the spellings that producers really use: a version as number or text, times with and without
//! zone, the person's number under different keys, the event type outside the message.

use serde_json::{Value, json};
use vocab::Instant;
use vocab::id::PrisonNumber;

vocab::redacted!(Event);

/// How a producer wraps what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// Every SNS key.
    Whole,
    /// Without topic and signature, as `evt__booking-moved.json`.
    Bare,
    /// The event type only in the attributes, as `evt__prisoner-merged.json`.
    TypeOutside,
}

/// An event before it is wrapped.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) kind: String,
    pub(crate) subject: Option<PrisonNumber>,
    pub(crate) message: Value,
    pub(crate) wrapping: Wrapping,
}

/// `2023-05-09T13:41:25.688466232+01:00`: London's offset and a fraction, as some producers write.
fn london_nanos(at: Instant) -> String {
    let text = at.rfc3339_london();
    let (head, offset) = text.split_at(text.len().min(19));
    format!("{head}.{:06}232{offset}", at.micros().rem_euclid(1_000_000))
}

/// `2024-10-12T15:14:24.125533+00:00`.
fn utc_micros(at: Instant) -> String {
    format!("{}.{:06}+00:00", at.timestamp().strftime("%Y-%m-%dT%H:%M:%S"), at.micros().rem_euclid(1_000_000))
}

/// London's wall clock without zone.
pub(crate) fn local(at: Instant) -> String {
    at.london().strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn noms(number: PrisonNumber) -> Value {
    json!({"identifiers": [{"type": "NOMS", "value": number.text()}]})
}

/// `prisoner-offender-search.*`: the number only under `nomsNumber`, a link to the record.
pub(crate) fn search(kind: &str, number: PrisonNumber, at: Instant, mut details: Value) -> Event {
    let kind = format!("prisoner-offender-search.prisoner.{kind}");
    if let Some(map) = details.as_object_mut() {
        map.insert("nomsNumber".to_owned(), json!(number.text()));
    }
    let message = json!({
        "additionalInformation": details,
        "occurredAt": london_nanos(at),
        "eventType": kind,
        "version": 1,
        "description": "A prisoner record has changed",
        "detailUrl": format!("https://prisoner-search.prison.service.justice.gov.uk/prisoner/{}", number.text()),
    });
    Event { kind, subject: Some(number), message, wrapping: Wrapping::Whole }
}

/// `person.alert.*`: the number under `personReference`.
pub(crate) fn alert(kind: &str, number: PrisonNumber, at: Instant, uuid: &str, code: &str) -> Event {
    let kind = format!("person.alert.{kind}");
    let message = json!({
        "eventType": kind,
        "additionalInformation": {"alertUuid": uuid, "alertCode": code, "source": "DPS"},
        "version": 1,
        "description": "An alert has changed in the alerts service",
        "occurredAt": at.rfc3339_london(),
        "detailUrl": format!("https://alerts-api.hmpps.service.justice.gov.uk/alerts/{uuid}"),
        "personReference": noms(number),
    });
    Event { kind, subject: Some(number), message, wrapping: Wrapping::Whole }
}

/// `person.alerts.changed`: a person and nothing else.
pub(crate) fn alerts_changed(number: PrisonNumber, at: Instant) -> Event {
    let kind = "person.alerts.changed".to_owned();
    let message = json!({
        "eventType": kind, "version": 1, "description": "Alerts have changed for a person",
        "occurredAt": at.rfc3339_london(), "personReference": noms(number),
    });
    Event { kind, subject: Some(number), message, wrapping: Wrapping::Whole }
}

/// `prison-offender-events.prisoner.*`: the number twice, times in UTC and to nanoseconds.
pub(crate) fn offender(kind: &str, number: PrisonNumber, at: Instant, mut details: Value) -> Event {
    let kind = format!("prison-offender-events.prisoner.{kind}");
    if let Some(map) = details.as_object_mut() {
        map.insert("nomsNumber".to_owned(), json!(number.text()));
    }
    let message = json!({
        "version": 1,
        "eventType": kind,
        "description": "A prisoner has changed",
        "occurredAt": at.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "publishedAt": london_nanos(at),
        "personReference": noms(number),
        "additionalInformation": details,
    });
    Event { kind, subject: Some(number), message, wrapping: Wrapping::Whole }
}

/// A merge. The type stands only in the attributes, no `personReference`; the description words it backwards, as
/// the live producer does: only the two fields may be believed.
pub(crate) fn merged(kept: PrisonNumber, removed: PrisonNumber, booking: u64, at: Instant) -> Event {
    let message = json!({
        "version": "1.0",
        "occurredAt": utc_micros(at),
        "publishedAt": utc_micros(at),
        "description": format!("A prisoner has been merged from {} to {}", kept.text(), removed.text()),
        "additionalInformation": {"bookingId": booking.to_string(), "nomsNumber": kept.text(),
            "removedNomsNumber": removed.text(), "reason": "MERGE"},
    });
    let kind = "prison-offender-events.prisoner.merged".to_owned();
    Event { kind, subject: Some(kept), message, wrapping: Wrapping::TypeOutside }
}

/// A booking moved from one number to another; its start has no zone.
pub(crate) fn booking_moved(
    from: PrisonNumber,
    to: PrisonNumber,
    booking: u64,
    started: Instant,
    at: Instant,
) -> Event {
    let kind = "prison-offender-events.prisoner.booking.moved".to_owned();
    let message = json!({
        "version": "1.0",
        "eventType": kind,
        "occurredAt": at.timestamp().strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string(),
        "publishedAt": at.timestamp().strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string(),
        "description": "a NOMIS booking has moved between prisoners",
        "personReference": noms(to),
        "additionalInformation": {"bookingId": booking.to_string(), "movedToNomsNumber": to.text(),
            "movedFromNomsNumber": from.text(), "bookingStartDateTime": local(started)},
    });
    Event { kind, subject: Some(to), message, wrapping: Wrapping::Bare }
}

/// `appointments.appointment-instance.*`: an id and a category; neither person nor prison nor zone.
pub(crate) fn appointment(kind: &str, instance: u64, category: &str, at: Instant) -> Event {
    let kind = format!("appointments.appointment-instance.{kind}");
    let message = json!({
        "eventType": kind,
        "additionalInformation": {"appointmentInstanceId": instance, "categoryCode": category},
        "version": "1",
        "description": "An appointment instance has changed in the activities management service",
        "occurredAt": at.london().to_string(),
    });
    Event { kind, subject: None, message, wrapping: Wrapping::Whole }
}

/// `activities.scheduled-instance.amended`.
pub(crate) fn instance_amended(instance: u64, at: Instant) -> Event {
    let kind = "activities.scheduled-instance.amended".to_owned();
    let message = json!({
        "eventType": kind, "additionalInformation": {"scheduledInstanceId": instance}, "version": "1",
        "description": "A scheduled instance has been amended in the activities management service",
        "occurredAt": at.london().to_string(),
    });
    Event { kind, subject: None, message, wrapping: Wrapping::Whole }
}

/// `non-associations.*`: two numbers, version as text.
pub(crate) fn non_association(kind: &str, id: u64, a: PrisonNumber, b: PrisonNumber, at: Instant) -> Event {
    let kind = format!("non-associations.{kind}");
    let message = json!({
        "eventType": kind, "version": "1.0", "description": "A non-association has changed",
        "occurredAt": at.rfc3339_london(),
        "additionalInformation": {"id": id, "nsPrisonerNumber1": a.text(), "nsPrisonerNumber2": b.text(), "source": "DPS"},
    });
    Event { kind, subject: Some(a), message, wrapping: Wrapping::Whole }
}

/// `restricted-patients.patient.added`.
pub(crate) fn restricted_patient(number: PrisonNumber, at: Instant) -> Event {
    let kind = "restricted-patients.patient.added".to_owned();
    let message = json!({
        "eventType": kind, "version": 1, "description": "Prisoner is now a restricted patient",
        "occurredAt": at.rfc3339_london(), "additionalInformation": {"prisonerNumber": number.text()},
        "personReference": noms(number),
    });
    Event { kind, subject: Some(number), message, wrapping: Wrapping::Whole }
}

/// `probation-case.prison-identifier.added`: both numbers.
pub(crate) fn prison_identifier_added(number: PrisonNumber, crn: &str, at: Instant) -> Event {
    let kind = "probation-case.prison-identifier.added".to_owned();
    let message = json!({
        "eventType": kind, "version": 1, "description": "A prison identifier has been added to a probation case",
        "occurredAt": at.rfc3339_london(), "additionalInformation": {},
        "personReference": {"identifiers": [{"type": "CRN", "value": crn}, {"type": "NOMS", "value": number.text()}]},
    });
    Event { kind, subject: Some(number), message, wrapping: Wrapping::Whole }
}

/// `person.temporary-absence.started` and `.completed`.
pub(crate) fn absence(kind: &str, number: PrisonNumber, id: &str, at: Instant) -> Event {
    let kind = format!("person.temporary-absence.{kind}");
    let message = json!({
        "eventType": kind, "version": 1, "description": "A temporary absence has changed",
        "occurredAt": at.rfc3339_london(), "personReference": noms(number),
        "additionalInformation": {"id": id, "source": "DPS"},
    });
    Event { kind, subject: Some(number), message, wrapping: Wrapping::Whole }
}

impl Event {
    /// The SNS body.
    pub(crate) fn wrap(&self, message_id: &str, at: Instant) -> String {
        let timestamp = at.timestamp().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let mut out = json!({
            "Type": "Notification",
            "MessageId": message_id,
            "Message": self.message.to_string(),
            "Timestamp": timestamp,
            "MessageAttributes": {"eventType": {"Type": "String", "Value": self.kind}},
        });
        if self.wrapping != Wrapping::Bare {
            out["TopicArn"] =
                json!("arn:aws:sns:eu-west-2:000000000000:cloud-platform-Digital-Prison-Services-double");
            out["SignatureVersion"] = json!("1");
            out["Signature"] = json!("bm90IHNpZ25lZDogdGhpcyBpcyBhIGRvdWJsZQ==");
            out["SigningCertURL"] =
                json!("https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-double.pem");
            out["UnsubscribeURL"] = json!("https://sns.eu-west-2.amazonaws.com/?Action=Unsubscribe");
        }
        if self.wrapping == Wrapping::TypeOutside {
            out["MessageAttributes"]["id"] = json!({"Type": "String", "Value": message_id});
            out["MessageAttributes"]["contentType"] =
                json!({"Type": "String", "Value": "text/plain;charset=UTF-8"});
        }
        out.to_string()
    }
}
