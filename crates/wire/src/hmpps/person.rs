//! What names a person on the prison side: numbers as written, names with parts withheld, raw texts that print
//! redacted.

use super::json::At;
use crate::error::WireError;
use vocab::id::PrisonNumber;
use vocab::name::Name;

/// A text of a person, kept as it came because it may not parse. It prints redacted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Raw(String);

impl Raw {
    /// Keeps a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it came, for whoever may read it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Raw(…)")
    }
}

/// A prison number as written: well formed, or kept raw. Malformed ones occur in real data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WrittenNumber {
    /// Of the form `A1234BC`.
    Good(PrisonNumber),
    /// Of another form.
    Odd(Raw),
}

impl WrittenNumber {
    /// Reads either.
    #[must_use]
    pub fn read(text: &str) -> Self {
        PrisonNumber::parse(text).map_or_else(|_| Self::Odd(Raw::new(text)), Self::Good)
    }

    /// The number, when it is well formed.
    #[must_use]
    pub const fn number(&self) -> Option<PrisonNumber> {
        match self {
            Self::Good(number) => Some(*number),
            Self::Odd(_) => None,
        }
    }
}

/// What an essential prison number should be.
pub(crate) const NUMBER_FORM: &str = "a prison number such as A1234BC";

/// The well-formed number without which the record names nobody.
pub(crate) fn must_number(at: &At<'_, '_>, key: &str) -> Result<PrisonNumber, WireError> {
    PrisonNumber::parse(at.must_text(key, NUMBER_FORM)?).map_err(|_| at.field_not(key, NUMBER_FORM))
}

/// A number that a list item cannot do without, malformed or not.
pub(crate) fn must_written(at: &At<'_, '_>, key: &str) -> Result<WrittenNumber, WireError> {
    at.must_text(key, NUMBER_FORM).map(WrittenNumber::read)
}

pub(crate) fn written(at: &At<'_, '_>, key: &str) -> Result<Option<WrittenNumber>, WireError> {
    Ok(at.text(key)?.map(WrittenNumber::read))
}

pub(crate) fn raw(at: &At<'_, '_>, key: &str) -> Result<Option<Raw>, WireError> {
    Ok(at.text(key)?.map(Raw::new))
}

/// A name, and whether a policy of the other side held a part of it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameAsTold {
    /// Family name and all given names that were told.
    pub name: Name,
    /// A part was withheld: the given names are not all of them, and must not be compared as if they were.
    pub withheld: bool,
}

/// Reads `firstName`, `middleNames` or `middleName`, and `lastName`. None without a family name.
pub(crate) fn name(at: &At<'_, '_>) -> Result<Option<NameAsTold>, WireError> {
    let mut given = String::new();
    let mut withheld = false;
    for key in ["firstName", "middleNames", "middleName"] {
        withheld |= at.is_withheld(key)?;
        if let Some(part) = at.text(key)? {
            given.push(' ');
            given.push_str(part);
        }
    }
    withheld |= at.is_withheld("lastName")?;
    Ok(at.text("lastName")?.map(|family| NameAsTold { name: Name::new(family, &given), withheld }))
}
