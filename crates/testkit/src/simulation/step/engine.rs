//! What the engine is stepped through: errands, deliveries, what settles, sweeps.

use super::{Step, Stepped, driven};
use crate::simulation::flaw::Flaw;
use crate::simulation::world::World;
use crossing::sweep::SweepError;
use vocab::place::PrisonCode;

impl World {
    pub(crate) fn errands(&mut self) -> Step {
        let mark = self.edge.lock().log.served.len();
        let driven = self.drive(|p| p.errands.step());
        self.forget_unwritten(!matches!(driven, Some(Ok(_))), mark);
        driven!(driven);
        self.leavers_are_tasks(mark)?;
        Ok(Stepped::Done)
    }

    /// What was read when the process died was not written down.
    fn forget_unwritten(&self, died: bool, mark: usize) {
        if died {
            self.edge.lock().log.served.truncate(mark);
        }
    }

    pub(crate) fn delivers(&mut self) -> Step {
        if self.plan.flaw == Some(Flaw::DeliversNothing) {
            return Ok(Stepped::Done);
        }
        driven!(self.drive(|p| p.delivery.step_in_order()));
        Ok(Stepped::Done)
    }

    pub(crate) fn settles(&mut self) -> Step {
        driven!(self.drive(|p| p.timekeeper.step()));
        Ok(Stepped::Done)
    }

    pub(super) fn sweeps(&mut self) -> Step {
        let prison = *self.dice.pick(&self.prisons.served());
        match self.dice.below(5) {
            0 => self.roll(prison),
            1 => self.old_again(prison),
            _ => {
                let days = self.dice.below(4);
                self.list(prison, days)
            }
        }
    }

    /// A sweep that could not read is tried another time.
    fn swept<T>(driven: Option<Result<T, SweepError>>) -> Step {
        match driven {
            None => Ok(Stepped::Died),
            Some(Ok(_) | Err(SweepError::Source(_))) => Ok(Stepped::Done),
            Some(Err(SweepError::Store(error))) => Err(error.into()),
        }
    }

    pub(crate) fn roll(&mut self, prison: PrisonCode) -> Step {
        let mark = self.edge.lock().log.served.len();
        let driven = self.drive(|p| p.errands.roll_call(prison));
        let whole = matches!(driven, Some(Ok(_)));
        self.forget_unwritten(!whole, mark);
        if whole {
            self.leavers_are_tasks(mark)?;
        }
        Self::swept(driven)
    }

    pub(crate) fn old_again(&mut self, prison: PrisonCode) -> Step {
        Self::swept(self.drive(|p| p.errands.old_again(prison)))
    }

    /// Reads the lists of one of the coming days.
    pub(crate) fn list(&mut self, prison: PrisonCode, days: u64) -> Step {
        let mut date = self.now().london_date();
        for _ in 0..days {
            date = date.tomorrow().unwrap_or(date);
        }
        Self::swept(self.drive(|p| p.errands.lists(prison, date)))
    }
}
