//! What no Gatelodge does to the books, someone else may: it is stopped where it is a slip, and seen where it is not.

use crate::gate_book::entry;
use crate::toy::{Ask, Bench, ask, count, number, sourced};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::Path;
use store::unit::Part;
use store::{Store, StoreError, erase, verify_file};
use vocab::id::JournalSeq;

/// A store with every kind of row: several feeds and parts, replays, an erasure, a charter, gate rows, checkpoints.
fn full() -> Bench {
    let bench = Bench::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (store, _opener) = bench.open();
    for n in 0..12 {
        store.write_blocking(sourced(&Ask::Count { who: n % 4, kept: n % 2 == 0 }, &n.to_string())).unwrap();
        runtime.block_on(store.book(entry(&store, "nurse", n % 4))).unwrap();
        bench.clock.advance_seconds(20);
    }
    let mut page = count(1);
    page.parts.extend([2, 3].map(|who| Part { person: Some(number(who)), body: Some(vec![b'x'; 40]) }));
    page.parts.push(Part { person: None, body: Some(Vec::new()) });
    store.write_blocking(page).unwrap(); // 13
    store.write_blocking(ask(&Ask::Charter)).unwrap(); // 14
    store.write_blocking(ask(&Ask::Erase { parts: vec![(2, 0), (13, 2)] })).unwrap(); // 15
    store.write_blocking(count(5)).unwrap(); // 16
    store.close();
    erase(bench.folder.path(), JournalSeq(15), &[(JournalSeq(2), 0), (JournalSeq(13), 2)]).unwrap();
    let verified = bench.verifies();
    assert_eq!((verified.journal, verified.gate, verified.erased), (16, 12, 2));
    assert!(verified.checkpoints >= 6, "{verified:?}");
    bench
}

#[test]
fn the_books_take_no_update_and_no_delete() {
    let bench = full();
    let file = bench.file();
    for (table, column) in [("journal", "at"), ("gate", "at"), ("checkpoint", "at"), ("erasure", "act")] {
        for sql in [format!("update {table} set {column} = {column} + 1"), format!("delete from {table}")] {
            let refused = file.execute(&sql, []).unwrap_err();
            assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
        }
    }
    for sql in [
        "update body set body = x'00' where key = 256",
        "update body set key = key + 1 where body is null",
        "update body set person = 9",
        "delete from body",
    ] {
        let refused = file.execute(sql, []).unwrap_err();
        assert!(refused.to_string().contains("kept or erased"), "{sql}: {refused}");
    }
    bench.verifies();
}

fn all<T>(file: &Connection, sql: &str) -> Vec<T>
where
    for<'r> T: TryFrom<&'r rusqlite::Row<'r>, Error = rusqlite::Error>,
{
    let mut rows = file.prepare(sql).unwrap();
    rows.query_map([], |row| T::try_from(row)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// The triggers are no hindrance to who means it.
fn open_to_all(path: &Path) -> Connection {
    let file = Connection::open(path).unwrap();
    let names: Vec<(String,)> = all(&file, "select name from sqlite_schema where type = 'trigger'");
    assert!(names.len() >= 10, "{names:?}");
    for (name,) in names {
        file.execute(&format!("drop trigger {name}"), []).unwrap();
    }
    file
}

/// The books' columns, and how a row of each is told.
const COLUMNS: &[(&str, &str, &[&str])] = &[
    ("journal", "seq", &["seq", "kind", "feed", "at", "seed", "charter", "source", "digest", "hash"]),
    ("body", "key", &["key", "person", "salt", "body", "digest"]),
    ("gate", "seq", &["seq", "at", "body", "hash"]),
    ("checkpoint", "book || '/' || head", &["book", "head", "hash", "at", "key_id", "signature"]),
    ("erasure", "key || '/' || act", &["key", "act"]),
    ("feed", "id", &["id", "name"]),
    ("signing_key", "key_id", &["key_id", "public"]),
];

/// One bit of one value turned; a null becomes something, and something may become null.
fn turned(value: &Value, at: u32, to_null: bool) -> Option<Value> {
    Some(match value {
        Value::Null => Value::Integer(i64::from(at)),
        _ if to_null => Value::Null,
        Value::Integer(n) => Value::Integer(n ^ (1 << (at % 64))),
        Value::Blob(bytes) if bytes.is_empty() => Value::Blob(vec![0]),
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            let bit = at as usize % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            Value::Blob(bytes)
        }
        Value::Text(text) => {
            let mut bytes = text.clone().into_bytes();
            let byte = at as usize % bytes.len();
            bytes[byte] ^= 1;
            Value::Text(String::from_utf8(bytes).ok()?)
        }
        Value::Real(_) => unreachable!("the books hold no fractions"),
    })
}

/// The number in "journal row N" or "gate book row N".
fn named(bad: &str) -> Option<u64> {
    bad.split("row ").nth(1)?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[test]
fn any_bit_of_any_column_shows_and_is_named() {
    let bench = full();
    let pristine = bench.folder.path().join("gatelodge.db");
    let work = tempfile::tempdir().unwrap();
    let path = work.path().join("turned.db");
    let plan =
        (0..COLUMNS.len(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u32>(), 0u8..8);
    let mut runner = TestRunner::new(ProptestConfig { cases: 600, ..ProptestConfig::default() });
    runner
        .run(&plan, |(table, column, row, at, to_null)| {
            let (table, key, columns) = COLUMNS[table];
            let column = columns[column.index(columns.len())];
            std::fs::copy(&pristine, &path).unwrap();
            let file = open_to_all(&path);
            let rows: Vec<(Value, Value)> = all(&file, &format!("select {key}, {column} from {table}"));
            let (which, value) = &rows[row.index(rows.len())];
            let Some(new) = turned(value, at, to_null == 0) else { return Ok(()) };
            match file.execute(&format!("update {table} set {column} = ?1 where {key} = ?2"), (&new, which)) {
                Ok(1) => {}
                // The tables are strict and the keys unique: what the file itself refuses has not happened.
                Ok(n) => prop_assert!(false, "{n} rows changed"),
                Err(_) => return Ok(()),
            }
            drop(file);
            let verified = verify_file(&path).unwrap();
            let Some(bad) = verified.bad else {
                return Err(TestCaseError::fail(format!(
                    "{table}.{column} of {which:?}: {value:?} to {new:?}"
                )));
            };
            let row_of = match (table, which) {
                ("journal" | "gate", Value::Integer(seq)) => Some(*seq),
                ("body", Value::Integer(key)) => Some(key >> 8),
                _ => None,
            };
            if let Some(row) = row_of {
                let found = named(&bad).map(u64::cast_signed);
                prop_assert!(found.is_some_and(|found| found <= row), "{table} {row}: {bad}");
            }
            Ok(())
        })
        .unwrap();
}

/// Does something to a copy of the full store, and gives what verifying says of it.
fn after(sql: &str) -> Option<String> {
    let bench = full();
    let path = bench.folder.path().join("gatelodge.db");
    open_to_all(&path).execute_batch(sql).unwrap();
    verify_file(&path).unwrap().bad
}

#[test]
fn what_is_missing_or_added_shows() {
    for (sql, said) in [
        ("update body set person = null, salt = null, body = null where key = 3 << 8", "journal row 3"),
        // As an erasure would leave it, and no act names it.
        (
            "update body set digest = (select digest from journal where seq = 3), person = null, salt = null, body = null
             where key = 3 << 8",
            "journal row 3: a body of it is gone, and no act erased it",
        ),
        (
            "update body set digest = (select digest from journal where seq = 3), person = null, salt = null, body = null
             where key = 3 << 8; insert into erasure values (3 << 8, 15)",
            "journal row 3: a body of it is gone, and no act erased it",
        ),
        ("insert into erasure values (4 << 8, 15)", "journal row 4"),
        ("insert into erasure values (99 << 8, 15)", "not there"),
        ("delete from erasure where key = 2 << 8", "journal row 2: a body of it is gone"),
        ("delete from body where key = (13 << 8) + 3", "journal row 13"),
        ("insert into body values ((12 << 8) + 1, null, x'00', x'00', null)", "journal row 12"),
        ("insert into body values (17 << 8, null, x'00', x'00', null)", "journal row 17 is missing"),
        ("delete from journal where seq = 5", "journal row 5 is missing"),
        ("delete from journal where seq = 16", "journal row 16 is missing"),
        ("delete from journal where seq = 16; delete from body where key >= 16 << 8", "journal row 16"),
        ("delete from journal where seq > 10; delete from body where key >= 11 << 8", "journal row 2"),
        ("delete from gate where seq = 1", "gate book row 1 is missing"),
        ("delete from gate where seq = 12", "gate row 12"),
        ("delete from journal_source where seq = 3", "journal row 3: its source is not in the index"),
        ("update meta set value = x'0000000000000001' where key = 'charter'", "journal row 14 is the charter"),
        ("delete from signing_key", "a key that is not known"),
        ("update journal set at = at + 1 where seq = 16", "journal row 16"),
    ] {
        let bad = after(sql).unwrap_or_else(|| panic!("not seen: {sql}"));
        assert!(bad.contains(said), "{sql}: {bad}");
    }
}

#[test]
fn a_start_checks_the_newest_checkpoint() {
    for sql in [
        "update journal set hash = zeroblob(32) where seq = (select max(head) from checkpoint where book = 1)",
        "delete from journal where seq = (select max(head) from checkpoint where book = 1)",
        "update checkpoint set signature = zeroblob(64)",
    ] {
        let bench = full();
        open_to_all(&bench.folder.path().join("gatelodge.db")).execute_batch(sql).unwrap();
        let refused = Store::open(bench.settings()).err();
        assert!(matches!(refused, Some(StoreError::Corrupt { table: "journal", .. })), "{sql}: {refused:?}");
    }
}

#[test]
fn a_damaged_file_is_told_from_a_sound_one() {
    let bench = full();
    let path = bench.folder.path().join("gatelodge.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let verified = verify_file(&path);
    assert!(!matches!(&verified, Ok(found) if found.bad.is_none()), "{verified:?}");
}
