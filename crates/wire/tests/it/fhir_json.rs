//! JSON without loss: order, number text, unknown elements; what is refused, and where.

use proptest::prelude::*;
use wire::fhir::json::{DEPTH_MAX, JsonFault, VALUES_MAX, parse};
use wire::fhir::{Resource, bytes};

#[test]
fn order_number_text_and_primitive_extensions_survive() {
    let text = r#"{"resourceType":"Patient","zulu":1.00,"_birthDate":{"extension":[{"url":"u","valueDecimal":1.0}]},"alpha":-0.10e+02,"given":["Ann",null],"_given":[null,{"id":"x"}],"u":"\u00e9\ud83d\ude00\/"}"#;
    let resource = Resource::read(text.as_bytes()).unwrap();
    let written = String::from_utf8(bytes(&resource)).unwrap();
    assert_eq!(written, text.replace(r"\u00e9\ud83d\ude00\/", "é😀/"));
    assert_eq!(resource.raw(), text.as_bytes());
    assert_ne!(parse(b"1.0"), parse(b"1.00"));
}

fn fault(text: impl AsRef<[u8]>) -> (JsonFault, String) {
    let error = parse(text.as_ref()).unwrap_err();
    (error.fault, error.path)
}

#[test]
fn a_repeated_member_is_refused_with_its_place() {
    let (fault_at, path) = fault(r#"{"participant":[{},{"actor":{"identifier":1,"identifier":2}}]}"#);
    assert_eq!((fault_at, path.as_str()), (JsonFault::Repeated, "participant[1].actor.identifier"));
    assert_eq!(fault(r#"{"Kieran Boyd":1,"Kieran Boyd":2}"#), (JsonFault::Repeated, "…".into()));
    // The same name, spelt with an escape.
    assert_eq!(fault(r#"{"id":1,"i\u0064":2}"#).0, JsonFault::Repeated);
    let many: String = (0..200).map(|n| format!("\"a{n}\":0,")).collect();
    assert_eq!(fault(format!("{{{many}\"a7\":1}}")), (JsonFault::Repeated, "a7".into()));
    assert!(parse(format!("{{{many}\"last\":1}}").as_bytes()).is_ok());
}

#[test]
fn what_is_not_json_is_refused() {
    for text in [
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{'a':1}",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "tru",
        "\"a",
        "\"\u{1}\"",
        "{}{}",
        "NaN",
        "{\"a\" 1}",
    ] {
        assert_eq!(fault(text).0, JsonFault::Syntax, "{text}");
    }
    assert_eq!(fault("").0, JsonFault::Empty);
    assert_eq!(fault(" \n").0, JsonFault::Empty);
    assert_eq!(fault(b"{\"a\":\"\xff\"}").0, JsonFault::NotUtf8);
    for text in [r#""\ud800""#, r#""\ud800\u0041""#, r#""\udc00""#, r#""\u0000""#] {
        assert_eq!(fault(text).0, JsonFault::Character, "{text}");
    }
    assert!(parse(b"\xEF\xBB\xBF{}").is_ok(), "a byte order mark says nothing");
}

#[test]
fn depth_and_number_of_values_are_limited() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(nested(DEPTH_MAX).as_bytes()).is_ok());
    assert_eq!(fault(nested(DEPTH_MAX + 1)).0, JsonFault::TooDeep);
    assert_eq!(fault("[".repeat(1_000_000)).0, JsonFault::TooDeep);
    assert_eq!(fault(format!("[{}0]", "0,".repeat(VALUES_MAX))).0, JsonFault::TooMany);
}

#[test]
fn a_resource_says_what_it_is() {
    let refused = |text: &str| Resource::read(text.as_bytes()).unwrap_err().to_string();
    insta::assert_snapshot!(
        [
            "",
            "[]",
            "{}",
            r#"{"resourceType":7}"#,
            r#"{"resourceType":"patient"}"#,
            r#"{"resourceType":"Kieran Boyd"}"#,
            r#"{"resourceType":"Patient","name":[{"family":"x","family":"y"}]}"#,
            "{\"resourceType\"",
        ]
        .map(|text| format!("{text} → {}", refused(text)))
        .join("\n")
    );
}

fn json() -> impl Strategy<Value = String> {
    let number = "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,8})?([eE][+-]?[0-9]{1,3})?";
    let string = "\\PC{0,12}".prop_map(|text| serde_json::to_string(&text).expect("JSON"));
    let leaf =
        prop_oneof![number.prop_map(|n: String| n), string, Just("null".to_owned()), Just("true".to_owned())];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::btree_map("[a-zA-Z_]{1,8}", inner, 0..6).prop_map(|members| {
                let members: Vec<_> =
                    members.into_iter().rev().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_comes_back_byte_for_byte(text in json()) {
        let value = parse(text.as_bytes()).expect("it is JSON");
        prop_assert_eq!(String::from_utf8(bytes(&value)).expect("UTF-8"), text);
    }
}
