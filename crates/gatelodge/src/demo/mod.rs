//! `demo`: a prison lives a day beside Gatelodge, over real sockets.
//!
//! Three doubles run in this process and are spoken to as the real ones would be: the prison's services on a loopback
//! port, with its events in queues; PDS on another; and a clinic that books over our FHIR face. A healthcare team asks
//! people about a GP and practices take them on. The clock is the demo's own and is kept with its data: killed and
//! started again, everything goes on where it was.

pub(crate) mod clerk;
mod national;
mod past;
mod team;
pub(crate) mod way;

use crate::args::Demo;
use crate::clock::{DemoClock, SystemClock, write_whole};
use crate::commands::AUDIENCE;
use crate::config::{Config, ConfigError, DEMO};
use crate::connections;
use crate::house::{self, Folder};
use crate::running::{self, Parts, Running, again};
use crate::{Ended, Failed};
use crossing::disclose::choice::wordings;
use crossing::understood::Act;
use doubles::clinic::{Client, Habits};
use doubles::day::national::PRACTICES;
use doubles::day::{Day, opening};
use doubles::prison::face::Shared;
use doubles::prison::queue::QueueSettings;
use doubles::prison::{self, push, room_id};
use doubles::stage::{self, Stage};
use national::National;
use registration::wording::{Language, SITUATIONS, Wording};
use serve::TokenKeys;
use serve::tokens::Mint;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use vocab::Clock;
use vocab::crossing::{Caller, Flow, Mode, Purpose, Role};
use vocab::place::PrisonCode;

/// The demo's prison.
const PRISON: &str = "MDI";
/// The place that every clinic room shares on the prison's lists.
const NEUTRAL_PLACE: &str = "HCC-WAIT";
/// The clinic's rooms.
const ROOMS: [&str; 6] = ["OPD1", "OPD2", "OPD3", "OPD4", "OPD5", "DENT1"];
/// The clerk opens our page this often.
const CLERK_SECONDS: i64 = 600;
/// The healthcare team looks at its lists this often.
const TEAM_SECONDS: i64 = 2_400;
/// Calls a second of the demo's clock.
const CALLS_PER_SECOND: u32 = 50;
/// The longest that a queue hides a message: twelve hours.
const VISIBILITY_SECONDS_MAX: u64 = 43_200;
/// The demo's state is written down this often, and at once when something that it changed is to be told.
const KEEP_EVERY: Duration = Duration::from_secs(1);
/// The prison answers for so long after the demo was told to stop.
const LAST_ANSWERS: Duration = Duration::from_millis(500);
/// Roles that may be taken by a press.
const ROLES: &[Role] = &[
    Role::Clinician,
    Role::ReceptionNurse,
    Role::DischargeNurse,
    Role::HealthcareAdministrator,
    Role::Officer,
    Role::IntegrationEngineer,
    Role::HeadOfHealthcare,
    Role::InformationGovernance,
    Role::Commissioner,
];

/// The demo's configuration without connections, with the rooms that its prison has: for a folder that has none of its
/// own.
pub(crate) fn config() -> Result<Config, ConfigError> {
    Config::parse(&format!("{DEMO}\n{}\n{}\n{}", rooms(), checked_words(), practice_names()), None)
}

/// The words of the conversation that the demo's prison takes for checked, by nobody; of some languages they stay drafts,
/// as they would be on the first day of any prison.
fn checked_words() -> String {
    const DRAFTS: [Language; 3] = [Language::Somali, Language::KurdishSorani, Language::Punjabi];
    let Some(all) = wordings() else { return String::new() };
    let languages = Language::ALL.into_iter().filter(|language| !DRAFTS.contains(language));
    let every = languages.flat_map(|language| SITUATIONS.map(|situation| all.get(language, situation)));
    let checked = |wording: &Wording| {
        let hash = &wording.hash;
        format!(
            "[prisons.{PRISON}.registration.checked_words.{hash}]\nby = \"{NOBODY}\"\non = \"{CHECKED_ON}\"\n"
        )
    };
    every.map(checked).collect::<Vec<_>>().join("\n")
}

/// What the practices around are called.
fn practice_names() -> String {
    let names = PRACTICES.iter().map(|(code, name)| format!("{code} = \"{name}\"\n")).collect::<String>();
    format!("[national.practice_names]\n{names}")
}

const NOBODY: &str = "nobody: this is a demo";
const CHECKED_ON: &str = "2026-01-01";

/// The rooms of the demo's clinic, all of them one place on the prison's lists.
fn rooms() -> String {
    let place = PrisonCode::parse(PRISON).map(|prison| room_id(prison, NEUTRAL_PLACE)).unwrap_or_default();
    let room = |room: &str| {
        format!("[prisons.{PRISON}.rooms.{room}]\nplace = \"{place}\"\ncode = \"{NEUTRAL_PLACE}\"\n")
    };
    ROOMS.iter().map(|name| room(name)).collect::<Vec<_>>().join("\n")
}

pub(crate) fn run(args: &Demo) -> Result<Ended, Failed> {
    serve::telemetry::logs(serve::telemetry::LogForm::Lines, "warn")?;
    let folder = Folder(args.data.data.clone());
    std::fs::create_dir_all(&folder.0).map_err(|e| format!("{}: {e}", folder.0.display()))?;
    let prison = PrisonCode::parse(PRISON)?;
    let people = usize::try_from(args.people)?;
    let day = Day::new(args.seed, people, prison, opening(SystemClock.now().london_date()));
    let clock = Arc::new(DemoClock::open(&folder.demo_clock(), day.dawn(), args.speed));
    let shared_clock: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
    let stage = match std::fs::read(folder.demo_stage()) {
        Ok(bytes) => Some(Stage::restore(&bytes, Arc::clone(&shared_clock))?),
        Err(_) => None,
    };
    // The port is kept from before the store is opened: it stands in the configuration.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
    let services = format!("http://{}", listener.local_addr()?);
    let pds_listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
    let pds = format!("http://{}", pds_listener.local_addr()?);
    let public_key = national::keys(&folder.keys())?;
    // Counted by the demo's clock, which is fast: this is thousands a second of the machine's.
    let config = match &args.data.config {
        Some(file) => Config::read(file)?,
        None => args.over.config((&services, Some(&pds)), CALLS_PER_SECOND, &folder)?,
    };
    let settings = day.settings(way::API_KEY, way::CONSUMER);
    let national =
        National::open(&folder, args.seed, (&pds, &public_key), Arc::clone(&clock) as Arc<dyn Clock>)?;
    if stage.is_none() && !folder.store().exists() {
        national.people(&day);
        past::lives((&folder, &config), (&day, &day.prison(settings.clone()), args.seed), &national)?;
    }
    let crossing = Arc::new(opened(&folder, &config, &clock)?);
    let now = clock.now().rfc3339_london();
    let stage = match stage {
        Some(stage) => {
            println!("Going on where the demo was, {now}.");
            if stage.day().people() != people {
                let own = stage.day().people();
                println!("It goes on with its own {own} people; for another prison give another --data.");
            }
            stage
        }
        None => {
            println!("A prison of {people} people wakes up at {now}.");
            Stage::new(args.seed, day, settings, shared_clock)
        }
    };
    go_live(&crossing, prison)?;
    queues(&stage.prison);
    national.people(stage.day());
    let now = Now { folder, config, crossing, clock, national };
    runtime.block_on(live(args, now, (listener, pds_listener), stage, prison))
}

/// What there is when the demo begins to live.
struct Now {
    folder: Folder,
    config: Config,
    crossing: Arc<crossing::Crossing>,
    clock: Arc<DemoClock>,
    national: National,
}

/// The queues that the prison's events lie in, both ways; made once, and kept with the prison.
pub(crate) fn queues(prison: &Shared) {
    let now = prison.now();
    let mut prison = prison.lock();
    // The clients read the end of credentials by the machine's clock: longer than any demo.
    prison.token_seconds(400 * 86_400);
    if prison.queue(way::DOMAIN_QUEUE).is_none() {
        prison.queue_make(way::DOMAIN_QUEUE, QueueSettings::default(), now);
        prison.consumer_queue(way::CONSUMER, way::EXTERNAL_QUEUE, QueueSettings::default(), now);
    }
}

/// Opens the crossing, with the clock at the newest row at least: killed, the clock was kept up to a second before that,
/// which is an hour for a fast one.
fn opened(folder: &Folder, config: &Config, clock: &Arc<DemoClock>) -> Result<crossing::Crossing, Failed> {
    let open = || house::open(folder, config, Arc::clone(clock) as Arc<dyn Clock>);
    let crossing = match open() {
        Err(house::HouseError::Store(store::StoreError::ClockBehind { seconds })) => {
            clock.not_before(clock.now().plus_seconds(seconds + 1));
            open()?
        }
        crossing => crossing?,
    };
    clock.not_before(crossing.store().read(|view| view.newest_at())?);
    Ok(crossing)
}

/// The demo's flows are live: its words are signed by owners who do not exist, and say so.
fn go_live(crossing: &crossing::Crossing, prison: PrisonCode) -> Result<(), Failed> {
    let modes = crossing.store().read(|view| view.modes())?;
    let ctx =
        crate::commands::context(crossing, "demo", Role::HeadOfHealthcare, Purpose::Operations, Some(prison));
    for flow in Flow::ALL {
        if !modes.contains_key(&(*flow, prison)) {
            crossing.command(&ctx, Act::ModeSet { flow: *flow, prison, mode: Mode::Live })?;
        }
    }
    Ok(())
}

async fn live(
    args: &Demo,
    now: Now,
    (listener, pds_listener): (TcpListener, TcpListener),
    stage: Stage,
    prison_code: PrisonCode,
) -> Result<Ended, Failed> {
    let Now { folder, config, crossing, clock, national } = now;
    let upstream = listener.local_addr()?;
    let shared = stage.prison.clone();
    // A message is hidden by the prison's clock, a poll waits by the machine's.
    let visibility = Duration::from_secs((u64::from(args.speed) * 60).min(VISIBILITY_SECONDS_MAX));
    let polls = connect::queue::Settings { wait: Duration::from_secs(1), visibility };
    let shared_clock = Arc::clone(&clock) as Arc<dyn Clock>;
    let connected = connections::connect(&config, &crossing, &shared_clock, &polls)?;
    let parts = Parts {
        crossing: Arc::clone(&crossing),
        config,
        folder: folder.clone(),
        listen: ([127, 0, 0, 1], args.port).into(),
        admin: ([127, 0, 0, 1], 0).into(),
        demo: Some(Arc::new(web::signed::Demo { roles: ROLES.to_vec(), prison: prison_code })),
        connected,
    };
    let running = running::start(parts).await?;
    let stopped = running.stop.clone();
    shared.kept().keep_begins();
    let (closed, prison_closed) = tokio::sync::oneshot::channel();
    running.tasks.spawn_ending("prison", {
        let (shared, stop) = (shared.clone(), stopped.clone());
        async move {
            let stopping = async move {
                stop.asked().await;
                // What was asked of it before is answered: whoever asks stops first.
                tokio::time::sleep(LAST_ANSWERS).await;
            };
            if let Err(error) = prison::face::serve(listener, shared, true, stopping).await {
                tracing::error!(%error, "the prison double stopped");
            }
            // Nobody listens any more only when the demo has ended.
            let _ = closed.send(());
        }
    });
    let base = format!("http://{}", running.public);
    let keys = TokenKeys::open(&folder.token_keys(), AUDIENCE, true)?;
    let http = push::client()?;
    events(&running, &shared);
    if running.crossing.rules().by_hand(prison_code) {
        clerk(&running, &shared, prison_code);
    }
    let stage = Arc::new(Mutex::new(stage));
    serves_pds(&running, pds_listener, &national);
    let team = team::Team { national, prison: prison_code, seed: args.seed };
    healthcare(&running, team, &stage);
    running.tasks.spawn_ending("keep", {
        let (folder, stage, clock, shared) =
            (folder.clone(), Arc::clone(&stage), Arc::clone(&clock), shared.clone());
        async move { keep(&folder, &stage, &clock, &shared, prison_closed).await }
    });
    plays(&running, stage, clock, &http, &base, &keys, prison_code);
    tell(&running, &base, upstream);
    if let Some(after) = args.stop_after {
        let stop = stopped.clone();
        running.tasks.spawn_ending("for", async move {
            tokio::select! {
                () = tokio::time::sleep(after) => stop.ask(serve::Cause::Done),
                () = stop.asked() => {}
            }
        });
    }
    drop(crossing);
    running::finish(running).await
}

/// A token of one of the demo's machines, made anew for each use: it lives by the machine's clock.
fn token(keys: &TokenKeys, account: &str, role: Role, prison: PrisonCode) -> String {
    let caller = Caller { account: account.to_owned(), role, prison: Some(prison) };
    keys.mint(&Mint { caller, purpose: None, seconds: 12 * 3_600 }, SystemClock.now()).unwrap_or_default()
}

/// The clerk looks at our page now and then, by the demo's clock.
fn clerk(running: &Running, shared: &Shared, prison: PrisonCode) {
    let (crossing, shared, stop) = (Arc::clone(&running.crossing), shared.clone(), running.stop.clone());
    running.tasks.spawn_ending("clerk", async move {
        let clerk = Arc::new(Mutex::new(clerk::Clerk::default()));
        let mut looked: Option<vocab::Instant> = None;
        again::<_, _, std::convert::Infallible>(stop, "clerk", Duration::from_millis(200), move || {
            let now = shared.now();
            let due = looked.is_none_or(|at| now.seconds_since(at) >= CLERK_SECONDS);
            looked = if due { Some(now) } else { looked };
            let (crossing, shared, clerk) = (Arc::clone(&crossing), shared.clone(), Arc::clone(&clerk));
            async move {
                if due {
                    clerk.lock().await.works(&crossing, &shared, prison).await;
                }
                Ok(0)
            }
        })
        .await;
    });
}

/// PDS answers for as long as the prison does.
fn serves_pds(running: &Running, listener: TcpListener, national: &National) {
    let (pds, stop) = (national.pds.clone(), running.stop.clone());
    running.tasks.spawn_ending("pds", async move {
        let stopping = async move {
            stop.asked().await;
            tokio::time::sleep(LAST_ANSWERS).await;
        };
        if let Err(error) = doubles::pds::face::serve(listener, pds, stopping).await {
            tracing::error!(%error, "the PDS double stopped");
        }
    });
}

/// The healthcare team looks at its lists now and then, by the demo's clock.
fn healthcare(running: &Running, team: team::Team, stage: &Arc<Mutex<Stage>>) {
    let (crossing, stage, stop) = (Arc::clone(&running.crossing), Arc::clone(stage), running.stop.clone());
    let team = Arc::new(team);
    running.tasks.spawn_ending("healthcare", async move {
        let mut looked: Option<vocab::Instant> = None;
        again::<_, _, std::convert::Infallible>(stop, "healthcare", Duration::from_millis(200), move || {
            let now = crossing.clock().now();
            let due = looked.is_none_or(|at| now.seconds_since(at) >= TEAM_SECONDS);
            looked = if due { Some(now) } else { looked };
            let (crossing, stage, team) = (Arc::clone(&crossing), Arc::clone(&stage), Arc::clone(&team));
            async move {
                if due {
                    let day = stage.lock().await.day().clone();
                    team.works(&crossing, &day).await;
                }
                Ok(0)
            }
        })
        .await;
    });
}

/// The prison's events go into its queue as they fall due.
fn events(running: &Running, shared: &Shared) {
    let (shared, stop) = (shared.clone(), running.stop.clone());
    running.tasks.spawn_ending("queue", async move {
        again::<_, _, std::convert::Infallible>(stop, "queue", Duration::from_millis(100), move || {
            let moved = prison::queue::fill_due(&shared, way::DOMAIN_QUEUE);
            async move { Ok(moved) }
        })
        .await;
    });
}

/// The day and the clinic.
fn plays(
    running: &Running,
    stage: Arc<Mutex<Stage>>,
    clock: Arc<DemoClock>,
    http: &reqwest::Client,
    base: &str,
    keys: &TokenKeys,
    prison_code: PrisonCode,
) {
    let habits = Habits { double_click: 20, lose_answer: 10 };
    let clinic = token(keys, "systmone", Role::CareSystem, prison_code);
    let client = Client::new(&format!("{base}/fhir/R4"), &clinic, http.clone(), habits);
    let stop = running.stop.clone();
    running.tasks.spawn_ending("day", async move {
        again::<_, _, std::convert::Infallible>(stop, "day", Duration::from_millis(200), move || {
            let (stage, client, now) = (Arc::clone(&stage), client.clone(), clock.now());
            async move {
                let (prison, clinic) = {
                    let mut stage = stage.lock().await;
                    stage.play(now);
                    (stage.prison.clone(), stage.clinic.clone())
                };
                let round = stage::run_errands(&prison, &clinic, &client, now).await;
                Ok(usize::from(round.done > 0))
            }
        })
        .await;
    });
}

/// Keeps what is played: every second, and at once when somebody waits to be told of a change. It ends after the
/// prison's last answer.
async fn keep(
    folder: &Folder,
    stage: &Mutex<Stage>,
    clock: &DemoClock,
    shared: &Shared,
    mut closed: tokio::sync::oneshot::Receiver<()>,
) {
    let mut failing = false;
    loop {
        let ends = tokio::select! {
            () = tokio::time::sleep(KEEP_EVERY) => false,
            () = shared.kept().wanted(), if !failing => false,
            _ = &mut closed => true,
        };
        let kept = {
            let stage = stage.lock().await;
            // The clock first: a clock that is behind what has happened would have it happen in the future.
            clock.keep(&folder.demo_clock()).map_err(|e| e.to_string()).and_then(|()| {
                let (bytes, changes) = stage.save_counted().map_err(|e| e.to_string())?;
                write_whole(&folder.demo_stage(), &bytes).map_err(|e| e.to_string())?;
                Ok(changes)
            })
        };
        match &kept {
            Ok(changes) => shared.kept().kept(*changes),
            Err(error) => {
                tracing::error!(error, "the demo's state could not be kept; nothing is told meanwhile");
            }
        }
        failing = kept.is_err();
        if ends {
            shared.kept().keep_ends();
            return;
        }
    }
}

fn tell(running: &Running, base: &str, upstream: std::net::SocketAddr) {
    println!("Gatelodge is ready at {base}");
    for role in ROLES {
        println!("  sign in as {role}: {base}/demo/sign-in/{role}");
    }
    println!(
        "  FHIR {base}/fhir/R4/metadata   CDS Hooks {base}/cds-services   lists {base}/api/openapi.json"
    );
    println!("  health and metrics: http://{}   the prison double: http://{upstream}", running.admin);
    println!(
        "  cut the prison off:  curl -X POST http://{upstream}/control/cut -d '{{\"how\":\"unavailable\"}}'"
    );
    println!("  and bring it back:   curl -X POST http://{upstream}/control/come-back");
    println!("Ctrl-C stops it; the same command goes on where it was.");
}
