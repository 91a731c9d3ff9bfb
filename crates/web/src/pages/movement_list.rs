//! The movement list: on paper first. The page is cut into sheets here, so that "page n of m" stands on the paper of
//! whatever printer and browser a wing has.

use super::{Answer, not_done};
use crate::answer::Page;
use crate::fault::{Fault, FaultPage};
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use crossing::disclose::movement_list::{
    ChangeKind, ListChange, ListRow, MovementList, MovementListAsked, Session,
};
use vocab::Instant;
use vocab::crossing::Role;
use vocab::id::AppointmentId;

/// What a sheet of A4 has room for beside its head and its closing words, in CSS pixels of paper. Measured in the
/// print of the long sample, with some to spare for a printer's own margins: a sheet that runs over says "page 1" twice.
const SHEET_ROOM: usize = 800;

/// A wing's heading and the head of its table.
const HEADING_ROOM: usize = 62;

/// A line of text in a row.
const LINE_ROOM: usize = 25;

/// A row, however short its name: two lines stand under "What", and the boxes want room to tick.
const ROW_ROOM_MIN: usize = 48;

/// Letters of a name that a line of its column takes, family names being in capitals.
const NAME_LETTERS: usize = 15;

/// Letters of a change that a line takes.
const CHANGE_LETTERS: usize = 56;

/// What a change says beyond its words: its mark, and "Told: who, when".
const CHANGE_LETTERS_BESIDE: usize = 45;

/// A wing and a landing, as they are written: `HB12-3`.
const LOCATION_LETTERS_MAX: usize = 8;

/// The list.
#[derive(Template)]
#[template(path = "pages/movement_list.html")]
pub struct MovementListPage<'a> {
    frame: Frame,
    list: &'a MovementList,
    sheets: Vec<Sheet<'a>>,
    sessions: [Session; 4],
    title: String,
    back: String,
    printing: bool,
    empty_words: String,
}

/// A sheet of paper.
struct Sheet<'a> {
    page: usize,
    changes: Vec<&'a ListChange>,
    changes_go_on: bool,
    wings: Vec<SheetWing<'a>>,
}

/// A wing, as far as it is on a sheet.
struct SheetWing<'a> {
    name: &'a str,
    goes_on: bool,
    rows: Vec<&'a ListRow>,
}

/// The room that a row takes.
fn row_room(row: &ListRow) -> usize {
    let letters = |text: &Option<String>| text.as_ref().map_or(0, |t| t.chars().count() + 3);
    let lines = (letters(&row.name) + letters(&row.standing)).div_ceil(NAME_LETTERS);
    ROW_ROOM_MIN.max(8 + lines * LINE_ROOM)
}

/// The room that a change takes.
fn change_room(change: &ListChange) -> usize {
    let name = change.row.name.as_ref().map_or(0, |n| n.chars().count());
    let letters = CHANGE_LETTERS_BESIDE + name + change.words.chars().count();
    letters.div_ceil(CHANGE_LETTERS) * LINE_ROOM
}

/// Cuts a list into sheets: the changes first, then wing after wing.
fn sheets(list: &MovementList) -> Vec<Sheet<'_>> {
    let mut cut = Cut { sheets: Vec::new(), room: 0 };
    for change in &list.changes {
        cut.change(change);
    }
    for wing in &list.wings {
        for (n, row) in wing.rows.iter().enumerate() {
            cut.row(&wing.wing, n == 0, row);
        }
    }
    cut.sheets
}

/// Sheets in the making: the last one has so much room left.
struct Cut<'a> {
    sheets: Vec<Sheet<'a>>,
    room: usize,
}

impl<'a> Cut<'a> {
    /// Takes room on the last sheet, or turns to a new one when there is too little. True when it turned.
    fn take(&mut self, wanted: usize, on_a_new_one: usize) -> bool {
        let turns = self.sheets.is_empty() || self.room < wanted;
        if turns {
            let page = self.sheets.len() + 1;
            self.sheets.push(Sheet { page, changes: Vec::new(), changes_go_on: false, wings: Vec::new() });
        }
        let (has, takes) = if turns { (SHEET_ROOM, on_a_new_one) } else { (self.room, wanted) };
        self.room = has.saturating_sub(takes);
        turns
    }

    fn change(&mut self, change: &'a ListChange) {
        let room = change_room(change);
        let goes_on = !self.sheets.is_empty();
        let turned = self.take(room, room + HEADING_ROOM);
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.changes_go_on |= turned && goes_on;
            sheet.changes.push(change);
        }
    }

    /// A heading is never the last line of a sheet, and stands again where its wing goes on.
    fn row(&mut self, wing: &'a str, first: bool, row: &'a ListRow) {
        let room = row_room(row);
        let wanted = if first { room + HEADING_ROOM } else { room };
        let turned = self.take(wanted, room + HEADING_ROOM);
        let Some(sheet) = self.sheets.last_mut() else { return };
        if turned || first {
            sheet.wings.push(SheetWing { name: wing, goes_on: !first, rows: Vec::new() });
        }
        if let Some(part) = sheet.wings.last_mut() {
            part.rows.push(row);
        }
    }
}

impl<'a> MovementListPage<'a> {
    fn new(frame: Frame, list: &'a MovementList, printing: bool) -> Self {
        let frame = frame.at("/movement").above(&list.ages);
        let frame = match (printing, &list.not_printable) {
            (true, _) => frame
                .printed("For the wing. A later version replaces it; destroy it at the end of the session."),
            (false, Some(why)) => frame.never_printed(why.clone()),
            (false, None) => frame
                .never_printed("Press Print a new version: only that has a version, and is told of changes."),
        };
        let location: String = list
            .location
            .as_ref()
            .map(|l| form_urlencoded::byte_serialize(l.as_bytes()).collect())
            .unwrap_or_default();
        Self {
            title: format!(
                "Movement list, {}, {}",
                crate::words::day(list.date),
                Self::session_words(&list.session)
            ),
            back: format!("/movement?date={}&session={}&location={location}", list.date, list.session.word()),
            sheets: sheets(list),
            sessions: Session::ALL,
            empty_words: format!(
                "Healthcare has asked for nobody on {} {}. That is in order on a day without any. What is booked later reaches this list within a minute.",
                crate::words::day(list.date),
                Self::session_words(&list.session)
            ),
            frame,
            list,
            printing,
        }
    }

    const fn session_words(session: &Session) -> &'static str {
        match session {
            Session::Am => "AM",
            Session::Pm => "PM",
            Session::Ed => "evening",
            Session::All => "whole day",
        }
    }

    /// `Wing C` of a bare `C`; what is a name already stays as it is.
    fn wing_words(wing: &str) -> String {
        let bare = wing.len() <= 2 && !wing.contains(' ');
        if bare { format!("Wing {wing}") } else { wing.to_owned() }
    }

    const fn mark(change: &ListChange) -> &'static str {
        match change.kind {
            ChangeKind::New => "+ NEW",
            ChangeKind::Changed => "~ CHANGED",
            ChangeKind::Gone => "– GONE",
        }
    }
}

/// The session that is on now: what an officer opens the page for.
fn session_now(now: Instant) -> Session {
    match now.london().hour() {
        0..=11 => Session::Am,
        12..=16 => Session::Pm,
        _ => Session::Ed,
    }
}

fn asked(at: &At, fields: &Fields) -> Result<MovementListAsked, FaultPage> {
    let date = fields.date_or("date", at.now.london_date()).map_err(|why| at.refuse(Fault::Asked(why)))?;
    let session = match fields.get("session") {
        None => session_now(at.now),
        Some(word) => Session::parse(word)
            .ok_or_else(|| at.refuse(Fault::Asked("this is not a session: AM, PM, ED or ALL".to_owned())))?,
    };
    let location = fields.get("location").map(str::to_owned);
    // A whole cell would be a person in an address.
    if location.as_ref().is_some_and(|l| l.matches('-').count() > 1 || l.len() > LOCATION_LETTERS_MAX) {
        return Err(at.refuse(Fault::Asked("ask for a wing, or a wing and landing: C or C-2".to_owned())));
    }
    Ok(MovementListAsked { date, session, location })
}

/// `GET /movement`.
pub async fn open(at: At, uri: Uri) -> Answer {
    let asked = asked(&at, &Fields::of_query(&uri))?;
    let list = at.state.crossing.movement_list(&at.context(), &asked).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(MovementListPage::new(at.frame(), list.get(), false)).into_response())
}

/// `POST /movement/print`: from now on this version stands.
pub async fn print(Posted { at, fields }: Posted) -> Answer {
    let asked = asked(&at, &fields)?;
    let list = at.state.crossing.movement_list_print(&at.context(), &asked).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(MovementListPage::new(at.frame(), list.get(), true)).into_response())
}

/// `POST /movement/told`: the wing was told of a change since the print.
pub async fn told(Posted { at, fields }: Posted) -> Answer {
    let entry = fields.get("entry").and_then(AppointmentId::parse);
    let entry = entry.ok_or_else(|| {
        at.refuse(Fault::FormRefused("the form is not whole: open the page again".to_owned()))
    })?;
    let written =
        at.state.crossing.movement_list_told(&at.context(), entry).await.map_err(|e| at.fault(e))?;
    if let Some(why) = written.outcome.as_ref().and_then(not_done::words) {
        return Err(at.refuse(Fault::Asked(why)));
    }
    let back = match (
        fields.get("back"),
        fields.date_or("date", at.now.london_date()),
        fields.get("session").and_then(Session::parse),
    ) {
        (Some("clinic"), ..) => "/clinic".to_owned(),
        (_, Ok(date), Some(session)) => format!("/movement?date={date}&session={}", session.word()),
        _ => "/movement".to_owned(),
    };
    Ok(Redirect::to(&back).into_response())
}

impl Sample for MovementListPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::Officer;
        for (name, list, printing) in samples::lists() {
            show.page(name, role, &MovementListPage::new(show.frame(role), &list, printing));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_on_one_sheet_and_no_sheet_is_too_full() {
        let list = samples::long();
        let sheets = sheets(&list);
        let rows: usize = sheets.iter().flat_map(|s| &s.wings).map(|w| w.rows.len()).sum();
        assert_eq!(rows, list.wings.iter().map(|w| w.rows.len()).sum::<usize>());
        assert_eq!(sheets.iter().map(|s| s.changes.len()).sum::<usize>(), list.changes.len());
        assert!(sheets.len() > 2, "a long list takes several sheets");
        for (n, sheet) in sheets.iter().enumerate() {
            assert_eq!(sheet.page, n + 1);
            let rows = |w: &SheetWing<'_>| w.rows.iter().map(|r| row_room(r)).sum::<usize>() + HEADING_ROOM;
            let wings: usize = sheet.wings.iter().map(rows).sum();
            let changes: usize = sheet.changes.iter().map(|c| change_room(c)).sum();
            let heading = if sheet.changes.is_empty() { 0 } else { HEADING_ROOM };
            assert!(wings + changes + heading <= SHEET_ROOM, "sheet {} is too full", sheet.page);
            assert!(sheet.wings.iter().all(|w| !w.rows.is_empty()), "a heading without a line");
        }
        assert!(sheets.iter().flat_map(|s| &s.wings).any(|w| w.goes_on), "a wing that goes on says so");
    }

    #[test]
    fn an_empty_list_has_no_sheet() {
        assert!(sheets(&samples::empty()).is_empty());
    }

    #[test]
    fn the_session_is_the_one_that_is_on() {
        assert_eq!(session_now(crate::sample::NOW), Session::Am);
        assert_eq!(session_now(crate::sample::at(12, 0)), Session::Pm);
        assert_eq!(session_now(crate::sample::at(17, 0)), Session::Ed);
    }
}

mod samples {
    use crate::sample::{NOW, ages, at, ids, telephones};
    use crossing::disclose::movement_list::{
        ChangeKind, ListChange, ListRow, MovementList, PrintedVersion, Session, WingRows,
    };
    use crossing::disclose::{Ages, Colour};
    use vocab::place::PrisonCode;

    fn row(n: u8, cell: Option<&str>, name: &str, number: &str, minute: i64) -> ListRow {
        let start_at = at(9, minute);
        ListRow {
            entry: ids::appointment(n),
            landing: cell.and_then(|c| c.rsplit_once('-')).map(|(landing, _)| landing.to_owned()),
            cell: cell.map(str::to_owned),
            name: Some(name.to_owned()),
            number: number.to_owned(),
            start: start_at.london_hm(),
            end: start_at.plus_seconds(900).london_hm(),
            start_at,
            end_at: start_at.plus_seconds(900),
            what: "Healthcare",
            place: "HCC-WAIT".to_owned(),
            struck: false,
            standing: None,
            told: None,
        }
    }

    fn change(kind: ChangeKind, row: ListRow, words: &str) -> ListChange {
        ListChange { kind, row, words: words.to_owned() }
    }

    fn hoxha() -> ListRow {
        row(5, Some("A-3-02"), "HOXHA, Arben", "A6022AH", 100)
    }

    fn boyd() -> ListRow {
        row(1, Some("C-2-11"), "BOYD, Kieran", "A8100KB", 40)
    }

    fn tate() -> ListRow {
        ListRow { struck: true, ..row(3, Some("B-1-07"), "TATE, Ben", "A5120BT", 140) }
    }

    fn list() -> MovementList {
        let told = ListRow { told: Some(("a.wright".to_owned(), at(7, 44))), ..tate() };
        let away = ListRow {
            standing: Some("at court".to_owned()),
            ..row(8, Some("C-1-04"), "REED, Callum", "A3301CR", 70)
        };
        let no_cell = row(9, None, "SHAW, Joseph", "A4711KX", 60);
        MovementList {
            prison: PrisonCode::parse("MDI").unwrap_or_else(|_| unreachable!("a prison's code")),
            prison_name: "HMP Moorland".to_owned(),
            date: jiff::civil::date(2026, 11, 12),
            session: Session::Am,
            location: None,
            as_at: NOW,
            version: None,
            printed: Some(PrintedVersion { version: 3, at: at(7, 10) }),
            changes: vec![
                change(ChangeKind::New, hoxha(), "new"),
                change(ChangeKind::Changed, boyd(), "09:30 is now 09:40"),
                change(ChangeKind::Gone, told, "no longer to be brought"),
            ],
            wings: vec![
                WingRows { wing: "A".to_owned(), rows: vec![hoxha()] },
                WingRows { wing: "B".to_owned(), rows: vec![tate()] },
                WingRows { wing: "C".to_owned(), rows: vec![away, boyd()] },
                WingRows { wing: "No cell".to_owned(), rows: vec![no_cell] },
            ],
            count: 4,
            notices: Vec::new(),
            not_printable: None,
            ages: ages(Colour::Fresh),
            telephones: Some(telephones()),
        }
    }

    pub(super) fn empty() -> MovementList {
        MovementList {
            wings: Vec::new(),
            changes: Vec::new(),
            printed: None,
            count: 0,
            ages: Ages::default(),
            ..list()
        }
    }

    pub(super) fn long() -> MovementList {
        let wing = |letter: &str, rows: u8| WingRows {
            wing: letter.to_owned(),
            rows: (1..=rows)
                .map(|n| {
                    let cell = format!("{letter}-{}-{n:02}", n % 3 + 1);
                    let name =
                        ["SHAW, Joseph", "ABDULRAHMAN, Muhammad Ali", "FEATHERSTONEHAUGH-WOOD, Bartholomew"];
                    row(n, Some(&cell), name[usize::from(n % 3)], &format!("A{n:04}LW"), i64::from(n) * 5)
                })
                .collect(),
        };
        MovementList {
            version: Some(4),
            wings: vec![wing("A", 27), wing("B", 3), wing("C", 16)],
            count: 46,
            ..list()
        }
    }

    pub(super) fn lists() -> Vec<(&'static str, MovementList, bool)> {
        let stale =
            "The prison has been quiet since 06:40: cells may have changed. DPS stays the unlock list.";
        let refused = "Nobody has heard from the prison since 06:40: a sheet would hold old cells.";
        vec![
            ("screen", list(), false),
            ("printed", MovementList { version: Some(4), ..list() }, true),
            (
                "first-print",
                MovementList { version: Some(1), printed: None, changes: Vec::new(), ..list() },
                true,
            ),
            ("long-print", long(), true),
            ("empty", empty(), false),
            (
                "stale",
                MovementList {
                    notices: vec![stale.to_owned()],
                    not_printable: Some(refused.to_owned()),
                    ages: ages(Colour::Red),
                    ..list()
                },
                false,
            ),
        ]
    }
}
