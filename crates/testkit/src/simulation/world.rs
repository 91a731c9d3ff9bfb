//! One run's world: both sides, the network, the clock, and the process in the middle that dies and comes back.

use super::care::Care;
use super::edge::{API_KEY, Edge, REQUEST_SECONDS_MAX};
use super::flaw::Flaw;
use super::fuse::{Fuse, FuseClock, Point};
use super::humans::{self, Human};
use super::life::{History, Prisons};
use super::story::Story;
use super::weather::Weather;
use super::{Failure, Plan, Totals};
use crossing::deliver::Delivery;
use crossing::errands::Errands;
use crossing::port::{AspectSource, MirrorTarget};
use crossing::sweep::Timekeeper;
use crossing::{
    Crossing, Engine, Freshness, Length, PrisonRules, RoomRule, Route, Rules, Telephones, Writes,
};
use doubles::clinic::Clinic;
use doubles::dice::Dice;
use doubles::prison::{Act, Consumer, Prison, Settings, room_id};
use policy::Lists;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use store::keys::CheckpointKey;
use store::{Opener, Store, StoreError};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use vocab::crossing::{Feed, Mode, PrisonPlace};
use vocab::id::{GateSeq, JournalSeq, TraceId};
use vocab::place::RoomCode;
use vocab::prison::Aspect;
use vocab::seed::SeedStream;
use vocab::{Clock, Instant};

/// The feed over which the prison's events come.
pub(crate) const EVENTS: &str = "prison-events";
/// The feed of what is read from the prison.
pub(crate) const READS: &str = "prison-reads";
/// The account under which our entries are made there.
pub(crate) const CLIENT: &str = "gatelodge-client";
/// The category agreed for healthcare's entries.
pub(crate) const CATEGORY: &str = "MEOT";
/// Reports settle after so long.
pub(crate) const SETTLE_SECONDS: i64 = 45 * 60;
/// Everyone is read again within so long.
const SWEEP_SECONDS: i64 = 3_600;
/// An entry's length, where the real one is not shown.
pub(crate) const STANDARD_MINUTES: u16 = 15;

/// In a run over a disk that loses, so many steps in a thousand die at least.
const CUTS: u16 = 60;
/// A cut falls within so many writes and syncs.
const CUT_STEPS: u64 = 24;

/// An event that was acknowledged to the prison's services.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    pub(crate) seq: JournalSeq,
    pub(crate) digest: [u8; 32],
}

/// A panel that was shown.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) asked_for: String,
    /// The humans whose facts may stand on it.
    pub(crate) allowed: BTreeSet<usize>,
    pub(crate) booked: GateSeq,
}

/// What the simulator has written down itself: nothing here was told by the engine's own tables.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// By feed and the sender's own id.
    pub(crate) acknowledged: BTreeMap<(String, String), Acknowledged>,
    /// What was said of one source in two ways.
    pub(crate) contradictions: Vec<String>,
    pub(crate) shown: Vec<Shown>,
    /// Every question that was answered, with a panel or without, by its trace.
    pub(crate) asked: Vec<TraceId>,
    /// Humans whose numbers a merge or a moved booking has tied, and whom an act has linked.
    pub(crate) ties: Vec<(usize, usize)>,
    /// When the entries stood that staff have moved, before each move.
    pub(crate) moved: BTreeMap<u64, BTreeSet<Instant>>,
    /// Humans that an act has linked to a patient, by patient.
    pub(crate) linked: BTreeMap<usize, BTreeSet<usize>>,
}

/// The process in the middle.
pub(crate) struct Process {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) errands: Errands,
    pub(crate) delivery: Delivery,
    pub(crate) timekeeper: Timekeeper,
}

/// The world.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) weather: Weather,
    pub(crate) dice: Dice,
    pub(crate) clock: Arc<FuseClock>,
    pub(crate) fuse: Arc<Fuse>,
    pub(crate) edge: Arc<Edge>,
    pub(crate) humans: Vec<Human>,
    pub(crate) arrived: usize,
    pub(crate) care: Care,
    pub(crate) history: History,
    pub(crate) prisons: Prisons,
    pub(crate) rules: Arc<Rules>,
    pub(crate) kept: Kept,
    pub(crate) totals: Totals,
    pub(crate) process: Option<Process>,
    pub(crate) midnight: jiff::civil::Date,
    pub(crate) outage_until: Option<Instant>,
    pub(crate) story: Story,
    rng: Arc<SeedStream>,
    runtime: Runtime,
    folder: TempDir,
}

/// The rules of a run.
pub(crate) fn rules(prisons: Prisons, real_ends: bool, settle_seconds: i64) -> Rules {
    let freshness = Freshness { amber_seconds: 2 * SWEEP_SECONDS, red_seconds: 4 * SWEEP_SECONDS };
    let route = Route {
        lag_seconds: 60,
        settled_lag_seconds: settle_seconds + 60,
        sweep_seconds: SWEEP_SECONDS,
        sees_court: true,
        sees_reviews: false,
        sees_attendance: true,
        quiet_seconds: None,
        alert_codes: None,
    };
    let prison = |code| PrisonRules {
        name: format!("{code}"),
        routes: vec![READS.to_owned()],
        writes: Writes::Over(READS.to_owned()),
        category: CATEGORY.to_owned(),
        client: CLIENT.to_owned(),
        rooms: Clinic::ALL
            .iter()
            .filter_map(|clinic| {
                let code_there = place_of(*clinic)?;
                let place = PrisonPlace(room_id(code, code_there));
                Some((RoomCode::new(clinic.room()), RoomRule { place, code: code_there.to_owned() }))
            })
            .collect(),
        length: if real_ends { Length::Real } else { Length::Standard(STANDARD_MINUTES) },
        telephones: Telephones {
            wing: "2001".to_owned(),
            security: "2002".to_owned(),
            night: "2003".to_owned(),
            control_room: "2004".to_owned(),
        },
    };
    Rules {
        settle_seconds,
        request_seconds_max: REQUEST_SECONDS_MAX,
        freshness: Aspect::ALL.into_iter().map(|a| (a.word().to_owned(), freshness)).collect(),
        routes: [(READS.to_owned(), route)].into(),
        prisons: prisons.served().into_iter().map(|code| (code, prison(code))).collect(),
    }
}

/// The prison's place that stands for a clinic's room; the optician's has none.
pub(crate) const fn place_of(clinic: Clinic) -> Option<&'static str> {
    match clinic {
        Clinic::Optician => None,
        Clinic::MentalHealth => Some("HCC"),
        _ => Some("HCC-WAIT"),
    }
}

/// A folder in memory where there is one: what is measured here is not the disk.
fn folder() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    let made = tempfile::Builder::new().prefix("gatelodge-simulation-").tempdir_in(memory);
    made.or_else(|_| TempDir::with_prefix("gatelodge-simulation-"))
}

impl World {
    /// A world at its beginning.
    pub(crate) fn begin(plan: &Plan) -> Result<Self, Failure> {
        let mut weather = Weather::of(plan.seed);
        if plan.disk.is_some() {
            // A run over such a disk is for the cuts.
            weather.crash = weather.crash.max(CUTS);
        }
        let failed = |what: &str| Failure::new(plan.seed, "setting up", what.to_owned());
        let fuse = Arc::new(Fuse::default());
        let clock = Arc::new(FuseClock::at(weather.start, Arc::clone(&fuse)));
        let prisons = Prisons::new();
        let settle = if plan.flaw == Some(Flaw::SettlesAtOnce) { 1 } else { SETTLE_SECONDS };
        let rules = Arc::new(rules(prisons, weather.real_ends, settle));
        let mut dice = Dice::labelled(plan.seed, "world");
        let lists = Lists::built_in().map_err(|e| failed(&e.to_string()))?;
        let humans = humans::humans(weather.people, &mut dice, &lists);
        let feed = Feed::parse(READS).ok_or_else(|| failed("the feed's name"))?;
        let mut prison = Prison::new(
            plan.seed,
            Settings {
                prisons: vec![prisons.here, prisons.there, prisons.elsewhere],
                consumers: vec![Consumer {
                    key: API_KEY.to_owned(),
                    name: "gatelodge".to_owned(),
                    prisons: None,
                    alert_codes: None,
                }],
                client: CLIENT.to_owned(),
            },
        );
        prison.faults.event_drop = weather.event_drop;
        prison.faults.event_duplicate = weather.event_duplicate;
        prison.faults.event_delay = weather.event_delay;
        prison.faults.event_reorder = weather.event_reorder;
        let edge = Arc::new(Edge::new(
            prison,
            (Arc::clone(&clock), Arc::clone(&fuse)),
            (feed, Arc::clone(&rules)),
            (weather.clone(), plan.seed),
            (plan.flaw, plan.tell),
        ));
        let runtime =
            tokio::runtime::Builder::new_current_thread().build().map_err(|e| failed(&e.to_string()))?;
        let mut world = Self {
            plan: plan.clone(),
            dice,
            midnight: weather.start.london_date(),
            arrived: humans.len().saturating_sub(1).max(1),
            weather,
            clock,
            fuse,
            edge,
            humans,
            care: Care::default(),
            history: History::default(),
            prisons,
            rules,
            kept: Kept::default(),
            totals: Totals::default(),
            process: None,
            outage_until: None,
            story: Story::default(),
            rng: Arc::new(SeedStream::new(plan.seed)),
            runtime,
            folder: folder().map_err(|e| failed(&e.to_string()))?,
        };
        world.start().map_err(|e| failed(&e.to_string()))?;
        world.people_stand_there();
        let mode = world.weather.mode;
        world.switch(mode).transpose().map_err(|e| failed(&e.to_string()))?;
        Ok(world)
    }

    /// Most of the humans are in prison when the run begins, with what was known of them.
    fn people_stand_there(&mut self) {
        for i in 0..self.arrived {
            let prison = if self.dice.permille(800) { self.prisons.here } else { self.prisons.there };
            let human = self.humans[i].clone();
            self.happens(&Act::Arrive { who: human.arrival(), prison, reason: "I".to_owned() }, None);
            for code in human.codes.iter().take(self.dice.index(3)) {
                let (number, code) = (human.number, code.clone());
                self.happens(&Act::OpenAlert { number, code, from: None, to: None, comment: None }, None);
            }
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

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
            super::shared_policy(),
            super::shared_lists(),
            Arc::clone(&self.rules),
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Arc::clone(&self.rng) as Arc<dyn vocab::seed::Rng>,
        )?);
        let source: Arc<dyn AspectSource> = Arc::clone(&self.edge) as _;
        let target: Arc<dyn MirrorTarget> = Arc::clone(&self.edge) as _;
        self.process = Some(Process {
            errands: Errands::new(Arc::clone(&crossing), source),
            delivery: Delivery::new(Arc::clone(&crossing), target),
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
        Some(match self.dice.below(8) {
            0..2 => Point::LaneKeeps(nth),
            2..4 => Point::LaneLoses(nth),
            4 => Point::BeforeWrite,
            5 | 6 => Point::AfterWrite,
            _ => Point::AfterRead,
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

    /// Switches the appointments' flow of every prison.
    pub(crate) fn switch(&self, mode: Mode) -> Option<Result<(), StoreError>> {
        let ctx = self.engineer();
        let prisons = self.prisons.served();
        self.drive_blocking(move |crossing| {
            for prison in prisons {
                let flow = vocab::crossing::Flow::Appointments;
                let act = crossing::understood::Act::ModeSet { flow, prison, mode };
                crossing.command(&ctx, act)?;
            }
            Ok(())
        })
    }
}
