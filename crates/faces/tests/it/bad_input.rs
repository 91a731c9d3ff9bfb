//! Whatever is sent: a precise refusal in the face's own form, never a panic, never the value back.

use crate::world::{FHIR, FORM, JSON, World};
use vocab::crossing::Role;

fn deep(levels: usize) -> String {
    format!("{{\"resourceType\":\"Patient\",\"x\":{}{}}}", "[".repeat(levels), "]".repeat(levels))
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_cannot_be_read() {
    let (world, _) = World::with_boyd().await;
    let care = world.care_system();
    let bodies: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "empty"),
        (b"{\"resourceType\":\"Patient\"".to_vec(), "well-formed"),
        (b"[]".to_vec(), "JSON object"),
        (b"{}".to_vec(), "resourceType"),
        (b"{\"resourceType\":\"Pat\xff\"}".to_vec(), "UTF-8"),
        (b"{\"resourceType\":\"Patient\",\"name\":[],\"name\":[]}".to_vec(), "twice"),
        (b"{\"resourceType\":\"Patient\",\"gender\":\"\\ud800\"}".to_vec(), "surrogate"),
        (deep(60).into_bytes(), "deep"),
        (deep(100_000).into_bytes(), "deep"),
        (b"null".to_vec(), "JSON object"),
    ];
    for (body, says) in bodies {
        for path in ["/fhir/R4/Patient", "/fhir/R4/Appointment"] {
            let heard = care.sends("POST", path, Some((FHIR, body.clone()))).await.expect(400);
            assert!(heard.issue().contains(says), "{says}: {}", heard.text);
        }
        let service = "/cds-services/patient-view";
        let heard = care.sends("POST", service, Some((JSON, body.clone()))).await;
        assert!([400, 413].contains(&heard.status), "{says}: {} {}", heard.status, heard.text);
    }
    let large = vec![b'x'; 2_000_000];
    for (path, kind) in [
        ("/fhir/R4/Patient", FHIR),
        ("/fhir/R4/Appointment", FHIR),
        ("/fhir/R4/Patient/_search", FORM),
        ("/fhir/R4/QuestionnaireResponse/_search", FORM),
        ("/fhir/R4/Task/_search", FORM),
        ("/fhir/R4/Consent/_search", FORM),
        ("/fhir/R4/EpisodeOfCare/_search", FORM),
        ("/fhir/R4/Questionnaire/_search", FORM),
        ("/cds-services/patient-view", JSON),
    ] {
        let heard = care.sends("POST", path, Some((kind, large.clone()))).await.expect(413);
        assert!(heard.text.contains("larger than"), "{path}: {}", heard.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_not_good() {
    let (world, boyd) = World::with_boyd().await;
    let path = format!("/fhir/R4/Patient/{boyd}");
    let good = world.mint(Role::Clinician, Some("MDI"), 600);
    let parts: Vec<&str> = good.split('.').collect();
    // The first letter, not the last: the last holds bits of no byte, which must be zero or it is malformed.
    let first = if parts[2].starts_with('A') { 'B' } else { 'A' };
    let forged = format!("{}.{}.{first}{}", parts[0], parts[1], &parts[2][1..]);
    let changed = format!("{}.{}x.{}", parts[0], parts[1], parts[2]);
    let stranger = {
        let keys = serve::TokenKeys::ephemeral("gatelodge").unwrap();
        let prison = vocab::place::PrisonCode::parse("MDI").ok();
        let caller = vocab::crossing::Caller { account: "x".into(), role: Role::Clinician, prison };
        let mint = serve::tokens::Mint { caller, purpose: None, seconds: 600 };
        keys.mint(&mint, vocab::Clock::now(&*world.clock)).unwrap()
    };
    for (token, says) in [
        (forged, "signature"),
        (changed, "signature"),
        (stranger, "key that is not known"),
        ("x.y.z".to_owned(), "malformed"),
    ] {
        let heard = world.bearer(token).gets(&path).await.expect(401);
        assert!(heard.issue().contains(says), "{says}: {}", heard.text);
        assert!(heard.header("www-authenticate").contains(says), "{says}");
    }
    let empty = world.bearer(String::new()).gets(&path).await.expect(401);
    assert!(empty.issue().contains("not one bearer token"), "{}", empty.text);
    world.bearer(good.clone()).gets(&path).await.expect(200);
    world.clock.advance_seconds(700);
    let heard = world.bearer(good).gets(&path).await.expect(401);
    assert!(heard.issue().contains("expired"), "{}", heard.text);
    assert!(heard.header("www-authenticate").contains("invalid_token"));
    let plain = world.bearer("x.y.z".into()).gets("/api/movement-lists/2026-11-12/AM").await.expect(401);
    assert_eq!(plain.json()["error"], "unauthorised");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_mean_nothing() {
    let (world, _) = World::with_boyd().await;
    let nurse = world.nurse();
    for path in [
        "/fhir/R4/Patient/%00",
        "/fhir/R4/Patient/..%2f..%2fetc",
        "/fhir/R4/Appointment/1",
        "/fhir/R4/Flag/x",
        "/fhir/R4/Flag/x.y",
        "/fhir/R4/Encounter/%E2%82%AC",
        "/fhir/R4/QuestionnaireResponse/x",
        "/fhir/R4/QuestionnaireResponse/x.y",
        "/fhir/R4/Questionnaire/Boyd",
        "/fhir/R4/Task/%00",
        "/fhir/R4/Task/x.y",
        "/fhir/R4/Consent/..%2f..%2fetc",
        "/fhir/R4/EpisodeOfCare/%E2%82%AC.y",
        "/fhir/R4/Location/MDI.NOPE",
        "/cds-services/x/y/z",
        "/intake",
        "/api",
        "/nowhere",
    ] {
        let heard = nurse.gets(path).await;
        assert!([404, 405].contains(&heard.status), "{path}: {} {}", heard.status, heard.text);
    }
    let long = format!("/fhir/R4/Patient?family={}", "x".repeat(9_000));
    nurse.gets(&long).await.expect(400);
}
