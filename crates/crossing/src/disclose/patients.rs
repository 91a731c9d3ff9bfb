//! Patients, and people who have only a prison record: found by what may be known of them.
//!
//! Whom a caller may see is ruled first and put into the query; totals and pages are of those alone. Another prison's
//! patient and one who does not exist look the same.

use super::person::PersonHead;
use super::search::{Also, CANDIDATES_MAX, Order, Page, Told};
use super::{Ages, Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::{Kind, Outcome};
use serde::{Serialize, Serializer};
use store::Narrow;
use vocab::Instant;
use vocab::care::{Identifier, Patient};
use vocab::crossing::LinkState;
use vocab::id::{LocalPatientId, NhsNumber, PatientId, PersonId, PrisonNumber};
use vocab::name::{FamilyName, fold};
use vocab::prison::{Aspect, Person};

/// Who a patient is to us: a care record, or a prison record that is attached to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatientRef {
    /// A care record.
    Care(PatientId),
    /// A person of the prison's without one: "prison record only".
    PrisonRecord(PersonId),
}

impl PatientRef {
    /// The opaque id, one space for both: it tells nothing.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Care(id) => id.to_string(),
            Self::PrisonRecord(id) => id.to_string(),
        }
    }
}

impl Serialize for PatientRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id())
    }
}

/// A number by which someone is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatientIdentifier {
    /// NHS number.
    Nhs(NhsNumber),
    /// Prison number.
    PrisonNumber(PrisonNumber),
    /// A care system's own id, as `system|value`.
    Local(LocalPatientId),
}

/// A search of patients. Each list is of alternatives, an empty one asks nothing; every list must hold.
#[derive(Debug, Clone, Default)]
pub struct PatientSearch {
    /// Our ids.
    pub ids: Vec<String>,
    /// Numbers.
    pub identifiers: Vec<PatientIdentifier>,
    /// The family name begins so; case, accents and punctuation aside.
    pub family: Option<FamilyName>,
    /// Born on this day.
    pub born: Option<jiff::civil::Date>,
    /// Whatever else must hold of what may be seen.
    pub also: Also<PatientView>,
    /// Ordered so; by id where nothing is said.
    pub order: Order<PatientView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// A patient, as far as a caller may know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PatientView {
    /// Who.
    pub id: PatientRef,
    /// Counts the changes of the record that is shown.
    pub version: u32,
    /// When the newest version was received, of a care record.
    pub updated: Option<Instant>,
    /// No care record stands behind this: "prison record only, not attached to any health record".
    pub prison_record_only: bool,
    /// Family name.
    pub family: Option<String>,
    /// Given names, separated by spaces.
    pub given: Option<String>,
    /// Date of birth.
    pub born: Option<jiff::civil::Date>,
    /// Administrative gender, FHIR's word; of a prison record the prison's word.
    pub gender: Option<String>,
    /// NHS number, ten digits.
    pub nhs: Option<String>,
    /// The care system's own id.
    pub own: Option<Identifier>,
    /// Prison number of the linked person, or of the prison record.
    pub prison_number: Option<String>,
    /// The prison number that the care record carries: its own claim, and no link.
    pub carried_number: Option<String>,
    /// The word of the link: `confirmed`, `in-doubt`, `none`.
    pub link: &'static str,
    /// The same person as lists and heads show them.
    pub head: PersonHead,
    /// The ages of what the prison says of them.
    pub ages: Ages,
}

impl Crossing {
    /// Searches patients.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role that may see no patient; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn patient_search(
        &self,
        ctx: &Context,
        search: PatientSearch,
    ) -> Result<Disclosed<Page<PatientView>>> {
        self.disclose(ctx, "patient.search", |desk| patients(desk, &search)).await
    }

    /// Reads one patient.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's; [`DiscloseError::OurFault`].
    pub async fn patient_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<PatientView>> {
        self.disclose(ctx, "patient.read", |desk| one(desk, id)).await
    }
}

/// Everything that a search of patients goes by, once ruled.
fn patients(desk: &mut Desk<'_>, search: &PatientSearch) -> Result<Page<PatientView>> {
    may_see_patients(desk)?;
    let mut views = Vec::new();
    for narrow in narrows(search) {
        for view in found(desk, &narrow)? {
            if !views.iter().any(|v: &PatientView| v.id == view.id) {
                views.push(view);
            }
        }
    }
    views.retain(|view| matches(view, search) && search.also.holds(view));
    views.sort_by_cached_key(|view| view.id.id());
    search.order.sort(&mut views);
    let mut page = Page::cut(views, |v| v.id.id(), search.after.as_deref(), search.most, None)?;
    let told: Vec<Told> =
        page.entries.iter().map(|v| Told { ages: v.ages.clone(), link: link_state(v.link) }).collect();
    page.note = desk.note_beside(&told);
    for entry in &page.entries {
        saw(desk, entry.id, entry.head.person)?;
    }
    if page.entries.is_empty() {
        asked_in_vain(desk, search);
    }
    Ok(page)
}

/// Whoever may see no patient of their own prison is told that there is no such page.
pub(crate) fn may_see_patients(desk: &mut Desk<'_>) -> Result<()> {
    let usual = Circumstances {
        own_prison: desk.own_prison().is_some(),
        link: Some(LinkState::Confirmed),
        ..Circumstances::default()
    };
    desk.must(Kind::CareIdentity, usual).map(|_| ())
}

fn link_state(word: &str) -> Option<LinkState> {
    [LinkState::Confirmed, LinkState::InDoubt].into_iter().find(|s| s.word() == word)
}

/// Notes of whom something was shown: both records where both were.
pub(crate) fn saw(desk: &mut Desk<'_>, id: PatientRef, person: Option<PersonId>) -> Result<()> {
    let number = match person {
        Some(person) => desk.view.person_number(person)?,
        None => None,
    };
    let person = match number {
        Some(number) => desk.person(number)?,
        None => None,
    };
    let patient = match id {
        PatientRef::Care(patient) => Some(patient),
        PatientRef::PrisonRecord(_) => None,
    };
    desk.saw(person.as_ref(), patient, false);
    Ok(())
}

/// Whoever was asked for by prison number and not shown stands in the gate book, as withheld.
fn asked_in_vain(desk: &mut Desk<'_>, search: &PatientSearch) {
    for identifier in &search.identifiers {
        if let PatientIdentifier::PrisonNumber(number) = identifier {
            desk.asked(*number);
        }
    }
}

/// What the query is narrowed by: one for each alternative that an index knows.
fn narrows(search: &PatientSearch) -> Vec<Narrow> {
    let base = Narrow { family: search.family.clone(), born: search.born, ..Narrow::default() };
    if !search.ids.is_empty() {
        let of = |id: &String| [by_id(id, true), by_id(id, false)];
        let narrow = |ids: Narrow| Narrow { family: base.family.clone(), born: base.born, ..ids };
        return search.ids.iter().flat_map(of).flatten().map(narrow).collect();
    }
    if !search.identifiers.is_empty() {
        return search.identifiers.iter().map(|identifier| by_identifier(identifier, &base)).collect();
    }
    vec![base]
}

/// An id may be of either kind: they are one space.
fn by_id(id: &str, care: bool) -> Option<Narrow> {
    if care {
        PatientId::parse(id).map(|patient| Narrow { patient: Some(patient), ..Narrow::default() })
    } else {
        PersonId::parse(id).map(|person| Narrow { person: Some(person), ..Narrow::default() })
    }
}

fn by_identifier(identifier: &PatientIdentifier, base: &Narrow) -> Narrow {
    let base = base.clone();
    match identifier {
        PatientIdentifier::Nhs(nhs) => Narrow { nhs: Some(*nhs), ..base },
        PatientIdentifier::PrisonNumber(number) => Narrow { number: Some(*number), ..base },
        PatientIdentifier::Local(local) => Narrow { local: Some(local.clone()), ..base },
    }
}

/// Patients and prison records of the caller's prison, as far as the caller may know them.
fn found(desk: &mut Desk<'_>, narrow: &Narrow) -> Result<Vec<PatientView>> {
    let Some(prison) = desk.own_prison() else { return Ok(Vec::new()) };
    let mut views = Vec::new();
    let patients = desk.view.patients_here(prison, narrow, CANDIDATES_MAX + 1)?;
    let prison_record =
        Circumstances { own_prison: true, by_prison_number: true, ..Circumstances::default() };
    let persons = if desk.rule(Kind::PrisonIdentity, prison_record).lets_out() {
        desk.view.persons_here(prison, narrow, true, CANDIDATES_MAX + 1)?
    } else {
        Vec::new()
    };
    if patients.len() + persons.len() > CANDIDATES_MAX {
        return Err(DiscloseError::Asked("that finds too many: say more of whom you look for".to_owned()));
    }
    for sealed in patients {
        let patient = desk.open_sealed(sealed);
        views.extend(of_patient(desk, &patient)?);
    }
    for number in persons {
        if let Some(person) = desk.person(number)? {
            views.extend(of_person(desk, &person)?);
        }
    }
    Ok(views)
}

/// What may be seen is what can be searched for: each condition is put to the view.
fn matches(view: &PatientView, search: &PatientSearch) -> bool {
    let any = |identifier: &PatientIdentifier| match identifier {
        PatientIdentifier::Nhs(nhs) => view.nhs.as_deref() == Some(&nhs.text()),
        PatientIdentifier::PrisonNumber(number) => {
            let text = number.text();
            view.prison_number.as_ref() == Some(&text) || view.carried_number.as_ref() == Some(&text)
        }
        PatientIdentifier::Local(local) => view.own.as_ref() == Some(&identifier_of(local)),
    };
    let family = |wanted: &FamilyName| {
        view.family.as_ref().is_some_and(|family| fold(family).starts_with(&fold(wanted.text())))
    };
    (search.ids.is_empty() || search.ids.contains(&view.id.id()))
        && (search.identifiers.is_empty() || search.identifiers.iter().any(any))
        && search.family.as_ref().is_none_or(family)
        && search.born.is_none_or(|born| view.born == Some(born))
}

/// A care system's own id, as it was given: `system|value`.
fn identifier_of(local: &LocalPatientId) -> Identifier {
    let (system, value) = local.text().split_once('|').unwrap_or(("", local.text()));
    Identifier { system: system.to_owned(), value: value.to_owned() }
}

/// A patient as the caller may know them; none when they may not.
pub(crate) fn of_patient(desk: &mut Desk<'_>, patient: &Patient) -> Result<Option<PatientView>> {
    let link = desk.link_of_patient(patient.id)?;
    let person = desk.linked(link.as_ref())?;
    let circumstances = match &person {
        Some(person) => desk.circumstances(person, link.as_ref().map(|l| l.state)),
        None => Circumstances { own_prison: desk.is_patient_here(patient.id)?, ..Circumstances::default() },
    };
    if !desk.rule(Kind::CareIdentity, circumstances).lets_out() {
        return Ok(None);
    }
    let head = desk.head(person.as_ref(), Some(patient), circumstances)?;
    let nhs = desk.rule(Kind::NhsNumber, circumstances) == Outcome::Full;
    Ok(Some(PatientView {
        id: PatientRef::Care(patient.id),
        version: patient.version,
        updated: Some(patient.updated),
        prison_record_only: false,
        family: Some(patient.name.family.text().to_owned()),
        given: Some(patient.name.given.text().to_owned()),
        born: patient.born.map(vocab::name::Born::date),
        gender: patient.gender.clone(),
        nhs: patient.nhs.filter(|_| nhs).map(NhsNumber::text),
        own: Some(identifier_of(&patient.local)),
        prison_number: head.number.clone(),
        carried_number: patient.prison_number.map(PrisonNumber::text),
        link: link.map_or("none", |l| l.state.word()),
        ages: person.as_ref().map_or(Ok(Ages::default()), |p| prison_ages(desk, p))?,
        head,
    }))
}

/// How old what the prison says of someone is.
fn prison_ages(desk: &Desk<'_>, person: &Person) -> Result<Ages> {
    desk.ages(person, [Aspect::Place, Aspect::Alerts])
}

/// A person whom no link attaches to a care record, through the door by prison number; none when that is closed.
fn of_person(desk: &mut Desk<'_>, person: &Person) -> Result<Option<PatientView>> {
    let circumstances = Circumstances { by_prison_number: true, ..desk.circumstances(person, None) };
    if !desk.rule(Kind::PrisonIdentity, circumstances).lets_out() {
        return Ok(None);
    }
    let head = desk.head(Some(person), None, circumstances)?;
    let identity = person.identity.value.as_ref();
    Ok(Some(PatientView {
        id: PatientRef::PrisonRecord(person.id),
        version: person.version,
        updated: None,
        prison_record_only: true,
        family: identity.map(|i| i.name.family.text().to_owned()),
        given: identity.map(|i| i.name.given.text().to_owned()),
        born: identity.map(|i| i.born.date()),
        gender: identity.and_then(|i| i.gender.clone()),
        nhs: None,
        own: None,
        prison_number: Some(person.number.text()),
        carried_number: None,
        link: "none",
        ages: prison_ages(desk, person)?,
        head,
    }))
}

fn one(desk: &mut Desk<'_>, id: &str) -> Result<PatientView> {
    may_see_patients(desk)?;
    let mut views = Vec::new();
    for narrow in [by_id(id, true), by_id(id, false)].into_iter().flatten() {
        views.extend(found(desk, &narrow)?);
    }
    let Some(view) = views.pop() else {
        desk.saw(None, PatientId::parse(id), true);
        return Err(DiscloseError::NotFound);
    };
    saw(desk, view.id, view.head.person)?;
    Ok(view)
}

/// Patients by any of what a search of something of theirs names: for flags, custodies, appointments.
pub(crate) fn of_search(
    desk: &mut Desk<'_>,
    ids: &[String],
    identifiers: &[PatientIdentifier],
) -> Result<Vec<PatientView>> {
    let search =
        PatientSearch { ids: ids.to_vec(), identifiers: identifiers.to_vec(), ..PatientSearch::default() };
    let mut views = Vec::new();
    for narrow in narrows(&search) {
        for view in found(desk, &narrow)? {
            if matches(&view, &search) && !views.iter().any(|v: &PatientView| v.id == view.id) {
                views.push(view);
            }
        }
    }
    if views.is_empty() {
        asked_in_vain(desk, &search);
    }
    Ok(views)
}
