//! Bookings and printed lists, as pages about a prison's day read them.

use crate::derived::day_number;
use crate::error::Result;
use crate::reach::{many, one};
use crate::row::decode;
use crate::sealed::Sealed;
use crate::unit::{ListTold, ListVersion};
use crate::view::View;
use rusqlite::OptionalExtension as _;
use vocab::Instant;
use vocab::care::Appointment;
use vocab::crossing::{Mirror, PrisonEntry};
use vocab::id::{AppointmentId, PatientId, PrisonNumber};
use vocab::place::PrisonCode;

/// Which bookings are wanted.
#[derive(Debug, Clone, Copy)]
pub struct BookingsAsked {
    /// In this prison.
    pub prison: PrisonCode,
    /// Only of this patient.
    pub patient: Option<PatientId>,
    /// Starting from here.
    pub from: Option<Instant>,
    /// Starting before here.
    pub until: Option<Instant>,
    /// At most so many are read.
    pub most: usize,
}

impl View<'_> {
    /// Bookings without their resources, by start and id; those without a start come last.
    ///
    /// # Errors
    /// Whatever the database fails with; so for every reading here.
    pub fn bookings(&self, asked: &BookingsAsked) -> Result<Vec<Sealed<Appointment>>> {
        // Each its own statement, so that each goes by its index; an open span is a span to the ends of time.
        let (from, until) =
            (asked.from.map_or(i64::MIN, Instant::micros), asked.until.map_or(i64::MAX, Instant::micros));
        let whole = asked.from.is_none() && asked.until.is_none();
        let of = if asked.patient.is_some() {
            "patient = ?5 and prison = ?1"
        } else {
            "?5 is null and prison = ?1"
        };
        let span = if whole {
            "(start is null or (start >= ?2 and start <= ?3))"
        } else {
            "start >= ?2 and start < ?3"
        };
        let sql = format!(
            "select state from appointment where {of} and {span} order by start is null, start, id limit ?4"
        );
        let mut statement = self.conn().prepare_cached(&sql)?;
        let patient = asked.patient.map(PatientId::uuid);
        let mut rows = statement.query((asked.prison.packed(), from, until, asked.most, patient))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Sealed::new(decode(
                "appointment",
                row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?,
            )?));
        }
        Ok(found)
    }

    /// The resource of a booking, as it came.
    pub fn booking_resource(&self, id: AppointmentId) -> Result<Option<Sealed<Vec<u8>>>> {
        let sql = "select resource from appointment where id = ?1";
        let bytes: Option<Vec<u8>> =
            self.conn().prepare_cached(sql)?.query_row([id.uuid()], |row| row.get(0)).optional()?;
        Ok(bytes.map(Sealed::new))
    }

    /// The mirror that stands behind an entry of the other side.
    pub fn mirror_of_entry(&self, remote: i64) -> Result<Option<Sealed<Mirror>>> {
        let sql = "select state from mirror where remote = ?1";
        Ok(one(self.conn(), "mirror", sql, [remote])?.map(Sealed::new))
    }

    /// Every mirror that has to do with a person.
    pub fn mirrors_of(&self, person: PrisonNumber) -> Result<Vec<Sealed<Mirror>>> {
        let sql = "select state from mirror where person = ?1 order by appointment";
        Ok(many(self.conn(), "mirror", sql, [person.packed()])?.into_iter().map(Sealed::new).collect())
    }

    /// An entry on the prison's lists, by the prison's id.
    pub fn prison_entry(&self, remote: i64) -> Result<Option<Sealed<PrisonEntry>>> {
        let sql = "select state from prison_entry where remote = ?1";
        Ok(one(self.conn(), "prison_entry", sql, [remote])?.map(Sealed::new))
    }

    /// Every list of a prison's day that was printed, the newest version of each last.
    pub fn lists_printed(
        &self,
        prison: PrisonCode,
        date: jiff::civil::Date,
    ) -> Result<Vec<Sealed<ListVersion>>> {
        let sql = "select state from list_version where prison = ?1 and date = ?2
                   order by session, location, version";
        let lists = many(self.conn(), "list_version", sql, (prison.packed(), day_number(date)))?;
        Ok(lists.into_iter().map(Sealed::new).collect())
    }

    /// What the wing was last told about a line.
    pub fn list_told(&self, entry: AppointmentId) -> Result<Option<ListTold>> {
        one(self.conn(), "list_told", "select state from list_told where entry = ?1", [entry.uuid()])
    }
}
