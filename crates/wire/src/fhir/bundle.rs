//! Bundles that answer a search: what matched, what belongs to it, and what must be known about the answer.

use super::appointment::Appointment;
use super::audit_event::AuditEvent;
use super::capability::CapabilityStatement;
use super::codes::{LinkRelation, ResourceType, SearchMode};
use super::consent::Consent;
use super::datatypes::Meta;
use super::encounter::Encounter;
use super::episode_of_care::EpisodeOfCare;
use super::flag::Flag;
use super::outcome::OperationOutcome;
use super::patient::Patient;
use super::place::{Location, Organization};
use super::primitives::{Id, Uri};
use super::provenance::Provenance;
use super::questionnaire::{Questionnaire, QuestionnaireResponse};
use super::resource::Resource;
use super::task::Task;
use super::urls::uk_core;
use serde::Serialize;
use vocab::Instant;
use vocab::id::TraceId;

/// Anything that may stand in a Bundle or be sent alone.
#[derive(Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum AnyResource {
    /// Appointment.
    Appointment(Box<Appointment>),
    /// `AuditEvent`.
    AuditEvent(Box<AuditEvent>),
    /// Bundle.
    Bundle(Box<Bundle>),
    /// `CapabilityStatement`.
    CapabilityStatement(Box<CapabilityStatement>),
    /// Consent.
    Consent(Box<Consent>),
    /// Encounter.
    Encounter(Box<Encounter>),
    /// `EpisodeOfCare`.
    EpisodeOfCare(Box<EpisodeOfCare>),
    /// Flag.
    Flag(Box<Flag>),
    /// Location.
    Location(Box<Location>),
    /// `OperationOutcome`.
    OperationOutcome(Box<OperationOutcome>),
    /// Organization.
    Organization(Box<Organization>),
    /// Patient.
    Patient(Box<Patient>),
    /// Provenance.
    Provenance(Box<Provenance>),
    /// Questionnaire.
    Questionnaire(Box<Questionnaire>),
    /// `QuestionnaireResponse`.
    QuestionnaireResponse(Box<QuestionnaireResponse>),
    /// Task.
    Task(Box<Task>),
    /// One that somebody else made.
    Received(Box<Resource>),
}
vocab::redacted!(AnyResource, Bundle);

macro_rules! any_of {
    ($($type:ident $variant:ident),+) => {$(
        impl From<$type> for AnyResource {
            fn from(resource: $type) -> Self {
                Self::$variant(Box::new(resource))
            }
        }
    )+};
}
any_of!(
    Appointment Appointment, AuditEvent AuditEvent, Bundle Bundle, CapabilityStatement CapabilityStatement,
    Consent Consent, Encounter Encounter, EpisodeOfCare EpisodeOfCare, Flag Flag, Location Location,
    OperationOutcome OperationOutcome, Organization Organization, Patient Patient, Provenance Provenance,
    Questionnaire Questionnaire, QuestionnaireResponse QuestionnaireResponse, Task Task, Resource Received
);

impl AnyResource {
    /// Type and id, where it has an id.
    #[must_use]
    pub fn key(&self) -> Option<(&str, &str)> {
        Some(match self {
            Self::Appointment(x) => (Appointment::TYPE.code(), x.id().text()),
            Self::AuditEvent(x) => (AuditEvent::TYPE.code(), x.id().text()),
            Self::Consent(x) => (Consent::TYPE.code(), x.id().text()),
            Self::EpisodeOfCare(x) => (EpisodeOfCare::TYPE.code(), x.id().text()),
            Self::Questionnaire(x) => (Questionnaire::TYPE.code(), x.id().text()),
            Self::QuestionnaireResponse(x) => (QuestionnaireResponse::TYPE.code(), x.id().text()),
            Self::Task(x) => (Task::TYPE.code(), x.id().text()),
            Self::Encounter(x) => (Encounter::TYPE.code(), x.id().text()),
            Self::Flag(x) => (Flag::TYPE.code(), x.id().text()),
            Self::Location(x) => (Location::TYPE.code(), x.id().text()),
            Self::Organization(x) => (Organization::TYPE.code(), x.id().text()),
            Self::Patient(x) => (Patient::TYPE.code(), x.id().text()),
            Self::Provenance(x) => (Provenance::TYPE.code(), x.id().text()),
            Self::Received(x) => (x.resource_type(), x.id()?),
            Self::Bundle(_) | Self::CapabilityStatement(_) | Self::OperationOutcome(_) => return None,
        })
    }
}

/// A searchset that meets UK Core.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Bundle {
    id: Id,
    meta: Meta,
    #[serde(rename = "type")]
    kind: &'static str,
    total: u64,
    link: Vec<Link>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entry: Vec<Entry>,
}

#[derive(Clone, PartialEq, Serialize)]
struct Link {
    relation: LinkRelation,
    url: Uri,
}

#[derive(Clone, PartialEq, Serialize)]
struct Entry {
    #[serde(rename = "fullUrl")]
    full_url: String,
    resource: AnyResource,
    search: Search,
}

#[derive(Clone, Copy, PartialEq, Serialize)]
struct Search {
    mode: SearchMode,
}

impl Bundle {
    /// An answer that has found nothing yet. `id` is the request's: outcomes are named after it too.
    ///
    /// `total` counts what matches on all pages, never what is included. `link` is the search as it was understood.
    #[must_use]
    pub fn searchset(id: TraceId, made: Instant, total: u64, link: Uri) -> Self {
        Self {
            id: Id::from(id),
            meta: Meta::new().made(made).meets(uk_core!("Bundle")),
            kind: "searchset",
            total,
            link: vec![Link { relation: LinkRelation::SelfLink, url: link }],
            entry: Vec::new(),
        }
    }

    /// With a link to another page; one of each relation.
    #[must_use]
    pub fn linked(mut self, relation: LinkRelation, url: Uri) -> Self {
        self.link.retain(|link| link.relation != relation);
        self.link.push(Link { relation, url });
        self
    }

    /// With a resource that matched. One that stands there already as included now counts as matched.
    #[must_use]
    pub fn matched(self, base: &str, resource: impl Into<AnyResource>) -> Self {
        self.with(base, resource.into(), SearchMode::Match)
    }

    /// With a resource that belongs to one that matched; the same one again changes nothing.
    #[must_use]
    pub fn included(self, base: &str, resource: impl Into<AnyResource>) -> Self {
        self.with(base, resource.into(), SearchMode::Include)
    }

    fn with(mut self, base: &str, resource: AnyResource, mode: SearchMode) -> Self {
        // What has no id has no address, and an entry without one cannot be referred to: it is not a match.
        let Some((kind, id)) = resource.key() else { return self };
        let full_url = format!("{}/{kind}/{id}", base.trim_end_matches('/'));
        match self.entry.iter_mut().find(|entry| entry.full_url == full_url) {
            Some(known) if mode == SearchMode::Match => known.search.mode = mode,
            Some(_) => {}
            None => self.entry.push(Entry { full_url, resource, search: Search { mode } }),
        }
        self
    }

    /// With what must be known about the answer itself. There is one: another takes its place.
    #[must_use]
    pub fn outcome(mut self, outcome: OperationOutcome) -> Self {
        let full_url = format!("urn:uuid:{}", self.id.text());
        self.entry.retain(|entry| entry.full_url != full_url);
        let resource = outcome.with_id(self.id.clone()).into();
        self.entry.push(Entry { full_url, resource, search: Search { mode: SearchMode::Outcome } });
        self
    }

    /// How many entries, outcomes too.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entry.len()
    }

    /// True without entries.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entry.is_empty()
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Bundle;
}
