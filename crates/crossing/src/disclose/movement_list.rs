//! The movement list: whom to unlock for healthcare, where and when, in words that tell nothing more.
//!
//! It promises: every word on it is one of the prison's own facts, a neutral place, or one of a closed set; a version
//! holds only what was known at its as-at, and stays as it was printed.

mod changes;

use super::listed::{digest, shown, within};
use super::search::CANDIDATES_MAX;
use super::{Age, Ages, Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::envelope::{ACTS, own};
use crate::observe::ActRecord;
use crate::understood::{Act, Outcome};
use crate::{Crossing, Telephones};
use policy::Kind;
use serde::Serialize;
use store::unit::{ListedLine, Part};
use store::{BookingsAsked, StoreError};
use vocab::Instant;
use vocab::crossing::{Entry, Flow, LinkState, Mode};
use vocab::id::AppointmentId;
use vocab::place::{CellLocation, PrisonCode};
use vocab::prison::{Aspect, Person};
use vocab::time::london_midnight;

/// A list has at most so many lines: they are parts of one journal row, which has 255 beside its own.
const LINES_MAX: usize = 250;

/// The afternoon begins (DPS: `timeSlot` PM).
const NOON: i8 = 12;

/// The evening duty begins (DPS: `timeSlot` ED).
const EVENING: i8 = 17;

/// A part of the prison's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Session {
    /// To 12:00.
    Am,
    /// 12:00 to 17:00.
    Pm,
    /// From 17:00.
    Ed,
    /// The whole day.
    All,
}

impl Session {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Am, Self::Pm, Self::Ed, Self::All];

    /// As the prison writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Am => "AM",
            Self::Pm => "PM",
            Self::Ed => "ED",
            Self::All => "ALL",
        }
    }

    /// Whether a moment is in it, by London's clock.
    #[must_use]
    pub fn holds(self, at: Instant) -> bool {
        let hour = at.london().hour();
        match self {
            Self::Am => hour < NOON,
            Self::Pm => (NOON..EVENING).contains(&hour),
            Self::Ed => hour >= EVENING,
            Self::All => true,
        }
    }

    /// From the word, in either case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word().eq_ignore_ascii_case(word))
    }
}

/// Which list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementListAsked {
    /// The London day.
    pub date: jiff::civil::Date,
    /// The part of it.
    pub session: Session,
    /// Only this part of the prison: a wing, or a wing and landing, as `C` or `C-2`.
    pub location: Option<String>,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovementList {
    /// Which prison.
    pub prison: PrisonCode,
    /// Its name.
    pub prison_name: String,
    /// The day.
    pub date: jiff::civil::Date,
    /// The part of it.
    pub session: Session,
    /// Only this part of the prison.
    pub location: Option<String>,
    /// What was known at this time.
    pub as_at: Instant,
    /// The version, once printed. None on a screen: only what was printed has one.
    pub version: Option<u32>,
    /// The newest printed version before this one, and when it was printed.
    pub printed: Option<PrintedVersion>,
    /// What changed since that one.
    pub changes: Vec<ListChange>,
    /// By wing and landing, then time.
    pub wings: Vec<WingRows>,
    /// How many lines are to be brought: struck ones do not count.
    pub count: usize,
    /// What stands above: stale, shadow, off.
    pub notices: Vec<String>,
    /// It may be printed; if not, why.
    pub not_printable: Option<String>,
    /// The ages of what the prison says of these people.
    pub ages: Ages,
    /// Whom to ring.
    pub telephones: Option<Telephones>,
}

/// A version as it was printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedVersion {
    /// Its number.
    pub version: u32,
    /// When.
    pub at: Instant,
}

/// The rows of a wing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WingRows {
    /// The wing or houseblock, or where those without a cell are.
    pub wing: String,
    /// Its rows.
    pub rows: Vec<ListRow>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// The entry, by our own id of the booking.
    pub entry: AppointmentId,
    /// Wing and landing.
    pub landing: Option<String>,
    /// Cell.
    pub cell: Option<String>,
    /// `BOYD, Kieran`.
    pub name: Option<String>,
    /// Prison number.
    pub number: String,
    /// From, as `09:40`.
    pub start: String,
    /// To.
    pub end: String,
    /// The moment it starts, for machines.
    pub start_at: Instant,
    /// The moment it ends.
    pub end_at: Instant,
    /// `Healthcare`.
    pub what: &'static str,
    /// The neutral place that many rooms share, in the prison's code.
    pub place: String,
    /// Struck through: no longer to be brought.
    pub struck: bool,
    /// Where they are, when not here: in words that the prison's own list has.
    pub standing: Option<String>,
    /// Who was told of the change since the print, and when.
    pub told: Option<(String, Instant)>,
}

/// What a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Not on the printed version.
    New,
    /// On it with another time, place or cell.
    Changed,
    /// On it, and no longer to be brought.
    Gone,
}

/// A change since the printed version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListChange {
    /// What.
    pub kind: ChangeKind,
    /// The row as it now is, or as it was when it is gone.
    pub row: ListRow,
    /// In words: `09:30 is now 09:40`, `cell B-1-07 is now C-2-11`.
    pub words: String,
}

impl Crossing {
    /// The movement list on a screen.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role or prison without one; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn movement_list(
        &self,
        ctx: &Context,
        asked: &MovementListAsked,
    ) -> Result<Disclosed<MovementList>> {
        self.disclose(ctx, "movement-list.open", |desk| Ok(page(desk, asked)?.list)).await
    }

    /// Prints it: from now on this version stands, and later changes are told against it.
    ///
    /// # Errors
    /// As [`Crossing::movement_list`]; [`DiscloseError::Asked`] when it may not be printed, saying why.
    pub async fn movement_list_print(
        &self,
        ctx: &Context,
        asked: &MovementListAsked,
    ) -> Result<Disclosed<MovementList>> {
        let printed = self.disclose_printed(ctx, "movement-list.print", |desk| {
            let page = page(desk, asked)?;
            match &page.list.not_printable {
                Some(why) => Err(DiscloseError::Asked(why.clone())),
                None => Ok(page),
            }
        });
        let printed = printed.await?;
        let version = self.list_written(ctx, asked, printed.get()).await?;
        Ok(printed.map(|page| MovementList { version: Some(version), ..page.list }))
    }

    /// Writes down that a list was printed: its lines are parts of their own, so that one person's can be erased.
    async fn list_written(&self, ctx: &Context, asked: &MovementListAsked, page: &ListPage) -> Result<u32> {
        let act = Act::ListPrint {
            prison: page.list.prison,
            date: asked.date,
            session: asked.session.word().to_owned(),
            location: asked.location.clone().unwrap_or_default(),
            as_at: page.list.as_at,
            lines: Vec::new(),
        };
        let record = ActRecord { act, at: ctx.now, by: ctx.caller.clone() };
        let mut input = own(store::unit::Kind::Act, ACTS, &record, None);
        for line in &page.lines {
            let body = Some(serde_json::to_vec(line).unwrap_or_default());
            input.parts.push(Part { person: Some(line.person), body });
        }
        match self.store.write(input).await?.outcome {
            Some(Outcome::Listed { version }) => Ok(version),
            _ => Err(DiscloseError::OurFault(StoreError::Refused(
                "the printed list was not written down".to_owned(),
            ))),
        }
    }
}

/// A list, and its lines as they are written down when it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct ListPage {
    list: MovementList,
    lines: Vec<ListedLine>,
}

/// A line with what is known of the person besides.
struct Row {
    line: ListedLine,
    landing: Option<String>,
    wing: Option<String>,
    standing: Option<String>,
    age: Option<Age>,
    /// When the list was printed that it is gone from.
    gone_since: Option<Instant>,
}

fn page(desk: &mut Desk<'_>, asked: &MovementListAsked) -> Result<ListPage> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let own = Circumstances { own_prison: true, settled: true, ..Circumstances::default() };
    desk.must(Kind::MovementList, own)?;
    let rules = desk.rules().prison(prison).ok_or(DiscloseError::NotFound)?;
    let mode = desk.mode(Flow::Appointments, prison);
    let now_shown = if mode == Mode::Live { rows(desk, prison, asked)? } else { Vec::new() };
    // A list that is not in use is not held against one that was.
    let before = if mode == Mode::Live { changes::newest(desk, prison, asked)? } else { None };
    let (rows, changes) = changes::against(desk, now_shown, before.as_ref())?;
    let ages = Ages(rows.iter().filter_map(|row| row.age).collect());
    let not_printable = not_printable(mode, rows.len());
    let list = MovementList {
        prison,
        prison_name: rules.name.clone(),
        date: asked.date,
        session: asked.session,
        location: asked.location.clone(),
        as_at: desk.ctx.now,
        version: None,
        printed: before.map(|list| PrintedVersion { version: list.version, at: list.printed }),
        changes,
        count: rows.iter().filter(|row| !row.line.struck).count(),
        notices: notices(desk, prison, mode),
        not_printable,
        wings: by_wing(desk, &rows)?,
        ages,
        telephones: Some(rules.telephones.clone()),
    };
    Ok(ListPage { list, lines: rows.into_iter().map(|row| row.line).collect() })
}

fn not_printable(mode: Mode, lines: usize) -> Option<String> {
    match mode {
        Mode::Off => Some("healthcare's appointments are switched off here: use the unlock list".to_owned()),
        Mode::Shadow => {
            Some("healthcare's appointments are being tried out here: use the unlock list".to_owned())
        }
        Mode::Live if lines > LINES_MAX => {
            Some(format!("more than {LINES_MAX} lines: print one session, or one wing"))
        }
        Mode::Live => None,
    }
}

fn notices(desk: &Desk<'_>, prison: PrisonCode, mode: Mode) -> Vec<String> {
    let not_live = not_printable(mode, 0).map(|why| format!("Not for use: {why}."));
    not_live.into_iter().chain(desk.quiet(prison)).collect()
}

/// What the day shows now, of those whom the caller may be told to bring.
fn rows(desk: &mut Desk<'_>, prison: PrisonCode, asked: &MovementListAsked) -> Result<Vec<Row>> {
    let location = asked.location.as_deref().unwrap_or_default();
    let (from, until) = day_span(asked.date);
    let bookings =
        BookingsAsked { prison, patient: None, from: Some(from), until: Some(until), most: CANDIDATES_MAX };
    let mut rows = Vec::new();
    for sealed in desk.view.bookings(&bookings)? {
        let appointment = desk.open_sealed(sealed);
        let Some(entry) = desk.mirror(appointment.id)?.as_ref().and_then(shown) else { continue };
        let here = entry.prison == prison && (from..until).contains(&entry.start.at());
        let Some(person) =
            desk.person(entry.person)?.filter(|_| here && asked.session.holds(entry.start.at()))
        else {
            continue;
        };
        let link = desk.link_of_patient(appointment.patient)?.map(|l| l.state);
        if let Some(row) = row(desk, appointment.id, &entry, &person, link)?
            && within(row.line.cell.as_deref(), location)
        {
            desk.saw(Some(&person), None, false);
            rows.push(row);
        }
    }
    Ok(rows)
}

/// One row, as far as the caller may be told; none when not at all.
fn row(
    desk: &mut Desk<'_>,
    id: AppointmentId,
    entry: &Entry,
    person: &Person,
    link: Option<LinkState>,
) -> Result<Option<Row>> {
    let circumstances = desk.circumstances(person, link);
    if !desk.rule(Kind::AppointmentNeutral, circumstances).lets_out() {
        return Ok(None);
    }
    let mut line = desk.line(id, entry, Some(person));
    if !desk.rule(Kind::PrisonIdentity, circumstances).lets_out() {
        line.name = None;
    }
    let cell = person.custody.value.as_ref().and_then(|c| c.cell.clone());
    let cell = cell.filter(|_| desk.rule(Kind::Cell, circumstances).lets_out());
    if cell.is_none() {
        line.cell = None;
    }
    let place = desk.place(person, circumstances);
    let part = |part: fn(&CellLocation) -> Option<&str>| cell.as_ref().and_then(part).map(str::to_owned);
    Ok(Some(Row {
        line,
        landing: part(CellLocation::landing),
        wing: part(CellLocation::wing),
        standing: (!place.here).then_some(place.words),
        age: Some(desk.age(person, Aspect::Place)?),
        gone_since: None,
    }))
}

fn list_row(desk: &Desk<'_>, row: &Row) -> Result<ListRow> {
    let line = &row.line;
    let told = desk.view.list_told(line.entry)?.filter(|told| {
        // What is gone for another reason than a cancellation was told as it stood.
        told.line == digest(line) || row.gone_since.is_some_and(|since| told.at >= since)
    });
    Ok(ListRow {
        entry: line.entry,
        landing: row.landing.clone(),
        cell: line.cell.clone(),
        name: line.name.clone(),
        number: line.person.text(),
        start: line.start.london_hm(),
        end: line.end.london_hm(),
        start_at: line.start,
        end_at: line.end,
        what: policy::neutral::NAME,
        place: line.place.clone(),
        struck: line.struck,
        standing: row.standing.clone(),
        told: told.map(|told| (told.by, told.at)),
    })
}

/// By wing and landing, then time. Whoever has no cell stands last, under what the prison calls it.
fn by_wing(desk: &Desk<'_>, rows: &[Row]) -> Result<Vec<WingRows>> {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| {
        (
            row.wing.is_none(),
            row.wing.clone(),
            row.landing.clone(),
            row.line.start,
            row.line.cell.clone(),
            row.line.person,
        )
    });
    let mut wings: Vec<WingRows> = Vec::new();
    for row in sorted {
        let wing = row.wing.clone().unwrap_or_else(|| "No cell".to_owned());
        let shown = list_row(desk, row)?;
        match wings.last_mut().filter(|last| last.wing == wing) {
            Some(last) => last.rows.push(shown),
            None => wings.push(WingRows { wing, rows: vec![shown] }),
        }
    }
    Ok(wings)
}

/// A London day, from its first moment to the next one's.
pub(crate) fn day_span(date: jiff::civil::Date) -> (Instant, Instant) {
    let next = date.tomorrow().unwrap_or(date);
    (london_midnight(date), london_midnight(next))
}

impl Desk<'_> {
    /// The line of a booking as a list would show it to this caller now: for telling the wing of it.
    pub(crate) fn line_to_tell(&mut self, id: AppointmentId) -> Result<ListedLine> {
        let appointment = self.view.appointment(id)?.map(|sealed| self.open_sealed(sealed).0);
        let appointment = appointment.ok_or(DiscloseError::NotFound)?;
        if self.own_prison() != Some(appointment.prison) {
            return Err(DiscloseError::NotFound);
        }
        let mirror = self.mirror(id)?.ok_or(DiscloseError::NotFound)?;
        let entry = shown(&mirror).or(mirror.desired).ok_or(DiscloseError::NotFound)?;
        let person = self.person(entry.person)?.ok_or(DiscloseError::NotFound)?;
        self.saw(Some(&person), None, false);
        Ok(self.line(id, &entry, Some(&person)))
    }
}
