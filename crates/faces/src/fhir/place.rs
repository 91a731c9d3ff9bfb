//! Places and who runs them: healthcare's rooms for healthcare, and the prison that they are in.

use super::find::{all, first_ids, text_holds};
use super::search::{Found, most, no_updates};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::Context;
use crossing::disclose::locations::{LocationSearch, LocationView};
use crossing::disclose::search::{Also, Order};
use std::cmp::Ordering;
use wire::fhir::codes::{LocationStatus, PhysicalType};
use wire::fhir::datatypes::{Identifier, Meta, Reference};
use wire::fhir::place::{Location, Organization};
use wire::fhir::search::{self, IdentifierMatch, LocationSort};
use wire::fhir::{Id, ResourceType, Text, urls};

/// The room's identifier as bookings may name it: with its prison before it, for two prisons may use one name.
pub(super) fn room_value(view: &LocationView) -> Option<String> {
    view.room.as_ref().map(|room| format!("{}/{}", view.prison, room.text()))
}

/// A place in FHIR's form.
pub(super) fn resource(view: &LocationView) -> Option<Location> {
    let prison = Id::from(view.prison);
    let location =
        Location::new(Id::parse(&view.id)?, Meta::new(), LocationStatus::Active, Text::of(&view.name)?)
            .run_by(Reference::to(ResourceType::Organization, &prison));
    Some(match room_value(view) {
        Some(room) => location
            .identified(Identifier::read(urls::ROOM, &room)?)
            .of_kind(PhysicalType::Room)
            .within(Reference::to(ResourceType::Location, &prison)),
        None => location
            .identified(Identifier::read(urls::PRISON, view.prison.text())?)
            .of_kind(PhysicalType::Site),
    })
}

/// The prison as an organisation: whoever may know the place may know who runs it.
pub(super) fn organization(view: &LocationView) -> Option<Organization> {
    let organization = Organization::new(Id::from(view.prison), Meta::new(), Text::of(&view.name)?);
    Some(organization.identified(Identifier::read(urls::PRISON, view.prison.text())?))
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::LocationSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    let sorts_by_update = asked.common.sort.iter().any(|by| by.key == LocationSort::Updated);
    no_updates(!asked.common.updated.is_empty() || sorts_by_update)?;
    let conditions = asked.clone();
    let search = LocationSearch {
        ids: first_ids(&asked.id),
        also: Also::only(move |view| holds(&conditions, view)),
        order: order(asked),
        most: most(&asked.common),
        after,
    };
    let page = app.crossing.location_search(ctx, search).await?;
    let page = page.get();
    let mut found = Found::of(page.total, page.next.clone(), page.note.clone());
    found.of_nobody = true;
    found.matched.extend(page.entries.iter().filter_map(resource).map(Into::into));
    Ok(found)
}

fn holds(asked: &search::LocationSearch, view: &LocationView) -> bool {
    all(&asked.id, false, |wanted| wanted.text() == view.id)
        && all(&asked.name, false, |wanted| text_holds(wanted, [view.name.as_str()]))
        && all(&asked.identifier, false, |wanted| identifier_holds(wanted, view))
}

/// A room's identifier: with its prison before it or alone.
pub(super) fn identifier_holds(wanted: &IdentifierMatch, view: &LocationView) -> bool {
    let (system, own) = match &view.room {
        Some(room) => (urls::ROOM, room.text()),
        None => (urls::PRISON, view.prison.text()),
    };
    let whole = room_value(view);
    let is = |value: &str| value == own || Some(value) == whole.as_deref();
    match wanted {
        IdentifierMatch::In { system: s, value } => s == system && is(value),
        IdentifierMatch::Anywhere(value) => is(value),
        IdentifierMatch::AnyOf(s) => s == system,
        IdentifierMatch::Nhs(_) | IdentifierMatch::Prison(_) | IdentifierMatch::WithoutSystem(_) => false,
    }
}

fn order(asked: &search::LocationSearch) -> Order<LocationView> {
    if asked.common.sort.is_empty() {
        return Order::default();
    }
    let sort = asked.common.sort.clone();
    Order::by(move |a: &LocationView, b: &LocationView| {
        sort.iter().fold(Ordering::Equal, |so_far, by| {
            let next = a.name.cmp(&b.name);
            so_far.then(if by.descending { next.reverse() } else { next })
        })
    })
}
