//! Where a person is, as the External API says it, and the prison's own places.

use super::json::At;
use super::{Listed, with_json};
use crate::error::WireError;
use jiff::civil::Date;
use vocab::place::{CellLocation, PrisonCode};

/// The answer about a person's cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// `prisonCode` as it came: a prison, `TRN` or `OUT`.
    pub prison_id: Option<String>,
    /// Cell, or a state that stands in its place.
    pub cell: Option<CellLocation>,
}

impl Cell {
    /// Reads `{"data":{"prisonCode","prisonName","cell"}}`.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no object under `data`.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_at)
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        let data = at.must_object("data")?;
        let prison_id = data.owned("prisonCode")?;
        let prison = prison_id.as_deref().and_then(|id| PrisonCode::parse(id).ok());
        Ok(Self { cell: data.text("cell")?.and_then(|c| CellLocation::read(c, prison)), prison_id })
    }

    /// The prison, when it is one.
    #[must_use]
    pub fn prison(&self) -> Option<PrisonCode> {
        self.prison_id.as_deref().and_then(|id| PrisonCode::parse(id).ok())
    }
}

/// The answer about a person's base location: 45 minutes late, and silent about court and absences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseLocation {
    /// In a prison.
    pub in_prison: bool,
    /// As it came.
    pub prison_id: Option<String>,
    /// As it came.
    pub last_prison_id: Option<String>,
    /// `Admission`, `Release`, `Transfers`, `Court`, `Temporary Absence`: words here, not codes.
    pub last_movement: Option<String>,
    /// Received on.
    pub reception_date: Option<Date>,
}

impl BaseLocation {
    /// Reads `{"data":{"inPrison",…}}`.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or `inPrison` is not there.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_at)
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        let data = at.must_object("data")?;
        Ok(Self {
            in_prison: data.must_flag("inPrison")?,
            prison_id: data.owned("prisonId")?,
            last_prison_id: data.owned("lastPrisonId")?,
            last_movement: data.owned("lastMovementType")?,
            reception_date: data.date("receptionDate")?,
        })
    }
}

/// A place inside a prison, as far as a mapping of rooms needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsidePlace {
    /// The DPS id, where the spelling has one.
    pub id: Option<String>,
    /// `MDI-A-1-001`.
    pub key: String,
    /// `CELL`, `ROOM`, `MEDICAL`, …, as it came.
    pub kind: Option<String>,
    /// What staff call it.
    pub local_name: Option<String>,
    /// `ACTIVE`, `INACTIVE`, …, as it came.
    pub status: Option<String>,
    /// In use, where said.
    pub active: Option<bool>,
}

impl InsidePlace {
    /// Reads one place: bare, or under `data`.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no key.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, |at| match at.object("data")? {
            Some(data) => Self::from_at(&data),
            None => Self::from_at(at),
        })
    }

    /// Reads a list of places: bare (the bookable rooms of a prison), or `data.subLocations` (residential details).
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or no such list.
    pub fn read_list(bytes: &[u8]) -> Result<Listed<Self>, WireError> {
        with_json(bytes, Self::list_from_at)
    }

    pub(crate) fn list_from_at(at: &At<'_, '_>) -> Result<Listed<Self>, WireError> {
        if at.is_object() {
            at.must_object("data")?.must_list("subLocations", Self::from_at)
        } else {
            at.listed(Self::from_at)
        }
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        Ok(Self {
            id: at.owned("id")?,
            key: at.must_text("key", "a location key such as MDI-A-1-001")?.to_owned(),
            kind: at.owned("locationType")?,
            local_name: at.owned("localName")?,
            status: at.owned("status")?,
            active: at.flag("active")?,
        })
    }
}
