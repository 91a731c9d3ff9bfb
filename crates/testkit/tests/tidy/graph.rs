//! The dependency graph: ours as `cargo metadata` declares it, everyone's as `cargo tree` says it is built here.
//!
//! `cargo metadata` alone lists what might be built (an optional dependency behind a weak feature, another platform's
//! crates), so the crates that exist for us are `cargo tree`'s, and `cargo metadata` tells about them. Its JSON is read
//! as it comes: the cargo_metadata crate turns on a feature of serde_json, so that the binary that is tested was not
//! the one that is shipped, and `make test` after `make demo` compiled 230 CPU-seconds of dependencies again, not 50.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::tree::root;

pub(crate) struct Graph {
    /// By package id.
    packages: BTreeMap<String, Package>,
    /// Which package depends on which, by id, whether built or not.
    depends: BTreeMap<String, BTreeSet<String>>,
    ours: BTreeSet<String>,
    built: BTreeSet<String>,
}

struct Package {
    name: String,
    version: String,
    licence: Option<String>,
    /// None for a package of this workspace.
    source: Option<String>,
    /// Name and kind of what its manifest declares.
    declares: Vec<(String, Kind)>,
}

/// What a dependency is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Build,
    Development,
}

/// A dependency that one of our crates declares.
pub(crate) struct Edge {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) kind: Kind,
    /// The other end is a crate of this workspace.
    pub(crate) ours: bool,
}

impl Graph {
    pub(crate) fn read() -> Self {
        let json = answer(&["metadata", "--format-version", "1", "--filter-platform", &host()]);
        let metadata: Value = serde_json::from_str(&json).expect("cargo metadata writes JSON");
        let packages: BTreeMap<String, Package> = list(&metadata["packages"])
            .iter()
            .map(|package| (text(&package["id"]), Package::read(package)))
            .collect();
        let nodes = list(&metadata["resolve"]["nodes"]);
        let depends = nodes.iter().map(|node| (text(&node["id"]), texts(&node["dependencies"]))).collect();
        let built_names = built_names();
        let is_built =
            |package: &Package| built_names.contains(&(package.name.clone(), package.version.clone()));
        let built =
            packages.iter().filter(|(_, package)| is_built(package)).map(|(id, _)| id.clone()).collect();
        Self { packages, depends, ours: texts(&metadata["workspace_members"]), built }
    }

    /// What our crates declare, one edge a declaration.
    pub(crate) fn edges(&self) -> Vec<Edge> {
        let packages: Vec<&Package> = self.ours.iter().map(|id| &self.packages[id]).collect();
        let is_ours = |name: &str| packages.iter().any(|package| package.name == name);
        let declared = packages
            .iter()
            .flat_map(|package| package.declares.iter().map(|(to, kind)| (&package.name, to, *kind)));
        declared
            .map(|(from, to, kind)| Edge { from: from.clone(), to: to.clone(), kind, ours: is_ours(to) })
            .collect()
    }

    /// The crates that are built and depend on a crate that is, by name; `None` if it is not built at all.
    pub(crate) fn parents(&self, name: &str) -> Option<BTreeSet<String>> {
        let wanted: BTreeSet<String> =
            self.built.iter().filter(|id| self.packages[*id].name == name).cloned().collect();
        if wanted.is_empty() {
            return None;
        }
        let parents =
            self.built.iter().filter(|id| self.depends.get(*id).is_some_and(|on| !on.is_disjoint(&wanted)));
        Some(parents.map(|id| self.packages[id].name.clone()).collect())
    }

    /// The names of which more than one version is built, with the versions.
    pub(crate) fn duplicates(&self) -> BTreeMap<String, Vec<String>> {
        let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for package in self.built.iter().map(|id| &self.packages[id]) {
            versions.entry(package.name.clone()).or_default().push(package.version.clone());
        }
        versions.retain(|_, versions| versions.len() > 1);
        versions
    }

    /// Name and licence expression of every built crate that is not ours.
    pub(crate) fn licences(&self) -> Vec<(String, Option<String>)> {
        let foreign =
            self.built.iter().map(|id| &self.packages[id]).filter(|package| package.source.is_some());
        foreign
            .map(|package| (format!("{} {}", package.name, package.version), package.licence.clone()))
            .collect()
    }

    /// The built crates that came from elsewhere than the public registry or this workspace.
    pub(crate) fn strangers(&self) -> Vec<String> {
        let packages = self.built.iter().filter(|id| !self.ours.contains(*id)).map(|id| &self.packages[id]);
        let elsewhere = packages.filter(|package| package.source.as_deref() != Some(PUBLIC_REGISTRY));
        elsewhere.map(|package| format!("{} from {:?}", package.name, package.source)).collect()
    }
}

/// How cargo names it, whatever mirror it is reached through.
const PUBLIC_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

impl Package {
    fn read(package: &Value) -> Self {
        let kind = |dependency: &Value| match dependency["kind"].as_str() {
            Some("dev") => Kind::Development,
            Some("build") => Kind::Build,
            _ => Kind::Normal,
        };
        let dependencies = list(&package["dependencies"]);
        Self {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: package["license"].as_str().map(String::from),
            source: package["source"].as_str().map(String::from),
            declares: dependencies
                .iter()
                .map(|dependency| (text(&dependency["name"]), kind(dependency)))
                .collect(),
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("cargo metadata has the list")
}

fn text(value: &Value) -> String {
    value.as_str().expect("cargo metadata has the text").to_owned()
}

fn texts(value: &Value) -> BTreeSet<String> {
    list(value).iter().map(text).collect()
}

/// What cargo answers in the workspace's root.
fn answer(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo {arguments:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

fn host() -> String {
    let version = answer(&["-vV"]);
    version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names its host").to_owned()
}

/// Name and version of everything that is built on this machine for any of our crates, their tests included.
fn built_names() -> BTreeSet<(String, String)> {
    let tree = answer(&[
        "tree",
        "--workspace",
        "--edges",
        "normal,build,dev",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    tree.lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
        })
        .collect()
}

/// Whether a licence expression can be met by allowed licences alone: `AND` asks for all, `OR` and the older `/` for one.
pub(crate) fn licence_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any_of(&words, &mut at, allowed);
    met && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = all_of(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all_of(words, at, allowed);
    }
    met
}

fn all_of(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let met = any_of(words, at, allowed);
        *at += 1; // the closing bracket
        return met;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).copied().unwrap_or_default();
        *at += 2;
        return allowed.contains(&format!("{word} WITH {exception}"));
    }
    allowed.contains(*word)
}
