//! The words by which people are asked, as Questionnaire, and the search. The id and the version are the hash of the
//! words: a response names it, and whoever follows finds exactly what was shown, years later too.

use super::find::{all, first_ids};
use super::search::{Found, most, no_updates};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::Context;
use crossing::disclose::registrations::wordings::{WordingSearch, WordingView};
use crossing::disclose::search::Also;
use registration::wording::Status;
use wire::fhir::codes::PublicationStatus;
use wire::fhir::questionnaire::{Questionnaire, offer};
use wire::fhir::search;
use wire::fhir::{Code, Id, Text};

const fn status(view: &WordingView) -> PublicationStatus {
    match &view.status {
        Some(Status::Draft) => PublicationStatus::Draft,
        Some(Status::Checked { .. }) => PublicationStatus::Active,
        None => PublicationStatus::Retired,
    }
}

/// A wording in FHIR's form.
pub(super) fn resource(view: &WordingView) -> Option<Questionnaire> {
    let title = view.lines.iter().find(|(id, _)| id == "title").and_then(|(_, text)| Text::of(text))?;
    let named = (offer::url(view.language, view.situation)?, Text::of(&view.hash)?);
    let items = offer::asked(&view.lines);
    let (id, language) = (Id::parse(&view.hash)?, Code::parse(view.html)?);
    let asked = Questionnaire::new(id, named, (offer::NAME, title), language, status(view), items);
    Some(match view.version {
        Some(date) => asked.dated(date),
        None => asked,
    })
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::QuestionnaireSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    no_updates(!asked.common.updated.is_empty() || !asked.common.sort.is_empty())?;
    let conditions = asked.clone();
    let search = WordingSearch {
        hashes: first_ids(&asked.id),
        also: Also::only(move |view| holds(&conditions, view)),
        most: most(&asked.common),
        after,
    };
    let page = app.crossing.wording_search(ctx, search).await?;
    let page = page.get();
    let mut found = Found::of(page.total, page.next.clone(), page.note.clone());
    found.of_nobody = true;
    found.matched.extend(page.entries.iter().filter_map(resource).map(Into::into));
    Ok(found)
}

fn holds(asked: &search::QuestionnaireSearch, view: &WordingView) -> bool {
    let url = offer::url(view.language, view.situation);
    let at = |wanted: &search::CanonicalMatch| {
        url.as_ref().is_some_and(|url| wanted.is(url.text(), Some(&view.hash)))
    };
    all(&asked.id, false, |wanted| wanted.text() == view.hash)
        && all(&asked.url, false, at)
        && all(&asked.version, false, |wanted| wanted.text() == view.hash)
        && all(&asked.status, false, |wanted| *wanted == status(view))
}
