//! Putting a change into the derived tables.
//!
//! A record that carries a version must carry the next one: a decision made on anything but the present state is
//! refused, whole.

use crate::error::{Result, StoreError};
use crate::reach::{Modes, PersonCache, one};
use crate::row::{PatientColumns, PersonColumns, RegistrationColumns, encode, identifier_key, opaque_key};
use crate::unit::{ListVersion, Write};
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::care::{Appointment, Patient};
use vocab::crossing::{Flow, IdentityLink, Mirror, Mode, PrisonEntry, Task, TaskKey};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Person};
use vocab::registration::{Choice, Registration};

/// What a unit has changed besides rows: put into the lane's memory only when the unit is released.
#[derive(Default)]
pub(crate) struct Aftermath {
    pub(crate) persons: BTreeMap<PrisonNumber, Person>,
    pub(crate) modes: Vec<(Flow, PrisonCode, Mode)>,
    pub(crate) links: Vec<IdentityLink>,
    pub(crate) heard: BTreeMap<i64, Hearing>,
}

/// What was heard over a route.
#[derive(Debug, Default, Clone)]
pub(crate) struct Hearing {
    at: Instant,
    /// How many seconds behind each piece of news was, the newest last.
    behind: Vec<u32>,
}

impl Hearing {
    /// Adds what was heard after it.
    pub(crate) fn join(&mut self, later: &Self) {
        self.at = self.at.max(later.at);
        self.behind.extend(&later.behind);
        let over = self.behind.len().saturating_sub(BEHIND_KEPT);
        self.behind.drain(..over);
    }
}

/// So many pieces of news are remembered of each route: enough for a worst case that one straggler does not make.
pub(crate) const BEHIND_KEPT: usize = 64;

/// Writes one change.
pub(crate) fn apply(
    conn: &Connection,
    cache: &mut PersonCache,
    feed_id: &mut dyn FnMut(&str) -> Result<i64>,
    writes: Vec<Write>,
) -> Result<Aftermath> {
    let mut after = Aftermath::default();
    for write in writes {
        match write {
            Write::Person(person) => {
                person_put(conn, cache, &mut after, *person)?;
            }
            Write::Patient { patient, resource } => patient_put(conn, &patient, resource.as_deref())?,
            Write::Link(link) => {
                link_put(conn, &link)?;
                after.links.push(link);
            }
            Write::Appointment { appointment, resource } => appointment_put(conn, &appointment, &resource)?,
            Write::Mirror(mirror) => mirror_put(conn, &mirror)?,
            Write::Attempt(line) => {
                let key = (line.appointment.uuid(), line.number, encode("attempt", &line)?);
                conn.prepare_cached("insert or replace into attempt values (?1, ?2, ?3)")?.execute(key)?;
            }
            Write::Errand(errand) => {
                conn.prepare_cached("insert or replace into errand values (?1, ?2, ?3, ?4, ?5)")?.execute(
                    (
                        errand.person.packed(),
                        errand.aspect.number(),
                        errand.urgency,
                        errand.due.micros(),
                        encode("errand", &errand)?,
                    ),
                )?;
            }
            Write::ErrandDone(person, aspect) => {
                conn.prepare_cached("delete from errand where person = ?1 and aspect = ?2")?
                    .execute((person.packed(), aspect.number()))?;
            }
            Write::SettleAt(person, due) => {
                conn.prepare_cached("insert or replace into settle values (?1, ?2)")?
                    .execute((person.packed(), due.micros()))?;
            }
            Write::SettleDone(person) => {
                conn.prepare_cached("delete from settle where person = ?1")?.execute([person.packed()])?;
            }
            Write::PrisonEntry(entry) => prison_entry_put(conn, &entry)?,
            Write::Quarantine(row) => {
                let released = row.released_by.map(|s| s.0);
                conn.prepare_cached("insert or replace into quarantine values (?1, ?2, ?3)")?.execute((
                    row.seq.0,
                    released,
                    encode("quarantine", &row)?,
                ))?;
            }
            Write::Task(task) => task_put(conn, &task)?,
            Write::TaskDone(key, at, by) => task_done(conn, &key, at, by)?,
            Write::Mode(flow, prison, mode) => {
                conn.prepare_cached("insert or replace into mode values (?1, ?2, ?3)")?.execute((
                    flow as u8,
                    prison.packed(),
                    mode as u8,
                ))?;
                after.modes.push((flow, prison, mode));
            }
            Write::Checked(persons, asked) => {
                for (number, aspect, seen) in persons {
                    checked(conn, cache, &mut after, (number, aspect, seen), asked)?;
                }
            }
            Write::Choice(choice) => choice_put(conn, &choice)?,
            Write::Registration(registration) => registration_put(conn, &registration)?,
            Write::PatientAt(patient, prison) => {
                conn.prepare_cached("insert or ignore into patient_prison values (?1, ?2)")?
                    .execute((prison.packed(), patient.uuid()))?;
            }
            Write::ListVersion(list) => list_version_put(conn, &list)?,
            Write::ListTold(told) => {
                conn.prepare_cached("insert or replace into list_told values (?1, ?2)")?
                    .execute((told.entry.uuid(), encode("list_told", &told)?))?;
            }
            Write::Heard(feed, at) => {
                let id = feed_id(feed.name())?;
                after.heard.entry(id).or_default().join(&Hearing { at, behind: Vec::new() });
            }
            Write::Behind(feed, seconds) => {
                let id = feed_id(feed.name())?;
                let news = Hearing { at: Instant::default(), behind: vec![seconds] };
                after.heard.entry(id).or_default().join(&news);
            }
            Write::Opaque(id, Some(person)) => {
                conn.prepare_cached("insert or replace into opaque values (?1, ?2)")?
                    .execute((opaque_key(&id), person.packed()))?;
            }
            Write::Opaque(id, None) => {
                conn.prepare_cached("delete from opaque where id = ?1")?.execute([opaque_key(&id)])?;
            }
            Write::LookUp(look_up) => {
                conn.prepare_cached("insert or replace into look_up values (?1, ?2, ?3)")?.execute((
                    look_up.id.text(),
                    look_up.due.micros(),
                    encode("look_up", &look_up)?,
                ))?;
            }
            Write::LookUpDone(id) => {
                conn.prepare_cached("delete from look_up where id = ?1")?.execute([id.text()])?;
            }
        }
    }
    Ok(after)
}

fn next(what: &'static str, before: Option<u32>, version: u32) -> Result<()> {
    if version == before.unwrap_or(0) + 1 { Ok(()) } else { Err(StoreError::Moved { what }) }
}

/// A person as the unit has left them so far: the cache knows only what units before it have.
fn person_before(
    conn: &Connection,
    cache: &mut PersonCache,
    after: &Aftermath,
    number: PrisonNumber,
) -> Result<Option<Person>> {
    if let Some(person) = after.persons.get(&number).or_else(|| cache.get(&number)) {
        return Ok(Some(person.clone()));
    }
    one(conn, "person", "select state from person where number = ?1", [number.packed()])
}

fn person_put(
    conn: &Connection,
    cache: &mut PersonCache,
    after: &mut Aftermath,
    person: Person,
) -> Result<()> {
    let before = person_before(conn, cache, after, person.number)?;
    next("a person's record", before.as_ref().map(|p| p.version), person.version)?;
    person_write(conn, before.as_ref(), &person)?;
    after.persons.insert(person.number, person);
    Ok(())
}

fn person_write(conn: &Connection, before: Option<&Person>, person: &Person) -> Result<()> {
    let state = encode("person", person)?;
    let columns = PersonColumns::of(person);
    match before {
        Some(before) if before.id == person.id && PersonColumns::of(before) == columns => {
            conn.prepare_cached("update person set state = ?2 where number = ?1")?
                .execute((person.number.packed(), state))?;
        }
        _ => {
            // Not `or replace`: on a clash of another unique column that would delete someone else's row.
            let sql =
                "insert into person values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict (number) do update set
                       id = ?2, prison = ?3, alike = ?4, family = ?5, born = ?6, state = ?7, held = ?8";
            conn.prepare_cached(sql)?.execute((
                person.number.packed(),
                person.id.uuid(),
                columns.prison,
                columns.alike,
                columns.family,
                columns.born,
                state,
                columns.held,
            ))?;
        }
    }
    Ok(())
}

/// Moves one age on. The version stays: nothing that was read of the person has changed. Nor is anybody seen again by it:
/// what waits for that is worked out where the reading itself is decided.
fn checked(
    conn: &Connection,
    cache: &mut PersonCache,
    after: &mut Aftermath,
    (number, aspect, seen): (PrisonNumber, Aspect, u64),
    asked: Instant,
) -> Result<()> {
    let Some(before) = person_before(conn, cache, after, number)? else { return Ok(()) };
    if before.seen(aspect) != Some(seen) || before.checked(aspect).is_some_and(|c| c >= asked) {
        return Ok(());
    }
    let mut person = before.clone();
    let age = match aspect {
        Aspect::Identity => &mut person.identity.checked,
        Aspect::Place => &mut person.custody.checked,
        Aspect::Alerts => &mut person.alerts.checked,
        Aspect::NonAssociations => &mut person.non_associations.checked,
        Aspect::Schedule => &mut person.schedule.checked,
    };
    *age = Some(asked);
    person_write(conn, Some(&before), &person)?;
    after.persons.insert(number, person);
    Ok(())
}

fn patient_put(conn: &Connection, patient: &Patient, resource: Option<&[u8]>) -> Result<()> {
    let before: Option<Patient> =
        one(conn, "patient", "select state from patient where id = ?1", [patient.id.uuid()])?;
    next("a patient's record", before.map(|p| p.version), patient.version)?;
    let columns = PatientColumns::of(patient);
    // Not `or replace`: a second patient with the same local id must be refused, not take the first one's place.
    let sql = "insert into patient values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict (id) do update set
               prison_number = ?2, nhs = ?3, alike = ?4, family = ?5, born = ?6, local = ?7, state = ?8, resource = ?9";
    conn.prepare_cached(sql)?.execute((
        patient.id.uuid(),
        columns.prison_number,
        columns.nhs,
        columns.alike,
        columns.family,
        columns.born,
        patient.local.text(),
        encode("patient", patient)?,
        resource,
    ))?;
    Ok(())
}

/// A record that only grows: what stood before must stand first in what stands now.
fn registration_put(conn: &Connection, registration: &Registration) -> Result<()> {
    let sql = "select state from registration where patient = ?1";
    let before: Option<Registration> = one(conn, "registration", sql, [registration.patient.uuid()])?;
    next("a patient's registration", before.as_ref().map(|before| before.version), registration.version)?;
    let grows = |before: &Registration| {
        registration.practices.starts_with(&before.practices)
            && registration.addresses.starts_with(&before.addresses)
            && registration.before_custody.starts_with(&before.before_custody)
    };
    if before.is_some_and(|before| !grows(&before)) {
        return Err(StoreError::Moved { what: "the history of a patient's registration" });
    }
    let columns = RegistrationColumns::of(registration)?;
    let sql = "insert or replace into registration values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    conn.prepare_cached(sql)?.execute((
        registration.patient.uuid(),
        columns.prison,
        columns.rank,
        columns.due,
        columns.look,
        columns.asking,
        encode("registration", registration)?,
    ))?;
    Ok(())
}

fn choice_put(conn: &Connection, choice: &Choice) -> Result<()> {
    let sql = "select state from choice where patient = ?1";
    let before: Option<Choice> = one(conn, "choice", sql, [choice.patient.uuid()])?;
    next("a patient's choice", before.as_ref().map(|before| before.version), choice.version)?;
    if before.is_some_and(|before| !choice.lines.starts_with(&before.lines)) {
        return Err(StoreError::Moved { what: "a line of a patient's choice" });
    }
    conn.prepare_cached("insert or replace into choice values (?1, ?2)")?
        .execute((choice.patient.uuid(), encode("choice", choice)?))?;
    Ok(())
}

fn link_put(conn: &Connection, link: &IdentityLink) -> Result<()> {
    let before: Option<IdentityLink> =
        one(conn, "link", "select state from link where id = ?1", [link.id.uuid()])?;
    next("a link", before.map(|l| l.version), link.version)?;
    conn.prepare_cached("insert or replace into link values (?1, ?2, ?3, ?4, ?5)")?.execute((
        link.id.uuid(),
        link.person.packed(),
        link.patient.uuid(),
        link.state as u8,
        encode("link", link)?,
    ))?;
    Ok(())
}

fn appointment_put(conn: &Connection, appointment: &Appointment, resource: &[u8]) -> Result<()> {
    let before: Option<Appointment> =
        one(conn, "appointment", "select state from appointment where id = ?1", [appointment.id.uuid()])?;
    next("an appointment", before.as_ref().map(|a| a.version), appointment.version)?;
    conn.prepare_cached("insert or replace into appointment values (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(
        (
            appointment.id.uuid(),
            appointment.patient.uuid(),
            appointment.prison.packed(),
            appointment.start.map(|s| s.at().micros()),
            appointment.updated.micros(),
            encode("appointment", appointment)?,
            resource,
        ),
    )?;
    let gone = before.iter().flat_map(|a| &a.identifiers).filter(|i| !appointment.identifiers.contains(i));
    for identifier in gone {
        conn.prepare_cached("delete from appointment_identifier where key = ?1 and id = ?2")?
            .execute((identifier_key(identifier), appointment.id.uuid()))?;
    }
    for identifier in &appointment.identifiers {
        conn.prepare_cached("insert or ignore into appointment_identifier values (?1, ?2)")?
            .execute((identifier_key(identifier), appointment.id.uuid()))?;
    }
    Ok(())
}

fn mirror_put(conn: &Connection, mirror: &Mirror) -> Result<()> {
    let before: Option<Mirror> =
        one(conn, "mirror", "select state from mirror where appointment = ?1", [mirror.appointment.uuid()])?;
    next("a mirror", before.map(|m| m.version), mirror.version)?;
    let person =
        mirror.desired.as_ref().or(mirror.known.as_ref().map(|k| &k.entry)).map(|e| e.person.packed());
    conn.prepare_cached("insert or replace into mirror values (?1, ?2, ?3, ?4, ?5)")?.execute((
        mirror.appointment.uuid(),
        mirror.awaits_delivery().then(|| mirror.due.micros()),
        mirror.known.as_ref().map(|k| k.remote),
        person,
        encode("mirror", mirror)?,
    ))?;
    Ok(())
}

fn prison_entry_put(conn: &Connection, entry: &PrisonEntry) -> Result<()> {
    conn.prepare_cached("insert or replace into prison_entry values (?1, ?2, ?3, ?4, ?5)")?.execute((
        entry.remote,
        entry.person.packed(),
        entry.prison.packed(),
        entry.start.at().micros(),
        encode("prison_entry", entry)?,
    ))?;
    Ok(())
}

/// A version that stands is never written over: the second of two at once is refused, and asks again.
fn list_version_put(conn: &Connection, list: &ListVersion) -> Result<()> {
    let last = list_version_last(conn, list.prison, list.date, (&list.session, &list.location))?;
    next("a movement list", Some(last).filter(|v| *v > 0), list.version)?;
    conn.prepare_cached("insert into list_version values (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
        list.prison.packed(),
        day_number(list.date),
        &list.session,
        &list.location,
        list.version,
        encode("list_version", list)?,
    ))?;
    Ok(())
}

/// The newest version of a list; 0 when none was printed.
pub(crate) fn list_version_last(
    conn: &Connection,
    prison: PrisonCode,
    date: jiff::civil::Date,
    (session, location): (&str, &str),
) -> Result<u32> {
    let sql = "select coalesce(max(version), 0) from list_version
               where prison = ?1 and date = ?2 and session = ?3 and location = ?4";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row((prison.packed(), day_number(date), session, location), |row| row.get(0))?)
}

/// A London day, counted from 1970.
pub(crate) fn day_number(date: jiff::civil::Date) -> i64 {
    vocab::name::Born::new(date).day_number()
}

fn task_put(conn: &Connection, task: &Task) -> Result<()> {
    conn.prepare_cached("insert or replace into task values (?1, ?2, ?3, ?4)")?.execute((
        encode("task", &task.key)?,
        task.prison.map(PrisonCode::packed),
        task.done.as_ref().map(|(at, _)| at.micros()),
        encode("task", task)?,
    ))?;
    Ok(())
}

fn task_done(conn: &Connection, key: &TaskKey, at: Instant, by: String) -> Result<()> {
    let sql = "select state from task where key = ?1";
    if let Some(task) = one::<Task>(conn, "task", sql, [encode("task", key)?])?
        && task.done.is_none()
    {
        task_put(conn, &Task { done: Some((at, by)), ..task })?;
    }
    Ok(())
}

/// Every switch, as stored.
pub(crate) fn modes(conn: &Connection) -> Result<Modes> {
    let mut statement = conn.prepare_cached("select flow, prison, mode from mode")?;
    let mut rows = statement.query([])?;
    let mut modes = Modes::new();
    while let Some(row) = rows.next()? {
        let (flow, prison, mode): (usize, u32, usize) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (Some(flow), Some(prison), Some(mode)) =
            (Flow::ALL.get(flow), PrisonCode::from_packed(prison), Mode::ALL.get(mode))
        else {
            return Err(StoreError::corrupt("mode", flow, "a flow, prison or mode that does not exist"));
        };
        modes.insert((*flow, prison), *mode);
    }
    Ok(modes)
}

/// Writes when each route was last heard, never back, and how far behind its last news were.
pub(crate) fn heard_put(conn: &Connection, heard: &BTreeMap<i64, Hearing>) -> Result<()> {
    for (feed, hearing) in heard {
        let mut statement = conn.prepare_cached("select at, behind from heard where feed = ?1")?;
        let before = statement.query_row([feed], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let mut all = before.map_or_else(Hearing::default, |(at, behind): (i64, Vec<u8>)| Hearing {
            at: Instant::from_micros(at),
            behind: behind_of(&behind),
        });
        if hearing.behind.is_empty() && before_is(&all, hearing) {
            continue;
        }
        all.join(hearing);
        let bytes: Vec<u8> = all.behind.iter().flat_map(|seconds| seconds.to_be_bytes()).collect();
        conn.prepare_cached("insert or replace into heard values (?1, ?2, ?3)")?.execute((
            feed,
            all.at.micros(),
            bytes,
        ))?;
    }
    Ok(())
}

fn before_is(known: &Hearing, hearing: &Hearing) -> bool {
    known.at >= hearing.at && known.at != Instant::default()
}

/// How far behind the last news of a route were, as stored.
pub(crate) fn behind_of(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).collect()
}
