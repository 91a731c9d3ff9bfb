//! What services there are.

use serde::Serialize;
use std::collections::BTreeMap;

/// The id of the one service: the last part of its address.
pub const PATIENT_VIEW_ID: &str = "patient-view";

/// The discovery document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Services {
    services: Vec<Service>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    hook: &'static str,
    title: &'static str,
    description: &'static str,
    id: &'static str,
    usage_requirements: &'static str,
    prefetch: BTreeMap<&'static str, &'static str>,
}

impl Default for Services {
    fn default() -> Self {
        let patient_view = Service {
            hook: "patient-view",
            title: "Risks from the prison",
            description: "What the prison knows about this person's safety and yours, as actions, each with its age. \
                          An answer is never empty: it says what is known, not known, or to be asked.",
            id: PATIENT_VIEW_ID,
            usage_requirements: "The patient is found by NHS number, prison number or the care system's own id: \
                                 prefetch the Patient, for we do not call back.",
            prefetch: BTreeMap::from([("patient", "Patient/{{context.patientId}}")]),
        };
        Self { services: vec![patient_view] }
    }
}
