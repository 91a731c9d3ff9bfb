//! What a decision may read of the derived tables, inside the lane.
//!
//! Reads see the unit's own database state; persons come through the lane's bounded cache. A unit that reaches for
//! more than [`SUBJECTS_MAX`] persons is refused: something wider is one act and follow-up rows.

use crate::error::{Result, StoreError};
use crate::row::{decode, identifier_key};
use crate::unit::{AttemptLine, SUBJECTS_MAX};
use lru::LruCache;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::care::{Appointment, Identifier, Patient};
use vocab::crossing::{
    Errand, Flow, IdentityLink, LookUp, Mirror, Mode, PrisonEntry, Quarantined, Task, TaskKey,
};
use vocab::id::{AppointmentId, JournalSeq, LinkId, NhsNumber, OpaqueId, PatientId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Person};
use vocab::registration::{Choice, Registration};

pub(crate) type PersonCache = LruCache<PrisonNumber, Person>;

/// Every switch that was ever set.
pub type Modes = BTreeMap<(Flow, PrisonCode), Mode>;

/// How far a flow is switched on in a prison. Nothing is written to a prison before somebody said so; what comes to
/// healthcare is on trial until then: a warning that is known is not hidden by a switch that nobody touched.
#[must_use]
pub fn mode(modes: &Modes, flow: Flow, prison: PrisonCode) -> Mode {
    let untouched = match flow {
        Flow::Appointments | Flow::Registration => Mode::Off,
        Flow::Whereabouts | Flow::Alerts | Flow::NonAssociations => Mode::Shadow,
    };
    modes.get(&(flow, prison)).copied().unwrap_or(untouched)
}

/// The reading end of the lane, for one unit.
pub struct Reach<'a> {
    conn: &'a Connection,
    cache: &'a mut PersonCache,
    modes: &'a Modes,
    named: BTreeSet<PrisonNumber>,
}

/// One record of a table whose last column is its state.
pub(crate) fn one<T: DeserializeOwned>(
    conn: &Connection,
    table: &'static str,
    sql: &str,
    params: impl Params,
) -> Result<Option<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    match rows.next()? {
        Some(row) => Ok(Some(decode(table, row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?)),
        None => Ok(None),
    }
}

/// Every record that a query finds.
pub(crate) fn many<T: DeserializeOwned>(
    conn: &Connection,
    table: &'static str,
    sql: &str,
    params: impl Params,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(decode(table, row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?);
    }
    Ok(found)
}

pub(crate) fn number(row: &Row<'_>, column: usize) -> Result<PrisonNumber> {
    let packed: u32 = row.get(column)?;
    PrisonNumber::from_packed(packed).ok_or_else(|| StoreError::corrupt("person", "?", "number out of range"))
}

impl<'a> Reach<'a> {
    pub(crate) fn new(conn: &'a Connection, cache: &'a mut PersonCache, modes: &'a Modes) -> Self {
        Self { conn, cache, modes, named: BTreeSet::new() }
    }

    /// A person, if known.
    ///
    /// # Errors
    /// [`StoreError::TooManySubjects`] past the limit; whatever the database fails with.
    pub fn person(&mut self, number: PrisonNumber) -> Result<Option<Person>> {
        self.named.insert(number);
        if self.named.len() > SUBJECTS_MAX {
            return Err(StoreError::TooManySubjects { named: self.named.len(), most: SUBJECTS_MAX });
        }
        if let Some(person) = self.cache.get(&number) {
            return Ok(Some(person.clone()));
        }
        let sql = "select state from person where number = ?1";
        let person: Option<Person> = one(self.conn, "person", sql, [number.packed()])?;
        if let Some(person) = &person {
            self.cache.put(number, person.clone());
        }
        Ok(person)
    }

    /// Numbers of persons who share family name and birth date, by [`vocab::name::alike_key`]; at most `most`.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn persons_alike(&self, key: i64, most: usize) -> Result<Vec<PrisonNumber>> {
        persons_alike(self.conn, key, most)
    }

    /// A patient, if known.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn patient(&self, id: PatientId) -> Result<Option<Patient>> {
        one(self.conn, "patient", "select state from patient where id = ?1", [id.uuid()])
    }

    /// The patient with the care system's own id (`system|value`).
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn patient_by_local(&self, local: &str) -> Result<Option<Patient>> {
        one(self.conn, "patient", "select state from patient where local = ?1", [local])
    }

    /// Patients whose record carries this prison number.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn patients_by_prison_number(&self, number: PrisonNumber) -> Result<Vec<Patient>> {
        let sql = "select state from patient where prison_number = ?1 order by id limit 8";
        many(self.conn, "patient", sql, [number.packed()])
    }

    /// Patients with this NHS number: more than one is a question for people.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn patients_by_nhs(&self, nhs: NhsNumber) -> Result<Vec<Patient>> {
        let packed = i64::try_from(nhs.packed()).unwrap_or(i64::MAX);
        many(self.conn, "patient", "select state from patient where nhs = ?1 order by id limit 8", [packed])
    }

    /// Patients who share family name and birth date.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn patients_alike(&self, key: i64) -> Result<Vec<Patient>> {
        many(self.conn, "patient", "select state from patient where alike = ?1 order by id limit 8", [key])
    }

    /// A link.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn link(&self, id: LinkId) -> Result<Option<IdentityLink>> {
        one(self.conn, "link", "select state from link where id = ?1", [id.uuid()])
    }

    /// Every link of a person, of whatever state.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn links_of_person(&self, person: PrisonNumber) -> Result<Vec<IdentityLink>> {
        many(self.conn, "link", "select state from link where person = ?1 order by id", [person.packed()])
    }

    /// Every link of a patient, of whatever state.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn links_of_patient(&self, patient: PatientId) -> Result<Vec<IdentityLink>> {
        many(self.conn, "link", "select state from link where patient = ?1 order by id", [patient.uuid()])
    }

    /// What a patient chose about a GP.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn choice(&self, patient: PatientId) -> Result<Option<Choice>> {
        one(self.conn, "choice", "select state from choice where patient = ?1", [patient.uuid()])
    }

    /// What is so of a patient's registration.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn registration(&self, patient: PatientId) -> Result<Option<Registration>> {
        one(self.conn, "registration", "select state from registration where patient = ?1", [patient.uuid()])
    }

    /// An appointment.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn appointment(&self, id: AppointmentId) -> Result<Option<Appointment>> {
        one(self.conn, "appointment", "select state from appointment where id = ?1", [id.uuid()])
    }

    /// Appointments of a patient that start at `from` or later.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn appointments_from(&self, patient: PatientId, from: Instant) -> Result<Vec<Appointment>> {
        let sql = "select state from appointment where patient = ?1 and start >= ?2 order by start, id";
        many(self.conn, "appointment", sql, (patient.uuid(), from.micros()))
    }

    /// Appointments that carry a business identifier.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn appointments_by_identifier(&self, identifier: &Identifier) -> Result<Vec<Appointment>> {
        let sql =
            "select a.state from appointment_identifier i join appointment a on a.id = i.id where i.key = ?1";
        let found: Vec<Appointment> = many(self.conn, "appointment", sql, [identifier_key(identifier)])?;
        Ok(found.into_iter().filter(|a| a.identifiers.contains(identifier)).collect())
    }

    /// A mirror.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn mirror(&self, appointment: AppointmentId) -> Result<Option<Mirror>> {
        one(self.conn, "mirror", "select state from mirror where appointment = ?1", [appointment.uuid()])
    }

    /// The mirror that the other side knows by this id.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn mirror_by_remote(&self, remote: i64) -> Result<Option<Mirror>> {
        one(self.conn, "mirror", "select state from mirror where remote = ?1", [remote])
    }

    /// Mirrors made for a person.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn mirrors_of(&self, person: PrisonNumber) -> Result<Vec<Mirror>> {
        many(
            self.conn,
            "mirror",
            "select state from mirror where person = ?1 order by appointment",
            [person.packed()],
        )
    }

    /// A line of a mirror's attempts.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn attempt(&self, appointment: AppointmentId, number: u32) -> Result<Option<AttemptLine>> {
        let sql = "select state from attempt where appointment = ?1 and number = ?2";
        one(self.conn, "attempt", sql, (appointment.uuid(), number))
    }

    /// An errand, if it is due or will be.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn errand(&self, person: PrisonNumber, aspect: Aspect) -> Result<Option<Errand>> {
        let sql = "select state from errand where person = ?1 and aspect = ?2";
        one(self.conn, "errand", sql, (person.packed(), aspect.number()))
    }

    /// Whose an opaque id of the other side is, where that is known.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn opaque(&self, id: &OpaqueId) -> Result<Option<PrisonNumber>> {
        let mut statement = self.conn.prepare_cached("select person from opaque where id = ?1")?;
        let found: Option<u32> =
            statement.query_row([crate::row::opaque_key(id)], |row| row.get(0)).optional()?;
        Ok(found.and_then(PrisonNumber::from_packed))
    }

    /// An opaque id of which it is to be asked whose it is.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn look_up(&self, id: &OpaqueId) -> Result<Option<LookUp>> {
        one(self.conn, "look_up", "select state from look_up where id = ?1", [id.text()])
    }

    /// When a person's report is looked at again.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn settle_due(&self, person: PrisonNumber) -> Result<Option<Instant>> {
        let mut statement = self.conn.prepare_cached("select due from settle where person = ?1")?;
        let due: Option<i64> = statement.query_row([person.packed()], |row| row.get(0)).optional()?;
        Ok(due.map(Instant::from_micros))
    }

    /// An entry on the prison's lists.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn prison_entry(&self, remote: i64) -> Result<Option<PrisonEntry>> {
        one(self.conn, "prison_entry", "select state from prison_entry where remote = ?1", [remote])
    }

    /// Entries of a person that start at one moment.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn prison_entries_at(&self, person: PrisonNumber, start: Instant) -> Result<Vec<PrisonEntry>> {
        let sql = "select state from prison_entry where person = ?1 and start = ?2 order by remote";
        many(self.conn, "prison_entry", sql, (person.packed(), start.micros()))
    }

    /// Entries of a person that start in a span, the end not in it.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn prison_entries_of(
        &self,
        person: PrisonNumber,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<PrisonEntry>> {
        let sql = "select state from prison_entry where person = ?1 and start >= ?2 and start < ?3 order by start, remote";
        many(self.conn, "prison_entry", sql, (person.packed(), from.micros(), to.micros()))
    }

    /// A task, done or not.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn task(&self, key: &TaskKey) -> Result<Option<Task>> {
        one(self.conn, "task", "select state from task where key = ?1", [crate::row::encode("task", key)?])
    }

    /// A row of the quarantine.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn quarantined(&self, seq: JournalSeq) -> Result<Option<Quarantined>> {
        one(self.conn, "quarantine", "select state from quarantine where seq = ?1", [seq.0])
    }

    /// The newest printed version of a movement list; 0 when none was.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn list_version_last(
        &self,
        prison: PrisonCode,
        date: jiff::civil::Date,
        session_and_location: (&str, &str),
    ) -> Result<u32> {
        crate::derived::list_version_last(self.conn, prison, date, session_and_location)
    }

    /// Every switch.
    #[must_use]
    pub const fn modes(&self) -> &Modes {
        self.modes
    }
}

/// Persons whose family name and date of birth stand at this key.
pub(crate) fn persons_alike(conn: &Connection, key: i64, most: usize) -> Result<Vec<PrisonNumber>> {
    let mut statement =
        conn.prepare_cached("select number from person where alike = ?1 order by number limit ?2")?;
    let mut rows = statement.query((key, most))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(number(row, 0)?);
    }
    Ok(found)
}
