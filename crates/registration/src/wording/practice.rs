//! The letters to a GP practice: in English, from `locales/en-GB/practice-letter.ftl`.
//!
//! They say what the patient agreed to, and that there is no more where there is none. They never say why somebody was
//! in prison, why a day moved, or that somebody died: for that there is no message.

use super::catalogue::{Catalogue, Status, WordingError};
use super::{Language, messages};
use fluent_bundle::FluentValue;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a patient may agree to have told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MayTell {
    /// That they leave prison, when, and that they wish to be registered. Without it there is no letter at all.
    Leaving,
    /// Where they will live.
    Address,
    /// Their medicines.
    Medicines,
    /// That a summary of their health follows.
    Summary,
}

impl MayTell {
    /// All.
    pub const ALL: [Self; 4] = [Self::Leaving, Self::Address, Self::Medicines, Self::Summary];
}

/// Something that may be none, or not known: three different sentences.
#[derive(Clone, PartialEq, Eq)]
pub enum Stated<T> {
    /// This.
    Is(T),
    /// Somebody looked, and there is none.
    None,
    /// Not known.
    NotKnown,
}

impl<T> std::fmt::Debug for Stated<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Is(_) => "Is(…)",
            Self::None => "None",
            Self::NotKnown => "NotKnown",
        })
    }
}

/// Which letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Please register.
    Register,
    /// The day has moved; with the day of the letter before.
    Moved {
        /// Then.
        was: Date,
    },
    /// The letter before no longer stands, and no reason is given; with its day.
    TakenBack {
        /// Then.
        was: Date,
    },
}

/// What a letter is made from. Days are written as `1 March 2027`.
#[derive(Clone)]
pub struct About {
    /// Name, as it is to be written.
    pub name: String,
    /// Date of birth.
    pub born: Date,
    /// NHS number, as it is to be written.
    pub nhs_number: Option<String>,
    /// The prison's name.
    pub prison: String,
    /// Healthcare's telephone.
    pub telephone: String,
    /// The likely day of release.
    pub release: Date,
    /// Where the patient will live.
    pub address: Option<String>,
    /// The medicines that they take out, one a line.
    pub medicines: Stated<Vec<String>>,
    /// For how many days those last.
    pub supply_days: Option<u16>,
    /// What the patient agreed to.
    pub agreed: BTreeSet<MayTell>,
}
vocab::redacted!(About);

/// A letter: its title and its paragraphs.
#[derive(Clone, PartialEq, Eq)]
pub struct PracticeLetter {
    /// Title.
    pub title: String,
    /// Paragraphs, each a line or two.
    pub paragraphs: Vec<String>,
}
vocab::redacted!(PracticeLetter);

/// The letters there are.
#[derive(Debug)]
pub struct PracticeLetters {
    catalogue: Catalogue,
}

impl PracticeLetters {
    /// The letters that are compiled in, held against every rule of [`super`].
    ///
    /// # Errors
    ///
    /// Says what is wrong with the file. That is a fault of ours: a test finds it first.
    pub fn built_in() -> Result<Self, WordingError> {
        let file = include_str!("../../../../locales/en-GB/practice-letter.ftl");
        Ok(Self { catalogue: Catalogue::read(Language::English, file, messages::PRACTICE_LETTER)? })
    }

    /// Whether somebody has checked the words.
    #[must_use]
    pub const fn status(&self) -> &Status {
        &self.catalogue.status
    }

    /// A letter. None where the patient has not agreed that the practice is told of the leaving: then nothing is
    /// written, except that an earlier letter no longer stands.
    #[must_use]
    pub fn letter(&self, which: Which, about: &About) -> Option<PracticeLetter> {
        let leaving = about.agreed.contains(&MayTell::Leaving);
        (leaving || matches!(which, Which::TakenBack { .. })).then_some(())?;
        let mut paragraphs = self.head(about);
        let title = match which {
            Which::Register => {
                paragraphs.extend(self.register(about));
                "title-register"
            }
            Which::Moved { was } => {
                paragraphs
                    .push(self.with("moved", &[("was", &written(was)), ("date", &written(about.release))]));
                "title-moved"
            }
            Which::TakenBack { was } => {
                paragraphs.push(self.with("back", &[("was", &written(was))]));
                "title-back"
            }
        };
        Some(PracticeLetter { title: self.catalogue.text(title), paragraphs })
    }

    fn head(&self, about: &About) -> Vec<String> {
        let number = match &about.nhs_number {
            Some(number) => self.with("number", &[("number", number)]),
            None => self.catalogue.text("number-not-known"),
        };
        vec![
            self.with("who", &[("name", &about.name), ("born", &written(about.born))]),
            number,
            self.with("from", &[("prison", &about.prison), ("telephone", &about.telephone)]),
        ]
    }

    fn register(&self, about: &About) -> Vec<String> {
        let text = |id: &str| self.catalogue.text(id);
        let may = |what| about.agreed.contains(&what);
        let mut said = vec![
            self.with("register-ask", &[("date", &written(about.release))]),
            text("register-may-move"),
            text("register-contract"),
            text("register-papers"),
        ];
        if may(MayTell::Address) {
            said.push(match &about.address {
                Some(address) => self.with("address", &[("address", address)]),
                None => text("address-not-known"),
            });
        }
        if may(MayTell::Medicines) {
            said.extend(self.medicines(about));
        }
        if may(MayTell::Summary) {
            said.push(text("summary-follows"));
        }
        if !MayTell::ALL.into_iter().all(may) {
            said.push(text("no-more"));
        }
        said
    }

    fn medicines(&self, about: &About) -> Vec<String> {
        match &about.medicines {
            Stated::None => vec![self.catalogue.text("medicines-none")],
            Stated::NotKnown => vec![self.catalogue.text("medicines-not-known")],
            Stated::Is(medicines) => {
                let supply = match about.supply_days {
                    Some(days) => self.catalogue.with("supply", &[("days", days.into())]),
                    None => self.catalogue.text("supply-not-known"),
                };
                let heading = self.catalogue.text("medicines");
                [vec![heading], medicines.clone(), vec![supply]].concat()
            }
        }
    }

    fn with(&self, id: &str, given: &[(&str, &str)]) -> String {
        let given: Vec<_> = given.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.catalogue.with(id, &given)
    }
}

/// `1 March 2027`.
fn written(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
