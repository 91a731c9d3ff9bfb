//! How people of a prison are asked about a GP: its days, its practices, its words.

use ::registration::asking::Times;
use ::registration::stay::Thresholds;
use ::registration::wording::WordingHash;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::id::OdsCode;

/// How people of a prison are asked about a GP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegistrationRules {
    /// The question is first offered by the end of this day after reception.
    pub offered_by_day: i32,
    /// It is asked by the end of this day.
    pub asked_by_day: i32,
    /// How long a stay is likely to be: which guidance stands beside the question.
    pub stay: Thresholds,
    /// A signed local pack for people under 18 is there; they are refused without.
    pub young_pack: bool,
    /// The prison is in Wales: refused without a pack of its own.
    pub wales: bool,
    /// A signed local pack for Wales is there.
    pub wales_pack: bool,
    /// The prison's address as a form for joining a practice has it: the house first, the town last. Empty where it is
    /// to be asked.
    pub address: Vec<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// Healthcare's telephone, for letters to a practice. None where it is to be written in by hand.
    pub telephone: Option<String>,
    /// The practice or practices of the prison's health unit, by ODS code: being on their list is being registered here.
    pub practices: BTreeSet<OdsCode>,
    /// Words that somebody who speaks their language has checked, by their hash: drafts without.
    pub checked_words: BTreeMap<WordingHash, WordsChecked>,
}

/// Who checked words, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordsChecked {
    /// Who: a person or a service that can be asked.
    pub by: String,
    /// When: from that day they count.
    pub on: Date,
}

impl Default for RegistrationRules {
    fn default() -> Self {
        let times = Times::default();
        Self {
            offered_by_day: times.offered_by_day,
            asked_by_day: times.asked_by_day,
            stay: Thresholds::default(),
            young_pack: false,
            wales: false,
            wales_pack: false,
            address: Vec::new(),
            postcode: None,
            telephone: None,
            practices: BTreeSet::new(),
            checked_words: BTreeMap::new(),
        }
    }
}
