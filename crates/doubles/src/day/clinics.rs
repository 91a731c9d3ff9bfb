//! The health centre's day: patients registered, bookings made some days ahead, urgent ones, moved and cancelled
//! ones, and what became of them.

use super::{Act, Day, Presence, Slot, at};
use crate::clinic::{self, Booking, Clinic, State};
use crate::dice::Dice;
use crate::prison;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::id::PrisonNumber;

/// How many days ahead bookings are made.
const DAYS_AHEAD: i32 = 4;
/// How many slots in a thousand are filled when a day is booked.
const FILLED: u16 = 620;

/// When a clinic runs on a weekday: from and to, in minutes after midnight. At weekends there is a doctor in the
/// morning and nothing else.
const fn sessions(clinic: Clinic, day: Weekday) -> &'static [(i64, i64)] {
    const MORNING: (i64, i64) = (9 * 60, 11 * 60 + 30);
    const AFTERNOON: (i64, i64) = (14 * 60, 16 * 60);
    match clinic {
        Clinic::GeneralPractice if is_weekend(day) => &[MORNING],
        _ if is_weekend(day) => &[],
        Clinic::GeneralPractice => &[MORNING, AFTERNOON],
        Clinic::SubstanceUse => &[MORNING],
        Clinic::Dentist if matches!(day, Weekday::Tuesday | Weekday::Thursday | Weekday::Monday) => {
            &[MORNING, AFTERNOON]
        }
        Clinic::MentalHealth => &[AFTERNOON],
        Clinic::SexualHealth if matches!(day, Weekday::Friday | Weekday::Tuesday | Weekday::Wednesday) => {
            &[AFTERNOON]
        }
        Clinic::Optician if matches!(day, Weekday::Wednesday | Weekday::Thursday) => &[MORNING],
        _ => &[],
    }
}

const fn is_weekend(day: Weekday) -> bool {
    matches!(day, Weekday::Saturday | Weekday::Sunday)
}

/// The day on which a story begins that is started on `date`: that day, or the Monday after a weekend, whose lists
/// would show a newcomer one clinic of six.
#[must_use]
pub fn opening(date: Date) -> Date {
    std::iter::successors(Some(date), |d| d.tomorrow().ok())
        .find(|d| !is_weekend(d.weekday()))
        .unwrap_or(date)
}

impl Day {
    /// Everything that the care system knew before the story began.
    pub(super) fn health_centre_opens(&mut self, dice: &mut Dice) {
        let when = at(self.first, 5 * 60);
        let patients: Vec<_> = self.souls.iter().filter_map(|s| s.made.care.clone()).collect();
        for patient in patients {
            self.clinic_act(when, clinic::Act::Register(patient));
        }
        for ahead in 0..DAYS_AHEAD {
            let date = self.first.saturating_add(ahead.days());
            self.book_day(date, dice, |_| when);
        }
    }

    pub(super) fn clinics(&mut self, date: Date, dice: &mut Dice) {
        let yesterday = at(date, 0);
        self.slots.retain(|_, s| s.start >= yesterday);
        let ahead = date.saturating_add(DAYS_AHEAD.days());
        self.book_day(ahead, dice, |d| at(date, 8 * 60 + 30 + i64::try_from(d.below(450)).unwrap_or(0)));
        self.urgent(date, dice);
        self.second_thoughts(date, dice);
        self.outcomes(date, dice);
        self.typed_by_staff(date, dice);
    }

    /// Fills the clinics of a day; each booking is made when `made` says.
    fn book_day(&mut self, date: Date, dice: &mut Dice, made: impl Fn(&mut Dice) -> Instant) {
        let mut seen: BTreeSet<PrisonNumber> = BTreeSet::new();
        for clinic in Clinic::ALL {
            for (from, to) in sessions(clinic, date.weekday()) {
                let mut start = *from;
                while start + clinic.minutes() <= *to {
                    if dice.permille(FILLED)
                        && let Some(n) = self.patient(dice, &seen)
                    {
                        seen.insert(self.souls[n].made.who.number);
                        let when = made(dice);
                        self.book(n, clinic, at(date, start), when);
                    }
                    start += clinic.minutes();
                }
            }
        }
    }

    /// Somebody with a care record who is in the prison and has nothing yet that day. The named people too.
    fn patient(&self, dice: &mut Dice, but: &BTreeSet<PrisonNumber>) -> Option<usize> {
        const TRIES: usize = 20;
        (0..TRIES).map(|_| dice.index(self.souls.len())).find(|n| {
            self.souls.get(*n).is_some_and(|s| {
                s.presence == Presence::In && s.made.care.is_some() && !but.contains(&s.made.who.number)
            })
        })
    }

    pub(super) fn book(&mut self, n: usize, clinic: Clinic, start: Instant, when: Instant) {
        let Some(care) = self.souls[n].made.care.as_ref() else { return };
        self.bookings += 1;
        let key = format!("BK-{:06}", self.bookings);
        let end = start.plus_seconds(clinic.minutes() * 60);
        let booking = Booking {
            key: key.clone(),
            patient: care.local.clone(),
            clinic,
            prison: self.prison,
            start,
            end,
            state: State::Booked,
            created: when,
        };
        let number = self.souls[n].made.who.number;
        self.slots.insert(key, Slot { number, clinic, start, end });
        self.clinic_act(when, clinic::Act::Book(booking));
    }

    /// Booked in the morning for the same day.
    fn urgent(&mut self, date: Date, dice: &mut Dice) {
        if is_weekend(date.weekday()) {
            return;
        }
        let seen = self.slots.values().filter(|s| s.start.london_date() == date).map(|s| s.number).collect();
        for _ in 0..self.some(50) {
            if let Some(n) = self.patient(dice, &seen) {
                let slot = i64::try_from(dice.below(9)).unwrap_or(0);
                let when = at(date, 7 * 60 + 40 + slot * 5);
                self.book(n, Clinic::GeneralPractice, at(date, 11 * 60 + slot * 5), when);
            }
        }
    }

    /// Moved and cancelled.
    fn second_thoughts(&mut self, date: Date, dice: &mut Dice) {
        let (noon, week) = (at(date, 12 * 60), at(date, 7 * 24 * 60));
        let mut keys: Vec<String> = self
            .slots
            .iter()
            .filter(|(_, s)| s.start > noon && s.start < week)
            .map(|(k, _)| k.clone())
            .collect();
        for round in 0..self.some(120) {
            if keys.is_empty() {
                return;
            }
            let key = keys.swap_remove(dice.index(keys.len()));
            let when = at(date, 8 * 60 + 45 + i64::try_from(dice.below(180)).unwrap_or(0));
            if round % 2 == 0 {
                self.slots.remove(&key);
                self.clinic_act(when, clinic::Act::Mark { key, state: State::Cancelled });
            } else if let Some(slot) = self.slots.get_mut(&key) {
                // By minutes, or to the same time another day.
                let seconds = if dice.permille(500) { slot.clinic.minutes() * 60 } else { 86_400 };
                (slot.start, slot.end) = (slot.start.plus_seconds(seconds), slot.end.plus_seconds(seconds));
                let (start, end) = (slot.start, slot.end);
                self.clinic_act(when, clinic::Act::Move { key, start, end });
            }
        }
    }

    /// What became of today's: most seen, some not.
    fn outcomes(&mut self, date: Date, dice: &mut Dice) {
        let today: Vec<_> = self
            .slots
            .iter()
            .filter(|(_, s)| s.start.london_date() == date)
            .map(|(k, s)| (k.clone(), s.number, s.end))
            .collect();
        let here: BTreeSet<_> =
            self.souls.iter().filter(|s| s.presence == Presence::In).map(|s| s.made.who.number).collect();
        for (key, number, end) in today {
            let state =
                if dice.permille(170) || !here.contains(&number) { State::Noshow } else { State::Fulfilled };
            let late = i64::try_from(dice.below(900)).unwrap_or(0);
            self.clinic_act(end.plus_seconds(300 + late), clinic::Act::Mark { key, state });
        }
    }

    /// Prison staff type a few by hand as they always did: one for a booking that stands already, one whose name
    /// tells too much.
    fn typed_by_staff(&mut self, date: Date, dice: &mut Dice) {
        let tomorrow = date.tomorrow().unwrap_or(date);
        let twice = self.slots.values().find(|s| s.start.london_date() == tomorrow).cloned();
        if let Some(slot) = twice {
            let act = typed(slot.number, "MEDO", None, slot.start, slot.end);
            self.push(at(date, 9 * 60 + 20), Act::Prison(act));
        }
        for (n, (category, name)) in
            [("MEDE", None), ("MEOT", Some("Asthma review")), ("OIC", None), ("CHAP", None)]
                .into_iter()
                .enumerate()
        {
            let Some(who) = self.take(dice, at(date, 0), at(date, 1)) else { continue };
            let start = at(tomorrow, 9 * 60 + 30 + i64::try_from(n).unwrap_or(0) * 45);
            let number = self.souls[who].made.who.number;
            let act = typed(number, category, name, start, start.plus_seconds(1_800));
            self.push(at(date, 10 * 60 + i64::try_from(dice.below(200)).unwrap_or(0)), Act::Prison(act));
        }
    }
}

fn typed(
    number: PrisonNumber,
    category: &str,
    name: Option<&str>,
    start: Instant,
    end: Instant,
) -> prison::Act {
    prison::Act::StaffBook {
        number,
        category: category.to_owned(),
        name: name.map(ToOwned::to_owned),
        room: "HCC-WAIT".to_owned(),
        date: start.london_date(),
        start: start.london().time(),
        end: end.london().time(),
    }
}
