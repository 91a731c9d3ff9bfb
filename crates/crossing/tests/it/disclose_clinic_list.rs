//! The clinic list: will they come, and what has the prison been told?

use crate::common::{BEN, BOYD, DEAN, HOXHA, House, SHAW, TODAY, date, is_not_found};
use crossing::Route;
use crossing::disclose::appointments::AppointmentSearch;
use crossing::disclose::clinic_list::WillWord;
use crossing::disclose::mirror_words::MirrorWord;
use serde_json::{Value, json};
use vocab::Instant;
use vocab::care::AppointmentStatus;
use vocab::crossing::{Mode, Purpose, Role};
use vocab::place::RoomCode;

/// What the prison has planned for somebody.
fn plans(house: &House, who: &crate::common::Who, kind: &str, sub_type: &str, from: &str, to: &str) {
    house.goes_on_seconds(1);
    let event = json!({"bookingId": 1, "prisonerNumber": who.number, "offenderNo": who.number, "eventId": 7,
        "date": &from[..10], "startTime": &from[11..], "endTime": &to[11..], "eventType": kind,
        "priority": 1, "summary": sub_type, "cancelled": false, "eventSource": "NOMIS"});
    let list = |name: &str| if name == kind { json!([event]) } else { json!([]) };
    let body: Value = json!({"prisonCode": "MDI", "prisonerNumbers": [who.number], "startDate": &from[..10],
        "endDate": &from[..10], "appointments": [], "courtHearings": list("COURT_HEARING"), "visits": list("VISIT"),
        "activities": [], "externalTransfers": list("EXTERNAL_TRANSFER"), "adjudications": list("ADJUDICATION_HEARING")});
    let meta = crossing::envelope::Meta { asked: Some(house.now().micros()), ..Default::default() };
    let outcome = house.takes(&body, &meta);
    assert_eq!(outcome, crossing::understood::Outcome::Changed, "{outcome:?}");
}

#[test]
fn will_they_come() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let ben = house.lives_here(&BEN, "B-1-07");
    let shaw = house.lives_here(&SHAW, "A-1-01");
    let hoxha = house.lives_here(&HOXHA, "A-3-02");
    let unlinked = house.has_record(&DEAN, "MDI", None);
    plans(&house, &BEN, "VISIT", "Social visit", "2026-11-12T10:00", "2026-11-12T11:00");
    let booked = |patient, at: &str| house.books(patient, "OPD2", at);
    let (b, t) = (booked(boyd, "2026-11-12T09:40:00Z"), booked(ben, "2026-11-12T10:00:00Z"));
    let (s, h) = (booked(shaw, "2026-11-12T10:20:00Z"), booked(hoxha, "2026-11-12T10:40:00Z"));
    let u = booked(unlinked, "2026-11-12T11:00:00Z");
    house.settling_time_goes_by();
    house.it_is("2026-11-12T09:30:00Z");
    for (who, cell) in [(&BOYD, "C-2-011"), (&BEN, "B-1-07")] {
        house.reads(&who.record("MDI", cell));
    }
    house.it_is("2026-11-12T09:58:00Z");
    house.reads(&SHAW.record("HLI", "B-1-01"));
    house.reads(&HOXHA.moved("MDI", "ACTIVE OUT", "CRT", "CRT"));
    let dawn = house.administrator();
    let words = |id| dawn.sees_on_clinic_list(id).will.words;
    assert_eq!(words(b), "Expected");
    assert_eq!(words(t), "Clash: visit 10:00 to 11:00");
    assert_eq!(words(s), "Left 09:58 for HMP Hull, not settled");
    assert_eq!(words(h), "At court");
    assert_eq!(words(u), "Who is this? Not linked");
    let list = dawn.opens_clinic_list(TODAY).unwrap();
    let counts = list.counts;
    assert_eq!((counts.booked, counts.expected, counts.clash, counts.not_coming), (5, 1, 1, 2));
    assert_eq!((counts.not_known, counts.seen, counts.cancelled), (1, 0, 0));
    let mirror = |id| dawn.sees_on_clinic_list(id).mirror.unwrap();
    assert_eq!(mirror(s).words, "slot kept until settled");
    assert_eq!(mirror(u).words, "nothing sent: to be confirmed");
    assert!(mirror(b).words.starts_with("waiting "), "{}", mirror(b).words);
    assert_eq!(list.rows[0].head.name.as_deref(), Some("BOYD, Kieran"));
    assert_eq!(list.rooms, [RoomCode::new("OPD2")]);
    // Settled: the slot is free, and where to is no longer this prison's to know.
    house.settling_time_goes_by();
    let dawn = house.administrator();
    let row = dawn.sees_on_clinic_list(s);
    assert_eq!((row.will.words.as_str(), row.mirror.unwrap().words.as_str()), ("Left", "slot free"));
    assert_eq!(
        row.head.name.as_deref(),
        Some("SHAW, Joseph"),
        "whose booking it was is known to who booked it"
    );
    assert_eq!((row.head.cell, row.head.number), (None, None));
}

#[test]
fn nobody_is_expected_who_was_seen_or_whose_time_is_long_over() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let ben = house.lives_here(&BEN, "B-1-07");
    let key = |patient, at: &str| house.books(patient, "OPD2", at);
    let (seen, missed) = (key(boyd, "2026-11-12T09:00:00Z"), key(ben, "2026-11-12T09:10:00Z"));
    let (silent, late) = (key(boyd, "2026-11-12T09:20:00Z"), key(ben, "2026-11-12T09:50:00Z"));
    house.delivers();
    house.goes_on_seconds(60);
    house.changes(seen, boyd, "OPD2", "2026-11-12T09:00:00Z", "fulfilled");
    house.changes(missed, ben, "OPD2", "2026-11-12T09:10:00Z", "noshow");
    house.it_is("2026-11-12T10:20:00Z");
    for (who, cell) in [(&BOYD, "C-2-011"), (&BEN, "B-1-07")] {
        house.reads(&who.record("MDI", cell));
    }
    let list = house.administrator().opens_clinic_list(TODAY).unwrap();
    let words = |id| &*list.rows.iter().find(|r| r.appointment == id).unwrap().will.words;
    assert_eq!((words(seen), words(missed)), ("Seen", "Did not come"));
    assert_eq!(words(silent), "No outcome yet, was due 09:20");
    assert_eq!(words(late), "Expected", "clinics run late");
    let counts = list.counts;
    assert_eq!((counts.booked, counts.seen, counts.expected), (4, 1, 1));
    assert_eq!((counts.not_coming, counts.not_known), (1, 1));
    // What is said after the entry stood there does not count back.
    let trace = house.administrator().traces(crossing::disclose::trace::TraceKey::Appointment(seen)).unwrap();
    assert!(trace.end.starts_with("On the prison list since 12 Nov 08:00:"), "{}", trace.end);
    assert!(trace.end.ends_with("; what healthcare has said since changes nothing there."), "{}", trace.end);
}

#[test]
fn a_court_run_or_transfer_that_has_not_happened_is_told_to_nobody() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let id = house.books(boyd, "OPD2", "2026-11-12T10:20:00Z");
    for kind in ["COURT_HEARING", "EXTERNAL_TRANSFER"] {
        plans(&house, &BOYD, kind, "x", "2026-11-12T10:00", "2026-11-12T11:00");
        for actor in [house.administrator(), house.nurse()] {
            assert_eq!(actor.sees_on_clinic_list(id).will.words, "Expected", "{kind}");
        }
    }
    // A visit of another day is not this hour's.
    plans(&house, &BOYD, "VISIT", "x", "2026-11-13T10:00", "2026-11-13T11:00");
    let tomorrow = house.books(boyd, "OPD2", "2026-11-13T10:20:00Z");
    let list = house.administrator().opens_clinic_list("2026-11-13").unwrap();
    let row = list.rows.iter().find(|r| r.appointment == tomorrow).unwrap();
    assert_eq!(row.will.word, WillWord::Expected);
}

#[test]
fn a_route_that_does_not_see_court_never_says_expected() {
    let mut rules = crate::common::rules();
    let blind = Route { sees_court: false, ..rules.routes["dps"].clone() };
    rules.routes.insert("dps".to_owned(), blind);
    let house = House::with("2026-11-12T08:00:00Z", rules);
    house.switched("MDI", Mode::Live);
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let id = house.books(boyd, "OPD2", "2026-11-12T10:20:00Z");
    let will = house.administrator().sees_on_clinic_list(id).will;
    assert_eq!(
        (will.word, will.words.as_str()),
        (WillWord::HereNow, "Here now; court and escorts not visible")
    );
}

#[test]
fn not_known_since_when_nothing_was_heard() {
    let house = House::at("2026-11-12T06:40:00Z");
    house.switched("MDI", Mode::Live);
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let id = house.books(boyd, "OPD2", "2026-11-12T11:20:00Z");
    house.it_is("2026-11-12T09:59:00Z");
    let list = house.administrator().opens_clinic_list(TODAY).unwrap();
    let row = list.rows.iter().find(|r| r.appointment == id).unwrap();
    assert_eq!((row.will.word, row.will.words.as_str()), (WillWord::NotKnown, "Not known since 06:40"));
    assert_eq!((list.counts.not_known, list.counts.expected), (1, 0));
    assert!(list.notices[0].starts_with("Prison quiet since 06:40"));
}

#[test]
fn a_quiet_route_is_said_to_be_quiet_long_before_its_thresholds() {
    let mut rules = crate::common::rules();
    let routes = rules.routes.clone();
    rules.routes.get_mut("dps").unwrap().quiet_seconds = Some(900);
    assert!(rules.check().is_ok());
    let house = House::with("2026-11-12T06:40:00Z", rules.clone());
    house.switched("MDI", Mode::Live);
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let id = house.books(boyd, "OPD2", "2026-11-12T11:20:00Z");
    house.it_is("2026-11-12T06:54:00Z");
    assert!(house.administrator().opens_clinic_list(TODAY).unwrap().notices.is_empty());
    house.it_is("2026-11-12T06:57:00Z");
    let list = house.administrator().opens_clinic_list(TODAY).unwrap();
    assert!(list.notices[0].starts_with("Prison quiet since 06:40"), "{:?}", list.notices);
    assert_eq!(list.ages.colour(), crossing::disclose::Colour::Amber);
    let row = list.rows.iter().find(|r| r.appointment == id).unwrap();
    assert_eq!(row.will.word, WillWord::Expected, "old, and not yet unknown");
    // A route that is heard every five minutes cannot be quiet after five.
    rules.routes.get_mut("dps").unwrap().quiet_seconds = Some(300);
    assert!(rules.check().unwrap_err().to_string().contains("routes.dps.quiet_seconds is 300"));
    assert_eq!(routes["dps"].quiet_seconds, None, "without the key the thresholds alone decide");
}

#[test]
fn a_death_is_told_on_no_list() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let shaw = house.lives_here(&SHAW, "A-1-01");
    let id = house.books(boyd, "OPD2", "2026-11-12T10:20:00Z");
    let other = house.books(shaw, "OPD2", "2026-11-12T10:40:00Z");
    house.settling_time_goes_by();
    house.reads(&BOYD.moved("MDI", "INACTIVE OUT", "REL", "DEC"));
    house.reads(&SHAW.moved("MDI", "ACTIVE OUT", "TAP", "C6"));
    for role in [Role::Clinician, Role::HeadOfHealthcare, Role::ReceptionNurse] {
        let actor = house.actor("x", role, Purpose::DirectCare, Some("MDI"));
        let (dead, out) = (actor.sees_on_clinic_list(id), actor.sees_on_clinic_list(other));
        assert_eq!(dead.will, out.will, "{role}");
        assert_eq!(dead.will.words, "Not here today");
        assert_eq!(dead.mirror.unwrap().words, "nothing sent");
    }
    let nurse = serde_json::to_string(&house.nurse().opens_clinic_list(TODAY).unwrap()).unwrap();
    assert!(!nurse.contains("died") && !nurse.contains("death"));
    // It is reversed, and everything goes on.
    house.goes_on_seconds(60);
    house.reads(&BOYD.record("MDI", "C-2-011"));
    assert_eq!(house.nurse().sees_on_clinic_list(id).will.words, "Expected");
}

#[test]
fn two_to_be_kept_apart_are_marked_on_one_row_alone() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let shaw = house.lives_here(&SHAW, "A-1-01");
    let hoxha = house.lives_here(&HOXHA, "A-3-02");
    house.kept_apart(&BOYD, &SHAW);
    let ten = house.books(boyd, "OPD2", "2026-11-12T10:00:00Z");
    let ten_past = house.books(shaw, "OPD2", "2026-11-12T10:10:00Z");
    let between = house.books(hoxha, "OPD2", "2026-11-12T10:05:00Z");
    let later = house.books(shaw, "OPD2", "2026-11-12T10:45:00Z");
    let dawn = house.administrator();
    let marked = |id| dawn.sees_on_clinic_list(id).keep_apart;
    assert_eq!((marked(ten), marked(ten_past), marked(between), marked(later)), (false, true, false, false));
    let text = serde_json::to_string(&dawn.sees_on_clinic_list(ten_past)).unwrap();
    assert!(!text.contains("BOYD") && !text.contains("BULLYING"));
}

#[test]
fn what_the_prison_has_been_told_in_words() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let hoxha = house.lives_here(&HOXHA, "A-3-02");
    house.alerts(&HOXHA, &["VLES"]);
    let id = house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    let unmapped = house.books(hoxha, "ATTIC", "2026-11-12T10:40:00Z");
    let mirror = |house: &House, id| house.administrator().sees_on_clinic_list(id).mirror.unwrap();
    assert_eq!(mirror(&house, id).word, MirrorWord::Waiting);
    house.the_prison_refuses(true);
    house.delivers();
    let refused = mirror(&house, id);
    assert_eq!(
        (refused.word, refused.words.as_str()),
        (MirrorWord::Refused, "refused by prison: the place is not known there")
    );
    house.the_prison_refuses(false);
    house.goes_on_seconds(300);
    house.delivers();
    let listed = mirror(&house, id);
    assert_eq!((listed.word, listed.listed), (MirrorWord::OnTheList, None));
    assert!(listed.words.starts_with("on the prison's list since 08:05"), "{}", listed.words);
    house.officer().prints_movement_list(TODAY, crossing::disclose::movement_list::Session::Am).unwrap();
    assert!(mirror(&house, id).words.starts_with("on prison list v1, 08:05"), "{}", mirror(&house, id).words);
    assert_eq!(mirror(&house, unmapped).words, "stopped: the room has no prison place, map it");
    assert_eq!(house.administrator().sees_on_clinic_list(unmapped).needs, ["interpreter"]);
    house.changes(id, boyd, "OPD2", "2026-11-12T09:40:00Z", "cancelled");
    house.delivers();
    let row = house.administrator().sees_on_clinic_list(id);
    assert_eq!(
        (row.will.word, row.mirror.as_ref().map(|m| m.word)),
        (WillWord::Cancelled, Some(MirrorWord::Cancelled))
    );
    assert!(row.mirror.unwrap().to_tell, "the paper still has him");
}

#[test]
fn appointments_are_found_paged_and_counted_and_come_as_they_were_sent() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let hoxha = house.lives_here(&HOXHA, "A-3-02");
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(house.books(boyd, "OPD2", &format!("2026-11-12T1{n}:00:00Z")));
    }
    ids.push(house.books(hoxha, "DENTAL", "2026-11-13T10:00:00Z"));
    let nurse = house.nurse();
    let search = |search: AppointmentSearch| nurse.searches_appointments(search).unwrap();
    let base = || AppointmentSearch { most: 2, ..AppointmentSearch::default() };
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let found = search(AppointmentSearch { after: after.clone(), ..base() });
        assert_eq!(found.page.total, 6);
        seen.extend(found.page.entries.iter().map(|a| a.id));
        after = found.page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ids, "by start");
    let at = |text: &str| Instant::parse_zoned(text);
    let one_day =
        AppointmentSearch { from: at("2026-11-13T00:00:00Z"), until: at("2026-11-14T00:00:00Z"), ..base() };
    let of_boyd = AppointmentSearch { patients: vec![boyd.to_string()], include_patient: true, ..base() };
    let dental = AppointmentSearch { rooms: vec![RoomCode::new("DENTAL")], ..base() };
    let cancelled = AppointmentSearch { statuses: vec![AppointmentStatus::Cancelled], ..base() };
    assert_eq!(search(one_day).page.total, 1);
    assert_eq!(search(dental).page.total, 1);
    assert_eq!(search(cancelled).page.total, 0);
    let found = search(of_boyd);
    assert_eq!((found.page.total, found.patients.len()), (5, 1), "each patient once");
    let one = &found.page.entries[0];
    assert!(one.resource.contains("HIV bloods"), "as it came");
    assert_eq!(one.mirror.as_ref().map(|m| m.word), Some(MirrorWord::Waiting));
    assert!(found.page.note.is_some());
    // Neither the prison nor another prison's healthcare.
    assert!(is_not_found(&house.officer().searches_appointments(base())));
    let hull = house.actor("kim", Role::Clinician, Purpose::DirectCare, Some("HLI"));
    assert_eq!(hull.searches_appointments(base()).unwrap().page.total, 0);
    let by_id = AppointmentSearch { ids: vec![ids[0]], ..base() };
    assert_eq!(hull.searches_appointments(by_id).unwrap().page.total, 0);
    assert_eq!(date(TODAY).to_string(), TODAY);
}
