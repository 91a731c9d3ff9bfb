//! The services behind the External API, played by the double.

use crate::moorland::{BOYD, Moorland, NOBODY, REED, SHAW, feed, number, planned, prison, recognised};
use crate::scripted::{Scripted, json};
use connect::dps::{DpsSource, Hosts};
use crossing::port::{AspectSource, SourceAnswer, SourceError};
use doubles::prison::{Act, CallFault, PlannedKind};
use jiff::civil::{date, time};
use serde_json::Value;
use std::sync::Arc;
use vocab::id::PrisonNumber;
use vocab::prison::{Aspect, ScheduleKind};
use wire::hmpps::{Answer, Document};

fn value(answer: &SourceAnswer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

/// Every service at one address.
fn dps_at(moorland: &Moorland, server: &Scripted) -> DpsSource {
    let hosts = Hosts {
        prisoner_search: server.base.clone(),
        alerts: server.base.clone(),
        non_associations: server.base.clone(),
        activities: server.base.clone(),
    };
    DpsSource::new(Arc::clone(&moorland.client), moorland.tokens(), hosts, feed())
}

fn open_alert(moorland: &Moorland, code: &str) {
    moorland.opens_alert(SHAW, code);
}

#[tokio::test]
async fn the_record_tells_who_and_where() {
    let moorland = Moorland::open().await;
    let source = moorland.dps();
    for aspect in [Aspect::Identity, Aspect::Place] {
        let answer = source.read(number(SHAW), Some(prison("MDI")), aspect).await.unwrap();
        assert_eq!((answer.path.clone(), answer.status), (format!("/prisoner/{SHAW}"), 200));
        assert_eq!(answer.asked, moorland.shared.now());
        let Answer::Found(Document::Prisoner(record)) = recognised(&answer).answer else {
            panic!("no record")
        };
        assert_eq!(record.cell.unwrap().text(), "B-1-007");
        let nobody = source.read(number(NOBODY), None, aspect).await.unwrap();
        assert_eq!((nobody.status, recognised(&nobody).answer.word()), (404, "not-visible"));
    }
    assert!(Aspect::ALL.into_iter().all(|aspect| source.carries(aspect)));
}

#[tokio::test]
async fn no_alerts_and_no_such_person_are_not_the_same() {
    let moorland = Moorland::open().await;
    let source = moorland.dps();
    let read = |who: &str| source.read(number(who), Some(prison("MDI")), Aspect::Alerts);
    let none = read(SHAW).await.unwrap();
    assert_eq!((none.status, value(&none)["content"].as_array().unwrap().len()), (200, 0));
    let nobody = read(NOBODY).await.unwrap();
    assert_eq!((nobody.status, nobody.path.clone()), (404, format!("/prisoners/{NOBODY}/alerts")));
    assert_eq!(recognised(&nobody).answer.word(), "not-visible", "the service itself said: none");
    open_alert(&moorland, "HA");
    open_alert(&moorland, "XA");
    let answer = read(SHAW).await.unwrap();
    let Answer::Found(Document::Alerts(page)) = recognised(&answer).answer else { panic!("no alerts") };
    assert!(page.is_all());
    assert_eq!(page.list.items.len(), 2);
}

#[tokio::test]
async fn none_is_not_said_while_it_cannot_be_told() {
    let moorland = Moorland::open().await;
    let source = moorland.dps();
    source.read(number(SHAW), None, Aspect::Place).await.unwrap();
    moorland.next(&[None, Some(CallFault::Status { status: 502 })]);
    let read = source.read(number(SHAW), Some(prison("MDI")), Aspect::Alerts).await;
    assert_eq!(read, Err(SourceError::Failed(502)));
}

#[tokio::test]
async fn who_is_kept_apart_is_told_wherever_the_other_is() {
    let moorland = Moorland::open().await;
    for (other, restriction) in [(BOYD, "WING"), (REED, "CELL")] {
        moorland.act(Act::KeepApart {
            first: number(SHAW),
            second: number(other),
            restriction: restriction.to_owned(),
        });
    }
    let source = moorland.dps();
    let answer = source.read(number(SHAW), Some(prison("MDI")), Aspect::NonAssociations).await.unwrap();
    let Answer::Found(Document::NonAssociations(list)) = recognised(&answer).answer else {
        panic!("no list")
    };
    let mut others: Vec<_> =
        list.items.iter().filter_map(|k| k.other.number()).map(PrisonNumber::text).collect();
    others.sort();
    assert_eq!(others, [REED, BOYD]);
    let at_large = source.read(number(SHAW), None, Aspect::NonAssociations).await.unwrap();
    assert_eq!(at_large.body, answer.body);
    let nobody = source.read(number(NOBODY), Some(prison("MDI")), Aspect::NonAssociations).await.unwrap();
    assert_eq!((nobody.status, recognised(&nobody).answer.word()), (404, "not-visible"));
}

#[tokio::test]
async fn what_is_planned_today_and_tomorrow_is_one_answer() {
    let moorland = Moorland::open().await;
    let source = moorland.dps();
    let read = || source.read(number(SHAW), Some(prison("MDI")), Aspect::Schedule);
    let nothing = recognised(&read().await.unwrap()).answer;
    let Answer::Found(Document::Schedule(free)) = nothing else { panic!("no schedule") };
    assert_eq!(
        (free.events.items.len(), free.not_said.len()),
        (0, 0),
        "nothing planned, and every list was told"
    );
    moorland.act(Act::Plan {
        entries: vec![
            planned(PlannedKind::Visit, SHAW, 10, 14),
            planned(PlannedKind::Activity, SHAW, 11, 9),
            planned(PlannedKind::Activity, SHAW, 12, 9),
            planned(PlannedKind::Activity, BOYD, 10, 9),
            planned(PlannedKind::Absence, SHAW, 10, 16),
            planned(PlannedKind::Absence, SHAW, 11, 16),
            planned(PlannedKind::Court, SHAW, 11, 10),
        ],
    });
    let answer = read().await.unwrap();
    assert_eq!((answer.method, answer.path.as_str()), ("POST", "/scheduled-events/prison/MDI"));
    let Answer::Found(Document::Schedule(day)) = recognised(&answer).answer else { panic!("no schedule") };
    let kinds: Vec<_> = day.events.items.iter().map(|e| (e.kind, e.start.civil().day())).collect();
    let expected = [(ScheduleKind::Visit, 10), (ScheduleKind::Activity, 11), (ScheduleKind::Transfer, 10)];
    assert_eq!(
        kinds, expected,
        "tomorrow's absence and court are the prison's secret, and were not asked for"
    );
    let nowhere = source.read(number(SHAW), None, Aspect::Schedule).await;
    assert_eq!(nowhere, Err(SourceError::NotCarried));
}

#[tokio::test]
async fn half_of_what_is_planned_is_no_answer() {
    let moorland = Moorland::open().await;
    let source = moorland.dps();
    source.read(number(SHAW), None, Aspect::Place).await.unwrap();
    moorland.next(&[None, Some(CallFault::LoseRequest)]);
    let read = source.read(number(SHAW), Some(prison("MDI")), Aspect::Schedule).await;
    assert_eq!(read, Err(SourceError::Unreachable));
}

#[tokio::test]
async fn the_roll_is_the_prisons_own() {
    let moorland = Moorland::open().await;
    for (at, expected) in [("MDI", vec![SHAW, BOYD]), ("HLI", vec![REED])] {
        let pages = moorland.dps().roll(prison(at)).await.unwrap();
        assert_eq!((pages.len(), pages[0].path.clone()), (1, format!("/prisoner-search/prison/{at}")));
        let Answer::Found(Document::Prisoners(page)) = recognised(&pages[0]).answer else {
            panic!("no roll")
        };
        let mut numbers: Vec<_> = page.list.items.iter().map(|p| p.number.text()).collect();
        numbers.sort();
        assert_eq!(numbers, expected);
    }
}

#[tokio::test]
async fn the_roll_is_asked_for_with_a_kind_of_body_though_it_has_none() {
    let page = r#"{"content":[],"last":true,"number":0,"totalPages":0}"#;
    let server = Scripted::new(move |_, _| json(200, page)).await;
    let moorland = Moorland::open().await;
    let source = dps_at(&moorland, &server);
    source.roll(prison("MDI")).await.unwrap();
    let (head, body) =
        server.seen()[0].split_once("\r\n\r\n").map(|(h, b)| (h.to_owned(), b.to_owned())).unwrap();
    assert!(head.starts_with("GET /prisoner-search/prison/MDI?"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/json"), "{head}");
    assert_eq!(body, "");
}

#[tokio::test]
async fn who_lies_in_a_secure_hospital_stands_on_the_roll_of_the_prison_that_supports_him() {
    let moorland = Moorland::open().await;
    moorland.act(Act::ToHospital { number: number(BOYD), id: "ASH".to_owned(), name: "Ashworth".to_owned() });
    let pages = moorland.dps().roll(prison("MDI")).await.unwrap();
    assert!(value(&pages[0])["content"].as_array().unwrap().iter().any(|p| p["prisonerNumber"] == BOYD));
}

#[tokio::test]
async fn a_roll_of_several_pages_is_everybody() {
    let moorland = Moorland::open().await;
    for n in 0..450 {
        let who = crate::moorland::arrival(&format!("A{:04}AA", n + 1), "MANY", "ONE");
        moorland.act(Act::Arrive { who, prison: prison("MDI"), reason: "I".to_owned() });
    }
    let pages = moorland.dps().roll(prison("MDI")).await.unwrap();
    let count = |page: &SourceAnswer| value(page)["content"].as_array().unwrap().len();
    assert_eq!(pages.iter().map(count).collect::<Vec<_>>(), [200, 200, 52]);
}

#[tokio::test]
async fn a_days_entries_are_everyones() {
    let moorland = Moorland::open().await;
    for who in [SHAW, BOYD] {
        moorland.act(Act::StaffBook {
            number: number(who),
            category: "CHAP".to_owned(),
            name: None,
            room: "CHAP".to_owned(),
            date: date(2026, 11, 12),
            start: time(9, 0, 0, 0),
            end: time(9, 30, 0, 0),
        });
    }
    let source = moorland.dps();
    let day = source.entries(prison("MDI"), date(2026, 11, 12)).await.unwrap();
    assert_eq!((day.method, day.path.as_str(), day.status), ("POST", "/appointments/MDI/search", 202));
    let Answer::Found(Document::Appointments(page)) = recognised(&day).answer else { panic!("no list") };
    assert_eq!(page.list.items.len(), 2);
    let none = source.entries(prison("MDI"), date(2026, 11, 13)).await.unwrap();
    assert_eq!(none.body, b"[]");
}

#[tokio::test]
async fn who_is_kept_apart_from_somebody_else_is_not_told_of_this_one() {
    let moorland = Moorland::open().await;
    for body in [
        format!(r#"{{"prisonerNumber":"{BOYD}","nonAssociations":[]}}"#),
        r#"{"nonAssociations":[]}"#.to_owned(),
    ] {
        let server = Scripted::new(move |_, _| json(200, &body)).await;
        let elsewhere = || server.base.clone();
        let hosts = Hosts {
            prisoner_search: elsewhere(),
            alerts: elsewhere(),
            non_associations: elsewhere(),
            activities: elsewhere(),
        };
        let client = Arc::clone(&moorland.client);
        let source = DpsSource::new(client, moorland.tokens(), hosts, feed());
        let read = source.read(number(SHAW), Some(prison("MDI")), Aspect::NonAssociations).await;
        assert_eq!(read, Err(SourceError::Failed(200)));
    }
}

#[tokio::test]
async fn who_came_is_told_in_numbers_and_then_in_full() {
    let moorland = Moorland::open().await;
    let id = moorland.lists().await.made().await;
    let source = moorland.dps();
    let day = date(2026, 11, 12);
    let of_ours = |counts: &[crossing::port::AttendanceCount]| {
        counts.iter().find(|c| c.remote == id).map(|c| (c.attended, c.not_attended))
    };
    let counts = source.attendance(prison("MDI"), day).await.unwrap();
    assert_eq!(of_ours(&counts), Some((0, 0)));
    moorland.clock.set(crate::moorland::time("2026-11-12T10:41").at());
    let (appointment, number) = (u64::try_from(id).unwrap(), number(SHAW));
    let noted = Act::Attend { appointment, number, attended: Some(false) };
    let now = moorland.shared.now();
    moorland.shared.lock().run(&noted, now).unwrap();
    let counts = source.attendance(prison("MDI"), day).await.unwrap();
    assert_eq!(of_ours(&counts), Some((0, 1)));
    let answer = source.entry(id).await.unwrap();
    let Answer::Found(Document::Appointment(entry)) = recognised(&answer).answer else { panic!("no entry") };
    let attendee = &entry.attendees.items[0];
    assert_eq!((attendee.attended, attendee.tells_attendance), (Some(false), true));
    assert!(attendee.recorded.is_some_and(|at| now.seconds_since(at.at()) < 60));
}

#[tokio::test]
async fn numbers_that_cannot_be_read_are_no_day_on_which_nothing_was_noted() {
    for body in ["{}", r#"[{"id":5}]"#, r#"[{"id":5,"attendedCount":"many","nonAttendedCount":0}]"#] {
        let server = Scripted::new(move |_, _| json(200, body)).await;
        let moorland = Moorland::open().await;
        let source = dps_at(&moorland, &server);
        let read = source.attendance(prison("MDI"), date(2026, 11, 12)).await;
        assert_eq!(read, Err(SourceError::Failed(200)), "{body}");
    }
}
