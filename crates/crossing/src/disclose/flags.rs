//! Warnings that cross, one by one: the lines of the panel, each under a stable name that tells nothing.

use super::panel::{Action, PanelKey, panel};
use super::patients::{self, PatientIdentifier, PatientRef, PatientView};
use super::search::{Also, Order, Page, SearchNote, Told};
use super::{Ages, Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use serde::Serialize;
use vocab::crossing::LinkState;
use vocab::id::PersonId;
use vocab::prison::Aspect;

/// Kinds of warnings, as healthcare may know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlagKind {
    /// What to do before opening the door.
    SafetyAction,
    /// The suicide and self-harm case.
    SuicideAndSelfHarm,
    /// What the patient needs.
    Need,
    /// A medical hold.
    MedicalHold,
    /// To be kept apart from somebody.
    KeepApart,
    /// Something that is not recognised: ask security.
    NotRecognised,
}

/// A search of warnings. Each list is of alternatives, an empty one asks nothing; every list must hold.
#[derive(Debug, Clone, Default)]
pub struct FlagSearch {
    /// Flags' ids.
    pub ids: Vec<String>,
    /// Patients' ids.
    pub patients: Vec<String>,
    /// Patients by number.
    pub identifiers: Vec<PatientIdentifier>,
    /// Only these kinds.
    pub kinds: Vec<FlagKind>,
    /// Only active ones (`Some(true)`), only ended ones (`Some(false)`). Ended warnings do not cross: there are none.
    pub active: Option<bool>,
    /// Whatever else must hold of what may be seen.
    pub also: Also<FlagView>,
    /// Ordered so; by patient and harm where nothing is said.
    pub order: Order<FlagView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlagView {
    /// Its id: stable for this person and line, and opaque.
    pub id: String,
    /// Whose.
    pub patient: PatientRef,
    /// The line's own name, as `two-officers`: a code, never the alert's.
    pub name: String,
    /// The request, in the prison's signed words.
    pub words: String,
    /// Its kind.
    pub kind: FlagKind,
    /// Since when, to those who may know.
    pub since: Option<jiff::civil::Date>,
    /// Words are a draft that nobody signed for this prison.
    pub draft: bool,
    /// How old this is.
    pub ages: Ages,
}

impl Crossing {
    /// Searches warnings.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role not entitled to risk; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn flag_search(&self, ctx: &Context, search: FlagSearch) -> Result<Disclosed<Page<FlagView>>> {
        self.disclose(ctx, "flag.search", |desk| flags(desk, &search)).await
    }

    /// Reads one warning.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there, no longer there, or not this caller's.
    pub async fn flag_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<FlagView>> {
        self.disclose(ctx, "flag.read", |desk| flag(desk, id)).await
    }
}

/// To be kept apart: the flag, never from whom.
const KEEP_APART: &str = "Keep apart: ask the wing who may wait together.";

fn flags(desk: &mut Desk<'_>, search: &FlagSearch) -> Result<Page<FlagView>> {
    if !desk.entitled_to_risk() {
        return Err(DiscloseError::NotFound);
    }
    let mut patients = search.patients.clone();
    patients
        .extend(search.ids.iter().filter_map(|id| id.split_once('.')).map(|(patient, _)| patient.to_owned()));
    if patients.is_empty() && search.identifiers.is_empty() {
        return Err(DiscloseError::Asked("say whose warnings: give a patient".to_owned()));
    }
    let views = patients::of_search(desk, &patients, &search.identifiers)?;
    let (mut found, mut told) = (Vec::new(), Vec::new());
    for view in &views {
        if let Some((flags, of)) = of_patient(desk, view)? {
            found.extend(flags);
            told.push(of);
        }
    }
    let note = desk.note_beside(&told).map(|note| match desk.warnings_switched() {
        Some(switched) => SearchNote { words: format!("{switched} {}", note.words), ..note },
        None => note,
    });
    // Ended warnings do not cross.
    if search.active == Some(false) {
        return Ok(Page::empty(note));
    }
    found.retain(|flag| {
        (search.ids.is_empty() || search.ids.contains(&flag.id))
            && (search.kinds.is_empty() || search.kinds.contains(&flag.kind))
            && search.also.holds(flag)
    });
    search.order.sort(&mut found);
    Page::cut(found, |f| f.id.clone(), search.after.as_deref(), search.most, note)
}

fn flag(desk: &mut Desk<'_>, id: &str) -> Result<FlagView> {
    let search = FlagSearch { ids: vec![id.to_owned()], most: 1, ..FlagSearch::default() };
    flags(desk, &search)?.entries.pop().ok_or(DiscloseError::NotFound)
}

/// A patient's warnings, and what is to be said of how they are known; none when the caller may know of none.
fn of_patient(desk: &mut Desk<'_>, view: &PatientView) -> Result<Option<(Vec<FlagView>, Told)>> {
    let key = match view.id {
        PatientRef::Care(id) => PanelKey::Patient(id),
        PatientRef::PrisonRecord(id) => PanelKey::Person(id),
    };
    let panel = match panel(desk, key) {
        Ok(panel) => panel,
        Err(DiscloseError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let link = [LinkState::Confirmed, LinkState::InDoubt].into_iter().find(|s| s.word() == panel.link);
    // By prison number what is told is the record's own: no link is asked for.
    let record = matches!(view.id, PatientRef::PrisonRecord(_));
    let told = Told { ages: panel.ages.clone(), link: link.or(record.then_some(LinkState::Confirmed)) };
    let Some(person) = panel.head.person else { return Ok(Some((Vec::new(), told))) };
    let alerts = Ages(panel.ages.0.iter().filter(|a| a.aspect == Aspect::Alerts).copied().collect());
    let line = |kind: FlagKind, name: &str, words: &str, since: Option<jiff::civil::Date>| FlagView {
        id: flag_id(view.id, person, name),
        patient: view.id,
        name: name.to_owned(),
        words: words.to_owned(),
        kind,
        since,
        draft: panel.draft,
        ages: alerts.clone(),
    };
    let action = |kind: FlagKind| move |a: &Action| line(kind, &a.name, &a.words, a.since);
    let mut flags = Vec::new();
    if let Some(suicide) = panel.suicide.as_ref().filter(|s| s.urgent) {
        let words =
            format!("Suicide and self-harm: {}. {}", suicide.words.trim_end_matches('.'), suicide.note);
        flags.push(line(FlagKind::SuicideAndSelfHarm, "suicide-and-self-harm", words.trim_end(), None));
    }
    flags.extend(panel.actions.iter().chain(&panel.rest).map(action(FlagKind::SafetyAction)));
    flags.extend(panel.hold.iter().map(action(FlagKind::MedicalHold)));
    flags.extend(panel.needs.iter().map(action(FlagKind::Need)));
    if let Some(words) = &panel.unrecognised {
        flags.push(line(FlagKind::NotRecognised, "not-recognised", words, None));
    }
    if let Some(ages) = kept_apart(desk, person, link, record)? {
        flags.push(FlagView { ages, ..line(FlagKind::KeepApart, "keep-apart", KEEP_APART, None) });
    }
    Ok(Some((flags, told)))
}

/// Whether somebody is to be kept apart from anyone, where the caller may know; with how old that is.
fn kept_apart(
    desk: &mut Desk<'_>,
    id: PersonId,
    link: Option<LinkState>,
    record: bool,
) -> Result<Option<Ages>> {
    let Some(number) = desk.view.person_number(id)? else { return Ok(None) };
    let Some(person) = desk.person(number)? else { return Ok(None) };
    let circumstances = Circumstances { by_prison_number: record, ..desk.circumstances(&person, link) };
    if !desk.rule(Kind::NonAssociationFlag, circumstances).lets_out() {
        return Ok(None);
    }
    let apart = person.non_associations.value.iter().flatten().any(|n| n.open);
    apart.then(|| desk.ages(&person, [Aspect::NonAssociations])).transpose()
}

/// The id of a line of a person, under the record that it is shown with: the same every time, and it tells nothing.
fn flag_id(patient: PatientRef, person: PersonId, name: &str) -> String {
    let hash = store::chain::hash(&[b"flag", person.uuid().as_bytes(), name.as_bytes()]);
    format!("{}.{}", patient.id(), store::keys::hex(&hash[..8]))
}
