//! From bytes to what they say. Pure: the same bytes and rules give the same facts, in service and in rebuild.
//!
//! [`prison`] reads what HMPPS services send and answer, [`care`] what care systems send, [`national`] what PDS and MNS
//! say, [`split`] cuts pages about
//! many people into exact slices, one a person. What is not understood is said to be so, with what was expected and
//! without any value: it goes to quarantine in the same commit.

pub mod care;
pub mod national;
pub mod prison;
pub mod split;

use crate::envelope::{ACTS, ANSWERS, CHARTER, Meta, TICKS};
use crate::rules::Rules;
use crate::understood::{Act, Answer, Tick, Understood};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::unit::Input;
use vocab::Instant;
use vocab::crossing::{Caller, QuarantineReason};
use vocab::id::{JournalSeq, PatientId, PrisonNumber};
use vocab::prison::Aspect;
use wire::error::WireError;

/// A decision as it is written down.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ActRecord {
    pub(crate) act: Act,
    pub(crate) at: Instant,
    pub(crate) by: Caller,
}

/// Readings that said what was known, as they are written down: one row a batch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CheckedRecord {
    pub(crate) asked: Instant,
    pub(crate) readings: Vec<(PrisonNumber, Aspect, u64)>,
}

/// The path under which a batch of unchanged readings stands in the journal.
pub(crate) const CHECKED_PATH: &str = "checked";

/// Answers of PDS that said what was known, as they are written down: one row a batch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DemographicsCheckedRecord {
    pub(crate) asked: Instant,
    pub(crate) readings: Vec<(PatientId, u64)>,
}

/// The path under which a batch of those stands in the journal.
pub(crate) const DEMOGRAPHICS_CHECKED_PATH: &str = "demographics-checked";

/// Reads an input.
#[must_use]
pub fn observe(input: &Input, rules: &Rules) -> Understood {
    let Some(body) = input.parts.first().and_then(|part| part.body.as_deref()) else {
        return Understood::Erased;
    };
    // An act about many stands without those who were erased from it; anything else stands whole or not at all.
    if input.feed.name() != ACTS && input.parts.iter().any(|part| part.body.is_none()) {
        return Understood::Erased;
    }
    let meta = Meta::read(&input.meta);
    let understood = match input.feed.name() {
        ACTS => own(body, |record: ActRecord| {
            Understood::Act(with_lines(record.act, input), record.at, record.by)
        }),
        ANSWERS => own(body, |answer: Answer| Understood::Answer(answer)),
        TICKS => own(body, |tick: Tick| Understood::Tick(tick)),
        CHARTER => Understood::Charter,
        _ if meta.path.as_deref() == Some(CHECKED_PATH) => own(body, |record: CheckedRecord| {
            Understood::Checked(input.feed.clone(), record.readings, record.asked)
        }),
        _ if meta.path.as_deref() == Some(DEMOGRAPHICS_CHECKED_PATH) => {
            own(body, |record: DemographicsCheckedRecord| {
                Understood::DemographicsChecked(input.feed.clone(), record.readings, record.asked)
            })
        }
        _ if national::is_national(&input.feed) => national::read(&input.feed, body, &meta),
        _ if care::is_care(&input.feed) => care::read(body, &meta),
        _ => prison::read(&input.feed, body, &meta, rules),
    };
    match meta.replays {
        Some(seq) => Understood::Replay(JournalSeq(seq), Box::new(understood)),
        None => understood,
    }
}

/// The lines of a printed list are the row's further parts: one that was erased is not there any more.
fn with_lines(act: Act, input: &Input) -> Act {
    match act {
        Act::ListPrint { prison, date, session, location, as_at, .. } => {
            let read = |part: &store::unit::Part| serde_json::from_slice(part.body.as_deref()?).ok();
            let lines = input.parts.iter().skip(1).filter_map(read).collect();
            Act::ListPrint { prison, date, session, location, as_at, lines }
        }
        other => other,
    }
}

/// What we wrote ourselves reads back, or the store is not ours.
fn own<T: DeserializeOwned>(body: &[u8], understood: impl FnOnce(T) -> Understood) -> Understood {
    match serde_json::from_slice(body) {
        Ok(content) => understood(content),
        Err(_) => Understood::NotUnderstood {
            reason: QuarantineReason::Malformed,
            detail: "a record of our own that this version does not read".to_owned(),
            about: Vec::new(),
        },
    }
}

/// A refusal of the wire, in the words of the quarantine.
pub(crate) fn not_understood(error: &WireError, about: Vec<PrisonNumber>) -> Understood {
    let reason = match error {
        WireError::Utf8 { .. }
        | WireError::Syntax { .. }
        | WireError::Truncated { .. }
        | WireError::TooDeep
        | WireError::DuplicateKey { .. } => QuarantineReason::Malformed,
        WireError::Missing { .. } | WireError::Expected { .. } => QuarantineReason::Incomplete,
        WireError::UnknownPath => QuarantineReason::Unrecognised,
    };
    Understood::NotUnderstood { reason, detail: error.to_string(), about }
}
