//! Numbers that name people and things, parsed once at the edge.
//!
//! People's numbers are stored packed (a prison number is 28 bits, an NHS number 34): rows stay narrow and a
//! comparison is one instruction. They print redacted; `text()` gives the written form to whoever may write it.

use crate::redacted;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a number was refused. The message never repeats the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not of the form that the number has.
    #[error("{kind} is not of the form {form}")]
    Form {
        /// What was being read, in the reader's words.
        kind: &'static str,
        /// The form it should have.
        form: &'static str,
    },
    /// The form is right and the check character is not: a keying error.
    #[error("{kind} has a wrong check character: a digit was probably mistyped")]
    Check {
        /// What was being read.
        kind: &'static str,
    },
}

/// A prison (NOMS) number: one letter, four digits, two letters, as `A1234BC`.
///
/// No checksum exists (HMPPS External API, `GetPersonService`), so a well-formed number may be someone else's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrisonNumber(u32);
redacted!(PrisonNumber, NhsNumber, Pnc, Cro, Booking, OpaqueId, LocalPatientId);

impl PrisonNumber {
    const FORM: IdError = IdError::Form { kind: "prison number", form: "A1234BC" };

    /// Reads the written form. Letters may come in either case, with spaces around.
    ///
    /// # Errors
    /// [`IdError::Form`] when it is not one letter, four digits and two letters.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let bytes = text.trim().as_bytes();
        let [a, d1, d2, d3, d4, y, z] = bytes else { return Err(Self::FORM) };
        let letter = |b: &u8| {
            let b = b.to_ascii_uppercase();
            b.is_ascii_uppercase().then(|| u32::from(b - b'A')).ok_or(Self::FORM)
        };
        let mut digits = 0;
        for d in [d1, d2, d3, d4] {
            if !d.is_ascii_digit() {
                return Err(Self::FORM);
            }
            digits = digits * 10 + u32::from(d - b'0');
        }
        Ok(Self(((letter(a)? * 10_000 + digits) * 26 + letter(y)?) * 26 + letter(z)?))
    }

    /// The written form, for whoever may write it.
    #[must_use]
    pub fn text(self) -> String {
        let letter = |n: u32| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
        let (z, rest) = (self.0 % 26, self.0 / 26);
        let (y, rest) = (rest % 26, rest / 26);
        format!("{}{:04}{}{}", letter(rest / 10_000), rest % 10_000, letter(y), letter(z))
    }

    /// The packed form, as stored.
    #[must_use]
    pub const fn packed(self) -> u32 {
        self.0
    }

    /// From the packed form, as stored.
    #[must_use]
    pub const fn from_packed(packed: u32) -> Option<Self> {
        if packed < 26 * 10_000 * 26 * 26 { Some(Self(packed)) } else { None }
    }
}

/// An NHS number: ten digits, the last a check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NhsNumber(u64);

impl NhsNumber {
    const FORM: IdError = IdError::Form { kind: "NHS number", form: "ten digits" };

    /// The system under which FHIR names it.
    pub const SYSTEM: &'static str = "https://fhir.nhs.uk/Id/nhs-number";

    /// Reads ten digits, with or without spaces or hyphens between them.
    ///
    /// Check digit: weights 10 to 2 over the first nine digits, sum modulo 11, eleven less that; 11 counts as 0
    /// and 10 cannot be (PDS FHIR API specification).
    ///
    /// # Errors
    /// [`IdError::Form`] when there are not ten digits, [`IdError::Check`] when the check digit is wrong.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let mut digits = [0u64; 10];
        let mut count = 0;
        for b in text.trim().bytes() {
            match b {
                b'0'..=b'9' if count < 10 => {
                    digits[count] = u64::from(b - b'0');
                    count += 1;
                }
                b' ' | b'-' => {}
                _ => return Err(Self::FORM),
            }
        }
        if count != 10 {
            return Err(Self::FORM);
        }
        let sum: u64 = (2..=10).rev().zip(digits).map(|(weight, digit)| weight * digit).sum();
        let check = match 11 - sum % 11 {
            11 => 0,
            10 => return Err(IdError::Check { kind: "NHS number" }),
            n => n,
        };
        if check != digits[9] {
            return Err(IdError::Check { kind: "NHS number" });
        }
        Ok(Self(digits.iter().fold(0, |n, d| n * 10 + d)))
    }

    /// Ten digits without spaces.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:010}", self.0)
    }

    /// As printed for people: `999 011 0689`.
    #[must_use]
    pub fn spaced(self) -> String {
        let text = self.text();
        format!("{} {} {}", &text[..3], &text[3..6], &text[6..])
    }

    /// The packed form, as stored.
    #[must_use]
    pub const fn packed(self) -> u64 {
        self.0
    }

    /// From the packed form; refuses what [`NhsNumber::parse`] would.
    #[must_use]
    pub fn from_packed(packed: u64) -> Option<Self> {
        Self::parse(&format!("{packed:010}")).ok()
    }
}

/// The alphabet of the check letters of PNC and CRO numbers: no I, O or S, Z first.
const CHECK_LETTERS: &[u8; 23] = b"ZABCDEFGHJKLMNPQRTUVWXY";

fn check_letter(number: u64) -> char {
    char::from(CHECK_LETTERS[usize::try_from(number % 23).unwrap_or(0)])
}

fn digits(text: &str, least: usize, most: usize) -> Option<u64> {
    (least..=most).contains(&text.len()).then_some(())?;
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// A Police National Computer number in its canonical form `YYYY/NNNNNNND`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pnc(String);

impl Pnc {
    /// Reads `YY/N…D`, `YYYY/N…D` or the same without the stroke.
    ///
    /// A year of two digits is of this century unless that lies after `year_now`. The check letter is that of the
    /// last two digits of the year followed by the serial in seven digits (HMPPS person record, `PNCIdentifier`).
    ///
    /// # Errors
    /// [`IdError`] for another form or a wrong check letter.
    pub fn parse(text: &str, year_now: i16) -> Result<Self, IdError> {
        const FORM: IdError = IdError::Form { kind: "PNC number", form: "2012/0394773H" };
        let text = text.trim().to_ascii_uppercase();
        let letter = text.chars().last().filter(char::is_ascii_uppercase).ok_or(FORM)?;
        let body = &text[..text.len() - 1];
        let (year, serial) = match body.split_once('/') {
            Some(split) => split,
            // Without a stroke the serial has its full seven digits.
            None if body.is_ascii() && body.len() > 7 => body.split_at(body.len() - 7),
            None => return Err(FORM),
        };
        let serial = digits(serial, 1, 7).ok_or(FORM)?;
        let year = match (digits(year, 2, 4).ok_or(FORM)?, year.len()) {
            (y, 4) => y,
            (y, 2) if y <= u64::try_from(year_now % 100).unwrap_or(0) => 2000 + y,
            (y, 2) => 1900 + y,
            _ => return Err(FORM),
        };
        if check_letter(year % 100 * 10_000_000 + serial) != letter {
            return Err(IdError::Check { kind: "PNC number" });
        }
        Ok(Self(format!("{year:04}/{serial:07}{letter}")))
    }

    /// The canonical form.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A Criminal Records Office number: `NNNNNN/YYD`, or the file form `SFYY/ND`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cro(String);

impl Cro {
    /// Reads either form; the serial of the standard form is padded to six digits.
    ///
    /// Check letter of the standard form: year and six-digit serial, modulo 23; of the file form: year and the
    /// serial unpadded (HMPPS person record, `CROIdentifier`).
    ///
    /// # Errors
    /// [`IdError`] for another form or a wrong check letter.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        const FORM: IdError = IdError::Form { kind: "CRO number", form: "029906/12J" };
        const CHECK: IdError = IdError::Check { kind: "CRO number" };
        let text = text.trim().to_ascii_uppercase();
        let letter = text.chars().last().filter(char::is_ascii_uppercase).ok_or(FORM)?;
        let (left, right) = text[..text.len() - 1].split_once('/').ok_or(FORM)?;
        if let Some(year) = left.strip_prefix("SF") {
            let (year_n, serial_n) = (digits(year, 2, 2).ok_or(FORM)?, digits(right, 1, 6).ok_or(FORM)?);
            let number: u64 = format!("{year_n:02}{serial_n}").parse().map_err(|_| FORM)?;
            return if check_letter(number) == letter {
                Ok(Self(format!("SF{year}/{serial_n}{letter}")))
            } else {
                Err(CHECK)
            };
        }
        let (serial, year) = (digits(left, 1, 6).ok_or(FORM)?, digits(right, 2, 2).ok_or(FORM)?);
        if check_letter(year * 1_000_000 + serial) != letter {
            return Err(CHECK);
        }
        Ok(Self(format!("{serial:06}/{year:02}{letter}")))
    }

    /// The canonical form.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// An NHS organisation (ODS) code: three to ten capital letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OdsCode(String);

impl OdsCode {
    /// The system under which FHIR names an organisation.
    pub const SYSTEM: &'static str = "https://fhir.nhs.uk/Id/ods-organization-code";

    /// Reads a code in either case.
    ///
    /// # Errors
    /// [`IdError::Form`] when it is not three to ten letters and digits.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let text = text.trim().to_ascii_uppercase();
        if (3..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Ok(Self(text))
        } else {
            Err(IdError::Form { kind: "ODS code", form: "three to ten letters and digits" })
        }
    }

    /// The code.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// The number NOMIS gives to one custody (it says booking), whole or as a string; it changes with each custody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Booking(String);

impl Booking {
    /// Keeps it as it came.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// As it came.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// An id under which another system knows a person and which says nothing by itself: whose it is must be asked, and it
/// may change (HMPPS External API, `hmppsId`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpaqueId(String);

impl OpaqueId {
    /// No id of theirs is longer: a probation number has seven characters, a prison number as many.
    pub const CHARS_MAX: usize = 32;

    /// Keeps it as it came, trimmed. None for what cannot stand in a path: letters, digits, hyphens and underscores can.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= Self::CHARS_MAX;
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        (fits && plain).then(|| Self(text.to_owned()))
    }

    /// As it came.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// The id a care system gives to a patient of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalPatientId(String);

impl LocalPatientId {
    /// Keeps it as it came.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it came.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

macro_rules! opaque_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an id made by [`crate::Seed::id`] or read from a store.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Reads the written form.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }

            /// The id itself.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

opaque_ids! {
    /// A person known to the prison, as our own addresses name them: a prison number never stands in one.
    PersonId,
    /// A patient as healthcare knows them: our own id of a care record.
    PatientId,
    /// An appointment that healthcare owns.
    AppointmentId,
    /// A claim that a person and a patient are one human.
    LinkId,
    /// A line of the record of somebody's choice.
    EntryId,
    /// A request, as it is followed through logs and books.
    TraceId,
}

/// The place of a row in the journal, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct JournalSeq(pub u64);

/// The place of a row in the gate book, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct GateSeq(pub u64);
