//! Backup while it runs, restore with proof, who may read the files, and who may open them.

use crate::toy::{Ask, Bench, Toy, ask, count, counted, head, sourced};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::keys::CheckpointKey;
use store::{Checkpoint, Settings, Store, StoreError, restore};
use vocab::id::JournalSeq;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn only_the_owner_reads_what_is_made() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("inner").join("data");
    let (store, _opener) = Store::open(Settings { folder: folder.clone(), ..bench.settings() }).unwrap();
    store.write_blocking(count(1)).unwrap();
    store.backup(&bench.folder.path().join("backup.db")).unwrap();
    for file in ["gatelodge.db", "gatelodge.db-wal", "gatelodge.db-shm"].map(|name| folder.join(name)) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!((mode(&folder), mode(&bench.folder.path().join("backup.db"))), (0o700, 0o600));
    assert_eq!(mode(&bench.folder.path().join("checkpoint.key")), 0o600);
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let bench = Bench::new();
    let path = bench.folder.path().join("a.key");
    let id = CheckpointKey::open(&path).unwrap().id().to_owned();
    assert_eq!(CheckpointKey::open(&path).unwrap().id(), id, "the file holds it");
    assert!(!format!("{:?}", CheckpointKey::open(&path).unwrap()).contains("PrivateKey"));
    for bad in [0o640, 0o604, 0o660] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(bad)).unwrap();
        let refused = CheckpointKey::open(&path);
        assert!(
            matches!(&refused, Err(StoreError::Refused(why)) if why.contains("chmod 600")),
            "{refused:?}"
        );
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(&path, b"no key").unwrap();
    assert!(matches!(CheckpointKey::open(&path), Err(StoreError::Refused(_))));
}

#[test]
fn old_checkpoints_verify_after_a_change_of_key_and_leave_the_store() {
    let bench = Bench::new();
    let out: Arc<std::sync::Mutex<Vec<Checkpoint>>> = Arc::default();
    for round in 0..3 {
        let sink = Arc::clone(&out);
        let settings = Settings {
            sink: Box::new(move |checkpoint| {
                sink.lock().unwrap().push(checkpoint.clone());
                assert!(round != 1, "a sink that panics takes nothing with it");
            }),
            ..bench.settings()
        };
        let (store, _opener) = Store::open(settings).unwrap();
        store.write_blocking(count(1)).unwrap();
        store.write_blocking(count(1)).unwrap();
        store.close();
        std::fs::remove_file(bench.folder.path().join("checkpoint.key")).unwrap();
    }
    let out = out.lock().unwrap();
    let heads: Vec<u64> = out.iter().map(|c| c.head).collect();
    let keys: std::collections::BTreeSet<_> = out.iter().map(|c| &c.key_id).collect();
    assert_eq!(
        (heads.as_slice(), keys.len()),
        (&[1, 2, 4, 6][..], 3),
        "at the first group, and at each stop"
    );
    assert_eq!(bench.verifies().checkpoints, 4);
    // They are the book's own hashes: what left the store proves what stays in it.
    let hashes: Vec<String> = bench
        .file()
        .prepare("select hash from journal where seq in (1, 2, 4, 6) order by seq")
        .unwrap()
        .query_map([], |row| Ok(store::keys::hex(&row.get::<_, Vec<u8>>(0)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(out.iter().map(|c| c.hash.clone()).collect::<Vec<_>>(), hashes);
}

#[test]
fn a_backup_under_load_is_one_state_and_restores_in_shadow() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    for n in 0..2_999 {
        store.write_later(sourced(&Ask::Count { who: n % 500, kept: true }, &n.to_string())).unwrap();
    }
    store.write_blocking(sourced(&Ask::Count { who: 1, kept: true }, "last")).unwrap();
    let (stop, backup) = (AtomicBool::new(false), bench.folder.path().join("backup.db"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !stop.load(Ordering::Relaxed) {
                store.write_blocking(count(n % 500)).unwrap();
                n += 1;
            }
        });
        for _ in 0..3 {
            let _ = std::fs::remove_file(&backup);
            store.backup(&backup).unwrap();
        }
        stop.store(true, Ordering::Relaxed);
    });
    let again = store.backup(&backup);
    assert!(matches!(again, Err(StoreError::Refused(_))), "a backup never overwrites: {again:?}");
    let head_after = head(&store);
    store.close();

    let other = Bench::new();
    let verified = restore(&backup, other.folder.path()).unwrap();
    assert!((3_000..=head_after.0).contains(&verified.journal), "{verified:?}");
    assert!(
        matches!(restore(&backup, other.folder.path()), Err(StoreError::Refused(_))),
        "never over a store"
    );
    other.rebuild_is_equal();
    for _ in 0..2 {
        let (store, _opener) = other.open();
        assert!(store.is_restored(), "and stays so until it was swept");
        store.close();
    }
    let (store, _opener) = other.open();
    store.clone().restored_clear().unwrap();
    assert!(!store.is_restored());
    // What was acknowledged before the backup is a replay in the restored store.
    let replay = store.write_blocking(sourced(&Ask::Count { who: 1, kept: true }, "1")).unwrap();
    assert!(replay.replay);
    store.close();
    assert!(!other.open().0.is_restored());
}

#[test]
fn a_backup_put_back_by_hand_over_its_own_store_is_seen() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    assert!(!store.is_restored());
    let backup = bench.folder.path().join("backup.db");
    store.backup(&backup).unwrap();
    store.write_blocking(count(1)).unwrap();
    store.close();
    // The generation file beside it is still the store's own.
    std::fs::copy(&backup, bench.folder.path().join("gatelodge.db")).unwrap();
    let (store, opener) = bench.open();
    assert!(store.is_restored());
    assert_eq!(counted(&store, &opener, 1), 1);
    store.close();
    std::fs::remove_file(bench.folder.path().join("generation")).unwrap();
    assert!(bench.open().0.is_restored());
}

#[test]
fn a_backup_that_does_not_verify_is_not_restored() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    let backup = bench.folder.path().join("backup.db");
    store.backup(&backup).unwrap();
    store.close();
    let file = rusqlite::Connection::open(&backup).unwrap();
    file.execute_batch("drop trigger journal_append_only_update; update journal set at = at + 1").unwrap();
    drop(file);
    let other = tempfile::tempdir().unwrap();
    let refused = restore(&backup, other.path());
    assert!(
        matches!(&refused, Err(StoreError::Refused(why)) if why.contains("journal row 1")),
        "{refused:?}"
    );
    let left: Vec<_> = std::fs::read_dir(other.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left, ["lock"], "nothing half restored stays");
    // Nor is one restored beside the log of another.
    std::fs::write(other.path().join("gatelodge.db-wal"), b"").unwrap();
    assert!(matches!(restore(&backup, other.path()), Err(StoreError::Refused(_))));
    assert!(store::backup(&other.path().join("none.db"), &other.path().join("x.db")).is_err());
    assert!(!other.path().join("x.db").exists() && !other.path().join("none.db").exists());
}

#[test]
fn a_folder_has_one_gatelodge() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    let second = Store::open(bench.settings()).err();
    assert!(matches!(second, Some(StoreError::Locked { .. })), "{second:?}");
    store.write_blocking(count(1)).unwrap();
    assert_eq!(store.verify().unwrap().journal, 2, "while it runs");
}

#[test]
fn another_program_s_file_and_a_newer_store_are_left_alone() {
    let bench = Bench::new();
    let path = bench.folder.path().join("gatelodge.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("create table theirs (x)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(bench.settings()).err(), Some(StoreError::Refused(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    std::fs::remove_file(&path).unwrap();
    bench.open().0.close();
    bench.file().execute_batch("pragma user_version = 2").unwrap();
    let newer = Store::open(bench.settings()).err();
    assert!(matches!(newer, Some(StoreError::Layout { found: 2, known: 1 })), "{newer:?}");
}

#[test]
fn records_of_another_form_are_not_read_and_made_again_from_the_journal() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    let before = store.digests().unwrap();
    store.close();
    bench.file().execute_batch("update meta set value = x'0000000000000001' where key = 'records'").unwrap();
    let other = Store::open(bench.settings()).err();
    assert!(matches!(other, Some(StoreError::Records { found: 1, .. })), "{other:?}");
    let file = bench.folder.path().join("gatelodge.db");
    assert!(matches!(store::records_can_be_read(&file), Err(StoreError::Records { .. })));
    let rebuilt = store::rebuild(bench.folder.path(), &Toy::new(1), |_| false, |_| ()).unwrap();
    assert!(rebuilt.swapped);
    let (store, _opener) = bench.open();
    assert_eq!(store.digests().unwrap(), before);
}

#[test]
fn a_long_reader_keeps_its_state_and_stops_nobody() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    store
        .read(|view| {
            assert_eq!(view.snapshot()?, JournalSeq(1));
            for _ in 0..2_000 {
                store.write_later(count(1))?;
            }
            store.write_blocking(ask(&Ask::Charter))?;
            assert_eq!(view.snapshot()?, JournalSeq(1), "one state, however long");
            Ok(())
        })
        .unwrap();
    assert_eq!(counted(&store, &opener, 1), 2_001);
    store.close();
    let rebuilt = store::rebuild(bench.folder.path(), &Toy::new(1), |_| true, |_| ()).unwrap();
    assert!(rebuilt.is_equal());
}
