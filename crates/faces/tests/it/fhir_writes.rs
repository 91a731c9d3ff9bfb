//! Writing: conditions, conflicts, the same request twice, and precise refusals before anything is written.

use crate::world::{FHIR, World, appointment, patient, patient_boyd};
use serde_json::{Value, json};

const APPOINTMENTS: &str = "/fhir/R4/Appointment";

fn booking(patient: &str) -> Value {
    appointment(patient, "a1", "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_is_made_moved_and_cancelled_under_its_versions() {
    let (world, boyd) = World::with_boyd().await;
    world.goes_live();
    let made = world.care_system().posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(201);
    let id = made.made();
    assert_eq!(made.header("location"), format!("http://{}{APPOINTMENTS}/{id}/_history/1", world.at));
    assert_eq!((made.header("etag"), made.text.as_str()), ("W/\"1\"", ""));
    let path = format!("{APPOINTMENTS}/{id}");
    let mut moved = booking(&boyd);
    moved["id"] = json!(id);
    moved["start"] = json!("2026-11-12T11:20:00Z");
    moved["end"] = json!("2026-11-12T11:35:00Z");
    let at = |version: &str| world.care_system().with("if-match", version);
    let second = at("W/\"1\"").with("prefer", "return=representation").puts(&path, &moved).await.expect(200);
    assert_eq!(second.json()["meta"]["versionId"], "2");
    assert_eq!(
        (second.header("etag"), second.json()["start"].clone()),
        ("W/\"2\"", json!("2026-11-12T11:20:00+00:00"))
    );
    let stale = at("W/\"1\"").puts(&path, &moved).await.expect(412);
    assert_eq!(
        (stale.header("etag"), stale.json()["issue"][0]["code"].clone()),
        ("W/\"2\"", json!("conflict"))
    );
    let unsaid = world.care_system().puts(&path, &moved).await.expect(428);
    assert!(unsaid.issue().contains("If-Match"));
    at("soon").puts(&path, &moved).await.expect(400);
    moved["status"] = json!("cancelled");
    at("W/\"2\"").puts(&path, &moved).await.expect(200);
    let read = world.nurse().gets(&path).await.expect(200).json();
    assert_eq!((&read["status"], &read["meta"]["versionId"]), (&json!("cancelled"), &json!("3")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_twice_is_one_booking_and_hears_the_same() {
    let (world, boyd) = World::with_boyd().await;
    let id = "7f2c9a52-9d1c-4a1e-8a57-0d6a3c1e5b11";
    let send = async || {
        let caller = world.care_system().with("x-request-id", id);
        caller.posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(201)
    };
    let (first, second) = (send().await, send().await);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(first.header("x-request-id"), id);
    let all = world.nurse().gets(APPOINTMENTS).await.expect(200).json();
    assert_eq!(all["total"], 1);
    let odd = world.care_system().with("x-request-id", "Boyd-1");
    let odd = odd.posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(400);
    assert!(odd.issue().contains("UUID") && !odd.text.contains("Boyd-1"), "{}", odd.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_write_under_the_same_request_id_is_another_write() {
    let (world, boyd) = World::with_boyd().await;
    let request = "7f2c9a52-9d1c-4a1e-8a57-0d6a3c1e5b12";
    let care = || world.care_system().with("x-request-id", request);
    let made = care().posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(201).made();
    let other = appointment(&boyd, "a2", "2026-11-12T14:20:00Z", "2026-11-12T14:35:00Z");
    let second = care().posts(APPOINTMENTS, FHIR, &other.to_string()).await.expect(201).made();
    assert_ne!(made, second);
    let mut cancelled = booking(&boyd);
    cancelled["id"] = json!(made);
    cancelled["status"] = json!("cancelled");
    let path = format!("{APPOINTMENTS}/{made}");
    care().with("if-match", "W/\"1\"").puts(&path, &cancelled).await.expect(200);
    assert_eq!(world.nurse().gets(&path).await.expect(200).json()["status"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_exists_already_is_shown_and_not_made_again() {
    let (world, boyd) = World::with_boyd().await;
    let send = async |exist: &str| {
        let caller = world.care_system().with("if-none-exist", exist);
        caller.posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await
    };
    let exist = "identifier=https://clinic.example/Id/appointment|a1";
    let first = send(exist).await.expect(201).made();
    let second = send(exist).await.expect(200);
    assert_eq!(second.json()["id"], first.as_str());
    send("status=booked").await.expect(400);
    send("identifier=a1").await.expect(400);
    // Made twice by somebody who asked no condition: which one is meant, nobody can say.
    world.care_system().posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(201);
    let several = send(exist).await.expect(412);
    assert_eq!(several.json()["issue"][0]["code"], "multiple-matches");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_is_made_and_changed() {
    let world = World::new().await;
    let made =
        world.care_system().posts("/fhir/R4/Patient", FHIR, &patient_boyd().to_string()).await.expect(201);
    let id = made.made();
    let mut changed = patient_boyd();
    changed["id"] = json!(id);
    changed["name"][0]["given"] = json!(["Kieran", "Lee"]);
    let path = format!("/fhir/R4/Patient/{id}");
    let done = world.care_system().with("if-match", "W/\"1\"").puts(&path, &changed).await.expect(200);
    assert_eq!(done.header("etag"), "W/\"2\"");
    world.care_system().with("if-match", "W/\"1\"").puts(&path, &changed).await.expect(412);
    let read = world.care_system().gets(&path).await.expect(200).json();
    assert_eq!(read["name"][0]["given"], json!(["Kieran", "Lee"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_body_is_named_with_its_place_and_nothing_is_written() {
    let (world, boyd) = World::with_boyd().await;
    let head = *world.crossing.head().borrow();
    let without = |name: &str| {
        let mut body = booking(&boyd);
        body.as_object_mut().unwrap().remove(name);
        body
    };
    let with = |name: &str, value: Value| {
        let mut body = booking(&boyd);
        body[name] = value;
        body
    };
    for (body, at) in [
        (without("status"), "Appointment.status"),
        (with("status", json!("booked-ish")), "Appointment.status"),
        (without("participant"), "Appointment.participant"),
        (with("start", json!("2026-11-12T11:20:00Z")), "Appointment.end"),
        (with("start", json!("half past nine")), "Appointment.start"),
        (with("start", json!("2027-03-28T01:30:00")), "Appointment.start"),
        (with("start", json!(true)), "Appointment.start"),
        (with("modifierExtension", json!([{"url": "x"}])), "Appointment.modifierExtension"),
        (patient_boyd(), "Resource.resourceType"),
    ] {
        let heard = world.care_system().posts(APPOINTMENTS, FHIR, &body.to_string()).await.expect(400);
        let issues = heard.json()["issue"].clone();
        let places: Vec<_> = issues.as_array().unwrap().iter().map(|i| i["expression"][0].clone()).collect();
        assert!(places.iter().any(|p| p.as_str().is_some_and(|p| p.starts_with(at))), "{at}: {}", heard.text);
        assert!(
            !heard.text.contains("half past nine") && !heard.text.contains("booked-ish"),
            "{}",
            heard.text
        );
    }
    let mut wrong_digit = patient_boyd();
    wrong_digit["identifier"][2]["value"] = json!("9990110680");
    let heard =
        world.care_system().posts("/fhir/R4/Patient", FHIR, &wrong_digit.to_string()).await.expect(400);
    assert!(heard.issue().contains("mistyped") && !heard.text.contains("9990110680"), "{}", heard.text);
    assert_eq!(*world.crossing.head().borrow(), head, "refused before it was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_said_in_words_to_act_on() {
    let (world, boyd) = World::with_boyd().await;
    let care = world.care_system();
    let ghost = booking("018f0000-0000-7000-8000-000000000009");
    let heard = care.posts(APPOINTMENTS, FHIR, &ghost.to_string()).await.expect(422);
    assert!(heard.issue().contains("send the Patient first"), "{}", heard.text);
    let mut elsewhere = booking(&boyd);
    elsewhere["participant"][1]["actor"]["identifier"]["value"] = json!("LEI/OPD2");
    let heard = care.posts(APPOINTMENTS, FHIR, &elsewhere.to_string()).await.expect(422);
    assert!(heard.issue().contains("not served"), "{}", heard.text);
    let made = care.posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(201).made();
    let other = world.books_in(&patient("p2", None, "Novak", "Jan", "1990-02-03")).await;
    let mut stolen = booking(&other);
    stolen["id"] = json!(made);
    let path = format!("{APPOINTMENTS}/{made}");
    let heard = world.care_system().with("if-match", "*").puts(&path, &stolen).await.expect(422);
    assert!(heard.issue().contains("cancel it and book anew"), "{}", heard.text);
    let mut odd = booking(&boyd);
    odd["id"] = json!("another");
    world.care_system().with("if-match", "*").puts(&path, &odd).await.expect(400);
    world.care_system().posts(APPOINTMENTS, "text/plain", "x").await.expect(415);
    world.care_system().posts(APPOINTMENTS, FHIR, &"x".repeat(300_000)).await.expect(413);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_of_another_prison_is_not_there_and_changes_nothing() {
    let (world, boyd) = World::with_boyd().await;
    let made =
        world.care_system().posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(201).made();
    let mut cancelled = booking(&boyd);
    cancelled["id"] = json!(made);
    cancelled["status"] = json!("cancelled");
    let path = format!("{APPOINTMENTS}/{made}");
    let hull = world.at_hull(vocab::crossing::Role::CareSystem);
    hull.with("if-match", "*").puts(&path, &cancelled).await.expect(404);
    assert_eq!(world.nurse().gets(&path).await.expect(200).json()["status"], "booked");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_books_in_the_rooms_of_another_prison_that_is_served() {
    let (world, boyd) = World::with_boyd().await;
    let mut elsewhere = booking(&boyd);
    elsewhere["participant"][1]["actor"]["identifier"]["value"] = json!("HLI/OPD2");
    let head = *world.crossing.head().borrow();
    world.care_system().posts(APPOINTMENTS, FHIR, &elsewhere.to_string()).await.expect(404);
    assert_eq!(*world.crossing.head().borrow(), head, "refused before it was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_write_is_ruled_and_stands_in_the_gate_book() {
    let (world, boyd) = World::with_boyd().await;
    let before = world.gate_rows();
    let made = world.care_system().posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(201);
    assert_eq!(world.gate_rows(), before + 1);
    let mut moved = booking(&boyd);
    moved["id"] = json!(made.made());
    moved["start"] = json!("2026-11-12T11:20:00Z");
    moved["end"] = json!("2026-11-12T11:35:00Z");
    let path = format!("{APPOINTMENTS}/{}", made.made());
    world.care_system().with("if-match", "*").puts(&path, &moved).await.expect(200);
    let rows = world.gate_rows();
    assert!(rows > before + 1, "{rows}");
    world.officer().posts(APPOINTMENTS, FHIR, &booking(&boyd).to_string()).await.expect(404);
}
