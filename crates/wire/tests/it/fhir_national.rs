//! What the national services tell: PDS of somebody, MNS that something changed.

use jiff::civil::{Date, date};
use std::path::Path;
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::{Death, NoRecord, Pds, Told};
use wire::fhir::codes::SpineCode;
use wire::fhir::mns::{PdsChange, PdsSignal, signal};
use wire::fhir::pds::{Answered, answered, complaint, record};
use wire::fhir::{Issue, bytes};

/// A day on which what the published samples say stands.
const THEN: Date = date(2025, 6, 1);

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sample(name: &str) -> Pds {
    let read = record(&file(&format!("health-odd/{name}.json")), THEN).unwrap();
    assert!(read.notes.is_empty(), "{:?}", read.notes);
    read.pds
}

fn nhs(text: &str) -> NhsNumber {
    NhsNumber::parse(text).unwrap()
}

fn ods(text: &str) -> OdsCode {
    OdsCode::parse(text).unwrap()
}

/// A Patient with this confidentiality and these elements.
fn patient(confidentiality: &str, elements: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"9000000009","meta":{{"versionId":"2","security":[{confidentiality}]}}{elements}}}"#
    )
}

fn security(code: &str) -> String {
    format!(r#"{{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"{code}"}}"#)
}

fn open(elements: &str) -> Pds {
    let text = patient(&security("U"), elements);
    record(text.as_bytes(), THEN).unwrap_or_else(|issues| panic!("{issues:?}")).pds
}

fn refused<T>(read: Result<T, Vec<Issue>>) -> String {
    read.err().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn gp(code: &str, period: &str) -> String {
    format!(
        r#"{{"type":"Organization","identifier":{{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"{code}"{period}}}}}"#
    )
}

fn gps(list: &str) -> String {
    format!(r#","generalPractitioner":[{list}]"#)
}

const PLACED: &str = r#","generalPractitioner":[{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"Y12345"}}],"managingOrganization":{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"Y54321"}},"address":[{"use":"home","line":["1 Trevelyan Square"],"postalCode":"LS1 6AE"}]"#;

#[test]
fn the_published_records_are_read() {
    let full = sample("patient-9000000009");
    assert_eq!((full.number, full.version.as_str()), (nhs("9000000009"), "2"));
    assert_eq!((full.is_restricted, full.death), (false, Some(Death::Formal)));
    assert_eq!(full.practice, Told::Is(ods("Y12345")));
    assert_eq!(full.practice_before, None, "it has a practice");
    let address = full.address.is().unwrap();
    assert_eq!((address.lines.len(), address.postcode.as_deref()), (5, Some("LS1 6AE")));
    let minimal = sample("patient-9000000033-minimal");
    assert_eq!((minimal.is_restricted, &minimal.practice), (false, &Told::None));
    assert_eq!((&minimal.address, minimal.death), (&Told::None, None));
}

#[test]
fn a_restricted_record_never_looks_like_no_gp() {
    let kept = |pds: &Pds| {
        assert!(pds.is_restricted);
        assert_eq!((&pds.practice, &pds.address), (&Told::Kept, &Told::Kept));
        assert_eq!(pds.practice_before, None);
    };
    let published = sample("patient-9000000025-restricted");
    kept(&published);
    assert_eq!(published.death, Some(Death::Formal), "what is no place is told");
    // Whatever is not "U", and what is there all the same.
    let both = format!("{},{}", security("U"), security("R"));
    let without_system = r#"{"code":"R"}"#.to_owned();
    let without_code = r#"{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality"}"#.to_owned();
    let mut said: Vec<String> = ["R", "V", "REDACTED", "N", "u", ""].map(security).to_vec();
    said.extend([both, without_system, without_code, String::new()]);
    for said in said {
        for elements in ["", PLACED] {
            kept(&record(patient(&said, elements).as_bytes(), THEN).unwrap().pds);
        }
    }
    let silent = record(patient("", PLACED).as_bytes(), THEN).unwrap();
    assert!(silent.notes[0].details().contains("taken as restricted"), "{:?}", silent.notes);
    // A label about something else says nothing of it.
    let other = format!(r#"{},{{"system":"https://labels.test","code":"R"}}"#, security("U"));
    assert!(!record(patient(&other, "").as_bytes(), THEN).unwrap().pds.is_restricted);
}

#[test]
fn a_practice_is_the_one_that_stands_and_none_is_none() {
    let none = open(
        r#","managingOrganization":{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"y54321"}}"#,
    );
    assert_eq!((none.practice, none.practice_before), (Told::None, Some(ods("Y54321"))));
    let placed = open(PLACED);
    assert_eq!((placed.practice, placed.practice_before), (Told::Is(ods("Y12345")), None));
    for (period, stands) in [
        (r#""end":"2025-05-31""#, false),
        (r#""end":"2025-06-01""#, true),
        (r#""end":"2025-06""#, true),
        (r#""end":"2025""#, true),
        (r#""end":"2024""#, false),
        (r#""start":"2025-06-02""#, false),
        (r#""start":"2025-06-01T08:00:00+01:00""#, true),
        (r#""end":"2025-05-31T23:30:00Z""#, true),
        (r#""end":"soon""#, true),
        (r#""start":"2024-01-01","end":"2025-12-31""#, true),
    ] {
        let one = gps(&gp("Y12345", &format!(r#","period":{{{period}}}"#)));
        assert_eq!(open(&one).practice.is().is_some(), stands, "{period}");
    }
    let old = gp("Y11111", r#","period":{"end":"2020-01-01"}"#);
    let since = gp("Y22222", r#","period":{"start":"2021-01-01"}"#);
    let later = gp("Y33333", r#","period":{"start":"2022-01-01"}"#);
    assert_eq!(open(&gps(&format!("{later},{old},{since}"))).practice, Told::Is(ods("Y33333")));
    let twice = gps(&format!("{},{}", gp("Y22222", ""), gp("Y22222", "")));
    assert_eq!(open(&twice).practice, Told::Is(ods("Y22222")));
}

#[test]
fn a_record_that_leaves_doubt_is_refused_with_its_place() {
    let told = |elements: &str| refused(record(patient(&security("U"), elements).as_bytes(), THEN));
    let two = gps(&format!("{},{}", gp("Y11111", ""), gp("Y22222", "")));
    let no_code = "error value at Patient.generalPractitioner[0].identifier.system: a practice without an ODS code: which one it is cannot be told";
    let other = r#"{"identifier":{"system":"https://fhir.hl7.org.uk/Id/gmp-number","value":"G1234567"}}"#;
    let elsewhere = r#","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9000000033"}]"#;
    for (elements, why) in [
        (gps(other), no_code),
        (gps(r#"{"reference":"Organization/1"}"#), "error required at Patient.generalPractitioner[0]"),
        (gps(&gp("no", "")), "error value at Patient.generalPractitioner[0].identifier.value: ODS code"),
        (two, "error multiple-matches at Patient.generalPractitioner: two practices stand"),
        (elsewhere.to_owned(), "error value at Patient.identifier: two different NHS numbers on one record"),
        (r#","modifierExtension":[{}]"#.to_owned(), "error extension at Patient.modifierExtension"),
    ] {
        let told = told(&elements);
        assert!(told.starts_with(why), "{told}");
    }
    for (text, why) in [
        (r#"{"resourceType":"Patient"}"#, "error required at Patient.id: no id"),
        (r#"{"resourceType":"Patient","id":"9000000009"}"#, "error required at Patient.meta.versionId"),
        (
            r#"{"resourceType":"Patient","id":"9000000000","meta":{"versionId":"1"}}"#,
            "error value at Patient.id",
        ),
        (r#"{"resourceType":"Bundle","type":"searchset"}"#, "error invalid at Resource.resourceType"),
        ("<html>", "error structure at Resource"),
    ] {
        let told = refused(record(text.as_bytes(), THEN));
        assert!(told.starts_with(why) && !told.contains("9000000000"), "{told}");
    }
    // A restricted one tells no practice, so nothing of it can be doubted.
    assert!(record(patient(&security("R"), &gps(other)).as_bytes(), THEN).is_ok());
}

#[test]
fn an_address_is_home_then_unsaid_then_temporary_and_never_for_letters() {
    let address = |n: u8, more: &str| format!(r#"{{"line":["{n} Street",""," "]{more}}}"#);
    let of = |list: &[String]| {
        let told = open(&format!(r#","address":[{}]"#, list.join(","))).address;
        told.is().map(|address| address.lines.clone())
    };
    let home = address(1, r#","use":"home""#);
    let over = address(2, r#","use":"home","period":{"end":"2025-01-01"}"#);
    let newer = address(3, r#","use":"home","period":{"start":"2025-01-02"}"#);
    let unsaid = address(4, "");
    let temp = address(5, r#","use":"temp""#);
    let letters = address(6, r#","use":"billing""#);
    let street = |n: u8| Some(vec![format!("{n} Street")]);
    assert_eq!(of(&[letters.clone(), temp.clone(), unsaid.clone(), home.clone()]), street(1));
    assert_eq!(of(&[home, newer, over.clone()]), street(3));
    assert_eq!(of(&[over.clone(), temp.clone(), unsaid]), street(4));
    assert_eq!(of(&[over.clone(), letters.clone(), temp]), street(5));
    assert_eq!(of(&[over, letters]), None);
    let bare = open(r#","address":[{"use":"home","line":[null,""],"text":"x"}]"#);
    assert_eq!(bare.address, Told::None);
    let postcode = open(r#","address":{"use":"home","postalCode":"ZZ99 3VZ"}"#);
    assert!(postcode.address.is().is_some(), "no fixed abode is an address; standing bare it is read");
}

#[test]
fn a_death_is_what_its_notification_says() {
    let notified = |code: &str| {
        format!(
            r#","extension":[{{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus","extension":[{{"url":"systemEffectiveDate","valueDateTime":"2025-01-01"}},{{"url":"deathNotificationStatus","valueCodeableConcept":{{"coding":[{{"code":"{code}"}}]}}}}]}}]"#
        )
    };
    let dated = r#","deceasedDateTime":"2025-01-01T00:00:00+00:00""#;
    for (elements, death) in [
        (String::new(), None),
        (dated.to_owned(), Some(Death::Informal)),
        (format!("{dated}{}", notified("1")), Some(Death::Informal)),
        (format!("{dated}{}", notified("2")), Some(Death::Formal)),
        (notified("2"), Some(Death::Formal)),
        (format!("{dated}{}", notified("U")), None),
        (format!("{dated}{}", notified("9")), Some(Death::Informal)),
        (notified("9"), None),
        (r#","deceasedBoolean":true"#.to_owned(), Some(Death::Informal)),
    ] {
        assert_eq!(open(&elements).death, death, "{elements}");
    }
}

fn outcome(codes: &[&str]) -> String {
    let issue = |code: &&str| {
        format!(
            r#"{{"severity":"error","code":"not-found","details":{{"coding":[{{"system":"https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode","version":"1","code":"{code}","display":"x"}}]}},"diagnostics":"9000000009"}}"#
        )
    };
    let issues: Vec<String> = codes.iter().map(issue).collect();
    format!(r#"{{"resourceType":"OperationOutcome","issue":[{}]}}"#, issues.join(","))
}

#[test]
fn nobody_has_this_number_only_where_pds_itself_says_so() {
    let read = |status, text: &str| answered(status, text.as_bytes(), THEN);
    for (code, why) in
        [("RESOURCE_NOT_FOUND", NoRecord::NotFound), ("INVALIDATED_RESOURCE", NoRecord::Invalidated)]
    {
        assert!(read(404, &outcome(&[code])) == Ok(Answered::NoRecord(why)));
        // Under another status it is about something else.
        assert!(matches!(read(400, &outcome(&[code])), Ok(Answered::Complaint(_))));
    }
    let both = outcome(&["RESOURCE_NOT_FOUND", "INVALIDATED_RESOURCE"]);
    assert!(read(404, &both) == Ok(Answered::NoRecord(NoRecord::Invalidated)));
    // `issue.code` says not-found in all of them; the code of the list alone tells.
    assert!(matches!(read(404, &outcome(&["ACCESS_DENIED"])), Ok(Answered::Complaint(_))));
    for strange in ["", "<html>404</html>", r#"{"fault":{"faultstring":"not found"}}"#, &outcome(&[])] {
        assert!(read(404, strange).is_err(), "{strange}");
    }
    let hl7 = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","details":{"text":"RESOURCE_NOT_FOUND"}}]}"#;
    assert!(read(404, hl7).is_err(), "words are not codes");
    assert!(read(200, &outcome(&["TOO_MANY_MATCHES"])).is_err(), "no record, whatever its status");
}

#[test]
fn a_complaint_is_told_by_its_code_and_in_words() {
    for code in SpineCode::ALL {
        let read = complaint(outcome(&[code.code()]).as_bytes()).unwrap();
        assert!(read.says(*code) && read.others == 0);
        assert_eq!(read.why(), code.says());
    }
    let read = complaint(outcome(&["NEW_CODE", "ACCESS_DENIED", "ACCESS_DENIED"]).as_bytes()).unwrap();
    assert_eq!((read.codes.as_slice(), read.others), (&[SpineCode::AccessDenied][..], 1));
    let unknown = complaint(outcome(&["NEW_CODE"]).as_bytes()).unwrap();
    assert_eq!(unknown.why(), "a code that is not known here");
}

#[test]
fn nothing_that_is_read_prints_what_it_holds() {
    let answer = answered(200, &file("health-odd/patient-9000000009.json"), THEN).unwrap();
    let signal = signal(&file("national/fhir-signal-pds-change-of-gp-2.json")).unwrap();
    assert_eq!(format!("{answer:?} {signal:?}"), "Answered(…) PdsSignal(…)");
    let Answered::Record(record) = answer else { panic!("a record") };
    assert_eq!(format!("{record:?}"), "Record(…)");
    assert!(!format!("{:?}", record.pds).contains("LS1"));
}

fn told(name: &str) -> PdsSignal {
    signal(&file(&format!("national/{name}.json"))).unwrap_or_else(|issues| panic!("{name}: {issues:?}"))
}

#[test]
fn every_published_signal_is_read_in_either_shape() {
    let other = |kind: &str| PdsChange::Other(kind.to_owned());
    for (name, kind) in [
        ("cloudevent-pdsChangeOfGp2Signal", PdsChange::ChangeOfGp),
        ("cloudevent-pdsDeath2Signal", PdsChange::Death),
        ("cloudevent-gpregChangeGpRequestSignal", other("gpreg-change-gp-req-1")),
        ("fhir-signal-pds-record-change-2", PdsChange::RecordChange),
        ("fhir-signal-pds-change-of-gp-2", PdsChange::ChangeOfGp),
        ("fhir-signal-pds-death-notification-2", PdsChange::Death),
        ("fhir-signal-nhs-number-change-2", PdsChange::NumberChange),
        ("fhir-signal-patientflags-change-1", other("patientflags-change-1")),
        ("fhir-signal-gpreg-change-gp-req-1", other("gpreg-change-gp-req-1")),
        ("fhir-signal-gpreg-change-gp-req-1-hydrated", other("gpreg-change-gp-req-1")),
    ] {
        let told = told(name);
        assert_eq!(told.kind, kind, "{name}");
        assert_eq!(told.subject, nhs("9912003888"), "{name}");
        assert_eq!(told.at, Instant::parse_zoned("2020-06-01T13:00:00Z").unwrap(), "{name}");
    }
    let known = told("fhir-signal-pds-record-change-2").id;
    assert_eq!(known, "deb6ed8d-c54a-4489-8609-b15baf927541", "the Bundle's, where there is one");
}

/// The notification that has no focus, with a text in it replaced.
fn bent(from: &str, to: &str) -> Result<PdsSignal, Vec<Issue>> {
    let text: serde_json::Value =
        serde_json::from_slice(&file("national/fhir-signal-pds-record-change-2.json")).unwrap();
    let text = text.to_string();
    assert!(text.contains(from), "{from} is not in {text}");
    signal(text.replace(from, to).as_bytes())
}

#[test]
fn what_hl7_says_of_a_notification_is_read_too() {
    let inside = r#"{"resourceType":"Parameters","id":"n-1","parameter":[{"name":"notification-event","part":[
        {"name":"timestamp","valueInstant":"2026-11-12T10:20:00.5Z"},
        {"name":"focus","valueReference":{"reference":"https://pds.test/Patient/9912003888"}},
        {"name":"additional-context","part":[{"name":"event-type","valueCode":"pds-change-of-gp-3"}]}]}]}"#;
    let read = signal(inside.as_bytes()).unwrap();
    assert_eq!((read.id.as_str(), read.kind), ("n-1", PdsChange::ChangeOfGp));
    assert_eq!(read.subject, nhs("9912003888"));
    let by_reference =
        bent(r#"{"identifier":{"value":"9912003888"}}"#, r#"{"reference":"Patient/9912003888"}"#);
    assert_eq!(by_reference.unwrap().subject, nhs("9912003888"));
    assert!(bent(r#""name":"timestamp""#, r#""name":"time""#).is_ok(), "the Bundle's own time stands for it");
}

#[test]
fn a_malformed_signal_says_what_to_send() {
    let why = |read| refused(read);
    assert!(
        why(bent(r#""name":"subject""#, r#""name":"whom""#))
            .contains("no subject: send the patient's NHS number")
    );
    assert!(
        why(bent("9912003888", "9912003889"))
            .contains("additional-context.subject: NHS number has a wrong check")
    );
    assert!(
        why(bent(r#""name":"additional-context""#, r#""name":"more""#)).contains("no additional-context")
    );
    assert!(why(bent(r#""name":"event-type""#, r#""name":"x""#)).contains("no event-type"));
    assert!(why(bent("pds-record-change-2", "Something Changed")).contains("not a type of event"));
    assert!(why(bent("event-notification", "handshake")).contains("not the notification of an event"));
    assert!(why(bent("2020-06-01T13:00:00Z", "2020-06-01T13:00:00")).contains("not a time with a zone"));
    assert!(
        why(bent(r#""resourceType":"Parameters""#, r#""resourceType":"Basic""#)).contains("no Parameters")
    );
    for (text, why) in [
        ("", "error structure at Signal: the body is empty"),
        ("[]", "error structure: not a JSON object"),
        ("{}", "error structure at Signal: neither specversion nor resourceType"),
        (r#"{"resourceType":"Patient"}"#, "error not-supported at Signal.resourceType"),
        (r#"{"specversion":"0.3","id":"1"}"#, "error not-supported at CloudEvent.specversion"),
        (
            r#"{"specversion":"1.0","id":"1","type":"pds-record-change-2","time":"2026-11-12T10:20:00Z"}"#,
            "error required at CloudEvent.subject: no subject: send the patient's NHS number",
        ),
    ] {
        let told = refused(signal(text.as_bytes()));
        assert!(told.starts_with(why), "{told}");
    }
}

#[test]
fn a_record_that_is_written_again_is_read_as_the_same() {
    let data = file("health-odd/patient-9000000009.json");
    let again = bytes(&wire::fhir::json::parse(&data).unwrap());
    assert!(record(&data, THEN) == record(&again, THEN));
    // A search is no reading of one record.
    assert!(record(&file("national/pds-search-minimal.json"), THEN).is_err());
}
