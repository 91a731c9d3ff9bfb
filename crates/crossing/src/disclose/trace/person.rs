//! The way of what is known about a person: the newest readings, and what healthcare is shown of them.

use super::{Station, TraceStep, TraceView, booking, exact, in_order, rows, ruled};
use crate::disclose::{Age, Colour, Desk, DiscloseError, Result};
use policy::Kind;
use store::unit::Kind as RowKind;
use vocab::crossing::{Flow, Mode, Role};
use vocab::id::PrisonNumber;
use vocab::prison::Aspect;

/// Readings are told up to here, the newest: the page is about now.
const SHOWN_MAX: usize = 40;

/// A person's way.
pub(super) fn of(desk: &mut Desk<'_>, number: PrisonNumber) -> Result<TraceView> {
    let Some(person) = desk.person_as_read(number)? else {
        desk.asked(number);
        return Err(DiscloseError::NotFound);
    };
    let own = desk.is_own(&person);
    let reduced = ruled(desk, own)?;
    desk.saw(Some(&person), None, false);
    let link = desk.link_of_person(number)?;
    let mut read = rows::about(desk, number)?;
    read.retain(|row| row.input.kind == RowKind::Envelope);
    let mut steps: Vec<TraceStep> =
        read.iter().skip(read.len().saturating_sub(SHOWN_MAX)).flat_map(rows::came).collect();
    steps.push(booking::whose(link.as_ref()));
    // To those who may follow a person, what is ruled is ruled for the prison that has them.
    let circumstances = crate::disclose::Circumstances {
        own_prison: true,
        ..desk.circumstances(&person, link.as_ref().map(|l| l.state))
    };
    let mut off = Vec::new();
    for (flow, kind, what) in [
        (Flow::Alerts, Kind::SafetyAction, "Warnings"),
        (Flow::Whereabouts, Kind::Whereabouts, "Whereabouts"),
    ] {
        if person.prison().is_some_and(|prison| desk.mode(flow, prison) == Mode::Off) {
            let words = format!("{what} to a clinician there: withheld. The flow is switched off.");
            steps.push(TraceStep::new(Station::Stopped, None, words));
            off.push(flow.word());
            continue;
        }
        let ruling = desk.ruling_to(Role::Clinician, kind, circumstances);
        let words = format!("{what} to a clinician there: {}. {}", ruling.outcome.word(), ruling.why);
        let step = TraceStep::new(Station::MayItCross, None, words);
        steps.push(step.with("policies", ruling.policies.join(", ")));
    }
    let ages = desk.ages(&person, [Aspect::Place, Aspect::Alerts])?.0;
    for age in &ages {
        steps.push(aged(age));
    }
    in_order(&mut steps);
    let worst = ages.iter().map(|a| a.colour).max().unwrap_or(Colour::Never);
    let checked = ages.iter().map(|a| a.checked).min().flatten();
    let (end, stopped) = match (worst, checked) {
        _ if !off.is_empty() => {
            (format!("Stopped here: switched off in that prison: {}.", off.join(", ")), true)
        }
        (Colour::Fresh | Colour::Amber, Some(at)) => {
            (format!("What the prison says is shown to healthcare there, checked {}.", exact(at)), false)
        }
        (Colour::Red, Some(at)) => (
            format!(
                "Stopped here: nothing of this person was checked since {}. Shown as not known.",
                exact(at)
            ),
            true,
        ),
        _ => ("Stopped here: it was never read. Shown as not known.".to_owned(), true),
    };
    let title =
        if reduced { "A person's facts".to_owned() } else { format!("Facts about {}", number.text()) };
    Ok(TraceView { title, reduced, steps, end, stopped })
}

fn aged(age: &Age) -> TraceStep {
    let words = match age.checked {
        Some(at) => format!(
            "The newest reading of {} that was applied was asked for {}.",
            age.aspect.word(),
            exact(at)
        ),
        None => format!("No reading of {} was ever applied.", age.aspect.word()),
    };
    let station = if age.checked.is_some() { Station::Acknowledged } else { Station::Stopped };
    let step = TraceStep::new(station, age.checked, words);
    match age.heard {
        Some(at) => step.with("route heard", exact(at)),
        None => step,
    }
}
