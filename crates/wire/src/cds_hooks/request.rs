//! A call of `patient-view`.

use crate::fhir::codes::IssueType;
use crate::fhir::json::{self, Json, Object};
use crate::fhir::patient::{IncomingPatient, from_resource};
use crate::fhir::reading::{At, Reading};
use crate::fhir::{Id, Issue, Resource, Uri};
use std::collections::BTreeMap;
use vocab::id::TraceId;

/// Prefetched entries that are read: we ask for one.
const PREFETCH_MAX: usize = 20;

/// A call that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct PatientView {
    /// The caller's id of this opening of the record.
    pub hook_instance: TraceId,
    /// The patient's id on the caller's side.
    pub patient: Id,
    /// Who opened the record, as `Practitioner/id`, on the caller's side.
    pub user: UserReference,
    /// The encounter's id on the caller's side.
    pub encounter: Option<Id>,
    /// What was sent along.
    pub prefetch: Prefetch,
    /// The caller's FHIR server: it says which system this is. We never call it.
    pub server: Option<Uri>,
    /// Whether an access token came along. It is dropped: we do not call back, and what is not kept cannot leak.
    pub authorization_dropped: bool,
    /// What was odd and was read all the same.
    pub notes: Vec<Issue>,
}

/// Who opened the record.
#[derive(Clone, PartialEq, Eq)]
pub struct UserReference(String);
vocab::redacted!(UserReference);

impl UserReference {
    /// As sent, `Practitioner/id`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// What a caller sent along.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prefetch(BTreeMap<String, Prefetched>);

/// One entry of a prefetch.
#[derive(Debug, Clone, PartialEq)]
pub enum Prefetched {
    /// The caller looked, and there is no data (`null`).
    NoData,
    /// What it found.
    Given(Box<Resource>),
}

impl Prefetch {
    /// An entry. None: the caller could not or would not look, which says nothing.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Prefetched> {
        self.0.get(key)
    }

    /// The Patient, where it was sent.
    ///
    /// # Errors
    /// Every refusal of the Patient, each with its place.
    pub fn patient(&self) -> Result<Option<IncomingPatient>, Vec<Issue>> {
        match self.get("patient") {
            Some(Prefetched::Given(resource)) => from_resource((**resource).clone()).map(Some),
            Some(Prefetched::NoData) | None => Ok(None),
        }
    }
}

/// Reads a call.
///
/// # Errors
/// Every refusal, each with its place.
pub fn read(bytes: &[u8]) -> Result<PatientView, Vec<Issue>> {
    let root = match json::parse(bytes) {
        Ok(Json::Object(root)) => root,
        Ok(_) => return Err(vec![Issue::error(IssueType::Structure, "the body is not a JSON object")]),
        Err(error) => return Err(vec![error.issue("request")]),
    };
    let at = At::root("request");
    let mut reading = Reading::default();
    hook(&root, &mut reading, &at);
    let hook_instance = instance(&root, &mut reading, &at);
    let context = reading.object(&root, "context", &at);
    if context.is_none() && !matches!(root.get("context"), Some(x) if x != &Json::Null) {
        reading.refuse(Issue::error(IssueType::Required, "no context").at(at.name("context")));
    }
    let inside = at.name("context");
    let patient = context.and_then(|context| patient_id(context, &mut reading, &inside));
    let user = context.and_then(|context| user(context, &mut reading, &inside));
    let encounter = context.and_then(|context| id(context, "encounterId", &mut reading, &inside));
    let prefetch = prefetch(&root, &mut reading, &at);
    let server = reading.short(&root, "fhirServer", &at).and_then(Uri::parse);
    let authorization_dropped = !matches!(root.get("fhirAuthorization"), None | Some(Json::Null));
    let notes = reading.end()?;
    match (hook_instance, patient, user) {
        (Some(hook_instance), Some(patient), Some(user)) => Ok(PatientView {
            hook_instance,
            patient,
            user,
            encounter,
            prefetch,
            server,
            authorization_dropped,
            notes,
        }),
        // Each is refused above when it is missing.
        _ => Err(vec![Issue::error(IssueType::Required, "not a whole request").at(at)]),
    }
}

fn required<'j>(object: &'j Object, name: &str, reading: &mut Reading, at: &At<'_>) -> Option<&'j str> {
    let text = reading.short(object, name, at);
    let readable = matches!(object.get(name), None | Some(Json::Null | Json::String(_)));
    if text.is_none() && readable && object.text(name).is_none_or(|t| t.trim().is_empty()) {
        reading.refuse(Issue::error(IssueType::Required, "missing").at(at.name(name)));
    }
    text
}

fn hook(root: &Object, reading: &mut Reading, at: &At<'_>) {
    if let Some(hook) = required(root, "hook", reading, at)
        && hook != "patient-view"
    {
        let details = "this service answers patient-view alone";
        reading.refuse(Issue::error(IssueType::NotSupported, details).at(at.name("hook")));
    }
}

fn instance(root: &Object, reading: &mut Reading, at: &At<'_>) -> Option<TraceId> {
    let text = required(root, "hookInstance", reading, at)?;
    let instance = TraceId::parse(text);
    if instance.is_none() {
        reading.refuse(Issue::error(IssueType::Value, "not a UUID").at(at.name("hookInstance")));
    }
    instance
}

fn id(object: &Object, name: &str, reading: &mut Reading, at: &At<'_>) -> Option<Id> {
    let text = reading.short(object, name, at)?;
    let id = Id::parse(text);
    if id.is_none() {
        reading.refuse(Issue::error(IssueType::Value, "not of the form that ids have").at(at.name(name)));
    }
    id
}

/// The patient's id. Some callers send `Patient/id`; there is no doubt of what they mean.
fn patient_id(context: &Object, reading: &mut Reading, at: &At<'_>) -> Option<Id> {
    let text = required(context, "patientId", reading, at)?;
    let bare = text.strip_prefix("Patient/").unwrap_or(text);
    if bare.len() != text.len() {
        let details = "a reference where CDS Hooks has an id";
        reading.note(Issue::warning(IssueType::Structure, details).at(at.name("patientId")));
    }
    let id = Id::parse(bare);
    if id.is_none() {
        reading
            .refuse(Issue::error(IssueType::Value, "not of the form that ids have").at(at.name("patientId")));
    }
    id
}

fn user(context: &Object, reading: &mut Reading, at: &At<'_>) -> Option<UserReference> {
    let text = required(context, "userId", reading, at)?;
    let known = ["Practitioner/", "PractitionerRole/", "Patient/", "RelatedPerson/"];
    let formed = known.iter().any(|kind| text.strip_prefix(kind).is_some_and(|id| Id::parse(id).is_some()));
    if formed {
        return Some(UserReference(text.to_owned()));
    }
    reading.refuse(
        Issue::error(IssueType::Value, "not a user: write it as Practitioner/id").at(at.name("userId")),
    );
    None
}

fn prefetch(root: &Object, reading: &mut Reading, at: &At<'_>) -> Prefetch {
    let Some(object) = reading.object(root, "prefetch", at) else { return Prefetch::default() };
    let at = at.name("prefetch");
    if object.len() > PREFETCH_MAX {
        reading.refuse(Issue::error(IssueType::TooCostly, "more than 20 prefetched entries").at(at));
        return Prefetch::default();
    }
    let mut entries = BTreeMap::new();
    for (key, value) in object.members() {
        let entry = match value {
            Json::Null => Prefetched::NoData,
            Json::Object(inner) => match Resource::within(inner) {
                // A failed look-up is not a look-up that found nothing.
                Ok(resource) if resource.resource_type() == "OperationOutcome" => {
                    let details = "an OperationOutcome: taken as not prefetched";
                    reading.note(Issue::warning(IssueType::Incomplete, details).at(at));
                    continue;
                }
                Ok(resource) => Prefetched::Given(Box::new(resource)),
                Err(issue) => {
                    reading.refuse(issue.at(at));
                    continue;
                }
            },
            _ => {
                reading.refuse(Issue::error(IssueType::Structure, "neither a resource nor null").at(at));
                continue;
            }
        };
        entries.insert(key.to_owned(), entry);
    }
    Prefetch(entries)
}
