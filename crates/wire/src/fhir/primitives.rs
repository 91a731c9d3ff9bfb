//! FHIR's primitives as types: what exists is well formed, so that nothing we author is empty or misspelt.

use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use vocab::Instant;

/// FHIR's own limit of a string, in bytes.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// A URL longer than this is not one that anyone gave on purpose.
pub const URI_BYTES_MAX: usize = 2048;

/// A logical id: one to 64 letters, digits, hyphens and full stops (FHIR R4 `id`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(String);
// A care system may use an NHS number as its id.
vocab::redacted!(Id, Text);

impl Id {
    /// Reads an id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let good = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        good.then(|| Self(text.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

macro_rules! id_of {
    ($($theirs:ty),+) => {$(
        impl From<$theirs> for Id {
            fn from(id: $theirs) -> Self {
                Self(id.to_string())
            }
        }
    )+};
}
id_of!(
    vocab::id::PatientId,
    vocab::id::AppointmentId,
    vocab::id::LinkId,
    vocab::id::TraceId,
    vocab::place::PrisonCode
);

/// A text with something in it: no control characters, no space at its ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text(Cow<'static, str>);

impl Text {
    /// Keeps what may be written; none when nothing is left. What is longer than FHIR allows is cut.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let clean: String =
            text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect();
        let clean = &clean[..clean.floor_char_boundary(TEXT_BYTES_MAX)];
        let clean = clean.trim();
        (!clean.is_empty()).then(|| Self(Cow::Owned(clean.to_owned())))
    }

    /// The written form of a number or code that exists, which is never empty.
    pub(crate) const fn written(text: String) -> Self {
        Self(Cow::Owned(text))
    }

    /// Words of the program itself.
    #[must_use]
    pub const fn fixed(words: &'static str) -> Self {
        assert!(!words.is_empty(), "a fixed text has words");
        Self(Cow::Borrowed(words))
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// An absolute or relative URI: without white space, not empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Uri(Cow<'static, str>);

impl Uri {
    /// Reads a URI.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let good = (1..=URI_BYTES_MAX).contains(&text.len())
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'));
        good.then(|| Self(Cow::Owned(text.to_owned())))
    }

    /// A name of the program itself.
    #[must_use]
    pub const fn fixed(uri: &'static str) -> Self {
        Self(Cow::Borrowed(uri))
    }

    /// The URI.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A code as FHIR spells codes: no spaces but single ones inside (FHIR R4 `code`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// Reads a code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let good = (1..=256).contains(&text.len())
            && !text.chars().any(char::is_control)
            && text.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace));
        good.then(|| Self(Cow::Owned(text.to_owned())))
    }

    /// A code of the program itself.
    #[must_use]
    pub const fn fixed(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// The code.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A date, or a moment with a zone (FHIR R4 `dateTime`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day in London.
    Day(Date),
    /// A moment, written with London's offset, to the second.
    At(Instant),
}

impl When {
    /// As written.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Day(date) => date.to_string(),
            Self::At(instant) => instant.rfc3339_london(),
        }
    }

    /// The first moment of it.
    #[must_use]
    pub fn first(self) -> Instant {
        match self {
            Self::Day(date) => vocab::time::london_midnight(date),
            Self::At(instant) => instant,
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

/// A moment with London's offset, to the second: what a person reads (FHIR R4 `instant`).
pub(crate) fn london<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.rfc3339_london())
}

/// A moment in UTC, whole: what `_lastUpdated` and versions are compared by (FHIR R4 `instant`).
pub(crate) fn utc<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.rfc3339())
}

/// The same, where it may be missing.
pub(crate) fn utc_if_known<S: Serializer>(at: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => utc(at, serializer),
        None => serializer.serialize_none(),
    }
}
