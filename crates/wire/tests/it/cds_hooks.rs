//! CDS Hooks: what we write, what we read, what is refused.

use proptest::prelude::*;
use std::fmt::Write;
use vocab::id::{NhsNumber, TraceId};
use wire::cds_hooks::{
    Answer, CARDS_MAX, Card, Detail, FeedbackOutcome, Indicator, Link, Prefetched, Services, Source, Summary,
    SummaryTooLong, read_feedback, read_patient_view,
};
use wire::fhir::{Issue, Text, Uri};

fn trace() -> TraceId {
    TraceId::parse("0192f3a1-7b1c-7c3e-8f21-5d7a9b0c1e2f").unwrap()
}

fn card(summary: &str, indicator: Indicator) -> Card {
    let source = Source::new(Text::fixed("HMP Moorland, through Gatelodge"));
    Card::new(trace(), indicator, Summary::new(summary).unwrap(), source)
}

#[test]
fn discovery_is_as_cds_hooks_has_it() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&Services::default()).unwrap());
}

#[test]
fn an_answer_is_as_cds_hooks_has_it() {
    let detail = Detail::new()
        .paragraph("Checked 07:38, the route was heard 07:41.")
        .item("Ask for two officers before opening")
        .item("1. Not a list <b>of ours</b> [x](https://evil.test)")
        .paragraph("Other risks may exist.");
    let link = Link::absolute(Text::fixed("The whole panel"), Uri::fixed("https://gatelodge.test/panel"));
    let mut answer = Answer::of(
        card("Ask for two officers before opening", Indicator::Critical).detailed(detail).linked(link),
    );
    assert!(answer.push(card("None of the kinds of warning that may cross, as at 07:41", Indicator::Info)));
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer).unwrap());
}

#[test]
fn an_answer_has_a_card_and_not_too_many() {
    let mut answer = Answer::of(card("one", Indicator::Info));
    let pushed = (0..50).filter(|_| answer.push(card("more", Indicator::Warning))).count();
    assert_eq!((pushed + 1, answer.cards().len()), (CARDS_MAX, CARDS_MAX));
}

#[test]
fn a_summary_has_fewer_than_140_characters() {
    assert!(Summary::new(&"x".repeat(139)).is_ok());
    assert_eq!(Summary::new(&"x".repeat(140)), Err(SummaryTooLong));
    assert_eq!(Summary::new(&"😀".repeat(70)), Err(SummaryTooLong), "JavaScript counts two for each");
    assert_eq!(Summary::new(" \n\u{7} "), Err(SummaryTooLong));
    assert_eq!(Summary::new("two\nlines  here").unwrap().text(), "two lines here");
}

#[test]
fn a_detail_carries_no_markup() {
    let one = |text: &str| Detail::new().paragraph(text).markdown().to_owned();
    for (text, markdown) in [
        ("as at 07:41, 12-11-2026.", "as at 07:41, 12-11-2026."),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("10) item", r"10\) item"),
        ("# head", r"\# head"),
        ("[a](javascript:x)", r"\[a\](javascript:x)"),
        ("<script>&amp;</script>", r"\<script\>\&amp;\<\/script\>"),
        ("https://evil.test www.evil.test", r"https:\/\/evil.test www\.evil.test"),
        ("**b** _i_ ~~s~~ `c`", r"\*\*b\*\* \_i\_ \~\~s\~\~ \`c\`"),
        ("a\n\n---\nb", "a --- b"),
        ("x|y", r"x\|y"),
        ("---", r"\---"),
        (r"back\slash", r"back\\slash"),
        ("a@b.test", "a\\@\u{2060}b.test"),
        ("", ""),
    ] {
        assert_eq!(one(text), markdown, "{text}");
    }
    assert_eq!(Detail::new().paragraph("").item("a").item("b").paragraph("c").markdown(), "- a\n- b\n\nc");
}

const CALL: &str = r#"{"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","fhirServer":"https://clinic.test/fhir",
  "fhirAuthorization":{"access_token":"secret-token","token_type":"Bearer","expires_in":300,"scope":"x","subject":"y"},
  "context":{"userId":"Practitioner/9","patientId":"77120","encounterId":"e-1"},
  "prefetch":{"patient":{"resourceType":"Patient","id":"77120","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990110689"}]},"flags":null}}"#;

#[test]
fn a_call_is_read_and_its_token_dropped() {
    let view = read_patient_view(CALL.as_bytes()).unwrap();
    assert_eq!((view.patient.text(), view.user.text()), ("77120", "Practitioner/9"));
    assert_eq!(view.hook_instance.to_string(), "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea");
    assert_eq!(view.encounter.as_ref().map(wire::fhir::Id::text), Some("e-1"));
    assert!(view.authorization_dropped && view.notes.is_empty());
    let patient = view.prefetch.patient().unwrap().unwrap();
    assert_eq!(patient.numbers.nhs, NhsNumber::parse("9990110689").ok());
    let printed = format!("{view:?}");
    for word in ["secret-token", "9990110689", "77120", "Practitioner/9"] {
        assert!(!printed.contains(word), "{word} prints: {printed}");
    }
}

#[test]
fn no_data_and_not_looked_are_two_things() {
    let view = read_patient_view(CALL.as_bytes()).unwrap();
    assert_eq!(view.prefetch.get("flags"), Some(&Prefetched::NoData));
    assert_eq!(view.prefetch.get("appointments"), None);
    let failed = CALL.replace(r#""flags":null"#, r#""flags":{"resourceType":"OperationOutcome"}"#);
    let view = read_patient_view(failed.as_bytes()).unwrap();
    assert_eq!(
        (view.prefetch.get("flags"), view.notes.len()),
        (None, 1),
        "a failed look-up found nothing out"
    );
    let without: String = CALL.split(",\n  \"prefetch\"").next().unwrap().to_owned() + "}";
    assert_eq!(read_patient_view(without.as_bytes()).unwrap().prefetch.patient(), Ok(None));
}

fn refusals<T>(read: Result<T, Vec<Issue>>) -> String {
    read.err().unwrap_or_default().iter().map(Issue::to_string).collect::<Vec<_>>().join("\n  ")
}

#[test]
fn a_call_that_cannot_be_answered_is_refused_with_its_place() {
    let cases = [
        ("empty", String::new()),
        ("a list", "[]".into()),
        ("nothing in it", "{}".into()),
        ("another hook", CALL.replace("patient-view", "order-select")),
        ("no UUID", CALL.replace("d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "77120")),
        ("no context", CALL.replace("\"context\"", "\"contexts\"")),
        (
            "context is a word",
            CALL.replace(r#"{"userId":"Practitioner/9","patientId":"77120","encounterId":"e-1"}"#, "\"x\""),
        ),
        ("no patient", CALL.replace(r#""patientId":"77120","#, "")),
        ("an empty patient", CALL.replace(r#""patientId":"77120""#, r#""patientId":" ""#)),
        ("a name for an id", CALL.replace(r#""patientId":"77120""#, r#""patientId":"Kieran Boyd""#)),
        ("no user", CALL.replace(r#""userId":"Practitioner/9","#, "")),
        ("a user without a type", CALL.replace("Practitioner/9", "9")),
        ("a bad encounter", CALL.replace("e-1", "e 1")),
        ("prefetch is a list", CALL.replace("\"flags\":null", "\"flags\":[]")),
        ("prefetch without a type", CALL.replace("\"flags\":null", "\"flags\":{}")),
        ("twice", CALL.replace("\"flags\":null", "\"patient\":null")),
    ];
    let mut table = String::new();
    for (name, text) in &cases {
        let issues = refusals(read_patient_view(text.as_bytes()));
        assert!(
            !issues.is_empty() && !issues.contains("Boyd") && !issues.contains("77120"),
            "{name}: {issues}"
        );
        let _ = writeln!(table, "{name}\n  {issues}");
    }
    insta::assert_snapshot!(table);
    let reference = CALL.replace(r#""patientId":"77120""#, r#""patientId":"Patient/77120""#);
    let view = read_patient_view(reference.as_bytes()).unwrap();
    assert_eq!((view.patient.text(), view.notes.len()), ("77120", 1));
    let many: String = (0..30).map(|n| format!(",\"k{n}\":null")).collect();
    assert!(read_patient_view(CALL.replace(",\"flags\":null", &many).as_bytes()).is_err());
    let bad = CALL.replace("9990110689", "9990110688");
    assert!(
        read_patient_view(bad.as_bytes()).unwrap().prefetch.patient().is_err(),
        "the call stands, the number does not"
    );
}

#[test]
fn feedback_is_read_and_refused_with_its_place() {
    let entry = r#"{"card":"0192f3a1-7b1c-7c3e-8f21-5d7a9b0c1e2f","outcome":"overridden","outcomeTimestamp":"2026-11-12T07:45:00Z",
      "overrideReason":{"reason":{"code":"seen","system":"s"},"userComment":"Kieran was calm"}}"#;
    let accepted = r#"{"card":"0192f3a1-7b1c-7c3e-8f21-5d7a9b0c1e2f","outcome":"accepted","outcomeTimestamp":"2026-11-12T07:45:00Z"}"#;
    let read = read_feedback(format!(r#"{{"feedback":[{entry},{accepted}]}}"#).as_bytes()).unwrap();
    assert_eq!((read.len(), read[0].card, &read[1].outcome), (2, trace(), &FeedbackOutcome::Accepted));
    let FeedbackOutcome::Overridden { reason: Some(reason), comment: Some(comment) } = &read[0].outcome
    else {
        panic!("overridden, with both")
    };
    assert_eq!((reason.text(), comment.text()), ("seen", "Kieran was calm"));
    assert!(!format!("{read:?}").contains("Kieran"));
    let mut table = String::new();
    for text in [
        "",
        "{}",
        r#"{"feedback":[]}"#,
        r#"{"feedback":"x"}"#,
        r#"{"feedback":[{"card":"x","outcome":"liked","outcomeTimestamp":"noon"}]}"#,
        &format!(r#"{{"feedback":[{}]}}"#, vec![accepted; 51].join(",")),
    ] {
        let shown: String = text.chars().take(40).collect();
        let _ = writeln!(table, "{shown}\n  {}", refusals(read_feedback(text.as_bytes())));
    }
    insta::assert_snapshot!(table);
}

proptest! {
    #[test]
    fn any_text_makes_a_card_without_markup(text in "[\\PC\\n\\t<>&*_#|~`@.\\[\\]()!0-9-]{0,80}") {
        wire::cds_hooks::fuzz::fuzz_cds_card(text.as_bytes());
    }
}
