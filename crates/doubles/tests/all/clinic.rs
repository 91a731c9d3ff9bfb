//! The care system: what it asks for, what it makes of answers, and its habits on a line.

use crate::world::{at, mdi, number};
use axum::body::Body;
use axum::extract::{Request as HttpRequest, State};
use axum::response::Response;
use doubles::clinic::{
    Act, Booking, CarePatient, Client, Clinic, Errand, Habits, Ledger, SharedLedger, State as Was, Verdict,
};
use doubles::prison::push;
use jiff::civil::date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use vocab::id::NhsNumber;
use vocab::name::{Born, Name};

fn shaw() -> CarePatient {
    CarePatient {
        local: "P000001".into(),
        nhs: NhsNumber::parse("9990001006").ok(),
        prison_number: Some(number("A4711KX")),
        name: Name::new("Shaw", "Jason Lee"),
        born: Born::new(date(1984, 2, 17)),
        gender: "male".into(),
    }
}

fn booking(key: &str) -> Booking {
    Booking {
        key: key.into(),
        patient: "P000001".into(),
        clinic: Clinic::SexualHealth,
        prison: mdi(),
        start: at("2026-11-13T14:00:00Z"),
        end: at("2026-11-13T14:15:00Z"),
        state: Was::Booked,
        created: at("2026-11-10T09:00:00Z"),
    }
}

#[test]
fn resources_carry_the_systems_agreed_on() {
    let patient = shaw().fhir();
    let systems: Vec<_> =
        patient["identifier"].as_array().unwrap().iter().map(|i| i["system"].as_str().unwrap()).collect();
    assert_eq!(
        systems,
        [
            "https://clinic.example/Id/patient",
            "https://fhir.nhs.uk/Id/nhs-number",
            "https://gatelodge.uk/Id/prison-number"
        ]
    );
    assert_eq!(patient["name"][0]["given"], json!(["Jason", "Lee"]));
    let appointment = booking("BK-1").fhir("p1", None);
    assert_eq!(appointment["start"], "2026-11-13T14:00:00+00:00");
    let room = &appointment["participant"][1]["actor"]["identifier"];
    assert_eq!(
        (&room["system"], &room["value"]),
        (&json!("https://gatelodge.uk/Id/healthcare-room"), &json!("MDI/OPD2"))
    );
    assert!(appointment.get("cancelationReason").is_none());
    let cancelled = Booking { state: Was::Cancelled, ..booking("BK-1") }.fhir("p1", Some("a1"));
    assert!(cancelled.get("cancelationReason").is_some() && cancelled["id"] == "a1");
}

#[test]
fn a_booking_waits_for_its_patient_and_a_retry_keeps_its_request_id() {
    let now = at("2026-11-10T09:00:00Z");
    let mut ledger = Ledger::new(1);
    ledger.note(&Act::Book(booking("BK-1")), now);
    assert_eq!((ledger.errands(9).len(), ledger.open()), (0, 1));
    ledger.note(&Act::Register(shaw()), now);
    let patient = Errand::Patient("P000001".into());
    assert_eq!(ledger.errands(9), std::slice::from_ref(&patient));
    let first = ledger.request(&patient).unwrap();
    assert!(
        first
            .headers
            .contains(&("if-none-exist", "identifier=https://clinic.example/Id/patient|P000001".into()))
    );
    let busy = ledger.answered(&patient, &first, 503, (None, None), &Value::Null, now);
    assert_eq!(
        (busy, ledger.request(&patient).unwrap()),
        (Verdict::Later, first.clone()),
        "the same, under the same id"
    );
    let done = ledger.answered(
        &patient,
        &first,
        201,
        (Some("http://x/fhir/R4/Patient/p1/_history/1"), None),
        &Value::Null,
        now,
    );
    assert_eq!((done, ledger.patient_id("P000001")), (Verdict::Done, Some("p1")));
    assert_eq!(ledger.errands(9), [Errand::Booking("BK-1".into())]);
}

#[test]
fn a_refusal_is_kept_and_not_repeated_until_the_clinic_changes_its_mind() {
    let now = at("2026-11-10T09:00:00Z");
    let mut ledger = Ledger::new(1);
    ledger.note(&Act::Register(shaw()), now);
    ledger.note(&Act::Book(booking("BK-1")), now);
    let patient = Errand::Patient("P000001".into());
    let request = ledger.request(&patient).unwrap();
    ledger.answered(&patient, &request, 200, (None, None), &json!({"id": "p1"}), now);
    let errand = Errand::Booking("BK-1".into());
    let first = ledger.request(&errand).unwrap();
    assert_eq!(ledger.answered(&errand, &first, 422, (None, None), &Value::Null, now), Verdict::Refused);
    assert_eq!((ledger.open(), ledger.refused().map(|(_, s)| s).collect::<Vec<_>>()), (0, vec![422]));
    let (start, end) = (at("2026-11-14T14:00:00Z"), at("2026-11-14T14:15:00Z"));
    ledger.note(&Act::Move { key: "BK-1".into(), start, end }, now);
    let second = ledger.request(&errand).unwrap();
    assert_eq!(second.method, "POST");
    assert_ne!(first.headers, second.headers, "a new wish has a new request id");
}

/// A small FHIR server: conditional create, versions, If-Match, request ids.
#[derive(Default)]
struct Fhir {
    held: BTreeMap<String, (u32, Value)>,
    exist: BTreeMap<String, String>,
    posts: usize,
    puts: usize,
}

async fn fhir(State(fhir): State<Arc<Mutex<Fhir>>>, request: HttpRequest) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let header = |name: &str| head.headers.get(name).map(|v| v.to_str().unwrap().to_owned());
    assert_eq!(header("authorization").as_deref(), Some("Bearer clinic-token"));
    let path = head.uri.path().trim_start_matches("/fhir/R4/").to_owned();
    let mut fhir = fhir.lock().unwrap();
    let answer = |status: u16, path: &str, version: u32, body: &Value| {
        let mut body = body.clone();
        body["id"] = json!(path.rsplit('/').next().unwrap());
        body["meta"]["versionId"] = json!(version.to_string());
        Response::builder()
            .status(status)
            .header("etag", format!("W/\"{version}\""))
            .header("location", format!("http://gatelodge/fhir/R4/{path}/_history/{version}"))
            .body(Body::from(body.to_string()))
            .unwrap()
    };
    let refuse = |status: u16| Response::builder().status(status).body(Body::empty()).unwrap();
    match head.method.as_str() {
        "POST" => {
            fhir.posts += 1;
            assert!(header("x-request-id").is_some());
            let exist = header("if-none-exist").unwrap();
            if let Some(path) = fhir.exist.get(&exist) {
                let (version, body) = &fhir.held[path];
                return answer(200, path, *version, body);
            }
            let path = format!("{path}/{}", fhir.held.len());
            let body: Value = serde_json::from_slice(&body).unwrap();
            fhir.exist.insert(exist, path.clone());
            fhir.held.insert(path.clone(), (1, body.clone()));
            answer(201, &path, 1, &body)
        }
        "PUT" => {
            fhir.puts += 1;
            let Some((version, held)) = fhir.held.get_mut(&path) else { return refuse(404) };
            if header("if-match") != Some(format!("W/\"{version}\"")) {
                return refuse(412);
            }
            (*version, *held) = (*version + 1, serde_json::from_slice(&body).unwrap());
            answer(200, &path, *version, held)
        }
        _ => match fhir.held.get(&path) {
            Some((version, body)) => answer(200, &path, *version, body),
            None => refuse(404),
        },
    }
}

async fn clinic(habits: Habits) -> (Arc<Mutex<Fhir>>, Client, SharedLedger) {
    let state = Arc::new(Mutex::new(Fhir::default()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/fhir/R4/", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(fhir).with_state(state.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = Client::new(&base, "clinic-token", push::client().unwrap(), habits);
    let ledger = SharedLedger::new(Ledger::new(1));
    ledger.lock().note(&Act::Register(shaw()), at("2026-11-10T09:00:00Z"));
    for n in 0..20 {
        ledger.lock().note(&Act::Book(booking(&format!("BK-{n}"))), at("2026-11-10T09:00:00Z"));
    }
    (state, client, ledger)
}

async fn settle(client: &Client, ledger: &SharedLedger) {
    for _ in 0..5 {
        client.run_errands(ledger, 100, at("2026-11-10T09:00:00Z")).await;
    }
    assert_eq!(ledger.lock().open(), 0);
}

#[tokio::test]
async fn double_clicks_and_lost_answers_make_nothing_twice() {
    let (fhir, client, ledger) = clinic(Habits { double_click: 500, lose_answer: 500 }).await;
    settle(&client, &ledger).await;
    let fhir = fhir.lock().unwrap();
    assert_eq!(fhir.held.len(), 21);
    assert!(fhir.posts > 30, "the habits were lived: {} posts for 21 resources", fhir.posts);
}

#[tokio::test]
async fn a_booking_is_moved_and_cancelled_with_the_version_it_has() {
    let (fhir, client, ledger) = clinic(Habits::default()).await;
    settle(&client, &ledger).await;
    let now = at("2026-11-10T10:00:00Z");
    let (start, end) = (at("2026-11-14T14:00:00Z"), at("2026-11-14T14:15:00Z"));
    ledger.lock().note(&Act::Move { key: "BK-3".into(), start, end }, now);
    settle(&client, &ledger).await;
    let id = ledger.lock().booking_id("BK-3").unwrap().to_owned();
    assert_eq!(client.appointment_read(&id).await.unwrap().body["start"], "2026-11-14T14:00:00+00:00");
    // Somebody else has changed it: the version that the clinic holds is old.
    fhir.lock().unwrap().held.get_mut(&format!("Appointment/{id}")).unwrap().0 = 9;
    ledger.lock().note(&Act::Mark { key: "BK-3".into(), state: Was::Cancelled }, now);
    settle(&client, &ledger).await;
    let read = client.appointment_read(&id).await.unwrap();
    assert_eq!((read.body["status"].as_str(), read.etag.as_deref()), (Some("cancelled"), Some("W/\"10\"")));
    assert_eq!(fhir.lock().unwrap().puts, 3, "moved, refused as stale, cancelled");
}

#[tokio::test]
async fn away_is_not_refused() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/fhir/R4", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::new(&base, "t", push::client().unwrap(), Habits::default());
    let ledger = SharedLedger::new(Ledger::new(1));
    let now = at("2026-11-10T09:00:00Z");
    ledger.lock().note(&Act::Register(shaw()), now);
    let round = client.run_errands(&ledger, 100, now).await;
    assert_eq!((round.later, round.refused, ledger.lock().open()), (1, 0, 1));
    let error = client.patient_search(NhsNumber::parse("9990001006").unwrap()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("9990001006"));
}
