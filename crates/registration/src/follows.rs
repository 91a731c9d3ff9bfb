//! What stands of what somebody chose, and what follows from it.

use vocab::place::PrisonCode;
use vocab::registration::{Answer, Assessment, BestInterests, Choice, Line, Said, Stay, Talk};

/// The last conversation, whatever was said in it, with its line.
#[must_use]
pub fn last_talk(choice: &Choice) -> Option<(&Line, &Talk)> {
    choice.lines.iter().rev().find_map(|line| match &line.said {
        Said::Talk(talk) => Some((line, &**talk)),
        _ => None,
    })
}

/// The last yes or no, whether it still stands or not: what the next nurse is shown. Somebody who asked to be asked
/// later has not taken back what they said before.
#[must_use]
pub fn last_decided(choice: &Choice) -> Option<(&Line, &Talk)> {
    choice.lines.iter().rev().find_map(|line| match &line.said {
        Said::Talk(talk) if matches!(talk.answer, Answer::Yes | Answer::No) => Some((line, &**talk)),
        _ => None,
    })
}

/// The line by which what was last said was taken back.
#[must_use]
pub fn taken_back(choice: &Choice) -> Option<&Line> {
    choice
        .lines
        .iter()
        .rev()
        .take_while(|line| !matches!(line.said, Said::Talk(_)))
        .find(|line| matches!(line.said, Said::Withdrawn) && last_talk(choice).is_some())
}

/// The last assessment of this decision in this custody and this prison: one of another is never carried here.
#[must_use]
pub fn assessed(choice: &Choice, here: Here) -> Option<(&Line, &Assessment)> {
    choice.lines.iter().rev().find_map(|line| match &line.said {
        Said::Assessed(found) if (found.stay, found.prison) == (here.stay, here.prison) => {
            Some((line, &**found))
        }
        _ => None,
    })
}

/// The line by which a clinician has a conversation acted on though the explanation was not finished.
#[must_use]
pub fn acted_all_the_same<'c>(choice: &'c Choice, talk: &Line) -> Option<&'c Line> {
    choice
        .lines
        .iter()
        .find(|line| matches!(&line.said, Said::ActAllTheSame { talk: of, .. } if *of == talk.id))
}

/// Whether the person was told here what they chose elsewhere.
fn told_here(choice: &Choice, talk: &Line, prison: PrisonCode) -> bool {
    talk.prison == prison
        || choice.lines.iter().any(|line| {
            matches!(&line.said, Said::ToldAgain { talk: of, prison: there } if (*of, *there) == (talk.id, prison))
        })
}

/// Where a person is now: in which custody, and whose health unit cares for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Here {
    /// The custody.
    pub stay: Stay,
    /// The prison.
    pub prison: PrisonCode,
}

/// What follows from a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follows<'c> {
    /// The person is to be registered here: by whoever does that in the clinical system.
    Register(Because<'c>),
    /// A yes from another prison stands: before anything is asked for here, a nurse tells the person.
    TellFirst(&'c Line),
    /// Nothing.
    Nothing(Why),
}

/// On what a registration rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because<'c> {
    /// The person said yes, in this conversation.
    SaidYes(&'c Line),
    /// It was decided in their best interests, for this decision and this prison alone.
    BestInterests(&'c Line, &'c BestInterests),
}

impl Because<'_> {
    /// The line on which it rests.
    #[must_use]
    pub const fn line(&self) -> &Line {
        match self {
            Self::SaidYes(line) | Self::BestInterests(line, _) => line,
        }
    }
}

/// Why nothing follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Nobody has asked.
    NeverAsked,
    /// The person said no.
    SaidNo,
    /// The person asked to be asked later. That is not a no.
    AskedLater,
    /// The person could not say.
    CouldNotSay,
    /// What was said was taken back.
    TakenBack,
    /// It was said in another custody: shown, and never acted on.
    OtherStay,
    /// The explanation was not finished.
    NotExplained,
    /// The person cannot make this decision now, and nobody has made it in their best interests.
    CannotDecide,
    /// It was decided in the person's best interests not to.
    NotInTheirInterests,
}

/// What follows from a choice, for a person who is here.
#[must_use]
pub fn follows(choice: &Choice, here: Here) -> Follows<'_> {
    if let Some((line, found)) = assessed(choice, here).filter(|(_, found)| !found.has_capacity) {
        return match &found.best_interests {
            Some(decided) if decided.register => Follows::Register(Because::BestInterests(line, decided)),
            Some(_) => Follows::Nothing(Why::NotInTheirInterests),
            None => Follows::Nothing(Why::CannotDecide),
        };
    }
    let Some((line, talk)) = last_talk(choice) else { return Follows::Nothing(Why::NeverAsked) };
    let why = if taken_back(choice).is_some() {
        Some(Why::TakenBack)
    } else if talk.stay != here.stay {
        Some(Why::OtherStay)
    } else {
        match talk.answer {
            Answer::NotNow => Some(Why::AskedLater),
            Answer::CouldNotSay => Some(Why::CouldNotSay),
            Answer::Yes | Answer::No
                if !talk.is_explained() && acted_all_the_same(choice, line).is_none() =>
            {
                Some(Why::NotExplained)
            }
            Answer::No => Some(Why::SaidNo),
            Answer::Yes => None,
        }
    };
    match why {
        Some(why) => Follows::Nothing(why),
        None if told_here(choice, line, here.prison) => Follows::Register(Because::SaidYes(line)),
        None => Follows::TellFirst(line),
    }
}
