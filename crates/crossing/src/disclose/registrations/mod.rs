//! What clinical systems read about a patient's GP: what was offered and answered, in which words, what is to be done,
//! who may be told, how the patient is registered.
//!
//! It promises what [`super::choice`] does: healthcare of the patient's own prison, and nobody of the prison, not even
//! that there is anything. An answer that is not to be acted on says so; "not known", "kept back" and "none" are three
//! answers.

pub mod conversations;
pub mod episodes;
pub mod form;
pub mod permissions;
pub mod wordings;
pub mod work;

use super::choice;
use super::patients::{self, PatientIdentifier, PatientRef};
use super::registered::About;
use super::search::{SearchNote, Told};
use super::{Ages, Circumstances, Desk, DiscloseError, Result};
use policy::Kind;
use registration::follows::Here;
use std::collections::BTreeSet;
use vocab::crossing::LinkState;
use vocab::id::PatientId;
use vocab::prison::{Aspect, Person};
use vocab::registration::{Choice, Registration, Stay};

/// Whose: each list is of alternatives, an empty one asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Whose {
    /// Ids of what is searched for: each begins with its patient's.
    pub ids: Vec<String>,
    /// Patients' ids.
    pub patients: Vec<String>,
    /// Patients by number.
    pub identifiers: Vec<PatientIdentifier>,
}

impl Whose {
    /// Nobody is named.
    fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.patients.is_empty() && self.identifiers.is_empty()
    }

    fn holds(&self, id: &str) -> bool {
        self.ids.is_empty() || self.ids.iter().any(|wanted| wanted == id)
    }
}

/// A patient whose choice the caller may see, opened.
struct Chosen {
    id: PatientId,
    person: Option<Person>,
    choice: Choice,
    here: Option<Here>,
    circumstances: Circumstances,
    /// What is so of their registration; none when nothing was ever heard of it.
    registration: Option<Registration>,
    ages: Ages,
}

impl Chosen {
    fn told(&self) -> Told {
        Told { ages: self.ages.clone(), link: self.circumstances.link }
    }
}

/// The id of something of a patient's: the same every time, and it tells nothing. Its patient's id stands before it.
fn id_of(patient: PatientId, what: &str, which: &[u8]) -> String {
    let hash = store::chain::hash(&[what.as_bytes(), patient.uuid().as_bytes(), which]);
    format!("{patient}.{}", store::keys::hex(&hash[..8]))
}

/// Whoever may see nothing of the kind in their own prison is told that there is no such page.
fn may_see(desk: &mut Desk<'_>, kind: Kind) -> Result<()> {
    let usual = Circumstances {
        own_prison: desk.own_prison().is_some(),
        link: Some(LinkState::Confirmed),
        settled: true,
        ..Circumstances::default()
    };
    desk.must(kind, usual).map(|_| ())
}

/// The patients that a search names, as far as the caller may see the kind of them; each stands in the gate book.
fn chosen(desk: &mut Desk<'_>, whose: &Whose, kind: Kind) -> Result<Vec<Chosen>> {
    may_see(desk, kind)?;
    if whose.is_empty() {
        return Err(DiscloseError::Asked("say whose: give a patient".to_owned()));
    }
    let mut ids = whose.patients.clone();
    ids.extend(whose.ids.iter().filter_map(|id| id.split_once('.')).map(|(patient, _)| patient.to_owned()));
    let mut named = BTreeSet::new();
    // How somebody is registered is their last prison's to know after they left, and then no list of it has them.
    if kind == Kind::RegistrationFacts {
        named.extend(ids.iter().filter_map(|id| PatientId::parse(id)));
    }
    for view in patients::of_search(desk, &ids, &whose.identifiers)? {
        // A prison record alone has no choice.
        if let PatientRef::Care(id) = view.id {
            named.insert(id);
        }
    }
    let mut found = Vec::new();
    for patient in named {
        found.extend(one(desk, patient, kind)?);
    }
    Ok(found)
}

/// One patient; none when the caller may not see the kind of them, or nobody is called so.
fn one(desk: &mut Desk<'_>, id: PatientId, kind: Kind) -> Result<Option<Chosen>> {
    let about = match About::of(desk, id) {
        Ok(about) => about,
        Err(DiscloseError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let About { person, registration, circumstances } = about;
    // A choice is the business of whoever has the patient now; that the NHS protects somebody counts for both.
    let own_prison = match kind {
        Kind::RegistrationFacts => circumstances.own_prison,
        _ => choice::of_patient(desk, id)?.1.own_prison,
    };
    let circumstances = Circumstances { own_prison, ..circumstances };
    // Of whom the NHS protects it is told that something is kept back, to whoever would else be told what.
    let open = Circumstances {
        restricted: circumstances.restricted && kind != Kind::RegistrationFacts,
        ..circumstances
    };
    let may = desk.rule(kind, open).lets_out();
    desk.saw(person.as_ref(), Some(id), !may);
    if !may {
        return Ok(None);
    }
    let sealed = desk.view.choice(id)?;
    let choice = sealed.map(|sealed| desk.open_sealed(sealed));
    let choice = choice.unwrap_or(Choice { patient: id, version: 0, lines: Vec::new(), asked_for: None });
    let custody = person.as_ref().and_then(|person| person.custody.value.as_ref());
    let here = person.as_ref().zip(custody).and_then(|(person, custody)| {
        let prison = custody.reported.standing.prison()?;
        Some(Here { stay: Stay { person: person.number, number: custody.stay }, prison })
    });
    let ages = person.as_ref().map_or(Ok(Ages::default()), |person| desk.ages(person, [Aspect::Place]))?;
    let registration = concluded(desk, id, registration)?;
    Ok(Some(Chosen { id, person, choice, here, circumstances, registration, ages }))
}

/// What is so, as far as anybody may conclude from it: what PDS answered under another number than the care record now
/// carries may be somebody else's.
fn concluded(
    desk: &Desk<'_>,
    patient: PatientId,
    registration: Option<Registration>,
) -> Result<Option<Registration>> {
    let Some(now) = registration else { return Ok(None) };
    let nhs = desk.view.patient(patient)?.and_then(|sealed| desk.open_sealed(sealed).nhs);
    let theirs = nhs.is_some() && now.asked_under == nhs;
    Ok(Some(if theirs { now } else { Registration { units: now.units, ..Registration::new(patient) } }))
}

/// What stands beside a search of several.
fn note(desk: &Desk<'_>, all: &[Chosen]) -> Option<SearchNote> {
    let told: Vec<Told> = all.iter().map(Chosen::told).collect();
    desk.note_beside(&told)
}
