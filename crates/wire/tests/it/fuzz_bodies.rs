//! The bodies of the fuzz targets on the corpus, on every sample cut short, and on what proptest makes up.

use crate::hmpps::all_samples;
use proptest::prelude::*;
use std::path::PathBuf;
use wire::fuzz::{BODIES, fuzz_recognise, fuzz_response};
use wire::hmpps::recognise;

fn corpus(body: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz-corpus").join(body);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries.map(|e| std::fs::read(e.unwrap().path()).unwrap()).collect()
}

#[test]
fn every_body_holds_on_its_corpus() {
    for (name, body) in BODIES {
        let seeds = corpus(name);
        assert!(seeds.len() >= 3, "{name} has {} seeds", seeds.len());
        for seed in seeds {
            body(&seed);
        }
    }
}

#[test]
fn every_sample_cut_short_anywhere_is_refused_and_nothing_panics() {
    for (name, bytes) in all_samples() {
        let end = bytes.trim_ascii_end().len();
        let step = (end / 40).max(1);
        for cut in (0..end).step_by(step).chain([end - 1]) {
            let cut = &bytes[..cut];
            assert!(recognise(cut).is_err(), "{name} cut at {} of {end}", cut.len());
            for (_, body) in BODIES {
                body(cut);
            }
        }
        for (_, body) in BODIES {
            body(&bytes);
        }
    }
}

#[test]
fn every_sample_holds_as_the_answer_to_every_request() {
    for (_, bytes) in all_samples() {
        for asked in 0..24u8 {
            fuzz_response(&[&[asked, 0], &bytes[..]].concat());
        }
    }
}

/// Keys that the readers look for, so that made-up JSON gets past the first field.
const KEYS: [&str; 28] = [
    "data",
    "content",
    "matches",
    "prisoner",
    "prisonerNumber",
    "lastName",
    "alerts",
    "alertCode",
    "code",
    "Message",
    "eventType",
    "MessageAttributes",
    "version",
    "additionalInformation",
    "personReference",
    "identifiers",
    "nomsNumber",
    "categoriesChanged",
    "appointmentId",
    "attendees",
    "startDate",
    "startTime",
    "isCancelled",
    "nonAssociations",
    "otherPrisonerDetails",
    "hmppsId",
    "courtHearings",
    "visits",
];

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(|f| serde_json::json!(f)),
        "\\PC{0,12}".prop_map(Into::into),
        prop_oneof![
            Just("A1234BC"),
            Just("2026-11-12"),
            Just("10:20"),
            Just("person.alerts.changed"),
            Just("**REDACTED**")
        ]
        .prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::vec((prop::sample::select(&KEYS[..]), inner), 0..8).prop_map(|entries| entries
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_hold(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for (_, body) in BODIES {
            body(&bytes);
        }
    }

    #[test]
    fn any_text_holds(text in "[\\[\\]{}\",:0-9a-z\\\\ \n-]{0,200}") {
        for (_, body) in BODIES {
            body(text.as_bytes());
        }
    }

    #[test]
    fn any_json_holds(json in any_json(), asked in 0u8..24) {
        let text = json.to_string();
        fuzz_recognise(text.as_bytes());
        prop_assert!(text.starts_with('"') || recognise(text.as_bytes()).is_ok_or_refused_by_field());
        fuzz_response(&[&[asked, 0], text.as_bytes()].concat());
    }

    #[test]
    fn a_sample_with_a_byte_changed_holds(n in 0usize..86, at in any::<prop::sample::Index>(), byte: u8) {
        let (_, mut bytes) = all_samples().swap_remove(n);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for (_, body) in BODIES {
            body(&bytes);
        }
    }
}

trait Outcome {
    fn is_ok_or_refused_by_field(&self) -> bool;
}

impl<T> Outcome for Result<T, wire::error::WireError> {
    /// Well-formed JSON is refused for a field and never for its form, unless a message nested in it is malformed.
    fn is_ok_or_refused_by_field(&self) -> bool {
        !matches!(self, Err(wire::error::WireError::Utf8 { .. } | wire::error::WireError::UnknownPath))
    }
}
