//! The gate book: who saw or changed what, of whom, for which purpose, under which ruling.
//!
//! One row a request, in a chain of its own, and never rebuilt. An answer leaves only after its row has committed.
//! While it waits, the lane checks once more that no link of its subjects and no charter has moved since the answer
//! was read: if one has, the row is refused and the answer must be made again.
//!
//! Rows are kept for years and never made again, so each says which form it has. A form that was ever written keeps
//! its golden file, and is raised when it is read.

use crate::chain::Hash;
use crate::error::{Result, StoreError};
use crate::row::{decode, encode};
use serde::{Deserialize, Serialize};
use vocab::Instant;
use vocab::crossing::{Caller, Purpose};
use vocab::id::{GateSeq, JournalSeq, PatientId, PrisonNumber, TraceId};

/// What a caller did, as booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateEntry {
    /// Who.
    pub caller: Caller,
    /// For what.
    pub purpose: Purpose,
    /// What was done, in the book's words: `panel.open`, `patient.search`.
    pub act: String,
    /// Of whom, with the version that was seen.
    pub subjects: Vec<GateSubject>,
    /// The rulings under which: kind, outcome, and the policies that made it.
    pub rulings: Vec<GateRuling>,
    /// A digest of the answer, so that what was shown can be proved.
    pub answer: Hash,
    /// The request, as it is followed through the logs.
    pub trace: TraceId,
    /// The journal's head when the answer was read.
    pub snapshot: JournalSeq,
    /// The charter under which.
    pub charter: JournalSeq,
    /// It was printed, and is out of our hands.
    pub printed: bool,
}

/// One person or patient of a gate-book row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateSubject {
    /// On the prison's side.
    pub person: Option<PrisonNumber>,
    /// On the care side.
    pub patient: Option<PatientId>,
    /// The version of the prison record that was seen; 0 for none.
    pub version: u32,
    /// Withheld: asked for and not shown.
    pub withheld: bool,
}

/// One ruling of a gate-book row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRuling {
    /// What was ruled on.
    pub kind: String,
    /// How: `full`, `reduced`, `withheld`.
    pub outcome: String,
    /// The policies that made it.
    pub policies: Vec<String>,
}

/// The form that entries are written in: the first byte of a row's body.
///
/// Postcard writes an enum by its place: a new role or purpose goes at the end of its list, or makes a new form.
const FORM: u8 = 1;

/// An entry, as a row holds it.
pub(crate) fn written(entry: &GateEntry) -> Result<Vec<u8>> {
    let mut bytes = vec![FORM];
    bytes.extend(encode("gate", entry)?);
    Ok(bytes)
}

/// An entry from what a row holds.
pub(crate) fn read(seq: u64, bytes: &[u8]) -> Result<GateEntry> {
    match bytes.split_first() {
        Some((&FORM, entry)) => decode("gate", entry),
        _ => Err(StoreError::corrupt("gate", seq, "it has a form that this Gatelodge does not know")),
    }
}

/// A row as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateRow {
    /// Its place.
    pub seq: GateSeq,
    /// When it was committed.
    pub at: Instant,
    /// What it says.
    pub entry: GateEntry,
}
