//! Two records, line by line.

use vocab::care::Patient;
use vocab::crossing::{Comparison, Evidence};
use vocab::id::PrisonNumber;
use vocab::name::fold;
use vocab::prison::Identity;

/// Compares a prison record with a care record.
///
/// `others_alike` counts everyone else known, on either side, who shares the family name and the date of birth;
/// `already_linked` is true when the person or the patient has a link elsewhere. Both are the store's to say.
#[must_use]
pub fn compare(
    person: &Identity,
    patient: &Patient,
    person_number: PrisonNumber,
    others_alike: u32,
    already_linked: bool,
) -> Evidence {
    Evidence {
        prison_number: exact(Some(person_number), patient.prison_number),
        family: folded(person.name.family.text(), patient.name.family.text()),
        given: folded(person.name.given.text(), patient.name.given.text()),
        born: exact(Some(person.born), patient.born),
        others_alike,
        already_linked,
    }
}

fn exact<T: PartialEq>(person: Option<T>, patient: Option<T>) -> Comparison {
    match (person, patient) {
        (Some(a), Some(b)) if a == b => Comparison::Same,
        (Some(_), Some(_)) => Comparison::Differs,
        _ => Comparison::Missing,
    }
}

/// Names agree when they fold alike. A name of which nothing is left (`-`, `.`) is missing: two blanks never agree.
fn folded(person: &str, patient: &str) -> Comparison {
    let (person, patient) = (fold(person), fold(patient));
    let left = |name: String| (!name.is_empty()).then_some(name);
    exact(left(person), left(patient))
}
