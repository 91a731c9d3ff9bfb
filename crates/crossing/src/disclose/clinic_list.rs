//! The clinic list: will they come, and what does the prison's list show?

pub mod attendance;
mod will;

use super::appointments::of_own;
use super::listed::Printed;
use super::mirror_words::{MirrorView, MirrorWord};
use super::movement_list::day_span;
use super::person::PersonHead;
use super::search::CANDIDATES_MAX;
use super::{Ages, Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::{Crossing, Telephones};
pub use attendance::{AttendanceView, AttendanceWord};
use policy::Kind;
use policy::panel::{Reader, active_on};
use serde::Serialize;
use std::collections::BTreeSet;
use store::BookingsAsked;
use vocab::Instant;
use vocab::care::Appointment;
use vocab::crossing::{Flow, LinkState, Mode};
use vocab::id::{AppointmentId, LinkId, PatientId};
use vocab::place::{PrisonCode, RoomCode};
use vocab::prison::{Aspect, Custody, Person};

/// Which clinic list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClinicListAsked {
    /// The London day.
    pub date: jiff::civil::Date,
    /// Only this room.
    pub room: Option<RoomCode>,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClinicList {
    /// Which prison.
    pub prison: PrisonCode,
    /// Its name.
    pub prison_name: String,
    /// The day.
    pub date: jiff::civil::Date,
    /// Only this room.
    pub room: Option<RoomCode>,
    /// Rooms that have anything booked that day.
    pub rooms: Vec<RoomCode>,
    /// As at.
    pub as_at: Instant,
    /// How many.
    pub counts: ClinicCounts,
    /// By time.
    pub rows: Vec<ClinicRow>,
    /// What stands above: stale, shadow, off.
    pub notices: Vec<String>,
    /// The ages of what the prison says.
    pub ages: Ages,
    /// Whom to ring.
    pub telephones: Option<Telephones>,
}

/// The counts at its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ClinicCounts {
    /// Booked.
    pub booked: usize,
    /// Of those, seen.
    pub seen: usize,
    /// Expected, here now, or arrived.
    pub expected: usize,
    /// Something else is planned for the hour: they may come or not.
    pub clash: usize,
    /// Not coming as things stand, or did not come.
    pub not_coming: usize,
    /// Not known, or its time is over and nobody has said what became of it.
    pub not_known: usize,
    /// Cancelled: not among the booked.
    pub cancelled: usize,
}

/// Will they come, in one word for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WillWord {
    /// Every feed that could say otherwise has been heard.
    Expected,
    /// Here, and the route does not see court and escorts.
    HereNow,
    /// At court.
    AtCourt,
    /// Not here, and no more may be said.
    NotHereToday,
    /// Between prisons.
    InTransit,
    /// Left or released.
    Left,
    /// Something else is planned for that hour.
    Clash,
    /// Nobody has confirmed who this is.
    NotLinked,
    /// Too old, or never read.
    NotKnown,
    /// Cancelled by healthcare.
    Cancelled,
    /// The clinic says that they are there.
    Arrived,
    /// The clinic says that they were seen.
    Seen,
    /// The clinic says that they did not come, for whatever reason.
    DidNotCome,
    /// Its time is over, and the clinic has not said what became of it.
    NoOutcome,
}

/// Will they come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Will {
    /// The word.
    pub word: WillWord,
    /// The words: `Expected`, `Clash: visit 10:00 to 11:00`, `Left 09:58 for Moorland, not settled`.
    pub words: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClinicRow {
    /// The booking.
    pub appointment: AppointmentId,
    /// Its version.
    pub version: u32,
    /// From, as `09:40`.
    pub start: String,
    /// The moment it starts.
    pub start_at: Instant,
    /// Room.
    pub room: RoomCode,
    /// Who.
    pub head: PersonHead,
    /// Will they come.
    pub will: Will,
    /// To be kept apart from someone who is booked near this time: ask the wing. Never on both rows.
    pub keep_apart: bool,
    /// What the booker must think of, as headings: `interpreter`.
    pub needs: Vec<String>,
    /// What the prison's list shows.
    pub mirror: Option<MirrorView>,
    /// What officers noted of whether they came, once its time has come: the prison's word, and no outcome.
    pub attendance: Option<AttendanceView>,
    /// The question that keeps this from crossing, where there is one.
    pub who_is_this: Option<LinkId>,
    /// How old what is said of this person is.
    pub ages: Ages,
}

impl Crossing {
    /// The clinic list.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role or prison without one; [`DiscloseError::OurFault`].
    pub async fn clinic_list(&self, ctx: &Context, asked: &ClinicListAsked) -> Result<Disclosed<ClinicList>> {
        self.disclose(ctx, "clinic-list.open", |desk| list(desk, asked)).await
    }

    /// The same for print: out of our hands from then on.
    ///
    /// # Errors
    /// As [`Crossing::clinic_list`].
    pub async fn clinic_list_print(
        &self,
        ctx: &Context,
        asked: &ClinicListAsked,
    ) -> Result<Disclosed<ClinicList>> {
        self.disclose_printed(ctx, "clinic-list.print", |desk| list(desk, asked)).await
    }
}

/// Needs that whoever runs a clinic must plan for; what is for the consulting room stays on the panel.
const NEEDS_TO_PLAN: &[&str] = &["interpreter", "hearing", "sight", "speech", "walking", "last-on-the-list"];

/// Two who are kept apart are not booked within this of one another at one place: nobody waits longer.
const KEEP_APART_SECONDS: i64 = 45 * 60;

/// A booking with what is known of its patient.
struct Booked {
    appointment: Appointment,
    person: Option<Person>,
    circumstances: Circumstances,
    row: ClinicRow,
}

fn list(desk: &mut Desk<'_>, asked: &ClinicListAsked) -> Result<ClinicList> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    desk.must(Kind::AppointmentHealth, of_own(Some(LinkState::Confirmed)))?;
    let rules = desk.rules().prison(prison).ok_or(DiscloseError::NotFound)?;
    let (from, until) = day_span(asked.date);
    let bookings =
        BookingsAsked { prison, patient: None, from: Some(from), until: Some(until), most: CANDIDATES_MAX };
    let mut rooms = BTreeSet::new();
    let mut printed = Printed::default();
    let mut booked = Vec::new();
    for sealed in desk.view.bookings(&bookings)? {
        let appointment = desk.open_sealed(sealed);
        rooms.insert(appointment.room.clone());
        if asked.room.as_ref().is_none_or(|room| *room == appointment.room) {
            booked.extend(one(desk, appointment, asked.date, &mut printed)?);
        }
    }
    keep_apart(desk, &mut booked);
    let counts = counts(&booked);
    let mut rows: Vec<ClinicRow> = booked.into_iter().map(|b| b.row).collect();
    rows.sort_by_key(|row| (row.start_at, row.room.clone(), row.appointment));
    Ok(ClinicList {
        prison,
        prison_name: rules.name.clone(),
        date: asked.date,
        room: asked.room.clone(),
        rooms: rooms.into_iter().collect(),
        as_at: desk.ctx.now,
        counts,
        ages: Ages(rows.iter().flat_map(|row| row.ages.0.iter().copied()).collect()),
        rows,
        notices: notices(desk, prison)?,
        telephones: Some(rules.telephones.clone()),
    })
}

fn notices(desk: &Desk<'_>, prison: PrisonCode) -> Result<Vec<String>> {
    let mode = match desk.mode(Flow::Appointments, prison) {
        Mode::Live => None,
        Mode::Shadow => Some(
            "Appointments are in shadow here: nothing is sent to the prison. Type them there too.".to_owned(),
        ),
        Mode::Off => Some(
            "Appointments are switched off here: nothing is sent to the prison. Type them there.".to_owned(),
        ),
    };
    Ok(mode.into_iter().chain(desk.quiet(prison)).collect())
}

fn counts(booked: &[Booked]) -> ClinicCounts {
    let mut counts = ClinicCounts::default();
    for row in booked.iter().map(|b| &b.row) {
        let kind = match row.will.word {
            WillWord::Cancelled => {
                counts.cancelled += 1;
                continue;
            }
            WillWord::Seen => &mut counts.seen,
            WillWord::Expected | WillWord::HereNow | WillWord::Arrived => &mut counts.expected,
            WillWord::Clash => &mut counts.clash,
            WillWord::AtCourt
            | WillWord::NotHereToday
            | WillWord::InTransit
            | WillWord::Left
            | WillWord::DidNotCome => &mut counts.not_coming,
            WillWord::NotLinked | WillWord::NotKnown | WillWord::NoOutcome => &mut counts.not_known,
        };
        *kind += 1;
        counts.booked += 1;
    }
    counts
}

/// One booking, as the caller may see it; none when not at all.
fn one(
    desk: &mut Desk<'_>,
    appointment: Appointment,
    date: jiff::civil::Date,
    printed: &mut Printed,
) -> Result<Option<Booked>> {
    let Some(start) = appointment.start else { return Ok(None) };
    let links = desk.view.links_of_patient(appointment.patient)?;
    let link = desk.link_of_patient(appointment.patient)?;
    let state = link.as_ref().map(|l| l.state);
    if !desk.rule(Kind::AppointmentHealth, of_own(state)).lets_out() {
        return Ok(None);
    }
    let person = desk.linked(link.as_ref())?;
    let circumstances = match &person {
        Some(person) => desk.circumstances(person, state),
        None => Circumstances::default(),
    };
    let mut head = desk.head(person.as_ref(), None, circumstances)?;
    care_head(desk, &mut head, appointment.patient, state)?;
    desk.saw(person.as_ref(), Some(appointment.patient), false);
    let ages = person.as_ref().map_or(Ok(Ages::default()), |p| desk.ages(p, [Aspect::Place]))?;
    let mirror = desk.mirror(appointment.id)?;
    let will = will::will(
        desk,
        &will::Asked {
            appointment: &appointment,
            person: person.as_ref(),
            circumstances,
            place: &head.place,
            ages: &ages,
            mirror: mirror.as_ref(),
            date,
        },
    );
    let asks = desk.rule(Kind::LinkState, of_own(state)).lets_out() && state != Some(LinkState::Confirmed);
    let question = links.iter().find(|l| asks && matches!(l.state, LinkState::Proposed | LinkState::InDoubt));
    let mut mirror = desk.mirror_view(&appointment, of_own(state), printed)?;
    if let (WillWord::Left, Some(view)) = (will.word, &mut mirror)
        && matches!(view.word, MirrorWord::Held | MirrorWord::Cancelled)
    {
        let settled = person.as_ref().and_then(|p| p.custody.value.as_ref()).is_some_and(Custody::is_settled);
        view.words = if settled { "slot free".to_owned() } else { "slot kept until settled".to_owned() };
    }
    let attendance = desk.attendance_view(&appointment, of_own(state))?;
    let row = ClinicRow {
        appointment: appointment.id,
        version: appointment.version,
        start: start.hm(),
        start_at: start.at(),
        room: appointment.room.clone(),
        will,
        keep_apart: false,
        needs: needs(desk, person.as_ref(), circumstances),
        mirror,
        attendance,
        who_is_this: question.map(|l| l.id),
        head,
        ages,
    };
    Ok(Some(Booked { appointment, person, circumstances, row }))
}

/// Whose booking it is, as the care record has them: this prison's healthcare booked it, wherever the patient is by now.
fn care_head(
    desk: &mut Desk<'_>,
    head: &mut PersonHead,
    patient: PatientId,
    link: Option<LinkState>,
) -> Result<()> {
    head.patient = Some(patient);
    if head.name.is_some() || !desk.rule(Kind::CareIdentity, of_own(link)).lets_out() {
        return Ok(());
    }
    if let Some(record) = desk.view.patient(patient)?.map(|sealed| desk.open_sealed(sealed)) {
        head.name = Some(record.name.listed());
        head.age = record.born.map(|born| born.age_on(desk.ctx.now.london_date()));
    }
    Ok(())
}

/// What to plan for, as headings.
fn needs(desk: &mut Desk<'_>, person: Option<&Person>, circumstances: Circumstances) -> Vec<String> {
    let (Some(person), Some(prison)) = (person, desk.ctx.prison) else { return Vec::new() };
    let reader = Reader::by(|kind| desk.rule(kind, circumstances));
    let alerts = person.alerts.value.as_deref().unwrap_or_default();
    let lines = desk.lists().panel_lines(active_on(alerts, desk.ctx.now.london_date()), prison, &reader);
    let planned = |line: &&policy::PanelLine| NEEDS_TO_PLAN.contains(&&*line.name);
    lines.needs.iter().filter(planned).map(|line| line.heading.to_string()).collect()
}

/// Marks the later of two who are to be kept apart and are booked near one another; never both, so that the sheet does
/// not say from whom.
fn keep_apart(desk: &mut Desk<'_>, booked: &mut [Booked]) {
    let mut flagged = Vec::new();
    for (n, one) in booked.iter().enumerate() {
        let Some(person) = &one.person else { continue };
        let apart = |other: &Booked| {
            other.person.as_ref().is_some_and(|o| kept_apart(person, o) || kept_apart(o, person))
                && near(one, other)
                && other.row.will.word != WillWord::Cancelled
                && (other.row.start_at, other.appointment.id) < (one.row.start_at, one.appointment.id)
        };
        if one.row.will.word != WillWord::Cancelled && booked.iter().any(apart) {
            flagged.push(n);
        }
    }
    for n in flagged {
        if let Some(one) = booked.get_mut(n) {
            one.row.keep_apart = desk.rule(Kind::NonAssociationFlag, one.circumstances).lets_out();
        }
    }
}

fn kept_apart(person: &Person, other: &Person) -> bool {
    person.non_associations.value.iter().flatten().any(|n| n.open && n.other == other.number)
}

fn near(a: &Booked, b: &Booked) -> bool {
    (a.row.start_at.seconds_since(b.row.start_at)).abs() < KEEP_APART_SECONDS
}
