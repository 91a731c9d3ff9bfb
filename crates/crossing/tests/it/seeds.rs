//! What seeds of the simulator found in the engine, each told as a story of its own.

use crate::engine::prisoner;
use crate::mirrors::{DAY, LATER, LATER_END, ready};
use crate::support::{Booking, Site, code, dps, not_done, number, patient};
use crossing::errands::Errands;
use crossing::port::{AspectSource, Later, SourceAnswer, SourceError};
use crossing::sweep::Timekeeper;
use crossing::understood::{NotDone, Outcome};
use crossing::{NEUTRAL_NAME, envelope::Meta};
use doubles::prison::{Act, CallFault};
use serde_json::{Value, json};
use std::sync::Arc;
use store::unit::AttemptResult;
use vocab::crossing::{AttemptAct, Feed, FeedbackKind, Hold, LinkState, Mode, QuarantineReason, TaskKey};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Standing};

/// A source that gives one answer to everything; to where somebody is, another where it has one.
struct Says {
    feed: Feed,
    answer: SourceAnswer,
    of_place: Option<SourceAnswer>,
}

impl AspectSource for Says {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn carries(&self, _: Aspect) -> bool {
        true
    }

    fn read<'a>(
        &'a self,
        _: PrisonNumber,
        _: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        let of_place = self.of_place.as_ref().filter(|_| aspect == Aspect::Place);
        Box::pin(async move { Ok(of_place.unwrap_or(&self.answer).clone()) })
    }

    fn roll<'a>(&'a self, _: PrisonCode) -> Later<'a, Result<Vec<SourceAnswer>, SourceError>> {
        Box::pin(async { Ok(vec![self.answer.clone()]) })
    }

    fn entries<'a>(
        &'a self,
        _: PrisonCode,
        _: jiff::civil::Date,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async { Ok(self.answer.clone()) })
    }
}

/// Errands over a source that says this, asked a moment from now.
fn said(site: &Site, method: &'static str, path: &str, body: &Value) -> Errands {
    site.goes_on_seconds(1);
    let answer = SourceAnswer {
        method,
        path: path.to_owned(),
        status: 200,
        location: None,
        body: body.to_string().into_bytes(),
        asked: site.now(),
    };
    Errands::new(Arc::clone(site.crossing()), Arc::new(Says { feed: dps(), answer, of_place: None }))
}

/// What the prison's own search of a day's appointments answers.
fn lists_of(site: &Site, prison: &str, day: &str) -> Value {
    let call = doubles::prison::Call::new("POST", &format!("/appointments/{prison}/search"))
        .header("authorization", "Bearer double-token")
        .json(&json!({"startDate": day}));
    let now = site.now();
    site.prison.lock().call(&call, now).reply().unwrap().value()
}

fn read(site: &Site, errands: &Errands, prison: &str) -> usize {
    site.runtime.block_on(errands.lists(code(prison), DAY.parse().unwrap())).unwrap()
}

/// The External API has its list under `data`: each person's part was quarantined, and nothing that staff did was seen.
#[test]
fn what_staff_do_is_seen_over_the_external_api_too() {
    let ready = ready();
    let id = ready.listed();
    ready.goes_on_seconds(60);
    ready.happens(&Act::StaffCancel { appointment: ready.remote(id), reason: 2 });
    let wrapped = json!({"data": lists_of(&ready, "MDI", DAY)});
    let errands = said(&ready, "POST", "/v1/prison/MDI/appointments/search", &wrapped);
    read(&ready, &errands, "MDI");
    assert!(ready.quarantine().is_empty(), "{:?}", ready.quarantine());
    assert_eq!(ready.mirror(id).feedback.map(|f| f.what), Some(FeedbackKind::Cancelled));
}

/// A sweep of the prison that someone came to took what stood in the one that he left for gone.
#[test]
fn the_lists_of_one_prison_say_nothing_of_anothers() {
    let ready = ready();
    let id = ready.listed();
    ready.goes_on_seconds(60);
    // He has an entry in Hull that day, and Hull's list shows that one alone.
    let mut hull = lists_of(&ready, "MDI", DAY);
    hull[0]["appointmentId"] = json!(9_001);
    hull[0]["prisonCode"] = json!("HLI");
    hull[0]["prisonId"] = json!("HLI");
    let errands = said(&ready, "POST", "/appointments/HLI/search", &hull);
    read(&ready, &errands, "HLI");
    let mirror = ready.mirror(id);
    assert!(mirror.in_step() && mirror.feedback.is_none() && mirror.hold.is_none(), "{mirror:?}");
}

/// A list that lost an item is not the whole list.
#[test]
fn an_item_that_cannot_be_read_makes_nothing_look_gone() {
    let ready = ready();
    let id = ready.listed();
    ready.goes_on_seconds(60);
    let odd = json!([{"appointmentId": 5, "attendees": "see overleaf"}]);
    let errands = said(&ready, "POST", "/appointments/MDI/search", &odd);
    read(&ready, &errands, "MDI");
    let mirror = ready.mirror(id);
    assert!(mirror.in_step() && mirror.feedback.is_none(), "{mirror:?}");
    assert_eq!(ready.quarantine().len(), 1, "and a person sees it");
    let nothing = said(&ready, "POST", "/appointments/MDI/search", &json!({"message": "try later"}));
    read(&ready, &nothing, "MDI");
    assert!(ready.mirror(id).in_step());
}

/// What had been looked for counted for ever: what staff typed before it was sent at last was doubled.
#[test]
fn what_staff_type_while_a_create_waits_is_taken_over_and_not_doubled() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    assert_eq!(ready.delivers_one_step(), 1);
    assert_eq!(ready.acts(id), [AttemptAct::Look]);
    ready.goes_on_seconds(12 * 60);
    let typed = ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    ready.delivers();
    assert_eq!(ready.acts(id), [AttemptAct::Look, AttemptAct::Look]);
    ready.one_stands_at("10:20");
    assert_eq!(ready.remote(id), typed);
}

/// The same where the prison refused for a while.
#[test]
fn a_create_that_was_refused_is_looked_for_again_before_it_is_sent_again() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    ready.next_calls_meet(&[None, Some(CallFault::TooMany { retry_after_seconds: 60 })]);
    ready.delivers();
    let typed = ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    ready.delivers_to_the_end();
    ready.one_stands_at("10:20");
    assert_eq!((ready.remote(id), ready.mirror(id).adopted), (typed, true));
}

/// A request that may still come to stand there and something of staff's beside it: nothing is taken over before it is
/// known, and it is not asked without a pause.
#[test]
fn a_lost_create_beside_what_staff_typed_waits_for_the_second_look() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    // The look, then the create that comes late.
    ready.next_calls_meet(&[None, Some(CallFault::LateWrite { seconds: 10 })]);
    ready.delivers_one_step();
    for _ in 0..2 {
        ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    }
    ready.delivers();
    assert_eq!(ready.acts(id), [AttemptAct::Look, AttemptAct::Create, AttemptAct::Look]);
    assert_eq!(ready.hold(id), None);
    ready.delivers_to_the_end();
    let mirror = ready.mirror(id);
    assert!(mirror.in_step() && !mirror.adopted, "ours came, and is ours: {mirror:?}");
}

/// The same, and it never came: several ask a person, once, and the mirror comes to rest.
#[test]
fn several_of_staffs_after_a_lost_create_ask_a_person_and_no_more() {
    let ready = ready();
    let id = ready.books(&ready.booking());
    ready.next_calls_meet(&[None, Some(CallFault::LoseRequest)]);
    ready.delivers_one_step();
    for _ in 0..2 {
        ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    }
    ready.delivers_to_the_end();
    assert_eq!(ready.hold(id), Some(Hold::AdoptionUnclear));
    use AttemptAct::{Create, Look};
    assert_eq!(ready.acts(id), [Look, Create, Look, Look]);
    assert_eq!(ready.tasks(), [TaskKey::AdoptionUnclear(id)]);
    assert!(
        ready
            .attempts(id)
            .iter()
            .all(|line| line.result != Some(AttemptResult::NotThere) || line.act == Look)
    );
}

/// Several asked a person; staff took all but one away, and nobody noticed.
#[test]
fn where_staff_leave_one_of_several_it_is_taken_over() {
    let ready = ready();
    let typed: Vec<u64> = (0..2)
        .map(|_| ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", Some(NEUTRAL_NAME)), "HCC-WAIT"))
        .collect();
    let id = ready.books(&ready.booking());
    ready.delivers();
    assert_eq!(ready.hold(id), Some(Hold::AdoptionUnclear));
    ready.lists_are_read("MDI", DAY);
    ready.delivers();
    assert_eq!(ready.hold(id), Some(Hold::AdoptionUnclear), "there are two still");
    ready.happens(&Act::StaffCancel { appointment: typed[0], reason: 2 });
    ready.lists_are_read("MDI", DAY);
    ready.delivers();
    assert_eq!((ready.hold(id), ready.remote(id), ready.mirror(id).adopted), (None, typed[1], true));
    assert!(ready.tasks().is_empty() && ready.mirror(id).in_step());
}

/// Several asked a person; the prison took them all away before its lists were read even once.
#[test]
fn where_none_of_several_is_left_it_is_made() {
    let ready = ready();
    let typed: Vec<u64> =
        (0..2).map(|_| ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT")).collect();
    let id = ready.books(&ready.booking());
    ready.delivers();
    assert_eq!(ready.hold(id), Some(Hold::AdoptionUnclear));
    for appointment in typed {
        ready.happens(&Act::StaffCancel { appointment, reason: 1 });
    }
    ready.lists_are_read("MDI", DAY);
    ready.delivers();
    ready.one_stands_at("10:20");
    assert!(ready.mirror(id).in_step() && !ready.mirror(id).adopted);
}

/// A link to a number that was merged into another could be confirmed: its bookings then brought whoever has that.
#[test]
fn a_link_to_a_number_that_was_merged_away_is_not_confirmed() {
    let ready = ready();
    let shaw = ready.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    ready.happens(&Act::Merge { kept: shaw, removed: ready.boyd });
    ready.hears();
    let link = ready.link(ready.boyd);
    assert_eq!(link.state, LinkState::InDoubt);
    let outcome = ready.confirms(&link, Some("second"));
    assert_eq!(not_done(&outcome), &NotDone::MergedAway);
    assert_eq!(ready.link(ready.boyd).state, LinkState::InDoubt);
}

/// An entry that was taken over is watched like one of ours.
#[test]
fn what_staff_do_to_an_entry_that_was_taken_over_comes_back() {
    let ready = ready();
    let typed = ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    let id = ready.books(&ready.booking());
    ready.delivers();
    assert_eq!(ready.remote(id), typed);
    ready.goes_on_seconds(60);
    ready.happens(&Act::StaffCancel { appointment: typed, reason: 1 });
    ready.lists_are_read("MDI", DAY);
    assert_eq!(ready.mirror(id).feedback.map(|f| f.what), Some(FeedbackKind::Gone));
    assert_eq!(ready.hold(id), Some(Hold::PrisonChanged));
}

/// What was booked while a flow was off for a moment stayed off for ever.
#[test]
fn what_was_booked_while_a_flow_was_off_for_a_moment_follows_it_on() {
    let ready = ready();
    let time = Timekeeper::new(Arc::clone(ready.crossing()));
    ready.runtime.block_on(time.step()).unwrap();
    ready.switched(Mode::Off);
    let id = ready.books(&ready.booking());
    assert_eq!(ready.hold(id), Some(Hold::Off));
    ready.switched(Mode::Live);
    ready.runtime.block_on(time.step()).unwrap();
    ready.delivers();
    ready.one_stands_at("10:20");
}

/// A create was lost, its time came, and meanwhile healthcare had moved the booking: a switch overlooked it.
#[test]
fn what_moved_while_its_create_was_lost_follows_a_switch_though_the_first_time_is_over() {
    let ready = ready();
    let time = Timekeeper::new(Arc::clone(ready.crossing()));
    ready.runtime.block_on(time.step()).unwrap();
    let id = ready.books(&ready.booking());
    ready.next_calls_meet(&[None, Some(CallFault::LoseRequest)]);
    ready.delivers_one_step();
    ready.delivers_one_step();
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.switched(Mode::Off);
    ready.runtime.block_on(time.step()).unwrap();
    ready.it_is("2026-11-12T11:00:00Z");
    ready.switched(Mode::Live);
    ready.runtime.block_on(time.step()).unwrap();
    ready.delivers_to_the_end();
    ready.one_stands_at("14:00");
}

/// An answer that did not speak of what was asked for was asked for again at once, without end.
#[test]
fn a_question_that_is_answered_beside_the_point_is_put_off() {
    let site = Site::new();
    let boyd = site.boyd_arrives();
    let event = crate::support::event(
        "prisoner-offender-search.prisoner.updated",
        "A8100KB",
        "2026-11-12T08:00:00Z",
        &json!({"nomsNumber": "A8100KB", "categoriesChanged": ["ALERTS"]}),
    );
    site.takes(&event, &Meta::default());
    assert!(site.errands(boyd).contains(&Aspect::Alerts), "{:?}", site.errands(boyd));
    let errands = said(&site, "GET", "/v1/persons/A8100KB/alerts", &json!({"data": "none of your business"}));
    let step = || site.runtime.block_on(errands.step()).unwrap();
    step();
    let head = site.crossing().head().borrow().0;
    step();
    assert_eq!(site.crossing().head().borrow().0, head, "nothing was asked: it waits");
    assert!(site.errands(boyd).contains(&Aspect::Alerts), "it is still to be asked");
}

/// An answer about somebody else counted as one about whoever was asked about, and was asked for again without a pause.
#[test]
fn an_answer_about_somebody_else_is_put_off_too() {
    let site = Site::new();
    let boyd = site.boyd_arrives();
    let event = crate::support::event(
        "prisoner-offender-search.prisoner.updated",
        "A8100KB",
        "2026-11-12T08:00:00Z",
        &json!({"nomsNumber": "A8100KB", "categoriesChanged": ["LOCATION"]}),
    );
    site.takes(&event, &Meta::default());
    let other = prisoner("A7003MI", "MIKA", "ILIC", "1990-01-01", "ACTIVE IN");
    let errands = said(&site, "GET", "/prisoner/A8100KB", &other);
    let step = || site.runtime.block_on(errands.step()).unwrap();
    assert_eq!(step(), 0, "nothing was answered of him");
    let head = site.crossing().head().borrow().0;
    step();
    assert_eq!(site.crossing().head().borrow().0, head, "nothing was asked: it waits");
    assert!(site.errands(boyd).contains(&Aspect::Place), "it is still to be asked");
}

/// Who is in a prison that is not served was read again without end.
#[test]
fn whoever_is_not_ours_is_asked_for_once() {
    let site = Site::new();
    let event = crate::support::event(
        "prisoner-offender-search.prisoner.received",
        "A6022AH",
        "2026-11-12T08:00:00Z",
        &json!({"nomsNumber": "A6022AH", "reason": "NEW_ADMISSION", "prisonId": "LEI"}),
    );
    site.takes(&event, &Meta::default());
    let record = crate::engine::prisoner("A6022AH", "ARBEN", "HOXHA", "1990-12-24", "ACTIVE IN");
    let mut record: Value = record;
    record["prisonId"] = json!("LEI");
    let errands = said(&site, "GET", "/prisoner/A6022AH", &record);
    for _ in 0..3 {
        site.runtime.block_on(errands.step()).unwrap();
    }
    let of = number("A6022AH");
    assert!(site.errands(of).is_empty(), "{:?}", site.errands(of));
    assert!(site.person_if_known(of).is_none());
    let other = |q: &&vocab::crossing::Quarantined| q.reason == QuarantineReason::OtherPrison;
    assert_eq!(site.quarantine().iter().filter(other).count(), 1);
}

/// The External API names neither status nor prison of somebody whose custody was moved to another number.
#[test]
fn a_custody_that_was_moved_away_is_read_as_none_and_its_entries_go_once_that_has_stood() {
    let ready = ready();
    let id = ready.listed();
    ready.goes_on_seconds(60);
    let record = json!({"data": {"firstName": "KIERAN", "lastName": "BOYD", "dateOfBirth": "2002-04-01",
        "identifiers": {"nomisNumber": "A8100KB"}, "status": null, "prisonId": null, "cellLocation": null}});
    let outcome = ready.answered("GET", "/v1/prison/prisoners/A8100KB", 200, &record);
    assert_eq!((outcome, ready.reported(ready.boyd)), (Outcome::Changed, Standing::NotInCustody));
    ready.delivers();
    assert_eq!(ready.hold(id), Some(Hold::WhereNotKnown));
    ready.one_stands_at("10:20");
    ready.settling_time_goes_by();
    ready.delivers();
    assert!(ready.standing().is_empty(), "nobody stands there under this number");
}

/// The prison's own event of a movement did not come within its time: lost, or the movement was undone.
#[test]
fn what_settles_by_our_clock_is_read_again() {
    let site = Site::new();
    let boyd = site.boyd_arrives();
    assert!(site.errands(boyd).is_empty());
    site.settling_time_goes_by();
    assert_eq!(site.errands(boyd), [Aspect::Place]);
}

/// Several were found for one time; of another time nothing was found yet.
#[test]
fn what_was_unclear_at_one_time_is_not_held_at_another() {
    let ready = ready();
    for _ in 0..2 {
        ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    }
    let id = ready.books(&ready.booking());
    ready.delivers();
    assert_eq!(ready.hold(id), Some(Hold::AdoptionUnclear));
    let moved: Booking = ready.booking().moved(LATER, LATER_END);
    ready.changes(id, &moved);
    ready.delivers();
    assert!(ready.mirror(id).in_step() && ready.hold(id).is_none());
}

/// One of several was moved to another day: the list of that day shows it, and the first day's list shows nothing new.
#[test]
fn where_one_of_several_is_moved_to_another_day_the_other_is_taken_over() {
    let ready = ready();
    let typed: Vec<u64> =
        (0..2).map(|_| ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT")).collect();
    let id = ready.books(&ready.booking());
    ready.delivers();
    assert_eq!(ready.hold(id), Some(Hold::AdoptionUnclear));
    ready.happens(&Act::StaffMove {
        appointment: typed[1],
        date: "2026-11-13".parse().unwrap(),
        start: "14:07".parse().unwrap(),
        end: "14:22".parse().unwrap(),
    });
    ready.lists_are_read("MDI", "2026-11-13");
    ready.lists_are_read("MDI", DAY);
    ready.delivers();
    assert_eq!((ready.hold(id), ready.remote(id)), (None, typed[0]));
}

/// What we made in place of an entry that had been taken over kept staff's end for ever.
#[test]
fn what_we_make_in_place_of_one_that_was_taken_over_is_ours() {
    let ready = ready();
    let typed = ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    let id = ready.books(&ready.booking());
    ready.delivers();
    assert!(ready.mirror(id).adopted);
    ready.goes_on_seconds(60);
    ready.happens(&Act::StaffCancel { appointment: typed, reason: 1 });
    ready.lists_are_read("MDI", DAY);
    ready.changes(id, &ready.booking());
    ready.delivers_to_the_end();
    ready.one_stands_at("10:20");
    assert!(ready.remote(id) != typed && !ready.mirror(id).adopted);
}

/// Staff cancelled while the answer to a change was lost: it was brought back without a word.
#[test]
fn what_staff_cancel_beside_a_lost_change_comes_back_to_healthcare() {
    let ready = ready();
    let id = ready.listed();
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.next_calls_meet(&[Some(CallFault::LoseRequest)]);
    ready.delivers_one_step();
    ready.happens(&Act::StaffCancel { appointment: ready.remote(id), reason: 2 });
    ready.lists_are_read("MDI", DAY);
    ready.delivers_to_the_end();
    ready.lists_are_read("MDI", DAY);
    ready.delivers_to_the_end();
    assert_eq!(ready.hold(id), Some(Hold::PrisonChanged), "{:?}", ready.mirror(id));
    assert_eq!(ready.mirror(id).feedback.map(|f| f.what), Some(FeedbackKind::Cancelled));
    assert!(ready.standing().is_empty() && !ready.acts(id).contains(&AttemptAct::Uncancel));
}

/// A change that came late, after healthcare had changed its mind again, was told as the prison's doing.
#[test]
fn a_change_of_ours_that_comes_late_is_not_the_prisons_doing() {
    let ready = ready();
    let id = ready.listed();
    ready.changes(id, &ready.booking().moved(LATER, LATER_END));
    ready.next_calls_meet(&[Some(CallFault::LateWrite { seconds: 10 })]);
    ready.delivers_one_step();
    ready.delivers_one_step();
    ready.changes(id, &ready.booking().moved("2026-11-12T11:00:00Z", "2026-11-12T11:10:00Z"));
    ready.goes_on_seconds(20);
    ready.lists_are_read("MDI", DAY);
    ready.delivers_to_the_end();
    ready.lists_are_read("MDI", DAY);
    ready.one_stands_at("11:00");
    let mirror = ready.mirror(id);
    assert!(mirror.in_step() && mirror.feedback.is_none() && mirror.hold.is_none(), "{mirror:?}");
}

/// The same of an entry that we brought back ourselves.
#[test]
fn what_we_brought_back_ourselves_is_not_the_prisons_doing() {
    let ready = ready();
    let id = ready.listed();
    ready.changes(id, &ready.booking().with_status("cancelled"));
    ready.delivers();
    ready.changes(id, &ready.booking());
    ready.next_calls_meet(&[Some(CallFault::LoseAnswer)]);
    ready.delivers_one_step();
    ready.lists_are_read("MDI", DAY);
    ready.delivers_to_the_end();
    ready.one_stands_at("10:20");
    assert!(ready.mirror(id).feedback.is_none() && ready.tasks().is_empty());
}

/// Somebody left, and that could be sent only after the time had come.
#[test]
fn what_has_begun_is_not_struck_through_however_late_that_is_sent() {
    let ready = ready();
    let id = ready.listed();
    ready.goes_on_seconds(60);
    let mut record = crate::engine::prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "INACTIVE OUT");
    record["prisonId"] = json!("OUT");
    record["lastMovementTypeCode"] = json!("REL");
    record["lastMovementReasonCode"] = json!("CR");
    record["inOutStatus"] = json!("OUT");
    ready.reads(&record);
    ready.settling_time_goes_by();
    assert!(ready.mirror(id).desired.is_some_and(|d| d.cancelled), "{:?}", ready.mirror(id));
    ready.prison.lock().cut = Some(doubles::prison::Cut::Unavailable);
    ready.it_is("2026-11-12T10:25:00Z");
    ready.prison.lock().cut = None;
    ready.delivers_to_the_end();
    ready.one_stands_at("10:20");
    assert!(!ready.acts(id).contains(&AttemptAct::Cancel));
}

/// A create was lost, and its person's number merged into another: the entry went with it and was not found.
#[test]
fn a_lost_create_is_looked_for_under_the_number_that_its_person_was_merged_into() {
    let ready = ready();
    let shaw = ready.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    let id = ready.books(&ready.booking());
    ready.next_calls_meet(&[None, Some(CallFault::LoseAnswer)]);
    ready.delivers_one_step();
    ready.delivers_one_step();
    assert!(ready.mirror(id).answer_lost.is_some());
    ready.happens(&Act::Merge { kept: shaw, removed: ready.boyd });
    ready.hears();
    ready.delivers_to_the_end();
    // In doubt it stands, and is known to.
    assert!(ready.mirror(id).known.is_some() && ready.standing().len() == 1, "{:?}", ready.mirror(id));
}

/// Staff moved an entry and struck it through; brought back, it would have stood where they had put it.
#[test]
fn what_is_brought_back_is_put_where_it_belongs() {
    let ready = ready();
    let id = ready.listed();
    let appointment = ready.remote(id);
    ready.goes_on_seconds(60);
    let (date, start, end) = (DAY.parse().unwrap(), "14:07".parse().unwrap(), "14:22".parse().unwrap());
    ready.happens(&Act::StaffMove { appointment, date, start, end });
    ready.changes(id, &ready.booking().with_status("cancelled"));
    ready.delivers();
    ready.goes_on_seconds(60);
    ready.lists_are_read("MDI", DAY);
    ready.changes(id, &ready.booking());
    ready.delivers_to_the_end();
    ready.one_stands_at("10:20");
    assert!(ready.mirror(id).feedback.is_none() && ready.tasks().is_empty());
}

/// Healthcare cancelled; before that was sent the number was merged into another, and the entry went with it: gone from
/// the one, it was taken for struck through, and on the other's list for brought back.
#[test]
fn what_is_to_be_struck_through_is_found_under_the_number_it_went_to() {
    let ready = ready();
    let shaw = ready.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    let id = ready.listed();
    ready.goes_on_seconds(60);
    ready.changes(id, &ready.booking().with_status("cancelled"));
    ready.happens(&Act::Merge { kept: shaw, removed: ready.boyd });
    ready.lists_are_read("MDI", DAY);
    ready.delivers_to_the_end();
    assert!(ready.standing().is_empty() && ready.mirror(id).feedback.is_none(), "{:?}", ready.mirror(id));
}

/// A create was lost, and the custody of its person moved to another number: the entry went with it, a second one was
/// made, and the first stood for nobody.
#[test]
fn a_lost_create_is_looked_for_under_the_number_that_its_custody_was_moved_to() {
    let ready = ready();
    let shaw = ready.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    ready.happens(&Act::Release { number: shaw, reason: "CR".to_owned() });
    ready.hears();
    let id = ready.books(&ready.booking());
    ready.next_calls_meet(&[None, Some(CallFault::LoseAnswer)]);
    ready.delivers_one_step();
    ready.delivers_one_step();
    assert!(ready.mirror(id).answer_lost.is_some());
    ready.happens(&Act::MoveBooking { from: ready.boyd, to: shaw });
    ready.hears();
    ready.delivers_to_the_end();
    use AttemptAct::{Create, Look};
    assert_eq!(ready.acts(id), [Look, Create, Look, Look, Look]);
    let known = ready.mirror(id).known.unwrap();
    assert_eq!((known.entry.person, ready.standing().len()), (shaw, 1), "it is known whose list it is on");
}

/// An entry of staff's was taken over and moved by us; the list of its first day no longer showed it, and that was taken
/// for the prison's doing.
#[test]
fn what_we_moved_from_where_staff_typed_it_is_not_gone() {
    let ready = ready();
    ready.staff_type(ready.boyd, (DAY, "10:20"), ("MEOT", None), "HCC-WAIT");
    let id = ready.books(&ready.booking());
    ready.delivers();
    ready.changes(id, &ready.booking().moved("2026-11-13T11:00:00Z", "2026-11-13T11:10:00Z"));
    ready.delivers();
    ready.goes_on_seconds(60);
    ready.lists_are_read("MDI", DAY);
    let mirror = ready.mirror(id);
    assert!(mirror.in_step() && mirror.adopted && mirror.feedback.is_none(), "{mirror:?}");
}

/// A care record that named a number which had been merged into another was linked to it by the rule: its bookings then
/// brought whoever has that number now.
#[test]
fn the_rule_links_nobody_to_a_number_that_was_merged_away() {
    let ready = ready();
    let shaw = ready.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    ready.hears();
    ready.happens(&Act::Merge { kept: ready.boyd, removed: shaw });
    ready.hears();
    let record = patient("p2", Some("A4711KX"), ("John", "Shaw"), "1980-02-03", None);
    let named = ready.patient(&record);
    let state = |ready: &Site| ready.link_of(shaw, named).map(|link| link.state);
    assert_eq!(state(&ready), Some(LinkState::Proposed), "a person looks at it");
    let booked = ready.books(&Booking::new(named, LATER, LATER_END));
    assert_eq!(ready.hold(booked), Some(Hold::NotLinked));
    // Written again, it is weighed again, and comes to the same.
    ready.goes_on_seconds(60);
    ready.patient(&record);
    assert_eq!(state(&ready), Some(LinkState::Proposed));
}

/// Boyd's record, asked for as two errands of one step: first he is where he was, and then comes this.
fn then_said(site: &Site, status: u16, body: &Value) -> usize {
    let event = crate::support::event(
        "prisoner-offender-search.prisoner.updated",
        "A8100KB",
        &site.now().rfc3339_london(),
        &json!({"nomsNumber": "A8100KB", "categoriesChanged": ["PERSONAL_DETAILS", "LOCATION"]}),
    );
    site.takes(&event, &Meta::default());
    let record = prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN");
    let answer = |status, body: &Value| {
        site.goes_on_seconds(1);
        SourceAnswer {
            method: "GET",
            path: "/prisoner/A8100KB".to_owned(),
            status,
            location: None,
            body: body.to_string().into_bytes(),
            asked: site.now(),
        }
    };
    // Where somebody is comes before who they are.
    let (of_place, then) = (answer(200, &record), answer(status, body));
    let source = Says { feed: dps(), answer: then, of_place: Some(of_place) };
    let errands = Errands::new(Arc::clone(site.crossing()), Arc::new(source));
    site.runtime.block_on(errands.step()).unwrap()
}

/// He was read as where he was, and a moment later not at all. What said nothing new was written after what did, and took
/// it back: nothing said that he could not be seen, and his booking waited for ever.
#[test]
fn what_was_read_before_they_were_out_of_sight_does_not_bring_them_back() {
    let ready = ready();
    ready.reads(&prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    ready.goes_on_seconds(60);
    let booked = ready.books(&ready.booking());
    let not_visible =
        json!({"status": 404, "userMessage": "404 Not found error", "developerMessage": "not found"});
    assert_eq!(then_said(&ready, 404, &not_visible), 2);
    assert!(ready.person(ready.boyd).custody.not_visible_since.is_some(), "it was the last that was said");
    assert_eq!(ready.hold(booked), Some(Hold::WhereNotKnown));
    ready.goes_on_seconds(60);
    ready.errands_run();
    ready.reads(&prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    assert_eq!(ready.hold(booked), None, "he is seen again");
    ready.site.rebuilds_to_the_same();
}

/// The same, where two tasks read at once: what was read first is written last.
#[test]
fn a_batch_of_readings_brings_nobody_back() {
    let ready = ready();
    let booked = ready.books(&ready.booking());
    let seen = ready.person(ready.boyd).seen(Aspect::Place).unwrap();
    ready.goes_on_seconds(60);
    let asked = ready.now();
    ready.goes_on_seconds(10);
    let not_visible =
        json!({"status": 404, "userMessage": "404 Not found error", "developerMessage": "not found"});
    ready.answered("GET", "/prisoner/A8100KB", 404, &not_visible);
    let batch = json!({"asked": asked, "readings": [[ready.boyd, Aspect::Place, seen]]});
    let meta = Meta { asked: Some(asked.micros()), path: Some("checked".to_owned()), ..Meta::default() };
    ready.takes(&batch, &meta);
    let custody = ready.person(ready.boyd).custody;
    assert_eq!(custody.checked, Some(asked), "its age has moved on");
    assert!(custody.not_visible_since.is_some(), "it was the last that was said");
    assert_eq!(ready.hold(booked), Some(Hold::WhereNotKnown));
}

/// He was read as there, and a moment later as gone: the first was forgotten, and the prison's delayed event of a leaving
/// before both settled the new one at once.
#[test]
fn what_was_read_before_they_had_left_is_remembered() {
    let ready = ready();
    ready.reads(&prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    ready.goes_on_seconds(60);
    let left = ready.now();
    ready.goes_on_seconds(60);
    let mut gone = prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "INACTIVE OUT");
    gone["prisonId"] = json!("OUT");
    gone["lastMovementTypeCode"] = json!("REL");
    gone["lastMovementReasonCode"] = json!("CR");
    assert_eq!(then_said(&ready, 200, &gone), 2);
    assert_eq!(ready.reported(ready.boyd), Standing::Released);
    ready.goes_on_seconds(10 * 60);
    ready.reads(&crate::support::event(
        "prison-offender-events.prisoner.released",
        "A8100KB",
        &left.rfc3339_london(),
        &json!({"nomsNumber": "A8100KB", "reason": "RELEASED", "prisonId": "MDI"}),
    ));
    assert!(!ready.custody(ready.boyd).is_settled(), "since then he was read as there");
}
