//! The simulator: both sides, the network, the clock and the process between them, run from one seed.
//!
//! It promises: the store and the engine are the real ones; the same seed is the same run, crashes included; after
//! every run the checkers of `check` look at everything that was sent, shown and kept. It does not promise that what
//! it never draws works: what a seed can bring stands in `life`, `care`, `clerk`, `weather` and `fuse`; over which of
//! the prison's routes it comes, and where staff enter what we may not write, in `way`. What a healthcare team does about
//! people's GP stands in `team`, and what happens at PDS in `spine`.
//!
//! The way through: `world` is set up → `step` is drawn so many times, with faults from `edge` and crashes from
//! `fuse`, and after some of them the `team` has its turn → `rest` lets everything come to rest → `at_rest` reads the store without the process → `check`.
//!
//! To add a fault: a chance in `weather`, its place in `edge`. To add a checker: a file in `check`, its line in
//! `CHECKERS`, and a [`Flaw`] that it must be seen to find.

mod at_rest;
mod callers;
mod care;
mod check;
mod clerk;
mod edge;
mod flaw;
mod fuse;
mod humans;
mod life;
mod rest;
mod spine;
mod step;
mod story;
mod team;
mod truth;
mod way;
mod weather;
mod world;

pub use flaw::Flaw;
pub use team::Scene;

use crate::lossy::LossyDisk;
use at_rest::AtRest;
use check::{CHECKERS, Run};
use std::ops::AddAssign;
use std::sync::{Arc, OnceLock};
use step::Stop;
use world::World;

/// What is to be run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// A defect put in on purpose.
    pub flaw: Option<Flaw>,
    /// The journal is also replayed, and the derived tables compared.
    pub rebuild: bool,
    /// A disk that loses what was not synced: then each death of the process is a power cut. The system's own when none
    /// is given.
    pub disk: Option<LossyDisk>,
    /// What happens is written down, and printed to standard error when the run fails.
    pub tell: bool,
}

impl Plan {
    /// An honest run of a seed, with everything looked at.
    #[must_use]
    pub const fn of(seed: u64) -> Self {
        Self { seed, flaw: None, rebuild: true, disk: None, tell: false }
    }
}

/// What runs came to, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Runs.
    pub seeds: u64,
    /// Steps.
    pub steps: u64,
    /// Events that were handed to the intake.
    pub events: u64,
    /// Envelopes that became rows.
    pub envelopes: u64,
    /// Requests of a mirror's.
    pub attempts: u64,
    /// Times that the process died.
    pub crashes: u64,
    /// What power cuts found unsynced, and how much of it survived.
    pub unsynced: u64,
    /// So much of it.
    pub survived: u64,
    /// Panels that were asked for.
    pub reads: u64,
    /// Rows of the journal.
    pub rows: u64,
    /// Lines that were written down of what people chose about a GP.
    pub lines: u64,
    /// Times that the team read in its tasks that somebody is to be registered.
    pub requests: u64,
    /// Answers of PDS.
    pub answers: u64,
    /// People who were read as having left, and of whom it was looked at once whether they are a task.
    pub leavers: u64,
    /// Runs with a scene of each scenario, in the order of [`Scene::ALL`].
    pub scenes: [u64; Scene::ALL.len()],
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.steps += other.steps;
        self.events += other.events;
        self.envelopes += other.envelopes;
        self.attempts += other.attempts;
        self.crashes += other.crashes;
        self.unsynced += other.unsynced;
        self.survived += other.survived;
        self.reads += other.reads;
        self.rows += other.rows;
        self.lines += other.lines;
        self.requests += other.requests;
        self.answers += other.answers;
        self.leavers += other.leavers;
        for (all, more) in self.scenes.iter_mut().zip(other.scenes) {
            *all += more;
        }
    }
}

/// A run that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("seed {seed}: {checker}: {message}")]
pub struct Failure {
    /// Of which seed.
    pub seed: u64,
    /// Which checker found it.
    pub checker: &'static str,
    /// What it found.
    pub message: String,
}

impl Failure {
    pub(crate) const fn new(seed: u64, checker: &'static str, message: String) -> Self {
        Self { seed, checker, message }
    }

    fn stopped(seed: u64, stop: Stop) -> Self {
        match stop {
            Stop::Wrong(checker, message) => Self::new(seed, checker, message),
            Stop::Store(error) => Self::new(seed, "store", whole(&error)),
        }
    }
}

/// An error and everything behind it.
fn whole(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {}", whole(source)))
}

/// The names of the checkers, in their order.
pub fn checkers() -> impl Iterator<Item = &'static str> {
    CHECKERS.iter().map(|(name, _)| *name)
}

/// Runs one seed.
///
/// # Errors
/// What the first checker found that found something.
pub fn run(plan: &Plan) -> Result<Totals, Failure> {
    let mut world = World::begin(plan)?;
    let ended = lives_and_is_checked(&mut world);
    if plan.tell && ended.is_err() {
        world.tell_state();
        eprintln!("{}", world.told());
    }
    ended
}

fn lives_and_is_checked(world: &mut World) -> Result<Totals, Failure> {
    let seed = world.plan.seed;
    let stopped = |stop: Stop| Failure::stopped(seed, stop);
    for _ in 0..world.weather.steps {
        world.step().map_err(stopped)?;
        world.team_turn().map_err(stopped)?;
    }
    world.rest().map_err(stopped)?;
    let rest = AtRest::read(world).map_err(|error| stopped(Stop::Store(error)))?;
    spoil(world);
    let run = Run { world, rest: &rest };
    for (checker, check) in CHECKERS {
        check(&run).map_err(|message| Failure::new(seed, checker, message))?;
    }
    let attempts = world.edge.lock().log.attempts;
    let answers = world.spine.lock().answered.len() as u64;
    let scenes = Scene::ALL.map(|scene| u64::from(world.team.scenes.contains(&scene)));
    Ok(Totals { seeds: 1, attempts, rows: rest.rows.len() as u64, answers, scenes, ..world.totals })
}

/// The one defect that is of the answer and not of the engine: a row less than there were answers.
fn spoil(world: &mut World) {
    if world.plan.flaw == Some(Flaw::AnswersUnbooked)
        && let Some(shown) = world.kept.shown.last_mut()
    {
        shown.booked = vocab::id::GateSeq(u64::MAX);
    }
}

/// Policy is loaded once: it is the same in every run, and remembers its rulings.
///
/// # Panics
/// Never: the policies that ride in the binary fit, or nothing of it starts.
fn shared_policy() -> Arc<policy::Engine> {
    static POLICY: OnceLock<Arc<policy::Engine>> = OnceLock::new();
    let load = || Arc::new(policy::Engine::built_in().expect("the policies in the binary fit"));
    Arc::clone(POLICY.get_or_init(load))
}

/// The code lists, likewise.
///
/// # Panics
/// Never, for the same reason.
fn shared_lists() -> Arc<policy::Lists> {
    static LISTS: OnceLock<Arc<policy::Lists>> = OnceLock::new();
    let load = || Arc::new(policy::Lists::built_in().expect("the lists in the binary fit"));
    Arc::clone(LISTS.get_or_init(load))
}
