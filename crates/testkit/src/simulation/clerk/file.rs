//! What is to be entered, taken in a file: all of a day at once, and given to one person alone.

use super::ToDo;
use crate::simulation::flaw::Flaw;
use crate::simulation::step::{Step, Stepped, Stop};
use crate::simulation::world::{Shown, World};
use crossing::Context;
use crossing::disclose::by_hand::{ByHandAt, ByHandLine};
use crossing::disclose::export::{BulkFiles, FilesAsked};
use crossing::disclose::{DiscloseError, Disclosed};
use jiff::civil::Date;
use std::collections::BTreeSet;
use vocab::id::{AppointmentId, TraceId};
use vocab::place::PrisonCode;
use wire::csv_forms::bulk;

type Given = Result<Disclosed<BulkFiles>, DiscloseError>;

impl World {
    /// The clerk takes the files of a day; now and then another, who looks at the same page, asks for them right after:
    /// what stands in them is on the paper of one of the two.
    pub(super) fn takes_files(&mut self, prison: PrisonCode, date: Date) -> Step {
        let Some(one) = self.asks_for_files(self.clerk(prison), date, false)? else {
            return Ok(Stepped::Died);
        };
        if !self.dice.permille(300) {
            return Ok(Stepped::Done);
        }
        let flawed = self.plan.flaw == Some(Flaw::GivesAFileTwice);
        let Some(other) = self.asks_for_files(self.another_clerk(prison), date, flawed)? else {
            return Ok(Stepped::Died);
        };
        if one.is_disjoint(&other) {
            Ok(Stepped::Done)
        } else {
            Err(Stop::Wrong("hands", format!("two clerks were given one line of {date}")))
        }
    }

    fn asks_for_files(
        &mut self,
        ctx: Context,
        date: Date,
        again: bool,
    ) -> Result<Option<BTreeSet<AppointmentId>>, Stop> {
        let by = (ctx.caller.account.clone(), ctx.prison.unwrap_or(self.prisons.here));
        let trace = ctx.trace;
        let asked = FilesAsked { date, again, one: None };
        match self.drive(|p| async move { p.crossing.take_files(&ctx, &asked).await }) {
            None => Ok(None),
            Some(given) => self.given(by, date, (trace, given)).map(Some),
        }
    }

    /// Puts what was given on the paper; which bookings they are. A refusal says that another has them.
    fn given(
        &mut self,
        (account, prison): (String, PrisonCode),
        date: Date,
        (trace, given): (TraceId, Given),
    ) -> Result<BTreeSet<AppointmentId>, Stop> {
        let files = match given {
            Ok(files) => files,
            Err(DiscloseError::Asked(_)) => return Ok(BTreeSet::new()),
            Err(DiscloseError::OurFault(error)) => return Err(error.into()),
            Err(other) => return Err(Stop::Wrong("reads", format!("a file was answered: {other}"))),
        };
        self.totals.reads += 1;
        self.kept.asked.push(trace);
        let booked = files.booked();
        let text = serde_json::to_string(files.get()).unwrap_or_default();
        let mut bookings = BTreeSet::new();
        let mut lines = Vec::new();
        for file in &files.get().files {
            bookings.extend(file.appointments.iter().copied());
            lines.extend(read(date, &file.place, &file.text));
        }
        self.tell(|_| format!("  taken in a file in {prison} by {account}: {lines:?}"));
        let now = self.now();
        self.clerk.told.extend(lines.iter().filter_map(|line| line.as_sent(prison, now)));
        let asked_for = format!("files of {date}, {prison}");
        let allowed = (0..self.humans.len()).collect();
        self.kept.shown.push(Shown { text, asked_for, act: "mirror.export", account, allowed, booked });
        self.clerk.paper.entry(prison).or_default().extend(lines);
        Ok(bookings)
    }
}

/// A file as the page reads it that takes it, with the place that is chosen there.
fn read(date: Date, place: &str, text: &str) -> Vec<ToDo> {
    let rows = bulk::read(date, text.as_bytes()).unwrap_or_default();
    let line = |row: bulk::BulkEntry| {
        let (start, end, place) = (row.start.hm(), row.end.hm(), place.to_owned());
        ToDo::Enter(ByHandLine { at: ByHandAt { date, start, end, place }, name: None, number: row.person })
    };
    rows.into_iter().map(line).collect()
}
