//! What a configuration promises, and cannot keep.

use super::document::Document;
use super::{Config, Connection};
use crossing::{Length, PrisonRules, RulesError, Writes};
use std::collections::BTreeSet;
use std::path::Path;
use vocab::code::AlertCode;
use vocab::crossing::Feed;
use vocab::place::PrisonCode;

/// A write connects, which may take five seconds, and is answered.
const REQUEST_SECONDS_LEAST: i64 = 6;

impl Config {
    /// What can be seen of one part by itself.
    pub(super) fn judge_each(&self, document: &mut Document<'_>, folder: Option<&Path>) {
        for (prison, rules) in &self.prisons {
            if let Err(why) = policy::neutral::NeutralCategory::agreed(&rules.category) {
                document.mistaken(&format!("prisons.{prison}.category"), &why.to_string());
            }
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
        for (key, words) in self.pds.iter().flat_map(|pds| pds.mistakes(folder)) {
            document.mistaken(&format!("pds.{key}"), &words);
        }
        for (name, connection) in &self.connections {
            for (key, words) in connection.mistakes(folder) {
                document.mistaken(&format!("connections.{name}.{key}"), &words);
            }
        }
    }

    /// What can be seen only of all of them: what one part promises and another cannot keep.
    pub(super) fn judge_together(&self, document: &mut Document<'_>) {
        for mistake in self.rules().mistakes() {
            let (key, words) = self.words(&mistake);
            document.mistaken(&key, &words);
        }
        let writes = self.connections.values().any(|connection| matches!(connection, Connection::Dps(_)));
        if writes && (1..REQUEST_SECONDS_LEAST).contains(&self.request_seconds_max) {
            let words = format!(
                "is {}; connecting alone may take 5 s, so a connection of kind \"dps\" needs {REQUEST_SECONDS_LEAST} at least",
                self.request_seconds_max
            );
            document.mistaken("request_seconds_max", &words);
        }
        if self.request_seconds_max < 1 {
            document.mistaken("request_seconds_max", "no request can be answered in less than a second");
        }
        for (prison, rules) in &self.prisons {
            self.judge_prison(*prison, rules, document);
        }
        for name in self.connections.keys().filter(|name| !self.routes.contains_key(*name)) {
            let words = format!("a connection is read as the route of its name: write [routes.{name}] too");
            document.mistaken(&format!("connections.{name}"), &words);
        }
    }

    fn judge_prison(&self, prison: PrisonCode, rules: &PrisonRules, document: &mut Document<'_>) {
        for hash in rules.registration.checked_words.keys() {
            if crossing::disclose::choice::wordings().is_none_or(|all| all.by_hash(hash).is_none()) {
                document.mistaken(&format!("prisons.{prison}.registration.checked_words.{hash}"), NO_WORDS);
            }
        }
        if let Some(words) = rules.registration.stay.mistake() {
            document.mistaken(&format!("prisons.{prison}.registration.stay"), words);
        }
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
        let described = rules.routes.iter().filter(|route| self.routes.contains_key(*route));
        for route in described.filter(|route| !self.connections.contains_key(*route)) {
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

    /// What is wrong with the rules: the key, and words that do not say it again.
    fn words(&self, mistake: &RulesError) -> (String, String) {
        let known = |names: &[&str]| if names.is_empty() { "none yet".to_owned() } else { names.join(", ") };
        match mistake {
            RulesError::Missing(aspect) => {
                let words = format!(
                    "is missing: without it nobody can be told when it is old; write {aspect} = {{ amber_seconds = …, red_seconds = … }}"
                );
                (format!("freshness.{aspect}"), words)
            }
            RulesError::NoRoute { key: "routes", route, .. } => {
                let names: Vec<&str> = self.routes.keys().map(String::as_str).collect();
                let words = format!(
                    "the route `{route}` is not described: write [routes.{route}], or one of: {}",
                    known(&names)
                );
                (mistake.key(), words)
            }
            RulesError::NoRoute { prison, route, .. } => {
                let own = self.prisons.get(prison).map_or(&[][..], |rules| &rules.routes);
                let names: Vec<&str> = own.iter().map(String::as_str).collect();
                let words = format!(
                    "the route `{route}` is not one of this prison's routes ({}): write {{ over = … }} with one of them, or \"by-hand\"",
                    known(&names)
                );
                (mistake.key(), words)
            }
            other => {
                let (key, words) = (other.key(), other.to_string());
                let said =
                    words.split_once(' ').filter(|(first, _)| key.starts_with(first.trim_end_matches(':')));
                let words = said.map_or(words.clone(), |(_, rest)| rest.to_owned());
                (key, words)
            }
        }
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

const NO_WORDS: &str = "no words of this program have this hash: they were changed since, or it is mistyped. `gatelodge registration words` prints each";

const FEED_FORM: &str = "a name has small letters, digits and hyphens, at most 40";
