//! What became of cards: the caller tells it afterwards.

use crate::fhir::codes::IssueType;
use crate::fhir::json::{self, Json, Object};
use crate::fhir::reading::{At, Reading};
use crate::fhir::{Code, Issue};
use vocab::Instant;
use vocab::id::TraceId;
use vocab::name::FreeText;

/// Entries in one message: a day of one clinician's cards.
pub const FEEDBACK_MAX: usize = 50;

/// What became of one card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The card.
    pub card: TraceId,
    /// What became of it.
    pub outcome: FeedbackOutcome,
    /// When.
    pub at: Instant,
}

/// What became of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedbackOutcome {
    /// Taken up. Our cards suggest nothing that could be accepted, but a caller may say so of a card.
    Accepted,
    /// Put aside.
    Overridden {
        /// The reason's code, if one was chosen.
        reason: Option<Code>,
        /// What the clinician typed, if anything: free text of a care record, which never crosses.
        comment: Option<FreeText>,
    },
}

/// Reads a feedback message.
///
/// # Errors
/// Every refusal, each with its place.
pub fn read(bytes: &[u8]) -> Result<Vec<Feedback>, Vec<Issue>> {
    let root = match json::parse(bytes) {
        Ok(Json::Object(root)) => root,
        Ok(_) => return Err(vec![Issue::error(IssueType::Structure, "the body is not a JSON object")]),
        Err(error) => return Err(vec![error.issue("request")]),
    };
    let at = At::root("request");
    let list = at.name("feedback");
    let mut reading = Reading::default();
    let mut all = Vec::new();
    for (index, entry) in reading.objects(&root, "feedback", &at) {
        all.extend(one(entry, &mut reading, &list.index(index)));
    }
    reading.end()?;
    if all.is_empty() {
        return Err(vec![Issue::error(IssueType::Required, "no feedback").at(list)]);
    }
    Ok(all)
}

fn one(entry: &Object, reading: &mut Reading, at: &At<'_>) -> Option<Feedback> {
    let card = reading.short(entry, "card", at).and_then(TraceId::parse);
    if card.is_none() {
        reading.refuse(Issue::error(IssueType::Value, "not the UUID of a card").at(at.name("card")));
    }
    let moment = reading.short(entry, "outcomeTimestamp", at).and_then(Instant::parse_zoned);
    if moment.is_none() {
        let details = "not a moment with a zone: write it as 2026-11-12T10:20:00Z";
        reading.refuse(Issue::error(IssueType::Value, details).at(at.name("outcomeTimestamp")));
    }
    let outcome = match reading.short(entry, "outcome", at) {
        Some("accepted") => Some(FeedbackOutcome::Accepted),
        Some("overridden") => Some(overridden(entry, reading, at)),
        _ => {
            let details = "neither accepted nor overridden";
            reading.refuse(Issue::error(IssueType::CodeInvalid, details).at(at.name("outcome")));
            None
        }
    };
    Some(Feedback { card: card?, outcome: outcome?, at: moment? })
}

fn overridden(entry: &Object, reading: &mut Reading, at: &At<'_>) -> FeedbackOutcome {
    let at_reason = at.name("overrideReason");
    let Some(why) = reading.object(entry, "overrideReason", at) else {
        return FeedbackOutcome::Overridden { reason: None, comment: None };
    };
    let reason = reading
        .object(why, "reason", &at_reason)
        .and_then(|coding| reading.short(coding, "code", &at_reason.name("reason")))
        .and_then(Code::parse);
    let comment = reading.text(why, "userComment", &at_reason).map(FreeText::new);
    FeedbackOutcome::Overridden { reason, comment }
}
