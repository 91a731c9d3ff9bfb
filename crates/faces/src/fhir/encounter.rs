//! Custodies: views into encounters, and the search.

use super::answer::ages_of;
use super::find::{Whose, all, first_ids};
use super::search::{Found, most, no_updates};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::Context;
use crossing::disclose::custody::{EncounterSearch, EncounterView};
use crossing::disclose::search::{Also, Order};
use std::cmp::Ordering;
use wire::fhir::datatypes::{Identifier, Meta, Period, Reference};
use wire::fhir::encounter::{CustodyStanding, Encounter};
use wire::fhir::search::{self, EncounterSort};
use wire::fhir::{Id, Issue, IssueType, ResourceType, Text, When, urls};

const fn standing(view: &EncounterView) -> CustodyStanding {
    CustodyStanding::of(&view.standing, view.settled)
}

/// A custody in FHIR's form.
pub(super) fn resource(view: &EncounterView) -> Option<Encounter> {
    let id = Id::parse(&view.id)?;
    let patient = Id::parse(&view.patient.id())?;
    let meta = Meta::new().aged(ages_of(&view.ages));
    let subject = Reference::to(ResourceType::Patient, &patient);
    let mut encounter = Encounter::custody(id, meta, standing(view), subject)
        .identified(Identifier::read(urls::CUSTODY, &view.id)?);
    if let Some(period) = Period::of(view.started.map(When::At), view.ended.map(When::At)) {
        encounter = encounter.during(period);
    }
    if let Some(prison) = view.prison {
        let id = Id::from(prison);
        encounter = encounter
            .in_prison(Reference::to(ResourceType::Location, &id))
            .run_by(Reference::to(ResourceType::Organization, &id));
    }
    if let Some(cell) = view.cell.as_deref().and_then(Text::of) {
        encounter = encounter.in_cell(Reference::worded(cell));
    }
    Some(encounter)
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::EncounterSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    let sorts_by_update = asked.common.sort.iter().any(|by| by.key == EncounterSort::Updated);
    no_updates(!asked.common.updated.is_empty() || sorts_by_update)?;
    let whose = Whose::read(&asked.patient)?;
    let ids = first_ids(&asked.id);
    if ids.is_empty() && whose.ids.is_empty() && whose.identifiers.is_empty() {
        let details = "say whose: give a patient";
        return Err(Issue::error(IssueType::TooCostly, details).at_parameter("patient").into());
    }
    let conditions = asked.clone();
    let search = EncounterSearch {
        ids,
        patients: whose.ids.clone(),
        identifiers: whose.identifiers.clone(),
        also: Also::only(move |view| holds(&conditions, view) && whose.holds(&view.patient.id())),
        order: order(asked),
        most: most(&asked.common),
        after,
    };
    let page = app.crossing.encounter_search(ctx, search).await?;
    let page = page.get();
    Ok(Found::of_page(page, |view| &view.ages, resource))
}

fn holds(asked: &search::EncounterSearch, view: &EncounterView) -> bool {
    all(&asked.id, false, |wanted| wanted.text() == view.id)
        && all(&asked.status, false, |wanted| *wanted == standing(view).status())
        && all(&asked.date, view.started.is_none() && view.ended.is_none(), |wanted| {
            wanted.matches(view.started, view.ended)
        })
}

fn order(asked: &search::EncounterSearch) -> Order<EncounterView> {
    if asked.common.sort.is_empty() {
        return Order::default();
    }
    let sort = asked.common.sort.clone();
    Order::by(move |a: &EncounterView, b: &EncounterView| {
        sort.iter().fold(Ordering::Equal, |so_far, by| {
            let next = a.started.cmp(&b.started);
            so_far.then(if by.descending { next.reverse() } else { next })
        })
    })
}
