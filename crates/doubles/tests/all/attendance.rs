//! Who came to an appointment, and what becomes of the appointments of who is gone.

use crate::world::*;
use doubles::prison::{Act, Impossible};
use serde_json::{Value, json};

const DAY: &str = "2026-11-12";

impl World {
    fn get(&mut self, path: &str) -> Value {
        let reply = self.bearer("GET", path, &Value::Null);
        assert_eq!(reply.status, 200, "{path}: {}", reply.value());
        reply.value()
    }

    fn by_status(&mut self, status: &str) -> Vec<String> {
        let rows = self.get(&format!("/appointments/MDI/{status}/attendance?date={DAY}"));
        let rows = rows.as_array().unwrap();
        rows.iter().map(|r| r["prisonerNumber"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn an_officer_notes_who_came_and_nobody_is_told() {
    let mut world = World::new();
    let (shaw, _) = world.book(SHAW);
    let (boyd, _) = world.book(BOYD);
    world.later(2 * 86_400 + 3 * 3_600);
    world.notices();
    world.act(Act::Attend { appointment: shaw, number: number(SHAW), attended: Some(true) });
    let missed = json!([{"appointmentId": boyd, "prisonerNumbers": [BOYD]}]);
    let put = world.bearer("PUT", "/appointments/updateAttendances?action=NOT_ATTENDED", &missed);
    assert_eq!((put.status, put.body.len()), (204, 0));
    world.later(60);
    assert!(world.notices().is_empty(), "only telemetry knows");
    assert_eq!(world.by_status("ATTENDED"), [SHAW]);
    assert_eq!(world.by_status("NOT_ATTENDED"), [BOYD]);
    assert!(world.by_status("NOT_RECORDED").is_empty());
    let details = world.get(&format!("/appointments/{shaw}/details"));
    let attendee = &details["attendees"][0];
    assert_eq!(
        (&attendee["attended"], &attendee["attendanceRecordedBy"]),
        (&json!(true), &json!("MDI_STAFF_GEN"))
    );
    assert_eq!(attendee["attendanceRecordedTime"], "2026-11-12T12:00:00");
    let summaries =
        world.get(&format!("/appointments/MDI/attendance-summaries?date={DAY}&categoryCode=MEOT"));
    let one = summaries.as_array().unwrap().iter().find(|s| s["id"] == shaw).unwrap().clone();
    assert_eq!(one["attendedCount"], 1);
    assert_eq!((&one["notRecordedCount"], &one["eventTierType"]), (&json!(0), &json!("TIER_1")));
    assert_eq!(
        world.get(&format!("/appointments/MDI/attendance-summaries?date={DAY}&categoryCode=CHAP")),
        json!([])
    );
    let reset = world.bearer("PUT", "/appointments/updateAttendances?action=RESET", &missed);
    assert_eq!(reset.status, 204);
    assert_eq!(world.by_status("NOT_RECORDED"), [BOYD]);
}

#[test]
fn what_is_to_come_or_cancelled_is_not_noted() {
    let mut world = World::new();
    let (appointment, _) = world.book(SHAW);
    let attend = Act::Attend { appointment, number: number(SHAW), attended: Some(true) };
    assert_eq!(world.prison.run(&attend, world.now), Err(Impossible::Appointment));
    let body = json!([{"appointmentId": appointment, "prisonerNumbers": [SHAW]}]);
    let put =
        |world: &mut World| world.bearer("PUT", "/appointments/updateAttendances?action=ATTENDED", &body);
    assert_eq!(put(&mut world).status, 400);
    world.act(Act::StaffCancel { appointment, reason: 2 });
    world.later(2 * 86_400);
    assert_eq!(put(&mut world).status, 400);
    assert_eq!(world.by_status("CANCELLED"), [SHAW]);
    let none = world.bearer("PUT", "/appointments/updateAttendances?action=CAME", &body);
    assert_eq!(none.status, 400);
    let tier =
        world.bearer("GET", &format!("/appointments/MDI/EVENT_TIER/attendance?date={DAY}"), &Value::Null);
    assert_eq!(tier.status, 400, "which tier?");
}

#[test]
fn reasons_one_three_and_four_delete_and_two_strikes_through() {
    for (reason, kind, shown) in
        [(1, "deleted", 0), (2, "cancelled", 1), (3, "deleted", 0), (4, "deleted", 0)]
    {
        let mut world = World::new();
        let (appointment, _) = world.book(SHAW);
        world.later(5);
        world.notices();
        let body = json!({"cancellationReasonId": reason, "applyTo": "THIS_APPOINTMENT"});
        let reply = world.bearer("PUT", &format!("/appointments/{appointment}/cancel"), &body);
        assert_eq!(reply.status, 202);
        world.later(5);
        assert_eq!(world.kinds(), [format!("appointments.appointment-instance.{kind}")]);
        assert_eq!(world.found("MDI").len(), shown, "reason {reason}");
    }
}

#[test]
fn ghosts_stay_three_weeks_or_until_staff_say_yes() {
    let transferred = || {
        let mut world = World::new();
        let mut far = booking(SHAW);
        far["startDate"] = json!("2026-12-20");
        assert_eq!(world.bearer("POST", "/appointment-series", &far).status, 201);
        world.act(Act::TransferOut { number: number(SHAW), to: hli(), reason: "NOTR".into() });
        world.act(Act::TransferIn { number: number(SHAW) });
        world
    };
    let there = |world: &mut World| {
        let body = json!({"startDate": "2026-12-20", "endDate": "2026-12-20"});
        let found = world.bearer("POST", "/appointments/MDI/search", &body).value();
        found.as_array().unwrap().iter().filter(|a| a["attendees"] != json!([])).count()
    };
    let mut world = transferred();
    world.later(20 * 86_400);
    assert_eq!(there(&mut world), 1, "a ghost");
    world.later(2 * 86_400);
    assert_eq!(there(&mut world), 0);
    let mut world = transferred();
    world.notices();
    world.act(Act::AppointmentsGo { number: number(SHAW), prison: mdi() });
    assert_eq!(there(&mut world), 0);
    world.later(5);
    let kinds = world.kinds();
    assert!(kinds.contains(&"prison-offender-events.prisoner.appointments-changed".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"appointments.appointment-instance.deleted".to_owned()));
}

#[test]
fn a_merge_takes_the_attendees_with_it() {
    let mut world = World::new();
    let (appointment, instance) = world.book(BOYD);
    world.act(Act::Merge { kept: number(SHAW), removed: number(BOYD) });
    let details = world.get(&format!("/appointments/{appointment}/details"));
    assert_eq!(details["attendees"][0]["prisoner"]["prisonerNumber"], SHAW);
    assert_eq!(world.get(&format!("/appointment-instances/{instance}"))["prisonerNumber"], SHAW);
}

#[test]
fn categories_are_listed_with_their_labels_of_today() {
    let mut world = World::new();
    let list = world.get("/appointment-categories");
    let label = |code: &str| {
        list.as_array().unwrap().iter().find(|c| c["code"] == code).map(|c| c["description"].clone())
    };
    assert_eq!(label("MEDO"), Some(json!("Medical - GP or nurse triage")));
    assert_eq!(label("PHARMACY"), Some(json!("Medical - Medication collection")));
    assert_eq!(label("VISIT"), None, "not in use");
}
