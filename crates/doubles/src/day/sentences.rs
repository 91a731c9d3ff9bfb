//! When sentences end: as it was calculated before the story began, what is calculated anew, and who goes on their day.
//!
//! By dice of its own: the rest of the day stays as it was.

use super::people::NAMED_COUNT;
use super::{Day, Presence, at};
use crate::dice::Dice;
use crate::prison::Act;
use jiff::ToSpan as _;
use jiff::civil::Date;
use vocab::id::PrisonNumber;

/// Days until a sentence ends, at most; most end sooner.
const DAYS_MAX: u64 = 1_400;
/// Days until one ends that is calculated anew, at most.
const ANEW_DAYS_MAX: u64 = 100;
/// A person has approved the day of most that end within so many days.
const CONFIRMED_DAYS: u64 = 30;
const CONFIRMED: u16 = 800;

impl Day {
    /// When somebody's sentence ends: as calculated, and as a person approved it.
    pub(super) fn sentence_of(&self, number: PrisonNumber) -> (Option<Date>, Option<Date>) {
        let mut dice = Dice::labelled(self.seed, &format!("sentence {}", number.text()));
        let days = 1 + dice.below(DAYS_MAX) * dice.below(DAYS_MAX) / DAYS_MAX;
        ends(&mut dice, self.first, days)
    }

    /// Courts sentence, and sentences are calculated anew: some to another day, and one to none.
    pub(super) fn sentences(&mut self, date: Date) {
        let mut dice = Dice::labelled(self.seed, &format!("sentences {date}"));
        for round in 0..self.some(20) {
            let n = dice.index(self.souls.len());
            let days = 1 + dice.below(ANEW_DAYS_MAX);
            let (release, confirmed) = if round == 1 { (None, None) } else { ends(&mut dice, date, days) };
            let when = at(date, 10 * 60).plus_seconds(i64::try_from(dice.below(6 * 3_600)).unwrap_or(0));
            if n >= NAMED_COUNT && self.souls[n].presence == Presence::In {
                let number = self.souls[n].made.who.number;
                let legal = "SENTENCED".to_owned();
                self.prison_act(when, Act::Sentence { number, legal, release, confirmed });
            }
        }
    }

    /// Whoever's day it is goes in the morning.
    pub(super) fn releases_of_their_day(&mut self, date: Date) {
        let mut dice = Dice::labelled(self.seed, &format!("their day {date}"));
        for n in NAMED_COUNT..self.souls.len() {
            let soul = &self.souls[n];
            let number = soul.made.who.number;
            let free = soul.presence == Presence::In && soul.busy_until <= at(date, 0);
            if !free || self.sentence_of(number).0 != Some(date) {
                continue;
            }
            self.souls[n].busy_until = at(date, 24 * 60);
            let when = at(date, 9 * 60).plus_seconds(i64::try_from(dice.below(2 * 3_600)).unwrap_or(0));
            self.prison_act(when, Act::Release { number, reason: "CR".to_owned() });
            self.gone(n, Presence::Gone);
        }
    }
}

fn ends(dice: &mut Dice, from: Date, days: u64) -> (Option<Date>, Option<Date>) {
    let release = from.checked_add(i64::try_from(days).unwrap_or(1).days()).ok();
    (release, release.filter(|_| days < CONFIRMED_DAYS && dice.permille(CONFIRMED)))
}
