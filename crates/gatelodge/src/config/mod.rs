//! Configuration: one TOML file, every key described in `docs/prison-side.md` and in `config/demo.toml`. All its mistakes
//! are told at once, each with its line.

mod connections;
mod document;
mod plain;

pub(crate) use connections::{Connection, Credentials, Dps, External, Queue};
pub(crate) use document::Mistake;

use crossing::{Freshness, Length, PrisonRules, Route, Rules, Writes};
use document::Document;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use vocab::code::AlertCode;
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
    /// It is no text.
    #[error("the configuration {path} is not text (UTF-8): save it as plain text")]
    NotText {
        /// Which.
        path: String,
    },
    /// It has mistakes: each with its line.
    #[error("the configuration has {}:\n{}", mistakes(.0.len()), said(.0))]
    Mistakes(Vec<Mistake>),
}

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
        Self::parse(&text(path)?, None)
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
        for (name, route) in &self.routes {
            if let Some(words) = route.alert_codes.as_ref().and_then(codes_mistaken) {
                document.mistaken(&format!("routes.{name}.alert_codes"), &words);
            }
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
        for (room, rule) in rules.rooms.iter().filter(|(_, rule)| !is_uuid(&rule.place.0)) {
            let words = format!(
                "{:?} is no id of a place: write the UUID that Locations inside prison has for it, as {PLACE:?}",
                rule.place.0
            );
            document.mistaken(&format!("prisons.{prison}.rooms.{}.place", room.text()), &words);
        }
        if rules.length == Length::Standard(0) {
            let words = "an entry lasts a minute at least: write { standard = 30 }, or \"real\"";
            document.mistaken(&format!("prisons.{prison}.length"), words);
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

/// What is wrong with the codes of a filter.
fn codes_mistaken(codes: &BTreeSet<AlertCode>) -> Option<String> {
    if codes.is_empty() {
        return Some(
            "an empty list would let nothing through: leave the key out where there is no filter".to_owned(),
        );
    }
    let good = |code: &AlertCode| {
        !code.text().is_empty() && code.text().bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let odd = codes.iter().find(|code| !good(code))?;
    Some(format!(
        "{:?} is no alert code: they are capital letters and digits, as \"HA\" or \"HA1\"",
        odd.text()
    ))
}

/// The form of an id of Locations inside prison.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

const PLACE: &str = "b7602cc8-e769-4cbb-8194-62d8e655992a";

const FEED_FORM: &str = "a name has small letters, digits and hyphens, at most 40";

#[cfg(test)]
mod tests;
