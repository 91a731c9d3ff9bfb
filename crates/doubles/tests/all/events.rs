//! Domain events: spelling, timing, suppression, at least once.

use crate::world::*;
use doubles::prison::{Act, Notice, Prison};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn sample(name: &str) -> Value {
    let path = format!("{}/tests/corpus/samples/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

fn inner(outer: &Value) -> Value {
    serde_json::from_str(outer["Message"].as_str().unwrap()).unwrap()
}

fn of_kind<'a>(notices: &'a [Notice], kind: &str) -> Vec<&'a Notice> {
    notices.iter().filter(|n| n.kind == kind).collect()
}

fn looks_like(notice: &Notice, name: &str) {
    let (ours, theirs): (Value, Value) = (serde_json::from_str(&notice.body).unwrap(), sample(name));
    assert_eq!(keys(&ours), keys(&theirs), "{name}: wrapping");
    assert_eq!(ours["MessageAttributes"]["eventType"]["Type"], "String");
    assert_eq!(
        ours["MessageAttributes"]["eventType"]["Value"],
        theirs["MessageAttributes"]["eventType"]["Value"]
    );
    let (ours, theirs) = (inner(&ours), inner(&theirs));
    assert_eq!(keys(&ours), keys(&theirs), "{name}: message");
    assert_eq!(ours["version"], theirs["version"], "{name}: version, as number or text");
    assert!(
        keys(&theirs["additionalInformation"]).is_subset(&keys(&ours["additionalInformation"])),
        "{name}: details"
    );
}

#[test]
fn events_are_spelled_as_the_samples_are() {
    let mut world = World::new();
    world.act(Act::Arrive { who: arrival("A9001QQ", "SHAW", "JASON"), prison: mdi(), reason: "N".into() });
    world.act(Act::Merge { kept: number(SHAW), removed: number("A9001QQ") });
    world.act(Act::Release { number: number(BOYD), reason: "CR".into() });
    world.later(3 * 3600);
    let mut notices = world.notices();
    world.act(Act::MoveBooking { from: number(SHAW), to: number(BOYD) });
    world.later(60);
    notices.extend(world.notices());
    looks_like(of_kind(&notices, "prison-offender-events.prisoner.merged")[0], "evt__prisoner-merged");
    looks_like(of_kind(&notices, "prison-offender-events.prisoner.booking.moved")[0], "evt__booking-moved");
    let released = of_kind(&notices, "prison-offender-events.prisoner.released");
    let (ours, theirs) = (message(released[0]), inner(&sample("evt__prisoner-released")));
    assert_eq!(keys(&ours), keys(&theirs));
    assert_eq!(keys(&ours["additionalInformation"]), keys(&theirs["additionalInformation"]));
    let merged = message(of_kind(&notices, "prison-offender-events.prisoner.merged")[0]);
    assert!(merged.get("eventType").is_none() && merged.get("personReference").is_none());
    let said = merged["description"].as_str().unwrap();
    assert!(said.contains("from A4711KX to A9001QQ"), "worded backwards, as the live producer does: {said}");
    assert_eq!(merged["additionalInformation"]["nomsNumber"], SHAW);
}

#[test]
fn an_appointments_event_has_no_zone_no_person_and_its_version_as_text() {
    let mut world = World::new();
    world.book(SHAW);
    world.later(60);
    let notices = world.notices();
    let told = message(of_kind(&notices, "appointments.appointment-instance.created")[0]);
    assert_eq!(told["version"], json!("1"));
    let at = told["occurredAt"].as_str().unwrap();
    assert!(at.parse::<jiff::Timestamp>().is_err() && at.parse::<jiff::civil::DateTime>().is_ok(), "{at}");
    assert!(!notices[0].body.contains(SHAW));
}

#[test]
fn movements_are_told_at_once_and_again_after_forty_five_minutes() {
    let mut world = World::new();
    world.act(Act::TransferOut { number: number(SHAW), to: hli(), reason: "NOTR".into() });
    world.later(10);
    let at_once = world.notices();
    let released = message(of_kind(&at_once, "prisoner-offender-search.prisoner.released")[0]);
    assert_eq!(released["additionalInformation"]["prisonId"], "MDI", "the prison that he left");
    assert_eq!(released["additionalInformation"]["reason"], "TRANSFERRED");
    assert!(of_kind(&at_once, "prison-offender-events.prisoner.released").is_empty());
    world.later(44 * 60);
    assert!(world.notices().is_empty());
    world.later(60);
    let settled = world.notices();
    let told = message(of_kind(&settled, "prison-offender-events.prisoner.released")[0]);
    assert_eq!(told["additionalInformation"]["currentLocation"], "BEING_TRANSFERRED");
    assert_eq!(told["additionalInformation"]["currentPrisonStatus"], "NOT_UNDER_PRISON_CARE");
}

#[test]
fn court_is_under_prison_care_and_a_quick_return_is_never_told_as_a_going() {
    let mut world = World::new();
    world.act(Act::ToCourt { number: number(SHAW) });
    world.later(3600);
    let notices = world.notices();
    let told = message(of_kind(&notices, "prison-offender-events.prisoner.released")[0]);
    assert_eq!(told["additionalInformation"]["reason"], "SENT_TO_COURT");
    assert_eq!(told["additionalInformation"]["currentPrisonStatus"], "UNDER_PRISON_CARE");
    world.act(Act::AbsenceOut { number: number(BOYD), reason: "C5".into() });
    world.later(600);
    world.act(Act::AbsenceIn { number: number(BOYD) });
    world.later(3600);
    let kinds = world.kinds();
    assert!(!kinds.contains(&"prison-offender-events.prisoner.released".to_owned()));
    assert!(kinds.contains(&"prison-offender-events.prisoner.received".to_owned()));
}

#[test]
fn a_release_reversed_in_time_is_suppressed_and_both_were_told_at_once() {
    let mut world = World::new();
    world.act(Act::Release { number: number(SHAW), reason: "CR".into() });
    world.later(20 * 60);
    world.act(Act::ReverseRelease { number: number(SHAW) });
    world.later(2 * 3600);
    let notices = world.notices();
    assert_eq!(of_kind(&notices, "prisoner-offender-search.prisoner.released").len(), 1);
    assert_eq!(of_kind(&notices, "prisoner-offender-search.prisoner.received").len(), 1);
    assert!(
        notices.iter().all(|n| !n.kind.starts_with("prison-offender-events.")),
        "the delayed producer is silent"
    );
}

#[test]
fn a_death_is_told_as_a_release_with_reason_dec() {
    let mut world = World::new();
    world.act(Act::Die { number: number(SHAW) });
    world.later(3600);
    let notices = world.notices();
    let told = message(of_kind(&notices, "prison-offender-events.prisoner.released")[0]);
    assert_eq!(told["additionalInformation"]["reason"], "RELEASED");
    assert_eq!(told["additionalInformation"]["nomisMovementReasonCode"], "DEC");
}

#[test]
fn a_death_that_is_taken_back_gives_the_legal_status_again() {
    let mut world = World::new();
    let legal = |world: &World| world.prison.person(number(SHAW)).unwrap().custody.clone().unwrap().legal;
    let before = legal(&world);
    world.act(Act::Die { number: number(SHAW) });
    assert_eq!(legal(&world), "DEAD");
    // Something else of him changes in between.
    world.act(Act::ResyncAlerts { number: number(SHAW) });
    world.act(Act::ReverseRelease { number: number(SHAW) });
    assert_eq!(legal(&world), before);
}

#[test]
fn a_secure_hospital_is_told_by_three_producers() {
    let mut world = World::new();
    world.act(Act::ToHospital { number: number(SHAW), id: "HAZLWD".into(), name: "Hazelwood House".into() });
    world.later(3600);
    let notices = world.notices();
    let reason = |kind: &str| message(of_kind(&notices, kind)[0])["additionalInformation"]["reason"].clone();
    assert_eq!(reason("prisoner-offender-search.prisoner.released"), "RELEASED_TO_HOSPITAL");
    assert_eq!(reason("prison-offender-events.prisoner.released"), "RELEASED_TO_HOSPITAL");
    assert_eq!(of_kind(&notices, "restricted-patients.patient.added").len(), 1);
}

#[test]
fn a_resync_changes_every_id_and_no_fact() {
    let mut world = World::new();
    for code in ["XEL", "MAS"] {
        world.act(Act::OpenAlert {
            number: number(SHAW),
            code: code.into(),
            from: None,
            to: None,
            comment: None,
        });
    }
    world.later(60);
    world.notices();
    let facts = |world: &World| -> Vec<_> {
        let person = world.prison.person(number(SHAW)).unwrap();
        person.alerts.iter().map(|a| (a.code.clone(), a.from, a.to)).collect()
    };
    let ids = |world: &World| -> BTreeSet<_> {
        world.prison.person(number(SHAW)).unwrap().alerts.iter().map(|a| a.uuid.clone()).collect()
    };
    let (facts_before, ids_before) = (facts(&world), ids(&world));
    world.act(Act::ResyncAlerts { number: number(SHAW) });
    assert_eq!(facts(&world), facts_before);
    assert!(ids(&world).is_disjoint(&ids_before));
    world.later(60);
    let notices = world.notices();
    assert_eq!(of_kind(&notices, "person.alert.deleted").len(), 2);
    assert_eq!(of_kind(&notices, "person.alert.created").len(), 2);
}

#[test]
fn an_alert_ends_at_midnight_and_is_told_at_three() {
    let mut world = World::new();
    let tomorrow = world.now.london_date().tomorrow().ok();
    world.act(Act::OpenAlert {
        number: number(SHAW),
        code: "HA".into(),
        from: None,
        to: tomorrow,
        comment: None,
    });
    world.now = at("2026-11-11T00:01:00Z");
    world.notices();
    let active = |world: &World| {
        world.prison.person(number(SHAW)).unwrap().alerts.iter().any(|a| a.active_on(world.now.london_date()))
    };
    assert!(!active(&world), "over since midnight");
    assert!(!world.kinds().contains(&"person.alert.inactive".to_owned()), "and nobody has said so");
    world.now = at("2026-11-11T02:59:00Z");
    assert!(!world.kinds().contains(&"person.alert.inactive".to_owned()));
    world.now = at("2026-11-11T03:01:00Z");
    world.notices();
    world.later(60);
    assert_eq!(world.kinds(), ["person.alert.inactive"]);
}

#[test]
fn what_is_not_taken_comes_again_also_after_a_restart() {
    let mut world = World::new();
    world.act(Act::MoveCell { number: number(SHAW), cell: "C-2-011".into() });
    world.later(60);
    let first = world.prison.notices_due(world.now);
    assert_eq!(first.len(), 2);
    world.prison.delivered(first[0].ticket);
    world.prison.undelivered(first[1].ticket, world.now);
    assert!(world.prison.notices_due(world.now).is_empty(), "not at once");
    world.later(10);
    let second = world.prison.notices_due(world.now);
    assert_eq!(second.iter().map(|n| &n.message_id).collect::<Vec<_>>(), [&first[1].message_id]);
    let saved = world.prison.save().unwrap();
    let mut restored = Prison::restore(&saved, world.now).unwrap();
    let third = restored.notices_due(world.now);
    assert_eq!(third[0].message_id, first[1].message_id, "it was out when the process died");
}

#[test]
fn non_associations_are_told_in_pairs() {
    let mut world = World::new();
    world.act(Act::KeepApart { first: number(BOYD), second: number(SHAW), restriction: "WING".into() });
    world.later(60);
    let notices = world.notices();
    let about: BTreeSet<_> =
        of_kind(&notices, "prison-offender-events.prisoner.non-association-detail.changed")
            .iter()
            .map(|n| message(n)["personReference"]["identifiers"][0]["value"].as_str().unwrap().to_owned())
            .collect();
    assert_eq!(about, BTreeSet::from([SHAW.to_owned(), BOYD.to_owned()]));
    assert_eq!(of_kind(&notices, "non-associations.created").len(), 1);
}
