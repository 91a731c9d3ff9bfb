//! How states and acts are written down: prison numbers in their own form, maps whose keys are more than text, and
//! nothing of anybody in `Debug`: the people are invented, the habit is not.

/// A prison number as `A1234BC`, for acts that people type.
pub mod number {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use vocab::id::PrisonNumber;

    /// Writes it.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(number: &PrisonNumber, serializer: S) -> Result<S::Ok, S::Error> {
        number.text().serialize(serializer)
    }

    /// Reads it.
    ///
    /// # Errors
    /// When the text is not of the form.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PrisonNumber, D::Error> {
        PrisonNumber::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// An NHS number as ten digits, for the same.
pub mod nhs {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use vocab::id::NhsNumber;

    /// Writes it.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(number: &NhsNumber, serializer: S) -> Result<S::Ok, S::Error> {
        number.text().serialize(serializer)
    }

    /// Reads it.
    ///
    /// # Errors
    /// When the text is not of the form, or its check digit is wrong.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NhsNumber, D::Error> {
        NhsNumber::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A map as a list of pairs: JSON knows only text for keys.
pub mod pairs {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    /// Writes it.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    /// Reads it.
    ///
    /// # Errors
    /// The deserializer's.
    pub fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Vec::<(K, V)>::deserialize(deserializer).map(|pairs| pairs.into_iter().collect())
    }
}
