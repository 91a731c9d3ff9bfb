//! A Consent: whether somebody outside may be told of a patient. Nothing else that was asked is one: a choice of GP is
//! not, and a yes to the letters of a check is not.

use super::codes::{ConsentStatus, ResourceType};
use super::datatypes::{CodeableConcept, Coding, Identifier, Meta, Reference};
use super::primitives::{Id, Text, When};
use super::urls::{self, uk_core};
use serde::Serialize;
use vocab::registration::ToldTo;

/// A Consent that meets UK Core. It is marked restricted.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Consent {
    id: Id,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    status: ConsentStatus,
    scope: CodeableConcept,
    category: [CodeableConcept; 1],
    patient: Reference,
    #[serde(rename = "dateTime")]
    at: When,
    performer: [Reference; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    organization: Vec<Reference>,
    #[serde(rename = "policyRule")]
    rule: CodeableConcept,
    provision: Provision,
}
vocab::redacted!(Consent);

#[derive(Clone, PartialEq, Serialize)]
struct Provision {
    #[serde(rename = "type")]
    kind: &'static str,
    actor: [Actor; 1],
    action: [CodeableConcept; 1],
}

#[derive(Clone, PartialEq, Serialize)]
struct Actor {
    role: CodeableConcept,
    reference: Reference,
}

fn concept(system: &'static str, code: &'static str, words: &'static str) -> CodeableConcept {
    CodeableConcept::coded(Coding::fixed(system, code, Some(words)))
}

impl Consent {
    /// What a patient said about whether somebody may be told. Only while it is active is it a permission; every other
    /// one denies, so that whoever reads the provision alone does not tell either.
    #[must_use]
    pub fn to_tell(
        id: Id,
        meta: Meta,
        status: ConsentStatus,
        whom: ToldTo,
        patient: Reference,
        at: When,
    ) -> Self {
        let may = status == ConsentStatus::Active;
        let whom = match whom {
            ToldTo::CommunityGp => "The GP in the community",
        };
        let actor = Actor {
            role: concept(urls::PARTICIPATION, "IRCP", "information recipient"),
            reference: Reference::worded(Text::fixed(whom)),
        };
        Self {
            id,
            meta: meta.meets(uk_core!("Consent")).restricted(),
            identifier: Vec::new(),
            status,
            scope: concept(urls::CONSENT_SCOPE, "patient-privacy", "Privacy Consent"),
            category: [concept(urls::ACT_CODE, "IDSCL", "information disclosure")],
            patient: patient.clone(),
            at,
            performer: [patient],
            organization: Vec::new(),
            rule: concept(urls::ACT_CODE, "OPTIN", "opt-in"),
            provision: Provision {
                kind: if may { "permit" } else { "deny" },
                actor: [actor],
                action: [concept(urls::CONSENT_ACTION, "disclose", "Disclose")],
            },
        }
    }

    /// With an identifier.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        self.identifier.push(identifier);
        self
    }

    /// Asked by an organisation.
    #[must_use]
    pub fn asked_by(mut self, organization: Reference) -> Self {
        self.organization.push(organization);
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Consent;
}
