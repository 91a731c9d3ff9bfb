//! The admin face: nothing of a person, on a door of its own.

use faces::Check;
use serve::{Cause, Door, House, Stop};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use vocab::Instant;
use vocab::seed::SeedStream;
use vocab::time::ManualClock;

#[tokio::test]
async fn alive_ready_and_measured() {
    let ready = Arc::new(AtomicBool::new(true));
    let looks = Arc::clone(&ready);
    let checks = Arc::new(move || {
        let ok = looks.load(Ordering::Relaxed);
        vec![Check { name: "store", ok, look: (!ok).then_some("the store cannot be written") }]
    });
    let clock = Arc::new(ManualClock::at(Instant::from_micros(1_794_469_260_000_000)));
    let house = House::new(clock, Arc::new(SeedStream::new(1)));
    let door = Door::open(([127, 0, 0, 1], 0).into()).await.unwrap();
    let (at, stop) = (door.address().unwrap(), Stop::new());
    let routes = faces::admin(checks, || "# TYPE gatelodge_up gauge\ngatelodge_up 1\n".to_owned(), &house);
    tokio::spawn(door.serve(routes, stop.clone()));
    let http = reqwest::Client::builder().build().unwrap();
    let get = async |path: &str| {
        let answer = http.get(format!("http://{at}{path}")).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get("/livez").await, (200, r#"{"alive":true}"#.to_owned()));
    assert_eq!(get("/readyz").await.0, 200);
    assert!(get("/metrics").await.1.contains("gatelodge_up 1"));
    ready.store(false, Ordering::Relaxed);
    let (status, text) = get("/readyz").await;
    assert_eq!(status, 503);
    assert!(text.contains("the store cannot be written"), "{text}");
    assert_eq!(get("/livez").await.0, 200, "alive all the same");
    assert_eq!(get("/fhir/R4/metadata").await.0, 404, "no other face is here");
    stop.ask(Cause::Done);
}
