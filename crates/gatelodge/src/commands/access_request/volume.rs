//! How many calls are to be expected, from what makes each be made.
//!
//! Sweeps are exact: the roll every quarter of a sweep, and whatever it does not tell once its reading is half a sweep
//! old, which is found at the third quarter at the latest. Signals and bookings are assumed, and said to be.

use super::Asked;
use crate::config::{Config, Connection};
use connect::operations::{Occasion, Operation, Service};

/// Assumed: so many events about a person a day (moves, courts, alerts, changed records).
pub(super) const SIGNALS_A_DAY: u64 = 3;
/// Assumed: so many bookings are made, moved or cancelled a day for a hundred people.
pub(super) const BOOKINGS_A_DAY_OF_100: u64 = 15;

/// Records a page of a roll, as the clients ask for them.
const EXTERNAL_PAGE: u64 = 100;
const DPS_PAGE: u64 = 200;

/// Seconds.
const DAY: u64 = 86_400;

/// What a route is asked for.
pub(super) struct Volume {
    prisons: u64,
    people: u64,
    sweep_seconds: u64,
    has_events: bool,
    rate: u64,
}

impl Volume {
    pub(super) fn of(asked: &Asked<'_>) -> Self {
        let quickest = asked.prisons.iter().filter_map(|(code, _)| asked.rules.sweep_seconds(*code)).min();
        let sweep = quickest.unwrap_or(asked.route.sweep_seconds);
        Self {
            prisons: u64::try_from(asked.prisons.len()).unwrap_or(1),
            people: u64::from(asked.people),
            sweep_seconds: u64::try_from(sweep).unwrap_or(1).max(1),
            has_events: asked.has_events,
            rate: u64::from(asked.calls_per_second).max(1),
        }
    }

    /// Everyone who is read over the route.
    const fn everyone(&self) -> u64 {
        self.prisons * self.people
    }

    /// Pages of every roll that is read in one round. The External API knows no roll of one prison: each prison's roll is
    /// everybody whom the consumer may see.
    fn pages(&self, service: Service) -> u64 {
        match service {
            Service::External => self.prisons * self.everyone().div_ceil(EXTERNAL_PAGE),
            _ => self.prisons * self.people.div_ceil(DPS_PAGE),
        }
    }

    /// Calls of an operation a day.
    pub(super) fn a_day(&self, operation: &Operation) -> u64 {
        let bookings = self.everyone() * BOOKINGS_A_DAY_OF_100 / 100;
        let signals = if self.has_events { self.everyone() * SIGNALS_A_DAY } else { 0 };
        match operation.occasion {
            Occasion::Roll => self.pages(operation.service) * (DAY * 4).div_ceil(self.sweep_seconds),
            // Half a sweep old, found at the next quarter.
            Occasion::Sweep(reads) => {
                u64::from(reads) * (self.everyone() * DAY * 4).div_ceil(self.sweep_seconds * 3)
            }
            Occasion::Signal => signals * 2,
            Occasion::Lists => self.prisons * 2 * DAY / LISTS,
            // Most events name a person by a number that is known; one who is new does not.
            Occasion::Event => signals / 100,
            Occasion::Missing => self.everyone() / 50,
            Occasion::Booking => bookings,
            Occasion::Credentials => 24,
            Occasion::Doctor => self.prisons,
        }
    }

    /// When a call is made, in words.
    pub(super) fn when(&self, occasion: Occasion) -> String {
        match occasion {
            Occasion::Roll => format!("every {} s, page by page", self.sweep_seconds / 4),
            Occasion::Sweep(1) => {
                format!("of everyone, within {} s; after a signal at once", self.sweep_seconds)
            }
            Occasion::Sweep(reads) => {
                format!("of everyone, {reads} times within {} s; after a signal at once", self.sweep_seconds)
            }
            Occasion::Signal => "after a signal, and of whom the roll does not show".to_owned(),
            Occasion::Lists => format!("every {} s, for today and tomorrow", crossing::LISTS_SECONDS),
            Occasion::Event => "once for each id that is not known".to_owned(),
            Occasion::Missing => "when somebody is not where we thought".to_owned(),
            Occasion::Booking => "when the clinic books, moves or cancels".to_owned(),
            Occasion::Credentials => "when the last are about to lapse".to_owned(),
            Occasion::Doctor => "when an engineer asks".to_owned(),
        }
    }

    /// So long takes one full sweep at the agreed rate: the roll, and one reading of each aspect of everyone.
    pub(super) fn sweep_takes_seconds(&self, operations: &[&Operation]) -> u64 {
        let calls: u64 = operations
            .iter()
            .map(|operation| match operation.occasion {
                Occasion::Roll => self.pages(operation.service),
                Occasion::Sweep(reads) => u64::from(reads) * self.everyone(),
                _ => 0,
            })
            .sum();
        calls.div_ceil(self.rate)
    }
}

/// The lists are read this often.
const LISTS: u64 = crossing::LISTS_SECONDS.unsigned_abs();

/// Connections whose sweep cannot be done in its time at their rate: for whoever writes the configuration.
pub(super) fn too_slow(config: &Config, people: u32) -> Vec<String> {
    let rules = config.rules();
    let mut found = Vec::new();
    for (name, connection) in config.connections() {
        let external = matches!(connection, Connection::HmppsExternal(_));
        let Some(asked) = Asked::of(&rules, name, connection, people) else { continue };
        let volume = Volume::of(&asked);
        let operations: Vec<&Operation> = super::calls(|s| (s == Service::External) == external).collect();
        let (takes, within) = (volume.sweep_takes_seconds(&operations), volume.sweep_seconds / 2);
        if takes > within {
            found.push(format!(
                "connections.{name}: a sweep of {} people takes {takes} s at {} calls a second, and half of sweep_seconds \
                 is {within} s: ask for more calls a second, or sweep less often",
                volume.everyone(),
                volume.rate,
            ));
        }
    }
    found
}

/// For figures with a fraction.
pub(super) fn f(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
