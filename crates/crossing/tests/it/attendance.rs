//! What officers note of who came: no event tells of it, so it is asked for, with few calls; it is the prison's word and
//! never an outcome.

use crate::mirrors::{DAY, Ready, ready};
use crate::support::{OPENER, Site, rules};
use crossing::disclose::clinic_list::{AttendanceView, AttendanceWord, WillWord};
use doubles::prison::Act;
use vocab::care::AppointmentStatus;
use vocab::crossing::AttendanceNote;
use vocab::id::AppointmentId;

fn note(ready: &Ready, remote: u64, attended: Option<bool>) {
    ready.happens(&Act::Attend { appointment: remote, number: ready.boyd, attended });
}

fn shown(site: &Site, id: AppointmentId) -> AttendanceView {
    site.clinic_row_of("MDI", DAY, id).attendance.expect("its time has come")
}

fn known(ready: &Ready, id: AppointmentId) -> Option<AttendanceNote> {
    let remote = ready.mirror(id).known.unwrap().remote;
    let entry = ready.crossing().store().read(|view| view.prison_entry(remote)).unwrap();
    entry.unwrap().open(&OPENER).attendance
}

/// The calls about attendance since the last time.
fn calls(ready: &Ready) -> Vec<String> {
    std::mem::take(&mut *ready.services.calls.lock().unwrap())
}

#[test]
fn not_attended_is_read_with_two_calls_and_shown_with_its_age() {
    let ready = ready();
    let id = ready.listed();
    let remote = ready.remote(id);
    // Somebody else's entry, and staff's own: nothing of ours, and nothing is asked of them.
    let other = ready.staff_type(ready.boyd, (DAY, "09:00"), ("GYMRP", None), "HCC");
    ready.lists_are_read("MDI", DAY);
    assert_eq!(ready.clinic_row_of("MDI", DAY, id).attendance, None, "before its time nothing is said");
    ready.it_is("2026-11-12T10:30:00Z");
    assert_eq!(shown(&ready, id).word, AttendanceWord::NotRead);
    calls(&ready);
    assert_eq!(ready.attendance_is_read("MDI", DAY), 0, "nothing is noted yet");
    assert_eq!(calls(&ready), ["/appointments/MDI/attendance-summaries"]);
    let nothing = shown(&ready, id);
    assert_eq!(nothing.word, AttendanceWord::NotMarked);
    assert_eq!(nothing.words, "officers marked nothing yet, checked 10:30");
    ready.it_is("2026-11-12T10:41:00Z");
    note(&ready, remote, Some(false));
    note(&ready, other, Some(true));
    ready.it_is("2026-11-12T10:45:00Z");
    assert_eq!(ready.attendance_is_read("MDI", DAY), 1, "of ours alone");
    let details = format!("/appointments/{remote}/details");
    assert_eq!(calls(&ready), ["/appointments/MDI/attendance-summaries", details.as_str()]);
    let view = shown(&ready, id);
    assert_eq!(view.word, AttendanceWord::NotAttended);
    assert_eq!(view.words, "officers marked: not attended 10:41, checked 10:45");
    // Read again, nothing is new: one call, and the age moves on.
    ready.it_is("2026-11-12T10:50:00Z");
    assert_eq!(ready.attendance_is_read("MDI", DAY), 0);
    assert_eq!(calls(&ready).len(), 1);
    assert_eq!(shown(&ready, id).words, "officers marked: not attended 10:41, checked 10:50");
}

#[test]
fn it_is_never_turned_into_an_outcome() {
    let ready = ready();
    let id = ready.listed();
    ready.it_is("2026-11-12T10:41:00Z");
    note(&ready, ready.remote(id), Some(false));
    ready.attendance_is_read("MDI", DAY);
    let mirror = ready.mirror(id);
    assert!(mirror.in_step() && mirror.hold.is_none() && mirror.feedback.is_none(), "{mirror:?}");
    assert!(ready.tasks().is_empty());
    ready.it_is("2026-11-12T12:00:00Z");
    ready.happens(&Act::MoveCell { number: ready.boyd, cell: "A-1-005".to_owned() });
    ready.hears();
    let row = ready.clinic_row_of("MDI", DAY, id);
    assert_eq!(row.will.word, WillWord::NoOutcome, "what became of it is the clinic's to say");
    assert_eq!(ready.appointment_status(id), Some(AppointmentStatus::Booked));
}

#[test]
fn taken_back_and_noted_otherwise_it_is_read_again() {
    let ready = ready();
    let id = ready.listed();
    let remote = ready.remote(id);
    ready.it_is("2026-11-12T10:41:00Z");
    for (attended, word) in [
        (Some(false), AttendanceWord::NotAttended),
        (None, AttendanceWord::NotMarked),
        (Some(true), AttendanceWord::Attended),
    ] {
        ready.goes_on_seconds(60);
        note(&ready, remote, attended);
        assert_eq!(ready.attendance_is_read("MDI", DAY), 1, "{attended:?}");
        assert_eq!(known(&ready, id).map(|n| n.attended), Some(attended));
        assert_eq!(shown(&ready, id).word, word);
    }
}

#[test]
fn the_lists_which_do_not_tell_it_take_nothing_of_it_away() {
    let ready = ready();
    let id = ready.listed();
    let remote = ready.remote(id);
    ready.it_is("2026-11-12T10:41:00Z");
    note(&ready, remote, Some(false));
    ready.attendance_is_read("MDI", DAY);
    let before = known(&ready, id);
    let unchanged = ready.lists_are_read("MDI", DAY);
    assert_eq!(unchanged, 0, "the list says what is known");
    // One that says something new of the same person does not, either.
    ready.staff_type(ready.boyd, (DAY, "16:00"), ("GYMRP", None), "HCC");
    assert!(ready.lists_are_read("MDI", DAY) > 0);
    assert_eq!(known(&ready, id), before);
    ready.site.rebuilds_to_the_same();
}

#[test]
fn over_a_route_that_cannot_tell_it_is_said_so_and_nothing_is_asked() {
    let mut rules = rules();
    for route in rules.routes.values_mut() {
        route.sees_attendance = false;
    }
    let mut ready = ready();
    let id = ready.listed();
    note_later(&ready, id);
    ready.site.is_started_with(rules);
    calls(&ready);
    assert_eq!(ready.attendance_is_read("MDI", DAY), 0);
    assert!(calls(&ready).is_empty());
    let view = shown(&ready, id);
    assert_eq!(view.word, AttendanceWord::NotVisible);
    assert_eq!(view.words, "attendance not visible over this route");
}

fn note_later(ready: &Ready, id: AppointmentId) {
    ready.it_is("2026-11-12T10:41:00Z");
    note(ready, ready.remote(id), Some(false));
}
