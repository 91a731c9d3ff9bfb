//! Configuration: one TOML file, every key described in `docs/prison-side.md` and in `config/demo.toml`. All its mistakes
//! are told at once, each with its line.

mod connections;
mod document;
mod judge;
mod pds;
mod plain;

pub(crate) use connections::{Connection, Credentials, Dps, External, Queue};
pub(crate) use document::Mistake;
pub(crate) use pds::Pds;

use crossing::{Freshness, NationalRules, PrisonRules, Route, Rules};
use document::Document;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use vocab::crossing::{Feed, Role};
use vocab::place::PrisonCode;

/// The demo's configuration.
pub(crate) const DEMO: &str = include_str!("../../config/demo.toml");

/// What a deployment is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Config {
    settle_seconds: i64,
    request_seconds_max: i64,
    freshness: BTreeMap<String, Freshness>,
    routes: BTreeMap<String, Route>,
    connections: BTreeMap<String, Connection>,
    feeds: BTreeMap<String, FeedRule>,
    prisons: BTreeMap<PrisonCode, PrisonRules>,
    national: NationalRules,
    pds: Option<Pds>,
}

/// Who may push a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeedRule {
    /// Callers of this role.
    pub(crate) role: Role,
}

/// Why a configuration was refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// It cannot be read.
    #[error("the configuration {path} cannot be read: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is no text.
    #[error("the configuration {path} is not text (UTF-8): save it as plain text")]
    NotText {
        /// Which.
        path: String,
    },
    /// It has mistakes: each with its line.
    #[error("the configuration has {}:\n{}{}", mistakes(.found.len()), said(.found), if *.looked_at_together { "" } else { NOT_TOGETHER })]
    Mistakes {
        /// In the order of their lines.
        found: Vec<Mistake>,
        /// What the parts promise together was looked at, too: that takes all of them.
        looked_at_together: bool,
    },
}

const NOT_TOGETHER: &str = "\nWhether the parts go together (routes, rates, ages) is looked at when each can be read: check again then.";

fn text(path: &Path) -> Result<String, ConfigError> {
    let path_said = || path.display().to_string();
    let bytes = std::fs::read(path).map_err(|source| ConfigError::File { path: path_said(), source })?;
    String::from_utf8(bytes).map_err(|_| ConfigError::NotText { path: path_said() })
}

fn mistakes(count: usize) -> String {
    if count == 1 { "a mistake".to_owned() } else { format!("{count} mistakes") }
}

fn said(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(|m| format!("  {m}")).collect::<Vec<_>>().join("\n")
}

impl Config {
    /// Reads a file. Files that it names stand beside it, unless they are named from the root.
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = text(path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::parse(&text, Some(folder))
    }

    /// Reads a file whose secrets need not be there yet.
    pub(crate) fn planned(path: &Path) -> Result<Self, ConfigError> {
        let mut config = Self::parse(&text(path)?, None)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        config.connections.values_mut().for_each(|connection| connection.beside(folder));
        Ok(config)
    }

    /// Reads a text. Without a folder the files that it names are not looked for.
    pub(crate) fn parse(text: &str, folder: Option<&Path>) -> Result<Self, ConfigError> {
        let mut document = Document::parse(text);
        let config = Self {
            settle_seconds: document.value("settle_seconds").unwrap_or_default(),
            request_seconds_max: document.value("request_seconds_max").unwrap_or_default(),
            freshness: document.section_required("freshness", "[freshness]"),
            routes: document.section_required("routes", "[routes.NAME]"),
            connections: document.section_by("connections", Connection::read),
            feeds: document.section("feeds"),
            prisons: document.section_required("prisons", "[prisons.MDI]"),
            national: document.value_or_default("national"),
            pds: document.value_or_default("pds"),
        };
        document.nothing_else();
        // What promises mean together can be judged only when all of them were read.
        let looked_at_together = document.is_sound();
        // Where the form is broken, what was read may not be what was meant.
        if !document.is_broken() {
            config.judge_each(&mut document, folder);
        }
        if looked_at_together {
            config.judge_together(&mut document);
        }
        let mut config = config;
        if let Some(folder) = folder {
            config.connections.values_mut().for_each(|connection| connection.beside(folder));
            config.pds.iter_mut().for_each(|pds| pds.beside(folder));
        }
        match document.mistakes() {
            mistakes if mistakes.is_empty() => Ok(config),
            found => Err(ConfigError::Mistakes { found, looked_at_together }),
        }
    }

    /// The rules of the engine.
    pub(crate) fn rules(&self) -> Rules {
        Rules {
            settle_seconds: self.settle_seconds,
            request_seconds_max: self.request_seconds_max,
            freshness: self.freshness.clone(),
            routes: self.routes.clone(),
            prisons: self.prisons.clone(),
            national: self.national.clone(),
        }
    }

    /// How each route is connected, by its name.
    pub(crate) const fn connections(&self) -> &BTreeMap<String, Connection> {
        &self.connections
    }

    /// How PDS is read; none where it is not.
    pub(crate) const fn pds(&self) -> Option<&Pds> {
        self.pds.as_ref()
    }

    /// Feeds that may be pushed.
    pub(crate) fn feeds(&self) -> BTreeMap<Feed, Role> {
        self.feeds.iter().filter_map(|(name, rule)| Some((Feed::parse(name)?, rule.role))).collect()
    }

    /// Adds rooms to a prison: the demo's rooms are made by its double.
    pub(crate) fn with_room(mut self, prison: PrisonCode, room: &str, rule: crossing::RoomRule) -> Self {
        if let Some(config) = self.prisons.get_mut(&prison) {
            config.rooms.insert(vocab::place::RoomCode::new(room), rule);
        }
        self
    }

    /// Adds a feed that may be pushed.
    pub(crate) fn with_feed(mut self, feed: &str, role: Role) -> Self {
        self.feeds.insert(feed.to_owned(), FeedRule { role });
        self
    }

    /// As it is understood, for `config show`.
    pub(crate) fn shown(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
