//! One thing that is to be done for somebody who leaves: what, by whom, from when, by when.

use jiff::civil::Date;
pub use vocab::registration::{LeavingStep as Key, Owner};

/// A step of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// By which day it is to be done, in London.
    pub by: Date,
    /// From which day it can be done. Never after [`Step::by`].
    pub from: Date,
    /// What.
    pub key: Key,
}

impl Step {
    /// Whose work it is.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.key.owner()
    }

    /// Whether somebody can do it today.
    #[must_use]
    pub fn is_due(&self, today: Date) -> bool {
        self.from <= today
    }

    /// Whether its day has gone by.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.by < today
    }
}
