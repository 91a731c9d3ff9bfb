//! How old an answer is: two ages, when the route was last heard and when this person's aspect was last checked. The
//! worse decides the colour; both are always said.

use super::routes::RouteTold;
use super::{Desk, Result};
use serde::Serialize;
use vocab::Instant;
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Person};

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
    /// The other side said then that it changed, and it was not read again since.
    pub changed_since: Option<Instant>,
    /// News over this route can be so far behind, in seconds.
    pub lag_seconds: i64,
    /// That a movement has settled can be known so long after it, in seconds.
    pub settled_lag_seconds: i64,
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

    /// Since when something of it is said to have changed, and was not read again.
    #[must_use]
    pub fn changed_since(&self) -> Option<Instant> {
        self.0.iter().filter_map(|age| age.changed_since).min()
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

impl Desk<'_> {
    /// How a prison tells an aspect, by the best of its routes.
    pub(crate) fn told(&self, prison: Option<PrisonCode>, aspect: Aspect) -> RouteTold {
        self.heard.best(self.rules(), prison, aspect, self.ctx.now)
    }

    /// The age of one aspect of a person.
    pub(crate) fn age(&self, person: &Person, aspect: Aspect) -> Result<Age> {
        self.age_at(person, aspect, self.ctx.prison.or_else(|| person.prison()))
    }

    /// The same, by the route of this prison.
    pub(crate) fn age_in(&self, person: &Person, aspect: Aspect, prison: PrisonCode) -> Result<Age> {
        self.age_at(person, aspect, Some(prison))
    }

    /// The ages of several aspects of a person.
    pub(crate) fn ages<const N: usize>(&self, person: &Person, aspects: [Aspect; N]) -> Result<Ages> {
        Ok(Ages(aspects.into_iter().map(|aspect| self.age(person, aspect)).collect::<Result<_>>()?))
    }

    fn age_at(&self, person: &Person, aspect: Aspect, prison: Option<PrisonCode>) -> Result<Age> {
        let RouteTold { colour: by_route, lag_seconds, settled_lag_seconds, heard } =
            self.told(prison, aspect);
        let changed_since = self.view.changed_since(person.number, aspect)?;
        let checked = person.checked(aspect);
        let not_visible_since = person.not_visible_since(aspect);
        let by_age = self.colour(aspect, heard, checked, not_visible_since);
        // What is said to have changed is no longer as it was read: whoever opens a door on it is to know.
        let by_change = if changed_since.is_some() { Colour::Amber } else { Colour::Fresh };
        let colour = by_age.max(by_route).max(by_change);
        Ok(Age {
            aspect,
            heard,
            checked,
            not_visible_since,
            changed_since,
            lag_seconds,
            settled_lag_seconds,
            colour,
        })
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
