//! The day's bookings for DPS's bulk page, where nothing can be written there by us: a person uploads the file.
//!
//! Only what would be sent is in it: linked, here, with a prison place. The file has three columns and no word.

use super::by_hand::ToDo;
use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::crossing::{Hold, Mirror};
use vocab::id::PrisonNumber;
use vocab::time::{LondonTime, london_midnight};
use wire::csv_forms::bulk::{BulkEntry, write};

/// A line of the bulk file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BulkLine {
    /// Where, in the prison's code: the file does not say it, so a file is of one place.
    #[serde(skip)]
    pub place: String,
    /// From.
    #[serde(skip)]
    pub start: LondonTime,
    /// Whom to bring.
    pub person: PrisonNumber,
    /// To.
    #[serde(skip)]
    pub end: LondonTime,
}

/// One file for the bulk page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BulkFile {
    /// The place that staff choose on the page, in the prison's code.
    pub place: String,
    /// The file.
    pub text: String,
}

/// The files for the bulk page of one day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct BulkFiles {
    /// Each is to be uploaded: of a person who stands twice the page keeps only the first row of a file.
    pub files: Vec<BulkFile>,
    /// So many bookings are in them.
    pub bookings: usize,
    /// So many are not: the page cannot say their times, or the same person is booked twice at the same time.
    pub left_out: usize,
}

/// At most so many bookings in a day of one prison: ten times the busiest.
const DAY_MAX: usize = 5_000;

impl Crossing {
    /// The lines of one prison and day that the prison's lists do not show yet.
    ///
    /// # Errors
    /// [`DiscloseError`].
    pub async fn bulk_lines(
        &self,
        ctx: &Context,
        date: jiff::civil::Date,
    ) -> Result<Disclosed<Vec<BulkLine>>> {
        self.disclose_printed(ctx, "mirror.export", |desk| lines(desk, date)).await
    }

    /// The same as files, each as the bulk page takes it.
    ///
    /// # Errors
    /// [`DiscloseError`].
    pub async fn bulk_files(&self, ctx: &Context, date: jiff::civil::Date) -> Result<Disclosed<BulkFiles>> {
        self.disclose_printed(ctx, "mirror.export", |desk| Ok(files(date, &lines(desk, date)?))).await
    }
}

fn lines(desk: &mut Desk<'_>, date: jiff::civil::Date) -> Result<Vec<BulkLine>> {
    let prison = desk.prison()?;
    let tomorrow = date.tomorrow().unwrap_or(date);
    let span = (london_midnight(date), london_midnight(tomorrow));
    let mut lines = Vec::new();
    for sealed in desk.view.appointments_in(prison, span, DAY_MAX)? {
        let (appointment, _) = desk.open_sealed(sealed);
        let Some(mirror) = desk.view.mirror(appointment.id)?.map(|m| desk.open_sealed(m)) else { continue };
        let Some(person) =
            wanted(&mirror, desk.ctx.now).and_then(|number| desk.person(number).transpose()).transpose()?
        else {
            continue;
        };
        let link = desk.link_of_person(person.number)?.map(|l| l.state);
        let circumstances = desk.circumstances(&person, link);
        if !desk.rule(Kind::AppointmentNeutral, circumstances).lets_out() {
            desk.saw(Some(&person), None, true);
            continue;
        }
        desk.saw(Some(&person), None, false);
        if let Some(entry) = &mirror.desired {
            let place = desk.place_code(entry);
            lines.push(BulkLine { place, start: entry.start, person: person.number, end: entry.end });
        }
    }
    lines.sort();
    if lines.is_empty() && !desk.rule_general(Kind::MovementList).lets_out() {
        return Err(DiscloseError::NotFound);
    }
    Ok(lines)
}

/// The files of a day's lines, without those that the form cannot say.
pub(super) fn files(date: jiff::civil::Date, lines: &[BulkLine]) -> BulkFiles {
    let mut by_place: BTreeMap<&str, Vec<BulkEntry>> = BTreeMap::new();
    let mut bulk = BulkFiles::default();
    for line in lines {
        let entry = BulkEntry { start: line.start, person: line.person, end: line.end };
        let twice = |e: &BulkEntry| (e.person, e.start) == (entry.person, entry.start);
        if by_place.values().flatten().any(twice) || write(date, &[entry]).is_err() {
            bulk.left_out += 1;
        } else {
            by_place.entry(&line.place).or_default().push(entry);
            bulk.bookings += 1;
        }
    }
    for (place, entries) in by_place {
        let file = |bytes: Vec<u8>| BulkFile {
            place: place.to_owned(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        };
        bulk.files.extend(write(date, &entries).unwrap_or_default().into_iter().map(file));
    }
    bulk
}

/// Whom an entry that is not there yet is for.
fn wanted(mirror: &Mirror, now: Instant) -> Option<PrisonNumber> {
    let entry = mirror.desired.as_ref()?;
    let missing = match mirror.hold {
        None => mirror.known.is_none() && !entry.cancelled,
        // The lists take nothing that has begun.
        Some(Hold::ByHand) => ToDo::of(mirror) == Some(ToDo::Enter) && entry.start.at() > now,
        Some(_) => false,
    };
    missing.then_some(entry.person)
}
