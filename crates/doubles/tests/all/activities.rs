//! Traps of the Activities and Appointments API.

use crate::world::*;
use doubles::prison::{Act, Planned, PlannedKind, room_id};
use jiff::civil::{Time, date};
use serde_json::{Value, json};

#[test]
fn each_post_makes_another_and_nothing_says_so() {
    let mut world = World::new();
    let (first, _) = world.book(SHAW);
    let (second, _) = world.book(SHAW);
    assert_ne!(first, second);
    let found = world.found("MDI");
    assert_eq!(found.len(), 2, "the same man twice at 10:20, and no clash was seen");
    assert_eq!(
        world.bearer("GET", &format!("/appointments/{first}/details"), &json!(null)).value()["createdBy"],
        "hmpps-gatelodge-1"
    );
}

#[test]
fn what_is_wrong_with_a_request_is_said_in_the_services_own_words() {
    let mut world = World::new();
    let mut said = |change: &[(&str, Value)]| {
        let mut body = booking(SHAW);
        for (key, value) in change {
            body[*key] = value.clone();
        }
        let reply = world.bearer("POST", "/appointment-series", &body);
        assert_eq!(reply.status, 400, "{body}");
        reply.value()["userMessage"].as_str().unwrap().to_owned()
    };
    let no = Value::Null;
    assert!(said(&[("prisonCode", no.clone())]).contains("Prison code must be supplied"));
    assert!(
        said(&[("prisonerNumbers", json!([]))]).contains("At least one prisoner number must be supplied")
    );
    assert!(
        said(&[("prisonerNumbers", json!([SHAW, BOYD]))]).contains("Cannot allocate more than one prisoner")
    );
    assert!(said(&[("categoryCode", no.clone())]).contains("Category code must be supplied"));
    assert!(said(&[("tierCode", no.clone())]).contains("Tier code must be supplied"));
    assert!(
        said(&[("dpsLocationId", no.clone())])
            .contains("Internal location id or DPS Location ID must be supplied")
    );
    assert!(
        said(&[("startDate", json!("2026-11-01"))]).contains("Start date must not be more than 5 days ago")
    );
    assert!(said(&[("endTime", json!("10:20"))]).contains("End time must be after the start time"));
    assert!(said(&[("customName", json!("x".repeat(41)))]).contains("40 characters"));
    assert!(said(&[("categoryCode", json!("VISIT"))]).contains("'VISIT' not found or is not active"));
    assert!(said(&[("dpsLocationId", json!(room_id(hli(), "HCC")))]).contains("not found in prison 'MDI'"));
    assert!(said(&[("startDate", json!("2040-01-01"))]).contains("cannot be more than 1826 days"));
    let elsewhere = said(&[("prisonerNumbers", json!(["A9999ZZ"]))]);
    assert!(elsewhere.contains("'A9999ZZ' not found, were inactive or are residents of a different prison."));
    assert!(said(&[("startTime", no)]).contains("Start time must be supplied"));
    assert_eq!(world.found("MDI").len(), 0, "a refusal makes nothing");
}

#[test]
fn nobody_writes_without_a_bearer_token() {
    let mut world = World::new();
    let call = doubles::prison::Call::new("POST", "/appointment-series").json(&booking(SHAW));
    assert_eq!(world.reply(&call).status, 401);
    let token = doubles::prison::Call::new("POST", "/auth/oauth/token?grant_type=client_credentials");
    assert_eq!(world.reply(&token).status, 401);
    let token = world.reply(&token.header("authorization", "Basic eDp5")).value();
    assert_eq!(token["token_type"], "bearer");
}

#[test]
fn a_man_who_has_left_cannot_be_booked() {
    let mut world = World::new();
    world.act(Act::TransferOut { number: number(SHAW), to: hli(), reason: "NOTR".into() });
    assert_eq!(world.bearer("POST", "/appointment-series", &booking(SHAW)).status, 400);
    world.act(Act::TransferIn { number: number(SHAW) });
    assert_eq!(world.bearer("POST", "/appointment-series", &booking(SHAW)).status, 400);
    world.act(Act::ToCourt { number: number(BOYD) });
    assert_eq!(
        world.bearer("POST", "/appointment-series", &booking(BOYD)).status,
        201,
        "at court he is still theirs"
    );
}

#[test]
fn an_instance_is_an_attendee_and_404_once_deleted() {
    let mut world = World::new();
    let (id, attendee) = world.book(SHAW);
    let path = format!("/appointment-instances/{attendee}");
    let instance = world.bearer("GET", &path, &json!(null)).value();
    assert_eq!(
        (instance["id"].as_u64(), instance["appointmentAttendeeId"].as_u64()),
        (Some(attendee), Some(attendee))
    );
    assert_eq!(instance["appointmentId"].as_u64(), Some(id));
    assert_eq!((&instance["startTime"], &instance["prisonerNumber"]), (&json!("10:20"), &json!(SHAW)));
    let cancel = json!({"cancellationReasonId": 4, "applyTo": "THIS_APPOINTMENT"});
    assert_eq!(world.bearer("PUT", &format!("/appointments/{id}/cancel"), &cancel).status, 202);
    assert_eq!(world.bearer("GET", &path, &json!(null)).status, 404);
    assert_eq!(world.bearer("GET", &format!("/appointments/{id}/details"), &json!(null)).status, 404);
    assert!(world.found("MDI").is_empty());
}

#[test]
fn two_reasons_delete_and_one_strikes_through() {
    let mut world = World::new();
    for (reason, stays, told) in [(1, false, "deleted"), (2, true, "cancelled"), (4, false, "deleted")] {
        let (id, _) = world.book(SHAW);
        world.later(60);
        world.notices();
        let cancel = json!({"cancellationReasonId": reason, "applyTo": "THIS_APPOINTMENT"});
        assert_eq!(world.bearer("PUT", &format!("/appointments/{id}/cancel"), &cancel).status, 202);
        world.later(60);
        assert_eq!(world.kinds(), [format!("appointments.appointment-instance.{told}")]);
        let found = world.found("MDI");
        let shown = found.iter().find(|a| a["appointmentId"].as_u64() == Some(id));
        assert_eq!(shown.map(|a| a["isCancelled"] == true), stays.then_some(true), "reason {reason}");
        if stays {
            let again = world.bearer("PUT", &format!("/appointments/{id}/cancel"), &cancel);
            assert_eq!(again.status, 400, "cancelled already");
            let patch = world.bearer(
                "PATCH",
                &format!("/appointments/{id}"),
                &json!({"applyTo": "THIS_APPOINTMENT"}),
            );
            assert_eq!(patch.status, 400);
            let back = json!({"applyTo": "THIS_APPOINTMENT"});
            assert_eq!(world.bearer("PUT", &format!("/appointments/{id}/uncancel"), &back).status, 202);
            world.later(60);
            assert_eq!(world.kinds(), ["appointments.appointment-instance.uncancelled"]);
        }
    }
    let (id, _) = world.book(SHAW);
    let unknown = json!({"cancellationReasonId": 9, "applyTo": "THIS_APPOINTMENT"});
    assert_eq!(world.bearer("PUT", &format!("/appointments/{id}/cancel"), &unknown).status, 404);
}

#[test]
fn a_patch_moves_it_and_tells_without_naming_anyone() {
    let mut world = World::new();
    let (id, attendee) = world.book(SHAW);
    world.later(60);
    world.notices();
    let patch = json!({"startDate": "2026-11-13", "startTime": "11:00", "endTime": "11:10", "applyTo": "THIS_APPOINTMENT"});
    let reply = world.bearer("PATCH", &format!("/appointments/{id}"), &patch);
    assert_eq!(reply.status, 202);
    let found = &world.found("MDI")[0];
    assert_eq!(
        (&found["startDate"], &found["startTime"], &found["isEdited"]),
        (&json!("2026-11-13"), &json!("11:00"), &json!(true))
    );
    world.later(60);
    let notices = world.notices();
    let told = message(&notices[0]);
    assert_eq!(
        told["additionalInformation"],
        json!({"appointmentInstanceId": attendee, "categoryCode": "MEOT"})
    );
    assert!(told.get("personReference").is_none() && notices[0].subject.is_none());
    let late = json!({"startTime": "12:00", "applyTo": "THIS_APPOINTMENT"});
    let reply = world.bearer("PATCH", &format!("/appointments/{id}"), &late);
    assert_eq!(reply.status, 400, "a start after the end");
}

#[test]
fn released_people_lose_what_lies_before_them_and_transferred_people_leave_ghosts() {
    let mut world = World::new();
    let (shaws, _) = world.book(SHAW);
    let (_, boyds) = world.book(BOYD);
    world.later(60);
    world.notices();
    world.act(Act::ToCourt { number: number(BOYD) });
    assert_eq!(world.found("MDI").len(), 2, "court changes nothing");
    world.act(Act::Release { number: number(BOYD), reason: "BL".into() });
    assert_eq!(world.bearer("GET", &format!("/appointment-instances/{boyds}"), &json!(null)).status, 404);
    world.later(60);
    assert!(world.kinds().contains(&"appointments.appointment-instance.deleted".to_owned()));
    world.act(Act::ReverseRelease { number: number(BOYD) });
    assert_eq!(world.found("MDI").len(), 1, "a release that is reversed does not bring them back");

    world.act(Act::TransferOut { number: number(SHAW), to: hli(), reason: "NOTR".into() });
    world.act(Act::TransferIn { number: number(SHAW) });
    assert_eq!(world.found("MDI")[0]["appointmentId"].as_u64(), Some(shaws), "a ghost at the old prison");
    world.act(Act::AppointmentsGo { number: number(SHAW), prison: mdi() });
    assert!(world.found("MDI").is_empty(), "unless staff answered yes");
}

#[test]
fn a_ghost_goes_after_three_weeks() {
    let mut world = World::new();
    let mut far = booking(SHAW);
    far["startDate"] = json!("2026-12-20");
    assert_eq!(world.bearer("POST", "/appointment-series", &far).status, 201);
    world.act(Act::TransferOut { number: number(SHAW), to: hli(), reason: "NOTR".into() });
    let there = |world: &mut World| {
        let body = json!({"startDate": "2026-12-20"});
        world.bearer("POST", "/appointments/MDI/search", &body).value().as_array().unwrap().len()
    };
    world.later(20 * 86_400);
    assert_eq!(there(&mut world), 1);
    world.later(2 * 86_400);
    assert_eq!(there(&mut world), 0);
}

#[test]
fn a_merge_points_attendees_at_the_survivor() {
    let mut world = World::new();
    let stray = "A9001QQ";
    world.act(Act::Arrive { who: arrival(stray, "SHAW", "JASON"), prison: mdi(), reason: "N".into() });
    let (id, attendee) = world.book(stray);
    world.act(Act::Merge { kept: number(SHAW), removed: number(stray) });
    let instance = world.bearer("GET", &format!("/appointment-instances/{attendee}"), &json!(null)).value();
    assert_eq!(
        (instance["prisonerNumber"].as_str(), instance["appointmentId"].as_u64()),
        (Some(SHAW), Some(id))
    );
}

#[test]
fn a_search_spans_less_than_a_month() {
    let mut world = World::new();
    let mut status = |from: &str, to: &str| {
        world.bearer("POST", "/appointments/MDI/search", &json!({"startDate": from, "endDate": to})).status
    };
    assert_eq!(status("2026-11-01", "2026-11-30"), 202);
    assert_eq!(status("2026-11-01", "2026-12-01"), 400);
    assert_eq!(status("2026-11-02", "2026-11-01"), 400);
}

#[test]
fn a_search_narrows_by_person_category_slot_and_author() {
    let mut world = World::new();
    world.book(SHAW);
    world.book(BOYD);
    world.act(Act::StaffBook {
        number: number(SHAW),
        category: "MEDE".into(),
        name: None,
        room: "HCC".into(),
        date: date(2026, 11, 12),
        start: Time::constant(15, 0, 0, 0),
        end: Time::constant(15, 20, 0, 0),
    });
    let mut count = |narrow: Value| {
        let mut body = json!({"startDate": "2026-11-12"});
        body.as_object_mut().unwrap().extend(narrow.as_object().unwrap().clone());
        world.bearer("POST", "/appointments/MDI/search", &body).value().as_array().unwrap().len()
    };
    assert_eq!(count(json!({})), 3);
    assert_eq!(count(json!({"prisonerNumbers": [SHAW]})), 2);
    assert_eq!(count(json!({"categoryCode": "MEDE"})), 1);
    assert_eq!(count(json!({"timeSlots": ["PM"]})), 1);
    assert_eq!(count(json!({"createdBy": "hmpps-gatelodge-1"})), 2);
}

#[test]
fn staff_can_cancel_and_move_what_we_made() {
    let mut world = World::new();
    let (id, _) = world.book(SHAW);
    let start = Time::constant(11, 0, 0, 0);
    let end = Time::constant(11, 10, 0, 0);
    world.act(Act::StaffMove { appointment: id, date: date(2026, 11, 12), start, end });
    assert_eq!(world.found("MDI")[0]["startTime"], "11:00");
    world.act(Act::StaffCancel { appointment: id, reason: 2 });
    let struck = &world.found("MDI")[0];
    assert_eq!((&struck["isCancelled"], &struck["cancelledBy"]), (&json!(true), &json!("MDI_STAFF_GEN")));
}

#[test]
fn a_series_repeats_and_a_change_can_take_the_rest_with_it() {
    let mut world = World::new();
    let mut weekly = booking(SHAW);
    weekly["schedule"] = json!({"frequency": "DAILY", "numberOfAppointments": 3});
    let series = world.bearer("POST", "/appointment-series", &weekly).value();
    let ids: Vec<_> =
        series["appointments"].as_array().unwrap().iter().map(|a| a["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    let cancel = json!({"cancellationReasonId": 2, "applyTo": "THIS_AND_ALL_FUTURE_APPOINTMENTS"});
    world.bearer("PUT", &format!("/appointments/{}/cancel", ids[1]), &cancel);
    let cancelled = |world: &mut World, id: u64| {
        world.bearer("GET", &format!("/appointments/{id}/details"), &json!(null)).value()["isCancelled"]
            == true
    };
    assert_eq!(ids.iter().map(|id| cancelled(&mut world, *id)).collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn the_clash_view_keeps_the_prisons_secrets() {
    let mut world = World::new();
    let (today, tomorrow) = (date(2026, 11, 10), date(2026, 11, 11));
    let planned = |kind, date, title: &str| Planned {
        kind,
        number: number(SHAW),
        prison: mdi(),
        date,
        start: Time::constant(10, 0, 0, 0),
        end: None,
        title: title.to_owned(),
        cancelled: false,
    };
    let mut entries = Vec::new();
    for day in [today, tomorrow] {
        entries.push(planned(PlannedKind::Court, day, "Sheffield Crown Court"));
        entries.push(planned(PlannedKind::Transfer, day, "Full Sutton"));
        entries.push(planned(PlannedKind::Absence, day, "Hull Royal Infirmary"));
        entries.push(planned(PlannedKind::Visit, day, "Social visit"));
    }
    world.act(Act::Plan { entries });
    let mut view = |query: &str| {
        let target = format!("/scheduled-events/prison/MDI?{query}");
        let body = world.bearer("POST", &target, &json!([SHAW])).value();
        let count = |list: &str| body[list].as_array().unwrap().len();
        ((count("courtHearings"), count("externalTransfers"), count("visits")), body.to_string())
    };
    let (now, text) = view("date=2026-11-10");
    assert_eq!(now, (1, 1, 1));
    assert!(!text.contains("Full Sutton") && !text.contains("Infirmary"), "no place of a transfer or escort");
    assert_eq!(view("date=2026-11-10&includeExternalMovements=true").0, (1, 2, 1));
    assert!(!view("date=2026-11-10&includeExternalMovements=true").1.contains("Infirmary"));
    assert_eq!(
        view("date=2026-11-11&includeExternalMovements=true").0,
        (0, 0, 1),
        "tomorrow's escorts are secret"
    );
    assert_eq!(view("date=2026-11-10&timeSlot=PM").0, (0, 0, 0));
}

#[test]
fn a_lockdown_calls_off_work_and_nobody_sees_to_the_appointments() {
    let mut world = World::new();
    world.now = at("2026-11-12T09:00:00Z");
    world.book(SHAW);
    let work = Planned {
        kind: PlannedKind::Activity,
        number: number(SHAW),
        prison: mdi(),
        date: date(2026, 11, 12),
        start: Time::constant(8, 30, 0, 0),
        end: Some(Time::constant(11, 30, 0, 0)),
        title: "Bricklaying".to_owned(),
        cancelled: false,
    };
    world.act(Act::Plan { entries: vec![work] });
    world.act(Act::LockDown { prison: mdi() });
    assert!(world.prison.is_locked_down(mdi()));
    let view = world.bearer("POST", "/scheduled-events/prison/MDI?date=2026-11-12", &json!([SHAW])).value();
    assert_eq!(
        (&view["activities"][0]["cancelled"], &view["appointments"][0]["cancelled"]),
        (&json!(true), &json!(false))
    );
    world.later(60);
    assert!(world.kinds().contains(&"activities.scheduled-instance.amended".to_owned()));
    world.act(Act::LiftLockDown { prison: mdi() });
    assert!(!world.prison.is_locked_down(mdi()));
}
