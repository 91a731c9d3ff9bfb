//! What a full sweep of a prison costs over the External API.
//!
//! The real client asks the prison double on a socket of this machine for everything that a sweep asks for, as fast as it
//! goes, and the engine takes it in. Calls are counted; how long they take at an agreed rate is worked out from that. No
//! clock is waited for.

use crate::Failed;
use crate::args::Bench;
use crate::config::Config;
use crate::house::{self, Folder};
use connect::client::{Base, Client, Secret, Settings};
use connect::hmpps_external::HmppsExternal;
use crossing::Crossing;
use crossing::errands::Errands;
use crossing::port::{AspectSource, Later, SourceAnswer, SourceError};
use doubles::prison::face::{self, Shared};
use doubles::prison::{Act, Arrival, Consumer, Prison, Settings as World};
use jiff::civil::{Date, date};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use store::keys::SystemRng;
use tokio::net::TcpListener;
use vocab::Clock;
use vocab::crossing::Feed;
use vocab::id::{OpaqueId, PrisonNumber};
use vocab::name::{Born, Name};
use vocab::place::PrisonCode;
use vocab::prison::Aspect;
use vocab::time::ManualClock;

/// The row's name.
pub(super) const NAME: &str = "full sweep of 1,000 places over the External API";

const PLACES: u32 = 1_000;
const KEY: &str = "bench";
const CONFIG: &str = include_str!("../../config/hmpps-external.toml");

/// One in three has this many alerts open.
const ALERTS: [&str; 3] = ["HA", "XA", "PEEP"];

/// More calls at once than any sweep makes: nothing waits for its turn.
const UNHURRIED: u32 = 1_000_000;

/// What was asked for.
#[derive(Default)]
struct Calls {
    roll: AtomicU64,
    lists: AtomicU64,
    aspects: [AtomicU64; Aspect::ALL.len()],
}

impl Calls {
    fn people(&self) -> u64 {
        self.aspects.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    fn of(count: &AtomicU64) -> u64 {
        count.load(Ordering::Relaxed)
    }
}

/// The route, with its calls counted: a page of a roll is one, and so is each reading of somebody who is there.
struct Counted {
    route: HmppsExternal,
    calls: Arc<Calls>,
}

impl AspectSource for Counted {
    fn feed(&self) -> &Feed {
        self.route.feed()
    }

    fn carries(&self, aspect: Aspect) -> bool {
        self.route.carries(aspect)
    }

    fn read<'a>(
        &'a self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        let place = Aspect::ALL.into_iter().position(|one| one == aspect);
        if let Some(count) = place.and_then(|place| self.calls.aspects.get(place)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.route.read(person, prison, aspect)
    }

    fn look_up<'a>(&'a self, id: &'a OpaqueId) -> Later<'a, Result<SourceAnswer, SourceError>> {
        self.route.look_up(id)
    }

    fn roll<'a>(&'a self, prison: PrisonCode) -> Later<'a, Result<Vec<SourceAnswer>, SourceError>> {
        Box::pin(async move {
            let pages = self.route.roll(prison).await?;
            self.calls.roll.fetch_add(u64::try_from(pages.len()).unwrap_or(0), Ordering::Relaxed);
            Ok(pages)
        })
    }

    fn entries<'a>(&'a self, prison: PrisonCode, date: Date) -> Later<'a, Result<SourceAnswer, SourceError>> {
        self.calls.lists.fetch_add(1, Ordering::Relaxed);
        self.route.entries(prison, date)
    }
}

pub(super) fn run(args: &Bench, folder: &Path) -> Result<(), Failed> {
    let folder = Folder(folder.join("sweep"));
    std::fs::create_dir_all(&folder.0)?;
    let morning = vocab::Instant::parse_zoned("2026-11-10T09:00:00Z").ok_or("a moment")?;
    let clock = Arc::new(ManualClock::at(morning));
    let shared: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
    let crossing = Arc::new(house::open(&folder, &Config::parse(CONFIG, None)?, shared)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(sweeps(args.sweep_rate, &clock, &crossing))?;
    drop(runtime);
    if let Ok(crossing) = Arc::try_unwrap(crossing) {
        crossing.close();
    }
    std::fs::remove_dir_all(&folder.0)?;
    Ok(())
}

/// A prison of so many people, on a socket.
async fn played(clock: &Arc<ManualClock>, prison: PrisonCode) -> Result<Base, Failed> {
    let consumer = Consumer {
        key: KEY.to_owned(),
        name: KEY.to_owned(),
        prisons: Some(vec![prison]),
        alert_codes: None,
    };
    let settings = World { prisons: vec![prison], consumers: vec![consumer], client: KEY.to_owned() };
    let mut world = Prison::new(1, settings);
    let now = clock.now();
    for n in 0..PLACES {
        let number = super::fill::number(n);
        let born = date(1960, 1, 1).saturating_add(jiff::Span::new().days(11 * i64::from(n)));
        let who = Arrival {
            number,
            name: Name::new(&super::fill::family(9 * n), "ONE"),
            born: Born::new(born),
            gender: "Male".to_owned(),
            nationality: "British".to_owned(),
            language: None,
            pnc: None,
        };
        world.run(&Act::Arrive { who, prison, reason: "I".to_owned() }, now)?;
        for code in ALERTS.iter().filter(|_| n % 3 == 0) {
            let code = (*code).to_owned();
            world.run(&Act::OpenAlert { number, code, from: None, to: None, comment: None }, now)?;
        }
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = Base::parse(&format!("http://{}", listener.local_addr()?))?;
    let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    tokio::spawn(face::serve(listener, Shared::new(world, clock), false, std::future::pending()));
    Ok(base)
}

async fn sweeps(rate: u32, clock: &Arc<ManualClock>, crossing: &Arc<Crossing>) -> Result<(), Failed> {
    let prison = super::fill::prison()?;
    let base = played(clock, prison).await?;
    let shared: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    let limits = Settings { calls_per_second: UNHURRIED, calls_at_once: UNHURRIED, ..Settings::default() };
    let client = Arc::new(Client::new(limits, shared, Arc::new(SystemRng))?);
    let feed = Feed::parse("hmpps-external").ok_or("a feed's name")?;
    let calls = Arc::new(Calls::default());
    let route = HmppsExternal::new(client, base, Secret::new(KEY), feed);
    let source = Counted { route, calls: Arc::clone(&calls) };
    let errands = Errands::new(Arc::clone(crossing), Arc::new(source));
    println!("\n{NAME}: calls are counted, and their time at {rate} a second worked out from that");
    sweep("the first, of an empty store", rate, &errands, &calls, clock, prison).await?;
    let sweep_seconds = crossing.rules().sweep_seconds(prison).unwrap_or(7_200);
    clock.advance_seconds(sweep_seconds);
    sweep("the next, nothing has changed", rate, &errands, &calls, clock, prison).await?;
    lists(rate, &errands, &calls, prison, crossing).await
}

/// One sweep: the roll, and everything that it does not tell.
#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's own stopwatch")]
async fn sweep(
    what: &str,
    rate: u32,
    errands: &Errands,
    calls: &Calls,
    clock: &ManualClock,
    prison: PrisonCode,
) -> Result<(), Failed> {
    let (rolled, asked, start) = (Calls::of(&calls.roll), calls.people(), Instant::now());
    let found = errands.roll_call(prison).await?;
    errands.old_again(prison).await?;
    loop {
        clock.advance_seconds(1);
        if errands.step().await? == 0 {
            break;
        }
    }
    let (roll, people) = (Calls::of(&calls.roll) - rolled, calls.people() - asked);
    let all = roll + people;
    let took = start.elapsed().as_secs_f64();
    let seconds = figure(all) / f64::from(rate.max(1));
    println!(
        "  {what}: {} on the roll; {all} calls ({roll} pages of the roll, {people} readings), {:.2} a person; \
         {seconds:.0} s at {rate} a second ({:.1} min); taken in here at {:.0} a second",
        found.on_roll,
        figure(all) / f64::from(PLACES),
        seconds / 60.0,
        figure(all) / took,
    );
    Ok(())
}

/// The lists of today and tomorrow, and what a day of them costs.
async fn lists(
    rate: u32,
    errands: &Errands,
    calls: &Calls,
    prison: PrisonCode,
    crossing: &Crossing,
) -> Result<(), Failed> {
    let today = crossing.clock().now().london_date();
    for date in [today, today.tomorrow()?] {
        errands.lists(prison, date).await?;
    }
    let (once, every) = (Calls::of(&calls.lists), crossing::LISTS_SECONDS.unsigned_abs());
    let (a_day, share) = (once * 86_400 / every, figure(once) / figure(every) / f64::from(rate.max(1)));
    println!(
        "  the lists of two days: {once} calls every {every} s, {a_day} a day: {:.2}% of {rate} a second",
        100.0 * share
    );
    let readings = Aspect::ALL.iter().zip(&calls.aspects).filter(|(_, count)| Calls::of(count) > 0);
    let words: Vec<String> =
        readings.map(|(aspect, count)| format!("{} {}", aspect.word(), Calls::of(count))).collect();
    println!("  readings of both sweeps: {}", words.join(", "));
    Ok(())
}

fn figure(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
