//! The tables. Rows are narrow, since what limits the write path is dirty pages: people's numbers are packed, records
//! are postcard, and only what is searched stands in a column of its own.
//!
//! Two books and what belongs to them are never rebuilt: `journal`, `body`, `erasure`, `journal_source`, `gate`,
//! `gate_subject`, `gate_caller`, `checkpoint`, `signing_key`, `feed`, `meta`. Everything in [`DERIVED`] is: it is never
//! migrated, it is made again from the journal and swapped. `journal_subject` is an index of the derived `about`.
//!
//! The triggers stop a slip, not an attacker: against him the chains and the checkpoints outside stand.

/// The layout of the books. A store with a higher one is refused.
pub(crate) const LAYOUT: i64 = 1;

/// The form of the derived records, raised with every change of one: they are read by their order alone, and those of
/// another form are made again from the journal before anything is read.
pub(crate) const RECORDS: u64 = 8;

/// Marks the file as ours (`PRAGMA application_id`): "GATE".
pub(crate) const APPLICATION_ID: i64 = 0x4741_5445;

/// The books.
pub(crate) const BOOKS: &str = "
create table if not exists meta (key text primary key, value blob not null) strict, without rowid;
create table if not exists feed (id integer primary key, name text not null unique) strict;
create table if not exists signing_key (key_id text primary key, public blob not null) strict, without rowid;

create table if not exists journal (
  seq integer primary key, kind integer not null, feed integer not null, at integer not null,
  seed integer not null, charter integer not null, source blob, digest blob not null, hash blob not null
) strict;
-- key: seq * 256 + part, so that bodies are appended at the right edge like the rows they belong to. The digest of a
-- part stands here only once the part was erased: before, it can be computed.
create table if not exists body (
  key integer primary key, person integer, salt blob, body blob, digest blob
) strict;
-- Which act decided that a part is erased. The act's body names the part, and the chain covers it.
create table if not exists erasure (key integer not null, act integer not null, primary key (key, act))
  strict, without rowid;
-- The first eight bytes of the source's digest: a hit is compared whole with journal.source.
create table if not exists journal_source (key integer not null, seq integer not null, primary key (key, seq))
  strict, without rowid;
-- Filled behind from `about`, in batches sorted by person; queries add the tail.
create table if not exists journal_subject (person integer not null, seq integer not null, primary key (person, seq))
  strict, without rowid;

create table if not exists gate (seq integer primary key, at integer not null, body blob not null, hash blob not null)
  strict;
create table if not exists gate_subject (person integer not null, seq integer not null, primary key (person, seq))
  strict, without rowid;
create table if not exists gate_caller (caller integer not null, seq integer not null, primary key (caller, seq))
  strict, without rowid;

create table if not exists checkpoint (
  book integer not null, head integer not null, hash blob not null, at integer not null,
  key_id text not null, signature blob not null, primary key (book, head)
) strict, without rowid;

create trigger if not exists journal_append_only_update before update on journal
  begin select raise(abort, 'the journal is append-only'); end;
create trigger if not exists journal_append_only_delete before delete on journal
  begin select raise(abort, 'the journal is append-only'); end;
create trigger if not exists gate_append_only_update before update on gate
  begin select raise(abort, 'the gate book is append-only'); end;
create trigger if not exists gate_append_only_delete before delete on gate
  begin select raise(abort, 'the gate book is append-only'); end;
create trigger if not exists body_only_erased_update before update on body
  when new.key <> old.key or new.person is not null or new.salt is not null or new.body is not null
  begin select raise(abort, 'a body is kept or erased'); end;
create trigger if not exists body_only_erased_delete before delete on body
  begin select raise(abort, 'a body is kept or erased'); end;
create trigger if not exists erasure_append_only_update before update on erasure
  begin select raise(abort, 'erasures are append-only'); end;
create trigger if not exists erasure_append_only_delete before delete on erasure
  begin select raise(abort, 'erasures are append-only'); end;
create trigger if not exists checkpoint_append_only_update before update on checkpoint
  begin select raise(abort, 'checkpoints are append-only'); end;
create trigger if not exists checkpoint_append_only_delete before delete on checkpoint
  begin select raise(abort, 'checkpoints are append-only'); end;
";

/// Everything that the journal makes.
pub(crate) const DERIVED_TABLES: &str = "
create table if not exists person (
  number integer primary key, id blob not null, prison integer, alike integer, family text, born integer,
  state blob not null, held integer
) strict;
create unique index if not exists person_id on person (id);
create index if not exists person_prison on person (prison, number) where prison is not null;
-- The prison that has them as settled, where a report says otherwise: few, and for less than an hour each.
create index if not exists person_held on person (held, number) where held is not null;
create index if not exists person_alike on person (alike) where alike is not null;
create index if not exists person_family on person (family, born) where family is not null;

create table if not exists patient (
  id blob primary key, prison_number integer, nhs integer, alike integer, family text, born integer, local text not null,
  state blob not null, resource blob
) strict, without rowid;
create index if not exists patient_prison_number on patient (prison_number) where prison_number is not null;
create index if not exists patient_nhs on patient (nhs) where nhs is not null;
create index if not exists patient_alike on patient (alike) where alike is not null;
create index if not exists patient_family on patient (family, born) where family is not null;
create unique index if not exists patient_local on patient (local);

-- Whose healthcare keeps a patient's record, or has booked for them: a patient whom nobody linked is theirs.
create table if not exists patient_prison (prison integer not null, patient blob not null, primary key (prison, patient))
  strict, without rowid;

create table if not exists link (
  id blob primary key, person integer not null, patient blob not null, standing integer not null, state blob not null
) strict, without rowid;
create index if not exists link_person on link (person);
create index if not exists link_patient on link (patient);

-- What a patient chose about a GP. Only ever longer.
create table if not exists choice (patient blob primary key, state blob not null) strict, without rowid;

-- What is so of a patient's registration. The question's standing is a column of its own: a list of a region is read
-- from the index alone.
create table if not exists registration (
  patient blob primary key, prison integer, rank integer, due integer, look integer, asking blob, state blob not null
) strict, without rowid;
create index if not exists registration_due on registration (prison, rank, due) where due is not null;
create index if not exists registration_prison on registration (prison, patient);
create index if not exists registration_look on registration (look) where look is not null;
create index if not exists registration_asking on registration (prison, asking) where asking is not null;

create table if not exists appointment (
  id blob primary key, patient blob not null, prison integer not null, start integer, updated integer not null,
  state blob not null, resource blob not null
) strict, without rowid;
create index if not exists appointment_patient on appointment (patient, start);
create index if not exists appointment_prison on appointment (prison, start);
create table if not exists appointment_identifier (key integer not null, id blob not null, primary key (key, id))
  strict, without rowid;

create table if not exists mirror (
  appointment blob primary key, due integer, remote integer, person integer, state blob not null
) strict, without rowid;
create index if not exists mirror_due on mirror (due) where due is not null;
create index if not exists mirror_remote on mirror (remote) where remote is not null;
create index if not exists mirror_person on mirror (person) where person is not null;
create table if not exists attempt (appointment blob not null, number integer not null, state blob not null,
  primary key (appointment, number)) strict, without rowid;

create table if not exists errand (
  person integer not null, aspect integer not null, urgency integer not null, due integer not null,
  state blob not null, primary key (person, aspect)
) strict, without rowid;
create index if not exists errand_due on errand (urgency, due);
create table if not exists settle (person integer primary key, due integer not null) strict;
create index if not exists settle_due on settle (due);

create table if not exists prison_entry (
  remote integer primary key, person integer not null, prison integer not null, start integer not null,
  state blob not null
) strict;
create index if not exists prison_entry_person on prison_entry (person, start);
create index if not exists prison_entry_prison on prison_entry (prison, start);

-- What was printed, as it was printed. The day is counted from 1970.
create table if not exists list_version (
  prison integer not null, date integer not null, session text not null, location text not null,
  version integer not null, state blob not null, primary key (prison, date, session, location, version)
) strict, without rowid;
create table if not exists list_told (entry blob primary key, state blob not null) strict, without rowid;

create table if not exists quarantine (seq integer primary key, released integer, state blob not null) strict;
create table if not exists task (key blob primary key, prison integer, done integer, state blob not null)
  strict, without rowid;
create table if not exists mode (flow integer not null, prison integer not null, mode integer not null,
  primary key (flow, prison)) strict, without rowid;
-- When a route was last heard, and how many seconds behind its last news were, four bytes each, the newest last.
create table if not exists heard (feed integer primary key, at integer not null, behind blob not null) strict;
-- Whose an opaque id of the other side is, by the first eight bytes of its digest: a wrong hit costs a reading.
create table if not exists opaque (id integer primary key, person integer not null) strict;
create table if not exists look_up (id text primary key, due integer not null, state blob not null) strict, without rowid;
create index if not exists look_up_due on look_up (due);
create table if not exists outcome (seq integer primary key, outcome blob not null) strict;
-- Whom a journal row is about, as it was decided: four bytes a person. It goes with what it was decided from.
create table if not exists about (seq integer primary key, persons blob not null) strict;
";

/// The derived tables with the order of their keys, for digests and swaps.
pub(crate) const DERIVED: &[(&str, &str)] = &[
    ("person", "number"),
    ("patient", "id"),
    ("patient_prison", "prison, patient"),
    ("link", "id"),
    ("choice", "patient"),
    ("registration", "patient"),
    ("appointment", "id"),
    ("appointment_identifier", "key, id"),
    ("mirror", "appointment"),
    ("attempt", "appointment, number"),
    ("errand", "person, aspect"),
    ("settle", "person"),
    ("prison_entry", "remote"),
    ("list_version", "prison, date, session, location, version"),
    ("list_told", "entry"),
    ("quarantine", "seq"),
    ("task", "key"),
    ("mode", "flow, prison"),
    ("heard", "feed"),
    ("opaque", "id"),
    ("look_up", "id"),
    ("outcome", "seq"),
    ("about", "seq"),
];
