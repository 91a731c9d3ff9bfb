//! PDS, played: what its core keeps and what it refuses. Its answers are held against the real one's document where its
//! client is tested (`crates/connect/tests/it/pds_documented.rs`).

use doubles::pds::{Act, BASE, Impossible, Pds, PdsFault};
use doubles::prison::{Call, Outcome, Reply};
use jiff::civil::date;
use serde_json::json;
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode};

const KHAN: &str = "9990110689";
const LEE: &str = "9000000009";

fn nhs(text: &str) -> NhsNumber {
    NhsNumber::parse(text).unwrap()
}

fn now() -> Instant {
    Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()
}

fn appears(number: &str) -> Act {
    let (family, given) = ("KHAN".to_owned(), "IMRAN".to_owned());
    Act::Appear { number: nhs(number), family, given, born: date(1984, 2, 17) }
}

fn world() -> Pds {
    let mut pds = Pds::new(1, "https://tokens.test/oauth2/token");
    pds.run(&appears(KHAN), now()).unwrap();
    pds.run(&Act::Register { number: nhs(KHAN), practice: OdsCode::parse("A81001").unwrap() }, now())
        .unwrap();
    pds
}

fn asks(pds: &mut Pds, number: &str, at: Instant) -> Reply {
    let token = pds.token_give(at);
    let call = Call::new("GET", &format!("{BASE}/Patient/{number}"))
        .header("authorization", &format!("Bearer {token}"))
        .header("x-request-id", "60E0B220-8136-4CA5-AE46-1D97EF59D068");
    match pds.call(&call, at) {
        Outcome::Answered { reply, .. } => reply,
        Outcome::Lost => panic!("lost"),
    }
}

#[test]
fn a_suspended_person_has_no_practice_and_the_one_before() {
    let mut pds = world();
    let placed = asks(&mut pds, KHAN, now()).value();
    assert_eq!(placed["generalPractitioner"][0]["identifier"]["value"], "A81001");
    assert!(placed.get("managingOrganization").is_none());
    pds.run(&Act::Suspend { number: nhs(KHAN) }, now()).unwrap();
    let reply = asks(&mut pds, KHAN, now());
    assert!(reply.headers.contains(&("etag", "W/\"3\"".to_owned())));
    let suspended = reply.value();
    assert!(suspended.get("generalPractitioner").is_none());
    assert_eq!(suspended["managingOrganization"]["identifier"]["value"], "A81001");
    pds.run(&Act::Restrict { number: nhs(KHAN) }, now()).unwrap();
    let kept = asks(&mut pds, KHAN, now()).value();
    assert_eq!(kept["meta"]["security"][0]["code"], "R");
    assert!(["generalPractitioner", "managingOrganization", "address"].iter().all(|k| kept.get(k).is_none()));
}

#[test]
fn numbers_that_were_superseded_one_after_the_other_lead_to_the_last() {
    let mut pds = world();
    let third = "9912003888";
    pds.run(&appears(LEE), now()).unwrap();
    pds.run(&appears(third), now()).unwrap();
    pds.run(&Act::Supersede { number: nhs(KHAN), by: nhs(LEE) }, now()).unwrap();
    pds.run(&Act::Supersede { number: nhs(LEE), by: nhs(third) }, now()).unwrap();
    assert_eq!(asks(&mut pds, KHAN, now()).value()["id"], third);
    for (act, why) in [
        (appears(KHAN), Impossible::Taken),
        (Act::Restrict { number: nhs(KHAN) }, Impossible::Nobody),
        (Act::Supersede { number: nhs(third), by: nhs(third) }, Impossible::Itself),
        (Act::Supersede { number: nhs(third), by: nhs(LEE) }, Impossible::Nobody),
    ] {
        assert_eq!(pds.run(&act, now()), Err(why));
    }
    pds.run(&Act::Invalidate { number: nhs(third) }, now()).unwrap();
    assert_eq!(asks(&mut pds, third, now()).status, 404);
    assert_eq!(pds.run(&appears(third), now()), Err(Impossible::Taken), "a number is never given again");
}

#[test]
fn a_token_opens_for_ten_minutes_and_what_is_saved_goes_on() {
    let mut pds = world();
    pds.next_calls.push_back(Some(PdsFault::TimedOut));
    let token = pds.token_give(now());
    let saved = serde_json::to_string(&pds).unwrap();
    let mut restored: Pds = serde_json::from_str(&saved).unwrap();
    let call = Call::new("GET", &format!("{BASE}/Patient/{KHAN}"))
        .header("authorization", &format!("Bearer {token}"))
        .header("x-request-id", "60E0B220-8136-4CA5-AE46-1D97EF59D068");
    let mut status =
        |seconds: i64| restored.call(&call, now().plus_seconds(seconds)).reply().map(|reply| reply.status);
    assert_eq!([status(0), status(598), status(599)], [Some(408), Some(200), Some(401)]);
    assert!(!format!("{pds:?} {:?}", pds.person(nhs(KHAN))).contains("KHAN"));
}

#[test]
fn what_happens_is_written_as_people_type_it() {
    let act = Act::Suspend { number: nhs(KHAN) };
    let text = serde_json::to_value(&act).unwrap();
    assert_eq!(text, json!({"act": "suspend", "number": KHAN}));
    assert_eq!(serde_json::from_value::<Act>(text).unwrap(), act);
    assert!(serde_json::from_value::<Act>(json!({"act": "suspend", "number": "9990110680"})).is_err());
}
