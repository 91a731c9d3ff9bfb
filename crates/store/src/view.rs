//! Reading for those outside: one read transaction, one state of everything, and people's records sealed.
//!
//! Lists are bounded by their callers and counted apart, so that a page and its total are of one state.

mod registered;

use crate::books::{self, GateQuery, JournalRow};
use crate::error::Result;
use crate::gate::GateRow;
use crate::lane::meta_number;
use crate::reach::{Modes, many, number, one};
use crate::row::{decode, identifier_key};
use crate::sealed::Sealed;
use crate::unit::AttemptLine;
use rusqlite::{Connection, OptionalExtension as _, ToSql};
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::care::{Appointment, Identifier, Patient};
use vocab::crossing::{Errand, IdentityLink, LookUp, Mirror, PrisonEntry, Quarantined, Task};
use vocab::id::{AppointmentId, JournalSeq, LinkId, NhsNumber, OpaqueId, PatientId, PersonId, PrisonNumber};
use vocab::name::{FamilyName, fold};
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Person};

/// One state of the store.
pub struct View<'c> {
    conn: &'c Connection,
}

/// A record and the resource that it came as.
pub type WithResource<T> = (T, Vec<u8>);

impl<'c> View<'c> {
    pub(crate) const fn new(conn: &'c Connection) -> Self {
        Self { conn }
    }

    pub(crate) const fn conn(&self) -> &'c Connection {
        self.conn
    }

    /// The last journal row that this state has.
    ///
    /// # Errors
    /// Whatever the database fails with; so for every reading here.
    pub fn snapshot(&self) -> Result<JournalSeq> {
        let mut statement = self.conn.prepare_cached("select coalesce(max(seq), 0) from journal")?;
        Ok(JournalSeq(statement.query_row([], |row| row.get(0))?))
    }

    /// When the newest row of either book was written.
    pub fn newest_at(&self) -> Result<Instant> {
        crate::lane::last_at(self.conn)
    }

    /// The charter in force.
    pub fn charter(&self) -> Result<JournalSeq> {
        Ok(JournalSeq(meta_number(self.conn, "charter")?))
    }

    /// Every switch.
    pub fn modes(&self) -> Result<Modes> {
        crate::derived::modes(self.conn)
    }

    /// When each route was last heard, by feed.
    pub fn heard(&self) -> Result<BTreeMap<String, Instant>> {
        let mut statement =
            self.conn.prepare_cached("select f.name, h.at from heard h join feed f on f.id = h.feed")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, Instant::from_micros(row.get(1)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many seconds behind the last news of each route were, the newest last, by feed.
    pub fn behind(&self) -> Result<BTreeMap<String, Vec<u32>>> {
        let sql = "select f.name, h.behind from heard h join feed f on f.id = h.feed";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, crate::derived::behind_of(&row.get::<_, Vec<u8>>(1)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Opaque ids of which it is to be asked by now whose they are.
    pub fn look_ups_due(&self, now: Instant, most: usize) -> Result<Vec<Sealed<LookUp>>> {
        let sql = "select state from look_up where due <= ?1 order by due, id limit ?2";
        self.sealed("look_up", sql, &[&now.micros(), &most])
    }

    /// How many opaque ids are to be asked about.
    pub fn look_ups_count(&self) -> Result<u64> {
        self.count("select count(*) from look_up", &[])
    }

    /// Since when the other side says that an aspect of a person has changed, and it was not read again.
    pub fn changed_since(&self, person: PrisonNumber, aspect: Aspect) -> Result<Option<Instant>> {
        let sql = "select state from errand where person = ?1 and aspect = ?2";
        let errand: Option<Errand> = one(self.conn, "errand", sql, (person.packed(), aspect.number()))?;
        Ok(errand.filter(|errand| errand.changed).map(|errand| errand.signalled))
    }

    /// A person.
    pub fn person(&self, number: PrisonNumber) -> Result<Option<Sealed<Person>>> {
        let sql = "select state from person where number = ?1";
        Ok(one(self.conn, "person", sql, [number.packed()])?.map(Sealed::new))
    }

    /// The digest of the newest reading of an aspect, and when it was asked for; none while it is no longer ours to see.
    /// Neither is of the person.
    pub fn seen(
        &self,
        number: PrisonNumber,
        aspect: vocab::prison::Aspect,
    ) -> Result<Option<(u64, Instant)>> {
        let sql = "select state from person where number = ?1";
        let person: Option<Person> = one(self.conn, "person", sql, [number.packed()])?;
        let person = person.filter(|p| p.not_visible_since(aspect).is_none());
        Ok(person.and_then(|p| Some((p.seen(aspect)?, p.checked(aspect)?))))
    }

    /// Since when an aspect of a person is no longer ours to see.
    pub fn hidden_since(&self, number: PrisonNumber, aspect: Aspect) -> Result<Option<Instant>> {
        let sql = "select state from person where number = ?1";
        let person: Option<Person> = one(self.conn, "person", sql, [number.packed()])?;
        Ok(person.and_then(|p| p.not_visible_since(aspect)))
    }

    /// The number behind the name that our own addresses use.
    pub fn person_number(&self, id: PersonId) -> Result<Option<PrisonNumber>> {
        let mut statement = self.conn.prepare_cached("select number from person where id = ?1")?;
        let packed: Option<u32> = statement.query_row([id.uuid()], |row| row.get(0)).optional()?;
        Ok(packed.and_then(PrisonNumber::from_packed))
    }

    /// Numbers of the persons in a prison's care, absences included, after `after` in order of number.
    pub fn persons_in(
        &self,
        prison: PrisonCode,
        after: Option<PrisonNumber>,
        most: usize,
    ) -> Result<Vec<PrisonNumber>> {
        self.numbers(
            "select number from person where prison = ?1 and number > ?2 order by number limit ?3",
            &[&prison.packed(), &after.map_or(-1, |n| i64::from(n.packed())), &most],
        )
    }

    /// How many persons are in a prison's care.
    pub fn persons_in_count(&self, prison: PrisonCode) -> Result<u64> {
        self.count("select count(*) from person where prison = ?1", &[&prison.packed()])
    }

    /// Numbers of the persons whose family name begins so and who were born then, in one prison's care.
    pub fn persons_named(
        &self,
        prison: PrisonCode,
        family: &FamilyName,
        born: Option<jiff::civil::Date>,
        most: usize,
    ) -> Result<Vec<PrisonNumber>> {
        let (low, high) = prefix(family);
        let born = born.map(|d| vocab::name::Born::new(d).day_number());
        self.numbers(
            "select number from person where family >= ?1 and family < ?2 and (?3 is null or born = ?3) and prison = ?4
             order by number limit ?5",
            &[&low, &high, &born, &prison.packed(), &most],
        )
    }

    /// Patients whose family name begins so and who were born then. Which of them may be seen is policy's to say.
    pub fn patients_named(
        &self,
        family: &FamilyName,
        born: Option<jiff::civil::Date>,
        most: usize,
    ) -> Result<Vec<Sealed<Patient>>> {
        let (low, high) = prefix(family);
        let born = born.map(|d| vocab::name::Born::new(d).day_number());
        self.sealed(
            "patient",
            "select state from patient where family >= ?1 and family < ?2 and (?3 is null or born = ?3)
             order by id limit ?4",
            &[&low, &high, &born, &most],
        )
    }

    /// A patient, with the resource as it came.
    pub fn patient(&self, id: PatientId) -> Result<Option<Sealed<Patient>>> {
        let sql = "select state from patient where id = ?1";
        Ok(one(self.conn, "patient", sql, [id.uuid()])?.map(Sealed::new))
    }

    /// Patients whose record carries this prison number.
    pub fn patients_by_prison_number(&self, number: PrisonNumber) -> Result<Vec<Sealed<Patient>>> {
        let sql = "select state from patient where prison_number = ?1 order by id limit 8";
        self.sealed("patient", sql, &[&number.packed()])
    }

    /// Patients with this NHS number.
    pub fn patients_by_nhs(&self, nhs: NhsNumber) -> Result<Vec<Sealed<Patient>>> {
        let packed = i64::try_from(nhs.packed()).unwrap_or(i64::MAX);
        self.sealed("patient", "select state from patient where nhs = ?1 order by id limit 8", &[&packed])
    }

    /// The patient with the care system's own id.
    pub fn patient_by_local(&self, local: &str) -> Result<Option<Sealed<Patient>>> {
        Ok(one(self.conn, "patient", "select state from patient where local = ?1", [local])?.map(Sealed::new))
    }

    /// A link.
    pub fn link(&self, id: LinkId) -> Result<Option<IdentityLink>> {
        one(self.conn, "link", "select state from link where id = ?1", [id.uuid()])
    }

    /// Every link of a person.
    pub fn links_of_person(&self, person: PrisonNumber) -> Result<Vec<IdentityLink>> {
        many(self.conn, "link", "select state from link where person = ?1 order by id", [person.packed()])
    }

    /// Every link of a patient.
    pub fn links_of_patient(&self, patient: PatientId) -> Result<Vec<IdentityLink>> {
        many(self.conn, "link", "select state from link where patient = ?1 order by id", [patient.uuid()])
    }

    /// Links in one state, newest last.
    pub fn links_in_state(
        &self,
        state: vocab::crossing::LinkState,
        most: usize,
    ) -> Result<Vec<IdentityLink>> {
        many(
            self.conn,
            "link",
            "select state from link where standing = ?1 order by id limit ?2",
            (state as u8, most),
        )
    }

    /// An appointment, with the resource as it came.
    pub fn appointment(&self, id: AppointmentId) -> Result<Option<Sealed<WithResource<Appointment>>>> {
        let sql = "select state, resource from appointment where id = ?1";
        Ok(self.appointments(sql, &[&id.uuid()])?.pop())
    }

    /// Appointments that carry a business identifier.
    pub fn appointments_by_identifier(
        &self,
        identifier: &Identifier,
    ) -> Result<Vec<Sealed<WithResource<Appointment>>>> {
        let sql = "select a.state, a.resource from appointment_identifier i join appointment a on a.id = i.id
                   where i.key = ?1";
        // The key is a digest cut short: another identifier may share it.
        self.appointments_where(sql, &[&identifier_key(identifier)], |a| a.identifiers.contains(identifier))
    }

    /// Appointments of a patient that start in a span, in order.
    pub fn appointments_of(
        &self,
        patient: PatientId,
        span: (Instant, Instant),
        most: usize,
    ) -> Result<Vec<Sealed<WithResource<Appointment>>>> {
        let sql = "select state, resource from appointment where patient = ?1 and start >= ?2 and start < ?3
                   order by start, id limit ?4";
        self.appointments(sql, &[&patient.uuid(), &span.0.micros(), &span.1.micros(), &most])
    }

    /// Appointments in a prison that start in a span, in order.
    pub fn appointments_in(
        &self,
        prison: PrisonCode,
        span: (Instant, Instant),
        most: usize,
    ) -> Result<Vec<Sealed<WithResource<Appointment>>>> {
        let sql = "select state, resource from appointment where prison = ?1 and start >= ?2 and start < ?3
                   order by start, id limit ?4";
        self.appointments(sql, &[&prison.packed(), &span.0.micros(), &span.1.micros(), &most])
    }

    fn appointments(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
    ) -> Result<Vec<Sealed<WithResource<Appointment>>>> {
        self.appointments_where(sql, params, |_| true)
    }

    fn appointments_where(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        wanted: impl Fn(&Appointment) -> bool,
    ) -> Result<Vec<Sealed<WithResource<Appointment>>>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let state = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            let appointment = decode("appointment", state)?;
            if wanted(&appointment) {
                found.push(Sealed::new((appointment, row.get(1)?)));
            }
        }
        Ok(found)
    }

    /// A mirror.
    pub fn mirror(&self, appointment: AppointmentId) -> Result<Option<Sealed<Mirror>>> {
        let sql = "select state from mirror where appointment = ?1";
        Ok(one(self.conn, "mirror", sql, [appointment.uuid()])?.map(Sealed::new))
    }

    /// The mirror that the other side knows by this id.
    pub fn mirror_by_remote(&self, remote: i64) -> Result<Option<Sealed<Mirror>>> {
        let sql = "select state from mirror where remote = ?1";
        Ok(one(self.conn, "mirror", sql, [remote])?.map(Sealed::new))
    }

    /// Mirrors that delivery must come back to by now, the longest due first.
    pub fn mirrors_due(&self, now: Instant, most: usize) -> Result<Vec<Sealed<Mirror>>> {
        let sql = "select state from mirror where due is not null and due <= ?1 order by due limit ?2";
        self.sealed("mirror", sql, &[&now.micros(), &most])
    }

    /// When the next mirror is due.
    pub fn mirror_next_due(&self) -> Result<Option<Instant>> {
        self.next_due("select min(due) from mirror where due is not null")
    }

    /// The story of a mirror's attempts.
    pub fn attempts(&self, appointment: AppointmentId) -> Result<Vec<AttemptLine>> {
        let sql = "select state from attempt where appointment = ?1 order by number";
        many(self.conn, "attempt", sql, [appointment.uuid()])
    }

    /// Every mirror, for the board and for drift.
    pub fn mirrors(&self, most: usize) -> Result<Vec<Sealed<Mirror>>> {
        self.sealed("mirror", "select state from mirror order by appointment limit ?1", &[&most])
    }

    /// Errands due by now, the most urgent first.
    pub fn errands_due(&self, now: Instant, most: usize) -> Result<Vec<Sealed<Errand>>> {
        let sql = "select state from errand where due <= ?1 order by urgency, due limit ?2";
        self.sealed("errand", sql, &[&now.micros(), &most])
    }

    /// Errands due by now, those first that have been due the longest.
    pub fn errands_oldest(&self, now: Instant, most: usize) -> Result<Vec<Sealed<Errand>>> {
        let sql = "select state from errand where due <= ?1 order by due, urgency limit ?2";
        self.sealed("errand", sql, &[&now.micros(), &most])
    }

    /// Whether an opaque id is known to be this person's.
    pub fn is_known_as(&self, person: PrisonNumber, id: &OpaqueId) -> Result<bool> {
        let mut statement = self.conn.prepare_cached("select person from opaque where id = ?1")?;
        let found: Option<u32> =
            statement.query_row([crate::row::opaque_key(id)], |row| row.get(0)).optional()?;
        Ok(found == Some(person.packed()))
    }

    /// When the next errand is due.
    pub fn errand_next_due(&self) -> Result<Option<Instant>> {
        self.next_due("select min(due) from errand")
    }

    /// How many errands wait.
    pub fn errands_count(&self) -> Result<u64> {
        self.count("select count(*) from errand", &[])
    }

    /// Persons whose report should be looked at again by now.
    pub fn settles_due(&self, now: Instant, most: usize) -> Result<Vec<PrisonNumber>> {
        self.numbers(
            "select person from settle where due <= ?1 order by due limit ?2",
            &[&now.micros(), &most],
        )
    }

    /// Entries on a prison's lists that start in a span.
    pub fn prison_entries(
        &self,
        prison: PrisonCode,
        span: (Instant, Instant),
    ) -> Result<Vec<Sealed<PrisonEntry>>> {
        let sql = "select state from prison_entry where prison = ?1 and start >= ?2 and start < ?3 order by start, remote";
        self.sealed("prison_entry", sql, &[&prison.packed(), &span.0.micros(), &span.1.micros()])
    }

    /// What lies in quarantine and was not released, newest first.
    pub fn quarantine(&self, most: usize) -> Result<Vec<Quarantined>> {
        let sql = "select state from quarantine where released is null order by seq desc limit ?1";
        many(self.conn, "quarantine", sql, [most])
    }

    /// One row of the quarantine.
    pub fn quarantined(&self, seq: JournalSeq) -> Result<Option<Quarantined>> {
        one(self.conn, "quarantine", "select state from quarantine where seq = ?1", [seq.0])
    }

    /// How much lies in quarantine.
    pub fn quarantine_count(&self) -> Result<u64> {
        self.count("select count(*) from quarantine where released is null", &[])
    }

    /// Tasks that nobody has done.
    pub fn tasks(&self, prison: Option<PrisonCode>, most: usize) -> Result<Vec<Task>> {
        let sql =
            "select state from task where done is null and (?1 is null or prison = ?1) order by key limit ?2";
        many(self.conn, "task", sql, (prison.map(PrisonCode::packed), most))
    }

    /// A journal row. It holds what came, so it is sealed.
    pub fn journal_row(&self, seq: JournalSeq) -> Result<Option<Sealed<JournalRow>>> {
        Ok(books::journal_row(self.conn, seq)?.map(Sealed::new))
    }

    /// The rows about a person, oldest first.
    pub fn journal_of(&self, person: PrisonNumber) -> Result<Vec<JournalSeq>> {
        books::journal_of(self.conn, person)
    }

    /// Gate-book rows, newest first.
    pub fn gate_rows(&self, query: &GateQuery) -> Result<Vec<Sealed<GateRow>>> {
        Ok(books::gate_rows(self.conn, query)?.into_iter().map(Sealed::new).collect())
    }

    /// The last gate-book row.
    pub fn gate_head(&self) -> Result<u64> {
        self.count("select coalesce(max(seq), 0) from gate", &[])
    }

    fn numbers(&self, sql: &str, params: &[&dyn ToSql]) -> Result<Vec<PrisonNumber>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(number(row, 0)?);
        }
        Ok(found)
    }

    fn sealed<T: serde::de::DeserializeOwned>(
        &self,
        table: &'static str,
        sql: &str,
        params: &[&dyn ToSql],
    ) -> Result<Vec<Sealed<T>>> {
        Ok(many(self.conn, table, sql, params)?.into_iter().map(Sealed::new).collect())
    }

    fn count(&self, sql: &str, params: &[&dyn ToSql]) -> Result<u64> {
        Ok(self.conn.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
    }

    fn next_due(&self, sql: &str) -> Result<Option<Instant>> {
        let due: Option<i64> = self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(due.map(Instant::from_micros))
    }
}

/// The span of folded family names that begin like this one.
pub(crate) fn prefix(family: &FamilyName) -> (String, String) {
    let low = fold(family.text());
    // The highest character sorts after every name that begins so.
    let high = format!("{low}\u{10FFFF}");
    (low, high)
}
