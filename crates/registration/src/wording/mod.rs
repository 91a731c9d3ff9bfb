//! The words by which a prisoner decides whether the prison doctor becomes his GP, in seventeen languages.
//!
//! It promises: every language says everything that English says, in the same order; each sentence is true of the
//! situation that it is shown in; a wording has a hash, and whoever knows the hash of a wording that was ever shown
//! as checked gets its words back; who checked a language, and whether anybody did, stands with the words.
//!
//! It does not promise that a translation is right: until a person who speaks the language has checked it, its status
//! is [`Status::Draft`] and the screen says so.
//!
//! The texts are `locales/TAG/registration.ftl` at the repository's root, compiled in. Where things are: [`language`]
//! the languages · [`messages`] which messages there are, in which order · [`catalogue`] one language's file, read and
//! held against that list · [`hash`] the form that is hashed · [`kept`] wordings of earlier days · [`picture`] the
//! picture beside a sentence · [`Spoken`] what can be heard, by which name · [`teach_back`] what right answers hold,
//! for the nurse · [`terms`] hard words and where each is explained · [`pack`] the words of the leaver's pack ·
//! [`practice`] the letters to a GP practice, in English.
//!
//! To add a language: its file (copy English, keep the order), its variant in [`Language`] with every arm that the
//! compiler then asks for, its line in `catalogue::FILES`.
//!
//! To change a text: change it in every language, set the new `version` in each head, and set a language whose words
//! changed back to draft: whoever checked the old words did not check the new ones.

mod catalogue;
mod hash;
pub mod kept;
mod language;
mod messages;
pub mod pack;
pub mod picture;
pub mod practice;
mod spoken;
pub mod teach_back;
pub mod terms;

mod parts;
mod situation;

pub use catalogue::{Status, WordingError};
pub use hash::{ShownText, WordingHash};
pub use language::{Direction, Language};
pub use pack::{PackWords, VisitWith};
pub use parts::{
    Check, CheckText, Controls, Leaving, Offer, OfferText, Paper, Screening, Sentence, TeachBack,
    TeachBackQuestion,
};
pub use situation::{SITUATIONS, Situation, suffix};
pub use spoken::Spoken;
pub use teach_back::Asks;

use catalogue::Catalogue;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that one person reads, in one language and for one situation.
#[derive(Debug, Clone)]
pub struct Wording {
    /// The language.
    pub language: Language,
    /// What is known of his GP outside.
    pub situation: Situation,
    /// The day of the words, as the file's head has it. The hash, not the day, says whether two wordings are the same.
    pub version: Date,
    /// Whether somebody checked the words, and who.
    pub status: Status,
    /// The hash of what he decides by: [`hash`] says of what exactly.
    pub hash: WordingHash,
    /// What stands above it all, on the screen and on paper.
    pub title: String,
    /// One idea each, in order.
    pub sentences: Vec<Sentence>,
    /// "Do you want the prison doctor to be your GP?"
    pub question: String,
    /// The four answers, in the order of [`Offer::ALL`]. None is a default.
    pub answers: Vec<OfferText>,
    /// Buttons and short notices.
    pub controls: Controls,
    /// Three questions to be answered in his own words.
    pub teach_back: TeachBack,
    /// The sheet, the copy to keep, the folded card.
    pub paper: Paper,
    /// Checks for illness, asked apart.
    pub screening: Screening,
    /// When he leaves.
    pub leaving: Leaving,
    /// The leaver's pack.
    pub pack: PackWords,
    catalogue: Arc<Catalogue>,
}

impl Wording {
    /// "Page 2 of 15".
    #[must_use]
    pub fn page(&self, page: usize, pages: usize) -> String {
        self.catalogue.with("control-page", &[("page", page.into()), ("pages", pages.into())])
    }

    /// How many pages are still to come, in the plural form that the language has for the number.
    #[must_use]
    pub fn pages_left(&self, left: usize) -> String {
        self.catalogue.with("control-left", &[("left", left.into())])
    }

    /// "You said: Yes", for the copy to keep.
    #[must_use]
    pub fn copy_said(&self, answer: Offer) -> String {
        self.catalogue.with("copy-said", &[("answer", self.catalogue.text(answer.id()).into())])
    }

    /// "You said it on: 12 November 2026". How a day is written is the caller's.
    #[must_use]
    pub fn copy_when(&self, date: &str) -> String {
        self.catalogue.with("copy-when", &[("date", date.into())])
    }

    /// The GP that was asked, for the letter's copy.
    #[must_use]
    pub fn letter_gp(&self, gp: &str) -> String {
        self.catalogue.with("letter-gp", &[("gp", gp.into())])
    }

    /// From which day, for the letter's copy.
    #[must_use]
    pub fn letter_from(&self, date: &str) -> String {
        self.catalogue.with("letter-from", &[("date", date.into())])
    }

    /// Where to go on the day of leaving.
    #[must_use]
    pub fn leave_today(&self, place: &str) -> String {
        self.catalogue.with("leave-today", &[("place", place.into())])
    }

    /// The text that is hashed and, once shown as checked, kept for ever.
    #[must_use]
    pub fn shown(&self) -> ShownText {
        hash::shown(&self.catalogue, self.situation)
    }
}

/// Every wording there is: what is shown today, and what was shown before.
#[derive(Debug)]
pub struct Wordings {
    today: BTreeMap<(Language, Situation), Wording>,
    ever: BTreeMap<WordingHash, ShownText>,
}

impl Wordings {
    /// The wordings that are compiled in, each held against every rule of this module.
    ///
    /// # Errors
    ///
    /// Says which file breaks which rule. That is a fault of ours and not of the reader's: a test finds it first.
    pub fn built_in() -> Result<Self, WordingError> {
        let (mut today, mut ever) = (BTreeMap::new(), BTreeMap::new());
        let messages = messages::all();
        for (language, file) in catalogue::FILES {
            let catalogue = Arc::new(Catalogue::read(*language, file, &messages)?);
            for situation in SITUATIONS {
                let wording = parts::wording(&catalogue, situation)?;
                ever.insert(wording.hash.clone(), wording.shown());
                today.insert((*language, situation), wording);
            }
        }
        for shown in kept::all()? {
            ever.insert(shown.hash(), shown);
        }
        Ok(Self { today, ever })
    }

    /// What is shown today.
    ///
    /// # Panics
    ///
    /// Never: [`Self::built_in`] made one for every language and situation, and both are closed.
    #[must_use]
    pub fn get(&self, language: Language, situation: Situation) -> &Wording {
        self.today.get(&(language, situation)).expect("built_in made every pair")
    }

    /// The words that have this hash, of today or of earlier days.
    #[must_use]
    pub fn by_hash(&self, hash: &WordingHash) -> Option<&ShownText> {
        self.ever.get(hash)
    }

    /// The wording of today that has this mark at the foot of its sheet.
    #[must_use]
    pub fn by_mark(&self, mark: &str) -> Option<&Wording> {
        let mark = mark.trim().to_lowercase();
        self.all().find(|wording| wording.hash.mark() == mark)
    }

    /// Every wording of today, by language and then by situation.
    pub fn all(&self) -> impl Iterator<Item = &Wording> {
        self.today.values()
    }
}
