//! Traps of the External API.

use crate::world::*;
use doubles::prison::{Act, Call};
use jiff::civil::date;
use serde_json::json;
use vocab::id::PrisonNumber;

#[test]
fn nobody_gets_in_without_a_key_and_nobody_beyond_the_listed_paths() {
    let mut world = World::new();
    assert_eq!(world.reply(&Call::new("GET", "/v1/status")).status, 403);
    assert_eq!(world.external("wrong", "/v1/status").status, 403);
    assert_eq!(
        world.external("moorland", "/v1/status").value(),
        json!({"data": {"status": "ok"}, "errors": []})
    );
    assert_eq!(world.external("moorland", "/v1/persons/A4711KX/case-notes").status, 403);
}

#[test]
fn a_404_is_unknown_or_filtered_or_gone_and_says_the_same() {
    let mut world = World::new();
    let path = |n: &str| format!("/v1/persons/{n}/cell-location");
    assert_eq!(world.external("moorland", &path(SHAW)).status, 200);
    let unknown = world.external("moorland", &path("A9999ZZ")).value()["userMessage"].to_string();
    world.act(Act::TransferOut { number: number(SHAW), to: hli(), reason: "NOTR".into() });
    let in_transit = world.external("moorland", &path(SHAW));
    assert_eq!(in_transit.status, 404, "in transit the prison is TRN, which is nobody's");
    world.act(Act::TransferIn { number: number(SHAW) });
    assert_eq!(world.external("moorland", &path(SHAW)).status, 404, "another prison's");
    assert_eq!(world.external("everywhere", &path(SHAW)).status, 200);
    world.act(Act::Release { number: number(BOYD), reason: "CR".into() });
    let released = world.external("moorland", &path(BOYD));
    assert_eq!(released.status, 404);
    let said = released.value()["userMessage"].to_string();
    assert_eq!(said.replace(BOYD, ""), unknown.replace("A9999ZZ", ""), "nothing tells gone from unknown");
}

#[test]
fn at_court_and_in_hospital_a_man_is_still_visible() {
    let mut world = World::new();
    world.act(Act::ToCourt { number: number(SHAW) });
    world.act(Act::AbsenceOut { number: number(BOYD), reason: "C6".into() });
    let court = world.external("moorland", &format!("/v1/persons/{SHAW}/cell-location")).value();
    assert_eq!(court["data"]["cell"], "COURT");
    let out = world.external("moorland", &format!("/v1/persons/{BOYD}/prisoner-base-location")).value();
    assert_eq!(
        (&out["data"]["inPrison"], &out["data"]["lastMovementType"]),
        (&json!(true), &json!("Temporary Absence"))
    );
}

#[test]
fn a_merged_number_redirects_on_one_path_and_is_404_on_the_others() {
    let mut world = World::new();
    let stray = "A9001QQ";
    let who = arrival(stray, "SHAW", "JASON");
    world.act(Act::Arrive { who, prison: mdi(), reason: "N".into() });
    world.act(Act::Merge { kept: number(SHAW), removed: number(stray) });
    let gone = world.external("moorland", &format!("/v1/persons/{stray}"));
    assert_eq!(gone.status, 303);
    assert!(gone.headers.contains(&("location", format!("/v1/persons/{SHAW}"))));
    for path in ["name", "alerts", "cell-location", "prisoner-base-location"] {
        assert_eq!(world.external("moorland", &format!("/v1/persons/{stray}/{path}")).status, 404, "{path}");
    }
    assert_eq!(world.external("moorland", &format!("/v1/prison/prisoners/{stray}")).status, 404);
    let survivor = world.bearer("GET", &format!("/prisoner/{SHAW}"), &json!(null)).value();
    assert_eq!(survivor["identifiers"], json!([{"type": "MERGED", "value": stray}]));
}

#[test]
fn an_alert_is_over_on_the_day_it_ends_and_active_before_it_begins() {
    let mut world = World::new();
    let today = world.now.london_date();
    let mut open = |code: &str, from, to| {
        let code = code.to_owned();
        world.act(Act::OpenAlert { number: number(SHAW), code, from, to, comment: None });
    };
    open("HA", None, Some(today));
    open("XEL", Some(date(2027, 1, 1)), None);
    open("MAS", None, today.tomorrow().ok());
    let alerts = world.external("moorland", &format!("/v1/persons/{SHAW}/alerts?perPage=10")).value();
    let said = |code: &str| {
        let alert = alerts["data"].as_array().unwrap().iter().find(|a| a["code"] == code).unwrap().clone();
        (
            alert["active"].as_bool().unwrap(),
            alert["expired"].as_bool().unwrap(),
            alert.get("alertUuid").is_some(),
        )
    };
    assert_eq!(said("HA"), (false, true, false));
    assert_eq!(said("XEL"), (true, false, false), "a start in the future changes nothing");
    assert_eq!(said("MAS"), (true, false, false));
    assert_eq!(alerts["data"][0]["code"], "XEL", "newest first");
    let few = world.external("few-alerts", &format!("/v1/persons/{SHAW}/alerts")).value();
    assert_eq!(few["pagination"]["totalCount"], 1, "a filter of codes leaves no trace of the others");
}

#[test]
fn lists_come_in_pages_from_one_youngest_first() {
    let mut world = World::new();
    for n in 0..23 {
        let text = format!("B{n:04}AA");
        let who = arrival(&text, "PAGE", "TEST");
        world.act(Act::Arrive { who, prison: mdi(), reason: "I".into() });
    }
    let mut seen = Vec::new();
    for page in 1..=3 {
        let reply =
            world.external("moorland", &format!("/v1/prison/prisoners?page={page}&perPage=10")).value();
        assert_eq!(reply["pagination"]["isLastPage"], page == 3);
        assert_eq!(
            (&reply["pagination"]["totalCount"], &reply["pagination"]["totalPages"]),
            (&json!(25), &json!(3))
        );
        seen.extend(
            reply["data"].as_array().unwrap().iter().map(|p| p["identifiers"]["nomisNumber"].clone()),
        );
    }
    seen.sort_by_key(ToString::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 25);
    assert_eq!(world.external("moorland", "/v1/prison/prisoners?page=0").status, 400);
    let one = world.external("moorland", "/v1/prison/prisoners?last_name=shaw").value();
    assert_eq!(one["pagination"]["totalCount"], 1);
}

#[test]
fn ids_are_looked_at_and_crns_are_ids_too() {
    let mut world = World::new();
    assert_eq!(world.external("moorland", "/v1/persons/X123456/name").status, 404);
    assert_eq!(world.external("moorland", "/v1/persons/rubbish/name").status, 400);
    assert!(PrisonNumber::parse("rubbish").is_err());
}

#[test]
fn non_associations_need_the_right_prison() {
    let mut world = World::new();
    world.act(Act::KeepApart { first: number(BOYD), second: number(SHAW), restriction: "WING".into() });
    let path = |prison: &str| format!("/v1/prison/{prison}/prisoners/{SHAW}/non-associations");
    assert_eq!(world.external("everywhere", &path("HLI")).status, 404);
    assert_eq!(world.external("moorland", &path("HLI")).status, 404);
    let list = world.external("moorland", &path("MDI")).value();
    assert_eq!(list["data"]["nonAssociations"][0]["otherPrisonerDetails"]["prisonerNumber"], BOYD);
    world.act(Act::NoLongerApart { first: number(SHAW), second: number(BOYD) });
    assert_eq!(world.external("moorland", &path("MDI")).value()["data"]["nonAssociations"], json!([]));
    let closed = world.external("moorland", &format!("{}?includeClosed=true", path("MDI"))).value();
    assert_eq!(closed["data"]["nonAssociations"][0]["isClosed"], true);
}

#[test]
fn a_booking_moved_takes_the_stay_from_one_number_to_another() {
    let mut world = World::new();
    world.book(SHAW);
    world.act(Act::Release { number: number(BOYD), reason: "CR".into() });
    world.act(Act::MoveBooking { from: number(SHAW), to: number(BOYD) });
    assert_eq!(world.external("moorland", &format!("/v1/persons/{SHAW}/name")).status, 404);
    assert_eq!(world.external("moorland", &format!("/v1/persons/{BOYD}/name")).status, 200);
    assert_eq!(world.found("MDI")[0]["attendees"][0]["prisonerNumber"], BOYD);
}
