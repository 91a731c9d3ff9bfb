//! Who is whom: the exact rule links on its own, everything else asks a person, and what shakes a link stops writing
//! and hides no warning.

use crate::engine::alert;
use crate::support::{Booking, Site, at, code, event, link_now, not_done, number, patient};
use crossing::disclose::panel::{Panel, PanelKey};
use crossing::understood::{Act as Decision, NotDone, Outcome};
use doubles::prison::Act;
use serde_json::{Value, json};
use vocab::crossing::{Comparison, Decider, Hold, LinkState, TaskKey};
use vocab::id::{PatientId, PrisonNumber};
use vocab::prison::{Aspect, Disturbance};

const BORN: &str = "2002-04-01";

/// A record of the prison's side, as another reading would bring it.
fn record(number: &str, given: &str, family: &str, born: &str) -> Value {
    crate::engine::prisoner(number, given, family, born, "ACTIVE IN")
}

/// Somebody in Moorland.
fn site(given: &str, family: &str) -> (Site, PrisonNumber) {
    let site = Site::new();
    site.goes_live();
    site.reads(&record("A8100KB", given, family, BORN));
    (site, number("A8100KB"))
}

fn state(site: &Site, person: PrisonNumber, patient: PatientId) -> Option<LinkState> {
    site.link_of(person, patient).map(|l| l.state)
}

fn panel(site: &Site, patient: PatientId) -> Panel {
    let key = PanelKey::Patient(patient);
    site.runtime.block_on(site.crossing().panel(&site.nurse(), key)).unwrap().get().clone()
}

// --- the exact rule

#[test]
fn case_accents_and_punctuation_aside_the_same_person_is_linked_by_rule() {
    for ((given, family), care) in [
        (("KIERAN", "BOYD"), ("Kieran", "Boyd")),
        (("KIERAN JAMES", "BOYD"), ("Kieran James", "BOYD")),
        (("MARY-ANN", "O'BRIEN"), ("Mary Ann", "OBrien")),
        (("JOSE", "ILIC"), ("José", "Ilić")),
    ] {
        let (site, person) = site(given, family);
        let patient = site.patient(&patient("p1", Some("A8100KB"), care, BORN, None));
        let link = site.link_of(person, patient).unwrap();
        assert_eq!(
            (link.state, &link.decided_by),
            (LinkState::Confirmed, &Decider::Rule),
            "{given} {family}"
        );
        assert!(site.tasks().is_empty());
    }
}

#[test]
fn the_rule_does_not_care_which_side_came_first() {
    let site = Site::new();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    site.reads(&record("A8100KB", "KIERAN", "BOYD", BORN));
    assert_eq!(state(&site, number("A8100KB"), patient), Some(LinkState::Confirmed));
}

#[test]
fn anything_less_is_proposed_and_nothing_is_written_but_the_question() {
    for (what, number, name, born) in [
        ("no number", None, ("Kieran", "Boyd"), BORN),
        ("another number", Some("A4711KX"), ("Kieran", "Boyd"), BORN),
        ("a shorter given name", Some("A8100KB"), ("Kier", "Boyd"), BORN),
        ("a second given name", Some("A8100KB"), ("Kieran James", "Boyd"), BORN),
        ("another family name", Some("A8100KB"), ("Kieran", "Boyde"), BORN),
        ("another date of birth", Some("A8100KB"), ("Kieran", "Boyd"), "2002-01-04"),
        ("names swapped", Some("A8100KB"), ("Boyd", "Kieran"), BORN),
    ] {
        let (site, person) = site("KIERAN", "BOYD");
        let patient = site.patient(&patient("p1", number, name, born, Some("9990110689")));
        let link = site.link_of(person, patient).unwrap_or_else(|| panic!("{what}: no question"));
        assert_eq!(link.state, LinkState::Proposed, "{what}");
        assert_eq!(site.tasks(), [TaskKey::WhoIsThis(link.id)], "{what}");
        let booking = site.books(&Booking::new(patient, "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z"));
        assert_eq!(site.mirror(booking).hold, Some(Hold::NotLinked), "{what}");
        assert_eq!(site.delivers(), 0, "{what}");
        let shown = panel(&site, patient);
        assert_eq!(shown.link, "none", "{what}");
        assert!(shown.head.number.is_none() && shown.actions.is_empty(), "{what}");
    }
}

#[test]
fn a_record_without_a_date_of_birth_is_never_linked_by_rule() {
    let (site, person) = site("KIERAN", "BOYD");
    let mut record = patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None);
    record.as_object_mut().unwrap().remove("birthDate");
    let patient = site.patient(&record);
    let link = site.link_of(person, patient).unwrap();
    assert_eq!((link.state, link.evidence.born), (LinkState::Proposed, Comparison::Missing));
}

#[test]
fn demographics_in_part_ask_nothing() {
    let (site, person) = site("KIERAN", "BOYD");
    let same_name = site.patient(&patient("p1", None, ("Kieran", "Boyd"), "1999-09-09", None));
    let same_birth = site.patient(&patient("p2", None, ("Kieran", "Shaw"), BORN, None));
    assert!(site.link_of(person, same_name).is_none() && site.link_of(person, same_birth).is_none());
    assert!(site.tasks().is_empty());
}

#[test]
fn a_proposal_becomes_a_link_by_rule_when_the_records_come_to_agree() {
    let (site, person) = site("KIERAN", "BOYD");
    let id = site.patient(&patient("p1", Some("A8100KB"), ("Kier", "Boyd"), BORN, None));
    assert_eq!(state(&site, person, id), Some(LinkState::Proposed));
    site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    assert_eq!(state(&site, person, id), Some(LinkState::Confirmed));
    assert!(site.tasks().is_empty(), "the question is answered");
}

// --- twins, aliases, namesakes

#[test]
fn twins_never_link_by_rule_whoever_carries_the_number() {
    let site = Site::new();
    site.reads(&record("A5120BT", "BEN", "TATE", "1998-06-04"));
    site.reads(&record("A5121DT", "DEAN", "TATE", "1998-06-04"));
    let dean =
        site.patient(&patient("p2", Some("A5121DT"), ("Dean", "Tate"), "1998-06-04", Some("9990042136")));
    for person in ["A5120BT", "A5121DT"] {
        let link = site.link_of(number(person), dean).unwrap();
        assert_eq!(link.state, LinkState::Proposed, "{person}");
        assert!(link.evidence.others_alike > 0);
    }
}

#[test]
fn a_twin_who_arrives_late_shakes_what_the_rule_made_and_not_what_a_person_confirmed() {
    for by_person in [false, true] {
        let site = Site::new();
        site.reads(&record("A5120BT", "BEN", "TATE", "1998-06-04"));
        let ben = number("A5120BT");
        let carried = (!by_person).then_some("A5120BT");
        let patient = site.patient(&patient("p1", carried, ("Ben", "Tate"), "1998-06-04", None));
        if by_person {
            site.confirms(&site.link(ben), None);
        }
        assert_eq!(state(&site, ben, patient), Some(LinkState::Confirmed));
        site.goes_on_seconds(60);
        site.reads(&record("A5121DT", "DEAN", "TATE", "1998-06-04"));
        let link = site.link_of(ben, patient).unwrap();
        if by_person {
            assert_eq!(link.state, LinkState::Confirmed);
        } else {
            assert_eq!(link.state, LinkState::InDoubt);
            assert!(site.tasks().contains(&TaskKey::LinkInDoubt(link.id)));
            assert_eq!(link.evidence.others_alike, 1);
        }
    }
}

#[test]
fn a_twin_on_the_care_side_alone_shakes_it_too() {
    let (site, person) = site("KIERAN", "BOYD");
    let kieran = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    assert_eq!(state(&site, person, kieran), Some(LinkState::Confirmed));
    let kevin = site.patient(&patient("p2", None, ("Kevin", "Boyd"), BORN, None));
    assert_eq!(state(&site, person, kieran), Some(LinkState::InDoubt));
    assert_eq!(state(&site, person, kevin), Some(LinkState::Proposed));
}

#[test]
fn two_care_records_that_carry_one_number_link_neither() {
    let (site, person) = site("KIERAN", "BOYD");
    let first = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    let second = site.patient(&patient("p2", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    assert_eq!(state(&site, person, first), Some(LinkState::InDoubt));
    assert_eq!(state(&site, person, second), Some(LinkState::Proposed));
}

// --- names and dates that change

#[test]
fn a_name_that_changes_shakes_what_the_rule_made() {
    let (site, person) = site("KIERAN", "BOYD");
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    site.goes_on_seconds(60);
    site.reads(&record("A8100KB", "KIERAN", "BOYLE", BORN));
    assert_eq!(state(&site, person, patient), Some(LinkState::InDoubt));
    // Back to what it was: out of doubt only by a person.
    site.goes_on_seconds(60);
    site.reads(&record("A8100KB", "KIERAN", "BOYD", BORN));
    assert_eq!(state(&site, person, patient), Some(LinkState::InDoubt));
    assert_eq!(link_now(&site.confirms(&site.link(person), None)).1, LinkState::Confirmed);
}

#[test]
fn what_a_person_confirmed_is_shaken_by_a_number_or_a_birth_date_and_not_by_a_name() {
    let confirmed = || {
        let (site, person) = site("KIERAN", "BOYD");
        let id = site.patient(&patient("p1", Some("A8100KB"), ("Kier", "Boyd"), BORN, None));
        site.confirms(&site.link(person), None);
        site.goes_on_seconds(60);
        (site, person, id)
    };
    let (site, person, id) = confirmed();
    site.reads(&record("A8100KB", "KIERAN", "BOYLE", BORN));
    assert_eq!(state(&site, person, id), Some(LinkState::Confirmed), "a name");
    let (site, person, id) = confirmed();
    site.reads(&record("A8100KB", "KIERAN", "BOYD", "1982-04-01"));
    assert_eq!(state(&site, person, id), Some(LinkState::InDoubt), "a date of birth");
    let (site, person, id) = confirmed();
    site.patient(&patient("p1", Some("A4711KX"), ("Kier", "Boyd"), BORN, None));
    assert_eq!(state(&site, person, id), Some(LinkState::InDoubt), "a number");
}

// --- deciding

#[test]
fn who_decides_must_have_looked_at_what_stands() {
    let (site, person) = site("KIERAN", "BOYD");
    let id = site.patient(&patient("p1", None, ("Kieran", "Boyd"), BORN, None));
    let looked_at = site.link(person);
    // It moves on while Dawn looks.
    site.patient(&patient("p1", Some("A8100KB"), ("Kier", "Boyd"), BORN, None));
    let stands = site.link(person).version;
    assert!(stands > looked_at.version);
    for outcome in [site.confirms(&looked_at, None), site.rejects(&looked_at), site.splits(&looked_at)] {
        assert_eq!(not_done(&outcome), &NotDone::LinkMoved { stands });
    }
    assert_eq!(state(&site, person, id), Some(LinkState::Proposed));
    let (_, now) = link_now(&site.confirms(&site.link(person), None));
    assert_eq!(now, LinkState::Confirmed);
    let link = site.link(person);
    assert_eq!(link.decided_by, Decider::Person { account: "dawn".into(), second: None });
    assert!(site.tasks().is_empty());
    let again = site.confirms(&link, None);
    assert_eq!(not_done(&again), &NotDone::LinkState(LinkState::Confirmed));
}

#[test]
fn a_no_is_a_no_and_does_not_nag() {
    let (site, person) = site("KIERAN", "BOYD");
    let id = site.patient(&patient("p1", Some("A8100KB"), ("Kier", "Boyd"), BORN, None));
    site.rejects(&site.link(person));
    assert_eq!(state(&site, person, id), Some(LinkState::Rejected));
    assert!(site.tasks().is_empty());
    // Everything agrees now: that does not overrule a person.
    site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    assert_eq!(state(&site, person, id), Some(LinkState::Rejected));
    assert!(site.tasks().is_empty());
    assert_eq!(not_done(&site.rejects(&site.link(person))), &NotDone::LinkState(LinkState::Rejected));
    assert_eq!(not_done(&site.splits(&site.link(person))), &NotDone::LinkState(LinkState::Rejected));
    // The person who said no may say yes.
    assert_eq!(link_now(&site.confirms(&site.link(person), None)).1, LinkState::Confirmed);
}

#[test]
fn a_split_tells_whoever_read_and_the_rule_does_not_make_it_again() {
    let (site, person) = site("KIERAN", "BOYD");
    let id = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    let link = site.link(person);
    assert_eq!(link_now(&site.splits(&link)).1, LinkState::Split);
    assert_eq!(site.tasks(), [TaskKey::Tell(link.id)]);
    site.goes_on_seconds(60);
    site.reads(&record("A8100KB", "KIERAN", "BOYD", BORN));
    site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, Some("9990110689")));
    assert_eq!(state(&site, person, id), Some(LinkState::Split));
    let shown = panel(&site, id);
    assert_eq!((shown.link, shown.head.number), ("none", None));
}

#[test]
fn to_reject_what_stood_is_to_split_it() {
    let (site, person) = site("KIERAN", "BOYD");
    site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    assert_eq!(link_now(&site.rejects(&site.link(person))).1, LinkState::Split);
}

#[test]
fn linked_elsewhere_already_asks_for_a_second_person() {
    let site = Site::new();
    site.reads(&record("A5120BT", "BEN", "TATE", "1998-06-04"));
    site.reads(&record("A5121DT", "DEAN", "TATE", "1998-06-04"));
    let (ben, dean) = (number("A5120BT"), number("A5121DT"));
    let patient =
        site.patient(&patient("p1", Some("A5120BT"), ("Ben", "Tate"), "1998-06-04", Some("9990028427")));
    site.confirms(&site.link_of(ben, patient).unwrap(), None);
    let wrong = site.link_of(dean, patient).unwrap();
    assert_eq!(not_done(&site.confirms(&wrong, None)), &NotDone::SecondNeeded);
    assert_eq!(not_done(&site.confirms(&wrong, Some("dawn"))), &NotDone::SecondIsFirst);
    assert_eq!(state(&site, dean, patient), Some(LinkState::Proposed));
    assert_eq!(link_now(&site.confirms(&wrong, Some("katie"))).1, LinkState::Confirmed);
    let link = site.link_of(dean, patient).unwrap();
    assert_eq!(link.decided_by, Decider::Person { account: "dawn".into(), second: Some("katie".into()) });
    assert!(link.evidence.already_linked);
}

#[test]
fn a_person_may_claim_what_no_rule_proposed_once() {
    let (site, person) = site("KIERAN", "BOYD");
    let patient = site.patient(&patient("p1", None, ("Charles", "Windsor"), "1970-01-01", None));
    let claim = || site.decides(Decision::LinkPropose { person, patient });
    let (id, proposed) = link_now(&claim());
    assert_eq!(proposed, LinkState::Proposed);
    assert_eq!(link_now(&claim()), (id, LinkState::Proposed), "it is the same claim");
    assert_eq!(site.tasks(), [TaskKey::WhoIsThis(id)]);
    let nobody = site.decides(Decision::LinkPropose { person: number("A0000AA"), patient });
    assert_eq!(not_done(&nobody), &NotDone::NotFound);
}

// --- merges, moved bookings, removals

/// Shaw of the scenarios, with two bookings on the lists, and the stray number that staff made.
fn shaw_and_the_stray() -> (Site, PrisonNumber, PrisonNumber, PatientId, [vocab::id::AppointmentId; 2]) {
    let site = Site::new();
    site.goes_live();
    let shaw = site.arrives("A4711KX", "JOHN", "SHAW", "1980-02-03", "MDI");
    let stray = site.arrives("A9001QQ", "JON", "SHAW", "1980-02-03", "MDI");
    for (who, code) in [(shaw, "XHT"), (stray, "XRF")] {
        site.happens(&Act::OpenAlert { number: who, code: code.into(), from: None, to: None, comment: None });
    }
    site.hears();
    let patient =
        site.patient(&patient("p1", Some("A4711KX"), ("John", "Shaw"), "1980-02-03", Some("9990001006")));
    site.confirms(&site.link_of(shaw, patient).unwrap(), None);
    site.rejects(&site.link_of(stray, patient).unwrap());
    let booked =
        [("2026-11-20T10:20:00Z", "b1"), ("2026-11-21T14:00:00Z", "b2")].map(|(start, reference)| {
            site.books(
                &Booking::new(patient, start, &at(start).plus_seconds(900).rfc3339()).called(reference),
            )
        });
    site.delivers();
    (site, shaw, stray, patient, booked)
}

#[test]
fn a_merge_keeps_the_mirrors_doubts_the_link_and_shows_the_warnings_of_both() {
    let (site, shaw, stray, patient, booked) = shaw_and_the_stray();
    // Staff typed two entries under the stray number: one of a clinic that healthcare books only later.
    site.staff_type(stray, ("2026-11-22", "09:00"), ("MEOT", Some("Healthcare")), "HCC-WAIT");
    site.staff_type(stray, ("2026-11-23", "09:00"), ("MEDE", Some("Dentist")), "HCC-WAIT");
    let before: Vec<_> = site.standing().into_iter().map(|a| (a.id, a.date, a.start)).collect();
    site.goes_on_seconds(60);
    site.happens(&Act::Merge { kept: shaw, removed: stray });
    site.hears();
    let link = site.link_of(shaw, patient).unwrap();
    assert_eq!(link.state, LinkState::InDoubt);
    assert!(site.tasks().contains(&TaskKey::LinkInDoubt(link.id)), "a person is asked");
    assert!(
        matches!(site.person(shaw).disturbed, Some(Disturbance::Merged { removed, .. }) if removed == stray)
    );
    assert_eq!(site.person(stray).merged_into, Some(shaw));
    for id in booked {
        assert!(site.mirror(id).in_step(), "our mirrors keep their times");
    }
    let after: Vec<_> = site.standing().into_iter().map(|a| (a.id, a.date, a.start)).collect();
    assert_eq!(after, before);
    // The warnings of both, marked.
    let shown = panel(&site, patient);
    let names: Vec<&str> = shown.actions.iter().chain(&shown.rest).map(|a| a.name.as_str()).collect();
    assert!(names.len() >= 2, "{names:?}");
    assert!(!shown.banners.is_empty());
    assert_eq!(shown.link, "in-doubt");
    // No new writes: healthcare books what staff typed, and it waits for the answer.
    let waiting =
        site.books(&Booking::new(patient, "2026-11-22T09:00:00Z", "2026-11-22T09:15:00Z").called("b3"));
    assert_eq!(site.mirror(waiting).hold, Some(Hold::InDoubt));
    assert_eq!(site.delivers(), 0);
    // Dawn has looked: what staff typed under the other number is taken over, and not doubled.
    site.confirms(&site.link_of(shaw, patient).unwrap(), None);
    site.delivers_to_the_end();
    assert!(site.mirror(waiting).adopted, "{:?}", site.mirror(waiting));
    assert_eq!(site.standing().len(), before.len());
    assert_eq!(site.person(shaw).disturbed, None);
}

#[test]
fn the_same_merge_again_changes_nothing() {
    let (site, shaw, stray, patient, _) = shaw_and_the_stray();
    let merged = |occurred: &str| {
        let additional = json!({"nomsNumber": "A4711KX", "removedNomsNumber": "A9001QQ", "reason": "MERGE"});
        event("prison-offender-events.prisoner.merged", "A4711KX", occurred, &additional)
    };
    assert_eq!(site.reads(&merged("2026-11-12T08:00:00Z")), Outcome::Changed);
    site.confirms(&site.link_of(shaw, patient).unwrap(), None);
    let before = (site.person(shaw), site.person(stray), site.links(shaw), site.tasks());
    site.goes_on_seconds(3_600);
    // The same message, and the same news under another message.
    for occurred in ["2026-11-12T08:00:00Z", "2026-11-12T08:00:01Z"] {
        assert_ne!(site.reads(&merged(occurred)), Outcome::Changed);
        let after = (site.person(shaw), site.person(stray), site.links(shaw), site.tasks());
        assert_eq!(after, before, "what a person has answered is not asked again");
    }
}

#[test]
fn the_published_merge_and_move_are_read() {
    let site = Site::new();
    for number in ["A7777BB", "B8888CC"] {
        site.reads(&record(number, "SAM", "HILL", "1990-01-01"));
    }
    let (gone, kept) = (number("A7777BB"), number("B8888CC"));
    let moved: Value = serde_json::from_str(include_str!("../corpus/evt__booking-moved.json")).unwrap();
    assert_eq!(site.reads(&moved), Outcome::Changed);
    for (who, other) in [(gone, kept), (kept, gone)] {
        let Some(Disturbance::BookingMoved { other: found, since, .. }) = site.person(who).disturbed else {
            panic!("not disturbed")
        };
        assert_eq!(found, other);
        assert_eq!(since.unwrap().civil().to_string(), "2023-07-13T09:10:32");
    }
    let merged: Value = serde_json::from_str(include_str!("../corpus/evt__prisoner-merged.json")).unwrap();
    assert_eq!(site.reads(&merged), Outcome::Changed);
    assert_eq!(site.person(gone).merged_into, Some(kept));
}

#[test]
fn a_number_that_was_merged_away_is_not_another_human() {
    let site = Site::new();
    site.reads(&record("A4711KX", "JOHN", "SHAW", "1980-02-03"));
    site.reads(&record("A9001QQ", "JON", "SHAW", "1980-02-03"));
    let additional = json!({"nomsNumber": "A4711KX", "removedNomsNumber": "A9001QQ", "reason": "MERGE"});
    site.reads(&event(
        "prison-offender-events.prisoner.merged",
        "A4711KX",
        "2026-11-12T08:00:00Z",
        &additional,
    ));
    let patient = site.patient(&patient("p1", Some("A4711KX"), ("John", "Shaw"), "1980-02-03", None));
    let link = site.link_of(number("A4711KX"), patient).unwrap();
    assert_eq!(link.evidence.others_alike, 0);
    assert_eq!(link.state, LinkState::Confirmed);
}

#[test]
fn a_redirect_says_the_same_as_the_event() {
    let (site, shaw, stray, patient, _) = shaw_and_the_stray();
    site.goes_on_seconds(60);
    let mut meta = crossing::envelope::Meta::answer("GET", "/v1/persons/A9001QQ", 303, site.now());
    meta.location = Some("/v1/persons/A4711KX".to_owned());
    assert_eq!(site.takes(&json!({}), &meta), Outcome::Changed);
    assert_eq!(site.person(stray).merged_into, Some(shaw));
    assert_eq!(state(&site, shaw, patient), Some(LinkState::InDoubt));
}

#[test]
fn a_moved_booking_doubts_both_and_joins_nobodys_facts() {
    let site = Site::new();
    site.goes_live();
    let ben = site.arrives("A5120BT", "BEN", "TATE", "1998-06-04", "MDI");
    let dean = site.arrives("A5121DT", "DEAN", "TATE", "1998-06-04", "MDI");
    let patients = [("p1", "A5120BT", "Ben", ben), ("p2", "A5121DT", "Dean", dean)].map(
        |(local, carried, given, who)| {
            let id = site.patient(&patient(local, Some(carried), (given, "Tate"), "1998-06-04", None));
            site.confirms(&site.link_of(who, id).unwrap(), None);
            id
        },
    );
    let booking = site.books(&Booking::new(patients[0], "2026-11-13T10:20:00Z", "2026-11-13T10:35:00Z"));
    site.delivers();
    let (ben_before, dean_before) = (site.person(ben), site.person(dean));
    let moved = |occurred: &str| {
        let additional = json!({"bookingId": "123", "movedFromNomsNumber": "A5121DT", "movedToNomsNumber": "A5120BT",
            "bookingStartDateTime": "2026-11-10T09:10:32"});
        event("prison-offender-events.prisoner.booking.moved", "A5120BT", occurred, &additional)
    };
    site.goes_on_seconds(60);
    assert_eq!(site.reads(&moved("2026-11-12T08:10:00Z")), Outcome::Changed);
    for (who, id) in [(ben, patients[0]), (dean, patients[1])] {
        assert_eq!(state(&site, who, id), Some(LinkState::InDoubt));
        assert_eq!(site.errands(who), {
            let mut all = Aspect::ALL.to_vec();
            all.sort();
            all
        });
        let shown = panel(&site, id);
        assert!(!shown.banners.is_empty(), "{:?}", shown.banners);
    }
    assert_eq!(site.person(ben).identity, ben_before.identity);
    assert_eq!(site.person(dean).custody, dean_before.custody);
    assert_eq!(site.person(dean).alerts, dean_before.alerts);
    assert!(site.mirror(booking).in_step(), "what stands stands until a person has looked");
    assert_eq!(site.standing().len(), 1);
}

#[test]
fn a_record_that_the_prison_took_away_is_kept_doubted_and_read_again() {
    let (site, shaw, _, patient, booked) = shaw_and_the_stray();
    site.goes_on_seconds(60);
    let removed = event(
        "prisoner-offender-search.prisoner.removed",
        "A4711KX",
        "2026-11-12T08:10:00Z",
        &json!({"nomsNumber": "A4711KX"}),
    );
    assert_eq!(site.reads(&removed), Outcome::Changed);
    assert!(matches!(site.person(shaw).disturbed, Some(Disturbance::Removed { .. })));
    assert_eq!(state(&site, shaw, patient), Some(LinkState::InDoubt));
    assert!(site.person(shaw).identity.value.is_some(), "what is known is kept");
    assert!(booked.iter().all(|id| site.mirror(*id).in_step()));
    let unknown = event(
        "prisoner-offender-search.prisoner.removed",
        "A0000AA",
        "2026-11-12T08:10:00Z",
        &json!({"nomsNumber": "A0000AA"}),
    );
    assert_ne!(site.reads(&unknown), Outcome::Changed);
    assert!(site.person_if_known(number("A0000AA")).is_none());
}

#[test]
fn another_prisons_nurse_is_not_shown_the_panel() {
    let (site, _) = site("KIERAN", "BOYD");
    let id = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), BORN, None));
    site.answered(
        "GET",
        "/v1/persons/A8100KB/alerts",
        200,
        &json!({"data": [alert("XHT", "2026-09-03", None)], "pagination": {"isLastPage": true, "page": 1}}),
    );
    assert!(!panel(&site, id).actions.is_empty());
    let hull =
        site.caller_in("HLI", "sam", vocab::crossing::Role::Clinician, vocab::crossing::Purpose::DirectCare);
    assert_eq!(hull.prison, Some(code("HLI")));
    assert!(site.runtime.block_on(site.crossing().panel(&hull, PanelKey::Patient(id))).is_err());
}

#[test]
fn a_story_of_links_rebuilds_to_the_same() {
    let (site, shaw, stray, patient, _) = shaw_and_the_stray();
    site.happens(&Act::Merge { kept: shaw, removed: stray });
    site.hears();
    site.confirms(&site.link_of(shaw, patient).unwrap(), None);
    site.splits(&site.link_of(shaw, patient).unwrap());
    site.delivers_to_the_end();
    assert!(site.standing().is_empty());
    site.rebuilds_to_the_same();
}
