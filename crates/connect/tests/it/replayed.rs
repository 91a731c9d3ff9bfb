//! A day of events comes at once, and then once more.

use crate::moorland::{arrival, number, prison};
use crate::polled::AT_ONCE;
use crate::ward::Ward;
use connect::client::{Secret, Settings};
use connect::queue::{Consumer, ExternalToken};
use doubles::prison::{Act, QueueSettings};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Started};
use vocab::Instant;
use vocab::prison::Aspect;

const PEOPLE: usize = 1_000;
const EVENTS: usize = 36_000;
const QUEUE: &str = "replayed-day";

/// Polls side by side.
const POLLS: usize = 8;

/// What is journalled and made due within this.
const TAKEN_MAX: Duration = Duration::from_secs(60);

/// A day's events may not cost more than this: what is in memory is caches of fixed sizes, and ten messages a poll. The
/// double's own 36,000 messages are in it, and whatever other tests do meanwhile.
const GROWTH_MAX_KIB: u64 = 512 * 1_024;

/// What the events speak of; each is read of everybody.
const ASPECTS: [Aspect; 3] = [Aspect::Place, Aspect::Alerts, Aspect::NonAssociations];

fn who(n: usize) -> String {
    format!("A{:04}AB", n % PEOPLE)
}

/// The event, as it is wrapped at one sending.
fn event(n: usize, sending: usize) -> String {
    // The slow ones first: they have been due for the longest.
    let (kind, of) = [
        ("PRISONER_NON_ASSOCIATIONS_CHANGED", "prison/MDI/prisoners/{}/non-associations"),
        ("PERSON_ALERTS_CHANGED", "persons/{}/alerts"),
        ("PERSON_CELL_LOCATION_CHANGED", "persons/{}/cell-location"),
    ][n / PEOPLE % 3];
    let url = format!("https://integration-api/v1/{}", of.replace("{}", &who(n)));
    let message = json!({"eventId": 500_000 + n, "hmppsId": who(n), "eventType": kind, "prisonId": "MDI",
        "url": url, "lastModifiedDateTime": "2026-11-09T12:00:00.000000"});
    json!({"Type": "Notification", "MessageId": format!("{sending}-{n}"), "Message": message.to_string(),
        "Timestamp": format!("2026-11-10T09:00:{sending:02}.000Z"),
        "MessageAttributes": {"eventType": {"Type": "String", "Value": kind}}})
    .to_string()
}

#[expect(clippy::disallowed_methods, reason = "how fast events are taken in is measured")]
fn real_now() -> Started {
    Started::now()
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

struct Replayed {
    ward: Ward,
    consumer: Consumer,
}

impl Replayed {
    /// A full prison, its roll called, and a client at the agreed rate.
    async fn open() -> Self {
        let ward = Ward::open(Settings::default()).await;
        let (shared, now) = (&ward.moorland.shared, ward.now());
        for n in 0..PEOPLE {
            let arrives = Act::Arrive {
                who: arrival(&who(n), "PERSON", "SOME"),
                prison: prison("MDI"),
                reason: "I".to_owned(),
            };
            shared.lock().run(&arrives, now).unwrap();
        }
        shared.lock().queue_make(QUEUE, QueueSettings::default(), now);
        let quick = crate::moorland::client(crate::moorland::quick(), &ward.moorland.clock);
        let token = ExternalToken::new(quick, ward.moorland.base.clone(), Secret::new("moorland").into());
        let url = format!("http://{}/000000000000/{QUEUE}", ward.moorland.base.host());
        let consumer = ward.polled.consumer(&url, "eu-west-2", Arc::new(token), AT_ONCE);
        let replayed = Self { ward, consumer };
        let rolled =
            replayed.while_time_goes_by(replayed.ward.errands.roll_call(prison("MDI"))).await.unwrap();
        assert_eq!(rolled.on_roll, PEOPLE + 2);
        replayed
    }

    /// Fifty times as fast as by the machine's clock, while something is done.
    async fn while_time_goes_by<T>(&self, done: impl Future<Output = T>) -> T {
        tokio::pin!(done);
        loop {
            tokio::select! {
                done = &mut done => return done,
                () = tokio::time::sleep(Duration::from_millis(2)) => {
                    let micros = self.ward.now().micros() + 100_000;
                    self.ward.moorland.clock.set(Instant::from_micros(micros));
                }
            }
        }
    }

    /// All of it at once, and until the queue is empty: how many were new. That so many wait is told meanwhile.
    async fn a_day_comes(&self, sending: usize) -> usize {
        let now = self.ward.now();
        for n in 0..EVENTS {
            assert!(self.ward.moorland.shared.lock().queue_send(QUEUE, &event(n, sending), now));
        }
        let told = AtomicBool::new(false);
        let polls = (0..POLLS).map(|_| async {
            let mut fresh = 0;
            while self.waiting() > 0 {
                fresh += self.consumer.step().await.unwrap();
                told.fetch_or(self.says_that_many_wait(), Ordering::Relaxed);
            }
            fresh
        });
        let fresh = all_of(polls.collect()).await;
        assert!(told.into_inner(), "{:?}", self.ward.polled.told());
        fresh
    }

    fn says_that_many_wait(&self) -> bool {
        self.ward.polled.told().iter().any(|told| told.words.contains("events wait in the queue"))
    }

    fn waiting(&self) -> usize {
        let world = self.ward.moorland.shared.lock();
        let queue = world.queue(QUEUE).unwrap();
        queue.waiting() + queue.in_flight()
    }

    /// Of how many an aspect is said to have changed, and was not read since.
    fn changed(&self, aspect: Aspect) -> usize {
        let changed = |n: &usize| {
            let store = self.ward.polled.crossing.store();
            store.read(|view| view.changed_since(number(&who(*n)), aspect)).unwrap().is_some()
        };
        (0..PEOPLE).filter(changed).count()
    }

    /// Reads until so few are left; the reads that were answered.
    async fn reads_until(&self, left: u64) -> usize {
        let mut answered = 0;
        while self.ward.polled.errands() > left {
            answered += self.while_time_goes_by(self.ward.errands.step()).await.unwrap();
        }
        answered
    }
}

/// All of them, side by side: the sum of what they come to.
async fn all_of(all: Vec<impl Future<Output = usize>>) -> usize {
    let mut pinned: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut sum = 0;
    std::future::poll_fn(move |cx| {
        pinned.retain_mut(|one| match one.as_mut().poll(cx) {
            std::task::Poll::Ready(n) => {
                sum += n;
                false
            }
            std::task::Poll::Pending => true,
        });
        if pinned.is_empty() { std::task::Poll::Ready(sum) } else { std::task::Poll::Pending }
    })
    .await
}

#[tokio::test]
async fn a_day_of_events_at_once_is_taken_in_read_in_order_and_comes_to_rest() {
    // The ear of the tests keeps every line of every library: of this it would keep more than is measured.
    let _deaf = tracing::subscriber::set_default(tracing::subscriber::NoSubscriber::default());
    let day = Replayed::open().await;
    let before = resident_kib();
    let (rows, started) = (day.ward.polled.rows(), real_now());
    assert_eq!(day.while_time_goes_by(day.a_day_comes(1)).await, EVENTS);
    let taken = started.elapsed();
    println!("{EVENTS} events were journalled in {taken:?}");
    assert!(taken < TAKEN_MAX, "{taken:?}");
    assert_eq!(day.ward.polled.rows(), rows + EVENTS as u64);
    assert_eq!(day.ward.polled.errands(), (PEOPLE * ASPECTS.len()) as u64, "one an aspect, whatever comes");
    assert!(ASPECTS.iter().all(|aspect| day.changed(*aspect) == PEOPLE));
    let ages = day.ward.ages(&who(7)).await;
    assert!(ages.iter().filter(|age| ASPECTS.contains(&age.aspect)).all(|age| age.changed_since.is_some()));

    let from = day.ward.now();
    let mut answered = day.reads_until(2_000).await;
    let [place, alerts, apart] = ASPECTS.map(|aspect| day.changed(aspect));
    println!("after the first third {place} places, {alerts} alerts and {apart} non-associations are left");
    assert!(place < 350 && alerts > 950, "the urgent first: {place} and {alerts}");
    assert!((650..900).contains(&apart), "and the slow too, as the oldest: {apart}");
    let board = day.ward.board().await;
    let end = board.errands_done_at.unwrap().seconds_since(day.ward.now());
    println!("{} wait, and are said to be read in {end} s", board.errands.count);
    assert!((200..=1_000).contains(&end), "2,000 at five a second are 400 s: {end}");
    answered += day.reads_until(0).await;
    let seconds = day.ward.now().seconds_since(from);
    println!("{answered} readings in {seconds} s of the prison's clock");
    assert!(answered <= usize::try_from(seconds).unwrap() * 5 + 5, "no more than was agreed");
    assert!(ASPECTS.iter().all(|aspect| day.changed(*aspect) == 0));
    assert_eq!(day.ward.board().await.errands_done_at, None, "nothing waits");

    let rows = day.ward.polled.rows();
    assert_eq!(day.a_day_comes(2).await, 0, "nothing of it is new");
    assert_eq!((day.ward.polled.rows(), day.ward.polled.errands()), (rows, 0));
    day.ward.moorland.clock.advance_seconds(31);
    assert_eq!(day.consumer.step().await, Ok(0));
    assert_eq!(day.ward.polled.told(), [], "nothing waits in the queue");
    let after = resident_kib();
    println!("resident before: {before} KiB; after: {after} KiB");
    assert!(after.saturating_sub(before) < GROWTH_MAX_KIB, "{before} KiB, then {after} KiB");
}
