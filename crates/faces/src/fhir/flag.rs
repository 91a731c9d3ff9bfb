//! Warnings: views into flags, and the search.

use super::answer::ages_of;
use super::find::{Whose, all, first_ids, own_identifier_is, own_ids};
use super::search::{Found, most, no_updates};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::Context;
use crossing::disclose::flags::{FlagKind, FlagSearch, FlagView};
use crossing::disclose::search::Also;
use wire::fhir::codes::{FlagCategory, FlagStatus};
use wire::fhir::datatypes::{Identifier, Meta, Period, Reference};
use wire::fhir::flag::{Action, Flag};
use wire::fhir::search;
use wire::fhir::{Code, Id, Issue, IssueType, ResourceType, Text, When, urls};

const fn category(kind: FlagKind) -> FlagCategory {
    match kind {
        FlagKind::SafetyAction
        | FlagKind::SuicideAndSelfHarm
        | FlagKind::KeepApart
        | FlagKind::NotRecognised => FlagCategory::Safety,
        // Language, hearing, help, and what the prison's desk has decided: neither is clinical.
        FlagKind::Need | FlagKind::MedicalHold => FlagCategory::Admin,
    }
}

/// A warning in FHIR's form: what to do, never why.
pub(super) fn resource(view: &FlagView) -> Option<Flag> {
    let id = Id::parse(&view.id)?;
    let patient = Id::parse(&view.patient.id())?;
    let action = Action { code: Code::parse(&view.name)?, words: Text::of(&view.words)? };
    let meta = Meta::new().aged(ages_of(&view.ages));
    let subject = Reference::to(ResourceType::Patient, &patient);
    let flag = Flag::new(id, meta, FlagStatus::Active, category(view.kind), action, subject)
        .identified(Identifier::read(urls::FLAG, &view.id)?);
    Some(match view.since {
        Some(since) => flag.during(Period::since(When::Day(since))),
        None => flag,
    })
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::FlagSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    no_updates(!asked.common.updated.is_empty() || !asked.common.sort.is_empty())?;
    let whose = Whose::read(&asked.patient)?;
    let mut ids = first_ids(&asked.id);
    if ids.is_empty() {
        ids = own_ids(urls::FLAG, &asked.identifier);
    }
    let conditions = asked.clone();
    let (patients, identifiers) = (whose.ids.clone(), whose.identifiers.clone());
    let search = FlagSearch {
        ids,
        patients,
        identifiers,
        also: Also::only(move |view| holds(&conditions, view) && whose.holds(&view.patient.id())),
        most: most(&asked.common),
        after,
        ..FlagSearch::default()
    };
    let page = app.crossing.flag_search(ctx, search).await?;
    let page = page.get();
    let mut found = Found::of(page.total, page.next.clone(), page.note.clone());
    for view in &page.entries {
        found.ages.extend(&view.ages);
        if view.draft {
            found.tell_once(Issue::warning(
                IssueType::Incomplete,
                "the words of these warnings are a draft: nobody has signed them for this prison",
            ));
        }
        found.matched.extend(resource(view).map(Into::into));
    }
    Ok(found)
}

fn holds(asked: &search::FlagSearch, view: &FlagView) -> bool {
    all(&asked.id, false, |wanted| wanted.text() == view.id)
        && all(&asked.identifier, false, |wanted| own_identifier_is(urls::FLAG, wanted, &view.id))
        && all(&asked.status, false, |wanted| *wanted == FlagStatus::Active)
        && all(&asked.category, false, |wanted| *wanted == category(view.kind))
}
