//! About the crossing itself: trace, board, quarantine, shadow comparison, gate book; and who gets which page at all.

use crate::common::{BOYD, HOXHA, House, SHAW, TODAY, clinical_word, is_not_found, number};
use crossing::disclose::DiscloseError;
use crossing::disclose::decisions::CareResource;
use crossing::disclose::flags::{FlagKind, FlagSearch};
use crossing::disclose::gate_book::GateBookAsked;
use crossing::disclose::movement_list::Session;
use crossing::disclose::panel::PanelKey;
use crossing::disclose::trace::{Station, TraceKey};
use crossing::envelope::{Meta, WriteAsk};
use crossing::understood::Outcome;
use serde_json::{Value, json};
use vocab::crossing::{Feed, Flow, Mode, Purpose, Role};
use vocab::id::JournalSeq;

fn rows(most: usize) -> GateBookAsked {
    GateBookAsked { most, ..GateBookAsked::default() }
}

#[test]
fn a_trace_ends_in_one_sentence_wherever_it_ended() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let unlinked = house.has_record(&HOXHA, "MDI", None);
    let listed = house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    let unmapped = house.books(boyd, "ATTIC", "2026-11-12T10:40:00Z");
    let nobodys = house.books(unlinked, "OPD2", "2026-11-12T11:40:00Z");
    house.goes_on_seconds(2);
    house.delivers();
    let end = |id| house.administrator().traces(TraceKey::Appointment(id)).unwrap();
    let trace = end(listed);
    assert!(trace.end.starts_with("On the prison list since 12 Nov 08:00:0"), "{}", trace.end);
    assert!(trace.end.ends_with(" s after it was booked.") && !trace.stopped, "{}", trace.end);
    let stations: Vec<Station> = trace.steps.iter().map(|s| s.station).collect();
    for station in [
        Station::Received,
        Station::Written,
        Station::Whose,
        Station::MayItCross,
        Station::Should,
        Station::Attempt,
        Station::Acknowledged,
    ] {
        assert!(stations.contains(&station), "{station:?} of {stations:?}");
    }
    let words: Vec<&str> = trace.steps.iter().map(|s| s.words.as_str()).collect();
    assert!(words[0].starts_with("Received from care-fhir, "), "{words:?}");
    assert!(
        words[1].starts_with("Written down as row ") && words[1].contains("under charter row"),
        "{words:?}"
    );
    assert!(
        words.iter().any(|w| w.starts_with("Attempt 1: Looked whether it is there: not there")),
        "{words:?}"
    );
    assert!(words.iter().any(|w| w.starts_with("Attempt 2: Made it: done, as 1000")), "{words:?}");
    assert!(words.iter().any(|w| w.starts_with("May it be told to the prison? reduced:")), "{words:?}");
    assert_eq!(end(unmapped).end, "Stopped here: room \"ATTIC\" has no prison place: map it.");
    assert!(end(unmapped).stopped);
    assert!(end(nobodys).end.starts_with("Stopped here: nobody has confirmed who this is."));
    assert_eq!(end(nobodys).steps[0].station, Station::Received, "found although it is nobody's yet");
    house.switched("MDI", Mode::Shadow);
    let shadow = house.books(boyd, "OPD2", "2026-11-12T13:40:00Z");
    assert_eq!(end(shadow).end, "Shadow: it would be sent, and is not.");
}

#[test]
fn an_engineer_follows_the_thing_without_the_person() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.alerts(&BOYD, &["HA"]);
    let id = house.books(boyd, "GUM", "2026-11-12T09:40:00Z");
    let unmapped = house.books(boyd, "ATTIC", "2026-11-12T10:40:00Z");
    house.delivers();
    for key in [
        TraceKey::Appointment(id),
        TraceKey::Appointment(unmapped),
        TraceKey::PrisonNumber(number(BOYD.number)),
        TraceKey::Row(JournalSeq(3)),
    ] {
        for actor in [house.engineer(), house.governance()] {
            let trace = actor.traces(key).unwrap();
            assert!(trace.reduced, "{key:?}");
            let text = serde_json::to_string(&trace).unwrap();
            for secret in [
                "BOYD",
                "Boyd",
                "Kieran",
                "A8100KB",
                "9990110689",
                "2002",
                "GUM",
                "ATTIC",
                "C-2-011",
                "09:40",
                "HIV",
            ] {
                assert!(!text.contains(secret), "{key:?}: {secret} in {text}");
            }
        }
    }
    // Neither the prison nor another prison's healthcare follows healthcare's booking.
    assert!(is_not_found(&house.officer().traces(TraceKey::Appointment(id))));
    let hull = house.actor("x", Role::HealthcareAdministrator, Purpose::ClinicAdministration, Some("HLI"));
    assert!(is_not_found(&hull.traces(TraceKey::Appointment(id))));
    assert!(is_not_found(&hull.traces(TraceKey::PrisonNumber(number(BOYD.number)))));
    let nobody = hull.traces(TraceKey::PrisonNumber(number("A0000AA")));
    assert!(is_not_found(&nobody));
}

#[test]
fn the_board_counts_and_names_nobody() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let unlinked = house.has_record(&HOXHA, "MDI", None);
    house.reads(&SHAW.record("MDI", "A-1-01"));
    house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    house.books(unlinked, "OPD2", "2026-11-12T10:40:00Z");
    let row = |house: &House, flow: Flow| {
        let board = house.engineer().opens_board().unwrap();
        board.flows.into_iter().find(|r| r.flow == flow && r.prison.text() == "MDI").unwrap()
    };
    let appointments = row(&house, Flow::Appointments);
    assert_eq!((appointments.mode, appointments.in_step, appointments.waiting.count), (Mode::Live, 0, 1));
    assert_eq!(appointments.blocked[0].words, "nobody has confirmed who this is");
    assert_eq!(appointments.blocked[0].count, 1);
    let alerts = row(&house, Flow::Alerts);
    assert_eq!(
        (alerts.mode, alerts.in_step, alerts.blocked[0].words.as_str()),
        (Mode::Shadow, 1, "never read")
    );
    house.delivers();
    assert_eq!(row(&house, Flow::Appointments).in_step, 1);
    house.the_prison_refuses(true);
    house.books(boyd, "OPD2", "2026-11-12T11:40:00Z");
    house.delivers();
    let board = house.engineer().opens_board().unwrap();
    assert_eq!(
        (board.attempts_failing, board.attempts_failing_why[0].words.as_str()),
        (1, "the place is not known there")
    );
    assert_eq!(
        board.feeds.iter().find(|f| f.feed == "dps").unwrap().colour,
        Some(crossing::disclose::Colour::Fresh)
    );
    let text = serde_json::to_string(&board).unwrap();
    assert!(!text.contains("BOYD") && !text.contains("A8100KB") && !text.contains("OPD2"));
    assert_eq!(clinical_word(&board), None);
    // A governor sees his own prison's rows.
    let governor = house.actor("g", Role::DutyGovernor, Purpose::Custody, Some("MDI")).opens_board().unwrap();
    assert!(governor.flows.iter().all(|r| r.prison.text() == "MDI"));
    // Silence turns the row.
    house.goes_on_seconds(7_200);
    let quiet = row(&house, Flow::Whereabouts);
    assert_eq!((quiet.colour, quiet.fine), (crossing::disclose::Colour::Red, false));
    assert_eq!(quiet.blocked[0].words, "not read for too long");
}

#[test]
fn quarantine_tells_why_and_not_what_and_is_replayed_by_an_engineer() {
    let house = House::new();
    let feed = Feed::parse("dps").unwrap();
    let odd = br#"{"secret":"KIERAN BOYD","shape":["of","nothing","known"]}"#.to_vec();
    let written = house.crossing.receive_blocking(&feed, odd, &Meta::default(), None).unwrap();
    assert!(matches!(written.outcome, Some(Outcome::Quarantined { .. })), "{written:?}");
    let list = house.engineer().opens_quarantine().unwrap();
    assert_eq!((list.count, list.rows[0].row, list.rows[0].reason), (1, written.seq, "unrecognised"));
    assert_eq!((list.rows[0].feed.as_str(), list.rows[0].bytes), ("dps", Some(57)));
    assert!(!serde_json::to_string(&list).unwrap().contains("BOYD"));
    let trace = house.engineer().traces(TraceKey::Row(written.seq)).unwrap();
    assert!(
        trace.stopped && trace.end.starts_with("Stopped here: In quarantine: unrecognised"),
        "{}",
        trace.end
    );
    let again = house.engineer().replays(written.seq).unwrap();
    assert!(matches!(again.outcome, Some(Outcome::Quarantined { .. })), "nothing was mended");
    assert_eq!(house.engineer().opens_quarantine().unwrap().count, 1, "not put there twice");
    assert!(is_not_found(&house.engineer().replays(JournalSeq(1))));
    for actor in [house.nurse(), house.officer(), house.governance(), house.administrator()] {
        assert!(is_not_found(&actor.opens_quarantine()));
        assert!(is_not_found(&actor.replays(written.seq)));
    }
}

#[test]
fn what_lay_in_quarantine_does_not_come_back_over_what_was_said_since() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let at = |hour: u8, participants: &Value| {
        json!({"resourceType": "Appointment", "status": "booked", "start": format!("2026-11-12T{hour}:00:00Z"),
            "end": format!("2026-11-12T{hour}:15:00Z"), "participant": participants})
    };
    let patient = json!({"actor": {"reference": format!("Patient/{boyd}")}, "status": "accepted"});
    let room = json!({"actor": {"type": "Location", "identifier": {"system": "https://gatelodge.uk/Id/healthcare-room",
        "value": "MDI/OPD2"}}, "status": "accepted"});
    let nowhere = at(14, &json!([patient]));
    let somewhere = |hour: u8| at(hour, &json!([patient, room]));
    let clinic = house.care_system("MDI");
    let refused = clinic.writes(CareResource::Appointment, &nowhere, WriteAsk::default()).unwrap();
    assert!(matches!(refused.outcome, Some(Outcome::Quarantined { .. })), "{refused:?}");
    assert!(!house.engineer().opens_quarantine().unwrap().rows[0].replayable);
    assert!(is_not_found(&house.engineer().replays(refused.seq)), "its sender was told");
    assert!(house.crossing.replay_blocking(refused.seq).unwrap().is_none());

    // Pushed, and acknowledged: that one can be read again, but not over what was said since.
    let feed = Feed::parse("care-hjis").unwrap();
    let id = house.books(boyd, "OPD2", "2026-11-12T14:00:00Z");
    house.goes_on_seconds(60);
    let change = WriteAsk { id: Some(id.to_string()), ..WriteAsk::default() };
    let pushes = |body: &Value, meta: &Meta| {
        house.crossing.receive_blocking(&feed, body.to_string().into_bytes(), meta, None).unwrap()
    };
    let pushed = Meta { write: Some(change.clone()), ..Meta::default() };
    let lies = pushes(&nowhere, &pushed);
    assert!(matches!(lies.outcome, Some(Outcome::Quarantined { .. })), "{lies:?}");
    house.goes_on_seconds(60);
    clinic.writes(CareResource::Appointment, &somewhere(16), change).unwrap();
    // As the fix would read it.
    let again = Meta { replays: Some(lies.seq.0), ..pushed };
    assert_eq!(pushes(&somewhere(15), &again).outcome, Some(Outcome::Stale));
    assert_eq!(
        house.engineer().opens_quarantine().unwrap().count,
        1,
        "it has left; the refused one is a record"
    );
    assert_eq!(house.nurse().sees_on_clinic_list(id).start, "16:00");
}

#[test]
fn a_flow_that_is_switched_off_crosses_to_nobody_and_looks_like_no_none() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.reads(&SHAW.record("MDI", "A-1-01"));
    house.kept_apart(&BOYD, &SHAW);
    let id = house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    let flags = || {
        let search = FlagSearch { patients: vec![boyd.to_string()], most: 50, ..FlagSearch::default() };
        house.nurse().searches_flags(search).unwrap()
    };
    let kinds = || flags().entries.iter().map(|f| f.kind).collect::<Vec<_>>();
    assert!(kinds().contains(&FlagKind::KeepApart));
    assert_eq!(house.nurse().sees_on_clinic_list(id).will.words, "Expected");
    let officers = || house.officer().opens_movement_list(TODAY, Session::Am).unwrap().wings;
    let before = officers();

    for flow in [Flow::Alerts, Flow::NonAssociations, Flow::Whereabouts] {
        house.engineer().switches(flow, Mode::Off).unwrap();
    }
    let panel = house.nurse().opens(PanelKey::Patient(boyd)).unwrap();
    assert!(panel.banners[0].starts_with("Warnings are switched off"), "{:?}", panel.banners);
    assert_eq!(panel.none, None, "off is not none");
    assert_eq!(panel.suicide.unwrap().words, "Not known");
    assert_eq!((panel.head.place.words.as_str(), panel.head.cell), ("not known", None));
    assert!(!kinds().contains(&FlagKind::KeepApart));
    assert!(flags().note.unwrap().words.starts_with("Warnings are switched off"));
    assert_eq!(house.nurse().sees_on_clinic_list(id).will.words, "Not known");
    let book = house.governance().opens_gate_book(&rows(1)).unwrap();
    let ruling = book.rows[0].rulings.iter().find(|r| r.kind == "whereabouts").unwrap();
    assert_eq!(
        (ruling.outcome.as_str(), ruling.policies.as_slice()),
        ("withheld", &["switched-off".to_owned()][..])
    );
    let trace = house.administrator().traces(TraceKey::PrisonNumber(number(BOYD.number))).unwrap();
    assert!(trace.end.starts_with("Stopped here: switched off in that prison: alerts"), "{}", trace.end);
    assert_eq!(officers(), before, "the prison's own facts stay the prison's");

    house.engineer().switches(Flow::Whereabouts, Mode::Shadow).unwrap();
    assert_eq!(house.nurse().sees_on_clinic_list(id).will.words, "Expected");
}

/// An entry as staff typed it, as the prison's service details it.
fn staff_entry(
    id: i64,
    who: &crate::common::Who,
    category: &str,
    place: &str,
    start: &str,
) -> serde_json::Value {
    json!({"id": id, "appointmentType": "INDIVIDUAL", "prisonCode": "MDI", "startDate": TODAY, "startTime": start,
        "endTime": "16:45", "isCancelled": false, "isDeleted": false, "createdBy": "XQQ12", "customName": null,
        "category": {"code": category, "description": "x"}, "appointmentName": "x",
        "internalLocation": {"id": 1, "dpsLocationId": place, "prisonCode": "MDI", "description": "x"},
        "attendees": [{"id": 1, "prisoner": {"prisonerNumber": who.number, "firstName": "x", "lastName": "y"}, "attended": null}]})
}

#[test]
fn what_we_would_have_sent_beside_what_staff_typed() {
    let house = House::new();
    house.switched("MDI", Mode::Shadow);
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let hoxha = house.lives_here(&HOXHA, "A-3-02");
    let shaw = house.lives_here(&SHAW, "A-1-01");
    house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    house.books(hoxha, "OPD2", "2026-11-12T10:40:00Z");
    house.books(shaw, "OPD2", "2026-11-12T15:00:00Z");
    let types = |entry: &serde_json::Value| {
        house.goes_on_seconds(1);
        let path = format!("/appointments/{}/details", entry["id"]);
        let outcome = house.takes(entry, &Meta::answer("GET", &path, 200, house.now()));
        assert_eq!(outcome, Outcome::Changed, "{outcome:?}");
    };
    types(&staff_entry(1, &BOYD, "MEOT", "id-HCC-WAIT", "09:40"));
    types(&staff_entry(2, &HOXHA, "MGUM", "id-HCC-WAIT", "10:45"));
    types(&staff_entry(3, &BOYD, "MEDE", "id-HCC", "16:00"));
    types(&staff_entry(4, &BOYD, "GYMW", "gym", "16:30"));
    let shown = house.administrator().compares_shadow(TODAY, TODAY).unwrap();
    assert_eq!(
        shown.words,
        "Of 3 healthcare entries that staff typed from Thu 12 Nov to Thu 12 Nov, 1 match ours, 1 differ, 1 only staff \
         have, 1 only we have."
    );
    let rows: Vec<_> = shown.rows.iter().map(|r| (r.what, r.number.as_str(), r.discloses)).collect();
    assert_eq!(
        rows,
        [("differs", "A6022AH", true), ("only staff", "A8100KB", true), ("only ours", "A4711KX", false)]
    );
    let start = shown.rows[0].fields.iter().find(|f| f.field == "start").unwrap();
    assert_eq!((start.staff.as_str(), start.ours.as_str()), ("10:45", "10:40"));
    // The governor and the engineer see how many, and nobody's line.
    let governor = house.actor("g", Role::DutyGovernor, Purpose::Custody, Some("MDI"));
    for actor in [governor, house.engineer()] {
        let counts = actor.compares_shadow(TODAY, TODAY).unwrap();
        assert!(counts.reduced && counts.rows.is_empty());
        assert_eq!((counts.typed, counts.matching), (3, 1));
        assert_eq!(clinical_word(&counts), None);
    }
    assert!(is_not_found(&house.officer().compares_shadow(TODAY, TODAY)));
    let backwards = house.administrator().compares_shadow(TODAY, "2026-11-01");
    assert!(matches!(backwards, Err(DiscloseError::Asked(_))));
}

#[test]
fn the_gate_book_says_who_saw_what_and_the_persons_own_page_says_it_plainly() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    house.nurse().opens(PanelKey::Patient(boyd)).unwrap();
    house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    let hull = house.actor("kim", Role::Clinician, Purpose::DirectCare, Some("HLI"));
    assert!(is_not_found(&hull.opens(PanelKey::Patient(boyd))));
    let verified = house.crossing.books_verify().unwrap();
    assert_eq!(verified.broken, None);
    let book = house.governance().opens_gate_book(&rows(10)).unwrap();
    assert_eq!(book.verified, Some((verified.gate, verified.at)));
    assert_eq!(book.head, verified.gate);
    let said: Vec<_> = book.rows.iter().map(|r| (r.account.as_str(), r.words.as_str(), r.printed)).collect();
    assert_eq!(
        said,
        [
            ("kim", "opened the warnings", false),
            ("mel", "printed a movement list", true),
            ("katie", "opened the warnings", false),
            ("clinic", "booked, moved or cancelled", false),
            ("clinic", "sent a patient's record", false),
        ]
    );
    let booked = &book.rows[3].subjects;
    assert_eq!(
        booked.iter().map(|s| (s.patient.clone(), s.withheld)).collect::<Vec<_>>(),
        [(Some(boyd.to_string()), false)]
    );
    assert!(book.rows[0].subjects.iter().all(|s| s.withheld), "withheld, and booked so");
    let only_mel = GateBookAsked { account: Some("mel".to_owned()), ..rows(10) };
    let only_mel = house.governance().opens_gate_book(&only_mel).unwrap();
    assert!(only_mel.rows.iter().all(|r| r.account == "mel") && only_mel.rows.len() == 1);
    let first = house.governance().opens_gate_book(&rows(1)).unwrap();
    let next = GateBookAsked { before: first.next, ..rows(1) };
    let second = house.governance().opens_gate_book(&next).unwrap();
    assert!(second.rows[0].row < first.rows[0].row);
    let page = house.governance().opens_own_page(&BOYD).unwrap();
    let said: Vec<_> = page.rows.iter().map(|r| r.words.as_str()).collect();
    assert_eq!(
        said,
        [
            "Prison staff of HMP Moorland looked at a list of people to unlock for healthcare with you on it, on paper, to \
             run the prison's day.",
            "The healthcare team of HMP Moorland looked at your safety warnings, to look after you.",
            "Healthcare's computer system of HMP Moorland made or changed a healthcare appointment of yours, to look after \
             you.",
        ]
    );
    let text = serde_json::to_string(&page).unwrap();
    assert!(!text.contains("katie") && !text.contains("kim"), "teams and not people, nothing withheld");
    for actor in [house.nurse(), house.officer(), house.engineer(), house.administrator()] {
        assert!(is_not_found(&actor.opens_gate_book(&rows(10))));
        assert!(is_not_found(&actor.opens_own_page(&BOYD)));
    }
}

#[test]
fn a_flow_is_switched_by_an_engineer_and_alerts_not_while_words_are_a_draft() {
    let house = House::new();
    let switched = house.engineer().switches(Flow::Alerts, Mode::Live).unwrap();
    assert_eq!(switched.outcome, Some(Outcome::Mode(Mode::Live)));
    let hull = house.engineer();
    let hull_code = crate::common::prison("HLI");
    let draft = house.waits(house.crossing.mode_act(&hull.ctx, Flow::Alerts, hull_code, Mode::Live));
    assert!(matches!(draft, Err(DiscloseError::Asked(_))), "{draft:?}");
    let nowhere = crate::common::prison("ZZZ");
    assert!(is_not_found(&house.waits(house.crossing.mode_act(&hull.ctx, Flow::Alerts, nowhere, Mode::Off))));
    for actor in [house.nurse(), house.officer(), house.governance(), house.administrator()] {
        assert!(is_not_found(&actor.switches(Flow::Alerts, Mode::Off)));
    }
}

#[test]
fn a_care_system_writes_in_its_own_prison_alone_and_is_booked() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let id = house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    let booking = |prison: &str, hour: &str| {
        json!({"resourceType": "Appointment", "status": "booked", "start": format!("2026-11-12T{hour}:00:00Z"),
            "end": format!("2026-11-12T{hour}:15:00Z"), "participant": [
            {"actor": {"reference": format!("Patient/{boyd}")}, "status": "accepted"},
            {"actor": {"type": "Location", "identifier": {"system": "https://gatelodge.uk/Id/healthcare-room",
              "value": format!("{prison}/OPD2")}}, "status": "accepted"}]})
    };
    let create = || WriteAsk::default();
    let update = || WriteAsk { id: Some(id.to_string()), ..WriteAsk::default() };
    let clinic = house.care_system("MDI");
    let written = clinic.writes(CareResource::Appointment, &booking("MDI", "14"), create()).unwrap();
    assert!(matches!(written.outcome, Some(Outcome::Appointment { created: true, .. })));
    let written = clinic.writes(CareResource::Appointment, &booking("MDI", "15"), update()).unwrap();
    assert!(matches!(written.outcome, Some(Outcome::Appointment { version: 2, .. })));
    let before = house.crossing.store().digests().unwrap();
    assert!(is_not_found(&clinic.writes(CareResource::Appointment, &booking("HLI", "14"), create())));
    let hull = house.care_system("HLI");
    assert!(
        is_not_found(&hull.writes(CareResource::Appointment, &booking("HLI", "16"), update())),
        "not theirs to move"
    );
    let theirs = WriteAsk { id: Some(boyd.to_string()), ..WriteAsk::default() };
    assert!(is_not_found(&hull.writes(CareResource::Patient, &BOYD.patient(None), theirs)));
    for actor in [house.officer(), house.engineer(), house.governance()] {
        assert!(is_not_found(&actor.writes(CareResource::Appointment, &booking("MDI", "14"), create())));
    }
    assert_eq!(house.crossing.store().digests().unwrap(), before, "nothing of it was written");
    let book = house.governance().opens_gate_book(&rows(20)).unwrap();
    assert_eq!(book.rows.iter().filter(|r| r.act == "appointment.write").count(), 8);
}

/// Every role at every door that is about no one person: who gets a page, and who is told that there is none.
#[test]
fn who_gets_which_page() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let id = house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    let mut table = String::from("role: pages\n");
    for role in Role::ALL {
        let purpose = role.purpose_usual();
        let serves_many =
            matches!(role, Role::IntegrationEngineer | Role::InformationGovernance | Role::Commissioner);
        let actor = house.actor("x", *role, purpose, (!serves_many).then_some("MDI"));
        let patients = crossing::disclose::patients::PatientSearch { most: 1, ..Default::default() };
        let flags = crossing::disclose::flags::FlagSearch {
            patients: vec![boyd.to_string()],
            most: 1,
            ..Default::default()
        };
        let custodies = crossing::disclose::custody::EncounterSearch { most: 1, ..Default::default() };
        let bookings = crossing::disclose::appointments::AppointmentSearch { most: 1, ..Default::default() };
        let doors: [(&str, bool); 16] = [
            ("panel", is_not_found(&actor.opens(PanelKey::Patient(boyd)))),
            ("patients", is_not_found(&actor.searches_patients(patients))),
            ("flags", is_not_found(&actor.searches_flags(flags))),
            ("custodies", is_not_found(&actor.searches_custodies(custodies))),
            ("appointments", is_not_found(&actor.searches_appointments(bookings))),
            ("rooms", is_not_found(&actor.searches_rooms())),
            ("clinic list", is_not_found(&actor.opens_clinic_list(TODAY))),
            ("movement list", is_not_found(&actor.opens_movement_list(TODAY, Session::Am))),
            ("who is this", is_not_found(&actor.opens_questions())),
            ("tasks", is_not_found(&actor.opens_tasks())),
            ("trace", is_not_found(&actor.traces(TraceKey::Appointment(id)))),
            ("board", is_not_found(&actor.opens_board())),
            ("quarantine", is_not_found(&actor.opens_quarantine())),
            ("shadow comparison", is_not_found(&actor.compares_shadow(TODAY, TODAY))),
            ("gate book", is_not_found(&actor.opens_gate_book(&rows(1)))),
            ("own page", is_not_found(&actor.opens_own_page(&BOYD))),
        ];
        let open: Vec<&str> = doors.iter().filter(|(_, closed)| !closed).map(|(door, _)| *door).collect();
        table.push_str(&format!("{role}: {}\n", open.join(", ")));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn every_row_of_the_books_holds_and_every_answer_is_in_them() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let before = house.crossing.books_verify().unwrap().gate;
    let disclosed = house.waits(house.crossing.panel(&house.nurse().ctx, PanelKey::Patient(boyd))).unwrap();
    assert_eq!(disclosed.booked().0, before + 1);
    let verified = house.crossing.books_verify().unwrap();
    assert_eq!((verified.gate, verified.broken), (before + 1, None));
}
