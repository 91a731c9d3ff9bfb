//! What staff are to enter, change and strike through on the prison's lists, where nothing may be written there by us.
//!
//! It says whom, when and in which of the prison's own places, and nothing else: there is no room here for a word of
//! healthcare's. What stands on a prison's own list is that prison's to know, wherever the person is by now.

use super::export::{BulkLine, files};
use super::movement_list::day_span;
use super::{Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::{Crossing, Telephones};
use jiff::ToSpan as _;
use jiff::civil::Date;
use policy::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::crossing::{Entry, Flow, Hold, LinkState, Mirror, Mode};
use vocab::id::{AppointmentId, PrisonNumber};
use vocab::place::PrisonCode;

/// What staff are to do for a mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ToDo {
    /// Enter it.
    Enter,
    /// Change what stands there.
    Change,
    /// Strike through what stands there; what is wanted besides, once that is done.
    Strike,
}

impl ToDo {
    /// What a mirror asks for; none when the lists show it as it should be.
    pub(crate) fn of(mirror: &Mirror) -> Option<Self> {
        if mirror.in_step() {
            return None;
        }
        let stands = mirror.known.as_ref().map(|known| &known.entry).filter(|entry| !entry.cancelled);
        match (stands, &mirror.desired) {
            (None, Some(wanted)) if !wanted.cancelled => Some(Self::Enter),
            (Some(there), Some(wanted))
                if !wanted.cancelled && (there.person, there.prison) == (wanted.person, wanted.prison) =>
            {
                Some(Self::Change)
            }
            (Some(_), _) => Some(Self::Strike),
            _ => None,
        }
    }
}

/// What is to be done by hand in a prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByHand {
    /// Which prison.
    pub prison: PrisonCode,
    /// Its name.
    pub prison_name: String,
    /// As at.
    pub as_at: Instant,
    /// Staff enter here; otherwise we write ourselves, and nothing is to be done.
    pub by_hand: bool,
    /// The flow's switch: only when it is live is anything to be done.
    pub mode: Mode,
    /// Days on which something is to be done, in order.
    pub days: Vec<ByHandDay>,
    /// The last day that was looked at.
    pub until: Date,
    /// Whom to ring.
    pub telephones: Option<Telephones>,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByHandDay {
    /// Which.
    pub date: Date,
    /// To enter.
    pub enter: Vec<ByHandLine>,
    /// To change, on the day on which they stand now.
    pub change: Vec<ByHandChange>,
    /// To strike through.
    pub strike: Vec<ByHandLine>,
    /// The files for the bulk page in which those to enter stand, each by the place that staff choose there.
    pub files: Vec<String>,
    /// So many of those to enter are in no file.
    pub left_out: usize,
}

/// When and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ByHandAt {
    /// The day.
    pub date: Date,
    /// From, as `09:40`.
    pub start: String,
    /// To.
    pub end: String,
    /// The place, in the prison's code.
    pub place: String,
}

impl ByHandAt {
    /// `2026-11-12 09:40 to 10:10, HCC-WAIT`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} {} to {}, {}", self.date, self.start, self.end, self.place)
    }
}

/// Somebody, and when and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ByHandLine {
    /// When and where.
    pub at: ByHandAt,
    /// `BOYD, Kieran`.
    pub name: Option<String>,
    /// Prison number.
    pub number: PrisonNumber,
}

/// From what to what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ByHandChange {
    /// As it stands.
    pub from: ByHandAt,
    /// As it is to stand.
    pub to: ByHandAt,
    /// `BOYD, Kieran`.
    pub name: Option<String>,
    /// Prison number.
    pub number: PrisonNumber,
}

/// So many days are shown, today among them: what is booked later comes nearer.
const DAYS: i32 = 28;

/// At most so many bookings: ten times the busiest prison.
const BOOKINGS_MAX: usize = 100_000;

impl Crossing {
    /// What staff are to enter, change and strike through in a prison, by day.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role or prison without one; [`DiscloseError::OurFault`].
    pub async fn by_hand(&self, ctx: &Context) -> Result<Disclosed<ByHand>> {
        self.disclose(ctx, "by-hand.open", page).await
    }
}

fn page(desk: &mut Desk<'_>) -> Result<ByHand> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let own = Circumstances { own_prison: true, settled: true, ..Circumstances::default() };
    desk.must(Kind::MovementList, own)?;
    let rules = desk.rules().prison(prison).ok_or(DiscloseError::NotFound)?;
    let today = desk.ctx.now.london_date();
    let until = today.checked_add((DAYS - 1).days()).unwrap_or(today);
    let mut days: BTreeMap<Date, ByHandDay> = BTreeMap::new();
    let mut bulk: BTreeMap<Date, Vec<BulkLine>> = BTreeMap::new();
    for mirror in mirrors(desk, prison, (day_span(today).0, day_span(until).1))? {
        one(desk, prison, &mirror, &mut days, &mut bulk)?;
    }
    days.retain(|date, _| (today..=until).contains(date));
    for (date, day) in &mut days {
        day.enter.sort();
        day.change.sort();
        day.strike.sort();
        let mut lines = bulk.remove(date).unwrap_or_default();
        lines.sort();
        let files = files(*date, &lines);
        day.files = files.files.into_iter().map(|file| file.place).collect();
        day.left_out = files.left_out;
    }
    Ok(ByHand {
        prison,
        prison_name: rules.name.clone(),
        as_at: desk.ctx.now,
        by_hand: desk.rules().by_hand(prison),
        mode: desk.mode(Flow::Appointments, prison),
        days: days.into_values().collect(),
        until,
        telephones: Some(rules.telephones.clone()),
    })
}

/// Mirrors that wait for staff: of the prison's bookings, and of entries on its lists whose bookings are elsewhere by now.
fn mirrors(desk: &Desk<'_>, prison: PrisonCode, span: (Instant, Instant)) -> Result<Vec<Mirror>> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<AppointmentId> = BTreeSet::new();
    for sealed in desk.view.appointments_in(prison, span, BOOKINGS_MAX)? {
        let id = desk.open_sealed(sealed).0.id;
        seen.insert(id);
        found.extend(desk.mirror(id)?);
    }
    for sealed in desk.view.prison_entries(prison, span)? {
        let entry = desk.open_sealed(sealed);
        if entry.gone || entry.cancelled {
            continue;
        }
        let mirror = desk.view.mirror_by_remote(entry.remote)?.map(|sealed| desk.open_sealed(sealed));
        found.extend(mirror.filter(|m| seen.insert(m.appointment)));
    }
    found.retain(|mirror| mirror.hold == Some(Hold::ByHand));
    Ok(found)
}

/// Puts what is to be done for one mirror under its day, as far as the caller may know it.
fn one(
    desk: &mut Desk<'_>,
    prison: PrisonCode,
    mirror: &Mirror,
    days: &mut BTreeMap<Date, ByHandDay>,
    bulk: &mut BTreeMap<Date, Vec<BulkLine>>,
) -> Result<()> {
    let Some(to_do) = ToDo::of(mirror) else { return Ok(()) };
    let stands = mirror.known.as_ref().map(|known| &known.entry);
    let entry = if to_do == ToDo::Enter { mirror.desired.as_ref() } else { stands };
    // The lists take nothing that has begun, and what has begun is history.
    let ahead = |entry: &&Entry| entry.prison == prison && entry.start.at() > desk.ctx.now;
    let Some(entry) = entry.filter(ahead) else { return Ok(()) };
    let Some((name, number)) = who(desk, entry, to_do != ToDo::Enter)? else { return Ok(()) };
    let date = entry.start.date();
    let day = days.entry(date).or_insert_with(|| ByHandDay {
        date,
        enter: Vec::new(),
        change: Vec::new(),
        strike: Vec::new(),
        files: Vec::new(),
        left_out: 0,
    });
    let at = when_and_where(desk, entry);
    match (to_do, &mirror.desired) {
        (ToDo::Enter, _) => {
            let (place, start, end) = (at.place.clone(), entry.start, entry.end);
            day.enter.push(ByHandLine { at, name, number });
            bulk.entry(date).or_default().push(BulkLine { place, start, person: number, end });
        }
        (ToDo::Change, Some(wanted)) => {
            day.change.push(ByHandChange { from: at, to: when_and_where(desk, wanted), name, number });
        }
        (ToDo::Change | ToDo::Strike, _) => day.strike.push(ByHandLine { at, name, number }),
    }
    Ok(())
}

/// Whom an entry is for, where the caller may know it. What stands on the prison's own list stands there already: that
/// the person has left, or that a link was undone, makes it no secret to the prison.
fn who(desk: &mut Desk<'_>, entry: &Entry, stands: bool) -> Result<Option<(Option<String>, PrisonNumber)>> {
    let Some(person) = desk.person(entry.person)? else { return Ok(None) };
    let link =
        desk.link_of_person(person.number)?.map(|l| l.state).or(stands.then_some(LinkState::Confirmed));
    let circumstances = desk.circumstances(&person, link);
    let known = Circumstances { own_prison: circumstances.own_prison || stands, ..circumstances };
    if !desk.rule(Kind::AppointmentNeutral, known).lets_out() {
        desk.saw(Some(&person), None, true);
        return Ok(None);
    }
    let named = desk.rule(Kind::PrisonIdentity, circumstances).lets_out();
    desk.saw(Some(&person), None, false);
    let name = person.identity.value.as_ref().filter(|_| named).map(|identity| identity.name.listed());
    Ok(Some((name, person.number)))
}

fn when_and_where(desk: &Desk<'_>, entry: &Entry) -> ByHandAt {
    ByHandAt {
        date: entry.start.date(),
        start: entry.start.hm(),
        end: entry.end.hm(),
        place: desk.place_code(entry),
    }
}
