//! The `CapabilityStatement`: what the FHIR face can do. Its searches are told by the table that reads them.

use super::codes::{Interaction, ResourceType};
use super::datatypes::CodeableConcept;
use super::primitives::{Text, Uri};
use super::search::SearchRequest;
use super::urls::uk_core;
use jiff::civil::Date;
use serde::Serialize;

/// What the face can do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
#[serde(rename_all = "camelCase")]
pub struct CapabilityStatement {
    status: &'static str,
    date: Date,
    kind: &'static str,
    software: Software,
    implementation: Implementation,
    fhir_version: &'static str,
    format: [&'static str; 1],
    rest: [Rest; 1],
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Software {
    name: &'static str,
    version: Text,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Implementation {
    description: &'static str,
    url: Uri,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Rest {
    mode: &'static str,
    security: Security,
    resource: Vec<Resource>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Security {
    cors: bool,
    service: [CodeableConcept; 1],
    description: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    #[serde(rename = "type")]
    kind: ResourceType,
    profile: &'static str,
    interaction: Vec<Act>,
    versioning: &'static str,
    read_history: bool,
    update_create: bool,
    conditional_create: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    search_include: Vec<&'static str>,
    search_param: Vec<Param>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Act {
    code: Interaction,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Param {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<&'static str>,
}

const fn profile(kind: ResourceType) -> &'static str {
    match kind {
        ResourceType::Patient => uk_core!("Patient"),
        ResourceType::Flag => uk_core!("Flag"),
        ResourceType::Appointment => uk_core!("Appointment"),
        ResourceType::Encounter => uk_core!("Encounter"),
        ResourceType::Location => uk_core!("Location"),
        ResourceType::Organization => uk_core!("Organization"),
        ResourceType::Bundle => uk_core!("Bundle"),
        ResourceType::OperationOutcome => uk_core!("OperationOutcome"),
        ResourceType::AuditEvent => uk_core!("AuditEvent"),
        ResourceType::Provenance => uk_core!("Provenance"),
        ResourceType::Consent => uk_core!("Consent"),
        ResourceType::EpisodeOfCare => uk_core!("EpisodeOfCare"),
        ResourceType::Questionnaire => uk_core!("Questionnaire"),
        ResourceType::QuestionnaireResponse => uk_core!("QuestionnaireResponse"),
        ResourceType::Task => uk_core!("Task"),
        ResourceType::CapabilityStatement => "http://hl7.org/fhir/StructureDefinition/CapabilityStatement",
    }
}

fn resource(kind: ResourceType, own: &[super::search::Parameter]) -> Resource {
    let written = kind == ResourceType::Appointment;
    let acts: &[Interaction] = if written {
        &[Interaction::Read, Interaction::Create, Interaction::Update, Interaction::SearchType]
    } else {
        &[Interaction::Read, Interaction::SearchType]
    };
    let plain = |name, kind| Param { name, kind, documentation: None };
    let mut params: Vec<Param> = own
        .iter()
        .map(|p| Param {
            name: p.name,
            kind: p.kind,
            documentation: match (p.kind, p.name) {
                ("reference", "questionnaire") | ("uri", _) => {
                    Some("in any version, or in one as url|version")
                }
                ("reference", _) => Some("by our id; with .identifier or :identifier by identifier"),
                _ => None,
            },
        })
        .collect();
    params.push(plain("_lastUpdated", "date"));
    Resource {
        kind,
        profile: profile(kind),
        interaction: acts.iter().map(|code| Act { code: *code }).collect(),
        versioning: if written { "versioned-update" } else { "versioned" },
        read_history: false,
        update_create: false,
        conditional_create: written,
        search_include: if written { vec!["Appointment:patient"] } else { Vec::new() },
        search_param: params,
    }
}

impl CapabilityStatement {
    /// What this version of Gatelodge can do, at an address.
    #[must_use]
    pub fn new(version: Text, date: Date, url: Uri) -> Self {
        let oauth = CodeableConcept::coded(super::datatypes::Coding::fixed(
            "http://terminology.hl7.org/CodeSystem/restful-security-service",
            "OAuth",
            Some("OAuth"),
        ));
        Self {
            status: "active",
            date,
            kind: "instance",
            software: Software { name: "Gatelodge", version },
            implementation: Implementation {
                description: "The one door for information between a prison and its healthcare",
                url,
            },
            fhir_version: super::FHIR_VERSION,
            // FHIR's short word for application/fhir+json; the validator knows no media types without a network.
            format: ["json"],
            rest: [Rest {
                mode: "server",
                security: Security {
                    cors: false,
                    service: [oauth],
                    description: "A signed bearer token on every request. What a caller may not know of is not found.",
                },
                resource: SearchRequest::TYPES.iter().map(|(kind, own)| resource(*kind, own)).collect(),
            }],
        }
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::CapabilityStatement;
}
