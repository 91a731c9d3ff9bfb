//! The External API's envelopes and people.
//!
//! One thing comes as `{"data":{…}}`, a list as `{"data":[…],"pagination":{…}}`; the published examples carry page
//! counts of minus two thousand million, so a count that cannot be is not said. A search that finds nobody answers
//! with an empty list and not with 404.

use super::cell_sharing::cell_sharing;
use super::json::At;
use super::person::{NameAsTold, Raw, WrittenNumber, name, raw, written};
use super::prisoner::Language;
use super::{Listed, with_json};
use crate::error::WireError;
use jiff::civil::Date;
use vocab::name::Born;
use vocab::place::{CellLocation, PrisonCode};
use vocab::prison::CellSharingRisk;

/// Where in a paged list an answer stands. What cannot be is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pagination {
    /// The last page.
    pub is_last: Option<bool>,
    /// From 1.
    pub page: Option<u32>,
    /// Items a page.
    pub per_page: Option<u32>,
    /// Items on all pages.
    pub total: Option<u64>,
    /// Pages.
    pub pages: Option<u32>,
}

/// A list, or a page of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// The items, and why others were refused.
    pub list: Listed<T>,
    /// Where it stands. None for a list without pages.
    pub pagination: Option<Pagination>,
}

impl<T> Paged<T> {
    /// True when this is all there is: nothing refused, and the last page or no pages; and a page with nothing on it
    /// does not count something.
    #[must_use]
    pub fn is_all(&self) -> bool {
        let counted = self.pagination.as_ref().and_then(|p| p.total).unwrap_or(0);
        self.list.is_whole()
            && (counted == 0 || !self.list.items.is_empty())
            && self
                .pagination
                .as_ref()
                .is_none_or(|p| p.is_last == Some(true) && p.page.is_none_or(|n| n <= 1))
    }

    /// An External API list: `data`, with `pagination` where there are pages.
    pub(crate) fn from_at(
        at: &At<'_, '_>,
        read: impl Fn(&At<'_, '_>) -> Result<T, WireError>,
    ) -> Result<Self, WireError> {
        let pagination = match at.object("pagination")? {
            None => None,
            Some(p) => Some(Pagination {
                is_last: p.flag("isLastPage")?,
                page: p.whole("page")?.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0),
                per_page: p.whole("perPage")?.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0),
                total: p.whole("totalCount")?.and_then(|n| u64::try_from(n).ok()),
                pages: p.whole("totalPages")?.and_then(|n| u32::try_from(n).ok()),
            }),
        };
        Ok(Self { list: at.must_list("data", |i| read(i))?, pagination })
    }

    /// A Spring page: `content`, counted from 0. A bare list has no pages.
    pub(crate) fn spring(
        at: &At<'_, '_>,
        read: impl Fn(&At<'_, '_>) -> Result<T, WireError>,
    ) -> Result<Self, WireError> {
        if !at.is_object() {
            return Ok(Self { list: at.listed(|i| read(i))?, pagination: None });
        }
        let pagination = Pagination {
            is_last: at.flag("last")?,
            page: at.whole("number")?.and_then(|n| u32::try_from(n).ok()).and_then(|n| n.checked_add(1)),
            per_page: at.whole("size")?.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0),
            total: at.whole("totalElements")?.and_then(|n| u64::try_from(n).ok()),
            pages: at.whole("totalPages")?.and_then(|n| u32::try_from(n).ok()),
        };
        Ok(Self { list: at.must_list("content", |i| read(i))?, pagination: Some(pagination) })
    }
}

/// Who a record says this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Name.
    pub name: Option<NameAsTold>,
    /// Date of birth.
    pub born: Option<Born>,
    /// As recorded.
    pub gender: Option<String>,
    /// Prison number.
    pub number: Option<WrittenNumber>,
    /// Probation number, as written.
    pub crn: Option<Raw>,
    /// Police National Computer number, as written.
    pub pnc_written: Option<Raw>,
    /// Criminal Records Office number, as written.
    pub cro_written: Option<Raw>,
    /// The External API's opaque id: the probation number if there is one, else the prison number. It can change.
    pub hmpps_id: Option<Raw>,
    /// A policy held back something that we read.
    pub withheld: bool,
}

impl PersonRecord {
    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        if !at.is_object() {
            return Err(at.not("an object"));
        }
        let name = name(at)?;
        let mut withheld = name.as_ref().is_some_and(|n| n.withheld);
        for key in ["dateOfBirth", "pncId", "hmppsId"] {
            withheld |= at.is_withheld(key)?;
        }
        let (mut number, mut crn, mut cro_written) = (None, None, None);
        if let Some(identifiers) = at.object("identifiers")? {
            for key in ["nomisNumber", "croNumber", "deliusCrn"] {
                withheld |= identifiers.is_withheld(key)?;
            }
            number = written(&identifiers, "nomisNumber")?;
            crn = raw(&identifiers, "deliusCrn")?;
            cro_written = raw(&identifiers, "croNumber")?;
        }
        Ok(Self {
            name,
            born: at.date("dateOfBirth")?.map(Born::new),
            gender: at.owned("gender")?,
            number,
            crn,
            pnc_written: raw(at, "pncId")?,
            cro_written,
            hmpps_id: raw(at, "hmppsId")?,
            withheld,
        })
    }

    /// Reads a search for persons.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no list under `data`.
    pub fn read_list(bytes: &[u8]) -> Result<Paged<Self>, WireError> {
        with_json(bytes, |at| Paged::from_at(at, Self::from_at))
    }
}

/// One human as the prison and as probation record them. They may differ, and neither corrects the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonViews {
    /// The prison's.
    pub prison: Option<PersonRecord>,
    /// Probation's.
    pub probation: Option<PersonRecord>,
}

impl PersonViews {
    /// Reads `{"data":{"prisonerOffenderSearch","probationOffenderSearch"}}`.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no object under `data`.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_at)
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        let data = at.must_object("data")?;
        let view = |key: &str| match data.object(key)? {
            Some(view) => PersonRecord::from_at(&view).map(Some),
            None => Ok(None),
        };
        Ok(Self { prison: view("prisonerOffenderSearch")?, probation: view("probationOffenderSearch")? })
    }
}

/// A person as the prison index tells third parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInPrison {
    /// Who.
    pub record: PersonRecord,
    /// `ACTIVE IN` and so on, as it came.
    pub status: Option<String>,
    /// A prison, `TRN` or `OUT`, as it came.
    pub prison_id: Option<String>,
    /// Cell, or a state that stands in its place.
    pub cell: Option<CellLocation>,
    /// Cell sharing risk. None when it was withheld, masked or with its key: a null is what says that nobody was rated.
    pub cell_sharing: Option<CellSharingRisk>,
    /// Received on.
    pub reception_date: Option<Date>,
}

impl PersonInPrison {
    /// Reads `{"data":{…}}`.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no object under `data`.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, |at| Self::from_at(&at.must_object("data")?))
    }

    /// Reads a page.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no list under `data`.
    pub fn read_list(bytes: &[u8]) -> Result<Paged<Self>, WireError> {
        with_json(bytes, |at| Paged::from_at(at, Self::from_at))
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        let prison_id = at.owned("prisonId")?;
        let prison = prison_id.as_deref().and_then(|id| PrisonCode::parse(id).ok());
        Ok(Self {
            record: PersonRecord::from_at(at)?,
            status: at.owned("status")?,
            cell: at.text("cellLocation")?.and_then(|c| CellLocation::read(c, prison)),
            cell_sharing: cell_sharing(at)?,
            prison_id,
            reception_date: at.date("receptionDate")?,
        })
    }

    /// The prison, when it is one.
    #[must_use]
    pub fn prison(&self) -> Option<PrisonCode> {
        self.prison_id.as_deref().and_then(|id| PrisonCode::parse(id).ok())
    }
}

/// Reads a person's languages.
///
/// # Errors
/// [`WireError`] when it is not JSON or has no list under `data`.
pub fn read_languages(bytes: &[u8]) -> Result<Paged<Language>, WireError> {
    with_json(bytes, |at| Paged::from_at(at, Language::from_at))
}

/// Reads `{"data":{"nomisNumber"}}`: the prison number of an opaque id.
///
/// # Errors
/// [`WireError`] when it is not JSON or has no number.
pub fn read_nomis_number(bytes: &[u8]) -> Result<WrittenNumber, WireError> {
    with_json(bytes, |at| super::person::must_written(&at.must_object("data")?, "nomisNumber"))
}

/// Reads `{"data":{"hmppsId"}}`: the opaque id of a prison number.
///
/// # Errors
/// [`WireError`] when it is not JSON or has no id.
pub fn read_hmpps_id(bytes: &[u8]) -> Result<Raw, WireError> {
    with_json(bytes, |at| at.must_object("data")?.must_text("hmppsId", "an id").map(Raw::new))
}
