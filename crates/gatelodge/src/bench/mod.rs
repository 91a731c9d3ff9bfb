//! `bench`: figures and ratios on this machine, never pass or fail.
//!
//! The store is filled with a nation's worth of people and a million journal rows, the faces are opened on loopback,
//! and each kind of work is asked at a fixed rate: first the rate to be reached, then the one aimed for. Beside each
//! figure stands a probe of the disk from the same run, and what the field reaches on such a machine.

mod asking;
mod driver;
mod fill;
mod machine;
mod sweep;
mod work;

use crate::args::Bench;
use crate::{Ended, Failed};
use driver::Measured;
use machine::Used;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's own stopwatch")]
pub(crate) fn run(args: &Bench) -> Result<Ended, Failed> {
    let folder = args
        .data
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("gatelodge-bench-{}", std::process::id())));
    if args.only.as_ref().is_some_and(|only| sweep::NAME.contains(only.as_str())) {
        // It needs no nation.
        sweep::run(args, &folder)?;
        return Ok(Ended::Done);
    }
    if args.only.as_ref().is_some_and(|only| asking::NAME.contains(only.as_str())) {
        asking::run(&folder)?;
        return Ok(Ended::Done);
    }
    println!("measuring in {}; nothing leaves the one commit to win a figure", folder.display());
    if fill::is_filled(&folder) {
        println!("it was filled before, with {} people if you say so", args.people);
    } else {
        fill(args, &folder)?;
    }
    let before = Instant::now();
    let filled = fill::Filled::open(&folder, 0, 0)?;
    println!("start, loaded store: {:.0} ms; resident {:.0} MB", ms(before), machine::resident_megabytes());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(args, &filled, args.people))?;
    drop(runtime);
    filled.close();
    if wanted(args, "rebuild") {
        rebuild(&folder)?;
    }
    if wanted(args, sweep::NAME) {
        sweep::run(args, &folder)?;
    }
    if wanted(args, asking::NAME) {
        asking::run(&folder)?;
    }
    if args.data.is_none() {
        std::fs::remove_dir_all(&folder)?;
    }
    Ok(Ended::Done)
}

#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's own stopwatch")]
fn fill(args: &Bench, folder: &std::path::Path) -> Result<(), Failed> {
    let before = Instant::now();
    let empty = fill::Filled::open(folder, 0, 0)?;
    println!("start, empty store: {:.0} ms; resident {:.0} MB", ms(before), machine::resident_megabytes());
    empty.close();
    let filling = Instant::now();
    let filled = fill::Filled::open(folder, args.people, args.rows)?;
    let rows = filled.rows()?;
    println!(
        "filled: {} people, {rows} journal rows, {:.0} rows/s through the whole pipeline in bulk",
        args.people,
        args.rows as f64 / filling.elapsed().as_secs_f64()
    );
    filled.close();
    Ok(())
}

fn wanted(args: &Bench, work: &str) -> bool {
    args.only.as_ref().is_none_or(|only| work.contains(only.as_str()))
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1_000.0
}

async fn measure(args: &Bench, filled: &fill::Filled, people: u32) -> Result<(), Failed> {
    let served = filled.serve().await?;
    println!();
    println!(
        "{:<44}{:>8}{:>8}{:>9}{:>9}{:>8}{:>9}{:>9}{:>10}  peer; what limits it",
        "work", "asked/s", "held/s", "p50 ms", "p99 ms", "cpu ms", "kB", "flush/s", "flush ms"
    );
    for work in work::all(&served, people).into_iter().filter(|work| wanted(args, work.name)) {
        for rate in [work.to_reach, work.aim] {
            let (probe, _) = machine::disk_probe(&filled.folder)?;
            let (before, groups) = (Used::now(), filled.groups());
            let measured =
                driver::run(served.address, work.connections, rate, args.seconds, Arc::clone(&work.make))
                    .await?;
            let flushes = (filled.groups() - groups) as f64 / measured.seconds;
            line(&work, &measured, Used::now().since(before), (flushes, probe));
        }
    }
    const ALERT: &str = "an alert, from its arrival to a clinician's answer";
    if wanted(args, ALERT) {
        let (median, worst) = work::alert_to_answer(&served, people).await?;
        println!("{ALERT}: median {median:.1} ms, slowest hundredth {worst:.1} ms (to reach: 50)");
    }
    println!("resident while loaded: {:.0} MB (to reach: 200)", machine::resident_megabytes());
    served.stop().await;
    Ok(())
}

fn line(work: &work::Work, measured: &Measured, used: Used, (flushes, flush_ms): (f64, f64)) {
    let count = (measured.latency.len().max(1)) as f64;
    let cores = used.cpu_seconds / measured.seconds;
    let limit = if measured.held() {
        String::new()
    } else {
        let lost = format!("{} refused, {} lost", measured.not_ok, measured.lost);
        format!("; not held, {}; {lost}", limited_by(cores, flushes * flush_ms / 1_000.0))
    };
    println!(
        "{:<44}{:>8.0}{:>8.0}{:>9.2}{:>9.2}{:>8.3}{:>9.1}{:>9.0}{:>10.2}  {}{limit}",
        work.name,
        measured.asked_rate,
        measured.rate,
        measured.milliseconds(0.5),
        measured.milliseconds(0.99),
        used.cpu_seconds * 1_000.0 / count,
        used.written_bytes as f64 / 1_024.0 / count,
        flushes,
        flush_ms,
        work.peer,
    );
}

/// What was used up: the processors (the load driver's share is in it), the disk's flushes by this run's own probe, or
/// neither, and then it is the one lane's turn-taking.
fn limited_by(cores: f64, flushing: f64) -> String {
    let there = std::thread::available_parallelism().map_or(1.0, |n| n.get() as f64);
    let parts = format!("{cores:.1} of {there:.0} cores busy, {:.0}% of the time flushing", flushing * 100.0);
    if cores > 0.85 * there {
        format!("limited by the processors: {parts}")
    } else if flushing > 0.6 {
        format!("limited by the disk: {parts}")
    } else {
        format!("limited by the one lane: {parts}")
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's own stopwatch")]
fn rebuild(folder: &std::path::Path) -> Result<(), Failed> {
    let engine = crossing::Engine::new(Arc::new(fill::rules()?));
    let start = Instant::now();
    let rebuilt = store::rebuild(&store_folder(folder), &engine, |_| false, |_| {})?;
    let rate = rebuilt.rows as f64 / start.elapsed().as_secs_f64();
    let equal = if rebuilt.is_equal() { "equal" } else { "DIFFERENT" };
    println!("rebuild: {} rows, {rate:.0} rows/s, {equal} (to reach: 50000)", rebuilt.rows);
    Ok(())
}

fn store_folder(folder: &std::path::Path) -> PathBuf {
    crate::house::Folder(folder.to_owned()).store()
}
