//! The rules of a deployment: prisons and their rooms, thresholds, what settles when. Plain values, checked once.
//!
//! Rules are part of the charter: their bytes are hashed with the policy's, and each decision names the charter under
//! which it was made.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::crossing::PrisonPlace;
use vocab::place::{PrisonCode, RoomCode};
use vocab::prison::Aspect;

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// A report settles when it has stood unchanged for so long by our clock, unless the prison says so itself.
    /// DPS's own delayed events use 45 minutes: "mistakes normally happen within the first 30".
    pub settle_seconds: i64,
    /// Longest time that a request to the other side may take; a second look after a lost answer waits longer.
    pub request_seconds_max: i64,
    /// How old each aspect may be before a screen says so.
    pub freshness: BTreeMap<String, Freshness>,
    /// The routes by which the prison's facts come: feed, and how far behind each can be.
    pub routes: BTreeMap<String, Route>,
    /// The prisons served.
    pub prisons: BTreeMap<PrisonCode, PrisonRules>,
}

/// How old an aspect may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freshness {
    /// Older than this: "places and risks may have changed".
    pub amber_seconds: i64,
    /// Older than this: "treat as unknown".
    pub red_seconds: i64,
}

/// A route by which facts come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// News over it can be so far behind.
    pub lag_seconds: i64,
    /// Everyone is read again over it within so long.
    pub sweep_seconds: i64,
    /// It carries court runs and absences. Where it does not, "expected" becomes "here now".
    pub sees_court: bool,
    /// It carries review times of the suicide and self-harm case.
    pub sees_reviews: bool,
    /// When nothing was heard over it for so long, screens say that it is quiet: "can be a minute behind" is true only
    /// while it answers. Without it the thresholds of each aspect alone decide.
    #[serde(default)]
    pub quiet_seconds: Option<i64>,
}

/// The lists of a prison are read again this often. That they were answered is a sign of life of the route.
pub const LISTS_SECONDS: i64 = 300;

/// What is so in one prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrisonRules {
    /// Its name, as people say it.
    pub name: String,
    /// The feed over which its facts come.
    pub route: String,
    /// The category agreed for healthcare's entries; its own label must not tell more than "Healthcare".
    pub category: String,
    /// The account under which our entries are made there.
    pub client: String,
    /// Clinic rooms and the neutral place that stands for each.
    pub rooms: BTreeMap<RoomCode, RoomRule>,
    /// What the lists show as an end.
    pub length: Length,
    /// Whom to ring.
    pub telephones: Telephones,
}

/// The neutral prison place that stands for a room. Many rooms share one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomRule {
    /// The prison's id of the place.
    pub place: PrisonPlace,
    /// The prison's code of it, as its searches show it.
    pub code: String,
}

/// What an entry shows as its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Length {
    /// The real one. It can tell what is done there.
    Real,
    /// Always so many minutes.
    Standard(u16),
}

/// Numbers to ring, with what to ring at night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telephones {
    /// The wing office.
    pub wing: String,
    /// Security.
    pub security: String,
    /// Who answers at night.
    pub night: String,
    /// The control room.
    pub control_room: String,
}

/// Why rules were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// A threshold that the sweep cannot keep would make every screen red, or hide that nothing is read.
    #[error(
        "freshness.{aspect}.{which} is {threshold} s, but prison {prison} is swept every {sweep} s over a route that can be {lag} s behind: {least} s is the least that can be kept"
    )]
    Unreachable {
        /// Which aspect.
        aspect: String,
        /// Amber or red.
        which: &'static str,
        /// As configured.
        threshold: i64,
        /// Which prison.
        prison: PrisonCode,
        /// Its sweep.
        sweep: i64,
        /// Its lag.
        lag: i64,
        /// The least that would do.
        least: i64,
    },
    /// A route is called quiet that is only between two signs of life.
    #[error(
        "routes.{route}.quiet_seconds is {quiet}; a route is heard every {LISTS_SECONDS} s, so {least} s is the least that can be kept"
    )]
    Quiet {
        /// Which route.
        route: String,
        /// As configured.
        quiet: i64,
        /// The least that would do.
        least: i64,
    },
    /// Amber must come before red.
    #[error("freshness.{0}: amber must be shorter than red")]
    Order(String),
    /// An aspect without thresholds.
    #[error("freshness.{0} is missing: without it nobody can be told when it is old")]
    Missing(&'static str),
    /// A prison whose route is not described.
    #[error("prison {prison} has the route `{route}`, which is not under [routes]")]
    NoRoute {
        /// Which prison.
        prison: PrisonCode,
        /// Its route.
        route: String,
    },
    /// A word that is no aspect.
    #[error("freshness.{0} is not an aspect; use place, alerts, non-associations, schedule or identity")]
    NotAnAspect(String),
    /// Settling too fast does what cannot be undone on a keying error.
    #[error(
        "settle_seconds is {0}; less than 1800 would act on mistakes that are mostly mended within 30 minutes"
    )]
    SettlesTooFast(i64),
}

impl Rules {
    /// Checks that what is promised can be kept.
    ///
    /// # Errors
    /// The first thing that cannot.
    pub fn check(&self) -> Result<(), RulesError> {
        if self.settle_seconds < 1_800 {
            return Err(RulesError::SettlesTooFast(self.settle_seconds));
        }
        for (word, freshness) in &self.freshness {
            if Aspect::parse(word).is_none() {
                return Err(RulesError::NotAnAspect(word.clone()));
            }
            if freshness.amber_seconds >= freshness.red_seconds {
                return Err(RulesError::Order(word.clone()));
            }
        }
        for aspect in Aspect::ALL {
            if !self.freshness.contains_key(aspect.word()) {
                return Err(RulesError::Missing(aspect.word()));
            }
        }
        for (prison, rules) in &self.prisons {
            let route = self
                .routes
                .get(&rules.route)
                .ok_or_else(|| RulesError::NoRoute { prison: *prison, route: rules.route.clone() })?;
            self.check_reachable(*prison, route)?;
            let least = 2 * LISTS_SECONDS + route.lag_seconds;
            if let Some(quiet) = route.quiet_seconds.filter(|quiet| *quiet < least) {
                return Err(RulesError::Quiet { route: rules.route.clone(), quiet, least });
            }
        }
        Ok(())
    }

    fn check_reachable(&self, prison: PrisonCode, route: &Route) -> Result<(), RulesError> {
        let least = route.sweep_seconds + route.lag_seconds;
        for (aspect, freshness) in &self.freshness {
            for (which, threshold) in [("amber", freshness.amber_seconds), ("red", freshness.red_seconds)] {
                if threshold < least {
                    return Err(RulesError::Unreachable {
                        aspect: aspect.clone(),
                        which,
                        threshold,
                        prison,
                        sweep: route.sweep_seconds,
                        lag: route.lag_seconds,
                        least,
                    });
                }
            }
        }
        Ok(())
    }

    /// The rules of one prison.
    #[must_use]
    pub fn prison(&self, prison: PrisonCode) -> Option<&PrisonRules> {
        self.prisons.get(&prison)
    }

    /// The route of a prison.
    #[must_use]
    pub fn route(&self, prison: PrisonCode) -> Option<&Route> {
        self.routes.get(&self.prisons.get(&prison)?.route)
    }

    /// How old an aspect may be.
    #[must_use]
    pub fn freshness(&self, aspect: Aspect) -> Freshness {
        // INVARIANT: `check` refused rules without it; the strictest answer stands for rules that were not checked.
        self.freshness.get(aspect.word()).copied().unwrap_or(Freshness { amber_seconds: 0, red_seconds: 0 })
    }

    /// The bytes that the charter hashes.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}
