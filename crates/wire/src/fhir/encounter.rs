//! An Encounter that is a custody: one stay in prison, as healthcare may know it.
//!
//! Its class is our own. Of HL7's classes `IMP` would be the nearest in shape (a bed, a start, an end) and the worst in
//! meaning: a reader that counts admissions would count a stay in prison as one in hospital. The binding is extensible
//! and none of its codes is true, so a code of our own is what FHIR asks for. `location.physicalType` says prison
//! in England's own words (`M01`).

use super::codes::{EncounterLocationStatus, EncounterStatus, ResourceType};
use super::datatypes::{CodeableConcept, Coding, Identifier, Meta, Period, Reference};
use super::extension::{Extension, ExtensionValue};
use super::primitives::{Code, Id, Uri};
use super::urls::{self, uk_core};
use serde::Serialize;
use vocab::prison::Standing;

/// An Encounter that meets UK Core.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Encounter {
    id: Id,
    #[serde(skip_serializing_if = "Meta::is_empty")]
    meta: Meta,
    extension: Vec<Extension>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    status: EncounterStatus,
    class: Coding,
    subject: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    location: Vec<EncounterLocation>,
    #[serde(rename = "serviceProvider", skip_serializing_if = "Option::is_none")]
    provider: Option<Reference>,
}
vocab::redacted!(Encounter);

/// A place of a custody.
#[derive(Clone, PartialEq, Serialize)]
struct EncounterLocation {
    location: Reference,
    status: EncounterLocationStatus,
    #[serde(rename = "physicalType", skip_serializing_if = "Option::is_none")]
    kind: Option<CodeableConcept>,
}

/// Where a person stands, in the words that may cross: a closed list without a reason in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustodyStanding {
    status: EncounterStatus,
    word: &'static str,
    settled: bool,
}

impl CustodyStanding {
    /// From the standing and whether it has settled.
    ///
    /// A death is written as unknown, without a word: it arrives dressed as a release, must never read as one, and is
    /// told by people. A standing that we do not understand is unknown too.
    #[must_use]
    pub const fn of(standing: &Standing, settled: bool) -> Self {
        let (status, word) = match standing {
            Standing::InPrison { .. } => (EncounterStatus::InProgress, "in-prison"),
            Standing::AtCourt { .. } => (EncounterStatus::Onleave, "at-court"),
            Standing::TemporaryAbsence { .. } | Standing::Out { .. } => (EncounterStatus::Onleave, "out"),
            Standing::BedWatch { .. } => (EncounterStatus::Onleave, "hospital"),
            Standing::InTransit => (EncounterStatus::Onleave, "in-transit"),
            // What a release or removal ends only ends once it has settled.
            Standing::Released if settled => (EncounterStatus::Finished, "released"),
            Standing::Released => (EncounterStatus::InProgress, "reported-released"),
            Standing::Removed if settled => (EncounterStatus::Finished, "left"),
            Standing::Removed => (EncounterStatus::InProgress, "reported-left"),
            Standing::SecureHospital { .. } if settled => (EncounterStatus::Finished, "secure-hospital"),
            Standing::SecureHospital { .. } => (EncounterStatus::InProgress, "reported-secure-hospital"),
            Standing::MergedAway => (EncounterStatus::EnteredInError, "merged"),
            Standing::NotInCustody | Standing::Died | Standing::NotUnderstood => {
                (EncounterStatus::Unknown, "not-known")
            }
        };
        Self { status, word, settled }
    }

    /// The encounter's status.
    #[must_use]
    pub const fn status(self) -> EncounterStatus {
        self.status
    }

    /// The word in [`urls::CUSTODY_STANDING`].
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.word
    }
}

impl Encounter {
    /// A custody of a patient.
    #[must_use]
    pub fn custody(id: Id, meta: Meta, standing: CustodyStanding, subject: Reference) -> Self {
        let code = Coding::fixed(urls::CUSTODY_STANDING, standing.word, None);
        let told = Extension::parts(
            Uri::fixed(urls::STANDING),
            Extension::value(Uri::fixed("standing"), ExtensionValue::Coding(code)),
            [Extension::value(Uri::fixed("settled"), ExtensionValue::Boolean(standing.settled))],
        );
        Self {
            id,
            meta: meta.meets(uk_core!("Encounter")),
            extension: vec![told],
            identifier: Vec::new(),
            status: standing.status,
            class: Coding::fixed(urls::ENCOUNTER_CLASS, "custody", Some("Custody: a stay in prison")),
            subject,
            period: None,
            location: Vec::new(),
            provider: None,
        }
    }

    /// With an identifier.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        self.identifier.push(identifier);
        self
    }

    /// From when, and until when if it is over. An end is only written of a custody that is over.
    #[must_use]
    pub const fn during(mut self, period: Period) -> Self {
        self.period = match (self.status, period.start()) {
            (EncounterStatus::Finished, _) => Some(period),
            (_, Some(start)) => Some(Period::since(start)),
            (_, None) => None,
        };
        self
    }

    /// In a prison.
    #[must_use]
    pub fn in_prison(mut self, prison: Reference) -> Self {
        let kind = Coding::new(
            Uri::fixed(urls::ENCOUNTER_PLACE),
            Code::fixed("M01"),
            Some(super::primitives::Text::fixed("Prison")),
        );
        let status = if matches!(self.status, EncounterStatus::Finished | EncounterStatus::EnteredInError) {
            EncounterLocationStatus::Completed
        } else {
            EncounterLocationStatus::Active
        };
        self.location.push(EncounterLocation {
            location: prison,
            status,
            kind: Some(CodeableConcept::coded(kind)),
        });
        self
    }

    /// In a cell, told in words.
    #[must_use]
    pub fn in_cell(mut self, cell: Reference) -> Self {
        self.location.push(EncounterLocation {
            location: cell,
            status: EncounterLocationStatus::Active,
            kind: None,
        });
        self
    }

    /// Run by an organisation.
    #[must_use]
    pub fn run_by(mut self, organization: Reference) -> Self {
        self.provider = Some(organization);
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Encounter;
}
