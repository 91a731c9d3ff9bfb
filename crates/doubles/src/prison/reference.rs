//! The lists that the prison services answer with: alert codes, appointment categories, prisons, rooms, the regime.

use crate::dice::hash;
use jiff::civil::{Time, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use vocab::place::PrisonCode;
use vocab::{Instant, Seed};

/// What an alert code is called.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct AlertWords {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) code: String,
    pub(crate) description: String,
}

#[derive(Deserialize)]
struct AlertLists {
    types: Vec<AlertType>,
    codes: Vec<AlertWords>,
}

#[derive(Deserialize)]
struct AlertType {
    code: String,
    description: String,
}

static ALERTS: LazyLock<(BTreeMap<String, String>, BTreeMap<String, AlertWords>)> = LazyLock::new(|| {
    let lists: AlertLists = serde_json::from_str(include_str!("reference/alert-types-and-codes.json"))
        .expect("the list is in the binary and a test reads it");
    (
        lists.types.into_iter().map(|t| (t.code, t.description)).collect(),
        lists.codes.into_iter().map(|c| (c.code.clone(), c)).collect(),
    )
});

/// Type, description of the type, description of the code. A code that no list has is of type X: such codes appear
/// in life before anyone's list knows them.
pub(crate) fn alert_words(code: &str) -> (String, String, String) {
    let (types, codes) = &*ALERTS;
    codes.get(code).map_or_else(
        || ("X".to_owned(), "Security".to_owned(), "New alert".to_owned()),
        |c| (c.kind.clone(), types.get(&c.kind).cloned().unwrap_or_default(), c.description.clone()),
    )
}

/// An appointment category.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Category {
    pub(crate) code: String,
    pub(crate) description: String,
    status: String,
}

static CATEGORIES: LazyLock<BTreeMap<String, Category>> = LazyLock::new(|| {
    let list: Vec<Category> = serde_json::from_str(include_str!("reference/appointment-categories.json"))
        .expect("the list is in the binary and a test reads it");
    list.into_iter().map(|c| (c.code.clone(), c)).collect()
});

/// The category, when it is in use.
pub(crate) fn category_active(code: &str) -> Option<&'static Category> {
    CATEGORIES.get(code).filter(|c| c.status == "ACTIVE")
}

/// Every category in use.
pub(crate) fn categories_active() -> impl Iterator<Item = &'static Category> {
    CATEGORIES.values().filter(|c| c.status == "ACTIVE")
}

/// What a category is called; an unknown one by its code.
pub(crate) fn category_description(code: &str) -> String {
    CATEGORIES.get(code).map_or_else(|| code.to_owned(), |c| c.description.clone())
}

/// What a prison is called.
pub(crate) fn prison_name(prison: PrisonCode) -> String {
    match prison.text() {
        "MDI" => "Moorland (HMP & YOI)".to_owned(),
        "HLI" => "Hull (HMP)".to_owned(),
        "EWI" => "Eastwood Park (HMP)".to_owned(),
        "LEI" => "Leeds (HMP)".to_owned(),
        "DNI" => "Doncaster (HMP)".to_owned(),
        other => format!("{other} (HMP)"),
    }
}

/// A room that appointments can be booked in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// The DPS id: what a write names.
    pub dps_location_id: String,
    /// The older numeric id of the same room.
    pub internal_location_id: u64,
    /// Its prison.
    pub prison: PrisonCode,
    /// The code, as `HCC-WAIT`.
    pub code: String,
    /// What staff read.
    pub description: String,
}

/// Rooms of every prison double. The waiting room is the neutral place that many clinic rooms share.
const ROOMS: &[(&str, &str)] = &[
    ("HCC-WAIT", "Healthcare waiting room"),
    ("HCC", "Healthcare centre"),
    ("CHAP", "Chapel"),
    ("EDU-R1", "Education room 1"),
    ("GYM", "Gym"),
    ("VISITS", "Visits hall"),
    ("VIDEO-1", "Video link room 1"),
    ("INT-2", "Interview room 2"),
];

/// The DPS id of a room: a function of prison and code alone, so that configuration can name it beforehand.
#[must_use]
pub fn room_id(prison: PrisonCode, code: &str) -> String {
    Seed(hash(&format!("{prison}/{code}"))).id(Instant::from_micros(0), 0).to_string()
}

/// The rooms of a prison.
#[must_use]
pub fn rooms(prison: PrisonCode) -> Vec<Room> {
    ROOMS
        .iter()
        .zip(0u64..)
        .map(|((code, description), n)| Room {
            dps_location_id: room_id(prison, code),
            internal_location_id: u64::from(prison.packed() % 9000) * 100 + n,
            prison,
            code: (*code).to_owned(),
            description: (*description).to_owned(),
        })
        .collect()
}

/// When the parts of a day begin and end.
pub(crate) struct Regime {
    pub(crate) am: (Time, Time),
    pub(crate) pm: (Time, Time),
    pub(crate) ed: (Time, Time),
}

/// The regime of a weekday: the parts of the day are the prison's, not fixed hours. On Fridays the afternoon is
/// short, and evening begins early.
pub(crate) const fn regime(day: Weekday) -> Regime {
    const fn hm(hour: i8, minute: i8) -> Time {
        Time::constant(hour, minute, 0, 0)
    }
    match day {
        Weekday::Friday => {
            Regime { am: (hm(8, 30), hm(11, 45)), pm: (hm(13, 45), hm(16, 0)), ed: (hm(16, 30), hm(18, 0)) }
        }
        Weekday::Saturday | Weekday::Sunday => {
            Regime { am: (hm(9, 0), hm(11, 30)), pm: (hm(13, 30), hm(16, 30)), ed: (hm(17, 0), hm(17, 30)) }
        }
        _ => {
            Regime { am: (hm(8, 30), hm(11, 45)), pm: (hm(13, 45), hm(16, 45)), ed: (hm(17, 30), hm(19, 15)) }
        }
    }
}

/// AM, PM or ED, by the regime of that weekday.
pub(crate) fn time_slot(day: Weekday, start: Time) -> &'static str {
    let regime = regime(day);
    if start < regime.pm.0 {
        "AM"
    } else if start < regime.ed.0 {
        "PM"
    } else {
        "ED"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_read_and_an_unseen_code_has_words() {
        assert_eq!(alert_words("HA").2, "ACCT Open (HMPS)");
        assert_eq!(alert_words("ZZ9").0, "X");
        assert_eq!(category_active("MEOT").map(|c| c.description.as_str()), Some("Medical - Other"));
        assert!(category_active("VISIT").is_none(), "an inactive category cannot be booked");
    }

    #[test]
    fn rooms_have_the_same_ids_everywhere() {
        let mdi = PrisonCode::parse("MDI").unwrap();
        assert_eq!(rooms(mdi), rooms(mdi));
        assert_ne!(room_id(mdi, "HCC"), room_id(mdi, "HCC-WAIT"));
        assert_ne!(room_id(mdi, "HCC"), room_id(PrisonCode::parse("HLI").unwrap(), "HCC"));
    }

    #[test]
    fn the_part_of_the_day_follows_the_regime() {
        let at = |h, m| Time::constant(h, m, 0, 0);
        assert_eq!(time_slot(Weekday::Monday, at(17, 0)), "PM");
        assert_eq!(time_slot(Weekday::Friday, at(17, 0)), "ED");
    }
}
