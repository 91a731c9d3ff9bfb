//! What PDS says of patients is kept with its history, what hurts is found, and silence is concluded from by nobody.

use crate::support::{code, patient};
use crate::told::{HERE, HOME, NHS, Spine, Told, nhs, ods, told};
use crossing::envelope::Meta;
use crossing::port::SourceError;
use crossing::understood::Outcome;
use doubles::pds::Act as AtPds;
use doubles::prison::Act as Happens;
use serde_json::json;
use std::sync::Arc;
use vocab::crossing::{Feed, Mode, TaskKey};
use vocab::registration::{Answer, Counted, Death, Harm, NumberTrouble, Told as Says};

fn here() -> (Told, Arc<Spine>) {
    let told = told();
    let spine = Spine::of(&told);
    (told, spine)
}

impl Told {
    fn harm(&self, harm: Harm) -> TaskKey {
        TaskKey::Harm(self.patient, code("MDI"), harm)
    }

    fn trouble(&self, trouble: NumberTrouble) -> TaskKey {
        TaskKey::NhsNumber(self.patient, code("MDI"), trouble)
    }

    fn days_go_by(&self, days: i64) {
        self.goes_on_seconds(days * 86_400);
        self.settles();
    }

    fn found(&self) -> Vec<Harm> {
        self.registration().found.iter().map(|found| found.harm).collect()
    }

    fn is_released(&self) {
        self.hears_of(&Happens::Release { number: self.who, reason: "CR".to_owned() });
        self.settling_time_goes_by();
    }
}

fn mns() -> Feed {
    Feed::parse("national-mns").unwrap()
}

#[test]
fn whoever_arrives_is_read_and_the_gp_before_is_kept_for_good() {
    let (told, spine) = here();
    assert!(told.registration().reading.unwrap().due <= told.now());
    assert_eq!(told.reads_pds(&spine), 1);
    let now = told.registration();
    assert_eq!(now.pds.as_ref().unwrap().practice, Says::Is(ods(HOME)));
    assert_eq!(now.gp_before(told.stay()).unwrap().what, Says::Is(ods(HOME)));
    let in_a_week = now.checked.unwrap().plus_seconds(7 * 86_400);
    assert_eq!((now.reading.as_ref().unwrap().due, told.reads_pds(&spine)), (in_a_week, 0));
    spine.registers(NHS, HERE);
    told.days_go_by(7);
    assert_eq!(told.reads_pds(&spine), 1);
    let now = told.registration();
    let practices: Vec<_> = now.practices.iter().map(|was| was.what.clone()).collect();
    assert_eq!(practices, [Says::Is(ods(HOME)), Says::Is(ods(HERE))]);
    assert_eq!(now.gp_before(told.stay()).unwrap().what, Says::Is(ods(HOME)));
    told.site.rebuilds_to_the_same();
}

#[test]
fn in_a_later_custody_the_gp_before_is_the_last_outside_of_any_prison() {
    let (told, spine) = here();
    told.reads_pds(&spine);
    spine.registers(NHS, HERE);
    told.days_go_by(7);
    told.reads_pds(&spine);
    told.is_released();
    let first = told.stay();
    told.hears_of(&Happens::Receive { number: told.who, prison: code("MDI"), reason: "L".to_owned() });
    told.settling_time_goes_by();
    told.days_go_by(7);
    told.reads_pds(&spine);
    assert_ne!(told.stay(), first);
    let now = told.registration();
    assert_eq!(now.gp_before(told.stay()).unwrap().what, Says::Is(ods(HOME)), "the prison's is not it");
}

#[test]
fn registered_without_a_yes_is_found_and_is_over_when_it_is_put_right() {
    let (told, spine) = here();
    told.says(Answer::No);
    spine.registers(NHS, HERE);
    told.reads_pds(&spine);
    assert_eq!(told.gp_tasks(), [told.harm(Harm::RegisteredWithoutYes)]);
    let since = told.registration().found[0].since;
    // He says yes after all: it is over, and nothing is left to ask for.
    told.goes_on_seconds(60);
    told.says(Answer::Yes);
    assert_eq!((told.found(), told.gp_tasks()), (vec![], vec![]));
    // He takes it back: it hurts again, from now on, and somebody helps him back.
    told.goes_on_seconds(60);
    assert!(matches!(told.adds_in("MDI", vocab::registration::Said::Withdrawn), Outcome::Chosen { .. }));
    assert!(told.registration().found[0].since > since);
    let tasks = told.gp_tasks();
    assert!(tasks.contains(&told.harm(Harm::RegisteredWithoutYes)), "{tasks:?}");
    assert!(tasks.contains(&TaskKey::RejoinGp(told.patient, code("MDI"))), "{tasks:?}");
    told.site.rebuilds_to_the_same();
}

/// What was asked for and is so is waited for by nobody, whenever we first read of it, and however often it is said again.
#[test]
fn what_pds_says_is_so_is_asked_for_no_more() {
    let told = told();
    let spine = Spine::of(&told);
    told.says(Answer::Yes);
    assert_eq!(told.gp_tasks(), [told.register("MDI")]);
    spine.registers(NHS, HERE);
    told.reads_pds(&spine);
    assert_eq!(told.gp_tasks(), [], "the first that is ever read of them");
    told.goes_on_seconds(60);
    told.says(Answer::Yes);
    assert_eq!(told.gp_tasks(), [], "said again");
    for answer in [Answer::No, Answer::Yes] {
        told.goes_on_seconds(60);
        told.says(answer);
    }
    assert_eq!(told.gp_tasks(), [], "and again after a no");
    told.site.rebuilds_to_the_same();
}

/// Ten working days from Thursday 5 November end on Thursday the 19th.
#[test]
fn a_yes_that_is_not_made_so_is_found_on_its_day_though_pds_says_nothing_new() {
    let (told, spine) = here();
    told.reads_pds(&spine);
    told.says(Answer::Yes);
    let now = told.registration();
    assert_eq!(now.reading.unwrap().due, now.checked.unwrap().plus_seconds(86_400), "daily, while it waits");
    told.it_is("2026-11-19T23:00:00Z");
    told.settles();
    assert_eq!(told.gp_tasks(), [told.register("MDI")]);
    told.it_is("2026-11-20T00:01:00Z");
    told.settles();
    assert_eq!(told.gp_tasks(), [told.register("MDI"), told.harm(Harm::YesNotRegistered)]);
    spine.registers(NHS, HERE);
    told.reads_pds(&spine);
    assert_eq!(told.gp_tasks(), [], "PDS says that it is so: both are done");
    told.site.rebuilds_to_the_same();
}

#[test]
fn whoever_left_and_is_still_on_the_prisons_list_is_found_when_the_leaving_settles() {
    let (told, spine) = here();
    told.says(Answer::Yes);
    spine.registers(NHS, HERE);
    told.reads_pds(&spine);
    told.hears_of(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    assert_eq!(told.gp_tasks(), [], "reported is not settled");
    told.settling_time_goes_by();
    assert_eq!(told.gp_tasks(), [told.harm(Harm::LeftStillHere)]);
    spine.registers(NHS, HOME);
    told.days_go_by(1);
    told.reads_pds(&spine);
    assert_eq!(told.gp_tasks(), []);
    // After twelve weeks it is no more ours to know.
    told.days_go_by(84);
    told.goes_on_seconds(1);
    told.reads_pds(&spine);
    told.hears_of(&Happens::OpenAlert {
        number: told.who,
        code: "HA".to_owned(),
        from: None,
        to: None,
        comment: None,
    });
    assert_eq!(told.gp_tasks(), []);
}

#[test]
fn nobody_at_all_is_found_and_silence_is_not_nobody() {
    let (told, spine) = here();
    spine.happens(&AtPds::Suspend { number: nhs(NHS) });
    told.reads_pds(&spine);
    assert_eq!(told.gp_tasks(), [told.harm(Harm::NoGp)]);
    spine.happens(&AtPds::Restrict { number: nhs(NHS) });
    told.days_go_by(7);
    told.reads_pds(&spine);
    let now = told.registration();
    assert_eq!(now.pds.as_ref().unwrap().practice, Says::Kept);
    assert_eq!((told.found(), told.gp_tasks()), (vec![], vec![]), "what is kept back is not none");
    assert_eq!(now.practices.last().unwrap().what, Says::Kept);
}

#[test]
fn on_trial_it_is_found_and_nobody_is_asked_and_switched_on_they_are() {
    let (told, spine) = here();
    told.mode("MDI", Mode::Shadow);
    told.settles();
    spine.registers(NHS, HERE);
    told.reads_pds(&spine);
    assert_eq!((told.found(), told.gp_tasks()), (vec![Harm::RegisteredWithoutYes], vec![]));
    told.mode("MDI", Mode::Live);
    told.settles();
    assert_eq!(told.gp_tasks(), [told.harm(Harm::RegisteredWithoutYes)]);
    told.mode("MDI", Mode::Off);
    told.settles();
    assert_eq!((told.found(), told.gp_tasks()), (vec![], vec![]));
    told.site.rebuilds_to_the_same();
}

#[test]
fn where_it_is_off_nobody_is_read() {
    let (told, spine) = here();
    told.mode("MDI", Mode::Off);
    assert_eq!((told.reads_pds(&spine), spine.asked.lock().unwrap().len()), (0, 0));
    told.mode("MDI", Mode::Live);
    assert_eq!(told.reads_pds(&spine), 1);
}

#[test]
fn without_an_answer_what_was_known_stays_and_the_same_reading_is_asked_again() {
    let (told, spine) = here();
    told.reads_pds(&spine);
    let known = told.registration();
    told.days_go_by(7);
    spine.refuses.lock().unwrap().extend([SourceError::Failed(503), SourceError::Unreachable]);
    let readings = crossing::readings::Readings::new(Arc::clone(told.crossing()), spine.clone());
    let step = || told.runtime.block_on(readings.step()).unwrap();
    assert_eq!(step(), 0);
    let now = told.registration();
    assert_eq!((&now.pds, now.checked, &now.found), (&known.pds, known.checked, &known.found));
    assert_eq!(now.reading.as_ref().unwrap().failures, 1);
    assert_eq!(step(), 0, "put off: it is not asked at once");
    told.goes_on_seconds(31);
    assert_eq!(step(), 0);
    told.goes_on_seconds(61);
    assert_eq!(step(), 1);
    let asked = spine.asked.lock().unwrap();
    let ids: Vec<_> = asked.iter().map(|(_, id)| *id).collect();
    assert_eq!((ids.len(), ids[1] == ids[2], ids[2] == ids[3]), (4, true, true));
    assert_ne!(ids[0], ids[1], "another reading, another id");
    drop(asked);
    assert_eq!(told.registration().reading.unwrap().failures, 0);
}

#[test]
fn a_service_that_asks_us_to_wait_is_left_alone_and_nothing_is_counted_as_failed() {
    let (told, spine) = here();
    spine.refuses.lock().unwrap().push_back(SourceError::Busy { retry_after_seconds: Some(20) });
    let readings = crossing::readings::Readings::new(Arc::clone(told.crossing()), spine.clone());
    let step = || told.runtime.block_on(readings.step()).unwrap();
    assert_eq!((step(), step()), (0, 0));
    assert_eq!(spine.asked.lock().unwrap().len(), 1);
    assert_eq!(told.registration().reading.unwrap().failures, 0);
    told.goes_on_seconds(21);
    assert_eq!(step(), 1);
}

#[test]
fn what_says_nothing_new_costs_one_row_for_all() {
    let (told, spine) = here();
    let others = [("A8102KB", "9000000009", "p2"), ("A8103KB", "9912003888", "p3")];
    for (number, nhs, local) in others {
        told.arrives(number, "IMRAN", "KHAN", "1984-02-17", "MDI");
        spine.appears(nhs, ("KHAN", "IMRAN"), "1984-02-17");
        told.patient(&patient(local, Some(number), ("Imran", "Khan"), "1984-02-17", Some(nhs)));
    }
    told.reads_pds(&spine);
    let ever = told.registration();
    told.days_go_by(8);
    let head = *told.crossing().head().borrow();
    assert!(told.reads_pds(&spine) >= 1);
    assert_eq!(told.crossing().head().borrow().0 - head.0, 1);
    let now = told.registration();
    assert!(now.checked > ever.checked && now.pds == ever.pds);
    told.site.rebuilds_to_the_same();
}

#[test]
fn numbers_that_are_no_more_theirs_are_said_in_words() {
    let (told, spine) = here();
    told.reads_pds(&spine);
    spine.appears("9000000009", ("BOYD", "KIERAN"), "2002-04-01");
    spine.happens(&AtPds::Supersede { number: nhs(NHS), by: nhs("9000000009") });
    told.days_go_by(7);
    told.reads_pds(&spine);
    let superseded = told.trouble(NumberTrouble::Superseded);
    assert!(told.gp_tasks().contains(&superseded));
    spine.happens(&AtPds::Invalidate { number: nhs("9000000009") });
    told.days_go_by(7);
    told.reads_pds(&spine);
    // The clinic puts the number right: nothing is held against the new one before it was read.
    spine.appears("9912003888", ("BOYD", "KIERAN"), "2002-04-01");
    told.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", Some("9912003888")));
    let troubles = told.gp_tasks().into_iter().filter(|task| matches!(task, TaskKey::NhsNumber(..)));
    assert_eq!(troubles.count(), 0);
    assert_eq!(told.registration().reading.unwrap().number, nhs("9912003888"));
    told.reads_pds(&spine);
    assert_eq!(told.registration().trouble, None);
    told.site.rebuilds_to_the_same();
}

#[test]
fn nobody_has_it_and_it_was_taken_out_of_use_and_its_holder_died_are_three_things() {
    for (act, trouble) in [
        (None, NumberTrouble::NotFound),
        (Some(AtPds::Invalidate { number: nhs(NHS) }), NumberTrouble::Invalidated),
        (Some(AtPds::Die { number: nhs(NHS), how: Death::Informal }), NumberTrouble::Died),
    ] {
        let (told, spine) = here();
        match act {
            Some(act) => spine.happens(&act),
            None => {
                *spine.pds.lock().unwrap() = doubles::pds::Pds::new(2, "https://tokens.test/oauth2/token");
            }
        }
        told.reads_pds(&spine);
        assert_eq!(told.registration().trouble, Some(trouble));
        assert_eq!(told.gp_tasks(), [told.trouble(trouble)]);
        assert_eq!(told.found(), [], "of a number in trouble nothing is concluded");
    }
}

#[test]
fn whom_the_prison_says_has_died_is_read_no_more_and_nothing_hurts_them() {
    let (told, spine) = here();
    spine.happens(&AtPds::Suspend { number: nhs(NHS) });
    told.reads_pds(&spine);
    assert_eq!(told.gp_tasks(), [told.harm(Harm::NoGp)]);
    told.hears_of(&Happens::Die { number: told.who });
    assert_eq!(told.gp_tasks(), []);
    assert_eq!(told.registration().reading, None);
}

#[test]
fn a_signal_of_either_shape_brings_the_next_reading_forward() {
    let (told, spine) = here();
    told.reads_pds(&spine);
    let event = json!({"specversion": "1.0", "id": "236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b",
        "source": "uk.nhs.pds", "type": "pds-change-of-gp-2", "time": "2026-11-05T10:05:00Z",
        "subject": NHS, "data": {}});
    told.goes_on_seconds(300);
    let take = |body: &serde_json::Value| {
        let meta = Meta::default();
        told.crossing().receive_blocking(&mns(), body.to_string().into_bytes(), &meta, None).unwrap()
    };
    assert_eq!(take(&event).outcome, Some(Outcome::Signalled));
    assert!(take(&event).replay, "the same one again is the same signal");
    let reading = told.registration().reading.unwrap();
    assert_eq!(reading.due, told.now());
    spine.registers(NHS, HERE);
    told.reads_pds(&spine);
    assert_eq!(told.found(), [Harm::RegisteredWithoutYes]);
    let other = json!({"specversion": "1.0", "id": "1", "source": "uk.nhs.pds", "type": "pds-change-of-gp-2",
        "time": "2026-11-05T10:05:00Z", "subject": "9912003888", "data": {}});
    assert_eq!(take(&other).outcome, Some(Outcome::Kept("of nobody whom this part follows".to_owned())));
    assert!(matches!(take(&json!({"hello": 1})).outcome, Some(Outcome::Quarantined { .. })));
}

#[test]
fn a_bundle_is_a_signal_too() {
    let (told, spine) = here();
    told.reads_pds(&spine);
    let published = include_str!("../../../wire/tests/corpus/national/fhir-signal-pds-change-of-gp-2.json");
    let number = "9912003888";
    assert!(published.contains(number), "the published example is of this number");
    told.arrives("A8102KB", "IMRAN", "KHAN", "1984-02-17", "MDI");
    spine.appears(number, ("KHAN", "IMRAN"), "1984-02-17");
    let khan = told.patient(&patient("p2", Some("A8102KB"), ("Imran", "Khan"), "1984-02-17", Some(number)));
    told.reads_pds(&spine);
    let written = told.crossing().receive_blocking(&mns(), published.into(), &Meta::default(), None);
    assert_eq!(written.unwrap().outcome, Some(Outcome::Signalled));
    assert_eq!(told.registration_of(khan).unwrap().reading.unwrap().due, told.now());
}

#[test]
fn what_is_not_a_record_lies_in_quarantine_and_is_asked_again_later() {
    let (told, spine) = here();
    let answer = crossing::port::SourceAnswer {
        method: "GET",
        path: format!("/Patient/{NHS}"),
        status: 200,
        location: None,
        body: br#"{"resourceType": "Patient", "id": "9990110680"}"#.to_vec(),
        asked: told.now(),
    };
    struct Odd(Arc<Spine>, crossing::port::SourceAnswer);
    impl crossing::port::Demographics for Odd {
        fn feed(&self) -> &Feed {
            crossing::port::Demographics::feed(&*self.0)
        }
        fn read<'a>(
            &'a self,
            _: vocab::id::NhsNumber,
            _: &'a vocab::id::TraceId,
        ) -> crossing::port::Later<'a, Result<crossing::port::SourceAnswer, SourceError>> {
            Box::pin(async { Ok(self.1.clone()) })
        }
    }
    let odd = Arc::new(Odd(spine, answer));
    let readings = crossing::readings::Readings::new(Arc::clone(told.crossing()), odd);
    told.runtime.block_on(readings.step()).unwrap();
    let now = told.registration();
    assert_eq!((now.pds, now.checked), (None, None));
    assert_eq!(now.reading.unwrap().failures, 1);
    assert_eq!(told.quarantine().len(), 1);
}

#[test]
fn one_prisons_hundreds_keep_no_other_waiting() {
    let (told, spine) = here();
    let mut in_hli = Vec::new();
    for n in 0..40 {
        let (prison, list): (_, Option<&mut Vec<_>>) =
            if n % 8 == 7 { ("HLI", Some(&mut in_hli)) } else { ("MDI", None) };
        let number = format!("A82{n:02}KB");
        let (given, born) =
            (format!("IMRAN{}", char::from(b'A' + n / 2 % 26)), format!("19{:02}-02-17", 40 + n));
        told.arrives(&number, &given, "KHAN", &born, prison);
        let care = nhs_of(n);
        spine.appears(&care, ("KHAN", &given), &born);
        let id = told.patient(&patient(&number, Some(&number), (&given, "Khan"), &born, Some(&care)));
        if let Some(list) = list {
            list.push(id);
        }
    }
    assert_eq!(in_hli.len(), 5);
    let readings = crossing::readings::Readings::new(Arc::clone(told.crossing()), spine);
    told.goes_on_seconds(1);
    told.runtime.block_on(readings.step()).unwrap();
    let read = in_hli.iter().filter(|id| told.registration_of(**id).unwrap().checked.is_some()).count();
    assert_eq!(read, 5, "five of ten readings are the small prison's");
}

/// NHS numbers with a right check digit.
fn nhs_of(n: u8) -> String {
    let nine = format!("9990{n:05}");
    let sum: u32 = nine.bytes().zip((2..=10).rev()).map(|(b, w)| u32::from(b - b'0') * w).sum();
    match 11 - sum % 11 {
        10 => nhs_of(n + 100),
        11 => format!("{nine}0"),
        digit => format!("{nine}{digit}"),
    }
}

#[test]
fn the_question_stands_with_everybody_who_is_here_and_with_nobody_who_left() {
    let (told, _) = here();
    let stands = |prison: &str| {
        let view = told.crossing().store().read(|view| view.asking(code(prison))).unwrap();
        view.into_iter().map(|(patient, _)| patient).collect::<Vec<_>>()
    };
    assert_eq!((stands("MDI"), stands("HLI")), (vec![told.patient], vec![]));
    assert_eq!(told.registration().followed.unwrap().counted, Counted::NotAsked);
    told.says(Answer::No);
    let followed = told.registration().followed.unwrap();
    assert_eq!((followed.counted, followed.language.as_deref()), (Counted::No, Some("en-GB")));
    told.transferred();
    assert_eq!((stands("MDI"), stands("HLI")), (vec![], vec![told.patient]));
    assert_eq!(told.registration().followed.unwrap().counted, Counted::No, "a transfer changes nothing");
    told.is_released();
    assert_eq!((stands("MDI"), stands("HLI")), (vec![], vec![]));
}
