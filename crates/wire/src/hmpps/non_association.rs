//! People to be kept apart: the External API's list of one person, and the Non-associations API's list of pairs.
//!
//! Reason, roles and comment are not read: they stay with the prison.

use super::json::At;
use super::person::{WrittenNumber, must_written};
use super::{Listed, with_json};
use crate::error::WireError;
use vocab::id::PrisonNumber;
use vocab::prison::NonAssociation;

/// Someone to be kept apart from the person who was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptApart {
    /// The other person.
    pub other: WrittenNumber,
    /// `CELL`, `LANDING` or `WING`, as it came. None when it was not said: then no distance is known to be enough.
    pub restriction: Option<String>,
    /// Still in force; also when it was not said.
    pub open: bool,
}

impl KeptApart {
    /// Reads `{"data":{"nonAssociations":[…]}}`.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no such list.
    pub fn read(bytes: &[u8]) -> Result<Listed<Self>, WireError> {
        with_json(bytes, Self::list_from_at)
    }

    pub(crate) fn list_from_at(at: &At<'_, '_>) -> Result<Listed<Self>, WireError> {
        at.must_object("data")?.must_list("nonAssociations", |row| {
            let other = row.must_object("otherPrisonerDetails")?;
            Ok(Self {
                other: must_written(&other, "prisonerNumber")?,
                restriction: row.owned("restrictionType")?,
                open: open(row)?,
            })
        })
    }

    /// In the domain's words; none when the other's number is malformed.
    #[must_use]
    pub fn non_association(&self) -> Option<NonAssociation> {
        self.other.number().map(|other| NonAssociation {
            other,
            restriction: self.restriction.clone().unwrap_or_default(),
            open: self.open,
        })
    }
}

/// Two people to be kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// One.
    pub first: WrittenNumber,
    /// The other.
    pub second: WrittenNumber,
    /// `CELL`, `LANDING` or `WING`, as it came.
    pub restriction: Option<String>,
    /// Still in force; also when it was not said.
    pub open: bool,
}

impl Pair {
    /// Reads a list of pairs, bare or a page.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or no such list.
    pub fn read_list(bytes: &[u8]) -> Result<Listed<Self>, WireError> {
        with_json(bytes, Self::list_from_at)
    }

    pub(crate) fn list_from_at(at: &At<'_, '_>) -> Result<Listed<Self>, WireError> {
        if at.is_object() { at.must_list("content", Self::from_at) } else { at.listed(Self::from_at) }
    }

    fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        Ok(Self {
            first: must_written(at, "firstPrisonerNumber")?,
            second: must_written(at, "secondPrisonerNumber")?,
            restriction: at.owned("restrictionType")?,
            open: open(at)?,
        })
    }

    /// The pair as one of the two sees it; none for anybody else.
    #[must_use]
    pub fn seen_by(&self, person: PrisonNumber) -> Option<KeptApart> {
        let other = if self.first.number() == Some(person) {
            &self.second
        } else if self.second.number() == Some(person) {
            &self.first
        } else {
            return None;
        };
        Some(KeptApart { other: other.clone(), restriction: self.restriction.clone(), open: self.open })
    }
}

fn open(at: &At<'_, '_>) -> Result<bool, WireError> {
    Ok(match (at.flag("isOpen")?, at.flag("isClosed")?) {
        (Some(open), _) => open,
        (None, closed) => !closed.unwrap_or(false),
    })
}
