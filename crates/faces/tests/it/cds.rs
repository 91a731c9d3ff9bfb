//! CDS Hooks: an answer is never without a card.

use crate::world::{JSON, World, alert, appointment, patient, patient_boyd};
use serde_json::{Value, json};
use vocab::crossing::{Flow, Mode, Role};

const SERVICE: &str = "/cds-services/patient-view";

fn view(patient: &str) -> Value {
    json!({"hook": "patient-view", "hookInstance": "7f2c9a52-9d1c-4a1e-8a57-0d6a3c1e5b11",
           "context": {"userId": "Practitioner/a", "patientId": patient}})
}

async fn cards(world: &World, request: &Value) -> Vec<Value> {
    let heard = world.nurse().posts(SERVICE, JSON, &request.to_string()).await.expect(200);
    let cards = heard.json()["cards"].as_array().unwrap().clone();
    assert!(!cards.is_empty(), "{}", heard.text);
    for card in &cards {
        assert!(card["summary"].as_str().unwrap().chars().count() < 140);
        assert!(!card["uuid"].as_str().unwrap().is_empty());
    }
    cards
}

fn summaries(cards: &[Value]) -> Vec<&str> {
    cards.iter().map(|card| card["summary"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_tells_the_one_service() {
    let world = World::new().await;
    let read = world.nobody().gets("/cds-services").await.expect(200).json();
    assert_eq!(read["services"][0]["id"], "patient-view");
    assert_eq!(read["services"][0]["hook"], "patient-view");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_comes_as_cards_each_with_its_age() {
    let (world, boyd) = World::with_boyd().await;
    let cards = cards(&world, &view(&boyd)).await;
    let told = summaries(&cards);
    assert!(told[0].starts_with("Suicide and self-harm: Open"), "{told:?}");
    assert_eq!(cards[0]["indicator"], "critical");
    for card in &cards {
        assert!(card["detail"].as_str().unwrap().contains("Checked 08:00"), "{card}");
    }
    // Of somebody who was not rated it is said that he was not, and as of when.
    let sharing = cards.iter().find(|card| card["summary"] == "Cell sharing risk: Not rated").unwrap();
    assert!(sharing["detail"].as_str().unwrap().starts_with("As told 08:00"), "{sharing}");
    let all = json!(cards).to_string();
    assert!(!all.contains("SECRETCOMMENT") && !all.contains("XHT"), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_five_actions_and_the_rest_on_one_card() {
    let (world, boyd) = World::with_boyd().await;
    world.clock.advance_seconds(60);
    // Eight lines, none of which covers another, and a need.
    let codes = ["XHT", "RR46", "RNO121", "SO", "XCA", "XA", "XCU", "V45", "VLES"];
    let alerts: Vec<Value> = codes.iter().map(|code| alert(code, "2026-10-01")).collect();
    world.alerts("A8100KB", json!(alerts));
    let cards = cards(&world, &view(&boyd)).await;
    let warnings = cards.iter().filter(|c| c["detail"].as_str().unwrap().contains("Since 2026"));
    assert_eq!(warnings.count(), 5, "{cards:?}");
    assert!(cards.len() <= 12);
    assert!(summaries(&cards).iter().any(|s| s.contains("more thing")), "{cards:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn not_linked_in_doubt_stale_and_unknown_each_say_so() {
    let (world, boyd) = World::with_boyd().await;
    let stranger = world.books_in(&patient("p2", None, "Novak", "Jan", "1990-02-03")).await;
    let booking = appointment(&stranger, "n1", "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z");
    world
        .care_system()
        .posts("/fhir/R4/Appointment", crate::world::FHIR, &booking.to_string())
        .await
        .expect(201);
    let not_linked = cards(&world, &view(&stranger)).await;
    assert!(summaries(&not_linked)[0].contains("We do not know which prison record"), "{not_linked:?}");
    let unknown = cards(&world, &view("018f0000-0000-7000-8000-000000000009")).await;
    assert!(summaries(&unknown)[0].contains("Treat as unknown"), "{unknown:?}");
    world.clock.advance_seconds(2 * 3600);
    let stale = cards(&world, &view(&boyd)).await;
    assert!(summaries(&stale)[0].contains("Risks not known since 08:00"), "{stale:?}");
    assert!(stale.len() > 1, "a warning that may be old is still a warning");
    assert!(
        stale.iter().all(|card| !card["detail"].as_str().unwrap_or_default().contains("behind")),
        "{stale:?}"
    );
    world.takes(&crate::world::prisoner("A8101KB", "KYLE", "BOYD", "2002-04-01"));
    let doubt = cards(&world, &view(&boyd)).await;
    assert!(summaries(&doubt).iter().any(|s| s.contains("Identity being checked")), "{doubt:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn warnings_that_are_switched_off_or_on_trial_say_so() {
    let (world, boyd) = World::with_boyd().await;
    let heads = async || -> Vec<String> {
        let cards = cards(&world, &view(&boyd)).await;
        summaries(&cards).into_iter().map(str::to_owned).collect()
    };
    let live = heads().await;
    world.switches(Flow::Alerts, Mode::Shadow);
    let trial = heads().await;
    assert!(trial[0].starts_with("Warnings are on trial"), "{trial:?}");
    assert_eq!(trial[1..], live);
    world.switches(Flow::Alerts, Mode::Off);
    let off = heads().await;
    assert!(off[0].starts_with("Warnings are switched off in this prison. Treat as unknown."), "{off:?}");
    assert!(off.iter().all(|head| !head.contains("two officers") && !head.contains(": Open")), "{off:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_show_says_of_how_many_kinds() {
    let (world, boyd) = World::with_boyd().await;
    world.clock.advance_seconds(60);
    world.alerts("A8100KB", json!([]));
    let cards = cards(&world, &view(&boyd)).await;
    assert!(
        summaries(&cards).iter().any(|s| s.contains("kinds of warning that may cross, checked 08:01")),
        "{cards:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callers_own_id_is_found_through_the_prefetched_patient() {
    let (world, _) = World::with_boyd().await;
    let mut request = view("their-own-77");
    let bare = world.nurse().posts(SERVICE, JSON, &request.to_string()).await.expect(412);
    assert_eq!(bare.json()["error"], "prefetch");
    let mut own = patient_boyd();
    own["id"] = json!("their-own-77");
    request["prefetch"] = json!({ "patient": own });
    let cards = cards(&world, &request).await;
    assert!(summaries(&cards)[0].starts_with("Suicide and self-harm"), "{cards:?}");
    own["identifier"] = json!([]);
    request["prefetch"] = json!({ "patient": own });
    world.nurse().posts(SERVICE, JSON, &request.to_string()).await.expect(412);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_is_told_what_to_do_and_not_the_state() {
    let (world, boyd) = World::with_boyd().await;
    let caller = world.at_moorland(Role::HealthcareAdministrator);
    let heard = caller.posts(SERVICE, JSON, &view(&boyd).to_string()).await.expect(200);
    assert!(
        heard.text.contains("Tell the nurse in charge") && !heard.text.contains(": Open"),
        "{}",
        heard.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn when_we_fail_a_card_says_whose_fault_it_is() {
    let (world, boyd) = World::with_boyd().await;
    // The gate book cannot be written: nothing may be let out.
    world.crossing.store().clone().pages_limit(Some(1)).unwrap();
    let mut failed = None;
    for _ in 0..200 {
        let heard = world.nurse().posts(SERVICE, JSON, &view(&boyd).to_string()).await.expect(200);
        if heard.text.contains("our fault") {
            failed = Some(heard);
            break;
        }
    }
    let heard = failed.expect("the disk is full sooner or later");
    let cards = heard.json()["cards"].clone();
    assert_eq!(cards[0]["summary"], "Risks not known: our fault. Ring the wing.");
    assert_eq!((cards.as_array().unwrap().len(), cards[0]["indicator"].clone()), (1, json!("critical")));
    let mut read = None;
    for _ in 0..200 {
        let heard = world.nurse().gets(&format!("/fhir/R4/Patient/{boyd}")).await;
        if heard.status != 200 {
            read = Some(heard.expect(500));
            break;
        }
    }
    let read = read.expect("the disk is full sooner or later");
    assert!(read.issue().contains("our fault") && !read.text.contains("Kieran"), "{}", read.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_calls_are_refused_precisely_and_feedback_honestly() {
    let (world, boyd) = World::with_boyd().await;
    let nurse = world.nurse();
    let heard = nurse.posts(SERVICE, JSON, r#"{"hook":"patient-view"}"#).await.expect(400);
    assert!(heard.text.contains("hookInstance") && heard.text.contains("context"), "{}", heard.text);
    let mut other = view(&boyd);
    other["hook"] = json!("order-select");
    nurse.posts(SERVICE, JSON, &other.to_string()).await.expect(400);
    nurse.posts("/cds-services/another", JSON, &view(&boyd).to_string()).await.expect(404);
    nurse.posts(SERVICE, "text/plain", &view(&boyd).to_string()).await.expect(415);
    nurse.gets(SERVICE).await.expect(405);
    let feedback = format!("{SERVICE}/feedback");
    nurse.posts(&feedback, JSON, r#"{"feedback":[]}"#).await.expect(400);
    let whole = json!({"feedback": [{"card": "7f2c9a52-9d1c-4a1e-8a57-0d6a3c1e5b11", "outcome": "overridden",
                                     "outcomeTimestamp": "2026-11-12T08:00:00Z"}]});
    let heard = nurse.posts(&feedback, JSON, &whole.to_string()).await.expect(501);
    assert!(heard.text.contains("not kept"), "{}", heard.text);
}
