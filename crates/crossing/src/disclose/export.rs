//! The day's bookings for DPS's bulk page, where nothing can be written there by us: a person uploads the file.
//!
//! Only what would be sent is in it: linked, here, with a prison place. The file has three columns and no word.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use serde::Serialize;
use vocab::crossing::Mirror;
use vocab::id::PrisonNumber;
use vocab::time::{LondonTime, london_midnight};

/// A line of the bulk file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BulkLine {
    /// From.
    #[serde(skip)]
    pub start: LondonTime,
    /// Whom to bring.
    pub person: PrisonNumber,
    /// To.
    #[serde(skip)]
    pub end: LondonTime,
}

/// At most so many bookings in a day of one prison: ten times the busiest.
const DAY_MAX: usize = 5_000;

impl Crossing {
    /// The lines of one prison and day that the prison's lists do not show yet.
    ///
    /// # Errors
    /// [`DiscloseError`].
    pub async fn bulk_lines(
        &self,
        ctx: &Context,
        date: jiff::civil::Date,
    ) -> Result<Disclosed<Vec<BulkLine>>> {
        self.disclose_printed(ctx, "mirror.export", |desk| lines(desk, date)).await
    }
}

fn lines(desk: &mut Desk<'_>, date: jiff::civil::Date) -> Result<Vec<BulkLine>> {
    let prison = desk.prison()?;
    let tomorrow = date.tomorrow().unwrap_or(date);
    let span = (london_midnight(date), london_midnight(tomorrow));
    let mut lines = Vec::new();
    for sealed in desk.view.appointments_in(prison, span, DAY_MAX)? {
        let (appointment, _) = desk.open_sealed(sealed);
        let Some(mirror) = desk.view.mirror(appointment.id)?.map(|m| desk.open_sealed(m)) else { continue };
        let Some(person) = wanted(&mirror).and_then(|number| desk.person(number).transpose()).transpose()?
        else {
            continue;
        };
        let link = desk.link_of_person(person.number)?.map(|l| l.state);
        let circumstances = desk.circumstances(&person, link);
        if !desk.rule(Kind::AppointmentNeutral, circumstances).lets_out() {
            desk.saw(Some(&person), None, true);
            continue;
        }
        desk.saw(Some(&person), None, false);
        if let Some(entry) = &mirror.desired {
            lines.push(BulkLine { start: entry.start, person: person.number, end: entry.end });
        }
    }
    lines.sort();
    if lines.is_empty() && !desk.rule_general(Kind::MovementList).lets_out() {
        return Err(DiscloseError::NotFound);
    }
    Ok(lines)
}

/// Whom an entry that is not there yet is for.
fn wanted(mirror: &Mirror) -> Option<PrisonNumber> {
    let entry = mirror.desired.as_ref()?;
    let missing = mirror.known.is_none() && mirror.hold.is_none() && !entry.cancelled;
    missing.then_some(entry.person)
}
