//! A host that does not answer is left alone, and one that asks for it too.

use crate::moorland::{client, hasty, quick};
use crate::scripted::{Say, Scripted, json, with, words};
use connect::client::{Call, CallError, Client, Reply, Settings};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use vocab::time::ManualClock;
use vocab::{Clock, Instant};

struct Host {
    server: Scripted,
    well: Arc<AtomicBool>,
    clock: Arc<ManualClock>,
    client: Arc<Client>,
}

/// Opens after three failures, for ten seconds at first and forty at most.
async fn host(ill: fn() -> Say) -> Host {
    host_with(quick(), ill).await
}

async fn host_with(limits: Settings, ill: fn() -> Say) -> Host {
    let well = Arc::new(AtomicBool::new(false));
    let says = Arc::clone(&well);
    let server =
        Scripted::new(move |_, _| if says.load(Ordering::SeqCst) { json(200, "{}") } else { ill() }).await;
    let clock = Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()));
    let limits = Settings { failures_max: 3, open_seconds: 10, open_seconds_max: 40, ..limits };
    let client = client(limits, &clock);
    Host { server, well, clock, client }
}

impl Host {
    async fn call(&self) -> Result<Reply, CallError> {
        self.client.send(Call::get("test.read", &self.server.base, "/")).await
    }

    /// How long it is left alone, to the second; one call goes out at the end of it.
    async fn pause(&self) -> i64 {
        let from = self.clock.now();
        let before = self.server.count();
        loop {
            match self.call().await {
                Err(CallError::CircuitOpen { seconds }) => {
                    assert_eq!(self.server.count(), before, "nothing leaves");
                    assert!(seconds >= 1);
                    self.clock.advance_seconds(1);
                }
                _ => return self.clock.now().seconds_since(from),
            }
        }
    }
}

#[tokio::test]
async fn it_opens_after_failures_in_a_row_and_each_time_for_longer() {
    let host = host(|| Say::Die(String::new())).await;
    for _ in 0..3 {
        assert_eq!(host.call().await, Err(CallError::BrokeOff));
    }
    let error = host.call().await.unwrap_err();
    assert!(matches!(error, CallError::CircuitOpen { seconds: 10..=15 }), "{error:?}");
    assert!(!error.may_have_left());
    assert_eq!(host.server.count(), 3);
    // Twice as long each time and a jitter of up to a half, up to the most.
    for (least, most) in [(10, 16), (20, 31), (40, 61), (40, 61)] {
        let pause = host.pause().await;
        assert!((least..=most).contains(&pause), "{pause} not in {least}..={most}");
    }
    assert_eq!(host.server.count(), 7, "one call a time went out to see");
    host.well.store(true, Ordering::SeqCst);
    host.pause().await;
    for _ in 0..3 {
        host.call().await.unwrap();
    }
    host.well.store(false, Ordering::SeqCst);
    for _ in 0..2 {
        assert_eq!(host.call().await, Err(CallError::BrokeOff), "closed, it counts from the start");
    }
    host.well.store(true, Ordering::SeqCst);
    host.call().await.unwrap();
    host.well.store(false, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(
            host.call().await,
            Err(CallError::BrokeOff),
            "an answer between them begins the row again"
        );
    }
    assert!((10..=16).contains(&host.pause().await), "and its first pause is the short one again");
}

#[tokio::test]
async fn one_call_goes_out_to_see_and_the_others_do_not() {
    let host = host_with(hasty(), || Say::Hang).await;
    for _ in 0..3 {
        assert_eq!(host.call().await, Err(CallError::TimedOut));
    }
    host.clock.advance_seconds(20);
    let client = Arc::clone(&host.client);
    let call = Call::get("test.read", &host.server.base, "/");
    let trying = tokio::spawn(async move { client.send(call).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(host.call().await, Err(CallError::CircuitOpen { seconds: 1 }));
    assert_eq!(host.server.count(), 4);
    trying.abort();
    assert!(trying.await.unwrap_err().is_cancelled());
    host.well.store(true, Ordering::SeqCst);
    host.call().await.unwrap();
    assert_eq!(host.server.count(), 5, "a call that was given up leaves the way to the next");
}

#[tokio::test]
async fn a_service_that_says_what_failed_is_there_and_a_gateway_that_says_it_is_not() {
    let its_own = host(|| json(503, r#"{"status":503,"userMessage":"switched off"}"#)).await;
    for _ in 0..10 {
        assert_eq!(its_own.call().await.unwrap().status, 503);
    }
    let gateway = host(|| words(502)).await;
    for _ in 0..3 {
        assert_eq!(gateway.call().await.unwrap().status, 502);
    }
    assert!(matches!(gateway.call().await, Err(CallError::CircuitOpen { .. })));
    let refuses = host(|| words(404)).await;
    for _ in 0..10 {
        assert_eq!(refuses.call().await.unwrap().status, 404);
    }
}

#[tokio::test]
async fn who_has_no_other_answer_than_a_failure_is_left_alone_too() {
    let host = host(|| json(503, r#"{"status":503,"userMessage":"switched off"}"#)).await;
    for n in 0..23 {
        assert_eq!(host.call().await.unwrap().status, 503, "{n}");
    }
    assert!(matches!(host.call().await, Err(CallError::CircuitOpen { .. })));
    host.well.store(true, Ordering::SeqCst);
    host.pause().await;
    for _ in 0..3 {
        assert_eq!(host.call().await.unwrap().status, 200);
    }
    let page = host_with(quick(), || words(200)).await;
    for _ in 0..3 {
        assert_eq!(page.call().await.unwrap().status, 200, "a page of words is handed on as it is");
    }
    assert!(matches!(page.call().await, Err(CallError::CircuitOpen { .. })), "and its host left alone");
}

#[tokio::test]
async fn who_asks_to_be_left_alone_is() {
    let host = host(|| with(429, "retry-after: 30\r\n", "")).await;
    let other = Scripted::new(|_, _| json(200, "{}")).await;
    let reply = host.call().await.unwrap();
    assert_eq!((reply.status, reply.retry_after), (429, Some(30)));
    host.well.store(true, Ordering::SeqCst);
    let error = host.call().await.unwrap_err();
    assert_eq!(error, CallError::Held { seconds: 30 });
    assert!(!error.may_have_left());
    host.clock.advance_seconds(29);
    assert_eq!(host.call().await, Err(CallError::Held { seconds: 1 }));
    assert_eq!(host.server.count(), 1);
    host.client.send(Call::get("test.read", &other.base, "/")).await.unwrap();
    host.clock.advance_seconds(1);
    host.call().await.unwrap();
    assert_eq!(host.server.count(), 2);
}

#[tokio::test]
async fn a_wait_is_asked_for_in_seconds_or_until_a_date() {
    for (header, seconds) in [
        ("7", Some(7)),
        ("99999999999", Some(3_600)),
        ("Tue, 10 Nov 2026 09:00:40 GMT", Some(40)),
        ("Tue, 10 Nov 2026 08:00:00 GMT", Some(0)),
        ("Wed, 10 Nov 2027 08:00:00 GMT", Some(3_600)),
        ("soon", None),
        ("-1", None),
    ] {
        let server = Scripted::new(move |_, _| with(200, &format!("retry-after: {header}\r\n"), "{}")).await;
        let clock = Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()));
        let reply = client(quick(), &clock).send(Call::get("test.read", &server.base, "/")).await.unwrap();
        assert_eq!(reply.retry_after, seconds, "{header}");
    }
}
