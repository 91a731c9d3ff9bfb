//! The process in the middle: how it starts, is driven, dies and comes back, and what its disk loses.

use super::{CUT_STEPS, Process, World};
use crate::simulation::edge::Source;
use crate::simulation::fuse::Point;
use crate::simulation::way::Kind;
use crossing::deliver::Delivery;
use crossing::errands::Errands;
use crossing::port::{AspectSource, Demographics, MirrorTarget};
use crossing::readings::Readings;
use crossing::sweep::Timekeeper;
use crossing::{Crossing, Engine, Sources};
use std::sync::Arc;
use store::keys::CheckpointKey;
use store::{Opener, Store, StoreError};
use vocab::Clock;
use vocab::crossing::{Flow, Mode};

impl World {
    pub(crate) fn settings(&self) -> Result<store::Settings<Engine>, StoreError> {
        let key = CheckpointKey::open(&self.folder.path().join("checkpoint.key"))?;
        let decide = Arc::new(Engine::new(Arc::clone(&self.rules)));
        let (clock, rng) = (Arc::clone(&self.clock), Arc::clone(&self.rng));
        let mut settings = store::Settings::new(self.store_folder(), decide, clock, rng, key);
        settings.vfs = self.plan.disk.as_ref().map(|disk| disk.name().to_owned());
        Ok(settings)
    }

    /// Opens the store alone: for the checkers, when the process is gone.
    pub(crate) fn open_store(&self) -> Result<(Store<Engine>, Opener), StoreError> {
        Store::open(self.settings()?)
    }

    /// The process starts, on whatever is durable.
    pub(crate) fn start(&mut self) -> Result<(), StoreError> {
        let opened = self.open_store()?;
        let crossing = Arc::new(Crossing::open(
            opened,
            crate::simulation::shared_policy(),
            crate::simulation::shared_lists(),
            Arc::clone(&self.rules),
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Arc::clone(&self.rng) as Arc<dyn vocab::seed::Rng>,
        )?);
        let source =
            |kind: &Kind| Arc::new(Source::new(Arc::clone(&self.edge), *kind)) as Arc<dyn AspectSource>;
        let sources = self.weather.way.kinds().iter().map(source).collect();
        let sources = Arc::new(Sources::new(Arc::clone(&self.rules), sources));
        let target: Arc<dyn MirrorTarget> = Arc::clone(&self.edge) as _;
        self.process = Some(Process {
            errands: Errands::over(Arc::clone(&crossing), sources),
            delivery: Delivery::new(Arc::clone(&crossing), target),
            readings: Readings::new(Arc::clone(&crossing), Arc::clone(&self.spine) as Arc<dyn Demographics>),
            timekeeper: Timekeeper::new(Arc::clone(&crossing)),
            crossing,
        });
        Ok(())
    }

    /// Where the next step dies, if it does.
    pub(crate) fn draw_crash(&mut self) -> Option<Point> {
        if !self.dice.permille(self.weather.crash) {
            return None;
        }
        let nth = 1 + u32::try_from(self.dice.below(4)).unwrap_or(0);
        Some(match self.dice.below(9) {
            0..2 => Point::LaneKeeps(nth),
            2..4 => Point::LaneLoses(nth),
            4 => Point::BeforeWrite,
            5 | 6 => Point::AfterWrite,
            7 => Point::AfterRead,
            _ => Point::BeforeDelete,
        })
    }

    /// Runs one step of the process; none when it died in it.
    pub(crate) fn drive<'a, T, F>(&'a self, step: impl FnOnce(&'a Process) -> F) -> Option<T>
    where
        F: Future<Output = T> + 'a,
    {
        let process = self.process.as_ref()?;
        self.runtime.block_on(self.fuse.guard(step(process)))
    }

    /// The same for what blocks.
    pub(crate) fn drive_blocking<T: Send>(&self, step: impl FnOnce(&Crossing) -> T + Send) -> Option<T> {
        const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_micros(20);
        let process = self.process.as_ref()?;
        let crossing: &Crossing = &process.crossing;
        let done = std::thread::scope(|scope| {
            let handle = scope.spawn(move || step(crossing));
            while !handle.is_finished() && !self.fuse.is_burnt() {
                std::thread::sleep(LOOK_AGAIN);
            }
            self.fuse.release();
            handle.join().ok()
        });
        if self.fuse.is_burnt() { None } else { done }
    }

    /// The process is gone; what it had sent to its lane and was not lost is durable.
    pub(crate) fn kill(&mut self) -> std::io::Result<()> {
        self.tell(|_| "the process dies".to_owned());
        // The power goes first: a process that is only killed leaves the operating system to write the rest.
        let cut = self.power_cut();
        self.fuse.release();
        self.process = None;
        self.fuse.arm(None);
        self.totals.crashes += 1;
        cut
    }

    /// What was not synced is lost, or some of it is kept, as the seed says: now, where the disk has not lost its power
    /// by itself in the step that ends here.
    fn power_cut(&mut self) -> std::io::Result<()> {
        let Some(disk) = self.plan.disk.clone() else { return Ok(()) };
        let folder = self.store_folder();
        let came = disk.cut_of(&folder);
        disk.disarm(&folder);
        let cut = match came {
            Some(cut) => cut,
            None => disk.power_cut(&folder, self.cut_seed())?,
        };
        self.tell(|_| format!("the power goes: {cut:?}"));
        self.totals.unsynced += cut.unsynced as u64;
        self.totals.survived += cut.kept as u64;
        Ok(())
    }

    fn cut_seed(&self) -> vocab::Seed {
        vocab::Seed(self.plan.seed.wrapping_mul(10_007).wrapping_add(self.totals.steps))
    }

    /// Over a disk that loses, most of the deaths are its own: the power goes before one of the next writes and syncs,
    /// wherever in a transaction or a checkpoint that is.
    pub(crate) fn arms_a_cut(&mut self) -> bool {
        let Some(disk) = self.plan.disk.clone() else { return false };
        if self.dice.permille(200) {
            return false;
        }
        let step = 1 + self.dice.below(CUT_STEPS);
        disk.power_cut_at(&self.store_folder(), step, self.cut_seed());
        true
    }

    /// Whether the disk has lost its power by itself.
    pub(crate) fn is_cut(&self) -> bool {
        self.plan.disk.as_ref().is_some_and(|disk| disk.cut_of(&self.store_folder()).is_some())
    }

    pub(crate) fn store_folder(&self) -> std::path::PathBuf {
        self.folder().join("store")
    }

    /// The process closes as it should.
    pub(crate) fn close(&mut self) {
        self.process = None;
    }

    /// Switches a flow of every prison.
    pub(crate) fn switch(&self, flow: Flow, mode: Mode) -> Option<Result<(), StoreError>> {
        let ctx = self.engineer();
        let prisons = self.prisons.served();
        self.drive_blocking(move |crossing| {
            for prison in prisons {
                let act = crossing::understood::Act::ModeSet { flow, prison, mode };
                crossing.command(&ctx, act)?;
            }
            Ok(())
        })
    }
}
