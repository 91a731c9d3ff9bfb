//! The tables. Rows are narrow, since what limits the write path is dirty pages: people's numbers are packed, records
//! are postcard, and only what is searched stands in a column of its own.
//!
//! Two books and what belongs to them are never rebuilt: `journal`, `body`, `journal_source`, `journal_subject`,
//! `gate`, `gate_subject`, `gate_caller`, `checkpoint`, `signing_key`, `feed`, `meta`. Everything in [`DERIVED`] is:
//! it is never migrated, it is made again from the journal and swapped.

/// The layout of the books. A store with a higher one is refused.
pub(crate) const LAYOUT: i64 = 1;

/// Marks the file as ours (`PRAGMA application_id`): "GATE".
pub(crate) const APPLICATION_ID: i64 = 0x4741_5445;

/// The books.
pub(crate) const BOOKS: &str = "
create table if not exists meta (key text primary key, value blob not null) strict, without rowid;
create table if not exists feed (id integer primary key, name text not null unique) strict;
create table if not exists signing_key (key_id text primary key, public blob not null) strict, without rowid;

create table if not exists journal (
  seq integer primary key, kind integer not null, feed integer not null, at integer not null,
  seed integer not null, charter integer not null, source blob, digest blob not null, hash blob not null,
  about blob not null
) strict;
-- key: seq * 256 + part, so that bodies are appended at the right edge like the rows they belong to.
create table if not exists body (
  key integer primary key, person integer, salt blob, body blob, hash blob
) strict;
-- The first eight bytes of the source's digest: a hit is compared whole with journal.source.
create table if not exists journal_source (key integer not null, seq integer not null, primary key (key, seq))
  strict, without rowid;
-- Filled behind, in batches sorted by person; queries add the tail.
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
";

/// Everything that the journal makes.
pub(crate) const DERIVED_TABLES: &str = "
create table if not exists person (
  number integer primary key, id blob not null, prison integer, alike integer, family text, born integer,
  state blob not null
) strict;
create unique index if not exists person_id on person (id);
create index if not exists person_prison on person (prison, number) where prison is not null;
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

create table if not exists link (
  id blob primary key, person integer not null, patient blob not null, standing integer not null, state blob not null
) strict, without rowid;
create index if not exists link_person on link (person);
create index if not exists link_patient on link (patient);

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
  person integer not null, aspect integer not null, due integer not null, state blob not null,
  primary key (person, aspect)
) strict, without rowid;
create index if not exists errand_due on errand (due);
create table if not exists settle (person integer primary key, due integer not null) strict;
create index if not exists settle_due on settle (due);

create table if not exists prison_entry (
  remote integer primary key, person integer not null, prison integer not null, start integer not null,
  state blob not null
) strict;
create index if not exists prison_entry_person on prison_entry (person, start);
create index if not exists prison_entry_prison on prison_entry (prison, start);

create table if not exists quarantine (seq integer primary key, released integer, state blob not null) strict;
create table if not exists task (key blob primary key, prison integer, done integer, state blob not null)
  strict, without rowid;
create table if not exists mode (flow integer not null, prison integer not null, mode integer not null,
  primary key (flow, prison)) strict, without rowid;
create table if not exists heard (feed integer primary key, at integer not null) strict;
create table if not exists outcome (seq integer primary key, outcome blob not null) strict;
";

/// The derived tables with the order of their keys, for digests and swaps.
pub(crate) const DERIVED: &[(&str, &str)] = &[
    ("person", "number"),
    ("patient", "id"),
    ("link", "id"),
    ("appointment", "id"),
    ("appointment_identifier", "key, id"),
    ("mirror", "appointment"),
    ("attempt", "appointment, number"),
    ("errand", "person, aspect"),
    ("settle", "person"),
    ("prison_entry", "remote"),
    ("quarantine", "seq"),
    ("task", "key"),
    ("mode", "flow, prison"),
    ("heard", "feed"),
    ("outcome", "seq"),
];
