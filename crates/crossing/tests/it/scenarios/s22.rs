//! S22 Not brought.
//!
//! "Given clinic 10:20, no unlock tick, regime "patrol state" since 09:50, man in cell; when nurse ends session; then
//! suggested outcome "not brought: regime" not DNA; patient keeps place in queue; commissioner chart shows cause."

use crate::mirrors::{DAY, ready};
use crossing::disclose::clinic_list::AttendanceWord;
use doubles::prison::Act;
use vocab::care::AppointmentStatus;

pub(super) const COVERS: &[&str] = &[
    "attendance that officers have not marked is said to be not marked, with its age, and is no absence",
    "\"not attended\" arrives without any event and is shown with when it was marked and when it was read",
    "neither becomes an outcome by itself: the booking, and so the place in the queue, is as it was",
];

pub(super) const WAITS: &[&str] = &[
    "the unlock tick and the regime (movement list, regime)",
    "suggested outcome \"not brought: regime\" (outcomes)",
    "commissioner chart shows cause (counts)",
];

#[test]
fn s22_not_marked_and_not_attended_are_two_answers_and_neither_is_an_outcome() {
    let ready = ready();
    let id = ready.listed();
    let remote = ready.remote(id);
    ready.it_is("2026-11-12T10:40:00Z");
    ready.attendance_is_read("MDI", DAY);
    let view = ready.clinic_row_of("MDI", DAY, id).attendance.unwrap();
    assert_eq!((view.word, view.noted), (AttendanceWord::NotMarked, None));
    assert!(view.checked.is_some());
    ready.it_is("2026-11-12T10:41:00Z");
    ready.events_come();
    ready.happens(&Act::Attend { appointment: remote, number: ready.boyd, attended: Some(false) });
    assert!(ready.events_come().is_empty(), "marking it publishes nothing");
    ready.it_is("2026-11-12T10:44:59Z");
    ready.attendance_is_read("MDI", DAY);
    let view = ready.clinic_row_of("MDI", DAY, id).attendance.unwrap();
    assert_eq!(view.words, "officers marked: not attended 10:41, checked 10:45");
    assert_eq!(ready.appointment_status(id), Some(AppointmentStatus::Booked), "not a no-show");
    assert!(ready.mirror(id).in_step() && ready.tasks().is_empty());
}
