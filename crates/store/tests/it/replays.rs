//! A replay of anything, any number of times, in any order, changes nothing and is told the same.

use crate::toy::{Ask, Bench, Told, ask, counted, head, sourced};
use proptest::prelude::*;
use store::unit::{Kind, Receipt};
use vocab::crossing::Feed;
use vocab::id::JournalSeq;

fn kept(who: u32) -> Ask {
    Ask::Count { who, kept: true }
}

#[test]
fn a_replay_is_told_what_was_told_and_changes_nothing() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    let first = store.write_blocking(sourced(&kept(1), "a")).unwrap();
    bench.clock.advance_seconds(60);
    store.write_blocking(sourced(&kept(1), "b")).unwrap();
    let digests = store.digests().unwrap();
    let again = store.write_blocking(sourced(&kept(1), "a")).unwrap();
    assert_eq!(again, Receipt { replay: true, ..first.clone() });
    // Also when the bytes are others: the sender's id is what makes it the same.
    let again = store.write_blocking(sourced(&kept(2), "a")).unwrap();
    assert_eq!(again, Receipt { replay: true, ..first });
    assert_eq!((store.digests().unwrap(), counted(&store, &opener, 1)), (digests, 2));
}

#[test]
fn an_outcome_that_was_not_kept_is_not_told_again() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    let ask = Ask::Count { who: 1, kept: false };
    assert!(store.write_blocking(sourced(&ask, "a")).unwrap().outcome.is_some());
    let again = store.write_blocking(sourced(&ask, "a")).unwrap();
    assert_eq!((again.replay, again.outcome), (true, None::<Told>));
}

#[test]
fn the_same_source_is_another_under_another_feed_or_kind() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    let first = sourced(&kept(1), "a");
    let mut other_feed = first.clone();
    other_feed.feed = Feed::parse("other").unwrap();
    let mut other_kind = first.clone();
    other_kind.kind = Kind::Act;
    let mut none = first.clone();
    none.source = None;
    for input in [first, other_feed, other_kind, none.clone(), none] {
        assert!(!store.write_blocking(input).unwrap().replay);
    }
    assert_eq!(counted(&store, &opener, 1), 5);
}

#[test]
fn a_replay_within_one_group_and_after_a_start_is_seen() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    let promises: Vec<_> =
        (0..300).map(|n| store.write_later(sourced(&kept(1), &format!("s{}", n % 3))).unwrap()).collect();
    let receipts: Vec<_> = promises.into_iter().map(|p| p.wait().unwrap()).collect();
    assert_eq!(receipts.iter().filter(|r| !r.replay).count(), 3);
    store.close();
    let (store, opener) = bench.open();
    let again = store.write_blocking(sourced(&kept(1), "s2")).unwrap();
    assert_eq!(again, Receipt { replay: true, ..receipts[2].clone() });
    assert_eq!((head(&store), counted(&store, &opener, 1)), (JournalSeq(3), 3));
}

#[test]
fn an_input_that_was_refused_is_no_replay_when_it_comes_again() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    assert!(store.write_blocking(sourced(&Ask::Stale { who: 1 }, "a")).is_err());
    let receipt = store.write_blocking(sourced(&kept(1), "a")).unwrap();
    assert_eq!((receipt.seq, receipt.replay), (JournalSeq(1), false));
    assert_eq!(store.write_blocking(ask(&kept(1))).unwrap().seq, JournalSeq(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn in_any_order_and_number(order in prop::collection::vec(0usize..8, 1..60), stop_at in 0usize..60) {
        let bench = Bench::new();
        let (mut store, mut opener) = bench.open();
        let mut first: Vec<Option<Receipt<Told>>> = vec![None; 8];
        for (at, which) in order.into_iter().enumerate() {
            if at == stop_at {
                store.close();
                (store, opener) = bench.open();
            }
            let who = u32::try_from(which % 3).unwrap();
            let receipt = store.write_blocking(sourced(&kept(who), &which.to_string())).unwrap();
            match &first[which] {
                None => {
                    prop_assert!(!receipt.replay);
                    first[which] = Some(receipt);
                }
                Some(first) => prop_assert_eq!(receipt, Receipt { replay: true, ..first.clone() }),
            }
        }
        let sum: u32 = (0..3).map(|who| counted(&store, &opener, who)).sum();
        prop_assert_eq!(sum, u32::try_from(first.iter().flatten().count()).unwrap());
        store.close();
        bench.rebuild_is_equal();
    }
}
