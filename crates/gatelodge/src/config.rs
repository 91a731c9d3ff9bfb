//! Configuration: one TOML file, every key described in `config/demo.toml`, the place of each error in its message.

use crossing::{Freshness, PrisonRules, Route, Rules, RulesError};
use figment::Figment;
use figment::providers::{Format as _, Toml};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use vocab::crossing::{Feed, Role};
use vocab::place::PrisonCode;

/// The demo's configuration.
pub(crate) const DEMO: &str = include_str!("../config/demo.toml");

/// What a deployment is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    settle_seconds: i64,
    request_seconds_max: i64,
    freshness: BTreeMap<String, Freshness>,
    routes: BTreeMap<String, Route>,
    feeds: BTreeMap<String, FeedRule>,
    prisons: BTreeMap<PrisonCode, PrisonConfig>,
}

/// Who may push a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeedRule {
    /// Callers of this role.
    pub(crate) role: Role,
}

/// A prison's part; rooms may be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PrisonConfig {
    name: String,
    route: String,
    category: String,
    client: String,
    length: crossing::Length,
    telephones: crossing::Telephones,
    #[serde(default)]
    rooms: BTreeMap<vocab::place::RoomCode, crossing::RoomRule>,
}

/// Why a configuration was refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// It does not read.
    #[error("the configuration does not read: {0}")]
    Read(#[from] Box<figment::Error>),
    /// It promises what cannot be kept.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// A category that tells more than "Healthcare".
    #[error("prison {prison}: {why}")]
    Category {
        /// Which prison.
        prison: PrisonCode,
        /// Why.
        why: policy::neutral::NotNeutral,
    },
    /// A feed's name that is no name.
    #[error("feeds.{0}: a feed's name has small letters, digits and hyphens, at most 40")]
    FeedName(String),
}

impl Config {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        let config: Self = Figment::from(Toml::file_exact(path)).extract().map_err(Box::new)?;
        config.checked()
    }

    /// The demo's.
    pub(crate) fn demo() -> Result<Self, ConfigError> {
        let config: Self = Figment::from(Toml::string(DEMO)).extract().map_err(Box::new)?;
        config.checked()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        self.rules().check()?;
        for (prison, rules) in &self.prisons {
            policy::neutral::NeutralCategory::agreed(&rules.category)
                .map_err(|why| ConfigError::Category { prison: *prison, why })?;
        }
        match self.feeds.keys().find(|name| Feed::parse(name).is_none()) {
            Some(name) => Err(ConfigError::FeedName(name.clone())),
            None => Ok(self),
        }
    }

    /// The rules of the engine.
    pub(crate) fn rules(&self) -> Rules {
        let prison = |p: &PrisonConfig| PrisonRules {
            name: p.name.clone(),
            route: p.route.clone(),
            category: p.category.clone(),
            client: p.client.clone(),
            rooms: p.rooms.clone(),
            length: p.length,
            telephones: p.telephones.clone(),
        };
        Rules {
            settle_seconds: self.settle_seconds,
            request_seconds_max: self.request_seconds_max,
            freshness: self.freshness.clone(),
            routes: self.routes.clone(),
            prisons: self.prisons.iter().map(|(code, p)| (*code, prison(p))).collect(),
        }
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
mod tests {
    use super::*;

    #[test]
    fn the_demos_configuration_can_be_kept() {
        Config::demo().unwrap();
    }

    #[test]
    fn a_threshold_that_the_sweep_cannot_keep_is_refused() {
        let text = DEMO.replace("alerts = { amber_seconds = 7500", "alerts = { amber_seconds = 300");
        let config: Config = Figment::from(Toml::string(&text)).extract().unwrap();
        let error = config.checked().unwrap_err().to_string();
        assert!(
            error.contains("freshness.alerts.amber is 300 s") && error.contains("7260 s is the least"),
            "{error}"
        );
    }

    #[test]
    fn a_category_that_tells_is_refused() {
        let text = DEMO.replace("category = \"MEOT\"", "category = \"MGUM\"");
        let config: Config = Figment::from(Toml::string(&text)).extract().unwrap();
        assert!(matches!(config.checked(), Err(ConfigError::Category { .. })));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let text = DEMO.replace("settle_seconds", "setle_seconds");
        let error = Figment::from(Toml::string(&text)).extract::<Config>().unwrap_err().to_string();
        assert!(error.contains("setle_seconds"), "{error}");
    }
}
