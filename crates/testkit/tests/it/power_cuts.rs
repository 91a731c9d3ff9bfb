//! The store on a disk that loses what was not synced.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use store::keys::CheckpointKey;
use store::unit::{Change, Decide, Input, Kind, Moment, Part, Write};
use store::{Opener, Reach, Settings, Store, StoreError};
use testkit::lossy::{Cut, LossyDisk};
use vocab::crossing::Feed;
use vocab::id::{PersonId, PrisonNumber};
use vocab::prison::Person;
use vocab::seed::SeedStream;
use vocab::time::ManualClock;
use vocab::{Instant, Seed};

const SEEDS: u64 = 50;

/// Counts the person whose number is the input's last digit.
struct Counts;

impl Decide for Counts {
    type Parsed = u32;
    type Subjects = Option<Person>;
    type Outcome = u32;

    fn parse(&self, input: &Input) -> u32 {
        let body = input.parts[0].body.as_ref().expect("nothing is erased here");
        u32::from_be_bytes(body[..4].try_into().expect("a number"))
    }

    fn gather(&self, n: &u32, reach: &mut Reach<'_>) -> store::Result<Option<Person>> {
        reach.person(number(n % 10))
    }

    fn decide(&self, n: &u32, before: &Option<Person>, moment: &Moment) -> Change<u32> {
        let id = PersonId::from_uuid(moment.seed.id(moment.at, 0));
        let mut person = before.clone().unwrap_or_else(|| Person::new(number(n % 10), id));
        person.version += 1;
        let (about, outcome) = (vec![person.number], person.version);
        Change { writes: vec![Write::Person(Box::new(person))], about, outcome, keep_outcome: true }
    }
}

fn number(n: u32) -> PrisonNumber {
    PrisonNumber::from_packed(n).unwrap()
}

/// The n-th input; some are larger than a page, so that a write can be torn.
fn input(n: u32) -> Input {
    let mut body = n.to_be_bytes().to_vec();
    body.extend(std::iter::repeat_n(7, if n.is_multiple_of(7) { 9_000 } else { 60 }));
    Input {
        kind: Kind::Envelope,
        feed: Feed::parse("numbers").unwrap(),
        source: Some(n.to_be_bytes().to_vec()),
        meta: Vec::new(),
        parts: vec![Part { person: None, body: Some(body) }],
    }
}

fn open(folder: &Path, disk: Option<&LossyDisk>, round: u64) -> (Store<Counts>, Opener) {
    let clock = Arc::new(ManualClock::at(Instant::from_micros(1_790_000_000_000_000)));
    let key = CheckpointKey::open(&folder.join("checkpoint.key")).unwrap();
    let mut settings = Settings::new(folder, Arc::new(Counts), clock, Arc::new(SeedStream::new(round)), key);
    settings.vfs = disk.map(|disk| disk.name().to_owned());
    Store::open(settings).unwrap()
}

/// Writes from some threads until the power goes; what was acknowledged by then, with its place.
fn written_until_the_cut(store: &Store<Counts>, from: u32) -> BTreeMap<u32, u64> {
    let (next, acknowledged) = (AtomicU32::new(from), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    match store.write_blocking(input(n)) {
                        Ok(receipt) => drop(acknowledged.lock().unwrap().insert(n, receipt.seq.0)),
                        Err(StoreError::NotWritten { .. }) => break,
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    acknowledged.into_inner().unwrap()
}

#[test]
fn nothing_acknowledged_is_lost_with_the_power() {
    let disk = LossyDisk::register("lossy-store");
    let mut all = Cut::default();
    for seed in 0..SEEDS {
        let folder = tempfile::tempdir().unwrap();
        let mut acknowledged = BTreeMap::new();
        for round in 0..3 {
            let (store, _opener) = open(folder.path(), Some(&disk), round);
            let seed = Seed(seed * 3 + round);
            disk.power_cut_at(folder.path(), seed.draw(100) % 3_000 + 1, seed);
            // A few before the last: replays across the cut.
            let from = acknowledged.keys().next_back().map_or(0, |n: &u32| n.saturating_sub(3));
            let written = written_until_the_cut(&store, from);
            for (n, seq) in written {
                assert_eq!(*acknowledged.entry(n).or_insert(seq), seq, "{n} has two places");
            }
            let cut = disk.cut_of(folder.path()).unwrap();
            all = Cut { unsynced: all.unsynced + cut.unsynced, kept: all.kept + cut.kept };
            store.close();
        }
        // Through the disk, or as any program sees it.
        let (store, opener) = open(folder.path(), (seed % 2 == 0).then_some(&disk), 9);
        for (n, seq) in &acknowledged {
            let again = store.write_blocking(input(*n)).unwrap();
            assert!(
                again.replay && again.seq.0 == *seq,
                "seed {seed}: {n} was acknowledged at {seq}: {again:?}"
            );
        }
        let (head, counts) = store
            .read(|view| {
                let count = |n| Ok(view.person(number(n))?.map_or(0, |person| person.open(&opener).version));
                Ok((view.snapshot()?.0, (0..10).map(count).sum::<store::Result<u32>>()?))
            })
            .unwrap();
        assert_eq!(u64::from(counts), head, "seed {seed}: each row counted once");
        store.close();
        disk.settle(folder.path()).unwrap();
        let verified = store::verify_file(&folder.path().join("gatelodge.db")).unwrap();
        assert_eq!((verified.bad, verified.journal), (None, head), "seed {seed}");
        let rebuilt = store::rebuild(folder.path(), &Counts, |_| false, |_| ()).unwrap();
        assert!(rebuilt.is_equal(), "seed {seed}: {:?}", rebuilt.tables);
    }
    assert!(all.kept > 0 && all.kept < all.unsynced, "the cuts lost some and kept some: {all:?}");
}

/// Rows that a plain connection says it has written before a cut, and those that are there after it.
fn kept_by(disk: &LossyDisk, synchronous: &str, journal: &str, seed: u64) -> (i64, i64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.db");
    let flags = rusqlite::OpenFlags::default();
    let file = rusqlite::Connection::open_with_flags_and_vfs(&path, flags, disk.name()).unwrap();
    file.execute_batch(&format!("pragma journal_mode = {journal}; create table t (n integer)")).unwrap();
    disk.settle(folder.path()).unwrap();
    file.execute_batch(&format!("pragma synchronous = {synchronous}")).unwrap();
    let mut rows = 0;
    for _ in 0..20 {
        file.execute("insert into t values (1)", []).unwrap();
        rows += 1;
    }
    disk.power_cut(folder.path(), Seed(seed)).unwrap();
    assert!(file.execute("insert into t values (2)", []).is_err(), "an open handle fails from the cut on");
    let early = rusqlite::Connection::open_with_flags_and_vfs(&path, flags, disk.name())
        .and_then(|early| early.execute_batch("select count(*) from t"));
    assert!(early.is_err(), "nothing opens before the dead have gone");
    drop(file);
    let file = rusqlite::Connection::open(&path).unwrap();
    // A torn file counts as all lost.
    let found = file.query_row("select count(*) from t where n = 1", [], |row| row.get(0)).unwrap_or(0);
    (rows, found)
}

#[test]
fn the_disk_does_lose_what_was_not_synced() {
    let disk = LossyDisk::register("lossy-plain");
    let mut lost = BTreeMap::new();
    for seed in 0..8 {
        for (synchronous, journal) in [("off", "wal"), ("normal", "wal"), ("off", "delete")] {
            let (written, found) = kept_by(&disk, synchronous, journal, seed);
            *lost.entry((synchronous, journal)).or_insert(0) += written - found;
        }
        // A commit of the older journal is the removal of a file, and only `extra` syncs that.
        assert_eq!(kept_by(&disk, "full", "wal", seed), (20, 20));
        assert_eq!(kept_by(&disk, "extra", "delete", seed), (20, 20));
    }
    assert!(
        lost[&("off", "wal")] > 0 && lost[&("normal", "wal")] > 0 && lost[&("off", "delete")] > 0,
        "{lost:?}"
    );
}

#[test]
fn without_a_cut_it_is_a_disk_like_any_other() {
    let disk = LossyDisk::register("lossy-quiet");
    let folder = tempfile::tempdir().unwrap();
    for round in 0..2 {
        let (store, _opener) = open(folder.path(), Some(&disk), round);
        let promises: Vec<_> = (0..600).map(|n| store.write_later(input(n)).unwrap()).collect();
        assert!(promises.into_iter().all(|p| p.wait().unwrap().replay == (round == 1)));
        store.backup(&folder.path().join(format!("backup-{round}.db"))).unwrap();
        store.close();
    }
    disk.settle(folder.path()).unwrap();
    for file in ["gatelodge.db", "backup-0.db", "backup-1.db"] {
        let verified = store::verify_file(&folder.path().join(file)).unwrap();
        assert_eq!((verified.journal, verified.bad), (600, None), "{file}");
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().ends_with("-wal")), "{names:?}");
}
