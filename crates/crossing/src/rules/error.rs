//! What is wrong with rules, in words for whoever wrote them.

use super::LISTS_SECONDS;
use vocab::place::PrisonCode;

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
    #[error("the route `{route}` is named, and is not under [routes] or not one of the prison's routes")]
    NoRoute {
        /// Which prison.
        prison: PrisonCode,
        /// Which key names it.
        key: &'static str,
        /// Its route.
        route: String,
    },
    /// A prison of which nothing can be heard.
    #[error("prison {0} has no route: name at least one, the preferred one first")]
    NoRoutes(PrisonCode),
    /// What one route told, a reading over another would take away.
    #[error(
        "prison {prison} is read over routes with different `alert_codes`: a reading over one would hide the warnings that another told; give them the same, or use one route"
    )]
    FiltersDiffer {
        /// Which prison.
        prison: PrisonCode,
    },
    /// A prison named with the same route twice.
    #[error("the route `{route}` is named twice")]
    RouteTwice {
        /// Which prison.
        prison: PrisonCode,
        /// Its route.
        route: String,
    },
    /// What settles earlier than anybody can know it.
    #[error(
        "routes.{route}.settled_lag_seconds is {settled}, but by our own clock nothing settles before {least} s: lag_seconds and settle_seconds together"
    )]
    SettledLag {
        /// Which route.
        route: String,
        /// As configured.
        settled: i64,
        /// The least that is true.
        least: i64,
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

impl RulesError {
    /// The key that is to be changed, as it stands in a configuration.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Unreachable { aspect, which, .. } => format!("freshness.{aspect}.{which}_seconds"),
            Self::Quiet { route, .. } => format!("routes.{route}.quiet_seconds"),
            Self::SettledLag { route, .. } => format!("routes.{route}.settled_lag_seconds"),
            Self::Order(aspect) | Self::NotAnAspect(aspect) => format!("freshness.{aspect}"),
            Self::Missing(_) => "freshness".to_owned(),
            Self::NoRoute { prison, key, .. } => format!("prisons.{prison}.{key}"),
            Self::NoRoutes(prison) | Self::RouteTwice { prison, .. } | Self::FiltersDiffer { prison } => {
                format!("prisons.{prison}.routes")
            }
            Self::SettlesTooFast(_) => "settle_seconds".to_owned(),
        }
    }
}
