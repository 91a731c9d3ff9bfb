//! What holds for every call.

use crate::moorland::{client, hasty, quick};
use crate::scripted::{Say, Scripted, json, with};
use connect::client::{Base, BaseError, Call, CallError, Client, ClientError, Reply, Secret, Settings};
use reqwest::Method;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use vocab::Instant;
use vocab::time::ManualClock;

fn now() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()))
}

async fn get(client: &Client, base: &Base) -> Result<Reply, CallError> {
    client.send(Call::get("test.read", base, "/a/path").query("b=c")).await
}

#[tokio::test]
async fn a_call_is_made_as_it_was_put_together_and_its_answer_handed_on() {
    let answer =
        "content-type: application/json\r\nretry-after: 9\r\nset-cookie: a=b\r\nlocation: /there\r\n";
    let server = Scripted::new(|_, _| with(200, answer, "{\"a\": 1.0}")).await;
    let clock = now();
    let client = client(quick(), &clock);
    let call =
        Call::new("test.write", Method::PUT, &server.base, "/a/path").query("b=c").json(b"{}".to_vec());
    let reply = client.send(call.key(&Secret::new("k"))).await.unwrap();
    assert_eq!((reply.status, &reply.body[..], reply.json), (200, &b"{\"a\": 1.0}"[..], true));
    assert_eq!((reply.retry_after, reply.location.as_deref()), (Some(9), Some("/there")));
    assert_eq!(reply.asked, Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap());
    client.send(Call::get("test.read", &server.base, "/").bearer(&Secret::new("t"))).await.unwrap();
    client.send(Call::get("test.read", &server.base, "/").basic("me", &Secret::new("it"))).await.unwrap();
    let seen = server.seen();
    assert!(seen[0].starts_with("PUT /a/path?b=c HTTP/1.1\r\n"), "{}", seen[0]);
    for line in
        ["x-api-key: k\r\n", "content-type: application/json\r\n", "user-agent: gatelodge/", "\r\n\r\n{}"]
    {
        assert!(seen[0].contains(line), "{line} in {}", seen[0]);
    }
    assert!(
        seen[1].contains("authorization: Bearer t\r\n") && seen[2].contains("authorization: Basic bWU6aXQ=")
    );
    assert!(!seen.concat().to_lowercase().contains("cookie"), "no cookie comes back");
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let server = Scripted::new(|_, _| with(303, "location: /elsewhere\r\n", "")).await;
    let reply = get(&client(quick(), &now()), &server.base).await.unwrap();
    assert_eq!((reply.status, reply.location.as_deref()), (303, Some("/elsewhere")));
    assert_eq!(server.count(), 1);
}

/// Runs a test again in a process with this environment.
fn passes_with(environment: &[(&str, &str)]) {
    let test = "client::a_call_is_made_as_it_was_put_together_and_its_answer_handed_on";
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.env_remove("NO_PROXY").env_remove("no_proxy").envs(environment.iter().copied());
    let output = command.args(["--exact", test]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn the_environment_names_no_proxy() {
    // A proxy that is not there: whoever used it would get no answer.
    let nowhere = "http://127.0.0.1:1";
    let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"];
    passes_with(&names.map(|name| (name, nowhere)));
}

#[test]
fn a_machine_without_certificate_authorities_reaches_itself() {
    passes_with(&[("SSL_CERT_FILE", "/dev/null"), ("SSL_CERT_DIR", "/nonexistent")]);
}

#[tokio::test]
async fn an_answer_has_an_end() {
    let full = "x".repeat(1_000);
    let server = Scripted::new(move |request, _| match request.split(' ').nth(1) {
        Some("/fits") => json(200, &full),
        Some("/said") => Say::Bytes("HTTP/1.1 201 OK\r\ncontent-length: 9000000000\r\n\r\n".to_owned()),
        _ => Say::Bytes(format!(
            "HTTP/1.1 201 OK\r\ntransfer-encoding: chunked\r\n\r\n{}",
            format!("3e8\r\n{full}\r\n").repeat(2)
        )),
    })
    .await;
    let client = client(Settings { body_bytes_max: 1_000, ..quick() }, &now());
    let ask = |path: &str| client.send(Call::get("test.read", &server.base, path));
    assert_eq!(ask("/fits").await.unwrap().body.len(), 1_000);
    for path in ["/said", "/streamed"] {
        let error = ask(path).await.unwrap_err();
        assert_eq!(error, CallError::TooLong { status: 201, bytes_max: 1_000 }, "{path}");
        assert!(error.may_have_left());
    }
}

#[tokio::test]
async fn what_may_have_left_is_told_from_what_did_not() {
    let server = Scripted::new(|request, _| match request.split(' ').nth(1) {
        Some("/hang") => Say::Hang,
        Some("/half") => Say::Die("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"a".to_owned()),
        Some("/slow-body") => Say::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"a".to_owned()),
        Some("/noise") => Say::Die("what?\r\n\r\n".to_owned()),
        _ => Say::Die(String::new()),
    })
    .await;
    let client = client(hasty(), &now());
    for (path, expected) in [
        ("/hang", CallError::TimedOut),
        ("/slow-body", CallError::TimedOut),
        ("/half", CallError::BrokeOff),
        ("/noise", CallError::BrokeOff),
        ("/die", CallError::BrokeOff),
    ] {
        let error = client.send(Call::get("test.read", &server.base, path)).await.unwrap_err();
        assert_eq!(error, expected, "{path}");
        assert!(error.may_have_left(), "{path}");
    }
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nowhere = Base::parse(&format!("http://{}", gone.local_addr().unwrap())).unwrap();
    drop(gone);
    let error = get(&client, &nowhere).await.unwrap_err();
    assert_eq!(error, CallError::NotReached);
    assert!(!error.may_have_left());
    let unsayable = Call::get("test.read", &server.base, "/").key(&Secret::new("a\nb"));
    assert_eq!(client.send(unsayable).await.unwrap_err(), CallError::NotMade);
}

#[tokio::test]
async fn nothing_is_sent_a_second_time() {
    // A connection that is kept and then dies on the next request: where clients like to try again.
    let server = Scripted::new(|_, n| if n == 0 { json(200, "{}") } else { Say::Die(String::new()) }).await;
    let client = client(quick(), &now());
    get(&client, &server.base).await.unwrap();
    let call = Call::new("test.write", Method::POST, &server.base, "/make").json(b"{}".to_vec());
    assert_eq!(client.send(call).await.unwrap_err(), CallError::BrokeOff);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn no_more_leave_a_second_than_were_agreed() {
    let server = Scripted::new(|_, _| json(200, "{}")).await;
    let clock = now();
    let limits =
        Settings { calls_per_second: 5, calls_at_once: 3, turn_max: Duration::from_secs(1), ..quick() };
    let client = client(limits, &clock);
    for _ in 0..3 {
        get(&client, &server.base).await.unwrap();
    }
    let (waiting, base) = (Arc::clone(&client), server.base.clone());
    let fourth = tokio::spawn(async move { get(&waiting, &base).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.count(), 3, "its turn has not come");
    clock.set(Instant::from_micros(vocab::Clock::now(&*clock).micros() + 199_000));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.count(), 3, "nor now");
    clock.set(Instant::from_micros(vocab::Clock::now(&*clock).micros() + 1_000));
    fourth.await.unwrap().unwrap();
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn a_queue_for_turns_is_not_endless() {
    let server = Scripted::new(|_, _| json(200, "{}")).await;
    let limits =
        Settings { calls_per_second: 1, calls_at_once: 1, turn_max: Duration::from_millis(1_500), ..quick() };
    let client = client(limits, &now());
    get(&client, &server.base).await.unwrap();
    let (waiting, base) = (Arc::clone(&client), server.base.clone());
    let second = tokio::spawn(async move { get(&waiting, &base).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let third = get(&client, &server.base).await.unwrap_err();
    assert_eq!(third, CallError::RateUsedUp, "it would wait for two seconds");
    assert!(!third.may_have_left());
    assert_eq!(
        second.await.unwrap().unwrap_err(),
        CallError::RateUsedUp,
        "a clock that stands holds nobody for ever"
    );
    assert_eq!(server.count(), 1);
}

#[test]
fn limits_that_let_nothing_through_are_refused() {
    let new = |settings: Settings| {
        let clock: Arc<dyn vocab::Clock> = now();
        Client::new(settings, clock, Arc::new(vocab::seed::SeedStream::new(1))).map(|_| ())
    };
    assert_eq!(new(Settings::default()), Ok(()));
    assert_eq!(
        new(Settings { calls_per_second: 0, ..quick() }),
        Err(ClientError::Nothing("calls_per_second"))
    );
    assert_eq!(new(Settings { body_bytes_max: 0, ..quick() }), Err(ClientError::Nothing("body_bytes_max")));
    assert_eq!(new(Settings { connect_max: quick().total_max, ..quick() }), Err(ClientError::ConnectTooLong));
}

#[test]
fn an_address_is_checked_when_it_is_read() {
    for (text, host) in [
        (
            "https://integration-api.hmpps.service.justice.gov.uk",
            "integration-api.hmpps.service.justice.gov.uk:443",
        ),
        ("http://127.0.0.1:8090/hmpps/", "127.0.0.1:8090"),
        ("http://localhost:1", "localhost:1"),
        ("http://[::1]:1", "[::1]:1"),
    ] {
        assert_eq!(Base::parse(text).unwrap().host(), host);
    }
    for (text, error) in [
        ("moorland", BaseError::Form),
        ("http://activities", BaseError::Clear),
        ("http://127.0.0.1.example.org", BaseError::Clear),
        ("ftp://127.0.0.1", BaseError::Scheme),
        ("https://me:secret@host", BaseError::Credentials),
        ("https://host/?a=b", BaseError::Query),
        ("https://host/#a", BaseError::Query),
    ] {
        assert_eq!(Base::parse(text).unwrap_err(), error, "{text}");
    }
}
