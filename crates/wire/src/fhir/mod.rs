//! FHIR R4 (4.0.1) with UK Core.
//!
//! What we write is typed and strict: each resource here can only be built so that HL7's validator accepts it, with
//! nothing empty, null or misspelt, and claims the UK Core profile that it meets. What we read is tolerant: the raw
//! bytes and every element are kept ([`Resource`]), the published oddities are read and noted, and a refusal is an
//! [`Issue`] with its place, in words of ours that never repeat a value.
//!
//! What this module does not do: fetch anything, follow a reference, check a code against a terminology, or decide who
//! may see what.
//!
//! Where things are: [`urls`] every name that is a URL · [`datatypes`], [`extension`], [`codes`] what resources are made
//! of · [`patient`], [`appointment`] written and read · [`pds`], [`mns`] what the national services tell · [`json`] JSON without loss · [`search`] parameters ·
//! [`conditional`] and [`negotiation`] headers · [`fuzz`] bodies of the fuzz targets.

pub mod appointment;
pub mod audit_event;
pub mod bundle;
pub mod capability;
pub mod codes;
pub mod conditional;
pub mod consent;
pub mod datatypes;
pub mod encounter;
pub mod episode_of_care;
pub mod extension;
pub mod flag;
pub mod fuzz;
pub mod issue;
pub mod json;
pub mod mns;
pub mod negotiation;
pub mod outcome;
pub mod patient;
pub mod pds;
pub mod place;
pub mod primitives;
pub mod provenance;
pub mod questionnaire;
pub(crate) mod reading;
pub mod recognise;
pub mod resource;
pub mod search;
pub mod task;
pub mod urls;

pub use bundle::{AnyResource, Bundle};
pub use codes::{IssueType, ResourceType, Severity};
pub use issue::Issue;
pub use outcome::OperationOutcome;
pub use primitives::{Code, Id, Text, Uri, When};
pub use recognise::{Recognised, recognise};
pub use resource::Resource;

use serde::Serialize;

/// The version of FHIR that is written and read.
pub const FHIR_VERSION: &str = "4.0.1";

/// The bytes of a resource, as they are sent.
#[must_use]
pub fn bytes<T: Serialize>(resource: &T) -> Vec<u8> {
    serde_json::to_vec(resource).expect("what this crate writes has string keys and finite numbers")
}
