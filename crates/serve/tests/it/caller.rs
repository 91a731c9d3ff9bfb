//! A caller with a socket, and a door with two routes.

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http::StatusCode;
use serve::door::Patience;
use serve::{Door, House, Refusal, Stop, Tasks};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use vocab::Instant;
use vocab::seed::SeedStream;
use vocab::time::ManualClock;

/// 12 November 2026, 07:41 in London.
pub(crate) const MORNING: Instant = Instant::from_micros(1_794_469_260_000_000);

pub(crate) const BODY_BYTES_MAX: usize = 1_000;

pub(crate) fn say(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy").into_response(),
        Refusal::TooSlow | Refusal::Failed => {
            (StatusCode::INTERNAL_SERVER_ERROR, "our fault").into_response()
        }
    }
}

/// A door that is open.
pub(crate) struct Open {
    pub(crate) at: SocketAddr,
    pub(crate) stop: Stop,
    pub(crate) tasks: Tasks,
    /// Lets `/waits` go on.
    pub(crate) go: Arc<Notify>,
    /// Tells that `/waits` is at work.
    pub(crate) began: Arc<Notify>,
}

pub(crate) struct Limits {
    pub(crate) connections: usize,
    pub(crate) requests: usize,
    pub(crate) patience: Patience,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 16, requests: 16, patience: Patience::default() }
    }
}

pub(crate) async fn open(limits: Limits) -> Open {
    let (go, began) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let waits = {
        let (go, began) = (Arc::clone(&go), Arc::clone(&began));
        get(move || async move {
            began.notify_one();
            go.notified().await;
            "waited"
        })
    };
    let routes = Router::new()
        .route("/hello", get(|| async { "hello" }))
        .route("/people/{name}", get(|| async { "somebody" }))
        .route("/panics", get(panics))
        .route("/takes", post(takes))
        .route("/waits", waits);
    let clock = Arc::new(ManualClock::at(MORNING));
    let house = House::new(clock, Arc::new(SeedStream::new(7))).at_most(limits.requests);
    let door = Door::open(([127, 0, 0, 1], 0).into()).await.unwrap();
    let door = door.at_most(limits.connections).waiting(limits.patience);
    let (at, stop) = (door.address().unwrap(), Stop::new());
    let tasks = Tasks::new(stop.clone());
    tasks.spawn("door", door.serve(house.keep(routes, say), stop.clone()));
    Open { at, stop, tasks, go, began }
}

async fn panics() -> &'static str {
    panic!("a fault of ours")
}

async fn takes(request: Request) -> Response {
    match serve::body::read(request.into_body(), BODY_BYTES_MAX).await {
        Ok(bytes) => bytes.len().to_string().into_response(),
        Err(refused) => (StatusCode::PAYLOAD_TOO_LARGE, refused.to_string()).into_response(),
    }
}

pub(crate) struct Line(TcpStream);

impl Open {
    pub(crate) async fn call(&self) -> Line {
        Line(TcpStream::connect(self.at).await.unwrap())
    }

    pub(crate) async fn ask(&self, request: &str) -> String {
        let mut line = self.call().await;
        line.say(request).await;
        line.hear_all().await
    }
}

impl Line {
    pub(crate) async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Hears until a text has come.
    pub(crate) async fn hear(&mut self, until: &str) -> String {
        let mut heard = Vec::new();
        while !String::from_utf8_lossy(&heard).contains(until) {
            let mut more = [0; 4096];
            let n = self.0.read(&mut more).await.unwrap();
            assert!(n > 0, "closed after {:?}", String::from_utf8_lossy(&heard));
            heard.extend(&more[..n]);
        }
        String::from_utf8(heard).unwrap()
    }

    /// Hears until the other side closes.
    pub(crate) async fn hear_all(&mut self) -> String {
        let mut heard = String::new();
        let read = self.0.read_to_string(&mut heard);
        tokio::time::timeout(Duration::from_secs(10), read).await.expect("the door closes").unwrap();
        heard
    }
}
