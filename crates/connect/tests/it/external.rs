//! The External API, played by the double.

use crate::moorland::{BOYD, Moorland, NOBODY, REED, SHAW, arrival, number, prison, recognised};
use connect::hmpps_external::HmppsExternal;
use crossing::port::{AspectSource, SourceError};
use doubles::prison::{Act, Call};
use jiff::civil::date;
use vocab::id::PrisonNumber;
use vocab::prison::Aspect;
use wire::hmpps::{Answer, Document};

/// What the double itself says, byte for byte.
fn plain(moorland: &Moorland, target: &str) -> Vec<u8> {
    let call = Call::new("GET", target).header("x-api-key", "moorland");
    let now = moorland.shared.now();
    moorland.shared.lock().call(&call, now).reply().unwrap().body.to_vec()
}

#[tokio::test]
async fn one_answer_tells_who_and_where() {
    let moorland = Moorland::open().await;
    let source = moorland.external("moorland");
    for aspect in [Aspect::Identity, Aspect::Place] {
        let answer = source.read(number(SHAW), Some(prison("MDI")), aspect).await.unwrap();
        let path = format!("/v1/prison/prisoners/{SHAW}");
        assert_eq!((answer.method, answer.status, answer.location.clone()), ("GET", 200, None));
        assert_eq!(answer.body, plain(&moorland, &path));
        assert_eq!(answer.path, path);
        assert_eq!(answer.asked, moorland.shared.now());
        let Answer::Found(Document::PersonInPrison(record)) = recognised(&answer).answer else {
            panic!("not a person in prison")
        };
        assert_eq!(record.cell.unwrap().text(), "B-1-007");
    }
}

#[tokio::test]
async fn who_is_not_ours_is_not_visible_and_nothing_more_is_known_of_him() {
    let moorland = Moorland::open().await;
    let source = moorland.external("moorland");
    for who in [REED, NOBODY] {
        for aspect in [Aspect::Identity, Aspect::Place, Aspect::Alerts, Aspect::NonAssociations] {
            let answer = source.read(number(who), Some(prison("MDI")), aspect).await.unwrap();
            assert_eq!(
                (answer.status, recognised(&answer).answer.word()),
                (404, "not-visible"),
                "{aspect:?}"
            );
        }
    }
    let answer = moorland.external("everywhere").read(number(REED), None, Aspect::Place).await.unwrap();
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_number_that_was_merged_away_says_into_which() {
    let moorland = Moorland::open().await;
    moorland.act(Act::Merge { kept: number(SHAW), removed: number(BOYD) });
    for aspect in [Aspect::Identity, Aspect::Place] {
        let source = moorland.external("moorland");
        let answer = source.read(number(BOYD), Some(prison("MDI")), aspect).await.unwrap();
        assert_eq!((answer.status, answer.path.clone()), (303, format!("/v1/persons/{BOYD}")));
        let Answer::Merged { survivor } = recognised(&answer).answer else { panic!("not merged") };
        assert_eq!(survivor.unwrap().text(), SHAW);
    }
}

#[tokio::test]
async fn alerts_come_whole() {
    let moorland = Moorland::open().await;
    for code in ["HA", "XA", "XEL", "PEEP"] {
        moorland.opens_alert(SHAW, code);
    }
    let source = moorland.external("moorland");
    let answer = source.read(number(SHAW), Some(prison("MDI")), Aspect::Alerts).await.unwrap();
    assert_eq!(answer.body, plain(&moorland, &format!("/v1/persons/{SHAW}/alerts?page=1&perPage=100")));
    let Answer::Found(Document::Alerts(page)) = recognised(&answer).answer else { panic!("no alerts") };
    assert!(page.is_all());
    assert_eq!(page.list.items.len(), 4);
}

#[tokio::test]
async fn who_is_kept_apart_is_asked_in_his_prison() {
    let moorland = Moorland::open().await;
    moorland.act(Act::KeepApart {
        first: number(SHAW),
        second: number(BOYD),
        restriction: "WING".to_owned(),
    });
    let source = moorland.external("moorland");
    let answer = source.read(number(SHAW), Some(prison("MDI")), Aspect::NonAssociations).await.unwrap();
    let Answer::Found(Document::NonAssociations(list)) = recognised(&answer).answer else {
        panic!("no list")
    };
    assert_eq!(list.items[0].other.number(), Some(number(BOYD)));
    let nowhere = source.read(number(SHAW), None, Aspect::NonAssociations).await;
    assert_eq!(nowhere, Err(SourceError::NotCarried));
}

#[tokio::test]
async fn what_is_planned_is_not_carried() {
    let moorland = Moorland::open().await;
    let source = moorland.external("moorland");
    assert!(!source.carries(Aspect::Schedule));
    for aspect in [Aspect::Identity, Aspect::Place, Aspect::Alerts, Aspect::NonAssociations] {
        assert!(source.carries(aspect));
    }
    let asked = source.read(number(SHAW), Some(prison("MDI")), Aspect::Schedule).await;
    assert_eq!(asked, Err(SourceError::NotCarried));
    assert_eq!(source.feed().name(), "hmpps");
}

async fn on_roll(source: &HmppsExternal) -> (usize, Vec<String>) {
    let pages = source.roll(prison("MDI")).await.unwrap();
    let mut numbers = Vec::new();
    for page in &pages {
        assert_eq!((page.path.as_str(), page.status), ("/v1/prison/prisoners", 200));
        let Answer::Found(Document::PeopleInPrison(people)) = recognised(page).answer else {
            panic!("no roll")
        };
        assert!(people.list.is_whole());
        let read = |p: &wire::hmpps::external::PersonInPrison| p.record.number.as_ref()?.number();
        numbers.extend(people.list.items.iter().filter_map(read).map(PrisonNumber::text));
    }
    numbers.sort();
    (pages.len(), numbers)
}

#[tokio::test]
async fn the_roll_is_everyone_whom_the_consumer_may_see() {
    let moorland = Moorland::open().await;
    assert_eq!(on_roll(&moorland.external("moorland")).await, (1, vec![SHAW.to_owned(), BOYD.to_owned()]));
    let everyone = on_roll(&moorland.external("everywhere")).await;
    assert_eq!(everyone, (1, vec![REED.to_owned(), SHAW.to_owned(), BOYD.to_owned()]));
    for n in 0..200 {
        let who = arrival(&format!("A{:04}AA", n + 1), "MANY", "ONE");
        moorland.act(Act::Arrive { who, prison: prison("MDI"), reason: "I".to_owned() });
    }
    let (pages, numbers) = on_roll(&moorland.external("moorland")).await;
    assert_eq!((pages, numbers.len()), (3, 202));
}

#[tokio::test]
async fn a_days_entries_are_everyones_of_that_prison() {
    let moorland = Moorland::open().await;
    let source = moorland.external("moorland");
    let book = |who: &str, day: i8| {
        let (start, end) = (jiff::civil::time(9, 0, 0, 0), jiff::civil::time(9, 30, 0, 0));
        moorland.act(Act::StaffBook {
            number: number(who),
            category: "CHAP".to_owned(),
            name: None,
            room: "CHAP".to_owned(),
            date: date(2026, 11, day),
            start,
            end,
        });
    };
    let none = source.entries(prison("MDI"), date(2026, 11, 12)).await.unwrap();
    assert_eq!(none.body, b"{\"data\":[]}");
    book(SHAW, 12);
    book(BOYD, 12);
    book(BOYD, 13);
    let day = source.entries(prison("MDI"), date(2026, 11, 12)).await.unwrap();
    assert_eq!((day.method, day.path.as_str()), ("POST", "/v1/prison/MDI/appointments/search"));
    let Answer::Found(Document::Appointments(page)) = recognised(&day).answer else { panic!("no list") };
    assert_eq!(page.list.items.len(), 2);
    let elsewhere = source.entries(prison("HLI"), date(2026, 11, 12)).await;
    assert_eq!(
        elsewhere,
        Err(SourceError::NotAllowed(404)),
        "a prison that we may not see has no empty list"
    );
}
