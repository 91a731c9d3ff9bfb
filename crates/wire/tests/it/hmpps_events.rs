//! Events of the prison side: every spelling reads alike, and asks for the right re-reading.

use crate::hmpps::sample;
use vocab::id::PrisonNumber;
use vocab::prison::Aspect::{Alerts, Identity, NonAssociations, Place, Schedule};
use wire::error::WireError;
use wire::hmpps::event::Source;
use wire::hmpps::signal::{ReceivedReason, ReleasedReason, is_listed, table};
use wire::hmpps::{DomainEvent, Role, Settlement, Signal};

fn number(text: &str) -> PrisonNumber {
    PrisonNumber::parse(text).unwrap()
}

fn event(text: &str) -> DomainEvent {
    DomainEvent::read(text.as_bytes()).unwrap()
}

/// A bare message of a type, with what stands in `additionalInformation`.
fn bare(event_type: &str, inner: &str) -> DomainEvent {
    event(&format!(
        r#"{{"version":1,"eventType":"{event_type}","occurredAt":"2026-11-12T10:20:00Z","additionalInformation":{{{inner}}}}}"#
    ))
}

fn sns(message: &str, event_type: &str) -> String {
    serde_json::json!({
        "Type": "Notification",
        "MessageId": "made-anew",
        "Message": message,
        "MessageAttributes": { "eventType": { "Type": "String", "Value": event_type } },
    })
    .to_string()
}

#[test]
fn a_version_is_written_four_ways_and_matters_in_none() {
    for version in ["1", "\"1\"", "\"1.0\"", "1.0", "null", "[]"] {
        let read = event(&format!(
            r#"{{"version":{version},"eventType":"person.alerts.changed","occurredAt":"2026-11-12T10:20:00Z",
                "personReference":{{"identifiers":[{{"type":"NOMS","value":"A1234BC"}}]}}}}"#
        ));
        assert_eq!(read.signal(), Signal::Reread { persons: vec![number("A1234BC")], aspects: vec![Alerts] });
    }
}

#[test]
fn the_persons_number_stands_under_many_keys() {
    for key in ["nomsNumber", "prisonerId", "prisonerNumber", "prisonNumber", "offenderNo"] {
        let read = bare("person.alert.created", &format!(r#""{key}":"A1234BC""#));
        assert_eq!(read.subject(), Some(number("A1234BC")), "{key}");
    }
    for kind in ["NOMS", "nomsNumber", "NomsNumber"] {
        let read = event(&format!(
            r#"{{"eventType":"x","version":1,"personReference":{{"identifiers":[{{"type":"CRN","value":"X123456"}},
                {{"type":"{kind}","value":"a1234bc"}}]}}}}"#
        ));
        assert_eq!(read.subject(), Some(number("A1234BC")), "{kind}");
    }
    let nomis = event(
        r#"{"eventType":"OFFENDER_MOVEMENT-RECEPTION","eventDatetime":"2026-11-12T10:20:00","offenderIdDisplay":"A1234BC","bookingId":12}"#,
    );
    assert_eq!((nomis.source, nomis.subject()), (Source::Nomis, Some(number("A1234BC"))));
    assert_eq!(nomis.booking.unwrap().text(), "12");
}

#[test]
fn a_number_that_is_malformed_is_kept_and_names_nobody() {
    let read = bare("person.alert.created", r#""nomsNumber":"A16345""#);
    assert_eq!((read.about.len(), read.subject()), (1, None));
    assert_eq!(read.signal(), Signal::Unattributed { aspects: vec![Alerts] });
    for odd in ["7", "null", "[]", "{}", "\"  \""] {
        assert!(bare("person.alert.created", &format!(r#""nomsNumber":{odd}"#)).about.is_empty(), "{odd}");
    }
}

#[test]
fn a_type_may_stand_in_the_attributes_alone() {
    let merged = DomainEvent::read(&sample("evt__prisoner-merged.json")).unwrap();
    assert_eq!(merged.event_type, "prison-offender-events.prisoner.merged");
    // Inside and outside: what the publisher wrote inside counts.
    let both = event(&sns(
        r#"{"eventType":"person.alerts.changed","occurredAt":"2026-11-12T10:20:00Z"}"#,
        "something.else",
    ));
    assert_eq!(both.event_type, "person.alerts.changed");
    assert_eq!(
        DomainEvent::read(br#"{"version":1,"occurredAt":"2026-11-12T10:20:00Z"}"#).unwrap_err(),
        WireError::Missing { path: "$.eventType".into(), expected: "an event type" }
    );
    assert_eq!(
        DomainEvent::read(br#"{"eventType":7}"#).unwrap_err(),
        WireError::Expected { path: "$.eventType".into(), expected: "an event type" }
    );
}

#[test]
fn times_come_with_and_without_a_zone_and_one_that_cannot_be_sinks_nothing() {
    let at = |text: &str| bare_at(text).occurred.map(vocab::time::LondonTime::hm);
    fn bare_at(text: &str) -> DomainEvent {
        event(&format!(r#"{{"eventType":"person.alerts.changed","version":1,"occurredAt":"{text}"}}"#))
    }
    assert_eq!(at("2026-07-01T10:20:00Z").as_deref(), Some("11:20"));
    assert_eq!(at("2026-07-01T10:20:00+01:00").as_deref(), Some("10:20"));
    assert_eq!(at("2026-07-01T10:20:00.125533").as_deref(), Some("10:20"));
    assert_eq!(at("2026-07-01T10:20:00.676141735Z").as_deref(), Some("11:20"));
    assert!(bare_at("2026-10-25T01:30:00").occurred.unwrap().taken_as_earlier());
    // The clocks go forward over it: the poke is still a poke.
    assert_eq!(at("2027-03-28T01:30:00"), None);
    assert_eq!(at("soon"), None);
}

#[test]
fn wrapped_once_twice_or_not_at_all_is_the_same_event() {
    let message = r#"{"version":1,"eventType":"person.alert.created","occurredAt":"2026-11-12T10:20:00Z","additionalInformation":{"nomsNumber":"A1234BC","alertCode":"HA"}}"#;
    let once = sns(message, "person.alert.created");
    let queued = serde_json::json!({ "MessageId": "q", "ReceiptHandle": "r", "Body": once }).to_string();
    let as_object = format!(r#"{{"Type":"Notification","Message":{message}}}"#);
    for text in [&once, &queued, &as_object] {
        assert_eq!(event(text), event(message));
    }
    assert!(event(message).event_id.is_none(), "a queue's id is made anew at each sending");
    // Beyond the third wrapping nothing is opened.
    let mut deep = message.to_owned();
    for _ in 0..4 {
        deep = sns(&deep, "person.alert.created");
    }
    assert!(event(&deep).about.is_empty());
}

#[test]
fn the_external_apis_own_form_keeps_its_event_id() {
    let message = r#"{"eventId":123456,"hmppsId":"X688624","eventType":"PERSON_ALERTS_CHANGED","prisonId":null,"url":"http://x/events/person-alerts-changed/X688624","lastModifiedDateTime":"2025-10-13T12:42:00.002387"}"#;
    let read = event(&serde_json::json!({ "Type": "x", "MessageId": "bbf92ab9", "Message": message, "Timestamp": "2026-04-09T12:17:51.384Z" }).to_string());
    assert_eq!((read.source, read.event_id.as_deref()), (Source::External, Some("123456")));
    assert_eq!(read.occurred.unwrap().hm(), "12:42");
    let Signal::LookUp { hmpps_id, aspects } = read.signal() else {
        panic!("a probation number is looked up")
    };
    assert_eq!((hmpps_id.text(), aspects), ("X688624", vec![Alerts]));
    let of_a_prisoner = event(&message.replace("X688624", "A1234BC"));
    assert_eq!(
        of_a_prisoner.signal(),
        Signal::Reread { persons: vec![number("A1234BC")], aspects: vec![Alerts] }
    );
    let roll = event(
        r#"{"eventId":1,"hmppsId":null,"eventType":"PRISONERS_CHANGED","prisonId":"MDI","lastModifiedDateTime":"2025-10-13T12:42:00"}"#,
    );
    assert_eq!(roll.signal(), Signal::RollCall { prison: roll.prison });
    assert_eq!(roll.prison.unwrap().text(), "MDI");
}

#[test]
fn a_merge_believes_two_keys_and_no_words() {
    let merged = DomainEvent::read(&sample("evt__prisoner-merged.json")).unwrap();
    assert_eq!(merged.signal(), Signal::Merged { kept: number("B8888CC"), removed: number("A7777BB") });
    // The live producer words it the other way round, and names the removed one as its person.
    let worded = event(
        r#"{"eventType":"prison-offender-events.prisoner.merged","version":1,
            "description":"A prisoner has been merged from B8888CC to A7777BB",
            "personReference":{"identifiers":[{"type":"NOMS","value":"A7777BB"}]},
            "additionalInformation":{"nomsNumber":"B8888CC","removedNomsNumber":"A7777BB","reason":"MERGE"}}"#,
    );
    assert_eq!(worded.signal(), merged.signal());
    let half = bare("prison-offender-events.prisoner.merged", r#""nomsNumber":"B8888CC""#);
    assert!(matches!(half.signal(), Signal::Unattributed { .. }));
    let itself = bare(
        "prison-offender-events.prisoner.merged",
        r#""nomsNumber":"B8888CC","removedNomsNumber":"B8888CC""#,
    );
    assert!(matches!(itself.signal(), Signal::Unattributed { .. }));
    let nomis = event(
        r#"{"eventType":"BOOKING_NUMBER-CHANGED","eventDatetime":"2026-11-12T10:20:00","type":"MERGE","offenderIdDisplay":"B8888CC","previousOffenderIdDisplay":"A7777BB"}"#,
    );
    assert_eq!(nomis.signal(), merged.signal());
}

#[test]
fn a_moved_booking_says_since_when_facts_may_be_anothers() {
    let moved = DomainEvent::read(&sample("evt__booking-moved.json")).unwrap();
    let Signal::BookingMoved { from, to, since } = moved.signal() else { panic!("a booking moved") };
    assert_eq!((from, to), (number("A7777BB"), number("B8888CC")));
    assert_eq!(since.unwrap().hm(), "09:10");
    assert_eq!(moved.booking.as_ref().unwrap().text(), "123000");
    assert_eq!(moved.numbers(Role::MovedFrom).count(), 1);
}

#[test]
fn the_delayed_family_settles_and_the_immediate_one_does_not() {
    let released = DomainEvent::read(&sample("evt__prisoner-released.json")).unwrap();
    let Signal::Settled { number: who, what, movement_reason, prison, occurred } = released.signal() else {
        panic!("settled")
    };
    assert_eq!(who, number("A7215DZ"));
    assert_eq!(what, Settlement::Released(Some(vocab::Coded::Known(ReleasedReason::Released))));
    assert_eq!((movement_reason.unwrap().text(), prison.unwrap().text()), ("CR", "SWI"));
    assert_eq!(occurred.unwrap().at().rfc3339_london(), "2023-11-20T17:07:58+00:00");
    assert_eq!(released.current_location.as_deref(), Some("OUTSIDE_PRISON"));
    assert_eq!(released.current_status.as_deref(), Some("NOT_UNDER_PRISON_CARE"));

    let received =
        bare("prison-offender-events.prisoner.received", r#""nomsNumber":"A1234BC","reason":"TRANSFERRED""#);
    let Signal::Settled { what, .. } = received.signal() else { panic!("settled") };
    assert_eq!(what, Settlement::Received(Some(vocab::Coded::Known(ReceivedReason::Transferred))));
    let new_word =
        bare("prison-offender-events.prisoner.received", r#""nomsNumber":"A1234BC","reason":"BY_BOAT""#);
    let Signal::Settled { what, .. } = new_word.signal() else { panic!("settled") };
    assert_eq!(what, Settlement::Received(Some(vocab::Coded::Unknown("BY_BOAT".into()))));

    let at_once = bare(
        "prisoner-offender-search.prisoner.released",
        r#""nomsNumber":"A1234BC","reason":"RELEASED","prisonId":"MDI""#,
    );
    assert_eq!(
        at_once.signal(),
        Signal::Reread { persons: vec![number("A1234BC")], aspects: vec![Place, Schedule] }
    );
}

#[test]
fn a_settlement_that_names_two_people_settles_nobody() {
    let two = event(
        r#"{"eventType":"prison-offender-events.prisoner.released","version":1,
            "personReference":{"identifiers":[{"type":"NOMS","value":"A1234BC"}]},
            "additionalInformation":{"nomsNumber":"B2345CD","reason":"RELEASED"}}"#,
    );
    assert_eq!(two.signal(), Signal::Unattributed { aspects: vec![Place] });
}

#[test]
fn an_update_asks_by_its_categories() {
    let asks = |categories: &str| {
        bare(
            "prisoner-offender-search.prisoner.updated",
            &format!(r#""nomsNumber":"A1234BC","categoriesChanged":{categories}"#),
        )
        .signal()
    };
    let reread = |aspects| Signal::Reread { persons: vec![number("A1234BC")], aspects };
    assert_eq!(asks(r#"["IDENTIFIERS"]"#), reread(vec![Identity]));
    assert_eq!(asks(r#"["LOCATION","ALERTS","STATUS"]"#), reread(vec![Place, Alerts]));
    assert_eq!(asks(r#"["INCENTIVE_LEVEL"]"#), Signal::NotUsed);
    assert_eq!(asks("[]"), Signal::NotUsed);
    // New to us, no text, or not said: everything that the record carries.
    for odd in [r#"["SHOE_SIZE"]"#, "[7]", "null", "7"] {
        assert_eq!(asks(odd), reread(vec![Place, Alerts, Identity]), "{odd}");
    }
}

#[test]
fn back_from_court_asks_less_than_new_in() {
    let asks = |reason: &str| {
        bare(
            "prisoner-offender-search.prisoner.received",
            &format!(r#""nomsNumber":"A1234BC","reason":"{reason}""#),
        )
        .signal()
    };
    let aspects = |signal| if let Signal::Reread { aspects, .. } = signal { aspects.len() } else { 0 };
    assert_eq!(
        (aspects(asks("RETURN_FROM_COURT")), aspects(asks("NEW_ADMISSION")), aspects(asks("BY_BOAT"))),
        (2, 5, 5)
    );
}

#[test]
fn both_people_of_a_non_association_are_re_read() {
    let read = bare(
        "non-associations.created",
        r#""id":42,"nsPrisonerNumber1":"B2345CD","nsPrisonerNumber2":"A1234BC""#,
    );
    assert_eq!(
        read.signal(),
        Signal::Reread {
            persons: vec![number("A1234BC"), number("B2345CD")],
            aspects: vec![NonAssociations]
        }
    );
    assert_eq!(read.subject(), Some(number("B2345CD")));
}

#[test]
fn an_appointment_names_its_instance_and_nobody() {
    for instance in ["17", "\"17\""] {
        let read = event(&format!(
            r#"{{"eventType":"appointments.appointment-instance.cancelled","additionalInformation":{{"appointmentInstanceId":{instance},"categoryCode":"MEOT"}},"version":"1","description":"x","occurredAt":"2026-11-12T10:20:00.12"}}"#
        ));
        assert_eq!(read.signal(), Signal::AppointmentChanged { instance: 17, category: Some("MEOT".into()) });
    }
    let without = bare("appointments.appointment-instance.created", "");
    assert_eq!(without.signal(), Signal::Unattributed { aspects: vec![Schedule] });
}

#[test]
fn a_type_that_is_new_is_kept_and_asks_for_nothing() {
    let read = bare("prisoner-offender-search.prisoner.teleported", r#""nomsNumber":"A1234BC""#);
    assert_eq!((read.signal(), is_listed(&read.event_type)), (Signal::NotUsed, false));
    assert_eq!(read.subject(), Some(number("A1234BC")));
    assert!(is_listed("person.case-note.created"));
}

#[test]
fn raw_nomis_events_say_the_movement_and_may_name_only_the_custody() {
    let read = DomainEvent::read(&sample("p2n__evt-external-movement-in.json")).unwrap();
    let movement = read.movement.as_ref().unwrap();
    assert_eq!(movement.kind.known(), Some(vocab::code::MovementType::Admission));
    assert_eq!((movement.from.as_deref(), movement.to.as_deref()), (Some("SHFCRT"), Some("MDI")));
    assert_eq!(read.signal(), Signal::Reread { persons: vec![number("A5089DY")], aspects: vec![Place] });
    let unnamed = DomainEvent::read(&sample("evt__xtag-not-used.json")).unwrap();
    assert_eq!(unnamed.signal(), Signal::Unattributed { aspects: vec![Place] });
    assert_eq!(unnamed.booking.unwrap().text(), "1200835");
}

#[test]
fn a_key_that_stands_twice_is_refused_where_it_is_read() {
    let twice = r#"{"eventType":"person.alerts.changed","version":1,"additionalInformation":{"nomsNumber":"A1234BC","nomsNumber":"B2345CD"}}"#;
    assert_eq!(
        DomainEvent::read(twice.as_bytes()).unwrap_err(),
        WireError::DuplicateKey { path: "$.additionalInformation.nomsNumber".into() }
    );
    let inside = sns(twice, "person.alerts.changed");
    assert_eq!(
        DomainEvent::read(inside.as_bytes()).unwrap_err(),
        WireError::DuplicateKey { path: "$.Message.additionalInformation.nomsNumber".into() }
    );
    let unread = r#"{"eventType":"person.alerts.changed","version":1,"description":"a","description":"b","additionalInformation":{"nomsNumber":"A1234BC"}}"#;
    assert!(DomainEvent::read(unread.as_bytes()).is_ok(), "what nobody reads may stand twice");
}

#[test]
fn the_table_has_one_line_a_type() {
    let lines = table();
    for (n, (name, _)) in lines.iter().enumerate() {
        let before = &lines[..n];
        assert!(before.iter().all(|(other, _)| other != name), "{name} stands twice");
        // A family above one of its members would hide it.
        let hidden = before
            .iter()
            .any(|(other, _)| other.strip_suffix('*').is_some_and(|start| name.starts_with(start)));
        assert!(!hidden, "{name} can never be reached");
    }
    let text: String = lines.iter().map(|(name, asks)| format!("{name:<66} {asks}\n")).collect();
    insta::assert_snapshot!("event-table", text);
}
