//! Checks for illness that people are called to: who is called, who would miss the call here, whom to ask.
//!
//! Asked apart from registration, each with its own answer, carried wherever the person goes. A check is offered by
//! need, as the person says it ("people with a cervix aged 25 to 64"): from an age and from what the person said of
//! themselves, and never from a sex that stands in some record. Whoever has not said is asked, and asking costs nothing.
//!
//! It promises nothing about intervals or results: when somebody was last called and what was found is the programme's.

pub mod programme;

use crate::age;
use crate::leaving::Gp;
use jiff::civil::Date;
use programme::{Ages, Country, Need, Programme};
use vocab::name::Born;
use vocab::registration::{Answer, Check, Choice, Line, Said};

/// What a person said of themselves. None where they have not said: that is not a no.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfThemselves {
    /// "I have breasts."
    pub breasts: Option<bool>,
    /// "I have a cervix."
    pub cervix: Option<bool>,
    /// "I was recorded as male when I was born."
    pub recorded_male_at_birth: Option<bool>,
    /// "I have diabetes." A diagnosis in the record stands for it, too.
    pub diabetes: Option<bool>,
}

impl OfThemselves {
    /// Whether they have said that they have the need. None where they have not said.
    #[must_use]
    pub const fn has(&self, need: Need) -> Option<bool> {
        match need {
            Need::Everybody => Some(true),
            Need::Breasts => self.breasts,
            Need::Cervix => self.cervix,
            Need::RecordedMaleAtBirth => self.recorded_male_at_birth,
            Need::Diabetes => self.diabetes,
        }
    }
}

/// Whether somebody of an age is called to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Called {
    /// Not yet.
    NotYet,
    /// Called.
    Now,
    /// Called no more, and may ask for it.
    MayAsk,
    /// Neither called nor offered at this age.
    NoMore,
}

/// Whether somebody is called, by age alone.
#[must_use]
pub fn called(programme: &Programme, born: Born, today: Date) -> Called {
    let years = age::years(born, today);
    let after = |may_ask: bool| if may_ask { Called::MayAsk } else { Called::NoMore };
    match programme.ages {
        Ages::Between { from, to_birthday, asks_after } => match years {
            years if years < from => Called::NotYet,
            years if to_birthday.is_none_or(|to| years < to) => Called::Now,
            _ => after(asks_after),
        },
        Ages::YearTurning { years, from_april } => match year_of_call(born, years, from_april) {
            Some((from, _)) if today < from => Called::NotYet,
            Some((_, to)) if today < to => Called::Now,
            Some(_) => Called::MayAsk,
            None => Called::NotYet,
        },
    }
}

/// From the first day to the day after the last. None beyond the calendar's end.
fn year_of_call(born: Born, years: i16, from_april: bool) -> Option<(Date, Date)> {
    let birthday = age::birthday(born, years)?;
    if !from_april {
        return Some((birthday, age::birthday(born, years + 1)?));
    }
    let first = Date::new(birthday.year() - i16::from(birthday.month() < 4), 4, 1).ok()?;
    Some((first, Date::new(first.year() + 1, 4, 1).ok()?))
}

/// Whether a call would find somebody in prison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finds {
    /// Registered with this prison's practice: the programme has the list.
    Here,
    /// Registered outside, or with nobody: the letter goes elsewhere, or none is sent.
    Misses,
    /// PDS keeps its word back, or was never read: nobody can say.
    NotKnown,
}

impl Finds {
    /// From whose patient somebody is. `own` says whether a prison's practice is that of the prison where they are.
    #[must_use]
    pub const fn of(gp: Gp, own: bool) -> Self {
        match gp {
            Gp::Prison if own => Self::Here,
            Gp::Prison | Gp::Outside | Gp::None => Self::Misses,
            Gp::Kept | Gp::NotKnown => Self::NotKnown,
        }
    }
}

/// What the next person who offers a check does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Next {
    /// Nobody has asked: offer it.
    Offer,
    /// Was asked, and asked for time, or could not say: offer it again.
    OfferAgain,
    /// Said yes: see that the call finds them. After a move the next prison's team does.
    Help,
    /// Said no: leave it, and be there if they ask.
    Leave,
}

impl Next {
    /// What to do, for a nurse.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Offer => "Offer it.",
            Self::OfferAgain => "Offer it again: it was put off, which is not a no.",
            Self::Help => "Said yes. Tell the programme where they are, so that the call finds them.",
            Self::Leave => "Said no. Do not ask again unless they do.",
        }
    }
}

/// One check for one person.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'c> {
    /// The programme, with its ages and where they are published.
    pub programme: &'static Programme,
    /// Whether they are called, or may only ask.
    pub called: Called,
    /// Whether they said that they have the need; none where they have not said, and then the offer asks.
    pub need: Option<bool>,
    /// What to do next.
    pub next: Next,
    /// The line in which they last said something of it, of whatever prison.
    pub said: Option<&'c Line>,
}

/// Somebody who may be called.
#[derive(Debug, Clone, Copy)]
pub struct Person<'c> {
    /// Born.
    pub born: Born,
    /// What they said of themselves.
    pub of_themselves: OfThemselves,
    /// What they chose, ever.
    pub choice: &'c Choice,
    /// Whose programme calls: where the prison is.
    pub country: Country,
    /// Today, in London.
    pub today: Date,
}

/// The checks to speak of with somebody, in the order of [`Check::ALL`]: those of their age for which they have the
/// need, or have not said whether. A need that they said they have not leaves a check out; nothing else does.
#[must_use]
pub fn offers<'c>(person: &Person<'c>) -> Vec<Offer<'c>> {
    let of = |check: Check| {
        let programme = programme::of(check, person.country);
        let called = called(programme, person.born, person.today);
        let need = person.of_themselves.has(programme.need);
        let offered = matches!(called, Called::Now | Called::MayAsk) && need != Some(false);
        let (said, next) = last_said(person.choice, check);
        offered.then_some(Offer { programme, called, need, next, said })
    };
    Check::ALL.iter().copied().filter_map(of).collect()
}

/// The calls that somebody would miss: those that are due by age and that no answer of theirs has settled, where a call
/// would not find them or nobody can say whether it would. Whoever said no misses nothing; whoever said yes is helped before anything is missed.
#[must_use]
pub fn missed<'c>(person: &Person<'c>, finds: Finds) -> Vec<Offer<'c>> {
    if finds == Finds::Here {
        return Vec::new();
    }
    let settled = |offer: &Offer<'_>| offer.next == Next::Leave || offer.called != Called::Now;
    offers(person).into_iter().filter(|offer| !settled(offer)).collect()
}

fn last_said(choice: &Choice, check: Check) -> (Option<&Line>, Next) {
    let of = |line: &&Line| matches!(line.said, Said::Check { check: of, .. } if of == check);
    let line = choice.lines.iter().rev().find(of);
    let next = match line.map(|line| &line.said) {
        Some(Said::Check { answer: Answer::Yes, .. }) => Next::Help,
        Some(Said::Check { answer: Answer::No, .. }) => Next::Leave,
        Some(Said::Check { answer: Answer::NotNow | Answer::CouldNotSay, .. }) => Next::OfferAgain,
        _ => Next::Offer,
    };
    (line, next)
}
