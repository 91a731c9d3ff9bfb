//! S08 Lost cancel.
//!
//! "Given broker drops the CANCEL; when no ack in 60 s; then retry ×, at T-30 min human page; final states equal on both
//! sides; man not unlocked or told."

use super::rows;
use crate::support::{Booking, Site, patient};
use doubles::prison::{CallFault, Cut};
use vocab::crossing::AttemptAct;
use vocab::id::{AppointmentId, PrisonNumber};

pub(super) const COVERS: &[&str] = &[
    "the CANCEL or its answer is dropped, once or many times: it is looked for and sent again",
    "the final states are equal on both sides",
    "the man is not unlocked: the movement list strikes him out at once, whatever the prison's service has heard",
    "while it cannot be delivered the clinic list says so",
];

pub(super) const WAITS: &[&str] =
    &["a human is paged 30 minutes before (paging)", "he is not told by slip (slips)"];

const DAY: &str = "2026-11-12";

fn listed() -> (Site, PrisonNumber, AppointmentId, Booking) {
    let site = Site::new();
    site.goes_live();
    let boyd = site.boyd_arrives();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    let booking = Booking::new(patient, "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z");
    let id = site.books(&booking);
    site.delivers();
    (site, boyd, id, booking)
}

#[test]
fn s08_a_cancel_that_is_dropped_ends_equal_on_both_sides() {
    for fault in [CallFault::LoseRequest, CallFault::LoseAnswer, CallFault::Status { status: 503 }] {
        for times in [1, 4] {
            let (site, _, id, booking) = listed();
            site.changes(id, &booking.with_status("cancelled"));
            site.next_calls_meet(&vec![Some(fault); times]);
            site.delivers_to_the_end();
            assert!(site.mirror(id).in_step(), "{fault:?} x{times}");
            assert!(site.standing().is_empty(), "{fault:?} x{times}");
            assert_eq!(site.shown().len(), 1, "struck through, on both sides");
            let cancels = site.acts(id).iter().filter(|a| **a == AttemptAct::Cancel).count();
            assert!(cancels >= 1);
        }
    }
}

#[test]
fn s08_without_an_answer_it_is_tried_again_within_a_minute() {
    let (site, _, id, booking) = listed();
    site.changes(id, &booking.with_status("cancelled"));
    site.prison.lock().cut = Some(Cut::Dead);
    site.delivers();
    let mirror = site.mirror(id);
    assert!(mirror.due.seconds_since(site.now()) <= 60, "the next try is due within 60 s");
    site.goes_on_seconds(60);
    site.prison.lock().cut = None;
    site.delivers_to_the_end();
    assert!(site.standing().is_empty());
}

#[test]
fn s08_the_man_is_not_unlocked_while_the_cancel_is_on_its_way() {
    let (site, boyd, id, booking) = listed();
    let before = site.officer_prints_the_list(DAY);
    assert_eq!(rows(&before).iter().filter(|r| !r.struck).count(), 1);
    site.prison.lock().cut = Some(Cut::Dead);
    site.changes(id, &booking.with_status("cancelled"));
    for _ in 0..20 {
        site.delivers();
        site.goes_on_seconds(30);
    }
    assert!(!site.mirror(id).in_step(), "the prison's service has not heard of it");
    let now = site.officer_opens_the_list(DAY);
    assert_eq!(now.count, 0, "nobody is to be brought");
    let row = rows(&now).into_iter().find(|r| r.number == boyd.text()).unwrap();
    assert!(row.struck, "he was on the printed list: he is struck out on this one");
    assert_eq!(now.changes.len(), 1);
    let clinic = super::clinic_row(&site.dawn_opens_the_clinic_list("MDI", DAY), id);
    let view = clinic.mirror.unwrap();
    assert!(view.to_tell, "the paper on the wing still has him: {view:?}");
    assert_ne!(
        view.word,
        crossing::disclose::mirror_words::MirrorWord::Cancelled,
        "not before the prison has it"
    );
    site.prison.lock().cut = None;
    site.delivers_to_the_end();
    assert!(site.mirror(id).in_step() && site.standing().is_empty());
}
