//! A Flag: one warning that crossed, in its signed action words.

use super::codes::{FlagCategory, FlagStatus, ResourceType};
use super::datatypes::{CodeableConcept, Coding, Identifier, Meta, Period, Reference};
use super::primitives::{Code, Id, Text, Uri};
use super::urls::{self, uk_core};
use serde::Serialize;

/// A Flag that meets UK Core. It holds what to do, never why: no alert comment, no prison code.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Flag {
    id: Id,
    #[serde(skip_serializing_if = "Meta::is_empty")]
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    status: FlagStatus,
    category: Vec<CodeableConcept>,
    code: CodeableConcept,
    subject: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encounter: Option<Reference>,
    author: Reference,
}
vocab::redacted!(Flag);

/// An action: its code in our list and its signed words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The code in [`urls::ACTION_WORDS`].
    pub code: Code,
    /// The words, as a security owner and a clinician signed them.
    pub words: Text,
}

impl Flag {
    /// A warning about a patient. Its resource is marked restricted whatever `meta` says.
    #[must_use]
    pub fn new(
        id: Id,
        meta: Meta,
        status: FlagStatus,
        category: FlagCategory,
        action: Action,
        subject: Reference,
    ) -> Self {
        let kind = Coding::fixed(urls::FLAG_CATEGORY, category.code(), Some(category.display()));
        let code = Coding::new(Uri::fixed(urls::ACTION_WORDS), action.code, Some(action.words.clone()));
        Self {
            id,
            meta: meta.meets(uk_core!("Flag")).restricted(),
            identifier: Vec::new(),
            status,
            category: vec![CodeableConcept::coded(kind)],
            code: CodeableConcept::coded(code).saying(action.words),
            subject,
            period: None,
            encounter: None,
            author: Reference::worded(Text::fixed("HMPPS")),
        }
    }

    /// With an identifier.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        self.identifier.push(identifier);
        self
    }

    /// With the days it holds. Status and period are two facts: neither is made from the other here.
    #[must_use]
    pub const fn during(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// With the custody that it belongs to.
    #[must_use]
    pub fn in_custody(mut self, encounter: Reference) -> Self {
        self.encounter = Some(encounter);
        self
    }

    /// By another author than "HMPPS".
    #[must_use]
    pub fn by(mut self, author: Reference) -> Self {
        self.author = author;
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Flag;
}
