//! The end of a run: nothing goes wrong any more, time passes, and everything comes to rest or says why not.

use super::edge::Edge;
use super::flaw::Flaw;
use super::step::{Step, Stepped, Stop};
use super::truth;
use super::world::World;
use crossing::understood::Act;
use doubles::clinic::State;
use vocab::crossing::{Flow, IdentityLink, LinkState, Mode};

/// One round is a little longer than the longest pause between two tries.
const ROUND_SECONDS: i64 = 310;
/// Rounds: past settling, past every sweep, past the answers of people, and settling once more.
const ROUNDS: usize = 36;
/// Sweeps come every so many rounds.
const SWEEP_ROUNDS: usize = 6;
/// Whoever enters by hand does so in the round before: then what they entered is found.
const ENTER_ROUND: usize = SWEEP_ROUNDS - 1;
/// In this round people answer what was asked of them.
const ANSWER_ROUND: usize = 13;
/// The last sweep.
const LAST_SWEEP: usize = ROUNDS - SWEEP_ROUNDS;
/// So often is one thing stepped in a round before it is said never to end.
const STEPS_A_ROUND: usize = 60;
/// The lists of so many days are read: bookings are made no further ahead.
const DAYS: u64 = 6;

impl World {
    /// Brings the run to rest.
    pub(crate) fn rest(&mut self) -> Result<(), Stop> {
        self.calm();
        for _ in 0..self.care.writes.len() + 1 {
            match self.care.unanswered() {
                Some(n) => self.goes_on(|w| w.care_send(n))?,
                None => break,
            }
        }
        if let Some(switched) = self.switch(Flow::Appointments, Mode::Live) {
            switched?;
            self.kept.is_live = true;
        }
        self.team_rests()?;
        for round in 0..ROUNDS {
            self.clock.advance_seconds(ROUND_SECONDS);
            self.tell(|_| format!("round {round}"));
            self.days_begin()?;
            if round == ANSWER_ROUND {
                self.people_answer()?;
            }
            if round % SWEEP_ROUNDS == 0 {
                self.sweeps_all()?;
            }
            if round % SWEEP_ROUNDS == ENTER_ROUND && round < LAST_SWEEP && self.weather.enters_all {
                self.goes_on(Self::enters_everything)?;
            }
            self.drains()?;
            self.tell_state();
        }
        self.goes_on(Self::last_pages)?;
        self.last_panels()
    }

    /// A nurse opens everybody's record once more, where something of it is held back or out of sight.
    fn last_panels(&mut self) -> Result<(), Stop> {
        self.kept.last_shown.clear();
        if self.weather.filters.alert_codes.is_none() && !self.weather.leavers_vanish() {
            return Ok(());
        }
        for human in 0..self.arrived {
            self.goes_on(|w| w.opens_record(human))?;
        }
        self.tell_state();
        Ok(())
    }

    fn calm(&mut self) {
        self.fuse.arm(None);
        self.outage_until = None;
        let mut side = self.edge.lock();
        side.calm = true;
        side.away.clear();
        side.prison.cut = None;
        side.prison.faults = doubles::prison::Faults::default();
        drop(side);
        self.spine.lock().calm = true;
    }

    pub(crate) fn goes_on(&mut self, step: impl FnOnce(&mut Self) -> Step) -> Result<(), Stop> {
        match step(self)? {
            Stepped::Done => Ok(()),
            Stepped::Died => {
                Err(Stop::Wrong("rest", "the process died, and nothing was to go wrong".to_owned()))
            }
        }
    }

    fn sweeps_all(&mut self) -> Result<(), Stop> {
        self.kept.swept = self.now();
        for prison in self.prisons.served() {
            self.goes_on(|w| w.roll(prison))?;
            self.goes_on(|w| w.old_again(prison))?;
            for days in 0..DAYS {
                self.goes_on(|w| w.list(prison, days))?;
            }
        }
        Ok(())
    }

    /// Everything that is due, until nothing is.
    fn drains(&mut self) -> Result<(), Stop> {
        self.goes_on(Self::events)?;
        self.goes_on(Self::settles)?;
        self.until_none("errands", |w| w.drive(|p| p.errands.step()))?;
        self.goes_on(Self::settles)?;
        self.reads_all()?;
        if self.plan.flaw == Some(Flaw::DeliversNothing) {
            return Ok(());
        }
        self.until_none("deliveries", |w| w.drive(|p| p.delivery.step_in_order()))
    }

    fn until_none(
        &mut self,
        what: &str,
        step: impl Fn(&Self) -> Option<Result<usize, store::StoreError>>,
    ) -> Result<(), Stop> {
        for _ in 0..STEPS_A_ROUND {
            match step(self) {
                Some(Ok(0)) | None => return Ok(()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
        Err(Stop::Wrong("rest", format!("{what} go on without end: {}", self.last_rows()?)))
    }

    /// The kinds of the newest rows, for whoever asks why nothing ends.
    fn last_rows(&self) -> Result<String, store::StoreError> {
        const ROWS: u64 = 6;
        match &self.process {
            Some(process) => Ok(process.crossing.journal_lines(ROWS)?.join("; ")),
            None => Ok(String::new()),
        }
    }

    /// People decide open questions, and healthcare answers what the prison did to its entries.
    fn people_answer(&mut self) -> Result<(), Stop> {
        if self.weather.decides_links {
            for state in [LinkState::InDoubt, LinkState::Proposed] {
                for link in self.links_in(state)? {
                    self.settles_link(&link)?;
                }
            }
        }
        if self.weather.answers_feedback {
            for booking in 0..self.care.bookings.len() {
                let booked = &self.care.bookings[booking];
                if booked.id.is_none() || booked.held.state != State::Booked {
                    continue;
                }
                let mut held = booked.held.clone();
                if held.start <= self.now() || !truth::touched(self, booking) {
                    continue;
                }
                held.end = held.end.plus_seconds(60);
                self.care.change(booking, held, false);
                while let Some(n) = self.care.unanswered() {
                    self.goes_on(|w| w.care_send(n))?;
                }
            }
        }
        Ok(())
    }

    fn settles_link(&mut self, link: &IdentityLink) -> Result<(), Stop> {
        let there = Edge::lock(&self.edge).prison.person(link.person).is_some();
        let bound = self
            .links_in(LinkState::Confirmed)?
            .iter()
            .any(|l| l.id != link.id && (l.patient == link.patient || l.person == link.person));
        if there && !bound && self.is_same(link) {
            let ctx = self.administrator();
            let second = Some("second".to_owned());
            let act = Act::LinkConfirm { link: link.id, version: link.version, second };
            match self.drive_blocking(move |crossing| crossing.command(&ctx, act)) {
                Some(decided) => decided.map(drop)?,
                None => return Err(Stop::Wrong("rest", "a decision was not answered".to_owned())),
            }
            return Ok(());
        }
        self.goes_on(|w| w.rejects(link))
    }
}
