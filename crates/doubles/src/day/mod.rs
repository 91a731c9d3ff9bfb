//! A seeded day in a prison and its health centre, and the days after it.
//!
//! Each day's timeline is made when it dawns, from the seed, the date and who is there; what it promises for later
//! days (a man on bed-watch comes back) waits in the same timeline. [`Day::due`] hands out the acts in order. An act
//! may turn out impossible, when somebody has interfered through the control face: the caller passes it over.

mod clinics;
pub mod national;
mod people;
mod sentences;
mod story;

pub use clinics::opening;

use crate::clinic;
use crate::dice::Dice;
use crate::prison::person::Alert;
use crate::prison::{self, Prison, Settings};
use crate::written;
use jiff::ToSpan;
use jiff::civil::Date;
use people::{ALERTS, Made, Maker};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::code::LegalStatus;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::time::london_midnight;

vocab::redacted!(Day, Soul);

/// One thing that happens, on either side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Act {
    /// In the prison.
    Prison(prison::Act),
    /// In the health centre.
    Clinic(clinic::Act),
}

/// Whether somebody is there for the day to do things with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Presence {
    In,
    Gone,
    /// Died, merged away, or in another prison: never taken up again.
    Past,
}

/// Somebody as the day knows them.
#[derive(Clone, Serialize, Deserialize)]
struct Soul {
    made: Made,
    cell: String,
    presence: Presence,
    /// Taken by another story until then.
    busy_until: Instant,
    open: BTreeSet<String>,
}

/// A booking as the day knows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Slot {
    number: PrisonNumber,
    clinic: clinic::Clinic,
    start: Instant,
    end: Instant,
}

/// The day, and who lives it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Day {
    seed: u64,
    prison: PrisonCode,
    people: usize,
    /// The newest day that has a timeline.
    dawned: Option<Date>,
    first: Date,
    maker: Maker,
    souls: Vec<Soul>,
    cells_free: Vec<String>,
    #[serde(with = "written::pairs")]
    timeline: BTreeMap<(Instant, u64), Act>,
    acts: u64,
    slots: BTreeMap<String, Slot>,
    bookings: u32,
    apart: Vec<(PrisonNumber, PrisonNumber)>,
    /// Who is out of the prison for a while on the day that dawned last, and from when to when.
    #[serde(default)]
    away: Vec<(PrisonNumber, Instant, Instant)>,
}

/// The prisons around, that people come from and go to.
const NEIGHBOURS: [&str; 3] = ["HLI", "LEI", "DNI"];
/// Wings, landings, cells: 8 × 4 × 48 places.
const WINGS: &[u8; 8] = b"ABCDEFGH";
const LANDINGS: u32 = 4;
const CELLS: u32 = 48;
/// The demo's day begins at six.
const DAWN_HOUR: i64 = 6;
/// How many in a thousand are on remand when the story begins.
const REMAND: u16 = 220;

impl Day {
    /// The first of the days, with its people in their cells. The named people of the scenarios are always there.
    #[must_use]
    pub fn new(seed: u64, people: usize, prison: PrisonCode, date: Date) -> Self {
        let mut day = Self {
            seed,
            prison,
            people,
            dawned: None,
            first: date,
            maker: Maker::new(),
            souls: Vec::new(),
            cells_free: Vec::new(),
            timeline: BTreeMap::new(),
            acts: 0,
            slots: BTreeMap::new(),
            bookings: 0,
            apart: Vec::new(),
            away: Vec::new(),
        };
        let mut dice = Dice::labelled(seed, "people");
        day.populate(&mut dice);
        day
    }

    /// Six o'clock of the first day: when a demo's clock begins.
    #[must_use]
    pub fn dawn(&self) -> Instant {
        at(self.first, DAWN_HOUR * 60)
    }

    /// Settings that fit the day: its prison and the neighbours, and one consumer of the External API who may see its
    /// prison alone. `client` is the name under which appointments are written.
    #[must_use]
    pub fn settings(&self, key: &str, client: &str) -> Settings {
        let neighbours =
            NEIGHBOURS.iter().filter_map(|p| PrisonCode::parse(p).ok()).filter(|p| *p != self.prison);
        Settings {
            prisons: std::iter::once(self.prison).chain(neighbours).collect(),
            consumers: vec![prison::Consumer {
                key: key.to_owned(),
                name: client.to_owned(),
                prisons: Some(vec![self.prison]),
                alert_codes: None,
            }],
            client: client.to_owned(),
        }
    }

    /// How many people the prison had when the story began.
    #[must_use]
    pub const fn people(&self) -> usize {
        self.people
    }

    /// The prison that the days are of.
    #[must_use]
    pub const fn prison_code(&self) -> PrisonCode {
        self.prison
    }

    fn populate(&mut self, dice: &mut Dice) {
        let named = people::named();
        let taken: BTreeSet<_> = named.iter().map(|(_, cell, _)| cell.clone()).collect();
        let mut cells: Vec<String> = WINGS
            .iter()
            .flat_map(|w| (1..=LANDINGS).map(move |l| (char::from(*w), l)))
            .flat_map(|(w, l)| (1..=CELLS).map(move |c| format!("{w}-{l}-{c:03}")))
            .filter(|c| !taken.contains(c))
            .collect();
        for (made, cell, alerts) in named {
            self.souls.push(soul(made, cell, alerts.into_iter().collect()));
        }
        while self.souls.len() < self.people {
            let twin_of = self.souls.last().filter(|_| self.souls.len() == 40).map(|s| s.made.clone());
            let made = match twin_of {
                Some(of) => self.maker.twin(dice, &of),
                None => self.maker.person(dice, self.first),
            };
            let cell = if cells.is_empty() {
                "CSWAP".to_owned()
            } else {
                cells.swap_remove(dice.index(cells.len()))
            };
            let open =
                ALERTS.iter().filter(|(_, n)| dice.permille(*n)).map(|(c, _)| (*c).to_owned()).collect();
            self.souls.push(soul(made, cell, open));
        }
        self.cells_free = cells;
        // One care record carries the prison number of somebody else: a slip of one key, and a real person.
        let other = self.souls.get(30).map(|s| s.made.who.number);
        if let Some(care) = self.souls.iter_mut().skip(31).find_map(|s| s.made.care.as_mut()) {
            care.prison_number = other;
        }
        // And one has no NHS number, whatever the dice said.
        if let Some(care) = self.souls.iter_mut().skip(34).find_map(|s| s.made.care.as_mut()) {
            care.nhs = None;
        }
        let boyd = PrisonNumber::parse("A8100KB");
        let shaw = PrisonNumber::parse("A4711KX");
        self.apart.extend(boyd.ok().zip(shaw.ok()));
        for _ in 0..self.people * 15 / 1000 {
            let (a, b) = (dice.index(self.souls.len()), dice.index(self.souls.len()));
            if a != b {
                self.apart.push((self.souls[a].made.who.number, self.souls[b].made.who.number));
            }
        }
    }

    /// The prison services as they stand when the story begins: everybody in their cells, no event told.
    #[must_use]
    pub fn prison(&self, settings: Settings) -> Prison {
        let mut prison = Prison::new(self.seed, settings);
        let mut dice = Dice::labelled(self.seed, "stays");
        let mut cells = Dice::labelled(self.seed, "cell sharing");
        let dawn = self.dawn();
        for soul in &self.souls {
            let days = 3 + i64::try_from(dice.below(700)).unwrap_or(0);
            let since = dawn.plus_seconds(-days * 86_400);
            let legal = if dice.permille(REMAND) { LegalStatus::Remand } else { LegalStatus::Sentenced };
            prison.settle(&soul.made.who, self.prison, &soul.cell, legal, since);
            if legal == LegalStatus::Sentenced {
                prison.sentence_had(soul.made.who.number, self.sentence_of(soul.made.who.number));
            }
            let alerts = soul.open.iter().map(|code| Alert {
                uuid: dice.uuid(since),
                code: code.clone(),
                description: Some("Intelligence held by security. Not for healthcare.".to_owned()),
                from: since.london_date(),
                to: None,
                created: since,
                created_by: "SECURITY_GEN".to_owned(),
                modified: None,
                prison: Some(self.prison),
            });
            let mut alerts: Vec<_> = alerts.collect();
            if dice.permille(150) {
                // An old one, over long ago.
                alerts.push(Alert {
                    uuid: dice.uuid(since),
                    code: "HA2".to_owned(),
                    description: None,
                    from: since.london_date(),
                    to: Some(since.plus_seconds(2 * 86_400).london_date()),
                    created: since,
                    created_by: "SAFER_GEN".to_owned(),
                    modified: Some(since),
                    prison: Some(self.prison),
                });
            }
            prison.alerts_had(soul.made.who.number, alerts);
            if let Some(rating) = people::csra(&mut cells, soul.made.who.number) {
                prison.csra_had(soul.made.who.number, rating, since);
            }
        }
        for (first, second) in &self.apart {
            prison.apart_had(*first, *second, "WING", dawn);
        }
        prison
    }

    /// The acts that are due, in order. Days that have dawned since the last call get their timelines first.
    pub fn due(&mut self, now: Instant) -> Vec<Act> {
        self.due_timed(now).into_iter().map(|(_, act)| act).collect()
    }

    /// As [`Day::due`], each with when it happens: for whoever steps in strides and wants the times right.
    pub fn due_timed(&mut self, now: Instant) -> Vec<(Instant, Act)> {
        self.dawn_up_to(now.london_date());
        let mut due = Vec::new();
        while let Some(entry) = self.timeline.first_entry().filter(|e| e.key().0 <= now) {
            let ((when, _), act) = entry.remove_entry();
            due.push((when, act));
        }
        due
    }

    /// When the next act is due, within the days that have dawned.
    #[must_use]
    pub fn due_next(&self) -> Option<Instant> {
        self.timeline.first_key_value().map(|((when, _), _)| *when)
    }

    fn dawn_up_to(&mut self, today: Date) {
        loop {
            let next = self.dawned.map_or(self.first, |d| d.tomorrow().unwrap_or(d));
            if next > today || self.dawned == Some(next) {
                return;
            }
            self.dawned = Some(next);
            let mut dice = Dice::labelled(self.seed, &next.to_string());
            if next == self.first {
                self.health_centre_opens(&mut dice);
            }
            self.away.clear();
            self.story(next, &mut dice);
            self.clinics(next, &mut dice);
        }
    }

    fn push(&mut self, when: Instant, act: Act) {
        self.acts += 1;
        self.timeline.insert((when, self.acts), act);
    }

    fn prison_act(&mut self, when: Instant, act: prison::Act) {
        self.push(when, Act::Prison(act));
    }

    fn clinic_act(&mut self, when: Instant, act: clinic::Act) {
        self.push(when, Act::Clinic(act));
    }

    /// Takes somebody who is there and free until `until`; nobody is taken twice at once. The named people live
    /// quietly: their scenarios need them where they are.
    fn take(&mut self, dice: &mut Dice, from: Instant, until: Instant) -> Option<usize> {
        const TRIES: usize = 60;
        let named = people::NAMED_COUNT.min(self.souls.len());
        for _ in 0..TRIES {
            let n = dice.index(self.souls.len());
            let soul = self.souls.get_mut(n)?;
            if n >= named && soul.presence == Presence::In && soul.busy_until <= from {
                soul.busy_until = until;
                return Some(n);
            }
        }
        None
    }

    fn free_cell(&mut self, dice: &mut Dice) -> String {
        if self.cells_free.is_empty() {
            return "CSWAP".to_owned();
        }
        let n = dice.index(self.cells_free.len());
        self.cells_free.swap_remove(n)
    }

    fn gone(&mut self, n: usize, presence: Presence) {
        let cell = self.souls[n].cell.clone();
        self.souls[n].presence = presence;
        if cell != "CSWAP" {
            self.cells_free.push(cell);
        }
    }

    /// How many of the day: so many in ten thousand of the people, at least one.
    fn some(&self, in_ten_thousand: usize) -> usize {
        (self.people * in_ten_thousand / 10_000).max(1)
    }
}

fn soul(made: Made, cell: String, open: BTreeSet<String>) -> Soul {
    Soul { made, cell, presence: Presence::In, busy_until: Instant::default(), open }
}

/// So many minutes after midnight by the wall clock of a London day. In the hour that is skipped, an hour later.
fn at(date: Date, minutes: i64) -> Instant {
    let civil = date.at(0, 0, 0, 0).saturating_add(minutes.minutes());
    vocab::time::LondonTime::from_machine(civil)
        .map_or_else(|_| london_midnight(date).plus_seconds(minutes * 60), vocab::time::LondonTime::at)
}
