//! Schema and policies, read and checked. What does not fit does not load, and Gatelodge does not start.

use crate::ruling::Review;
use crate::taxonomy;
use cedar_policy::{Entities, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Schema and policies as text.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The Cedar schema.
    pub schema: String,
    /// Policy files by name.
    pub policies: BTreeMap<String, String>,
}

impl Sources {
    /// Those that ride in the binary.
    #[must_use]
    pub fn built_in() -> Self {
        macro_rules! files {
            ($($name:literal),+) => {
                [$(($name.to_owned(), include_str!(concat!("../policies/", $name)).to_owned())),+]
            };
        }
        let policies = files![
            "00-laws.cedar",
            "05-purposes.cedar",
            "10-whereabouts.cedar",
            "20-warnings.cedar",
            "30-non-associations.cedar",
            "40-appointments.cedar",
            "50-identity.cedar",
            "60-crossing.cedar",
            "70-registration.cedar"
        ];
        Self { schema: include_str!("../schema.cedarschema").to_owned(), policies: policies.into() }
    }
}

/// Why policies did not load.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The schema cannot be read.
    #[error("policy schema cannot be read: {0}")]
    Schema(String),
    /// Roles and kinds do not fit the schema.
    #[error("roles and kinds do not fit the policy schema: {0}")]
    Taxonomy(String),
    /// A file cannot be read.
    #[error("policy file {file} cannot be read: {reason}")]
    Parse {
        /// Which.
        file: String,
        /// Why.
        reason: String,
    },
    /// A template: a policy with holes is no policy that can be read.
    #[error("policy file {file} has a template: write the policy out")]
    Template {
        /// Which.
        file: String,
    },
    /// A policy without one of its annotations.
    #[error("policy {policy} in {file} has no @{annotation}: add it")]
    Annotation {
        /// In which file.
        file: String,
        /// Which policy; its place in the file when it has no id.
        policy: String,
        /// What is missing.
        annotation: &'static str,
    },
    /// A day that is none.
    #[error("policy {policy} has a @review_by that is not a date: write it as 2027-11-01")]
    ReviewBy {
        /// Which policy.
        policy: String,
    },
    /// Two policies under one id.
    #[error("policy id {0} stands twice: give one another id")]
    Twice(String),
    /// A word that nobody knows.
    #[error("policy {policy} names {word}, which is not known: check its spelling")]
    UnknownWord {
        /// Which policy.
        policy: String,
        /// The word.
        word: String,
    },
    /// Strict validation failed.
    #[error("policies do not fit their schema: {0}")]
    Invalid(String),
    /// Nothing to rule by.
    #[error("there is no policy: everything would be withheld")]
    Empty,
}

/// What a policy says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) id: Arc<str>,
    pub(crate) why: Arc<str>,
    pub(crate) review: Review,
}

/// Policies that fit.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) schema: Schema,
    pub(crate) policies: PolicySet,
    pub(crate) entities: Entities,
    pub(crate) cards: BTreeMap<String, Card>,
    pub(crate) charter: String,
}

/// Reads and checks all of it.
pub(crate) fn load(sources: &Sources) -> Result<Loaded, PolicyError> {
    let (schema, _) =
        Schema::from_cedarschema_str(&sources.schema).map_err(|e| PolicyError::Schema(e.to_string()))?;
    let entities = taxonomy::entities(Some(&schema)).map_err(PolicyError::Taxonomy)?;
    let mut policies = PolicySet::new();
    let mut cards = BTreeMap::new();
    for (file, text) in &sources.policies {
        read_file(file, text, &mut policies, &mut cards)?;
    }
    if cards.is_empty() {
        return Err(PolicyError::Empty);
    }
    let validated = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
    // A warning (a policy that can never apply, a look-alike letter) is a mistake too.
    if !validated.validation_passed_without_warnings() {
        let errors = validated.validation_errors().map(ToString::to_string);
        let warnings = validated.validation_warnings().map(ToString::to_string);
        return Err(PolicyError::Invalid(errors.chain(warnings).collect::<Vec<_>>().join("; ")));
    }
    Ok(Loaded { schema, policies, entities, cards, charter: charter(sources) })
}

fn read_file(
    file: &str,
    text: &str,
    policies: &mut PolicySet,
    cards: &mut BTreeMap<String, Card>,
) -> Result<(), PolicyError> {
    let parse = |reason: String| PolicyError::Parse { file: file.to_owned(), reason };
    let read: PolicySet = text.parse().map_err(|e: cedar_policy::ParseErrors| parse(e.to_string()))?;
    if read.templates().next().is_some() {
        return Err(PolicyError::Template { file: file.to_owned() });
    }
    for policy in read.policies() {
        let card = card(file, policy)?;
        known_words(&card.id, policy)?;
        // Cedar names them policy0, policy1 …: the gate book would say nothing.
        let named = policy.new_id(PolicyId::new(&*card.id));
        policies.add(named).map_err(|_| PolicyError::Twice(card.id.to_string()))?;
        cards.insert(card.id.to_string(), card);
    }
    Ok(())
}

fn card(file: &str, policy: &Policy) -> Result<Card, PolicyError> {
    let place = policy.annotation("id").map_or_else(|| policy.id().to_string(), str::to_owned);
    let said = |annotation: &'static str| {
        policy.annotation(annotation).filter(|text| !text.trim().is_empty()).ok_or_else(|| {
            PolicyError::Annotation { file: file.to_owned(), policy: place.clone(), annotation }
        })
    };
    let id: Arc<str> = said("id")?.into();
    for annotation in ["matrix", "basis"] {
        said(annotation)?;
    }
    let by = said("review_by")?.parse().map_err(|_| PolicyError::ReviewBy { policy: id.to_string() })?;
    Ok(Card { why: said("why")?.into(), review: Review { by, policy: id.clone() }, id })
}

/// The schema proves types, not spellings: `Role::"oficer"` is a good role to it, and matches nobody.
fn known_words(id: &str, policy: &Policy) -> Result<(), PolicyError> {
    let known = taxonomy::words();
    for literal in policy.entity_literals() {
        let (kind, word) = (literal.type_name().to_string(), literal.id().unescaped());
        if !known.iter().any(|(k, words)| *k == kind && words.contains(&word)) {
            return Err(PolicyError::UnknownWord { policy: id.to_owned(), word: literal.to_string() });
        }
    }
    Ok(())
}

/// Everything that a ruling depends on, as one text: each part under its name and its length, so that no two
/// different sets read alike.
fn charter(sources: &Sources) -> String {
    let taxonomy = taxonomy::text();
    let fixed = [("schema", sources.schema.as_str()), ("taxonomy", taxonomy.as_str())];
    let files = sources.policies.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    fixed.into_iter().chain(files).map(|(name, text)| format!("== {name} {}\n{text}", text.len())).collect()
}
