//! What a status means on the prison side, so that no caller reads a number.
//!
//! A 404 is "not yours to see" and never "gone": the External API answers so for what a filter hides. A 303 is a
//! number that was merged away. A 503 of the External API is a feature that is switched off.

use super::json::At;
use super::person::Raw;
use super::with_json;
use crate::error::WireError;
use vocab::crossing::RefusalReason;

/// A response as it came.
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    /// HTTP status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<&'a str>,
    /// The `Retry-After` header, in seconds.
    pub retry_after: Option<u32>,
    /// The body.
    pub body: &'a [u8],
}

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<T> {
    /// There it is.
    Found(T),
    /// Not there, or not ours to see: it cannot be told which.
    NotVisible,
    /// The number was merged away.
    Merged {
        /// The survivor's opaque id, where the answer said it.
        survivor: Option<Raw>,
    },
    /// Our credentials or permissions do not reach (401, 403).
    NotAllowed(Complaint),
    /// Too many requests.
    Busy {
        /// Seconds to wait, where said.
        retry_after: Option<u32>,
    },
    /// Switched off on their side.
    Off,
    /// Failed on their side, or timed out there: try again.
    Failed {
        /// HTTP status.
        status: u16,
    },
    /// Refused: sending the same again will not help.
    Refused {
        /// HTTP status.
        status: u16,
        /// What they said of it.
        complaint: Complaint,
    },
}

impl<T> Answer<T> {
    /// Reads a reply; `parse` reads the body of a success.
    ///
    /// # Errors
    /// [`WireError`] when the status says success and the body cannot be read.
    pub fn read(
        reply: &Reply<'_>,
        parse: impl FnOnce(&[u8]) -> Result<T, WireError>,
    ) -> Result<Self, WireError> {
        let complaint = || Complaint::read(reply.body).unwrap_or_default();
        Ok(match reply.status {
            200..=299 => Self::Found(parse(reply.body)?),
            303 => Self::Merged { survivor: reply.location.and_then(last_segment).map(Raw::new) },
            401 | 403 => Self::NotAllowed(complaint()),
            404 => Self::NotVisible,
            408 => Self::Failed { status: 408 },
            429 => Self::Busy { retry_after: reply.retry_after },
            503 => Self::Off,
            status @ 500..=599 => Self::Failed { status },
            status => Self::Refused { status, complaint: complaint() },
        })
    }

    /// The same answer about something else.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Found(found) => Answer::Found(f(found)),
            Self::NotVisible => Answer::NotVisible,
            Self::Merged { survivor } => Answer::Merged { survivor },
            Self::NotAllowed(complaint) => Answer::NotAllowed(complaint),
            Self::Busy { retry_after } => Answer::Busy { retry_after },
            Self::Off => Answer::Off,
            Self::Failed { status } => Answer::Failed { status },
            Self::Refused { status, complaint } => Answer::Refused { status, complaint },
        }
    }

    /// The short name of the kind.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Found(_) => "found",
            Self::NotVisible => "not-visible",
            Self::Merged { .. } => "merged",
            Self::NotAllowed(_) => "not-allowed",
            Self::Busy { .. } => "busy",
            Self::Off => "off",
            Self::Failed { .. } => "failed",
            Self::Refused { .. } => "refused",
        }
    }
}

/// `/v1/persons/A1234BC?x=y` → `A1234BC`.
fn last_segment(location: &str) -> Option<&str> {
    let path = location.split(['?', '#']).next()?;
    path.trim_end_matches('/').rsplit('/').next().filter(|s| !s.is_empty())
}

/// The error form of HMPPS services: `{status, errorCode, userMessage, developerMessage}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Complaint {
    /// The status that the body repeats.
    pub status: Option<i64>,
    /// Their own code.
    pub code: Option<String>,
    /// For users. It may quote what was sent, a person's number included.
    pub user_message: Option<Raw>,
    /// For developers. The same holds.
    pub developer_message: Option<Raw>,
}

/// How the Activities and Appointments API words its refusals, and what each means for a mirror. The first that
/// fits counts. The words are theirs to change: what fits nowhere is `Other`, and a person looks.
const WORDS: [(&str, RefusalReason); 13] = [
    ("Appointment Category", RefusalReason::Other),
    ("were inactive or are residents of a different prison", RefusalReason::PersonNotThere),
    ("Prisoner not found", RefusalReason::PersonNotThere),
    ("not found, inactive or resident of a different prison", RefusalReason::PersonNotThere),
    ("Appointment location with", RefusalReason::PlaceUnknown),
    ("location id or DPS Location ID must be supplied", RefusalReason::PlaceUnknown),
    ("location", RefusalReason::PlaceUnknown),
    ("Start date", RefusalReason::TimeRefused),
    ("Start time", RefusalReason::TimeRefused),
    ("End time", RefusalReason::TimeRefused),
    ("start date", RefusalReason::TimeRefused),
    ("Not found", RefusalReason::NotFound),
    ("not found", RefusalReason::NotFound),
];

impl Complaint {
    /// Reads an error body.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or no object.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_at)
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        if !at.is_object() {
            return Err(at.not("an object"));
        }
        Ok(Self {
            status: at.whole("status")?,
            code: at.scalar("errorCode")?,
            user_message: at.text("userMessage")?.map(Raw::new),
            developer_message: at.text("developerMessage")?.map(Raw::new),
        })
    }

    /// Why, in the words of a mirror.
    #[must_use]
    pub fn reason(&self) -> RefusalReason {
        let said = |part: &str| {
            [&self.user_message, &self.developer_message]
                .into_iter()
                .flatten()
                .any(|m| m.text().contains(part))
        };
        WORDS.iter().find(|(part, _)| said(part)).map_or(RefusalReason::Other, |(_, reason)| *reason)
    }
}
