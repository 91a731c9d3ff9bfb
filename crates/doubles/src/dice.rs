//! Chance as a value: a counted stream that one number starts. It is kept with the state that draws from it, so
//! that a restored double throws what the first one would have thrown.

use serde::{Deserialize, Serialize};
use vocab::{Instant, Seed};

/// A stream of throws.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Dice {
    seed: Seed,
    thrown: u64,
}

impl Dice {
    /// A stream from a number.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed: Seed(seed), thrown: 0 }
    }

    /// A stream of its own for one purpose: the same number and label, the same stream.
    #[must_use]
    pub fn labelled(seed: u64, label: &str) -> Self {
        Self::new(seed ^ hash(label))
    }

    /// The next number.
    pub const fn throw(&mut self) -> u64 {
        let drawn = self.seed.draw(self.thrown);
        self.thrown += 1;
        drawn
    }

    /// A number from 0 up to but without `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.throw().checked_rem(end).unwrap_or(0)
    }

    /// True so many times in a thousand.
    pub fn permille(&mut self, chance: u16) -> bool {
        chance > 0 && self.below(1000) < u64::from(chance)
    }

    /// An index into something of this length; 0 when it is empty.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// One of these. The list must not be empty.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.index(of.len())]
    }

    /// A fresh id, ordered by time, as text.
    pub fn uuid(&mut self, at: Instant) -> String {
        Seed(self.throw()).id(at, 0).to_string()
    }
}

/// FNV-1a: a label as a number, the same on every machine.
#[must_use]
pub fn hash(label: &str) -> u64 {
    label.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restored_stream_goes_on_where_it_was() {
        let mut dice = Dice::labelled(7, "day");
        dice.throw();
        let mut restored: Dice = serde_json::from_str(&serde_json::to_string(&dice).unwrap()).unwrap();
        assert_eq!(
            (0..9).map(|_| restored.throw()).collect::<Vec<_>>(),
            (0..9).map(|_| dice.throw()).collect::<Vec<_>>()
        );
        assert_ne!(Dice::labelled(7, "day").throw(), Dice::labelled(7, "night").throw());
    }

    #[test]
    fn no_chance_never_happens_and_certainty_always() {
        let mut dice = Dice::new(1);
        assert!((0..500).all(|_| !dice.permille(0)));
        assert!((0..500).all(|_| dice.permille(1000)));
    }
}
