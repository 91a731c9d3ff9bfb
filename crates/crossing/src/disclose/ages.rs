//! How old an answer is: two ages, when the route was last heard and when this person's aspect was last checked. The
//! worse decides the colour; both are always said.

use super::Desk;
use crate::Rules;
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Person};

/// When each route was last heard, by feed.
pub(crate) struct Heard(pub(crate) BTreeMap<String, Instant>);

/// How an age looks. Never colour alone: each has words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// As fresh as this route can be.
    Fresh,
    /// Older than it should be: things may have changed.
    Amber,
    /// Too old: treat as unknown.
    Red,
    /// Never read.
    Never,
}

/// The ages of one aspect of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Age {
    /// Of what.
    #[serde(serialize_with = "aspect_word")]
    pub aspect: Aspect,
    /// When the route was last heard.
    pub heard: Option<Instant>,
    /// When this person's aspect was last checked.
    pub checked: Option<Instant>,
    /// The other side has answered "not yours to see" since then.
    pub not_visible_since: Option<Instant>,
    /// News over this route can be so far behind, in seconds.
    pub lag_seconds: i64,
    /// The colour that the worse of the two has.
    pub colour: Colour,
}

fn aspect_word<S: serde::Serializer>(aspect: &Aspect, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(aspect.word())
}

/// The ages of an answer: one for each aspect that it tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Ages(pub Vec<Age>);

impl Ages {
    /// The worst of them.
    #[must_use]
    pub fn colour(&self) -> Colour {
        self.0.iter().map(|age| age.colour).max().unwrap_or(Colour::Never)
    }

    /// The oldest checking; none when something was never checked.
    #[must_use]
    pub fn checked(&self) -> Option<Instant> {
        self.0.iter().map(|age| age.checked).min().flatten()
    }

    /// The oldest hearing of a route.
    #[must_use]
    pub fn heard(&self) -> Option<Instant> {
        self.0.iter().map(|age| age.heard).min().flatten()
    }

    /// The longest lag.
    #[must_use]
    pub fn lag_seconds(&self) -> i64 {
        self.0.iter().map(|age| age.lag_seconds).max().unwrap_or(0)
    }
}

impl Age {
    /// Since when this is not known, when it is not: the older of the two times.
    #[must_use]
    pub fn not_known_since(&self) -> Option<Instant> {
        match self.colour {
            Colour::Fresh | Colour::Amber => None,
            Colour::Red => self.checked.into_iter().chain(self.heard).min(),
            Colour::Never => None,
        }
    }
}

/// How a route looks by when it was last heard, under the thresholds of an aspect and its own.
pub(crate) fn route_colour(
    rules: &Rules,
    prison: Option<PrisonCode>,
    aspect: Aspect,
    heard: Option<Instant>,
    now: Instant,
) -> Colour {
    let limits = rules.freshness(aspect);
    let quiet = prison.and_then(|p| rules.route(p)?.quiet_seconds).unwrap_or(limits.amber_seconds);
    match heard.map(|at| now.seconds_since(at)) {
        None => Colour::Never,
        Some(age) if age > limits.red_seconds => Colour::Red,
        Some(age) if age > limits.amber_seconds.min(quiet) => Colour::Amber,
        Some(_) => Colour::Fresh,
    }
}

impl Desk<'_> {
    /// When the route of a prison was last heard.
    pub(crate) fn heard(&self, prison: PrisonCode) -> Option<Instant> {
        let route = &self.rules().prison(prison)?.route;
        self.heard.0.get(route).copied()
    }

    /// The age of one aspect of a person.
    pub(crate) fn age(&self, person: &Person, aspect: Aspect) -> Age {
        self.age_at(person, aspect, self.ctx.prison.or_else(|| person.prison()))
    }

    /// The same, by the route of this prison.
    pub(crate) fn age_in(&self, person: &Person, aspect: Aspect, prison: PrisonCode) -> Age {
        self.age_at(person, aspect, Some(prison))
    }

    fn age_at(&self, person: &Person, aspect: Aspect, prison: Option<PrisonCode>) -> Age {
        let heard = prison.and_then(|p| self.heard(p));
        let lag_seconds = prison.and_then(|p| self.rules().route(p)).map_or(0, |r| r.lag_seconds);
        let checked = person.checked(aspect);
        let not_visible_since = match aspect {
            Aspect::Identity => person.identity.not_visible_since,
            Aspect::Place => person.custody.not_visible_since,
            Aspect::Alerts => person.alerts.not_visible_since,
            Aspect::NonAssociations => person.non_associations.not_visible_since,
            Aspect::Schedule => person.schedule.not_visible_since,
        };
        let by_route = route_colour(self.rules(), prison, aspect, heard, self.ctx.now);
        let colour = self.colour(aspect, heard, checked, not_visible_since).max(by_route);
        Age { aspect, heard, checked, not_visible_since, lag_seconds, colour }
    }

    fn colour(
        &self,
        aspect: Aspect,
        heard: Option<Instant>,
        checked: Option<Instant>,
        not_visible_since: Option<Instant>,
    ) -> Colour {
        let (Some(heard), Some(checked)) = (heard, checked) else { return Colour::Never };
        let limits = self.rules().freshness(aspect);
        let oldest = self.ctx.now.seconds_since(heard.min(checked));
        let by_age = match oldest {
            age if age > limits.red_seconds => Colour::Red,
            age if age > limits.amber_seconds => Colour::Amber,
            _ => Colour::Fresh,
        };
        // What can no longer be seen is not fresh, however lately we looked.
        if not_visible_since.is_some() { by_age.max(Colour::Red) } else { by_age }
    }
}
