//! Before you open the door: one person's warnings, for whoever is about to.
//!
//! Unknown never looks like none. A doubtful link shows the warnings of every number involved; no link shows none and
//! says so; by prison number anyone in healthcare there may open the prison's record, headed as such.

use super::person::PersonHead;
use super::{Age, Ages, Colour, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::disclose::desk::Circumstances;
use crate::{Crossing, Telephones};
use policy::panel::{CellSharing, Empty, KindsTold, PanelLine, PanelLines, Reader, SuicideLine, active_on};
use policy::{Kind, Outcome};
use serde::Serialize;
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::crossing::{Flow, LinkState, Mode};
use vocab::id::{PatientId, PersonId, PrisonNumber};
use vocab::prison::{Aspect, CellSharingRisk, CellSharingTold, Disturbance, Person};

/// How a panel is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelKey {
    /// Of a patient, through the link.
    Patient(PatientId),
    /// Of a person, by the name that our addresses use: the prison's record.
    Person(PersonId),
    /// Of a person, by prison number: the prison's record.
    PrisonNumber(PrisonNumber),
}

/// The panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Panel {
    /// Who and where.
    pub head: PersonHead,
    /// What stands above everything: not linked, being checked, prison record only, not known, our fault.
    pub banners: Vec<String>,
    /// Suicide and self-harm. None when withheld.
    pub suicide: Option<Suicide>,
    /// What to do before opening the door, the gravest first, at most five.
    pub actions: Vec<Action>,
    /// What did not fit, as headings.
    pub more: Vec<String>,
    /// The same in full, for those who ask to see all: flags, an opened list.
    pub rest: Vec<Action>,
    /// What the patient needs.
    pub needs: Vec<Action>,
    /// The medical hold.
    pub hold: Option<Action>,
    /// The cell sharing risk. None when withheld.
    pub cell_sharing: Option<CellSharingLine>,
    /// "Something here is not recognised. Ask security."
    pub unrecognised: Option<String>,
    /// "None of the 11 kinds of warning that may cross…", when that is so.
    pub none: Option<String>,
    /// The ages of what is shown.
    pub ages: Ages,
    /// Words are a draft that nobody signed for this prison.
    pub draft: bool,
    /// Whom to ring.
    pub telephones: Option<Telephones>,
    /// The state of the link, in its own word.
    pub link: &'static str,
}

/// The suicide and self-harm line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suicide {
    /// Open, Post-closure, Closed, None recorded, Not known; or what to do, to those who may know only that.
    pub words: String,
    /// What this feed does not carry, and that the folder rules.
    pub note: String,
    /// It asks for attention.
    pub urgent: bool,
}

/// The cell sharing risk: the level, and how old it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellSharingLine {
    /// Standard, High, Low, Medium; Not rated, Not known; or that the rating is not in our list.
    pub words: String,
    /// When it was last told. None when it never was.
    pub told: Option<Instant>,
    /// What to do where the level does not say enough, or cannot be relied on any more; empty otherwise.
    pub note: String,
}

/// A line that asks for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// The line's stable name.
    pub name: String,
    /// The request.
    pub words: String,
    /// Since when, to those who may know.
    pub since: Option<jiff::civil::Date>,
}

impl From<&PanelLine> for Action {
    fn from(line: &PanelLine) -> Self {
        Self { name: line.name.to_string(), words: line.words.to_string(), since: line.since }
    }
}

impl Crossing {
    /// Opens a panel.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's; [`DiscloseError::OurFault`].
    pub async fn panel(&self, ctx: &Context, key: PanelKey) -> Result<Disclosed<Panel>> {
        self.disclose(ctx, "panel.open", |desk| panel(desk, key)).await
    }
}

/// Builds a panel at a desk: for the panel itself, for CDS cards and for flags.
pub(crate) fn panel(desk: &mut Desk<'_>, key: PanelKey) -> Result<Panel> {
    if !desk.entitled_to_risk() {
        return Err(DiscloseError::NotFound);
    }
    match key {
        PanelKey::Patient(id) => of_patient(desk, id),
        PanelKey::Person(id) => match desk.view.person_number(id)? {
            Some(number) => of_record(desk, number),
            None => Err(DiscloseError::NotFound),
        },
        PanelKey::PrisonNumber(number) => of_record(desk, number),
    }
}

fn of_patient(desk: &mut Desk<'_>, id: PatientId) -> Result<Panel> {
    let Some(patient) = desk.view.patient(id)?.map(|p| desk.open_sealed(p)) else {
        desk.saw(None, Some(id), true);
        return Err(DiscloseError::NotFound);
    };
    let Some(link) = desk.link_of_patient(id)? else {
        let circumstances =
            Circumstances { own_prison: desk.is_patient_here(id)?, ..Circumstances::default() };
        let head = desk.head(None, Some(&patient), circumstances)?;
        if head.name.is_none() {
            desk.saw(None, Some(id), true);
            return Err(DiscloseError::NotFound);
        }
        desk.saw(None, Some(id), false);
        return Ok(not_linked(desk, head));
    };
    let numbers = involved(desk, link.person, link.state)?;
    let mut persons = Vec::new();
    for number in numbers {
        persons.extend(desk.person(number)?);
    }
    let Some(person) = persons.iter().find(|p| p.number == link.person) else {
        return Err(DiscloseError::NotFound);
    };
    let circumstances = desk.circumstances(person, Some(link.state));
    let head = desk.head(Some(person), Some(&patient), circumstances)?;
    let mut panel = lines(desk, head, &persons, circumstances, Some(id))?;
    panel.link = link.state.word();
    if link.state == LinkState::InDoubt {
        panel.banners.insert(0, Empty::BeingChecked.words());
    }
    Ok(panel)
}

/// The prison's record alone, whatever health record it may belong to.
fn of_record(desk: &mut Desk<'_>, number: PrisonNumber) -> Result<Panel> {
    let Some(person) = desk.person(number)? else {
        desk.asked(number);
        return Err(DiscloseError::NotFound);
    };
    let link = desk.link_of_person(number)?;
    let circumstances = Circumstances {
        by_prison_number: true,
        ..desk.circumstances(&person, link.as_ref().map(|l| l.state))
    };
    let head = desk.head(Some(&person), None, circumstances)?;
    let involved = involved(desk, number, link.as_ref().map_or(LinkState::Confirmed, |l| l.state))?;
    let mut persons = vec![person];
    for other in involved.into_iter().filter(|n| *n != number) {
        persons.extend(desk.person(other)?);
    }
    let mut panel = lines(desk, head, &persons, circumstances, None)?;
    panel.banners.insert(0, Empty::PrisonRecordOnly.words());
    if persons.len() > 1 {
        panel.banners.insert(1, Empty::BeingChecked.words());
    }
    panel.link = link.map_or("none", |l| l.state.word());
    Ok(panel)
}

/// Every number that a doubt involves: their warnings are shown until a person has looked.
fn involved(desk: &Desk<'_>, number: PrisonNumber, link: LinkState) -> Result<BTreeSet<PrisonNumber>> {
    let mut numbers = BTreeSet::from([number]);
    let Some(person) = desk.person(number)? else { return Ok(numbers) };
    numbers.extend(person.merged_into);
    match &person.disturbed {
        Some(Disturbance::Merged { removed, .. }) => numbers.extend([*removed]),
        Some(Disturbance::BookingMoved { other, .. }) if link == LinkState::InDoubt => {
            numbers.extend([*other]);
        }
        _ => {}
    }
    Ok(numbers)
}

fn lines(
    desk: &mut Desk<'_>,
    head: PersonHead,
    persons: &[Person],
    circumstances: Circumstances,
    patient: Option<PatientId>,
) -> Result<Panel> {
    let reader = Reader::by(|kind| desk.rule(kind, circumstances));
    for person in persons {
        desk.saw(Some(person), patient, !reader.sees_any());
    }
    if !reader.sees_any() {
        return Err(DiscloseError::NotFound);
    }
    let prison = desk.prison()?;
    let today = desk.ctx.now.london_date();
    let alerts = persons.iter().map(|p| desk.age(p, Aspect::Alerts)).collect::<Result<Vec<Age>>>()?;
    let known = persons.iter().all(|p| p.alerts.value.is_some());
    let active = persons.iter().flat_map(|p| active_on(p.alerts.value.as_deref().unwrap_or_default(), today));
    let mut read = desk.lists().panel_lines(active, prison, &reader);
    // One number of several that was never read leaves the whole not known.
    read.known = known;
    let told = desk.rules().alert_codes(prison).map(|codes| desk.lists().kinds_told(codes, &reader));
    let places = persons.iter().map(|p| desk.age(p, Aspect::Place)).collect::<Result<Vec<Age>>>()?;
    let cell_sharing = cell_sharing(desk, persons, &places, circumstances);
    let ages = Ages(places.into_iter().chain(alerts.iter().copied()).collect());
    let alerts = Ages(alerts);
    Ok(Panel {
        suicide: suicide(
            &read,
            known && told.is_none_or(|t| t.suicide),
            desk.rules().sees_reviews(prison),
            &alerts,
        ),
        actions: read.shown().iter().map(Action::from).collect(),
        more: read.headings().map(str::to_owned).collect(),
        rest: read.actions.iter().skip(read.shown().len()).map(Action::from).collect(),
        needs: read.needs.iter().map(Action::from).collect(),
        hold: read.hold.as_ref().map(Action::from),
        cell_sharing,
        unrecognised: read.unrecognised.then(|| policy::panel::NOT_RECOGNISED.to_owned()),
        none: none(&read, told, &alerts),
        banners: match desk.mode(Flow::Alerts, prison) {
            Mode::Off => desk.warnings_switched().into_iter().collect(),
            Mode::Shadow | Mode::Live => {
                let kinds = read.kinds_that_may_cross;
                let filtered = told.map(|t| Empty::Filtered { kinds, told: t.kinds }.words());
                desk.warnings_switched().into_iter().chain(not_known(&alerts)).chain(filtered).collect()
            }
        },
        draft: read.draft,
        telephones: desk.rules().prison(prison).map(|r| r.telephones.clone()),
        ages,
        head,
        link: "none",
    })
}

/// What is old is said to be, above what is shown: a warning that may be old is still a warning.
fn not_known(alerts: &Ages) -> Vec<String> {
    match alerts.colour() {
        Colour::Never => vec![Empty::NeverRead.words()],
        Colour::Red => {
            let since = alerts.0.iter().filter_map(Age::not_known_since).min();
            let since = since.map_or_else(|| "an unknown time".to_owned(), vocab::Instant::london_hm);
            vec![Empty::NotKnownSince { since }.words()]
        }
        // What is known to have changed is not what it was.
        Colour::Fresh | Colour::Amber => {
            let since = alerts.changed_since().map(vocab::Instant::london_hm);
            since.map(|since| Empty::ChangedSince { since }.words()).into_iter().collect()
        }
    }
}

/// None is said only of what was read, whole and lately.
fn none(read: &PanelLines, told: Option<KindsTold>, alerts: &Ages) -> Option<String> {
    let lately = matches!(alerts.colour(), Colour::Fresh | Colour::Amber) && alerts.changed_since().is_none();
    let checked = alerts.checked().filter(|_| lately && read.none_of_the_kinds())?;
    let (kinds, told) = (read.kinds_that_may_cross, told.map(|t| t.kinds));
    Some(Empty::None { kinds, told, checked: checked.london_hm() }.words())
}

fn suicide(read: &PanelLines, known: bool, sees_reviews: bool, alerts: &Ages) -> Option<Suicide> {
    use policy::panel::SuicideState;
    let note = if sees_reviews {
        "The folder rules: ring the wing.".to_owned()
    } else {
        "Review time: not in this feed. The folder rules: ring the wing.".to_owned()
    };
    let never = alerts.colour() == Colour::Never || alerts.changed_since().is_some();
    match read.suicide {
        SuicideLine::Withheld => None,
        SuicideLine::State(state) => {
            // Open wins whatever else is not known; anything less is not known when something was never read, is said to
            // have changed since, or is not told by this prison at all.
            let state =
                if (never || !known) && state != SuicideState::Open { SuicideState::NotKnown } else { state };
            let urgent = matches!(state, SuicideState::Open | SuicideState::NotKnown);
            Some(Suicide { words: state.words().to_owned(), note, urgent })
        }
        SuicideLine::Action(action) => {
            action.map(|words| Suicide { words: words.to_owned(), note: String::new(), urgent: true })
        }
    }
}

/// The gravest of the levels that the records tell, with the age of that one: each is as old as its place.
fn cell_sharing(
    desk: &mut Desk<'_>,
    persons: &[Person],
    places: &[Age],
    circumstances: Circumstances,
) -> Option<CellSharingLine> {
    if desk.rule(Kind::CellSharingRisk, circumstances) != Outcome::Full {
        return None;
    }
    let level = |person: &Person| person.custody.value.as_ref().and_then(|custody| custody.cell_sharing);
    let said =
        |told: Option<CellSharingTold>| told.map_or(CellSharing::NotKnown, |t| CellSharing::Told(t.level));
    let records = persons.iter().map(level).zip(places);
    let (told, place) = records.max_by_key(|(told, _)| said(*told).gravity())?;
    let last_told = told.and_then(|t| t.last_told);
    let at = told.and(last_told.or(place.checked));
    let note = match said(told) {
        CellSharing::NotKnown => "Ring the wing.".to_owned(),
        _ if last_told.is_some() => "The prison does not tell it any more. Ring the wing.".to_owned(),
        _ if matches!(place.colour, Colour::Red | Colour::Never) => {
            "Too long ago: treat as unknown. Ring the wing.".to_owned()
        }
        CellSharing::Told(CellSharingRisk::Other) => "Ring the wing.".to_owned(),
        CellSharing::Told(_) => place.changed_since.map_or_else(String::new, |since| {
            format!("Changed {}, and not read again yet. Ring the wing.", since.london_hm())
        }),
    };
    Some(CellSharingLine { words: said(told).words().to_owned(), told: at, note })
}

fn not_linked(desk: &Desk<'_>, head: PersonHead) -> Panel {
    Panel {
        head,
        banners: vec![Empty::NotLinked.words()],
        suicide: Some(Suicide {
            words: policy::panel::SuicideState::NotKnown.words().to_owned(),
            note: "The folder rules: ring the wing.".to_owned(),
            urgent: true,
        }),
        actions: Vec::new(),
        more: Vec::new(),
        rest: Vec::new(),
        needs: Vec::new(),
        hold: None,
        cell_sharing: None,
        unrecognised: None,
        none: None,
        ages: Ages::default(),
        draft: false,
        telephones: desk.ctx.prison.and_then(|p| desk.rules().prison(p)).map(|r| r.telephones.clone()),
        link: "none",
    }
}

impl Desk<'_> {
    /// What stands above warnings while they are not live here.
    pub(crate) fn warnings_switched(&self) -> Option<String> {
        match self.mode(Flow::Alerts, self.ctx.prison?) {
            Mode::Off => Some(Empty::SwitchedOff.words()),
            Mode::Shadow => Some(Empty::OnTrial.words()),
            Mode::Live => None,
        }
    }

    /// A patient whom nobody linked is here when healthcare here keeps the record, or has booked something.
    pub(crate) fn is_patient_here(&self, patient: PatientId) -> Result<bool> {
        Ok(match self.own_prison() {
            Some(prison) => self.view.patient_is_at(patient, prison)?,
            None => false,
        })
    }
}

/// What the panel's kinds are, for those who ask which rulings it takes.
pub const KINDS: &[Kind] =
    &[Kind::SuicideState, Kind::SafetyAction, Kind::Need, Kind::MedicalHold, Kind::CellSharingRisk];
