//! What goes wrong in a run, how often, and how the run is set up otherwise: drawn from the seed.

use super::life::Prisons;
use super::way::{Filters, Kind, Way};
use doubles::dice::Dice;
use policy::codes::Treatment;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::crossing::Mode;
use vocab::place::PrisonCode;

/// What the reads of one route meet.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Line {
    /// A request is lost.
    pub(crate) lose_request: u16,
    /// 429.
    pub(crate) too_many: u16,
    /// 5xx.
    pub(crate) status: u16,
    /// 404 for someone who is there.
    pub(crate) not_yours: u16,
    /// A read of how a person was before the last change.
    pub(crate) stale: u16,
    /// The route is away for a while, or asks to be left alone.
    pub(crate) away: u16,
}

/// Chances in a thousand, and the ways in which runs differ.
#[derive(Debug, Clone)]
pub(crate) struct Weather {
    /// A write is done and its answer lost.
    pub(crate) lose_answer: u16,
    /// A write is done some seconds after its connection died.
    pub(crate) late_write: u16,
    /// Each route has its own.
    pub(crate) lines: BTreeMap<Kind, Line>,
    /// Events.
    pub(crate) event_drop: u16,
    pub(crate) event_duplicate: u16,
    pub(crate) event_delay: u16,
    pub(crate) event_reorder: u16,
    /// A step dies.
    pub(crate) crash: u16,
    /// What a poll of a queue is answered, or its deletion, is lost; or a deletion does not hold.
    pub(crate) queue_fails: u16,
    /// The routes.
    pub(crate) way: Way,
    /// What the External API lets through.
    pub(crate) filters: Filters,
    /// Domain events lie in a queue; otherwise they are pushed.
    pub(crate) queued: bool,
    /// Probation gives somebody its number: the External API calls them by it from then on.
    pub(crate) opaque: u16,
    /// Staff enter healthcare's bookings in these prisons.
    pub(crate) by_hand: BTreeSet<PrisonCode>,
    /// Whoever enters there makes mistakes.
    pub(crate) slips: u16,
    /// At the end they enter everything that they are told to.
    pub(crate) enters_all: bool,
    /// A look also asks for the entry by its id, where that is known.
    pub(crate) look_by_id: bool,
    /// Real ends are shown.
    pub(crate) real_ends: bool,
    /// How the appointments' flow begins.
    pub(crate) mode: Mode,
    /// At the end healthcare answers what the prison did to its entries.
    pub(crate) answers_feedback: bool,
    /// At the end people decide every open question about links.
    pub(crate) decides_links: bool,
    /// People at the start.
    pub(crate) people: usize,
    /// Steps.
    pub(crate) steps: usize,
    /// When it begins.
    pub(crate) start: Instant,
}

/// An ordinary Tuesday morning.
const ORDINARY: &str = "2026-11-10T07:30:00Z";
/// The day before the clocks go back.
const AUTUMN: &str = "2026-10-24T15:00:00Z";
/// The day before they go forward.
const SPRING: &str = "2027-03-27T15:00:00Z";

impl Weather {
    /// The weather of a seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Dice::labelled(seed, "weather");
        // One run in four is calm but for crashes: what fails there is no fault of the weather's.
        let storm = [0, 1, 2, 4][dice.index(4)];
        let mut chance = |most: u64| -> u16 {
            let drawn = dice.below(most + 1) * storm / 2;
            u16::try_from(drawn).unwrap_or(u16::MAX)
        };
        let (lose_answer, late_write) = (chance(120), chance(80));
        let mut line = || Line {
            lose_request: chance(60),
            too_many: chance(60),
            status: chance(60),
            not_yours: chance(40),
            stale: chance(60),
            away: chance(16),
        };
        let lines = [(Kind::Dps, line()), (Kind::External, line())].into();
        let (event_drop, event_duplicate) = (chance(80), chance(80));
        let (event_delay, event_reorder) = (chance(120), chance(120));
        let (queue_fails, slips) = (chance(120), chance(150));
        let crash = [0, 15, 40, 80][dice.index(4)];
        let way = way(&mut dice);
        let filters = filters(&mut dice, way);
        let by_hand = by_hand(&mut dice, way);
        let start = [ORDINARY, ORDINARY, ORDINARY, AUTUMN, SPRING][dice.index(5)];
        Self {
            lose_answer,
            late_write,
            lines,
            event_drop,
            event_duplicate,
            event_delay,
            event_reorder,
            crash,
            queue_fails,
            way,
            filters,
            queued: dice.permille(500),
            opaque: [0, 0, 60][dice.index(3)],
            by_hand,
            slips,
            enters_all: dice.permille(700),
            look_by_id: dice.permille(500),
            real_ends: dice.permille(500),
            mode: [Mode::Live, Mode::Live, Mode::Live, Mode::Shadow, Mode::Off][dice.index(5)],
            answers_feedback: dice.permille(600),
            decides_links: dice.permille(700),
            people: 4 + dice.index(6),
            steps: 60 + dice.index(240),
            // INVARIANT: the three are written above in this form.
            start: Instant::parse_zoned(start).expect("the starts are well-formed"),
        }
    }
}

fn way(dice: &mut Dice) -> Way {
    match dice.below(100) {
        0..40 => Way::Only(Kind::Dps),
        40..75 => Way::Only(Kind::External),
        75..90 => Way::Both(Kind::Dps),
        _ => Way::Both(Kind::External),
    }
}

/// Over two routes a filter of alerts is refused by the rules, since the services of DPS have none.
fn filters(dice: &mut Dice, way: Way) -> Filters {
    let (prisons, alerts) = (dice.permille(500), dice.permille(400));
    Filters {
        prisons: prisons && way.has(Kind::External),
        alert_codes: (alerts && way == Way::Only(Kind::External)).then(|| alert_codes(dice)),
    }
}

/// Some kinds are let through with every code that gives them, some with a few, some not at all. What is on no list of
/// ours is on none of theirs.
fn alert_codes(dice: &mut Dice) -> BTreeSet<String> {
    let mut by_kind: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (code, treatment) in super::shared_lists().codes().iter() {
        let kind = match treatment {
            Treatment::Line(line) => line.clone(),
            Treatment::Suicide(_) => "suicide".to_owned(),
            Treatment::Silent(_) => "silent".to_owned(),
        };
        by_kind.entry(kind).or_default().push(code.text().to_owned());
    }
    let mut let_through = BTreeSet::new();
    for codes in by_kind.into_values() {
        let chance = [1_000, 1_000, 500, 0][dice.index(4)];
        let_through.extend(codes.into_iter().filter(|_| dice.permille(chance)));
    }
    let_through
}

/// The External API takes no write: over it alone, staff enter everywhere.
fn by_hand(dice: &mut Dice, way: Way) -> BTreeSet<PrisonCode> {
    let prisons = Prisons::new();
    match dice.below(100) {
        _ if !way.has(Kind::Dps) => prisons.served().into(),
        0..12 => prisons.served().into(),
        12..22 => [prisons.here].into(),
        _ => BTreeSet::new(),
    }
}

impl Weather {
    /// Whether a read may have been of how somebody was before.
    pub(crate) fn reads_stale(&self) -> bool {
        self.way.kinds().iter().any(|kind| self.lines[kind].stale > 0)
    }

    /// Whether those who leave the prisons that are served are out of sight, on every route.
    pub(crate) fn leavers_vanish(&self) -> bool {
        self.way == Way::Only(Kind::External) && self.filters.prisons
    }

    /// Whether alerts of a code are told.
    pub(crate) fn tells_alert(&self, code: &str) -> bool {
        self.filters.alert_codes.as_ref().is_none_or(|codes| codes.contains(code))
    }
}
