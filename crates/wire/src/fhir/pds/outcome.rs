//! What PDS says when it does not answer with a record.
//!
//! `issue.code` is generic (`structure`, `value`), texts and `diagnostics` are subject to change and may repeat what was
//! asked: only `issue.details.coding` of the system `Spine-ErrorOrWarningCode` tells (PDS FHIR API specification).

use crate::fhir::codes::{IssueType, SpineCode};
use crate::fhir::issue::Issue;
use crate::fhir::json::Object;
use crate::fhir::reading::{At, Reading};
use crate::fhir::resource::Resource;
use crate::fhir::{ResourceType, urls};

/// What went wrong, in codes of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Those that are known here, in order.
    pub codes: Vec<SpineCode>,
    /// How many of the list there were that are not known here.
    pub others: usize,
}

impl Complaint {
    /// Whether it says this.
    #[must_use]
    pub fn says(&self, code: SpineCode) -> bool {
        self.codes.contains(&code)
    }

    /// Why, for people.
    #[must_use]
    pub fn why(&self) -> &'static str {
        self.codes.first().map_or("a code that is not known here", |code| code.says())
    }
}

/// Reads an `OperationOutcome` of a national service.
///
/// # Errors
/// Every refusal, each with its place; also where no code of the list is in it, since then somebody else speaks.
pub fn complaint(body: &[u8]) -> Result<Complaint, Vec<Issue>> {
    let resource = Resource::read(body).and_then(|r| r.expect(ResourceType::OperationOutcome));
    let resource = resource.map_err(|issue| vec![issue])?;
    let root = resource.root();
    let at = At::root("OperationOutcome");
    let mut reading = Reading::default();
    let mut complaint = Complaint { codes: Vec::new(), others: 0 };
    let list = at.name("issue");
    for (index, issue) in reading.objects(root, "issue", &at) {
        for code in spine_codes(issue, &mut reading, &list.index(index)) {
            match SpineCode::parse(code) {
                Some(code) if complaint.says(code) => {}
                Some(code) => complaint.codes.push(code),
                None => complaint.others += 1,
            }
        }
    }
    if complaint.codes.is_empty() && complaint.others == 0 {
        let details = "no code of the Spine's list of errors: this is not the national service's own answer";
        reading.refuse(Issue::error(IssueType::Required, details).at(list));
    }
    reading.end().map(|_| complaint)
}

fn spine_codes<'j>(issue: &'j Object, reading: &mut Reading, at: &At<'_>) -> Vec<&'j str> {
    let Some(details) = reading.object(issue, "details", at) else { return Vec::new() };
    let at = at.name("details");
    let list = at.name("coding");
    let mut codes = Vec::new();
    for (index, coding) in reading.objects(details, "coding", &at) {
        if coding.text("system") == Some(urls::SPINE_CODE) {
            codes.extend(reading.short(coding, "code", &list.index(index)));
        }
    }
    codes
}
