//! What care systems send: read, noted, refused.

use jiff::civil::date;
use std::fmt::Write;
use vocab::Coded;
use vocab::care::AppointmentStatus;
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::{Born, Name};
use vocab::time::LondonTime;
use wire::fhir::codes::NhsVerification;
use wire::fhir::{Issue, appointment, patient};

const NHS: &str = "https://fhir.nhs.uk/Id/nhs-number";
const PRISON: &str = "https://gatelodge.uk/Id/prison-number";

/// An appointment of a patient, with elements put before and inside.
fn booking(elements: &str, participants: &str) -> String {
    format!(r#"{{"resourceType":"Appointment",{elements}"participant":[{participants}]}}"#)
}

const TIMES: &str = r#""status":"booked","start":"2026-11-12T10:20:00Z","end":"2026-11-12T10:40:00Z","#;
const BOYD: &str = r#"{"actor":{"reference":"Patient/boyd"},"status":"accepted"}"#;

fn refused<T>(read: Result<T, Vec<Issue>>) -> String {
    read.err().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn appointment_refused(text: &str) -> String {
    refused(appointment::read(text.as_bytes()))
}

#[test]
fn a_whole_appointment_is_read() {
    let text = r##"{
      "resourceType":"Appointment","id":"a-1","meta":{"versionId":"7"},
      "contained":[
        {"resourceType":"Patient","id":"p","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"999 011 0689"},
          {"system":"https://clinic.test/Id/patient","value":"77120"}]},
        {"resourceType":"Location","id":"l","name":"Dental suite","identifier":[{"system":"https://clinic.test/Id/room","value":"D1"}]}],
      "identifier":[{"system":"https://clinic.test/Id/booking","value":"B-7"}],
      "status":"cancelled",
      "cancelationReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason","code":"pat-lt","display":"x"}],"text":"free"},
      "serviceType":[{"text":"Hepatitis C"}],"comment":"scared",
      "start":"2026-07-01T10:20:00+01:00","end":"2026-07-01T10:40:00+01:00",
      "participant":[
        {"actor":{"reference":"#p"},"status":"accepted"},
        {"actor":{"reference":"Practitioner/9"},"status":"accepted"},
        {"actor":{"reference":"#l"},"status":"accepted"},
        {"actor":{"type":"Location","identifier":{"system":"https://fhir.nhs.uk/Id/ods-site-code","value":"Y0553"},"display":"HMP Moorland"},"status":"needs-action"}]}"##;
    let read = appointment::read(text.as_bytes()).unwrap();
    assert!(read.notes.is_empty(), "{:?}", read.notes);
    assert_eq!((read.id.as_deref(), read.version.as_deref()), (Some("a-1"), Some("7")));
    assert_eq!(read.status, Coded::Known(AppointmentStatus::Cancelled));
    assert_eq!(read.cancelled_because[0].code, "pat-lt");
    assert_eq!(read.start.map(LondonTime::hm), Some("10:20".into()));
    assert_eq!(read.patient.numbers.nhs, NhsNumber::parse("9990110689").ok());
    assert_eq!(read.patient.numbers.local[0].value, "77120");
    assert_eq!(read.identifiers[0].value, "B-7");
    let [room, site] = read.places.as_slice() else { panic!("two places") };
    assert_eq!((room.display.as_deref(), room.identifiers[0].value.as_str()), (Some("Dental suite"), "D1"));
    assert_eq!(
        (site.display.as_deref(), site.identifiers[0].value.as_str()),
        (Some("HMP Moorland"), "Y0553")
    );
    assert_eq!(read.resource.raw(), text.as_bytes());
    let printed = format!("{read:?} {:?} {:?}", read.patient, read.places);
    for word in ["Dental", "9990110689", "77120", "Hepatitis", "scared"] {
        assert!(!printed.contains(word), "{word} prints");
    }
}

#[test]
fn a_patient_is_named_by_reference_or_by_number() {
    let one = |actor: &str| {
        appointment::read(booking(TIMES, &format!("{{\"actor\":{actor}}}")).as_bytes()).unwrap().patient
    };
    assert_eq!(one(r#"{"reference":"Patient/boyd/_history/3"}"#).id.as_deref(), Some("boyd"));
    let absolute = one(r#"{"reference":"https://clinic.test/fhir/Patient/boyd"}"#);
    assert_eq!(
        (absolute.base.as_deref(), absolute.id.as_deref()),
        (Some("https://clinic.test/fhir"), Some("boyd"))
    );
    let number =
        one(&format!(r#"{{"type":"Patient","identifier":{{"system":"{PRISON}","value":"a1234bc"}}}}"#));
    assert_eq!(number.numbers.prison, PrisonNumber::parse("A1234BC").ok());
    // Some send a list where R4 has one, and a number where it has a string.
    let list = one(&format!(
        r#"{{"type":"Patient","identifier":[{{"system":"{NHS}","value":9990110689}},{{"system":"{PRISON}","value":"A1234BC"}}]}}"#
    ));
    assert_eq!(
        (list.numbers.nhs, list.numbers.prison),
        (NhsNumber::parse("9990110689").ok(), PrisonNumber::parse("A1234BC").ok())
    );
    let local =
        one(r#"{"type":"Patient","identifier":{"system":"https://clinic.test/Id/patient","value":"77120"}}"#);
    assert_eq!(local.numbers.local.len(), 1);
}

#[test]
fn published_oddities_are_read_and_noted() {
    let text = booking(
        r#""status":"noshow","start":"2026-11-12T10:20:00Z","identifier":{"system":"s","value":"1"},"replaces":[{"reference":"Appointment/old"}],
           "cancellationReason":{"text":"refused"},"meta":{"versionId":3},"serviceCategory":{"text":"STU3"},"#,
        BOYD,
    );
    let read = appointment::read(text.as_bytes()).unwrap();
    assert_eq!(
        (read.version.as_deref(), read.identifiers.len(), read.replaces.as_slice()),
        (Some("3"), 1, &["old".to_owned()][..])
    );
    assert!(read.cancelled_because.is_empty() && read.end.is_none());
    insta::assert_snapshot!(read.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    let odd = booking(&TIMES.replace("booked", "no-show"), BOYD);
    let read = appointment::read(odd.as_bytes()).unwrap();
    assert_eq!(read.status, Coded::Unknown("no-show".into()));
    assert_eq!(read.notes.len(), 1);
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let nhs = |value: &str| {
        format!(r#"{{"actor":{{"type":"Patient","identifier":{{"system":"{NHS}","value":"{value}"}}}}}}"#)
    };
    let prison =
        format!(r#"{{"actor":{{"type":"Patient","identifier":{{"system":"{PRISON}","value":"BOYD"}}}}}}"#);
    let timed =
        |start: &str, end: &str| booking(&format!(r#""status":"booked","start":{start},"end":{end},"#), BOYD);
    let cases = [
        ("bad check digit", booking(TIMES, &nhs("9990110688"))),
        ("nine digits", booking(TIMES, &nhs("999011068"))),
        ("not a prison number", booking(TIMES, &prison)),
        ("no patient", booking(TIMES, r#"{"actor":{"reference":"Location/1"}}"#)),
        ("nobody", booking(TIMES, "")),
        ("two patients", booking(TIMES, &format!(r#"{BOYD},{{"actor":{{"reference":"Patient/tate"}}}}"#))),
        ("type forgotten", booking(TIMES, &nhs("9990110689").replace(r#""type":"Patient","#, ""))),
        ("unnamed patient", booking(TIMES, r#"{"actor":{"type":"Patient","display":"Kieran Boyd"}}"#)),
        (
            "a urn alone",
            booking(
                TIMES,
                r#"{"actor":{"type":"Patient","reference":"urn:uuid:788660eb-d2c9-4773-abd4-318484673fb2"}}"#,
            ),
        ),
        ("contained, not there", booking(TIMES, r##"{"actor":{"type":"Patient","reference":"#p"}}"##)),
        ("not a reference", booking(TIMES, r#"{"actor":{"reference":"Kieran Boyd"}}"#)),
        ("two types", booking(TIMES, r#"{"actor":{"type":"Location","reference":"Patient/1"}}"#)),
        ("no zone", timed(r#""2026-11-12T10:20:00""#, r#""2026-11-12T10:40:00Z""#)),
        ("no such hour", timed(r#""2027-03-28T01:30:00""#, r#""2027-03-28T02:30:00Z""#)),
        ("a date", timed(r#""2026-11-12""#, r#""2026-11-12T10:40:00Z""#)),
        ("no such day", timed(r#""2026-02-30T10:00:00Z""#, r#""2026-11-12T10:40:00Z""#)),
        ("the first moment", timed(r#""0001-01-01T00:00:00Z""#, r#""2026-11-12T10:40:00Z""#)),
        ("the last moment", timed(r#""2026-11-12T10:40:00Z""#, r#""9999-12-31T23:59:59Z""#)),
        ("end before start", timed(r#""2026-11-12T10:40:00Z""#, r#""2026-11-12T10:20:00Z""#)),
        ("end alone", booking(r#""status":"booked","end":"2026-11-12T10:40:00Z","#, BOYD)),
        ("no start", booking(r#""status":"booked","#, BOYD)),
        ("no status", booking(r#""start":"2026-11-12T10:20:00Z","end":"2026-11-12T10:40:00Z","#, BOYD)),
        ("a status list", booking(r#""status":["booked"],"start":"2026-11-12T10:20:00Z","#, BOYD)),
        ("a modifier", booking(&format!(r#"{TIMES}"modifierExtension":[{{"url":"not"}}],"#), BOYD)),
        ("implicit rules", booking(&format!(r#"{TIMES}"implicitRules":"x","#), BOYD)),
        ("participant is a word", booking(TIMES, r#""Boyd""#)),
        ("another resource", r#"{"resourceType":"Patient"}"#.to_owned()),
        ("twice", booking(&format!(r#"{TIMES}"status":"cancelled","#), BOYD)),
        (
            "a long identifier",
            booking(&format!(r#"{TIMES}"identifier":[{{"value":"{}"}}],"#, "x".repeat(600)), BOYD),
        ),
    ];
    let mut table = String::new();
    for (name, text) in &cases {
        let issues = appointment_refused(text);
        assert!(!issues.is_empty(), "{name} was read");
        for word in ["Boyd", "BOYD", "Kieran", "999011", "788660eb", "2026-02-30", "xxxx"] {
            assert!(!issues.contains(word), "{name} repeats {word}: {issues}");
        }
        let _ = writeln!(table, "{name}:\n  {}", issues.replace('\n', "\n  "));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let text = booking(r#""start":"soon","end":"2026-11-12","identifier":7,"#, "");
    assert_eq!(appointment::read(text.as_bytes()).unwrap_err().len(), 5);
    let many = booking(TIMES, &vec![r#""x""#; 40].join(","));
    assert_eq!(appointment::read(many.as_bytes()).unwrap_err().len(), wire::fhir::issue::ISSUES_MAX);
}

#[test]
fn a_repeated_hour_with_its_zone_is_one_moment() {
    let read = |zone: &str| {
        let text = TIMES.replace("2026-11-12T10:20:00Z", &format!("2026-10-25T01:30:00{zone}"));
        appointment::read(booking(&text, BOYD).as_bytes()).unwrap().start.unwrap()
    };
    let (summer, winter) = (read("+01:00"), read("+00:00"));
    assert_eq!(winter.at().seconds_since(summer.at()), 3600);
    assert_eq!((summer.hm(), winter.hm()), ("01:30".into(), "01:30".into()));
    assert!(!summer.taken_as_earlier());
}

fn person(elements: &str) -> String {
    format!(r#"{{"resourceType":"Patient"{}{elements}}}"#, if elements.is_empty() { "" } else { "," })
}

#[test]
fn a_patient_is_read_as_pds_sends_it() {
    let text = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/corpus/health-odd/patient-9000000009.json"
    ))
    .unwrap();
    let read = patient::read(&text).unwrap();
    assert_eq!(read.numbers.nhs, NhsNumber::parse("9000000009").ok());
    assert_eq!(
        read.numbers.nhs_verification,
        Some(NhsVerification::Verified),
        "the retired system, England's code"
    );
    assert_eq!(read.name, Some(Name::new("Smith", "Jane")));
    assert_eq!(read.born, Some(Born::new(date(2010, 10, 22))));
    assert!(read.deceased && !read.restricted);
    let text = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/corpus/health-odd/patient-9000000025-restricted.json"
    ))
    .unwrap();
    assert!(patient::read(&text).unwrap().restricted);
}

#[test]
fn the_name_in_use_is_found_among_others() {
    let read = patient::read(
        person(
            r#""name":[{"use":"old","family":"Tate"},{"family":"None","given":["No"]},{"use":"official","family":"Boyd","given":["Kieran","Lee"]},
               {"use":"nickname","given":["Kez"]},{"use":"usual","family":"Boyd","given":"Kez"}]"#,
        )
        .as_bytes(),
    )
    .unwrap();
    assert_eq!(read.name, Some(Name::new("Boyd", "Kez")), "a bare given name counts as a list of one");
    assert_eq!(read.names_other.first(), Some(&Name::new("Boyd", "Kieran Lee")));
    assert_eq!(read.names_other.len(), 3);
    let old = patient::read(person(r#""name":[{"use":"old","family":"Tate"}]"#).as_bytes()).unwrap();
    assert_eq!((old.name, old.names_other.len()), (None, 1), "a former name is not the name");
}

#[test]
fn verification_is_read_from_both_code_systems() {
    let read = |system: &str, code: &str| {
        let text = person(&format!(
            r#""identifier":[{{"system":"{NHS}","value":"9990110689","extension":[{{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
               "valueCodeableConcept":{{"coding":[{{"system":"https://fhir.hl7.org.uk/CodeSystem/{system}","code":"{code}"}}]}}}}]}}]"#
        ));
        patient::read(text.as_bytes()).unwrap()
    };
    let (england, old) = ("UKCore-NHSNumberVerificationStatusEngland", "UKCore-NHSNumberVerificationStatus");
    assert_eq!(read(england, "02").numbers.nhs_verification, Some(NhsVerification::NotTraced));
    assert_eq!(read(old, "01").numbers.nhs_verification, Some(NhsVerification::Verified));
    assert_eq!(
        read(old, "number-present-and-verified").numbers.nhs_verification,
        Some(NhsVerification::Verified)
    );
    let other = read("UKCore-NHSNumberVerificationStatusWales", "01");
    assert_eq!((other.numbers.nhs_verification, other.notes.len()), (None, 1), "kept, not used");
}

#[test]
fn a_patient_that_leaves_doubt_is_refused_with_its_place() {
    let numbers = |a: &str, b: &str| {
        person(&format!(
            r#""identifier":[{{"system":"{NHS}","value":"{a}"}},{{"system":"{NHS}","value":"{b}"}}]"#
        ))
    };
    let cases = [
        ("bad check digit", numbers("9990110688", "9990110689")),
        ("two numbers", numbers("9990001006", "9990110689")),
        ("no such birthday", person(r#""birthDate":"2002-02-30""#)),
        ("a birthday with words", person(r#""birthDate":"1 April 2002""#)),
        ("a birthday that is none", person(r#""birthDate":20020401"#)),
        ("names are a word", person(r#""name":"Boyd""#)),
        ("active is a word", person(r#""active":"yes""#)),
        ("a family name list", person(r#""name":[{"family":["Boyd"]}]"#)),
        ("51 names", person(&format!(r#""name":[{}]"#, vec![r#"{"family":"Boyd"}"#; 51].join(",")))),
        ("another resource", r#"{"resourceType":"Practitioner"}"#.to_owned()),
    ];
    let mut table = String::new();
    for (name, text) in &cases {
        let issues = refused(patient::read(text.as_bytes()));
        assert!(
            !issues.is_empty() && !issues.contains("Boyd") && !issues.contains("9990"),
            "{name}: {issues}"
        );
        let _ = writeln!(table, "{name}:\n  {}", issues.replace('\n', "\n  "));
    }
    insta::assert_snapshot!(table);
    assert!(
        patient::read(numbers("9990110689", "999 011 0689").as_bytes()).is_ok(),
        "the same number twice is one"
    );
    let old = numbers("9990001006", "9990110689").replacen("\"value\"", "\"use\":\"old\",\"value\"", 1);
    assert_eq!(patient::read(old.as_bytes()).unwrap().numbers.nhs, NhsNumber::parse("9990110689").ok());
    let part = patient::read(person(r#""birthDate":"2002-04""#).as_bytes()).unwrap();
    assert_eq!((part.born, part.notes.len()), (None, 1));
    assert!(patient::read(person("").as_bytes()).unwrap().numbers.nhs.is_none(), "no NHS number is normal");
}
