//! Codes that the other side may extend at any time. What is not known is kept as it came.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A code of a closed list, or one that is new to us.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coded<T> {
    /// One we know.
    Known(T),
    /// One we do not: kept, shown to engineers, never fatal.
    Unknown(String),
}

/// A closed list of codes, with its spelling on the wire.
pub trait CodeList: Sized + Copy + 'static {
    /// Every code and its spelling.
    const CODES: &'static [(Self, &'static str)];
}

impl<T: CodeList + PartialEq> Coded<T> {
    /// Reads a code; an unknown one is kept.
    #[must_use]
    pub fn read(text: &str) -> Self {
        T::CODES
            .iter()
            .find(|(_, spelling)| *spelling == text)
            .map_or_else(|| Self::Unknown(text.to_owned()), |(code, _)| Self::Known(*code))
    }

    /// The spelling on the wire.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Known(code) => {
                T::CODES.iter().find(|(c, _)| c == code).map_or("", |(_, spelling)| *spelling)
            }
            Self::Unknown(text) => text,
        }
    }

    /// The code, when it is one we know.
    #[must_use]
    pub const fn known(&self) -> Option<T> {
        match self {
            Self::Known(code) => Some(*code),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: CodeList + PartialEq> Serialize for Coded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text().serialize(serializer)
    }
}

impl<'de, T: CodeList + PartialEq> Deserialize<'de> for Coded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::read(&text))
    }
}

/// Declares a closed list of codes with its spellings.
macro_rules! code_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $crate::code::CodeList for $name {
            const CODES: &'static [(Self, &'static str)] = &[$(($name::$variant, $text)),+];
        }
    };
}
pub(crate) use code_list;

/// A DPS alert code: one to twelve capital letters and digits, as `HA`, `XHT`, `RNO121`.
///
/// The list is open: codes are added and withdrawn at run time. Which of them cross is policy's to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertCode(String);

impl AlertCode {
    /// Keeps a code as it came, trimmed, in capitals.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_ascii_uppercase())
    }

    /// The code.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

code_list! {
    /// Types of movement (NOMIS `MOVE_TYPE`).
    MovementType {
        /// Into a prison.
        Admission = "ADM",
        /// Out of custody; a death and a merge are dressed as one.
        Release = "REL",
        /// Out for a time, and still this prison's.
        TemporaryAbsence = "TAP",
        /// To court, and still this prison's.
        Court = "CRT",
        /// On the way to another prison.
        Transfer = "TRN",
    }
}

code_list! {
    /// Legal status (prisoner-search).
    LegalStatus {
        /// Recalled to custody.
        Recall = "RECALL",
        /// Died.
        Dead = "DEAD",
        /// Indeterminate sentence.
        IndeterminateSentence = "INDETERMINATE_SENTENCE",
        /// Sentenced.
        Sentenced = "SENTENCED",
        /// Convicted, not yet sentenced.
        ConvictedUnsentenced = "CONVICTED_UNSENTENCED",
        /// Civil prisoner.
        CivilPrisoner = "CIVIL_PRISONER",
        /// Held under immigration powers.
        ImmigrationDetainee = "IMMIGRATION_DETAINEE",
        /// On remand.
        Remand = "REMAND",
        /// Not recorded.
        NotRecorded = "UNKNOWN",
        /// Something else.
        Other = "OTHER",
    }
}

/// A movement's reason (NOMIS `MOVE_RSN`), kept as it came. The list differs by type: read it with the type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MovementReason(String);

impl MovementReason {
    /// Keeps a reason as it came.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_ascii_uppercase())
    }

    /// The reason.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_is_kept_and_comes_back_as_it_was() {
        let new = Coded::<LegalStatus>::read("ON_THE_MOON");
        assert_eq!(new, Coded::Unknown("ON_THE_MOON".into()));
        let json = serde_json::to_string(&new).unwrap();
        assert_eq!(serde_json::from_str::<Coded<LegalStatus>>(&json).unwrap(), new);
        assert_eq!(Coded::<MovementType>::read("TRN").known(), Some(MovementType::Transfer));
    }
}
