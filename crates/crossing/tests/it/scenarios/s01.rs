//! S01 Transfer while booking.
//!
//! "Given Shaw in HLI and Dawn saving GP 12 Nov 10:20; when an admission to MDI arrives between her Save and the mirror
//! write; then the write is refused with "left HLI 09:58 → MDI", no HLI mirror exists, slot freed once settled, MDI
//! waiting list gets "transferred with open need", audit shows all three times."

use super::clinic_row;
use crate::support::{Booking, Pause, Site, at, code, patient};
use crossing::disclose::clinic_list::WillWord;
use crossing::disclose::trace::TraceKey;
use doubles::prison::Act;
use vocab::crossing::{AttemptAct, Hold, Purpose, RefusalReason, Role, TaskKey};
use vocab::id::{AppointmentId, PrisonNumber};
use vocab::prison::Standing;

pub(super) const COVERS: &[&str] = &[
    "an admission to MDI arrives between Dawn's Save and the mirror write",
    "the write is refused: the clinic list says that he left, when and for where; no mirror is made at HLI",
    "the slot is freed once settled",
    "the trace shows all three times: saved, moved, refused",
];

pub(super) const WAITS: &[&str] = &["MDI waiting list gets \"transferred with open need\" (waiting list)"];

const DAY: &str = "2026-11-12";

/// Shaw is at Hull, linked; Dawn saves a booking for him at 09:59.
fn saved() -> (Site, PrisonNumber, AppointmentId) {
    let site = Site::at("2026-11-12T07:30:00Z");
    site.goes_live();
    let shaw = site.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "HLI");
    let patient =
        site.patient(&patient("p1", Some("A4711KX"), ("John", "Shaw"), "1980-02-03", Some("9990001006")));
    site.it_is("2026-11-12T09:57:50Z");
    site.happens(&Act::TransferOut { number: shaw, to: code("MDI"), reason: "NOTR".to_owned() });
    // The events of it are late; Dawn saves before anybody here knows.
    site.it_is("2026-11-12T09:58:00Z");
    site.happens(&Act::TransferIn { number: shaw });
    site.it_is("2026-11-12T09:59:00Z");
    let id =
        site.books(&Booking::new(patient, "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z").room("HLI/OPD2"));
    (site, shaw, id)
}

#[test]
fn s01_the_admission_comes_between_save_and_write_and_nothing_is_made_at_hull() {
    let (site, shaw, id) = saved();
    // The admission comes before delivery.
    site.hears();
    assert_eq!(site.reported(shaw), Standing::InPrison { prison: code("MDI") });
    assert_eq!(site.mirror(id).hold, Some(Hold::Left));
    site.delivers_to_the_end();
    assert!(site.shown().is_empty(), "no mirror exists at Hull");
    assert!(site.acts(id).is_empty(), "nothing was even asked");
    assert_eq!(site.tasks(), [TaskKey::PersonLeft(id)]);
}

#[test]
fn s01_dawn_reads_that_he_left_when_and_for_where() {
    let (site, _, id) = saved();
    site.hears();
    let row = clinic_row(&site.dawn_opens_the_clinic_list("HLI", DAY), id);
    assert_eq!(row.will.word, WillWord::Left);
    let words = &row.will.words;
    assert!(
        words.starts_with("Left ") && words.contains("Moorland") && words.ends_with("not settled"),
        "{words}"
    );
    assert_eq!(row.mirror.as_ref().map(|m| m.words.as_str()), Some("slot kept until settled"));
    // 45 minutes later it has settled: the slot is free.
    site.settling_time_goes_by();
    site.hears();
    let row = clinic_row(&site.dawn_opens_the_clinic_list("HLI", DAY), id);
    assert_eq!(row.will.word, WillWord::Left);
    assert_eq!(row.mirror.as_ref().map(|m| m.words.as_str()), Some("slot free"));
}

#[test]
fn s01_known_only_while_the_write_is_under_way_it_is_the_prison_that_refuses() {
    let (site, shaw, id) = saved();
    // Delivery looks, and is about to write when the admission comes.
    site.runtime.block_on(site.delivery().step_in_order()).unwrap();
    site.lists.next_act_waits(Pause::BeforeItLeft);
    let delivery = site.delivery();
    let step = site.runtime.spawn(async move { delivery.step_in_order().await });
    site.runtime.block_on(site.lists.waits.notified());
    site.hears();
    site.lists.goes_on.notify_one();
    site.runtime.block_on(step).unwrap().unwrap();
    assert_eq!(site.acts(id), [AttemptAct::Look, AttemptAct::Create]);
    let mirror = site.mirror(id);
    assert_eq!(mirror.refused.map(|r| r.reason), Some(RefusalReason::PersonNotThere));
    assert_eq!(mirror.hold, Some(Hold::Left), "and it is not tried again");
    site.delivers_to_the_end();
    assert_eq!(site.acts(id).len(), 2);
    assert!(site.shown().is_empty());
    site.settling_time_goes_by();
    assert_eq!(site.settled(shaw), Some(Standing::InPrison { prison: code("MDI") }));
    assert_eq!(site.mirror(id).hold, Some(Hold::Left));
}

#[test]
fn s01_the_trace_shows_all_three_times() {
    let (site, _, id) = saved();
    site.runtime.block_on(site.delivery().step_in_order()).unwrap();
    site.goes_on_seconds(30);
    let refused = site.now();
    // The write is refused by the prison before we hear that he moved.
    site.runtime.block_on(site.delivery().step_in_order()).unwrap();
    site.goes_on_seconds(30);
    site.hears();
    let dawn = site.caller_in("HLI", "dawn", Role::HealthcareAdministrator, Purpose::ClinicAdministration);
    let trace = site.runtime.block_on(site.crossing().trace(&dawn, TraceKey::Appointment(id))).unwrap();
    let steps = &trace.get().steps;
    let times: Vec<_> = steps.iter().filter_map(|s| s.at).collect();
    assert!(times.contains(&at("2026-11-12T09:59:00Z")), "saved: {steps:#?}");
    assert!(times.contains(&refused), "refused: {steps:#?}");
    // It stopped, and says so in a step of its own: the entry belongs to a man who is not there.
    assert_eq!(trace.get().end, "Stopped here: the person has left, so nothing is sent.", "{steps:#?}");
    assert!(trace.get().stopped, "{steps:#?}");
    assert_eq!(
        steps.last().map(|s| s.station),
        Some(crossing::disclose::trace::Station::Stopped),
        "{steps:#?}"
    );
    let text = serde_json::to_string(trace.get()).unwrap();
    assert!(text.contains("09:59"), "{text}");
    let row = clinic_row(&site.dawn_opens_the_clinic_list("HLI", DAY), id);
    let moved = site.custody(vocab::id::PrisonNumber::parse("A4711KX").unwrap()).reported.since;
    assert!(
        row.will.words.contains(&moved.london_hm()) || row.will.words.contains("09:58"),
        "{}",
        row.will.words
    );
}
