//! Days on which a service is not quite away: slow, refusing, answering from a cache, or with half an answer.

use crate::face::serve;
use crate::world::*;
use doubles::prison::{Act, CallFault, Outcome, Spell};
use serde_json::{Value, json};

fn bad(world: &mut World, fault: CallFault, seconds: i64) {
    let spell = Spell::new(fault, world.now, seconds);
    world.prison.faults.spells = vec![spell];
}

#[test]
fn a_bad_while_begins_and_ends_by_the_doubles_clock() {
    let mut world = World::new();
    bad(&mut world, CallFault::TooMany { retry_after_seconds: 30 }, 120);
    assert_eq!(world.external("moorland", "/v1/status").status, 429);
    world.later(119);
    assert_eq!(world.external("moorland", "/v1/status").status, 429);
    world.later(1);
    assert_eq!(world.external("moorland", "/v1/status").status, 200);
    bad(&mut world, CallFault::Slow { millis: 250 }, 60);
    for _ in 0..3 {
        let slow = world.outcome(&bearer("GET", "/appointment-locations/MDI", &Value::Null));
        assert!(matches!(slow, Outcome::Answered { after_millis: 250, .. }), "every call");
    }
    let spell = Spell::new(CallFault::Status { status: 502 }, world.now, 60).only("/v1/persons/");
    world.prison.faults.spells = vec![spell];
    assert_eq!(world.external("moorland", "/v1/status").status, 200);
    assert_eq!(world.external("moorland", &format!("/v1/persons/{SHAW}/name")).status, 502);
    bad(&mut world, CallFault::LoseRequest, 60);
    world.prison.faults.next_calls.push_back(None);
    assert_eq!(world.external("moorland", "/v1/status").status, 200, "what is named goes first");
    assert_eq!(world.outcome(&bearer("GET", "/appointment-locations/MDI", &Value::Null)), Outcome::Lost);
}

#[test]
fn yesterdays_page_shows_who_has_left_since() {
    let mut world = World::new();
    let count = |world: &mut World| {
        let page = world.external("moorland", "/v1/prison/prisoners?perPage=50").value();
        page["pagination"]["totalCount"].as_u64().unwrap()
    };
    assert_eq!(count(&mut world), 2);
    world.book(SHAW);
    world.prison.page_keep();
    world.act(Act::Release { number: number(BOYD), reason: "CR".into() });
    world.book(SHAW);
    assert_eq!(count(&mut world), 1);
    bad(&mut world, CallFault::Yesterday, 600);
    assert_eq!(count(&mut world), 2, "he is back, on the page");
    assert_eq!(world.found("MDI").len(), 1, "and the newer appointment is not there yet");
    world.later(600);
    assert_eq!((count(&mut world), world.found("MDI").len()), (1, 2));
}

#[test]
fn a_page_of_the_gateway_is_no_answer_and_nothing_was_done() {
    let mut world = World::new();
    world.prison.faults.next_calls = [Some(CallFault::Html), Some(CallFault::Mislabelled)].into();
    let page = world.bearer("POST", "/appointment-series", &booking(SHAW));
    assert_eq!(page.status, 200);
    assert_eq!(page.headers, [("content-type", "text/html".to_owned())]);
    assert!(page.body.starts_with(b"<html>"));
    let labelled = world.external("moorland", "/v1/status");
    assert_eq!(labelled.value()["data"]["status"], "ok");
    assert_eq!(labelled.headers, [("content-type", "text/html;charset=UTF-8".to_owned())]);
    assert!(world.found("MDI").is_empty());
}

#[tokio::test]
async fn half_an_answer_comes_over_the_socket() {
    let served = serve(true).await;
    let get = || {
        served.http.get(format!("{}/v1/persons/{SHAW}/alerts", served.base)).header("x-api-key", "moorland")
    };
    for chunked in [false, true] {
        let spell = json!({"fault": {"truncated": {"chunked": chunked}}, "seconds": 60});
        let faults = json!({"spells": [spell]});
        assert_eq!(served.post("/control/faults", &faults).send().await.unwrap().status(), 200);
        let mut cut = get().send().await.unwrap();
        assert_eq!(cut.status(), 200);
        assert_eq!(cut.headers().contains_key("content-length"), !chunked);
        let first = cut.chunk().await.unwrap().unwrap();
        assert!(first.starts_with(b"{"), "some of it came");
        assert!(cut.chunk().await.is_err(), "and then the line died");
        served.clock.advance_seconds(61);
        assert!(get().send().await.unwrap().text().await.unwrap().ends_with('}'));
    }
    served.post("/control/faults", &json!({"next-calls": ["html"]})).send().await.unwrap();
    let page = get().send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html");
    assert!(page.text().await.unwrap().contains("nginx"));
    assert_eq!(served.post("/control/keep-page", &json!({})).send().await.unwrap().status(), 200);
    let queues = json!({"queues": {"gatelodge-events": {"next-calls": ["gone"], "duplicate": 5}}});
    assert_eq!(served.post("/control/faults", &queues).send().await.unwrap().status(), 200);
}
