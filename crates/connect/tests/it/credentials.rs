//! The credentials of `POST /token`: renewed before they lapse, and when they are refused; and a queue that loses what
//! was asked of it.

use crate::moorland::{Moorland, SHAW, quick};
use crate::polled::{AT_ONCE, Counted};
use crate::ward::{QUEUE, Ward};
use connect::client::Secret;
use connect::queue::{Consumer, CredentialsError, CredentialsSource, ExternalToken, Given, QueueError};
use crossing::port::Later;
use doubles::prison::QueueFault;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Credentials of a key, at a prison's own address.
fn token(at: &Moorland, key: &str) -> ExternalToken {
    let client = crate::moorland::client(quick(), &at.clock);
    ExternalToken::new(client, at.base.clone(), Secret::new(key).into())
}

fn consumer(ward: &Ward, credentials: Arc<dyn CredentialsSource>) -> Consumer {
    let url = format!("http://{}/000000000000/{QUEUE}", ward.moorland.base.host());
    ward.polled.consumer(&url, "eu-west-2", credentials, AT_ONCE)
}

/// A ward whose credentials live for an hour, and how often they were asked for.
async fn ward() -> (Ward, Consumer, Arc<AtomicUsize>) {
    let ward = Ward::open(quick()).await;
    ward.moorland.shared.lock().token_seconds(3_600);
    let (credentials, asked) = Counted::new(token(&ward.moorland, "moorland"));
    let consumer = consumer(&ward, credentials);
    (ward, consumer, asked)
}

/// Shaw is given an alert, and the event of it is in the queue.
fn event(ward: &Ward, code: &str) {
    ward.moorland.opens_alert(SHAW, code);
    ward.moorland.clock.advance_seconds(400);
    let now = ward.now();
    // What time brings is brought by whoever asks.
    assert!(ward.moorland.shared.lock().queue_receive("nobodys", 1, now).is_empty());
}

#[tokio::test]
async fn they_are_renewed_before_they_lapse() {
    let (ward, consumer, asked) = ward().await;
    consumer.step().await.unwrap();
    for (seconds, times) in [(3_299, 1), (2, 2), (3_298, 2), (3, 3)] {
        ward.moorland.clock.advance_seconds(seconds);
        consumer.step().await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), times, "after {seconds} s more");
    }
    assert_eq!(ward.polled.told(), []);
}

#[tokio::test]
async fn they_are_asked_for_anew_at_once_when_they_are_refused() {
    let (ward, consumer, asked) = ward().await;
    consumer.step().await.unwrap();
    event(&ward, "XA");
    let now = ward.now();
    ward.moorland.shared.lock().tokens_lapse(now);
    assert!(consumer.step().await.unwrap() > 0, "in the same poll");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    assert_eq!(ward.polled.told(), []);
}

/// Credentials that nobody knows, and from the second time on the right ones.
struct FirstWrong {
    elsewhere: ExternalToken,
    right: ExternalToken,
    asked: AtomicBool,
}

impl CredentialsSource for FirstWrong {
    fn give(&self) -> Later<'_, Result<Given, CredentialsError>> {
        if self.asked.swap(true, Ordering::SeqCst) { self.right.give() } else { self.elsewhere.give() }
    }
}

#[tokio::test]
async fn credentials_that_nobody_knows_are_not_used_twice() {
    let (ward, _, _) = ward().await;
    let elsewhere = Moorland::open().await;
    let right = token(&ward.moorland, "moorland");
    // The two prisons give out the same ids in the same order: the first of ours is nobody's.
    right.give().await.unwrap();
    let elsewhere = token(&elsewhere, "moorland");
    let consumer = consumer(&ward, Arc::new(FirstWrong { elsewhere, right, asked: AtomicBool::default() }));
    event(&ward, "XA");
    assert!(consumer.step().await.unwrap() > 0);
}

#[tokio::test]
async fn whoever_gives_no_credentials_is_told_and_the_old_ones_open_until_they_lapse() {
    let (ward, consumer, asked) = ward().await;
    consumer.step().await.unwrap();
    ward.moorland.shared.lock().access("moorland").suspended = true;
    event(&ward, "XA");
    ward.moorland.clock.advance_seconds(3_000);
    consumer.step().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2, "renewing was tried, and the old ones open still");
    ward.moorland.clock.advance_seconds(300);
    let refused = QueueError::Credentials(CredentialsError::NotAllowed(403));
    assert_eq!(consumer.step().await, Err(refused.clone()));
    ward.moorland.clock.advance_seconds(2);
    assert_eq!(consumer.step().await, Err(refused));
    let told = ward.polled.told();
    assert!(told[0].words.contains("no credentials: they were refused (status 403)"), "{}", told[0].words);
    ward.moorland.shared.lock().access("moorland").suspended = false;
    ward.moorland.clock.advance_seconds(4);
    consumer.step().await.unwrap();
    assert_eq!(ward.polled.told(), []);
}

#[tokio::test]
async fn another_consumers_queue_does_not_open() {
    let (ward, _, _) = ward().await;
    let consumer = consumer(&ward, Arc::new(token(&ward.moorland, "everywhere")));
    let error = consumer.step().await.unwrap_err();
    assert_eq!(error.to_string(), "the queue does not let us in: AccessDenied");
}

#[tokio::test]
async fn a_deletion_that_is_lost_is_made_when_the_event_comes_again() {
    let (ward, consumer, _) = ward().await;
    event(&ward, "XA");
    let faults = [None, None, Some(QueueFault::LoseRequest)];
    ward.moorland.shared.lock().queue_faults(QUEUE).next_calls = faults.into();
    assert_eq!(consumer.step().await, Err(QueueError::Unreachable), "written, and not deleted");
    let rows = ward.polled.rows();
    ward.moorland.clock.advance_seconds(31);
    assert_eq!(consumer.step().await, Ok(0), "nothing of it is new");
    assert_eq!(ward.polled.rows(), rows);
    let world = ward.moorland.shared.lock();
    let queue = world.queue(QUEUE).unwrap();
    assert_eq!((queue.waiting(), queue.in_flight()), (0, 0));
}
