//! What goes wrong in a run, how often, and how the run is set up otherwise: drawn from the seed.

use doubles::dice::Dice;
use vocab::Instant;
use vocab::crossing::Mode;

/// Chances in a thousand, and the ways in which runs differ.
#[derive(Debug, Clone)]
pub(crate) struct Weather {
    /// A write is done and its answer lost.
    pub(crate) lose_answer: u16,
    /// A write is done some seconds after its connection died.
    pub(crate) late_write: u16,
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
    /// Events.
    pub(crate) event_drop: u16,
    pub(crate) event_duplicate: u16,
    pub(crate) event_delay: u16,
    pub(crate) event_reorder: u16,
    /// A step dies.
    pub(crate) crash: u16,
    /// Reads go to the External API; to the services behind it otherwise.
    pub(crate) external: bool,
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
        let (lose_answer, late_write, lose_request) = (chance(120), chance(80), chance(60));
        let (too_many, status, not_yours, stale) = (chance(60), chance(60), chance(40), chance(60));
        let (event_drop, event_duplicate) = (chance(80), chance(80));
        let (event_delay, event_reorder) = (chance(120), chance(120));
        let crash = [0, 15, 40, 80][dice.index(4)];
        let start = [ORDINARY, ORDINARY, ORDINARY, AUTUMN, SPRING][dice.index(5)];
        Self {
            lose_answer,
            late_write,
            lose_request,
            too_many,
            status,
            not_yours,
            stale,
            event_drop,
            event_duplicate,
            event_delay,
            event_reorder,
            crash,
            external: dice.permille(350),
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
