//! The humans of a run, and the marks by which a fact of theirs is known wherever it turns up.
//!
//! Nobody shares a given name, a prison number, an NHS number, a wing landing or a panel line with anyone, so that a
//! fact on the wrong page is seen. Twins share what twins share: family name and date of birth.

use doubles::dice::Dice;
use doubles::prison::Arrival;
use jiff::civil::date;
use policy::Lists;
use policy::codes::Treatment;
use std::collections::{BTreeMap, BTreeSet};
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::{Born, Name};

const GIVEN: &[&str] = &[
    "Abelard",
    "Bertrand",
    "Caspian",
    "Dunstan",
    "Evander",
    "Florian",
    "Gideon",
    "Horatio",
    "Ignatius",
    "Jocelyn",
    "Kenelm",
    "Leopold",
    "Mortimer",
    "Nathaniel",
];
const FAMILY: &[&str] = &[
    "Ashdown",
    "Birtwistle",
    "Crowhurst",
    "Dunwoody",
    "Earnshaw",
    "Fairclough",
    "Gainsford",
    "Hathersage",
    "Inglethorpe",
    "Jessamine",
    "Kettlewell",
    "Longbottom",
    "Maddingley",
    "Netherfield",
];

/// So many humans can be told apart.
pub(crate) const MOST: usize = GIVEN.len();

/// One human.
#[derive(Debug, Clone)]
pub(crate) struct Human {
    pub(crate) number: PrisonNumber,
    pub(crate) name: Name,
    pub(crate) born: Born,
    pub(crate) nhs: Option<NhsNumber>,
    /// Alert codes that nobody else is given, and the panel lines that they give.
    pub(crate) codes: Vec<String>,
    pub(crate) lines: BTreeSet<String>,
    /// The part of a cell's name that is this human's alone.
    pub(crate) landing: String,
}

/// Codes that everybody may have: the states of the suicide and self-harm case, silent ones, one never seen.
pub(crate) const COMMON_CODES: &[&str] = &["HA", "HA1", "F1", "ZZ9"];

/// So many humans; the last one is now and then the twin of the first.
pub(crate) fn humans(count: usize, dice: &mut Dice, lists: &Lists) -> Vec<Human> {
    let mut shares = shares(count, lists);
    let twin = dice.permille(400);
    (0..count.min(MOST))
        .map(|i| {
            let like = if twin && i + 1 == count { 0 } else { i };
            let (codes, lines) = shares.remove(&i).unwrap_or_default();
            Human {
                number: number(i),
                name: Name::new(FAMILY[like], GIVEN[i]),
                born: Born::new(date(1970 + i16::try_from(like).unwrap_or(0), 3, 14)),
                nhs: nhs(i).filter(|_| dice.permille(700)),
                codes,
                lines,
                landing: format!("{}-{:02}", ["A", "B", "C"][i % 3], 10 + i),
            }
        })
        .collect()
}

fn number(i: usize) -> PrisonNumber {
    let letter = |n: usize| char::from(b"ABCDEFGHJKLMNP"[n % 14]);
    // INVARIANT: a letter, four digits, two letters.
    PrisonNumber::parse(&format!("A{:04}{}{}", 4000 + 37 * i, letter(i), letter(i + 5)))
        .expect("the form of a number")
}

fn nhs(i: usize) -> Option<NhsNumber> {
    (0..10).find_map(|check| NhsNumber::parse(&format!("99900{:04}{check}", 1000 + 53 * i)).ok())
}

/// Each line goes to one human, with every code that gives it.
fn shares(count: usize, lists: &Lists) -> BTreeMap<usize, (Vec<String>, BTreeSet<String>)> {
    let mut by_line: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (code, treatment) in lists.codes().iter() {
        if let Treatment::Line(line) = treatment {
            by_line.entry(line).or_default().push(code.text().to_owned());
        }
    }
    let mut shares: BTreeMap<usize, (Vec<String>, BTreeSet<String>)> = BTreeMap::new();
    for (i, (line, codes)) in by_line.into_iter().enumerate() {
        let share = shares.entry(i % count.max(1)).or_default();
        share.0.extend(codes);
        share.1.insert(line.to_owned());
    }
    shares
}

impl Human {
    /// As the prison receives them.
    pub(crate) fn arrival(&self) -> Arrival {
        Arrival {
            number: self.number,
            name: self.name.clone(),
            born: self.born,
            gender: "Male".to_owned(),
            nationality: "British".to_owned(),
            language: None,
            pnc: None,
        }
    }

    /// What of a text can only be this human's: the given name, the number, the NHS number, the landing.
    pub(crate) fn marks(&self) -> Vec<String> {
        let mut marks =
            vec![self.name.given.text().to_owned(), self.number.text(), format!("{}-", self.landing)];
        if let Some(nhs) = self.nhs {
            marks.extend([nhs.text(), nhs.spaced()]);
        }
        marks
    }
}
