//! Appointments for healthcare: views into resources, and the search.
//!
//! What is given back is what the crossing knows: state, times, patient, room, and whether the prison's list shows it.
//! Clinic names, reasons and comments stay where they came from.

use super::find::{Whose, all, first_ids, moment_holds, window};
use super::place::{identifier_holds, resource as location_resource};
use super::search::{Found, most};
use super::{find, patient};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::disclose::appointments::{AppointmentSearch, AppointmentView};
use crossing::disclose::locations::{LocationView, room_id};
use crossing::disclose::mirror_words::MirrorWord;
use crossing::disclose::search::{Also, Order};
use crossing::{Context, Length};
use http::StatusCode;
use std::cmp::Ordering;
use vocab::care;
use vocab::id::AppointmentId;
use vocab::time::LondonTime;
use wire::fhir::appointment::{Appointment, AppointmentFault, AppointmentState, Span};
use wire::fhir::codes::ParticipationStatus;
use wire::fhir::datatypes::{Identifier, Meta, Reference};
use wire::fhir::search::{self, AppointmentSort, Clause, IdentifierMatch, ReferenceMatch};
use wire::fhir::{Id, Issue, IssueType, ResourceType};

/// An appointment in FHIR's form.
///
/// # Errors
/// When what a care system sent cannot be said in valid FHIR: a status that is not on the list.
pub(super) fn resource(app: &App, view: &AppointmentView) -> Result<Appointment, AppointmentFault> {
    let state = AppointmentState::of(&view.status, span(app, view), None)?;
    let meta = Meta::new().versioned(view.version, view.updated);
    let patient = Reference::to(ResourceType::Patient, &Id::from(view.patient));
    let mut appointment = Appointment::new(Id::from(view.id), meta, state, patient);
    for identifier in view.identifiers.iter().filter_map(|i| Identifier::read(&i.system, &i.value)) {
        appointment = appointment.identified(identifier);
    }
    let room = LocationView {
        id: room_id(view.prison, &view.room),
        prison: view.prison,
        room: Some(view.room.clone()),
        name: view.room.text().to_owned(),
        neutral: None,
    };
    if let Some(location) = location_resource(&room) {
        let reference = Reference::to(ResourceType::Location, location.id());
        appointment = appointment.held_in(reference, shown(view));
    }
    Ok(appointment)
}

/// What the prison's list shows of it.
fn shown(view: &AppointmentView) -> ParticipationStatus {
    match view.mirror.as_ref().map(|m| m.word) {
        Some(MirrorWord::OnTheList | MirrorWord::Adopted) => ParticipationStatus::Accepted,
        Some(MirrorWord::PrisonChanged) => ParticipationStatus::Declined,
        _ => ParticipationStatus::NeedsAction,
    }
}

/// From and to. A start without an end gets the length that the prison's list is given for it.
fn span(app: &App, view: &AppointmentView) -> Option<Span> {
    let start = view.start?;
    let end = view.end.unwrap_or_else(|| {
        let minutes = match app.crossing.rules().prison(view.prison).map(|rules| rules.length) {
            Some(Length::Standard(minutes)) => i64::from(minutes),
            Some(Length::Real) | None => 0,
        };
        LondonTime::from_instant(start.at().plus_seconds(minutes * 60))
    });
    Span::of(start, end)
}

/// The refusal of one that cannot be said in FHIR.
pub(super) fn unsayable(fault: AppointmentFault) -> Refused {
    let issue = Issue::error(IssueType::BusinessRule, "this appointment cannot be said in valid FHIR");
    let issue = match wire::fhir::Text::of(&fault.to_string()) {
        Some(words) => issue.saying(words),
        None => issue,
    };
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, issue)
}

/// Searches.
pub(super) async fn search(
    app: &App,
    ctx: &Context,
    asked: &search::AppointmentSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    let whose = Whose::read(&asked.patient)?;
    let (from, until) = window(&asked.date);
    let conditions = asked.clone();
    let patients = whose.ids.clone();
    let patient_identifiers = whose.identifiers.clone();
    let search = AppointmentSearch {
        ids: first_ids(&asked.id).iter().filter_map(|id| AppointmentId::parse(id)).collect(),
        patients,
        patient_identifiers,
        identifiers: business(&asked.identifier),
        from,
        until,
        also: Also::only(move |view| holds(&conditions, view) && whose.holds(&view.patient.to_string())),
        order: order(asked),
        include_patient: asked.common.include_patient,
        most: most(&asked.common),
        after,
        ..AppointmentSearch::default()
    };
    let found_all = app.crossing.appointment_search(ctx, search).await?;
    let answer = found_all.get();
    let mut found = Found::of(answer.page.total, answer.page.next.clone(), answer.page.note.clone());
    for view in &answer.page.entries {
        match resource(app, view) {
            Ok(resource) => found.matched.push(resource.into()),
            Err(_) => found.tell_once(Issue::warning(
                IssueType::Incomplete,
                "an appointment that matches has a status that FHIR does not have, and is not shown: ask its sender to correct it",
            )),
        }
    }
    for view in &answer.patients {
        found.ages.extend(&view.ages);
        found.included.extend(patient::resource(view).map(Into::into));
    }
    Ok(found)
}

/// Business identifiers of the first clause that names them whole.
fn business(clauses: &[Clause<IdentifierMatch>]) -> Vec<care::Identifier> {
    let whole = |one: &IdentifierMatch| match one {
        IdentifierMatch::In { system, value } => {
            Some(care::Identifier { system: system.clone(), value: value.clone() })
        }
        _ => None,
    };
    let known = clauses.iter().find_map(|clause| match clause {
        Clause::OneOf(wanted) => wanted.iter().map(whole).collect::<Option<Vec<_>>>(),
        Clause::Missing(_) => None,
    });
    known.unwrap_or_default()
}

fn holds(asked: &search::AppointmentSearch, view: &AppointmentView) -> bool {
    let id = view.id.to_string();
    let start = view.start.map(LondonTime::at);
    all(&asked.id, false, |wanted| wanted.text() == id)
        && all(&asked.identifier, view.identifiers.is_empty(), |wanted| {
            view.identifiers.iter().any(|identifier| business_is(wanted, identifier))
        })
        && moment_holds(&asked.date, start)
        && all(&asked.status, false, |wanted| view.status.known() == Some(*wanted))
        && all(&asked.location, false, |wanted| is_in(wanted, view))
        && find::moment_holds(&asked.common.updated, Some(view.updated))
}

fn business_is(wanted: &IdentifierMatch, identifier: &care::Identifier) -> bool {
    match wanted {
        IdentifierMatch::In { system, value } => identifier.system == *system && identifier.value == *value,
        IdentifierMatch::Anywhere(value) => identifier.value == *value,
        IdentifierMatch::WithoutSystem(value) => identifier.system.is_empty() && identifier.value == *value,
        IdentifierMatch::AnyOf(system) => identifier.system == *system,
        IdentifierMatch::Nhs(_) | IdentifierMatch::Prison(_) => false,
    }
}

fn is_in(wanted: &ReferenceMatch, view: &AppointmentView) -> bool {
    let room = || LocationView {
        id: room_id(view.prison, &view.room),
        prison: view.prison,
        room: Some(view.room.clone()),
        name: String::new(),
        neutral: None,
    };
    match wanted {
        // The prison's own id finds what is in any of its rooms.
        ReferenceMatch::Id(id) => {
            id.text() == room_id(view.prison, &view.room) || id.text() == view.prison.text()
        }
        ReferenceMatch::Identifier(identifier) => identifier_holds(identifier, &room()),
    }
}

fn order(asked: &search::AppointmentSearch) -> Order<AppointmentView> {
    if asked.common.sort.is_empty() {
        return Order::default();
    }
    let sort = asked.common.sort.clone();
    Order::by(move |a: &AppointmentView, b: &AppointmentView| {
        sort.iter().fold(Ordering::Equal, |so_far, by| {
            let next = match by.key {
                AppointmentSort::Date => a.start.cmp(&b.start),
                AppointmentSort::Updated => a.updated.cmp(&b.updated),
            };
            so_far.then(if by.descending { next.reverse() } else { next })
        })
    })
}
