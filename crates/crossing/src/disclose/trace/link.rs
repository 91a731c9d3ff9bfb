//! The way of a link: what made it, what was decided about it, what crossed through it.

use super::{Station, TraceStep, TraceView, booking, rows, ruled};
use crate::disclose::{Desk, DiscloseError, Result};
use vocab::crossing::LinkState;
use vocab::id::LinkId;

/// A link's way.
pub(super) fn of(desk: &mut Desk<'_>, id: LinkId) -> Result<TraceView> {
    let link = desk.view.link(id)?.ok_or(DiscloseError::NotFound)?;
    let person = desk.person(link.person)?;
    let own = person.as_ref().is_some_and(|p| desk.is_own(p)) || desk.is_patient_here(link.patient)?;
    let reduced = ruled(desk, own)?;
    desk.saw(person.as_ref(), Some(link.patient), false);
    let mut steps: Vec<TraceStep> = rows::that_made(desk, id.uuid())?.iter().flat_map(rows::came).collect();
    steps.push(booking::whose(Some(&link)));
    let crossed = desk
        .view
        .mirrors_of(link.person)?
        .into_iter()
        .map(|sealed| desk.open_sealed(sealed))
        .filter(|mirror| mirror.known.as_ref().is_some_and(|k| !k.entry.cancelled))
        .count();
    steps.push(TraceStep::new(
        Station::Should,
        None,
        format!("{crossed} entries of this person stand on the prison's lists."),
    ));
    let (end, stopped) = match link.state {
        LinkState::Proposed => {
            ("Stopped here: a person must say whether these are one. Open \"Who is this?\".", true)
        }
        LinkState::InDoubt => {
            ("Stopped here: it was shaken. Nothing new is written until a person has looked.", true)
        }
        LinkState::Confirmed => ("It stands, and facts cross through it.", false),
        LinkState::Rejected => ("A person said that these are not one.", false),
        LinkState::Split => ("It was found wrong and undone; what had crossed is corrected.", false),
    };
    Ok(TraceView { title: "A link".to_owned(), reduced, steps, end: end.to_owned(), stopped })
}
