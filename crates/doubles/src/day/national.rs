//! What the NHS's national records have of the day's people.
//!
//! By dice of their own, one set a person: nothing else of the day depends on it, and asked again it is the same.

use super::{Act, Day};
use crate::clinic::CarePatient;
use crate::dice::Dice;
use crate::{pds, prison};
use vocab::id::{NhsNumber, OdsCode, PrisonNumber};
use vocab::registration::Address;

/// Practices around the prison, that people were patients of before: codes, and names that are made up.
pub const PRACTICES: [(&str, &str); 8] = [
    ("A81001", "Chapel Lane Surgery"),
    ("B82005", "Station Road Medical Centre"),
    ("C83014", "Park Street Practice"),
    ("C83026", "Mill Road Surgery"),
    ("C83643", "Church View Health Centre"),
    ("F81023", "Queen Street Practice"),
    ("M85062", "Riverside Surgery"),
    ("Y02543", "Market Place Health Centre"),
];
/// The practice of the prison's health unit.
pub const PRISON_PRACTICE: &str = "Y06813";
/// The practice of another prison's: whoever came from there may still be its patient.
pub const OTHER_PRISONS_PRACTICE: &str = "Y05993";
/// Streets, towns and the postcode of each.
const HOMES: [(&str, &str, &str); 6] = [
    ("Chapel Lane", "Doncaster", "DN1 1TX"),
    ("Station Road", "Hatfield", "DN7 6QX"),
    ("Park Street", "Rotherham", "S60 1TX"),
    ("Mill Road", "Scunthorpe", "DN15 6TX"),
    ("Church View", "Sheffield", "S1 2TX"),
    ("Queen Street", "Barnsley", "S70 1TX"),
];

/// In a thousand: restricted, without any practice, at the prison's without having been asked, at another prison's.
const RESTRICTED: u16 = 15;
const NO_PRACTICE: u16 = 70;
const PRISONS: u16 = 40;
const OTHER_PRISONS: u16 = 20;
/// In a thousand who live nowhere that PDS knows of.
const NO_HOME: u16 = 250;

impl Day {
    /// Everybody whom the care system knows by an NHS number, with it.
    pub fn numbered(&self) -> impl Iterator<Item = (&CarePatient, NhsNumber)> {
        let care = self.souls.iter().filter_map(|soul| soul.made.care.as_ref());
        care.filter_map(|care| Some((care, care.nhs?)))
    }

    /// Everybody who is released later on the day that dawned last, as far as it stands.
    pub fn leaving(&self) -> impl Iterator<Item = PrisonNumber> {
        self.timeline.values().filter_map(|act| match act {
            Act::Prison(prison::Act::Release { number, .. }) => Some(*number),
            _ => None,
        })
    }

    /// How somebody's record on PDS came to be, before anybody here knew of it.
    #[must_use]
    pub fn on_pds(&self, care: &CarePatient, number: NhsNumber) -> Vec<pds::Act> {
        let mut dice = Dice::labelled(self.seed, &format!("pds {}", number.text()));
        let mut acts = vec![pds::Act::Appear {
            number,
            family: care.name.family.text().to_owned(),
            given: care.name.given.text().to_owned(),
            born: care.born.date(),
        }];
        let of = dice.below(1_000);
        let bound = |permille: u16| u64::from(permille);
        let practice = if of < bound(NO_PRACTICE) {
            None
        } else if of < bound(NO_PRACTICE + PRISONS) {
            Some(PRISON_PRACTICE)
        } else if of < bound(NO_PRACTICE + PRISONS + OTHER_PRISONS) {
            Some(OTHER_PRISONS_PRACTICE)
        } else {
            Some(dice.pick(&PRACTICES).0)
        };
        acts.extend(practice.and_then(code).map(|practice| pds::Act::Register { number, practice }));
        if !dice.permille(NO_HOME) {
            let (street, town, postcode) = *dice.pick(&HOMES);
            let lines = vec![format!("{} {street}", 1 + dice.below(180)), town.to_owned()];
            let address = Address { lines, postcode: Some(postcode.to_owned()) };
            acts.push(pds::Act::Move { number, address });
        }
        if dice.permille(RESTRICTED) {
            acts.push(pds::Act::Restrict { number });
        }
        acts
    }
}

fn code(text: &str) -> Option<OdsCode> {
    OdsCode::parse(text).ok()
}
