//! PDS, read over a socket from a double of it.

use crate::heard;
use crate::moorland::{hasty, quick};
use crate::spine::{KHAN, LEE, NOBODY, Spine, begin, nhs, ods, street};
use connect::client::{Base, Settings};
use connect::operations::Service;
use connect::pds::{Pds, PdsError};
use doubles::pds::{Act, BASE, PdsFault};
use jiff::civil::date;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use vocab::Clock;
use vocab::registration::{Death, NoRecord, Told};
use wire::fhir::pds::Answered;

const NOT_KNOWN: PdsError = PdsError::NotKnown { retry_after_seconds: None };

/// The record that is told of somebody.
async fn record(spine: &Spine, pds: &Pds, number: &str) -> vocab::registration::Pds {
    match spine.told(pds, number).await {
        Answered::Record(record) => record.pds,
        Answered::NoRecord(why) => panic!("no record: {why:?}"),
        Answered::Complaint(complaint) => panic!("{complaint:?}"),
    }
}

#[tokio::test]
async fn what_happens_at_pds_is_read_for_what_it_is() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    let number = nhs(KHAN);
    let first = record(&spine, &pds, KHAN).await;
    assert_eq!((first.number, first.is_restricted, first.death), (number, false, None));
    assert_eq!((&first.practice, &first.practice_before), (&Told::Is(ods("A81001")), &None));
    assert_eq!(first.address, Told::Is(street("12 Ferry Road")));

    spine.act(Act::Register { number, practice: ods("Y05531") });
    spine.act(Act::Move { number, address: street("HMP Moorland") });
    let moved = record(&spine, &pds, KHAN).await;
    assert_eq!((moved.practice, moved.address), (Told::Is(ods("Y05531")), Told::Is(street("HMP Moorland"))));
    assert_ne!(moved.version, first.version);

    spine.act(Act::Suspend { number });
    let suspended = record(&spine, &pds, KHAN).await;
    assert_eq!((suspended.practice, suspended.practice_before), (Told::None, Some(ods("Y05531"))));

    for (how, death) in [(Death::Informal, Death::Informal), (Death::Formal, Death::Formal)] {
        spine.act(Act::Die { number, how });
        assert_eq!(record(&spine, &pds, KHAN).await.death, Some(death));
    }
    spine.act(Act::Live { number });
    assert_eq!(record(&spine, &pds, KHAN).await.death, None);
}

#[tokio::test]
async fn a_restricted_record_keeps_its_practice_back_and_is_never_none() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    let number = nhs(KHAN);
    spine.act(Act::Restrict { number });
    for act in [None, Some(Act::Suspend { number }), Some(Act::Register { number, practice: ods("B82002") })]
    {
        act.into_iter().for_each(|act| spine.act(act));
        let kept = record(&spine, &pds, KHAN).await;
        assert!(kept.is_restricted);
        assert_eq!((kept.practice, kept.address, kept.practice_before), (Told::Kept, Told::Kept, None));
    }
    spine.act(Act::Unrestrict { number });
    assert_eq!(record(&spine, &pds, KHAN).await.practice, Told::Is(ods("B82002")));
}

#[tokio::test]
async fn a_superseded_number_answers_with_another_and_a_dead_one_with_none() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    assert!(spine.told(&pds, NOBODY).await == Answered::NoRecord(NoRecord::NotFound));
    let (number, by) = (nhs(KHAN), nhs(LEE));
    let (family, given) = ("LEE".to_owned(), "SAM".to_owned());
    spine.act(Act::Appear { number: by, family, given, born: date(1990, 1, 1) });
    spine.act(Act::Supersede { number, by });
    assert_eq!(record(&spine, &pds, KHAN).await.number, by, "the answered number, not the asked one");
    spine.act(Act::Invalidate { number: by });
    assert!(spine.told(&pds, LEE).await == Answered::NoRecord(NoRecord::Invalidated));
    assert!(spine.told(&pds, KHAN).await == Answered::NoRecord(NoRecord::NotFound));
}

#[tokio::test]
async fn what_is_not_known_is_asked_again_under_the_same_id() {
    let silent = PdsFault::Unavailable { retry_after_seconds: None };
    for fault in [silent, PdsFault::TimedOut, PdsFault::Truncated, PdsFault::Lost] {
        let spine = Spine::open().await;
        let pds = spine.pds();
        spine.next(&[fault]);
        let asking = spine.asking(&pds, KHAN);
        assert_eq!(pds.read(&asking).await.unwrap().status, 200, "{fault:?}");
        spine.next(&[fault, fault]);
        assert_eq!(pds.read(&asking).await, Err(NOT_KNOWN), "{fault:?}: twice, and then it is the caller's");
        pds.read(&asking).await.unwrap();
        let other = spine.read(&pds, KHAN).await;
        other.unwrap();
        let ids = spine.ids();
        assert_eq!(ids.len(), 6, "{fault:?}");
        assert!(ids[..5].iter().all(|id| *id == ids[0]), "{fault:?}: one reading, one id");
        assert_ne!(ids[5], ids[0], "another reading has another");
    }
}

#[tokio::test]
async fn a_wait_that_is_asked_for_is_kept_and_nothing_failed() {
    let wait = Some(7);
    let (unavailable, too_many) = (
        PdsFault::Unavailable { retry_after_seconds: wait },
        PdsFault::TooMany { retry_after_seconds: wait },
    );
    for (fault, error) in [
        (unavailable, PdsError::NotKnown { retry_after_seconds: wait }),
        (too_many, PdsError::Busy { retry_after_seconds: wait }),
    ] {
        let spine = Spine::open().await;
        let pds = spine.pds();
        // The token first, so that only the reading meets it.
        spine.read(&pds, KHAN).await.unwrap();
        spine.next(&[fault]);
        let asking = spine.asking(&pds, KHAN);
        assert_eq!(pds.read(&asking).await, Err(error));
        assert_eq!(error.retry_after_seconds(), wait);
        spine.clock.advance_seconds(3);
        assert_eq!(
            pds.read(&asking).await,
            Err(PdsError::Busy { retry_after_seconds: Some(4) }),
            "nothing leaves"
        );
        assert_eq!(spine.ids().len(), 2);
        spine.clock.advance_seconds(4);
        assert_eq!(pds.read(&asking).await.unwrap().status, 200);
        let ids = spine.ids();
        assert_eq!(ids[1], ids[2], "and under the same id");
    }
}

#[tokio::test]
async fn what_hangs_is_given_up_and_not_known() {
    let spine = Spine::with(hasty()).await;
    let pds = spine.pds();
    spine.read(&pds, KHAN).await.unwrap();
    spine.next(&[PdsFault::Slow { millis: 5_000 }, PdsFault::Slow { millis: 5_000 }]);
    assert_eq!(spine.read(&pds, KHAN).await, Err(NOT_KNOWN));
    spine.next(&[PdsFault::Slow { millis: 5_000 }]);
    assert!(spine.read(&pds, KHAN).await.is_ok());
}

#[tokio::test]
async fn only_pds_itself_says_that_there_is_nobody() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    for (fault, status) in [(PdsFault::NoRoute, 404), (PdsFault::Page, 200)] {
        spine.next(&[fault]);
        assert_eq!(spine.read(&pds, KHAN).await, Err(PdsError::NotUnderstood { status }));
    }
    let elsewhere = Base::parse(&format!("{}/elsewhere", spine.host)).unwrap();
    let lost = spine.pds_at(elsewhere);
    assert_eq!(spine.read(&lost, KHAN).await, Err(PdsError::NotUnderstood { status: 404 }));
}

#[tokio::test]
async fn a_service_that_is_away_is_left_alone_for_a_while() {
    let limits = Settings { failures_max: 3, ..quick() };
    let spine = Spine::with(limits).await;
    let pds = spine.pds();
    spine.read(&pds, KHAN).await.unwrap();
    spine.next(&[PdsFault::Lost; 4]);
    assert_eq!(spine.read(&pds, KHAN).await, Err(NOT_KNOWN));
    let error = spine.read(&pds, KHAN).await.unwrap_err();
    assert!(matches!(error, PdsError::Busy { retry_after_seconds: Some(_) }), "{error:?}");
    let before = spine.ids().len();
    assert!(spine.read(&pds, KHAN).await.is_err());
    assert_eq!(spine.ids().len(), before, "nothing leaves");
    spine.next(&[]);
    spine.clock.advance_seconds(60);
    spine.read(&pds, KHAN).await.unwrap();
}

#[tokio::test]
async fn no_more_readings_leave_than_were_agreed() {
    let limits =
        Settings { calls_per_second: 5, calls_at_once: 5, turn_max: Duration::from_millis(100), ..quick() };
    let spine = Spine::with(limits).await;
    let pds = Arc::new(spine.pds());
    // One turn is the token's. The clock stands still: a sixth would have to leave within the same second.
    for _ in 0..4 {
        spine.read(&pds, KHAN).await.unwrap();
    }
    let too_much = spine.read(&pds, KHAN).await;
    assert_eq!(too_much, Err(PdsError::Busy { retry_after_seconds: None }));
    spine.clock.advance_seconds(1);
    spine.read(&pds, KHAN).await.unwrap();
}

#[tokio::test]
async fn every_reading_says_under_which_ids_and_for_whom() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    let answer = spine.read(&pds, KHAN).await.unwrap();
    assert_eq!((answer.status, answer.asked), (200, begin()));
    assert_eq!(answer.path, format!("/Patient/{KHAN}"));
    let seen = spine.shared.lock().seen.clone();
    let [one] = seen.as_slice() else { panic!("one reading") };
    assert_eq!((one.method.as_str(), one.path.as_str()), ("GET", &*format!("{BASE}/Patient/{KHAN}")));
    assert!(one.request_id.is_some() && one.correlation_id.is_some());
    assert_ne!(one.request_id, one.correlation_id);
}

#[tokio::test]
async fn nothing_of_anybody_is_said_of_a_reading() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    let faults = [
        PdsFault::TooMany { retry_after_seconds: None },
        PdsFault::Unavailable { retry_after_seconds: None },
        PdsFault::TimedOut,
        PdsFault::Truncated,
        PdsFault::Lost,
        PdsFault::Page,
        PdsFault::NoRoute,
    ];
    let mut said = vec![format!("{pds:?} {:?} {:?}", spine.asking(&pds, KHAN), spine.settings())];
    for fault in faults {
        for who in [KHAN, NOBODY] {
            spine.next(&[fault, fault]);
            match spine.read(&pds, who).await {
                Ok(answer) => said.push(format!("{answer:?}")),
                Err(error) => said.push(format!("{error:?} {error} {}", error.word())),
            }
        }
    }
    let heard = heard::lines();
    assert!(
        heard.iter().any(|line| line.contains("operation=\"pds.read\"") && line.contains("not answered"))
    );
    for line in said.iter().chain(heard.iter().filter(|line| !line.contains("store::"))) {
        for unsaid in [KHAN, NOBODY, "/Patient/", "FERRY", "Ferry Road", "A81001", "eyJ", "PRIVATE KEY"] {
            assert!(!line.contains(unsaid), "`{unsaid}` in: {line}");
        }
    }
}

#[test]
fn pds_is_never_written() {
    let of = |service: Service| connect::operations().iter().filter(move |o| o.service == service);
    assert!(of(Service::Pds).count() > 0 && of(Service::Pds).all(|operation| operation.method == "GET"));
    let posts: Vec<&str> = of(Service::NhsToken).map(|operation| operation.path).collect();
    assert_eq!(posts, ["/oauth2/token"]);
    // Each request of ours is made by `Call`, with a method that stands in the source.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pds");
    let mut methods = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let source = std::fs::read_to_string(entry.path()).unwrap();
        let named = source.split("Method::").skip(1);
        methods.extend(
            named.map(|rest| rest.split(|c: char| !c.is_ascii_uppercase()).next().unwrap().to_owned()),
        );
        let by_hand = ["reqwest::Client", ".json(", ".json_empty(", "from_bytes"];
        assert!(by_hand.iter().all(|way| !source.contains(way)), "{:?}", entry.path());
        let posts = source.matches("Method::POST").count();
        assert_eq!(posts, source.matches("Call::new(\"nhs-token.ask\", Method::POST, &self.url").count());
    }
    methods.sort();
    assert_eq!(methods, ["GET", "POST"], "one reading, and one request for a token");
}

#[tokio::test]
async fn everything_that_reaches_pds_is_a_read_and_a_write_would_be_refused() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    let before = spine.shared.lock().person(nhs(KHAN)).unwrap().clone();
    for fault in [PdsFault::Lost, PdsFault::TimedOut, PdsFault::Page] {
        spine.next(&[fault]);
        let _ = spine.read(&pds, KHAN).await;
    }
    let _ = spine.read(&pds, NOBODY).await;
    let seen = spine.shared.lock().seen.clone();
    assert!(seen.len() > 4 && seen.iter().all(|seen| seen.method == "GET"));
    assert!(*spine.shared.lock().person(nhs(KHAN)).unwrap() == before);
    assert!(spine.clock.now() == begin());
}
