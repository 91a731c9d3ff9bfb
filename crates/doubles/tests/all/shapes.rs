//! The shapes of answers and events, key by key, against the published samples and OpenAPI files.

use crate::world::*;
use doubles::prison::{Act, Call, Person, Planned, PlannedKind, room_id};
use jiff::civil::{Time, date};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn corpus(path: &str) -> Value {
    let path = format!("{}/tests/corpus/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn sample(name: &str) -> Value {
    corpus(&format!("samples/{name}.json"))
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap_or_else(|| panic!("not an object: {value}")).keys().cloned().collect()
}

/// Required keys are there and not null; no key that the specification does not have.
fn fits(value: &Value, file: &str, schema: &str) {
    let spec = &corpus("schema-keys.json")[file][schema];
    let of = |part: &str| -> BTreeSet<String> {
        spec[part].as_array().unwrap().iter().map(|k| k.as_str().unwrap().to_owned()).collect()
    };
    let (required, known, ours) = (of("required"), of("properties"), keys(value));
    let missing: Vec<_> = required.iter().filter(|k| value[k.as_str()].is_null()).collect();
    let unknown: Vec<_> = ours.difference(&known).collect();
    assert!(missing.is_empty(), "{schema} lacks {missing:?}");
    assert!(unknown.is_empty(), "{schema} has {unknown:?}, which nobody publishes");
}

const EXTERNAL: &str = "hmpps-external-api.json";
const ACTIVITIES: &str = "activities-api.json";
const ALERTS: &str = "alerts-api.json";

#[test]
fn the_external_api_answers_in_the_keys_of_the_samples() {
    let mut world = World::new();
    world.act(Act::OpenAlert {
        number: number(SHAW),
        code: "XEL".into(),
        from: None,
        to: None,
        comment: None,
    });
    world.act(Act::KeepApart { first: number(BOYD), second: number(SHAW), restriction: "WING".into() });
    world.book(SHAW);
    let get = |world: &mut World, target: &str| world.external("moorland", target).value();

    let page = get(&mut world, "/v1/prison/prisoners");
    let theirs = sample("ext__prison-prisoners-page");
    assert_eq!(keys(&page["data"][0]), keys(&theirs["data"][0]));
    assert_eq!(keys(&page["pagination"]), keys(&theirs["pagination"]));
    fits(&page["data"][0], EXTERNAL, "PersonInPrison");

    let alerts = get(&mut world, &format!("/v1/persons/{SHAW}/alerts"));
    assert_eq!(keys(&alerts["data"][0]), keys(&sample("ext__alerts-page")["data"][0]));
    let base = get(&mut world, &format!("/v1/persons/{SHAW}/prisoner-base-location"));
    assert_eq!(keys(&base["data"]), keys(&sample("ext__prisoner-base-location")["data"]));
    fits(&get(&mut world, &format!("/v1/persons/{SHAW}/cell-location"))["data"], EXTERNAL, "CellLocation");
    fits(&get(&mut world, &format!("/v1/persons/{SHAW}/name"))["data"], EXTERNAL, "PersonName");

    let person = get(&mut world, &format!("/v1/persons/{SHAW}"));
    let theirs = sample("ext__person");
    assert_eq!(keys(&person["data"]), keys(&theirs["data"]));
    let (ours, theirs) =
        (&person["data"]["prisonerOffenderSearch"], &theirs["data"]["prisonerOffenderSearch"]);
    assert_eq!(keys(ours), keys(theirs));

    let apart = get(&mut world, &format!("/v1/prison/MDI/prisoners/{SHAW}/non-associations"));
    let theirs = &sample("ext__non-associations")["data"]["nonAssociations"][0];
    let ours = &apart["data"]["nonAssociations"][0];
    assert_eq!(keys(ours), keys(theirs));
    assert_eq!(keys(&ours["otherPrisonerDetails"]), keys(&theirs["otherPrisonerDetails"]));

    let regime = get(&mut world, "/v1/prison/MDI/prison-regime");
    assert_eq!(keys(&regime["data"][0]), keys(&sample("ext__prison-regime")["data"][0]));
    assert_eq!(regime["data"].as_array().unwrap().len(), 7);

    let search = Call::new("POST", "/v1/prison/MDI/appointments/search").header("x-api-key", "moorland");
    let found = world.reply(&search.json(&json!({"startDate": "2026-11-12"}))).value();
    let theirs = &sample("ext__appointments-search")["data"][0];
    assert_eq!(keys(&found["data"][0]), keys(theirs));
    assert_eq!(keys(&found["data"][0]["attendees"][0]), keys(&theirs["attendees"][0]));
    assert_eq!(keys(&found["data"][0]["internalLocation"]), keys(&theirs["internalLocation"]));
}

#[test]
fn the_activities_api_answers_in_the_published_keys() {
    let mut world = World::new();
    let series = world.bearer("POST", "/appointment-series", &booking(SHAW)).value();
    fits(&series, ACTIVITIES, "AppointmentSeries");
    fits(&series["appointments"][0], ACTIVITIES, "Appointment");
    fits(&series["appointments"][0]["attendees"][0], ACTIVITIES, "AppointmentAttendee");
    fits(&series["tier"], ACTIVITIES, "EventTier");
    let found = &world.found("MDI")[0];
    fits(found, ACTIVITIES, "AppointmentSearchResult");
    let theirs = sample("up__activities-appointments-search");
    assert!(keys(&theirs[0]).is_subset(&keys(found)));
    fits(&found["attendees"][0], ACTIVITIES, "AppointmentAttendeeSearchResult");
    let (id, instance) =
        (series["appointments"][0]["id"].clone(), series["appointments"][0]["attendees"][0]["id"].clone());
    let details = world.bearer("GET", &format!("/appointments/{id}/details"), &Value::Null).value();
    fits(&details, ACTIVITIES, "AppointmentDetails");
    fits(&details["attendees"][0]["prisoner"], ACTIVITIES, "PrisonerSummary");
    let instance = world.bearer("GET", &format!("/appointment-instances/{instance}"), &Value::Null).value();
    fits(&instance, ACTIVITIES, "AppointmentInstance");
    let rooms = world.bearer("GET", "/appointment-locations/MDI", &Value::Null).value();
    fits(&rooms[0], ACTIVITIES, "AppointmentLocationSummary");
    assert!(rooms.as_array().unwrap().iter().any(|r| r["dpsLocationId"] == room_id(mdi(), "HCC-WAIT")));
    let refused = world.bearer("GET", "/appointments/999999/details", &Value::Null).value();
    fits(&refused, ACTIVITIES, "ErrorResponse");

    let planned = Planned {
        kind: PlannedKind::Visit,
        number: number(SHAW),
        prison: mdi(),
        date: date(2026, 11, 12),
        start: Time::constant(14, 0, 0, 0),
        end: None,
        title: "Social visit".to_owned(),
        cancelled: false,
    };
    world.act(Act::Plan { entries: vec![planned] });
    let events = world.bearer("POST", "/scheduled-events/prison/MDI?date=2026-11-12", &json!([SHAW])).value();
    fits(&events, ACTIVITIES, "PrisonerScheduledEvents");
    fits(&events["appointments"][0], ACTIVITIES, "ScheduledEvent");
    fits(&events["visits"][0], ACTIVITIES, "ScheduledEvent");
}

#[test]
fn the_internal_services_answer_in_the_published_keys() {
    let mut world = World::new();
    world.act(Act::OpenAlert {
        number: number(SHAW),
        code: "XEL".into(),
        from: None,
        to: None,
        comment: None,
    });
    world.act(Act::KeepApart { first: number(BOYD), second: number(SHAW), restriction: "WING".into() });
    let person = world.bearer("GET", &format!("/prisoner/{SHAW}"), &Value::Null).value();
    let search = corpus("schema-keys.json")["prisoner-search-api.json"]["Prisoner"]["properties"].clone();
    let known: BTreeSet<String> = serde_json::from_value(search).unwrap();
    assert!(keys(&person).is_subset(&known), "{:?}", keys(&person).difference(&known).collect::<Vec<_>>());
    let page = world.bearer("GET", "/prisoner-search/prison/MDI?size=1", &Value::Null).value();
    assert!(keys(&sample("am__prisoner-search-page")).is_subset(&keys(&page)));
    assert_eq!((page["totalElements"].as_u64(), page["last"].as_bool()), (Some(2), Some(false)));
    let alerts = world.bearer("GET", &format!("/prisoners/{SHAW}/alerts"), &Value::Null).value();
    fits(&alerts, ALERTS, "PageAlert");
    fits(&alerts["content"][0], ALERTS, "Alert");
    fits(&alerts["content"][0]["alertCode"], ALERTS, "AlertCodeSummary");
    let apart = world.bearer("GET", &format!("/prisoner/{SHAW}/non-associations"), &Value::Null).value();
    fits(&apart, "non-associations-api.json", "PrisonerNonAssociations");
    fits(&apart["nonAssociations"][0], "non-associations-api.json", "PrisonerNonAssociation");
    fits(
        &apart["nonAssociations"][0]["otherPrisonerDetails"],
        "non-associations-api.json",
        "OtherPrisonerDetails",
    );
}

/// Everything in a state sample that tells where a person stands.
fn standing(value: &Value) -> Value {
    json!({"status": value["status"], "inOutStatus": value["inOutStatus"], "prisonId": value["prisonId"],
        "type": value["lastMovementTypeCode"], "reason": value["lastMovementReasonCode"],
        "cell": value["cellLocation"], "restricted": value["restrictedPatient"]})
}

fn record(world: &World) -> Value {
    world.prison.person(number(SHAW)).map(|p: &Person| p.record(world.now.london_date())).unwrap()
}

#[test]
fn states_look_like_the_state_samples() {
    let check = |world: &World, name: &str, prison: &str| {
        let mut theirs = standing(&sample(name));
        if theirs["prisonId"] == "WWI" {
            theirs["prisonId"] = json!(prison);
        }
        let ours = record(world);
        assert_eq!(standing(&ours), theirs, "{name}");
        let known = keys(&sample("ps-state__released-to-hospital"));
        let extra = [
            "lastPrisonId",
            "previousPrisonId",
            "languages",
            "nationality",
            "middleNames",
            "lastAdmissionDate",
            "dischargeDetails",
            // Required by the document, and left out of the samples.
            "ethnicity",
            "maritalStatus",
            "mostSeriousOffence",
            "raceCode",
            "religion",
        ];
        let odd: Vec<_> = keys(&ours)
            .into_iter()
            .filter(|k| !known.contains(k) && k != "cellLocation" && !extra.contains(&k.as_str()))
            .collect();
        assert!(odd.is_empty(), "{name}: {odd:?}");
    };
    let who = number(SHAW);
    let mut world = World::new();
    world.act(Act::ToCourt { number: who });
    check(&world, "ps-state__court-out", "MDI");
    world.act(Act::FromCourt { number: who });
    check(&world, "ps-state__court-in-same-prison", "MDI");
    world.act(Act::AbsenceOut { number: who, reason: "C3".into() });
    check(&world, "ps-state__tap-out", "MDI");
    world.act(Act::AbsenceIn { number: who });
    world.act(Act::TransferOut { number: who, to: hli(), reason: "COMP".into() });
    check(&world, "ps-state__transfer-out", "TRN");
    world.act(Act::TransferIn { number: who });
    check(&world, "ps-state__transfer-in", "HLI");
    world.act(Act::Release { number: who, reason: "CR".into() });
    check(&world, "ps-state__released", "OUT");
    world.act(Act::Receive { number: who, prison: mdi(), reason: "B".into() });
    world.act(Act::ToHospital { number: who, id: "HAZLWD".into(), name: "Hazelwood House".into() });
    check(&world, "ps-state__released-to-hospital", "OUT");
    assert_eq!(record(&world)["supportingPrisonId"], "MDI");
}

#[test]
fn a_death_is_dressed_as_a_release_and_a_bed_watch_is_still_the_prisons() {
    let mut world = World::new();
    world.act(Act::AbsenceOut { number: number(SHAW), reason: "C6".into() });
    let bed_watch = record(&world);
    assert_eq!((&bed_watch["status"], &bed_watch["prisonId"]), (&json!("ACTIVE OUT"), &json!("MDI")));
    world.act(Act::Die { number: number(SHAW) });
    let dead = record(&world);
    assert_eq!(dead["lastMovementTypeCode"], "REL");
    assert_eq!(dead["lastMovementReasonCode"], "DEC");
    assert_eq!(dead["legalStatus"], "DEAD");
}
