//! One row of the journal: what came, what was made of it.

use super::{Station, TraceStep, TraceView, exact, ruled};
use crate::disclose::{Desk, DiscloseError, Result};
use crate::envelope::{ACTS, ANSWERS, CHARTER, Meta, TICKS};
use store::JournalRow;
use store::unit::Kind;
use vocab::Instant;
use vocab::id::{JournalSeq, PrisonNumber};
use vocab::place::PrisonCode;

/// A row's way.
pub(super) fn of(desk: &mut Desk<'_>, seq: JournalSeq) -> Result<TraceView> {
    let row = read(desk, seq)?.ok_or(DiscloseError::NotFound)?;
    // A row is one's own when everyone in it is: a row about nobody is nobody's but the engineers'.
    let mut own = !row.about.is_empty();
    let mut persons = Vec::new();
    for number in &row.about {
        let person = desk.person(*number)?;
        own &= person.as_ref().is_some_and(|p| desk.is_own(p));
        persons.extend(person);
    }
    let reduced = ruled(desk, own)?;
    for person in &persons {
        desk.saw(Some(person), None, false);
    }
    let mut steps = came(&row);
    steps.push(whose(&row.about, reduced));
    let quarantined = desk.view.quarantined(seq)?;
    let (end, stopped) = match &quarantined {
        Some(q) if q.released_by.is_none() => {
            let words = format!("In quarantine: {} ({}).", q.reason.word(), q.detail);
            steps.push(
                TraceStep::new(Station::Stopped, Some(q.at), words.clone()).with("reason", q.reason.word()),
            );
            (format!("Stopped here: {} Mend it and replay it.", words.trim_end_matches('.')), true)
        }
        Some(q) => {
            let by = q.released_by.map_or(0, |s| s.0);
            (format!("Lay in quarantine, and was replayed by row {by}."), false)
        }
        None if row.is_erased() => ("A body of it was erased; the chain still covers it.".to_owned(), false),
        None => (format!("Written down {} and used.", exact(row.moment.at)), false),
    };
    Ok(TraceView { title: format!("Journal row {}", seq.0), reduced, steps, end, stopped })
}

fn whose(about: &[PrisonNumber], reduced: bool) -> TraceStep {
    let words = match (about, reduced) {
        ([], _) => "It is about nobody, as far as it was understood.".to_owned(),
        (about, true) => format!("It is about {} of the prison's people.", about.len()),
        (about, false) => {
            let numbers: Vec<String> = about.iter().map(|n| n.text()).collect();
            format!("It is about {}.", numbers.join(", "))
        }
    };
    TraceStep::new(Station::Whose, None, words)
}

/// A row, opened.
pub(super) fn read(desk: &Desk<'_>, seq: JournalSeq) -> Result<Option<JournalRow>> {
    Ok(desk.view.journal_row(seq)?.map(|sealed| desk.open_sealed(sealed)))
}

/// Received, and written down.
pub(super) fn came(row: &JournalRow) -> Vec<TraceStep> {
    let moment = &row.moment;
    let meta = Meta::read(&row.input.meta);
    let bytes: Option<usize> = row.input.parts.iter().map(|p| p.body.as_ref().map(Vec::len)).sum();
    let size = bytes.map_or_else(|| "erased since".to_owned(), |n| format!("{n} bytes"));
    let mut steps = Vec::new();
    if row.input.kind == Kind::Envelope {
        let asked = meta.asked().map_or_else(String::new, |at| format!(", asked for {}", exact(at)));
        let words = format!("Received from {}, {size}{asked}.", row.input.feed.name());
        let mut step =
            TraceStep::new(Station::Received, Some(moment.at), words).with("feed", row.input.feed.name());
        if let Some(status) = meta.status {
            step = step.with("status", status.to_string());
        }
        steps.push(step);
    }
    let words = format!(
        "Written down as row {} ({}), under charter row {}.",
        moment.seq.0,
        made_by(row),
        moment.charter.0
    );
    steps.push(TraceStep::new(Station::Written, Some(moment.at), words).at_row(moment.seq));
    steps
}

/// What kind of row it is, in words.
fn made_by(row: &JournalRow) -> &'static str {
    match (row.input.kind, row.input.feed.name()) {
        (_, ACTS) => "a decision",
        (_, ANSWERS) => "an attempt",
        (_, TICKS) => "time passed",
        (_, CHARTER) => "a new charter",
        (Kind::Envelope, _) => "an envelope",
        (kind, _) => kind.word(),
    }
}

/// Rows about a person are read up to here, the newest ones.
pub(super) const ROWS_MAX: usize = 500;

/// The newest rows about a person, oldest first.
pub(super) fn about(desk: &Desk<'_>, person: PrisonNumber) -> Result<Vec<JournalRow>> {
    let seqs = desk.view.journal_of(person)?;
    let mut rows = Vec::new();
    for seq in seqs.iter().skip(seqs.len().saturating_sub(ROWS_MAX)) {
        rows.extend(read(desk, *seq)?);
    }
    Ok(rows)
}

/// The row that was written down at a moment and fits. Rows stand in the order of time, so it is found by halving.
pub(super) fn written_at(
    desk: &Desk<'_>,
    at: Instant,
    slack_micros: i64,
    fits: impl Fn(&JournalRow) -> bool,
) -> Result<Option<JournalRow>> {
    let from = at.micros();
    let (mut low, mut high) = (1, desk.snapshot().0 + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let Some(row) = read(desk, JournalSeq(middle))? else { return Ok(None) };
        if row.moment.at.micros() < from { low = middle + 1 } else { high = middle }
    }
    for seq in low..=desk.snapshot().0 {
        let Some(row) = read(desk, JournalSeq(seq))? else { return Ok(None) };
        if row.moment.at.micros() > from + slack_micros {
            return Ok(None);
        }
        if fits(&row) {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The row that made an id: ids are of the row's own seed and time, so they lead back to it.
pub(super) fn that_made(desk: &Desk<'_>, id: uuid::Uuid) -> Result<Option<JournalRow>> {
    let Some((seconds, nanos)) = id.get_timestamp().map(|t| t.to_unix()) else { return Ok(None) };
    let millis = i64::try_from(seconds).unwrap_or(0) * 1_000 + i64::from(nanos / 1_000_000);
    let made = |row: &JournalRow| (0..IDS_OF_A_ROW).any(|n| row.moment.seed.id(row.moment.at, n) == id);
    written_at(desk, Instant::from_micros(millis * 1_000), 999, made)
}

/// A row makes at most so many ids: a patient, or a booking, and the links beside it.
const IDS_OF_A_ROW: u32 = 64;

/// The prison that a caller's rows are of: for those who serve many, the request's.
pub(super) fn is_of(desk: &Desk<'_>, prison: PrisonCode) -> bool {
    desk.own_prison() == Some(prison)
}
