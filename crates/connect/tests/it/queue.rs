//! The consumer against a real peer for SQS and STS.

use crate::peers::Moto;
use crate::polled::{AT_ONCE, Counted, Polled, emptied, morning};
use crate::scripted::{Scripted, with};
use connect::client::Base;
use connect::queue::{Consumer, CredentialsSource, QueueError, Settings, WebIdentity};
use crossing::conditions::Severity;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use vocab::time::ManualClock;
use vocab::{Clock, Instant};

/// Events as their publishers' own tests have them (`crates/doubles/tests/corpus/MANIFEST.md`).
const SAMPLES: [&str; 3] = [
    include_str!("../../../doubles/tests/corpus/samples/evt__prisoner-released.json"),
    include_str!("../../../doubles/tests/corpus/samples/evt__prisoner-merged.json"),
    include_str!("../../../doubles/tests/corpus/samples/evt__booking-moved.json"),
];

/// The External API's own, wrapped.
fn poke(event: u64, kind: &str) -> String {
    let message = json!({"eventId": event, "hmppsId": "A4711KX", "eventType": kind, "prisonId": "MDI",
        "url": "https://integration-api/v1/persons/A4711KX", "lastModifiedDateTime": "2026-11-10T08:50:00.002387"});
    json!({"Type": "Notification", "MessageId": "1", "Message": message.to_string(), "Timestamp":
        "2026-11-10T08:55:00.000Z", "MessageAttributes": {"eventType": {"Type": "String", "Value": kind}}})
    .to_string()
}

fn events() -> Vec<String> {
    let pokes = ["PERSON_ALERTS_CHANGED", "PERSON_CELL_LOCATION_CHANGED", "PRISONER_CHANGED"];
    let pokes = (100..).zip(pokes).map(|(event, kind)| poke(event, kind));
    SAMPLES.iter().map(|sample| (*sample).to_owned()).chain(pokes).collect()
}

/// The same, sent again: the topic makes id and time anew.
fn again(event: &str, n: usize) -> String {
    let mut event: Value = serde_json::from_str(event).unwrap();
    event["MessageId"] = json!(format!("again-{n}"));
    event["Timestamp"] = json!(format!("2026-11-10T09:00:{n:02}.000Z"));
    event.to_string()
}

/// A role that a token in a file opens.
fn web_identity(polled: &Polled, moto: &Moto) -> WebIdentity {
    let token = polled.folder.path().join("token");
    std::fs::write(&token, "eyJhbGciOiJub25lIn0.e30.\n").unwrap();
    let sts = Base::parse(moto.endpoint()).unwrap();
    let role = "arn:aws:iam::123456789012:role/gatelodge";
    let clock: Arc<dyn Clock> = polled.clock.clone();
    WebIdentity::new(Moto::region(), Some(&sts), role, token, clock)
}

fn consumer(polled: &Polled, moto: &Moto, queue: &str, settings: Settings) -> (Consumer, Arc<AtomicUsize>) {
    let (credentials, asked) = Counted::new(web_identity(polled, moto));
    (polled.consumer(queue, Moto::region(), credentials, settings), asked)
}

#[tokio::test]
async fn events_are_written_and_then_deleted_and_one_that_comes_again_changes_nothing() {
    let (moto, polled) = (Moto::shared(), Polled::open().await);
    let queue = moto.queue("queue-written-and-deleted").await;
    let (consumer, asked) = consumer(&polled, moto, &queue, AT_ONCE);
    let rows = polled.rows();
    for event in events() {
        moto.send(&queue, &event).await;
    }
    assert_eq!(emptied(&consumer).await, Ok(6));
    assert_eq!(moto.waiting(&queue).await, (0, 0));
    assert_eq!(polled.rows(), rows + 6, "a row each");
    assert_eq!(polled.quarantined(), 0);
    let errands = polled.errands();
    assert!(errands > 0);
    for (n, event) in events().iter().enumerate() {
        moto.send(&queue, event).await;
        moto.send(&queue, &again(event, n)).await;
        moto.send(&queue, &again(event, n + 30)).await;
    }
    while moto.waiting(&queue).await != (0, 0) {
        assert_eq!(consumer.step().await, Ok(0), "none of them is new");
    }
    assert_eq!((polled.rows(), polled.errands()), (rows + 6, errands));
    assert_eq!(asked.load(Ordering::SeqCst), 1, "credentials are asked for once");
}

#[tokio::test]
async fn the_order_in_which_events_come_is_all_one() {
    let moto = Moto::shared();
    let mut stands = Vec::new();
    for name in ["queue-in-order", "queue-out-of-order"] {
        let polled = Polled::open().await;
        let queue = moto.queue(name).await;
        let mut events = events();
        if name.ends_with("out-of-order") {
            events.reverse();
        }
        for event in events {
            moto.send(&queue, &event).await;
        }
        let (consumer, _) = consumer(&polled, moto, &queue, AT_ONCE);
        assert_eq!(emptied(&consumer).await, Ok(6));
        stands.push((polled.rows(), polled.errands(), polled.quarantined()));
    }
    assert_eq!(stands[0], stands[1]);
}

#[tokio::test]
async fn nothing_is_poison() {
    let (moto, polled) = (Moto::shared(), Polled::open().await);
    let queue = moto.queue("queue-poison").await;
    let (consumer, _) = consumer(&polled, moto, &queue, AT_ONCE);
    let bodies = [
        "no JSON at all".to_owned(),
        r#"{"Message":"\ud800"}"#.to_owned(),
        format!(r#"{{"Message":"{}"}}"#, "x".repeat(240_000)),
        "[".repeat(50_000),
        " ".to_owned(),
        "null".to_owned(),
        r#"{"Message":""}"#.to_owned(),
    ];
    let rows = polled.rows();
    for body in &bodies {
        moto.send(&queue, body).await;
    }
    moto.send(&queue, &poke(7, "PERSON_ALERTS_CHANGED")).await;
    assert_eq!(emptied(&consumer).await, Ok(8));
    assert_eq!(moto.waiting(&queue).await, (0, 0), "it is gone from the queue");
    assert_eq!((polled.rows(), polled.quarantined()), (rows + 8, 7), "and lies in quarantine");
    assert_eq!(polled.told(), []);
}

#[tokio::test]
async fn what_cannot_be_written_stays_and_goes_to_the_dead_letters_when_the_queue_says_so() {
    let (moto, polled) = (Moto::shared(), Polled::open().await);
    moto.queue("queue-dead-letters").await;
    let arn = format!("arn:aws:sqs:{}:123456789012:queue-dead-letters", Moto::region());
    let redrive = json!({"deadLetterTargetArn": arn, "maxReceiveCount": 3}).to_string();
    let queue = moto.queue_with("queue-cannot-write", &json!({"RedrivePolicy": redrive})).await;
    let dead = moto.queue("queue-dead-letters").await;
    // What is handed out is there again at once.
    let settings = Settings { visibility: Duration::ZERO, ..AT_ONCE };
    let (consumer, _) = consumer(&polled, moto, &queue, settings);
    let event = poke(8, "PERSON_ALERTS_CHANGED");
    moto.send(&queue, &event).await;
    polled.crossing.store().clone().close();
    for times in 0..3 {
        assert_eq!(consumer.step().await, Err(QueueError::NotWritten(1)), "{times}");
        polled.clock.advance_seconds(100);
    }
    let told = polled.told();
    assert!(told[0].words.contains("1 event(s) could not be written down and stay in the queue"));
    assert_eq!((told.len(), told[0].severity), (1, Severity::Broken));
    assert_eq!(consumer.step().await, Ok(0));
    assert_eq!((moto.waiting(&queue).await, moto.waiting(&dead).await), ((0, 0), (1, 0)));
    assert_eq!(moto.receive(&dead).await[0].body, event, "nothing of it is lost");
}

#[tokio::test]
async fn what_was_written_and_not_deleted_comes_again_and_is_known() {
    let (moto, polled) = (Moto::shared(), Polled::open().await);
    let queue = moto.queue("queue-killed-between").await;
    let (consumer, _) = consumer(&polled, moto, &queue, AT_ONCE);
    let event = poke(9, "PERSON_ALERTS_CHANGED");
    moto.send(&queue, &event).await;
    // A process before this one wrote it down, and was killed before it could delete it.
    polled.crossing.receive_event(&crate::moorland::feed(), event.into_bytes()).await.unwrap();
    let rows = polled.rows();
    assert_eq!(consumer.step().await, Ok(0));
    assert_eq!((moto.waiting(&queue).await, polled.rows()), ((0, 0), rows));
}

/// A clock that holds the one writer up for a while, once.
struct Slow {
    clock: Arc<ManualClock>,
    hold: AtomicBool,
}

impl Clock for Slow {
    fn now(&self) -> Instant {
        if std::thread::current().name() == Some("lane") && self.hold.swap(false, Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(2_600));
        }
        self.clock.now()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_stays_ours_while_it_is_written() {
    let moto = Moto::shared();
    let clock = morning();
    let slow = Arc::new(Slow { clock: Arc::clone(&clock), hold: AtomicBool::new(false) });
    let polled = Polled::by(&clock, slow.clone()).await;
    let queue = moto.queue("queue-slow-writing").await;
    let settings = Settings { visibility: Duration::from_secs(1), ..AT_ONCE };
    let (consumer, _) = consumer(&polled, moto, &queue, settings);
    moto.send(&queue, &poke(10, "PERSON_ALERTS_CHANGED")).await;
    slow.hold.store(true, Ordering::SeqCst);
    let polling = tokio::spawn(async move { consumer.step().await });
    tokio::time::sleep(Duration::from_millis(2_000)).await;
    assert!(!polling.is_finished(), "it is being written");
    assert_eq!(moto.receive(&queue).await, [], "and is nobody else's, though its time is over");
    assert_eq!(polling.await.unwrap(), Ok(1));
    assert_eq!(moto.waiting(&queue).await, (0, 0));
}

#[tokio::test]
async fn a_queue_that_vanishes_is_told_and_tried_again_ever_more_slowly() {
    let (moto, polled) = (Moto::shared(), Polled::open().await);
    let queue = moto.queue("queue-vanishes").await;
    let (consumer, _) = consumer(&polled, moto, &queue, AT_ONCE);
    assert_eq!(consumer.step().await, Ok(0));
    moto.sqs("DeleteQueue", &json!({"QueueUrl": queue})).await;
    assert_eq!(consumer.step().await, Err(QueueError::Vanished));
    assert_eq!(polled.told(), [], "one poll may fail for no reason");
    let mut since = None;
    for (least, most) in [(1, 2), (2, 3), (4, 6), (8, 12), (16, 24), (32, 48), (60, 90), (60, 90)] {
        let from = polled.clock.now();
        while consumer.step().await == Ok(0) {
            polled.clock.advance_seconds(1);
        }
        let pause = polled.clock.now().seconds_since(from);
        assert!((least..=most).contains(&pause), "{pause} not in {least}..={most}");
        let told = polled.told();
        assert!(told[0].words.contains("The queue of events cannot be read: the queue does not exist"));
        assert_eq!((told.len(), told[0].severity), (1, Severity::Broken));
        assert_eq!(told[0].since, *since.get_or_insert(told[0].since), "since the first");
    }
    let queue = moto.queue("queue-vanishes").await;
    moto.send(&queue, &poke(11, "PERSON_ALERTS_CHANGED")).await;
    polled.clock.advance_seconds(91);
    assert_eq!(consumer.step().await, Ok(1));
    assert_eq!(polled.told(), [], "over");
}

#[tokio::test]
async fn a_peer_that_is_gone_is_no_empty_queue() {
    let (moto, polled) = (Moto::start(), Polled::open().await);
    let queue = moto.queue("queue-gone").await;
    let (consumer, _) = consumer(&polled, &moto, &queue, AT_ONCE);
    assert_eq!(consumer.step().await, Ok(0));
    drop(moto);
    assert_eq!(consumer.step().await, Err(QueueError::Unreachable));
    polled.clock.advance_seconds(2);
    assert_eq!(consumer.step().await, Err(QueueError::Unreachable));
    assert!(polled.told()[0].words.contains("nothing is lost"));
}

#[tokio::test]
async fn a_role_is_opened_by_the_token_in_its_file() {
    let (moto, polled) = (Moto::shared(), Polled::open().await);
    let role = web_identity(&polled, moto);
    assert!(format!("{:?}", role.give().await.unwrap()).starts_with("Given(until 20"));
    std::fs::remove_file(polled.folder.path().join("token")).unwrap();
    let error = role.give().await.unwrap_err();
    assert!(error.to_string().contains("token: No such file"), "{error}");
}

#[tokio::test]
async fn credentials_that_are_refused_in_whatever_word_are_asked_for_anew_at_once() {
    let (moto, polled) = (Moto::shared(), Polled::open().await);
    let codes = [
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "AccessDeniedException",
    ];
    for code in codes {
        let server = Scripted::new(move |_, n| {
            let headers = "content-type: application/x-amz-json-1.0\r\n";
            match n {
                0 => with(400, headers, &format!(r#"{{"__type":"com.amazon.coral.service#{code}"}}"#)),
                _ => with(200, headers, r#"{"Attributes":{}}"#),
            }
        })
        .await;
        let url = format!("http://{}/000000000000/queue", server.base.host());
        let (credentials, asked) = Counted::new(web_identity(&polled, moto));
        let consumer = polled.consumer(&url, Moto::region(), credentials, AT_ONCE);
        assert_eq!(consumer.step().await, Ok(0), "{code}");
        assert_eq!(asked.load(Ordering::SeqCst), 2, "{code}");
    }
}
