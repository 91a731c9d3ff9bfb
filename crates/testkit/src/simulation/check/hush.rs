//! The prison hears nothing of registration, not even that there is any: nobody who works for it is answered on a page of
//! healthcare's; and on what they are shown, print, take in a file or find on their lists stands neither a word of it nor
//! anything that a choice or PDS says in a run.

use super::Run;
use crate::simulation::spine::life::{OF_ELSEWHERE, OF_HERE, OF_THERE, OUTSIDE, STREET};
use crate::simulation::team::talk::OWN_WORDS;

/// Words by which it would be known, in small letters. A closed list of what may be said holds it back
/// (`policy::neutral`, the views' own types); this list is how it is noticed.
const WORDS: &[&str] = &[
    "regist",
    "general practi",
    "gp ",
    " gp",
    "\"gp\"",
    "surgery",
    "leaver",
    "best interest",
    "said yes",
    "said no",
    "withdrawn",
    "explanation",
    "screening",
    "pds",
];

pub(super) fn the_prison_hears_nothing_of_registration(run: &Run<'_>) -> Result<(), String> {
    for seen in &run.world.team.seen {
        let Some(text) = &seen.text else { continue };
        if seen.not_theirs {
            return Err(format!("{} was answered on the {}", seen.by, seen.what));
        }
        silent(text).map_err(|said| format!("the {} of {} says {said:?}", seen.what, seen.by))?;
    }
    let pages = run.world.kept.shown.iter().filter(|shown| shown.account.ends_with("clerk"));
    for page in pages {
        silent(&page.text).map_err(|said| format!("{} says {said:?}", page.asked_for))?;
    }
    let side = run.world.edge.lock();
    for write in &side.log.writes {
        let text = String::from_utf8_lossy(&write.body);
        silent(&text).map_err(|said| format!("a write to {} says {said:?}", write.path))?;
    }
    Ok(())
}

/// Whether nothing of it stands there; otherwise what does.
fn silent(text: &str) -> Result<(), String> {
    let marks = OUTSIDE.iter().chain(&[OF_HERE, OF_THERE, OF_ELSEWHERE, STREET, OWN_WORDS]);
    let small = text.to_lowercase();
    let said = WORDS.iter().find(|word| small.contains(**word));
    match said.or_else(|| marks.into_iter().find(|mark| text.contains(**mark))) {
        Some(said) => Err((*said).to_owned()),
        None => Ok(()),
    }
}
