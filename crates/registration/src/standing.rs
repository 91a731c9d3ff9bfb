//! How one conversation stands by now: whether what was said in it is acted on, and why not.
//!
//! What somebody said is never changed by what became of it. So whoever is shown an earlier answer must be shown beside
//! it that it is not to be acted on: a yes that was taken back still reads "yes".

use crate::follows::{Follows, Here, Why, assessed, follows, last_talk, taken_back};
use serde::Serialize;
use vocab::Instant;
use vocab::id::EntryId;
use vocab::registration::{Answer, Choice};

/// How what was said stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It stands: what follows from it follows.
    Stands,
    /// Neither a yes nor a no: nothing could follow.
    Undecided,
    /// Talked about again since.
    Superseded(Instant),
    /// Taken back.
    TakenBack(Instant),
    /// Said in another custody: shown, never acted on.
    OtherStay,
    /// The explanation is not finished.
    NotExplained,
    /// Said in another prison: the person is told first.
    TellFirst,
    /// An assessment says that the person cannot decide this now: what is done is decided by others, or by nobody.
    DecidedByOthers(Instant),
    /// The person is in no prison that we know of.
    NotHere,
}

impl Standing {
    /// How a conversation stands, for a person who is here, or nowhere. None when there is no such conversation.
    #[must_use]
    pub fn of(choice: &Choice, conversation: EntryId, here: Option<Here>) -> Option<Self> {
        let talk = choice.lines.iter().find_map(|line| match &line.said {
            vocab::registration::Said::Talk(talk) if line.id == conversation => Some(talk),
            _ => None,
        })?;
        if let Some((last, _)) = last_talk(choice).filter(|(last, _)| last.id != conversation) {
            return Some(Self::Superseded(last.at));
        }
        if let Some(line) = taken_back(choice) {
            return Some(Self::TakenBack(line.at));
        }
        if !matches!(talk.answer, Answer::Yes | Answer::No) {
            return Some(Self::Undecided);
        }
        let Some(here) = here else { return Some(Self::NotHere) };
        if let Some((line, _)) = assessed(choice, here).filter(|(_, found)| !found.has_capacity) {
            return Some(Self::DecidedByOthers(line.at));
        }
        Some(match follows(choice, here) {
            Follows::Register(_) | Follows::Nothing(Why::SaidNo) => Self::Stands,
            Follows::TellFirst(_) => Self::TellFirst,
            Follows::Nothing(Why::OtherStay) => Self::OtherStay,
            Follows::Nothing(Why::NotExplained) => Self::NotExplained,
            // The others were looked for above.
            Follows::Nothing(
                Why::NeverAsked
                | Why::AskedLater
                | Why::CouldNotSay
                | Why::TakenBack
                | Why::CannotDecide
                | Why::NotInTheirInterests,
            ) => Self::Undecided,
        })
    }

    /// The word for why it is not to be acted on, and since when; none where nothing speaks against it.
    #[must_use]
    pub const fn limit(self) -> Option<(&'static str, Option<Instant>)> {
        match self {
            Self::Stands | Self::Undecided => None,
            Self::Superseded(at) => Some(("superseded", Some(at))),
            Self::TakenBack(at) => Some(("taken-back", Some(at))),
            Self::OtherStay => Some(("other-custody", None)),
            Self::NotExplained => Some(("explanation-not-finished", None)),
            Self::TellFirst => Some(("tell-first", None)),
            Self::DecidedByOthers(at) => Some(("decided-by-others", Some(at))),
            Self::NotHere => Some(("not-here", None)),
        }
    }
}
