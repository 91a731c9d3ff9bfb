//! What depends on what, and why.

use std::collections::{BTreeMap, BTreeSet};

use crate::assert_none;
use crate::graph::{Graph, Kind, licence_allowed};
use crate::tree::{files, root};

/// Who may depend on whom. Dependencies point down only.
const ALLOWED: &[(&str, &[&str])] = &[
    ("vocab", &[]),
    ("wire", &["vocab"]),
    ("identity", &["vocab"]),
    ("policy", &["vocab"]),
    ("registration", &["vocab"]),
    ("store", &["vocab"]),
    ("crossing", &["policy", "identity", "registration", "store", "wire", "vocab"]),
    ("connect", &["crossing", "wire", "vocab"]),
    ("serve", &["vocab"]),
    ("faces", &["serve", "crossing", "registration", "wire", "vocab"]),
    ("web", &["serve", "crossing", "registration", "vocab"]),
    ("doubles", &["wire", "vocab"]),
    (
        "gatelodge",
        &[
            "web",
            "faces",
            "connect",
            "doubles",
            "serve",
            "crossing",
            "policy",
            "identity",
            "registration",
            "store",
            "wire",
            "vocab",
        ],
    ),
    (
        "testkit",
        &[
            "web",
            "faces",
            "connect",
            "doubles",
            "serve",
            "crossing",
            "policy",
            "identity",
            "registration",
            "store",
            "wire",
            "vocab",
        ],
    ),
];

/// What the tests of any crate may use besides what lies below it.
const FOR_TESTS: &[&str] = &["testkit", "doubles"];

/// Crates that know no runtime and no socket: what they do is a function of what they are given.
const PURE: &[&str] = &["vocab", "wire", "identity", "policy", "registration"];
const RUNTIMES: &[&str] =
    &["tokio", "tokio-util", "axum", "hyper", "hyper-util", "reqwest", "tower", "rusqlite"];

/// Crates that may be built only below the named ones; with none named, not at all.
const BANNED: &[(&str, &[&str])] = &[
    ("openssl", &[]),
    ("openssl-sys", &[]),
    ("native-tls", &[]),
    ("ring", &[]),
    ("rsa", &[]),
    ("chrono", &["cedar-policy-core", "serde_with"]),
    // testkit: its disk that loses what was not synced is a file system of SQLite's. It holds no SQL but its own tests'.
    ("rusqlite", &["store", "testkit"]),
    ("libsqlite3-sys", &["rusqlite"]),
];

fn allowed(from: &str) -> BTreeSet<&'static str> {
    let found = ALLOWED.iter().find(|(name, _)| *name == from);
    found
        .unwrap_or_else(|| panic!("crate {from} has no line in ALLOWED: say what it may depend on"))
        .1
        .iter()
        .copied()
        .collect()
}

fn everything_below(from: &str) -> BTreeSet<&'static str> {
    let direct = allowed(from);
    direct.iter().flat_map(|name| everything_below(name)).chain(direct.iter().copied()).collect()
}

#[test]
fn dependencies_point_down() {
    let mut wrong = Vec::new();
    for edge in Graph::read().edges().into_iter().filter(|edge| edge.ours) {
        let fine = match edge.kind {
            Kind::Development => {
                everything_below(&edge.from).contains(edge.to.as_str())
                    || FOR_TESTS.contains(&edge.to.as_str())
            }
            _ => allowed(&edge.from).contains(edge.to.as_str()),
        };
        if !fine {
            wrong.push(format!("{} -> {} ({:?})", edge.from, edge.to, edge.kind));
        }
    }
    assert_none("these dependencies do not point down", &wrong);
}

#[test]
fn pure_crates_know_no_runtime() {
    let edges = Graph::read().edges();
    let wrong = edges
        .iter()
        .filter(|edge| PURE.contains(&edge.from.as_str()) && RUNTIMES.contains(&edge.to.as_str()))
        .filter(|edge| edge.kind != Kind::Development)
        .map(|edge| format!("{} -> {}", edge.from, edge.to))
        .collect::<Vec<_>>();
    assert_none("these crates must stay pure", &wrong);
}

#[test]
fn banned_crates_are_not_built() {
    let graph = Graph::read();
    let mut wrong = Vec::new();
    for (name, only_below) in BANNED {
        let Some(parents) = graph.parents(name) else { continue };
        wrong.extend(
            parents
                .iter()
                .filter(|parent| !only_below.contains(&parent.as_str()))
                .map(|parent| format!("{parent} -> {name}")),
        );
    }
    assert_none("these crates are banned where they stand", &wrong);
}

#[test]
fn duplicated_crates_are_the_known_ones() {
    let path = "crates/testkit/tests/duplicates-allowed.txt";
    let list = std::fs::read_to_string(root().join(path)).expect("duplicates-allowed.txt can be read");
    let mut known = BTreeMap::new();
    for line in list.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (entry, reason) = line.split_once('#').unwrap_or((line, ""));
        let mut words = entry.split_whitespace();
        let (name, count) =
            (words.next().unwrap_or_default(), words.next().and_then(|count| count.parse::<usize>().ok()));
        assert!(
            !reason.trim().is_empty() && count.is_some(),
            "{path}: `{line}` is not `crate versions # reason`"
        );
        known.insert(name.to_owned(), count.unwrap_or_default());
    }
    let duplicates = Graph::read().duplicates();
    let mut wrong = Vec::new();
    for (name, versions) in &duplicates {
        match known.get(name) {
            Some(count) if versions.len() == *count => {}
            Some(count) if versions.len() < *count => {
                wrong.push(format!("{name} is down to {versions:?}: lower its number"));
            }
            _ => wrong
                .push(format!("{name} is built in versions {versions:?}: use one, or add it with a reason")),
        }
    }
    wrong.extend(
        known
            .keys()
            .filter(|name| !duplicates.contains_key(*name))
            .map(|name| format!("{name} is built once now: remove its line")),
    );
    assert_none(path, &wrong);
}

#[test]
fn licences_are_allowed_ones() {
    let deny = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml can be read");
    let list = deny
        .split("\n[licenses]")
        .nth(1)
        .and_then(|rest| rest.split("allow = [").nth(1))
        .and_then(|rest| rest.split(']').next());
    let allowed: BTreeSet<String> = list
        .expect("deny.toml has [licenses] allow")
        .split('"')
        .skip(1)
        .step_by(2)
        .map(String::from)
        .collect();
    assert!(allowed.contains("MIT"), "the licences were not read from deny.toml: {allowed:?}");
    let graph = Graph::read();
    let wrong = graph
        .licences()
        .into_iter()
        .filter(|(_, licence)| !licence.as_deref().is_some_and(|licence| licence_allowed(licence, &allowed)))
        .map(|(name, licence)| format!("{name}: {}", licence.unwrap_or_else(|| "says none".into())))
        .collect::<Vec<_>>();
    assert_none("these licences are not in deny.toml", &wrong);
    assert_none("these crates come from elsewhere than the public registry", &graph.strangers());
}

#[test]
fn licence_expressions_are_read_as_they_are_meant() {
    let allowed: BTreeSet<String> = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(String::from).into();
    for fine in [
        "MIT",
        "GPL-3.0 OR MIT",
        "Apache-2.0/MIT",
        "ISC AND (Apache-2.0 OR MIT)",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(licence_allowed(fine, &allowed), "{fine}");
    }
    for not in
        ["Apache-2.0", "MIT AND Apache-2.0", "ISC AND (Apache-2.0 OR GPL-3.0)", "(MIT) AND GPL-3.0", ""]
    {
        assert!(!licence_allowed(not, &allowed), "{not}");
    }
}

#[test]
fn dependencies_say_why_they_are_here() {
    let mut wrong = Vec::new();
    // The fuzz targets are a workspace of their own, as cargo-fuzz wants it, and cannot take versions from ours.
    let manifests = files().into_iter().filter(|file| !file.path.ends_with("/fuzz/Cargo.toml"));
    for file in manifests.filter(|file| file.path == "Cargo.toml" || file.path.ends_with("/Cargo.toml")) {
        let mut section = String::new();
        for (at, line) in file.text.lines().enumerate() {
            let line = line.trim();
            if line.starts_with('[') {
                section = line.trim_matches(['[', ']']).to_owned();
            }
            if !section.ends_with("dependencies") || line.is_empty() || line.starts_with(['#', '[', ']']) {
                continue;
            }
            let place = format!("{}:{}: {line}", file.path, at + 1);
            if section == "workspace.dependencies" {
                // A `#` inside quotes is no comment: what stands before a real one has its quotes in pairs.
                let reason =
                    line.match_indices('#').find(|(at, _)| line[..*at].matches('"').count() % 2 == 0);
                let has_reason = reason.is_some_and(|(at, _)| line[at + 1..].trim().len() > 3);
                if !line.contains("path = ") && !has_reason {
                    wrong.push(format!("{place} (no reason after it)"));
                }
            } else if !line.contains("workspace = true") && !line.contains("workspace=true") {
                wrong.push(format!("{place} (versions stand in the workspace's table alone)"));
            }
        }
    }
    assert_none("dependencies without a reason", &wrong);
}
