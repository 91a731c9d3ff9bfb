//! Alerts in their three spellings: the External API's (dates, no id), the Alerts API's (dates and id), and those
//! of a prisoner-search record (neither).
//!
//! The comment is not read: it is intelligence. An alert without a code is refused and makes its list less than
//! whole; an alert whose end cannot be read is as active as it was told, and active when it was not told: the doubt
//! is on the side of the nurse.

use super::external::Paged;
use super::json::{At, date};
use super::person::{WrittenNumber, written};
use super::{Listed, with_json};
use crate::error::WireError;
use jiff::civil::Date;
use vocab::code::AlertCode;
use vocab::prison::{Alert, AlertEnd};

/// An alert as one of the three sources told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Whose, where the row says so.
    pub person: Option<WrittenNumber>,
    /// The source's id. A resync makes new ones, so it is no key.
    pub uuid: Option<String>,
    /// The code.
    pub code: AlertCode,
    /// The code of its type.
    pub kind: Option<String>,
    /// From when.
    pub from: Option<Date>,
    /// When it ends.
    pub ends: AlertEnd,
    /// Whether the source called it active. Dates outrank it: it was true when the answer was made.
    pub told_active: Option<bool>,
}

impl AlertRow {
    /// In the domain's words.
    #[must_use]
    pub fn alert(&self) -> Alert {
        Alert { code: self.code.clone(), from: self.from, ends: self.ends }
    }

    /// Reads an External API page of alerts or of active alerts.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no list under `data`.
    pub fn read_external(bytes: &[u8]) -> Result<Paged<Self>, WireError> {
        with_json(bytes, |at| Paged::from_at(at, Self::from_external))
    }

    /// Reads an Alerts API page (`content`), or a bare list of them.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no such list.
    pub fn read_internal(bytes: &[u8]) -> Result<Paged<Self>, WireError> {
        with_json(bytes, Self::internal_from_at)
    }

    pub(crate) fn internal_from_at(at: &At<'_, '_>) -> Result<Paged<Self>, WireError> {
        Paged::spring(at, Self::from_internal)
    }

    pub(crate) fn from_external(at: &At<'_, '_>) -> Result<Self, WireError> {
        let told_active = match (at.flag("active")?, at.flag("expired")?) {
            (Some(active), _) => Some(active),
            (None, expired) => expired.map(|e| !e),
        };
        Ok(Self {
            person: written(at, "offenderNo")?,
            uuid: None,
            code: code(at, "code")?,
            kind: at.owned("type")?,
            from: at.date("dateCreated")?,
            ends: end(at, "dateExpired", told_active)?,
            told_active,
        })
    }

    pub(crate) fn from_internal(at: &At<'_, '_>) -> Result<Self, WireError> {
        let coded = at.must_object("alertCode")?;
        let told_active = at.flag("isActive")?;
        Ok(Self {
            person: written(at, "prisonNumber")?,
            uuid: at.owned("alertUuid")?,
            code: code(&coded, "code")?,
            kind: coded.owned("alertTypeCode")?,
            from: at.date("activeFrom")?,
            ends: end(at, "activeTo", told_active)?,
            told_active,
        })
    }

    /// Of a prisoner-search record. Some indexes leave `active` out and hold active ones only; `expired` may
    /// contradict it and is a day's date that `active` already took in.
    pub(crate) fn from_index(at: &At<'_, '_>) -> Result<Self, WireError> {
        let told_active = at.flag("active")?;
        Ok(Self {
            person: None,
            uuid: None,
            code: code(at, "alertCode")?,
            kind: at.owned("alertType")?,
            from: None,
            ends: AlertEnd::AsTold { active: told_active.unwrap_or(true) },
            told_active,
        })
    }
}

fn code(at: &At<'_, '_>, key: &str) -> Result<AlertCode, WireError> {
    at.must_text(key, "an alert code").map(AlertCode::new)
}

fn end(at: &At<'_, '_>, key: &str, told_active: Option<bool>) -> Result<AlertEnd, WireError> {
    if at.field(key)?.is_none() {
        // No end date in a spelling that has one is the source's "open", unless it says the opposite itself.
        return Ok(if told_active == Some(false) {
            AlertEnd::AsTold { active: false }
        } else {
            AlertEnd::Open
        });
    }
    let unreadable = AlertEnd::AsTold { active: told_active.unwrap_or(true) };
    Ok(at.text(key)?.and_then(date).map_or(unreadable, AlertEnd::On))
}

/// The alerts of a list in the domain's words.
#[must_use]
pub fn alerts(rows: &Listed<AlertRow>) -> Vec<Alert> {
    rows.items.iter().map(AlertRow::alert).collect()
}
