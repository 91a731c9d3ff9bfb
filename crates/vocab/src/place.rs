//! Prisons, cells and rooms.

use crate::id::IdError;
use crate::redacted;
use serde::{Deserialize, Serialize};

/// A prison's code: three letters, as `MDI` for Moorland. `TRN` and `OUT` are states, not prisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PrisonCode([u8; 3]);

impl PrisonCode {
    /// Reads three capital letters other than `TRN` and `OUT`.
    ///
    /// # Errors
    /// [`IdError::Form`] for anything else.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        const FORM: IdError = IdError::Form { kind: "prison code", form: "MDI" };
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().map_err(|_| FORM)?;
        let state = matches!(&bytes, b"TRN" | b"OUT");
        if state || !bytes.iter().all(u8::is_ascii_uppercase) { Err(FORM) } else { Ok(Self(bytes)) }
    }

    /// The three letters.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// The three letters as a number, as stored.
    #[must_use]
    pub const fn packed(self) -> u32 {
        u32::from_be_bytes([0, self.0[0], self.0[1], self.0[2]])
    }

    /// From the number, as stored.
    #[must_use]
    pub fn from_packed(packed: u32) -> Option<Self> {
        let [zero, a, b, c] = packed.to_be_bytes();
        (zero == 0).then_some(())?;
        Self::parse(std::str::from_utf8(&[a, b, c]).ok()?).ok()
    }
}

impl std::fmt::Display for PrisonCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}

impl From<PrisonCode> for String {
    fn from(code: PrisonCode) -> Self {
        code.text().to_owned()
    }
}

impl TryFrom<String> for PrisonCode {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

/// Where a person sleeps, without the prison: `C-2-11`. Depth varies from prison to prison.
///
/// COURT, RECP, TAP and CSWAP stand in the same field and are states, not places.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CellLocation {
    /// A cell.
    Cell(String),
    /// In reception: no cell yet.
    Reception,
    /// At court.
    Court,
    /// On temporary absence.
    TemporaryAbsence,
    /// Between cells: no bed at this moment.
    CellSwap,
}
redacted!(CellLocation);

impl CellLocation {
    /// Reads what prisoner-search calls `cellLocation`; a leading prison code is dropped.
    #[must_use]
    pub fn read(text: &str, prison: Option<PrisonCode>) -> Option<Self> {
        let text = text.trim();
        let text = prison
            .and_then(|p| text.strip_prefix(p.text()))
            .and_then(|rest| rest.strip_prefix('-'))
            .unwrap_or(text);
        Some(match text {
            "" => return None,
            "RECP" => Self::Reception,
            "COURT" => Self::Court,
            "TAP" => Self::TemporaryAbsence,
            "CSWAP" => Self::CellSwap,
            cell => Self::Cell(cell.to_owned()),
        })
    }

    /// As printed for those who may know it.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Cell(cell) => cell,
            Self::Reception => "reception",
            Self::Court => "court",
            Self::TemporaryAbsence => "out",
            Self::CellSwap => "no cell now",
        }
    }

    /// The first part: wing or houseblock.
    #[must_use]
    pub fn wing(&self) -> Option<&str> {
        match self {
            Self::Cell(cell) => cell.split('-').next(),
            _ => None,
        }
    }

    /// All but the last part: wing and landing.
    #[must_use]
    pub fn landing(&self) -> Option<&str> {
        match self {
            Self::Cell(cell) => cell.rsplit_once('-').map(|(landing, _)| landing),
            _ => None,
        }
    }
}

/// A healthcare room as the care system names it. Its name can tell what is done there, so it never leaves for the
/// prison: a prison place of the configuration stands for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomCode(String);

impl RoomCode {
    /// Keeps a code as it came.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The code.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_not_prisons_and_pseudo_cells_are_not_cells() {
        assert!(PrisonCode::parse("TRN").is_err() && PrisonCode::parse("OUT").is_err());
        assert_eq!(PrisonCode::parse("MDI").unwrap().text(), "MDI");
        let mdi = PrisonCode::parse("MDI").ok();
        assert_eq!(CellLocation::read("COURT", mdi), Some(CellLocation::Court));
        let cell = CellLocation::read("MDI-C-2-011", mdi).unwrap();
        assert_eq!((cell.text(), cell.wing(), cell.landing()), ("C-2-011", Some("C"), Some("C-2")));
        assert_eq!(CellLocation::read("6-2-006", mdi).unwrap().wing(), Some("6"));
    }

    #[test]
    fn a_prison_code_survives_packing() {
        let mdi = PrisonCode::parse("MDI").unwrap();
        assert_eq!(PrisonCode::from_packed(mdi.packed()), Some(mdi));
        assert_eq!(PrisonCode::from_packed(7), None);
    }
}
