//! What a search asks, put to views: the parts that an index knows go to the crossing as such, the rest as a condition
//! on what has been ruled on. Both are exact: an index only finds sooner.

use super::refused::Refused;
use crossing::disclose::patients::{PatientIdentifier, PatientView};
use crossing::disclose::registrations;
use vocab::Instant;
use vocab::care::Identifier;
use vocab::id::{LocalPatientId, NhsNumber, PrisonNumber};
use vocab::name::fold;
use wire::fhir::search::{Clause, IdentifierMatch, MomentMatch, Prefix, ReferenceMatch, TextHow, TextMatch};
use wire::fhir::{Id, Issue, IssueType, urls};

/// Whether a clause holds: one of its alternatives, or the element being missing as it asks.
pub(super) fn holds<T>(clause: &Clause<T>, is_missing: bool, matches: impl FnMut(&T) -> bool) -> bool {
    match clause {
        Clause::Missing(missing) => *missing == is_missing,
        Clause::OneOf(alternatives) => alternatives.iter().any(matches),
    }
}

/// Whether every clause holds.
pub(super) fn all<T>(clauses: &[Clause<T>], is_missing: bool, mut matches: impl FnMut(&T) -> bool) -> bool {
    clauses.iter().all(|clause| holds(clause, is_missing, &mut matches))
}

/// The ids of the first clause that names some: any other clause is a condition.
pub(super) fn first_ids(clauses: &[Clause<Id>]) -> Vec<String> {
    let alternatives = clauses.iter().find_map(|clause| match clause {
        Clause::OneOf(ids) => Some(ids.iter().map(|id| id.text().to_owned()).collect()),
        Clause::Missing(_) => None,
    });
    alternatives.unwrap_or_default()
}

/// A text that folds to nothing is looked for by nobody: it would match everybody.
pub(super) fn text_holds<'v>(wanted: &TextMatch, values: impl IntoIterator<Item = &'v str>) -> bool {
    let folded = fold(wanted.text());
    if folded.is_empty() {
        return false;
    }
    values.into_iter().any(|value| match wanted.how() {
        TextHow::Exact => value == wanted.text(),
        TextHow::Contains => fold(value).contains(&folded),
        TextHow::Starts => fold(value).starts_with(&folded),
    })
}

/// The identifiers of a patient, as far as the caller may know them.
pub(super) fn identifier_holds(wanted: &IdentifierMatch, view: &PatientView) -> bool {
    let number = |n: &PrisonNumber| {
        let text = n.text();
        view.prison_number.as_ref() == Some(&text) || view.carried_number.as_ref() == Some(&text)
    };
    let own = |holds: &dyn Fn(&Identifier) -> bool| view.own.as_ref().is_some_and(holds);
    match wanted {
        IdentifierMatch::Nhs(nhs) => view.nhs.as_deref() == Some(&nhs.text()),
        IdentifierMatch::Prison(n) => number(n),
        IdentifierMatch::In { system, value } => own(&|i| i.system == *system && i.value == *value),
        IdentifierMatch::WithoutSystem(value) => own(&|i| i.system.is_empty() && i.value == *value),
        IdentifierMatch::Anywhere(value) => {
            let nhs = NhsNumber::parse(value).is_ok_and(|n| view.nhs.as_deref() == Some(&n.text()));
            nhs || PrisonNumber::parse(value).is_ok_and(|n| number(&n)) || own(&|i| i.value == *value)
        }
        IdentifierMatch::AnyOf(system) => match system.as_str() {
            urls::NHS_NUMBER => view.nhs.is_some(),
            urls::PRISON_NUMBER => view.prison_number.is_some() || view.carried_number.is_some(),
            _ => own(&|i| i.system == *system),
        },
    }
}

/// The same as an index knows it; none where only looking at each can tell.
pub(super) fn indexed(wanted: &IdentifierMatch) -> Option<PatientIdentifier> {
    let local = |system: &str, value: &str| {
        Some(PatientIdentifier::Local(LocalPatientId::new(&format!("{system}|{value}"))))
    };
    match wanted {
        IdentifierMatch::Nhs(nhs) => Some(PatientIdentifier::Nhs(*nhs)),
        IdentifierMatch::Prison(number) => Some(PatientIdentifier::PrisonNumber(*number)),
        IdentifierMatch::In { system, value } => local(system, value),
        IdentifierMatch::WithoutSystem(value) => local("", value),
        IdentifierMatch::Anywhere(_) | IdentifierMatch::AnyOf(_) => None,
    }
}

/// The first clause of which an index knows every alternative.
pub(super) fn first_indexed(clauses: &[Clause<IdentifierMatch>]) -> Vec<PatientIdentifier> {
    let known = clauses.iter().find_map(|clause| match clause {
        Clause::OneOf(wanted) => wanted.iter().map(indexed).collect::<Option<Vec<_>>>(),
        Clause::Missing(_) => None,
    });
    known.unwrap_or_default()
}

/// Whether an id of ours is asked for by identifier, in the system that it stands in.
pub(super) fn own_identifier_is(own: &str, wanted: &IdentifierMatch, id: &str) -> bool {
    match wanted {
        IdentifierMatch::In { system, value } => system == own && value == id,
        IdentifierMatch::Anywhere(value) => value == id,
        IdentifierMatch::AnyOf(system) => system == own,
        IdentifierMatch::Nhs(_) | IdentifierMatch::Prison(_) | IdentifierMatch::WithoutSystem(_) => false,
    }
}

/// Ids of ours that are asked for by identifier.
pub(super) fn own_ids(own: &str, clauses: &[Clause<IdentifierMatch>]) -> Vec<String> {
    let Some(Clause::OneOf(wanted)) = clauses.first() else { return Vec::new() };
    let id = |one: &IdentifierMatch| match one {
        IdentifierMatch::In { system, value } if system == own => Some(value.clone()),
        IdentifierMatch::Anywhere(value) => Some(value.clone()),
        _ => None,
    };
    wanted.iter().filter_map(id).collect()
}

/// Patients that a search of something of theirs names.
#[derive(Default)]
pub(super) struct Whose {
    pub(super) ids: Vec<String>,
    pub(super) identifiers: Vec<PatientIdentifier>,
    /// Further clauses, of ids: each must hold too.
    also: Vec<Vec<String>>,
    /// It asks for something without a patient: there is none.
    nobody: bool,
}

impl Whose {
    /// Reads the `patient` parameters of a search.
    pub(super) fn read(clauses: &[Clause<ReferenceMatch>]) -> Result<Self, Refused> {
        let mut whose = Self::default();
        for clause in clauses {
            let wanted = match clause {
                Clause::OneOf(wanted) => wanted,
                Clause::Missing(missing) => {
                    whose.nobody |= missing;
                    continue;
                }
            };
            let (mut ids, mut identifiers) = (Vec::new(), Vec::new());
            for one in &**wanted {
                match one {
                    ReferenceMatch::Id(id) => ids.push(id.text().to_owned()),
                    ReferenceMatch::Identifier(i) => identifiers.push(indexed(i).ok_or_else(|| {
                        refused("say the identifier's system: write it as patient.identifier=system|value")
                    })?),
                }
            }
            if !ids.is_empty() && !identifiers.is_empty() {
                return Err(refused("ids and identifiers in one parameter: give one or the other"));
            }
            if !identifiers.is_empty() && !whose.identifiers.is_empty() {
                return Err(refused("patient.identifier is taken once: give alternatives with commas"));
            }
            whose.identifiers.extend(identifiers);
            match (ids.is_empty(), whose.ids.is_empty()) {
                (true, _) => {}
                (false, true) => whose.ids = ids,
                (false, false) => whose.also.push(ids),
            }
        }
        Ok(whose)
    }

    /// The same as what patients chose is searched by, with the ids that are asked for.
    pub(super) fn choosing(&self, ids: Vec<String>) -> registrations::Whose {
        registrations::Whose { ids, patients: self.ids.clone(), identifiers: self.identifiers.clone() }
    }

    /// Whether it can be this patient.
    pub(super) fn holds(&self, id: &str) -> bool {
        !self.nobody && self.also.iter().all(|ids| ids.iter().any(|i| i == id))
    }
}

fn refused(details: &'static str) -> Refused {
    Issue::error(IssueType::NotSupported, details).at_parameter("patient").into()
}

/// From and until within which every moment that the clauses allow lies, as far as they say.
pub(super) fn window(clauses: &[Clause<MomentMatch>]) -> (Option<Instant>, Option<Instant>) {
    let (mut from, mut until) = (None, None);
    for clause in clauses {
        let Clause::OneOf(wanted) = clause else { continue };
        let [one] = &**wanted else { continue };
        let (low, high) = match one.prefix() {
            Prefix::Eq | Prefix::Ap => (Some(one.from()), Some(one.until())),
            Prefix::Gt | Prefix::Sa => (Some(one.until()), None),
            Prefix::Ge => (Some(one.from()), None),
            Prefix::Lt | Prefix::Eb => (None, Some(one.from())),
            Prefix::Le => (None, Some(one.until())),
            Prefix::Ne => (None, None),
        };
        from = from.max(low);
        until = [until, high].into_iter().flatten().min();
    }
    (from, until)
}

/// Whether a moment is as every clause asks.
pub(super) fn moment_holds(clauses: &[Clause<MomentMatch>], at: Option<Instant>) -> bool {
    all(clauses, at.is_none(), |wanted| at.is_some_and(|at| wanted.matches_at(at)))
}
