//! Fuzz bodies of FHIR and CDS Hooks as ordinary tests: over their corpus, over every published file cut and bent,
//! and over any bytes.

use proptest::prelude::*;
use std::path::{Path, PathBuf};
use wire::cds_hooks::fuzz::{fuzz_cds_card, fuzz_cds_request};
use wire::fhir::fuzz::{
    fuzz_fhir_headers, fuzz_fhir_json, fuzz_fhir_national, fuzz_fhir_resource, fuzz_fhir_search,
};

type Body = fn(&[u8]);
const BODIES: [(&str, Body); 7] = [
    ("json", fuzz_fhir_json),
    ("resource", fuzz_fhir_resource),
    ("national", fuzz_fhir_national),
    ("search", fuzz_fhir_search),
    ("headers", fuzz_fhir_headers),
    ("cds-request", fuzz_cds_request),
    ("cds-card", fuzz_cds_card),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

#[test]
fn the_fuzz_corpus_holds() {
    for (name, body) in BODIES {
        for path in files(&root().join("fuzz-corpus/fhir").join(name)) {
            body(&std::fs::read(path).expect("a file"));
        }
    }
}

#[test]
fn published_files_cut_and_bent_hold() {
    for folder in ["corpus/ukcore-r4", "corpus/health-odd", "corpus/national", "golden/fhir"] {
        for path in files(&root().join(folder)) {
            let data = std::fs::read(path).expect("a file");
            for cut in (0..data.len()).step_by(97) {
                fuzz_fhir_resource(&data[..cut]);
                let mut bent = data.clone();
                bent[cut] ^= 0x15;
                fuzz_fhir_resource(&bent);
                fuzz_fhir_json(&bent);
                fuzz_fhir_national(&data[..cut]);
                fuzz_fhir_national(&bent);
            }
        }
    }
}

/// JSON of the right words in the wrong places.
fn muddle() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "\"Patient\"",
        "\"Appointment\"",
        "\"booked\"",
        "\"#a\"",
        "\"a\"",
        "\"Patient/1\"",
        "\"2026-11-12T10:20:00Z\"",
        "\"2027-03-28T01:30:00\"",
        "\"https://fhir.nhs.uk/Id/nhs-number\"",
        "\"9990110689\"",
        "null",
        "true",
        "1.0",
        "\"patient-view\"",
        "\"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea\"",
        "\"usual\"",
        "\"home\"",
        "\"U\"",
        "\"R\"",
        "\"Y12345\"",
        "\"https://fhir.nhs.uk/Id/ods-organization-code\"",
        "\"https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode\"",
        "\"RESOURCE_NOT_FOUND\"",
        "\"pds-record-change-2\"",
        "\"additional-context\"",
        "\"event-type\"",
        "\"subject\"",
        "\"\"",
    ]);
    let name = prop::sample::select(vec![
        "resourceType",
        "id",
        "meta",
        "versionId",
        "identifier",
        "system",
        "value",
        "status",
        "start",
        "end",
        "participant",
        "actor",
        "reference",
        "type",
        "display",
        "contained",
        "name",
        "family",
        "given",
        "birthDate",
        "cancelationReason",
        "coding",
        "code",
        "extension",
        "url",
        "valueCodeableConcept",
        "replaces",
        "link",
        "other",
        "hook",
        "hookInstance",
        "context",
        "userId",
        "patientId",
        "prefetch",
        "patient",
        "feedback",
        "card",
        "outcome",
        "modifierExtension",
        "security",
        "generalPractitioner",
        "managingOrganization",
        "address",
        "use",
        "line",
        "postalCode",
        "period",
        "deceasedDateTime",
        "issue",
        "details",
        "specversion",
        "subject",
        "time",
        "entry",
        "resource",
        "parameter",
        "part",
        "valueString",
        "valueReference",
        "valueInstant",
        "deceasedBoolean",
        "active",
    ]);
    word.prop_map(str::to_owned).prop_recursive(6, 80, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::btree_map(name.clone(), inner, 0..9).prop_map(|members| {
                let members: Vec<_> = members.into_iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn typed(kind: &str, muddle: &str) -> String {
    muddle.replacen('{', &format!("{{\"resourceType\":\"{kind}\","), 1).replace(",}", "}")
}

proptest! {
    #[test]
    fn any_bytes_hold(data in prop::collection::vec(any::<u8>(), 0..200)) {
        for (_, body) in BODIES {
            body(&data);
        }
    }

    #[test]
    fn any_text_holds(text in "\\PC{0,120}") {
        for (_, body) in BODIES {
            body(text.as_bytes());
        }
    }

    #[test]
    fn muddled_resources_hold(text in muddle()) {
        let kinds = ["Patient", "Appointment", "OperationOutcome", "Bundle", "Parameters"];
        for text in kinds.map(|kind| typed(kind, &text)).into_iter().chain([text.clone()]) {
            fuzz_fhir_resource(text.as_bytes());
            fuzz_fhir_national(text.as_bytes());
            fuzz_fhir_json(text.as_bytes());
            fuzz_cds_request(text.as_bytes());
        }
    }
}
