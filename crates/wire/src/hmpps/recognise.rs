//! What a file or a recorded response of the prison side is.
//!
//! A file is told by its shape, a recorded response by its path. What is well formed and of a kind that nothing of
//! ours uses is named and kept; a body of no known shape is `Unrecognised` and kept too. Only what cannot be read,
//! or lacks what makes it one of its kind, is an error.

use super::alert::AlertRow;
use super::answer::{Answer, Complaint, Reply};
use super::appointment::{AppointmentSeries, PrisonAppointment};
use super::event::{DomainEvent, looks_like_event};
use super::external::{Paged, PersonInPrison, PersonRecord, PersonViews};
use super::json::{At, Json};
use super::non_association::{KeptApart, Pair};
use super::person::{Raw, WrittenNumber, must_written};
use super::place::{BaseLocation, Cell, InsidePlace};
use super::prisoner::{Language, Prisoner};
use super::route::Route;
use super::schedule::ScheduledEvents;
use super::shape::{Shape, shape, shape_of_items};
use super::{Listed, well_formed, with_json};
use crate::error::WireError;

/// A body of the prison side, told by shape or path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// An event.
    Event(Box<DomainEvent>),
    /// Events.
    Events(Listed<DomainEvent>),
    /// A prisoner-search record.
    Prisoner(Box<Prisoner>),
    /// Prisoner-search records.
    Prisoners(Paged<Prisoner>),
    /// A person of the prison index, as third parties see it.
    PersonInPrison(Box<PersonInPrison>),
    /// Several.
    PeopleInPrison(Paged<PersonInPrison>),
    /// A person, as prison and probation see them.
    Person(Box<PersonViews>),
    /// Persons found.
    Persons(Paged<PersonRecord>),
    /// Alerts of a person.
    Alerts(Paged<AlertRow>),
    /// People to be kept apart from one person, whom the path names.
    NonAssociations(Listed<KeptApart>),
    /// Pairs to be kept apart.
    NonAssociationPairs(Listed<Pair>),
    /// A person's cell; the path names whose.
    Cell(Cell),
    /// A person's base location; the path names whose.
    BaseLocation(BaseLocation),
    /// Appointments found.
    Appointments(Paged<PrisonAppointment>),
    /// Details of an appointment.
    Appointment(Box<PrisonAppointment>),
    /// One person on one appointment.
    AppointmentInstance(Box<PrisonAppointment>),
    /// A series.
    AppointmentSeries(AppointmentSeries),
    /// What is planned for people.
    Schedule(ScheduledEvents),
    /// A person's languages; the path names whose.
    Languages(Paged<Language>),
    /// A place inside a prison.
    Place(InsidePlace),
    /// Places inside a prison.
    Places(Listed<InsidePlace>),
    /// An opaque id.
    HmppsId(Raw),
    /// A prison number.
    NomisNumber(WrittenNumber),
    /// An error body.
    Complaint(Complaint),
    /// Well formed, and of a kind that nothing of ours uses.
    WellFormed {
        /// Which kind.
        what: &'static str,
        /// How many.
        items: usize,
    },
    /// JSON of no known shape.
    Unrecognised,
}

impl Document {
    /// The kind, in words for an import outcome.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Events(_) => "events",
            Self::Prisoner(_) => "prisoner-search record",
            Self::Prisoners(_) => "prisoner-search records",
            Self::PersonInPrison(_) => "person in prison",
            Self::PeopleInPrison(_) => "people in prison",
            Self::Person(_) => "person, prison and probation views",
            Self::Persons(_) => "persons found",
            Self::Alerts(_) => "alerts",
            Self::NonAssociations(_) => "non-associations of a person",
            Self::NonAssociationPairs(_) => "non-association pairs",
            Self::Cell(_) => "cell location",
            Self::BaseLocation(_) => "base location",
            Self::Appointments(_) => "appointments found",
            Self::Appointment(_) => "appointment details",
            Self::AppointmentInstance(_) => "appointment instance",
            Self::AppointmentSeries(_) => "appointment series",
            Self::Schedule(_) => "scheduled events",
            Self::Languages(_) => "languages",
            Self::Place(_) => "place inside a prison",
            Self::Places(_) => "places inside a prison",
            Self::HmppsId(_) => "opaque id",
            Self::NomisNumber(_) => "prison number of an opaque id",
            Self::Complaint(_) => "error body",
            Self::WellFormed { what, .. } => what,
            Self::Unrecognised => "unrecognised",
        }
    }

    /// How many items were read, and how many of its lists were refused.
    #[must_use]
    pub const fn counts(&self) -> (usize, usize) {
        const fn of<T>(list: &Listed<T>) -> (usize, usize) {
            (list.items.len(), list.refused.len())
        }
        match self {
            Self::Events(l) => of(l),
            Self::Prisoners(p) => of(&p.list),
            Self::PeopleInPrison(p) => of(&p.list),
            Self::Persons(p) => of(&p.list),
            Self::Alerts(p) => of(&p.list),
            Self::NonAssociations(l) => of(l),
            Self::NonAssociationPairs(l) => of(l),
            Self::Appointments(p) => of(&p.list),
            Self::AppointmentSeries(s) => of(&s.appointments),
            Self::Schedule(s) => of(&s.events),
            Self::Languages(p) => of(&p.list),
            Self::Places(l) => of(l),
            Self::WellFormed { items, .. } => (*items, 0),
            Self::Unrecognised => (0, 0),
            _ => (1, 0),
        }
    }
}

/// Tells what a file is, by its shape.
///
/// # Errors
/// [`WireError`] when it is not JSON, or lacks what makes it one of its kind.
pub fn recognise(bytes: &[u8]) -> Result<Document, WireError> {
    with_json(bytes, by_shape)
}

fn by_shape(at: &At<'_, '_>) -> Result<Document, WireError> {
    if let Json::List(items) = at.value() {
        return list(at, at, items.is_empty());
    }
    if !at.is_object() {
        return Ok(Document::Unrecognised);
    }
    // A subscription notice looks like an event and is none.
    if !at.has("SubscribeURL") && looks_like_event(at) {
        return DomainEvent::from_at(at).map(|e| Document::Event(Box::new(e)));
    }
    for key in ["data", "content"] {
        if let Some(inner) = at.field(key)? {
            return match inner.value() {
                Json::List(items) => list(at, &inner, items.is_empty()),
                Json::Object(_) if key == "data" => single(at, &inner, shape(&inner)),
                _ => Ok(Document::Unrecognised),
            };
        }
        if at.is_null(key) {
            return Ok(Document::WellFormed { what: "an empty answer", items: 0 });
        }
    }
    single(at, at, shape(at))
}

/// One thing: `inner` is it, `at` the envelope around it.
fn single(at: &At<'_, '_>, inner: &At<'_, '_>, shape: Shape) -> Result<Document, WireError> {
    let in_envelope = at.has("data");
    Ok(match shape {
        Shape::Prisoner => Document::Prisoner(Box::new(Prisoner::from_at(inner)?)),
        Shape::Matches => Document::Prisoners(Prisoner::list_from_at(inner)?),
        Shape::PersonInPrison | Shape::PersonRecord if in_envelope => {
            Document::PersonInPrison(Box::new(PersonInPrison::from_at(inner)?))
        }
        Shape::PersonViews if in_envelope => Document::Person(Box::new(PersonViews::from_at(at)?)),
        Shape::NonAssociations if in_envelope => Document::NonAssociations(KeptApart::list_from_at(at)?),
        Shape::Cell if in_envelope => Document::Cell(Cell::from_at(at)?),
        Shape::BaseLocation if in_envelope => Document::BaseLocation(BaseLocation::from_at(at)?),
        Shape::Residential if in_envelope => Document::Places(InsidePlace::list_from_at(at)?),
        Shape::InsidePlace => Document::Place(InsidePlace::from_at(inner)?),
        Shape::AppointmentDetails => Document::Appointment(Box::new(PrisonAppointment::from_details(inner)?)),
        Shape::AppointmentInstance => {
            Document::AppointmentInstance(Box::new(PrisonAppointment::from_instance(inner)?))
        }
        Shape::AppointmentSeries => Document::AppointmentSeries(AppointmentSeries::from_at(inner)?),
        Shape::Schedule => Document::Schedule(ScheduledEvents::from_at(inner)?),
        Shape::HmppsId if in_envelope => Document::HmppsId(Raw::new(inner.must_text("hmppsId", "an id")?)),
        Shape::NomisNumber if in_envelope => Document::NomisNumber(must_written(inner, "nomisNumber")?),
        Shape::Complaint => Document::Complaint(Complaint::from_at(inner)?),
        Shape::NotUsed(what) => Document::WellFormed { what, items: 1 },
        Shape::Unknown => Document::Unrecognised,
        // A kind that is used in lists or under `data`, standing elsewhere: nobody sends it so.
        _ => Document::WellFormed { what: "part of a larger answer", items: 1 },
    })
}

/// A list: `inner` is it, `at` the envelope around it, or the list itself.
fn list(at: &At<'_, '_>, inner: &At<'_, '_>, empty: bool) -> Result<Document, WireError> {
    if empty {
        return Ok(Document::WellFormed { what: "an empty list", items: 0 });
    }
    if inner.items().any(|item| looks_like_event(&item)) {
        return inner.listed(DomainEvent::from_at).map(Document::Events);
    }
    let in_envelope = at.has("data");
    Ok(match shape_of_items(inner) {
        Shape::Prisoner if !in_envelope => Document::Prisoners(Prisoner::list_from_at(at)?),
        Shape::PersonRecord if in_envelope => Document::Persons(Paged::from_at(at, PersonRecord::from_at)?),
        Shape::PersonInPrison if in_envelope => {
            Document::PeopleInPrison(Paged::from_at(at, PersonInPrison::from_at)?)
        }
        Shape::ExternalAlert if in_envelope => Document::Alerts(Paged::from_at(at, AlertRow::from_external)?),
        Shape::Alert if !in_envelope => Document::Alerts(AlertRow::internal_from_at(at)?),
        Shape::Pair if !in_envelope => Document::NonAssociationPairs(Pair::list_from_at(at)?),
        Shape::SearchedAppointment if in_envelope => {
            Document::Appointments(Paged::from_at(at, PrisonAppointment::from_search)?)
        }
        Shape::SearchedAppointment => {
            Document::Appointments(Paged::spring(at, PrisonAppointment::from_search)?)
        }
        Shape::Language if in_envelope => Document::Languages(Paged::from_at(at, Language::from_at)?),
        Shape::InsidePlace if !in_envelope => Document::Places(inner.listed(InsidePlace::from_at)?),
        Shape::NotUsed(what) => Document::WellFormed { what, items: inner.items().count() },
        Shape::Unknown => Document::Unrecognised,
        _ => Document::WellFormed { what: "a list of a kind not used", items: inner.items().count() },
    })
}

/// A recorded response, told by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What was asked; it names the person where the body does not.
    pub route: Route,
    /// What came.
    pub answer: Answer<Document>,
}

/// Tells what a recorded response is, by its request and status.
///
/// # Errors
/// [`WireError::UnknownPath`] for a path of no HMPPS service; another [`WireError`] when the status says success
/// and the body cannot be read as the path says.
pub fn recognise_response(method: &str, path: &str, reply: &Reply<'_>) -> Result<Recorded, WireError> {
    let route = Route::read(method, path).ok_or(WireError::UnknownPath)?;
    let answer = Answer::read(reply, |body| by_route(&route, body))?;
    Ok(Recorded { route, answer })
}

fn by_route(route: &Route, body: &[u8]) -> Result<Document, WireError> {
    Ok(match route {
        Route::Persons => Document::Persons(PersonRecord::read_list(body)?),
        Route::Person(_) => Document::Person(Box::new(PersonViews::read(body)?)),
        Route::CellLocation(_) => Document::Cell(Cell::read(body)?),
        Route::BaseLocation(_) => Document::BaseLocation(BaseLocation::read(body)?),
        Route::Alerts(_) => Document::Alerts(AlertRow::read_external(body)?),
        Route::Languages(_) => Document::Languages(super::external::read_languages(body)?),
        Route::NonAssociations { .. } => Document::NonAssociations(KeptApart::read(body)?),
        Route::Prisoners => Document::PeopleInPrison(PersonInPrison::read_list(body)?),
        Route::Prisoner(_) => Document::PersonInPrison(Box::new(PersonInPrison::read(body)?)),
        Route::ExternalAppointments(_) => {
            Document::Appointments(PrisonAppointment::read_external_search(body)?)
        }
        Route::InsidePlace(_) => Document::Place(InsidePlace::read(body)?),
        Route::Residential(_) | Route::BookableRooms(_) => Document::Places(InsidePlace::read_list(body)?),
        Route::HmppsId(_) => Document::HmppsId(super::external::read_hmpps_id(body)?),
        Route::NomisNumber(_) => Document::NomisNumber(super::external::read_nomis_number(body)?),
        Route::SearchRecord(_) => Document::Prisoner(Box::new(Prisoner::read(body)?)),
        Route::SearchRecords => Document::Prisoners(Prisoner::read_list(body)?),
        Route::PersonAlerts(_) => Document::Alerts(AlertRow::read_internal(body)?),
        Route::NonAssociationPairs => Document::NonAssociationPairs(Pair::read_list(body)?),
        Route::AppointmentSearch(_) => {
            Document::Appointments(Paged { list: PrisonAppointment::read_search(body)?, pagination: None })
        }
        Route::AppointmentDetails(_) => {
            Document::Appointment(Box::new(PrisonAppointment::read_details(body)?))
        }
        Route::AppointmentInstance(_) => {
            Document::AppointmentInstance(Box::new(PrisonAppointment::read_instance(body)?))
        }
        Route::AppointmentCreate
        | Route::AppointmentSeries(_)
        | Route::AppointmentChange(_)
        | Route::AppointmentCancel(_)
        | Route::AppointmentUncancel(_) => Document::AppointmentSeries(AppointmentSeries::read(body)?),
        Route::ScheduledEvents(_) => Document::Schedule(ScheduledEvents::read(body)?),
        // An empty body is a fair answer to what nobody reads.
        Route::NotUsed(what) if body.is_empty() => Document::WellFormed { what, items: 0 },
        Route::NotUsed(what) => Document::WellFormed { what, items: well_formed(body)? },
    })
}
