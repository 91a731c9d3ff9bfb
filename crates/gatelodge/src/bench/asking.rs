//! Whom to ask about a GP, and PDS read for it: the due list of a prison and of a region, a night's receptions, a sweep.

use super::fill;
use crate::Failed;
use crate::house::{self, Folder};
use crossing::Crossing;
use crossing::envelope::{Meta, WriteAsk, care_feed, envelope};
use crossing::port::{Demographics, Later, SourceAnswer, SourceError};
use crossing::readings::Readings;
use crossing::understood::Act;
use doubles::pds::{self, Pds};
use doubles::prison::Call;
use registration::risk::{READS_PER_SECOND, sweep_seconds};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use store::unit::Input;
use vocab::Clock;
use vocab::crossing::{Caller, Feed, Flow, Mode, Role};
use vocab::id::{NhsNumber, TraceId};
use vocab::time::ManualClock;

/// The row's name.
pub(super) const NAME: &str = "due list and registration";

/// A prison, and a region.
const PRISON: u32 = 1_200;
const REGION: u32 = 20_000;
/// First receptions of one night, in all prisons.
const NIGHT: u32 = 207;
/// Everybody in prison.
const NATION: u64 = 90_000;
/// A list is opened so often for a figure.
const LOOKS: usize = 30;

pub(super) fn run(folder: &Path) -> Result<(), Failed> {
    let folder = Folder(folder.join("asking"));
    std::fs::create_dir_all(&folder.0)?;
    let evening = vocab::Instant::parse_zoned("2026-11-10T19:00:00Z").ok_or("a moment")?;
    let clock = Arc::new(ManualClock::at(evening));
    let shared: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
    let crossing = Arc::new(house::open(&folder, &crate::demo::config()?, shared)?);
    let prison = fill::prison()?;
    let role = Role::HeadOfHealthcare;
    let head = crate::commands::context(&crossing, "bench", role, role.purpose_usual(), Some(prison));
    crossing.command(&head, Act::ModeSet { flow: Flow::Registration, prison, mode: Mode::Live })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measured(&clock, &crossing))?;
    drop(runtime);
    if let Ok(crossing) = Arc::try_unwrap(crossing) {
        crossing.close();
    }
    std::fs::remove_dir_all(&folder.0)?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's own stopwatch")]
async fn measured(clock: &Arc<ManualClock>, crossing: &Arc<Crossing>) -> Result<(), Failed> {
    println!("\n{NAME}");
    arrive(crossing, 0..PRISON).await?;
    list(crossing, PRISON, 20.0).await?;
    let night = Instant::now();
    arrive(crossing, PRISON..PRISON + NIGHT).await?;
    let took = night.elapsed().as_secs_f64();
    println!("  {NIGHT} first receptions at once, until all stand on the list: {took:.2} s (to reach: 60)");
    arrive(crossing, PRISON + NIGHT..REGION).await?;
    list(crossing, REGION, 100.0).await?;
    swept(clock, crossing).await
}

/// People come in: their record of the prison, and their care record, which is linked by the exact rule.
async fn arrive(crossing: &Arc<Crossing>, people: std::ops::Range<u32>) -> Result<(), Failed> {
    let feed = Feed::parse(fill::FEED).ok_or("the bench's feed has no name")?;
    let caller =
        Caller { account: "bench".to_owned(), role: Role::CareSystem, prison: Some(fill::prison()?) };
    let meta = Meta { caller: Some(caller), write: Some(WriteAsk::default()), ..Meta::default() };
    let prison = people.clone().map(|n| envelope(&feed, fill::record(n, 0, 0), &Meta::default(), None));
    let care = people.map(|n| envelope(&care_feed(), fill::patient(n), &meta, None));
    write(crossing, prison.collect()).await?;
    write(crossing, care.collect()).await
}

async fn write(crossing: &Arc<Crossing>, inputs: Vec<Input>) -> Result<(), Failed> {
    const GROUP: usize = 2_000;
    let mut inputs = inputs.into_iter().peekable();
    while inputs.peek().is_some() {
        let group: Vec<Input> = inputs.by_ref().take(GROUP).collect();
        let crossing = Arc::clone(crossing);
        tokio::task::spawn_blocking(move || {
            let promises = group.into_iter().map(|input| crossing.store().write_later(input));
            promises
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .try_for_each(|promise| promise.wait().map(drop))
        })
        .await??;
    }
    Ok(())
}

/// The list as a nurse opens it, with everything that is ruled on and booked for the page.
#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's own stopwatch")]
async fn list(crossing: &Arc<Crossing>, people: u32, to_reach: f64) -> Result<(), Failed> {
    let role = Role::ReceptionNurse;
    let nurse =
        crate::commands::context(crossing, "bench", role, role.purpose_usual(), Some(fill::prison()?));
    let mut took = Vec::with_capacity(LOOKS);
    let mut asked = 0;
    for _ in 0..LOOKS {
        let start = Instant::now();
        let list = crossing.due_list(&nurse, 1).await?;
        took.push(start.elapsed().as_secs_f64() * 1_000.0);
        asked = list.get().due + list.get().later;
    }
    took.sort_by(f64::total_cmp);
    let (median, worst) = (took[took.len() / 2], took[took.len() - 1]);
    println!(
        "  due list of {people}, {asked} of them to be asked: median {median:.1} ms, worst of {LOOKS} {worst:.1} ms \
         (to reach: {to_reach:.0})"
    );
    Ok(())
}

/// PDS without a socket: what is measured is our side of a reading.
struct Spine {
    pds: Mutex<Pds>,
    clock: Arc<ManualClock>,
    feed: Feed,
}

impl Demographics for Spine {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn read<'a>(&'a self, number: NhsNumber, _: &'a TraceId) -> Later<'a, Result<SourceAnswer, SourceError>> {
        let now = self.clock.now();
        let mut pds = self.pds.lock().unwrap_or_else(PoisonError::into_inner);
        let token = pds.token_give(now);
        let path = format!("/Patient/{}", number.text());
        let call = Call::new("GET", &format!("{}{path}", pds::BASE))
            .header("authorization", &format!("Bearer {token}"))
            .header("x-request-id", "60E0B220-8136-4CA5-AE46-1D97EF59D068");
        let reply = pds.call(&call, now).reply();
        let answer = reply.map(|reply| SourceAnswer {
            method: "GET",
            path,
            status: reply.status,
            location: None,
            body: reply.body.to_vec(),
            asked: now,
        });
        Box::pin(async move { answer.ok_or(SourceError::Failed(502)) })
    }
}

/// A sweep of the region, and what one of the nation comes to at the rate that PDS allows.
#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's own stopwatch")]
async fn swept(clock: &Arc<ManualClock>, crossing: &Arc<Crossing>) -> Result<(), Failed> {
    let mut spine = Pds::new(1, "https://spine.example/oauth2/token");
    for number in (0..REGION).filter_map(fill::nhs) {
        let (family, given, born) = ("Q".to_owned(), "One".to_owned(), jiff::civil::date(1980, 1, 1));
        spine.run(&pds::Act::Appear { number, family, given, born }, clock.now())?;
    }
    let feed = Feed::parse("national-pds").ok_or("a feed's name")?;
    let source = Arc::new(Spine { pds: Mutex::new(spine), clock: Arc::clone(clock), feed });
    let readings = Readings::new(Arc::clone(crossing), source);
    let (start, mut read) = (Instant::now(), 0);
    loop {
        clock.advance_seconds(1);
        match readings.step().await? {
            0 => break,
            more => read += more,
        }
    }
    let rate = read as f64 / start.elapsed().as_secs_f64();
    let hours = sweep_seconds(NATION, READS_PER_SECOND) as f64 / 3_600.0;
    println!(
        "  PDS: {read} read and kept here at {rate:.0} a second; PDS allows {READS_PER_SECOND}, and at that a sweep of \
         {NATION} takes {hours:.1} hours"
    );
    let order = registration::risk::Why::ALL.map(registration::risk::Why::word).join(", ");
    println!("  in the order: {order}; within each the one who is due the longest, the prisons in turns");
    Ok(())
}
