//! What we author for the prison: it has the form that the service takes, and reads back the same.

use jiff::civil::{Date, date, time};
use proptest::prelude::*;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::time::{Instant, LondonTime};
use wire::hmpps::appointment_request::{
    AppointmentCancelRequest, AppointmentChange, AppointmentDraft, AppointmentSearchRequest,
    AppointmentSeriesCreateRequest, AppointmentType, AppointmentUncancelRequest, AppointmentUpdateRequest,
    Authored, CancelReason, Organiser, RequestError, Tier,
};

const ROOM: &str = "b7602cc8-e769-4cbb-8194-62d8e655992a";

fn at(day: Date, hour: i8, minute: i8) -> LondonTime {
    LondonTime::from_machine(day.to_datetime(time(hour, minute, 0, 0))).unwrap()
}

fn today() -> Date {
    date(2026, 11, 12)
}

fn draft() -> AppointmentDraft {
    AppointmentDraft {
        kind: AppointmentType::Individual,
        prison: PrisonCode::parse("MDI").unwrap(),
        people: vec![PrisonNumber::parse("A1234BC").unwrap()],
        category: "MEOT".into(),
        tier: Tier::Tier1,
        organiser: None,
        custom_name: Some("Healthcare".into()),
        place: Some(ROOM.into()),
        in_cell: false,
        start: at(today(), 10, 20),
        end: at(today(), 10, 40),
        note: None,
        slip_note: None,
    }
}

fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_create_request_has_the_published_form() {
    let request = draft().checked(today()).unwrap();
    assert_eq!(
        json(&request.body()),
        serde_json::json!({
            "appointmentType": "INDIVIDUAL", "prisonCode": "MDI", "prisonerNumbers": ["A1234BC"], "categoryCode": "MEOT",
            "tierCode": "TIER_1", "customName": "Healthcare", "dpsLocationId": ROOM, "inCell": false,
            "startDate": "2026-11-12", "startTime": "10:20", "endTime": "10:40",
        })
    );
    assert!(!format!("{request:?}").contains("A1234BC"));
}

#[test]
fn a_request_that_the_service_would_refuse_cannot_be_made() {
    let refused = |change: &dyn Fn(&mut AppointmentDraft)| {
        let mut draft = draft();
        change(&mut draft);
        draft.checked(today()).unwrap_err()
    };
    assert_eq!(refused(&|d| d.people.clear()), RequestError::Nobody);
    assert_eq!(refused(&|d| d.people.push(PrisonNumber::parse("B2345CD").unwrap())), RequestError::TooMany);
    assert_eq!(
        refused(&|d| {
            d.kind = AppointmentType::Group;
            d.people.push(d.people[0]);
        }),
        RequestError::Repeated
    );
    assert_eq!(refused(&|d| d.category.clear()), RequestError::Category);
    assert_eq!(refused(&|d| d.category = "ME OT".into()), RequestError::Category);
    assert_eq!(refused(&|d| d.place = None), RequestError::NoPlace);
    assert_eq!(refused(&|d| d.place = Some("HC-1".into())), RequestError::PlaceForm);
    assert_eq!(refused(&|d| d.organiser = Some(Organiser::PrisonStaff)), RequestError::Organiser);
    assert_eq!(
        refused(&|d| d.custom_name = Some("x".repeat(41))),
        RequestError::Length { field: "customName", most: 40 }
    );
    assert_eq!(
        refused(&|d| d.custom_name = Some(" ".into())),
        RequestError::Length { field: "customName", most: 40 }
    );
    assert_eq!(
        refused(&|d| d.note = Some("x".repeat(4_001))),
        RequestError::Length { field: "extraInformation", most: 4_000 }
    );
    // Java counts this character as two.
    assert_eq!(
        refused(&|d| d.slip_note = Some("\u{1F600}".repeat(401))),
        RequestError::Length { field: "prisonerExtraInformation", most: 800 }
    );
    assert_eq!(refused(&|d| d.end = d.start), RequestError::EndBeforeStart);
    assert_eq!(refused(&|d| d.end = at(date(2026, 11, 11), 12, 0)), RequestError::EndBeforeStart);
    assert_eq!(refused(&|d| d.end = at(date(2026, 11, 13), 0, 20)), RequestError::TwoDays);
    assert_eq!(
        refused(&|d| d.start = LondonTime::from_instant(Instant::from_micros(d.start.at().micros() + 1))),
        RequestError::Seconds
    );
    for day in [date(2026, 11, 6), date(2027, 11, 18)] {
        assert_eq!(
            refused(&|d| (d.start, d.end) = (at(day, 10, 20), at(day, 10, 40))),
            RequestError::TooFar,
            "{day}"
        );
    }
    for day in [date(2026, 11, 7), date(2027, 11, 17)] {
        let edge = AppointmentDraft { start: at(day, 10, 20), end: at(day, 10, 40), ..draft() };
        assert!(edge.checked(today()).is_ok(), "{day}");
    }
    assert!(AppointmentDraft { place: None, in_cell: true, ..draft() }.checked(today()).is_ok());
}

#[test]
fn the_second_of_two_equal_readings_cannot_be_said() {
    let night = date(2026, 10, 25);
    let earlier = at(night, 1, 30);
    let later = LondonTime::from_instant(earlier.at().plus_seconds(3_600));
    assert_eq!((earlier.hm(), later.hm()), ("01:30".into(), "01:30".into()));
    let asked =
        |start| AppointmentDraft { start, end: at(night, 4, 0), ..draft() }.checked(night).map(|_| ());
    assert_eq!((asked(earlier), asked(later)), (Ok(()), Err(RequestError::Twice)));
    // The moment that the earlier reading means, however it was come by.
    assert_eq!(asked(LondonTime::from_instant(earlier.at())), Ok(()));
}

#[test]
fn a_change_a_cancellation_and_its_undoing_reach_one_appointment() {
    let change = AppointmentChange {
        times: Some((at(today(), 11, 0), at(today(), 11, 20))),
        place: Some(ROOM.into()),
        ..AppointmentChange::default()
    };
    assert_eq!(
        json(&change.checked().unwrap().body()),
        serde_json::json!({
            "dpsLocationId": ROOM, "inCell": false, "startDate": "2026-11-12", "startTime": "11:00", "endTime": "11:20",
            "applyTo": "THIS_APPOINTMENT", "isPropertyUpdate": true,
        })
    );
    assert_eq!(AppointmentChange::default().checked().unwrap_err(), RequestError::Nothing);
    let backwards = AppointmentChange {
        times: Some((at(today(), 11, 0), at(today(), 10, 0))),
        ..AppointmentChange::default()
    };
    assert_eq!(backwards.checked().unwrap_err(), RequestError::EndBeforeStart);
    assert_eq!(
        json(&AppointmentCancelRequest::new(CancelReason::Cancelled).body()),
        serde_json::json!({ "cancellationReasonId": 2, "applyTo": "THIS_APPOINTMENT" })
    );
    assert_eq!(
        json(&AppointmentUncancelRequest::new().body()),
        serde_json::json!({ "applyTo": "THIS_APPOINTMENT" })
    );
}

#[test]
fn a_search_spans_less_than_a_month() {
    let people = [PrisonNumber::parse("A1234BC").unwrap()];
    let search = |last| AppointmentSearchRequest::new(today(), last, &people);
    assert_eq!(
        json(&search(today()).unwrap().body()),
        serde_json::json!({ "startDate": "2026-11-12", "endDate": "2026-11-12", "prisonerNumbers": ["A1234BC"] })
    );
    assert!(search(date(2026, 12, 9)).is_ok());
    for last in [date(2026, 12, 10), date(2026, 11, 11)] {
        assert_eq!(search(last).unwrap_err(), RequestError::Span, "{last}");
    }
}

#[test]
fn a_body_of_another_form_is_not_read_as_ours() {
    for text in [
        "",
        "{}",
        "[]",
        r#"{"applyTo":"EVERYTHING"}"#,
        r#"{"cancellationReasonId":"2","applyTo":"THIS_APPOINTMENT"}"#,
    ] {
        assert!(AppointmentCancelRequest::read(text.as_bytes()).is_err(), "{text}");
    }
}

prop_compose! {
    fn drafts()(
        people in prop::collection::btree_set("[A-Z][0-9]{4}[A-Z]{2}", 1..5),
        category in "[A-Z]{1,12}",
        tier in prop_oneof![Just(Tier::Tier1), Just(Tier::Tier2), Just(Tier::Foundation)],
        name in prop::option::of("[A-Za-z][ -~]{0,39}"),
        note in prop::option::of("x\\PC{0,80}"),
        in_cell: bool,
        days in -5i32..=370,
        start in 0i16..1_438,
        length in 1i16..120,
    ) -> AppointmentDraft {
        let day = today().checked_add(jiff::Span::new().days(days)).unwrap();
        let minute = |m: i16| at(day, i8::try_from(m / 60).unwrap(), i8::try_from(m % 60).unwrap());
        let start = if day == date(2027, 3, 28) { start.max(120) } else { start };
        AppointmentDraft {
            kind: if people.len() == 1 { AppointmentType::Individual } else { AppointmentType::Group },
            people: people.iter().map(|p| PrisonNumber::parse(p).unwrap()).collect(),
            category,
            tier,
            organiser: (tier == Tier::Tier2).then_some(Organiser::ExternalProvider),
            custom_name: name,
            note,
            in_cell,
            start: minute(start),
            end: minute((start + length).min(1_439)),
            ..draft()
        }
    }
}

proptest! {
    #[test]
    fn what_we_author_reads_back_the_same(draft in drafts()) {
        let asked = draft.clone();
        let request = draft.checked(today()).unwrap();
        let body = request.body();
        prop_assert_eq!(&AppointmentSeriesCreateRequest::read(&body).unwrap(), &request);
        let sent = json(&body);
        prop_assert_eq!(sent["startTime"].as_str().unwrap(), asked.start.hm());
        prop_assert_eq!(sent["endTime"].as_str().unwrap(), asked.end.hm());
        prop_assert_eq!(sent["startDate"].as_str().unwrap(), asked.start.date().to_string());
        let numbers: Vec<_> = asked.people.iter().map(|p| p.text()).collect();
        prop_assert_eq!(request.prisoner_numbers(), numbers);
    }

    #[test]
    fn a_change_reads_back_the_same(draft in drafts(), with_place: bool, with_note: bool) {
        let change = AppointmentChange {
            times: Some((draft.start, draft.end)),
            place: with_place.then(|| ROOM.to_owned()),
            category: Some(draft.category),
            note: with_note.then(|| "x".to_owned()),
        };
        let request = change.checked().unwrap();
        prop_assert_eq!(AppointmentUpdateRequest::read(&request.body()).unwrap(), request);
    }
}
