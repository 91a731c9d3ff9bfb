//! Kill -9 at any moment loses nothing that was acknowledged, and doubles nothing.

use crate::toy::{Ask, Bench, counted, sourced};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;
use store::{Store, StoreError};
use vocab::Seed;

/// Kills so many processes. Each writes for some milliseconds before.
const KILLS: u64 = 10;

/// Numbers that one process writes at most, so that none runs for ever.
const NUMBERS: u32 = 40_000;

/// The same numbers are written again by the next process: what the last one wrote is a replay.
fn numbered(n: u32) -> store::unit::Input {
    sourced(&Ask::Count { who: n % 10, kept: n.is_multiple_of(3) }, &n.to_string())
}

/// The process that is killed: this test, run again by the other. It reads the folder from its input, and without one
/// (run by hand) it does nothing.
#[test]
#[ignore = "run by `nothing_acknowledged_is_lost`, which kills it"]
fn child_that_is_killed() {
    let mut lines = std::io::stdin().lines();
    let Some(Ok(folder)) = lines.next() else { return };
    let from: u32 = lines.next().unwrap().unwrap().parse().unwrap();
    let bench = Bench::new();
    let settings = store::Settings { folder: folder.into(), ..bench.settings() };
    let (store, _opener) = Store::open(settings).unwrap();
    let next = std::sync::atomic::AtomicU32::new(from);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let n @ 0..NUMBERS = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
                    let receipt = store.write_blocking(numbered(n)).unwrap();
                    println!("acknowledged {n} {} {}", receipt.seq.0, receipt.replay);
                }
            });
        }
    });
}

#[test]
fn nothing_acknowledged_is_lost() {
    let bench = Bench::new();
    let mut acknowledged = std::collections::BTreeMap::new();
    let mut from = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::child_that_is_killed", "--ignored", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{}\n{from}", bench.folder.path().display()).unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = |line: std::io::Result<String>,
                    acknowledged: &mut std::collections::BTreeMap<u32, u64>| {
            let line = line.unwrap();
            let mut words = line.split(' ').skip_while(|word| !word.ends_with("acknowledged")).skip(1);
            let (Some(n), Some(seq), Some(_)) = (words.next(), words.next(), words.next()) else { return };
            let (n, seq) = (n.parse().unwrap(), seq.parse().unwrap());
            assert_eq!(*acknowledged.entry(n).or_insert(seq), seq, "{n} has another place than it was told");
        };
        let draw = Seed(kill).draw(0);
        for line in lines.by_ref().take(usize::try_from(draw % 400).unwrap() + 5) {
            said(line, &mut acknowledged);
        }
        assert!(
            matches!(Store::open(bench.settings()).err(), Some(StoreError::Locked { .. })),
            "it still runs"
        );
        std::thread::sleep(Duration::from_micros(draw % 7_000));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had said before it died counts, but for a last line cut short.
        lines
            .filter(|line| line.as_ref().is_ok_and(|l| l.ends_with("true") || l.ends_with("false")))
            .for_each(|line| said(line, &mut acknowledged));
        // The next begins a little before the end: replays across the kill.
        from = acknowledged.keys().next_back().map_or(0, |n| n.saturating_sub(50));
    }
    assert!(acknowledged.len() > 200, "only {} were acknowledged", acknowledged.len());
    bench.verifies();
    bench.rebuild_is_equal();

    let (store, opener) = bench.open();
    for (n, seq) in &acknowledged {
        let again = store.write_blocking(numbered(*n)).unwrap();
        assert!(again.replay && again.seq.0 == *seq, "{n} was acknowledged at {seq} and is lost: {again:?}");
    }
    let head = crate::toy::head(&store).0;
    let counts: u32 = (0..10).map(|who| counted(&store, &opener, who)).sum();
    assert_eq!(u64::from(counts), head, "each row counted once");
    store.close();
    let doubled: u64 = bench
        .file()
        .query_row("select count(*) - count(distinct source) from journal", [], |row| row.get(0))
        .unwrap();
    assert_eq!(doubled, 0);
}
