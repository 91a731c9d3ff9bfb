//! One step of a run: the seed says which. What the engine is asked to do here, it is asked in service too.

mod care;
mod engine;
pub(super) mod events;
mod people;
mod prison;

use super::edge::Away;
use super::fuse::Point;
use super::world::World;
use crossing::disclose::DiscloseError;
use doubles::prison::Cut;
use store::StoreError;
use vocab::crossing::{Flow, Mode};

/// What a step came to.
pub(crate) enum Stepped {
    /// It ended.
    Done,
    /// The process died in it.
    Died,
}

/// Why a run ends early.
pub(crate) enum Stop {
    /// Something was wrong at once.
    Wrong(&'static str, String),
    /// The store refused.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<DiscloseError> for Stop {
    fn from(error: DiscloseError) -> Self {
        match error {
            DiscloseError::OurFault(error) => Self::Store(error),
            refused => Self::Wrong("answers", format!("a care system was refused: {refused}")),
        }
    }
}

pub(crate) type Step = Result<Stepped, Stop>;

/// What a step of the process gave, or that it died.
pub(super) fn ended<T, E: Into<Stop>>(driven: Option<Result<T, E>>) -> Result<Option<T>, Stop> {
    driven.transpose().map_err(Into::into)
}

macro_rules! driven {
    ($driven:expr) => {
        match $crate::simulation::step::ended($driven)? {
            Some(done) => done,
            None => return Ok($crate::simulation::step::Stepped::Died),
        }
    };
}
pub(crate) use driven;

impl World {
    /// One step, drawn.
    pub(crate) fn step(&mut self) -> Step {
        self.totals.steps += 1;
        let point = self.draw_crash();
        let drawn = self.dice.below(100);
        let millis = i64::try_from(1 + self.dice.below(3_000)).unwrap_or(1);
        self.clock.advance_millis(millis);
        self.days_begin()?;
        self.outage();
        self.tell(|w| format!("step {} draws {drawn}, dies at {point:?}", w.totals.steps));
        self.may_die(point, |w| w.takes_step(drawn))
    }

    fn takes_step(&mut self, drawn: u64) -> Step {
        match drawn {
            0..20 => self.lives(),
            20..33 => self.events(),
            33..45 => self.errands(),
            45..58 => self.delivers(),
            58..62 => self.settles(),
            62..67 => self.sweeps(),
            67..83 => self.cares(),
            83..88 => self.decides(),
            88..92 => self.opens_a_panel(),
            92..93 => self.switches(),
            93..96 if !self.weather.by_hand.is_empty() => self.enters(),
            _ => self.waits(),
        }
    }

    /// Carries out what may die, at a point or at a cut of the disk's.
    pub(crate) fn may_die(&mut self, point: Option<Point>, run: impl FnOnce(&mut Self) -> Step) -> Step {
        let dies = point.is_some();
        let point = point.filter(|_| !(dies && self.arms_a_cut()));
        self.fuse.arm(point);
        let step = match run(self) {
            Ok(Stepped::Died) => self.dies(),
            // Whoever was looking when it died has seen nothing.
            Ok(Stepped::Done) if self.fuse.is_burnt() => self.dies(),
            // What a store says whose disk has gone, nobody hears.
            Ok(_) | Err(Stop::Store(_)) if self.is_cut() => self.dies(),
            // An arranged cut that has not come falls here.
            Ok(Stepped::Done) if dies && (point.is_none() || self.dice.permille(300)) => self.dies(),
            other => other,
        };
        self.fuse.arm(None);
        self.tell_state();
        step
    }

    /// The process dies and comes back, after a while or at once.
    fn dies(&mut self) -> Step {
        self.kill().map_err(|error| Stop::Wrong("setting up", error.to_string()))?;
        if self.dice.permille(300) {
            let minutes = i64::try_from(1 + self.dice.below(90)).unwrap_or(1);
            self.clock.advance_seconds(60 * minutes);
        }
        self.start()?;
        Ok(Stepped::Died)
    }

    /// Time passes; a London midnight is told.
    pub(crate) fn days_begin(&mut self) -> Step {
        let today = self.now().london_date();
        while self.midnight < today {
            let date = self.midnight.tomorrow().unwrap_or(today);
            driven!(self.drive(|p| p.timekeeper.midnight(date)));
            self.midnight = date;
        }
        Ok(Stepped::Done)
    }

    /// The services are cut off for a while, or one of the routes is away by itself.
    fn outage(&mut self) {
        let now = self.now();
        if self.outage_until.is_some_and(|until| until <= now) {
            self.outage_until = None;
            self.edge.lock().prison.cut = None;
        } else if self.outage_until.is_none() && self.weather.lose_answer > 0 && self.dice.permille(8) {
            let minutes = i64::try_from(2 + self.dice.below(80)).unwrap_or(2);
            self.outage_until = Some(now.plus_seconds(60 * minutes));
            let cut = if self.dice.permille(500) { Cut::Dead } else { Cut::Unavailable };
            self.edge.lock().prison.cut = Some(cut);
        }
        self.edge.lock().away.retain(|_, (_, until)| *until > now);
        for kind in self.weather.way.kinds() {
            let chance = self.weather.lines[kind].away;
            if !self.edge.lock().away.contains_key(kind) && self.dice.permille(chance) {
                let minutes = i64::try_from(2 + self.dice.below(60)).unwrap_or(2);
                let away = *self.dice.pick(&[Away::Dead, Away::Unavailable, Away::Busy]);
                self.tell(|_| format!("  {kind:?} is away: {away:?}, for {minutes} minutes"));
                self.edge.lock().away.insert(*kind, (away, now.plus_seconds(60 * minutes)));
            }
        }
    }

    fn switches(&mut self) -> Step {
        let mode = *self.dice.pick(&[Mode::Live, Mode::Live, Mode::Shadow, Mode::Off]);
        self.tell(|_| format!("  switched: {mode:?}"));
        self.kept.is_live = mode == Mode::Live;
        if !self.kept.is_live {
            self.kept.switched_off = self.now();
        }
        driven!(self.switch(Flow::Appointments, mode));
        Ok(Stepped::Done)
    }

    fn waits(&mut self) -> Step {
        let seconds = match self.dice.below(10) {
            0..3 => 1 + self.dice.below(30),
            3..6 => 30 + self.dice.below(300),
            6..9 => 300 + self.dice.below(2_400),
            _ => 2_400 + self.dice.below(10_000),
        };
        self.clock.advance_seconds(i64::try_from(seconds).unwrap_or(1));
        self.days_begin()
    }
}
