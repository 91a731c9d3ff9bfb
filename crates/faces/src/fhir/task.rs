//! What is to be done about registrations, as Task, and the search: a prison's worklist where nobody is named. Only what
//! waits is told: what is done is no longer there.

use super::answer::ages_of;
use super::find::{Whose, all, first_ids, moment_holds, own_identifier_is, own_ids};
use super::search::{Found, most, no_updates};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::Context;
use crossing::disclose::registrations::work::{Work, WorkSearch, WorkView};
use crossing::disclose::search::{Also, Order};
use vocab::registration::{Harm, NumberTrouble};
use wire::fhir::codes::{TaskCode, TaskStatus};
use wire::fhir::datatypes::{Identifier, Meta, Reference};
use wire::fhir::search::{self, TaskSort};
use wire::fhir::task::Task;
use wire::fhir::{Id, ResourceType, Text, When, urls};

const fn code(work: Work) -> TaskCode {
    match work {
        Work::Register => TaskCode::Register,
        Work::RejoinGp => TaskCode::RejoinGp,
        Work::Harm(Harm::RegisteredWithoutYes) => TaskCode::RegisteredWithoutYes,
        Work::Harm(Harm::YesNotRegistered) => TaskCode::YesNotRegistered,
        Work::Harm(Harm::LeftStillHere) => TaskCode::LeftStillHere,
        Work::Harm(Harm::NoGp) => TaskCode::NoGp,
        Work::NhsNumber(NumberTrouble::Superseded) => TaskCode::NumberSuperseded,
        Work::NhsNumber(NumberTrouble::Invalidated) => TaskCode::NumberInvalidated,
        Work::NhsNumber(NumberTrouble::NotFound) => TaskCode::NumberNotFound,
        Work::NhsNumber(NumberTrouble::Died) => TaskCode::NumberOfSomebodyDead,
        Work::Leaving(_) => TaskCode::LeavingStep,
    }
}

/// Something to be done, in FHIR's form.
pub(super) fn resource(view: &WorkView) -> Option<Task> {
    let meta = Meta::new().aged(ages_of(&view.ages));
    let patient = Reference::to(ResourceType::Patient, &Id::from(view.patient));
    let owner = Reference::to(ResourceType::Organization, &Id::from(view.prison));
    let what = (code(view.work), Text::fixed(view.words));
    let (id, raised) = (Id::parse(&view.id)?, When::At(view.raised));
    let mut task = Task::for_patient(id, meta, TaskStatus::Requested, what, patient, raised, owner)
        .identified(Identifier::read(urls::TASK, &view.id)?)
        .for_whom(Text::fixed(view.owner.words()));
    if let Work::Leaving(step) = view.work {
        task = task.of_leaving(step.word());
    }
    let response = |id: &String| Some(Reference::to(ResourceType::QuestionnaireResponse, &Id::parse(id)?));
    if let Some(because) = view.because.as_ref().and_then(response) {
        task = task.because_of(because);
    }
    Some(match view.form.as_ref().and_then(response) {
        Some(form) => task.with_form(form),
        None => task,
    })
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::TaskSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    let sorts_by_update = asked.common.sort.iter().any(|by| by.key == TaskSort::Updated);
    no_updates(!asked.common.updated.is_empty() || sorts_by_update)?;
    let whose = Whose::read(&asked.patient)?;
    let mut ids = first_ids(&asked.id);
    if ids.is_empty() {
        ids = own_ids(urls::TASK, &asked.identifier);
    }
    let conditions = asked.clone();
    let search = WorkSearch {
        whose: whose.choosing(ids),
        also: Also::only(move |view| holds(&conditions, view) && whose.holds(&view.patient.to_string())),
        order: order(asked),
        most: most(&asked.common),
        after,
    };
    let page = app.crossing.registration_work_search(ctx, search).await?;
    Ok(Found::of_page(page.get(), |view| &view.ages, resource))
}

fn holds(asked: &search::TaskSearch, view: &WorkView) -> bool {
    all(&asked.id, false, |wanted| wanted.text() == view.id)
        && all(&asked.identifier, false, |wanted| own_identifier_is(urls::TASK, wanted, &view.id))
        && all(&asked.status, false, |wanted| *wanted == TaskStatus::Requested)
        && all(&asked.code, false, |wanted| *wanted == code(view.work))
        && moment_holds(&asked.authored, Some(view.raised))
}

fn order(asked: &search::TaskSearch) -> Order<WorkView> {
    match asked.common.sort.first() {
        None => Order::default(),
        Some(by) if by.descending => Order::by(|a: &WorkView, b| b.raised.cmp(&a.raised)),
        Some(_) => Order::by(|a: &WorkView, b| a.raised.cmp(&b.raised)),
    }
}
