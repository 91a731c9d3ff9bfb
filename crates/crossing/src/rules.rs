//! The rules of a deployment: prisons and their rooms, thresholds, what settles when. Plain values, checked once.
//!
//! Rules are part of the charter: their bytes are hashed with the policy's, and each decision names the charter under
//! which it was made.

mod error;
mod registration;

pub use error::RulesError;
pub use registration::{RegistrationRules, WordsChecked};

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::code::AlertCode;
use vocab::crossing::PrisonPlace;
use vocab::id::OdsCode;
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
    /// What is so outside of them.
    #[serde(default)]
    pub national: NationalRules,
}

/// What is so outside of the prisons that are served.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NationalRules {
    /// Practices of prisons that are not served here, by ODS code: somebody at one of them after leaving is as hard to
    /// reach as at one of ours.
    pub practices_of_other_prisons: BTreeSet<OdsCode>,
    /// What practices are called, by ODS code: PDS names their codes alone, and no patient knows one.
    pub practice_names: BTreeMap<OdsCode, String>,
    /// Days on which nobody works, weekends apart.
    pub holidays: BTreeSet<jiff::civil::Date>,
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
    /// News over it can be so far behind. What is measured may be worse, and then that is said.
    pub lag_seconds: i64,
    /// That a movement has settled can be known so long after it, and not before.
    pub settled_lag_seconds: i64,
    /// Everyone is read again over it within so long.
    pub sweep_seconds: i64,
    /// It carries court runs and absences. Where it does not, "expected" becomes "here now".
    pub sees_court: bool,
    /// It carries review times of the suicide and self-harm case.
    pub sees_reviews: bool,
    /// It carries what officers note of who came to an appointment.
    #[serde(default)]
    pub sees_attendance: bool,
    /// When nothing was heard over it for so long, screens say that it is quiet: "can be a minute behind" is true only
    /// while it answers. Without it the thresholds of each aspect alone decide.
    #[serde(default)]
    pub quiet_seconds: Option<i64>,
    /// A filter on the prison's side lets only alerts of these codes through; of others nothing is heard, not even that
    /// they are there. None where there is no filter.
    #[serde(default)]
    pub alert_codes: Option<BTreeSet<AlertCode>>,
}

impl Route {
    /// Whether it can tell this aspect at all. What is planned for somebody is told by whoever sees court and escorts.
    #[must_use]
    pub const fn carries(&self, aspect: Aspect) -> bool {
        match aspect {
            Aspect::Schedule => self.sees_court,
            Aspect::Identity | Aspect::Place | Aspect::Alerts | Aspect::NonAssociations => true,
        }
    }
}

/// The lists of a prison are read again this often. That they were answered is a sign of life of the route.
pub const LISTS_SECONDS: i64 = 300;

/// What is so in one prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrisonRules {
    /// Its name, as people say it.
    pub name: String,
    /// The routes over which its facts come, the preferred one first: each aspect is read over the first that carries it
    /// and answers.
    pub routes: Vec<String>,
    /// How healthcare's bookings get onto its lists.
    pub writes: Writes,
    /// The category agreed for healthcare's entries; its own label must not tell more than "Healthcare".
    pub category: String,
    /// The account under which our entries are made there.
    pub client: String,
    /// Clinic rooms and the neutral place that stands for each.
    #[serde(default)]
    pub rooms: BTreeMap<RoomCode, RoomRule>,
    /// What the lists show as an end.
    pub length: Length,
    /// Whom to ring.
    pub telephones: Telephones,
    /// How people are asked about a GP.
    #[serde(default)]
    pub registration: RegistrationRules,
}

/// How bookings get onto a prison's lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Writes {
    /// Over a route that may write.
    Over(String),
    /// By staff, from the file for the bulk page; what they entered is then found on the lists.
    ByHand,
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

impl Rules {
    /// Checks that what is promised can be kept.
    ///
    /// # Errors
    /// The first thing that cannot.
    pub fn check(&self) -> Result<(), RulesError> {
        self.mistakes().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that is promised and cannot be kept.
    #[must_use]
    pub fn mistakes(&self) -> Vec<RulesError> {
        let mut found = Vec::new();
        if self.settle_seconds < 1_800 {
            found.push(RulesError::SettlesTooFast(self.settle_seconds));
        }
        for (word, freshness) in &self.freshness {
            if Aspect::parse(word).is_none() {
                found.push(RulesError::NotAnAspect(word.clone()));
            } else if freshness.amber_seconds >= freshness.red_seconds {
                found.push(RulesError::Order(word.clone()));
            }
        }
        let missing = Aspect::ALL.into_iter().filter(|aspect| !self.freshness.contains_key(aspect.word()));
        found.extend(missing.map(|aspect| RulesError::Missing(aspect.word())));
        for (prison, rules) in &self.prisons {
            self.routes_mistaken(*prison, rules, &mut found);
        }
        for (name, route) in &self.routes {
            self.route_mistaken(name, route, &mut found);
        }
        found
    }

    fn route_mistaken(&self, name: &str, route: &Route, found: &mut Vec<RulesError>) {
        let least = 2 * LISTS_SECONDS + route.lag_seconds;
        if let Some(quiet) = route.quiet_seconds.filter(|quiet| *quiet < least) {
            found.push(RulesError::Quiet { route: name.to_owned(), quiet, least });
        }
        let (settled, least) = (route.settled_lag_seconds, route.lag_seconds + self.settle_seconds);
        if settled < least {
            found.push(RulesError::SettledLag { route: name.to_owned(), settled, least });
        }
    }

    fn routes_mistaken(&self, prison: PrisonCode, rules: &PrisonRules, found: &mut Vec<RulesError>) {
        if rules.routes.is_empty() {
            found.push(RulesError::NoRoutes(prison));
        }
        for (n, name) in rules.routes.iter().enumerate() {
            match self.routes.get(name) {
                Some(route) => found.extend(self.unreachable(prison, route)),
                None => found.push(RulesError::NoRoute { prison, key: "routes", route: name.clone() }),
            }
            if rules.routes.iter().take(n).any(|earlier| earlier == name) {
                found.push(RulesError::RouteTwice { prison, route: name.clone() });
            }
        }
        let mut filters = self.routes(prison).map(|(_, route)| &route.alert_codes);
        let first = filters.next();
        if filters.any(|other| Some(other) != first) {
            found.push(RulesError::FiltersDiffer { prison });
        }
        if let Writes::Over(name) = &rules.writes
            && !rules.routes.contains(name)
        {
            found.push(RulesError::NoRoute { prison, key: "writes", route: name.clone() });
        }
    }

    /// Thresholds that a route cannot keep. An aspect that it does not carry has none there.
    fn unreachable(&self, prison: PrisonCode, route: &Route) -> Option<RulesError> {
        let least = route.sweep_seconds + route.lag_seconds;
        let carried = |word: &str| Aspect::parse(word).is_some_and(|aspect| route.carries(aspect));
        self.freshness.iter().filter(|(word, _)| carried(word)).find_map(|(aspect, freshness)| {
            let thresholds = [("amber", freshness.amber_seconds), ("red", freshness.red_seconds)];
            let (which, threshold) = thresholds.into_iter().find(|(_, threshold)| *threshold < least)?;
            Some(RulesError::Unreachable {
                aspect: aspect.clone(),
                which,
                threshold,
                prison,
                sweep: route.sweep_seconds,
                lag: route.lag_seconds,
                least,
            })
        })
    }

    /// The rules of one prison.
    #[must_use]
    pub fn prison(&self, prison: PrisonCode) -> Option<&PrisonRules> {
        self.prisons.get(&prison)
    }

    /// The practices of a prison's health unit.
    #[must_use]
    pub fn practices(&self, prison: PrisonCode) -> &BTreeSet<OdsCode> {
        static NONE: BTreeSet<OdsCode> = BTreeSet::new();
        self.prisons.get(&prison).map_or(&NONE, |rules| &rules.registration.practices)
    }

    /// A practice as people say it: `Chapel Lane Surgery (C83014)`, or its code where nobody wrote down its name.
    #[must_use]
    pub fn practice_words(&self, code: &OdsCode) -> String {
        match self.national.practice_names.get(code) {
            Some(name) => format!("{name} ({})", code.text()),
            None => code.text().to_owned(),
        }
    }

    /// Whether a practice is that of any prison that is known.
    #[must_use]
    pub fn is_prison_practice(&self, code: &OdsCode) -> bool {
        self.national.practices_of_other_prisons.contains(code)
            || self.prisons.values().any(|rules| rules.registration.practices.contains(code))
    }

    /// The practices of every prison that is known.
    #[must_use]
    pub fn prison_practices(&self) -> BTreeSet<OdsCode> {
        let served = self.prisons.values().flat_map(|rules| &rules.registration.practices);
        served.chain(&self.national.practices_of_other_prisons).cloned().collect()
    }

    /// The routes of a prison by name, the preferred one first.
    pub fn routes(&self, prison: PrisonCode) -> impl Iterator<Item = (&str, &Route)> {
        let names = self.prisons.get(&prison).map_or(&[][..], |rules| &rules.routes);
        names.iter().filter_map(|name| Some((name.as_str(), self.routes.get(name)?)))
    }

    /// Everyone of a prison is read again within so long: by the quickest of its routes, for what they all carry.
    #[must_use]
    pub fn sweep_seconds(&self, prison: PrisonCode) -> Option<i64> {
        self.routes(prison).map(|(_, route)| route.sweep_seconds).min()
    }

    /// Whether any route of a prison sees court runs and absences.
    #[must_use]
    pub fn sees_court(&self, prison: PrisonCode) -> bool {
        self.routes(prison).any(|(_, route)| route.sees_court)
    }

    /// Whether any route of a prison carries review times of the suicide and self-harm case.
    #[must_use]
    pub fn sees_reviews(&self, prison: PrisonCode) -> bool {
        self.routes(prison).any(|(_, route)| route.sees_reviews)
    }

    /// Whether any route of a prison carries what officers note of who came.
    #[must_use]
    pub fn sees_attendance(&self, prison: PrisonCode) -> bool {
        self.routes(prison).any(|(_, route)| route.sees_attendance)
    }

    /// The alert codes that a prison lets through to us; none where it filters nothing. Its routes agree on it.
    #[must_use]
    pub fn alert_codes(&self, prison: PrisonCode) -> Option<&BTreeSet<AlertCode>> {
        self.routes(prison).find_map(|(_, route)| route.alert_codes.as_ref())
    }

    /// Whether bookings get onto a prison's lists by staff's own hands.
    #[must_use]
    pub fn by_hand(&self, prison: PrisonCode) -> bool {
        self.prisons.get(&prison).is_some_and(|rules| rules.writes == Writes::ByHand)
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
