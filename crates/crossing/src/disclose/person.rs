//! Who someone is and where, as far as a caller may know: the head of every page about a person.

use super::{Desk, Result};
use crate::disclose::desk::Circumstances;
use policy::{Kind, Outcome};
use serde::Serialize;
use vocab::Instant;
use vocab::care::Patient;
use vocab::id::{PatientId, PersonId};
use vocab::prison::{Custody, Person, Standing};

/// A person as lists and heads show them. What may not be known is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct PersonHead {
    /// The name that our own addresses use.
    pub person: Option<PersonId>,
    /// The care record, where there is one.
    pub patient: Option<PatientId>,
    /// `BOYD, Kieran`.
    pub name: Option<String>,
    /// Whole years.
    pub age: Option<u16>,
    /// Prison number.
    pub number: Option<String>,
    /// NHS number, spaced.
    pub nhs: Option<String>,
    /// Where they sleep.
    pub cell: Option<String>,
    /// Where they stand.
    pub place: Place,
}

/// Where someone is, in words that the caller may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Place {
    /// The word: `in prison`, `at court`, `not here today`, `left`.
    pub words: String,
    /// Reported, and not settled yet.
    pub settled: bool,
    /// When it was reported.
    pub since: Option<Instant>,
    /// Expected to be brought when called.
    pub here: bool,
    /// Gone from this prison, as far as was reported.
    pub gone: bool,
}

impl Place {
    fn unknown() -> Self {
        Self { words: "not known".to_owned(), ..Self::default() }
    }
}

impl Desk<'_> {
    /// The head of a person, as far as the caller may know it.
    pub(crate) fn head(
        &mut self,
        person: Option<&Person>,
        patient: Option<&Patient>,
        circumstances: Circumstances,
    ) -> Result<PersonHead> {
        let mut head =
            PersonHead { patient: patient.map(|p| p.id), place: Place::unknown(), ..PersonHead::default() };
        let today = self.ctx.now.london_date();
        if let Some(person) = person {
            head.person = Some(person.id);
            if self.rule(Kind::PrisonIdentity, circumstances) != Outcome::Withheld {
                head.number = Some(person.number.text());
                if let Some(identity) = &person.identity.value {
                    head.name = Some(identity.name.listed());
                    head.age = Some(identity.born.age_on(today));
                }
            }
            head.place = self.place(person, circumstances);
            if self.rule(Kind::Cell, circumstances) != Outcome::Withheld {
                head.cell = person
                    .custody
                    .value
                    .as_ref()
                    .and_then(|c| c.cell.as_ref())
                    .map(|cell| cell.text().to_owned());
            }
        }
        if let Some(patient) = patient {
            if head.name.is_none() && self.rule(Kind::CareIdentity, circumstances) != Outcome::Withheld {
                head.name = Some(patient.name.listed());
                head.age = patient.born.map(|b| b.age_on(today));
            }
            if self.rule(Kind::NhsNumber, circumstances) == Outcome::Full {
                head.nhs = patient.nhs.map(vocab::id::NhsNumber::spaced);
            }
        }
        Ok(head)
    }

    /// Where a person is, in the words that the caller may know.
    pub(crate) fn place(&mut self, person: &Person, circumstances: Circumstances) -> Place {
        let Some(custody) = person.custody.value.clone() else { return Place::unknown() };
        let reported = &custody.reported;
        if reported.standing == Standing::Died {
            // A death is told to few; everyone else sees that the person is not here, and no reason.
            let told = self.rule(Kind::Death, circumstances).lets_out();
            let words = if told { "died" } else { "not here today" };
            return self.place_in_words(&custody, words.to_owned(), false, told);
        }
        if self.rule(Kind::Whereabouts, circumstances) == Outcome::Withheld {
            return Place::unknown();
        }
        let court = match &reported.standing {
            Standing::AtCourt { .. } => self.rule(Kind::CourtToday, circumstances) != Outcome::Withheld,
            _ => false,
        };
        let (words, here, gone) = words(&custody, self.ctx.prison, court);
        // Not ours to see any more: gone, filtered away or unknown there, and nobody can say which.
        if let Some(since) = person.custody.not_visible_since {
            let words = format!("last known {words}, not visible to us since {}", self.when(since));
            return self.place_in_words(&custody, words, false, gone);
        }
        self.place_in_words(&custody, words, here, gone)
    }

    fn place_in_words(&self, custody: &Custody, words: String, here: bool, gone: bool) -> Place {
        Place { words, settled: custody.is_settled(), since: Some(custody.reported.since), here, gone }
    }
}

/// The word for a standing, whether they are here, whether they have gone. One word serves for every absence that the
/// reader may not know.
fn words(custody: &Custody, prison: Option<vocab::place::PrisonCode>, court: bool) -> (String, bool, bool) {
    let standing = &custody.reported.standing;
    let elsewhere = prison.is_some() && standing.prison().is_some() && standing.prison() != prison;
    let word = |text: &str, here, gone| (text.to_owned(), here, gone);
    match standing {
        Standing::InPrison { prison } if elsewhere => (format!("left for {prison}"), false, true),
        _ if elsewhere => word("left for another prison", false, true),
        Standing::InPrison { .. } => word("in prison", true, false),
        Standing::AtCourt { .. } if court => word("at court", false, false),
        Standing::AtCourt { .. }
        | Standing::TemporaryAbsence { .. }
        | Standing::BedWatch { .. }
        | Standing::Out { .. } => word("not here today", false, false),
        Standing::InTransit => word("in transit", false, true),
        Standing::Released | Standing::Removed | Standing::SecureHospital { .. } => word("left", false, true),
        Standing::Died => word("not here today", false, true),
        Standing::MergedAway => word("number merged into another", false, false),
        Standing::NotInCustody => word("not in custody", false, true),
        Standing::NotUnderstood => word("not known", false, false),
    }
}
