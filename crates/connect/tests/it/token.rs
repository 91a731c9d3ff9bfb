//! Bearer tokens.

use crate::moorland::{Moorland, SHAW, client, feed, number, quick};
use crate::scripted::{Say, Scripted, json, words};
use connect::client::{CallError, Secret};
use connect::dps::{DpsSource, Hosts};
use connect::token::{Bearer, ClientCredentials, TokenError, TokenSource};
use crossing::port::{AspectSource, SourceError};
use std::sync::Arc;
use vocab::Instant;
use vocab::prison::Aspect;
use vocab::time::ManualClock;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()))
}

/// An authorisation server: `script` says what it grants the nth time.
async fn auth(script: impl Fn(usize) -> Say + Send + Sync + 'static) -> Scripted {
    Scripted::new(move |_, n| script(n)).await
}

fn grant(n: usize, seconds: i64) -> Say {
    json(200, &format!(r#"{{"access_token":"token-{n}","token_type":"bearer","expires_in":{seconds}}}"#))
}

fn credentials(server: &Scripted, clock: &Arc<ManualClock>) -> ClientCredentials {
    ClientCredentials::new(
        client(quick(), clock),
        server.base.clone(),
        "gatelodge",
        Secret::new("open-sesame"),
    )
}

#[tokio::test]
async fn a_token_is_asked_for_once_and_renewed_before_it_lapses() {
    let server = auth(|n| grant(n, 3_600)).await;
    let clock = clock();
    let tokens = Arc::new(credentials(&server, &clock));
    let crowd: Vec<_> = (0..10)
        .map(|_| {
            let tokens = Arc::clone(&tokens);
            tokio::spawn(async move { tokens.bearer().await.unwrap() })
        })
        .collect();
    for one in crowd {
        assert_eq!(one.await.unwrap(), Bearer::new("token-0"));
    }
    assert_eq!(server.count(), 1, "a crowd asks once");
    let asked = &server.seen()[0];
    assert!(asked.starts_with("POST /oauth/token HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("authorization: Basic Z2F0ZWxvZGdlOm9wZW4tc2VzYW1l\r\n"), "{asked}");
    assert!(asked.ends_with("\r\n\r\ngrant_type=client_credentials"), "{asked}");
    clock.advance_seconds(3_539);
    assert_eq!(tokens.bearer().await.unwrap(), Bearer::new("token-0"));
    clock.advance_seconds(1);
    assert_eq!(tokens.bearer().await.unwrap(), Bearer::new("token-1"), "a minute before it lapses");
}

#[tokio::test]
async fn a_token_that_still_opens_is_used_when_renewing_fails() {
    let server = auth(|n| if n == 0 { grant(n, 3_600) } else { words(502) }).await;
    let clock = clock();
    let tokens = credentials(&server, &clock);
    tokens.bearer().await.unwrap();
    clock.advance_seconds(3_599);
    assert_eq!(tokens.bearer().await.unwrap(), Bearer::new("token-0"));
    clock.advance_seconds(1);
    assert_eq!(tokens.bearer().await, Err(TokenError::Failed(502)));
}

#[tokio::test]
async fn a_short_life_is_used_for_half_of_it_and_an_unsaid_one_is_short() {
    let server = auth(|n| match n {
        0 => grant(n, 40),
        _ => json(200, r#"{"access_token":"token"}"#),
    })
    .await;
    let clock = clock();
    let tokens = credentials(&server, &clock);
    tokens.bearer().await.unwrap();
    clock.advance_seconds(20);
    assert_eq!(tokens.bearer().await.unwrap(), Bearer::new("token"));
    clock.advance_seconds(239);
    tokens.bearer().await.unwrap();
    assert_eq!(server.count(), 2);
    clock.advance_seconds(1);
    tokens.bearer().await.unwrap();
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_refusal_says_what_was_refused() {
    for (say, error) in [
        (401, TokenError::NotAllowed(401)),
        (400, TokenError::NotAllowed(400)),
        (429, TokenError::Busy { retry_after_seconds: None }),
        (500, TokenError::Failed(500)),
        (302, TokenError::Failed(302)),
    ] {
        let server = auth(move |_| words(say)).await;
        assert_eq!(credentials(&server, &clock()).bearer().await, Err(error));
    }
    let server = auth(|_| json(200, "{}")).await;
    assert_eq!(credentials(&server, &clock()).bearer().await, Err(TokenError::Failed(200)), "no token in it");
    let server = auth(|_| Say::Die(String::new())).await;
    let none = credentials(&server, &clock()).bearer().await;
    assert_eq!(none, Err(TokenError::NoAnswer(CallError::BrokeOff)));
}

/// A source whose service takes only one token.
fn reads(service: &Scripted, auth: &Scripted, clock: &Arc<ManualClock>) -> DpsSource {
    let hosts = Hosts {
        prisoner_search: service.base.clone(),
        alerts: service.base.clone(),
        non_associations: service.base.clone(),
        activities: service.base.clone(),
    };
    DpsSource::new(client(quick(), clock), Arc::new(credentials(auth, clock)), hosts, feed())
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_renewed_once() {
    let auth_server = auth(|n| grant(n, 3_600)).await;
    let service =
        Scripted::new(
            |request, _| {
                if request.contains("Bearer token-1") { json(200, "{}") } else { json(401, "{}") }
            },
        )
        .await;
    let clock = clock();
    let source = reads(&service, &auth_server, &clock);
    let answer = source.read(number(SHAW), None, Aspect::Place).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!((service.count(), auth_server.count()), (2, 2));
    source.read(number(SHAW), None, Aspect::Place).await.unwrap();
    assert_eq!((service.count(), auth_server.count()), (3, 2), "the new one is kept");
    let nobody = Scripted::new(|_, _| json(401, "{}")).await;
    let source = reads(&nobody, &auth_server, &clock);
    let refused = source.read(number(SHAW), None, Aspect::Place).await;
    assert_eq!(refused, Err(SourceError::NotAllowed(401)));
    assert_eq!(nobody.count(), 2, "once, and no more");
}

#[tokio::test]
async fn the_double_gives_a_token_and_asks_for_one() {
    let moorland = Moorland::open().await;
    assert_eq!(moorland.tokens().bearer().await.unwrap(), Bearer::new("double-token"));
    let answer = moorland.dps().read(number(SHAW), None, Aspect::Place).await.unwrap();
    assert_eq!(answer.status, 200);
}
