//! A Patient as we write it. `generalPractitioner` is not here: Gatelodge never says who someone's GP is.

use crate::fhir::codes::{Gender, IdentifierUse, NameUse, NhsUnavailable, NhsVerification, ResourceType};
use crate::fhir::datatypes::{HumanName, Identifier, Meta, Reference, nhs_unavailable};
use crate::fhir::extension::Extension;
use crate::fhir::primitives::Id;
use crate::fhir::urls::uk_core;
use jiff::civil::Date;
use serde::Serialize;
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::{Born, Name};

/// A Patient that meets UK Core.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Patient {
    id: Id,
    #[serde(skip_serializing_if = "Meta::is_empty")]
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    name: Vec<HumanName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<Gender>,
    #[serde(rename = "birthDate", skip_serializing_if = "Option::is_none")]
    born: Option<Date>,
    #[serde(rename = "managingOrganization", skip_serializing_if = "Option::is_none")]
    custodian: Option<Reference>,
}
vocab::redacted!(Patient);

impl Patient {
    /// A patient of whom only the id is known.
    #[must_use]
    pub fn new(id: Id, meta: Meta) -> Self {
        Self {
            id,
            meta: meta.meets(uk_core!("Patient")),
            extension: Vec::new(),
            identifier: Vec::new(),
            active: None,
            name: Vec::new(),
            gender: None,
            born: None,
            custodian: None,
        }
    }

    /// With an NHS number; a second one takes the first one's place, for UK Core allows one.
    #[must_use]
    pub fn nhs(mut self, number: NhsNumber, verification: Option<NhsVerification>) -> Self {
        self.identifier.retain(|i| i.system() != NhsNumber::SYSTEM);
        self.identifier.insert(0, Identifier::nhs(number, verification).used(IdentifierUse::Official));
        self.extension.clear();
        self
    }

    /// Without an NHS number, and why: many have none, and that is normal.
    #[must_use]
    pub fn nhs_unavailable(mut self, reason: NhsUnavailable) -> Self {
        self.identifier.retain(|i| i.system() != NhsNumber::SYSTEM);
        self.extension = vec![nhs_unavailable(reason)];
        self
    }

    /// With a prison number.
    #[must_use]
    pub fn prison_number(self, number: PrisonNumber) -> Self {
        self.identified(Identifier::prison_number(number))
    }

    /// With another identifier. An NHS number goes through [`Patient::nhs`], which checks it.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        if identifier.system() != NhsNumber::SYSTEM && !self.identifier.contains(&identifier) {
            self.identifier.push(identifier);
        }
        self
    }

    /// With a name.
    #[must_use]
    pub fn named(mut self, usage: NameUse, name: &Name) -> Self {
        self.name.extend(HumanName::of(usage, name));
        self
    }

    /// With a gender.
    #[must_use]
    pub const fn gender(mut self, gender: Gender) -> Self {
        self.gender = Some(gender);
        self
    }

    /// With a date of birth.
    #[must_use]
    pub const fn born(mut self, born: Born) -> Self {
        self.born = Some(born.date());
        self
    }

    /// Whether the record is in use.
    #[must_use]
    pub const fn active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
    }

    /// With the custodian of this copy of the record (UK Core: `managingOrganization`).
    #[must_use]
    pub fn kept_by(mut self, organization: Reference) -> Self {
        self.custodian = Some(organization);
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Patient;
}
