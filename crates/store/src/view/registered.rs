//! Readings of what patients chose and what is so of their registration.

use super::View;
use crate::error::{Result, StoreError};
use crate::reach::one;
use crate::row::decode;
use crate::sealed::Sealed;
use crate::unit::Asking;
use vocab::Instant;
use vocab::id::PatientId;
use vocab::name::Born;
use vocab::place::PrisonCode;
use vocab::registration::{Choice, Registration};

impl View<'_> {
    /// What a patient chose about a GP.
    pub fn choice(&self, id: PatientId) -> Result<Option<Sealed<Choice>>> {
        let sql = "select state from choice where patient = ?1";
        Ok(one(self.conn, "choice", sql, [id.uuid()])?.map(Sealed::new))
    }

    /// What is so of a patient's registration.
    pub fn registration(&self, id: PatientId) -> Result<Option<Sealed<Registration>>> {
        let sql = "select state from registration where patient = ?1";
        Ok(one(self.conn, "registration", sql, [id.uuid()])?.map(Sealed::new))
    }

    /// Everybody in a prison, and how the question stands with each; in no order that means anything.
    pub fn asking(&self, prison: PrisonCode) -> Result<Vec<(PatientId, Sealed<Asking>)>> {
        let sql = "select patient, asking from registration where prison = ?1 and asking is not null";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([prison.packed()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let asking = decode("registration", row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
            found.push((patient(row)?, Sealed::new(asking)));
        }
        Ok(found)
    }

    /// Whose record at PDS is to be read by now, of those of one prison: in the order of the line.
    pub fn readings_due(
        &self,
        prison: PrisonCode,
        now: Instant,
        most: usize,
    ) -> Result<Vec<Sealed<Registration>>> {
        let sql =
            "select state from registration where prison = ?1 and due <= ?2 order by rank, patient limit ?3";
        self.sealed("registration", sql, &[&prison.packed(), &now.micros(), &most])
    }

    /// How many records at PDS are to be read by now, of those of one prison.
    pub fn readings_due_count(&self, prison: PrisonCode, now: Instant) -> Result<u64> {
        self.count(
            "select count(*) from registration where prison = ?1 and due <= ?2",
            &[&prison.packed(), &now.micros()],
        )
    }

    /// Whom a day alone brings something: a wait that is too long by it, a date that is near.
    pub fn registrations_to_look_at(&self, day: jiff::civil::Date, most: usize) -> Result<Vec<PatientId>> {
        let sql = "select patient from registration where look <= ?1 order by look, patient limit ?2";
        self.patients(sql, &[&Born::new(day).day_number(), &most])
    }

    /// What is so of everybody of a prison, those who left it for the community among them, after `after` in order of
    /// patient.
    pub fn registrations_of(
        &self,
        prison: PrisonCode,
        after: Option<PatientId>,
        most: usize,
    ) -> Result<Vec<Sealed<Registration>>> {
        let sql =
            "select state from registration where prison = ?1 and patient > ?2 order by patient limit ?3";
        let after = after.map(PatientId::uuid).unwrap_or_default();
        self.sealed("registration", sql, &[&prison.packed(), &after, &most])
    }

    fn patients(&self, sql: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<PatientId>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(patient(row)?);
        }
        Ok(found)
    }
}

fn patient(row: &rusqlite::Row<'_>) -> Result<PatientId> {
    let uuid: uuid::Uuid = row.get(0).map_err(|_| StoreError::corrupt("registration", "?", "not an id"))?;
    Ok(PatientId::from(uuid))
}
