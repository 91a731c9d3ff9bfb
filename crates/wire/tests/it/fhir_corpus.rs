//! Published resources: every one is recognised, comes back whole, and has an outcome that we would defend.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use wire::fhir::{Issue, Resource, appointment, bytes, json, patient, recognise};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    files
}

fn outcome(data: &[u8]) -> String {
    let recognised = match recognise(data) {
        Ok(recognised) => recognised,
        Err(issue) => return format!("refused: {issue}"),
    };
    let noted =
        |notes: Vec<Issue>| notes.iter().fold(String::new(), |out, issue| format!("{out}\n      {issue}"));
    let read = match recognised.resource_type.as_str() {
        "Appointment" => appointment::read(data).map(|a| a.notes),
        "Patient" => patient::read(data).map(|p| p.notes),
        _ => Ok(Vec::new()),
    };
    let kind = &recognised.resource_type;
    match (recognised.used, read) {
        (true, Ok(notes)) => format!("used {kind}{}", noted(notes)),
        (false, Ok(_)) => format!("kept {kind}"),
        (_, Err(refusals)) => format!("refused {kind}{}", noted(refusals)),
    }
}

fn table(folder: &str) -> String {
    files(folder).iter().fold(String::new(), |mut out, path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        let _ = writeln!(out, "{name:<48} {}", outcome(&std::fs::read(path).expect("a file")));
        out
    })
}

#[test]
fn every_uk_core_example_has_an_outcome() {
    assert_eq!(files("ukcore-r4").len(), 23);
    insta::assert_snapshot!(table("ukcore-r4"));
}

#[test]
fn every_odd_example_has_an_outcome() {
    insta::assert_snapshot!(table("health-odd"));
}

#[test]
fn every_example_comes_back_whole() {
    for path in files("ukcore-r4").into_iter().chain(files("health-odd")) {
        let data = std::fs::read(&path).expect("a file");
        let resource = Resource::read(&data).unwrap();
        assert_eq!(resource.raw(), data);
        assert_eq!(json::parse(&bytes(&resource)), json::parse(&data), "{}", path.display());
        // serde_json knows neither order nor number text, and must see the same beside them.
        let theirs: serde_json::Value = serde_json::from_slice(&data).expect("JSON");
        let ours: serde_json::Value = serde_json::from_slice(&bytes(&resource)).expect("JSON");
        assert_eq!(ours, theirs);
    }
}

#[test]
fn what_r4_does_not_have_is_not_recognised() {
    for kind in ["SubscriptionTopic", "Nurse", "DomainResource"] {
        let issue = recognise(format!("{{\"resourceType\":\"{kind}\"}}").as_bytes()).unwrap_err();
        assert_eq!(
            issue.to_string(),
            "error not-supported at Resource.resourceType: not a resource type of FHIR R4"
        );
    }
}
