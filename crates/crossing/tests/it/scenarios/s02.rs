//! S02 Merge of two prison numbers.
//!
//! "Given A4711KX linked to 9990001006 with 2 mirrors, and stray A9001QQ, not linked, on which staff typed 2 healthcare
//! entries; when `prison-offender-events.prisoner.merged` (kept A4711KX, removed A9001QQ); then our mirrors keep their
//! times, staff's entries now under A4711KX are adopted or listed as conflicts, clinical link kept but *in doubt* (no new
//! writes to the care record, warnings of both numbers shown, "identity being checked"), human task raised; replay of the
//! same event changes nothing."

use crate::support::{Booking, Site, at, event, patient};
use crossing::understood::Outcome;
use doubles::prison::Act;
use serde_json::json;
use vocab::crossing::{Hold, LinkState, TaskKey};
use vocab::id::{AppointmentId, PatientId, PrisonNumber};

pub(super) const COVERS: &[&str] = &[
    "our mirrors keep their times",
    "staff's entries stand under the kept number: taken over where they are a booking's, listed where they are not",
    "the link is kept and in doubt: nothing new is written, the warnings of both numbers are shown, marked",
    "a person is asked",
    "a replay of the same event changes nothing",
];

pub(super) const WAITS: &[&str] = &[];

struct Merge {
    site: Site,
    shaw: PrisonNumber,
    stray: PrisonNumber,
    patient: PatientId,
    booked: [AppointmentId; 2],
}

fn merged() -> Merge {
    let site = Site::new();
    site.goes_live();
    let shaw = site.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    let patient =
        site.patient(&patient("p1", Some("A4711KX"), ("John", "Shaw"), "1980-02-03", Some("9990001006")));
    let booked =
        [("2026-11-13T10:20:00Z", "b1"), ("2026-11-13T14:00:00Z", "b2")].map(|(start, reference)| {
            let end = at(start).plus_seconds(900).rfc3339();
            site.books(&Booking::new(patient, start, &end).called(reference))
        });
    site.delivers();
    let stray = site.arrives("A9001QQ", "JON", "SHOW", "1981-02-03", "MDI");
    for (who, code) in [(shaw, "XHT"), (stray, "XRF")] {
        site.happens(&Act::OpenAlert { number: who, code: code.into(), from: None, to: None, comment: None });
    }
    site.staff_type(stray, ("2026-11-14", "09:00"), ("MEOT", Some("Healthcare")), "HCC-WAIT");
    site.staff_type(stray, ("2026-11-14", "11:00"), ("MEDE", Some("Dentist")), "HCC-WAIT");
    site.hears();
    site.lists_are_read("MDI", "2026-11-14");
    assert!(site.links(stray).is_empty(), "the stray is not linked");
    assert_eq!(site.link(shaw).state, LinkState::Confirmed);
    site.goes_on_seconds(60);
    site.happens(&Act::Merge { kept: shaw, removed: stray });
    site.hears();
    site.lists_are_read("MDI", "2026-11-14");
    Merge { site, shaw, stray, patient, booked }
}

#[test]
fn s02_our_mirrors_keep_their_times_and_the_link_is_kept_in_doubt_with_a_task() {
    let m = merged();
    for (id, start) in m.booked.iter().zip(["10:20", "14:00"]) {
        let mirror = m.site.mirror(*id);
        assert!(mirror.in_step(), "{mirror:?}");
        assert_eq!(mirror.known.unwrap().entry.start.hm(), start);
    }
    let link = m.site.link_of(m.shaw, m.patient).unwrap();
    assert_eq!(link.state, LinkState::InDoubt);
    assert_eq!(m.site.tasks(), [TaskKey::LinkInDoubt(link.id)]);
    assert_eq!(m.site.person(m.stray).merged_into, Some(m.shaw));
}

#[test]
fn s02_the_warnings_of_both_numbers_are_shown_and_identity_is_said_to_be_checked() {
    let m = merged();
    let panel = m.site.nurse_opens(m.patient);
    let lines = panel.actions.iter().chain(&panel.rest).count();
    assert!(lines >= 2, "of both: {:?}", panel.actions);
    assert!(panel.banners.iter().any(|b| b.to_lowercase().contains("identity")), "{:?}", panel.banners);
    assert_eq!(panel.link, "in-doubt");
}

#[test]
fn s02_nothing_new_is_written_until_dawn_has_looked_and_then_staffs_entry_is_taken_over() {
    let m = merged();
    let before = m.site.standing().len();
    let waiting =
        m.site.books(&Booking::new(m.patient, "2026-11-14T09:00:00Z", "2026-11-14T09:15:00Z").called("b3"));
    assert_eq!(m.site.mirror(waiting).hold, Some(Hold::InDoubt));
    assert_eq!(m.site.delivers(), 0);
    m.site.confirms(&m.site.link_of(m.shaw, m.patient).unwrap(), None);
    m.site.delivers_to_the_end();
    assert!(m.site.mirror(waiting).adopted, "{:?}", m.site.mirror(waiting));
    assert_eq!(m.site.standing().len(), before, "nothing is doubled");
    // What staff typed beside it is no booking's: it is listed under the kept number, and that it tells too much is said.
    let date = "2026-11-14".parse().unwrap();
    let comparison =
        m.site.runtime.block_on(m.site.crossing().shadow_comparison(&m.site.dawn(), date, date)).unwrap();
    let rows = &comparison.get().rows;
    let dentist = rows.iter().find(|row| row.what == "only staff").unwrap();
    assert_eq!((dentist.number.as_str(), dentist.discloses), ("A4711KX", true), "{rows:?}");
}

#[test]
fn s02_a_replay_changes_nothing() {
    let m = merged();
    let merge = |occurred: &str| {
        let additional = json!({"nomsNumber": "A4711KX", "removedNomsNumber": "A9001QQ", "reason": "MERGE"});
        event("prison-offender-events.prisoner.merged", "A4711KX", occurred, &additional)
    };
    let stands = |m: &Merge| {
        let mirrors = m.booked.map(|id| m.site.mirror(id));
        (m.site.person(m.shaw), m.site.person(m.stray), m.site.links(m.shaw), m.site.tasks(), mirrors)
    };
    let before = stands(&m);
    for occurred in ["2026-11-12T08:01:00Z", "2026-11-12T08:01:00Z", "2026-11-12T09:00:00Z"] {
        m.site.goes_on_seconds(60);
        assert_ne!(m.site.reads(&merge(occurred)), Outcome::Changed, "{occurred}");
    }
    assert_eq!(stands(&m), before);
    m.site.rebuilds_to_the_same();
}
