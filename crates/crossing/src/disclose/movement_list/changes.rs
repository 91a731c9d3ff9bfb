//! A list against the version that was printed: what is new, what changed, what is gone.

use super::{ChangeKind, ListChange, MovementListAsked, Row, list_row};
use crate::disclose::listed::same;
use crate::disclose::{Desk, Result};
use store::unit::{ListVersion, ListedLine};
use vocab::Instant;
use vocab::place::{CellLocation, PrisonCode};

/// The newest printed version of this very list.
pub(super) fn newest(
    desk: &Desk<'_>,
    prison: PrisonCode,
    asked: &MovementListAsked,
) -> Result<Option<ListVersion>> {
    let location = asked.location.as_deref().unwrap_or_default();
    let lists =
        desk.view.lists_printed(prison, asked.date)?.into_iter().map(|sealed| desk.open_sealed(sealed));
    Ok(lists
        .filter(|list| list.session == asked.session.word() && list.location == location)
        .max_by_key(|list| list.version))
}

/// The rows against the printed version: what is new, what changed, what is gone and stays struck through once.
pub(super) fn against(
    desk: &Desk<'_>,
    rows: Vec<Row>,
    before: Option<&ListVersion>,
) -> Result<(Vec<Row>, Vec<ListChange>)> {
    let Some(before) = before else {
        return Ok((rows.into_iter().filter(|row| !row.line.struck).collect(), Vec::new()));
    };
    let printed = |row: &Row| before.lines.iter().find(|l| l.entry == row.line.entry && !l.struck);
    let (mut kept, mut changes) = (Vec::new(), Vec::new());
    for row in rows {
        let was = printed(&row);
        let change = match (was, row.line.struck) {
            (None, true) => continue,
            (None, false) => Some((ChangeKind::New, "new".to_owned())),
            (Some(_), true) => Some((ChangeKind::Gone, "no longer to be brought".to_owned())),
            (Some(was), false) if !same(was, &row.line) => {
                Some((ChangeKind::Changed, changed(was, &row.line)))
            }
            (Some(_), false) => None,
        };
        if let Some((kind, words)) = change {
            changes.push(ListChange { kind, row: list_row(desk, &row)?, words });
        }
        kept.push(row);
    }
    let still = |line: &&ListedLine| !line.struck && !kept.iter().any(|row| row.line.entry == line.entry);
    let gone: Vec<Row> =
        before.lines.iter().filter(still).map(|line| gone_row(line, before.printed)).collect();
    for row in gone {
        let words = "no longer to be brought".to_owned();
        changes.push(ListChange { kind: ChangeKind::Gone, row: list_row(desk, &row)?, words });
        kept.push(row);
    }
    changes.sort_by_key(|change| (change.row.start_at, change.row.number.clone()));
    Ok((kept, changes))
}

/// A printed line that is no longer there, struck through.
fn gone_row(line: &ListedLine, printed: Instant) -> Row {
    // Reception, court and the like were printed in words that are no cell.
    let cell = line
        .cell
        .as_deref()
        .filter(|cell| cell.contains('-'))
        .and_then(|cell| CellLocation::read(cell, None));
    let part = |part: fn(&CellLocation) -> Option<&str>| cell.as_ref().and_then(part).map(str::to_owned);
    Row {
        landing: part(CellLocation::landing),
        wing: part(CellLocation::wing),
        line: ListedLine { struck: true, ..line.clone() },
        standing: None,
        age: None,
        gone_since: Some(printed),
    }
}

/// What differs, for whoever holds the paper.
fn changed(was: &ListedLine, is: &ListedLine) -> String {
    let mut parts = Vec::new();
    if was.start != is.start {
        parts.push(format!("{} is now {}", was.start.london_hm(), is.start.london_hm()));
    }
    if was.cell != is.cell {
        let cell = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "no cell".to_owned());
        parts.push(format!("cell {} is now {}", cell(&was.cell), cell(&is.cell)));
    }
    if was.place != is.place {
        parts.push(format!("{} is now {}", was.place, is.place));
    }
    if was.person != is.person {
        parts.push("another person".to_owned());
    }
    parts.join(", ")
}
