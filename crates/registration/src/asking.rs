//! When to ask whom. Reception offers what is needed that night and nothing else; the question has time.

use crate::follows::{Follows, Here, Why, follows, last_talk, taken_back};
use jiff::ToSpan as _;
use jiff::civil::Date;
use vocab::registration::{Answer, Choice, Later, Said};

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

impl Due {
    /// What is due of a person.
    #[must_use]
    pub fn of(asked: &Asked<'_>, times: Times) -> Self {
        match follows(asked.choice, asked.here) {
            Follows::TellFirst(_) => Self::TellFirst,
            Follows::Register(_)
            | Follows::Nothing(Why::SaidNo | Why::TakenBack | Why::NotInTheirInterests) => Self::Nothing,
            Follows::Nothing(Why::NotExplained) => Self::again(asked, |by, _| Self::MoreHelp { by }),
            Follows::Nothing(Why::AskedLater | Why::CouldNotSay) => {
                Self::again(asked, |on, why| Self::Later { on, why })
            }
            Follows::Nothing(Why::NeverAsked | Why::OtherStay | Why::CannotDecide) => {
                Self::first(asked, times)
            }
        }
    }

    /// After a conversation that is to be gone on with: on the day that was planned, or on a later one to which it was
    /// put off since.
    fn again(asked: &Asked<'_>, due: impl Fn(Date, Option<Later>) -> Self) -> Self {
        if let Some((until, why)) = put_off(asked) {
            return Self::Later { on: until, why: Some(why) };
        }
        let talk = last_talk(asked.choice).map(|(_, talk)| talk);
        let on = talk.and_then(|talk| talk.again).unwrap_or(asked.today);
        due(on, talk.and_then(|talk| talk.later))
    }

    fn first(asked: &Asked<'_>, times: Times) -> Self {
        if let Some((until, why)) = put_off(asked) {
            return Self::Later { on: until, why: Some(why) };
        }
        let day = |days: i32| asked.since.checked_add(days.days()).unwrap_or(asked.since);
        let (offered, by) = (day(times.offered_by_day), day(times.asked_by_day));
        match asked.today {
            today if today <= asked.since => Self::NotYet { from: day(1) },
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
fn put_off(asked: &Asked<'_>) -> Option<(Date, Later)> {
    let since_talk = asked.choice.lines.iter().rev().take_while(|line| !matches!(line.said, Said::Talk(_)));
    since_talk.into_iter().find_map(|line| match &line.said {
        Said::PutOff { stay, why, until } if *stay == asked.here.stay => Some((*until, *why)),
        _ => None,
    })
}

/// How a person's asking stands, for the counts: one of these, and each person once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Said yes, and it stands.
    Yes,
    /// Said no, and it stands.
    No,
    /// Asked for later, or put off: never counted as a no.
    NotNow,
    /// Could not say.
    CouldNotSay,
    /// Said yes or no, and the explanation is not finished.
    NotExplained,
    /// Took it back.
    TakenBack,
    /// Cannot decide now.
    CannotDecide,
    /// Not asked in this custody.
    NotAsked,
}

impl Counted {
    /// How a person's asking stands.
    #[must_use]
    pub fn of(asked: &Asked<'_>) -> Self {
        if taken_back(asked.choice).is_some()
            && last_talk(asked.choice).is_some_and(|(_, t)| t.stay == asked.here.stay)
        {
            return Self::TakenBack;
        }
        match follows(asked.choice, asked.here) {
            Follows::Register(_) | Follows::TellFirst(_) => Self::Yes,
            Follows::Nothing(why) => match why {
                Why::SaidNo | Why::NotInTheirInterests => Self::No,
                Why::AskedLater => Self::NotNow,
                Why::CouldNotSay => Self::CouldNotSay,
                Why::NotExplained => Self::NotExplained,
                Why::CannotDecide => Self::CannotDecide,
                Why::NeverAsked | Why::OtherStay | Why::TakenBack if put_off(asked).is_some() => Self::NotNow,
                Why::NeverAsked | Why::OtherStay | Why::TakenBack => Self::NotAsked,
            },
        }
    }
}

impl Asked<'_> {
    /// The answer that is shown of an earlier conversation, where one was held.
    #[must_use]
    pub fn said_last(&self) -> Option<Answer> {
        last_talk(self.choice).map(|(_, talk)| talk.answer)
    }
}
