//! The prison side's published samples, each with the outcome that `import` reports, and answers told by their path.

use std::fmt::Write as _;
use std::path::PathBuf;
use wire::error::WireError;
use wire::hmpps::{Answer, Document, Reply, Route, Signal, recognise, recognise_line, recognise_response};

/// The folder of the published samples.
pub(crate) fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/prison/samples")
}

/// One sample's bytes.
pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(samples().join(name)).unwrap()
}

/// Every sample, by name.
pub(crate) fn all_samples() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = std::fs::read_dir(samples())
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap()))
        .collect();
    all.sort();
    all
}

/// A signal in a word or two, without persons.
fn signal_words(signal: &Signal) -> String {
    let words =
        |aspects: &[vocab::prison::Aspect]| aspects.iter().map(|a| a.word()).collect::<Vec<_>>().join("+");
    match signal {
        Signal::Reread { persons, aspects } => format!("re-read {} of {}", words(aspects), persons.len()),
        Signal::LookUp { aspects, .. } => format!("look up, then re-read {}", words(aspects)),
        Signal::RollCall { .. } => "roll call".to_owned(),
        Signal::Merged { .. } => "merged".to_owned(),
        Signal::BookingMoved { since, .. } => format!("booking moved, since said: {}", since.is_some()),
        Signal::Removed { .. } => "removed".to_owned(),
        Signal::Settled { what, movement_reason, .. } => format!("settled {what:?} {movement_reason:?}"),
        Signal::AppointmentChanged { .. } => "appointment changed".to_owned(),
        Signal::Unattributed { aspects } => format!("names nobody; would re-read {}", words(aspects)),
        Signal::NotUsed => "not used".to_owned(),
    }
}

#[test]
fn every_published_sample_has_its_outcome() {
    let all = all_samples();
    assert_eq!(all.len(), 86);
    let mut table = String::new();
    for (name, bytes) in &all {
        let outcome = match recognise(bytes) {
            Ok(Document::Event(event)) => {
                format!("event {}: {}", event.event_type, signal_words(&event.signal()))
            }
            Ok(document) => {
                let (read, refused) = document.counts();
                let unused = matches!(document, Document::WellFormed { .. });
                let kept = if unused { "kept, not used: " } else { "" };
                let refused = if refused > 0 { format!(", {refused} refused") } else { String::new() };
                format!("{kept}{}, {read}{refused}", document.kind())
            }
            Err(error) => format!("REFUSED {error}"),
        };
        writeln!(table, "{name:<50} {outcome}").unwrap();
    }
    assert!(!table.contains("unrecognised"), "{table}");
    insta::assert_snapshot!("samples", table);
}

#[test]
fn a_document_that_prints_shows_no_person() {
    // What the samples say of people. Short words and codes that are also ours would prove nothing.
    let secrets = [
        "Larsen",
        "LARSEN",
        "Robert",
        "BOATENG",
        "AKUSEA",
        "Lorsen",
        "1975-04-02",
        "1970-01-01",
        "A9460DY",
        "G2996UX",
        "A3646EA",
        "A7215DZ",
        "B8888CC",
        "A7777BB",
        "A5089DY",
        "D5678EF",
        "394773",
        "29906",
        "BIRING",
        "1203208",
        "0001200924",
        "governor",
        "fighting",
        "A-1-002",
        "6-2-006",
        "X688624",
    ];
    for (name, bytes) in all_samples() {
        let printed = format!("{:?}", recognise(&bytes));
        for secret in secrets {
            assert!(!printed.contains(secret), "{name} prints {secret}");
        }
    }
}

#[test]
fn a_recorded_response_is_told_by_its_path() {
    let recorded = [
        ("GET", "/v1/persons/G2996UX", "ext__person.json"),
        ("GET", "/v1/persons/G2996UX", "ext__person-redacted.json"),
        ("GET", "/v1/persons?first_name=Robert&page=1", "ext__persons-search.json"),
        ("GET", "/v1/persons/G2996UX/alerts?page=1", "ext__alerts-page.json"),
        ("GET", "/v1/persons/G2996UX/active-alerts", "ext__alerts-page.json"),
        ("GET", "/v1/persons/G2996UX/prisoner-base-location", "ext__prisoner-base-location.json"),
        ("GET", "/v1/persons/G2996UX/languages", "ext__languages.json"),
        ("GET", "/v1/persons/G2996UX/addresses", "ext__addresses.json"),
        ("GET", "/v1/persons/G2996UX/risks/serious-harm", "ext__risk-serious-harm.json"),
        ("GET", "/v1/prison/prisoners?first_name=Robert", "ext__prison-prisoners-page.json"),
        ("GET", "/v1/prison/prisoners/G2996UX", "ext__prison-prisoner.json"),
        ("GET", "/v1/prison/MDI/prisoners/G2996UX/non-associations", "ext__non-associations.json"),
        ("POST", "/v1/prison/SKI/appointments/search", "ext__appointments-search.json"),
        ("GET", "/v1/prison/MDI/location/MDI-A-1-001", "ext__location.json"),
        ("GET", "/v1/prison/MDI/residential-details", "ext__residential-details.json"),
        (
            "POST",
            "https://activities.test/integration-api/appointments/SKI/search",
            "up__activities-appointments-search.json",
        ),
        ("GET", "/prisoner/A3646EA", "up__prisoner-search-active.json"),
        ("GET", "/prison/MDI/prisoners?page=0&size=100", "ps__search-result-mdi.json"),
        ("POST", "/attribute-search", "up__prisoner-search-attribute-merged.json"),
        ("POST", "/non-associations/involving", "am__non-associations-involving.json"),
        ("GET", "/api/movements/offender/A1179MT", "pa__movements.json"),
    ];
    let mut table = String::new();
    for (method, path, name) in recorded {
        let body = sample(name);
        let reply = Reply { status: 200, location: None, retry_after: None, body: &body };
        let read = recognise_response(method, path, &reply).unwrap();
        let Answer::Found(document) = read.answer else { panic!("{path} was a success") };
        let (good, refused) = document.counts();
        writeln!(table, "{method:<4} {path:<75} {}: {good} read, {refused} refused", document.kind())
            .unwrap();
    }
    insta::assert_snapshot!("recorded", table);
}

#[test]
fn a_path_outweighs_the_shape() {
    let reply = |body| Reply { status: 200, location: None, retry_after: None, body };
    let empty = recognise_response("GET", "/v1/persons/A1234BC/alerts", &reply(br#"{"data":[]}"#)).unwrap();
    let Answer::Found(Document::Alerts(alerts)) = empty.answer else {
        panic!("an empty list of alerts is one")
    };
    assert!(alerts.is_all() && alerts.list.is_empty());
    let cell = sample("ext__prisoner-base-location.json");
    assert_eq!(
        recognise_response("GET", "/v1/persons/A1234BC/alerts", &reply(&cell)).unwrap_err(),
        WireError::Expected { path: "$.data".into(), expected: "a list" }
    );
    assert_eq!(recognise_response("GET", "/elsewhere/1", &reply(b"{}")).unwrap_err(), WireError::UnknownPath);
}

#[test]
fn what_is_json_and_nothing_known_is_unrecognised() {
    for text in [
        "{}",
        "null",
        "7",
        "\"words\"",
        "[1,2]",
        "[{}]",
        r#"{"data":7}"#,
        r#"{"content":{}}"#,
        r#"{"hello":"world"}"#,
    ] {
        assert_eq!(recognise(text.as_bytes()), Ok(Document::Unrecognised), "{text}");
    }
    assert_eq!(recognise(b"[]"), Ok(Document::WellFormed { what: "an empty list", items: 0 }));
    assert_eq!(
        recognise(br#"{"data":null}"#),
        Ok(Document::WellFormed { what: "an empty answer", items: 0 })
    );
}

#[test]
fn a_line_of_a_recording_is_read_with_its_body_in_either_form() {
    let body = r#"{"data":{"prisonCode":"MDI","prisonName":"x","cell":"6-2-006"}}"#;
    let line = |body: &str| {
        format!(r#"{{"method":"GET","path":"/v1/persons/A1234BC/cell-location","status":200,"body":{body}}}"#)
    };
    let as_json = recognise_line(line(body).as_bytes()).unwrap();
    let as_text = recognise_line(line(&serde_json::to_string(body).unwrap()).as_bytes()).unwrap();
    assert_eq!(as_json, as_text);
    assert!(
        matches!(&as_json.route, Route::CellLocation(id) if id.text() == "A1234BC"),
        "the path says whose"
    );
    let gone =
        br#"{"method":"GET","path":"/v1/persons/A1234BC","status":303,"location":"/v1/persons/B8888CC"}"#;
    let Answer::Merged { survivor } = recognise_line(gone).unwrap().answer else { panic!("303 is a merge") };
    assert_eq!(survivor.unwrap().text(), "B8888CC");
    let invisible = br#"{"method":"GET","path":"/v1/persons/A1234BC","status":404,"body":null}"#;
    assert_eq!(recognise_line(invisible).unwrap().answer, Answer::NotVisible);
    // The body's own refusals name paths inside the body.
    let refused = recognise_line(line(r#"{"data":[]}"#).as_bytes()).unwrap_err();
    assert_eq!(refused, WireError::Expected { path: "$.data".into(), expected: "an object" });
}

#[test]
fn a_line_that_is_no_recording_is_refused() {
    for (line, word) in [
        ("", "truncated"),
        (r#"{"method":"GET""#, "truncated"),
        ("GET /v1/persons", "not-json"),
        (r#"{"method":"GET","path":"/v1/persons","status":"200"}"#, "wrong-type"),
        (r#"{"method":"GET","status":200}"#, "wrong-type"),
        (r#"{"method":"GET","path":"/v1/persons","path":"/v1/prison","status":200}"#, "wrong-type"),
        (r#"{"method":"GET","path":"/elsewhere","status":200}"#, "unknown-path"),
    ] {
        assert_eq!(recognise_line(line.as_bytes()).unwrap_err().word(), word, "{line}");
    }
}
