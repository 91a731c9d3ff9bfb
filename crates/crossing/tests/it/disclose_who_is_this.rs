//! Who is this? What a person is shown before they decide, who may decide, and what undoing it corrects.

use crate::common::{BEN, BOYD, DEAN, House, SHAW, TODAY, Who, is_not_found};
use crossing::disclose::decisions::LinkAct;
use crossing::disclose::movement_list::Session;
use crossing::disclose::panel::PanelKey;
use crossing::understood::{NotDone, Outcome};
use vocab::crossing::{LinkState, Purpose, Role};
use vocab::id::LinkId;

/// Scenario S03: twins on one van. The photographs wait for a later part.
#[test]
fn s03_twins_do_not_link_on_their_own_and_a_wrong_choice_asks_a_second_person() {
    let house = House::new();
    house.reads(&BEN.record("MDI", "RECP"));
    house.reads(&DEAN.record("MDI", "RECP"));
    let ben = house.has_record(&BEN, "MDI", Some(BEN.number));
    let dawn = house.administrator();
    let questions = dawn.opens_questions().unwrap();
    assert_eq!((questions.proposed, questions.in_doubt), (2, 0), "Ben's record could be either's");
    let of = |who: &Who| {
        let questions = house.administrator().opens_questions().unwrap();
        questions.rows.into_iter().find(|q| q.number.as_deref() == Some(who.number)).unwrap().link
    };
    let shown = dawn.compares(of(&BEN)).unwrap();
    assert!(!shown.needs_second && shown.already.is_empty());
    assert_eq!(shown.alike_count, 1);
    assert_eq!(shown.alike[0].number.as_deref(), Some(DEAN.number));
    assert!(
        shown.because.contains("one other person known here shares family name and date of birth"),
        "{}",
        shown.because
    );
    let line = |what: &str| shown.lines.iter().find(|l| l.what == what).unwrap();
    assert_eq!((line("Prison number").word, line("Given names").word), ("same", "same"));
    assert_eq!(line("Date of birth").care.as_deref(), Some("1998-06-04"));
    let confirm = |link: LinkId, version: u32, second: Option<&str>| LinkAct::Confirm {
        link,
        version,
        second: second.map(str::to_owned),
    };
    let right = dawn.decides(confirm(of(&BEN), shown.version, None)).unwrap();
    assert!(matches!(right.outcome, Some(Outcome::Link { state: LinkState::Confirmed, .. })));
    // Choosing Ben's record for Dean: already linked, said first, and a second person asked.
    let wrong = of(&DEAN);
    let shown = house.administrator().compares(wrong).unwrap();
    assert!(shown.needs_second);
    assert_eq!(shown.already[0].words, "This care record is already linked to A5120BT TATE, Ben");
    let dawn = house.administrator();
    let alone = dawn.decides(confirm(wrong, shown.version, None)).unwrap();
    assert_eq!(alone.outcome, Some(Outcome::NotDone(NotDone::SecondNeeded)));
    let herself = dawn.decides(confirm(wrong, shown.version, Some("dawn"))).unwrap();
    assert_eq!(herself.outcome, Some(Outcome::NotDone(NotDone::SecondIsFirst)));
    // A care record for "B Tate" that carries Dean's number does not link on its own either.
    let b_tate = Who { number: "A5121DT", nhs: "9990083266", given: "B", ..BEN };
    let patient = house.has_record(&b_tate, "MDI", Some(DEAN.number));
    let view = house.nurse().reads_patient(&patient.to_string()).unwrap();
    assert_eq!(view.link, "none");
    assert_eq!(
        house.nurse().reads_patient(&ben.to_string()).unwrap().prison_number.as_deref(),
        Some(BEN.number)
    );
}

#[test]
fn who_may_not_weigh_records_learns_nothing_and_decides_nothing() {
    let house = House::new();
    house.reads(&BEN.record("MDI", "B-1-07"));
    house.reads(&DEAN.record("MDI", "B-1-08"));
    house.has_record(&BEN, "MDI", Some(BEN.number));
    let link = house.administrator().opens_questions().unwrap().rows[0].link;
    for (role, purpose, prison) in [
        (Role::Clinician, Purpose::DirectCare, "MDI"),
        (Role::Officer, Purpose::Custody, "MDI"),
        (Role::CareSystem, Purpose::DirectCare, "MDI"),
        (Role::IntegrationEngineer, Purpose::Operations, "MDI"),
        (Role::HealthcareAdministrator, Purpose::ClinicAdministration, "HLI"),
    ] {
        let actor = house.actor("x", role, purpose, Some(prison));
        assert!(is_not_found(&actor.compares(link)), "{role} of {prison}");
        for act in [
            LinkAct::Confirm { link, version: 1, second: None },
            LinkAct::Reject { link, version: 1 },
            LinkAct::Split { link, version: 1 },
        ] {
            assert!(is_not_found(&actor.decides(act)), "{role} of {prison}");
        }
    }
    let hull = house.actor("x", Role::HealthcareAdministrator, Purpose::ClinicAdministration, Some("HLI"));
    assert_eq!(hull.opens_questions().unwrap().rows.len(), 0);
    let still = house.administrator().compares(link).unwrap();
    assert_eq!(still.state, "proposed");
    // A version that has moved on is not decided.
    let reception = house.actor("rita", Role::ReceptionNurse, Purpose::DirectCare, Some("MDI"));
    let stale = reception.decides(LinkAct::Reject { link, version: still.version + 1 }).unwrap();
    assert!(matches!(stale.outcome, Some(Outcome::NotDone(NotDone::LinkMoved { .. }))));
}

#[test]
fn undoing_a_link_says_beforehand_what_it_corrects_and_whom_it_tells() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let shaw = house.lives_here(&SHAW, "A-1-01");
    house.alerts(&BOYD, &["XRF"]);
    house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    house.books(boyd, "ATTIC", "2026-11-12T14:40:00Z");
    house.books(shaw, "OPD2", "2026-11-12T09:50:00Z");
    house.delivers();
    house.nurse().opens(PanelKey::Patient(boyd)).unwrap();
    house.nurse().opens(PanelKey::Patient(boyd)).unwrap();
    house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    let trace = crossing::disclose::trace::TraceKey::PrisonNumber(crate::common::number(BOYD.number));
    house.engineer().traces(trace).unwrap();
    let link = link_of(&house);
    let dawn = house.administrator();
    let correction = dawn.opens_correction(link).unwrap();
    let what: Vec<_> = correction.entries.iter().map(|e| (e.start.as_str(), e.what)).collect();
    assert_eq!(what, [("12 Nov 09:40", "struck through")], "a room without a place never crossed");
    let who: Vec<_> =
        correction.readers.iter().map(|r| (r.account.as_str(), r.act.as_str(), r.times, r.printed)).collect();
    assert!(who.contains(&("katie", "opened the warnings", 2, false)), "{who:?}");
    assert!(who.contains(&("mel", "printed a movement list", 1, true)), "{who:?}");
    assert!(!who.iter().any(|(account, ..)| *account == "ines"), "whoever saw no person is not told of one");
    assert!(
        correction.words.starts_with("Undoing it strikes 1 of 1 entries through"),
        "{}",
        correction.words
    );
    // Information governance sees that and not what.
    let reduced = house.governance().opens_correction(link).unwrap();
    assert_eq!((reduced.entries.len(), reduced.entries_count), (0, 1));
    assert!(is_not_found(&house.nurse().opens_correction(link)));
    let split = dawn.decides(LinkAct::Split { link, version: correction.version }).unwrap();
    assert!(matches!(split.outcome, Some(Outcome::Link { state: LinkState::Split, .. })));
    house.delivers();
    let after = house.officer().opens_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!(after.count, 1, "Boyd is struck through, Shaw stands");
    let tasks = house.administrator().opens_tasks().unwrap();
    let tell = tasks.rows.iter().find(|t| matches!(t.key, vocab::crossing::TaskKey::Tell(_))).unwrap();
    assert!(tell.by_hand && tell.words.contains("tell those who read or printed"));
    house.administrator().has_done(tell.key.clone()).unwrap();
    let left = house.administrator().opens_tasks().unwrap();
    assert!(!left.rows.iter().any(|t| t.key == tell.key));
}

/// Boyd's link, which stands, from the store's own story of it: the trace of his booking names it.
fn link_of(house: &House) -> LinkId {
    let search = crossing::disclose::appointments::AppointmentSearch { most: 1, ..Default::default() };
    let booking = house.nurse().searches_appointments(search).unwrap().page.entries[0].id;
    let key = crossing::disclose::trace::TraceKey::Appointment(booking);
    let trace = house.administrator().traces(key).unwrap();
    let link = trace.steps.iter().flat_map(|s| &s.details).find(|(name, _)| *name == "link").unwrap();
    LinkId::parse(&link.1).unwrap()
}

#[test]
fn tasks_are_those_of_ones_own_prison_and_duty() {
    let house = House::new();
    house.reads(&BEN.record("MDI", "B-1-07"));
    house.reads(&DEAN.record("MDI", "B-1-08"));
    house.has_record(&BEN, "MDI", Some(BEN.number));
    let tasks = house.administrator().opens_tasks().unwrap();
    assert_eq!(tasks.rows.len(), 2);
    assert!(tasks.rows.iter().all(|t| !t.by_hand && t.name.as_deref() == Some("TATE, Ben")));
    // A question is answered by deciding, not by ticking it off.
    assert!(is_not_found(&house.administrator().has_done(tasks.rows[0].key.clone())));
    assert_eq!(house.nurse().opens_tasks().unwrap().rows.len(), 0, "a nurse does not decide links");
    assert!(is_not_found(&house.officer().opens_tasks()));
    let hull = house.actor("x", Role::HealthcareAdministrator, Purpose::ClinicAdministration, Some("HLI"));
    assert_eq!(hull.opens_tasks().unwrap().rows.len(), 0);
}
