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
use super::patients::{self, PatientIdentifier, PatientRef, PatientView};
use super::search::{SearchNote, Told};
use super::{Ages, Circumstances, Desk, DiscloseError, Result};
use policy::Kind;
use registration::follows::Here;
use vocab::crossing::LinkState;
use vocab::id::PatientId;
use vocab::prison::{Aspect, Person};
use vocab::registration::{Choice, Stay};

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
    link: Option<LinkState>,
    ages: Ages,
}

impl Chosen {
    fn told(&self) -> Told {
        Told { ages: self.ages.clone(), link: self.link }
    }
}

/// The id of something of a patient's: the same every time, and it tells nothing. Its patient's id stands before it.
fn id_of(patient: PatientId, what: &str, which: &[u8]) -> String {
    let hash = store::chain::hash(&[what.as_bytes(), patient.uuid().as_bytes(), which]);
    format!("{patient}.{}", store::keys::hex(&hash[..8]))
}

/// Whoever may see no choice of their own prison is told that there is no such page.
fn may_see_choices(desk: &mut Desk<'_>) -> Result<()> {
    let usual = Circumstances {
        own_prison: desk.own_prison().is_some(),
        link: Some(LinkState::Confirmed),
        settled: true,
        ..Circumstances::default()
    };
    desk.must(Kind::RegistrationChoice, usual).map(|_| ())
}

/// The patients that a search names, as far as the caller may see what they chose; each stands in the gate book.
fn chosen(desk: &mut Desk<'_>, whose: &Whose) -> Result<Vec<Chosen>> {
    may_see_choices(desk)?;
    if whose.is_empty() {
        return Err(DiscloseError::Asked("say whose: give a patient".to_owned()));
    }
    let mut ids = whose.patients.clone();
    ids.extend(whose.ids.iter().filter_map(|id| id.split_once('.')).map(|(patient, _)| patient.to_owned()));
    let mut found = Vec::new();
    for view in patients::of_search(desk, &ids, &whose.identifiers)? {
        found.extend(one(desk, &view)?);
    }
    Ok(found)
}

/// What one patient chose; none when the caller may not see it. A prison record alone has no choice.
fn one(desk: &mut Desk<'_>, view: &PatientView) -> Result<Option<Chosen>> {
    let PatientRef::Care(id) = view.id else { return Ok(None) };
    let (person, circumstances) = choice::of_patient(desk, id)?;
    let may = desk.rule(Kind::RegistrationChoice, circumstances).lets_out();
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
    Ok(Some(Chosen { id, person, choice, here, link: circumstances.link, ages }))
}

/// What stands beside a search of several.
fn note(desk: &Desk<'_>, all: &[Chosen]) -> Option<SearchNote> {
    let told: Vec<Told> = all.iter().map(Chosen::told).collect();
    desk.note_beside(&told)
}
