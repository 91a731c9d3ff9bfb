//! PDS by its own document: our requests, its examples and errors, and our double of it.

use crate::peers::contract::Contract;
use crate::peers::{Prism, Service};
use crate::relay::{Relay, http};
use crate::spine::{KHAN, LEE, NOBODY, Spine, nhs, ods, street};
use connect::client::Base;
use doubles::pds::{Act, BASE, PdsFault};
use jiff::civil::date;
use serde_json::Value;
use std::collections::BTreeSet;
use vocab::registration::Death;
use wire::fhir::codes::SpineCode;
use wire::fhir::pds::{Answered, answered, complaint, record};

/// What is told of one status by the table of errors that the document has in words.
fn table() -> Vec<(u16, String)> {
    let document = Contract::of(Service::Pds).document();
    let said = &document["paths"]["/Patient/{id}"]["get"]["responses"]["4XX"]["description"];
    let rows = said.as_str().unwrap().lines().filter_map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        Some((cells.next()?.parse().ok()?, cells.next()?.to_owned()))
    });
    rows.collect()
}

/// Every example in the document of a resource of this type.
fn examples<'d>(value: &'d Value, kind: &str, found: &mut Vec<&'d Value>) {
    match value {
        Value::Object(fields) if fields.get("resourceType").and_then(Value::as_str) == Some(kind) => {
            found.push(value);
        }
        Value::Object(fields) => fields.values().for_each(|value| examples(value, kind, found)),
        Value::Array(items) => items.iter().for_each(|value| examples(value, kind, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_request_to_pds_fits_its_document() {
    let spine = Spine::open().await;
    let relay = Relay::new(Service::Pds, &Prism::shared().mock(Service::Pds).base).await;
    let pds = spine.pds_at(relay.base.clone());
    let answer = spine.read(&pds, LEE).await.unwrap();
    let read = answered(answer.status, &answer.body, date(2025, 6, 1)).unwrap();
    assert_eq!(read.pds().unwrap().number, nhs(LEE));
    // Whatever the document allows is read or refused, and nobody is taken for nobody.
    for seed in 1..=10 {
        relay.prefer(Some(&format!("dynamic=true, seed={seed}")));
        if let Ok(answer) = spine.read(&pds, LEE).await {
            let read = answered(answer.status, &answer.body, date(2025, 6, 1));
            assert!(!matches!(read, Ok(Answered::NoRecord(_))), "seed {seed}");
        }
    }
    for exchange in relay.seen() {
        assert_eq!(exchange.operation().as_deref(), Some("pds-fhir-r4 GET /Patient/{id}"));
        let requests = exchange.violations.iter().filter(|told| told.starts_with("request"));
        assert_eq!(requests.count(), 0, "{:?}", exchange.violations);
        assert!(exchange.body.is_empty() && exchange.query.is_empty());
    }
    // And the peer does look: without the id of the request it refuses.
    let bare = http().get(format!("http://{}/Patient/{LEE}", relay.base.host())).send().await.unwrap();
    assert_eq!(bare.status(), 422);
}

#[test]
fn every_example_of_a_retrieval_and_of_an_error_is_read() {
    let document = Contract::of(Service::Pds).document();
    let get = &document["paths"]["/Patient/{id}"]["get"]["responses"];
    let (mut patients, mut outcomes) = (Vec::new(), Vec::new());
    examples(&get["200"], "Patient", &mut patients);
    examples(document, "OperationOutcome", &mut outcomes);
    assert!(!patients.is_empty() && outcomes.len() > 3, "{} {}", patients.len(), outcomes.len());
    for patient in patients {
        let read = record(patient.to_string().as_bytes(), date(2025, 6, 1)).unwrap();
        assert!(read.notes.is_empty(), "{:?}", read.notes);
    }
    for outcome in outcomes {
        let told =
            complaint(outcome.to_string().as_bytes()).unwrap_or_else(|why| panic!("{outcome}: {why:?}"));
        assert!(told.codes.len() + told.others > 0);
    }
}

#[test]
fn every_error_that_a_retrieval_documents_has_words_here() {
    let table = table();
    assert!(table.len() >= 9, "{table:?}");
    for (status, code) in &table {
        let known = SpineCode::parse(code).unwrap_or_else(|| panic!("{status} {code} is not known"));
        assert!(!known.says().is_empty());
    }
    let kept: BTreeSet<&str> = table.iter().map(|(_, code)| code.as_str()).collect();
    let more: Vec<&str> = SpineCode::ALL.iter().map(|c| c.code()).filter(|c| !kept.contains(c)).collect();
    assert_eq!(more, ["SERVICE_UNAVAILABLE"], "documented of updates, and sent to whoever waits too long");
}

#[tokio::test]
async fn our_double_of_pds_answers_as_its_document_says() {
    let spine = Spine::open().await;
    let upstream = format!("{}{BASE}", spine.host);
    let relay = Relay::new(Service::Pds, &Prism::shared().proxy(Service::Pds, &upstream).base).await;
    let pds = spine.pds_at(relay.base.clone());
    let (number, by) = (nhs(KHAN), nhs(LEE));
    let (family, given) = ("LEE".to_owned(), "SAM".to_owned());
    let acts = [
        Act::Move { number, address: street("HMP Moorland") },
        Act::Suspend { number },
        Act::Register { number, practice: ods("Y05531") },
        Act::Restrict { number },
        Act::Unrestrict { number },
        Act::Die { number, how: Death::Informal },
        Act::Die { number, how: Death::Formal },
        Act::Appear { number: by, family, given, born: date(1990, 1, 1) },
        Act::Supersede { number, by },
        Act::Invalidate { number: by },
    ];
    for act in acts {
        spine.act(act);
        for who in [KHAN, LEE, NOBODY] {
            spine.read(&pds, who).await.unwrap();
        }
    }
    for fault in [PdsFault::TooMany { retry_after_seconds: None }, PdsFault::TimedOut, PdsFault::TimedOut] {
        spine.next(&[fault]);
        let _ = spine.read(&pds, NOBODY).await;
    }
    let seen = relay.seen();
    let statuses: BTreeSet<u16> = seen.iter().map(|exchange| exchange.status).collect();
    assert!(statuses.is_superset(&BTreeSet::from([200, 404, 408, 429])), "{statuses:?}");
    for exchange in &seen {
        assert!(exchange.violations.is_empty(), "{} {:?}", exchange.status, exchange.violations);
        let operation = Contract::of(Service::Pds).operation("GET", &exchange.path).unwrap();
        let unknown = operation.unknown_in_answer(exchange.status, &exchange.answer);
        // What the document says of FHIR's own parts it says loosely: extensions are of any kind.
        assert!(unknown.iter().all(|name| name.contains("extension")), "{unknown:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_by_the_double_as_documented() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    spine.read(&pds, KHAN).await.unwrap();
    let base = Base::parse(&format!("{}{BASE}", spine.host)).unwrap();
    let id = "60E0B220-8136-4CA5-AE46-1D97EF59D068";
    let documented = table();
    for (method, who, token, request_id, status, code) in [
        ("GET", KHAN, false, Some(id), 401, "ACCESS_DENIED"),
        ("GET", KHAN, true, None, 400, "MISSING_VALUE"),
        ("GET", KHAN, true, Some("1"), 400, "INVALID_VALUE"),
        ("GET", "9000000000", true, Some(id), 400, "INVALID_RESOURCE_ID"),
        ("GET", NOBODY, true, Some(id), 404, "RESOURCE_NOT_FOUND"),
        ("PATCH", KHAN, true, Some(id), 403, "FORBIDDEN_UPDATE"),
        ("POST", KHAN, true, Some(id), 403, "FORBIDDEN_UPDATE"),
    ] {
        let verb = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = http().request(verb, format!("{}/Patient/{who}", base.text()));
        if token {
            let given = spine.shared.lock().token_give(spine.shared.now());
            request = request.header("authorization", format!("Bearer {given}"));
        }
        if let Some(id) = request_id {
            request = request.header("x-request-id", id);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{method} {code}");
        let echoed = answer.headers().get("x-request-id").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(echoed.as_deref(), request_id);
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["issue"][0]["details"]["coding"][0]["code"], code);
        assert!(method != "GET" || documented.contains(&(status, code.to_owned())), "{status} {code}");
    }
}
