//! Signals of the Multicast Notification Service (MNS): that something of somebody changed at PDS.
//!
//! A signal is thin, comes at least once and in any order, and carries no counter by which a gap could be found: it says
//! whom to read again, and nothing here is a fact. It comes in two shapes, as its subscriber chose:
//!
//! - a `CloudEvent` 1.0: `id`, `type`, `time`, `subject`;
//! - a Bundle of type history whose first Parameters are those of a subscription's notification, or these alone. They
//!   differ from HL7's (published examples, all of them): `additional-context` with `event-type` and `subject` is a
//!   parameter of its own and no part of `notification-event`, where it is taken too; there is no topic; and
//!   `pds-record-change-2` has no `focus`, so that nothing here asks for one.

use super::codes::IssueType;
use super::issue::Issue;
use super::json::{self, Json, Object};
use super::reading::{At, Reading, reference};
use vocab::Instant;
use vocab::id::NhsNumber;

/// A type of event is a word of theirs; nothing longer is one.
const KIND_BYTES_MAX: usize = 64;

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdsChange {
    /// Something of the record (`pds-record-change-2`).
    RecordChange,
    /// The practice (`pds-change-of-gp-2`).
    ChangeOfGp,
    /// A death was notified, or its notification removed (`pds-death-notification-2`).
    Death,
    /// The number was superseded or taken out of use (`nhs-number-change-2`).
    NumberChange,
    /// Another type, as it came: small letters, digits, dots and hyphens.
    Other(String),
}

impl PdsChange {
    fn read(kind: &str) -> Option<Self> {
        // The number at the end is the version of the signal's form, which is read as far as it is known here.
        let (stem, version) = kind.rsplit_once('-').unwrap_or((kind, ""));
        let versioned = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit());
        let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_');
        match stem {
            "pds-record-change" if versioned => Some(Self::RecordChange),
            "pds-change-of-gp" if versioned => Some(Self::ChangeOfGp),
            "pds-death-notification" if versioned => Some(Self::Death),
            "nhs-number-change" if versioned => Some(Self::NumberChange),
            _ => ((1..=KIND_BYTES_MAX).contains(&kind.len()) && kind.bytes().all(word))
                .then(|| Self::Other(kind.to_owned())),
        }
    }
}

/// A signal.
#[derive(Clone, PartialEq, Eq)]
pub struct PdsSignal {
    /// Its id: the same one again is the same signal.
    pub id: String,
    /// What changed.
    pub kind: PdsChange,
    /// Of whom.
    pub subject: NhsNumber,
    /// When it happened, as it says.
    pub at: Instant,
}
vocab::redacted!(PdsSignal);

/// Reads a signal in either shape.
///
/// # Errors
/// Every refusal, each with its place and what to send there.
pub fn signal(bytes: &[u8]) -> Result<PdsSignal, Vec<Issue>> {
    let root = match json::parse(bytes) {
        Ok(Json::Object(root)) => root,
        Ok(_) => {
            let details = "not a JSON object: send a CloudEvent or a Bundle";
            return Err(vec![Issue::error(IssueType::Structure, details)]);
        }
        Err(error) => return Err(vec![error.issue("Signal")]),
    };
    let mut reading = Reading::default();
    let found = match (root.text("resourceType"), root.get("specversion")) {
        (Some("Bundle"), _) => bundle(&root, &mut reading),
        (Some("Parameters"), _) => {
            let at = At::root("Parameters");
            parameters(&root, None, &mut reading, &at)
        }
        (Some(_), _) => {
            let details = "neither a Bundle nor Parameters: send the notification of a subscription";
            reading.refuse(Issue::error(IssueType::NotSupported, details).at("Signal.resourceType"));
            None
        }
        (None, Some(_)) => cloud_event(&root, &mut reading),
        (None, None) => {
            let details = "neither specversion nor resourceType: send a CloudEvent or a Bundle";
            reading.refuse(Issue::error(IssueType::Structure, details).at("Signal"));
            None
        }
    };
    match (reading.end(), found) {
        (Ok(_), Some(signal)) => Ok(signal),
        (Ok(notes) | Err(notes), _) => Err(notes),
    }
}

fn cloud_event(root: &Object, reading: &mut Reading) -> Option<PdsSignal> {
    let at = At::root("CloudEvent");
    if !root.text("specversion").is_some_and(|version| version.starts_with("1.")) {
        let details = "another version than 1.0 of CloudEvents: send specversion 1.0";
        reading.refuse(Issue::error(IssueType::NotSupported, details).at(at.name("specversion")));
    }
    let id = must(root, "id", "no id: send the event's id", reading, &at).map(str::to_owned);
    let kind = must(root, "type", "no type: send the event's type", reading, &at);
    let kind = kind.and_then(|kind| change(kind, reading, &at.name("type")));
    let subject = must(root, "subject", "no subject: send the patient's NHS number", reading, &at);
    let subject = subject.and_then(|subject| number(subject, reading, &at.name("subject")));
    let time = must(root, "time", "no time: send when it happened", reading, &at);
    let time = time.and_then(|time| instant(time, reading, &at.name("time")));
    Some(PdsSignal { id: id?, kind: kind?, subject: subject?, at: time? })
}

fn bundle(root: &Object, reading: &mut Reading) -> Option<PdsSignal> {
    let at = At::root("Bundle");
    let list = at.name("entry");
    for (index, entry) in reading.objects(root, "entry", &at) {
        let at = list.index(index);
        let Some(resource) = reading.object(entry, "resource", &at) else { continue };
        if resource.text("resourceType") == Some("Parameters") {
            return parameters(resource, Some(root), reading, &at.name("resource"));
        }
    }
    let details = "no Parameters among the entries: send the notification of a subscription";
    reading.refuse(Issue::error(IssueType::Required, details).at(list));
    None
}

/// The Parameters of a notification. The Bundle around them has the id by which a signal that comes again is known.
fn parameters(
    root: &Object,
    around: Option<&Object>,
    reading: &mut Reading,
    at: &At<'_>,
) -> Option<PdsSignal> {
    let id = around.and_then(|bundle| bundle.text("id")).or_else(|| root.text("id"));
    let id = id.map(str::trim).filter(|id| (1..=KIND_BYTES_MAX).contains(&id.len()));
    if id.is_none() {
        let details = "no id of 1 to 64 characters: without one a signal that comes again is not known again";
        reading.refuse(Issue::error(IssueType::Required, details).at(at.name("id")));
    }
    if let Some(kind) = part(root, "parameter", "type").and_then(|kind| kind.text("valueCode"))
        && kind != "event-notification"
    {
        let details = "not the notification of an event: nothing is told by it";
        reading.refuse(Issue::error(IssueType::NotSupported, details).at(at.name("parameter")));
        return None;
    }
    let event = part(root, "parameter", "notification-event");
    let context = part(root, "parameter", "additional-context")
        .or_else(|| event.and_then(|event| part(event, "part", "additional-context")));
    let Some(context) = context else {
        let details = "no additional-context: send one with event-type and subject";
        reading.refuse(Issue::error(IssueType::Required, details).at(at.name("parameter")));
        return None;
    };
    let place = at.name("additional-context");
    let kind = part(context, "part", "event-type").and_then(|kind| {
        ["valueString", "valueCode", "valueUri"].iter().find_map(|name| kind.text(name)).map(str::trim)
    });
    let kind = kind.or_else(|| missing("no event-type: send the event's type", reading, &place));
    let kind = kind.and_then(|kind| change(kind, reading, &place.name("event-type")));
    let whom = part(context, "part", "subject").and_then(subject);
    let whom = whom.or_else(|| {
        // HL7's own place for it: the resource that the notification is about.
        let focus = part(event?, "part", "focus")?;
        patient(focus.object("valueReference")?.text("reference")?)
    });
    let whom = whom.or_else(|| missing("no subject: send the patient's NHS number", reading, &place));
    let whom = whom.and_then(|whom| number(whom, reading, &place.name("subject")));
    let time = event.and_then(|event| part(event, "part", "timestamp"));
    let time = time.and_then(|time| time.text("valueInstant").or_else(|| time.text("valueDateTime")));
    let time = time.or_else(|| around.and_then(|bundle| bundle.text("timestamp")));
    let time = time
        .or_else(|| missing("no timestamp: send when it happened", reading, &at.name("notification-event")));
    let time = time.and_then(|time| instant(time, reading, &at.name("timestamp")));
    Some(PdsSignal { id: id?.to_owned(), kind: kind?, subject: whom?, at: time? })
}

/// The first of the parts with this name.
fn part<'j>(of: &'j Object, list: &str, name: &str) -> Option<&'j Object> {
    let parts = of.get(list).and_then(Json::as_array).unwrap_or_default();
    parts.iter().filter_map(Json::as_object).find(|part| part.text("name") == Some(name))
}

/// The number by which a subject is named: its identifier, or the id in a reference to a Patient.
fn subject(part: &Object) -> Option<&str> {
    let whom = part.object("valueReference")?;
    let named = whom.object("identifier").and_then(|identifier| identifier.text("value"));
    named.or_else(|| patient(whom.text("reference")?))
}

fn patient(text: &str) -> Option<&str> {
    reference(text).filter(|whom| whom.kind == Some("Patient")).map(|whom| whom.id)
}

fn must<'j>(
    root: &'j Object,
    name: &'static str,
    details: &'static str,
    reading: &mut Reading,
    at: &At<'_>,
) -> Option<&'j str> {
    reading.short(root, name, at).or_else(|| missing(details, reading, &at.name(name)))
}

fn missing<'j>(details: &'static str, reading: &mut Reading, at: &At<'_>) -> Option<&'j str> {
    reading.refuse(Issue::error(IssueType::Required, details).at(at));
    None
}

fn change(kind: &str, reading: &mut Reading, at: &At<'_>) -> Option<PdsChange> {
    let read = PdsChange::read(kind);
    if read.is_none() {
        let details = "not a type of event: at most 64 small letters, digits, dots, hyphens and underscores";
        reading.refuse(Issue::error(IssueType::Value, details).at(at));
    }
    read
}

fn number(text: &str, reading: &mut Reading, at: &At<'_>) -> Option<NhsNumber> {
    NhsNumber::parse(text).map_err(|error| reading.refuse(Issue::number(error).at(at))).ok()
}

fn instant(text: &str, reading: &mut Reading, at: &At<'_>) -> Option<Instant> {
    let read = Instant::parse_zoned(text.trim());
    if read.is_none() {
        let details = "not a time with a zone: write it as 2026-11-12T10:20:00Z";
        reading.refuse(Issue::error(IssueType::Value, details).at(at));
    }
    read
}
