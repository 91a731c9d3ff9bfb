//! Absences and their secrets, the rooms that can be booked, and who may share a cell.

use crate::world::*;
use doubles::prison::{Act, Planned, PlannedKind, room_id};
use jiff::civil::{Date, date, time};
use serde_json::{Value, json};

fn absence(on: Date) -> Planned {
    Planned {
        kind: PlannedKind::Absence,
        number: number(SHAW),
        prison: mdi(),
        date: on,
        start: time(9, 0, 0, 0),
        end: Some(time(12, 0, 0, 0)),
        title: "Doncaster Royal Infirmary".into(),
        cancelled: false,
    }
}

impl World {
    fn absences(&mut self, body: &Value) -> Vec<(String, String)> {
        let reply = self.bearer("POST", "/search/prisons/MDI/external-movements/schedules", body);
        assert_eq!(reply.status, 200, "{}", reply.value());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let value = reply.value();
        let rows = value["content"].as_array().unwrap();
        rows.iter().map(|r| (text(&r["start"]), text(&r["location"]["description"]))).collect()
    }
}

#[test]
fn escorts_to_come_are_a_secret_and_places_are_told_to_who_asks() {
    let mut world = World::new();
    let (today, later) = (date(2026, 11, 10), date(2026, 11, 13));
    world.act(Act::Plan { entries: vec![absence(today), absence(later)] });
    let external = ("2026-11-10T09:00:00".to_owned(), "External".to_owned());
    assert_eq!(world.absences(&json!({})), [external]);
    let placed = world.absences(&json!({"includeLocation": true}));
    assert_eq!(placed[0].1, "Doncaster Royal Infirmary");
    assert_eq!(world.absences(&json!({"includeSensitive": true})).len(), 2);
    world.act(Act::Escort {
        number: number(SHAW),
        date: later,
        start: time(9, 0, 0, 0),
        accompanied_by: "UNACCOMPANIED".into(),
    });
    assert_eq!(world.absences(&json!({})).len(), 2, "who goes alone is no secret");
    let window =
        json!({"start": "2026-11-11T00:00:00", "end": "2026-11-14T00:00:00", "personIdentifiers": [SHAW]});
    assert_eq!(world.absences(&window).len(), 1);
    assert!(world.absences(&json!({"personIdentifiers": [BOYD]})).is_empty());
    assert!(world.absences(&json!({"movementTypes": []})).is_empty());
}

#[test]
fn a_clash_is_outside_and_never_where() {
    let mut world = World::new();
    world.act(Act::Plan { entries: vec![absence(date(2026, 11, 13))] });
    let people: Vec<_> = [SHAW, BOYD].iter().map(|n| json!({"type": "PRISON_NUMBER", "value": n})).collect();
    let ask = |world: &mut World, start: &str, end: &str| {
        let body = json!({"personIdentifiers": people, "ranges": [{"start": start, "end": end}]});
        world.bearer("POST", "/search/people/clashes", &body).value()
    };
    let clashes = ask(&mut world, "2026-11-13T11:30:00", "2026-11-13T12:30:00");
    assert_eq!(clashes["origin"]["source"]["productId"], "DPS125");
    assert_eq!(clashes["data"].as_array().unwrap().len(), 1, "only who has one");
    let clash = &clashes["data"][0]["clashes"][0];
    assert_eq!(
        (&clash["start"], &clash["location"]["description"]),
        (&json!("2026-11-13T09:00:00"), &json!("Outside"))
    );
    assert!(!clashes.to_string().contains("Doncaster"));
    assert_eq!(ask(&mut world, "2026-11-13T12:00:00", "2026-11-13T13:00:00")["data"], json!([]));
}

#[test]
fn bookable_rooms_carry_the_ids_that_bookings_name() {
    let mut world = World::new();
    let path = "/locations/non-residential/prison/MDI/service/APPOINTMENT";
    let rooms = world.bearer("GET", path, &Value::Null).value();
    let room = rooms.as_array().unwrap().iter().find(|r| r["code"] == "HCC-WAIT").unwrap().clone();
    assert_eq!(room["id"], room_id(mdi(), "HCC-WAIT"));
    assert_eq!((&room["key"], &room["isResidential"]), (&json!("MDI-HCC-WAIT"), &json!(false)));
}

#[test]
fn a_rating_is_told_once_there_is_one() {
    let mut world = World::new();
    let path = format!("/csra-review/prisoner/{SHAW}/current-rating");
    let before = world.bearer("GET", &path, &Value::Null).value();
    assert_eq!((&before["status"], &before["rating"]), (&json!("NO_RATING"), &Value::Null));
    world.act(Act::RateCellSharing { number: number(SHAW), rating: "HIGH".into() });
    let after = world.bearer("GET", &path, &Value::Null).value();
    assert_eq!(
        (&after["status"], &after["rating"], &after["prisonId"]),
        (&json!("COMPLETE"), &json!("HIGH"), &json!("MDI"))
    );
    assert_eq!(after["finalDate"], "2026-11-10");
    assert_eq!(world.bearer("GET", "/csra-review/prisoner/A0000AA/current-rating", &Value::Null).status, 404);
}

/// The record says the level in NOMIS's words, on both routes; the External API says null of who was never rated, where
/// a search record leaves the key out. A change is told as one of status.
#[test]
fn a_rating_stands_on_both_records_in_nomis_words_and_is_told_as_a_status() {
    let mut world = World::new();
    let (search, external) = (format!("/prisoner/{SHAW}"), format!("/v1/prison/prisoners/{SHAW}"));
    let records = |world: &mut World| {
        let there = world.bearer("GET", &search, &Value::Null).value();
        (there, world.external("moorland", &external).value()["data"].clone())
    };
    let (there, outside) = records(&mut world);
    assert!(there.get("csra").is_none());
    assert!(outside.as_object().unwrap().contains_key("csra") && outside["csra"].is_null());
    world.notices();
    for (rating, told) in [("HIGH_SPECIFIC", "High"), ("STANDARD", "Standard"), ("PEND", "PEND")] {
        world.act(Act::RateCellSharing { number: number(SHAW), rating: rating.into() });
        let (there, outside) = records(&mut world);
        assert_eq!((&there["csra"], &outside["csra"]), (&json!(told), &json!(told)));
        world.later(10);
        let events: Vec<Value> = world.notices().iter().map(message).collect();
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!(events[0]["eventType"], "prisoner-offender-search.prisoner.updated");
        assert_eq!(events[0]["additionalInformation"]["categoriesChanged"], json!(["STATUS"]));
    }
    // The level that the record shows has not changed: nobody tells of that.
    world.act(Act::RateCellSharing { number: number(SHAW), rating: "PEND".into() });
    world.later(10);
    assert!(world.notices().is_empty());
}
