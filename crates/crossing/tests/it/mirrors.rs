//! Mirrors: one booking is one entry on the prison's lists, whatever is lost, doubled, late, refused or undone.

use crate::engine::prisoner;
use crate::support::{Booking, Pause, Site, at, code, link_now, patient, rules};
use crossing::NEUTRAL_NAME;
use crossing::deliver::Delivery;
use crossing::disclose::Disclosed;
use crossing::envelope::WriteAsk;
use crossing::port::{Later, MirrorTarget, Outgoing};
use crossing::understood::{Act as Decision, AttemptEnd, NotDone, Outcome};
use doubles::prison::{Act, CallFault, Cut};
use serde_json::json;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use vocab::crossing::{
    AttemptAct, FeedbackKind, Hold, LinkState, Mode, PrisonEntry, PrisonPlace, RefusalReason, TaskKey,
};
use vocab::id::{AppointmentId, PatientId, PrisonNumber};
use vocab::prison::Standing;
use vocab::time::LondonTime;

pub(crate) const DAY: &str = "2026-11-12";
pub(crate) const START: &str = "2026-11-12T10:20:00Z";
pub(crate) const END: &str = "2026-11-12T10:35:00Z";
pub(crate) const LATER: &str = "2026-11-12T14:00:00Z";
pub(crate) const LATER_END: &str = "2026-11-12T14:15:00Z";

/// Moorland, live; Boyd is there and linked by rule.
pub(crate) struct Ready {
    pub(crate) site: Site,
    pub(crate) boyd: PrisonNumber,
    pub(crate) patient: PatientId,
}

impl std::ops::Deref for Ready {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.site
    }
}

impl std::ops::DerefMut for Ready {
    fn deref_mut(&mut self) -> &mut Site {
        &mut self.site
    }
}

fn kieran() -> serde_json::Value {
    patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", Some("9990110689"))
}

pub(crate) fn ready() -> Ready {
    let site = Site::new();
    site.goes_live();
    let boyd = site.boyd_arrives();
    let patient = site.patient(&kieran());
    assert_eq!(site.link(boyd).state, LinkState::Confirmed);
    Ready { site, boyd, patient }
}

impl Ready {
    pub(crate) fn booking(&self) -> Booking {
        Booking::new(self.patient, START, END)
    }

    /// Booked and on the list.
    pub(crate) fn listed(&self) -> AppointmentId {
        let id = self.books(&self.booking());
        self.delivers();
        assert!(self.mirror(id).in_step(), "{:?}", self.mirror(id));
        id
    }

    pub(crate) fn remote(&self, id: AppointmentId) -> u64 {
        u64::try_from(self.mirror(id).known.unwrap().remote).unwrap()
    }

    /// One entry stands there, for Boyd, at this time.
    pub(crate) fn one_stands_at(&self, hm: &str) {
        let standing = self.standing();
        assert_eq!(standing.len(), 1, "{:?}", standing.iter().map(|a| (a.id, a.start)).collect::<Vec<_>>());
        assert_eq!(standing[0].start, hm.parse().unwrap());
        assert_eq!(standing[0].attendees[0].number, self.boyd);
    }

    pub(crate) fn hold(&self, id: AppointmentId) -> Option<Hold> {
        self.mirror(id).hold
    }
}

// --- making, changing, cancelling, bringing back

#[test]
fn a_booking_becomes_one_neutral_entry() {
    let ready = ready();
    let id = ready.books(&ready.booking().about("HIV clinic, GUM follow-up"));
    assert_eq!(ready.standing().len(), 0, "nothing leaves before delivery");
    ready.delivers();
    assert_eq!(ready.acts(id), [AttemptAct::Look, AttemptAct::Create], "looked for before it is made");
    let entry = &ready.standing()[0];
    assert_eq!(entry.custom_name.as_deref(), Some(NEUTRAL_NAME));
    assert_eq!((entry.category.as_str(), entry.created_by.as_str()), ("MEOT", "GATELODGE"));
    assert_eq!((&entry.extra, &entry.prisoner_extra), (&None, &None));
    assert_eq!(
        entry.location.as_ref(),
        Some(&rules().prisons[&code("MDI")].rooms[&vocab::place::RoomCode::new("OPD2")].place.0)
    );
    // The standard length, not the real one: that could tell what is done there.
    assert_eq!(entry.end, Some("10:50".parse().unwrap()));
    ready.one_stands_at("10:20");
}

#[test]
fn change_and_cancel_follow_and_a_cancelled_line_stays_visible() {
    let ready = ready();
    let id = ready.listed();
    let remote = ready.remote(id);
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.delivers();
    ready.one_stands_at("14:00");
    ready.changes(id, &ready.booking().moved(LATER, LATER_END).with_status("cancelled"));
    ready.delivers();
    assert!(ready.standing().is_empty());
    let shown = ready.shown();
    assert_eq!((shown.len(), shown[0].id, shown[0].is_cancelled()), (1, remote, true));
    // Booked again at the first time: the same entry is brought back, then moved.
    ready.changes(id, &ready.booking());
    ready.delivers();
    ready.one_stands_at("10:20");
    assert_eq!(ready.remote(id), remote);
    use AttemptAct::{Cancel, Change, Create, Look, Uncancel};
    assert_eq!(ready.acts(id), [Look, Create, Change, Cancel, Uncancel, Change]);
    assert!(ready.mirror(id).in_step());
}

#[test]
fn a_burst_of_edits_sends_once() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    for (start, end) in [(LATER, LATER_END), (START, END), ("2026-11-12T11:00:00Z", "2026-11-12T11:10:00Z")] {
        ready.changes(id, &ready.booking().moved(start, end));
    }
    ready.delivers();
    assert_eq!(ready.acts(id), [AttemptAct::Look, AttemptAct::Create]);
    ready.one_stands_at("11:00");
}

#[test]
fn cancelled_before_it_was_sent_nothing_is_sent() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    ready.changes(id, &ready.booking().with_status("cancelled"));
    assert_eq!(ready.delivers(), 0);
    assert!(ready.shown().is_empty() && ready.acts(id).is_empty());
}

#[test]
fn the_same_request_twice_is_one_booking_and_one_entry() {
    let ready = ready();
    let resource = ready.booking().resource();
    let first = ready.writes(&resource, WriteAsk::default(), Some("r-1"));
    assert_eq!(ready.writes(&resource, WriteAsk::default(), Some("r-1")), first);
    let if_none_exist = Some(("https://clinic.example/Id/appointment".to_owned(), "a1".to_owned()));
    let ask = WriteAsk { if_none_exist, ..WriteAsk::default() };
    let again = ready.writes(&resource, ask, Some("r-2"));
    assert!(matches!(again, Outcome::Appointment { created: false, .. }), "{again:?}");
    ready.delivers();
    ready.delivers_to_the_end();
    ready.one_stands_at("10:20");
}

#[test]
fn a_room_change_within_the_same_neutral_place_is_no_news_for_the_prison() {
    let ready = ready();
    let id = ready.listed();
    ready.changes(id, &ready.booking().room("MDI/GUM"));
    assert_eq!(ready.delivers(), 0);
    ready.changes(id, &ready.booking().room("MDI/DENTAL"));
    ready.delivers();
    assert_eq!(ready.acts(id).last(), Some(&AttemptAct::Change));
    let dental = rules().prisons[&code("MDI")].rooms[&vocab::place::RoomCode::new("DENTAL")].place.0.clone();
    assert_eq!(ready.standing()[0].location, Some(dental));
}

// --- lost and late

/// The act that is to be lost is the next: what healthcare has done to bring it about, and the calls before it.
fn before_the(act: AttemptAct) -> (Ready, AppointmentId, &'static str, usize) {
    let ready = ready();
    let booking = ready.booking();
    match act {
        AttemptAct::Look => (ready.books(&booking), "10:20", 0),
        AttemptAct::Create => (ready.books(&booking), "10:20", 1),
        AttemptAct::Change => {
            let id = ready.listed();
            ready.changes(id, &booking.moved(LATER, LATER_END));
            (id, "14:00", 0)
        }
        AttemptAct::Cancel => {
            let id = ready.listed();
            ready.changes(id, &booking.with_status("cancelled"));
            (id, "", 0)
        }
        AttemptAct::Uncancel => {
            let id = ready.listed();
            ready.changes(id, &booking.with_status("cancelled"));
            ready.delivers();
            ready.changes(id, &booking);
            (id, "10:20", 0)
        }
    }
    .pipe(|(id, hm, calls)| (ready, id, hm, calls))
}

trait Pipe: Sized {
    fn pipe<T>(self, f: impl FnOnce(Self) -> T) -> T {
        f(self)
    }
}
impl<T> Pipe for T {}

const ACTS: [AttemptAct; 5] =
    [AttemptAct::Look, AttemptAct::Create, AttemptAct::Change, AttemptAct::Cancel, AttemptAct::Uncancel];

fn ends_as(ready: &Ready, id: AppointmentId, hm: &str, what: &str) {
    assert!(ready.mirror(id).in_step(), "{what}: {:?}", ready.mirror(id));
    assert!(ready.mirror(id).open.is_none(), "{what}");
    assert!(ready.tasks().is_empty(), "{what}: {:?}", ready.tasks());
    if hm.is_empty() {
        assert!(ready.standing().is_empty(), "{what}");
        assert_eq!(ready.shown().len(), 1, "{what}: struck through, not gone");
    } else {
        ready.one_stands_at(hm);
        assert_eq!(ready.shown().len(), 1, "{what}: one booking is one entry");
    }
}

#[test]
fn whatever_answer_or_request_is_lost_it_ends_as_one_entry() {
    for act in ACTS {
        for fault in [CallFault::LoseAnswer, CallFault::LoseRequest, CallFault::Status { status: 503 }] {
            for times in [1, 2, 3] {
                let (ready, id, hm, calls) = before_the(act);
                ready.next_calls_meet(&vec![None; calls]);
                ready.next_calls_meet(&vec![Some(fault); times]);
                ready.delivers_to_the_end();
                ends_as(&ready, id, hm, &format!("{act:?} {fault:?} x{times}"));
            }
        }
    }
}

#[test]
fn a_lost_create_is_looked_for_at_once_and_again_after_a_pause_longer_than_the_request_could_take() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    ready.next_calls_meet(&[None, Some(CallFault::LoseRequest)]);
    ready.delivers();
    use AttemptAct::{Create, Look};
    assert_eq!(ready.acts(id), [Look, Create, Look], "looked at once");
    ready.goes_on_seconds(10);
    assert_eq!(ready.delivers(), 0, "the request could still be under way");
    ready.goes_on_seconds(1);
    ready.delivers();
    assert_eq!(ready.acts(id), [Look, Create, Look, Look, Create]);
    ready.one_stands_at("10:20");
}

#[test]
fn a_late_write_is_found_and_not_doubled() {
    for act in ACTS.into_iter().filter(|a| *a != AttemptAct::Look) {
        for seconds in [1, 5, 9] {
            let (ready, id, hm, calls) = before_the(act);
            ready.next_calls_meet(&vec![None; calls]);
            ready.next_calls_meet(&[Some(CallFault::LateWrite { seconds })]);
            for _ in 0..12 {
                ready.delivers();
                ready.goes_on_seconds(1);
            }
            ready.delivers_to_the_end();
            ends_as(&ready, id, hm, &format!("{act:?} late by {seconds}"));
        }
    }
}

#[test]
fn a_booking_that_moves_while_its_create_is_lost_is_still_one_entry() {
    for fault in [CallFault::LoseAnswer, CallFault::LateWrite { seconds: 8 }, CallFault::LoseRequest] {
        let ready = ready();
        let id = ready.books(&ready.booking());
        // The answer is lost, and the look that follows fails.
        ready.next_calls_meet(&[None, Some(fault), Some(CallFault::Status { status: 503 })]);
        ready.delivers();
        ready.changes(id, &ready.booking().moved(LATER, LATER_END));
        ready.delivers_to_the_end();
        ends_as(&ready, id, "14:00", &format!("{fault:?}"));
    }
}

#[test]
fn a_booking_that_is_cancelled_while_its_create_is_lost_brings_nobody() {
    for fault in [CallFault::LoseAnswer, CallFault::LateWrite { seconds: 8 }, CallFault::LoseRequest] {
        let ready = ready();
        let id = ready.books(&ready.booking());
        ready.next_calls_meet(&[None, Some(fault), Some(CallFault::Status { status: 503 })]);
        ready.delivers();
        ready.changes(id, &ready.booking().with_status("cancelled"));
        ready.delivers_to_the_end();
        assert!(ready.standing().is_empty(), "{fault:?}: he would be brought for nothing");
        assert!(ready.mirror(id).in_step());
    }
}

#[test]
fn what_changes_while_a_request_is_under_way_follows_it() {
    for (pause, status, hm) in [
        (Pause::BeforeItLeft, "booked", "14:00"),
        (Pause::BeforeTheAnswer, "booked", "14:00"),
        (Pause::BeforeItLeft, "cancelled", ""),
        (Pause::BeforeTheAnswer, "cancelled", ""),
    ] {
        for first in [AttemptAct::Look, AttemptAct::Create] {
            let ready = ready();
            let id = ready.books(&ready.booking());
            if first == AttemptAct::Create {
                ready.delivers_one_step();
            }
            ready.lists.next_act_waits(pause);
            let delivery = ready.delivery();
            let step = ready.runtime.spawn(async move { delivery.step_in_order().await });
            ready.runtime.block_on(ready.lists.waits.notified());
            let changed = ready.booking().moved(LATER, LATER_END).with_status(status);
            ready.changes(id, &changed);
            ready.lists.goes_on.notify_one();
            ready.runtime.block_on(step).unwrap().unwrap();
            ready.delivers_to_the_end();
            let what = format!("{first:?} {pause:?} {status}");
            assert!(ready.mirror(id).in_step(), "{what}");
            if hm.is_empty() {
                assert!(ready.standing().is_empty(), "{what}");
            } else {
                ready.one_stands_at(hm);
            }
        }
    }
}

#[test]
fn a_look_at_the_old_time_does_not_count_for_the_new_one() {
    let ready = ready();
    // Staff have typed it at the time that healthcare moves it to.
    let staff = ready.staff_type(ready.boyd, (DAY, "14:00"), ("MEOT", Some(NEUTRAL_NAME)), "HCC-WAIT");
    let id = ready.books(&ready.booking());
    ready.lists.next_act_waits(Pause::BeforeTheAnswer);
    let delivery = ready.delivery();
    let step = ready.runtime.spawn(async move { delivery.step_in_order().await });
    ready.runtime.block_on(ready.lists.waits.notified());
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.lists.goes_on.notify_one();
    ready.runtime.block_on(step).unwrap().unwrap();
    ready.delivers_to_the_end();
    assert_eq!(ready.remote(id), staff, "taken over, not doubled");
    ready.one_stands_at("14:00");
}

// --- killed

#[test]
fn killed_between_the_start_and_the_end_of_any_act_it_ends_as_one_entry() {
    for act in ACTS {
        for pause in [Pause::BeforeItLeft, Pause::BeforeTheAnswer] {
            let (mut ready, id, hm, calls) = before_the(act);
            // The look before a create is done first.
            if calls > 0 {
                ready.delivers_one_step();
            }
            ready.lists.next_act_waits(pause);
            let delivery = ready.delivery();
            let step = ready.runtime.spawn(async move { delivery.step_in_order().await });
            ready.runtime.block_on(ready.lists.waits.notified());
            assert!(ready.mirror(id).open.is_some(), "its start is written down before it leaves");
            step.abort();
            let _ = ready.runtime.block_on(step);
            ready.site.dies_and_is_started_again();
            assert!(ready.mirror(id).open.is_some(), "{act:?} {pause:?}: the start is still there");
            ready.delivers_to_the_end();
            ends_as(&ready, id, hm, &format!("{act:?} {pause:?}"));
        }
    }
}

#[test]
fn cut_off_for_an_hour_everything_arrives_once_when_the_prison_comes_back() {
    for cut in [Cut::Dead, Cut::Unavailable] {
        let ready = ready();
        let first = ready.listed();
        ready.prison.lock().cut = Some(cut);
        let second = ready.books(&ready.booking().moved(LATER, LATER_END).called("a2"));
        ready.changes(first, &ready.booking().moved("2026-11-12T11:40:00Z", "2026-11-12T11:50:00Z"));
        for _ in 0..60 {
            ready.delivers();
            ready.goes_on_seconds(60);
        }
        ready.prison.lock().cut = None;
        ready.delivers_to_the_end();
        for id in [first, second] {
            assert!(ready.mirror(id).in_step(), "{cut:?}: {:?}", ready.mirror(id));
        }
        assert_eq!((ready.standing().len(), ready.shown().len()), (2, 2), "{cut:?}");
    }
}

// --- what staff typed

#[test]
fn an_entry_that_staff_typed_becomes_the_mirror_and_is_not_doubled() {
    let ready = ready();
    let staff = ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", Some(NEUTRAL_NAME)), "HCC-WAIT");
    let id = ready.books(&ready.booking());
    ready.delivers_to_the_end();
    assert_eq!(ready.acts(id), [AttemptAct::Look]);
    let mirror = ready.mirror(id);
    assert!(mirror.adopted && mirror.in_step());
    assert_eq!(ready.remote(id), staff);
    ready.one_stands_at("10:20");
    assert!(ready.tasks().is_empty());
    // From now on it follows.
    ready.changes(id, &ready.booking().with_status("cancelled"));
    ready.delivers();
    assert!(ready.standing().is_empty());
}

#[test]
fn one_that_discloses_is_listed_to_be_replaced_and_never_replaced_silently() {
    for what in [("MGUM", None), ("MEOT", Some("HIV bloods")), ("MEDE", Some(NEUTRAL_NAME))] {
        let ready = ready();
        let staff = ready.staff_type(ready.boyd, (DAY, "10:20"), what, "HCC-WAIT");
        let id = ready.books(&ready.booking());
        ready.delivers_to_the_end();
        assert_eq!(ready.remote(id), staff);
        assert_eq!(ready.tasks(), [TaskKey::ReplaceDisclosing(i64::try_from(staff).unwrap())], "{what:?}");
        let entry = &ready.standing()[0];
        assert_eq!((entry.category.as_str(), entry.custom_name.as_deref()), what, "left as it was");
    }
}

#[test]
fn several_that_staff_typed_ask_a_person() {
    let ready = ready();
    for _ in 0..2 {
        ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", Some(NEUTRAL_NAME)), "HCC-WAIT");
    }
    let id = ready.books(&ready.booking());
    ready.delivers_to_the_end();
    assert_eq!(ready.hold(id), Some(Hold::AdoptionUnclear));
    assert_eq!(ready.tasks(), [TaskKey::AdoptionUnclear(id)]);
    assert_eq!(ready.acts(id), [AttemptAct::Look]);
    assert_eq!(ready.shown().len(), 2, "nothing is made, nothing is cancelled");
}

#[test]
fn an_entry_at_another_place_or_time_or_of_somebody_else_is_not_taken_over() {
    let ready = ready();
    let shaw = ready.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    ready.staff_type(ready.boyd, (DAY, "10:20"), ("CHAP", None), "CHAP");
    ready.staff_type(ready.boyd, (DAY, "10:25"), ("MEOT", None), "HCC-WAIT");
    ready.staff_type(shaw, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    let id = ready.books(&ready.booking());
    ready.delivers_to_the_end();
    assert_eq!(ready.acts(id), [AttemptAct::Look, AttemptAct::Create]);
    assert_eq!(ready.standing().len(), 4);
}

#[test]
fn one_entry_is_the_mirror_of_one_booking() {
    let ready = ready();
    ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", Some(NEUTRAL_NAME)), "HCC-WAIT");
    let first = ready.books(&ready.booking());
    let second = ready.books(&ready.booking().called("a2"));
    ready.delivers_to_the_end();
    assert_ne!(ready.remote(first), ready.remote(second));
    assert_eq!(ready.standing().len(), 2, "two bookings at one time are two entries");
}

/// A target that answers as it is told.
struct Scripted(Mutex<VecDeque<AttemptEnd>>, Mutex<Vec<AttemptAct>>);

impl MirrorTarget for Scripted {
    fn act<'a>(&'a self, outgoing: &'a Disclosed<Outgoing>) -> Later<'a, AttemptEnd> {
        self.1.lock().unwrap().push(outgoing.get().act);
        let end = self.0.lock().unwrap().pop_front().expect("nothing more was to be asked");
        Box::pin(async move { end })
    }
}

fn found(ready: &Ready, remote: i64, ours: bool) -> PrisonEntry {
    PrisonEntry {
        remote,
        person: ready.boyd,
        prison: code("MDI"),
        category: "MEOT".to_owned(),
        custom_name: Some(NEUTRAL_NAME.to_owned()),
        place: Some(PrisonPlace(
            rules().prisons[&code("MDI")].rooms[&vocab::place::RoomCode::new("OPD2")].place.0.clone(),
        )),
        start: LondonTime::from_instant(at(START)),
        end: Some(LondonTime::from_instant(at(START).plus_seconds(1_800))),
        cancelled: false,
        ours,
        checked: ready.now(),
        gone: false,
        attendance: None,
    }
}

fn scripted(ready: &Ready, ends: Vec<AttemptEnd>) -> Vec<AttemptAct> {
    let target = Arc::new(Scripted(Mutex::new(ends.into()), Mutex::default()));
    let delivery = Delivery::new(Arc::clone(ready.crossing()), Arc::clone(&target) as Arc<dyn MirrorTarget>);
    while ready.runtime.block_on(delivery.step_in_order()).unwrap() > 0 {}

    target.1.lock().unwrap().clone()
}

#[test]
fn a_groups_entry_is_nobodys_mirror_whoever_made_it() {
    for ours in [false, true] {
        let ready = ready();
        let id = ready.books(&ready.booking());
        // A group's entry of one person has an id of ours, negative: to cancel it would cancel the others'.
        let ends = vec![
            AttemptEnd::Found { entries: vec![found(&ready, -77, ours)] },
            AttemptEnd::Done { remote: 5 },
        ];
        assert_eq!(scripted(&ready, ends), [AttemptAct::Look, AttemptAct::Create], "ours: {ours}");
        assert_eq!(ready.mirror(id).known.unwrap().remote, 5);
    }
}

#[test]
fn two_of_ours_are_an_alarm_and_never_a_delete() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    let ends = vec![AttemptEnd::Found { entries: vec![found(&ready, 5, true), found(&ready, 6, true)] }];
    assert_eq!(scripted(&ready, ends), [AttemptAct::Look]);
    assert_eq!(ready.hold(id), Some(Hold::TwoFound));
    assert_eq!(ready.tasks(), [TaskKey::TwoFound(id)]);
    // Whatever else happens to the person, the hold stands.
    ready.goes_on_seconds(60);
    ready.happens(&Act::ToCourt { number: ready.boyd });
    ready.hears();
    assert_eq!(ready.hold(id), Some(Hold::TwoFound));
    assert_eq!(scripted(&ready, Vec::new()), []);
}

#[test]
fn one_that_a_lost_create_made_is_known_again_as_ours() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    let ends = vec![
        AttemptEnd::Found { entries: Vec::new() },
        AttemptEnd::Lost,
        AttemptEnd::Found { entries: vec![found(&ready, 5, true)] },
    ];
    assert_eq!(scripted(&ready, ends), [AttemptAct::Look, AttemptAct::Create, AttemptAct::Look]);
    let mirror = ready.mirror(id);
    assert!(mirror.in_step() && !mirror.adopted);
}

// --- what the prison does to it

#[test]
fn a_cancellation_by_the_prison_comes_back_and_is_not_silently_put_right() {
    let ready = ready();
    let id = ready.listed();
    ready.goes_on_seconds(60);
    ready.happens(&Act::StaffCancel { appointment: ready.remote(id), reason: 2 });
    ready.lists_are_read("MDI", DAY);
    let mirror = ready.mirror(id);
    assert_eq!(mirror.feedback.as_ref().map(|f| f.what), Some(FeedbackKind::Cancelled));
    assert_eq!(mirror.hold, Some(Hold::PrisonChanged));
    assert_eq!(ready.tasks(), [TaskKey::PrisonChanged(id)]);
    ready.delivers_to_the_end();
    assert!(ready.standing().is_empty(), "nothing is sent until healthcare has decided");
    // Nor when something else moves, or the lists are read again.
    ready.happens(&Act::MoveCell { number: ready.boyd, cell: "A-1-005".to_owned() });
    ready.hears();
    assert_eq!(ready.lists_are_read("MDI", DAY), 0, "it says what is known");
    assert_eq!(ready.hold(id), Some(Hold::PrisonChanged));
}

#[test]
fn healthcare_books_again_after_the_prison_cancelled_moved_or_deleted_it() {
    for what in ["cancelled", "moved", "deleted"] {
        let ready = ready();
        let id = ready.listed();
        let remote = ready.remote(id);
        ready.goes_on_seconds(60);
        let (act, kind) = match what {
            "cancelled" => (Act::StaffCancel { appointment: remote, reason: 2 }, FeedbackKind::Cancelled),
            "deleted" => (Act::StaffCancel { appointment: remote, reason: 1 }, FeedbackKind::Gone),
            _ => {
                let (start, end) = ("15:00".parse().unwrap(), "15:30".parse().unwrap());
                let date = DAY.parse().unwrap();
                (Act::StaffMove { appointment: remote, date, start, end }, FeedbackKind::Moved)
            }
        };
        ready.happens(&act);
        ready.lists_are_read("MDI", DAY);
        let mirror = ready.mirror(id);
        assert_eq!(mirror.feedback.as_ref().map(|f| f.what), Some(kind), "{what}");
        assert_eq!(mirror.hold, Some(Hold::PrisonChanged), "{what}");
        assert_eq!(ready.tasks(), [TaskKey::PrisonChanged(id)], "{what}");
        // Healthcare insists.
        ready.changes(id, &ready.booking().moved(LATER, LATER_END));
        ready.delivers_to_the_end();
        assert!(ready.mirror(id).in_step(), "{what}: {:?}", ready.mirror(id));
        ready.one_stands_at("14:00");
        assert_eq!(ready.mirror(id).feedback, None, "{what}: it is answered");
        assert!(ready.tasks().is_empty(), "{what}: and so is the task");
    }
}

#[test]
fn healthcare_accepts_what_the_prison_did() {
    let ready = ready();
    let id = ready.listed();
    ready.goes_on_seconds(60);
    let (start, end) = ("14:00".parse().unwrap(), "14:30".parse().unwrap());
    ready.happens(&Act::StaffMove { appointment: ready.remote(id), date: DAY.parse().unwrap(), start, end });
    ready.lists_are_read("MDI", DAY);
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    assert!(ready.mirror(id).in_step());
    assert_eq!(ready.delivers(), 0, "there is nothing to send");
    assert_eq!(ready.hold(id), None);
}

#[test]
fn deleted_there_before_the_lists_were_read_a_change_finds_it_gone() {
    let ready = ready();
    let id = ready.listed();
    ready.happens(&Act::StaffCancel { appointment: ready.remote(id), reason: 1 });
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.delivers_to_the_end();
    let mirror = ready.mirror(id);
    assert_eq!(
        mirror.hold,
        Some(Hold::PrisonChanged),
        "the prison took it away: that goes back to healthcare"
    );
    assert_eq!(mirror.feedback.map(|f| f.what), Some(FeedbackKind::Gone));
    assert_eq!(ready.tasks(), [TaskKey::PrisonChanged(id)]);
    assert!(ready.acts(id).len() < 6, "it is not tried for ever");
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.delivers_to_the_end();
    ready.one_stands_at("14:00");
}

#[test]
fn cancelled_on_both_sides_is_no_news() {
    let ready = ready();
    let id = ready.listed();
    ready.happens(&Act::StaffCancel { appointment: ready.remote(id), reason: 2 });
    ready.changes(id, &ready.booking().with_status("cancelled"));
    ready.delivers_to_the_end();
    assert!(ready.mirror(id).in_step());
    ready.goes_on_seconds(60);
    ready.lists_are_read("MDI", DAY);
    assert!(ready.tasks().is_empty());
    assert_eq!(ready.hold(id), None);
}

#[test]
fn what_the_prison_did_and_took_back_is_over() {
    let ready = ready();
    let id = ready.listed();
    let remote = ready.remote(id);
    ready.goes_on_seconds(60);
    ready.happens(&Act::StaffCancel { appointment: remote, reason: 2 });
    ready.lists_are_read("MDI", DAY);
    assert_eq!(ready.hold(id), Some(Hold::PrisonChanged));
    ready.goes_on_seconds(60);
    staff_uncancel(&ready, remote);
    ready.lists_are_read("MDI", DAY);
    assert!(ready.mirror(id).in_step(), "{:?}", ready.mirror(id));
    assert_eq!(ready.hold(id), None);
    assert!(ready.tasks().is_empty());
}

#[test]
fn what_healthcare_cancelled_and_the_prison_brought_back_is_told() {
    let ready = ready();
    let id = ready.listed();
    let remote = ready.remote(id);
    ready.changes(id, &ready.booking().with_status("cancelled"));
    ready.delivers();
    ready.goes_on_seconds(60);
    ready.lists_are_read("MDI", DAY);
    assert!(ready.tasks().is_empty());
    ready.goes_on_seconds(60);
    staff_uncancel(&ready, remote);
    ready.lists_are_read("MDI", DAY);
    assert_eq!(ready.tasks(), [TaskKey::PrisonChanged(id)], "he would be brought, and nobody waits for him");
    assert!(!ready.mirror(id).in_step());
    // Healthcare says so again.
    ready.changes(id, &ready.booking().with_status("cancelled"));
    ready.delivers_to_the_end();
    assert!(ready.standing().is_empty());
    assert!(ready.tasks().is_empty());
}

/// Staff bring an entry back on their own screen.
fn staff_uncancel(ready: &Ready, remote: u64) {
    let call = doubles::prison::Call::new("PUT", &format!("/appointments/{remote}/uncancel"))
        .header("authorization", "Bearer staff-token")
        .json(&json!({"applyTo": "THIS_APPOINTMENT"}));
    let now = ready.now();
    let reply = ready.prison.lock().call(&call, now).reply().unwrap();
    assert_eq!(reply.status, 202);
}

#[test]
fn what_the_prison_did_is_not_forgotten_while_something_else_holds() {
    let ready = ready();
    let id = ready.books(&ready.booking().moved("2026-11-14T10:20:00Z", "2026-11-14T10:35:00Z"));
    ready.delivers();
    ready.goes_on_seconds(60);
    ready.happens(&Act::StaffCancel { appointment: ready.remote(id), reason: 2 });
    ready.lists_are_read("MDI", "2026-11-14");
    // A death that was keyed on the wrong person, and taken back.
    ready.goes_on_seconds(60);
    ready.reads(&dead("DEC"));
    assert_eq!(ready.hold(id), Some(Hold::Death));
    ready.goes_on_seconds(60);
    ready.reads(&prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    assert_eq!(ready.hold(id), Some(Hold::PrisonChanged));
    assert_eq!(ready.tasks(), [TaskKey::PrisonChanged(id)]);
    ready.delivers_to_the_end();
    assert!(ready.standing().is_empty(), "it is still for healthcare to say");
}

#[test]
fn what_went_with_a_leaver_is_made_again_when_the_release_is_taken_back() {
    let ready = ready();
    ready.happens(&Act::MoveCell { number: ready.boyd, cell: "A-1-005".to_owned() });
    let id = ready.books(&ready.booking().moved("2026-11-14T10:20:00Z", "2026-11-14T10:35:00Z"));
    ready.delivers();
    ready.hears();
    // Released by mistake: the prison's own service takes his appointments away at once.
    ready.happens(&Act::Release { number: ready.boyd, reason: "CR".to_owned() });
    ready.hears();
    ready.goes_on_seconds(60);
    ready.lists_are_read("MDI", "2026-11-14");
    assert!(ready.shown().is_empty());
    assert_eq!(ready.hold(id), Some(Hold::Left));
    assert_eq!(ready.tasks(), [TaskKey::PersonLeft(id)], "and no question of a cancellation");
    ready.goes_on_seconds(900);
    ready.happens(&Act::ReverseRelease { number: ready.boyd });
    ready.hears();
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 1, "{:?}", ready.mirror(id));
    assert!(ready.mirror(id).in_step() && ready.tasks().is_empty());
}

#[test]
fn a_list_read_before_our_own_act_ended_is_not_taken_for_the_prisons_doing() {
    let ready = ready();
    let id = ready.listed();
    ready.goes_on_seconds(60);
    ready.lists_are_read("MDI", DAY);
    // The lists are asked, the change is made, the answer of the lists comes last.
    let asked = ready.now();
    let body = list_of(&ready);
    ready.goes_on_seconds(5);
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.delivers();
    let mut meta = crossing::envelope::Meta::answer("POST", "/appointments/MDI/search", 202, asked);
    meta.person = Some(ready.boyd);
    meta.span = Some((at("2026-11-12T00:00:00Z").micros(), at("2026-11-13T00:00:00Z").micros()));
    ready.takes(&body, &meta);
    assert_eq!(ready.hold(id), None);
    assert!(ready.mirror(id).in_step() && ready.tasks().is_empty());
}

fn list_of(ready: &Ready) -> serde_json::Value {
    let call = doubles::prison::Call::new("POST", "/appointments/MDI/search")
        .header("authorization", "Bearer double-token")
        .json(&json!({"startDate": DAY, "prisonerNumbers": [ready.boyd.text()]}));
    let now = ready.now();
    ready.prison.lock().call(&call, now).reply().unwrap().value()
}

// --- where the person is

#[test]
fn absences_and_cells_change_nothing_on_the_lists() {
    let ready = ready();
    let id = ready.listed();
    let coming =
        ready.books(&ready.booking().moved("2026-11-13T10:20:00Z", "2026-11-13T10:35:00Z").called("a2"));
    ready.delivers();
    for (out, back) in [
        (Act::ToCourt { number: ready.boyd }, Act::FromCourt { number: ready.boyd }),
        (
            Act::AbsenceOut { number: ready.boyd, reason: "C6".to_owned() },
            Act::AbsenceIn { number: ready.boyd },
        ),
        (
            Act::AbsenceOut { number: ready.boyd, reason: "C3".to_owned() },
            Act::AbsenceIn { number: ready.boyd },
        ),
    ] {
        ready.happens(&out);
        ready.hears();
        ready.settling_time_goes_by();
        for id in [id, coming] {
            assert_eq!((ready.hold(id), ready.mirror(id).in_step()), (None, true), "{out:?}");
        }
        ready.happens(&back);
        ready.hears();
    }
    assert_eq!(ready.delivers(), 0);
}

#[test]
fn left_as_reported_holds_and_left_as_settled_cancels() {
    let ready = ready();
    let listed = ready.books(&ready.booking().moved("2026-11-13T10:20:00Z", "2026-11-13T10:35:00Z"));
    ready.delivers();
    let waiting =
        ready.books(&ready.booking().moved("2026-11-14T10:20:00Z", "2026-11-14T10:35:00Z").called("a2"));
    ready.happens(&Act::TransferOut { number: ready.boyd, to: code("HLI"), reason: "NOTR".to_owned() });
    ready.hears();
    for id in [listed, waiting] {
        assert_eq!(ready.hold(id), Some(Hold::Left));
        assert!(ready.tasks().contains(&TaskKey::PersonLeft(id)));
    }
    ready.delivers_to_the_end();
    assert!(ready.acts(waiting).is_empty(), "nothing is made for who has left");
    assert_eq!(ready.standing().len(), 1, "and nothing is cancelled on a report");
    ready.settling_time_goes_by();
    assert_eq!(ready.settled(ready.boyd), Some(Standing::InTransit));
    ready.delivers_to_the_end();
    assert!(
        ready.standing().is_empty(),
        "settled: the ghost that the prison would keep for three weeks is gone"
    );
    assert_eq!(ready.shown().len(), 1, "struck through");
    assert!(ready.mirror(listed).in_step());
    assert!(ready.acts(waiting).is_empty());
}

#[test]
fn a_release_that_was_keyed_by_mistake_costs_nothing() {
    let ready = ready();
    ready.happens(&Act::MoveCell { number: ready.boyd, cell: "A-1-005".to_owned() });
    ready.hears();
    let id = ready.books(&ready.booking().moved("2026-11-14T10:20:00Z", "2026-11-14T10:35:00Z"));
    let released = prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "INACTIVE OUT");
    let with = |key: &str, value: &str, mut record: serde_json::Value| {
        record[key] = json!(value);
        record
    };
    let released = with(
        "lastMovementTypeCode",
        "REL",
        with("prisonId", "OUT", with("lastMovementReasonCode", "CR", released)),
    );
    ready.goes_on_seconds(1);
    ready.reads(&released);
    assert_eq!(ready.hold(id), Some(Hold::Left));
    assert_eq!(ready.delivers(), 0);
    ready.goes_on_seconds(1_200);
    ready.reads(&prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    assert_eq!(ready.hold(id), None);
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 1);
    assert!(ready.tasks().is_empty(), "{:?}", ready.tasks());
}

#[test]
fn released_and_settled_nothing_is_left_even_where_the_prison_deleted_it_itself() {
    let ready = ready();
    let id = ready.books(&ready.booking().moved("2026-11-14T10:20:00Z", "2026-11-14T10:35:00Z"));
    ready.delivers();
    ready.happens(&Act::Release { number: ready.boyd, reason: "CR".to_owned() });
    ready.hears();
    assert_eq!(ready.hold(id), Some(Hold::Left));
    ready.settling_time_goes_by();
    ready.delivers_to_the_end();
    assert!(ready.mirror(id).in_step(), "what is not there is as cancelled as it can be");
    assert!(ready.shown().is_empty());
}

fn dead(reason: &str) -> serde_json::Value {
    let mut record = prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "INACTIVE OUT");
    for (key, value) in [
        ("lastMovementTypeCode", "REL"),
        ("lastMovementReasonCode", reason),
        ("prisonId", "OUT"),
        ("inOutStatus", "OUT"),
        ("legalStatus", "DEAD"),
    ] {
        record[key] = json!(value);
    }
    record
}

#[test]
fn a_death_stops_everything_without_a_reason_and_can_be_taken_back() {
    let ready = ready();
    let listed = ready.listed();
    let waiting = ready.books(&ready.booking().moved(LATER, LATER_END).called("a2"));
    ready.goes_on_seconds(60);
    ready.reads(&dead("DEC"));
    for id in [listed, waiting] {
        assert_eq!(ready.hold(id), Some(Hold::Death));
    }
    ready.settling_time_goes_by();
    ready.changes(listed, &ready.booking().moved("2026-11-12T11:40:00Z", "2026-11-12T11:50:00Z"));
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 1, "nothing is sent, nothing is struck, nothing is deleted");
    assert!(ready.tasks().is_empty(), "nobody is given a task that tells it: {:?}", ready.tasks());
    assert_eq!(ready.lists.sent.lock().unwrap().iter().filter(|s| s.act != AttemptAct::Look).count(), 1);
    // It was keyed on the wrong person.
    ready.goes_on_seconds(60);
    ready.reads(&prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    for id in [listed, waiting] {
        assert_eq!(ready.hold(id), None);
    }
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 2, "it goes on where it was");
}

#[test]
fn a_merge_is_no_release_and_strikes_nothing_through() {
    let ready = ready();
    let id = ready.books(&ready.booking().moved("2026-11-14T10:20:00Z", "2026-11-14T10:35:00Z"));
    ready.delivers();
    let mut record = dead("MRG");
    record["legalStatus"] = json!("REMAND");
    ready.goes_on_seconds(60);
    ready.reads(&record);
    ready.settling_time_goes_by();
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 1);
    assert_eq!(ready.hold(id), Some(Hold::WhereNotKnown));
    assert!(ready.tasks().is_empty());
}

#[test]
fn whoever_is_gone_when_the_prison_is_asked_is_refused_and_tried_with_pauses() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    // He leaves, and no event comes.
    ready.prison.lock().faults.event_drop = 1_000;
    ready.happens(&Act::TransferOut { number: ready.boyd, to: code("HLI"), reason: "NOTR".to_owned() });
    ready.delivers();
    let refusal = ready.mirror(id).refused.unwrap();
    assert_eq!(
        (refusal.reason, refusal.status, refusal.times),
        (RefusalReason::PersonNotThere, Some(400), 1)
    );
    let mut due = Vec::new();
    for _ in 0..8 {
        let pause = ready.mirror(id).due.seconds_since(ready.now());
        assert!(pause > 0);
        due.push(pause);
        ready.clock.set(ready.mirror(id).due.plus_seconds(-1));
        assert_eq!(ready.delivers(), 0, "not before its time");
        ready.clock.set(ready.mirror(id).due);
        ready.delivers();
    }
    // Five seconds, doubled each time, a fifth of jitter, at most five minutes.
    for (n, pause) in due.iter().enumerate() {
        let whole = (5 << n.min(6)).min(300);
        assert!((whole * 4 / 5..=whole * 6 / 5).contains(pause), "{n}: {pause} of {whole}");
    }
    assert!(ready.shown().is_empty());
}

/// The prison lets nobody change an entry of a week ago. What is moved from there is looked for, and entered anew.
#[test]
fn what_is_moved_from_a_day_that_nobody_can_change_any_more_is_entered_anew() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    ready.delivers();
    let old = ready.mirror(id).known.unwrap();
    ready.goes_on_seconds(8 * 86_400);
    ready.hears();
    ready.changes(id, &ready.booking().moved("2026-11-25T10:00:00Z", "2026-11-25T10:10:00Z"));
    ready.delivers_to_the_end();
    use AttemptAct::{Change, Create, Look};
    assert_eq!(ready.acts(id), [Look, Create, Change, Look, Create]);
    let new = ready.mirror(id).known.unwrap();
    assert_ne!(new.remote, old.remote);
    assert!(ready.mirror(id).refused.is_none() && ready.mirror(id).hold.is_none());
    assert_eq!(ready.standing().len(), 2, "the old one stays on the list of its day");
}

#[test]
fn too_many_requests_wait_as_long_as_the_prison_says() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    ready.next_calls_meet(&[None, Some(CallFault::TooMany { retry_after_seconds: 600 })]);
    ready.delivers();
    let mirror = ready.mirror(id);
    assert_eq!(mirror.refused.as_ref().map(|r| r.reason), Some(RefusalReason::TooMany));
    assert_eq!(mirror.due.seconds_since(ready.now()), 600);
    ready.goes_on_seconds(599);
    assert_eq!(ready.delivers(), 0);
    ready.goes_on_seconds(1);
    ready.delivers();
    ready.one_stands_at("10:20");
    assert_eq!(ready.mirror(id).refused, None);
}

#[test]
fn healthcares_own_change_does_not_wait_for_a_pause() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    ready.next_calls_meet(&[None, Some(CallFault::TooMany { retry_after_seconds: 10 })]);
    ready.delivers();
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.delivers_to_the_end();
    ready.one_stands_at("14:00");
}

#[test]
fn a_booking_whose_time_came_before_it_could_be_sent_is_said_to_be_too_late() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    ready.it_is("2026-11-12T10:20:00Z");
    ready.delivers_to_the_end();
    assert_eq!(ready.hold(id), Some(Hold::TooLate));
    assert!(ready.shown().is_empty() && ready.acts(id).is_empty());
    // Moved to a time to come, it is sent.
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.delivers_to_the_end();
    ready.one_stands_at("14:00");
}

#[test]
fn a_room_without_a_place_of_the_prisons_waits_until_it_has_one() {
    let ready = ready();
    let id = ready.books(&ready.booking().room("MDI/XRAY"));
    assert_eq!(ready.hold(id), Some(Hold::NoPlace));
    assert_eq!(ready.delivers(), 0);
    ready.changes(id, &ready.booking().room("MDI/DENTAL"));
    ready.delivers();
    ready.one_stands_at("10:20");
    // Moved to a room without one: what stands there stands, and it is said that it is not so any more.
    ready.changes(id, &ready.booking().room("MDI/XRAY"));
    assert_eq!(ready.hold(id), Some(Hold::NoPlace));
    ready.delivers();
    ready.one_stands_at("10:20");
}

#[test]
fn a_booking_that_cannot_be_written_in_the_prisons_form_is_refused_and_not_bent() {
    // The second 01:30 of the night of the clock change: the prison's form has no way to say which.
    let ready = ready();
    ready.it_is("2027-10-30T12:00:00Z");
    ready.hears();
    ready.reads(&prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    let id = ready.books(&ready.booking().moved("2027-10-31T01:30:00+00:00", "2027-10-31T01:45:00+00:00"));
    ready.delivers();
    assert_eq!(ready.mirror(id).refused.map(|r| r.reason), Some(RefusalReason::TimeRefused));
    assert!(ready.shown().is_empty());
}

// --- the other prison

#[test]
fn a_booking_that_healthcare_moves_to_another_prison_is_struck_here_and_made_there() {
    let ready = ready();
    let id = ready.books(&ready.booking().moved("2026-11-14T10:20:00Z", "2026-11-14T10:35:00Z"));
    ready.delivers();
    let first = ready.remote(id);
    ready.happens(&Act::TransferOut { number: ready.boyd, to: code("HLI"), reason: "NOTR".to_owned() });
    ready.goes_on_seconds(60);
    ready.happens(&Act::TransferIn { number: ready.boyd });
    ready.hears();
    let elsewhere = ready.booking().moved("2026-11-14T10:20:00Z", "2026-11-14T10:35:00Z").room("HLI/OPD2");
    ready.feeds_change(id, &elsewhere);
    ready.delivers_to_the_end();
    let standing = ready.standing();
    assert_eq!((standing.len(), standing[0].prison), (1, code("HLI")));
    assert_ne!(standing[0].id, first);
    assert!(ready.shown().iter().any(|a| a.id == first && a.is_cancelled()));
    assert!(ready.mirror(id).in_step());
}

// --- links

fn dawn_links(site: &Site, person: PrisonNumber, patient: PatientId, second: Option<&str>) {
    let act = Decision::LinkPropose { person, patient };
    let (link, _) = link_now(&site.decides(act));
    let link = site.links(person).into_iter().find(|l| l.id == link).unwrap();
    let (_, state) = link_now(&site.confirms(&link, second));
    assert_eq!(state, LinkState::Confirmed);
}

/// A record of Kieran's that was linked to somebody else.
fn wrongly_linked() -> (Ready, PrisonNumber, AppointmentId) {
    let site = Site::new();
    site.goes_live();
    let boyd = site.boyd_arrives();
    let shaw = site.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    let patient = site.patient(&patient("p9", None, ("Kieran", "Boyd"), "2002-04-01", None));
    dawn_links(&site, shaw, patient, None);
    let ready = Ready { site, boyd, patient };
    let id = ready.books(&ready.booking());
    ready.delivers();
    assert_eq!(ready.standing()[0].attendees[0].number, shaw);
    (ready, shaw, id)
}

#[test]
fn undoing_a_link_strikes_the_wrong_persons_entry_and_makes_a_new_one_for_the_right_one() {
    let (ready, shaw, id) = wrongly_linked();
    let wrong = ready.remote(id);
    ready.splits(&ready.link_of(shaw, ready.patient).unwrap());
    ready.delivers();
    assert!(ready.standing().is_empty());
    assert!(ready.tasks().iter().any(|t| matches!(t, TaskKey::Tell(_))));
    dawn_links(&ready, ready.boyd, ready.patient, None);
    ready.delivers_to_the_end();
    ready.one_stands_at("10:20");
    assert_ne!(ready.remote(id), wrong, "an entry is never moved from one person to another");
    let struck = ready.shown().into_iter().find(|a| a.id == wrong).unwrap();
    assert_eq!((struck.is_cancelled(), struck.attendees[0].number), (true, shaw));
    assert!(ready.mirror(id).in_step());
}

#[test]
fn whatever_is_lost_while_a_link_is_undone_nobody_is_brought_twice() {
    for fault in [CallFault::LoseAnswer, CallFault::LoseRequest, CallFault::LateWrite { seconds: 8 }] {
        let (ready, shaw, id) = wrongly_linked();
        // The right one is linked before the wrong one is undone: another person's word is needed.
        dawn_links(&ready, ready.boyd, ready.patient, Some("katie"));
        ready.next_calls_meet(&[Some(fault)]);
        ready.splits(&ready.link_of(shaw, ready.patient).unwrap());
        ready.delivers_to_the_end();
        ready.one_stands_at("10:20");
        assert!(ready.mirror(id).in_step(), "{fault:?}: {:?}", ready.mirror(id));
        assert_eq!(ready.shown().len(), 2, "{fault:?}: his is struck through, the other's is made");
    }
}

#[test]
fn a_booking_that_was_there_before_its_person_is_sent_when_they_arrive() {
    let site = Site::new();
    site.goes_live();
    let patient = site.patient(&kieran());
    let id = site.books(&Booking::new(patient, START, END));
    assert_eq!(site.mirror(id).hold, Some(Hold::NotLinked));
    let boyd = site.boyd_arrives();
    assert_eq!(site.link(boyd).state, LinkState::Confirmed, "linked by rule");
    assert_eq!(site.mirror(id).hold, None);
    site.delivers();
    assert_eq!(site.standing().len(), 1);
}

#[test]
fn in_doubt_nothing_new_is_made_what_stands_stands_and_healthcare_may_still_move_and_cancel() {
    let ready = ready();
    let listed = ready.listed();
    let other =
        ready.books(&ready.booking().moved("2026-11-12T11:40:00Z", "2026-11-12T11:50:00Z").called("a3"));
    ready.delivers();
    let waiting = ready.books(&ready.booking().moved(LATER, LATER_END).called("a2"));
    // A twin arrives: the link that the rule made is no longer sure.
    ready.arrives("A8101KB", "KEVIN", "BOYD", "2002-04-01", "MDI");
    assert_eq!(ready.link_of(ready.boyd, ready.patient).unwrap().state, LinkState::InDoubt);
    assert_eq!(ready.hold(waiting), Some(Hold::InDoubt));
    let coming =
        ready.books(&ready.booking().moved("2026-11-12T15:00:00Z", "2026-11-12T15:10:00Z").called("a4"));
    assert_eq!(ready.hold(coming), Some(Hold::InDoubt));
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 2, "what was made stands, nothing is added");
    ready.changes(listed, &ready.booking().moved("2026-11-12T13:00:00Z", "2026-11-12T13:10:00Z"));
    ready.changes(
        other,
        &ready.booking().moved("2026-11-12T11:40:00Z", "2026-11-12T11:50:00Z").with_status("cancelled"),
    );
    ready.delivers_to_the_end();
    ready.one_stands_at("13:00");
    // Dawn looks: it is he. What waited is sent.
    ready.confirms(&ready.link_of(ready.boyd, ready.patient).unwrap(), None);
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 3);
}

#[test]
fn what_happens_to_somebody_alike_does_not_hold_his_bookings() {
    let ready = ready();
    let kevin = ready.arrives("A8101KB", "KEVIN", "BOYD", "2002-04-01", "MDI");
    ready.confirms(&ready.link_of(ready.boyd, ready.patient).unwrap(), None);
    assert!(ready.link_of(kevin, ready.patient).is_some_and(|l| l.state == LinkState::Proposed));
    let id = ready.books(&ready.booking());
    ready.goes_on_seconds(60);
    ready.happens(&Act::Release { number: kevin, reason: "CR".to_owned() });
    ready.hears();
    assert_eq!(ready.hold(id), None, "it is Kevin who left");
    ready.settling_time_goes_by();
    assert_eq!(ready.hold(id), None);
    ready.delivers_to_the_end();
    ready.one_stands_at("10:20");
}

// --- switched

#[test]
fn off_holds_shadow_shows_and_sends_nothing_live_sends() {
    let ready = ready();
    ready.switched(Mode::Off);
    let id = ready.books(&ready.booking());
    assert_eq!(ready.hold(id), Some(Hold::Off));
    ready.switched(Mode::Shadow);
    ready.settles();
    let mirror = ready.mirror(id);
    assert_eq!((mirror.hold, mirror.mode), (None, Mode::Shadow));
    assert!(mirror.desired.is_some(), "what would be sent is there to be compared");
    ready.delivers_to_the_end();
    assert!(ready.shown().is_empty() && ready.acts(id).is_empty());
    ready.switched(Mode::Live);
    ready.settles();
    ready.delivers();
    ready.one_stands_at("10:20");
}

/// NHS numbers of nobody, with true check digits.
fn nhs_numbers() -> impl Iterator<Item = String> {
    (0..).filter_map(|n| {
        let stem = format!("99907{n:04}");
        let sum: u32 = stem.bytes().zip((2..=10).rev()).map(|(digit, by)| u32::from(digit - b'0') * by).sum();
        match 11 - sum % 11 {
            10 => None,
            check => Some(format!("{stem}{}", check % 11)),
        }
    })
}

#[test]
fn a_switch_is_followed_by_the_bookings_of_however_many_people() {
    use crate::common::{BOYD, House, TODAY, Who};
    use crossing::disclose::mirror_words::MirrorWord;
    let house = House::new();
    house.switched("MDI", Mode::Shadow);
    // More people than one unit may name.
    for (n, nhs) in nhs_numbers().take(12).enumerate() {
        let letter = char::from(b'A' + u8::try_from(n).unwrap());
        let text = |text: String| -> &'static str { text.leak() };
        let who = Who {
            number: text(format!("A81{n:02}K{letter}")),
            nhs: text(nhs),
            given: text(format!("Kieran{letter}")),
            family: text(format!("Boyd{letter}")),
            ..BOYD
        };
        let patient = house.lives_here(&who, &format!("C-2-{:03}", n + 1));
        house.books(patient, "OPD2", &format!("2026-11-12T14:{:02}:00Z", n * 5));
    }
    house.switched("MDI", Mode::Live);
    house.settling_time_goes_by();
    house.delivers();
    let list = house.administrator().opens_clinic_list(TODAY).unwrap();
    let words: Vec<_> = list.rows.iter().filter_map(|row| row.mirror.as_ref().map(|m| m.word)).collect();
    assert_eq!(words, [MirrorWord::OnTheList; 12]);
}

#[test]
fn switched_off_or_to_shadow_nothing_more_is_sent_from_that_moment() {
    for mode in [Mode::Off, Mode::Shadow] {
        let ready = ready();
        let listed = ready.listed();
        let waiting = ready.books(&ready.booking().moved(LATER, LATER_END).called("a2"));
        ready.changes(listed, &ready.booking().moved("2026-11-12T11:40:00Z", "2026-11-12T11:50:00Z"));
        ready.switched(mode);
        // Not even what was waiting to be sent, and before anything else has run.
        ready.delivers_to_the_end();
        assert!(ready.acts(waiting).is_empty(), "{mode:?}");
        ready.one_stands_at("10:20");
        ready.settles();
        ready.delivers_to_the_end();
        ready.one_stands_at("10:20");
        // Live again, it catches up.
        ready.switched(Mode::Live);
        ready.settles();
        ready.delivers_to_the_end();
        assert_eq!(ready.standing().len(), 2, "{mode:?}");
        assert!(ready.mirror(listed).in_step() && ready.mirror(waiting).in_step());
    }
}

#[test]
fn a_switch_that_the_process_died_after_is_carried_on() {
    let mut ready = ready();
    ready.switched(Mode::Shadow);
    let id = ready.books(&ready.booking());
    ready.switched(Mode::Live);
    ready.site.dies_and_is_started_again();
    ready.settles();
    ready.delivers();
    assert_eq!(ready.acts(id), [AttemptAct::Look, AttemptAct::Create]);
}

// --- the whole

#[test]
fn a_stale_version_is_refused_and_changes_nothing() {
    let ready = ready();
    let id = ready.listed();
    let ask = WriteAsk { id: Some(id.to_string()), if_match: Some(7), ..WriteAsk::default() };
    let outcome = ready.writes(&ready.booking().moved(LATER, LATER_END).resource(), ask, None);
    assert_eq!(outcome, Outcome::NotDone(NotDone::VersionConflict { stands: 1 }));
    assert_eq!(ready.delivers(), 0);
}

#[test]
fn a_day_of_all_this_rebuilds_to_the_same() {
    let ready = ready();
    let id = ready.listed();
    ready.next_calls_meet(&[Some(CallFault::LoseAnswer)]);
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.delivers_to_the_end();
    ready.happens(&Act::StaffCancel { appointment: ready.remote(id), reason: 2 });
    ready.lists_are_read("MDI", DAY);
    ready.changes(id, &ready.booking());
    ready.switched(Mode::Shadow);
    ready.settles();
    ready.switched(Mode::Live);
    ready.settles();
    ready.delivers_to_the_end();
    ready.happens(&Act::Release { number: ready.boyd, reason: "CR".to_owned() });
    ready.hears();
    ready.settling_time_goes_by();
    ready.delivers_to_the_end();
    assert!(ready.mirror(id).in_step());
    ready.site.rebuilds_to_the_same();
}

#[test]
fn whoever_can_no_longer_be_seen_gets_nothing_new_and_loses_nothing() {
    let ready = ready();
    let listed = ready.listed();
    ready.goes_on_seconds(600);
    let not_visible =
        json!({"status": 404, "userMessage": "404 Not found error", "developerMessage": "not found"});
    ready.answered("GET", "/prisoner/A8100KB", 404, &not_visible);
    let booked = ready.books(&Booking::new(ready.patient, LATER, LATER_END));
    ready.delivers();
    assert_eq!(ready.hold(booked), Some(Hold::WhereNotKnown), "nobody knows whether he is still there");
    assert!(ready.mirror(listed).known.is_some_and(|k| !k.entry.cancelled), "a 404 strikes nothing through");
    ready.one_stands_at("10:20");
    // He is seen again, where he was: what waited is sent.
    ready.goes_on_seconds(600);
    ready.reads(&prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    ready.delivers();
    assert_eq!((ready.hold(booked), ready.hold(listed)), (None, None));
    assert!(ready.mirror(booked).in_step(), "{:?}", ready.mirror(booked));
}
