//! Records to rows and back: postcard for the record, a column for what is searched.

use crate::error::{Result, StoreError};
use crate::unit::Asking;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vocab::care::{Identifier, Patient};
use vocab::id::OpaqueId;
use vocab::name::{alike_key, fold};
use vocab::prison::Person;
use vocab::registration::Registration;

/// A record as stored.
pub(crate) fn encode<T: Serialize>(table: &'static str, record: &T) -> Result<Vec<u8>> {
    postcard::to_stdvec(record).map_err(|e| StoreError::corrupt(table, "new", e))
}

/// A record from what was stored.
pub(crate) fn decode<T: DeserializeOwned>(table: &'static str, bytes: &[u8]) -> Result<T> {
    postcard::from_bytes(bytes).map_err(|e| StoreError::corrupt(table, "?", e))
}

/// The searched columns of a person. They are written only when they differ: an index page costs as much as a row's.
#[derive(PartialEq)]
pub(crate) struct PersonColumns {
    pub(crate) prison: Option<u32>,
    pub(crate) alike: Option<i64>,
    pub(crate) family: Option<String>,
    pub(crate) born: Option<i64>,
    pub(crate) held: Option<u32>,
}

impl PersonColumns {
    pub(crate) fn of(person: &Person) -> Self {
        let identity = person.identity.value.as_ref();
        Self {
            prison: person.prison().map(vocab::place::PrisonCode::packed),
            alike: identity.map(|i| alike_key(&i.name.family, i.born)),
            family: identity.map(|i| fold(i.name.family.text())),
            born: identity.map(|i| i.born.day_number()),
            held: held(person).map(vocab::place::PrisonCode::packed),
        }
    }
}

/// The prison that has a person as settled, where a report says otherwise: a departure that was only reported hides
/// nobody.
fn held(person: &Person) -> Option<vocab::place::PrisonCode> {
    let settled = person.custody.value.as_ref()?.settled.as_ref()?.standing.prison();
    settled.filter(|prison| person.prison() != Some(*prison))
}

/// The searched columns of a patient.
pub(crate) struct PatientColumns {
    pub(crate) prison_number: Option<u32>,
    pub(crate) nhs: Option<i64>,
    pub(crate) alike: Option<i64>,
    pub(crate) family: String,
    pub(crate) born: Option<i64>,
}

impl PatientColumns {
    pub(crate) fn of(patient: &Patient) -> Self {
        Self {
            prison_number: patient.prison_number.map(vocab::id::PrisonNumber::packed),
            nhs: patient.nhs.and_then(|n| i64::try_from(n.packed()).ok()),
            alike: patient.born.map(|born| alike_key(&patient.name.family, born)),
            family: fold(patient.name.family.text()),
            born: patient.born.map(vocab::name::Born::day_number),
        }
    }
}

/// The searched columns of a registration.
pub(crate) struct RegistrationColumns {
    pub(crate) prison: Option<u32>,
    pub(crate) rank: Option<i64>,
    pub(crate) due: Option<i64>,
    pub(crate) look: Option<i64>,
    pub(crate) asking: Option<Vec<u8>>,
}

impl RegistrationColumns {
    pub(crate) fn of(registration: &Registration) -> Result<Self> {
        let followed = registration.followed.as_ref();
        let reading = registration.reading.as_ref();
        let asking = followed.filter(|f| f.left.is_none()).map(|f| {
            let (stay, since, stands) = (f.stay, f.since, f.stands);
            encode("registration", &Asking { stay, since, stands })
        });
        Ok(Self {
            prison: followed.map(|f| f.prison.packed()),
            rank: reading.map(|r| r.rank.micros()),
            due: reading.map(|r| r.due.micros()),
            look: registration.look.map(|day| vocab::name::Born::new(day).day_number()),
            asking: asking.transpose()?,
        })
    }
}

/// The key under which an opaque id is found.
pub(crate) fn opaque_key(id: &OpaqueId) -> i64 {
    let hash = crate::chain::hash(&[id.text().as_bytes()]);
    i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

/// The key under which a business identifier is found; a hit is compared whole.
pub(crate) fn identifier_key(identifier: &Identifier) -> i64 {
    let hash = crate::chain::hash(&[identifier.system.as_bytes(), identifier.value.as_bytes()]);
    i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}
