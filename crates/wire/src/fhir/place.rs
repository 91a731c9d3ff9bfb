//! Location and Organization: prisons, rooms, and who runs them. Nothing of a person is in them.

use super::codes::{LocationStatus, PhysicalType, ResourceType};
use super::datatypes::{CodeableConcept, Coding, Identifier, Meta, Reference};
use super::primitives::{Id, Text};
use super::urls::{self, uk_core};
use serde::Serialize;

/// A Location that meets UK Core.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Location {
    id: Id,
    #[serde(skip_serializing_if = "Meta::is_empty")]
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    status: LocationStatus,
    name: Text,
    mode: &'static str,
    #[serde(rename = "physicalType", skip_serializing_if = "Option::is_none")]
    kind: Option<CodeableConcept>,
    #[serde(rename = "managingOrganization", skip_serializing_if = "Option::is_none")]
    organization: Option<Reference>,
    #[serde(rename = "partOf", skip_serializing_if = "Option::is_none")]
    within: Option<Reference>,
}

impl Location {
    /// A place with a name.
    #[must_use]
    pub fn new(id: Id, meta: Meta, status: LocationStatus, name: Text) -> Self {
        Self {
            id,
            meta: meta.meets(uk_core!("Location")),
            identifier: Vec::new(),
            status,
            name,
            mode: "instance",
            kind: None,
            organization: None,
            within: None,
        }
    }

    /// With an identifier. UK Core allows one ODS site code: a second is left out.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        let second_site = identifier.system() == urls::ODS_SITE
            && self.identifier.iter().any(|known| known.system() == urls::ODS_SITE);
        if !second_site {
            self.identifier.push(identifier);
        }
        self
    }

    /// Of a physical type.
    #[must_use]
    pub fn of_kind(mut self, kind: PhysicalType) -> Self {
        let coding = Coding::fixed(urls::PHYSICAL_TYPE, kind.code(), Some(kind.display()));
        self.kind = Some(CodeableConcept::coded(coding));
        self
    }

    /// Part of another place.
    #[must_use]
    pub fn within(mut self, place: Reference) -> Self {
        self.within = Some(place);
        self
    }

    /// Run by an organisation.
    #[must_use]
    pub fn run_by(mut self, organization: Reference) -> Self {
        self.organization = Some(organization);
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Location;
}

/// An Organization that meets UK Core.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Organization {
    id: Id,
    #[serde(skip_serializing_if = "Meta::is_empty")]
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    active: bool,
    // Always there, so `org-1` (an identifier or a name) holds.
    name: Text,
}

impl Organization {
    /// An organisation with a name.
    #[must_use]
    pub fn new(id: Id, meta: Meta, name: Text) -> Self {
        Self { id, meta: meta.meets(uk_core!("Organization")), identifier: Vec::new(), active: true, name }
    }

    /// With an ODS code; a second one takes the first one's place, for UK Core allows one.
    #[must_use]
    pub fn ods(mut self, code: &vocab::id::OdsCode) -> Self {
        self.identifier.retain(|i| i.system() != urls::ODS_ORGANISATION);
        self.identifier.insert(0, Identifier::ods(code));
        self
    }

    /// With another identifier. An ODS code goes through [`Organization::ods`].
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        if identifier.system() != urls::ODS_ORGANISATION && identifier.system() != urls::ODS_SITE {
            self.identifier.push(identifier);
        }
        self
    }

    /// No longer in use.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.active = false;
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Organization;
}
