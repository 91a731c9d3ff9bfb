//! Figures of the write path. They are printed and never judged.

use crate::toy::{Ask, Bench, Toy, ask, count, head};
use std::time::Instant;
use store::{Settings, Store};
use vocab::Seed;

const PERSONS: u32 = 90_000;
const PRODUCERS: u64 = 200;
const UNITS_EACH: u64 = 500;

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn now() -> Instant {
    Instant::now()
}

/// The n-th unit of a producer: half of them change a fact, half find it unchanged.
fn unit(producer: u64, n: u64) -> store::unit::Input {
    let draw = Seed(producer).draw(n);
    let who = u32::try_from(draw % u64::from(PERSONS)).unwrap();
    let mut input =
        if n.is_multiple_of(2) { count(who) } else { ask(&Ask::Checked { whom: vec![(who, 1)] }) };
    // About the size of a domain event.
    input.parts[0].body.as_mut().unwrap().extend(std::iter::repeat_n(b' ', 600));
    input.source = Some(format!("{producer}/{n}").into_bytes());
    input
}

fn preloaded(bench: &Bench, folder: &std::path::Path) -> Store<Toy> {
    let (store, _opener) = Store::open(Settings { folder: folder.into(), ..bench.settings() }).unwrap();
    let begun = now();
    let mut last = None;
    for who in 0..PERSONS {
        last = Some(store.write_later(count(who)).unwrap());
    }
    last.unwrap().wait().unwrap();
    println!("import: {:.0} units/s from one thread", f64::from(PERSONS) / begun.elapsed().as_secs_f64());
    store
}

#[test]
#[ignore = "figures: cargo test -p store --profile demo --test it -- --ignored --nocapture figures"]
fn figures_of_the_write_path() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("figures");
    let store = preloaded(&bench, &folder);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
    let begun = now();
    let mut waits: Vec<u128> = runtime.block_on(async {
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|producer| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut waits = Vec::new();
                    for n in 0..UNITS_EACH {
                        let sent = now();
                        store.write(unit(producer, n)).await.unwrap();
                        waits.push(sent.elapsed().as_micros());
                    }
                    waits
                })
            })
            .collect();
        let mut waits = Vec::new();
        for producer in producers {
            waits.extend(producer.await.unwrap());
        }
        waits
    });
    let seconds = begun.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize] as f64 / 1000.0;
    println!(
        "{PRODUCERS} producers: {:.0} units/s; p50 {:.1} ms, p99 {:.1} ms, p99.9 {:.1} ms, longest {:.1} ms",
        waits.len() as f64 / seconds,
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );

    // With a reader that holds the log open it is not folded back: its length is what was written to it.
    let log = folder.join("gatelodge.db-wal");
    let holder = rusqlite::Connection::open(folder.join("gatelodge.db")).unwrap();
    holder.execute_batch("begin; select count(*) from meta").unwrap();
    let before = std::fs::metadata(&log).unwrap().len();
    let units = 40_000;
    let mut last = None;
    for n in 0..units {
        last = Some(store.write_later(unit(7_777, n)).unwrap());
    }
    last.unwrap().wait().unwrap();
    let grown = std::fs::metadata(&log).unwrap().len() - before;
    println!("log: {} bytes a unit in full groups", grown / units);
    drop(holder);

    let begun = now();
    let rows = head(&store).0;
    store.close();
    println!("close: {:.2} s", begun.elapsed().as_secs_f64());
    let begun = now();
    let rebuilt = store::rebuild(&folder, &Toy::new(1), |_| false, |_| ()).unwrap();
    assert!(rebuilt.is_equal() && rebuilt.rows == rows);
    println!("rebuild and compare: {:.0} rows/s", rows as f64 / begun.elapsed().as_secs_f64());
    let begun = now();
    let verified = store::verify_file(&folder.join("gatelodge.db")).unwrap();
    assert_eq!(verified.bad, None);
    println!("verify: {:.0} rows/s", rows as f64 / begun.elapsed().as_secs_f64());
    let begun = now();
    let (store, _opener) = Store::open(Settings { folder: folder.clone(), ..bench.settings() }).unwrap();
    println!("start: {:.3} s", begun.elapsed().as_secs_f64());
    store.close();
    let bytes = std::fs::metadata(folder.join("gatelodge.db")).unwrap().len();
    println!("file: {} bytes a journal row", bytes / rows);
}
