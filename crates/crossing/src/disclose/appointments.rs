//! Appointments for healthcare: as the care system sent them, and what the prison's lists show of each.

use super::listed::Printed;
use super::mirror_words::MirrorView;
use super::patients::{self, PatientIdentifier, PatientRef, PatientView};
use super::search::{Also, CANDIDATES_MAX, Order, Page, Told};
use super::{Ages, Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use serde::Serialize;
use std::collections::BTreeSet;
use store::BookingsAsked;
use vocab::Instant;
use vocab::care::{Appointment, AppointmentStatus, Identifier};
use vocab::code::Coded;
use vocab::crossing::LinkState;
use vocab::id::{AppointmentId, PatientId};
use vocab::place::{PrisonCode, RoomCode};
use vocab::prison::{Aspect, Person};
use vocab::time::LondonTime;

/// A search of appointments. Each list is of alternatives, an empty one asks nothing; every list must hold.
#[derive(Debug, Clone, Default)]
pub struct AppointmentSearch {
    /// Our ids.
    pub ids: Vec<AppointmentId>,
    /// Patients' ids.
    pub patients: Vec<String>,
    /// Patients by number.
    pub patient_identifiers: Vec<PatientIdentifier>,
    /// Business identifiers.
    pub identifiers: Vec<Identifier>,
    /// Starting from here.
    pub from: Option<Instant>,
    /// Starting before here.
    pub until: Option<Instant>,
    /// States.
    pub statuses: Vec<AppointmentStatus>,
    /// Rooms.
    pub rooms: Vec<RoomCode>,
    /// Whatever else must hold of what may be seen. The mirror and the resource are not there yet when it is asked.
    pub also: Also<AppointmentView>,
    /// Ordered so; by start and id where nothing is said.
    pub order: Order<AppointmentView>,
    /// Bring the patients along.
    pub include_patient: bool,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppointmentView {
    /// Our id.
    pub id: AppointmentId,
    /// FHIR's version.
    pub version: u32,
    /// When the newest version was received.
    pub updated: Instant,
    /// Whose.
    pub patient: PatientId,
    /// In which prison.
    pub prison: PrisonCode,
    /// In which room.
    pub room: RoomCode,
    /// State.
    pub status: Coded<AppointmentStatus>,
    /// From.
    pub start: Option<LondonTime>,
    /// To.
    pub end: Option<LondonTime>,
    /// Business identifiers.
    pub identifiers: Vec<Identifier>,
    /// The resource as it was received.
    pub resource: String,
    /// What the prison's lists show of it; none to those who may not know.
    pub mirror: Option<MirrorView>,
}

/// A page of appointments, with the patients where they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appointments {
    /// The page.
    pub page: Page<AppointmentView>,
    /// The patients of this page, each once.
    pub patients: Vec<PatientView>,
}

impl Crossing {
    /// Searches appointments of the request's prison.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role that may see none; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn appointment_search(
        &self,
        ctx: &Context,
        search: AppointmentSearch,
    ) -> Result<Disclosed<Appointments>> {
        self.disclose(ctx, "appointment.search", |desk| appointments(desk, &search)).await
    }

    /// Reads one appointment.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn appointment_read(
        &self,
        ctx: &Context,
        id: AppointmentId,
    ) -> Result<Disclosed<AppointmentView>> {
        self.disclose(ctx, "appointment.read", |desk| appointment(desk, id)).await
    }
}

/// A caller sees the bookings of their own prison's healthcare: whose they are is ruled for each link's state before
/// anything is counted.
struct MaySee {
    confirmed: bool,
    in_doubt: bool,
    none: bool,
}

impl MaySee {
    fn ask(desk: &mut Desk<'_>) -> Self {
        let mut ask = |link| desk.rule(Kind::AppointmentHealth, of_own(link)).lets_out();
        Self {
            confirmed: ask(Some(LinkState::Confirmed)),
            in_doubt: ask(Some(LinkState::InDoubt)),
            none: ask(None),
        }
    }

    const fn any(&self) -> bool {
        self.confirmed || self.in_doubt || self.none
    }

    const fn all(&self) -> bool {
        self.confirmed && self.in_doubt && self.none
    }

    fn one(&self, desk: &Desk<'_>, appointment: &Appointment) -> Result<bool> {
        if self.all() {
            return Ok(true);
        }
        Ok(match desk.link_of_patient(appointment.patient)?.map(|l| l.state) {
            Some(LinkState::Confirmed) => self.confirmed,
            Some(_) => self.in_doubt,
            None => self.none,
        })
    }
}

/// A booking of the caller's own prison is in its healthcare's care, wherever the patient is by now.
pub(crate) const fn of_own(link: Option<LinkState>) -> Circumstances {
    Circumstances { own_prison: true, link, settled: true, by_prison_number: false, restricted: false }
}

fn appointments(desk: &mut Desk<'_>, search: &AppointmentSearch) -> Result<Appointments> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let may = MaySee::ask(desk);
    if !may.any() {
        return Err(DiscloseError::NotFound);
    }
    let mut views = Vec::new();
    for appointment in candidates(desk, prison, search)? {
        if may.one(desk, &appointment)? {
            let view = view_of(&appointment);
            if matches(&view, search) && search.also.holds(&view) {
                views.push(view);
            }
        }
    }
    views.sort_by_key(|v| (v.start.is_none(), v.start, v.id));
    views.dedup_by_key(|v| v.id);
    search.order.sort(&mut views);
    let mut page = Page::cut(views, |v| v.id.to_string(), search.after.as_deref(), search.most, None)?;
    let mut printed = Printed::default();
    let mut patients: Vec<PatientView> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut told = Vec::new();
    for view in &mut page.entries {
        let person = complete(desk, view, &mut printed)?;
        if seen.insert(view.patient) {
            told.push(told_of(desk, view.patient, person.as_ref())?);
            if search.include_patient
                && let Some(sealed) = desk.view.patient(view.patient)?
            {
                let patient = desk.open_sealed(sealed);
                patients.extend(patients::of_patient(desk, &patient)?);
            }
        }
    }
    page.note = desk.note_beside(&told);
    Ok(Appointments { page, patients })
}

fn told_of(desk: &Desk<'_>, patient: PatientId, person: Option<&Person>) -> Result<Told> {
    let link = desk.link_of_patient(patient)?.map(|l| l.state);
    let ages = person.map_or(Ok(Ages::default()), |p| desk.ages(p, [Aspect::Place, Aspect::Alerts]))?;
    Ok(Told { ages, link })
}

/// The bookings that a search could find, by whatever narrows it most.
fn candidates(
    desk: &mut Desk<'_>,
    prison: PrisonCode,
    search: &AppointmentSearch,
) -> Result<Vec<Appointment>> {
    let mut found = Vec::new();
    let mut add = |desk: &Desk<'_>, sealed: store::Sealed<(Appointment, Vec<u8>)>| {
        let (appointment, _) = desk.open_sealed(sealed);
        if appointment.prison == prison {
            found.push(appointment);
        }
    };
    if !search.ids.is_empty() {
        for id in &search.ids {
            if let Some(sealed) = desk.view.appointment(*id)? {
                add(desk, sealed);
            }
        }
        return Ok(found);
    }
    if !search.identifiers.is_empty() {
        for identifier in &search.identifiers {
            for sealed in desk.view.appointments_by_identifier(identifier)? {
                add(desk, sealed);
            }
        }
        return Ok(found);
    }
    let of_patients = !search.patients.is_empty() || !search.patient_identifiers.is_empty();
    let patients =
        if of_patients { patients_of(desk, search)?.into_iter().map(Some).collect() } else { vec![None] };
    for patient in patients {
        let most = CANDIDATES_MAX + 1;
        let asked = BookingsAsked { prison, patient, from: search.from, until: search.until, most };
        found.extend(desk.view.bookings(&asked)?.into_iter().map(|sealed| desk.open_sealed(sealed)));
        if found.len() > CANDIDATES_MAX {
            return Err(DiscloseError::Asked("that finds too many: give a date or a patient".to_owned()));
        }
    }
    Ok(found)
}

/// Patients that a search names: by number only those whom the caller may see, by our id whoever it is, since only
/// bookings of the caller's own prison are looked at.
fn patients_of(desk: &mut Desk<'_>, search: &AppointmentSearch) -> Result<BTreeSet<PatientId>> {
    let mut found: BTreeSet<PatientId> =
        search.patients.iter().filter_map(|id| PatientId::parse(id)).collect();
    if !search.patient_identifiers.is_empty() {
        let named = patients::of_search(desk, &[], &search.patient_identifiers)?;
        found.extend(named.into_iter().filter_map(|view| match view.id {
            PatientRef::Care(id) => Some(id),
            PatientRef::PrisonRecord(_) => None,
        }));
    }
    Ok(found)
}

fn matches(view: &AppointmentView, search: &AppointmentSearch) -> bool {
    let starts = |holds: &dyn Fn(Instant) -> bool| view.start.is_some_and(|s| holds(s.at()));
    let patient = view.patient.to_string();
    (search.identifiers.is_empty() || search.identifiers.iter().any(|i| view.identifiers.contains(i)))
        && (search.ids.is_empty() || search.ids.contains(&view.id))
        && (search.patients.is_empty()
            || !search.patient_identifiers.is_empty()
            || search.patients.contains(&patient))
        && search.from.is_none_or(|from| starts(&|at| at >= from))
        && search.until.is_none_or(|until| starts(&|at| at < until))
        && (search.statuses.is_empty() || view.status.known().is_some_and(|s| search.statuses.contains(&s)))
        && (search.rooms.is_empty() || search.rooms.contains(&view.room))
}

fn view_of(appointment: &Appointment) -> AppointmentView {
    AppointmentView {
        id: appointment.id,
        version: appointment.version,
        updated: appointment.updated,
        patient: appointment.patient,
        prison: appointment.prison,
        room: appointment.room.clone(),
        status: appointment.status.clone(),
        start: appointment.start,
        end: appointment.end,
        identifiers: appointment.identifiers.clone(),
        resource: String::new(),
        mirror: None,
    }
}

/// Adds what is shown of one that is on the page: the resource as it came, and the mirror. Notes whose it is.
fn complete(
    desk: &mut Desk<'_>,
    view: &mut AppointmentView,
    printed: &mut Printed,
) -> Result<Option<Person>> {
    let resource = desk.view.booking_resource(view.id)?.map(|sealed| desk.open_sealed(sealed));
    view.resource = String::from_utf8_lossy(&resource.unwrap_or_default()).into_owned();
    let link = desk.link_of_patient(view.patient)?;
    let person = desk.linked(link.as_ref())?;
    desk.saw(person.as_ref(), Some(view.patient), false);
    let appointment = desk.view.appointment(view.id)?.map(|sealed| desk.open_sealed(sealed).0);
    if let Some(appointment) = appointment {
        view.mirror = desk.mirror_view(&appointment, of_own(link.map(|l| l.state)), printed)?;
    }
    Ok(person)
}

fn appointment(desk: &mut Desk<'_>, id: AppointmentId) -> Result<AppointmentView> {
    let search = AppointmentSearch { ids: vec![id], most: 1, ..AppointmentSearch::default() };
    appointments(desk, &search)?.page.entries.pop().ok_or(DiscloseError::NotFound)
}
