//! Every route of the table, as nobody and as every role. What policy withholds looks like what is not there.

use crate::world::{FHIR, FORM, Heard, JSON, World, appointment};
use faces::{Access, Face};
use serde_json::json;
use std::collections::BTreeSet;
use vocab::crossing::{Flow, Mode, Role};
use vocab::registration::Answer;

/// A call that is fit for a route, and who gets in.
struct Sample {
    method: &'static str,
    pattern: &'static str,
    path: String,
    body: Option<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    lets_in: &'static [Role],
    status: u16,
}

const CARE: &[Role] = &[
    Role::Clinician,
    Role::ReceptionNurse,
    Role::DischargeNurse,
    Role::HealthcareAdministrator,
    Role::HeadOfHealthcare,
    Role::CareSystem,
];
/// Healthcare's people and all of the custody side.
const LISTS: &[Role] = &[
    Role::Clinician,
    Role::ReceptionNurse,
    Role::DischargeNurse,
    Role::HealthcareAdministrator,
    Role::HeadOfHealthcare,
    Role::DutyGovernor,
    Role::Officer,
    Role::SaferCustody,
    Role::OffenderManagementUnit,
    Role::EscortsAndSecurity,
    Role::PrisonSystem,
];

async fn samples(world: &World, boyd: &str) -> Vec<Sample> {
    let care = world.care_system();
    let booking = appointment(boyd, "r1", "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z");
    let booked = care.posts("/fhir/R4/Appointment", FHIR, &booking.to_string()).await.expect(201).made();
    let first = |heard: Heard| heard.json()["entry"][0]["resource"]["id"].as_str().unwrap().to_owned();
    let flag = first(world.nurse().gets(&format!("/fhir/R4/Flag?patient={boyd}")).await.expect(200));
    let custody = first(world.nurse().gets(&format!("/fhir/R4/Encounter?patient={boyd}")).await.expect(200));
    let chose = chose(world, boyd).await;
    let get = |pattern, path: String| Sample {
        method: "GET",
        pattern,
        path,
        body: None,
        headers: Vec::new(),
        lets_in: CARE,
        status: 200,
    };
    let form = |pattern, body: String| Sample {
        method: "POST",
        body: Some((FORM, body)),
        ..get(pattern, String::new())
    };
    let of_boyd = format!("patient={boyd}");
    let mut all = vec![
        get("/fhir/R4/Patient/{id}", format!("/fhir/R4/Patient/{boyd}")),
        get("/fhir/R4/Flag/{id}", format!("/fhir/R4/Flag/{flag}")),
        get("/fhir/R4/Appointment/{id}", format!("/fhir/R4/Appointment/{booked}")),
        get("/fhir/R4/Encounter/{id}", format!("/fhir/R4/Encounter/{custody}")),
        get("/fhir/R4/Location/{id}", "/fhir/R4/Location/MDI.OPD2".to_owned()),
        get("/fhir/R4/Organization/{id}", "/fhir/R4/Organization/MDI".to_owned()),
        get("/fhir/R4/Patient", "/fhir/R4/Patient?family=boyd".to_owned()),
        get("/fhir/R4/Flag", format!("/fhir/R4/Flag?{of_boyd}")),
        get("/fhir/R4/Appointment", format!("/fhir/R4/Appointment?{of_boyd}")),
        get("/fhir/R4/Encounter", format!("/fhir/R4/Encounter?{of_boyd}")),
        get("/fhir/R4/Location", "/fhir/R4/Location".to_owned()),
        form("/fhir/R4/Patient/_search", "family=boyd".to_owned()),
        form("/fhir/R4/Flag/_search", of_boyd.clone()),
        form("/fhir/R4/Appointment/_search", of_boyd.clone()),
        form("/fhir/R4/Encounter/_search", of_boyd.clone()),
        form("/fhir/R4/Location/_search", String::new()),
    ];
    for (read, id) in [
        ("/fhir/R4/QuestionnaireResponse/{id}", &chose.response),
        ("/fhir/R4/Questionnaire/{id}", &chose.wording),
        ("/fhir/R4/Task/{id}", &chose.task),
        ("/fhir/R4/Consent/{id}", &chose.consent),
        ("/fhir/R4/EpisodeOfCare/{id}", &chose.episode),
    ] {
        all.push(get(read, read.replace("{id}", id)));
    }
    for (search, by_post) in [
        ("/fhir/R4/QuestionnaireResponse", "/fhir/R4/QuestionnaireResponse/_search"),
        ("/fhir/R4/Task", "/fhir/R4/Task/_search"),
        ("/fhir/R4/Consent", "/fhir/R4/Consent/_search"),
        ("/fhir/R4/EpisodeOfCare", "/fhir/R4/EpisodeOfCare/_search"),
        ("/fhir/R4/Questionnaire", "/fhir/R4/Questionnaire/_search"),
    ] {
        let asks =
            if search.ends_with("/Questionnaire") { "status=draft".to_owned() } else { of_boyd.clone() };
        all.push(get(search, format!("{search}?{asks}")));
        all.push(form(by_post, asks));
    }
    all.extend(writes(boyd, &booked, &booking));
    all.extend(others(boyd));
    for sample in &mut all {
        if sample.path.is_empty() {
            sample.path = sample.pattern.to_owned();
        }
    }
    all
}

/// What there is of a patient who said yes, and that his GP may be told.
struct Chose {
    response: String,
    wording: String,
    task: String,
    consent: String,
    episode: String,
}

async fn chose(world: &World, boyd: &str) -> Chose {
    world.switches(Flow::Registration, Mode::Live);
    world.says(boyd, Answer::Yes);
    world.tells(boyd, Answer::Yes);
    let nurse = world.nurse();
    let first = async |kind: &str| {
        let heard = nurse.gets(&format!("/fhir/R4/{kind}?patient={boyd}")).await.expect(200);
        heard.json()["entry"][0]["resource"]["id"].as_str().unwrap().to_owned()
    };
    Chose {
        response: first("QuestionnaireResponse").await,
        wording: world.talk(Answer::Yes).shown.hash,
        task: first("Task").await,
        consent: first("Consent").await,
        episode: first("EpisodeOfCare").await,
    }
}

fn writes(boyd: &str, booked: &str, booking: &serde_json::Value) -> Vec<Sample> {
    let (mut person, mut moved) = (crate::world::patient_boyd(), booking.clone());
    person["id"] = json!(boyd);
    moved["id"] = json!(booked);
    let any = vec![("if-match", "*".to_owned())];
    let write = |method, pattern, path: String, body: String, headers, status| Sample {
        method,
        pattern,
        path,
        body: Some((FHIR, body)),
        headers,
        lets_in: CARE,
        status,
    };
    // Known already, so that the first caller hears what the last one does.
    let again = crate::world::patient_boyd().to_string();
    vec![
        write("POST", "/fhir/R4/Patient", String::new(), again, Vec::new(), 200),
        write(
            "PUT",
            "/fhir/R4/Patient/{id}",
            format!("/fhir/R4/Patient/{boyd}"),
            person.to_string(),
            any.clone(),
            200,
        ),
        write("POST", "/fhir/R4/Appointment", String::new(), booking.to_string(), Vec::new(), 201),
        write(
            "PUT",
            "/fhir/R4/Appointment/{id}",
            format!("/fhir/R4/Appointment/{booked}"),
            moved.to_string(),
            any,
            200,
        ),
    ]
}

fn others(boyd: &str) -> Vec<Sample> {
    let view = json!({"hook": "patient-view", "hookInstance": "7f2c9a52-9d1c-4a1e-8a57-0d6a3c1e5b11",
                      "context": {"userId": "Practitioner/a", "patientId": boyd}});
    let feedback = json!({"feedback": [{"card": "7f2c9a52-9d1c-4a1e-8a57-0d6a3c1e5b11", "outcome": "accepted",
                                        "outcomeTimestamp": "2026-11-12T08:00:00Z"}]});
    let post = |pattern, path: &str, body: String, lets_in, status| Sample {
        method: "POST",
        pattern,
        path: path.to_owned(),
        body: Some((JSON, body)),
        headers: Vec::new(),
        lets_in,
        status,
    };
    let service = "/cds-services/patient-view";
    vec![
        post("/cds-services/{id}", service, view.to_string(), CARE, 200),
        // Refused honestly, to whoever asks: there is no book for it, so nobody's is let in.
        post(
            "/cds-services/{id}/feedback",
            &format!("{service}/feedback"),
            feedback.to_string(),
            Role::ALL,
            501,
        ),
        post(
            "/intake/{feed}",
            "/intake/dps",
            crate::world::prisoner("A8109KB", "ALAN", "TATE", "1988-07-06").to_string(),
            &[Role::PrisonSystem],
            202,
        ),
        Sample {
            method: "GET",
            pattern: "/api/movement-lists/{date}/{session}",
            path: "/api/movement-lists/2026-11-12/AM".to_owned(),
            body: None,
            headers: Vec::new(),
            lets_in: LISTS,
            status: 200,
        },
    ]
}

async fn call(world: &World, sample: &Sample, token: Option<String>) -> Heard {
    let mut caller = token.map_or_else(|| world.nobody(), |token| world.bearer(token));
    for (name, value) in &sample.headers {
        caller = caller.with(name, value);
    }
    let body = sample.body.as_ref().map(|(kind, body)| (*kind, body.clone().into_bytes()));
    caller.sends(sample.method, &sample.path, body).await
}

/// Routes of the table that no sample calls. It may only become shorter, and it is empty.
const UNCOVERED: &[(&str, &str)] = &[];

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_covered() {
    let (world, boyd) = World::with_boyd().await;
    let samples = samples(&world, &boyd).await;
    let covered: BTreeSet<(&str, String)> =
        samples.iter().map(|s| (s.method, s.pattern.to_owned())).collect();
    let routes: BTreeSet<(&str, String)> = faces::table()
        .iter()
        .filter(|route| route.access == Access::Caller)
        .map(|route| (route.method, route.pattern()))
        .collect();
    let uncovered: Vec<_> = routes.difference(&covered).map(|(m, p)| (*m, p.as_str())).collect();
    assert_eq!(uncovered, UNCOVERED);
    assert!(covered.is_subset(&routes), "{:?}", covered.difference(&routes));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_to_show_a_token_and_nothing_else() {
    let (world, boyd) = World::with_boyd().await;
    let samples = samples(&world, &boyd).await;
    let (rows, head) = (world.gate_rows(), *world.crossing.head().borrow());
    for sample in &samples {
        let heard = call(&world, sample, None).await;
        assert_eq!(heard.status, 401, "{} {}: {}", sample.method, sample.pattern, heard.text);
        assert_eq!(heard.header("www-authenticate"), "Bearer realm=\"gatelodge\"");
        assert!(
            !heard.text.contains(&boyd) && !heard.text.to_lowercase().contains("kieran"),
            "{}",
            heard.text
        );
    }
    assert_eq!((world.gate_rows(), *world.crossing.head().borrow()), (rows, head), "nobody is not booked");
    for route in faces::table().iter().filter(|route| route.access != Access::Caller) {
        world.nobody().gets(&route.pattern()).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_gets_in_where_policy_says_and_finds_nothing_elsewhere() {
    let (world, boyd) = World::with_boyd().await;
    let samples = samples(&world, &boyd).await;
    let mut wrong = Vec::new();
    for sample in &samples {
        for role in Role::ALL {
            let heard = call(&world, sample, Some(world.mint(*role, Some("MDI"), 600))).await;
            let expected = if sample.lets_in.contains(role) { sample.status } else { 404 };
            if heard.status != expected {
                wrong.push(format!(
                    "{} {} as {role}: {} {}",
                    sample.method, sample.path, heard.status, heard.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_prisons_nurse_hears_what_she_would_hear_of_nobody() {
    let (world, boyd) = World::with_boyd().await;
    let samples = samples(&world, &boyd).await;
    let nobody = "018f0000-0000-7000-8000-000000000009";
    for sample in samples.iter().filter(|s| s.path.starts_with("/fhir/R4") && s.path.contains(&boyd)) {
        let hull = || Some(world.mint(Role::CareSystem, Some("HLI"), 600));
        let there = call(&world, sample, hull()).await;
        let absent = Sample {
            path: sample.path.replace(&boyd, nobody),
            body: sample.body.as_ref().map(|(kind, body)| (*kind, body.replace(&boyd, nobody))),
            headers: sample.headers.clone(),
            ..*sample
        };
        let absent = call(&world, &absent, hull()).await;
        assert_eq!(there.status, absent.status, "{}: {}", sample.path, there.text);
        let plain = |heard: &Heard| {
            let mut text = heard.json();
            text["id"] = json!(null);
            if let Some(entry) = text.get_mut("entry").and_then(|e| e.get_mut(0)) {
                entry["fullUrl"] = json!(null);
                entry["resource"]["id"] = json!(null);
            }
            text.to_string()
        };
        assert_eq!(plain(&there), plain(&absent), "{}", sample.path);
    }
}

#[test]
fn roles_that_write_are_those_that_policy_lets() {
    let engine = policy::Engine::built_in().unwrap();
    for role in Role::ALL {
        let purpose = role.purpose_usual();
        let question = policy::Question::usual(*role, purpose, policy::Kind::AppointmentWrite);
        let lets = engine.rule(&question).outcome == policy::Outcome::Full;
        assert_eq!(faces::fhir::roles_that_write().contains(role), lets, "{role}");
    }
}

#[test]
fn faces_stand_where_the_design_says() {
    let prefixes = [Face::Fhir, Face::Cds, Face::Intake, Face::Api].map(Face::prefix);
    assert_eq!(prefixes, ["/fhir/R4", "/cds-services", "/intake", "/api"]);
}
