//! The only words that leave for the prison about an appointment. Closed sets: there is no room for another.

use crate::lines::{ListError, rows};
use serde::Deserialize;
use vocab::crossing::{FeedbackKind, RefusalReason};

/// The name of every healthcare entry on the prison's lists.
pub const NAME: &str = "Healthcare";

/// The notes on an entry, for staff and for the person: none.
pub const NOTES: Option<&str> = None;

const CATEGORIES: &str = include_str!("../lists/appointment-categories.csv");

/// The category under which healthcare entries stand on the prison's system: agreed with the prison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeutralCategory(String);

/// Why a category is not neutral.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotNeutral {
    /// It tells what is done, or is another service's.
    #[error("category {0} tells what an entry is for: agree on a neutral one with the prison, or use MEOT")]
    Tells(String),
    /// No category code.
    #[error("category {0:?} is not a code: 2 to 12 capital letters, digits and underscores")]
    Form(String),
}

#[derive(Deserialize)]
struct CategoryRow {
    code: String,
    parent: String,
}

impl Default for NeutralCategory {
    /// `MEOT`, the nearest that the prison's list has today.
    fn default() -> Self {
        Self("MEOT".to_owned())
    }
}

impl NeutralCategory {
    /// A category agreed with the prison: `MEOT`, or a code made for this and not on the list that is known.
    ///
    /// # Errors
    /// [`NotNeutral`], when the code is a known category other than `MEOT`, or no code at all.
    pub fn agreed(code: &str) -> Result<Self, NotNeutral> {
        let form = (2..=12).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if !form {
            return Err(NotNeutral::Form(code.to_owned()));
        }
        let neutral = Self(code.to_owned());
        let known = known_categories().map_err(|_| NotNeutral::Tells(code.to_owned()))?;
        if neutral == Self::default() || !known.iter().any(|(k, _)| k == code) {
            Ok(neutral)
        } else {
            Err(NotNeutral::Tells(code.to_owned()))
        }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }
}

/// The prison's categories that are known, each with its parent.
///
/// # Errors
/// [`ListError`], when the list that rides in the binary cannot be read.
pub fn known_categories() -> Result<Vec<(String, String)>, ListError> {
    Ok(rows::<CategoryRow>("appointment categories", CATEGORIES)?
        .into_iter()
        .map(|r| (r.code, r.parent))
        .collect())
}

/// What an entry that staff typed tells of a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tells {
    /// Its category.
    Category,
    /// Its name.
    Name,
    /// Its notes.
    Notes,
}

/// What of an entry that staff typed goes beyond the neutral words. Nobody reads free text for its meaning: whatever
/// is not on the closed list tells. Empty means that it can stand as it is.
#[must_use]
pub fn tells(agreed: &NeutralCategory, category: &str, name: Option<&str>, notes: &[&str]) -> Vec<Tells> {
    let said = |text: &str| !text.trim().is_empty();
    let neutral_name = |name: &str| name.trim().eq_ignore_ascii_case(NAME);
    let neutral_category = category == agreed.code() || category == NeutralCategory::default().code();
    [
        (!neutral_category).then_some(Tells::Category),
        name.is_some_and(|name| said(name) && !neutral_name(name)).then_some(Tells::Name),
        notes.iter().any(|note| said(note)).then_some(Tells::Notes),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Why the prison did not take an entry, in words for healthcare.
#[must_use]
pub const fn refusal_words(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::AnswerLost => "no answer came: looking whether it arrived",
        RefusalReason::Unreachable => "the prison's service cannot be reached",
        RefusalReason::TooMany => "the prison's service asks us to slow down",
        RefusalReason::TheirFailure => "the prison's service failed",
        RefusalReason::NotAllowed => "the prison's service does not let us in",
        RefusalReason::PersonNotThere => "not in that prison",
        RefusalReason::PlaceUnknown => "the place is not known there",
        RefusalReason::TimeRefused => "the time was refused",
        RefusalReason::NotFound => "the entry is not there",
        RefusalReason::Other => "refused for another reason: see the trace",
    }
}

/// What the prison did of its own accord, in words for healthcare.
#[must_use]
pub const fn feedback_words(kind: FeedbackKind) -> &'static str {
    match kind {
        FeedbackKind::Cancelled => "prison cancelled it",
        FeedbackKind::Moved => "prison moved it",
        FeedbackKind::Gone => "no longer on the prison's list",
        FeedbackKind::BroughtBack => "prison brought it back",
    }
}

/// What an officer reports of someone who did not come. Nothing else is asked of an officer, and a report stays one
/// until healthcare has spoken to the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reported {
    /// Would not come.
    Declined,
    /// Was not unlocked.
    NotUnlocked,
    /// Was not found.
    NotFound,
    /// Was somewhere else.
    Elsewhere,
}

impl Reported {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Declined, Self::NotUnlocked, Self::NotFound, Self::Elsewhere];

    /// The words, for the sheet and for healthcare.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Declined => "reported declined",
            Self::NotUnlocked => "reported not unlocked",
            Self::NotFound => "reported not found",
            Self::Elsewhere => "reported elsewhere",
        }
    }
}
