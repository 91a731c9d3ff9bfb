//! Custody: every snapshot of the corpus and of our own, in sequence, in every rotation and out of order; reported
//! first, then settled.

use crate::support::{Site, code, event, number};
use crossing::understood::Outcome;
use proptest::prelude::*;
use serde_json::{Value, json};
use vocab::Instant;
use vocab::code::{Coded, MovementType};
use vocab::id::PrisonNumber;
use vocab::place::CellLocation;
use vocab::prison::{Person, Standing};

macro_rules! snapshot {
    ($name:literal) => {
        ($name, include_str!(concat!("../corpus/ps-state__", $name, ".json")))
    };
    (ours $name:literal) => {
        ($name, include_str!(concat!("../corpus/authored/ps-state__", $name, ".json")))
    };
}

fn in_prison(prison: &str) -> Standing {
    Standing::InPrison { prison: code(prison) }
}

/// Every snapshot, with the standing that it amounts to.
fn snapshots() -> Vec<(&'static str, Value, Standing)> {
    let wwi = code("WWI");
    let nmi = code("NMI");
    [
        (snapshot!("first-new-booking"), in_prison("NMI")),
        (snapshot!("transfer-out"), Standing::InTransit),
        (snapshot!("transfer-in"), in_prison("WWI")),
        (snapshot!("court-out"), Standing::AtCourt { prison: wwi }),
        (snapshot!("court-in-same-prison"), in_prison("WWI")),
        (snapshot!("tap-out"), Standing::TemporaryAbsence { prison: wwi }),
        (snapshot!("tap-in-same-prison"), in_prison("WWI")),
        (snapshot!("released"), Standing::Released),
        (snapshot!("recalled"), in_prison("NMI")),
        (snapshot!("first-moved-booking"), in_prison("NMI")),
        (snapshot!("released-to-hospital"), Standing::SecureHospital { supporting: Some(code("BXI")) }),
        (snapshot!("new-prisoner"), Standing::NotInCustody),
        (snapshot!(ours "bed-watch"), Standing::BedWatch { prison: nmi }),
        (snapshot!(ours "outpatient"), Standing::TemporaryAbsence { prison: nmi }),
        (snapshot!(ours "died"), Standing::Died),
        (snapshot!(ours "died-legal-status-late"), Standing::Died),
        (snapshot!(ours "died-movement-late"), Standing::Died),
        (snapshot!(ours "death-un-notified"), in_prison("NMI")),
        (snapshot!(ours "deported"), Standing::Removed),
        (snapshot!(ours "deported-on-licence"), Standing::Removed),
        (snapshot!(ours "extradited"), Standing::Removed),
        (snapshot!(ours "repatriated"), Standing::Removed),
        (snapshot!(ours "escaped"), Standing::Removed),
        (snapshot!(ours "absconded"), Standing::Removed),
        (snapshot!(ours "merged-away"), Standing::MergedAway),
        (snapshot!(ours "release-reversed"), in_prison("NMI")),
        (snapshot!(ours "moved-cell"), in_prison("NMI")),
        (snapshot!(ours "out-unknown"), Standing::Out { prison: nmi }),
        (snapshot!(ours "no-movement-in"), in_prison("NMI")),
        (snapshot!(ours "no-movement-court"), Standing::AtCourt { prison: nmi }),
        (snapshot!(ours "unknown-status"), Standing::NotUnderstood),
    ]
    .into_iter()
    .map(|((name, text), standing)| (name, serde_json::from_str(text).unwrap(), standing))
    .collect()
}

fn snapshot(name: &str) -> Value {
    snapshots().into_iter().find(|(n, ..)| *n == name).unwrap().1
}

/// The same record of somebody else: each test person has a number of their own.
fn of(n: usize, record: &Value) -> (PrisonNumber, Value) {
    let text = format!("A{:04}DY", 1_000 + n);
    let mut record = record.clone();
    record["prisonerNumber"] = json!(text);
    (number(&text), record)
}

fn akusea() -> PrisonNumber {
    number("A9460DY")
}

#[test]
fn every_file_of_the_corpus_is_among_the_snapshots() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files = Vec::new();
    for folder in [here.clone(), here.join("authored")] {
        for file in std::fs::read_dir(folder).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            files.extend(
                name.strip_prefix("ps-state__").and_then(|n| n.strip_suffix(".json")).map(str::to_owned),
            );
        }
    }
    files.sort();
    let mut known: Vec<String> = snapshots().into_iter().map(|(name, ..)| name.to_owned()).collect();
    known.sort();
    assert_eq!(files, known);
}

#[test]
fn in_sequence_and_in_every_rotation_each_snapshot_gives_its_standing() {
    let site = Site::new();
    let all = snapshots();
    for first in 0..all.len() {
        for step in 0..all.len() {
            let (name, record, standing) = &all[(first + step) % all.len()];
            site.goes_on_seconds(1);
            let outcome = site.reads(record);
            assert!(matches!(outcome, Outcome::Changed | Outcome::Unchanged), "{name}: {outcome:?}");
            let person = site.person(akusea());
            assert_eq!(person.custody.value.as_ref().unwrap().reported.standing, *standing, "{name}");
            assert_eq!(person.custody.checked, Some(site.now()), "{name}");
            assert_eq!(person.prison(), standing.prison(), "{name}");
        }
    }
    assert!(site.quarantine().is_empty());
}

#[test]
fn each_snapshot_as_the_first_that_is_heard_of_somebody() {
    let site = Site::new();
    for (n, (name, record, standing)) in snapshots().iter().enumerate() {
        let (who, record) = of(n, record);
        assert_eq!(site.reads(&record), Outcome::Changed, "{name}");
        assert_eq!(site.reported(who), *standing, "{name}");
        assert_eq!(site.settled(who), None, "{name}: nothing is settled at once");
    }
}

#[test]
fn what_was_asked_for_earlier_and_comes_later_is_dropped() {
    let site = Site::new();
    let all = snapshots();
    let mut who = 0;
    for apart in [1, 7, 12, 19] {
        for (n, (earlier_name, earlier, _)) in all.iter().enumerate() {
            let (later_name, later, standing) = &all[(n + apart) % all.len()];
            let (person, later) = of(who, later);
            let (_, earlier) = of(who, earlier);
            who += 1;
            let asked = site.now();
            assert_eq!(site.reads_at(&later, asked), Outcome::Changed, "{later_name}");
            let before = site.person(person);
            let outcome = site.reads_at(&earlier, asked.plus_seconds(-1));
            // What the later record says nothing of, the earlier one may still tell.
            let tells_more = later.get("alerts").is_none() && earlier.get("alerts").is_some();
            let expected = if tells_more { Outcome::Changed } else { Outcome::Stale };
            assert_eq!(outcome, expected, "{earlier_name} after {later_name}");
            let after = site.person(person);
            assert_eq!(
                (after.custody, after.identity),
                (before.custody, before.identity),
                "{earlier_name} after {later_name}"
            );
            assert_eq!(site.reported(person), *standing);
        }
    }
}

#[test]
fn each_is_reported_first_and_settled_by_our_45_minutes() {
    let site = Site::new();
    let all = snapshots();
    for (n, (_, record, _)) in all.iter().enumerate() {
        site.reads(&of(n, record).1);
    }
    site.goes_on_seconds(2_699);
    assert_eq!(site.settles(), 0, "a second before the 45 minutes nothing settles");
    site.goes_on_seconds(2);
    site.settles();
    for (n, (name, record, standing)) in all.iter().enumerate() {
        let settled = (*standing != Standing::NotUnderstood).then(|| standing.clone());
        assert_eq!(site.settled(of(n, record).0), settled, "{name}");
    }
}

#[test]
fn a_status_that_is_not_understood_is_kept_and_never_settles() {
    let site = Site::new();
    site.reads(&snapshot("first-new-booking"));
    site.settling_time_goes_by();
    site.reads(&snapshot("unknown-status"));
    for _ in 0..5 {
        site.settling_time_goes_by();
    }
    let custody = site.custody(akusea());
    assert_eq!(custody.reported.standing, Standing::NotUnderstood);
    assert_eq!(custody.settled.map(|s| s.standing), Some(in_prison("NMI")), "what had settled stands");
    assert_eq!(custody.reported.movement, Some(Coded::Unknown("QZX".into())), "the code is kept as it came");
    assert_eq!(custody.reported.reason.as_ref().map(|r| r.text().to_owned()), Some("QQ".to_owned()));
    let released = settled_event("released", "RELEASED", "NMI", "2026-11-12T08:00:00Z");
    site.reads(&released);
    assert_eq!(site.settled(akusea()), Some(in_prison("NMI")), "nor does the prison's own event settle it");
}

/// The event of `prison-offender-events` that comes 45 minutes after a movement, if it still stands.
fn settled_event(kind: &str, reason: &str, prison: &str, occurred: &str) -> Value {
    let additional = json!({"nomsNumber": "A9460DY", "reason": reason, "prisonId": prison,
        "currentLocation": "OUTSIDE_PRISON", "currentPrisonStatus": "NOT_UNDER_PRISON_CARE"});
    event(&format!("prison-offender-events.prisoner.{kind}"), "A9460DY", occurred, &additional)
}

#[test]
fn the_prisons_delayed_event_settles_what_it_speaks_of() {
    for (name, kind, reason, prison) in [
        ("released", "released", "RELEASED", "NMI"),
        ("died", "released", "RELEASED", "NMI"),
        ("deported", "released", "RELEASED", "NMI"),
        ("released-to-hospital", "released", "RELEASED_TO_HOSPITAL", "BXI"),
        ("court-out", "released", "SENT_TO_COURT", "WWI"),
        ("tap-out", "released", "TEMPORARY_ABSENCE_RELEASE", "WWI"),
        ("bed-watch", "released", "TEMPORARY_ABSENCE_RELEASE", "NMI"),
        ("transfer-out", "released", "TRANSFERRED", "NMI"),
        ("transfer-in", "received", "TRANSFERRED", "WWI"),
        ("recalled", "received", "ADMISSION", "NMI"),
        ("court-in-same-prison", "received", "RETURN_FROM_COURT", "WWI"),
    ] {
        let site = Site::new();
        let (_, record, standing) = snapshots().into_iter().find(|(n, ..)| *n == name).unwrap();
        site.reads(&record);
        assert_eq!(site.settled(akusea()), None, "{name}");
        site.goes_on_seconds(10);
        site.reads(&settled_event(kind, reason, prison, "2026-11-12T08:00:00Z"));
        assert_eq!(site.settled(akusea()), Some(standing), "{name}");
        assert!(
            site.errands(akusea()).contains(&vocab::prison::Aspect::Place),
            "{name}: it is read again besides"
        );
        assert_eq!(site.settles(), 0);
    }
}

#[test]
fn the_delayed_event_of_an_earlier_movement_settles_nothing_newer() {
    let site = Site::new();
    site.reads(&snapshot("transfer-in"));
    site.settling_time_goes_by();
    // Out to court at nine; at 09:44 somebody keys a release by mistake; at 09:45 the event of the court run comes.
    site.reads(&snapshot("court-out"));
    site.goes_on_seconds(44 * 60);
    site.reads(&snapshot("released"));
    site.goes_on_seconds(60);
    site.reads(&settled_event("released", "SENT_TO_COURT", "WWI", "2026-11-12T08:45:01Z"));
    assert_eq!(site.reported(akusea()), Standing::Released);
    assert_ne!(site.settled(akusea()), Some(Standing::Released), "the release is a minute old");
    // Nor does an arrival at one prison settle an arrival at another.
    site.goes_on_seconds(1);
    site.reads(&snapshot("recalled"));
    let now = site.now().rfc3339_london();
    site.reads(&settled_event("received", "TRANSFERRED", "WWI", &now));
    assert_ne!(site.settled(akusea()), Some(in_prison("NMI")));
    // Its own event does.
    site.reads(&settled_event("received", "ADMISSION", "NMI", &now));
    assert_eq!(site.settled(akusea()), Some(in_prison("NMI")));
}

#[test]
fn the_delayed_event_of_the_same_movement_earlier_settles_nothing_newer() {
    let site = Site::new();
    site.reads(&snapshot("transfer-in"));
    site.settling_time_goes_by();
    // Out on a transfer at 08:46, back soon after, and out on another.
    site.reads(&snapshot("transfer-out"));
    site.goes_on_seconds(5 * 60);
    site.reads(&snapshot("transfer-in"));
    let back = site.now();
    site.goes_on_seconds(60);
    site.reads(&snapshot("transfer-out"));
    site.goes_on_seconds(40 * 60);
    let event = |at: Instant| settled_event("released", "TRANSFERRED", "NMI", &at.rfc3339_london());
    site.reads(&event(back.plus_seconds(-30)));
    assert!(!site.custody(akusea()).is_settled(), "since then they were read as back");
    site.reads(&event(back.plus_seconds(30)));
    assert!(site.custody(akusea()).is_settled());
}

#[test]
fn what_goes_back_to_the_settled_standing_must_stand_again() {
    let site = Site::new();
    site.reads(&snapshot("first-new-booking"));
    site.settling_time_goes_by();
    site.goes_on_seconds(60);
    site.reads(&snapshot("released"));
    assert!(!site.custody(akusea()).is_settled());
    site.goes_on_seconds(20 * 60);
    site.reads(&snapshot("release-reversed"));
    site.goes_on_seconds(30 * 60);
    assert_eq!(site.settles(), 0, "the release that was undone is not looked at again");
    assert!(!site.custody(akusea()).is_settled());
    site.goes_on_seconds(15 * 60);
    assert_eq!(site.settles(), 1);
    assert!(site.custody(akusea()).is_settled());
    assert_eq!(site.settled(akusea()), Some(in_prison("NMI")));
}

#[test]
fn a_second_report_has_its_own_45_minutes() {
    let site = Site::new();
    site.reads(&snapshot("transfer-in"));
    site.settling_time_goes_by();
    site.reads(&snapshot("court-out"));
    site.goes_on_seconds(40 * 60);
    site.reads(&snapshot("released"));
    site.goes_on_seconds(10 * 60);
    site.settles();
    assert_eq!(site.settled(akusea()), Some(in_prison("WWI")), "neither has stood for 45 minutes");
    site.goes_on_seconds(36 * 60);
    site.settles();
    assert_eq!(site.settled(akusea()), Some(Standing::Released));
}

#[test]
fn a_reading_that_says_the_same_does_not_put_settling_off() {
    let site = Site::new();
    site.reads(&snapshot("released"));
    for _ in 0..9 {
        site.goes_on_seconds(5 * 60);
        site.reads(&snapshot("released"));
    }
    site.goes_on_seconds(2);
    site.settles();
    assert_eq!(site.settled(akusea()), Some(Standing::Released));
}

#[test]
fn absences_are_still_their_prisons() {
    let site = Site::new();
    for (n, name) in ["court-out", "tap-out", "bed-watch", "outpatient", "out-unknown", "no-movement-court"]
        .iter()
        .enumerate()
    {
        let (who, record) = of(n, &snapshot(name));
        let prison = code(record["prisonId"].as_str().unwrap());
        site.reads(&record);
        site.settling_time_goes_by();
        let person = site.person(who);
        assert_eq!(person.prison(), Some(prison), "{name}");
        assert!(!site.reported(who).is_gone(), "{name}");
        assert!(
            site.crossing().store().read(|v| v.persons_in(prison, None, 100)).unwrap().contains(&who),
            "{name}"
        );
    }
}

#[test]
fn a_death_is_no_release_and_a_merge_is_none_either() {
    let site = Site::new();
    for (n, (name, gone)) in [
        ("died", true),
        ("died-legal-status-late", true),
        ("died-movement-late", true),
        ("merged-away", false),
    ]
    .iter()
    .enumerate()
    {
        let (who, record) = of(n, &snapshot(name));
        site.reads(&record);
        site.settling_time_goes_by();
        assert_ne!(site.reported(who), Standing::Released, "{name}");
        assert_eq!(site.reported(who).is_gone(), *gone, "{name}");
    }
}

#[test]
fn a_change_of_cell_is_no_movement_and_needs_no_settling() {
    let site = Site::new();
    site.reads(&snapshot("release-reversed"));
    site.settling_time_goes_by();
    let before = site.custody(akusea());
    site.goes_on_seconds(60);
    site.reads(&snapshot("moved-cell"));
    let custody = site.custody(akusea());
    assert_eq!(custody.cell, Some(CellLocation::Cell("B-2-011".into())));
    assert!(custody.is_settled());
    assert_eq!(custody.reported.since, before.reported.since, "he has been there as long as before");
    site.goes_on_seconds(10_000);
    assert_eq!(site.settles(), 0);
}

#[test]
fn whoever_left_has_no_cell_there() {
    let site = Site::new();
    site.reads(&snapshot("moved-cell"));
    assert!(site.custody(akusea()).cell.is_some());
    site.goes_on_seconds(1);
    let mut released = snapshot("released");
    // The index lags: the old cell still stands in the record.
    released["cellLocation"] = json!("B-2-011");
    site.reads(&released);
    assert_eq!(site.custody(akusea()).cell, None);
}

#[test]
fn a_movement_of_a_known_type_is_read_with_its_reason() {
    let site = Site::new();
    site.reads(&snapshot("bed-watch"));
    let reported = site.custody(akusea()).reported;
    assert_eq!(reported.movement, Some(Coded::Known(MovementType::TemporaryAbsence)));
    assert_eq!(reported.reason.unwrap().text(), "C6");
}

#[test]
fn a_404_keeps_what_is_known_and_marks_it_and_an_older_answer_does_not_unmark_it() {
    let site = Site::new();
    site.reads(&snapshot("first-new-booking"));
    site.goes_on_seconds(600);
    let asked = site.now();
    assert_eq!(site.answered("GET", "/prisoner/A9460DY", 404, &json!({"status": 404})), Outcome::Changed);
    let hidden = site.person(akusea());
    assert_eq!(hidden.custody.not_visible_since, Some(asked));
    assert_eq!(hidden.identity.not_visible_since, Some(asked));
    assert_eq!(hidden.custody.value.as_ref().unwrap().reported.standing, in_prison("NMI"), "never gone");
    // An answer that was asked for before the 404 and comes after it says nothing of now.
    site.reads_at(&snapshot("moved-cell"), asked.plus_seconds(-60));
    assert_eq!(site.person(akusea()).custody.not_visible_since, Some(asked));
    assert_eq!(
        site.custody(akusea()).cell,
        Some(CellLocation::Cell("B-2-011".into())),
        "it is newer than what we had"
    );
    site.goes_on_seconds(600);
    site.reads(&snapshot("moved-cell"));
    assert_eq!(site.person(akusea()).custody.not_visible_since, None);
}

#[test]
fn somebody_of_a_prison_that_is_not_served_is_not_kept() {
    let site = Site::new();
    let mut elsewhere = snapshot("first-new-booking");
    elsewhere["prisonId"] = json!("LEI");
    assert!(matches!(site.reads(&elsewhere), Outcome::Quarantined { .. }));
    assert!(site.person_if_known(akusea()).is_none());
    // Whoever is known is followed wherever they go.
    site.goes_on_seconds(1);
    site.reads(&snapshot("first-new-booking"));
    site.goes_on_seconds(1);
    assert_eq!(site.reads(&elsewhere), Outcome::Changed);
    assert_eq!(site.reported(akusea()), in_prison("LEI"));
}

/// What a shuffle must not change. Since when a standing was first reported, and a custody number that only an older
/// record told, are known only to those who heard the older record.
fn end_state(person: &Person) -> impl PartialEq + std::fmt::Debug {
    let custody = person.custody.value.as_ref().unwrap();
    (
        custody.reported.standing.clone(),
        custody.cell.clone(),
        (person.custody.checked, person.custody.seen, person.custody.not_visible_since),
        (person.identity.clone(), person.alerts.clone()),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_shuffle_of_readings_ends_as_in_order(
        order in proptest::collection::vec((0usize..31, any::<u16>()), 2..14),
    ) {
        let all = snapshots();
        let site = Site::new();
        let start = site.now();
        let readings: Vec<(Instant, &Value)> = order
            .iter()
            .zip(1i64..)
            .map(|((n, _), second)| (start.plus_seconds(second), &all[*n].1))
            .collect();
        let mut shuffled: Vec<usize> = (0..readings.len()).collect();
        shuffled.sort_by_key(|n| order[*n].1);
        site.goes_on_seconds(100);
        for (asked, record) in &readings {
            site.reads_at(&of(1, record).1, *asked);
        }
        for n in shuffled {
            let (asked, record) = readings[n];
            site.reads_at(&of(2, record).1, asked);
        }
        let (in_order, out_of_order) = (site.person(of(1, &all[0].1).0), site.person(of(2, &all[0].1).0));
        prop_assert_eq!(end_state(&in_order), end_state(&out_of_order));
    }
}

#[test]
fn a_rebuild_makes_the_same_of_every_snapshot() {
    let site = Site::new();
    for (_, record, _) in snapshots() {
        site.goes_on_seconds(1_000);
        site.reads(&record);
        site.settles();
    }
    site.rebuilds_to_the_same();
}
