//! What became of a booking on the prison's side, in the words of the clinic list's fifth column.

use serde::Serialize;
use vocab::Instant;

/// How a mirror stands, in one word for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MirrorWord {
    /// The prison's list shows it.
    OnTheList,
    /// It was typed by staff and taken over.
    Adopted,
    /// About to be sent, or being sent.
    Waiting,
    /// The prison cancelled, moved or removed it of its own accord.
    PrisonChanged,
    /// The prison's service refuses it.
    Refused,
    /// Nothing may be sent for now.
    Held,
    /// Shadow: it would be sent.
    Shadow,
    /// The flow is off.
    Off,
    /// Cancelled, and the prison's list shows it struck through, or never had it.
    Cancelled,
    /// Nothing is to be shown there.
    Nothing,
}

/// How a booking's mirror stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MirrorView {
    /// The word.
    pub word: MirrorWord,
    /// The words, as the clinic list prints them.
    pub words: String,
    /// Since when, where it is so since a time.
    pub since: Option<Instant>,
    /// The version of the printed movement list that has it, and when that was printed.
    pub listed: Option<(u32, Instant)>,
    /// It is not as the newest printed list says: the wing must be told.
    pub to_tell: bool,
    /// Who was told of the change, and when.
    pub told: Option<(String, Instant)>,
    /// What staff typed there says more than "Healthcare": replace it by a neutral entry.
    pub discloses: bool,
}
