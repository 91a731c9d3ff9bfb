//! `AuditEvent`: a row of the gate book for those who read FHIR. Who asked, for which purpose, whom it was about,
//! and how it ended; never what was answered.

use super::codes::{AuditAction, AuditOutcome, ResourceType};
use super::datatypes::{CodeableConcept, Coding, Identifier, Meta, Reference};
use super::primitives::{Code, Id, Text, Uri, london};
use super::urls::{self, uk_core};
use serde::Serialize;
use vocab::Instant;
use vocab::crossing::{Caller, Purpose};

/// An `AuditEvent` that meets UK Core.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct AuditEvent {
    id: Id,
    meta: Meta,
    #[serde(rename = "type")]
    kind: Coding,
    subtype: Vec<Coding>,
    action: AuditAction,
    #[serde(serialize_with = "london")]
    recorded: Instant,
    outcome: AuditOutcome,
    #[serde(rename = "purposeOfEvent")]
    purpose: Vec<CodeableConcept>,
    agent: Vec<Agent>,
    source: Source,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entity: Vec<Entity>,
}
vocab::redacted!(AuditEvent);

#[derive(Clone, PartialEq, Serialize)]
struct Agent {
    role: Vec<CodeableConcept>,
    who: Reference,
    requestor: bool,
}

#[derive(Clone, PartialEq, Serialize)]
struct Source {
    observer: Reference,
}

#[derive(Clone, PartialEq, Serialize)]
struct Entity {
    what: Reference,
    #[serde(rename = "securityLabel", skip_serializing_if = "Vec::is_empty")]
    label: Vec<Coding>,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audited {
    /// Read by id.
    Read,
    /// Search. A hook's answer counts as one.
    Search,
    /// Create.
    Create,
    /// Update.
    Update,
}

impl Audited {
    const fn parts(self) -> (&'static str, AuditAction) {
        match self {
            Self::Read => ("read", AuditAction::Read),
            Self::Search => ("search", AuditAction::Execute),
            Self::Create => ("create", AuditAction::Create),
            Self::Update => ("update", AuditAction::Update),
        }
    }
}

/// HL7's purpose of use for ours. Custody has none: every one of that list is health's.
const fn purpose_of_use(purpose: Purpose) -> Option<(&'static str, &'static str)> {
    match purpose {
        Purpose::DirectCare => Some(("TREAT", "treatment")),
        Purpose::ClinicAdministration | Purpose::Operations => Some(("HOPERAT", "healthcare operations")),
        Purpose::Governance => Some(("HCOMPL", "health compliance")),
        Purpose::Custody => None,
    }
}

impl AuditEvent {
    /// A row of the gate book. `observer` is the Gatelodge that wrote it.
    #[must_use]
    pub fn new(
        id: Id,
        recorded: Instant,
        done: Audited,
        outcome: AuditOutcome,
        caller: &Caller,
        purpose: Purpose,
        observer: Text,
    ) -> Self {
        let (subtype, action) = done.parts();
        let ours = Coding::new(Uri::fixed(urls::PURPOSE), Code::fixed(purpose.word()), None);
        let purpose = match purpose_of_use(purpose) {
            None => CodeableConcept::coded(ours),
            Some((code, display)) => {
                CodeableConcept::coded(Coding::fixed(urls::ACT_REASON, code, Some(display))).and(ours)
            }
        };
        let role = Coding::new(Uri::fixed(urls::ROLE), Code::fixed(caller.role.word()), None);
        let who = Text::of(&caller.account).unwrap_or(Text::fixed("nobody"));
        Self {
            id,
            meta: Meta::new().meets(uk_core!("AuditEvent")),
            kind: Coding::fixed(urls::AUDIT_TYPE, "rest", Some("RESTful Operation")),
            subtype: vec![Coding::fixed(urls::REST_INTERACTION, subtype, Some(subtype))],
            action,
            recorded,
            outcome,
            purpose: vec![purpose],
            agent: vec![Agent {
                role: vec![CodeableConcept::coded(role)],
                who: Reference::worded(who),
                requestor: true,
            }],
            source: Source { observer: Reference::worded(observer) },
            entity: Vec::new(),
        }
    }

    /// About someone or something, and what the ruling was: a word of ours such as `disclosed`.
    #[must_use]
    pub fn about(mut self, what: Reference, ruling: Option<Code>) -> Self {
        let label = ruling.map(|code| Coding::new(Uri::fixed(urls::RULING), code, None));
        self.entity.push(Entity { what, label: label.into_iter().collect() });
        self
    }

    /// About a person who has no resource of ours, by identifier.
    #[must_use]
    pub fn about_identified(self, person: Identifier, ruling: Option<Code>) -> Self {
        self.about(Reference::identified(ResourceType::Patient, person), ruling)
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::AuditEvent;
}
