//! The days of a prison's lists: which are read besides today's, what is awaited there, and who came.
//!
//! Nothing here decides anything: what staff entered is taken over, and what officers noted is kept, by the readings
//! that are written.

use crate::errands::{Batch, Errands};
use crate::fact::What;
use crate::port::{AttendanceCount, SourceError};
use crate::reconcile::by_hand;
use crate::reconcile::entries::is_at;
use crate::sweep::SweepError;
use crate::understood::Understood;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::StoreError;
use vocab::Instant;
use vocab::crossing::{Entry, Hold, PrisonEntry};
use vocab::id::AppointmentId;
use vocab::place::PrisonCode;
use vocab::time::london_midnight;

/// Lists are read so many days ahead: what stands later comes nearer. The prison's own clean-up after a transfer takes
/// 21 days, and is seen within them.
const DAYS_AHEAD: i32 = 28;

/// At most so many bookings of a span of one prison: ten times the busiest.
const BOOKINGS_MAX: usize = 100_000;

/// An entry that is awaited on a prison's lists, and of which booking.
pub(crate) struct Awaited {
    id: AppointmentId,
    entry: Entry,
    /// Something that was sent while we still wrote there was never answered: it is to be found out.
    unanswered: bool,
    /// A person was asked already which of several it is.
    asked: bool,
}

impl Errands {
    /// Days after tomorrow on which something of ours stands, or should: their lists are read, too.
    ///
    /// # Errors
    /// When the store fails.
    pub fn days_later(&self, prison: PrisonCode) -> Result<Vec<Date>, StoreError> {
        let today = self.crossing.clock().now().london_date();
        let ahead = |days: i32| today.checked_add(days.days()).unwrap_or(today);
        let span = (london_midnight(ahead(2)), london_midnight(ahead(DAYS_AHEAD)));
        let (bookings, entries) = self.crossing.store.read(|view| {
            Ok((view.appointments_in(prison, span, BOOKINGS_MAX)?, view.prison_entries(prison, span)?))
        })?;
        let bookings = bookings.into_iter().filter_map(|sealed| sealed.open(&self.crossing.opener).0.start);
        let entries = entries.into_iter().map(|sealed| sealed.open(&self.crossing.opener));
        let entries = entries.filter(|e| !e.gone && !e.cancelled).map(|e| e.start);
        let days: BTreeSet<Date> = bookings.chain(entries).map(|start| start.date()).collect();
        Ok(days.into_iter().collect())
    }

    /// What staff are to enter on a prison's lists in a span.
    pub(crate) fn awaited(
        &self,
        prison: PrisonCode,
        span: (Instant, Instant),
    ) -> Result<Vec<Awaited>, StoreError> {
        if !self.crossing.rules.by_hand(prison) {
            return Ok(Vec::new());
        }
        let mut awaited = Vec::new();
        let now = self.crossing.clock().now();
        let bookings = self.crossing.store.read(|view| view.appointments_in(prison, span, BOOKINGS_MAX))?;
        for booking in bookings {
            let id = booking.open(&self.crossing.opener).0.id;
            let Some(mirror) = self.crossing.store.read(|view| view.mirror(id))? else { continue };
            let mirror = mirror.open(&self.crossing.opener);
            let Some(entry) = by_hand::awaited(&self.crossing.rules, &mirror, now).cloned() else {
                continue;
            };
            let unanswered = mirror.answer_lost.is_some() || mirror.open.is_some();
            let asked = mirror.hold == Some(Hold::AdoptionUnclear);
            awaited.push(Awaited { id, entry, unanswered, asked });
        }
        Ok(awaited)
    }

    /// Whether a reading that says nothing new shows what is awaited by now: healthcare may have booked, and staff have
    /// typed it before.
    pub(crate) fn is_awaited(
        &self,
        awaited: &[Awaited],
        understood: &Understood,
    ) -> Result<bool, StoreError> {
        let Understood::Facts(_, facts) = understood else { return Ok(false) };
        for fact in facts {
            let What::Entries { entries, .. } = &fact.what else { continue };
            for wanted in awaited.iter().filter(|a| a.entry.person == fact.person && !a.asked) {
                if wanted.unanswered {
                    return Ok(true);
                }
                for entry in entries.iter().filter(|e| by_hand::is_free(e) && is_at(e, &wanted.entry)) {
                    let of = self.crossing.store.read(|view| view.mirror_by_remote(entry.remote))?;
                    let of = of.map(|mirror| mirror.open(&self.crossing.opener).appointment);
                    if of.is_none_or(|of| of == wanted.id) {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// Reads what officers noted of who came, of the entries of a day that stand for bookings: two numbers an
    /// appointment, and then only what they say has changed in full. Noting it is told by no event, so it is asked for.
    /// The number of entries that were read.
    ///
    /// # Errors
    /// When the source or the store fails. A prison none of whose routes tells it is no failure.
    pub async fn attendance(&self, prison: PrisonCode, date: Date) -> Result<usize, SweepError> {
        if !self.crossing.rules.sees_attendance(prison) {
            return Ok(0);
        }
        let now = self.crossing.clock().now();
        let counts = match self.sources.attendance(prison, date, now).await {
            Ok((_, counts)) => counts,
            Err(SourceError::NotCarried) => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        let mut batch = Batch::default();
        let mut read = 0;
        for remote in self.noted_anew(prison, date, &counts)? {
            let (feed, answer) = self.sources.entry(prison, remote, self.crossing.clock().now()).await?;
            self.take(&feed, answer, None, &mut batch).await?;
            read += 1;
        }
        self.checked(batch).await?;
        self.crossing.conditions.attendance_read(prison, date, now);
        Ok(read)
    }

    /// Entries of ours of which something else was noted than is known.
    fn noted_anew(
        &self,
        prison: PrisonCode,
        date: Date,
        counts: &[AttendanceCount],
    ) -> Result<Vec<i64>, StoreError> {
        let tomorrow = date.tomorrow().unwrap_or(date);
        let span = (london_midnight(date), london_midnight(tomorrow));
        let entries = self.crossing.store.read(|view| view.prison_entries(prison, span))?;
        let entries = entries.into_iter().map(|sealed| sealed.open(&self.crossing.opener));
        let entries: BTreeMap<i64, PrisonEntry> = entries.map(|entry| (entry.remote, entry)).collect();
        let mut anew = Vec::new();
        for count in counts {
            let Some(entry) = entries.get(&count.remote).filter(|e| by_hand::is_free(e)) else { continue };
            let noted = match (count.attended, count.not_attended) {
                (0, 0) => None,
                (0, _) => Some(false),
                _ => Some(true),
            };
            if noted == entry.attendance.and_then(|note| note.attended) {
                continue;
            }
            if self.crossing.store.read(|view| view.mirror_by_remote(count.remote))?.is_some() {
                anew.push(count.remote);
            }
        }
        Ok(anew)
    }
}
