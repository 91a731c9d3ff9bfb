//! Configuration: one TOML file, every key described in `docs/prison-side.md` and in `config/demo.toml`. All its mistakes
//! are told at once, each with its line.

mod connections;
mod document;

pub(crate) use connections::{Connection, Credentials, Dps, External, Queue};
pub(crate) use document::Mistake;

use crossing::{Freshness, PrisonRules, Route, Rules, Writes};
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
    /// It has mistakes: each with its line.
    #[error("the configuration has {} mistake(s):\n{}", .0.len(), said(.0))]
    Mistakes(Vec<Mistake>),
}

fn text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map_err(|source| ConfigError::File { path: path.display().to_string(), source })
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
        Self::parse(&text(path)?, None)
    }

    /// Reads a text. Without a folder the files that it names are not looked for.
    pub(crate) fn parse(text: &str, folder: Option<&Path>) -> Result<Self, ConfigError> {
        let mut document = Document::parse(text);
        let config = Self {
            settle_seconds: document.value("settle_seconds").unwrap_or_default(),
            request_seconds_max: document.value("request_seconds_max").unwrap_or_default(),
            freshness: document.section("freshness"),
            routes: document.section("routes"),
            connections: document.section_by("connections", Connection::read),
            feeds: document.section("feeds"),
            prisons: document.section("prisons"),
        };
        document.nothing_else();
        // What promises mean can be judged only when all of them were read.
        if document.is_sound() {
            config.judge(&mut document, folder);
        }
        let mut config = config;
        if let Some(folder) = folder {
            config.connections.values_mut().for_each(|connection| connection.beside(folder));
        }
        match document.mistakes() {
            mistakes if mistakes.is_empty() => Ok(config),
            mistakes => Err(ConfigError::Mistakes(mistakes)),
        }
    }

    fn judge(&self, document: &mut Document<'_>, folder: Option<&Path>) {
        for mistake in self.rules().mistakes() {
            document.mistaken(&mistake.key(), &mistake.to_string());
        }
        if self.request_seconds_max < 1 {
            document.mistaken("request_seconds_max", "no request can be answered in less than a second");
        }
        for (prison, rules) in &self.prisons {
            if let Err(why) = policy::neutral::NeutralCategory::agreed(&rules.category) {
                document.mistaken(&format!("prisons.{prison}.category"), &why.to_string());
            }
            self.judge_prison(*prison, rules, document);
        }
        for name in self.feeds.keys().filter(|name| Feed::parse(name).is_none()) {
            document.mistaken(&format!("feeds.{name}"), FEED_FORM);
        }
        for name in self.routes.keys().filter(|name| Feed::parse(name).is_none()) {
            document.mistaken(&format!("routes.{name}"), FEED_FORM);
        }
        for (name, connection) in &self.connections {
            if !self.routes.contains_key(name) {
                let words =
                    format!("a connection is read as the route of its name: write [routes.{name}] too");
                document.mistaken(&format!("connections.{name}"), &words);
            }
            for (key, words) in connection.mistakes(self.request_seconds_max, folder) {
                document.mistaken(&format!("connections.{name}.{key}"), &words);
            }
        }
    }

    fn judge_prison(&self, prison: PrisonCode, rules: &PrisonRules, document: &mut Document<'_>) {
        if self.connections.is_empty() {
            return;
        }
        for route in rules.routes.iter().filter(|route| !self.connections.contains_key(*route)) {
            let words = format!("the route `{route}` has no connection: write [connections.{route}]");
            document.mistaken(&format!("prisons.{prison}.routes"), &words);
        }
        let Writes::Over(route) = &rules.writes else { return };
        if matches!(self.connections.get(route), Some(Connection::HmppsExternal(_))) {
            document.mistaken(
                &format!("prisons.{prison}.writes"),
                "the External API cannot write appointments: use a connection of kind \"dps\", or \"by-hand\"",
            );
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
        }
    }

    /// How each route is connected, by its name.
    pub(crate) const fn connections(&self) -> &BTreeMap<String, Connection> {
        &self.connections
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

const FEED_FORM: &str = "a name has small letters, digits and hyphens, at most 40";

#[cfg(test)]
mod tests;
