//! Looking for an entry before anything is sent, and after an answer was lost.

use crate::moorland::{BOYD, Lists, Moorland, SHAW, booking, number, of, time};
use crate::scripted::{Say, Scripted, json, words};
use crossing::port::Outgoing;
use crossing::understood::AttemptEnd;
use doubles::prison::{Act, CallFault};
use jiff::civil::{date, time as clock};
use vocab::crossing::AttemptAct::{Cancel, Create, Look};
use vocab::crossing::{PrisonEntry, RefusalReason};

fn staff(moorland: &Moorland, who: &str, hour: i8) -> i64 {
    let made = moorland.act(Act::StaffBook {
        number: number(who),
        category: "MEDE".to_owned(),
        name: Some("Tooth".to_owned()),
        room: "HCC-WAIT".to_owned(),
        date: date(2026, 11, 12),
        start: clock(hour, 20, 0, 0),
        end: clock(hour, 40, 0, 0),
    });
    i64::try_from(made.unwrap()).unwrap()
}

async fn look(lists: &Lists, outgoing: Outgoing) -> Vec<PrisonEntry> {
    match lists.act(outgoing).await {
        AttemptEnd::Found { entries } => entries,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn ours_are_told_from_those_that_staff_typed() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    assert_eq!(look(&lists, booking(Look)).await, []);
    let theirs = staff(&moorland, SHAW, 10);
    staff(&moorland, SHAW, 11);
    staff(&moorland, BOYD, 10);
    let mine = lists.made().await;
    let entries = look(&lists, booking(Look)).await;
    let ids: Vec<(i64, bool)> = entries.iter().map(|e| (e.remote, e.ours)).collect();
    assert_eq!(ids, [(theirs, false), (mine, true)], "his, at that time, and no others");
    let (first, second) = (&entries[0], &entries[1]);
    assert_eq!((first.category.as_str(), first.custom_name.as_deref()), ("MEDE", Some("Tooth")));
    assert_eq!((second.category.as_str(), second.custom_name.as_deref()), ("MEOT", Some("Healthcare")));
    for entry in &entries {
        assert_eq!((entry.person, entry.start), (number(SHAW), time("2026-11-12T10:20")));
        assert_eq!(entry.place.as_ref().map(|p| p.0.clone()), Some(booking(Look).place));
        assert_eq!(entry.checked, moorland.shared.now(), "as old as the asking");
        assert!(!entry.cancelled && !entry.gone);
    }
}

#[tokio::test]
async fn two_of_ours_are_both_told() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    let (first, second) = (lists.made().await, lists.made().await);
    let entries = look(&lists, booking(Look)).await;
    assert_eq!(
        entries.iter().map(|e| (e.remote, e.ours)).collect::<Vec<_>>(),
        [(first, true), (second, true)]
    );
}

#[tokio::test]
async fn struck_through_is_shown_and_deleted_is_not() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    let (struck, deleted) = (lists.made().await, lists.made().await);
    lists.act(of(Cancel, struck)).await;
    moorland.act(Act::StaffCancel { appointment: u64::try_from(deleted).unwrap(), reason: 1 });
    let entries = look(&lists, booking(Look)).await;
    assert_eq!(entries.iter().map(|e| (e.remote, e.cancelled)).collect::<Vec<_>>(), [(struck, true)]);
    assert_eq!(look(&lists, of(Look, deleted)).await.len(), 1, "nor by its number");
}

#[tokio::test]
async fn an_entry_that_is_known_is_found_wherever_it_was_moved() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    let id = lists.made().await;
    moorland.act(Act::StaffMove {
        appointment: u64::try_from(id).unwrap(),
        date: date(2026, 11, 20),
        start: clock(15, 0, 0, 0),
        end: clock(15, 10, 0, 0),
    });
    assert_eq!(look(&lists, booking(Look)).await, [], "not at its time any more");
    let entries = look(&lists, of(Look, id)).await;
    assert_eq!(
        entries.iter().map(|e| (e.remote, e.start)).collect::<Vec<_>>(),
        [(id, time("2026-11-20T15:00"))]
    );
}

#[tokio::test]
async fn a_look_that_saw_less_than_all_found_nothing_out() {
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    lists.made().await;
    moorland.next(&[None, Some(CallFault::Status { status: 500 })]);
    let whose = AttemptEnd::Refused {
        reason: RefusalReason::TheirFailure,
        status: Some(500),
        retry_after_seconds: None,
    };
    assert_eq!(lists.act(booking(Look)).await, whose, "whose it is was not told");
    moorland.next(&[None, Some(CallFault::LoseRequest)]);
    assert_eq!(lists.act(booking(Look)).await, AttemptEnd::Lost);
    let item = |number: &str| {
        format!(
            r#"{{"appointmentId":5,"prisonCode":"MDI","startDate":"2026-11-12","startTime":"10:20","isCancelled":false,"attendees":[{{"prisonerNumber":{number}}}]}}"#
        )
    };
    let lost_item = format!("[{},{{}}]", item(&format!("\"{SHAW}\"")));
    let lost_person = format!("[{}]", item("7"));
    let many = format!("[{}]", vec![item(&format!("\"{SHAW}\"")); 21].join(","));
    for body in [lost_item, lost_person, many, "{}".to_owned(), "[".to_owned()] {
        let server = Scripted::new(move |_, _| json(202, &body)).await;
        let lists = moorland.lists_at(server.base.clone(), moorland.tokens()).await;
        let failed = AttemptEnd::Refused {
            reason: RefusalReason::TheirFailure,
            status: Some(202),
            retry_after_seconds: None,
        };
        assert_eq!(lists.act(booking(Look)).await, failed);
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_search_that_is_refused_finds_nothing_out() {
    let moorland = Moorland::open().await;
    type Case = (fn() -> Say, RefusalReason, u16);
    let cases: [Case; 5] = [
        (|| words(404), RefusalReason::TheirFailure, 404),
        (|| json(404, r#"{"status":404}"#), RefusalReason::TheirFailure, 404),
        (|| json(403, "{}"), RefusalReason::NotAllowed, 403),
        (|| words(429), RefusalReason::TooMany, 429),
        (
            || json(400, r#"{"status":400,"userMessage":"Validation failure(s): Start date"}"#),
            RefusalReason::TimeRefused,
            400,
        ),
    ];
    for (say, reason, status) in cases {
        let server = Scripted::new(move |_, _| say()).await;
        let lists = moorland.lists_at(server.base.clone(), moorland.tokens()).await;
        let refused = AttemptEnd::Refused { reason, status: Some(status), retry_after_seconds: None };
        assert_eq!(lists.act(booking(Look)).await, refused);
    }
}

#[tokio::test]
async fn a_read_of_yesterdays_state_does_not_show_what_was_just_made() {
    // The trap behind the second look: the first can be served from before the write.
    let moorland = Moorland::open().await;
    let lists = moorland.lists().await;
    lists.act(booking(Look)).await;
    moorland.next(&[Some(CallFault::LoseAnswer), Some(CallFault::Stale)]);
    assert_eq!(lists.act(booking(Create)).await, AttemptEnd::Lost);
    assert_eq!(look(&lists, booking(Look)).await, []);
    assert_eq!(look(&lists, booking(Look)).await.len(), 1);
    assert_eq!(moorland.appointments(), 1);
}
