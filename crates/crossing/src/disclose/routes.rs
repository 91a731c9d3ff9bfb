//! How a prison's routes stand: when each was last heard, and how far behind its news are.
//!
//! A prison may have several. Of those that carry an aspect the one that looks best tells it, and of those that look
//! alike the one that is least behind: while one of two is quiet, the other's news are as fresh as they were, and as
//! late. How far behind news can be is what the route's owners promised, or what was measured, whichever is worse.

use super::Colour;
use crate::{Route, Rules};
use std::collections::BTreeMap;
use store::View;
use vocab::Instant;
use vocab::place::PrisonCode;
use vocab::prison::Aspect;

/// Fewer pieces of news than this measure nothing.
const MEASURED_MIN: usize = 8;

/// What was heard over each route, by feed.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    at: BTreeMap<String, Instant>,
    behind: BTreeMap<String, Vec<u32>>,
}

/// How a route tells an aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RouteTold {
    /// How the route looks by when it was last heard.
    pub(crate) colour: Colour,
    /// News over it can be so far behind.
    pub(crate) lag_seconds: i64,
    /// That a movement has settled can be known so long after it.
    pub(crate) settled_lag_seconds: i64,
    /// When it was last heard.
    pub(crate) heard: Option<Instant>,
}

impl RouteTold {
    /// No route carries it.
    const NOBODY: Self = Self { colour: Colour::Never, lag_seconds: 0, settled_lag_seconds: 0, heard: None };
}

impl Heard {
    pub(crate) fn read(view: &View<'_>) -> store::Result<Self> {
        Ok(Self { at: view.heard()?, behind: view.behind()? })
    }

    /// When a feed was last heard.
    pub(crate) fn at(&self, feed: &str) -> Option<Instant> {
        self.at.get(feed).copied()
    }

    /// Every feed that was ever heard.
    pub(crate) fn feeds(&self) -> impl Iterator<Item = (&str, Instant)> {
        self.at.iter().map(|(feed, at)| (feed.as_str(), *at))
    }

    /// How far behind the last news over a feed were, in seconds, but for the worst twentieth: one straggler is no
    /// measure. None while there were too few.
    pub(crate) fn measured(&self, feed: &str) -> Option<i64> {
        let mut behind = self.behind.get(feed).filter(|b| b.len() >= MEASURED_MIN)?.clone();
        behind.sort_unstable();
        behind.get((behind.len() - 1) - behind.len() / 20).map(|seconds| i64::from(*seconds))
    }

    /// How one route tells an aspect.
    pub(crate) fn route(
        &self,
        rules: &Rules,
        (name, route): (&str, &Route),
        aspect: Aspect,
        now: Instant,
    ) -> RouteTold {
        let limits = rules.freshness(aspect);
        let quiet = route.quiet_seconds.unwrap_or(limits.amber_seconds);
        let heard = self.at(name);
        let colour = match heard.map(|at| now.seconds_since(at)) {
            None => Colour::Never,
            Some(age) if age > limits.red_seconds => Colour::Red,
            Some(age) if age > limits.amber_seconds.min(quiet) => Colour::Amber,
            Some(_) => Colour::Fresh,
        };
        let late = (self.measured(name).unwrap_or(0) - route.lag_seconds).max(0);
        RouteTold {
            colour,
            lag_seconds: route.lag_seconds + late,
            settled_lag_seconds: route.settled_lag_seconds + late,
            heard,
        }
    }

    /// How a prison tells an aspect: by the best of its routes.
    pub(crate) fn best(
        &self,
        rules: &Rules,
        prison: Option<PrisonCode>,
        aspect: Aspect,
        now: Instant,
    ) -> RouteTold {
        let routes = prison.into_iter().flat_map(|prison| rules.routes(prison));
        let told = routes.filter(|(_, route)| route.carries(aspect));
        let told = told.map(|route| self.route(rules, route, aspect, now));
        told.min_by_key(|told| (told.colour, told.lag_seconds)).unwrap_or(RouteTold::NOBODY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(behind: &[u32]) -> Option<i64> {
        let behind = BTreeMap::from([("dps".to_owned(), behind.to_vec())]);
        Heard { behind, ..Heard::default() }.measured("dps")
    }

    #[test]
    fn a_lag_is_measured_by_what_is_usual_and_not_by_one_straggler() {
        assert_eq!(measured(&[5; 7]), None);
        assert_eq!(measured(&[5, 6, 7, 8, 9, 10, 11, 300]), Some(300));
        let mut many = vec![300; 40];
        many[3] = 86_400;
        assert_eq!(measured(&many), Some(300));
    }
}
