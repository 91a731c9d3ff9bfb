//! What is no answer: nothing of it may look like an empty one.

use crate::moorland::{Moorland, SHAW, client, feed, hasty, number, prison, quick};
use crate::scripted::{Say, Scripted, answer, json, with, words};
use connect::client::{Secret, Settings};
use connect::dps::{DpsSource, Hosts};
use connect::hmpps_external::HmppsExternal;
use connect::token::{Bearer, TokenError, TokenSource};
use crossing::port::{AspectSource, Later, SourceError};
use doubles::prison::{CallFault, Cut};
use jiff::civil::date;
use std::sync::Arc;
use vocab::Instant;
use vocab::prison::Aspect;
use vocab::time::ManualClock;

/// A token that is always there.
struct Always;

impl TokenSource for Always {
    fn bearer(&self) -> Later<'_, Result<Bearer, TokenError>> {
        Box::pin(async { Ok(Bearer::new("t")) })
    }
    fn refused<'a>(&'a self, _: &'a Bearer) -> Later<'a, ()> {
        Box::pin(async {})
    }
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()))
}

/// Both routes to a service that says this to everything.
async fn both(say: fn() -> Say) -> [Box<dyn AspectSource>; 2] {
    let server = Scripted::new(move |_, _| say()).await;
    let key = Secret::new("k");
    let external = HmppsExternal::new(client(quick(), &clock()), server.base.clone(), key, feed());
    let hosts = Hosts {
        prisoner_search: server.base.clone(),
        alerts: server.base.clone(),
        non_associations: server.base.clone(),
        activities: server.base.clone(),
    };
    let dps = DpsSource::new(client(quick(), &clock()), Arc::new(Always), hosts, feed());
    [Box::new(external), Box::new(dps)]
}

async fn every_question(say: fn() -> Say, expected: &SourceError) {
    for source in both(say).await {
        for aspect in Aspect::ALL.into_iter().filter(|a| source.carries(*a)) {
            let read = source.read(number(SHAW), Some(prison("MDI")), aspect).await;
            assert!(same(read.map(|a| a.status), expected), "{aspect:?} is not {expected:?}");
        }
        let roll = source.roll(prison("MDI")).await;
        assert!(same(roll.map(|_| 0), expected), "the roll is not {expected:?}");
        let entries = source.entries(prison("MDI"), date(2026, 11, 12)).await;
        assert!(same(entries.map(|a| a.status), expected), "the entries are not {expected:?}");
    }
}

/// A host that asked to be left alone is, so the second question has fewer seconds to wait and was never asked.
fn same(got: Result<u16, SourceError>, expected: &SourceError) -> bool {
    got.as_ref().err() == Some(expected)
}

#[tokio::test]
async fn statuses_that_tell_nothing_of_anybody_are_errors() {
    every_question(|| json(401, "{}"), &SourceError::NotAllowed(401)).await;
    every_question(|| json(403, "{}"), &SourceError::NotAllowed(403)).await;
    every_question(|| words(429), &SourceError::Busy { retry_after_seconds: None }).await;
    let busy = SourceError::Busy { retry_after_seconds: Some(60) };
    every_question(|| with(429, "retry-after: 60\r\n", ""), &busy).await;
    every_question(|| with(503, "retry-after: 60\r\n", ""), &busy).await;
    every_question(|| json(400, r#"{"status":400}"#), &SourceError::Failed(400)).await;
    every_question(|| json(500, r#"{"status":500}"#), &SourceError::Failed(500)).await;
    every_question(|| words(502), &SourceError::Failed(502)).await;
    every_question(|| json(503, r#"{"status":503}"#), &SourceError::Failed(503)).await;
    every_question(|| words(504), &SourceError::Failed(504)).await;
    every_question(|| with(302, "location: /login\r\n", ""), &SourceError::Failed(302)).await;
}

#[tokio::test]
async fn a_success_of_somebody_elses_is_none() {
    every_question(|| words(200), &SourceError::Failed(200)).await;
    every_question(|| json(200, ""), &SourceError::Failed(200)).await;
    every_question(|| with(204, "", ""), &SourceError::Failed(204)).await;
}

#[tokio::test]
async fn not_found_counts_in_the_services_own_words_alone() {
    every_question(|| words(404), &SourceError::Failed(404)).await;
    every_question(|| json(404, "\"gone\""), &SourceError::Failed(404)).await;
    every_question(|| json(404, r#"{"message":"Not Found"}"#), &SourceError::Failed(404)).await;
    every_question(|| json(404, r#"{"status":404,"userMessage":null}"#), &SourceError::Failed(404)).await;
    every_question(|| answer(404, "text/plain", "{}"), &SourceError::Failed(404)).await;
    every_question(|| with(303, "", ""), &SourceError::Failed(303)).await;
}

#[tokio::test]
async fn lines_that_break_are_unreachable() {
    every_question(|| Say::Die(String::new()), &SourceError::Unreachable).await;
    let half = || Say::Die("HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{\"data\":[".to_owned());
    every_question(half, &SourceError::Unreachable).await;
}

#[tokio::test]
async fn a_list_that_is_none_is_not_an_empty_list() {
    for say in [
        || json(200, "{}"),
        || json(200, "[1,"),
        || json(200, r#"{"data":null}"#),
        || json(404, r#"{"status":404,"userMessage":"no"}"#),
    ] as [fn() -> Say; 4]
    {
        for source in both(say).await {
            assert!(source.roll(prison("MDI")).await.is_err());
            assert!(source.entries(prison("MDI"), date(2026, 11, 12)).await.is_err());
        }
    }
}

#[tokio::test]
async fn an_answer_without_end_is_a_failure() {
    let server = Scripted::new(|_, _| json(200, &format!("{{\"data\":\"{}\"}}", "x".repeat(2_000)))).await;
    let limits = Settings { body_bytes_max: 1_000, ..quick() };
    let key = Secret::new("k");
    let source = HmppsExternal::new(client(limits, &clock()), server.base.clone(), key, feed());
    let read = source.read(number(SHAW), None, Aspect::Place).await;
    assert_eq!(read, Err(SourceError::Failed(200)));
}

#[tokio::test]
async fn who_is_slower_than_a_call_may_be_is_unreachable() {
    let moorland = Moorland::with(hasty()).await;
    moorland.next(&[Some(CallFault::Slow { millis: 5_000 })]);
    let source = moorland.external("moorland");
    let read = source.read(number(SHAW), Some(prison("MDI")), Aspect::Alerts).await;
    assert_eq!(read, Err(SourceError::Unreachable));
}

#[tokio::test]
async fn the_double_fails_in_all_its_ways() {
    let moorland = Moorland::open().await;
    let source = moorland.external("moorland");
    let read = || source.read(number(SHAW), Some(prison("MDI")), Aspect::Alerts);
    let wrong = moorland.external("nobodys-key");
    assert_eq!(wrong.read(number(SHAW), None, Aspect::Place).await, Err(SourceError::NotAllowed(403)));
    for status in [500, 502, 503] {
        moorland.next(&[Some(CallFault::Status { status })]);
        assert_eq!(read().await, Err(SourceError::Failed(status)));
    }
    moorland.next(&[Some(CallFault::LoseRequest)]);
    assert_eq!(read().await, Err(SourceError::Unreachable));
    moorland.next(&[Some(CallFault::Slow { millis: 50 })]);
    assert_eq!(read().await.unwrap().status, 200);
    moorland.next(&[Some(CallFault::NotYours)]);
    assert_eq!(read().await.unwrap().status, 404, "he is there, and it is said that he is not ours");
    moorland.next(&[Some(CallFault::TooMany { retry_after_seconds: 7 })]);
    assert_eq!(read().await, Err(SourceError::Busy { retry_after_seconds: Some(7) }));
    moorland.clock.advance_seconds(5);
    assert_eq!(
        read().await,
        Err(SourceError::Busy { retry_after_seconds: Some(2) }),
        "and is not asked again"
    );
    moorland.clock.advance_seconds(2);
    assert_eq!(read().await.unwrap().status, 200);
    moorland.shared.lock().cut = Some(Cut::Dead);
    assert_eq!(read().await, Err(SourceError::Unreachable));
    moorland.shared.lock().cut = Some(Cut::Unavailable);
    assert_eq!(read().await, Err(SourceError::Failed(503)));
    moorland.shared.lock().cut = None;
    assert_eq!(read().await.unwrap().status, 200);
}
