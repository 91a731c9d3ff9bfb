//! Teach-back: the person says in his own words what was explained. It tests our explanation, not him.
//!
//! What a right answer holds is for the nurse, in English. Any words will do that hold it, in any language and order;
//! a right answer is never a condition of care, and a wrong one means that we explain again, otherwise.

use super::Situation;

/// What a question of teach-back asks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asks {
    /// What a yes does to the GP outside.
    Gp,
    /// Whether a no closes the doctor's door here.
    See,
    /// Whether the answer can be changed.
    Mind,
}

impl Asks {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Gp, Self::See, Self::Mind];

    pub(super) const fn stem(self) -> &'static str {
        match self {
            Self::Gp => "teach-gp",
            Self::See => "teach-see",
            Self::Mind => "teach-mind",
        }
    }

    /// What a right answer holds, for the nurse.
    #[must_use]
    pub const fn holds(self, situation: Situation) -> &'static str {
        match (self, situation) {
            (Self::Gp, Situation::HasGp) => {
                "My GP outside takes me off the list. I have to join one again when I go home."
            }
            (Self::Gp, Situation::HasNone) => {
                "The prison doctor. I have to find one outside when I go home, and you help."
            }
            (Self::Gp, Situation::NotKnown) => {
                "If I have one outside, that GP takes me off the list. I have to join one when I go home."
            }
            (Self::See, _) => "Yes. I can see the doctor and nurse here whatever I say.",
            (Self::Mind, Situation::HasGp) => {
                "Yes, any day, by telling a nurse or writing to healthcare. After a yes, my old GP may not have me back \
                 at once."
            }
            (Self::Mind, Situation::HasNone) => {
                "Yes, any day, by telling a nurse or writing to healthcare. After taking back a yes I have no GP at first."
            }
            (Self::Mind, Situation::NotKnown) => {
                "Yes, any day, by telling a nurse or writing to healthcare. After taking back a yes I may have no GP \
                 outside at first."
            }
        }
    }
}
