//! What the prison's day should show of a booking, and what the printed lists show of it.

use super::{Desk, Result};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use store::unit::{ListVersion, ListedLine};
use vocab::Instant;
use vocab::crossing::{Entry, Hold, Mirror};
use vocab::id::AppointmentId;
use vocab::place::PrisonCode;
use vocab::prison::Person;

/// What a list shows of a mirror now; none when nothing of it may stand there.
///
/// What the prison did of its own accord is followed, since the prison's own list has it so. Whoever has left, died, or
/// is in doubt before anything stood is not on it, and no reason is given.
pub(crate) fn shown(mirror: &Mirror) -> Option<Entry> {
    match mirror.hold {
        None | Some(Hold::AdoptionUnclear | Hold::TwoFound | Hold::TooLate | Hold::ByHand) => {
            mirror.desired.clone()
        }
        Some(Hold::PrisonChanged) => mirror.known.as_ref().map(|known| known.entry.clone()),
        Some(
            Hold::Death
            | Hold::Left
            | Hold::NotLinked
            | Hold::InDoubt
            | Hold::NoPlace
            | Hold::WhereNotKnown
            | Hold::Off,
        ) => None,
    }
}

/// A line as a digest: a change that was told is not to be told again until it changes again.
pub(crate) fn digest(line: &ListedLine) -> u64 {
    let hash = store::chain::hash(&[
        line.entry.uuid().as_bytes(),
        &line.person.packed().to_be_bytes(),
        line.cell.as_deref().unwrap_or_default().as_bytes(),
        line.place.as_bytes(),
        &line.start.micros().to_be_bytes(),
        &[u8::from(line.struck)],
    ]);
    u64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

/// The same place, time, cell and state: whatever else moved changes nothing for whoever unlocks.
pub(crate) fn same(a: &ListedLine, b: &ListedLine) -> bool {
    (a.start, &a.cell, &a.place, a.struck, a.person) == (b.start, &b.cell, &b.place, b.struck, b.person)
}

/// The lists of a prison that were printed, by day, read as they are needed.
#[derive(Default)]
pub(crate) struct Printed(BTreeMap<jiff::civil::Date, Vec<ListVersion>>);

impl Printed {
    /// Every list of a day, the newest print last.
    pub(crate) fn of_day(
        &mut self,
        desk: &Desk<'_>,
        prison: PrisonCode,
        date: jiff::civil::Date,
    ) -> Result<&[ListVersion]> {
        let of_day = match self.0.entry(date) {
            Slot::Occupied(read) => read.into_mut(),
            Slot::Vacant(slot) => {
                let lists = desk.view.lists_printed(prison, date)?;
                let mut lists: Vec<ListVersion> =
                    lists.into_iter().map(|sealed| desk.open_sealed(sealed)).collect();
                lists.sort_by_key(|list| (list.printed, list.version));
                slot.insert(lists)
            }
        };
        Ok(of_day)
    }

    /// What the newest printed list that a line belongs on shows of it: the list, and the line if it is there.
    pub(crate) fn newest_for(
        &mut self,
        desk: &Desk<'_>,
        prison: PrisonCode,
        line: &ListedLine,
    ) -> Result<Option<(u32, Instant, Option<ListedLine>)>> {
        let lists = self.of_day(desk, prison, line.start.london_date())?;
        let newest = lists.iter().rev().find(|list| {
            let listed = list.lines.iter().any(|l| l.entry == line.entry);
            listed || belongs(line, &list.session, &list.location)
        });
        Ok(newest.map(|list| {
            let there = list.lines.iter().find(|l| l.entry == line.entry).cloned();
            (list.version, list.printed, there)
        }))
    }
}

/// Whether a line belongs on a list of this session and part of the prison.
pub(crate) fn belongs(line: &ListedLine, session: &str, location: &str) -> bool {
    let in_session = super::movement_list::Session::parse(session).is_some_and(|s| s.holds(line.start));
    in_session && within(line.cell.as_deref(), location)
}

/// Whether a cell is in a part of the prison: `C-2` holds `C-2-11` and not `C-21-1`. Nothing said is all of it.
pub(crate) fn within(cell: Option<&str>, location: &str) -> bool {
    location.is_empty()
        || cell.is_some_and(|cell| {
            cell == location || cell.strip_prefix(location).is_some_and(|rest| rest.starts_with('-'))
        })
}

impl Desk<'_> {
    /// The mirror of a booking.
    pub(crate) fn mirror(&self, id: AppointmentId) -> Result<Option<Mirror>> {
        Ok(self.view.mirror(id)?.map(|sealed| self.open_sealed(sealed)))
    }

    /// The place of an entry, in the prison's code. One that the rules no longer have is named by nothing more than what
    /// all are.
    pub(crate) fn place_code(&self, entry: &Entry) -> String {
        let rooms = self.rules().prison(entry.prison).map(|rules| &rules.rooms);
        let room = rooms.and_then(|rooms| rooms.values().find(|room| room.place == entry.place));
        room.map_or_else(|| crate::NEUTRAL_NAME.to_owned(), |room| room.code.clone())
    }

    /// A line of the prison's day, as it would be printed now. What may not be known is left out by whoever shows it.
    pub(crate) fn line(&self, id: AppointmentId, entry: &Entry, person: Option<&Person>) -> ListedLine {
        let cell = person.and_then(|p| p.custody.value.as_ref()).and_then(|c| c.cell.as_ref());
        ListedLine {
            entry: id,
            person: entry.person,
            name: person.and_then(|p| p.identity.value.as_ref()).map(|i| i.name.listed()),
            cell: cell.map(|cell| cell.text().to_owned()),
            place: self.place_code(entry),
            start: entry.start.at(),
            end: entry.end.at(),
            struck: entry.cancelled,
        }
    }
}
