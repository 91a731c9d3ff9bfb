//! Searching: exact, never bare to somebody entitled to risk, and with nobody in any address.

use crate::world::{FHIR, FORM, Heard, World, alert, appointment, patient, prisoner};
use serde_json::{Value, json};
use vocab::crossing::Role;

fn matched(heard: &Heard) -> Vec<Value> {
    let bundle = heard.json();
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    entries.into_iter().filter(|e| e["search"]["mode"] == "match").map(|e| e["resource"].clone()).collect()
}

fn outcome(heard: &Heard) -> Option<String> {
    let bundle = heard.json();
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let entry = entries.into_iter().find(|e| e["search"]["mode"] == "outcome")?;
    Some(entry["resource"]["issue"][0]["details"]["text"].as_str().unwrap().to_owned())
}

fn total(heard: &Heard) -> u64 {
    heard.json()["total"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_is_found_in_every_way_that_is_told() {
    let (world, boyd) = World::with_boyd().await;
    world.books_in(&patient("p2", None, "Novak", "Jan", "1990-02-03")).await;
    let nurse = world.nurse();
    for found in [
        format!("_id={boyd}"),
        "identifier=https://fhir.nhs.uk/Id/nhs-number|9990110689".to_owned(),
        "identifier=https://gatelodge.uk/Id/prison-number|A8100KB".to_owned(),
        "identifier=https://clinic.example/Id/patient|p1".to_owned(),
        "identifier=p1".to_owned(),
        "family=boyd".to_owned(),
        "family=BO&birthdate=2002-04-01".to_owned(),
        "family:exact=Boyd".to_owned(),
        "given=kier".to_owned(),
        "name=kieran".to_owned(),
        "name=boy,zzz".to_owned(),
        "name:contains=oyd".to_owned(),
        "birthdate=ge2002-04&birthdate=lt2003".to_owned(),
        "birthdate=2002".to_owned(),
        "_id=zzz,".to_owned() + &boyd,
    ] {
        let by_post = nurse.posts("/fhir/R4/Patient/_search", FORM, &found).await.expect(200);
        assert_eq!(total(&by_post), 1, "{found}: {}", by_post.text);
        assert_eq!(matched(&by_post)[0]["id"], boyd.as_str(), "{found}");
        let by_get = nurse.gets(&format!("/fhir/R4/Patient?{}", found.replace('|', "%7C"))).await.expect(200);
        assert_eq!(matched(&by_get), matched(&by_post), "{found}");
    }
    for none in [
        "family=boyd&birthdate=2002-04-02",
        "family=boyd&given=jan",
        "identifier=https://fhir.nhs.uk/Id/nhs-number|9990110689&identifier=zzz",
        "family=-",
        "family:exact=boyd",
        "_id=018f0000-0000-7000-8000-000000000009",
    ] {
        let heard = nurse.posts("/fhir/R4/Patient/_search", FORM, none).await.expect(200);
        assert_eq!(total(&heard), 0, "{none}: {}", heard.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_answer_is_never_bare_to_whoever_is_entitled_to_risk() {
    let (world, boyd) = World::with_boyd().await;
    let ghost = "018f0000-0000-7000-8000-000000000009";
    for search in [
        format!("Patient?_id={ghost}"),
        format!("Flag?patient={ghost}"),
        format!("Flag?patient={boyd}&status=inactive"),
        format!("Encounter?patient={ghost}"),
        format!("Appointment?patient={ghost}"),
        format!("QuestionnaireResponse?patient={ghost}"),
        format!("Task?patient={ghost}"),
        format!("Consent?patient={ghost}"),
        format!("EpisodeOfCare?patient={ghost}"),
        format!("Flag?patient={boyd}&_summary=count"),
    ] {
        let heard = world.nurse().gets(&format!("/fhir/R4/{search}")).await.expect(200);
        assert!(matched(&heard).is_empty(), "{search}: {}", heard.text);
        let words = outcome(&heard).unwrap_or_else(|| panic!("{search} is bare: {}", heard.text));
        assert!(words.contains("Other risks may exist"), "{search}: {words}");
        assert!(!heard.header("gatelodge-route-lag-seconds").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_without_a_link_is_said_to_be_unknown_and_one_with_it_how_old() {
    let (world, boyd) = World::with_boyd().await;
    let stranger = world.books_in(&patient("p2", None, "Novak", "Jan", "1990-02-03")).await;
    let booking = appointment(&stranger, "n1", "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z");
    world.care_system().posts("/fhir/R4/Appointment", FHIR, &booking.to_string()).await.expect(201);
    let heard = world.nurse().gets(&format!("/fhir/R4/Flag?patient={stranger}")).await.expect(200);
    assert!(outcome(&heard).unwrap().contains("We do not know which prison record"), "{}", heard.text);
    world.clock.advance_seconds(2 * 3600);
    let heard = world.nurse().gets(&format!("/fhir/R4/Flag?patient={boyd}")).await.expect(200);
    assert!(!matched(&heard).is_empty(), "a warning that may be old is still a warning");
    let words = outcome(&heard).unwrap();
    assert!(words.contains("Linked to a prison record") && words.contains("ring the wing"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_stands_in_an_address_that_is_given_out() {
    let world = World::new().await;
    for n in 0..5 {
        let number = format!("A810{n}KB");
        world.takes(&prisoner(&number, "KIERAN", "BOYD", &format!("2002-04-0{}", n + 1)));
        let born = format!("2002-04-0{}", n + 1);
        world.books_in(&patient(&format!("p{n}"), Some(&number), "Boyd", "Kieran", &born)).await;
    }
    let nurse = world.nurse();
    let mut heard =
        nurse.posts("/fhir/R4/Patient/_search", FORM, "family=boyd&_count=2&_sort=-birthdate").await;
    let (mut seen, mut pages) = (Vec::new(), 0);
    loop {
        heard = heard.expect(200);
        pages += 1;
        assert_eq!(total(&heard), 5);
        seen.extend(matched(&heard).iter().map(|p| p["birthDate"].as_str().unwrap().to_owned()));
        let bundle = heard.json();
        let links = bundle["link"].as_array().unwrap().clone();
        let link = |relation: &str| {
            links.iter().find(|l| l["relation"] == relation).map(|l| l["url"].as_str().unwrap().to_owned())
        };
        let own = link("self").unwrap();
        assert!(own.contains("family=not-repeated") && !own.to_lowercase().contains("boyd"), "{own}");
        let Some(next) = link("next") else { break };
        let (_, token) = next.split_once("?_page=").unwrap();
        assert!(token.len() == 32 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{next}");
        // Another caller's page is nobody's; beside a token nothing else is heard.
        world.at_moorland(Role::ReceptionNurse).gets(&next).await.expect(400);
        nurse.gets(&format!("{next}&family=novak")).await.expect(400);
        heard = nurse.gets(&next).await;
    }
    assert_eq!(pages, 3);
    assert_eq!(seen, ["2002-04-05", "2002-04-04", "2002-04-03", "2002-04-02", "2002-04-01"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_kept_for_ten_minutes() {
    let world = World::new().await;
    for n in 0..3 {
        world.takes(&prisoner(&format!("A810{n}KB"), "KIERAN", "BOYD", "2002-04-01"));
    }
    let heard = world.nurse().gets("/fhir/R4/Patient?family=boyd&_count=1").await.expect(200).json();
    let next =
        heard["link"].as_array().unwrap().iter().find(|l| l["relation"] == "next").unwrap()["url"].clone();
    world.clock.advance_seconds(601);
    let gone = world.nurse().gets(next.as_str().unwrap()).await.expect(400);
    assert!(gone.issue().contains("search again"), "{}", gone.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn appointments_are_found_by_patient_date_status_place_and_identifier_with_their_patient() {
    let (world, boyd) = World::with_boyd().await;
    let care = world.care_system();
    for (key, day) in [("a1", 12), ("a2", 13), ("a3", 14)] {
        let booking =
            appointment(&boyd, key, &format!("2026-11-{day}T10:20:00Z"), &format!("2026-11-{day}T10:35:00Z"));
        care.posts("/fhir/R4/Appointment", FHIR, &booking.to_string()).await.expect(201);
    }
    for (search, count) in [
        (format!("patient={boyd}"), 3),
        (format!("patient=Patient/{boyd}&date=2026-11-13"), 1),
        ("patient.identifier=https://fhir.nhs.uk/Id/nhs-number%7C9990110689&date=ge2026-11-13".to_owned(), 2),
        ("date=ge2026-11-12&date=lt2026-11-14".to_owned(), 2),
        ("date=gt2026-11-12T10:20:00Z".to_owned(), 2),
        ("date=ne2026-11-13".to_owned(), 2),
        ("status=booked".to_owned(), 3),
        ("status=cancelled".to_owned(), 0),
        ("location=MDI.OPD2".to_owned(), 3),
        ("location=Location/MDI.DENT1".to_owned(), 0),
        ("location.identifier=https://gatelodge.uk/Id/healthcare-room%7CMDI/OPD2".to_owned(), 3),
        ("identifier=https://clinic.example/Id/appointment%7Ca2".to_owned(), 1),
        ("identifier=a2,a3".to_owned(), 2),
        ("_lastUpdated=ge2026-11-12".to_owned(), 3),
        ("_lastUpdated=lt2026-11-12".to_owned(), 0),
    ] {
        let heard = world.nurse().gets(&format!("/fhir/R4/Appointment?{search}")).await.expect(200);
        assert_eq!(
            (total(&heard), matched(&heard).len()),
            (count, usize::try_from(count).unwrap()),
            "{search}: {}",
            heard.text
        );
    }
    let heard = world.nurse().gets("/fhir/R4/Appointment?date=2026-11-12&_include=Appointment:patient").await;
    let bundle = heard.expect(200).json();
    let included: Vec<_> =
        bundle["entry"].as_array().unwrap().iter().filter(|e| e["search"]["mode"] == "include").collect();
    assert_eq!((bundle["total"].as_u64(), included.len()), (Some(1), 1));
    assert_eq!(included[0]["resource"]["id"], boyd.as_str());
    let sorted = world.nurse().gets("/fhir/R4/Appointment?_sort=-date&_count=1").await.expect(200);
    assert_eq!(matched(&sorted)[0]["start"], "2026-11-14T10:20:00+00:00");
}

#[tokio::test(flavor = "multi_thread")]
async fn flags_and_custodies_are_narrowed_by_what_fhir_calls_them() {
    let (world, boyd) = World::with_boyd().await;
    let count = async |search: &str| {
        let heard = world.nurse().gets(&format!("/fhir/R4/{search}")).await.expect(200);
        total(&heard)
    };
    let all = count(&format!("Flag?patient={boyd}")).await;
    assert!(all >= 2);
    assert_eq!(count(&format!("Flag?patient={boyd}&status=active")).await, all);
    assert_eq!(count(&format!("Flag?patient={boyd}&status=inactive")).await, 0);
    let safety = count(&format!("Flag?patient={boyd}&category=safety")).await;
    let admin = count(&format!("Flag?patient={boyd}&category=admin")).await;
    assert_eq!(safety + admin, all);
    assert_eq!(count(&format!("Encounter?patient={boyd}&status=in-progress")).await, 1);
    assert_eq!(count(&format!("Encounter?patient={boyd}&status=finished")).await, 0);
    assert_eq!(count("Location?name=opd").await, 1);
    assert_eq!(count("Location?identifier=MDI/OPD2").await, 1);
    assert_eq!(count("Location?_summary=count").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_would_find_too_much_or_cannot_be_read_is_refused_without_its_value() {
    let (world, _) = World::with_boyd().await;
    for (search, says) in [
        ("Patient", "everybody"),
        ("Patient?family=", "empty"),
        ("Patient?identifier=https://fhir.nhs.uk/Id/nhs-number%7C9990110680", "check digit"),
        ("Patient?family:soundex=boyd", "modifier"),
        ("Patient?birthdate=soon", "date"),
        ("Flag", "patient"),
        ("Encounter?status=in-progress", "patient"),
        ("QuestionnaireResponse?status=completed", "patient"),
        ("QuestionnaireResponse?patient=x&questionnaire=a%7Cb%7Cc", "canonical"),
        ("Consent", "patient"),
        ("EpisodeOfCare?status=active", "patient"),
        ("Task?code=arrest", "code"),
        ("Questionnaire?status=secret", "code"),
        ("Encounter?patient=x&_lastUpdated=2026", "last change"),
        ("Appointment?status=booked-ish", "code"),
        ("Appointment?patient=https://elsewhere.example/Patient/1", "another server"),
        ("Patient?_page=Boyd", "no longer kept"),
        ("Patient?_count=many&family=boyd", "whole number"),
        ("Patient?family=%ff", "UTF-8"),
    ] {
        let heard = world.nurse().gets(&format!("/fhir/R4/{search}")).await.expect(400);
        assert!(heard.issue().contains(says), "{search}: {}", heard.text);
        for value in ["9990110680", "soundex=boyd", "soon", "elsewhere", "booked-ish"] {
            assert!(!heard.text.contains(value), "{search}: {}", heard.text);
        }
    }
    let strict = world.nurse().with("prefer", "handling=strict");
    strict.gets("/fhir/R4/Patient?family=boyd&favourite=blue").await.expect(400);
    let lenient = world.nurse().gets("/fhir/R4/Patient?family=boyd&favourite=blue").await.expect(200);
    assert!(lenient.text.contains("was ignored") && !lenient.text.contains("blue"), "{}", lenient.text);
    let json = world.nurse().posts("/fhir/R4/Patient/_search", FHIR, "{}").await.expect(415);
    assert!(json.issue().contains("form"));
    let long = format!("family={}", "x".repeat(70_000));
    world.nurse().posts("/fhir/R4/Patient/_search", FORM, &long).await.expect(413);
}

#[tokio::test(flavor = "multi_thread")]
async fn doubt_shows_the_warnings_and_says_that_identity_is_being_checked() {
    let (world, boyd) = World::with_boyd().await;
    // A twin arrives: the rule would no longer link them.
    world.takes(&prisoner("A8101KB", "KYLE", "BOYD", "2002-04-01"));
    world.alerts(
        "A8100KB",
        json!([alert("XHT", "2026-09-03"), alert("HA", "2026-11-01"), alert("XA", "2026-11-02")]),
    );
    let heard = world.nurse().gets(&format!("/fhir/R4/Flag?patient={boyd}")).await.expect(200);
    assert!(outcome(&heard).unwrap().contains("Identity being checked"), "{}", heard.text);
    assert!(!matched(&heard).is_empty());
}
