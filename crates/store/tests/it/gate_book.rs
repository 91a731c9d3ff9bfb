//! The gate book: a row before every answer, and none when what the answer rests on has moved.

use crate::toy::{Ask, Bench, Toy, ask, count, counted, head, number, patient_id};
use store::{Booked, GateEntry, GateQuery, GateRuling, GateSubject, Store, StoreError};
use vocab::crossing::{Caller, Purpose, Role};
use vocab::id::{GateSeq, JournalSeq, TraceId};
use vocab::{Seed, id::PrisonNumber};

/// A row as disclose would book it after reading now.
pub(crate) fn entry(store: &Store<Toy>, account: &str, who: u32) -> GateEntry {
    let (snapshot, charter) = store.read(|view| Ok((view.snapshot()?, view.charter()?))).unwrap();
    GateEntry {
        caller: Caller { account: account.into(), role: Role::Clinician, prison: None },
        purpose: Purpose::DirectCare,
        act: "panel.open".into(),
        subjects: vec![GateSubject {
            person: Some(number(who)),
            patient: Some(patient_id(who)),
            version: 1,
            withheld: false,
        }],
        rulings: vec![GateRuling {
            kind: "alert".into(),
            outcome: "reduced".into(),
            policies: vec!["p1".into()],
        }],
        answer: [7; 32],
        trace: TraceId::from_uuid(Seed(u64::from(who)).id(crate::toy::START, 9)),
        snapshot,
        charter,
        printed: false,
    }
}

#[tokio::test]
async fn a_row_is_refused_when_a_link_or_the_charter_moved_since() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write(count(1)).await.unwrap();
    let read_before = entry(&store, "nurse", 1);
    let of_another = entry(&store, "nurse", 2);
    store.write(ask(&Ask::Link { who: 1, patient: 1 })).await.unwrap();
    assert_eq!(store.book(read_before.clone()).await.unwrap(), Booked::Moved);
    assert_eq!(store.book(of_another).await.unwrap(), Booked::At(GateSeq(1)), "nobody else is kept waiting");
    // By the patient's side alone too.
    let mut by_patient = read_before;
    by_patient.subjects[0].person = None;
    assert_eq!(store.book(by_patient).await.unwrap(), Booked::Moved);
    let again = entry(&store, "nurse", 1);
    assert_eq!(store.book(again.clone()).await.unwrap(), Booked::At(GateSeq(2)));
    store.write(ask(&Ask::Charter)).await.unwrap();
    assert_eq!(store.book(again).await.unwrap(), Booked::Moved);
    assert_eq!(store.book(entry(&store, "nurse", 1)).await.unwrap(), Booked::At(GateSeq(3)));
    store.close();
    assert_eq!(bench.verifies().gate, 3);
}

#[tokio::test]
async fn a_move_that_was_lost_does_not_stop_answers() {
    let bench = Bench::new();
    let (store, _opener) = bench.open();
    store.write(count(1)).await.unwrap();
    let read_before = entry(&store, "nurse", 1);
    store.pages_limit(Some(1)).unwrap();
    let mut large = count(2);
    large.meta = vec![7; 400_000];
    // In one group: the link is released before the disk is full.
    let (_, (link, large, ())) = tokio::join!(store.write(ask(&Ask::Held)), async {
        bench.hold();
        let link = store.write(ask(&Ask::Link { who: 1, patient: 1 }));
        tokio::join!(link, store.write(large), async { bench.hold() })
    });
    assert!(matches!(
        (&link, &large),
        (Err(StoreError::NotWritten { .. }), Err(StoreError::NotWritten { .. }))
    ));
    store.pages_limit(None).unwrap();
    // What was read before the group that failed is made again, and then leaves, although the journal has not grown.
    assert_eq!(store.book(read_before).await.unwrap(), Booked::Moved);
    assert_eq!(store.book(entry(&store, "nurse", 1)).await.unwrap(), Booked::At(GateSeq(1)));
}

#[tokio::test]
async fn a_row_that_fills_the_disk_takes_its_whole_group_with_it() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    store.write(count(1)).await.unwrap();
    let small = entry(&store, "nurse", 1);
    let mut large = small.clone();
    large.rulings = vec![small.rulings[0].clone(); 40_000];
    store.pages_limit(Some(1)).unwrap();
    let (held, (before, large, after, ())) = tokio::join!(store.write(ask(&Ask::Held)), async {
        bench.hold();
        let units = (store.write(count(1)), store.write(count(1)));
        tokio::join!(units.0, store.book(large), units.1, async { bench.hold() })
    });
    held.unwrap();
    for refused in [before.err(), large.err(), after.err()] {
        assert!(matches!(refused, Some(StoreError::NotWritten { .. })), "{refused:?}");
    }
    store.pages_limit(None).unwrap();
    assert_eq!((head(&store), counted(&store, &opener, 1)), (JournalSeq(2), 1), "nothing of it is durable");
    assert_eq!(store.book(small).await.unwrap(), Booked::At(GateSeq(1)));
    assert_eq!(store.write(count(1)).await.unwrap().seq, JournalSeq(3));
    store.close();
    bench.verifies();
    bench.rebuild_is_equal();
}

#[tokio::test]
async fn index_and_tail_answer_alike() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    // More than wait for one filling of the index, and a tail behind it.
    for round in 0..5_000u32 {
        // Half of them a while ago: what has waited long enough is indexed, and what came since is the tail.
        if round == 2_500 {
            bench.clock.advance_seconds(60);
        }
        let account = if round % 3 == 0 { "nurse" } else { "officer" };
        let mut row = entry(&store, account, round % 7);
        row.snapshot = JournalSeq(0);
        let (unit, book) = tokio::join!(store.write(count(round % 7)), store.book(row));
        unit.unwrap();
        book.unwrap();
    }
    let ask_all = |store: &Store<Toy>| {
        store
            .read(|view| {
                let of = |person: Option<u32>, account: Option<&str>, before: Option<u64>, most| {
                    let query = GateQuery {
                        person: person.map(number),
                        account: account.map(str::to_owned),
                        before: before.map(GateSeq),
                        most,
                    };
                    let rows = view.gate_rows(&query)?.into_iter();
                    Ok::<_, store::StoreError>(rows.map(|r| r.open(&opener).seq.0).collect::<Vec<_>>())
                };
                Ok((
                    view.journal_of(number(3))?,
                    of(Some(3), None, None, 10_000)?,
                    of(None, Some("nurse"), None, 10_000)?,
                    of(Some(3), Some("nurse"), Some(4_000), 25)?,
                    of(None, None, Some(4_990), 30)?,
                    view.journal_of(PrisonNumber::from_packed(99).unwrap())?,
                ))
            })
            .unwrap()
    };
    let with_tail = ask_all(&store);
    let indexed: i64 =
        bench.file().query_row("select count(*) from journal_subject", [], |row| row.get(0)).unwrap();
    assert!((1..5_000).contains(&indexed), "a part is indexed and a part is not: {indexed}");
    let expected: Vec<JournalSeq> = (1..=5_000).filter(|seq| (seq - 1) % 7 == 3).map(JournalSeq).collect();
    assert_eq!(with_tail.0, expected);
    assert_eq!(with_tail.1, (1..=5_000).rev().filter(|seq| (seq - 1) % 7 == 3).collect::<Vec<u64>>());
    assert_eq!(with_tail.2, (1..=5_000).rev().filter(|seq| (seq - 1) % 3 == 0).collect::<Vec<u64>>());
    let both = (1..4_000).rev().filter(|seq| (seq - 1) % 21 == 3);
    assert_eq!(with_tail.3, both.take(25).collect::<Vec<u64>>());
    assert_eq!(with_tail.4, (4_960..4_990).rev().collect::<Vec<u64>>());
    assert!(with_tail.5.is_empty());
    // A clean stop indexes the rest.
    store.close();
    let (store, _) = bench.open();
    let filled: i64 =
        bench.file().query_row("select count(*) from journal_subject", [], |row| row.get(0)).unwrap();
    assert_eq!(filled, 5_000);
    assert_eq!(ask_all(&store), with_tail);
    assert_eq!(store.read(|view| view.gate_head()).unwrap(), 5_000);
}

/// Rows are kept for years: the form of today must be read for ever. To change the entry, add a form and its own file.
#[tokio::test]
async fn the_form_of_a_row_is_the_golden_one() {
    let bench = Bench::new();
    let (store, opener) = bench.open();
    let mut written = Vec::new();
    for (role, purpose) in Role::ALL.iter().zip(Purpose::ALL.iter().cycle()) {
        let mut row = entry(&store, "nurse", 3);
        (row.caller.role, row.purpose) = (*role, *purpose);
        store.book(row.clone()).await.unwrap();
        written.push(row);
    }
    let file = bench.file();
    let mut rows = file.prepare("select body from gate order by seq").unwrap();
    let bodies: Vec<String> = rows
        .query_map([], |row| Ok(store::keys::hex(&row.get::<_, Vec<u8>>(0)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let golden = include_str!("golden/gate_entry.v1.hex");
    assert_eq!(
        bodies.join("\n"),
        golden.trim_end(),
        "the form of gate-book rows changed: that needs a new form"
    );
    let query = GateQuery { most: 100, ..GateQuery::default() };
    let mut read: Vec<_> = store
        .read(|view| view.gate_rows(&query))
        .unwrap()
        .into_iter()
        .map(|r| r.open(&opener).entry)
        .collect();
    read.reverse();
    assert_eq!(read, written);
}
