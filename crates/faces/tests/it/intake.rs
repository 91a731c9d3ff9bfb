//! Intake: durable before it is acknowledged, the same message once, what is not understood in quarantine.

use crate::world::{JSON, World, boyd};
use serde_json::json;
use vocab::crossing::Role;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_stands_in_the_journal_and_once() {
    let world = World::new().await;
    let prison = world.prison_system();
    let body = boyd().to_string();
    let first = prison.posts("/intake/dps", JSON, &body).await.expect(202).json();
    assert_eq!(first["outcome"], "changed");
    assert_eq!(first["seq"], world.crossing.head().borrow().0);
    let again = prison.posts("/intake/dps", JSON, &body).await.expect(200).json();
    assert_eq!(
        (&again["replay"], &again["seq"], &again["outcome"]),
        (&json!(true), &first["seq"], &json!("taken"))
    );
    // The sender says that it is another message: then it is one.
    world.clock.advance_seconds(60);
    let other = world.prison_system().with("x-amz-sns-message-id", "m-2");
    let other = other.posts("/intake/dps", JSON, &body).await.expect(202).json();
    assert_eq!(other["replay"], json!(null));
    assert!(other["seq"].as_u64() > first["seq"].as_u64(), "a row of its own: {other}");
    let id = "7f2c9a52-9d1c-4a1e-8a57-0d6a3c1e5b11";
    for (status, replay) in [(202, json!(null)), (200, json!(true))] {
        let by_request = world.prison_system().with("x-request-id", id);
        let heard = by_request.posts("/intake/dps", JSON, &body).await.expect(status).json();
        assert_eq!(heard["replay"], replay);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_comes_again_with_other_bytes_is_another_message() {
    let world = World::new().await;
    let send = async |cell: &str| {
        let mut body = boyd();
        body["cellLocation"] = json!(cell);
        let sender = world.prison_system().with("x-amz-sns-message-id", "m-1");
        sender.posts("/intake/dps", JSON, &body.to_string()).await
    };
    let first = send("C-2-011").await.expect(202).json();
    world.clock.advance_seconds(60);
    let second = send("C-2-012").await.expect(202).json();
    assert!(second["seq"].as_u64() > first["seq"].as_u64(), "a row of its own: {second}");
    assert_eq!(send("C-2-012").await.expect(200).json()["seq"], second["seq"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_taken_into_quarantine_and_said_to_be() {
    let world = World::new().await;
    let prison = world.prison_system();
    for body in ["{\"prisonerNumber\": \"A8100KB\"", "[[[[", "\u{0}", "{\"a\":1,\"a\":2}"] {
        let heard = prison.posts("/intake/dps", JSON, body).await;
        assert_eq!(heard.status, 202, "{body}: {}", heard.text);
        let told = heard.json();
        assert!(["quarantined", "kept"].contains(&told["outcome"].as_str().unwrap()), "{body}: {told}");
        assert!(!told["detail"].as_str().unwrap().contains("A8100KB"), "{told}");
    }
    let malformed = prison.posts("/intake/dps", JSON, "{\"prisonerNumber\": ").await.expect(202).json();
    assert_eq!(malformed["outcome"], "quarantined");
    let mut odd = boyd();
    odd["dateOfBirth"] = json!("soon");
    let odd = prison.posts("/intake/dps", JSON, &odd.to_string()).await.expect(202).json();
    assert!(!odd.to_string().contains("soon"), "{odd}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_its_own_machines() {
    let world = World::new().await;
    let body = boyd().to_string();
    let prison = world.prison_system();
    for feed in ["nowhere", "care-hjis", "Kieran%20Boyd", "acts", "ticks", "charter", "care-fhir"] {
        let heard = prison.posts(&format!("/intake/{feed}"), JSON, &body).await.expect(404);
        assert_eq!(heard.json()["error"], "no-such-feed");
        assert!(!heard.text.contains("Boyd"), "{}", heard.text);
    }
    world.care_system().posts("/intake/dps", JSON, &body).await.expect(404);
    world.at_moorland(Role::IntegrationEngineer).posts("/intake/dps", JSON, &body).await.expect(404);
    prison.gets("/intake/dps").await.expect(405);
    prison.posts("/intake/", JSON, &body).await.expect(404);
    assert!(world.crossing.head().borrow().0 <= 1, "nothing but the charter was written");
    let care =
        world.care_system().posts("/intake/care-hjis", JSON, &crate::world::patient_boyd().to_string()).await;
    assert_eq!(care.expect(202).json()["outcome"], "changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_refused_and_not_acknowledged() {
    let world = World::new().await;
    let prison = world.prison_system();
    let head = *world.crossing.head().borrow();
    prison.posts("/intake/dps", "text/xml", "<a/>").await.expect(415);
    prison.posts("/intake/dps", "application/json; charset=latin1", "{}").await.expect(415);
    prison.posts("/intake/dps", JSON, "").await.expect(400);
    let large = format!("\"{}\"", "x".repeat(2 * 1024 * 1024));
    let heard = prison.posts("/intake/dps", JSON, &large).await.expect(413);
    assert_eq!(heard.json()["error"], "too-large");
    let odd = world.prison_system().with("x-amz-sns-message-id", &"x".repeat(200));
    odd.posts("/intake/dps", JSON, "{}").await.expect(400);
    assert_eq!(*world.crossing.head().borrow(), head);
    let fits = format!("\"{}\"", "x".repeat(2 * 1024 * 1024 - 2));
    prison.posts("/intake/dps", JSON, &fits).await.expect(202);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_written_is_not_acknowledged() {
    let world = World::new().await;
    world.crossing.store().clone().pages_limit(Some(1)).unwrap();
    let mut failed = None;
    for n in 0..400 {
        let body = json!({"eventType": "x", "n": n, "filling": "y".repeat(4_000)}).to_string();
        let heard = world.prison_system().posts("/intake/dps", JSON, &body).await;
        if heard.status != 202 {
            failed = Some(heard);
            break;
        }
    }
    let heard = failed.expect("the disk is full sooner or later").expect(503);
    assert_eq!(heard.json()["error"], "not-written");
    assert_eq!(heard.header("retry-after"), "1");
}
