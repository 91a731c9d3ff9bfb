//! Who outside may be told of a patient, as Consent, and the search. Nothing but an answer to that very question is one.

use super::answer::ages_of;
use super::find::{Whose, all, first_ids, moment_holds, own_identifier_is, own_ids};
use super::search::{Found, most, no_updates};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::disclose::registrations::permissions::{PermissionSearch, PermissionView};
use crossing::disclose::search::{Also, Order};
use crossing::{Context, WordingIs};
use vocab::registration::Answer;
use wire::fhir::codes::ConsentStatus;
use wire::fhir::consent::Consent;
use wire::fhir::datatypes::{Identifier, Meta, Reference};
use wire::fhir::search::{self, ConsentSort};
use wire::fhir::{Id, Issue, IssueType, ResourceType, When, urls};

/// Only the last word stands, and only a yes is a permission. Neither a yes nor a no is still to be answered.
const fn status(view: &PermissionView) -> ConsentStatus {
    match (view.stands, view.answer) {
        (false, _) => ConsentStatus::Inactive,
        (true, Answer::Yes) => ConsentStatus::Active,
        (true, Answer::No) => ConsentStatus::Rejected,
        (true, Answer::NotNow | Answer::CouldNotSay) => ConsentStatus::Proposed,
    }
}

/// What was said about who may be told, in FHIR's form.
pub(super) fn resource(view: &PermissionView) -> Option<Consent> {
    let meta = Meta::new().aged(ages_of(&view.ages));
    let patient = Reference::to(ResourceType::Patient, &Id::from(view.patient));
    let prison = Reference::to(ResourceType::Organization, &Id::from(view.prison));
    let id = Id::parse(&view.id)?;
    let consent = Consent::to_tell(id, meta, status(view), view.whom, patient, When::At(view.at));
    Some(consent.identified(Identifier::read(urls::PERMISSION, &view.id)?).asked_by(prison))
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::ConsentSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    let sorts_by_update = asked.common.sort.iter().any(|by| by.key == ConsentSort::Updated);
    no_updates(!asked.common.updated.is_empty() || sorts_by_update)?;
    let whose = Whose::read(&asked.patient)?;
    let mut ids = first_ids(&asked.id);
    if ids.is_empty() {
        ids = own_ids(urls::PERMISSION, &asked.identifier);
    }
    let conditions = asked.clone();
    let search = PermissionSearch {
        whose: whose.choosing(ids),
        also: Also::only(move |view| holds(&conditions, view) && whose.holds(&view.patient.to_string())),
        order: order(asked),
        most: most(&asked.common),
        after,
    };
    let page = app.crossing.permission_search(ctx, search).await?;
    let page = page.get();
    let mut found = Found::of_page(page, |view| &view.ages, resource);
    if page.entries.iter().any(|view| view.wording != WordingIs::Checked) {
        let words = "the words that were shown are a draft: nobody has checked them in that language";
        found.tell_once(Issue::warning(IssueType::Incomplete, words));
    }
    Ok(found)
}

fn holds(asked: &search::ConsentSearch, view: &PermissionView) -> bool {
    all(&asked.id, false, |wanted| wanted.text() == view.id)
        && all(&asked.identifier, false, |wanted| own_identifier_is(urls::PERMISSION, wanted, &view.id))
        && all(&asked.status, false, |wanted| *wanted == status(view))
        && moment_holds(&asked.date, Some(view.at))
}

fn order(asked: &search::ConsentSearch) -> Order<PermissionView> {
    match asked.common.sort.first() {
        None => Order::default(),
        Some(by) if by.descending => Order::by(|a: &PermissionView, b| b.at.cmp(&a.at)),
        Some(_) => Order::by(|a: &PermissionView, b| a.at.cmp(&b.at)),
    }
}
