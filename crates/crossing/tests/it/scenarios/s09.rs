//! S09 Duplicate submit.
//!
//! "Given Dawn double-clicks and the network times out; then exactly one DPS appointment (client key) and one slip."

use crate::support::{Booking, Site, patient};
use crossing::envelope::WriteAsk;
use crossing::understood::Outcome;
use doubles::prison::CallFault;

pub(super) const COVERS: &[&str] = &[
    "the same write twice under one client key is one booking, also after the process died in between",
    "whatever of the writes to the prison is lost or late, exactly one DPS appointment stands",
];

pub(super) const WAITS: &[&str] = &["one slip (slips)"];

fn dawn() -> (Site, Booking) {
    let site = Site::new();
    site.goes_live();
    site.boyd_arrives();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    (site, Booking::new(patient, "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z"))
}

#[test]
fn s09_a_double_click_over_a_network_that_times_out_is_one_appointment() {
    let faults = [
        None,
        Some(CallFault::LoseAnswer),
        Some(CallFault::LoseRequest),
        Some(CallFault::LateWrite { seconds: 9 }),
        Some(CallFault::Status { status: 502 }),
    ];
    for fault in faults {
        let (site, booking) = dawn();
        let click = || site.writes(&booking.resource(), WriteAsk::default(), Some("x-request-77"));
        let first = click();
        assert!(matches!(first, Outcome::Appointment { created: true, version: 1, .. }), "{first:?}");
        site.next_calls_meet(&[None, fault]);
        site.delivers();
        assert_eq!(click(), first, "the second is told what the first was");
        site.delivers_to_the_end();
        assert_eq!(click(), first);
        site.delivers_to_the_end();
        assert_eq!((site.standing().len(), site.shown().len()), (1, 1), "{fault:?}");
    }
}

#[test]
fn s09_the_second_click_after_a_crash_is_still_the_first() {
    let (mut site, booking) = dawn();
    let first = site.writes(&booking.resource(), WriteAsk::default(), Some("x-request-77"));
    site.next_calls_meet(&[None, Some(CallFault::LoseAnswer)]);
    site.delivers();
    site.dies_and_is_started_again();
    assert_eq!(site.writes(&booking.resource(), WriteAsk::default(), Some("x-request-77")), first);
    site.delivers_to_the_end();
    assert_eq!(site.shown().len(), 1);
}

#[test]
fn s09_without_a_client_key_the_bookings_own_identifier_keeps_it_one() {
    let (site, booking) = dawn();
    let ask = || WriteAsk {
        if_none_exist: Some(("https://clinic.example/Id/appointment".to_owned(), "a1".to_owned())),
        ..WriteAsk::default()
    };
    let first = site.writes(&booking.resource(), ask(), None);
    let second = site.writes(&booking.resource(), ask(), None);
    let (
        Outcome::Appointment { id: a, created: true, .. },
        Outcome::Appointment { id: b, created: false, .. },
    ) = (first, second)
    else {
        panic!("one is made and found again")
    };
    assert_eq!(a, b);
    site.delivers_to_the_end();
    assert_eq!(site.shown().len(), 1);
}
