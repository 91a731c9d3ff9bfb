//! Custodies, as healthcare may know them: where someone stands, whether that has settled, the cell.

use super::patients::{self, PatientIdentifier, PatientRef, PatientView};
use super::person::Place;
use super::search::{Also, Order, Page, Told};
use super::{Ages, Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::{Kind, Outcome};
use serde::Serialize;
use vocab::Instant;
use vocab::code::MovementType;
use vocab::crossing::LinkState;
use vocab::id::{Booking, PersonId};
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Custody, Standing};

/// A search of custodies. Each list is of alternatives, an empty one asks nothing; every list must hold.
#[derive(Debug, Clone, Default)]
pub struct EncounterSearch {
    /// Custodies' ids.
    pub ids: Vec<String>,
    /// Patients' ids.
    pub patients: Vec<String>,
    /// Patients by number.
    pub identifiers: Vec<PatientIdentifier>,
    /// Whatever else must hold of what may be seen: status, date.
    pub also: Also<EncounterView>,
    /// Ordered so; by id where nothing is said.
    pub order: Order<EncounterView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// A custody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EncounterView {
    /// Its id: opaque; it changes with each custody.
    pub id: String,
    /// Counts the changes of the person's record.
    pub version: u32,
    /// Whose.
    pub patient: PatientRef,
    /// The person, as our own addresses name them.
    pub person: PersonId,
    /// Where they stand, no more exactly than the caller may know: an absence whose kind is the prison's business is
    /// [`Standing::Out`], a departure [`Standing::Removed`].
    pub standing: Standing,
    /// The newest report has settled.
    pub settled: bool,
    /// The same in words.
    pub place: Place,
    /// When the custody began, where the prison said so.
    pub started: Option<Instant>,
    /// When it ended, once that has settled.
    pub ended: Option<Instant>,
    /// The prison in charge, as far as reported.
    pub prison: Option<PrisonCode>,
    /// Where they sleep.
    pub cell: Option<String>,
    /// How old this is.
    pub ages: Ages,
}

impl Crossing {
    /// Searches custodies.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role that may not know where anyone is; [`DiscloseError::Asked`];
    /// [`DiscloseError::OurFault`].
    pub async fn encounter_search(
        &self,
        ctx: &Context,
        search: EncounterSearch,
    ) -> Result<Disclosed<Page<EncounterView>>> {
        self.disclose(ctx, "encounter.search", |desk| encounters(desk, &search)).await
    }

    /// Reads one custody.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn encounter_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<EncounterView>> {
        self.disclose(ctx, "encounter.read", |desk| encounter(desk, id)).await
    }
}

fn encounters(desk: &mut Desk<'_>, search: &EncounterSearch) -> Result<Page<EncounterView>> {
    patients::may_see_patients(desk)?;
    let mut patients = search.patients.clone();
    patients
        .extend(search.ids.iter().filter_map(|id| id.split_once('.')).map(|(patient, _)| patient.to_owned()));
    let views = patients::of_search(desk, &patients, &search.identifiers)?;
    let (mut found, mut told) = (Vec::new(), Vec::new());
    for view in &views {
        let Some(encounter) = of_patient(desk, view)? else { continue };
        told.push((encounter.id.clone(), view.link));
        found.push(encounter);
    }
    found.retain(|e| (search.ids.is_empty() || search.ids.contains(&e.id)) && search.also.holds(e));
    found.sort_by(|a, b| a.id.cmp(&b.id));
    search.order.sort(&mut found);
    let mut page = Page::cut(found, |e| e.id.clone(), search.after.as_deref(), search.most, None)?;
    let mut beside = Vec::new();
    for entry in &page.entries {
        patients::saw(desk, entry.patient, Some(entry.person))?;
        let link = told.iter().find(|(id, _)| *id == entry.id).map_or("none", |(_, link)| *link);
        let record = matches!(entry.patient, PatientRef::PrisonRecord(_));
        let state = if link == LinkState::InDoubt.word() { LinkState::InDoubt } else { LinkState::Confirmed };
        beside.push(Told { ages: entry.ages.clone(), link: (record || link != "none").then_some(state) });
    }
    page.note = desk.note_beside(&beside);
    Ok(page)
}

fn encounter(desk: &mut Desk<'_>, id: &str) -> Result<EncounterView> {
    let search = EncounterSearch { ids: vec![id.to_owned()], most: 1, ..EncounterSearch::default() };
    encounters(desk, &search)?.entries.pop().ok_or(DiscloseError::NotFound)
}

/// The custody of a patient, as far as the caller may know of it.
fn of_patient(desk: &mut Desk<'_>, view: &PatientView) -> Result<Option<EncounterView>> {
    let Some(person_id) = view.head.person else { return Ok(None) };
    let Some(number) = desk.view.person_number(person_id)? else { return Ok(None) };
    let Some(person) = desk.person(number)? else { return Ok(None) };
    let Some(custody) = person.custody.value.as_ref() else { return Ok(None) };
    let record = matches!(view.id, PatientRef::PrisonRecord(_));
    let link = desk.link_of_person(number)?.map(|l| l.state);
    let circumstances = Circumstances { by_prison_number: record, ..desk.circumstances(&person, link) };
    if !desk.rule(Kind::Whereabouts, circumstances).lets_out() {
        return Ok(None);
    }
    let settled = custody.is_settled();
    let standing = told(desk, custody, circumstances);
    let gone = matches!(standing, Standing::Released | Standing::Removed | Standing::Died);
    let reported = &custody.reported;
    let admitted = reported.movement.as_ref().and_then(vocab::Coded::known) == Some(MovementType::Admission);
    let here = matches!(reported.standing, Standing::InPrison { .. });
    Ok(Some(EncounterView {
        id: custody_id(view.id, person_id, custody),
        version: person.version,
        patient: view.id,
        person: person_id,
        settled,
        place: view.head.place.clone(),
        started: reported.happened.filter(|_| admitted && here),
        ended: reported.happened.or(Some(reported.since)).filter(|_| gone && settled),
        prison: standing.prison(),
        cell: view.head.cell.clone(),
        ages: desk.ages(&person, [Aspect::Place])?,
        standing,
    }))
}

/// The standing, no more exactly than the caller may know it.
fn told(desk: &mut Desk<'_>, custody: &Custody, circumstances: Circumstances) -> Standing {
    let standing = custody.reported.standing.clone();
    match standing {
        Standing::Died => match (desk.rule(Kind::Death, circumstances), desk.ctx.prison) {
            (Outcome::Full | Outcome::Reduced, _) => Standing::Died,
            // Everyone else sees that the person is not here, and no reason.
            (Outcome::Withheld, Some(prison)) => Standing::Out { prison },
            (Outcome::Withheld, None) => Standing::NotUnderstood,
        },
        Standing::AtCourt { prison } if !desk.rule(Kind::CourtToday, circumstances).lets_out() => {
            Standing::Out { prison }
        }
        Standing::TemporaryAbsence { prison } | Standing::BedWatch { prison } => Standing::Out { prison },
        Standing::SecureHospital { .. } => Standing::Removed,
        other => other,
    }
}

/// The id of a custody: of the person and the prison's own number for it, of which it tells nothing.
fn custody_id(patient: PatientRef, person: PersonId, custody: &Custody) -> String {
    let booking = custody.booking.as_ref().map_or("", Booking::text);
    let hash = store::chain::hash(&[b"custody", person.uuid().as_bytes(), booking.as_bytes()]);
    format!("{}.{}", patient.id(), store::keys::hex(&hash[..8]))
}
