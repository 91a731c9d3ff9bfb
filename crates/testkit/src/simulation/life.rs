//! Prison life by dice: what happens to people and to the prison's own lists, in an order that only a seed explains.

use super::edge::Edge;
use super::humans::{COMMON_CODES, Human};
use doubles::dice::Dice;
use doubles::prison::{Act, Planned, PlannedKind, Whereabouts};
use jiff::ToSpan;
use jiff::civil::Time;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

/// A rating that says why: no list has it, and nobody may be shown it.
pub(crate) const CELL_SHARING_WHY: &str = "High: threatened a cell mate";

/// A slot that healthcare has booked, for staff who type the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) person: PrisonNumber,
    pub(crate) start: Instant,
    pub(crate) end: Instant,
    pub(crate) room: &'static str,
}

/// Who is in whose care, at every moment of the run.
#[derive(Debug, Default, Clone)]
pub(crate) struct History {
    stood: BTreeMap<PrisonNumber, Vec<(Instant, Option<PrisonCode>)>>,
}

impl History {
    /// Notes where everybody is now.
    pub(crate) fn note(&mut self, now: Instant, edge: &Edge, humans: &[Human]) {
        let side = edge.lock();
        for human in humans {
            let prison =
                side.prison.person(human.number).and_then(doubles::prison::Person::in_care).map(|c| c.prison);
            let stood = self.stood.entry(human.number).or_default();
            if stood.last().is_none_or(|(_, last)| *last != prison) {
                stood.push((now, prison));
            }
        }
    }

    /// Since when somebody had been away from a prison at a moment; none when they were there, or never had been.
    pub(crate) fn away_since(
        &self,
        number: PrisonNumber,
        prison: PrisonCode,
        at: Instant,
    ) -> Option<Instant> {
        let before: Vec<_> = self.stood.get(&number)?.iter().take_while(|(since, _)| *since <= at).collect();
        let last = before.iter().rposition(|(_, stood)| *stood == Some(prison))?;
        before.get(last + 1).map(|(since, _)| *since)
    }

    /// Whether somebody left a prison after one moment and by another, though they may have been back since.
    pub(crate) fn left_between(
        &self,
        number: PrisonNumber,
        prison: PrisonCode,
        after: Instant,
        by: Instant,
    ) -> bool {
        let stood = self.stood.get(&number).map_or(&[][..], Vec::as_slice);
        stood.windows(2).any(|pair| {
            let ((_, before), (since, now)) = (pair[0], pair[1]);
            before == Some(prison) && now != Some(prison) && since > after && since <= by
        })
    }

    /// Where somebody was, and since when.
    pub(crate) fn at(&self, number: PrisonNumber, at: Instant) -> Option<(Instant, Option<PrisonCode>)> {
        self.stood.get(&number)?.iter().rev().find(|(since, _)| *since <= at).copied()
    }
}

/// The prisons of a run: two that are served and one that is not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prisons {
    pub(crate) here: PrisonCode,
    pub(crate) there: PrisonCode,
    pub(crate) elsewhere: PrisonCode,
}

impl Prisons {
    pub(crate) fn new() -> Self {
        // INVARIANT: three capital letters each.
        let code = |text| PrisonCode::parse(text).expect("three letters");
        Self { here: code("MDI"), there: code("HLI"), elsewhere: code("LEI") }
    }

    pub(crate) fn served(&self) -> [PrisonCode; 2] {
        [self.here, self.there]
    }
}

/// What one throw brings: an act, and how much it shakes (a merge or a moved booking ties two humans' facts).
pub(crate) struct Event {
    pub(crate) act: Act,
    pub(crate) ties: Option<(PrisonNumber, PrisonNumber)>,
}

impl From<Act> for Event {
    fn from(act: Act) -> Self {
        Self { act, ties: None }
    }
}

/// Draws what happens next to one human.
pub(crate) fn draw(
    dice: &mut Dice,
    (edge, prisons): (&Edge, Prisons),
    humans: &[Human],
    slots: &[Slot],
    now: Instant,
) -> Option<Event> {
    if dice.permille(220) {
        return lists(dice, edge, slots, now).map(Event::from);
    }
    let human = dice.pick(humans);
    let (number, stands) = {
        let side = edge.lock();
        let person = side.prison.person(human.number);
        (human.number, person.map(|p| p.custody.as_ref().map(|c| c.whereabouts.clone())))
    };
    let Some(stands) = stands else {
        let (prison, reason) = (place(dice, prisons), ["N", "V", "I"][dice.index(3)].to_owned());
        return Some(Act::Arrive { who: human.arrival(), prison, reason }.into());
    };
    if dice.permille(250) {
        return alerts(dice, human, now).map(Event::from);
    }
    match stands {
        Some(Whereabouts::In) => inside(dice, human, humans, prisons),
        Some(Whereabouts::Court) => Some(Act::FromCourt { number }.into()),
        Some(Whereabouts::Absent) if dice.permille(80) => Some(Act::Die { number }.into()),
        Some(Whereabouts::Absent) => Some(Act::AbsenceIn { number }.into()),
        Some(Whereabouts::Transit { .. }) => dice.permille(600).then(|| Act::TransferIn { number }.into()),
        Some(Whereabouts::Released) if dice.permille(500) => Some(Act::ReverseRelease { number }.into()),
        Some(Whereabouts::Released | Whereabouts::Hospital { .. }) | None => dice
            .permille(500)
            .then(|| Act::Receive { number, prison: place(dice, prisons), reason: "24".to_owned() }.into()),
    }
}

fn place(dice: &mut Dice, prisons: Prisons) -> PrisonCode {
    [prisons.here, prisons.here, prisons.here, prisons.there, prisons.elsewhere][dice.index(5)]
}

fn inside(dice: &mut Dice, human: &Human, humans: &[Human], prisons: Prisons) -> Option<Event> {
    let number = human.number;
    let other = dice.pick(humans).number;
    Some(match dice.below(100) {
        0..20 => Act::MoveCell { number, cell: format!("{}-{:03}", human.landing, dice.below(90)) }.into(),
        20..32 => Act::ToCourt { number }.into(),
        32..42 => Act::AbsenceOut { number, reason: ["C5", "C6", "C3"][dice.index(3)].to_owned() }.into(),
        42..57 => {
            let to = [prisons.there, prisons.here, prisons.elsewhere][dice.index(3)];
            Act::TransferOut { number, to, reason: "NOTR".to_owned() }.into()
        }
        57..72 => {
            let reason = ["CR", "HD", "DD", "CR"][dice.index(4)].to_owned();
            Act::Release { number, reason }.into()
        }
        72..75 => Act::Die { number }.into(),
        75..77 => {
            Act::ToHospital { number, id: "HAZLWD".to_owned(), name: "Hazelwood House".to_owned() }.into()
        }
        77..84 => Act::KeepApart { first: number, second: other, restriction: "WING".to_owned() }.into(),
        84..87 => Act::NoLongerApart { first: number, second: other }.into(),
        87..90 => Act::AppointmentsGo { number, prison: prisons.here }.into(),
        90..94 => Event { act: Act::Merge { kept: other, removed: number }, ties: Some((other, number)) },
        94..97 => Event { act: Act::MoveBooking { from: number, to: other }, ties: Some((number, other)) },
        97..98 => {
            let rating = ["HIGH_SPECIFIC", "STANDARD", CELL_SHARING_WHY][dice.index(3)];
            Act::RateCellSharing { number, rating: rating.to_owned() }.into()
        }
        98..99 => Act::LockDown { prison: prisons.here }.into(),
        _ => Act::LiftLockDown { prison: prisons.here }.into(),
    })
}

fn alerts(dice: &mut Dice, human: &Human, now: Instant) -> Option<Act> {
    let number = human.number;
    let code = if human.codes.is_empty() || dice.permille(300) {
        (*dice.pick(COMMON_CODES)).to_owned()
    } else {
        dice.pick(&human.codes).clone()
    };
    let day = |days: i64| now.london_date().checked_add(days.days()).ok();
    let soon = day(i64::try_from(dice.below(3)).unwrap_or(0));
    Some(match dice.below(10) {
        0..5 => {
            let to = if dice.permille(300) { soon } else { None };
            Act::OpenAlert {
                number,
                code,
                from: None,
                to,
                comment: Some("Seen with a blade on C wing".to_owned()),
            }
        }
        5..7 => Act::CloseAlert { number, code, on: None },
        7 => Act::CloseAlert { number, code, on: soon },
        8 => Act::ResyncAlerts { number },
        _ => Act::Plan {
            entries: vec![Planned {
                kind: [PlannedKind::Court, PlannedKind::Visit, PlannedKind::Activity][dice.index(3)],
                number,
                prison: Prisons::new().here,
                date: now.london_date(),
                start: Time::constant(9, 0, 0, 0),
                end: Some(Time::constant(11, 30, 0, 0)),
                title: "Bricklaying".to_owned(),
                cancelled: false,
            }],
        },
    })
}

/// What staff do to the lists: type what healthcare booked, cancel, delete and move what stands there.
fn lists(dice: &mut Dice, edge: &Edge, slots: &[Slot], now: Instant) -> Option<Act> {
    if dice.permille(450) {
        let slot = slots.get(dice.index(slots.len()))?;
        let (start, end) = (slot.start.london(), slot.end.london());
        let plain = dice.permille(500);
        return Some(Act::StaffBook {
            number: slot.person,
            category: if plain { "MEOT" } else { "MEDE" }.to_owned(),
            name: (!plain).then(|| "Dentist".to_owned()),
            room: slot.room.to_owned(),
            date: start.date(),
            start: start.time(),
            end: end.time(),
        });
    }
    let appointment = {
        let side = edge.lock();
        let coming: Vec<u64> = side
            .prison
            .appointments()
            .filter(|a| !a.is_cancelled() && a.date >= now.london_date())
            .map(|a| a.id)
            .collect();
        *coming.get(dice.index(coming.len()))?
    };
    Some(if dice.permille(700) {
        Act::StaffCancel { appointment, reason: if dice.permille(600) { 2 } else { 1 } }
    } else {
        let date = now.london_date().checked_add(1.days()).ok()?;
        let (start, end) = (Time::constant(14, 7, 0, 0), Time::constant(14, 22, 0, 0));
        Act::StaffMove { appointment, date, start, end }
    })
}
