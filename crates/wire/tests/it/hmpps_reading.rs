//! What is read of the prison side: tolerant where a field is not essential, precise where it is, silent about what
//! stays with the prison.

use crate::hmpps::sample;
use jiff::civil::date;
use vocab::code::{Coded, LegalStatus, MovementType};
use vocab::crossing::RefusalReason;
use vocab::id::PrisonNumber;
use vocab::place::CellLocation;
use vocab::prison::{AlertEnd, CellSharingRisk, ScheduleKind};
use wire::error::WireError;
use wire::hmpps::alert::AlertRow;
use wire::hmpps::appointment::{AppointmentSeries, PrisonAppointment};
use wire::hmpps::external::{PersonInPrison, PersonRecord, PersonViews};
use wire::hmpps::non_association::{KeptApart, Pair};
use wire::hmpps::place::{BaseLocation, Cell, InsidePlace};
use wire::hmpps::prisoner::InOut;
use wire::hmpps::schedule::ScheduledEvents;
use wire::hmpps::{Answer, Complaint, DEPTH_MAX, Prisoner, Reply, Route, WrittenNumber, recognise};

fn prisoner(text: &str) -> Prisoner {
    Prisoner::read(text.as_bytes()).unwrap()
}

#[test]
fn a_search_record_is_read_as_far_as_it_is_used() {
    let active = Prisoner::read(&sample("up__prisoner-search-active.json")).unwrap();
    assert_eq!(active.number.text(), "A3646EA");
    let name = active.name.as_ref().unwrap();
    assert_eq!((name.name.family.text(), name.name.given.text()), ("Larsen", "Robert John James"));
    assert!(!name.withheld);
    assert_eq!(active.born.unwrap().date(), date(1975, 4, 2));
    assert_eq!(active.booking.as_ref().unwrap().text(), "0001200924");
    assert_eq!(active.last_movement, Some(Coded::Known(MovementType::Court)));
    assert_eq!(active.legal_status, Some(Coded::Known(LegalStatus::Sentenced)));
    assert_eq!(active.in_out, Some(Coded::Known(InOut::In)));
    assert_eq!(active.cell.as_ref().unwrap().text(), "A-1-002");
    assert_eq!(active.cro().unwrap().text(), "029906/12J");
    assert_eq!(active.pnc(2026).unwrap().text(), "2012/0394773H");
    let alerts = active.alerts.as_ref().unwrap();
    assert_eq!(alerts.items.len(), 1);
    // Told active and expired at once: active, since doubt is on the side of the nurse.
    assert!(alerts.items[0].alert().active_on(date(2026, 11, 12)));
    assert_eq!(active.languages.as_ref().unwrap().items[0].code, "ENG");
}

#[test]
fn the_states_of_the_samples_read_apart() {
    let read = |name: &str| Prisoner::read(&sample(name)).unwrap();
    let transfer = read("ps-state__transfer-out.json");
    assert_eq!((transfer.prison_id.as_deref(), transfer.prison()), (Some("TRN"), None));
    assert_eq!(transfer.in_out, Some(Coded::Known(InOut::Transfer)));
    let court = read("ps-state__court-out.json");
    assert_eq!((court.prison().unwrap().text(), court.cell), ("WWI", Some(CellLocation::Court)));
    let hospital = read("ps-state__released-to-hospital.json");
    assert_eq!(hospital.restricted_patient, Some(true));
    assert_eq!(hospital.supporting_prison.unwrap().text(), "BXI");
    assert_eq!(hospital.discharged_hospital.as_ref().unwrap().text(), "BIRING");
    let new = read("ps-state__new-prisoner.json");
    assert_eq!((new.status, new.alerts, new.booking), (None, None, None), "not said is not none");
}

#[test]
fn the_cell_sharing_risk_is_read_as_a_level_and_no_more() {
    use CellSharingRisk::{High, Low, Medium, NotRated, Other, Standard};
    let active = Prisoner::read(&sample("up__prisoner-search-active.json")).unwrap();
    assert_eq!(active.cell_sharing, Some(High), "HIGH");
    let listed = Prisoner::read_list(&sample("ps__match-aliases.json")).unwrap().list.items;
    assert!(listed.iter().any(|p| p.cell_sharing == Some(High)), "High");
    assert!(listed.iter().any(|p| p.cell_sharing == Some(NotRated)), "left out");
    let page = PersonInPrison::read_list(&sample("ext__prison-prisoners-page.json")).unwrap();
    assert_eq!(page.list.items[0].cell_sharing, Some(High));
    let written = [
        (r#""High""#, Some(High)),
        (r#""HI""#, Some(High)),
        (r#""HIGH_GENERAL""#, Some(High)),
        (r#""HIGH_SPECIFIC""#, Some(High)),
        (r#"" standard ""#, Some(Standard)),
        (r#""MED""#, Some(Medium)),
        (r#""Medium""#, Some(Medium)),
        (r#""Low""#, Some(Low)),
        ("null", Some(NotRated)),
        (r#""Pending""#, Some(Other)),
        (r#""High: threatened a cell mate""#, Some(Other)),
        ("7", Some(Other)),
        ("[]", Some(Other)),
        (r#""**REDACTED**""#, None),
        (r#""""#, None),
    ];
    for (csra, level) in written {
        let record = prisoner(&format!(r#"{{"prisonerNumber":"A1234BC","csra":{csra}}}"#));
        assert_eq!(record.cell_sharing, level, "{csra}");
        let outside = PersonInPrison::read(format!(r#"{{"data":{{"csra":{csra}}}}}"#).as_bytes()).unwrap();
        assert_eq!(outside.cell_sharing, level, "{csra}");
        assert!(!format!("{record:?} {outside:?}").contains("threatened"));
    }
    // Prisoner search leaves out what is empty; the External API says null, and leaves out what it may not tell.
    assert_eq!(prisoner(r#"{"prisonerNumber":"A1234BC"}"#).cell_sharing, Some(NotRated));
    assert_eq!(PersonInPrison::read(br#"{"data":{}}"#).unwrap().cell_sharing, None);
}

#[test]
fn a_number_merged_away_is_found_in_the_survivor() {
    let page = Prisoner::read_list(&sample("up__prisoner-search-attribute-merged.json")).unwrap();
    let merged = page.list.items[0].merged_numbers();
    assert_eq!(merged, [WrittenNumber::read("G2996UX")]);
    assert_eq!(page.pagination.unwrap().is_last, Some(true));
    assert_eq!(Prisoner::read_list(&sample("ps__match-aliases.json")).unwrap().list.items.len(), 7);
}

#[test]
fn odd_types_of_optional_fields_sink_nothing() {
    for odd in
        ["null", "7", "-1.5e3", "true", "[]", "{}", "[[{}]]", "\"\"", "\"\u{1F600}\"", "99999999999999999999"]
    {
        let text = [
            "firstName",
            "middleNames",
            "lastName",
            "dateOfBirth",
            "gender",
            "pncNumber",
            "croNumber",
            "bookingId",
            "status",
            "inOutStatus",
            "prisonId",
            "lastPrisonId",
            "cellLocation",
            "csra",
            "lastMovementTypeCode",
            "lastMovementReasonCode",
            "lastMovementDate",
            "legalStatus",
            "restrictedPatient",
            "supportingPrisonId",
            "dischargedHospitalId",
            "dischargeDate",
            "alerts",
            "identifiers",
            "languages",
            "recall",
            "receptionDate",
            "confirmedReleaseDate",
            "releaseDate",
        ]
        .iter()
        .fold(r#"{"prisonerNumber":"A1234BC""#.to_owned(), |text, key| format!(r#"{text},"{key}":{odd}"#));
        let read = prisoner(&format!("{text}}}"));
        assert_eq!(read.number.text(), "A1234BC", "{odd}");
        assert_eq!((read.born, read.last_movement_date, read.release_date), (None, None, None), "{odd}");
    }
}

#[test]
fn an_essential_field_is_refused_by_its_path_and_never_by_its_value() {
    let refused = |text: &str| Prisoner::read(text.as_bytes()).unwrap_err();
    let expected = "a prison number such as A1234BC";
    assert_eq!(
        refused(r#"{"lastName":"Boyd"}"#),
        WireError::Missing { path: "$.prisonerNumber".into(), expected }
    );
    assert_eq!(
        refused(r#"{"prisonerNumber":null}"#),
        WireError::Missing { path: "$.prisonerNumber".into(), expected }
    );
    assert_eq!(
        refused(r#"{"prisonerNumber":7}"#),
        WireError::Expected { path: "$.prisonerNumber".into(), expected }
    );
    let malformed = refused(r#"{"prisonerNumber":"Z99secret"}"#);
    assert_eq!(malformed, WireError::Expected { path: "$.prisonerNumber".into(), expected });
    assert!(!format!("{malformed} {malformed:?}").contains("secret"));
    assert_eq!(refused("[]"), WireError::Expected { path: "$".into(), expected: "an object" });
    assert_eq!(
        refused(r#"{"prisonerNumber":"A1234BC","prisonerNumber":"B2345CD"}"#),
        WireError::DuplicateKey { path: "$.prisonerNumber".into() }
    );
    assert_eq!(
        refused(r#"{"prisonerNumber":"A1234BC","status":"ACTIVE IN","status":"INACTIVE OUT"}"#),
        WireError::DuplicateKey { path: "$.status".into() }
    );
}

#[test]
fn one_bad_record_does_not_sink_its_page_and_is_not_forgotten() {
    let page = br#"{"content":[{"prisonerNumber":"A1234BC"},{"prisonerNumber":"A16345"},7],"last":true,"number":0,"totalElements":3}"#;
    let read = Prisoner::read_list(page).unwrap();
    assert_eq!((read.list.items.len(), read.list.len()), (1, 3));
    assert_eq!(
        read.list.refused[0],
        WireError::Expected {
            path: "$.content[1].prisonerNumber".into(),
            expected: "a prison number such as A1234BC"
        }
    );
    assert!(!read.list.is_whole() && !read.is_all(), "an absence must not be read out of it");
}

#[test]
fn bytes_that_are_no_json_have_their_own_errors() {
    assert_eq!(recognise(b"{\"a\":\"\xff\"}").unwrap_err(), WireError::Utf8 { at: 6 });
    assert_eq!(recognise(b"").unwrap_err(), WireError::Truncated { line: 1, column: 0 });
    assert_eq!(recognise(b"{\"a\":").unwrap_err(), WireError::Truncated { line: 1, column: 5 });
    assert_eq!(recognise(b"{\n\"a\" 1}").unwrap_err(), WireError::Syntax { line: 2, column: 5 });
    assert_eq!(recognise(b"{} {}").unwrap_err(), WireError::Syntax { line: 1, column: 4 });
    assert!(matches!(recognise(br#"{"a":"\ud800"}"#), Err(WireError::Syntax { .. })), "half a character");
    assert!(matches!(recognise(b"{\"a\":\"\x01\"}"), Err(WireError::Syntax { .. })), "a control character");
    assert!(recognise(b"\xEF\xBB\xBF{}").is_ok(), "a byte order mark is no character");
    let deep = |levels| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(recognise(deep(DEPTH_MAX).as_bytes()).is_ok());
    assert_eq!(recognise(deep(DEPTH_MAX + 1).as_bytes()).unwrap_err(), WireError::TooDeep);
    assert_eq!(recognise("[".repeat(2_000_000).as_bytes()).unwrap_err(), WireError::TooDeep);
}

#[test]
fn an_external_alert_is_active_by_its_dates_and_by_what_was_told_only_without_them() {
    let read = |fields: &str| {
        let text = format!(
            r#"{{"data":[{{"offenderNo":"A1234BC","type":"H","code":"HA","dateCreated":"2026-11-01"{fields}}}]}}"#
        );
        AlertRow::read_external(text.as_bytes()).unwrap().list.items[0].clone()
    };
    assert_eq!(read("").ends, AlertEnd::Open);
    assert_eq!(read(r#","dateExpired":null,"active":true"#).ends, AlertEnd::Open);
    assert_eq!(read(r#","dateExpired":"2026-11-12","active":true"#).ends, AlertEnd::On(date(2026, 11, 12)));
    assert_eq!(read(r#","active":false"#).ends, AlertEnd::AsTold { active: false });
    for odd in ["7", r#""soon""#, r#""**REDACTED**""#] {
        assert_eq!(
            read(&format!(r#","dateExpired":{odd}"#)).ends,
            AlertEnd::AsTold { active: true },
            "{odd}"
        );
        assert_eq!(
            read(&format!(r#","dateExpired":{odd},"active":false"#)).ends,
            AlertEnd::AsTold { active: false },
            "{odd}"
        );
    }
    assert_eq!(read("").from, Some(date(2026, 11, 1)));
}

#[test]
fn an_alert_without_a_code_makes_its_list_less_than_whole() {
    let read = AlertRow::read_external(br#"{"data":[{"code":"HA"},{"type":"H"},{"code":""}]}"#).unwrap();
    assert_eq!((read.list.items.len(), read.list.refused.len()), (1, 2));
    assert_eq!(
        read.list.refused[0],
        WireError::Missing { path: "$.data[1].code".into(), expected: "an alert code" }
    );
}

#[test]
fn alerts_of_the_alerts_api_carry_an_id_and_dates() {
    let page = br#"{"totalElements":2,"totalPages":1,"last":true,"number":0,"content":[
        {"alertUuid":"8cdadcf3-b003-4116-9956-c99bd8df6a00","prisonNumber":"A1234AA","alertCode":{"alertTypeCode":"A","alertTypeDescription":"x","code":"ABC","description":"x","canBeAdministered":true},
         "description":"secret words","activeFrom":"2021-09-27","activeTo":"2026-11-12","isActive":true,"createdAt":"2021-09-27T14:19:25"},
        {"alertUuid":"x","prisonNumber":"A1234AA","alertCode":"ABC"}]}"#;
    let read = AlertRow::read_internal(page).unwrap();
    let first = &read.list.items[0];
    assert_eq!(
        (first.code.text(), first.kind.as_deref(), first.ends),
        ("ABC", Some("A"), AlertEnd::On(date(2026, 11, 12)))
    );
    assert!(!first.alert().active_on(date(2026, 11, 12)), "on its last day an alert is over");
    assert!(!format!("{read:?}").contains("secret"));
    assert_eq!(
        read.list.refused[0],
        WireError::Expected { path: "$.content[1].alertCode".into(), expected: "an object" }
    );
    let recognised = recognise(page).unwrap();
    assert_eq!((recognised.kind(), recognised.counts()), ("alerts", (1, 1)));
}

#[test]
fn page_counts_that_cannot_be_are_not_said() {
    let read = AlertRow::read_external(&sample("ext__alerts-page.json")).unwrap();
    let pagination = read.pagination.unwrap();
    assert_eq!((pagination.is_last, pagination.page, pagination.per_page), (Some(true), None, None));
    assert_eq!((pagination.total, pagination.pages), (None, None));
    let first_of_two =
        AlertRow::read_external(br#"{"data":[],"pagination":{"isLastPage":false,"page":1,"totalPages":2}}"#)
            .unwrap();
    assert!(!first_of_two.is_all());
    let second_of_two =
        AlertRow::read_external(br#"{"data":[],"pagination":{"isLastPage":true,"page":2}}"#).unwrap();
    assert!(!second_of_two.is_all(), "the last page is not the whole list");
}

#[test]
fn what_a_policy_withheld_is_not_said_and_not_compared() {
    let read = PersonViews::read(&sample("ext__person-redacted.json")).unwrap();
    let person = read.prison.unwrap();
    let name = person.name.unwrap();
    assert_eq!(name.name.given.text(), "Robert");
    assert!(name.withheld && person.withheld);
    assert_eq!((person.pnc_written, person.cro_written), (None, None));
    assert_eq!(person.number, Some(WrittenNumber::read("G2996UX")));

    let whole = PersonViews::read(&sample("ext__person.json")).unwrap();
    assert!(!whole.prison.as_ref().unwrap().withheld);
    assert_eq!(whole.probation.unwrap().crn.unwrap().text(), "A123123");
    assert_eq!(whole.prison.unwrap().hmpps_id.unwrap().text(), "G2996UX");
    assert_eq!(PersonRecord::read_list(&sample("ext__persons-search.json")).unwrap().list.items.len(), 2);
    let page = PersonInPrison::read_list(&sample("ext__prison-prisoners-page.json")).unwrap();
    assert!(page.is_all());
    assert_eq!(page.list.items[0].prison().unwrap().text(), "MDI");
}

#[test]
fn places_are_read_and_states_are_not_prisons() {
    let cell =
        Cell::read(br#"{"data":{"prisonCode":"MDI","prisonName":"HMP Moorland","cell":"6-2-006"}}"#).unwrap();
    assert_eq!(
        (cell.prison().unwrap().text(), cell.cell.unwrap().text().to_owned()),
        ("MDI", "6-2-006".to_owned())
    );
    let gone = Cell::read(br#"{"data":{"prisonCode":"OUT","prisonName":"Outside","cell":null}}"#).unwrap();
    assert_eq!((gone.prison(), gone.cell, gone.prison_id.as_deref()), (None, None, Some("OUT")));
    let base = BaseLocation::read(&sample("ext__prisoner-base-location.json")).unwrap();
    assert!(base.in_prison);
    assert_eq!(base.last_movement.as_deref(), Some("Admission"));
    assert_eq!(
        BaseLocation::read(br#"{"data":{"inPrison":"yes"}}"#).unwrap_err(),
        WireError::Expected { path: "$.data.inPrison".into(), expected: "true or false" }
    );
    assert_eq!(
        Cell::read(br#"{"data":[]}"#).unwrap_err(),
        WireError::Expected { path: "$.data".into(), expected: "an object" }
    );
    assert_eq!(InsidePlace::read(&sample("ext__location.json")).unwrap().key, "MDI-A-1-001");
    let rooms = br#"[{"id":"b7602cc8-e769-4cbb-8194-62d8e655992a","prisonId":"MDI","localName":"Healthcare","code":"HC","pathHierarchy":"HC","locationType":"MEDICAL","status":"ACTIVE","key":"MDI-HC"}]"#;
    assert_eq!(
        InsidePlace::read_list(rooms).unwrap().items[0].id.as_deref(),
        Some("b7602cc8-e769-4cbb-8194-62d8e655992a")
    );
}

#[test]
fn people_to_be_kept_apart_come_without_the_reason() {
    let listed = KeptApart::read(&sample("ext__non-associations.json")).unwrap();
    let row = &listed.items[0];
    assert_eq!(
        (row.other.number().unwrap().text(), row.restriction.as_deref(), row.open),
        ("D5678EF".into(), Some("CELL"), true)
    );
    let printed = format!("{listed:?}").to_lowercase();
    for word in ["bullying", "victim", "fighting", "perpetrator"] {
        assert!(!printed.contains(word), "{word}");
    }
    let pairs = Pair::read_list(&sample("am__non-associations-involving.json")).unwrap();
    // One sample number is malformed: the pair is kept for the one who is well formed.
    let other = PrisonNumber::parse("G0346VF").unwrap();
    let seen: Vec<_> = pairs.items.iter().filter_map(|p| p.seen_by(other)).collect();
    assert_eq!(seen.len(), 1);
    assert!(matches!(seen[0].other, WrittenNumber::Odd(_)));
    assert_eq!(seen[0].non_association(), None);
    // Not said to be closed is open.
    let unsaid = KeptApart::read(
        br#"{"data":{"nonAssociations":[{"otherPrisonerDetails":{"prisonerNumber":"A1234BC"}}]}}"#,
    )
    .unwrap();
    assert!(unsaid.items[0].open);
}

#[test]
fn an_appointment_reads_alike_in_every_spelling() {
    let external = &PrisonAppointment::read_external_search(&sample("ext__appointments-search.json"))
        .unwrap()
        .list
        .items[0];
    let internal =
        &PrisonAppointment::read_search(&sample("up__activities-appointments-search.json")).unwrap().items[0];
    for read in [external, internal] {
        assert_eq!(
            (read.id, read.prison.unwrap().text(), read.category.as_deref()),
            (123_456, "SKI", Some("CHAP"))
        );
        assert_eq!((read.start.hm(), read.end.unwrap().hm()), ("13:00".into(), "13:30".into()));
        assert_eq!(read.attendees.items[0].number, WrittenNumber::read("A1234BC"));
        assert_eq!(
            (read.cancelled, read.custom_name.as_ref().unwrap().text()),
            (Some(false), "Meeting with the governor")
        );
    }
    assert_eq!(
        (external.attendees.items[0].instance, internal.attendees.items[0].instance),
        (None, Some(123_456))
    );
    assert_eq!((external.venue.code.as_deref(), internal.venue.number), (Some("SKI"), Some(27)));
    assert_eq!((external.deleted, internal.deleted), (None, Some(false)));

    let details = br#"{"id":7,"appointmentSeries":{"id":3},"appointmentType":"INDIVIDUAL","sequenceNumber":1,"prisonCode":"MDI","appointmentName":"x",
        "attendees":[{"id":9,"prisoner":{"prisonerNumber":"A1234BC","firstName":"KIERAN"},"attended":null}],"category":{"code":"MEOT","description":"x"},
        "internalLocation":{"id":1,"dpsLocationId":"b7602cc8-e769-4cbb-8194-62d8e655992a","prisonCode":"MDI","description":"HC"},"inCell":false,
        "startDate":"2026-11-12","startTime":"10:20","endTime":null,"isExpired":false,"createdTime":"2026-11-01T10:00:00","createdBy":"GATELODGE",
        "isEdited":false,"isCancelled":true,"isDeleted":false}"#;
    let read = PrisonAppointment::read_details(details).unwrap();
    assert_eq!((read.id, read.series, read.cancelled, read.end), (7, Some(3), Some(true), None));
    assert_eq!(read.created_by.as_ref().unwrap().text(), "GATELODGE");
    assert_eq!(read.attendees.items[0].attended, None);
    assert_eq!(recognise(details).unwrap().kind(), "appointment details");

    let instance = br#"{"id":9,"appointmentSeriesId":3,"appointmentId":7,"appointmentAttendeeId":9,"appointmentType":"INDIVIDUAL","prisonCode":"MDI",
        "prisonerNumber":"A1234BC","bookingId":1,"categoryCode":"MEOT","dpsLocationId":"b7602cc8-e769-4cbb-8194-62d8e655992a","inCell":false,
        "appointmentDate":"2026-11-12","startTime":"10:20","endTime":"10:40","createdTime":"2026-11-01T10:00:00","createdBy":"GATELODGE"}"#;
    let read = PrisonAppointment::read_instance(instance).unwrap();
    assert_eq!((read.id, read.attendees.items[0].instance, read.cancelled), (7, Some(9), None));
    assert_eq!(recognise(instance).unwrap().kind(), "appointment instance");

    let series = br#"{"id":3,"appointmentType":"INDIVIDUAL","prisonCode":"MDI","categoryCode":"MEOT","inCell":false,"startDate":"2026-11-12","startTime":"10:20",
        "createdTime":"2026-11-01T10:00:00","createdBy":"GATELODGE","appointments":[{"id":7,"sequenceNumber":1,"prisonCode":"MDI","categoryCode":"MEOT","inCell":false,
        "startDate":"2026-11-12","startTime":"10:20","endTime":"10:40","createdTime":"2026-11-01T10:00:00","createdBy":"GATELODGE","isDeleted":false,"isCancelled":false,
        "attendees":[{"id":9,"prisonerNumber":"A1234BC","bookingId":1},{"id":10,"prisonerNumber":"B2345CD","bookingId":2,"removedTime":"2026-11-02T10:00:00"}]}]}"#;
    let read = AppointmentSeries::read(series).unwrap();
    let appointment = &read.appointments.items[0];
    assert_eq!((read.id, appointment.id, appointment.series), (3, 7, Some(3)));
    assert_eq!(
        appointment.attendees.items.iter().map(|a| (a.instance, a.removed)).collect::<Vec<_>>(),
        [(Some(9), false), (Some(10), true)]
    );
    assert_eq!(recognise(series).unwrap().kind(), "appointment series");
}

#[test]
fn an_appointment_without_its_essentials_is_refused_by_path() {
    let good = String::from_utf8(sample("up__activities-appointments-search.json")).unwrap();
    let refused = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        let listed = PrisonAppointment::read_search(good.replace(from, to).as_bytes()).unwrap();
        listed.refused.first().cloned().map(|e| e.to_string()).unwrap_or_default()
    };
    assert_eq!(
        refused(r#""startTime": "13:00""#, r#""startTime": "1 pm""#),
        "$[0].startTime is not a time of day as 10:20, and one that London's clocks show that day"
    );
    assert_eq!(
        refused(r#""startDate": "2025-06-12""#, r#""startDate": "12/06/2025""#),
        "$[0].startDate is not a date as 2026-11-12"
    );
    assert_eq!(
        refused(r#""isCancelled": false"#, r#""isCancelled": "no""#),
        "$[0].isCancelled is not true or false"
    );
    assert_eq!(
        refused(r#""appointmentId": 123456"#, r#""appointmentId": null"#),
        "$[0].appointmentId is missing: expected a whole number"
    );
}

#[test]
fn a_day_is_reduced_to_kind_time_and_person() {
    let event = |extra: &str| {
        format!(
            r#"{{"prisonerNumber":"A1234BC","date":"2026-11-12","inCell":false,"cancelled":false,"priority":1{extra}}}"#
        )
    };
    let text = format!(
        r#"{{"prisonCode":"MDI","prisonerNumbers":["A1234BC"],"appointments":[{}],"courtHearings":[{}],"visits":[{},{}],"activities":[{}],"externalTransfers":[{}]}}"#,
        event(
            r#","startTime":"10:20","endTime":"10:40","appointmentId":7,"comments":"secret words","summary":"Dentist""#
        ),
        event(""),
        event(r#","startTime":"14:00","suspended":true"#),
        event(r#","startTime":"two""#),
        event(r#","startTime":"09:00:00","autoSuspended":true"#),
        event(r#","startTime":"08:00","eventType":"TEMPORARY_ABSENCE""#),
    );
    let day = ScheduledEvents::read(text.as_bytes()).unwrap();
    assert!(!format!("{day:?}").contains("secret") && !format!("{day:?}").contains("Dentist"));
    let kinds: Vec<_> = day
        .events
        .items
        .iter()
        .map(|e| (e.kind, e.start.hm(), e.time_said, e.cancelled, e.appointment))
        .collect();
    assert_eq!(
        kinds,
        [
            (ScheduleKind::Appointment, "10:20".into(), true, false, Some(7)),
            (ScheduleKind::Court, "00:00".into(), false, false, None),
            (ScheduleKind::Visit, "14:00".into(), true, true, None),
            (ScheduleKind::Activity, "09:00".into(), true, true, None),
            (ScheduleKind::Absence, "08:00".into(), true, false, None),
        ]
    );
    assert_eq!(day.events.refused.len(), 1);
    assert_eq!(day.not_said, [ScheduleKind::Adjudication], "a list left out is not an empty one");
    assert_eq!(recognise(text.as_bytes()).unwrap().kind(), "scheduled events");
    assert!(ScheduledEvents::read(b"{}").is_err());
}

fn answer(status: u16, body: &[u8]) -> Answer<PersonViews> {
    let reply =
        Reply { status, location: Some("https://x/v1/persons/B8888CC?a=b"), retry_after: Some(7), body };
    Answer::read(&reply, PersonViews::read).unwrap()
}

#[test]
fn a_status_is_a_meaning() {
    assert!(matches!(answer(200, br#"{"data":{}}"#), Answer::Found(_)));
    let words: Vec<_> = [303, 401, 403, 404, 408, 429, 500, 502, 503, 504, 400, 409, 410, 418, 302]
        .map(|s| answer(s, b"not json").word())
        .into();
    assert_eq!(
        words,
        [
            "merged",
            "not-allowed",
            "not-allowed",
            "not-visible",
            "failed",
            "busy",
            "failed",
            "failed",
            "off",
            "failed",
            "refused",
            "refused",
            "refused",
            "refused",
            "refused"
        ]
    );
    let Answer::Merged { survivor } = answer(303, b"") else { panic!("303 is a merge") };
    assert_eq!(survivor.unwrap().text(), "B8888CC");
    assert_eq!(answer(429, b""), Answer::Busy { retry_after: Some(7) });
    let reply = Reply { status: 200, location: None, retry_after: None, body: b"<html>" };
    assert!(Answer::read(&reply, PersonViews::read).is_err(), "a success that cannot be read is no success");
}

#[test]
fn a_complaint_says_why_and_prints_nobody() {
    let complaint = |message: &str| {
        Complaint::read(format!(r#"{{"status":400,"errorCode":12,"userMessage":"Exception: {message}","developerMessage":null}}"#).as_bytes()).unwrap()
    };
    let cases = [
        (
            "Prisoner(s) with prisoner number(s) 'A1234BC' not found, were inactive or are residents of a different prison.",
            RefusalReason::PersonNotThere,
        ),
        ("Appointment location with id 'x' not found in prison 'MDI'", RefusalReason::PlaceUnknown),
        (
            "Internal location id or DPS Location ID must be supplied if in cell = false",
            RefusalReason::PlaceUnknown,
        ),
        ("Start date must not be more than 5 days ago", RefusalReason::TimeRefused),
        ("End time must be after the start time", RefusalReason::TimeRefused),
        ("Appointment 7 not found", RefusalReason::NotFound),
        ("Something new", RefusalReason::Other),
    ];
    for (message, reason) in cases {
        assert_eq!(complaint(message).reason(), reason, "{message}");
    }
    assert!(!format!("{:?}", complaint("A1234BC")).contains("A1234BC"));
    assert_eq!(complaint("x").code.as_deref(), Some("12"));
}

#[test]
fn a_category_that_is_not_active_is_not_a_missing_person() {
    let said = Complaint::read(
        br#"{"status":400,"userMessage":"Appointment Category with code 'X' not found or is not active"}"#,
    )
    .unwrap();
    assert_eq!(said.reason(), RefusalReason::Other);
}

#[test]
fn routes_are_read_with_and_without_host_and_query() {
    let read = |path: &str| Route::read("get", path).unwrap();
    assert_eq!(
        read("https://host.test/v1/persons/A1234BC/cell-location?x=1"),
        read("/v1/persons/A1234BC/cell-location")
    );
    assert!(
        matches!(read("/v1/persons/A1234BC/cell-location/"), Route::CellLocation(id) if id.text() == "A1234BC")
    );
    assert_eq!(Route::read("PUT", "/appointments/7/cancel"), Some(Route::AppointmentCancel(7)));
    assert_eq!(Route::read("PATCH", "/appointments/7"), Some(Route::AppointmentChange(7)));
    assert_eq!(Route::read("PATCH", "/appointments/seven"), None);
    assert_eq!(Route::read("POST", "/appointment-series"), Some(Route::AppointmentCreate));
    assert_eq!(Route::read("GET", "/"), None);
    assert!(!format!("{:?}", read("/v1/persons/A1234BC")).contains("A1234BC"));
}
