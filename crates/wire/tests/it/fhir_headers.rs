//! Headers: conditions, preferences, forms.

use wire::fhir::conditional::{Handling, IfMatch, Prefer, Return, etag, if_match, if_none_exist, prefer};
use wire::fhir::negotiation::{acceptable, readable};

#[test]
fn versions_are_read_and_written() {
    for text in ["W/\"3\"", "\"3\"", "3", " W/\"3\" "] {
        assert_eq!(if_match(text), Ok(IfMatch::Version(3)), "{text}");
    }
    assert_eq!(if_match("*"), Ok(IfMatch::Any));
    assert_eq!(etag(3), "W/\"3\"");
    for text in [
        "",
        "W/\"\"",
        "W/\"-1\"",
        "W/\"+1\"",
        "W/\"1\", W/\"2\"",
        "W/\"99999999999\"",
        "W/\"x\"",
        "\"",
        "w/3",
    ] {
        let issue = if_match(text).unwrap_err();
        assert_eq!(
            issue.to_string(),
            "error value at http.If-Match: not a version of ours: write it as W/\"3\"",
            "{text}"
        );
    }
}

#[test]
fn if_none_exist_takes_one_identifier_with_its_system() {
    let one = if_none_exist("identifier=https://clinic.test/Id/booking|B%207").unwrap();
    assert_eq!((one.system.as_str(), one.value.as_str()), ("https://clinic.test/Id/booking", "B 7"));
    assert_eq!(if_none_exist("?identifier=s%7Cv").unwrap().value, "v");
    for text in [
        "",
        "identifier=B-7",
        "identifier=|B-7",
        "identifier=s|",
        "identifier=s|1,s|2",
        "identifier=s|1&identifier=s|2",
        "identifier=s|1&status=booked",
        "status=booked",
        "identifier:missing=true",
        "identifier=",
        "identifier=https://fhir.nhs.uk/Id/nhs-number|9990110689",
        "identifier=https://fhir.nhs.uk/Id/nhs-number|9990110688",
    ] {
        let issue = if_none_exist(text).unwrap_err();
        assert_eq!(issue.expression(), Some("http.If-None-Exist"), "{text}");
        assert!(!issue.to_string().contains("9990"), "{issue}");
    }
}

#[test]
fn preferences_are_read_and_unknown_ones_ignored() {
    let read = |text: &str| prefer([text]);
    assert_eq!(read(""), Prefer { returned: None, handling: Handling::Lenient });
    assert_eq!(read("return=minimal").returned, Some(Return::Minimal));
    assert_eq!(
        read("respond-async, return=representation; handling=strict"),
        Prefer { returned: Some(Return::Representation), handling: Handling::Strict }
    );
    assert_eq!(read("Return=\"OperationOutcome\"").returned, Some(Return::OperationOutcome));
    assert_eq!(
        prefer(["return=minimal", "return=representation"]).returned,
        Some(Return::Minimal),
        "the first holds"
    );
    assert_eq!(read("return=everything, handling=kind"), Prefer::default());
}

#[test]
fn json_is_given_and_nothing_else() {
    for accept in [
        "",
        "*/*",
        "application/fhir+json",
        "application/json",
        "application/fhir+xml, application/fhir+json;q=0.5",
        "application/fhir+json; fhirVersion=4.0",
        "text/html, application/*;q=0.1",
        "APPLICATION/FHIR+JSON",
    ] {
        assert_eq!(acceptable(Some(accept), None), Ok(()), "{accept}");
    }
    assert_eq!(acceptable(None, None), Ok(()));
    for accept in [
        "application/fhir+xml",
        "text/html",
        "application/fhir+json;q=0",
        "application/fhir+json; fhirVersion=5.0",
        "nonsense",
    ] {
        let issue = acceptable(Some(accept), None).unwrap_err();
        assert_eq!(
            (issue.code().code(), issue.expression()),
            ("not-supported", Some("http.Accept")),
            "{accept}"
        );
    }
    for format in ["json", "application/fhir+json", "application/fhir json", "text/json"] {
        assert_eq!(acceptable(Some("application/fhir+xml"), Some(format)), Ok(()), "_format wins: {format}");
    }
    for format in ["xml", "ttl", "application/fhir+xml", "html", ""] {
        assert!(acceptable(None, Some(format)).is_err(), "{format}");
    }
}

#[test]
fn json_is_taken_and_nothing_else() {
    for good in
        ["application/fhir+json", "application/json", "application/fhir+json; charset=UTF-8; fhirVersion=4.0"]
    {
        assert_eq!(readable(Some(good)), Ok(()), "{good}");
    }
    for bad in [
        None,
        Some("application/fhir+xml"),
        Some("application/json; charset=latin1"),
        Some("text/plain"),
        Some("application/fhir+json; fhirVersion=3.0"),
    ] {
        assert!(readable(bad).is_err(), "{bad:?}");
    }
}
