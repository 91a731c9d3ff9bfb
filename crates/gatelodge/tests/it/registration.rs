//! `registration`: whom to ask, what is so, the counts, as text; each look in the gate book.

use super::{gatelodge, printed};
use std::path::Path;
use tempfile::TempDir;

/// Boyd in Moorland and his care record, read from files, and so linked by the exact rule.
fn with_boyd() -> TempDir {
    let data = TempDir::new().unwrap();
    let person = r#"{"method":"GET","path":"/prisoner/A8100KB","status":200,"body":{"prisonerNumber":"A8100KB","firstName":"KIERAN","lastName":"BOYD","dateOfBirth":"2002-04-01","gender":"Male","status":"ACTIVE IN","inOutStatus":"IN","prisonId":"MDI","lastPrisonId":"MDI","lastMovementTypeCode":"ADM","lastMovementReasonCode":"N","cellLocation":"C-2-011","receptionDate":"2026-11-10","bookingId":"1200924"}}"#;
    let patient = r#"{"resourceType":"Patient","identifier":[{"system":"https://clinic.example/Id/patient","value":"p1"},{"system":"https://gatelodge.uk/Id/prison-number","value":"A8100KB"}],"name":[{"family":"Boyd","given":["Kieran"]}],"birthDate":"2002-04-01","gender":"male"}"#;
    for (name, text) in [("person.ndjson", person), ("patient.json", patient)] {
        let file = data.path().join(name);
        std::fs::write(&file, text).unwrap();
        let output = gatelodge(&data.path().join("store"), &["import"], &[file.to_str().unwrap()]);
        assert!(printed(&output).contains("1 used"), "{name}: {}", printed(&output));
    }
    data
}

fn run(data: &Path, command: &[&str], more: &[&str]) -> (String, Option<i32>) {
    let output = gatelodge(&data.join("store"), &[&["registration"], command].concat(), more);
    (printed(&output) + &String::from_utf8(output.stderr.clone()).unwrap(), output.status.code())
}

#[test]
fn the_due_list_names_whom_to_ask_and_leads_to_what_is_so() {
    let data = with_boyd();
    let at = ["--prison", "MDI", "--by", "k.moran"];
    let (list, ended) = run(data.path(), &["due"], &at);
    assert_eq!(ended, Some(0), "{list}");
    assert!(list.contains("BOYD, Kieran  A8100KB"), "{list}");
    assert!(list.contains("0 not linked"), "{list}");
    let id = list.split_whitespace().next().unwrap().to_owned();
    let (facts, ended) = run(data.path(), &["facts", &id], &at);
    assert_eq!(ended, Some(0), "{facts}");
    assert!(facts.starts_with("BOYD, Kieran\nIn custody: in prison"), "{facts}");
    assert!(facts.contains("Known to this prison's health unit: Nobody has said.\n    never read or told"));
    assert!(facts.contains("GP, as the NHS has it: Not known"), "unknown is not none: {facts}");
}

#[test]
fn who_would_miss_a_check_is_printed_with_how_many_nobody_can_say() {
    let data = with_boyd();
    let (list, ended) = run(data.path(), &["checks"], &["--prison", "MDI", "--by", "k.moran"]);
    assert_eq!(ended, Some(0), "{list}");
    assert!(list.starts_with("0 of 1 would miss a call. 1 more were never asked"), "{list}");
    let (said, ended) = run(data.path(), &["checks"], &["--prison", "XXI", "--by", "k.moran"]);
    assert_eq!((said.as_str(), ended), ("That prison is not served here.\n", Some(2)));
}

#[test]
fn another_prison_is_given_nobody_and_what_is_mistyped_is_said_to_be() {
    let data = with_boyd();
    let at = ["--prison", "MDI", "--by", "k.moran"];
    let (list, _) = run(data.path(), &["due"], &at);
    let id = list.split_whitespace().next().unwrap().to_owned();
    let (said, ended) = run(data.path(), &["facts", &id], &["--prison", "XXI", "--by", "k.moran"]);
    assert_eq!((said.as_str(), ended), ("There is no such patient in that prison.\n", Some(2)));
    let (said, ended) = run(data.path(), &["facts", "A8100KB"], &at);
    assert!(said.contains("that is not a patient's id") && ended == Some(1), "{said}");
    let (said, ended) = run(data.path(), &["due"], &["--prison", "MDI"]);
    assert!(said.contains("--by") && ended == Some(64), "{said}");
}

#[test]
fn each_look_stands_in_the_gate_book_and_the_counts_name_nobody() {
    let data = with_boyd();
    let rows = || {
        let said = printed(&gatelodge(&data.path().join("store"), &["journal", "verify"], &[]));
        let line = said.lines().find(|line| line.to_lowercase().contains("gate book")).unwrap().to_owned();
        line.split(|c: char| !c.is_ascii_digit() && c != ',')
            .find_map(|n| n.replace(',', "").parse::<u64>().ok())
            .unwrap()
    };
    let before = rows();
    let (said, ended) = run(data.path(), &["counts"], &["--by", "a.commissioner"]);
    assert_eq!(ended, Some(0), "{said}");
    assert!(said.contains("The next month is counted on"), "{said}");
    assert!(said.contains("Fewer than 5 people are never shown"), "{said}");
    assert!(!said.contains("BOYD") && !said.contains("A8100KB"), "{said}");
    assert_eq!(rows(), before + 1);
    run(data.path(), &["due"], &["--prison", "MDI", "--by", "k.moran"]);
    assert_eq!(rows(), before + 2);
}

#[test]
fn the_words_are_named_by_their_hash_and_read_whole_by_whoever_checks_them() {
    let words = |more: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_gatelodge"))
            .args(["registration", "words"])
            .args(more)
            .output()
            .unwrap();
        let said = printed(&output) + &String::from_utf8(output.stderr.clone()).unwrap();
        (said, output.status.code())
    };
    let (all, ended) = words(&[]);
    assert_eq!((all.lines().count(), ended), (17 * 3 + 1, Some(0)), "{all}");
    let english = all.lines().find(|line| line.starts_with("en-GB")).unwrap();
    let hash = english.split_whitespace().nth(2).unwrap();
    assert!(hash.len() == 64 && english.ends_with("draft: nobody has checked it"), "{english}");
    let (polish, _) = words(&["--language", "pl"]);
    assert_eq!(polish.lines().filter(|line| line.starts_with("pl")).count(), 3, "{polish}");
    assert!(polish.lines().any(|line| line.starts_with("  question: Czy ")), "{polish}");
    let (said, ended) = words(&["--language", "xx"]);
    assert!(said.contains("there are no words in xx: there are ") && ended == Some(1), "{said}");
}
