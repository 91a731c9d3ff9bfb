//! What a seed brings to the team: drawn by dice of its own, so that the weather of a seed stays what it was.

use super::super::life::Prisons;
use super::super::spine::life::{OF_ELSEWHERE, OF_HERE, OF_THERE, practice};
use crossing::disclose::choice::wordings;
use crossing::{NationalRules, RegistrationRules, WordsChecked};
use doubles::dice::Dice;
use jiff::civil::date;
use registration::wording::Language;
use vocab::crossing::Mode;
use vocab::place::PrisonCode;

/// Languages whose words nobody has checked in these prisons.
pub(crate) const DRAFTS: &[Language] = &[Language::Somali, Language::Vietnamese];

/// Chances in a thousand, and how registration begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Season {
    /// The team has its turn after a step.
    pub(crate) turn: u16,
    /// A reading at PDS meets something.
    pub(crate) faults: u16,
    /// Days go by at a turn.
    pub(crate) days: u16,
    /// A turn dies.
    pub(crate) crash: u16,
    /// A signal is lost.
    pub(crate) signal_lost: u16,
    pub(crate) mode: Mode,
}

impl Season {
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Dice::labelled(seed, "season");
        let long = dice.permille(250);
        Self {
            turn: [200, 400, 650][dice.index(3)],
            faults: [0, 100, 300][dice.index(3)],
            days: if long { 40 } else { 0 },
            crash: [0, 20, 60][dice.index(3)],
            signal_lost: [0, 300, 1_000][dice.index(3)],
            mode: [Mode::Live, Mode::Live, Mode::Live, Mode::Shadow, Mode::Off][dice.index(5)],
        }
    }
}

/// The rules of a prison: its practice, and the words that somebody has checked.
pub(crate) fn rules(prison: PrisonCode) -> RegistrationRules {
    let own = if prison == Prisons::new().here { OF_HERE } else { OF_THERE };
    let checked = WordsChecked { by: "a service of translators".to_owned(), on: date(2026, 1, 1) };
    let words = wordings().into_iter().flat_map(registration::wording::Wordings::all);
    let words = words.filter(|wording| !DRAFTS.contains(&wording.language));
    RegistrationRules {
        practices: [practice(own)].into(),
        checked_words: words.map(|wording| (wording.hash.clone(), checked.clone())).collect(),
        ..RegistrationRules::default()
    }
}

/// What is known of the country.
pub(crate) fn national() -> NationalRules {
    NationalRules { practices_of_other_prisons: [practice(OF_ELSEWHERE)].into(), ..NationalRules::default() }
}
