//! Reading: shapes, ages, versions, and an `OperationOutcome` for whatever goes wrong.

use crate::world::{World, appointment};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_has_both_numbers_two_ages_and_a_version() {
    let (world, boyd) = World::with_boyd().await;
    let heard = world.nurse().gets(&format!("/fhir/R4/Patient/{boyd}")).await.expect(200);
    assert_eq!(heard.header("content-type"), "application/fhir+json; charset=utf-8; fhirVersion=4.0");
    assert_eq!(heard.header("etag"), "W/\"1\"");
    assert_eq!(heard.header("last-modified"), "Thu, 12 Nov 2026 08:00:00 GMT");
    assert_eq!(heard.header("gatelodge-route-heard"), "2026-11-12T08:00:00Z");
    assert_eq!(heard.header("gatelodge-subject-checked"), "2026-11-12T08:00:00Z");
    assert_eq!(heard.header("gatelodge-route-lag-seconds"), "60");
    assert_eq!(heard.header("cache-control"), "no-store");
    let read = heard.json();
    assert_eq!(
        (&read["resourceType"], &read["id"], &read["birthDate"]),
        (&json!("Patient"), &json!(boyd), &json!("2002-04-01"))
    );
    assert_eq!(read["name"][0]["family"], "Boyd");
    let values: Vec<&str> =
        read["identifier"].as_array().unwrap().iter().map(|i| i["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["9990110689", "A8100KB", "p1"]);
    assert_eq!(read["meta"]["versionId"], "1");
    let ages = &read["meta"]["extension"][0];
    assert_eq!(ages["url"], "https://gatelodge.uk/fhir/StructureDefinition/ages");
    assert_eq!(ages["extension"][1]["valueInstant"], "2026-11-12T08:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_says_what_to_do_and_never_why() {
    let (world, boyd) = World::with_boyd().await;
    let found = world.nurse().gets(&format!("/fhir/R4/Flag?patient={boyd}")).await.expect(200);
    for secret in ["SECRETCOMMENT", "XHT", "\"HA\""] {
        assert!(!found.text.contains(secret), "{secret}: {}", found.text);
    }
    let found = found.json();
    let flags: Vec<_> =
        found["entry"].as_array().unwrap().iter().filter(|e| e["search"]["mode"] == "match").collect();
    assert!(!flags.is_empty());
    for entry in &flags {
        let id = entry["resource"]["id"].as_str().unwrap();
        let read = world.nurse().gets(&format!("/fhir/R4/Flag/{id}")).await.expect(200).json();
        assert_eq!(read, entry["resource"]);
        assert_eq!(read["subject"]["reference"], format!("Patient/{boyd}"));
        assert_eq!(read["meta"]["security"][0]["code"], "R");
    }
    assert!(
        flags.iter().any(|e| e["resource"]["code"]["text"].as_str().unwrap().contains("Open")),
        "{flags:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encounter_is_a_custody_and_a_location_a_room() {
    let (world, boyd) = World::with_boyd().await;
    let found = world.nurse().gets(&format!("/fhir/R4/Encounter?patient={boyd}")).await.expect(200).json();
    let custody = &found["entry"][0]["resource"];
    assert_eq!((&custody["resourceType"], &custody["status"]), (&json!("Encounter"), &json!("in-progress")));
    assert_eq!(custody["location"][0]["location"]["reference"], "Location/MDI");
    assert_eq!(custody["location"][1]["location"]["display"], "C-2-011");
    let room = world.nurse().gets("/fhir/R4/Location/MDI.OPD2").await.expect(200).json();
    assert_eq!(room["partOf"]["reference"], "Location/MDI");
    assert_eq!(room["identifier"][0]["value"], "MDI/OPD2");
    let prison = world.nurse().gets("/fhir/R4/Organization/MDI").await.expect(200).json();
    assert_eq!(prison["name"], "HMP Moorland");
    world.nurse().gets("/fhir/R4/Organization/MDI.OPD2").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_comes_back_without_its_clinic() {
    let (world, boyd) = World::with_boyd().await;
    let booking = appointment(&boyd, "a1", "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z");
    let made =
        world.care_system().posts("/fhir/R4/Appointment", crate::world::FHIR, &booking.to_string()).await;
    let id = made.expect(201).made();
    let heard = world.nurse().gets(&format!("/fhir/R4/Appointment/{id}")).await.expect(200);
    assert_eq!(heard.header("etag"), "W/\"1\"");
    assert!(!heard.text.contains("Sexual"), "{}", heard.text);
    let read = heard.json();
    assert_eq!(read["start"], "2026-11-12T10:20:00+00:00");
    assert_eq!(read["participant"][1]["actor"]["reference"], "Location/MDI.OPD2");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_is_an_operation_outcome() {
    let (world, boyd) = World::with_boyd().await;
    let nurse = world.nurse();
    for (method, path, status) in [
        ("GET", "/fhir/R4/Patient/018f0000-0000-7000-8000-000000000009", 404),
        ("GET", "/fhir/R4/Patient/Kieran%20Boyd", 404),
        ("GET", "/fhir/R4/Observation/1", 404),
        ("GET", "/fhir/R4/Nowhere", 404),
        ("GET", "/fhir/R4", 404),
        ("POST", "/fhir/R4", 404),
        ("DELETE", "/fhir/R4/Appointment/1", 405),
        ("PATCH", "/fhir/R4/Patient/1", 405),
        ("PUT", "/fhir/R4/Flag/1", 405),
        ("GET", "/fhir/R4/Patient/_search", 405),
    ] {
        let heard = nurse.sends(method, path, None).await;
        assert_eq!(heard.status, status, "{method} {path}: {}", heard.text);
        assert_eq!(heard.json()["resourceType"], "OperationOutcome", "{method} {path}");
        assert!(!heard.text.contains("Boyd"), "{}", heard.text);
    }
    let path = format!("/fhir/R4/Patient/{boyd}");
    let xml = world.nurse().with("accept", "application/fhir+xml").gets(&path).await.expect(406);
    assert!(xml.issue().contains("only JSON"));
    world.nurse().gets(&format!("{path}?_format=xml")).await.expect(406);
    world.nurse().with("accept", "text/html, */*;q=0.1").gets(&path).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_capability_statement_tells_what_is_there() {
    let world = World::new().await;
    let read = world.nobody().gets("/fhir/R4/metadata").await.expect(200).json();
    assert_eq!(read["resourceType"], "CapabilityStatement");
    assert_eq!(read["implementation"]["url"], format!("http://{}/fhir/R4", world.at));
    for resource in read["rest"][0]["resource"].as_array().unwrap() {
        let kind = resource["type"].as_str().unwrap();
        for interaction in resource["interaction"].as_array().unwrap() {
            let (method, path) = match interaction["code"].as_str().unwrap() {
                "read" => ("GET", format!("/{kind}/{{id}}")),
                "search-type" => ("GET", format!("/{kind}")),
                "create" => ("POST", format!("/{kind}")),
                "update" => ("PUT", format!("/{kind}/{{id}}")),
                other => panic!("{other}"),
            };
            let there = faces::table().iter().any(|r| r.method == method && r.path == path);
            assert!(there, "{method} {path} is told and not served");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reading_stands_in_the_gate_book_also_in_vain() {
    let (world, boyd) = World::with_boyd().await;
    for path in [format!("Patient/{boyd}"), "Patient/018f0000-0000-7000-8000-000000000009".to_owned()] {
        let before = world.gate_rows();
        world.nurse().gets(&format!("/fhir/R4/{path}")).await;
        assert_eq!(world.gate_rows(), before + 1, "{path}");
    }
}
