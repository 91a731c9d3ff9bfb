//! Lists that come in pages.

use crate::moorland::{SHAW, client, feed, number, quick};
use crate::scripted::{Say, Scripted, json, words};
use connect::client::Secret;
use connect::hmpps_external::HmppsExternal;
use crossing::port::{AspectSource, SourceAnswer, SourceError};
use std::sync::Arc;
use vocab::Instant;
use vocab::prison::Aspect;
use vocab::time::ManualClock;
use wire::hmpps::alert::AlertRow;

/// Asks for Shaw's alerts of a service that says this.
async fn alerts(
    script: impl Fn(&str, usize) -> Say + Send + Sync + 'static,
) -> (Result<SourceAnswer, SourceError>, Scripted) {
    let server = Scripted::new(script).await;
    let clock = Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()));
    let source = HmppsExternal::new(client(quick(), &clock), server.base.clone(), Secret::new("k"), feed());
    (source.read(number(SHAW), None, Aspect::Alerts).await, server)
}

/// An alert as nobody's serialiser would write it.
fn alert(n: usize) -> String {
    format!(
        "{{ \"offenderNo\":\"{SHAW}\" , \"code\" :\"X{n}\",\"dateCreated\":\"2026-01-01\", \"new\":1.50e0 }}"
    )
}

fn page(items: &[String], number: usize, last: bool, total: usize) -> Say {
    let list = items.join(" , ");
    json(
        200,
        &format!(
            "{{\"data\":[{list}],\"pagination\":{{\"isLastPage\":{last},\"page\":{number},\"totalCount\":{total}}}}}"
        ),
    )
}

fn asked_page(request: &str) -> usize {
    let query = request.split("page=").nth(1).unwrap();
    query.split('&').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn one_page_passes_byte_for_byte() {
    let body =
        format!("{{ \"data\" : [{}],\n \"pagination\":{{\"isLastPage\":true,\"page\":1}} }}", alert(1));
    let said = body.clone();
    let (answer, server) = alerts(move |_, _| json(200, &said)).await;
    assert_eq!(answer.unwrap().body, body.into_bytes());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn several_become_one_whose_items_are_the_very_bytes() {
    let (answer, server) = alerts(|request, _| {
        let n = asked_page(request);
        page(&[alert(n * 2 - 1), alert(n * 2)], n, n == 3, 6)
    })
    .await;
    let answer = answer.unwrap();
    assert_eq!(server.count(), 3);
    assert!(
        server.seen()[0].starts_with(&format!("GET /v1/persons/{SHAW}/alerts?page=1&perPage=100 HTTP/1.1"))
    );
    assert_eq!((answer.path, answer.status), (format!("/v1/persons/{SHAW}/alerts"), 200));
    let text = String::from_utf8(answer.body.clone()).unwrap();
    for n in 1..=6 {
        assert!(text.contains(&alert(n)), "{n} in {text}");
    }
    let read = AlertRow::read_external(&answer.body).unwrap();
    assert!(read.is_all(), "the engine takes it for the whole set");
    let codes: Vec<String> = read.list.items.iter().map(|a| a.code.text().to_owned()).collect();
    assert_eq!(codes, ["X1", "X2", "X3", "X4", "X5", "X6"]);
}

#[tokio::test]
async fn a_list_that_moves_while_it_is_read_is_read_anew() {
    let (answer, server) = alerts(|request, n| {
        // An alert is opened between the first page and the second.
        let total = if n == 0 { 2 } else { 3 };
        match asked_page(request) {
            1 if n == 0 => page(&[alert(1)], 1, false, total),
            1 => page(&[alert(1), alert(2)], 1, false, total),
            _ => page(&[alert(3)], 2, true, total),
        }
    })
    .await;
    let read = AlertRow::read_external(&answer.unwrap().body).unwrap();
    assert_eq!((read.list.items.len(), server.count()), (3, 4));
}

#[tokio::test]
async fn what_never_comes_to_rest_is_no_answer() {
    let (answer, server) = alerts(|request, n| page(&[alert(n)], asked_page(request), n % 2 == 1, n)).await;
    assert_eq!((answer, server.count()), (Err(SourceError::Failed(200)), 6));
    let (answer, server) = alerts(|request, _| page(&[alert(1)], asked_page(request), false, 1)).await;
    assert_eq!((answer, server.count()), (Err(SourceError::Failed(200)), 50), "pages without end");
    let (answer, _) = alerts(|request, _| match asked_page(request) {
        1 => page(&[alert(1)], 1, false, 2),
        _ => json(200, "{\"data\":"),
    })
    .await;
    assert_eq!(answer, Err(SourceError::Failed(200)), "a page that does not read is no part of a whole");
}

#[tokio::test]
async fn who_goes_while_he_is_read_is_not_there() {
    let (answer, _) = alerts(|request, _| match asked_page(request) {
        1 => page(&[alert(1)], 1, false, 2),
        _ => json(404, r#"{"status":404,"userMessage":"not found"}"#),
    })
    .await;
    assert_eq!(answer.unwrap().status, 404);
    let (answer, _) = alerts(|request, _| match asked_page(request) {
        1 => page(&[alert(1)], 1, false, 2),
        _ => words(504),
    })
    .await;
    assert_eq!(answer, Err(SourceError::Failed(504)));
}

#[tokio::test]
async fn what_does_not_say_that_it_is_whole_is_not_made_whole() {
    for body in [
        "{\"data\":[",
        "[]",
        r#"{"data":[],"pagination":{}}"#,
        r#"{"data":[],"pagination":{"isLastPage":"no"}}"#,
    ] {
        let (answer, server) = alerts(move |_, _| json(200, body)).await;
        assert_eq!(answer.unwrap().body, body.as_bytes(), "handed on as it came: the engine finds it out");
        assert_eq!(server.count(), 1);
        assert!(!AlertRow::read_external(body.as_bytes()).is_ok_and(|page| page.is_all()), "{body}");
    }
    let (answer, _) = alerts(|_, _| json(200, r#"{"data":[],"pagination":{"page":1,"totalPages":1}}"#)).await;
    assert_eq!(answer.unwrap().status, 200, "pages that are counted tell it too");
}

#[tokio::test]
async fn a_page_with_nothing_on_it_that_counts_something_is_not_none() {
    let (counted, server) = alerts(|_, _| page(&[], 1, true, 3)).await;
    assert_eq!(counted, Err(SourceError::Failed(200)));
    assert_eq!(server.count(), 1);
    let (none, _) = alerts(|_, _| page(&[], 1, true, 0)).await;
    assert_eq!(none.unwrap().status, 200);
    // What a filter hides of some is hidden before it is counted, or after: what came is all that is ours to see.
    let (some, _) = alerts(|_, _| page(&[alert(1)], 1, true, 3)).await;
    assert_eq!(some.unwrap().status, 200);
    let server = Scripted::new(|_, _| page(&[], 1, true, 3)).await;
    let clock = Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()));
    let source = HmppsExternal::new(client(quick(), &clock), server.base.clone(), Secret::new("k"), feed());
    let roll = source.roll(crate::moorland::prison("MDI")).await;
    assert_eq!(roll, Err(SourceError::Failed(200)), "nor has everybody left");
}
