//! An Appointment as a care system sends it.
//!
//! What the crossing needs is read out; service type, specialty, description, comment and reasons stay in the raw
//! resource and are never looked at: they are clinical.

use crate::fhir::codes::{IssueType, ResourceType};
use crate::fhir::issue::Issue;
use crate::fhir::json::{Json, Object};
use crate::fhir::patient::{PatientNumbers, read_identifiers};
use crate::fhir::reading::{At, Reading, Whose, reference, whose};
use crate::fhir::resource::Resource;
use vocab::care::{AppointmentStatus, Identifier};
use vocab::time::{LondonTime, TimeError};
use vocab::{Coded, Instant};

/// Years in which an appointment may lie. Systems that have no time send the first or the last moment they can write.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// An Appointment that was read.
#[derive(Clone, PartialEq)]
pub struct IncomingAppointment {
    /// The resource, whole.
    pub resource: Resource,
    /// The sender's id.
    pub id: Option<String>,
    /// The sender's version.
    pub version: Option<String>,
    /// Business identifiers, in order.
    pub identifiers: Vec<Identifier>,
    /// State; one that is not on FHIR's list is kept.
    pub status: Coded<AppointmentStatus>,
    /// Codes of the reason for which it was cancelled: system and code, no words.
    pub cancelled_because: Vec<ReceivedCode>,
    /// From.
    pub start: Option<LondonTime>,
    /// To. A start without an end is read: a standard length can stand in for it.
    pub end: Option<LondonTime>,
    /// Whose.
    pub patient: PatientMention,
    /// Every place that is named, in order. Which of them is a room is configuration's to say.
    pub places: Vec<PlaceMention>,
    /// References to appointments that this one replaces. R5 has the element; R4 samples carry it.
    pub replaces: Vec<String>,
    /// What was odd and was read all the same.
    pub notes: Vec<Issue>,
}

/// A code as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedCode {
    /// Its system; may be empty.
    pub system: String,
    /// The code.
    pub code: String,
}

/// How an appointment names its patient. At least one way is there.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PatientMention {
    /// The address before the type, when the reference is absolute. Another server's patient is not ours.
    pub base: Option<String>,
    /// The id of a Patient that is referred to.
    pub id: Option<String>,
    /// The numbers given with the reference, or by a contained Patient.
    pub numbers: PatientNumbers,
}

/// How an appointment names a place. At least one way is there.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PlaceMention {
    /// The address before the type, when the reference is absolute.
    pub base: Option<String>,
    /// The id of a Location that is referred to.
    pub id: Option<String>,
    /// Identifiers given with the reference, or by a contained Location.
    pub identifiers: Vec<Identifier>,
    /// Its name in the care system. It can tell what is done there: it never leaves for the prison.
    pub display: Option<String>,
}
// A room's name can tell what somebody is treated for.
vocab::redacted!(IncomingAppointment, PatientMention, PlaceMention);

/// Reads an Appointment.
///
/// # Errors
/// Every refusal, each with its place.
pub fn read(bytes: &[u8]) -> Result<IncomingAppointment, Vec<Issue>> {
    Resource::read(bytes).map_err(|issue| vec![issue]).and_then(from_resource)
}

/// The same of a resource that has been read.
///
/// # Errors
/// Every refusal, each with its place.
pub fn from_resource(resource: Resource) -> Result<IncomingAppointment, Vec<Issue>> {
    let resource = resource.expect(ResourceType::Appointment).map_err(|issue| vec![issue])?;
    let root = resource.root();
    let at = At::root("Appointment");
    let mut reading = Reading::default();
    reading.no_modifiers(root, &at);
    let id = reading.short(root, "id", &at).map(str::to_owned);
    let meta = reading.object(root, "meta", &at);
    let version = meta.and_then(|meta| reading.short(meta, "versionId", &at.name("meta"))).map(str::to_owned);
    let identifiers = identifiers(root, &mut reading, &at);
    let status = status(root, &mut reading, &at);
    let cancelled_because = reasons(root, status.as_ref(), &mut reading, &at);
    let start = time(root, "start", &mut reading, &at);
    let end = time(root, "end", &mut reading, &at);
    times_agree(root, status.as_ref(), start, end, &mut reading, &at);
    let (patient, places) = participants(root, &mut reading, &at);
    let replaces = replaces(root, &mut reading, &at);
    let notes = reading.end()?;
    // Both are refused above when they are missing.
    let (Some(status), Some(patient)) = (status, patient) else {
        return Err(vec![Issue::error(IssueType::Required, "no status or no patient").at(at)]);
    };
    Ok(IncomingAppointment {
        id,
        version,
        identifiers,
        status,
        cancelled_because,
        start,
        end,
        patient,
        places,
        replaces,
        notes,
        resource,
    })
}

fn identifiers(object: &Object, reading: &mut Reading, at: &At<'_>) -> Vec<Identifier> {
    let list = at.name("identifier");
    let objects = reading.objects(object, "identifier", at);
    objects.into_iter().filter_map(|(index, object)| reading.identifier(object, &list.index(index))).collect()
}

fn status(root: &Object, reading: &mut Reading, at: &At<'_>) -> Option<Coded<AppointmentStatus>> {
    let Some(text) = reading.short(root, "status", at) else {
        if !matches!(root.get("status"), Some(Json::Array(_) | Json::Object(_) | Json::Bool(_))) {
            reading.refuse(Issue::error(IssueType::Required, "no status").at(at.name("status")));
        }
        return None;
    };
    let status = Coded::read(text);
    if status.known().is_none() {
        let details = "not a status that FHIR has: kept, and nothing is sent to the prison for it";
        reading.note(Issue::warning(IssueType::CodeInvalid, details).at(at.name("status")));
    }
    Some(status)
}

/// Codes of the cancellation reason, under R4's spelling (one l) or R5's.
fn reasons(
    root: &Object,
    status: Option<&Coded<AppointmentStatus>>,
    reading: &mut Reading,
    at: &At<'_>,
) -> Vec<ReceivedCode> {
    let name =
        if root.get("cancelationReason").is_some() { "cancelationReason" } else { "cancellationReason" };
    let Some(reason) = reading.object(root, name, at) else { return Vec::new() };
    let at = at.name(name);
    if name == "cancellationReason" {
        let details = "R5's spelling: R4 writes cancelationReason";
        reading.note(Issue::warning(IssueType::Structure, details).at(at));
    }
    if status.and_then(Coded::known) != Some(AppointmentStatus::Cancelled) {
        let details = "a cancellation reason on what is not cancelled: kept, not used";
        reading.note(Issue::warning(IssueType::Invariant, details).at(at));
        return Vec::new();
    }
    let list = at.name("coding");
    let mut codes = Vec::new();
    for (index, coding) in reading.objects(reason, "coding", &at) {
        let at = list.index(index);
        let system = reading.short(coding, "system", &at).unwrap_or_default().to_owned();
        if let Some(code) = reading.short(coding, "code", &at) {
            codes.push(ReceivedCode { system, code: code.to_owned() });
        }
    }
    codes
}

/// A moment. FHIR's instants have a zone, and a guess would bring a patient at the wrong hour.
fn time(root: &Object, name: &str, reading: &mut Reading, at: &At<'_>) -> Option<LondonTime> {
    let text = reading.short(root, name, at)?;
    let at = at.name(name);
    let zoned = Instant::parse_zoned(text).map(LondonTime::from_instant);
    let fault = match (zoned, LondonTime::parse_machine(text)) {
        (Some(time), _) if YEARS.contains(&time.date().year()) => return Some(time),
        (Some(_), _) => "not a year in which an appointment can be",
        (None, Err(TimeError::Never)) => {
            "this time does not exist in London: the clocks go forward over it that night. Send a zone too"
        }
        (None, Ok(_)) => "no zone: write it as 2026-11-12T10:20:00+00:00",
        (None, Err(_)) => "not a date and time with a zone: write it as 2026-11-12T10:20:00+00:00",
    };
    reading.refuse(Issue::error(IssueType::Value, fault).at(at));
    None
}

/// The rules between status and times (`app-2`, `app-3`), as far as bringing somebody needs them.
fn times_agree(
    root: &Object,
    status: Option<&Coded<AppointmentStatus>>,
    start: Option<LondonTime>,
    end: Option<LondonTime>,
    reading: &mut Reading,
    at: &At<'_>,
) {
    match (start, end) {
        (Some(start), Some(end)) if end.at() < start.at() => {
            reading
                .refuse(Issue::error(IssueType::Invariant, "the end is before the start").at(at.name("end")));
        }
        (None, Some(_)) if root.get("start").is_none() => {
            reading.refuse(Issue::error(IssueType::Invariant, "an end without a start").at(at.name("start")));
        }
        (Some(_), None) if root.get("end").is_none() => {
            let details = "a start without an end: a standard length stands in for it";
            reading.note(Issue::warning(IssueType::Invariant, details).at(at.name("end")));
        }
        _ => {}
    }
    let to_be_brought = status.and_then(Coded::known).is_some_and(AppointmentStatus::is_to_be_brought);
    if root.get("start").is_none() && end.is_none() && to_be_brought {
        let details = "an appointment of this status has a start";
        reading.refuse(Issue::error(IssueType::Required, details).at(at.name("start")));
    }
}

/// What a participant's actor points to, as far as it is said.
struct Actor<'j> {
    kind: Option<&'j str>,
    base: Option<String>,
    id: Option<String>,
    contained: Option<&'j Object>,
}

fn actor<'j>(root: &'j Object, actor: &'j Object, reading: &mut Reading, at: &At<'_>) -> Actor<'j> {
    let kind = reading.short(actor, "type", at);
    let mut out = Actor { kind, base: None, id: None, contained: None };
    let Some(text) = reading.short(actor, "reference", at) else { return out };
    let at = at.name("reference");
    let Some(parts) = reference(text) else {
        reading.refuse(Issue::error(IssueType::Value, "not a reference: write it as Patient/id").at(at));
        return out;
    };
    if parts.contained {
        let contained = root.get("contained").and_then(Json::as_array).unwrap_or_default();
        out.contained = contained.iter().filter_map(Json::as_object).find(|c| c.text("id") == Some(parts.id));
        match out.contained {
            Some(resource) => out.kind = resource.text("resourceType").or(kind),
            None => {
                let details = "points to a contained resource that is not there";
                reading.refuse(Issue::error(IssueType::NotFound, details).at(at));
            }
        }
        return out;
    }
    if let (Some(said), Some(pointed)) = (kind, parts.kind)
        && said != pointed
    {
        reading.refuse(Issue::error(IssueType::Invariant, "type and reference name different types").at(at));
    }
    out.kind = parts.kind.or(kind);
    // A urn names something inside a Bundle; alone it points nowhere.
    if parts.kind.is_some() {
        out.base = parts.base.map(str::to_owned);
        out.id = Some(parts.id.to_owned());
    }
    out
}

fn participants(
    root: &Object,
    reading: &mut Reading,
    at: &At<'_>,
) -> (Option<PatientMention>, Vec<PlaceMention>) {
    let list = at.name("participant");
    let (mut patients, mut places) = (Vec::new(), Vec::new());
    let mut refused = false;
    for (index, participant) in reading.objects(root, "participant", at) {
        let here = list.index(index);
        reading.no_modifiers(participant, &here);
        let Some(object) = reading.object(participant, "actor", &here) else { continue };
        let here = here.name("actor");
        let found = actor(root, object, reading, &here);
        match found.kind {
            Some("Patient") => match patient(object, found, reading, &here) {
                Some(mention) if patients.contains(&mention) => {}
                Some(mention) => patients.push(mention),
                None => refused = true,
            },
            Some("Location") => places.extend(place(object, found, reading, &here)),
            _ => refused |= looks_like_patient(object, reading, &here),
        }
    }
    match patients.len() {
        0 if refused => (None, places),
        0 => {
            let details =
                "no patient: give a participant whose actor is a Patient, by reference or identifier";
            reading.refuse(Issue::error(IssueType::Required, details).at(list));
            (None, places)
        }
        1 => (patients.pop(), places),
        _ => {
            let details = "more than one patient: send one appointment for each";
            reading.refuse(Issue::error(IssueType::BusinessRule, details).at(list));
            (None, places)
        }
    }
}

/// An actor of no said type that carries a person's number is a patient whose type was forgotten: refused by name,
/// rather than passed over.
fn looks_like_patient(object: &Object, reading: &mut Reading, at: &At<'_>) -> bool {
    let numbered = match object.get("identifier") {
        Some(Json::Object(identifier)) => {
            matches!(whose(identifier.text("system").unwrap_or_default()), Whose::Nhs | Whose::Prison)
        }
        _ => false,
    };
    let typeless = object.get("type").is_none() && object.get("reference").is_none();
    if numbered && typeless {
        let details = "a person's number without a type: say that the actor is a Patient";
        reading.refuse(Issue::error(IssueType::Required, details).at(at.name("type")));
    }
    numbered && typeless
}

/// The identifiers beside a reference. R4 has one; some senders write a list.
fn beside(object: &Object, reading: &mut Reading, at: &At<'_>) -> Vec<Identifier> {
    match object.get("identifier") {
        Some(Json::Object(identifier)) => {
            reading.identifier(identifier, &at.name("identifier")).into_iter().collect()
        }
        Some(Json::Array(_)) => {
            let details = "a list: R4 has one identifier in a reference";
            reading.note(Issue::warning(IssueType::Structure, details).at(at.name("identifier")));
            identifiers(object, reading, at)
        }
        _ => Vec::new(),
    }
}

fn patient(object: &Object, found: Actor<'_>, reading: &mut Reading, at: &At<'_>) -> Option<PatientMention> {
    let mut numbers = match found.contained {
        Some(contained) => {
            read_identifiers(contained, reading, &At::root("Appointment.contained.ofType(Patient)"))
        }
        None => PatientNumbers::default(),
    };
    let mut bad = false;
    let given = beside(object, reading, at);
    let at = at.name("identifier");
    for identifier in given {
        match whose(&identifier.system) {
            Whose::Nhs => {
                let number = reading.nhs(&identifier.value, &at);
                bad |= number.is_none();
                bad |= differ(numbers.nhs, number, reading, &at);
                numbers.nhs = numbers.nhs.or(number);
            }
            Whose::Prison => {
                let number = reading.prison_number(&identifier.value, &at);
                bad |= number.is_none();
                bad |= differ(numbers.prison, number, reading, &at);
                numbers.prison = numbers.prison.or(number);
            }
            Whose::Other => numbers.local.push(identifier),
        }
    }
    let named =
        found.id.is_some() || numbers.nhs.is_some() || numbers.prison.is_some() || !numbers.local.is_empty();
    if !named && !bad {
        let details = "the patient is not named: give a reference or an identifier";
        reading.refuse(Issue::error(IssueType::Required, details).at(at));
    }
    (named && !bad).then_some(PatientMention { base: found.base, id: found.id, numbers })
}

fn differ<T: PartialEq + Copy>(known: Option<T>, new: Option<T>, reading: &mut Reading, at: &At<'_>) -> bool {
    let differ = matches!((known, new), (Some(a), Some(b)) if a != b);
    if differ {
        let details = "two different numbers of one kind for one patient";
        reading.refuse(Issue::error(IssueType::Value, details).at(at.name("value")));
    }
    differ
}

fn place(object: &Object, found: Actor<'_>, reading: &mut Reading, at: &At<'_>) -> Option<PlaceMention> {
    let mut identifiers_all = beside(object, reading, at);
    let mut display = reading.short(object, "display", at).map(str::to_owned);
    if let Some(contained) = found.contained {
        let at = At::root("Appointment.contained.ofType(Location)");
        identifiers_all.extend(identifiers(contained, reading, &at));
        display = display.or_else(|| reading.short(contained, "name", &at).map(str::to_owned));
    }
    let mention = PlaceMention { base: found.base, id: found.id, identifiers: identifiers_all, display };
    (mention != PlaceMention::default()).then_some(mention)
}

fn replaces(root: &Object, reading: &mut Reading, at: &At<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for (_, object) in reading.objects(root, "replaces", at) {
        if let Some(parts) = object.text("reference").and_then(reference).filter(|r| !r.contained) {
            out.push(parts.id.to_owned());
        }
    }
    if !out.is_empty() {
        let details = "R5's element: read all the same";
        reading.note(Issue::warning(IssueType::Structure, details).at(at.name("replaces")));
    }
    out
}
