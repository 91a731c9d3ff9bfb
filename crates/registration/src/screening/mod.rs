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
use vocab::place::PrisonCode;
use vocab::registration::{Answer, Check, CheckNote, Choice, Line, Said};

/// Where a person's word about one check stands: what they last answered, whether they said that it is not for them, and
/// in which prisons its programme was told since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word<'c> {
    /// What they last answered; none where nobody asked.
    pub answer: Option<Answer>,
    /// They said that it is not for them, and nothing else since.
    pub not_for_them: bool,
    /// The line in which they last said something of it, of whatever prison.
    pub said: Option<&'c Line>,
    told: Vec<&'c Line>,
}

impl<'c> Word<'c> {
    /// Line by line: the last word counts.
    #[must_use]
    pub fn of(choice: &'c Choice, check: Check) -> Self {
        let mut word = Self::default();
        for line in &choice.lines {
            match &line.said {
                Said::Check { check: of, answer, .. } if *of == check => {
                    word = Self { answer: Some(*answer), said: Some(line), ..Self::default() };
                }
                Said::CheckNoted { check: of, note: CheckNote::NotForThem } if *of == check => {
                    word = Self { not_for_them: true, said: Some(line), ..word };
                }
                Said::CheckNoted { check: of, note: CheckNote::ProgrammeTold } if *of == check => {
                    word.told.push(line);
                }
                _ => {}
            }
        }
        word
    }

    /// The line by which the programme was told that they are in a prison. One prison's line tells it of no other.
    #[must_use]
    pub fn told_in(&self, prison: PrisonCode) -> Option<&'c Line> {
        self.told.iter().rev().find(|line| line.prison == prison).copied()
    }

    /// Whether they said that they have the need. None where they have not said: that is not a no, and neither is a no to
    /// the letters.
    fn need(&self, need: Need) -> Option<bool> {
        match (need, self.not_for_them, self.answer) {
            (_, true, _) => Some(false),
            (Need::Everybody, ..) | (_, _, Some(Answer::Yes)) => Some(true),
            _ => None,
        }
    }
}

/// A check's name, as staff say it.
#[must_use]
pub const fn named(check: Check) -> &'static str {
    match check {
        Check::Bowel => "bowel",
        Check::Breast => "breast",
        Check::Cervical => "cervical",
        Check::Aaa => "large blood vessel (AAA)",
        Check::DiabeticEye => "diabetic eye",
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
    /// Said yes: see that the call finds them. After a move the next prison's team does.
    Help,
    /// Was asked, and asked for time, or could not say: offer it again.
    OfferAgain,
    /// Nobody has asked: offer it.
    Offer,
    /// Said yes, and the programme was told where they are.
    Told,
    /// Said no: leave it, and be there if they ask.
    Leave,
}

impl Next {
    /// What to do, for a nurse.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Help => "Said yes. Tell the programme where they are, so that the call finds them.",
            Self::OfferAgain => "Offer it again: it was put off, which is not a no.",
            Self::Offer => "Offer it.",
            Self::Told => "Said yes, and the programme was told where they are.",
            Self::Leave => "Said no. Do not ask again unless they do.",
        }
    }

    /// What to do in a prison after what was said.
    #[must_use]
    pub fn of(word: &Word<'_>, prison: PrisonCode) -> Self {
        match word.answer {
            Some(Answer::Yes) if word.told_in(prison).is_some() => Self::Told,
            Some(Answer::Yes) => Self::Help,
            Some(Answer::No) => Self::Leave,
            Some(Answer::NotNow | Answer::CouldNotSay) => Self::OfferAgain,
            None => Self::Offer,
        }
    }
}

/// One check for one person.
#[derive(Debug, Clone)]
pub struct Offer<'c> {
    /// The programme, with its ages and where they are published.
    pub programme: &'static Programme,
    /// Whether they are called, or may only ask.
    pub called: Called,
    /// Whether they said that they have the need; none where they have not said, and then the offer asks.
    pub need: Option<bool>,
    /// What to do next.
    pub next: Next,
    /// What they said of it.
    pub word: Word<'c>,
}

/// Somebody who may be called.
#[derive(Debug, Clone, Copy)]
pub struct Person<'c> {
    /// Born.
    pub born: Born,
    /// What they chose, ever, and said of themselves with it.
    pub choice: &'c Choice,
    /// Where they are.
    pub prison: PrisonCode,
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
        let word = Word::of(person.choice, check);
        let need = word.need(programme.need);
        let next = Next::of(&word, person.prison);
        let offered = matches!(called, Called::Now | Called::MayAsk) && need != Some(false);
        offered.then_some(Offer { programme, called, need, next, word })
    };
    Check::ALL.iter().copied().filter_map(of).collect()
}

/// The calls that somebody would miss: those that are due by age and that nothing has settled, where a call would not
/// find them or nobody can say whether it would. Whoever said no misses nothing; whoever said yes is helped before
/// anything is missed.
#[must_use]
pub fn missed<'c>(person: &Person<'c>, finds: Finds) -> Vec<Offer<'c>> {
    if finds == Finds::Here {
        return Vec::new();
    }
    let settled =
        |offer: &Offer<'_>| matches!(offer.next, Next::Leave | Next::Told) || offer.called != Called::Now;
    offers(person).into_iter().filter(|offer| !settled(offer)).collect()
}
