//! What staff are to enter, change and strike through on the prison's lists, where nothing may be written there by us.
//!
//! It says whom, when and in which of the prison's own places, and nothing else: there is no room here for a word of
//! healthcare's. What stands on a prison's own list is that prison's to know, wherever the person is by now.

use super::export::{BulkLine, files};
use super::movement_list::day_span;
use super::{Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::reconcile::by_hand::ToDo;
use crate::{Crossing, Telephones};
use jiff::ToSpan as _;
use jiff::civil::Date;
use policy::Kind;
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::crossing::{Entry, Flow, LinkState, Mirror, Mode};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

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
    /// To enter, and in a file that somebody took, the newest file first: not found on the lists yet.
    pub taken: Vec<ByHandFile>,
    /// To change, on the day on which they stand now.
    pub change: Vec<ByHandChange>,
    /// To strike through.
    pub strike: Vec<ByHandLine>,
    /// The files for the bulk page in which those to enter stand, each by the place that staff choose there.
    pub files: Vec<String>,
    /// So many of those to enter are in no file.
    pub left_out: usize,
    /// The files in which those that were taken stand once more.
    pub files_again: Vec<String>,
}

/// What somebody took in a file, and was not found on the lists yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByHandFile {
    /// When it was taken.
    pub at: Instant,
    /// By which account.
    pub by: String,
    /// What of it is not on the lists.
    pub lines: Vec<ByHandLine>,
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
    let span = (day_span(today).0, day_span(until).1);
    for mirror in desk.waiting_for_staff(prison, span)? {
        one(desk, prison, &mirror, &mut days, &mut bulk)?;
    }
    days.retain(|date, _| (today..=until).contains(date));
    for (date, day) in &mut days {
        day.enter.sort();
        day.change.sort();
        day.strike.sort();
        for file in &mut day.taken {
            file.lines.sort();
        }
        day.taken.sort_by_key(|file| std::cmp::Reverse(file.at));
        let mut lines = bulk.remove(date).unwrap_or_default();
        lines.sort();
        let (again, fresh): (Vec<BulkLine>, Vec<BulkLine>) = lines.into_iter().partition(|line| line.taken);
        let fresh = files(*date, &fresh);
        day.files = fresh.files.into_iter().map(|file| file.place).collect();
        day.left_out = fresh.left_out;
        day.files_again = files(*date, &again).files.into_iter().map(|file| file.place).collect();
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

/// Puts what is to be done for one mirror under its day, as far as the caller may know it.
fn one(
    desk: &mut Desk<'_>,
    prison: PrisonCode,
    mirror: &Mirror,
    days: &mut BTreeMap<Date, ByHandDay>,
    bulk: &mut BTreeMap<Date, Vec<BulkLine>>,
) -> Result<()> {
    let Some(to_do) = ToDo::of(mirror, desk.ctx.now) else { return Ok(()) };
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
        taken: Vec::new(),
        files_again: Vec::new(),
    });
    let at = when_and_where(desk, entry);
    match (to_do, &mirror.desired) {
        (ToDo::Enter, _) => {
            let place = at.place.clone();
            let line = ByHandLine { at, name, number };
            let taken = mirror.in_a_file();
            bulk.entry(date).or_default().push(BulkLine::of(mirror, entry, place));
            match taken {
                None => day.enter.push(line),
                Some(file) => match day.taken.iter_mut().find(|f| (f.at, &f.by) == (file.at, &file.by)) {
                    Some(there) => there.lines.push(line),
                    None => {
                        day.taken.push(ByHandFile { at: file.at, by: file.by.clone(), lines: vec![line] });
                    }
                },
            }
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
