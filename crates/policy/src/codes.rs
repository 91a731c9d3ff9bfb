//! What becomes of each alert code: it crosses as a line, it is deliberately silent, or it was never seen.

use crate::lines::ListError;
use crate::panel::SuicideState;
use serde::Deserialize;
use std::collections::BTreeMap;
use vocab::code::AlertCode;

/// What becomes of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Treatment {
    /// It gives a line, by the line's name.
    Line(String),
    /// It is a state of the suicide and self-harm case.
    Suicide(SuicideState),
    /// Deliberately silent, and why. Both owners sign this too.
    Silent(String),
}

/// Every code that was ever decided about. What is not in it was never seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes(BTreeMap<AlertCode, Treatment>);

#[derive(Deserialize)]
struct Row {
    code: String,
    treatment: String,
    line: String,
    why: String,
}

impl Codes {
    /// Reads `codes.csv`.
    pub(crate) fn read(text: &str) -> Result<Self, ListError> {
        let mut codes = BTreeMap::new();
        for row in crate::lines::rows::<Row>("codes", text)? {
            let treatment = match (row.treatment.as_str(), row.line.as_str(), row.why.as_str()) {
                ("crosses", "suicide-open", _) => Treatment::Suicide(SuicideState::Open),
                ("crosses", "suicide-post-closure", _) => Treatment::Suicide(SuicideState::PostClosure),
                ("crosses", "suicide-closed", _) => Treatment::Suicide(SuicideState::Closed),
                ("crosses", line, _) if !line.is_empty() => Treatment::Line(row.line.clone()),
                ("silent", "", why) if !why.is_empty() => Treatment::Silent(row.why.clone()),
                _ => return Err(ListError::Code(row.code)),
            };
            if codes.insert(AlertCode::new(&row.code), treatment).is_some() {
                return Err(ListError::Twice { list: "codes", what: row.code });
            }
        }
        Ok(Self(codes))
    }

    /// What becomes of a code; none when it was never seen.
    #[must_use]
    pub fn treatment(&self, code: &AlertCode) -> Option<&Treatment> {
        self.0.get(code)
    }

    /// Every code with what becomes of it.
    pub fn iter(&self) -> impl Iterator<Item = (&AlertCode, &Treatment)> {
        self.0.iter()
    }
}
