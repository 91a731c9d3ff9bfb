//! One group, one commit: what fails takes nothing with it, and nothing of it stays.

use crate::gate_book::entry;
use crate::toy::{Ask, Bench, ask, count, counted, head, link_id, number, patient_id};
use store::unit::{Input, Part};
use store::{GateQuery, Store, StoreError};
use vocab::crossing::Feed;
use vocab::id::JournalSeq;
use vocab::prison::Aspect;

#[test]
fn many_at_once_are_each_written_once_and_in_order() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    let promises: Vec<_> = (0..2_000).map(|n| store.write_later(count(n % 50)).unwrap()).collect();
    let seqs: Vec<u64> = promises.into_iter().map(|p| p.wait().unwrap().seq.0).collect();
    assert_eq!(seqs, (1..=2_000).collect::<Vec<_>>());
    for who in 0..50 {
        assert_eq!(counted(&store, &opener, who), 40);
    }
    assert_eq!(*store.head().borrow(), JournalSeq(2_000));
    store.close();
    assert_eq!(bench.verifies().journal, 2_000);
    bench.rebuild_is_equal();
}

#[test]
fn who_was_answered_finds_the_head_moved() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    for _ in 0..50 {
        let receipt = store.write_blocking(count(1)).unwrap();
        assert_eq!(*store.head().borrow(), receipt.seq);
        assert_eq!(head(&store), receipt.seq);
    }
}

#[test]
fn a_unit_that_fails_leaves_its_neighbours_and_nothing_of_its_own() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    store.write_blocking(count(2)).unwrap();
    let units = [
        count(1),
        ask(&Ask::Stale { who: 1 }),
        ask(&Ask::Panic),
        count(1),
        ask(&Ask::Many { whom: 9 }),
        ask(&Ask::Clash { who: 1, other: 2 }),
        count(2),
    ];
    let held = store.write_later(ask(&Ask::Held)).unwrap();
    bench.hold();
    let promises: Vec<_> = units.into_iter().map(|unit| store.write_later(unit).unwrap()).collect();
    bench.hold();
    assert_eq!(held.wait().unwrap().seq, JournalSeq(3));
    let mut results: Vec<_> = promises.into_iter().map(store::Promise::wait).collect();
    assert!(matches!(results[1], Err(StoreError::Moved { .. })), "{:?}", results[1]);
    assert!(matches!(results[2], Err(StoreError::Refused(_))), "{:?}", results[2]);
    assert!(matches!(results[4], Err(StoreError::TooManySubjects { named: 9, most: 8 })), "{:?}", results[4]);
    assert!(matches!(results[5], Err(StoreError::Database(_))), "{:?}", results[5]);
    let seqs: Vec<u64> = [6, 3, 0].map(|at| results.swap_remove(at).unwrap().seq.0).to_vec();
    assert_eq!(seqs, [6, 5, 4], "refused units take no place");
    assert_eq!((counted(&store, &opener, 1), counted(&store, &opener, 2)), (3, 2));
    assert_eq!(store.read(|view| view.errands_count()).unwrap(), 0, "what a refused unit wrote is gone");
    store.close();
    bench.verifies();
    bench.rebuild_is_equal();
}

#[test]
fn a_unit_sees_what_it_wrote_itself() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    bench.clock.advance_seconds(5);
    let told = store.write_blocking(ask(&Ask::CountTwice { who: 1 })).unwrap().outcome.unwrap();
    assert_eq!(
        (told.count, counted(&store, &opener, 1)),
        (3, 3),
        "an age moved on in the same unit undoes nothing"
    );
    bench.clock.advance_seconds(5);
    // Of one person twice, of one whom nobody knows, and one with another digest.
    store.write_blocking(ask(&Ask::Checked { whom: vec![(1, 3), (1, 3), (9, 1)] })).unwrap();
    let person = store.read(|view| view.person(number(1))).unwrap().unwrap().open(&opener);
    assert_eq!((person.version, person.checked(Aspect::Alerts)), (3, Some(vocab::Clock::now(&*bench.clock))));
    store.close();
    bench.rebuild_is_equal();
}

#[test]
fn nobody_takes_the_place_of_another_with_the_same_id() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    for who in [1, 2] {
        store.write_blocking(count(who)).unwrap();
        store.write_blocking(ask(&Ask::Patient { patient: who, local: who })).unwrap();
    }
    let clash = store.write_blocking(ask(&Ask::Clash { who: 1, other: 2 }));
    assert!(matches!(clash, Err(StoreError::Database(_))), "{clash:?}");
    let clash = store.write_blocking(ask(&Ask::Patient { patient: 1, local: 2 }));
    assert!(matches!(clash, Err(StoreError::Database(_))), "{clash:?}");
    let newcomer = store.write_blocking(ask(&Ask::Patient { patient: 3, local: 2 }));
    assert!(matches!(newcomer, Err(StoreError::Database(_))), "{newcomer:?}");
    for who in [1, 2] {
        assert_eq!(counted(&store, &opener, who), 1);
        let found = store.read(|view| view.patient_by_local(&format!("toy|{who}"))).unwrap();
        assert_eq!(found.unwrap().open(&opener).id, patient_id(who));
    }
}

#[test]
fn a_full_disk_refuses_the_whole_group_and_the_service_goes_on() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    for who in 0..20 {
        store.write_blocking(count(who)).unwrap();
    }
    store.pages_limit(Some(1)).unwrap();
    let large = |who: u32| Input { meta: vec![7; 40_000], ..count(who) };
    // A feed, a link and a charter that are lost with their group must not stay in memory.
    let new_feed = || Input { feed: Feed::parse("another").unwrap(), ..count(3) };
    let lost = [
        ask(&Ask::Link { who: 3, patient: 3 }),
        new_feed(),
        ask(&Ask::Charter),
        large(1),
        large(2),
        count(4),
    ];
    let held = store.write_later(ask(&Ask::Held)).unwrap();
    bench.hold();
    let promises: Vec<_> = lost.into_iter().map(|unit| store.write_later(unit).unwrap()).collect();
    bench.hold();
    assert_eq!(held.wait().unwrap().seq, JournalSeq(21));
    for promise in promises {
        let result = promise.wait();
        assert!(matches!(result, Err(StoreError::NotWritten { .. })), "{result:?}");
    }
    assert_eq!((head(&store), *store.head().borrow()), (JournalSeq(21), JournalSeq(21)));

    store.pages_limit(None).unwrap();
    assert!(store.read(|view| view.link(link_id(3, 3))).unwrap().is_none());
    assert_eq!(store.read(|view| view.charter()).unwrap(), JournalSeq(0));
    let receipt = store.write_blocking(new_feed()).unwrap();
    assert_eq!((receipt.seq, counted(&store, &opener, 3)), (JournalSeq(22), 2));
    store.write_blocking(large(1)).unwrap();
    store.close();
    bench.verifies();
    bench.rebuild_is_equal();
}

#[test]
fn what_the_journal_has_no_form_for_is_refused() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    let part = |body: Option<Vec<u8>>| Part { person: None, body };
    let with = |parts: Vec<Part>| Input { parts, ..count(1) };
    for input in [
        with(Vec::new()),
        with(vec![part(Some(b"x".to_vec())); 257]),
        with(vec![part(None)]),
        with(vec![part(Some(vec![b' '; (16 << 20) + 1]))]),
        ask(&Ask::PanicParsing),
    ] {
        let result = store.write_blocking(input);
        assert!(matches!(result, Err(StoreError::Refused(_))), "{result:?}");
    }
    // What is malformed inside is kept.
    let odd = store.write_blocking(with(vec![part(Some(b"}{".to_vec())), part(Some(Vec::new()))])).unwrap();
    assert_eq!(odd.seq, JournalSeq(1));
    assert_eq!(store.read(|view| view.quarantine_count()).unwrap(), 1);
}

#[tokio::test]
async fn the_clock_never_goes_back_in_either_book() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    let before = store.write(count(1)).await.unwrap();
    bench.clock.advance_seconds(60);
    // The newest row may stand in the other book.
    store.book(entry(&store, "nurse", 1)).await.unwrap();
    bench.clock.advance_seconds(-120);
    store.book(entry(&store, "nurse", 1)).await.unwrap();
    let query = GateQuery { most: 2, ..GateQuery::default() };
    let rows = store.read(|view| view.gate_rows(&query)).unwrap().into_iter();
    let ats: Vec<_> = rows.map(|row| row.open(&opener).at).collect();
    let first = store.write(count(1)).await.unwrap();
    assert_eq!(ats, [first.at; 2]);
    assert_eq!(first.at, before.at.plus_seconds(60));
    store.close();
    bench.clock.advance_seconds(-180);
    let (store, _opener) = bench.open();
    assert_eq!(store.write(count(1)).await.unwrap().at, first.at);
    store.close();
    bench.clock.advance_seconds(-1);
    let refused = Store::open(bench.settings());
    assert!(matches!(refused, Err(StoreError::ClockBehind { seconds: 301 })), "{:?}", refused.err());
}

#[tokio::test]
async fn callers_who_go_leave_their_units() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    for _ in 0..40 {
        let gone = tokio::time::timeout(std::time::Duration::ZERO, store.write(count(1))).await;
        assert!(gone.is_err() || gone.unwrap().is_ok());
    }
    // The rare things block, and are asked for here too.
    store.digests().unwrap();
    assert_eq!(counted(&store, &opener, 1), 40, "a unit that was sent goes on without its caller");
    let receipts = futures(40, &store).await;
    assert_eq!(receipts, 40);
    store.close();
    bench.verifies();
}

async fn futures(many: usize, store: &Store<crate::toy::Toy>) -> usize {
    let tasks: Vec<_> = (0..many)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.write(count(2)).await.is_ok() })
        })
        .collect();
    let mut written = 0;
    for task in tasks {
        written += usize::from(task.await.unwrap());
    }
    written
}

#[test]
fn closing_waits_and_every_clone_is_told() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    let clone = store.clone();
    let promises: Vec<_> = (0..500).map(|n| store.write_later(count(n)).unwrap()).collect();
    store.close();
    for promise in promises {
        promise.wait().unwrap();
    }
    assert!(matches!(clone.write_blocking(count(1)), Err(StoreError::Closed)));
    // The folder is free although a clone lives, and the log is folded back.
    let (again, _opener) = bench.open();
    assert_eq!(head(&again), JournalSeq(500));
    drop(clone);
    again.write_blocking(count(1)).unwrap();
    drop(again);
    assert!(!bench.folder.path().join("gatelodge.db-wal").exists(), "the last one out folds the log back");
    assert_eq!(bench.verifies().journal, 501);
}

#[test]
fn a_reader_that_fails_is_not_lent_again_in_its_transaction() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    for round in 1..=20 {
        let failed: store::Result<()> = store.read(|view| {
            view.snapshot()?;
            Err(StoreError::Refused("the reader fails".into()))
        });
        assert!(matches!(failed, Err(StoreError::Refused(_))));
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            store.read(|view| -> store::Result<()> {
                view.snapshot()?;
                panic!("the reader panics")
            })
        }));
        assert!(panicked.is_err());
        store.write_blocking(count(1)).unwrap();
        assert_eq!(counted(&store, &opener, 1), round, "the next reader sees what is so now");
    }
}

#[test]
fn more_readers_than_connections_wait_and_none_for_himself() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    fn nested(store: &Store<crate::toy::Toy>, depth: u32) -> store::Result<JournalSeq> {
        store.read(|view| if depth == 0 { view.snapshot() } else { nested(store, depth - 1) })
    }
    assert_eq!(nested(&store, 12).unwrap(), JournalSeq(1));
    std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| (0..50).for_each(|_| assert_eq!(counted(&store, &opener, 1), 1)));
        }
    });
}
