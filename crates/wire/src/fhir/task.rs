//! A Task: something about a registration that a person is to do in the clinical system. It does nothing by itself.

use super::codes::{ResourceType, TaskCode, TaskStatus};
use super::datatypes::{CodeableConcept, Coding, Identifier, Meta, Reference};
use super::primitives::{Id, Text, When};
use super::urls::{self, uk_core};
use serde::Serialize;

/// A Task that meets UK Core. It is marked restricted.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Task {
    id: Id,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    status: TaskStatus,
    intent: &'static str,
    code: CodeableConcept,
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<Reference>,
    #[serde(rename = "for")]
    patient: Reference,
    #[serde(rename = "authoredOn")]
    authored: When,
    requester: Reference,
    #[serde(rename = "performerType", skip_serializing_if = "Vec::is_empty")]
    performer: Vec<CodeableConcept>,
    owner: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    input: Vec<Input>,
}
vocab::redacted!(Task);

#[derive(Clone, PartialEq, Serialize)]
struct Input {
    #[serde(rename = "type")]
    kind: CodeableConcept,
    #[serde(rename = "valueReference")]
    value: Reference,
}

impl Task {
    /// Something to be done for a patient, in words, by an organisation.
    #[must_use]
    pub fn for_patient(
        id: Id,
        meta: Meta,
        status: TaskStatus,
        (code, words): (TaskCode, Text),
        patient: Reference,
        authored: When,
        owner: Reference,
    ) -> Self {
        let coding = Coding::fixed(urls::TASK_CODE, code.code(), None);
        Self {
            id,
            meta: meta.meets(uk_core!("Task")).restricted(),
            identifier: Vec::new(),
            status,
            intent: "order",
            code: CodeableConcept::coded(coding).saying(words),
            focus: None,
            patient: patient.clone(),
            authored,
            // What the patient said is what asks for it. Nobody else did.
            requester: patient,
            performer: Vec::new(),
            owner,
            input: Vec::new(),
        }
    }

    /// With an identifier.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        self.identifier.push(identifier);
        self
    }

    /// Whose work it is there, in words.
    #[must_use]
    pub fn for_whom(mut self, team: Text) -> Self {
        self.performer.push(CodeableConcept::worded(team));
        self
    }

    /// A step of seeing somebody out: which. It is asked for by whoever is to do it, since nobody asks to be seen out.
    #[must_use]
    pub fn of_leaving(mut self, step: &'static str) -> Self {
        self.code = self.code.and(Coding::fixed(urls::LEAVING_STEP, step, None));
        self.requester = self.owner.clone();
        self
    }

    /// Because of what was answered.
    #[must_use]
    pub fn because_of(mut self, response: Reference) -> Self {
        self.focus = Some(response);
        self
    }

    /// With the form, filled as far as it can be.
    #[must_use]
    pub fn with_form(mut self, form: Reference) -> Self {
        let words = Some("What the form for joining a practice asks, filled with what is known");
        let kind = CodeableConcept::coded(Coding::fixed(urls::TASK_INPUT, "gp-form", words));
        self.input.push(Input { kind, value: form });
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Task;
}
