//! Provenance: whose fact a resource tells, and who put it into FHIR.

use super::codes::{EntityRole, ResourceType};
use super::datatypes::{CodeableConcept, Coding, Meta, Reference};
use super::primitives::{Id, When, london};
use super::urls::{self, uk_core};
use serde::Serialize;
use vocab::Instant;

/// A Provenance that meets UK Core.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Provenance {
    id: Id,
    meta: Meta,
    target: Vec<Reference>,
    #[serde(rename = "occurredDateTime", skip_serializing_if = "Option::is_none")]
    occurred: Option<When>,
    #[serde(serialize_with = "london")]
    recorded: Instant,
    activity: CodeableConcept,
    agent: Vec<Agent>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entity: Vec<Entity>,
}
vocab::redacted!(Provenance);

#[derive(Clone, PartialEq, Serialize)]
struct Agent {
    #[serde(rename = "type")]
    kind: CodeableConcept,
    who: Reference,
}

#[derive(Clone, PartialEq, Serialize)]
struct Entity {
    role: EntityRole,
    what: Reference,
}

impl Provenance {
    /// Where a resource came from: `owner` masters the fact, `assembler` put it into FHIR.
    #[must_use]
    pub fn new(
        id: Id,
        target: Reference,
        recorded: Instant,
        change: Change,
        owner: Reference,
        assembler: Reference,
    ) -> Self {
        let agent = |code, display, who| Agent {
            kind: CodeableConcept::coded(Coding::fixed(urls::PROVENANCE_AGENT, code, Some(display))),
            who,
        };
        let (code, display) = change.parts();
        Self {
            id,
            meta: Meta::new().meets(uk_core!("Provenance")),
            target: vec![target],
            occurred: None,
            recorded,
            activity: CodeableConcept::coded(Coding::fixed(urls::DATA_OPERATION, code, Some(display))),
            agent: vec![agent("author", "Author", owner), agent("assembler", "Assembler", assembler)],
            entity: Vec::new(),
        }
    }

    /// Of another resource too.
    #[must_use]
    pub fn and_of(mut self, target: Reference) -> Self {
        self.target.push(target);
        self
    }

    /// When the fact came about, where the owner said so.
    #[must_use]
    pub const fn occurred(mut self, when: When) -> Self {
        self.occurred = Some(when);
        self
    }

    /// Made from something: an envelope's place in the journal, by identifier.
    #[must_use]
    pub fn from_entity(mut self, role: EntityRole, what: Reference) -> Self {
        self.entity.push(Entity { role, what });
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Provenance;
}

/// What happened to the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// First written.
    Created,
    /// Written anew.
    Updated,
}

impl Change {
    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Created => ("CREATE", "create"),
            Self::Updated => ("UPDATE", "revise"),
        }
    }
}
