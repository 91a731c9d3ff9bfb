//! Events of the prison side, in every spelling: domain events, the External API's pokes, raw NOMIS events; wrapped
//! by SNS, by SQS, by both, or bare.
//!
//! An event is a signal and not a fact: it says what to re-read ([`DomainEvent::signal`]), so a field that cannot be
//! read is left out and only a missing type refuses the whole.
//!
//! The free-text `description` is not read: it is not contractual, and for merges one live producer words it the
//! wrong way round.

use super::json::{self, At, Json};
use super::person::{Raw, WrittenNumber, written};
use crate::error::WireError;
use vocab::code::{AlertCode, Coded, MovementReason, MovementType};
use vocab::id::{Booking, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::time::LondonTime;

/// How many wrappings are opened: SQS around SNS around the message is two. More is no shape of theirs.
pub const WRAPPINGS_MAX: u8 = 3;

/// Who published an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A service, on the domain events topic.
    Domain,
    /// The External API, to third parties.
    External,
    /// NOMIS itself.
    Nomis,
}

/// What part a person plays in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The event is about this person.
    Subject,
    /// This number was merged away.
    Removed,
    /// A custody moved from this number.
    MovedFrom,
    /// A custody moved to this number.
    MovedTo,
    /// The other one of two.
    Other,
}

/// A person whom an event names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRef {
    /// The number as written.
    pub number: WrittenNumber,
    /// Their part.
    pub role: Role,
}

/// What a raw NOMIS event says of a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NomisMovement {
    /// Type.
    pub kind: Coded<MovementType>,
    /// `IN` or `OUT`.
    pub direction: Option<String>,
    /// Agency left.
    pub from: Option<String>,
    /// Agency reached.
    pub to: Option<String>,
}

/// An event as far as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainEvent {
    /// Who published it.
    pub source: Source,
    /// Its type, from the message or else from the message attributes.
    pub event_type: String,
    /// When it happened, if that could be read.
    pub occurred: Option<LondonTime>,
    /// The publisher's own id of the event: only the External API has one (`eventId`), and it survives a retry.
    /// The queue's `MessageId` never stands here: it is made anew at each sending, so that it tells apart what is
    /// the same, and a replay would not be known again.
    pub event_id: Option<String>,
    /// Persons named, each number once a role.
    pub about: Vec<PersonRef>,
    /// The External API's opaque id of the person; it may be a probation number and may change.
    pub hmpps_id: Option<Raw>,
    /// Prison named. For a release of prisoner-search: the one that was left.
    pub prison: Option<PrisonCode>,
    /// `reason`, as it came.
    pub reason: Option<String>,
    /// NOMIS reason of the movement.
    pub movement_reason: Option<MovementReason>,
    /// What changed, of a `prisoner.updated`. None when it was not said.
    pub categories_changed: Option<Vec<String>>,
    /// `currentLocation`, as it came.
    pub current_location: Option<String>,
    /// `currentPrisonStatus`, as it came.
    pub current_status: Option<String>,
    /// Custody named.
    pub booking: Option<Booking>,
    /// When that custody began.
    pub booking_start: Option<LondonTime>,
    /// Alert named.
    pub alert_code: Option<AlertCode>,
    /// Appointment named: one person on one appointment.
    pub appointment_instance: Option<i64>,
    /// Its category.
    pub category_code: Option<String>,
    /// `action`, as it came: `YES`, `NO`, `END`, `SUSPEND`.
    pub action: Option<String>,
    /// Where to read on. It holds the person's number.
    pub detail_url: Option<Raw>,
    /// What a raw NOMIS event says of a movement.
    pub movement: Option<NomisMovement>,
    /// A raw NOMIS booking number change of type `MERGE`.
    pub nomis_merge: bool,
}

impl DomainEvent {
    /// Reads one event.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no type.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        let json = json::parse(json::utf8(bytes)?)?;
        Self::from_at(&At::root(&json))
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        unwrapped(at, None, 0)
    }

    /// The one person whom the event is about. None when it names nobody, or two.
    #[must_use]
    pub fn subject(&self) -> Option<PrisonNumber> {
        let mut subjects = self.numbers(Role::Subject);
        let first = subjects.next()?;
        subjects.all(|other| other == first).then_some(first)
    }

    /// The well-formed numbers that play a part.
    pub fn numbers(&self, role: Role) -> impl Iterator<Item = PrisonNumber> + '_ {
        self.about.iter().filter(move |p| p.role == role).filter_map(|p| p.number.number())
    }

    /// Every well-formed number, each once.
    #[must_use]
    pub fn everyone(&self) -> Vec<PrisonNumber> {
        let mut all: Vec<_> = self.about.iter().filter_map(|p| p.number.number()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// What a publisher said, without what topics and queues have wrapped around it.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// The type, where only the wrapping has it.
    pub kind: String,
    /// The message's own text.
    pub message: String,
}

/// Takes the wrappings off. None for what is not JSON, or wraps nothing.
#[must_use]
pub fn said(bytes: &[u8]) -> Option<Said> {
    let json = json::parse(json::utf8(bytes).ok()?).ok()?;
    innermost(&At::root(&json), None, 0).ok().flatten()
}

fn innermost(at: &At<'_, '_>, outer_type: Option<&str>, layers: u8) -> Result<Option<Said>, WireError> {
    let outer_type = attribute_type(at)?.or(outer_type);
    if layers >= WRAPPINGS_MAX || at.has("eventType") {
        return Ok(None);
    }
    for key in ["Message", "Body", "body"] {
        let Some(text) = at.text(key)? else { continue };
        let deeper = json::parse(text).ok();
        let deeper = deeper.as_ref().map(|json| innermost(&At::root(json), outer_type, layers + 1));
        let own = || Said { kind: outer_type.unwrap_or_default().to_owned(), message: text.to_owned() };
        return Ok(Some(deeper.transpose()?.flatten().unwrap_or_else(own)));
    }
    Ok(None)
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Said({})", self.kind)
    }
}

/// True for an object that wraps a message or is one.
pub(crate) fn looks_like_event(at: &At<'_, '_>) -> bool {
    let wraps = at.has("Message") && (at.has("MessageAttributes") || at.has("MessageId") || at.has("Type"));
    let queued = ["Body", "body"].iter().any(|k| at.has(k))
        && ["MessageId", "messageId", "ReceiptHandle", "receiptHandle"].iter().any(|k| at.has(k));
    // A scheduled event of DPS has an `eventType` too, and none of these beside it.
    let bare = at.has("eventType")
        && [
            "version",
            "occurredAt",
            "additionalInformation",
            "personReference",
            "eventDatetime",
            "lastModifiedDateTime",
        ]
        .iter()
        .any(|k| at.has(k));
    wraps || queued || bare
}

fn unwrapped(at: &At<'_, '_>, outer_type: Option<&str>, layers: u8) -> Result<DomainEvent, WireError> {
    let attribute = attribute_type(at)?;
    let outer_type = attribute.or(outer_type);
    if layers < WRAPPINGS_MAX && !at.has("eventType") {
        for key in ["Message", "Body", "body"] {
            if let Some(inner) = at.object(key)? {
                return unwrapped(&inner, outer_type, layers + 1);
            }
            if let Some(text) = at.text(key)? {
                let json = json::parse(text)?;
                // Paths inside start anew: the message is a document of its own.
                return unwrapped(&At::named("$.Message", &json), outer_type, layers + 1);
            }
        }
    }
    message(at, outer_type)
}

fn attribute_type<'d>(at: &At<'_, 'd>) -> Result<Option<&'d str>, WireError> {
    for key in ["MessageAttributes", "messageAttributes"] {
        let Some(attributes) = at.object(key)? else { continue };
        let Some(event_type) = attributes.object("eventType")? else { continue };
        for value in ["Value", "StringValue", "stringValue"] {
            if let Some(text) = event_type.text(value)? {
                return Ok(Some(text));
            }
        }
    }
    Ok(None)
}

fn message(at: &At<'_, '_>, outer_type: Option<&str>) -> Result<DomainEvent, WireError> {
    if !at.is_object() {
        return Err(at.not("an object"));
    }
    let event_type = match (at.text("eventType")?, outer_type) {
        (Some(own), _) => own,
        (None, Some(outer)) => outer,
        (None, None) => at.must_text("eventType", "an event type")?,
    };
    let source = source(at);
    // What is missing of `additionalInformation` reads as not said; raw NOMIS events say it all at the top.
    let nothing = Json::Null;
    let inner = at.object("additionalInformation")?.unwrap_or(At::root(&nothing));
    Ok(DomainEvent {
        source,
        event_type: event_type.to_owned(),
        occurred: first_time(at, &["occurredAt", "eventDatetime", "lastModifiedDateTime"])?,
        event_id: if source == Source::External { at.scalar("eventId")? } else { None },
        about: about(at, &inner)?,
        hmpps_id: at.text("hmppsId")?.map(Raw::new),
        prison: prison(at, &inner)?,
        reason: inner.owned("reason")?,
        movement_reason: inner.text("nomisMovementReasonCode")?.map(MovementReason::new),
        categories_changed: inner.list("categoriesChanged", category)?.map(|l| l.items),
        current_location: inner.owned("currentLocation")?,
        current_status: inner.owned("currentPrisonStatus")?,
        booking: match inner.scalar("bookingId")? {
            Some(booking) => Some(booking),
            None => at.scalar("bookingId")?,
        }
        .map(|b| Booking::new(&b)),
        booking_start: inner.time("bookingStartDateTime")?,
        alert_code: inner.text("alertCode")?.map(AlertCode::new),
        appointment_instance: inner.whole("appointmentInstanceId")?,
        category_code: inner.owned("categoryCode")?,
        action: inner.owned("action")?,
        detail_url: match at.text("detailUrl")? {
            Some(url) => Some(url),
            None => at.text("url")?,
        }
        .map(Raw::new),
        movement: movement(at)?,
        nomis_merge: source == Source::Nomis && at.text("type")? == Some("MERGE"),
    })
}

/// A category of change. One that is no text is still a change: of a kind that we do not know.
fn category(at: &At<'_, '_>) -> Result<String, WireError> {
    Ok(match at.value() {
        Json::Text(text) => text.trim().to_owned(),
        _ => "?".to_owned(),
    })
}

fn source(at: &At<'_, '_>) -> Source {
    if at.has("hmppsId") || at.has("lastModifiedDateTime") {
        Source::External
    } else if at.has("eventDatetime") || at.has("nomisEventType") {
        Source::Nomis
    } else {
        Source::Domain
    }
}

fn first_time(at: &At<'_, '_>, keys: &[&str]) -> Result<Option<LondonTime>, WireError> {
    for key in keys {
        if let Some(time) = at.time(key)? {
            return Ok(Some(time));
        }
    }
    Ok(None)
}

fn prison(at: &At<'_, '_>, inner: &At<'_, '_>) -> Result<Option<PrisonCode>, WireError> {
    for (place, key) in
        [(inner, "prisonId"), (inner, "prisonCode"), (at, "prisonId"), (at, "agencyLocationId")]
    {
        if let Some(prison) = place.text(key)?.and_then(|t| PrisonCode::parse(t).ok()) {
            return Ok(Some(prison));
        }
    }
    Ok(None)
}

fn movement(at: &At<'_, '_>) -> Result<Option<NomisMovement>, WireError> {
    let Some(kind) = at.text("movementType")? else { return Ok(None) };
    Ok(Some(NomisMovement {
        kind: Coded::read(kind),
        direction: at.owned("directionCode")?,
        from: at.owned("fromAgencyLocationId")?,
        to: at.owned("toAgencyLocationId")?,
    }))
}

/// The keys of `additionalInformation` that name a person, and the part that each plays.
const INNER_NUMBERS: [(&str, Role); 11] = [
    ("nomsNumber", Role::Subject),
    ("prisonerId", Role::Subject),
    ("prisonerNumber", Role::Subject),
    ("prisonNumber", Role::Subject),
    ("offenderNo", Role::Subject),
    ("nsPrisonerNumber1", Role::Subject),
    ("nsPrisonerNumber2", Role::Other),
    ("removedNomsNumber", Role::Removed),
    ("movedFromNomsNumber", Role::MovedFrom),
    ("movedToNomsNumber", Role::MovedTo),
    ("offenderIdDisplay", Role::Subject),
];

fn about(at: &At<'_, '_>, inner: &At<'_, '_>) -> Result<Vec<PersonRef>, WireError> {
    let mut about = Vec::new();
    let mut note = |number: Option<WrittenNumber>, role| {
        if let Some(number) = number {
            let person = PersonRef { number, role };
            if !about.contains(&person) {
                about.push(person);
            }
        }
    };
    // `additionalInformation` first: for a merge it alone says who was kept.
    for (key, role) in INNER_NUMBERS {
        note(written(inner, key)?, role);
    }
    if let Some(reference) = at.object("personReference")?
        && let Some(identifiers) = reference.field("identifiers")?
    {
        for identifier in identifiers.items() {
            let kind = identifier.text("type")?.unwrap_or_default();
            if ["NOMS", "nomsNumber"].iter().any(|k| kind.eq_ignore_ascii_case(k)) {
                note(written(&identifier, "value")?, Role::Subject);
            }
        }
    }
    note(written(at, "offenderIdDisplay")?, Role::Subject);
    note(written(at, "previousOffenderIdDisplay")?, Role::Removed);
    // An opaque id that has the form of a prison number is one: probation's are a letter and six digits.
    if let Some(WrittenNumber::Good(number)) = written(at, "hmppsId")? {
        note(Some(WrittenNumber::Good(number)), Role::Subject);
    }
    Ok(about)
}
