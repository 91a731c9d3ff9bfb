//! The prison API: neutral words, and a description that a snapshot holds.

use crate::world::{FHIR, World, appointment};
use serde_json::Value;
use vocab::crossing::Role;

async fn booked() -> World {
    let (world, boyd) = World::with_boyd().await;
    world.goes_live();
    for (key, start, end) in [
        ("KEY1", "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z"),
        ("KEY2", "2026-11-12T14:00:00Z", "2026-11-12T14:10:00Z"),
    ] {
        let booking = appointment(&boyd, key, start, end).to_string();
        world.care_system().posts("/fhir/R4/Appointment", FHIR, &booking).await.expect(201);
    }
    world
}

fn entries(list: &Value) -> Vec<String> {
    let entry = |e: &Value| format!("{} {} {}", e["prisonNumber"], e["start"], e["place"]).replace('"', "");
    list["entries"].as_array().unwrap().iter().map(entry).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_tells_whom_to_bring_where_and_when_and_no_more() {
    let world = booked().await;
    for caller in [world.officer(), world.prison_system()] {
        let heard = caller.gets("/api/movement-lists/2026-11-12/AM").await.expect(200);
        for word in ["Sexual", "OPD", "clinic", "9990110689", "2002-04-01", "KEY1"] {
            assert!(!heard.text.contains(word), "{word}: {}", heard.text);
        }
        let list = heard.json();
        assert_eq!(entries(&list), ["A8100KB 2026-11-12T10:20:00+00:00 HCC-WAIT"], "{list}");
        assert_eq!(list["entries"][0]["what"], "Healthcare");
        assert_eq!(list["entries"][0]["cell"], "C-2-011");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_of_a_day_a_session_and_a_part_of_the_prison() {
    let world = booked().await;
    let officer = world.officer();
    let count = async |path: &str| {
        let list = officer.gets(&format!("/api/movement-lists/{path}")).await.expect(200).json();
        assert_eq!(list["count"].as_u64().unwrap(), list["entries"].as_array().unwrap().len() as u64);
        list["count"].as_u64().unwrap()
    };
    assert_eq!(count("2026-11-12/ALL").await, 2);
    assert_eq!(count("2026-11-12/pm").await, 1);
    assert_eq!(count("2026-11-13/ALL").await, 0);
    assert_eq!(count("2026-11-12/ALL?location=C").await, 2);
    assert_eq!(count("2026-11-12/ALL?location=B").await, 0);
    for odd in [
        "12-11-2026/AM",
        "2026-11-31/AM",
        "2026-11-12/NIGHT",
        "2026-11-12/AM?location=",
        "2026-11-12/AM?wing=C",
    ] {
        let heard = officer.gets(&format!("/api/movement-lists/{odd}")).await.expect(400);
        assert_eq!(heard.json()["error"], "malformed", "{odd}");
    }
    officer.gets("/api/elsewhere").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_serves_many_prisons_says_which() {
    let world = booked().await;
    let path = "/api/movement-lists/2026-11-12/AM";
    let many = || world.bearer(world.mint(Role::PrisonSystem, None, 600));
    many().gets(path).await.expect(404);
    let moorland = many().with("gatelodge-prison", "MDI").gets(path).await.expect(200).json();
    assert_eq!(moorland["prison"], "MDI");
    many().with("gatelodge-prison", "Moorland").gets(path).await.expect(400);
    let other = world.officer().with("gatelodge-prison", "HLI").gets(path).await.expect(403);
    assert_eq!(other.json()["error"], "other-prison");
}

#[test]
fn the_description_is_as_it_was_read() {
    let document: Value = serde_json::from_slice(&faces::openapi()).unwrap();
    insta::assert_json_snapshot!("openapi", document);
}
