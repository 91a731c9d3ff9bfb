//! Our bookings on the prison's lists: every act, every answer to it.

use crate::moorland::{
    CLIENT, Moorland, NOBODY, REED, SHAW, booking, hasty, number, of, prison, quick, rules, time,
};
use crate::scripted::{Say, Scripted, answer, json, with, words};
use connect::client::{Base, Settings};
use connect::dps::{DpsTarget, TargetError};
use crossing::port::Outgoing;
use crossing::understood::AttemptEnd;
use doubles::prison::{Act, Appointment, CallFault, Cut};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use vocab::crossing::AttemptAct::{Cancel, Change, Create, Look, Uncancel};
use vocab::crossing::RefusalReason;

fn refused(reason: RefusalReason, status: Option<u16>) -> AttemptEnd {
    AttemptEnd::Refused { reason, status, retry_after_seconds: None }
}

fn done(remote: i64) -> AttemptEnd {
    AttemptEnd::Done { remote }
}

fn shown(moorland: &Moorland, id: i64) -> Option<Appointment> {
    moorland.shared.lock().appointments().find(|a| i64::try_from(a.id) == Ok(id)).cloned()
}

#[tokio::test]
async fn what_is_made_says_healthcare_and_nothing_more() {
    let moorland = Moorland::open().await;
    let id = moorland.lists().await.made().await;
    let made = shown(&moorland, id).unwrap();
    assert_eq!((made.category.as_str(), made.custom_name.as_deref()), ("MEOT", Some("Healthcare")));
    assert_eq!((made.extra.as_deref(), made.prisoner_extra.as_deref()), (None, None));
    assert_eq!((made.tier.as_deref(), made.organiser.as_deref()), (Some("TIER_1"), None));
    assert_eq!((made.group, made.in_cell, made.created_by.as_str()), (false, false, CLIENT));
    assert_eq!((made.location, made.prison), (Some(booking(Create).place), prison("MDI")));
    assert_eq!(made.start.to_string(), "10:20:00");
    assert_eq!(made.end.unwrap().to_string(), "10:30:00");
    assert_eq!(made.attendees.len(), 1);
    assert_eq!(made.attendees[0].number, number(SHAW));
}

#[tokio::test]
async fn every_word_that_leaves_is_a_plain_one() {
    let server = Scripted::new(|_, _| json(201, r#"{"id":1,"appointments":[]}"#)).await;
    let moorland = Moorland::open().await;
    let lists = moorland.lists_at(server.base.clone(), moorland.tokens()).await;
    for act in [Create, Change, Cancel, Uncancel, Look] {
        lists.act(of(act, 5)).await;
    }
    let seen = server.seen();
    let sent: Vec<(&str, &str)> = seen
        .iter()
        .map(|request| (request.lines().next().unwrap(), request.split_once("\r\n\r\n").unwrap().1))
        .collect();
    let place = booking(Create).place;
    let expected = [
        (
            "POST /appointment-series HTTP/1.1",
            format!(
                r#"{{"appointmentType":"INDIVIDUAL","prisonCode":"MDI","prisonerNumbers":["{SHAW}"],"categoryCode":"MEOT","tierCode":"TIER_1","customName":"Healthcare","dpsLocationId":"{place}","inCell":false,"startDate":"2026-11-12","startTime":"10:20","endTime":"10:30"}}"#
            ),
        ),
        (
            "PATCH /appointments/5 HTTP/1.1",
            format!(
                r#"{{"dpsLocationId":"{place}","inCell":false,"startDate":"2026-11-12","startTime":"10:20","endTime":"10:30","applyTo":"THIS_APPOINTMENT","isPropertyUpdate":true}}"#
            ),
        ),
        (
            "PUT /appointments/5/cancel HTTP/1.1",
            r#"{"cancellationReasonId":2,"applyTo":"THIS_APPOINTMENT"}"#.to_owned(),
        ),
        ("PUT /appointments/5/uncancel HTTP/1.1", r#"{"applyTo":"THIS_APPOINTMENT"}"#.to_owned()),
        (
            "POST /appointments/MDI/search HTTP/1.1",
            format!(r#"{{"startDate":"2026-11-12","endDate":"2026-11-12","prisonerNumbers":["{SHAW}"]}}"#),
        ),
    ];
    for (sent, (line, body)) in sent.iter().zip(&expected) {
        assert_eq!(sent, &(*line, body.as_str()));
    }
    assert_eq!(sent.len(), expected.len());
    for (line, body) in sent {
        assert_eq!(policy::clinical::clinical_word_in(&format!("{line} {body}")), None);
    }
}

#[tokio::test]
async fn a_create_whose_answer_died_was_done() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    lists.made().await;
    moorland.next(&[Some(CallFault::LoseAnswer)]);
    assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    assert_eq!(moorland.appointments(), 2);
}

#[tokio::test]
async fn a_create_that_took_longer_than_a_call_may_was_done() {
    let moorland = Moorland::with(hasty()).await;
    let lists = moorland.lists().await;
    lists.act(booking(Look)).await;
    moorland.next(&[Some(CallFault::Slow { millis: 5_000 })]);
    assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    assert_eq!(moorland.appointments(), 1);
}

#[tokio::test]
async fn a_create_whose_line_died_was_not_done_or_is_done_later() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    lists.act(booking(Look)).await;
    moorland.next(&[Some(CallFault::LoseRequest)]);
    assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    moorland.next(&[Some(CallFault::LateWrite { seconds: 20 })]);
    assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    assert_eq!(lists.act(booking(Look)).await, AttemptEnd::Found { entries: vec![] });
    moorland.clock.advance_seconds(21);
    let AttemptEnd::Found { entries } = lists.act(booking(Look)).await else { panic!("not looked") };
    assert_eq!(entries.len(), 1, "it was under way all the time: who had sent again would have two");
    assert!(entries[0].ours);
}

#[tokio::test]
async fn a_failure_of_theirs_may_have_been_done() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    let id = lists.made().await;
    for act in [Create, Change, Cancel, Uncancel] {
        for status in [500, 502, 503, 504] {
            moorland.next(&[Some(CallFault::Status { status })]);
            assert_eq!(lists.act(of(act, id)).await, AttemptEnd::Lost, "{act:?} {status}");
        }
    }
    for status in [500, 502, 503, 504] {
        moorland.next(&[Some(CallFault::Status { status })]);
        let look = lists.act(booking(Look)).await;
        assert_eq!(look, refused(RefusalReason::TheirFailure, Some(status)), "a look does nothing");
    }
    moorland.shared.lock().cut = Some(Cut::Unavailable);
    assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    assert_eq!(lists.act(booking(Look)).await, refused(RefusalReason::TheirFailure, Some(503)));
    moorland.shared.lock().cut = Some(Cut::Dead);
    assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    assert_eq!(lists.act(booking(Look)).await, AttemptEnd::Lost);
}

#[tokio::test]
async fn what_never_left_is_refused() {
    let moorland = Moorland::open().await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nowhere = Base::parse(&format!("http://{}", gone.local_addr().unwrap())).unwrap();
    drop(gone);
    let lists = moorland.lists_at(nowhere, moorland.tokens()).await;
    for act in [Create, Change, Cancel, Uncancel, Look] {
        assert_eq!(lists.act(of(act, 5)).await, refused(RefusalReason::Unreachable, None), "{act:?}");
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let service = Scripted::new(|_, _| json(500, "{}")).await;
    for (script, expected) in [
        ((|| words(401)) as fn() -> Say, refused(RefusalReason::NotAllowed, None)),
        (|| words(500), refused(RefusalReason::TheirFailure, None)),
        (|| Say::Die(String::new()), refused(RefusalReason::Unreachable, None)),
        (|| words(429), refused(RefusalReason::TooMany, None)),
    ] {
        let auth = Scripted::new(move |_, _| script()).await;
        let moorland = Moorland::open().await;
        let tokens = connect::token::ClientCredentials::new(
            Arc::clone(&moorland.client),
            auth.base.clone(),
            CLIENT,
            connect::client::Secret::new("s"),
        );
        let lists = moorland.lists_at(service.base.clone(), Arc::new(tokens)).await;
        assert_eq!(lists.act(booking(Create)).await, expected);
    }
    assert_eq!(service.count(), 0);
}

#[tokio::test]
async fn who_asks_us_to_wait_is_waited_for() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    lists.act(booking(Look)).await;
    moorland.next(&[Some(CallFault::TooMany { retry_after_seconds: 7 })]);
    let too_many = |status, seconds| AttemptEnd::Refused {
        reason: RefusalReason::TooMany,
        status,
        retry_after_seconds: Some(seconds),
    };
    assert_eq!(lists.act(booking(Create)).await, too_many(Some(429), 7));
    moorland.clock.advance_seconds(3);
    assert_eq!(lists.act(booking(Create)).await, too_many(None, 4), "not asked again before");
    moorland.clock.advance_seconds(4);
    lists.made().await;
    assert_eq!(moorland.appointments(), 1);
}

#[tokio::test]
async fn an_open_circuit_says_when_to_come_back() {
    let moorland = Moorland::with(Settings { failures_max: 2, ..quick() }).await;
    let lists = moorland.lists().await;
    lists.act(booking(Look)).await;
    moorland.next(&[Some(CallFault::LoseRequest), Some(CallFault::LoseRequest)]);
    for _ in 0..2 {
        assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    }
    let end = lists.act(booking(Create)).await;
    let AttemptEnd::Refused { reason, status: None, retry_after_seconds: Some(10..=15) } = end else {
        panic!("{end:?}")
    };
    assert_eq!(reason, RefusalReason::Unreachable);
}

#[tokio::test]
async fn refusals_say_why() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    let create = |change: fn(&mut Outgoing)| {
        let mut outgoing = booking(Create);
        change(&mut outgoing);
        lists.act(outgoing)
    };
    let there = Some(400);
    let elsewhere = create(|o| o.person = number(REED)).await;
    assert_eq!(elsewhere, refused(RefusalReason::PersonNotThere, there));
    let nobody = create(|o| o.person = number(NOBODY)).await;
    assert_eq!(nobody, refused(RefusalReason::PersonNotThere, there));
    let place = create(|o| o.place = "00000000-0000-0000-0000-000000000000".to_owned()).await;
    assert_eq!(place, refused(RefusalReason::PlaceUnknown, there));
    let category = create(|o| o.category = "NOSUCH".to_owned()).await;
    assert_eq!(category, refused(RefusalReason::Other, there));
    // What their form cannot say is not sent.
    let unsent = create(|o| o.place = "HCC-WAIT".to_owned()).await;
    assert_eq!(unsent, refused(RefusalReason::PlaceUnknown, None));
    let backwards = create(|o| o.end = o.start).await;
    assert_eq!(backwards, refused(RefusalReason::TimeRefused, None));
    let past = create(|o| (o.start, o.end) = (time("2026-11-01T09:00"), time("2026-11-01T09:10"))).await;
    assert_eq!(past, refused(RefusalReason::TimeRefused, None));
    let wordy = create(|o| o.category = "Dentist, urgent".to_owned()).await;
    assert_eq!(wordy, refused(RefusalReason::Other, None));
    assert_eq!(moorland.appointments(), 0);
    let id = lists.made().await;
    let begun = Outgoing { start: time("2026-11-10T08:00"), end: time("2026-11-10T08:10"), ..of(Change, id) };
    assert_eq!(lists.act(begun).await, refused(RefusalReason::TimeRefused, there));
}

#[tokio::test]
async fn other_statuses_of_a_write_are_refused_only_where_nothing_was_done() {
    let mut cases: Vec<(fn() -> Say, AttemptEnd)> = vec![
        (|| json(403, "{}"), refused(RefusalReason::NotAllowed, Some(403))),
        (|| json(401, "{}"), refused(RefusalReason::NotAllowed, Some(401))),
        (|| words(400), refused(RefusalReason::Other, Some(400))),
        (|| json(409, r#"{"status":409}"#), refused(RefusalReason::Other, Some(409))),
        (|| words(405), refused(RefusalReason::Other, Some(405))),
        (|| words(413), refused(RefusalReason::Other, Some(413))),
        (|| json(404, r#"{"status":404,"userMessage":"gone"}"#), refused(RefusalReason::NotFound, Some(404))),
        (|| json(404, r#"{"message":"Not Found"}"#), refused(RefusalReason::TheirFailure, Some(404))),
        // A gateway that knows no such address says nothing of an entry.
        (|| words(404), refused(RefusalReason::TheirFailure, Some(404))),
        (|| answer(404, "text/plain", "{}"), refused(RefusalReason::TheirFailure, Some(404))),
        (|| words(408), AttemptEnd::Lost),
        (|| words(599), AttemptEnd::Lost),
        (|| with(302, "location: /login\r\n", ""), AttemptEnd::Lost),
    ];
    // Made, and under what number cannot be read.
    let made: [fn() -> Say; 5] = [
        || words(201),
        || json(201, ""),
        || json(201, r#"{"id":1,"appointments":[]}"#),
        || json(201, r#"{"id":1,"appointments":[{"id":"x"}]}"#),
        || Say::Die("HTTP/1.1 201 Created\r\ncontent-length: 90\r\n\r\n{\"id\":".to_owned()),
    ];
    cases.extend(made.map(|say| (say, AttemptEnd::Lost)));
    let moorland = Moorland::open().await;
    for (say, expected) in cases {
        let server = Scripted::new(move |_, _| say()).await;
        let lists = moorland.lists_at(server.base.clone(), moorland.tokens()).await;
        assert_eq!(lists.act(booking(Create)).await, expected);
    }
}

#[tokio::test]
async fn a_change_says_time_and_place_and_leaves_what_staff_chose() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    let staff = moorland.act(Act::StaffBook {
        number: number(SHAW),
        category: "MEDE".to_owned(),
        name: Some("Tooth".to_owned()),
        room: "HCC".to_owned(),
        date: jiff::civil::date(2026, 11, 12),
        start: jiff::civil::time(10, 20, 0, 0),
        end: jiff::civil::time(10, 40, 0, 0),
    });
    let id = i64::try_from(staff.unwrap()).unwrap();
    let moved = Outgoing { start: time("2026-11-13T14:00"), end: time("2026-11-13T14:10"), ..of(Change, id) };
    assert_eq!(lists.act(moved.clone()).await, done(id));
    let there = shown(&moorland, id).unwrap();
    assert_eq!(
        (there.date.to_string(), there.start.to_string()),
        ("2026-11-13".to_owned(), "14:00:00".to_owned())
    );
    assert_eq!(there.location, Some(moved.place.clone()));
    assert_eq!((there.category.as_str(), there.custom_name.as_deref()), ("MEDE", Some("Tooth")));
    moorland.next(&[Some(CallFault::LoseAnswer)]);
    assert_eq!(lists.act(of(Change, id)).await, AttemptEnd::Lost);
    assert_eq!(lists.act(of(Change, id)).await, done(id), "the same change twice is one change");
    assert_eq!(lists.act(of(Cancel, id)).await, done(id));
    assert_eq!(
        lists.act(moved).await,
        refused(RefusalReason::Other, Some(400)),
        "struck through, it cannot be moved"
    );
}

#[tokio::test]
async fn a_cancellation_leaves_the_line_and_can_be_taken_back() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    let id = lists.made().await;
    assert_eq!(lists.act(of(Cancel, id)).await, done(id));
    let cancelled = shown(&moorland, id).unwrap().cancelled.unwrap();
    assert_eq!((cancelled.reason, cancelled.deleted, cancelled.by.as_str()), (2, false, CLIENT));
    assert_eq!(lists.act(of(Cancel, id)).await, done(id), "cancelled is cancelled, whoever did it");
    assert_eq!(lists.act(of(Uncancel, id)).await, done(id));
    assert!(shown(&moorland, id).unwrap().cancelled.is_none());
    assert_eq!(lists.act(of(Uncancel, id)).await, done(id), "what stands, stands");
    for act in [Cancel, Uncancel, Cancel] {
        moorland.next(&[Some(CallFault::LoseAnswer)]);
        assert_eq!(lists.act(of(act, id)).await, AttemptEnd::Lost);
        assert_eq!(lists.act(of(act, id)).await, done(id), "done before, and told now");
    }
    assert_eq!(moorland.appointments(), 1);
}

#[tokio::test]
async fn a_refused_cancellation_of_what_still_stands_is_refused() {
    let server = Scripted::new(|request, _| {
        if request.starts_with("GET ") {
            json(
                200,
                &format!(
                    r#"{{"id":5,"prisonCode":"MDI","startDate":"2026-11-12","startTime":"10:20","isCancelled":false,"attendees":[{{"id":6,"prisoner":{{"prisonerNumber":"{SHAW}"}}}}]}}"#
                ),
            )
        } else {
            json(400, r#"{"status":400,"userMessage":"Cannot update an appointment more than 5 days ago"}"#)
        }
    })
    .await;
    let moorland = Moorland::open().await;
    let lists = moorland.lists_at(server.base.clone(), moorland.tokens()).await;
    assert_eq!(lists.act(of(Cancel, 5)).await, refused(RefusalReason::Other, Some(400)));
    assert_eq!(server.count(), 2, "it was looked whether there was anything to do");
    assert_eq!(lists.act(of(Uncancel, 5)).await, done(5), "there was not");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    let id = lists.made().await;
    moorland.act(Act::StaffCancel { appointment: u64::try_from(id).unwrap(), reason: 1 });
    for act in [Change, Cancel, Uncancel] {
        assert_eq!(lists.act(of(act, id)).await, refused(RefusalReason::NotFound, Some(404)), "{act:?}");
    }
}

#[tokio::test]
async fn what_has_no_number_of_its_own_is_never_touched() {
    let server = Scripted::new(|_, _| json(202, "{}")).await;
    let moorland = Moorland::open().await;
    let lists = moorland.lists_at(server.base.clone(), moorland.tokens()).await;
    for act in [Change, Cancel, Uncancel] {
        for remote in [None, Some(0), Some(-77)] {
            let end = lists.act(Outgoing { remote, ..booking(act) }).await;
            assert_eq!(end, refused(RefusalReason::Other, None), "{act:?} of {remote:?}");
        }
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn an_act_is_over_when_the_rules_say_so() {
    let moorland = Moorland::with(Settings { total_max: Duration::from_secs(31), ..quick() }).await;
    let made = DpsTarget::new(
        Arc::clone(&moorland.client),
        moorland.tokens(),
        moorland.base.clone(),
        Arc::new(rules()),
    );
    assert_eq!(made.err(), Some(TargetError::TooSlow { total_seconds: 31, request_seconds_max: 30 }));
    // Together, a slow token and a slow service would take longer than one request may.
    let moorland = Moorland::with(Settings { total_max: Duration::from_secs(1), ..hasty() }).await;
    let brief = || crossing::Rules { request_seconds_max: 1, ..rules() };
    let lists = moorland.lists_by(brief(), moorland.base.clone(), moorland.tokens()).await;
    let slow = Some(CallFault::Slow { millis: 800 });
    moorland.next(&[slow, slow]);
    assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    let hanging = Scripted::new(|_, _| Say::Hang).await;
    let tokens = connect::token::ClientCredentials::new(
        Arc::clone(&moorland.client),
        hanging.base.clone(),
        CLIENT,
        connect::client::Secret::new("s"),
    );
    let lists = moorland.lists_by(brief(), moorland.base.clone(), Arc::new(tokens)).await;
    let before = moorland.appointments();
    assert_eq!(lists.act(booking(Create)).await, refused(RefusalReason::Unreachable, None));
    assert_eq!(moorland.appointments(), before, "it never had a token to go with");
}
