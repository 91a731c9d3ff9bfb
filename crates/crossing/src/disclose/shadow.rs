//! What we would have sent beside what staff typed: the page that is looked at before a flow goes live.

use super::movement_list::day_span;
use super::search::{CANDIDATES_MAX, day, weekday};
use super::{Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::{Crossing, PrisonRules};
use policy::{Kind, Outcome};
use serde::Serialize;
use store::BookingsAsked;
use vocab::Instant;
use vocab::crossing::{Flow, Mode, PrisonEntry};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

/// The comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShadowComparison {
    /// Which prison.
    pub prison: PrisonCode,
    /// From this day.
    pub from: jiff::civil::Date,
    /// To this day, in it.
    pub to: jiff::civil::Date,
    /// `Of 412 healthcare entries that staff typed this week, 396 match ours, …`
    pub words: String,
    /// Entries that staff typed.
    pub typed: u64,
    /// Those that match ours.
    pub matching: u64,
    /// Those that differ.
    pub differing: u64,
    /// Only staff have these.
    pub only_staff: u64,
    /// Only we have these.
    pub only_ours: u64,
    /// Each that does not match; empty for those who see counts only.
    pub rows: Vec<ShadowRow>,
    /// There are more rows than are shown.
    pub more: u64,
    /// Counts only: nobody's line.
    pub reduced: bool,
}

/// One that does not match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShadowRow {
    /// `differs`, `only staff`, `only ours`.
    pub what: &'static str,
    /// Name.
    pub name: Option<String>,
    /// Prison number.
    pub number: String,
    /// The day and time, as staff have it or else as ours.
    pub start: String,
    /// Field by field, what differs.
    pub fields: Vec<ShadowField>,
    /// The likely cause.
    pub cause: String,
    /// What staff typed tells more than "Healthcare".
    pub discloses: bool,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShadowField {
    /// Which.
    pub field: &'static str,
    /// As staff typed it.
    pub staff: String,
    /// As we would have sent it.
    pub ours: String,
}

impl Crossing {
    /// Compares a span of days, both ends in it.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not; [`DiscloseError::Asked`] for a span that is too long.
    pub async fn shadow_comparison(
        &self,
        ctx: &Context,
        from: jiff::civil::Date,
        to: jiff::civil::Date,
    ) -> Result<Disclosed<ShadowComparison>> {
        self.disclose(ctx, "shadow-comparison.open", |desk| comparison(desk, from, to)).await
    }
}

/// A comparison covers at most so many days: a month is what a governor is shown.
const DAYS_MAX: i32 = 31;

/// Rows are shown up to here; the counts are of all.
const ROWS_MAX: usize = 500;

/// An entry of either side.
struct Side {
    person: PrisonNumber,
    start: Instant,
    end: Option<Instant>,
    place: Option<String>,
    discloses: bool,
}

fn comparison(
    desk: &mut Desk<'_>,
    from: jiff::civil::Date,
    to: jiff::civil::Date,
) -> Result<ShadowComparison> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let own = Circumstances { own_prison: true, settled: true, ..Circumstances::default() };
    let reduced = desk.must(Kind::ShadowComparison, own)? == Outcome::Reduced;
    if to < from || (to - from).get_days() >= DAYS_MAX {
        return Err(DiscloseError::Asked(format!("a comparison covers 1 to {DAYS_MAX} days")));
    }
    let rules = desk.rules().prison(prison).ok_or(DiscloseError::NotFound)?;
    let span = (day_span(from).0, day_span(to).1);
    let typed = typed(desk, prison, rules, span)?;
    let ours = ours(desk, prison, rules, span)?;
    let live = desk.mode(Flow::Appointments, prison) == Mode::Live;
    let typed_count = typed.len();
    let paired = pair(typed, ours);
    let mut all = Vec::new();
    for (staff, ours) in &paired.differing {
        all.push((Some(staff), Some(ours)));
    }
    all.extend(paired.only_staff.iter().map(|staff| (Some(staff), None)));
    all.extend(paired.only_ours.iter().map(|ours| (None, Some(ours))));
    let mut rows = Vec::new();
    if !reduced {
        for (staff, ours) in all.iter().take(ROWS_MAX) {
            rows.extend(row(desk, *staff, *ours, live)?);
        }
    }
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let counts = [
        typed_count,
        paired.matching,
        paired.differing.len(),
        paired.only_staff.len(),
        paired.only_ours.len(),
    ];
    let [typed, matching, differing, only_staff, only_ours] = counts.map(count);
    Ok(ShadowComparison {
        prison,
        from,
        to,
        words: format!(
            "Of {typed} healthcare entries that staff typed from {} to {}, {matching} match ours, {differing} differ, \
             {only_staff} only staff have, {only_ours} only we have.",
            weekday(from),
            weekday(to),
        ),
        typed,
        matching,
        differing,
        only_staff,
        only_ours,
        more: if reduced { 0 } else { count(all.len().saturating_sub(ROWS_MAX)) },
        rows,
        reduced,
    })
}

/// Healthcare entries that staff typed: of a category that is healthcare's, or the one agreed.
fn typed(
    desk: &Desk<'_>,
    prison: PrisonCode,
    rules: &PrisonRules,
    span: (Instant, Instant),
) -> Result<Vec<Side>> {
    let categories = policy::neutral::known_categories().unwrap_or_default();
    let health = |code: &str| {
        code == rules.category || categories.iter().any(|(c, parent)| c == code && parent == "Health")
    };
    let code = |entry: &PrisonEntry| {
        let room = rules.rooms.values().find(|room| Some(&room.place) == entry.place.as_ref());
        room.map(|room| room.code.clone())
    };
    let entries = desk.view.prison_entries(prison, span)?.into_iter().map(|sealed| desk.open_sealed(sealed));
    Ok(entries
        .filter(|e| !e.ours && !e.cancelled && !e.gone && health(&e.category))
        .map(|e| Side {
            person: e.person,
            start: e.start.at(),
            end: e.end.map(vocab::time::LondonTime::at),
            place: code(&e),
            discloses: crate::discloses(&e, rules),
        })
        .collect())
}

/// What we would have sent, or have.
fn ours(
    desk: &Desk<'_>,
    prison: PrisonCode,
    rules: &PrisonRules,
    (from, until): (Instant, Instant),
) -> Result<Vec<Side>> {
    let asked =
        BookingsAsked { prison, patient: None, from: Some(from), until: Some(until), most: CANDIDATES_MAX };
    let mut sides = Vec::new();
    for sealed in desk.view.bookings(&asked)? {
        let booking = desk.open_sealed(sealed);
        let Some(entry) = desk.mirror(booking.id)?.filter(|m| m.hold.is_none()).and_then(|m| m.desired)
        else {
            continue;
        };
        if entry.cancelled {
            continue;
        }
        let code = rules.rooms.values().find(|room| room.place == entry.place).map(|room| room.code.clone());
        sides.push(Side {
            person: entry.person,
            start: entry.start.at(),
            end: Some(entry.end.at()),
            place: code,
            discloses: false,
        });
    }
    Ok(sides)
}

/// What stands against what.
#[derive(Default)]
struct Paired {
    matching: usize,
    differing: Vec<(Side, Side)>,
    only_staff: Vec<Side>,
    only_ours: Vec<Side>,
}

/// Pairs each entry of staff's with ours: first what is the same, then the nearest of the same person's day.
fn pair(typed: Vec<Side>, mut ours: Vec<Side>) -> Paired {
    let mut paired = Paired::default();
    let mut left = Vec::new();
    for staff in typed {
        let same = |o: &Side| o.person == staff.person && o.start == staff.start && o.place == staff.place;
        match ours.iter().position(same) {
            Some(n) => {
                ours.swap_remove(n);
                paired.matching += 1;
            }
            None => left.push(staff),
        }
    }
    for staff in left {
        let day = staff.start.london_date();
        let near = ours
            .iter()
            .enumerate()
            .filter(|(_, o)| o.person == staff.person && o.start.london_date() == day)
            .min_by_key(|(_, o)| o.start.seconds_since(staff.start).abs())
            .map(|(n, _)| n);
        match near {
            Some(n) => paired.differing.push((staff, ours.swap_remove(n))),
            None => paired.only_staff.push(staff),
        }
    }
    ours.sort_by_key(|o| (o.start, o.person));
    paired.only_ours = ours;
    paired
}

/// One that does not match, as far as the caller may know it.
fn row(
    desk: &mut Desk<'_>,
    staff: Option<&Side>,
    ours: Option<&Side>,
    live: bool,
) -> Result<Option<ShadowRow>> {
    let Some(side) = staff.or(ours) else { return Ok(None) };
    let Some(person) = desk.person(side.person)? else { return Ok(None) };
    let link = desk.link_of_person(person.number)?.map(|l| l.state);
    // What staff typed of somebody without a link is known by the prison number alone.
    let circumstances =
        Circumstances { by_prison_number: link.is_none(), ..desk.circumstances(&person, link) };
    if !desk.rule(Kind::StaffTypedEntry, circumstances).lets_out() {
        return Ok(None);
    }
    let named = desk.rule(Kind::PrisonIdentity, circumstances).lets_out();
    desk.saw(Some(&person), None, false);
    let (what, cause) = match (staff, ours) {
        (Some(a), Some(b)) => ("differs", cause(a, b)),
        (Some(_), None) if link.is_none() => {
            ("only staff", "Nobody has confirmed which care record is this person's.")
        }
        (Some(_), None) => ("only staff", "Not booked in the clinic's system, or cancelled there."),
        _ if live => {
            ("only ours", "None: the flow is live, so ours goes to the list and nobody need type it.")
        }
        _ => ("only ours", "Not typed by staff, or typed on another day."),
    };
    Ok(Some(ShadowRow {
        what,
        name: person.identity.value.as_ref().filter(|_| named).map(|i| i.name.listed()),
        number: person.number.text(),
        start: format!("{} {}", day(side.start.london_date()), side.start.london_hm()),
        fields: staff.zip(ours).map_or_else(Vec::new, |(a, b)| fields(a, b)),
        cause: cause.to_owned(),
        discloses: staff.is_some_and(|s| s.discloses),
    }))
}

fn cause(staff: &Side, ours: &Side) -> &'static str {
    match (staff.start == ours.start, staff.place == ours.place) {
        (false, true) => "A slip in typing, or moved on one side only.",
        (true, false) => "Another place was chosen, or the room is mapped to another one.",
        _ => "Perhaps two different appointments of one day.",
    }
}

fn fields(staff: &Side, ours: &Side) -> Vec<ShadowField> {
    let hm = |at: Option<Instant>| at.map_or_else(|| "none".to_owned(), Instant::london_hm);
    let place = |p: &Option<String>| p.clone().unwrap_or_else(|| "a place that is not mapped".to_owned());
    let all = [
        ("start", hm(Some(staff.start)), hm(Some(ours.start))),
        ("end", hm(staff.end), hm(ours.end)),
        ("place", place(&staff.place), place(&ours.place)),
    ];
    let differs = all.into_iter().filter(|(_, a, b)| a != b);
    differs.map(|(field, staff, ours)| ShadowField { field, staff, ours }).collect()
}
