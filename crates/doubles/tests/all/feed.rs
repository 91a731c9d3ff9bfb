//! What the External API tells third parties: that something changed, late, and not what.

use crate::world::*;
use doubles::prison::{Act, Planned, PlannedKind, PokeFaults, Prison, QueueSettings};
use jiff::civil::{date, time};
use serde_json::{Value, json};

const OURS: &str = "gatelodge-events";
const ALL: &str = "everywhere-events";

/// One event as its consumer reads it.
struct Poked {
    outer: Value,
    message: Value,
}

impl World {
    /// Moorland's consumer and one without a filter, each with a queue.
    fn fed() -> Self {
        let mut world = Self::new();
        for (consumer, queue) in [("moorland", OURS), ("everywhere", ALL)] {
            world.prison.consumer_queue(consumer, queue, QueueSettings::default(), world.now);
        }
        world
    }

    /// Everything that is in a queue, taken out of it.
    fn pokes(&mut self, queue: &str) -> Vec<Poked> {
        let mut out = Vec::new();
        loop {
            let batch = self.prison.queue_receive(queue, 10, self.now);
            if batch.is_empty() {
                return out;
            }
            for received in batch {
                assert!(self.prison.queue_delete(queue, &received.handle));
                let outer: Value = serde_json::from_str(&received.body).unwrap();
                let message = serde_json::from_str(outer["Message"].as_str().unwrap()).unwrap();
                out.push(Poked { outer, message });
            }
        }
    }

    fn kinds_in(&mut self, queue: &str) -> Vec<String> {
        let mut kinds: Vec<_> =
            self.pokes(queue).iter().map(|p| p.message["eventType"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        kinds
    }

    fn moves(&mut self, cell: &str) {
        self.act(Act::MoveCell { number: number(SHAW), cell: cell.to_owned() });
    }
}

/// What a change of cell makes the service tell.
const ON_MOVE: [&str; 5] = [
    "PERSON_CELL_LOCATION_CHANGED",
    "PERSON_EDUCATION_ASSESSMENTS_CHANGED",
    "PERSON_STATUS_CHANGED",
    "PRISONERS_CHANGED",
    "PRISONER_CHANGED",
];

#[test]
fn a_poke_comes_five_minutes_late_in_the_published_form_and_without_data() {
    let mut world = World::fed();
    world.moves("C-2-011");
    world.later(302);
    assert!(
        world.pokes(OURS).is_empty(),
        "the event was heard after three seconds: five minutes are not over"
    );
    world.later(10);
    let told = world.pokes(OURS);
    assert_eq!(told.len(), ON_MOVE.len());
    let cell = told.iter().find(|p| p.message["eventType"] == "PERSON_CELL_LOCATION_CHANGED").unwrap();
    let mut keys: Vec<_> = cell.message.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["eventId", "eventType", "hmppsId", "lastModifiedDateTime", "prisonId", "url"]);
    assert_eq!(cell.message["hmppsId"], SHAW);
    assert_eq!(cell.message["prisonId"], "MDI");
    assert_eq!(cell.message["lastModifiedDateTime"], "2026-11-10T09:00:03.000000", "no zone");
    let url = format!("https://integration-api.hmpps.service.justice.gov.uk/v1/persons/{SHAW}/cell-location");
    assert_eq!(cell.message["url"], url);
    assert_eq!(cell.outer["Type"], "Notification");
    assert!(cell.outer["Timestamp"].as_str().unwrap().ends_with('Z'));
    assert!(!cell.outer.to_string().contains("C-2-011"), "go and look");
}

#[test]
fn changes_in_the_window_are_one_poke_and_later_ones_another() {
    let mut world = World::fed();
    world.moves("C-2-011");
    world.later(100);
    world.moves("C-2-012");
    world.later(300);
    let first = world.pokes(OURS);
    assert_eq!(first.len(), ON_MOVE.len(), "both moves are one");
    world.moves("C-2-013");
    world.later(320);
    let second = world.pokes(OURS);
    assert_eq!(second.len(), ON_MOVE.len());
    let ids = |told: &[Poked]| told.iter().map(|p| p.message["eventId"].as_u64().unwrap()).max().unwrap();
    assert!(ids(&second) > ids(&first));
    assert_eq!(world.kinds_in(ALL).len(), 2 * ON_MOVE.len(), "the other consumer had them too");
}

#[test]
fn alerts_are_told_when_made_and_not_when_they_end_by_date() {
    let mut world = World::fed();
    let today = world.now.london_date();
    let open = Act::OpenAlert {
        number: number(SHAW),
        code: "HA".into(),
        from: None,
        to: Some(today.tomorrow().unwrap()),
        comment: None,
    };
    world.act(open);
    world.later(400);
    assert!(world.kinds_in(OURS).contains(&"PERSON_ALERTS_CHANGED".to_owned()));
    world.later(86_400);
    world.kinds_in(OURS);
    world.later(5);
    assert!(world.kinds().contains(&"person.alert.inactive".to_owned()), "the domain heard of the end");
    world.later(400);
    assert!(world.kinds_in(OURS).is_empty(), "and third parties did not");
}

#[test]
fn schedules_and_appointments_and_attendance_are_told_to_nobody() {
    let mut world = World::fed();
    let (appointment, _) = world.book(SHAW);
    let planned = |kind| Planned {
        kind,
        number: number(SHAW),
        prison: mdi(),
        date: date(2026, 11, 12),
        start: time(9, 0, 0, 0),
        end: None,
        title: "Doncaster Royal Infirmary".into(),
        cancelled: false,
    };
    let entries = vec![planned(PlannedKind::Court), planned(PlannedKind::Absence)];
    world.act(Act::Plan { entries });
    world.act(Act::StaffCancel { appointment, reason: 2 });
    world.later(600);
    assert!(world.kinds_in(OURS).is_empty());
    assert!(world.kinds_in(ALL).is_empty());
}

#[test]
fn who_left_is_told_to_who_has_no_filter_and_hardly_to_who_has_one() {
    let mut world = World::fed();
    world.act(Act::TransferOut { number: number(SHAW), to: hli(), reason: "NOTR".into() });
    world.later(600);
    let everywhere = world.pokes(ALL);
    let cell = everywhere.iter().find(|p| p.message["eventType"] == "PERSON_CELL_LOCATION_CHANGED").unwrap();
    assert_eq!(cell.message["prisonId"], "TRN");
    // Only the event that itself names the prison he left reaches the prison's own consumer.
    assert_eq!(world.kinds_in(OURS), ["KEY_DATES_AND_ADJUSTMENTS_PRISONER_RELEASE"]);
    world.act(Act::TransferIn { number: number(SHAW) });
    world.later(600);
    assert!(world.kinds_in(OURS).is_empty(), "he is Hull's");
    world.act(Act::Release { number: number(BOYD), reason: "CR".into() });
    world.later(600);
    assert_eq!(world.kinds_in(OURS), ["KEY_DATES_AND_ADJUSTMENTS_PRISONER_RELEASE"]);
}

#[test]
fn the_base_location_is_told_after_the_forty_five_minutes_and_five() {
    let mut world = World::fed();
    world.act(Act::Arrive { who: arrival("A9000AA", "NEW", "MAN"), prison: mdi(), reason: "N".into() });
    world.later(46 * 60);
    let kinds = world.kinds_in(OURS);
    assert!(kinds.contains(&"PERSON_HEALTH_AND_DIET_CHANGED".to_owned()), "new: {kinds:?}");
    assert!(kinds.contains(&"PRISONER_NON_ASSOCIATIONS_CHANGED".to_owned()));
    assert!(!kinds.contains(&"PRISONER_BASE_LOCATION_CHANGED".to_owned()));
    world.later(5 * 60);
    assert_eq!(world.kinds_in(OURS), ["PRISONER_BASE_LOCATION_CHANGED"]);
    world.act(Act::ToCourt { number: number(SHAW) });
    world.later(60 * 60);
    assert!(!world.kinds_in(OURS).contains(&"PRISONER_BASE_LOCATION_CHANGED".to_owned()), "court is no move");
    world.act(Act::Release { number: number(BOYD), reason: "CR".into() });
    world.later(20 * 60);
    world.act(Act::ReverseRelease { number: number(BOYD) });
    world.later(60 * 60);
    let everywhere = world.kinds_in(ALL);
    let base = everywhere.iter().filter(|kind| *kind == "PRISONER_BASE_LOCATION_CHANGED").count();
    assert_eq!(base, 1, "the arrival; a release taken back is none");
}

#[test]
fn a_merge_is_told_of_the_survivor_and_of_the_other_only_where_that_is_switched_on() {
    let merge = |told: bool| {
        let mut world = World::fed();
        world.prison.outside.merges_told = told;
        world.act(Act::Merge { kept: number(SHAW), removed: number(BOYD) });
        world.later(600);
        let told = world.pokes(ALL);
        let about = |kind: &str| {
            told.iter()
                .find(|p| p.message["eventType"] == kind)
                .map(|p| p.message["hmppsId"].as_str().unwrap().to_owned())
        };
        (about("PERSON_STATUS_CHANGED"), about("PRISONER_MERGED"))
    };
    assert_eq!(merge(false), (Some(SHAW.to_owned()), None));
    assert_eq!(merge(true), (Some(SHAW.to_owned()), Some(BOYD.to_owned())));
}

#[test]
fn a_suspended_consumer_and_one_without_the_permission_hear_nothing() {
    let mut world = World::fed();
    world.prison.access("everywhere").suspended = true;
    world.prison.access("moorland").permitted = Some(vec!["/v1/persons/{hmppsId}/cell-location".into()]);
    world.moves("C-2-011");
    world.later(400);
    assert!(world.kinds_in(ALL).is_empty());
    assert_eq!(world.kinds_in(OURS), ["PERSON_CELL_LOCATION_CHANGED"]);
    world.prison.access("everywhere").suspended = false;
    world.later(400);
    assert!(world.kinds_in(ALL).is_empty(), "nothing is sent again");
}

#[test]
fn one_consumer_loses_and_another_hears_twice() {
    let mut world = World::fed();
    world.prison.faults.pokes.insert("moorland".into(), PokeFaults { lose: 1000, double: 0 });
    world.prison.faults.pokes.insert("everywhere".into(), PokeFaults { lose: 0, double: 1000 });
    world.moves("C-2-011");
    world.later(400);
    assert!(world.pokes(OURS).is_empty());
    let told = world.pokes(ALL);
    assert_eq!(told.len(), 2 * ON_MOVE.len());
    assert_eq!(told[0].message, told[1].message, "the same event");
    assert_ne!(told[0].outer["MessageId"], told[1].outer["MessageId"], "under a fresh id");
}

#[test]
fn the_id_of_a_person_changes_when_probation_links_theirs() {
    let mut world = World::fed();
    let crn = "X123456";
    world.act(Act::LinkProbation { number: number(SHAW), crn: crn.into() });
    world.later(400);
    let told = world.pokes(OURS);
    assert!(told.iter().all(|p| p.message["hmppsId"] == crn));
    assert!(told.iter().any(|p| p.message["eventType"] == "PERSON_CARE_NEEDS_CHANGED"), "as if new");
    for path in ["", "/name", "/alerts", "/cell-location", "/prisoner-base-location"] {
        let by = |world: &mut World, id: &str| world.external("moorland", &format!("/v1/persons/{id}{path}"));
        let (one, other) = (by(&mut world, crn), by(&mut world, SHAW));
        assert_eq!((one.status, one.value()), (200, other.value()), "{path}");
    }
    let by_crn = world.external("moorland", &format!("/v1/hmpps/id/nomis-number/by-hmpps-id/{crn}"));
    assert_eq!(by_crn.value(), json!({"data": {"nomisNumber": SHAW}}));
    let by_number = world.external("moorland", &format!("/v1/hmpps/id/by-nomis-number/{SHAW}"));
    assert_eq!(by_number.value(), json!({"data": {"hmppsId": crn}}));
    let boyd = world.external("moorland", &format!("/v1/hmpps/id/by-nomis-number/{BOYD}"));
    assert_eq!(boyd.value(), json!({"data": {"hmppsId": BOYD}}));
    let record = world.external("moorland", &format!("/v1/prison/prisoners/{crn}")).value();
    assert_eq!(
        record["data"]["identifiers"],
        json!({"nomisNumber": SHAW, "croNumber": null, "deliusCrn": crn})
    );
    assert_eq!(world.external("moorland", "/v1/persons/X999999/name").status, 404);
}

#[test]
fn changes_of_two_prisons_share_a_row_that_names_nobody_and_carries_the_first_ones_prison() {
    let mut world = World::fed();
    world.act(Act::Arrive { who: arrival("A9000AA", "NEW", "MAN"), prison: hli(), reason: "N".into() });
    world.moves("C-2-011");
    world.later(400);
    let told = world.pokes(ALL);
    let rows: Vec<_> = told.iter().filter(|p| p.message["eventType"] == "PRISONERS_CHANGED").collect();
    assert_eq!((rows.len(), &rows[0].message["prisonId"]), (1, &json!("HLI")));
    let kinds = world.kinds_in(OURS);
    assert!(kinds.contains(&"PRISONER_CHANGED".to_owned()), "Moorland hears of the man: {kinds:?}");
    assert!(!kinds.contains(&"PRISONERS_CHANGED".to_owned()), "and not of the list");
}

#[test]
fn what_waits_is_kept_with_the_rest() {
    let mut world = World::fed();
    world.moves("C-2-011");
    let saved = world.prison.save().unwrap();
    world.prison = Prison::restore(&saved, world.now).unwrap();
    world.later(400);
    assert_eq!(world.kinds_in(OURS), ON_MOVE);
}

#[test]
fn without_a_queue_the_same_seed_plays_the_same() {
    let run = |fed: bool| {
        let mut world = if fed { World::fed() } else { World::new() };
        world.moves("C-2-011");
        world.act(Act::Release { number: number(BOYD), reason: "CR".into() });
        world.later(4_000);
        let notices: Vec<_> = world.notices().into_iter().map(|n| n.body).collect();
        (notices, world.book(SHAW))
    };
    assert_eq!(run(false), run(true));
}
