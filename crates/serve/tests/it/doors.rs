//! Doors: keep-alive, limits, silence, stopping.

use crate::caller::{BODY_BYTES_MAX, Limits, open};
use serve::door::Patience;
use serve::{Cause, Stop, Tasks};
use std::time::Duration;

const LAST: &str = "Host: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_connection_is_kept_and_requests_may_be_pipelined() {
    let door = open(Limits::default()).await;
    let mut line = door.call().await;
    line.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").await;
    line.hear("\r\n\r\nhello").await;
    line.say(&format!("GET /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\n{LAST}")).await;
    assert_eq!(line.hear_all().await.matches("\r\n\r\nhello").count(), 2);
}

#[tokio::test]
async fn an_id_is_echoed_or_made_and_nothing_is_cached() {
    let door = open(Limits::default()).await;
    let id = "7f2c9a52-9d1c-4a1e-8a57-0d6a3c1e5b11";
    let heard = door.ask(&format!("GET /hello HTTP/1.1\r\nX-Request-ID: {id}\r\n{LAST}")).await;
    assert!(heard.contains(&format!("x-request-id: {id}")), "{heard}");
    assert!(heard.contains("cache-control: no-store"), "{heard}");
    for odd in ["X-Request-ID: Kieran Boyd\r\n", ""] {
        let heard = door.ask(&format!("GET /hello HTTP/1.1\r\n{odd}{LAST}")).await;
        assert!(heard.contains("x-request-id: ") && !heard.contains("Boyd"), "{heard}");
    }
}

#[tokio::test]
async fn a_silent_connection_and_slow_headers_are_given_up() {
    let soon = Duration::from_millis(80);
    let patience = Patience { first_byte: soon, head: soon };
    let door = open(Limits { patience, ..Limits::default() }).await;
    assert_eq!(door.call().await.hear_all().await, "", "silent: closed without a word");
    let mut slow = door.call().await;
    slow.say("GET /hello HTTP/1.1\r\nHost:").await;
    assert_eq!(slow.hear_all().await, "", "slow headers: closed");
    let mut idle = door.call().await;
    idle.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(idle.hear_all().await.ends_with("hello"), "idle after an answer: closed");
}

#[tokio::test]
async fn a_connection_too_many_waits_for_a_place() {
    let door = open(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = door.call().await;
    first.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").await;
    first.hear("hello").await;
    let mut second = door.call().await;
    second.say(&format!("GET /hello HTTP/1.1\r\n{LAST}")).await;
    let heard = tokio::time::timeout(Duration::from_millis(100), second.hear("hello")).await;
    assert!(heard.is_err(), "attended beside the first");
    drop(first);
    second.hear("hello").await;
}

#[tokio::test]
async fn a_request_too_many_is_told_to_come_back() {
    let door = open(Limits { requests: 1, ..Limits::default() }).await;
    let mut waiting = door.call().await;
    waiting.say(&format!("GET /waits HTTP/1.1\r\n{LAST}")).await;
    door.began.notified().await;
    let refused = door.ask(&format!("GET /hello HTTP/1.1\r\n{LAST}")).await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after: 1"), "{refused}");
    door.go.notify_one();
    assert!(waiting.hear_all().await.ends_with("waited"));
    assert!(door.ask(&format!("GET /hello HTTP/1.1\r\n{LAST}")).await.ends_with("hello"));
}

#[tokio::test]
async fn a_panic_is_our_fault_and_the_door_stays_open() {
    let door = open(Limits::default()).await;
    let heard = door.ask(&format!("GET /panics HTTP/1.1\r\n{LAST}")).await;
    assert!(heard.starts_with("HTTP/1.1 500") && heard.ends_with("our fault"), "{heard}");
    assert!(door.ask(&format!("GET /hello HTTP/1.1\r\n{LAST}")).await.ends_with("hello"));
}

#[tokio::test]
async fn a_body_too_large_is_refused_in_words_whether_or_not_it_says_its_size() {
    let door = open(Limits::default()).await;
    let sized = |n: usize| format!("POST /takes HTTP/1.1\r\nContent-Length: {n}\r\n{LAST}{}", "x".repeat(n));
    assert!(door.ask(&sized(BODY_BYTES_MAX)).await.ends_with("1000"));
    let heard = door.ask(&sized(2_000_000)).await;
    assert!(heard.starts_with("HTTP/1.1 413") && heard.contains("larger than the 1000 bytes"), "{heard}");
    let chunk = format!("{:x}\r\n{}\r\n", 600, "x".repeat(600));
    let chunked = |n| {
        format!("POST /takes HTTP/1.1\r\nTransfer-Encoding: chunked\r\n{LAST}{}0\r\n\r\n", chunk.repeat(n))
    };
    assert!(door.ask(&chunked(1)).await.ends_with("600"));
    assert!(door.ask(&chunked(2)).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn stopping_answers_what_was_begun_and_takes_nothing_new() {
    let door = open(Limits::default()).await;
    let (mut begun, mut idle) = (door.call().await, door.call().await);
    idle.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").await;
    idle.hear("hello").await;
    begun.say("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n").await;
    door.began.notified().await;
    door.stop.ask(Cause::Signal("SIGTERM"));
    let (stop, tasks) = (door.stop.clone(), door.tasks.clone());
    let drained = tokio::spawn(async move { stop.drain(&tasks, Duration::from_secs(5)).await });
    assert_eq!(idle.hear_all().await, "", "an idle connection is closed");
    assert!(tokio::net::TcpStream::connect(door.at).await.is_err(), "nothing new is taken");
    door.go.notify_one();
    let heard = begun.hear_all().await;
    assert!(heard.ends_with("waited") && heard.contains("connection: close"), "{heard}");
    assert_eq!(drained.await.unwrap(), Vec::<&str>::new());
    assert_eq!(door.stop.cause(), Some(Cause::Signal("SIGTERM")));
}

#[tokio::test]
async fn what_does_not_end_is_stopped_hard_and_named() {
    let door = open(Limits::default()).await;
    let mut begun = door.call().await;
    begun.say("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n").await;
    door.began.notified().await;
    door.stop.ask(Cause::Done);
    assert_eq!(door.stop.drain(&door.tasks, Duration::from_millis(50)).await, ["door"]);
    assert_eq!(begun.hear_all().await, "");
}

#[tokio::test]
async fn a_task_that_ends_by_itself_stops_everything_and_is_a_failure() {
    let stop = Stop::new();
    let tasks = Tasks::new(stop.clone());
    tasks.spawn_ending("sweep once", async {});
    tasks.spawn("committer", async {});
    stop.asked().await;
    assert_eq!(stop.cause(), Some(Cause::TaskEnded("committer")));
    assert!(stop.cause().is_some_and(Cause::is_failure));
    assert!(stop.drain(&tasks, Duration::from_secs(5)).await.is_empty());
}
