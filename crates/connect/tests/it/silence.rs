//! No log line, error or `Debug` holds a person, an address, a body, a key or a token.

use crate::heard;
use crate::moorland::{CLIENT, Moorland, NOBODY, SHAW, booking, number, of, prison};
use crossing::port::{AspectSource, SourceError};
use doubles::prison::{CallFault, Cut};
use jiff::civil::date;
use std::sync::Arc;
use vocab::crossing::AttemptAct::{Cancel, Change, Create, Look};
use vocab::prison::Aspect;

/// What only a person, a question about one, or a secret has. Everything that the double knows of Shaw is here.
const UNSAID: [&str; 18] = [
    SHAW,
    NOBODY,
    "A8100KB",
    "A2200RD",
    "SHAW",
    "JASON",
    "1984-02-17",
    "B-1-007",
    "perPage",
    "/prisoners",
    "/persons",
    "/prisoner/",
    "/appointments",
    "/scheduled-events",
    "2026-11-12",
    "double-token",
    "open-sesame",
    "x-api-key",
];

#[tokio::test]
async fn nothing_of_a_person_is_said() {
    let tell = |answer: Result<u16, SourceError>| format!("{answer:?}");
    let moorland = Moorland::open().await;
    moorland.opens_alert(SHAW, "HA");
    let (external, dps, lists) = (moorland.external("moorland"), moorland.dps(), moorland.lists().await);
    let mut said = vec![format!("{:?} {:?} {:?}", moorland.client, moorland.base, booking(Create).act)];
    let faults = [
        None,
        Some(CallFault::LoseRequest),
        Some(CallFault::Status { status: 500 }),
        Some(CallFault::NotYours),
        Some(CallFault::TooMany { retry_after_seconds: 1 }),
    ];
    for fault in faults {
        for aspect in Aspect::ALL {
            for who in [SHAW, NOBODY] {
                moorland.next(&[fault]);
                said.push(tell(
                    external.read(number(who), Some(prison("MDI")), aspect).await.map(|a| a.status),
                ));
                moorland.next(&[fault]);
                said.push(tell(dps.read(number(who), Some(prison("MDI")), aspect).await.map(|a| a.status)));
                moorland.clock.advance_seconds(2);
            }
        }
        moorland.next(&[fault]);
        said.push(tell(external.roll(prison("MDI")).await.map(|_| 0)));
        said.push(tell(external.entries(prison("MDI"), date(2026, 11, 12)).await.map(|_| 0)));
        moorland.clock.advance_seconds(2);
        for act in [Create, Change, Cancel, Look] {
            moorland.next(&[fault]);
            let end = lists.act(of(act, 99)).await;
            said.push(format!("{:?}", std::mem::discriminant(&end)));
            moorland.clock.advance_seconds(2);
        }
    }
    moorland.shared.lock().cut = Some(Cut::Dead);
    let error = external.read(number(SHAW), None, Aspect::Place).await.unwrap_err();
    said.push(error.to_string());
    let wrong = connect::client::Base::parse(&format!("https://{CLIENT}:open-sesame@host")).unwrap_err();
    said.push(wrong.to_string());
    let secret = connect::client::Secret::new("open-sesame");
    let call = connect::client::Call::get("test.read", &moorland.base, format!("/persons/{SHAW}"));
    said.push(format!("{secret:?} {:?}", call.bearer(&secret)));
    said.push(format!("{:?}", connect::token::Bearer::new("double-token")));
    said.push(format!(
        "{:?}",
        connect::token::ClientCredentials::new(
            Arc::clone(&moorland.client),
            moorland.base.clone(),
            CLIENT,
            secret
        )
    ));
    // Of every test that ran so far, and of the libraries under them.
    let heard = heard::lines();
    let ours = |line: &&String| line.contains("connect::client");
    assert!(heard.iter().filter(ours).count() > 50, "the test hears what is said");
    assert!(
        heard.iter().any(|line| line.contains("operation=\"alerts.read\"") && line.contains("not answered"))
    );
    // The libraries of the queues tell every answer whole, at levels that the binary never writes (serve: telemetry).
    let capped =
        |line: &&String| ["TRACE aws_", "DEBUG aws_", "INFO aws_"].iter().any(|c| line.starts_with(c));
    let heard = heard.iter().filter(|line| !line.contains("store::") && !capped(line));
    for line in said.iter().chain(heard) {
        for unsaid in UNSAID {
            assert!(!line.contains(unsaid), "`{unsaid}` in: {line}");
        }
    }
}
