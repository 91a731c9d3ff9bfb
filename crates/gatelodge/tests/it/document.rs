//! `docs/prison-side.md`, held against the program: its keys, its examples, its refusal.

use crate::secrets::Site;
use std::collections::BTreeSet;

const DOCUMENT: &str = include_str!("../../../../docs/prison-side.md");
const EXTERNAL: &str = include_str!("../../config/hmpps-external.toml");
const DPS: &str = include_str!("../../config/dps.toml");
const BOTH: &str = include_str!("../../config/both.toml");

/// The keys of the document's table: the first cell of each row that is a key of the configuration.
fn documented() -> BTreeSet<String> {
    let table = DOCUMENT.split("### Every key").nth(1).unwrap().split("### ").next().unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        assert!(
            cells.len() == 4 && cells.iter().all(|cell| !cell.trim_end_matches('|').trim().is_empty()),
            "{row}"
        );
        row.split_once('`').unwrap().0.to_owned()
    })
    .collect()
}

/// The keys that a section takes: those that it names when it is given one that it does not.
fn taken(site: &Site, example: &str, from: &str, to: &str) -> Vec<String> {
    assert!(example.contains(from), "{from}");
    let said = site.check(&example.replacen(from, to, 1));
    let line = said.lines().find(|line| line.contains("nonsense")).unwrap_or_else(|| panic!("{said}"));
    line.split_once("there are: ")
        .unwrap_or_else(|| panic!("{said}"))
        .1
        .split(", ")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_key_that_is_taken_is_described_and_no_other() {
    let site = Site::new();
    let (external, dps) = (site.own(EXTERNAL), site.own(DPS));
    let with_feed =
        external.replace("[prisons.MDI]\n", "[feeds.care-fhir]\nrole = \"care-system\"\n\n[prisons.MDI]\n");
    let sections = [
        ("", &external, "settle_seconds", "nonsense = 1\nsettle_seconds"),
        ("freshness.ASPECT.", &external, "place = { ", "place = { nonsense = 1, "),
        ("routes.ROUTE.", &external, "sees_court", "nonsense = 1\nsees_court"),
        ("connections.ROUTE.", &external, "consumer", "nonsense = 1\nconsumer"),
        ("connections.ROUTE.", &dps, "client_id", "nonsense = 1\nclient_id"),
        ("connections.ROUTE.queue.", &external, "credentials", "nonsense = 1\ncredentials"),
        ("connections.ROUTE.queue.credentials.web-identity.", &dps, "{ role_arn", "{ nonsense = 1, role_arn"),
        ("feeds.FEED.", &with_feed, "role = ", "nonsense = 1\nrole = "),
        ("prisons.CODE.", &external, "category", "nonsense = 1\ncategory"),
        ("prisons.CODE.rooms.ROOM.", &external, "place = \"", "nonsense = 1\nplace = \""),
        ("prisons.CODE.telephones.", &external, "night", "nonsense = 1\nnight"),
        (
            "prisons.CODE.registration.",
            &external,
            "[prisons.MDI.telephones]",
            "[prisons.MDI.registration]\nnonsense = 1\n\n[prisons.MDI.telephones]",
        ),
        (
            "prisons.CODE.registration.stay.",
            &external,
            "[prisons.MDI.telephones]",
            "[prisons.MDI.registration.stay]\nnonsense = 1\n\n[prisons.MDI.telephones]",
        ),
        (
            "prisons.CODE.registration.checked_words.HASH.",
            &external,
            "[prisons.MDI.telephones]",
            &format!(
                "[prisons.MDI.registration.checked_words.{}]\nnonsense = 1\n\n[prisons.MDI.telephones]",
                "a".repeat(64)
            ),
        ),
        ("national.", &external, "[prisons.MDI]\n", "[national]\nnonsense = 1\n\n[prisons.MDI]\n"),
        ("pds.", &external, "[prisons.MDI]\n", "[pds]\nnonsense = 1\n\n[prisons.MDI]\n"),
    ];
    let mut all = BTreeSet::from(["connections.ROUTE.kind".to_owned()]);
    for (under, example, from, to) in sections {
        all.extend(taken(&site, example, from, to).into_iter().map(|key| format!("{under}{key}")));
    }
    // Sections whose own keys stand in the table.
    for section in [
        "freshness",
        "routes",
        "connections",
        "feeds",
        "prisons",
        "pds",
        "national",
        "prisons.CODE.rooms",
        "prisons.CODE.telephones",
        "prisons.CODE.registration",
        "prisons.CODE.registration.checked_words",
        "prisons.CODE.registration.stay",
    ] {
        assert!(all.remove(section), "{section}");
    }
    all.insert("connections.ROUTE.queue".to_owned());
    assert_eq!(documented(), all, "left: docs/prison-side.md; right: what the program takes");
}

#[test]
fn the_examples_of_the_document_are_the_files() {
    for example in [EXTERNAL, DPS, BOTH] {
        assert!(DOCUMENT.contains(&format!("```toml\n{example}```\n")), "an example is not the file's");
    }
}

#[test]
fn the_refusal_of_the_document_is_what_is_said() {
    let site = Site::new();
    let broken = EXTERNAL
        .replacen("amber_seconds = 8100", "amber_seconds = 300", 1)
        .replacen("\"by-hand\"", "{ over = \"hmpps-external\" }", 1)
        .replacen("https://integration", "http://integration", 1)
        .replacen("secrets/client.key", "secrets/other.key", 1);
    let said = site.check(&broken).replace("FOLDER/", "");
    assert!(DOCUMENT.contains(&format!("$ gatelodge config check gatelodge.toml\n{said}```\n")), "{said}");
}
