//! Where nothing may be written by us: staff enter, move and strike through by hand, and what they did is found on the
//! lists, over both forms that a list can have.

use crate::mirrors::{DAY, END, LATER, LATER_END, START};
use crate::support::{Booking, Site, clock, code, patient, rules, rules_by_hand};
use crossing::disclose::DiscloseError;
use crossing::disclose::by_hand::ByHand;
use crossing::disclose::export::{BulkFiles, FilesAsked};
use crossing::disclose::mirror_words::MirrorWord;
use crossing::understood::Act as Decision;
use crossing::{Context, NEUTRAL_NAME};
use doubles::prison::Act;
use std::sync::atomic::Ordering;
use vocab::crossing::{AttemptAct, FeedbackKind, Hold, LinkState, Mode, Purpose, Role, TaskKey};
use vocab::id::{AppointmentId, PatientId, PrisonNumber};

/// A week later.
const NEXT_WEEK: &str = "2026-11-19";

struct Hand {
    site: Site,
    boyd: PrisonNumber,
    patient: PatientId,
}

impl std::ops::Deref for Hand {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.site
    }
}

fn hand() -> Hand {
    let site = Site::with("2026-11-12T08:00:00Z", rules_by_hand());
    site.goes_live();
    let boyd = site.boyd_arrives();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    assert_eq!(site.link(boyd).state, LinkState::Confirmed);
    Hand { site, boyd, patient }
}

/// Both forms of a list: the service's own, and the External API's with place codes alone.
fn both_forms(test: impl Fn(Hand, &str)) {
    for (external, what) in [(false, "internal"), (true, "external")] {
        let hand = hand();
        hand.services.lists_are_external.store(external, Ordering::SeqCst);
        test(hand, what);
    }
}

impl Hand {
    fn booking(&self) -> Booking {
        Booking::new(self.patient, START, END)
    }

    fn officer(&self) -> Context {
        self.caller(Role::Officer, Purpose::Custody)
    }

    fn page(&self) -> ByHand {
        self.runtime.block_on(self.crossing().by_hand(&self.officer())).unwrap().get().clone()
    }

    /// What is to be done, in words: `enter 2026-11-12 10:20`.
    fn to_do(&self) -> Vec<String> {
        let mut all = Vec::new();
        for day in self.page().days {
            all.extend(day.enter.iter().map(|l| format!("enter {} {}", l.at.date, l.at.start)));
            let change = |c: &crossing::disclose::by_hand::ByHandChange| {
                format!("change {} {} to {} {}", c.from.date, c.from.start, c.to.date, c.to.start)
            };
            all.extend(day.change.iter().map(change));
            all.extend(day.strike.iter().map(|l| format!("strike {} {}", l.at.date, l.at.start)));
        }
        all
    }

    fn files(&self, again: bool, one: Option<(usize, &str)>) -> Result<BulkFiles, DiscloseError> {
        let one = one.map(|(n, place)| (n, place.to_owned()));
        let asked = FilesAsked { date: DAY.parse().unwrap(), again, one };
        self.runtime
            .block_on(self.crossing().take_files(&self.officer(), &asked))
            .map(|files| files.get().clone())
    }

    fn takes_files(&self, again: bool) -> BulkFiles {
        self.files(again, None).unwrap()
    }

    fn types_it(&self, hm: &str) -> u64 {
        self.staff_type(self.boyd, (DAY, hm), ("MEOT", Some(NEUTRAL_NAME)), "HCC-WAIT")
    }

    fn staff_move(&self, appointment: u64, date: &str, hm: &str) {
        let start = clock(hm);
        let end = start.saturating_add(jiff::Span::new().minutes(30));
        self.happens(&Act::StaffMove { appointment, date: date.parse().unwrap(), start, end });
    }

    fn staff_strike(&self, appointment: u64) {
        self.happens(&Act::StaffCancel { appointment, reason: 2 });
    }

    fn staff_delete(&self, appointment: u64) {
        self.happens(&Act::StaffCancel { appointment, reason: 1 });
    }

    fn reads_today(&self) {
        self.lists_are_read("MDI", DAY);
    }

    /// Booked, typed by staff, and found.
    fn entered(&self) -> (AppointmentId, u64) {
        let id = self.books(&self.booking());
        let typed = self.types_it("10:20");
        self.reads_today();
        assert!(self.mirror(id).in_step(), "{:?}", self.mirror(id));
        (id, typed)
    }

    fn remote(&self, id: AppointmentId) -> u64 {
        u64::try_from(self.mirror(id).known.unwrap().remote).unwrap()
    }

    #[track_caller]
    fn in_step(&self, id: AppointmentId, what: &str) {
        let mirror = self.mirror(id);
        assert!(mirror.in_step() && mirror.hold.is_none(), "{what}: {mirror:?}");
        assert_eq!((mirror.feedback.as_ref(), self.tasks()), (None, Vec::new()), "{what}");
        assert!(self.to_do().is_empty(), "{what}: {:?}", self.to_do());
    }
}

#[test]
fn nothing_is_ever_sent_and_staff_are_told_what_to_enter() {
    let hand = hand();
    let id = hand.books(&hand.booking().about("HIV clinic, GUM follow-up"));
    assert_eq!(hand.mirror(id).hold, Some(Hold::ByHand));
    hand.delivers_to_the_end();
    assert!(hand.acts(id).is_empty(), "no attempt is begun for it");
    assert!(hand.lists.sent.lock().unwrap().is_empty());
    assert_eq!(hand.to_do(), ["enter 2026-11-12 10:20"]);
    let page = hand.page();
    let line = &page.days[0].enter[0];
    assert_eq!((line.name.as_deref(), line.number), (Some("BOYD, Kieran"), hand.boyd));
    assert_eq!((line.at.end.as_str(), line.at.place.as_str()), ("10:50", "HCC-WAIT"));
    let text = serde_json::to_string(&page).unwrap();
    assert_eq!(policy::clinical::clinical_word_in(&text), None, "{text}");
    let row = hand.site.clinic_row_of("MDI", DAY, id);
    assert_eq!(row.mirror.as_ref().map(|m| m.word), Some(MirrorWord::ByHand));
    assert_eq!(row.mirror.unwrap().words, "for staff to enter by hand");
    // The movement list shows what is wanted.
    assert_eq!(hand.site.movement_starts(DAY), ["10:20"]);
}

#[test]
fn what_staff_enter_from_the_file_is_found_and_is_the_mirror() {
    both_forms(|hand, form| {
        let id = hand.books(&hand.booking());
        let bulk = hand.takes_files(false);
        let [file] = bulk.files.as_slice() else { panic!("{form}: one file") };
        let lines = wire::csv_forms::bulk::read(DAY.parse().unwrap(), file.text.as_bytes()).unwrap();
        assert_eq!(lines.len(), 1, "{form}");
        let typed = hand.types_it(&lines[0].start.hm());
        hand.reads_today();
        hand.in_step(id, form);
        assert_eq!((hand.remote(id), hand.mirror(id).adopted), (typed, true), "{form}");
        // Read again, nothing moves; and the day's file is empty.
        let before = hand.mirror(id);
        hand.reads_today();
        assert_eq!(hand.mirror(id), before, "{form}");
        let bulk = hand.takes_files(false);
        assert!(bulk.files.is_empty(), "{form}");
    });
}

#[test]
fn what_staff_had_typed_before_it_was_booked_is_found_though_the_lists_say_nothing_new() {
    both_forms(|hand, form| {
        let typed = hand.types_it("10:20");
        hand.reads_today();
        let id = hand.books(&hand.booking());
        assert_eq!(hand.mirror(id).hold, Some(Hold::ByHand), "{form}");
        hand.reads_today();
        hand.in_step(id, form);
        assert_eq!(hand.remote(id), typed, "{form}");
    });
}

#[test]
fn moved_by_healthcare_and_then_by_staff_it_is_in_step_and_nothing_is_reported_back() {
    both_forms(|hand, form| {
        let (id, typed) = hand.entered();
        hand.changes(id, &hand.booking().moved(LATER, LATER_END));
        assert_eq!(hand.to_do(), ["change 2026-11-12 10:20 to 2026-11-12 14:00"], "{form}");
        let words = hand.site.clinic_row_of("MDI", DAY, id).mirror.unwrap().words;
        assert_eq!(words, "for staff to change by hand", "{form}");
        hand.reads_today();
        assert_eq!(hand.mirror(id).hold, Some(Hold::ByHand), "{form}: not done yet");
        hand.staff_move(typed, DAY, "14:00");
        hand.reads_today();
        hand.in_step(id, form);
        assert!(hand.acts(id).is_empty(), "{form}");
    });
}

/// What had begun cannot be moved on the lists, and no page said that the new time was to be entered.
#[test]
fn moved_by_healthcare_after_its_time_it_is_entered_anew() {
    both_forms(|hand, form| {
        let (id, _) = hand.entered();
        hand.it_is("2026-11-12T10:30:00Z");
        assert!(hand.to_do().is_empty(), "{form}: it had its time");
        hand.changes(id, &hand.booking().moved(LATER, LATER_END));
        assert_eq!(hand.to_do(), ["enter 2026-11-12 14:00"], "{form}");
        let words = hand.site.clinic_row_of("MDI", DAY, id).mirror.unwrap().words;
        assert_eq!(words, "for staff to enter by hand", "{form}");
        hand.reads_today();
        assert_eq!(hand.to_do(), ["enter 2026-11-12 14:00"], "{form}: not done yet");
        hand.types_it("14:00");
        hand.reads_today();
        hand.in_step(id, form);
    });
}

#[test]
fn moved_by_healthcare_and_not_by_staff_until_its_time_it_is_entered_anew() {
    let hand = hand();
    let (id, _) = hand.entered();
    hand.changes(id, &hand.booking().moved(LATER, LATER_END));
    assert_eq!(hand.to_do(), ["change 2026-11-12 10:20 to 2026-11-12 14:00"]);
    hand.it_is("2026-11-12T10:30:00Z");
    assert_eq!(hand.to_do(), ["enter 2026-11-12 14:00"]);
    hand.types_it("14:00");
    hand.reads_today();
    hand.in_step(id, "entered");
    hand.site.rebuilds_to_the_same();
}

#[test]
fn changed_by_deleting_and_entering_anew_the_new_one_is_awaited_and_taken() {
    both_forms(|hand, form| {
        for (delete, at_once) in [(true, true), (true, false), (false, true), (false, false)] {
            let hand = hand_like(&hand);
            let what = format!("{form}, deleted: {delete}, in one reading: {at_once}");
            let (id, typed) = hand.entered();
            hand.changes(id, &hand.booking().moved(LATER, LATER_END));
            if delete {
                hand.staff_delete(typed);
            } else {
                hand.staff_strike(typed);
            }
            if !at_once {
                hand.reads_today();
                let mirror = hand.mirror(id);
                assert_eq!((mirror.hold, mirror.feedback), (Some(Hold::ByHand), None), "{what}");
                assert!(hand.tasks().is_empty(), "{what}: it is not the prison's cancellation");
                assert_eq!(hand.to_do(), ["enter 2026-11-12 14:00"], "{what}");
            }
            let anew = hand.types_it("14:00");
            hand.reads_today();
            hand.in_step(id, &what);
            assert_eq!(hand.remote(id), anew, "{what}");
        }
    });
}

fn hand_like(other: &Hand) -> Hand {
    let fresh = hand();
    let external = other.services.lists_are_external.load(Ordering::SeqCst);
    fresh.services.lists_are_external.store(external, Ordering::SeqCst);
    fresh
}

#[test]
fn deleted_and_entered_anew_as_it_was_is_no_news() {
    for at_once in [true, false] {
        let hand = hand();
        let (id, typed) = hand.entered();
        hand.staff_delete(typed);
        if !at_once {
            hand.reads_today();
            assert_eq!(hand.mirror(id).feedback.map(|f| f.what), Some(FeedbackKind::Gone));
        }
        let anew = hand.types_it("10:20");
        hand.reads_today();
        hand.in_step(id, &format!("in one reading: {at_once}"));
        assert_eq!(hand.remote(id), anew);
    }
}

#[test]
fn cancelled_by_healthcare_staff_strike_it_through() {
    both_forms(|hand, form| {
        for delete in [true, false] {
            let hand = hand_like(&hand);
            let (id, typed) = hand.entered();
            hand.changes(id, &hand.booking().with_status("cancelled"));
            assert_eq!(hand.mirror(id).hold, Some(Hold::ByHand), "{form}");
            assert_eq!(hand.to_do(), ["strike 2026-11-12 10:20"], "{form}");
            if delete {
                hand.staff_delete(typed);
            } else {
                hand.staff_strike(typed);
            }
            hand.reads_today();
            hand.in_step(id, form);
            assert!(hand.mirror(id).known.unwrap().entry.cancelled, "{form}");
        }
    });
}

#[test]
fn cancelled_before_staff_entered_it_nothing_is_asked_of_them() {
    let hand = hand();
    let id = hand.books(&hand.booking());
    hand.changes(id, &hand.booking().with_status("cancelled"));
    hand.in_step(id, "cancelled");
}

#[test]
fn two_candidates_ask_a_person_until_one_is_left() {
    both_forms(|hand, form| {
        let id = hand.books(&hand.booking());
        let (first, second) = (hand.types_it("10:20"), hand.types_it("10:20"));
        hand.reads_today();
        assert_eq!(hand.mirror(id).hold, Some(Hold::AdoptionUnclear), "{form}");
        assert_eq!(hand.tasks(), [TaskKey::AdoptionUnclear(id)], "{form}");
        let before = hand.mirror(id);
        hand.reads_today();
        assert_eq!(hand.mirror(id), before, "{form}: it is not asked again and again");
        hand.staff_delete(first);
        hand.reads_today();
        hand.in_step(id, form);
        assert_eq!(hand.remote(id), second, "{form}");
    });
}

#[test]
fn both_candidates_deleted_staff_are_asked_to_enter_it_again() {
    let hand = hand();
    let id = hand.books(&hand.booking());
    let typed = [hand.types_it("10:20"), hand.types_it("10:20")];
    hand.reads_today();
    for one in typed {
        hand.staff_delete(one);
    }
    hand.reads_today();
    assert_eq!((hand.mirror(id).hold, hand.tasks()), (Some(Hold::ByHand), Vec::new()));
    assert_eq!(hand.to_do(), ["enter 2026-11-12 10:20"]);
}

#[test]
fn two_bookings_of_one_time_and_place_take_one_of_two_each() {
    let hand = hand();
    let first = hand.books(&hand.booking());
    let second = hand.books(&hand.booking().called("a2").room("MDI/GUM"));
    // The bulk page would keep one of them: the other is said to be left out.
    let day = &hand.page().days[0];
    assert_eq!((day.enter.len(), day.files.len(), day.left_out), (2, 1, 1));
    hand.types_it("10:20");
    hand.types_it("10:20");
    hand.reads_today();
    hand.in_step(first, "the first");
    hand.in_step(second, "the second");
    assert_ne!(hand.remote(first), hand.remote(second));
}

#[test]
fn a_file_is_of_one_place_since_staff_choose_it_for_the_whole_file() {
    let hand = hand();
    hand.books(&hand.booking());
    hand.books(&hand.booking().moved(LATER, LATER_END).called("a2").room("MDI/DENTAL"));
    let bulk = hand.takes_files(false);
    let places: Vec<(&str, usize)> =
        bulk.files.iter().map(|f| (f.place.as_str(), f.text.lines().count() - 1)).collect();
    assert_eq!(places, [("HCC", 1), ("HCC-WAIT", 1)]);
    assert_eq!(hand.page().days[0].files_again, ["HCC", "HCC-WAIT"]);
}

#[test]
fn what_staff_do_of_their_own_accord_goes_back_to_healthcare() {
    both_forms(|hand, form| {
        for (what, kind) in [
            ("strike", FeedbackKind::Cancelled),
            ("delete", FeedbackKind::Gone),
            ("move", FeedbackKind::Moved),
        ] {
            let hand = hand_like(&hand);
            let (id, typed) = hand.entered();
            match what {
                "strike" => hand.staff_strike(typed),
                "delete" => hand.staff_delete(typed),
                _ => hand.staff_move(typed, DAY, "15:00"),
            }
            hand.reads_today();
            let mirror = hand.mirror(id);
            assert_eq!(mirror.hold, Some(Hold::PrisonChanged), "{form} {what}");
            assert_eq!(mirror.feedback.map(|f| f.what), Some(kind), "{form} {what}");
            assert_eq!(hand.tasks(), [TaskKey::PrisonChanged(id)], "{form} {what}");
            assert!(hand.to_do().is_empty(), "{form} {what}: nothing is asked of staff");
            // Healthcare books it again: now it is asked of them.
            hand.changes(id, &hand.booking());
            assert_eq!(hand.mirror(id).hold, Some(Hold::ByHand), "{form} {what}");
            assert_eq!(hand.to_do().len(), 1, "{form} {what}");
        }
    });
}

#[test]
fn staff_who_slip_while_they_change_it_are_not_believed_silently() {
    let hand = hand();
    let (id, typed) = hand.entered();
    hand.changes(id, &hand.booking().moved(LATER, LATER_END));
    hand.staff_move(typed, DAY, "14:30");
    hand.reads_today();
    assert_eq!(hand.mirror(id).feedback.map(|f| f.what), Some(FeedbackKind::Moved));
    hand.staff_move(typed, DAY, "14:00");
    hand.reads_today();
    hand.in_step(id, "put right");
}

#[test]
fn later_days_are_read_where_something_of_ours_stands_or_should() {
    let hand = hand();
    let booking = Booking::new(hand.patient, "2026-11-19T10:20:00Z", "2026-11-19T10:35:00Z");
    let id = hand.books(&booking);
    let typed = hand.staff_type(hand.boyd, (NEXT_WEEK, "10:20"), ("MEOT", Some(NEUTRAL_NAME)), "HCC-WAIT");
    assert_eq!(hand.later_lists_are_read("MDI"), [NEXT_WEEK]);
    hand.in_step(id, "entered");
    // Moved to another day by healthcare, and by staff: both days are read.
    hand.changes(id, &booking.moved("2026-11-26T09:00:00Z", "2026-11-26T09:15:00Z"));
    hand.staff_move(typed, "2026-11-26", "09:00");
    assert_eq!(hand.later_lists_are_read("MDI"), [NEXT_WEEK, "2026-11-26"]);
    hand.in_step(id, "moved");
    // Deleted there of their own accord: found on its day.
    hand.staff_delete(typed);
    hand.later_lists_are_read("MDI");
    assert_eq!(hand.mirror(id).feedback.map(|f| f.what), Some(FeedbackKind::Gone));
}

#[test]
fn a_site_that_may_write_from_now_on_sends_what_staff_had_not_entered_and_back() {
    let mut hand = hand();
    let (entered, _) = hand.entered();
    let waits = hand.books(&Booking::new(hand.patient, LATER, LATER_END).called("a2"));
    assert_eq!(hand.mirror(waits).hold, Some(Hold::ByHand));
    hand.site.is_started_with(rules());
    assert_eq!(hand.mirror(waits).hold, None, "the mirrors follow the rules");
    hand.delivers_to_the_end();
    assert_eq!(hand.acts(waits), [AttemptAct::Look, AttemptAct::Create]);
    assert!(hand.acts(entered).is_empty(), "what staff entered stays");
    assert_eq!(hand.standing().len(), 2);
    // And back: what is not there yet is for staff.
    let third =
        hand.books(&Booking::new(hand.patient, "2026-11-12T16:00:00Z", "2026-11-12T16:10:00Z").called("a3"));
    hand.site.is_started_with(rules_by_hand());
    assert_eq!(hand.mirror(third).hold, Some(Hold::ByHand));
    hand.delivers_to_the_end();
    assert!(hand.acts(third).is_empty());
    assert_eq!(hand.to_do(), ["enter 2026-11-12 16:00"]);
    // What we made ourselves is changed by hand, too.
    hand.changes(
        waits,
        &Booking::new(hand.patient, "2026-11-12T15:00:00Z", "2026-11-12T15:10:00Z").called("a2"),
    );
    let ours = hand.remote(waits);
    hand.staff_move(ours, DAY, "15:00");
    hand.reads_today();
    assert!(hand.mirror(waits).in_step(), "{:?}", hand.mirror(waits));
}

#[test]
fn a_create_whose_answer_was_lost_before_staff_took_over_is_found_or_asked_for() {
    for made in [true, false] {
        let mut hand = Hand { site: Site::new(), ..hand() };
        hand.site.goes_live();
        hand.boyd = hand.site.boyd_arrives();
        hand.patient =
            hand.site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
        let id = hand.books(&hand.booking());
        let lost = if made {
            doubles::prison::CallFault::LoseAnswer
        } else {
            doubles::prison::CallFault::LoseRequest
        };
        hand.next_calls_meet(&[None, Some(lost), Some(doubles::prison::CallFault::Status { status: 503 })]);
        hand.delivers();
        assert!(hand.mirror(id).answer_lost.is_some());
        hand.site.is_started_with(rules_by_hand());
        hand.goes_on_seconds(60);
        // Nobody delivers there any more: the lists tell. One that shows nothing of him is read with another's.
        hand.staff_type(hand.boyd, (DAY, "16:00"), ("GYMRP", None), "HCC");
        hand.reads_today();
        let mirror = hand.mirror(id);
        assert_eq!(mirror.answer_lost, None, "made: {made}");
        if made {
            assert!(mirror.in_step(), "{mirror:?}");
        } else {
            assert_eq!(mirror.hold, Some(Hold::ByHand), "{mirror:?}");
        }
    }
}

#[test]
fn in_shadow_nothing_is_asked_of_staff() {
    let hand = hand();
    hand.switched(Mode::Shadow);
    let id = hand.books(&hand.booking());
    assert_eq!(hand.mirror(id).hold, None);
    assert!(hand.to_do().is_empty());
    assert!(hand.takes_files(false).files.is_empty(), "nor is it in a file");
    hand.goes_live();
    hand.settles();
    assert_eq!(hand.mirror(id).hold, Some(Hold::ByHand), "the switch is followed");
    assert_eq!(hand.takes_files(false).bookings, 1);
}

#[test]
fn whoever_left_is_struck_through_by_staff_once_it_has_settled() {
    let hand = hand();
    let booking = Booking::new(hand.patient, "2026-11-19T10:20:00Z", "2026-11-19T10:35:00Z");
    let id = hand.books(&booking);
    hand.staff_type(hand.boyd, (NEXT_WEEK, "10:20"), ("MEOT", Some(NEUTRAL_NAME)), "HCC-WAIT");
    hand.later_lists_are_read("MDI");
    hand.in_step(id, "entered");
    hand.happens(&Act::TransferOut { number: hand.boyd, to: code("HLI"), reason: "NOTR".to_owned() });
    hand.happens(&Act::TransferIn { number: hand.boyd });
    hand.hears();
    assert!(hand.to_do().is_empty(), "reported, not settled: nothing is undone");
    hand.settling_time_goes_by();
    assert_eq!(hand.to_do(), ["strike 2026-11-19 10:20"], "the old prison strikes its own list");
    // Nobody does: 21 days later the prison's own clean-up has taken it, or its day has come. Here staff do.
    let remote = hand.remote(id);
    hand.staff_strike(remote);
    hand.later_lists_are_read("MDI");
    assert!(hand.to_do().is_empty() && hand.mirror(id).in_step());
}

#[test]
fn the_board_counts_what_is_for_staff_and_calls_nothing_broken() {
    let hand = hand();
    hand.books(&hand.booking());
    let engineer = hand.caller(Role::IntegrationEngineer, Purpose::Operations);
    let board = hand.runtime.block_on(hand.crossing().board(&engineer)).unwrap();
    let row = board
        .get()
        .flows
        .iter()
        .find(|row| row.prison == code("MDI") && row.flow == vocab::crossing::Flow::Appointments)
        .unwrap();
    assert_eq!((row.by_hand, row.blocked.len(), row.waiting.count), (1, 0, 0));
}

#[test]
fn a_week_by_hand_rebuilds_to_the_same() {
    let hand = hand();
    let (id, typed) = hand.entered();
    hand.changes(id, &hand.booking().moved(LATER, LATER_END));
    hand.staff_delete(typed);
    hand.reads_today();
    hand.types_it("14:00");
    hand.reads_today();
    hand.changes(id, &hand.booking().with_status("cancelled"));
    hand.site.rebuilds_to_the_same();
}

#[test]
fn what_stands_in_a_file_is_given_to_nobody_else_unless_it_is_asked_for_again() {
    let hand = hand();
    let id = hand.books(&hand.booking());
    assert_eq!(hand.page().days[0].files, ["HCC-WAIT"]);
    assert_eq!(hand.files(false, Some((1, "HCC-WAIT"))).unwrap().bookings, 1);
    // The page says who has it since when, and gives it to no second person.
    let day = hand.page().days[0].clone();
    assert!(day.enter.is_empty() && day.files.is_empty(), "{day:?}");
    let [file] = day.taken.as_slice() else { panic!("one file: {day:?}") };
    assert_eq!((file.at, file.by.as_str(), file.lines.len()), (hand.now(), "katie", 1));
    assert_eq!(day.files_again, ["HCC-WAIT"]);
    assert!(matches!(hand.files(false, Some((1, "HCC-WAIT"))), Err(DiscloseError::Asked(_))));
    assert!(hand.takes_files(false).files.is_empty());
    let words = hand.site.clinic_row_of("MDI", DAY, id).mirror.unwrap().words;
    assert_eq!(words, "for staff to enter: taken in a file 08:00");
    // Asked for again it comes again; a file of another place than was seen does not.
    assert!(matches!(hand.files(true, Some((1, "HCC"))), Err(DiscloseError::Asked(_))));
    hand.goes_on_seconds(60);
    assert_eq!(hand.takes_files(true).bookings, 1);
    assert_eq!(hand.page().days[0].taken[0].at, hand.now());
    // Entered, it is on no page.
    hand.types_it("10:20");
    hand.reads_today();
    hand.in_step(id, "entered");
    hand.site.rebuilds_to_the_same();
}

#[test]
fn what_was_moved_after_the_file_was_taken_is_to_be_entered_anew_or_changed() {
    let hand = hand();
    let id = hand.books(&hand.booking());
    hand.takes_files(false);
    hand.changes(id, &hand.booking().moved(LATER, LATER_END));
    let day = hand.page().days[0].clone();
    assert_eq!((day.enter.len(), day.taken.len(), day.files.len()), (1, 0, 1), "{day:?}");
    // The file is uploaded all the same: what it brought is to be changed, and no second is to be entered.
    hand.types_it("10:20");
    hand.reads_today();
    assert_eq!(hand.to_do(), ["change 2026-11-12 10:20 to 2026-11-12 14:00"]);
    hand.site.rebuilds_to_the_same();
}

#[test]
fn what_was_entered_from_the_file_and_anew_is_asked_about() {
    let hand = hand();
    let id = hand.books(&hand.booking());
    hand.takes_files(false);
    hand.changes(id, &hand.booking().moved(LATER, LATER_END));
    hand.types_it("10:20");
    hand.types_it("14:00");
    hand.reads_today();
    assert_eq!(hand.mirror(id).hold, Some(Hold::AdoptionUnclear));
}

#[test]
fn of_two_who_take_a_file_at_once_one_is_refused() {
    let hand = hand();
    hand.books(&hand.booking());
    let asked = FilesAsked { date: DAY.parse().unwrap(), again: false, one: None };
    let (officer, crossing) = (hand.officer(), hand.crossing());
    let both = hand.runtime.block_on(async {
        tokio::join!(crossing.take_files(&officer, &asked), crossing.take_files(&officer, &asked))
    });
    let given = [both.0, both.1].into_iter().filter_map(Result::ok).map(|files| files.get().bookings);
    assert_eq!(given.sum::<usize>(), 1);
}

#[test]
fn what_staff_have_not_done_shortly_before_its_time_is_a_task_once() {
    let mut hand = hand();
    let id = hand.books(&hand.booking());
    let late = TaskKey::NotDoneByHand(id);
    let ready = |hand: &Hand, now: &str| {
        hand.it_is(now);
        hand.settles();
        hand.tasks()
    };
    assert_eq!(ready(&hand, "2026-11-12T08:19:59Z"), []);
    assert_eq!(ready(&hand, "2026-11-12T08:21:00Z"), [], "it was booked twenty minutes ago");
    assert_eq!(ready(&hand, "2026-11-12T08:31:00Z"), std::slice::from_ref(&late));
    let words = hand.site.clinic_row_of("MDI", DAY, id).mirror.unwrap().words;
    assert_eq!(words, "for staff to enter by hand, and its time is near: ring the wing");
    // Somebody rang. It is not said again, and not by the process that is started next.
    hand.decides(Decision::TaskDone { task: late.clone() });
    assert_eq!(ready(&hand, "2026-11-12T09:00:00Z"), []);
    hand.site.dies_and_is_started_again();
    assert_eq!(ready(&hand, "2026-11-12T09:10:00Z"), []);
    // Healthcare moves it: that is asked of staff anew.
    hand.changes(id, &hand.booking().moved(LATER, LATER_END));
    assert_eq!(ready(&hand, "2026-11-12T12:30:00Z"), [late]);
    hand.types_it(&LATER[11..16]);
    hand.reads_today();
    hand.in_step(id, "entered after all");
    hand.site.rebuilds_to_the_same();
}

#[test]
fn what_is_asked_of_staff_at_the_last_moment_is_a_task_at_once() {
    let hand = hand();
    hand.it_is("2026-11-12T10:06:00Z");
    let id = hand.books(&hand.booking());
    hand.settles();
    assert_eq!(hand.tasks(), [TaskKey::NotDoneByHand(id)]);
}

#[test]
fn what_staff_have_not_struck_through_or_moved_is_a_task_too() {
    both_forms(|hand, form| {
        let (id, typed) = hand.entered();
        hand.changes(id, &hand.booking().moved(LATER, LATER_END));
        hand.it_is("2026-11-12T08:40:00Z");
        hand.settles();
        assert_eq!(hand.tasks(), [TaskKey::NotDoneByHand(id)], "{form}");
        hand.staff_move(typed, DAY, &LATER[11..16]);
        hand.reads_today();
        hand.in_step(id, form);
    });
}
