//! Patients: views into resources, and the search.

use super::answer::ages_of;
use super::find::{all, first_ids, first_indexed, identifier_holds, moment_holds, text_holds};
use super::search::{Found, most};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::Context;
use crossing::disclose::patients::{PatientSearch, PatientView};
use crossing::disclose::search::{Also, Order};
use std::cmp::Ordering;
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::{Born, FamilyName, Name, fold};
use wire::fhir::codes::{Gender, IdentifierUse, NameUse};
use wire::fhir::datatypes::{Identifier, Meta};
use wire::fhir::patient::Patient;
use wire::fhir::search::{self, Clause, DayMatch, Prefix, TextHow, TextMatch};
use wire::fhir::{Id, Issue, IssueType};

/// A patient in FHIR's form. What the view does not tell is left out: nothing says that it is withheld.
pub(super) fn resource(view: &PatientView) -> Option<Patient> {
    let meta = Meta::new().aged(ages_of(&view.ages));
    let meta = match view.updated {
        Some(updated) => meta.versioned(view.version, updated),
        None => meta,
    };
    let mut patient = Patient::new(Id::parse(&view.id.id())?, meta);
    if let Some(nhs) = view.nhs.as_deref().and_then(|n| NhsNumber::parse(n).ok()) {
        patient = patient.nhs(nhs, None);
    }
    let number = |text: &Option<String>| text.as_deref().and_then(|n| PrisonNumber::parse(n).ok());
    if let Some(number) = number(&view.prison_number) {
        patient = patient.prison_number(number);
    }
    // What the care record carries is its own claim, and no link.
    if view.carried_number != view.prison_number
        && let Some(carried) = number(&view.carried_number)
    {
        patient = patient.identified(Identifier::prison_number(carried).used(IdentifierUse::Secondary));
    }
    if let Some(own) = view.own.as_ref().and_then(|i| Identifier::read(&i.system, &i.value)) {
        patient = patient.identified(own);
    }
    let name =
        Name::new(view.family.as_deref().unwrap_or_default(), view.given.as_deref().unwrap_or_default());
    patient = patient.named(NameUse::Official, &name);
    let gender = view.gender.as_deref().map(str::to_ascii_lowercase);
    if let Some(gender) = gender.as_deref().and_then(Gender::parse) {
        patient = patient.gender(gender);
    }
    if let Some(born) = view.born {
        patient = patient.born(Born::new(born));
    }
    Some(patient)
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::PatientSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    if asked.is_unbounded() && asked.common.updated.is_empty() {
        let details = "that would be everybody: say whom you look for";
        return Err(Issue::error(IssueType::TooCostly, details).into());
    }
    let conditions = asked.clone();
    let search = PatientSearch {
        ids: first_ids(&asked.id),
        identifiers: first_indexed(&asked.identifier),
        family: family(&asked.family),
        born: born(&asked.birthdate),
        also: Also::only(move |view| holds(&conditions, view)),
        order: order(asked),
        most: most(&asked.common),
        after,
    };
    let page = app.crossing.patient_search(ctx, search).await?;
    let page = page.get();
    Ok(Found::of_page(page, |view| &view.ages, resource))
}

fn holds(asked: &search::PatientSearch, view: &PatientView) -> bool {
    let family = || view.family.as_deref().into_iter();
    let given = || view.given.as_deref().into_iter().flat_map(|g| std::iter::once(g).chain(g.split(' ')));
    let id = view.id.id();
    let numbers = view.nhs.is_none()
        && view.prison_number.is_none()
        && view.carried_number.is_none()
        && view.own.is_none();
    all(&asked.id, false, |wanted| wanted.text() == id)
        && all(&asked.identifier, numbers, |wanted| identifier_holds(wanted, view))
        && all(&asked.family, view.family.is_none(), |wanted| text_holds(wanted, family()))
        && all(&asked.given, view.given.is_none(), |wanted| text_holds(wanted, given()))
        && all(&asked.name, view.family.is_none() && view.given.is_none(), |wanted| {
            text_holds(wanted, family().chain(given()))
        })
        && all(&asked.birthdate, view.born.is_none(), |wanted| {
            view.born.is_some_and(|born| wanted.matches(born))
        })
        && moment_holds(&asked.common.updated, view.updated)
}

/// The beginning of a family name, where one clause asks for one: what the index is narrowed by.
fn family(clauses: &[Clause<TextMatch>]) -> Option<FamilyName> {
    clauses.iter().find_map(|clause| match clause {
        Clause::OneOf(wanted) => match &**wanted {
            [one] if one.how() == TextHow::Starts && !fold(one.text()).is_empty() => {
                Some(FamilyName::new(one.text()))
            }
            _ => None,
        },
        Clause::Missing(_) => None,
    })
}

/// The day of birth, where one clause asks for one.
fn born(clauses: &[Clause<DayMatch>]) -> Option<jiff::civil::Date> {
    clauses.iter().find_map(|clause| match clause {
        Clause::OneOf(wanted) => match &**wanted {
            [one] if one.prefix() == Prefix::Eq && one.first().tomorrow().is_ok_and(|t| t == one.after()) => {
                Some(one.first())
            }
            _ => None,
        },
        Clause::Missing(_) => None,
    })
}

fn order(asked: &search::PatientSearch) -> Order<PatientView> {
    if asked.common.sort.is_empty() {
        return Order::default();
    }
    let sort = asked.common.sort.clone();
    Order::by(move |a: &PatientView, b: &PatientView| {
        sort.iter().fold(Ordering::Equal, |so_far, by| {
            let next = match by.key {
                search::PatientSort::Family => {
                    a.family.as_deref().map(fold).cmp(&b.family.as_deref().map(fold))
                }
                search::PatientSort::Birthdate => a.born.cmp(&b.born),
                search::PatientSort::Updated => a.updated.cmp(&b.updated),
            };
            so_far.then(if by.descending { next.reverse() } else { next })
        })
    })
}
