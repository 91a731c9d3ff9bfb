//! The prison on a socket.

use crate::world::*;
use axum::extract::State;
use axum::routing::post;
use doubles::prison::face::{self, Shared};
use doubles::prison::push::{self, Intake};
use doubles::prison::{Act, CallFault, Prison};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use vocab::time::ManualClock;

pub(crate) struct Served {
    pub(crate) shared: Shared,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) base: String,
    pub(crate) http: reqwest::Client,
}

pub(crate) async fn serve(control: bool) -> Served {
    let world = World::new();
    let clock = Arc::new(ManualClock::at(world.now));
    let shared = Shared::new(world.prison, clock.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(face::serve(listener, shared.clone(), control, std::future::pending()));
    Served { shared, clock, base, http: push::client().unwrap() }
}

impl Served {
    pub(crate) fn post(&self, path: &str, body: &Value) -> reqwest::RequestBuilder {
        self.http.post(format!("{}{path}", self.base)).bearer_auth("t").json(body)
    }

    fn appointments(&self) -> usize {
        self.shared.lock().appointments().count()
    }
}

#[tokio::test]
async fn the_same_answers_come_over_a_socket() {
    let served = serve(false).await;
    let made = served.post("/appointment-series", &booking(SHAW)).send().await.unwrap();
    assert_eq!(made.status(), 201);
    assert_eq!(made.headers()["content-type"], "application/json");
    let get = served.http.get(format!("{}/v1/persons/{SHAW}/name", served.base));
    let name: Value = get.header("X-API-Key", "moorland").send().await.unwrap().json().await.unwrap();
    assert_eq!(name["data"]["lastName"], "SHAW");
    let control = served.post("/control/come-back", &json!({})).send().await.unwrap();
    assert_eq!(control.status(), 404, "control is not there unless asked for");
}

#[tokio::test]
async fn a_line_dies_without_a_byte_and_the_write_was_done() {
    let served = serve(true).await;
    served.shared.lock().faults.next_calls.push_back(Some(CallFault::LoseAnswer));
    let lost = served.post("/appointment-series", &booking(SHAW)).send().await;
    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(served.appointments(), 1);
    let again = served.post("/appointment-series", &booking(SHAW)).send().await.unwrap();
    assert_eq!(again.status(), 201, "the next connection is well");
    assert_eq!(served.appointments(), 2, "and a blind retry has doubled it");
}

#[tokio::test]
async fn the_control_face_cuts_off_and_brings_back_and_runs_acts() {
    let served = serve(true).await;
    let ask = |how: &str| served.post("/control/cut", &json!({"how": how})).send();
    assert_eq!(ask("dead").await.unwrap().status(), 200);
    assert!(served.post("/appointment-series", &booking(SHAW)).send().await.is_err());
    assert_eq!(ask("unavailable").await.unwrap().status(), 200);
    assert_eq!(served.post("/appointment-series", &booking(SHAW)).send().await.unwrap().status(), 503);
    assert_eq!(served.post("/control/come-back", &json!({})).send().await.unwrap().status(), 200);
    assert_eq!(served.appointments(), 0);
    let act = json!({"act": "move-cell", "number": SHAW, "cell": "C-2-011"});
    assert_eq!(served.post("/control/act", &act).send().await.unwrap().status(), 200);
    assert_eq!(served.post("/control/act", &act).send().await.unwrap().status(), 409, "he is there already");
    assert_eq!(served.post("/control/act", &json!({"act": "fly"})).send().await.unwrap().status(), 400);
    let faults = json!({"too-many": 1000});
    assert_eq!(served.post("/control/faults", &faults).send().await.unwrap().status(), 200);
    let refused = served.post("/appointment-series", &booking(SHAW)).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "2"));
}

#[tokio::test]
async fn tokens_lapse_when_the_control_face_says_so() {
    let served = serve(true).await;
    let token = served.http.post(format!("{}/token", served.base)).header("x-api-key", "moorland");
    let keys: Value = token.send().await.unwrap().json().await.unwrap();
    let made = json!({"name": "ours", "settings": {"owner": "moorland"}});
    assert_eq!(served.post("/control/queue", &made).send().await.unwrap().status(), 200);
    let text = |key: &str| keys[key].as_str().unwrap().to_owned();
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={}/20261110/eu-west-2/sqs/aws4_request", text("AccessKeyId"));
    let receive = || {
        served
            .http
            .post(&served.base)
            .header("x-amz-target", "AmazonSQS.ReceiveMessage")
            .header("authorization", &authorization)
            .header("x-amz-security-token", text("SessionToken"))
            .body(json!({"QueueUrl": "http://127.0.0.1/000000000000/ours"}).to_string())
            .send()
    };
    assert_eq!(receive().await.unwrap().status(), 200);
    assert_eq!(served.post("/control/lapse-tokens", &json!({})).send().await.unwrap().status(), 200);
    assert_eq!(receive().await.unwrap().status(), 403);
}

#[test]
fn acts_are_written_as_people_type_them() {
    let act = Act::CloseAlert { number: number(SHAW), code: "HA".into(), on: None };
    let text = serde_json::to_value(&act).unwrap();
    assert_eq!(text, json!({"act": "close-alert", "number": SHAW, "code": "HA", "on": null}));
    assert_eq!(serde_json::from_value::<Act>(text).unwrap(), act);
}

/// An intake that refuses the first it sees, then takes everything.
type Got = Arc<Mutex<(bool, Vec<Value>)>>;

async fn intake(
    State(got): State<Got>,
    headers: axum::http::HeaderMap,
    body: String,
) -> axum::http::StatusCode {
    assert_eq!(headers["authorization"], "Bearer feed-token");
    let mut got = got.lock().unwrap();
    if !std::mem::replace(&mut got.0, true) {
        return axum::http::StatusCode::SERVICE_UNAVAILABLE;
    }
    got.1.push(serde_json::from_str(&body).unwrap());
    axum::http::StatusCode::ACCEPTED
}

#[tokio::test]
async fn events_are_pushed_until_they_are_taken() {
    let got: Got = Got::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/intake/hmpps", listener.local_addr().unwrap());
    let app = axum::Router::new().route("/intake/hmpps", post(intake)).with_state(got.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let served = serve(false).await;
    let intake = Intake { url, token: "feed-token".into() };
    let now = served.clock.clone();
    served
        .shared
        .lock()
        .run(&Act::MoveCell { number: number(SHAW), cell: "C-2-011".into() }, served.shared.now())
        .unwrap();
    now.advance_seconds(10);
    assert_eq!(push::push_due(&served.shared, &served.http, &intake).await, 1, "one of the two was refused");
    assert_eq!(push::push_due(&served.shared, &served.http, &intake).await, 0, "it waits");
    now.advance_seconds(10);
    assert_eq!(push::push_due(&served.shared, &served.http, &intake).await, 1);
    let kinds: std::collections::BTreeSet<_> = got
        .lock()
        .unwrap()
        .1
        .iter()
        .map(|v| v["MessageAttributes"]["eventType"]["Value"].to_string())
        .collect();
    assert_eq!(kinds.len(), 2);
}

#[tokio::test]
async fn an_intake_that_is_away_loses_nothing() {
    let served = serve(false).await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", nobody.local_addr().unwrap());
    drop(nobody);
    served
        .shared
        .lock()
        .run(&Act::MoveCell { number: number(SHAW), cell: "C-2-011".into() }, served.shared.now())
        .unwrap();
    served.clock.advance_seconds(10);
    let intake = Intake { url, token: String::new() };
    assert_eq!(push::push_due(&served.shared, &served.http, &intake).await, 0);
    served.clock.advance_seconds(60);
    assert_eq!(served.shared.lock().notices_due(served.clock_now()).len(), 2);
    let printed = format!("{:?} {intake:?}", served.shared);
    assert!(!printed.contains("SHAW"), "{printed}");
    let saved = served.shared.lock().save().unwrap();
    assert!(Prison::restore(&saved[1..], served.clock_now()).is_err());
}

impl Served {
    fn clock_now(&self) -> vocab::Instant {
        vocab::Clock::now(&*self.clock)
    }
}
