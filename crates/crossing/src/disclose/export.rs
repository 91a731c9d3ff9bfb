//! The day's bookings for DPS's bulk page, where nothing can be written there by us: a person uploads the file.
//!
//! Only what would be sent is in it: linked, here, with a prison place. The file has three columns and no word. What was
//! taken in a file once is in no other, unless it is asked for again: two people who upload it bring a man twice.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use crate::reconcile::by_hand::ToDo;
use crate::understood::{Act, Outcome};
use policy::Kind;
use serde::Serialize;
use std::collections::BTreeMap;
use store::StoreError;
use vocab::crossing::{Entry, Hold, Mirror};
use vocab::id::{AppointmentId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::time::{LondonTime, london_midnight};
use wire::csv_forms::bulk::{self, BulkEntry, write};

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
    /// Of which booking.
    #[serde(skip)]
    pub appointment: AppointmentId,
    /// It stands in a file that somebody took.
    #[serde(skip)]
    pub taken: bool,
}

impl BulkLine {
    pub(super) fn of(mirror: &Mirror, entry: &Entry, place: String) -> Self {
        let (start, end, person) = (entry.start, entry.end, entry.person);
        let taken = mirror.in_a_file().is_some();
        Self { place, start, person, end, appointment: mirror.appointment, taken }
    }
}

/// Which of a day's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesAsked {
    /// The day.
    pub date: jiff::civil::Date,
    /// What stands in a file that somebody took, once more; otherwise what stands in none.
    pub again: bool,
    /// This one alone: which, from 1, and the place that it was seen to be of.
    pub one: Option<(usize, String)>,
}

/// One file for the bulk page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BulkFile {
    /// The place that staff choose on the page, in the prison's code.
    pub place: String,
    /// The file.
    pub text: String,
    /// The bookings in it.
    #[serde(skip)]
    pub appointments: Vec<AppointmentId>,
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

    /// Takes files, each as the bulk page takes it. It is written down before they leave that they were taken: from
    /// then on what stands in them is given out again only when that is asked for.
    ///
    /// # Errors
    /// [`DiscloseError::Asked`] when there is no such file any more; otherwise [`DiscloseError`].
    pub async fn take_files(&self, ctx: &Context, asked: &FilesAsked) -> Result<Disclosed<BulkFiles>> {
        let bulk = self.disclose_printed(ctx, "mirror.export", |desk| asked_for(desk, asked)).await?;
        let appointments: Vec<AppointmentId> =
            bulk.get().files.iter().flat_map(|file| file.appointments.iter().copied()).collect();
        if appointments.is_empty() {
            return Ok(bulk);
        }
        let act = Act::FileTaken { appointments, again: asked.again };
        match self.act_write(ctx, act).await?.outcome {
            Some(Outcome::Done) => Ok(bulk),
            Some(Outcome::NotDone(_)) => Err(moved_on()),
            _ => Err(DiscloseError::OurFault(StoreError::Refused(
                "that the file was taken was not written down".to_owned(),
            ))),
        }
    }
}

fn moved_on() -> DiscloseError {
    DiscloseError::Asked(
        "that file has changed since: somebody took it, or what is to be entered is something else. Open the page again"
            .to_owned(),
    )
}

fn asked_for(desk: &mut Desk<'_>, asked: &FilesAsked) -> Result<BulkFiles> {
    let mut lines = lines(desk, asked.date)?;
    lines.retain(|line| line.taken == asked.again);
    let mut bulk = files(asked.date, &lines);
    if let Some((n, place)) = &asked.one {
        let nth = n.checked_sub(1).and_then(|n| bulk.files.get(n)).cloned();
        let Some(file) = nth.filter(|file| file.place == *place) else { return Err(moved_on()) };
        bulk.bookings = file.appointments.len();
        bulk.files = vec![file];
    }
    Ok(bulk)
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
            wanted(desk, &mirror, prison).and_then(|number| desk.person(number).transpose()).transpose()?
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
            lines.push(BulkLine::of(&mirror, entry, desk.place_code(entry)));
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
    let mut made = BulkFiles::default();
    for line in lines {
        let entry = BulkEntry { start: line.start, person: line.person, end: line.end };
        let twice = |e: &BulkEntry| (e.person, e.start) == (entry.person, entry.start);
        if by_place.values().flatten().any(twice) || write(date, &[entry]).is_err() {
            made.left_out += 1;
        } else {
            by_place.entry(&line.place).or_default().push(entry);
            made.bookings += 1;
        }
    }
    for (place, entries) in by_place {
        for bytes in write(date, &entries).unwrap_or_default() {
            let stands = |line: &&BulkLine| line.place == place;
            let appointments = bulk::read(date, &bytes)
                .unwrap_or_default()
                .iter()
                .filter_map(|e| {
                    lines.iter().filter(stands).find(|l| (l.person, l.start) == (e.person, e.start))
                })
                .map(|line| line.appointment)
                .collect();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            made.files.push(BulkFile { place: place.to_owned(), text, appointments });
        }
    }
    made
}

/// Whom an entry that is not there yet is for.
fn wanted(desk: &Desk<'_>, mirror: &Mirror, prison: PrisonCode) -> Option<PrisonNumber> {
    let (entry, now) = (mirror.desired.as_ref()?, desk.ctx.now);
    let missing = match mirror.hold {
        // Where staff enter, what the page does not ask of them is on trial: nobody notes who has it.
        None => !desk.rules().by_hand(prison) && mirror.known.is_none() && !entry.cancelled,
        // The lists take nothing that has begun.
        Some(Hold::ByHand) => ToDo::of(mirror, now) == Some(ToDo::Enter) && entry.start.at() > now,
        Some(_) => false,
    };
    missing.then_some(entry.person)
}
