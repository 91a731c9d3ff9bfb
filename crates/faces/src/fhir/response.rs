//! What was answered: conversations about a GP and the form that follows, as `QuestionnaireResponse`, and the search.
//!
//! **Status.** Each conversation is `completed`, "not now" too: it is one of the answers that were offered, the record of
//! it never changes, and to ask again is another conversation. `in-progress` would say that answers to this one are
//! still to come, and a reader who waits for the completed ones would never learn that somebody asked for time.
//! `amended` is one that was added to: taken back, or acted on by a clinician. The answer stays as it was said; that it
//! is not to be acted on is a modifier. The form is `in-progress`: only the patient can finish it.

use super::answer::ages_of;
use super::find::{Whose, all, first_ids, moment_holds, own_identifier_is, own_ids};
use super::search::{Found, most, no_updates};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::disclose::registrations::conversations::{
    ConversationView, ResponseSearch, ResponseView, What,
};
use crossing::disclose::search::{Also, Order};
use crossing::{Context, WordingIs};
use wire::fhir::codes::ResponseStatus;
use wire::fhir::datatypes::{Identifier, Meta, Reference};
use wire::fhir::questionnaire::offer::{self, Told};
use wire::fhir::questionnaire::{Limit, QuestionnaireResponse};
use wire::fhir::search::{self, QuestionnaireResponseSort};
use wire::fhir::{Code, Id, Issue, IssueType, ResourceType, Text, When, urls};

const fn status(view: &ResponseView) -> ResponseStatus {
    match &view.what {
        What::Offer(talk) if talk.amended => ResponseStatus::Amended,
        What::Offer(_) => ResponseStatus::Completed,
        What::Form(_) => ResponseStatus::InProgress,
    }
}

/// Something that was answered, in FHIR's form.
pub(super) fn resource(view: &ResponseView) -> Option<QuestionnaireResponse> {
    let id = Id::parse(&view.id)?;
    let meta = Meta::new().aged(ages_of(&view.ages));
    let subject = Reference::to(ResourceType::Patient, &Id::from(view.patient));
    let identifier = Identifier::read(urls::CONVERSATION, &view.id)?;
    let authored = When::At(view.authored);
    match &view.what {
        What::Offer(talk) => offered(talk, status(view), (id, meta), (identifier, subject, authored)),
        What::Form(form) => Some(form.form.response(id, meta, identifier, subject, authored)),
    }
}

fn offered(
    view: &ConversationView,
    status: ResponseStatus,
    (id, meta): (Id, Meta),
    (identifier, subject, authored): (Identifier, Reference, When),
) -> Option<QuestionnaireResponse> {
    let talk = &view.talk;
    let text = |words: &vocab::registration::Words| Text::of(words.text());
    let told = Told {
        answer: talk.answer,
        question: view.question.as_deref().and_then(Text::of),
        means: talk.means.clone(),
        interpreter: talk.interpreter.as_ref().map(|interpreter| interpreter.is),
        named: talk.interpreter.as_ref().and_then(|interpreter| text(&interpreter.named)),
        heard: [talk.said_back.gp_at_home, talk.said_back.seen_anyway, talk.said_back.may_change],
        own_words: talk.said_back.words.as_ref().and_then(text),
        later: talk.later,
        again: talk.again,
    };
    let canonical = offer::canonical(&talk.shown)?;
    let mut response = QuestionnaireResponse::new(id, meta, canonical, status, subject.clone(), authored)
        .identified(identifier)
        .said_by(subject)
        .answered(offer::answered(&told));
    if let Some(language) = view.language.and_then(Code::parse) {
        response = response.in_language(language);
    }
    if let Some(by) = Text::of(&view.by) {
        response = response.by(Reference::worded(by));
    }
    Some(match view.standing.limit() {
        Some((why, since)) => response.limited(Limit { why: Code::fixed(why), since }),
        None => response,
    })
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::QuestionnaireResponseSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    let sorts_by_update = asked.common.sort.iter().any(|by| by.key == QuestionnaireResponseSort::Updated);
    no_updates(!asked.common.updated.is_empty() || sorts_by_update)?;
    let whose = Whose::read(&asked.patient)?;
    let mut ids = first_ids(&asked.id);
    if ids.is_empty() {
        ids = own_ids(urls::CONVERSATION, &asked.identifier);
    }
    let conditions = asked.clone();
    let search = ResponseSearch {
        whose: whose.choosing(ids),
        also: Also::only(move |view| holds(&conditions, view) && whose.holds(&view.patient.to_string())),
        order: order(asked),
        most: most(&asked.common),
        after,
    };
    let page = app.crossing.response_search(ctx, search).await?;
    let page = page.get();
    let mut found = Found::of_page(page, |view| &view.ages, resource);
    for view in &page.entries {
        if let Some(words) = doubtful(view) {
            found.tell_once(Issue::warning(IssueType::Incomplete, words));
        }
    }
    Ok(found)
}

/// What is to be said of the words that were shown.
const fn doubtful(view: &ResponseView) -> Option<&'static str> {
    match &view.what {
        What::Offer(talk) => match talk.wording {
            WordingIs::Draft => {
                Some("the words that were shown are a draft: nobody has checked them in that language")
            }
            WordingIs::NotOurs => Some(
                "the words that were shown were a draft, and were not kept: what exactly was said is not known",
            ),
            WordingIs::Checked => None,
        },
        What::Form(_) => Some(
            "the form for joining a practice is filled as far as is known: the rest is to be asked, and its answers checked, with the patient",
        ),
    }
}

fn holds(asked: &search::QuestionnaireResponseSearch, view: &ResponseView) -> bool {
    let of = |wanted: &search::CanonicalReference| match &view.what {
        What::Offer(talk) => {
            let shown = &talk.talk.shown;
            offer::url(&shown.language, shown.situation)
                .is_some_and(|url| wanted.0.is(url.text(), Some(&shown.hash)))
        }
        What::Form(_) => wanted.0.is(urls::GP_FORM, None),
    };
    all(&asked.id, false, |wanted| wanted.text() == view.id)
        && all(&asked.identifier, false, |wanted| own_identifier_is(urls::CONVERSATION, wanted, &view.id))
        && all(&asked.status, false, |wanted| *wanted == status(view))
        && all(&asked.questionnaire, false, of)
        && moment_holds(&asked.authored, Some(view.authored))
}

fn order(asked: &search::QuestionnaireResponseSearch) -> Order<ResponseView> {
    match asked.common.sort.first() {
        None => Order::default(),
        Some(by) if by.descending => Order::by(|a: &ResponseView, b| b.authored.cmp(&a.authored)),
        Some(_) => Order::by(|a: &ResponseView, b| a.authored.cmp(&b.authored)),
    }
}
