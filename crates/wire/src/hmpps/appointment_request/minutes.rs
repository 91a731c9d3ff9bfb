//! Times of day as `HH:MM`, and nothing else: what we cannot write we do not read as ours.

use jiff::civil::Time;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

fn text(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn read<E: Error>(text: &str) -> Result<Time, E> {
    let read = if text.len() == 5 { text.parse().ok() } else { None };
    read.filter(|t| self::text(*t) == text).ok_or_else(|| E::custom("not a time of day as HH:MM"))
}

pub(super) fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    text(*time).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    read(&String::deserialize(deserializer)?)
}

pub(super) mod option {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Time};

    pub(in super::super) fn serialize<S: Serializer>(
        time: &Option<Time>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(super::text).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Time>, D::Error> {
        Option::<String>::deserialize(deserializer)?.map(|text| super::read(&text)).transpose()
    }
}
