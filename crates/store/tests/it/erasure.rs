//! Erasure: the body goes with its salt and person, the chain still verifies, and what was made from it goes too.

use crate::toy::{Ask, Bench, Toy, ask, count, counted, number, sourced};
use store::unit::Input;
use store::{StoreError, erase};
use vocab::id::JournalSeq;

fn rebuild(bench: &Bench) {
    let rebuilt = store::rebuild(bench.folder.path(), &Toy::new(1), |_| true, |_| ()).unwrap();
    assert!(rebuilt.swapped);
}

/// Whether the text stands anywhere in the store's files.
fn holds(bench: &Bench, text: &[u8]) -> bool {
    std::fs::read_dir(bench.folder.path()).unwrap().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(text.len()).any(|window| window == text)
    })
}

#[test]
fn a_body_goes_and_all_that_was_made_from_it() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write_blocking(count(1)).unwrap();
    let secret =
        Input { meta: b"SECRET-OF-HOW".to_vec(), ..sourced(&Ask::Count { who: 2, kept: true }, "a") };
    assert_eq!(store.write_blocking(secret.clone()).unwrap().seq, JournalSeq(2));
    store.write_blocking(ask(&Ask::Patient { patient: 5, local: 5 })).unwrap();
    store.write_blocking(ask(&Ask::Erase { parts: vec![(2, 0), (3, 0)] })).unwrap();
    store.close();
    assert!(holds(&bench, b"SECRET-OF-HOW") && holds(&bench, b"patient 5"));

    let parts = [(JournalSeq(2), 0), (JournalSeq(3), 0)];
    assert_eq!(erase(bench.folder.path(), JournalSeq(4), &parts).unwrap(), 2);
    assert_eq!(bench.verifies().erased, 2, "the chain holds over what is gone");
    assert!(!holds(&bench, b"SECRET-OF-HOW"), "not in a free page, not in the log");
    rebuild(&bench);
    assert!(!holds(&bench, b"patient 5"), "nor what was made from it");
    assert_eq!(erase(bench.folder.path(), JournalSeq(4), &parts).unwrap(), 0, "twice is once");

    let (store, opener) = bench.open();
    assert_eq!((counted(&store, &opener, 1), counted(&store, &opener, 2)), (1, 0));
    assert!(store.read(|view| view.journal_of(number(2))).unwrap().is_empty(), "nor whom it was about");
    let row = store.read(|view| view.journal_row(JournalSeq(2))).unwrap().unwrap().open(&opener);
    assert!(row.is_erased() && row.about.is_empty() && row.input.meta.is_empty());
    assert_eq!(row.input.parts[0].person, None);
    // What was erased is not believed anew.
    let again = store.write_blocking(secret).unwrap();
    assert_eq!((again.seq, again.replay, again.outcome), (JournalSeq(2), true, None));
    store.write_blocking(count(2)).unwrap();
    store.close();
    bench.verifies();
    bench.rebuild_is_equal();
}

#[test]
fn one_slice_of_a_page_goes_and_the_rest_stays() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    let mut page = count(1);
    let slice = page.parts[0].clone();
    page.parts.extend([2, 3].map(|who| store::unit::Part { person: Some(number(who)), ..slice.clone() }));
    store.write_blocking(page).unwrap();
    store.write_blocking(ask(&Ask::Erase { parts: vec![(1, 1)] })).unwrap();
    store.close();
    assert_eq!(erase(bench.folder.path(), JournalSeq(2), &[(JournalSeq(1), 1)]).unwrap(), 1);
    assert_eq!(bench.verifies().erased, 1);
    rebuild(&bench);
    let (store, opener) = bench.open();
    let row = store.read(|view| view.journal_row(JournalSeq(1))).unwrap().unwrap().open(&opener);
    let there: Vec<_> = row.input.parts.iter().map(|p| (p.person, p.body.is_some())).collect();
    assert_eq!(there, [(Some(number(7)), true), (None, false), (Some(number(3)), true)]);
}

#[test]
fn without_its_act_nothing_is_erased() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write_blocking(count(1)).unwrap(); // 1
    store.write_blocking(ask(&Ask::Erase { parts: vec![(1, 0), (4, 0), (2, 0)] })).unwrap(); // 2
    store.write_blocking(count(1)).unwrap(); // 3
    store.write_blocking(count(1)).unwrap(); // 4
    store.write_blocking(ask(&Ask::Erase { parts: vec![(2, 0), (3, 7)] })).unwrap(); // 5
    let folder = bench.folder.path();
    let refused = |act: u64, parts: &[(u64, u8)], why: &str| {
        let parts: Vec<_> = parts.iter().map(|(seq, part)| (JournalSeq(*seq), *part)).collect();
        let result = erase(folder, JournalSeq(act), &parts);
        assert!(matches!(&result, Err(StoreError::Refused(said)) if said.contains(why)), "{result:?}");
    };
    assert!(matches!(erase(folder, JournalSeq(2), &[]), Err(StoreError::Locked { .. })));
    store.close();
    refused(3, &[(1, 0)], "is not an act");
    refused(9, &[(1, 0)], "is not an act");
    refused(2, &[(4, 0)], "does not come after it");
    refused(2, &[(2, 0)], "does not come after it");
    refused(5, &[(3, 0)], "does not name it");
    refused(5, &[(3, 7)], "is not there");
    // All of it or none: the first of these could go alone.
    refused(2, &[(1, 0), (4, 0)], "does not come after it");
    assert_eq!(bench.verifies().erased, 0);
    assert_eq!(erase(folder, JournalSeq(2), &[(JournalSeq(1), 0)]).unwrap(), 1);
    refused(5, &[(2, 0)], "an erasure rests on this act");
    bench.verifies();
}
