//! Days on which the services are away, slow, or say what is no answer: what is known stays, grows old and says so;
//! nothing is lost, and afterwards all is as the prison has it.

use crate::moorland::{BOYD, SHAW, number, quick};
use crate::ward::Ward;
use connect::client::Settings;
use crossing::conditions::Severity;
use crossing::disclose::ages::Colour;
use doubles::prison::{Act, CallFault};
use std::time::Duration;

/// The limits of production, but for the rate; and a call that takes 30 s is given up soon, by the machine's clock.
fn limits() -> Settings {
    Settings {
        connect_max: Duration::from_millis(250),
        total_max: Duration::from_millis(300),
        failures_max: Settings::default().failures_max,
        ..quick()
    }
}

/// What the prison does meanwhile.
fn goes_on(ward: &Ward) {
    ward.moorland.opens_alert(SHAW, "XA");
    ward.moorland.act(Act::MoveCell { number: number(BOYD), cell: "D-1-002".to_owned() });
    let (first, second) = (number(SHAW), number(BOYD));
    ward.moorland.act(Act::KeepApart { first, second, restriction: "WING".to_owned() });
}

/// An hour of it: what the board says meanwhile, and that it is over afterwards.
async fn an_hour_of(fault: CallFault, words: &str) {
    let ward = Ward::open(limits()).await;
    ward.minutes(5).await;
    assert_eq!(ward.colour(SHAW).await, Colour::Fresh, "before");
    let since = ward.now();
    ward.meets(fault, 3_600);
    goes_on(&ward);
    let rows = ward.polled.rows();
    ward.minutes(15).await;
    let told = ward.board().await.conditions;
    let told = told.iter().find(|told| told.with == "hmpps").unwrap_or_else(|| panic!("{fault:?}: {told:?}"));
    assert!(told.words.contains(words), "{fault:?}: {}", told.words);
    assert!(told.severity >= Severity::Slow);
    let late = told.since.seconds_since(since);
    assert!((0..=480).contains(&late), "{fault:?}: since {late} s after it began");
    assert!(ward.ages(SHAW).await.iter().any(|age| age.changed_since.is_some()), "an event said so");
    ward.minutes(15).await;
    assert_eq!(ward.colour(SHAW).await, Colour::Amber, "{fault:?} after half an hour");
    ward.minutes(25).await;
    assert_eq!(ward.colour(SHAW).await, Colour::Red, "{fault:?} after most of an hour");
    let board = ward.board().await;
    assert!(
        board.conditions.iter().any(|told| told.with == "hmpps" && told.since.seconds_since(since) <= 480)
    );
    let grown = ward.polled.rows() - rows;
    println!("{fault:?}: {grown} rows in 55 minutes");
    assert!(grown < 150, "{fault:?}: {grown} rows: a row a refused call");
    ward.minutes(30).await;
    let board = ward.board().await;
    assert_eq!(board.conditions, [], "{fault:?}: over");
    assert_eq!((board.errands.count, board.quarantine), (0, 0), "{fault:?}");
    assert_eq!(ward.colour(SHAW).await, Colour::Fresh, "{fault:?}");
    assert!(ward.ages(SHAW).await.iter().all(|age| age.changed_since.is_none()));
    ward.equals_the_truth().await;
}

#[tokio::test]
async fn an_hour_away() {
    an_hour_of(CallFault::LoseRequest, "breaks off before its answer is whole").await;
}

#[tokio::test]
async fn an_hour_at_thirty_seconds_a_call() {
    an_hour_of(CallFault::Slow { millis: 30_000 }, "does not answer in time").await;
}

#[tokio::test]
async fn an_hour_of_failures_in_the_services_own_words() {
    an_hour_of(CallFault::Status { status: 500 }, "(status 500)").await;
}

#[tokio::test]
async fn an_hour_of_half_answers() {
    for chunked in [false, true] {
        an_hour_of(CallFault::Truncated { chunked }, "breaks off before its answer is whole").await;
    }
}

#[tokio::test]
async fn an_hour_of_a_gateways_page() {
    an_hour_of(CallFault::Html, "answers with a page of words in place of data").await;
}

#[tokio::test]
async fn an_hour_of_data_that_says_it_is_a_page() {
    an_hour_of(CallFault::Mislabelled, "answers with a page of words in place of data").await;
}

#[tokio::test]
async fn an_hour_of_too_many_requests() {
    an_hour_of(CallFault::Status { status: 429 }, "says that we ask too much").await;
    an_hour_of(CallFault::TooMany { retry_after_seconds: 90 }, "says that we ask too much").await;
}

#[tokio::test]
async fn yesterdays_page_is_taken_for_what_it_says_and_is_no_truth_afterwards() {
    let ward = Ward::open(limits()).await;
    ward.minutes(5).await;
    ward.moorland.shared.lock().page_keep();
    goes_on(&ward);
    ward.minutes(10).await;
    ward.meets(CallFault::Yesterday, 3_600);
    // Nobody can tell that it is yesterday's: it is read, and it is the last that was said.
    ward.minutes(50).await;
    assert_eq!(ward.board().await.quarantine, 0);
    ward.minutes(20).await;
    assert_eq!(ward.board().await.conditions, []);
    ward.equals_the_truth().await;
}
