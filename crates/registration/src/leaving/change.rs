//! One plan after another: what falls away, what is new, what only has another day, what stays.

use super::plan::{About, Plan};
use super::step::Step;

/// Why a step falls away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The release day was taken away: recalled, or never certain.
    DayTakenAway,
    /// The release day went by, and they are still here.
    DayGoneBy,
    /// They left.
    Left,
    /// They are back: the leaving was put right.
    Back,
    /// It is done, or no longer needed.
    NotNeeded,
}

impl Why {
    /// On screens.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::DayTakenAway => "The release day was taken away.",
            Self::DayGoneBy => "The release day has gone by.",
            Self::Left => "The patient has left.",
            Self::Back => "The leaving was put right: the patient is here.",
            Self::NotNeeded => "Done, or no longer needed.",
        }
    }
}

/// A step that falls away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fallen {
    /// Which.
    pub step: Step,
    /// Why. None where everything stops: then no reason is given to anybody.
    pub why: Option<Why>,
}

/// The same step on other days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// As it was.
    pub was: Step,
    /// As it is.
    pub is: Step,
}

/// What is different between two plans of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Undone.
    pub fallen: Vec<Fallen>,
    /// To be done now.
    pub new: Vec<Step>,
    /// The same, on other days.
    pub moved: Vec<Moved>,
    /// As they were.
    pub stays: Vec<Step>,
}

impl Change {
    /// From the plan that tasks were last made from to the one that is so now. However often things changed between
    /// the two, it is one change.
    #[must_use]
    pub fn between(before: &Plan, now: &Plan) -> Self {
        let mut change = Self::default();
        let why = why(before.about, now.about);
        for was in &before.steps {
            match now.step(was.key) {
                None => change.fallen.push(Fallen { step: *was, why }),
                Some(is) if is == was => change.stays.push(*was),
                Some(is) => change.moved.push(Moved { was: *was, is: *is }),
            }
        }
        let is_new = |step: &&Step| before.step(step.key).is_none();
        change.new = now.steps.iter().filter(is_new).copied().collect();
        change
    }

    /// Nothing is different.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.fallen.is_empty() && self.new.is_empty() && self.moved.is_empty()
    }
}

const fn why(before: About, now: About) -> Option<Why> {
    Some(match (before, now) {
        (_, About::Stopped) => return None,
        (About::Left(_), About::Left(_)) => Why::NotNeeded,
        (_, About::Left(_)) => Why::Left,
        (About::Left(_), _) => Why::Back,
        (About::Release | About::DayGoneBy, About::NoDay | About::AnyDay | About::Immigration) => {
            Why::DayTakenAway
        }
        (About::Release, About::DayGoneBy) => Why::DayGoneBy,
        _ => Why::NotNeeded,
    })
}
