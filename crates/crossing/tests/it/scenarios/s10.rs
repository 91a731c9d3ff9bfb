//! S10 Released at court.
//!
//! "Given Shaw on OST out 08:00; when court releases 15:10; then within 2 minutes of when the route can know: his hatch
//! line is marked "reported released 15:10, not settled", leaver task to substance team, bridging script prompt,
//! RECONNECT referral, record of "no TTO handed" if so; once settled a nurse confirms him off the hatch list and his 3
//! clinics are freed. Reversed at 15:40: nothing was lost."

use crate::support::{Booking, Site, at, patient};
use crossing::disclose::clinic_list::WillWord;
use doubles::prison::Act;
use vocab::crossing::{Hold, TaskKey};
use vocab::id::{AppointmentId, PrisonNumber};
use vocab::prison::Standing;

pub(super) const COVERS: &[&str] = &[
    "released at court 15:10: reported, not settled, within two minutes of when the route can know",
    "his clinics are kept until it is settled, and freed then",
    "a task says that he left with bookings",
    "reversed at 15:40 nothing was lost, whatever the prison's own service took off its lists meanwhile",
];

pub(super) const WAITS: &[&str] = &[
    "his hatch line, and a nurse who confirms him off it (hatch list)",
    "leaver task to the substance team, bridging script, RECONNECT, no TTO handed (leaver pack)",
];

const DAYS: [&str; 3] = ["2026-11-13", "2026-11-16", "2026-11-19"];

fn at_court() -> (Site, PrisonNumber, Vec<AppointmentId>) {
    let site = Site::at("2026-11-12T07:00:00Z");
    site.goes_live();
    let shaw = site.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    site.happens(&Act::MoveCell { number: shaw, cell: "A-1-005".to_owned() });
    site.hears();
    let patient =
        site.patient(&patient("p1", Some("A4711KX"), ("John", "Shaw"), "1980-02-03", Some("9990001006")));
    let clinics = DAYS.map(|day| {
        let (start, end) = (format!("{day}T10:20:00Z"), format!("{day}T10:35:00Z"));
        site.books(&Booking::new(patient, &start, &end).called(day))
    });
    site.delivers();
    site.it_is("2026-11-12T08:00:00Z");
    site.happens(&Act::ToCourt { number: shaw });
    site.hears();
    site.settling_time_goes_by();
    assert!(clinics.iter().all(|id| site.mirror(*id).hold.is_none()), "court takes nothing away");
    site.it_is("2026-11-12T15:10:00Z");
    site.happens(&Act::Release { number: shaw, reason: "CR".to_owned() });
    site.hears();
    (site, shaw, clinics.to_vec())
}

#[test]
fn s10_it_is_reported_within_two_minutes_and_not_settled() {
    let (site, shaw, clinics) = at_court();
    assert!(site.now().seconds_since(at("2026-11-12T15:10:00Z")) <= 120);
    assert_eq!(site.reported(shaw), Standing::Released);
    assert_ne!(site.settled(shaw), Some(Standing::Released));
    for (id, day) in clinics.iter().zip(DAYS) {
        assert_eq!(site.mirror(*id).hold, Some(Hold::Left));
        let row = site.clinic_row_of("MDI", day, *id);
        assert_eq!(row.will.word, WillWord::Left);
        assert!(row.will.words.ends_with("not settled"), "{}", row.will.words);
        assert_eq!(row.mirror.unwrap().words, "slot kept until settled");
        assert!(site.tasks().contains(&TaskKey::PersonLeft(*id)));
    }
}

#[test]
fn s10_settled_his_three_clinics_are_freed() {
    let (site, shaw, clinics) = at_court();
    site.it_is("2026-11-12T15:54:00Z");
    site.settles();
    assert_ne!(site.settled(shaw), Some(Standing::Released), "44 minutes are not 45");
    site.it_is("2026-11-12T15:56:00Z");
    site.settles();
    assert_eq!(site.settled(shaw), Some(Standing::Released));
    site.delivers_to_the_end();
    assert!(site.standing().is_empty());
    for (id, day) in clinics.iter().zip(DAYS) {
        assert!(site.mirror(*id).in_step(), "{:?}", site.mirror(*id));
        let row = site.clinic_row_of("MDI", day, *id);
        assert_eq!(row.will.word, WillWord::Left, "{:?}", row.will);
        assert!(!row.will.words.contains("not settled"), "{}", row.will.words);
        assert_eq!(row.mirror.unwrap().words, "slot free");
    }
}

#[test]
fn s10_reversed_at_15_40_nothing_was_lost() {
    let (site, shaw, clinics) = at_court();
    // The prison's own service has taken his appointments away, and the lists are read meanwhile.
    site.delivers_to_the_end();
    site.it_is("2026-11-12T15:30:00Z");
    for day in DAYS {
        site.lists_are_read("MDI", day);
    }
    site.it_is("2026-11-12T15:40:00Z");
    site.happens(&Act::ReverseRelease { number: shaw });
    site.hears();
    assert!(site.reported(shaw).prison().is_some(), "{:?}", site.reported(shaw));
    site.delivers_to_the_end();
    site.settling_time_goes_by();
    site.delivers_to_the_end();
    for id in &clinics {
        assert!(site.mirror(*id).in_step() && site.mirror(*id).hold.is_none(), "{:?}", site.mirror(*id));
    }
    assert_eq!(site.standing().len(), 3, "each clinic stands once");
    assert!(site.tasks().is_empty(), "{:?}", site.tasks());
    site.rebuilds_to_the_same();
}
