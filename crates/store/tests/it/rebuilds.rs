//! Everything derived is made again from the journal, the same.

use crate::gate_book::entry;
use crate::toy::{Ask, Bench, Toy, ask, count, counted, number, sourced};
use proptest::prelude::*;
use store::unit::{Input, Part};
use store::{Booked, StoreError};
use vocab::id::JournalSeq;

/// Anything that can be asked, failures and malformed bytes with it.
fn any_ask() -> impl Strategy<Value = Ask> {
    let who = || 0u32..6;
    prop_oneof![
        4 => (who(), any::<bool>()).prop_map(|(who, kept)| Ask::Count { who, kept }),
        2 => who().prop_map(|who| Ask::CountTwice { who }),
        2 => prop::collection::vec((who(), 0u64..6), 1..5).prop_map(|whom| Ask::Checked { whom }),
        2 => (who(), 0u32..3).prop_map(|(who, patient)| Ask::Link { who, patient }),
        2 => (0u32..3, 0u32..4).prop_map(|(patient, local)| Ask::Patient { patient, local }),
        2 => (0u32..4).prop_map(|appointment| Ask::Mirror { appointment }),
        2 => (who(), any::<bool>()).prop_map(|(who, live)| Ask::Rest { who, live }),
        1 => who().prop_map(|who| Ask::Done { who }),
        1 => who().prop_map(|who| Ask::Stale { who }),
        1 => (who(), who()).prop_map(|(who, other)| Ask::Clash { who, other }),
        1 => (1u32..12).prop_map(|whom| Ask::Many { whom }),
        1 => Just(Ask::Panic),
        1 => Just(Ask::Charter),
    ]
}

#[derive(Debug, Clone)]
enum Step {
    Write(Ask, Option<u8>),
    Odd(Vec<u8>),
    Book,
    Wait(i64),
    Reopen,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => (any_ask(), prop::option::weighted(0.4, 0u8..20)).prop_map(|(ask, source)| Step::Write(ask, source)),
        1 => prop::collection::vec(any::<u8>(), 0..20).prop_map(Step::Odd),
        2 => Just(Step::Book),
        2 => (-30i64..90).prop_map(Step::Wait),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn of_any_run(steps in prop::collection::vec(any_step(), 1..120)) {
        let bench = Bench::new();
        let (mut store, mut opener) = bench.open();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut promises = Vec::new();
        for step in steps {
            match step {
                Step::Write(wanted, source) => {
                    let input = source.map_or_else(|| ask(&wanted), |n| sourced(&wanted, &n.to_string()));
                    promises.push(store.write_later(input).unwrap());
                }
                Step::Odd(bytes) => {
                    let parts = vec![Part { person: None, body: Some(bytes) }];
                    promises.push(store.write_later(Input { parts, ..count(1) }).unwrap());
                }
                Step::Book => {
                    let booked = runtime.block_on(store.book(entry(&store, "nurse", 1))).unwrap();
                    prop_assert!(matches!(booked, Booked::At(_) | Booked::Moved));
                }
                Step::Wait(seconds) => bench.clock.advance_seconds(seconds.max(-200)),
                Step::Reopen => {
                    store.close();
                    // Within what a start allows.
                    bench.clock.set(vocab::Clock::now(&*bench.clock).max(crate::toy::START));
                    let Ok(opened) = store::Store::open(bench.settings()) else { return Ok(()) };
                    (store, opener) = opened;
                }
            }
        }
        for promise in promises {
            match promise.wait() {
                Ok(_) | Err(
                    StoreError::Moved { .. }
                        | StoreError::Refused(_)
                        | StoreError::TooManySubjects { .. }
                        | StoreError::Database(_),
                ) => {}
                Err(other) => prop_assert!(false, "{other:?}"),
            }
        }
        let counts: Vec<u32> = (0..6).map(|who| counted(&store, &opener, who)).collect();
        let before = store.digests().unwrap();
        store.close();
        bench.verifies();
        // Swapped in, the store stands as before and goes on.
        let rebuilt = store::rebuild(bench.folder.path(), &Toy::new(1), |r| r.is_equal(), |_| ()).unwrap();
        prop_assert!(rebuilt.swapped, "{:?}", rebuilt.tables);
        bench.clock.advance_seconds(300);
        let (store, opener) = bench.open();
        prop_assert_eq!(store.digests().unwrap(), before);
        for who in 0..6 {
            prop_assert_eq!(counted(&store, &opener, who), counts[who as usize]);
            let told = store.write_blocking(count(who)).unwrap().outcome.unwrap();
            prop_assert_eq!(told.count, counts[who as usize] + 1);
        }
    }
}

#[test]
fn under_another_decide_shows_the_difference_and_swaps_only_when_told() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    for who in 0..3 {
        store.write_blocking(ask(&Ask::Count { who, kept: true })).unwrap();
    }
    store.write_blocking(ask(&Ask::Rest { who: 1, live: true })).unwrap();
    let before = store.digests().unwrap();
    store.close();
    let mut asked = 0;
    let refused = |rebuilt: &store::Rebuilt| {
        asked += 1;
        assert!(!rebuilt.is_equal() && !rebuilt.swapped);
        false
    };
    let rebuilt = store::rebuild(bench.folder.path(), &Toy::new(2), refused, |_| ()).unwrap();
    let changed: Vec<_> = rebuilt.tables.iter().filter(|t| t.before != t.after).map(|t| t.table).collect();
    assert_eq!((asked, changed, rebuilt.rows, rebuilt.swapped), (1, vec!["person"], 4, false));
    assert!(!bench.folder.path().join("rebuild.db").exists());

    let (store, opener) = bench.open();
    assert_eq!(store.digests().unwrap(), before, "what was not wanted has not happened");
    let locked = store::rebuild(bench.folder.path(), &Toy::new(2), |_| true, |_| ());
    assert!(matches!(locked, Err(StoreError::Locked { .. })), "{locked:?}");
    assert_eq!(counted(&store, &opener, 1), 1);
    store.close();

    let rebuilt = store::rebuild(bench.folder.path(), &Toy::new(2), |_| true, |_| ()).unwrap();
    assert!(rebuilt.swapped);
    let (store, _opener) = bench.open();
    let after = store.digests().unwrap();
    let differing: Vec<_> = before.iter().zip(&after).filter(|(b, a)| b != a).map(|(b, _)| b.0).collect();
    assert_eq!(differing, ["person"]);
    assert_eq!(
        store.read(|view| view.journal_of(number(2))).unwrap(),
        [JournalSeq(3)],
        "the index goes with it"
    );
}

#[test]
fn a_row_that_cannot_be_decided_any_more_stops_it_and_is_named() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    store.write_blocking(ask(&Ask::Many { whom: 8 })).unwrap();
    store.close();
    bench.rebuild_is_equal();
    // As if another binary wrote one person less.
    let file = bench.file();
    file.execute_batch("drop trigger journal_append_only_delete; delete from journal where seq = 1").unwrap();
    let stopped = store::rebuild(bench.folder.path(), &Toy::new(1), |_| true, |_| ());
    assert!(
        matches!(&stopped, Err(StoreError::Corrupt { table: "journal", row, .. }) if row == "1"),
        "{stopped:?}"
    );
}

#[test]
fn of_a_folder_without_a_store_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    assert!(store::rebuild(folder.path(), &Toy::new(1), |_| true, |_| ()).is_err());
    assert!(store::erase(folder.path(), JournalSeq(1), &[]).is_err());
    assert!(!folder.path().join("gatelodge.db").exists());
}
