//! Who outside may be told of somebody: only whom they said may be, and the last word counts.
//!
//! Neither a yes to a GP nor a yes to a check is one: letting the letters of a check find somebody tells nobody anything.

use vocab::registration::{Answer, Choice, Line, Said, ToldTo};

/// The line that stands, and what was said in it. None when it was never asked, and that is no permission.
#[must_use]
pub fn of(choice: &Choice, whom: ToldTo) -> Option<(&Line, Answer)> {
    choice.lines.iter().rev().find_map(|line| match &line.said {
        Said::Tell { whom: of, answer, .. } if *of == whom => Some((line, *answer)),
        _ => None,
    })
}

/// Whether they may be told now.
#[must_use]
pub fn may_tell(choice: &Choice, whom: ToldTo) -> bool {
    of(choice, whom).is_some_and(|(_, answer)| answer == Answer::Yes)
}
