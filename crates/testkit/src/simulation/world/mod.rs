//! One run's world: both sides, the network, the clock, and the process in the middle that dies and comes back.

mod opener;
mod process;

pub(crate) use opener::shared_opener;

use super::care::Care;
use super::clerk::Clerk;
use super::edge::{API_KEY, CONSUMER, Edge};
use super::fuse::{Fuse, FuseClock};
use super::humans::{self, Human};
use super::life::{History, Prisons};
use super::spine::Spine;
use super::story::Story;
use super::team::Team;
use super::way::{self, Kind};
use super::weather::Weather;
use super::{Failure, Plan, Totals};
use crossing::deliver::Delivery;
use crossing::errands::Errands;
use crossing::readings::Readings;
use crossing::sweep::Timekeeper;
use crossing::{Crossing, Rules};
use doubles::clinic::Clinic;
use doubles::dice::Dice;
use doubles::prison::{Act, Consumer, Prison, QueueSettings, Settings};
use policy::Lists;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use vocab::crossing::{Flow, Mode};
use vocab::id::{GateSeq, JournalSeq, TraceId};
use vocab::seed::SeedStream;
use vocab::{Clock, Instant};

/// The feed over which the prison's domain events are pushed.
pub(crate) const EVENTS: &str = "prison-events";
/// The account under which our entries are made there.
pub(crate) const CLIENT: &str = "gatelodge-client";
/// The category agreed for healthcare's entries.
pub(crate) const CATEGORY: &str = "MEOT";
/// Reports settle after so long.
pub(crate) const SETTLE_SECONDS: i64 = 45 * 60;
/// An entry's length, where the real one is not shown.
pub(crate) const STANDARD_MINUTES: u16 = 15;

/// What was received from a queue and not deleted comes again after so long.
const VISIBILITY_SECONDS: i64 = 60;
/// Queues keep what is in them for longer than any run takes: a message that a queue forgets is acknowledged by nobody.
const RETENTION_SECONDS: i64 = 90 * 86_400;
/// The paths that a consumer asks for, by which its events are chosen, too.
const PERMITTED: &[&str] = &[
    "/v1/hmpps/id/nomis-number/by-hmpps-id/{hmppsId}",
    "/v1/persons/{hmppsId}",
    "/v1/persons/{hmppsId}/alerts",
    "/v1/persons/{hmppsId}/cell-location",
    "/v1/persons/{hmppsId}/name",
    "/v1/persons/{hmppsId}/prisoner-base-location",
    "/v1/prison/prisoners",
    "/v1/prison/prisoners/{hmppsId}",
    "/v1/prison/{prisonId}/appointments/search",
    "/v1/prison/{prisonId}/prisoners/{hmppsId}/non-associations",
];

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

/// A page that was shown.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) asked_for: String,
    pub(crate) act: &'static str,
    pub(crate) account: String,
    /// The humans whose facts may stand on it.
    pub(crate) allowed: BTreeSet<usize>,
    pub(crate) booked: GateSeq,
}

/// Something that staff did to an entry because our page said so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AsTold {
    pub(crate) done: Instant,
    /// When the page was printed that said so.
    pub(crate) printed: Instant,
}

/// What the simulator has written down itself: nothing here was told by the engine's own tables.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// By feed and the sender's own id.
    pub(crate) acknowledged: BTreeMap<(String, String), Acknowledged>,
    /// Events that were deleted from a queue: its feed, and the digest of what was said.
    pub(crate) deleted: BTreeSet<(String, [u8; 32])>,
    /// What was said of one source in two ways.
    pub(crate) contradictions: Vec<String>,
    pub(crate) shown: Vec<Shown>,
    /// The records that were opened at the very end, by human.
    pub(crate) last_shown: BTreeMap<usize, String>,
    /// When the last sweep of everything began.
    pub(crate) swept: Instant,
    /// Every question that was answered, with a panel or without, by its trace.
    pub(crate) asked: Vec<TraceId>,
    /// Humans whose numbers a merge or a moved booking has tied, and whom an act has linked.
    pub(crate) ties: Vec<(usize, usize)>,
    /// When staff last did to an entry what our page told them to.
    pub(crate) as_told: BTreeMap<u64, AsTold>,
    /// The appointments' flow is live, and when it was last switched to something else: then the page asks nothing of
    /// staff.
    pub(crate) is_live: bool,
    pub(crate) switched_off: Instant,
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
    pub(crate) readings: Readings,
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
    pub(crate) spine: Arc<Spine>,
    pub(crate) humans: Vec<Human>,
    pub(crate) arrived: usize,
    pub(crate) care: Care,
    pub(crate) clerk: Clerk,
    pub(crate) team: Team,
    pub(crate) history: History,
    pub(crate) prisons: Prisons,
    pub(crate) rules: Arc<Rules>,
    pub(crate) kept: Kept,
    pub(crate) totals: Totals,
    pub(crate) process: Option<Process>,
    pub(crate) midnight: jiff::civil::Date,
    /// The services are cut off, every route at once.
    pub(crate) outage_until: Option<Instant>,
    pub(crate) story: Story,
    rng: Arc<SeedStream>,
    runtime: Runtime,
    folder: TempDir,
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

/// The prison's services at the beginning, set up as the run has them.
fn services(seed: u64, weather: &Weather, prisons: Prisons) -> Prison {
    let filter = weather.filters.clone();
    let consumer = Consumer {
        key: API_KEY.to_owned(),
        name: CONSUMER.to_owned(),
        prisons: filter.prisons.then(|| prisons.served().into()),
        alert_codes: filter.alert_codes.map(|codes| codes.into_iter().collect()),
    };
    let mut prison = Prison::new(
        seed,
        Settings {
            prisons: vec![prisons.here, prisons.there, prisons.elsewhere],
            consumers: vec![consumer],
            client: CLIENT.to_owned(),
        },
    );
    let settings = QueueSettings {
        visibility_seconds: VISIBILITY_SECONDS,
        retention_seconds: RETENTION_SECONDS,
        ..QueueSettings::default()
    };
    if weather.way.has(Kind::External) {
        prison.consumer_queue(CONSUMER, Kind::External.queue(), settings.clone(), weather.start);
        prison.access(CONSUMER).permitted = Some(PERMITTED.iter().map(|path| (*path).to_owned()).collect());
        let pokes = prison.faults.pokes.entry(CONSUMER.to_owned()).or_default();
        (pokes.lose, pokes.double) = (weather.event_drop, weather.event_duplicate);
    }
    if weather.queued {
        prison.queue_make(Kind::Dps.queue(), settings, weather.start);
    }
    for kind in weather.way.kinds() {
        let queue = prison.queue_faults(kind.queue());
        (queue.duplicate, queue.disorder) = (weather.event_duplicate, weather.event_reorder);
    }
    prison.faults.event_drop = weather.event_drop;
    prison.faults.event_duplicate = weather.event_duplicate;
    prison.faults.event_delay = weather.event_delay;
    prison.faults.event_reorder = weather.event_reorder;
    prison
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
        let rules = way::rules(plan, &weather, prisons, way::settle_seconds(plan));
        if let (None, Err(mistake)) = (plan.flaw, rules.check()) {
            return Err(failed(&mistake.to_string()));
        }
        let rules = Arc::new(rules);
        let mut dice = Dice::labelled(plan.seed, "world");
        let lists = Lists::built_in().map_err(|e| failed(&e.to_string()))?;
        let humans = humans::humans(weather.people, &mut dice, &lists);
        let prison = services(plan.seed, &weather, prisons);
        let edge = Arc::new(Edge::new(
            prison,
            (Arc::clone(&clock), Arc::clone(&fuse)),
            Arc::clone(&rules),
            (weather.clone(), plan.seed),
            (plan.flaw, plan.tell),
        ));
        let team = Team::new(plan.seed);
        let spine = Arc::new(Spine::new(
            (plan.seed, team.season.faults),
            (Arc::clone(&clock), Arc::clone(&fuse)),
            plan.flaw,
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
            spine,
            humans,
            care: Care::default(),
            clerk: Clerk::default(),
            team,
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
        world.switch(Flow::Alerts, Mode::Live).transpose().map_err(|e| failed(&e.to_string()))?;
        let mode = world.weather.mode;
        world.switch(Flow::Appointments, mode).transpose().map_err(|e| failed(&e.to_string()))?;
        world.kept.is_live = mode == Mode::Live;
        world.team_begins().map_err(|e| failed(&e.to_string()))?;
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
}
