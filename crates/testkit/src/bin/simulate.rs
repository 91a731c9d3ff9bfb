//! Runs seeds of the simulation, and says which failed and how to run it again.

use clap::Parser;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use testkit::lossy::LossyDisk;
use testkit::simulation::{Failure, Plan, Scene, Totals, run};

/// Runs of so many seeds are said to be done at once.
const PROGRESS_SEEDS: u64 = 100;

/// Seeds whose derived tables are also made again from the journal: one in so many.
const REBUILD_SEEDS: u64 = 10;

/// At most so many failures are printed: more of one defect tell no more.
const FAILURES_SHOWN: usize = 400;

/// Runs the simulation over many seeds.
///
/// Every seed is a run of its own: a prison, a care system, a network that loses and doubles, a clock, and a process
/// that dies and comes back, over the real store and engine. After each the checkers look.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds.
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// How many run at once.
    #[arg(long, default_value_t = 2)]
    threads: u64,
    /// Runs over a disk that loses what was not synced: each death of the process is a power cut.
    #[arg(long)]
    lossy: bool,
    /// Writes down what happens, and prints it for each seed that fails: for one seed, mostly.
    #[arg(long)]
    tell: bool,
}

/// What the threads share.
#[derive(Default)]
struct Board {
    next: AtomicU64,
    done: AtomicU64,
    totals: Mutex<Totals>,
    failures: Mutex<Vec<Failure>>,
}

impl Board {
    fn work(&self, arguments: &Arguments, disk: Option<&LossyDisk>) {
        loop {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            if n >= arguments.seeds {
                return;
            }
            let seed = arguments.first_seed + n;
            let plan = Plan {
                rebuild: seed.is_multiple_of(REBUILD_SEEDS),
                tell: arguments.tell,
                disk: disk.cloned(),
                ..Plan::of(seed)
            };
            match one(&plan) {
                Ok(totals) => *self.totals.lock().unwrap_or_else(PoisonError::into_inner) += totals,
                Err(failure) => {
                    let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
                    if failures.len() < FAILURES_SHOWN {
                        println!("FAILED {failure}");
                        let lossy = if disk.is_some() { " --lossy" } else { "" };
                        println!("  again: simulate --seeds 1 --first-seed {seed}{lossy} --tell");
                    }
                    failures.push(failure);
                }
            }
            let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(PROGRESS_SEEDS) {
                println!("{done} of {} seeds", arguments.seeds);
            }
        }
    }
}

/// One seed. A panic in it is a failure of it like another.
fn one(plan: &Plan) -> Result<Totals, Failure> {
    catch_unwind(AssertUnwindSafe(|| run(plan))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let message = said.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        Err(Failure { seed: plan.seed, checker: "panic", message: message.unwrap_or_default() })
    })
}

/// In how many runs each scenario had a scene: `S05 31, S10 102`.
fn scenes(totals: &Totals) -> String {
    let each = Scene::ALL.iter().zip(totals.scenes).map(|(scene, runs)| format!("{} {runs}", scene.number()));
    each.collect::<Vec<_>>().join(", ")
}

#[expect(clippy::disallowed_methods, reason = "a run of many seeds says how long it took")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let begun = std::time::Instant::now();
    let board = Board::default();
    let disk = arguments.lossy.then(|| LossyDisk::register("lossy-simulation"));
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads.max(1) {
            scope.spawn(|| board.work(&arguments, disk.as_ref()));
        }
    });
    let totals = *board.totals.lock().unwrap_or_else(PoisonError::into_inner);
    let failed = board.failures.lock().unwrap_or_else(PoisonError::into_inner).len();
    println!(
        "seeds {}, steps {}, events {}, envelopes {}, rows {}, attempts {}, crashes {}, reads {}, seconds {:.1}",
        totals.seeds,
        totals.steps,
        totals.events,
        totals.envelopes,
        totals.rows,
        totals.attempts,
        totals.crashes,
        totals.reads,
        begun.elapsed().as_secs_f64()
    );
    println!(
        "registration: lines {}, requests seen {}, answers of PDS {}, leavers {}; runs with a scene of {}",
        totals.lines,
        totals.requests,
        totals.answers,
        totals.leavers,
        scenes(&totals)
    );
    if disk.is_some() {
        println!("power cuts found {} changes unsynced; {} survived", totals.unsynced, totals.survived);
    }
    println!("{} passed, {failed} failed", totals.seeds);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
