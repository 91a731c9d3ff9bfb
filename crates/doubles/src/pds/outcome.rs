//! The forms in which the service answers.

use crate::prison::Reply;
use serde_json::{Value, json};

const SYSTEM: &str = "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode";

/// A resource.
pub(super) fn fhir(status: u16, body: &Value) -> Reply {
    let mut reply = Reply::json(status, body);
    reply.headers.push(("content-type", "application/fhir+json".to_owned()));
    reply
}

/// An error in the service's own words. `issue.code` is as generic as the real one's.
pub(super) fn reply(status: u16, code: &str, diagnostics: &str) -> Reply {
    let coding = json!({"system": SYSTEM, "version": "1", "code": code, "display": display(code)});
    let issue = json!({
        "severity": "error", "code": generic(status), "details": {"coding": [coding]}, "diagnostics": diagnostics,
    });
    fhir(status, &json!({"resourceType": "OperationOutcome", "issue": [issue]}))
}

/// A gateway's own answer to a path that it does not know.
pub(super) fn no_route() -> Reply {
    Reply::json(404, &json!({"fault": {"faultstring": "Unable to identify proxy for host"}}))
}

fn generic(status: u16) -> &'static str {
    match status {
        401 | 403 => "forbidden",
        408 | 503 => "timeout",
        429 => "throttled",
        _ => "structure",
    }
}

fn display(code: &str) -> String {
    let words = code.to_ascii_lowercase().replace('_', " ");
    words.chars().take(1).map(|c| c.to_ascii_uppercase()).chain(words.chars().skip(1)).collect()
}
