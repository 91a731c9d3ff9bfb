//! One turn: the seed says what the team does, what happens at PDS, what a court does.

use super::Scene;
use super::talk::last_answer;
use crate::simulation::flaw::Flaw;
use crate::simulation::fuse::Point;
use crate::simulation::spine::life::signal;
use crate::simulation::step::{Step, Stepped, Stop, driven};
use crate::simulation::world::World;
use crossing::envelope::Meta;
use doubles::pds::Act as AtPds;
use doubles::prison::{Act, Whereabouts};
use jiff::ToSpan as _;
use vocab::crossing::{Feed, Flow, Mode};
use vocab::id::NhsNumber;
use vocab::registration::Answer;

/// The feed on which signals arrive.
const SIGNALS: &str = "national-mns";
/// "Little English spoken".
const LITTLE_ENGLISH: &str = "VLES";
/// A day's seconds.
const DAY: i64 = 86_400;

impl World {
    /// The team's turn, where it has one now.
    pub(crate) fn team_turn(&mut self) -> Step {
        if !self.team.dice.permille(self.team.season.turn) {
            return Ok(Stepped::Done);
        }
        self.clock.advance_millis(i64::try_from(1 + self.team.dice.below(900)).unwrap_or(1));
        self.practices_take_on();
        let drawn = self.team.dice.below(100);
        let point = self.team_dies();
        self.tell(|_| format!("turn draws {drawn}, dies at {point:?}"));
        self.may_die(point, |w| w.takes_turn(drawn))
    }

    fn takes_turn(&mut self, drawn: u64) -> Step {
        match drawn {
            0..30 => self.asks_somebody(),
            30..44 => self.adds_something(),
            44..58 => self.reads_pds(),
            58..64 => self.national_life(),
            64..72 => self.looks_at_tasks(),
            72..78 => self.sees_somebody_out(),
            78..84 => self.opens_facts(),
            84..89 => self.prison_looks(),
            89..92 => self.switches_registration(),
            _ => self.courts_sit(),
        }?;
        if self.team.dice.permille(self.team.season.days) {
            let days = i64::try_from(1 + self.team.dice.below(4)).unwrap_or(1);
            self.clock.advance_seconds(DAY * days);
            self.tell(|_| format!("  {days} days go by"));
            return self.days_begin();
        }
        Ok(Stepped::Done)
    }

    fn team_dies(&mut self) -> Option<Point> {
        if !self.team.dice.permille(self.team.season.crash) {
            return None;
        }
        let nth = 1 + u32::try_from(self.team.dice.below(3)).unwrap_or(0);
        Some(match self.team.dice.below(5) {
            0 | 1 => Point::LaneKeeps(nth),
            2 | 3 => Point::LaneLoses(nth),
            _ => Point::AfterRead,
        })
    }

    /// Records that are due are read.
    pub(crate) fn reads_pds(&mut self) -> Step {
        let now = self.now();
        let mark = {
            let mut side = self.spine.lock();
            side.step = now;
            side.answered.len()
        };
        let driven = self.drive(|p| p.readings.step());
        self.spine.lock().step_ended(mark, matches!(driven, Some(Ok(_))));
        driven!(driven);
        Ok(Stepped::Done)
    }

    /// Something happens at PDS. A signal tells of it, twice, in either shape, or it is lost.
    fn national_life(&mut self) -> Step {
        let now = self.now();
        let told = {
            let team = &mut self.team;
            let mut side = self.spine.lock();
            team.numbers.draw(&mut side.pds, &self.humans, &mut team.dice, now)
        };
        for (number, kind) in told {
            self.tell(|_| format!("  PDS: {kind}"));
            self.signals(number, kind)?;
        }
        Ok(Stepped::Done)
    }

    fn signals(&mut self, number: NhsNumber, kind: &str) -> Step {
        let now = self.now();
        if self.team.dice.permille(self.team.season.signal_lost) {
            return Ok(Stepped::Done);
        }
        let feed = Feed::parse(SIGNALS).ok_or(Stop::Wrong("setting up", "the feed's name".to_owned()))?;
        let id = self.team.dice.uuid(now);
        let as_event = self.team.dice.permille(500);
        let body = signal(number, kind, &id, now, as_event).to_string().into_bytes();
        for _ in 0..=u64::from(self.team.dice.permille(200)) {
            let (feed, body, meta) = (&feed, body.clone(), Meta::default());
            driven!(self.drive(|p| async move { p.crossing.receive(feed, body, &meta, None).await }));
        }
        Ok(Stepped::Done)
    }

    /// Practices take on whom they were asked to, when they come to it.
    pub(crate) fn practices_take_on(&mut self) {
        let now = self.now();
        let mut side = self.spine.lock();
        self.team.asked.retain(|asked| {
            if asked.due > now {
                return true;
            }
            let act = AtPds::Register { number: asked.number, practice: asked.practice.clone() };
            // Whoever was given another number meanwhile is nobody's patient by the old one.
            let _ = side.pds.run(&act, now);
            false
        });
    }

    /// Registration is switched. With the flaw "live" is said, and it is on trial.
    fn switches_registration(&mut self) -> Step {
        let mode = *self.team.dice.pick(&[Mode::Live, Mode::Live, Mode::Live, Mode::Shadow, Mode::Off]);
        self.tell(|_| format!("  registration is switched: {mode:?}"));
        (self.team.mode, self.team.followed, self.team.switched) = (mode, false, false);
        let mode = self.with_mode(mode);
        driven!(self.switch(Flow::Registration, mode));
        self.team.switched = true;
        if self.team.dice.permille(700) {
            return self.follows_switch();
        }
        Ok(Stepped::Done)
    }

    /// Everybody follows the switch.
    pub(crate) fn follows_switch(&mut self) -> Step {
        driven!(self.drive(|p| p.timekeeper.step()));
        self.team.followed = true;
        Ok(Stepped::Done)
    }

    pub(crate) fn with_mode(&self, mode: Mode) -> Mode {
        if self.plan.flaw == Some(Flaw::LiveInNameOnly) && mode == Mode::Live { Mode::Shadow } else { mode }
    }

    /// A court, or the sentence calculation: a status, a day of release that comes, moves or is taken away; or somebody
    /// who is there walks out by its door.
    fn courts_sit(&mut self) -> Step {
        let now = self.now();
        let human = self.team.dice.index(self.arrived);
        let number = self.humans[human].number;
        let (stands, legal) = {
            let side = self.edge.lock();
            let custody = side.prison.person(number).and_then(|p| p.custody.as_ref());
            (custody.map(|c| c.whereabouts.clone()), custody.map(|c| c.legal.clone()).unwrap_or_default())
        };
        match stands {
            Some(Whereabouts::Court) if self.team.dice.permille(600) => {
                let reason = (*self.team.dice.pick(&["BL", "NCS", "CR"])).to_owned();
                self.team.scenes.insert(Scene::ReleasedAtCourt);
                self.happens(&Act::Release { number, reason }, None);
            }
            Some(Whereabouts::In) if self.team.dice.permille(350) => {
                self.happens(&Act::ToCourt { number }, None);
            }
            Some(Whereabouts::In) if self.team.dice.permille(250) => {
                let to = *self.team.dice.pick(&self.prisons.served());
                self.happens(&Act::TransferOut { number, to, reason: "NOTR".to_owned() }, None);
            }
            Some(Whereabouts::Transit { .. }) => self.happens(&Act::TransferIn { number }, None),
            // Nobody else's line says that somebody speaks little English.
            Some(Whereabouts::In)
                if self.humans[human].codes.iter().any(|code| code == LITTLE_ENGLISH)
                    && self.team.dice.permille(500) =>
            {
                let code = LITTLE_ENGLISH.to_owned();
                self.happens(&Act::OpenAlert { number, code, from: None, to: None, comment: None }, None);
            }
            Some(Whereabouts::In) if legal != "DEAD" => {
                let legal = *self.team.dice.pick(&[
                    "REMAND",
                    "REMAND",
                    "SENTENCED",
                    "SENTENCED",
                    "CONVICTED_UNSENTENCED",
                    "IMMIGRATION_DETAINEE",
                ]);
                let days = self.team.dice.pick(&[0_i64, 1, 3, 20, 60, 400]);
                let day = now.london_date().checked_add(days.days()).ok();
                let release = day.filter(|_| self.team.dice.permille(700));
                let confirmed = release.filter(|_| self.team.dice.permille(400));
                self.happens(&Act::Sentence { number, legal: legal.to_owned(), release, confirmed }, None);
            }
            _ => {}
        }
        Ok(Stepped::Done)
    }
}

impl World {
    /// At the beginning: what PDS has of everybody, and registration as the season has it.
    pub(crate) fn team_begins(&mut self) -> Result<(), store::StoreError> {
        let (start, mode) = (self.weather.start, self.team.season.mode);
        {
            let team = &mut self.team;
            team.numbers.begin(&mut self.spine.lock().pds, &self.humans, &mut team.dice, start);
        }
        for human in 0..self.arrived {
            if self.team.dice.permille(450) {
                let (number, legal) = (self.humans[human].number, "REMAND".to_owned());
                self.happens(&Act::Sentence { number, legal, release: None, confirmed: None }, None);
            }
        }
        self.team.mode = mode;
        let mode = self.with_mode(mode);
        self.switch(Flow::Registration, mode).transpose()?;
        // Nobody is known yet who could be behind.
        (self.team.followed, self.team.switched) = (true, true);
        Ok(())
    }

    /// When the run comes to rest: registration is live, and stays so.
    pub(crate) fn team_rests(&mut self) -> Result<(), Stop> {
        let mode = self.with_mode(Mode::Live);
        if let Some(switched) = self.switch(Flow::Registration, mode) {
            switched?;
        }
        self.team.mode = Mode::Live;
        self.notes_remand_out();
        self.goes_on(Self::follows_switch)
    }

    /// S05: somebody on remand said no, and has left.
    fn notes_remand_out(&mut self) {
        let side = self.edge.lock();
        let left = |human: usize| {
            let custody = side.prison.person(self.humans[human].number).and_then(|p| p.custody.as_ref());
            custody.is_some_and(|c| c.legal == "REMAND" && c.whereabouts == Whereabouts::Released)
        };
        let said_no = |id| last_answer(self.team.ledger.of(id)).is_some_and(|(_, said)| said == Answer::No);
        let found = self.care.patients.iter().any(|p| p.id.is_some_and(said_no) && left(p.human));
        drop(side);
        if found {
            self.team.scenes.insert(Scene::RemandOut);
        }
    }

    /// Every record that is due, until none is.
    pub(crate) fn reads_all(&mut self) -> Result<(), Stop> {
        /// So many steps of ten readings: more people than any run has.
        const STEPS: usize = 20;
        for _ in 0..STEPS {
            let before = self.spine.lock().answered.len();
            self.goes_on(Self::reads_pds)?;
            if self.spine.lock().answered.len() == before {
                return Ok(());
            }
        }
        Err(Stop::Wrong("rest", "records are read at PDS without end".to_owned()))
    }
}
