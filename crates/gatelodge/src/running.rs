//! Running: the sockets, and the work that goes on beside them, until told to stop.

use crate::args::Serve;
use crate::clock::SystemClock;
use crate::commands::AUDIENCE;
use crate::config::Config;
use crate::connections::{self, Connected};
use crate::house::{self, Folder};
use crate::{Ended, Failed};
use connect::queue::Consumer;
use connect::renewal::Renewal;
use crossing::deliver::Delivery;
use crossing::errands::Errands;
use crossing::port::{Demographics, MirrorTarget};
use crossing::readings::Readings;
use crossing::sweep::{SweepError, Timekeeper};
use crossing::{Crossing, LISTS_SECONDS, Sources};
use jiff::civil::Date;
use serve::limits::DRAIN_MAX;
use serve::{Cause, Door, Sessions, Stop, Tasks, TokenKeys};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use vocab::Clock;
use vocab::place::PrisonCode;

/// Everything that runs.
pub(crate) struct Running {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) tasks: Tasks,
    pub(crate) stop: Stop,
    pub(crate) public: SocketAddr,
    pub(crate) admin: SocketAddr,
}

/// What is put together.
pub(crate) struct Parts {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) config: Config,
    pub(crate) folder: Folder,
    pub(crate) listen: SocketAddr,
    pub(crate) admin: SocketAddr,
    pub(crate) demo: Option<Arc<web::signed::Demo>>,
    pub(crate) connected: Connected,
}

/// `serve`: reads and writes over the connections that are configured, takes what is pushed, answers what is asked.
pub(crate) fn serve(args: &Serve) -> Result<Ended, Failed> {
    serve::telemetry::logs(serve::telemetry::LogForm::Json, "info")?;
    let folder = Folder(args.data.data.clone());
    let config = house::config(&folder, args.data.config.as_deref())?;
    let clock = house::clock(&folder);
    let crossing = Arc::new(house::open(&folder, &config, Arc::clone(&clock))?);
    let (listen, admin) = (args.listen, args.admin);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let connected =
            connections::connect(&config, &crossing, &clock, &connect::queue::Settings::default())?;
        let parts = Parts { crossing, config, folder, listen, admin, demo: None, connected };
        let running = start(parts).await?;
        println!(
            "Gatelodge is ready at http://{}, health and metrics at http://{}",
            running.public, running.admin
        );
        finish(running).await
    })
}

/// Opens the doors and starts the work.
pub(crate) async fn start(parts: Parts) -> Result<Running, Failed> {
    let Parts { crossing, config, folder, listen, admin, demo, connected } = parts;
    let stop = Stop::new();
    stop.on_signals()?;
    let tasks = Tasks::new(stop.clone());
    // Tokens and sessions live by the machine's clock, whatever time it is in the demo.
    let callers_clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let keys = Arc::new(TokenKeys::open(&folder.token_keys(), AUDIENCE, true)?);
    let sessions = Arc::new(Sessions::new(Arc::clone(&callers_clock), false));
    let metrics = serve::telemetry::Metrics::install()?;
    let talks = Arc::new(web::talk::Talks::new(crossing.clock().now()));
    let voices = Arc::new(web::talk::voice::Voices::new(folder.recordings(), folder.voices()));
    let screens = web::router(web::signed::WebState {
        crossing: Arc::clone(&crossing),
        sessions,
        talks,
        voices: Arc::clone(&voices),
        demo,
    });
    let house = serve::House::new(Arc::new(SystemClock), Arc::new(store::keys::SystemRng));
    let public_door = Door::open(listen).await.map_err(|e| in_use(listen, &e))?;
    let admin_door = Door::open(admin).await.map_err(|e| in_use(admin, &e))?;
    let (public, admin) = (public_door.address()?, admin_door.address()?);
    let faces = faces::App::new(faces::Settings {
        crossing: Arc::clone(&crossing),
        keys,
        clock: callers_clock,
        origin: format!("http://{public}"),
        feeds: config.feeds().into_iter().map(|(feed, role)| (feed, faces::FeedRule::of(role))).collect(),
        version: env!("CARGO_PKG_VERSION"),
    });
    let routes = faces::public(&faces, &house).merge(house.keep(screens, web::routes::say_refusal));
    let rendered = metrics.clone();
    let health = faces::admin(ready(&crossing), move || rendered.render(), &house);
    tasks.spawn("public", public_door.serve(routes, stop.clone()));
    tasks.spawn("admin", admin_door.serve(health, stop.clone()));
    tasks.spawn_ending("metrics", metrics.upkeep(stop.clone()));
    tasks.spawn_ending("voices", crate::voices::make(voices, stop.clone()));
    time(&tasks, &stop, &crossing);
    books(&tasks, &stop, &crossing);
    if let Some(sources) = connected.sources(crossing.rules()) {
        reads(&tasks, &stop, &crossing, sources);
    }
    if let Some(target) = connected.target(crossing.rules()) {
        deliveries(&tasks, &stop, &crossing, target);
    }
    if let Some(source) = connected.demographics {
        demographics(&tasks, &stop, &crossing, source);
    }
    events(&tasks, &stop, connected.queues);
    secrets(&tasks, &stop, &crossing, connected.renewals);
    Ok(Running { crossing, tasks, stop, public, admin })
}

/// Ready is a store that answers.
fn ready(crossing: &Arc<Crossing>) -> faces::Ready {
    let crossing = Arc::downgrade(crossing);
    Arc::new(move || {
        let ok = crossing.upgrade().is_some_and(|c| c.store().read(|view| view.snapshot()).is_ok());
        vec![faces::Check {
            name: "store",
            ok,
            look: (!ok).then_some("the store does not answer: see the log"),
        }]
    })
}

fn in_use(address: SocketAddr, error: &std::io::Error) -> String {
    format!("cannot listen on {address}: {error}; give another --port, or stop what listens there")
}

/// Waits until told to stop, drains, and closes the store.
pub(crate) async fn finish(running: Running) -> Result<Ended, Failed> {
    let Running { crossing, tasks, stop, .. } = running;
    let left = stop.drain(&tasks, DRAIN_MAX).await;
    if !left.is_empty() {
        eprintln!("stopped hard: {}", left.join(", "));
    }
    let cause = stop.cause();
    drop(tasks);
    tokio::task::spawn_blocking(move || match Arc::try_unwrap(crossing) {
        Ok(crossing) => crossing.close(),
        // Somebody still holds it; the process ends, and what was acknowledged is durable all the same.
        Err(_) => tracing::warn!("the store was not closed by its last holder"),
    })
    .await?;
    match cause {
        Some(Cause::TaskEnded(task)) => Err(format!("`{task}` ended by itself: Gatelodge stopped").into()),
        _ => Ok(Ended::Done),
    }
}

/// Does a step again and again, with a pause after one that found nothing, until told to stop. A step that fails is
/// said once and tried again: the work is in the store, and nothing of it is lost.
pub(crate) async fn again<F, Fut, E>(stop: Stop, task: &'static str, pause: Duration, mut step: F)
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<usize, E>>,
    E: std::fmt::Display,
{
    let mut failing = false;
    loop {
        let found = match step().await {
            Ok(found) => {
                failing = false;
                found
            }
            Err(error) => {
                if !failing {
                    tracing::error!(task, %error, "a step failed; it is tried again");
                }
                failing = true;
                0
            }
        };
        let pause = if found == 0 { pause } else { Duration::from_millis(1) };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.asked() => return,
        }
    }
}

fn time(tasks: &Tasks, stop: &Stop, crossing: &Arc<Crossing>) {
    let keeper = Arc::new(Timekeeper::new(Arc::clone(crossing)));
    let clock = Arc::clone(crossing);
    let mut day = clock.clock().now().london_date();
    let stop = stop.clone();
    tasks.spawn_ending("time", async move {
        let again = again(stop, "time", Duration::from_millis(250), move || {
            let (keeper, today) = (Arc::clone(&keeper), clock.clock().now().london_date());
            let new_day = (today != day).then_some(today);
            day = today;
            async move {
                if let Some(date) = new_day {
                    keeper.midnight(date).await?;
                }
                keeper.step().await
            }
        });
        again.await;
    });
}

/// The first look at the books comes soon after the start, the next so far apart: each reads everything.
const BOOKS_FIRST: Duration = Duration::from_secs(20);
const BOOKS_EVERY: Duration = Duration::from_secs(15 * 60);

/// Both chains are recomputed now and then, for the head of the gate book and for the log.
fn books(tasks: &Tasks, stop: &Stop, crossing: &Arc<Crossing>) {
    let (crossing, stop) = (Arc::clone(crossing), stop.clone());
    tasks.spawn_ending("books", async move {
        let mut pause = BOOKS_FIRST;
        loop {
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.asked() => return,
            }
            pause = BOOKS_EVERY;
            let crossing = Arc::clone(&crossing);
            match tokio::task::spawn_blocking(move || crossing.books_verify()).await {
                Ok(Ok(found)) => {
                    if let Some(broken) = found.broken {
                        tracing::error!(broken, "a book's chain is broken: ring information governance");
                    }
                }
                Ok(Err(error)) => tracing::error!(%error, "the books could not be verified"),
                Err(error) => tracing::error!(%error, "verifying the books ended by itself"),
            }
        }
    });
}

fn deliveries(tasks: &Tasks, stop: &Stop, crossing: &Arc<Crossing>, target: Arc<dyn MirrorTarget>) {
    let delivery = Arc::new(Delivery::new(Arc::clone(crossing), target));
    let stop = stop.clone();
    tasks.spawn_ending("deliver", async move {
        again(stop, "deliver", Duration::from_millis(100), move || {
            let delivery = Arc::clone(&delivery);
            async move { delivery.step().await }
        })
        .await;
    });
}

fn demographics(tasks: &Tasks, stop: &Stop, crossing: &Arc<Crossing>, source: Arc<dyn Demographics>) {
    let readings = Arc::new(Readings::new(Arc::clone(crossing), source));
    let stop = stop.clone();
    tasks.spawn_ending("demographics", async move {
        again(stop, "demographics", Duration::from_millis(500), move || {
            let readings = Arc::clone(&readings);
            async move { readings.step().await }
        })
        .await;
    });
}

/// So many polls of a queue run side by side: one waits for what comes next while others write what came.
const POLLS: usize = 4;

/// Events from queues. A poll that is under way when we are told to stop is dropped: what it had not deleted comes again.
fn events(tasks: &Tasks, stop: &Stop, queues: Vec<Arc<Consumer>>) {
    for consumer in queues.iter().flat_map(|queue| std::iter::repeat_n(queue, POLLS)) {
        let (consumer, stop) = (Arc::clone(consumer), stop.clone());
        tasks.spawn_ending("events", async move {
            loop {
                let polled = tokio::select! {
                    polled = consumer.step() => polled,
                    () = stop.asked() => return,
                };
                let pause = if polled.is_ok_and(|taken| taken > 0) { PAUSE_AFTER_WORK } else { PAUSE_IDLE };
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = stop.asked() => return,
                }
            }
        });
    }
}

const PAUSE_AFTER_WORK: Duration = Duration::from_millis(1);
const PAUSE_IDLE: Duration = Duration::from_millis(250);

/// Secrets are looked at so often.
const SECRETS_EVERY: Duration = Duration::from_secs(15);

fn secrets(tasks: &Tasks, stop: &Stop, crossing: &Arc<Crossing>, renewals: Vec<Arc<Renewal>>) {
    for renewal in renewals {
        let (stop, crossing) = (stop.clone(), Arc::clone(crossing));
        tasks.spawn_ending("secrets", async move {
            again::<_, _, std::convert::Infallible>(stop, "secrets", SECRETS_EVERY, move || {
                let taken = renewal.step(crossing.clock().now());
                async move { Ok(taken) }
            })
            .await;
        });
    }
}

fn reads(tasks: &Tasks, stop: &Stop, crossing: &Arc<Crossing>, sources: Sources) {
    let errands = Arc::new(Errands::over(Arc::clone(crossing), Arc::new(sources)));
    let (runner, stop_runner) = (Arc::clone(&errands), stop.clone());
    tasks.spawn_ending("errands", async move {
        again(stop_runner, "errands", Duration::from_millis(100), move || {
            let errands = Arc::clone(&runner);
            async move { errands.step().await }
        })
        .await;
    });
    for prison in crossing.rules().prisons.keys().copied() {
        let (errands, stop) = (Arc::clone(&errands), stop.clone());
        let crossing = Arc::clone(crossing);
        tasks.spawn_ending("sweep", async move { sweep(errands, crossing, prison, stop).await });
    }
}

/// The lists of these days, each read though another could not be; the last that could not.
async fn lists(errands: &Errands, prison: PrisonCode, days: Vec<Date>) -> Option<SweepError> {
    let mut unread = None;
    for date in days {
        unread = errands.lists(prison, date).await.err().or(unread);
    }
    unread
}

/// The lists of later days that something of ours may stand on.
async fn later_lists(errands: &Errands, prison: PrisonCode) -> Option<SweepError> {
    match errands.days_later(prison) {
        Ok(days) => lists(errands, prison, days).await,
        Err(error) => Some(error.into()),
    }
}

/// The roll, what grows old, the lists of today and tomorrow with who came, and those of later days, each in its own
/// rhythm by the crossing's clock.
async fn sweep(errands: Arc<Errands>, crossing: Arc<Crossing>, prison: PrisonCode, stop: Stop) {
    let every = crossing.rules().sweep_seconds(prison).unwrap_or(1_800);
    // What staff entered must not be asked of them twice: it is looked for as often as today's.
    let later_every = if crossing.rules().by_hand(prison) { LISTS_SECONDS } else { every / 4 };
    let (mut rolled, mut listed, mut later, mut failing) = (None, None, None, false);
    let due = |last: Option<vocab::Instant>, seconds: i64, now: vocab::Instant| {
        last.is_none_or(|at| now.seconds_since(at) >= seconds)
    };
    while !stop.is_asked() {
        let now = crossing.clock().now();
        let mut failed = None;
        if due(rolled, every / 4, now) {
            match errands.roll_call(prison).await {
                Ok(_) => {
                    rolled = Some(now);
                    failed = errands.old_again(prison).await.err();
                }
                Err(error) => failed = Some(error),
            }
        }
        if due(listed, LISTS_SECONDS, now) {
            listed = Some(now);
            let today = now.london_date();
            let days = vec![today, today.tomorrow().unwrap_or(today)];
            failed = lists(&errands, prison, days).await.or(failed);
            failed = errands.attendance(prison, today).await.err().or(failed);
        }
        if due(later, later_every, now) {
            later = Some(now);
            failed = later_lists(&errands, prison).await.or(failed);
        }
        match (&failed, failing) {
            (Some(error), false) => {
                tracing::warn!(%prison, %error, "a sweep could not be done; it is tried again until it can");
            }
            (None, true) if rolled.is_some_and(|at| at >= now) => {
                tracing::warn!(%prison, "sweeps are done again");
            }
            _ => {}
        }
        failing = failed.is_some() || (failing && rolled.is_none_or(|at| at < now));
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
            () = stop.asked() => return,
        }
    }
}
