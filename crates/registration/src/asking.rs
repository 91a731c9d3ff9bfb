//! When to ask whom. Reception offers what is needed that night and nothing else; the question has time.

use crate::follows::{Follows, Here, Why, follows, last_talk, taken_back};
use jiff::ToSpan as _;
use jiff::civil::Date;
use vocab::registration::{Choice, Counted, Later, Said, Stands};

/// By when the question is offered, and by when it is asked: days after the day of reception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// First offered by the end of this day.
    pub offered_by_day: i32,
    /// Asked by the end of this day, at the second health assessment at the latest.
    pub asked_by_day: i32,
}

impl Default for Times {
    fn default() -> Self {
        Self { offered_by_day: 2, asked_by_day: 7 }
    }
}

/// What is due of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing yet: on the night of reception nobody is asked, unless they ask.
    NotYet {
        /// From this day.
        from: Date,
    },
    /// To be offered.
    Offer {
        /// By the end of this day.
        by: Date,
    },
    /// Not offered in time; still to be asked in time.
    Late {
        /// To be asked by the end of this day.
        by: Date,
    },
    /// Not asked in time.
    Overdue {
        /// It was to be asked by then.
        by: Date,
    },
    /// Put off, or asked for later: again on this day.
    Later {
        /// Then.
        on: Date,
        /// Why.
        why: Option<Later>,
    },
    /// What was said was not explained to the end: more help is planned.
    MoreHelp {
        /// By then.
        by: Date,
    },
    /// A yes from another prison: the person is told first what follows from it here.
    TellFirst,
    /// Nothing.
    Nothing,
}

/// A person who may have to be asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'c> {
    /// What they chose, ever.
    pub choice: &'c Choice,
    /// Where they are.
    pub here: Here,
    /// The day of reception, as the prison says; where it does not, the day on which they were first seen here.
    pub since: Date,
    /// Today, in London.
    pub today: Date,
}

/// How the question stands with a person in one custody, as far as no day matters.
#[must_use]
pub fn stands(choice: &Choice, here: Here) -> Stands {
    let later = |again: fn(Option<Date>, Option<Later>) -> Stands| match put_off(choice, here) {
        Some((until, why)) => Stands::Later { on: Some(until), why: Some(why) },
        None => {
            let talk = last_talk(choice).map(|(_, talk)| talk);
            again(talk.and_then(|talk| talk.again), talk.and_then(|talk| talk.later))
        }
    };
    match follows(choice, here) {
        Follows::TellFirst(_) => Stands::TellFirst,
        Follows::Register(_) | Follows::Nothing(Why::SaidNo | Why::TakenBack | Why::NotInTheirInterests) => {
            Stands::Answered
        }
        Follows::Nothing(Why::NotExplained) => later(|by, _| Stands::MoreHelp { by }),
        Follows::Nothing(Why::AskedLater | Why::CouldNotSay) => later(|on, why| Stands::Later { on, why }),
        Follows::Nothing(Why::NeverAsked | Why::OtherStay | Why::CannotDecide) => match put_off(choice, here)
        {
            Some((until, why)) => Stands::Later { on: Some(until), why: Some(why) },
            None => Stands::NotAsked,
        },
    }
}

impl Due {
    /// What is due of a person.
    #[must_use]
    pub fn of(asked: &Asked<'_>, times: Times) -> Self {
        Self::on(stands(asked.choice, asked.here), asked.since, asked.today, times)
    }

    /// What is due on a day of somebody who was received on another. What was planned for no day is due today.
    #[must_use]
    pub fn on(stands: Stands, since: Date, today: Date, times: Times) -> Self {
        match stands {
            Stands::TellFirst => Self::TellFirst,
            Stands::Answered => Self::Nothing,
            Stands::MoreHelp { by } => Self::MoreHelp { by: by.unwrap_or(today) },
            Stands::Later { on, why } => Self::Later { on: on.unwrap_or(today), why },
            Stands::NotAsked => Self::first(since, today, times),
        }
    }

    fn first(since: Date, today: Date, times: Times) -> Self {
        let day = |days: i32| since.checked_add(days.days()).unwrap_or(since);
        let (offered, by) = (day(times.offered_by_day), day(times.asked_by_day));
        match today {
            today if today <= since => Self::NotYet { from: day(1) },
            today if today <= offered => Self::Offer { by: offered },
            today if today <= by => Self::Late { by },
            _ => Self::Overdue { by },
        }
    }

    /// Whether somebody is to do something today.
    #[must_use]
    pub fn is_due(&self, today: Date) -> bool {
        match self {
            Self::NotYet { .. } | Self::Nothing => false,
            Self::Later { on, .. } => *on <= today,
            Self::Offer { .. }
            | Self::Late { .. }
            | Self::Overdue { .. }
            | Self::MoreHelp { .. }
            | Self::TellFirst => true,
        }
    }

    /// The order in which a team works through its list, lowest first: what is past its day by how long, then whoever
    /// waits to be told, then what is to be done today, then what has time. It is the same for the same day.
    #[must_use]
    pub fn rank(&self, today: Date) -> (u8, i32) {
        let ago = |date: Date| (date - today).get_days();
        match self {
            Self::Overdue { by } => (0, ago(*by)),
            Self::MoreHelp { by } if *by < today => (1, ago(*by)),
            Self::Later { on, .. } if *on < today => (1, ago(*on)),
            Self::TellFirst => (2, 0),
            Self::Late { by } => (3, ago(*by)),
            Self::MoreHelp { by: on } | Self::Later { on, .. } if *on == today => (4, 0),
            Self::Offer { by } => (5, ago(*by)),
            Self::MoreHelp { by } => (6, ago(*by)),
            Self::Later { on, .. } => (7, ago(*on)),
            Self::NotYet { from } => (8, ago(*from)),
            Self::Nothing => (9, 0),
        }
    }
}

/// Put off in this custody, and nothing was talked about since.
fn put_off(choice: &Choice, here: Here) -> Option<(Date, Later)> {
    let since_talk = choice.lines.iter().rev().take_while(|line| !matches!(line.said, Said::Talk(_)));
    since_talk.into_iter().find_map(|line| match &line.said {
        Said::PutOff { stay, why, until } if *stay == here.stay => Some((*until, *why)),
        _ => None,
    })
}

/// How a person's asking stands, for the counts.
#[must_use]
pub fn counted(choice: &Choice, here: Here) -> Counted {
    if taken_back(choice).is_some() && last_talk(choice).is_some_and(|(_, t)| t.stay == here.stay) {
        return Counted::TakenBack;
    }
    match follows(choice, here) {
        Follows::Register(_) | Follows::TellFirst(_) => Counted::Yes,
        Follows::Nothing(why) => match why {
            Why::SaidNo | Why::NotInTheirInterests => Counted::No,
            Why::AskedLater => Counted::NotNow,
            Why::CouldNotSay => Counted::CouldNotSay,
            Why::NotExplained => Counted::NotExplained,
            Why::CannotDecide => Counted::CannotDecide,
            Why::NeverAsked | Why::OtherStay | Why::TakenBack if put_off(choice, here).is_some() => {
                Counted::NotNow
            }
            Why::NeverAsked | Why::OtherStay | Why::TakenBack => Counted::NotAsked,
        },
    }
}
