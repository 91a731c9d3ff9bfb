//! The ways into the prison's systems: which routes a run has, the preferred one first, and the rules that say so.

use super::Plan;
use super::edge::REQUEST_SECONDS_MAX;
use super::flaw::Flaw;
use super::life::Prisons;
use super::team::season;
use super::weather::Weather;
use super::world::{CATEGORY, CLIENT, SETTLE_SECONDS, STANDARD_MINUTES, place_of};
use crossing::{Freshness, Length, PrisonRules, RoomRule, Route, Rules, Telephones, Writes};
use doubles::clinic::Clinic;
use doubles::prison::room_id;
use std::collections::BTreeSet;
use vocab::code::AlertCode;
use vocab::crossing::{Feed, PrisonPlace};
use vocab::place::{PrisonCode, RoomCode};
use vocab::prison::Aspect;

/// Everyone is read again within so long.
const SWEEP_SECONDS: i64 = 3_600;

/// A route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The services of DPS: read, and written over.
    Dps,
    /// The HMPPS External API: read.
    External,
}

impl Kind {
    /// Its name in the rules, and the feed of what comes over it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Dps => "dps",
            Self::External => "hmpps-external",
        }
    }

    /// The queue in which its events lie.
    pub(crate) const fn queue(self) -> &'static str {
        match self {
            Self::Dps => "domain-events",
            Self::External => "external-events",
        }
    }

    pub(crate) fn feed(self) -> Feed {
        // INVARIANT: the names above are well formed.
        Feed::parse(self.name()).expect("a well-formed name")
    }

    const fn route(self, settle_seconds: i64, alert_codes: Option<BTreeSet<AlertCode>>) -> Route {
        let is_dps = matches!(self, Self::Dps);
        let lag_seconds = if is_dps { 60 } else { 600 };
        Route {
            lag_seconds,
            settled_lag_seconds: settle_seconds + lag_seconds,
            sweep_seconds: SWEEP_SECONDS,
            sees_court: is_dps,
            sees_reviews: false,
            sees_attendance: is_dps,
            quiet_seconds: None,
            alert_codes,
        }
    }
}

/// The routes of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// One.
    Only(Kind),
    /// Both, this one preferred.
    Both(Kind),
}

impl Way {
    /// Its routes, the preferred one first.
    pub(crate) fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Only(Kind::Dps) => &[Kind::Dps],
            Self::Only(Kind::External) => &[Kind::External],
            Self::Both(Kind::Dps) => &[Kind::Dps, Kind::External],
            Self::Both(Kind::External) => &[Kind::External, Kind::Dps],
        }
    }

    /// Whether a route is one of them.
    pub(crate) fn has(self, kind: Kind) -> bool {
        self.kinds().contains(&kind)
    }

    /// Whether something may have been told over the External API, which carries no movement.
    pub(crate) fn may_be_vague(self) -> bool {
        self.has(Kind::External)
    }
}

/// What the External API lets through to us.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filters {
    /// People of the prisons that are served alone; whoever leaves them is 404, as whoever never was.
    pub(crate) prisons: bool,
    /// Alerts of these codes alone.
    pub(crate) alert_codes: Option<BTreeSet<String>>,
}

impl Filters {
    /// As the rules say it.
    fn codes_told(&self) -> Option<BTreeSet<AlertCode>> {
        let codes = self.alert_codes.as_ref()?;
        Some(codes.iter().map(|code| AlertCode::new(code)).collect())
    }
}

/// The rules of a run.
pub(crate) fn rules(plan: &Plan, weather: &Weather, prisons: Prisons, settle_seconds: i64) -> Rules {
    let freshness = Freshness { amber_seconds: 2 * SWEEP_SECONDS, red_seconds: 4 * SWEEP_SECONDS };
    let told = weather.filters.codes_told().filter(|_| plan.flaw != Some(Flaw::FilterUntold));
    let kinds = weather.way.kinds();
    Rules {
        settle_seconds,
        national: season::national(),
        request_seconds_max: REQUEST_SECONDS_MAX,
        freshness: Aspect::ALL.into_iter().map(|a| (a.word().to_owned(), freshness)).collect(),
        routes: kinds
            .iter()
            .map(|kind| (kind.name().to_owned(), kind.route(settle_seconds, told.clone())))
            .collect(),
        prisons: prisons.served().into_iter().map(|code| (code, prison(plan, weather, code))).collect(),
    }
}

/// So long does settling take by the rules of a run.
pub(crate) fn settle_seconds(plan: &Plan) -> i64 {
    if plan.flaw == Some(Flaw::SettlesAtOnce) { 1 } else { SETTLE_SECONDS }
}

fn prison(plan: &Plan, weather: &Weather, code: PrisonCode) -> PrisonRules {
    let kinds = weather.way.kinds();
    let by_hand = weather.by_hand.contains(&code) && plan.flaw != Some(Flaw::WritesWhereStaffEnter);
    let writer = if weather.way.has(Kind::Dps) { Kind::Dps } else { Kind::External };
    PrisonRules {
        name: format!("{code}"),
        routes: kinds.iter().map(|kind| kind.name().to_owned()).collect(),
        writes: if by_hand { Writes::ByHand } else { Writes::Over(writer.name().to_owned()) },
        category: CATEGORY.to_owned(),
        client: CLIENT.to_owned(),
        rooms: Clinic::ALL
            .iter()
            .filter_map(|clinic| {
                let code_there = place_of(*clinic)?;
                let place = PrisonPlace(room_id(code, code_there));
                Some((RoomCode::new(clinic.room()), RoomRule { place, code: code_there.to_owned() }))
            })
            .collect(),
        length: if weather.real_ends { Length::Real } else { Length::Standard(STANDARD_MINUTES) },
        registration: season::rules(code),
        telephones: Telephones {
            wing: "2001".to_owned(),
            security: "2002".to_owned(),
            night: "2003".to_owned(),
            control_room: "2004".to_owned(),
        },
    }
}
