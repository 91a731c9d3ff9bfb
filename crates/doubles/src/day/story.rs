//! The prison's day: the court run, cell moves, releases, transfers, the evening's receptions, ACCTs, a lockdown,
//! and now and then what disturbs a record.

use super::people::{CODE_NEVER_SEEN, Made, NAMED_COUNT, csra_assessed};
use super::{Day, NEIGHBOURS, Presence, at, soul};
use crate::clinic::{self, Clinic};
use crate::dice::Dice;
use crate::prison::{Act, Planned, PlannedKind};
use jiff::civil::{Date, Time};
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::place::PrisonCode;

const MINUTE: i64 = 60;
const DAY_SECONDS: i64 = 86_400;
/// Minutes from reception to a cell.
const TO_CELL_MINUTES: u64 = 60;

fn within(dice: &mut Dice, date: Date, from: i64, to: i64) -> Instant {
    let seconds = u64::try_from((to - from).max(1) * MINUTE).unwrap_or(60);
    at(date, from).plus_seconds(i64::try_from(dice.below(seconds)).unwrap_or(0))
}

fn minutes(dice: &mut Dice, least: u64, spread: u64) -> i64 {
    i64::try_from(least + dice.below(spread.max(1))).unwrap_or(1) * MINUTE
}

impl Day {
    pub(super) fn story(&mut self, date: Date, dice: &mut Dice) {
        let ordinal = (date - jiff::civil::date(2000, 1, 1)).get_days();
        self.plans(date, dice);
        self.court_run(date, dice);
        self.cell_moves(date, dice);
        self.absences(date, ordinal, dice);
        self.transfers_out(date, dice);
        self.transfers_in(date, dice);
        self.releases_of_their_day(date);
        self.releases(date, ordinal, dice);
        self.receptions(date, dice);
        self.recall(date, dice);
        self.alerts(date, ordinal, dice);
        self.lockdown(date, dice);
        self.shocks(date, ordinal, dice);
        self.rare_ends(date, ordinal, dice);
        self.cell_sharing_reviews(date);
        self.sentences(date);
    }

    /// Now and then somebody is assessed anew. By dice of its own: the rest of the day stays as it was.
    fn cell_sharing_reviews(&mut self, date: Date) {
        let mut dice = Dice::labelled(self.seed, &format!("cell sharing {date}"));
        for _ in 0..self.some(40) {
            let n = dice.index(self.souls.len());
            let when = within(&mut dice, date, 9 * 60, 16 * 60);
            let rating = csra_assessed(&mut dice).to_owned();
            if n >= NAMED_COUNT && self.souls[n].presence == Presence::In {
                let number = self.souls[n].made.who.number;
                self.prison_act(when, Act::RateCellSharing { number, rating });
            }
        }
    }

    /// Work and education for most, visits in the afternoon.
    fn plans(&mut self, date: Date, dice: &mut Dice) {
        const WORK: [&str; 5] =
            ["Bricklaying AM", "Kitchens AM", "English Level 1", "Textiles AM", "Gardens"];
        let weekend = date.weekday().to_monday_one_offset() > 5;
        let mut entries = Vec::new();
        let entry = |number, kind, (from, to): (Time, Time), title: &str| Planned {
            kind,
            number,
            prison: self.prison,
            date,
            start: from,
            end: Some(to),
            title: title.to_owned(),
            cancelled: false,
        };
        let hm = |h, m| Time::constant(h, m, 0, 0);
        for soul in self.souls.iter().filter(|s| s.presence == Presence::In) {
            let number = soul.made.who.number;
            if !weekend && dice.permille(550) {
                entries.push(entry(
                    number,
                    PlannedKind::Activity,
                    (hm(8, 30), hm(11, 30)),
                    dice.pick::<&str>(&WORK),
                ));
            }
            if dice.permille(50) {
                entries.push(entry(number, PlannedKind::Visit, (hm(14, 0), hm(15, 0)), "Social visit"));
            } else if !weekend && dice.permille(15) {
                entries.push(entry(
                    number,
                    PlannedKind::Adjudication,
                    (hm(10, 0), hm(10, 30)),
                    "Governor's hearing",
                ));
            }
        }
        self.prison_act(at(date, 5 * 60 + 5), Act::Plan { entries });
    }

    fn plan_one(&mut self, n: usize, kind: PlannedKind, start: Instant, title: &str) {
        let date = start.london_date();
        let planned = Planned {
            kind,
            number: self.souls[n].made.who.number,
            prison: self.prison,
            date,
            start: start.london().time(),
            end: None,
            title: title.to_owned(),
            cancelled: false,
        };
        self.prison_act(at(date, 5 * 60 + 10), Act::Plan { entries: vec![planned] });
    }

    /// Out with the van between seven and nine, back from four; some are released there.
    fn court_run(&mut self, date: Date, dice: &mut Dice) {
        if date.weekday().to_monday_one_offset() > 5 {
            return;
        }
        for _ in 0..self.some(120) {
            let Some(n) = self.take(dice, at(date, 0), at(date, 24 * 60)) else { return };
            let number = self.souls[n].made.who.number;
            let out = within(dice, date, 7 * 60, 9 * 60);
            self.plan_one(n, PlannedKind::Court, at(date, 10 * 60), "Sheffield Crown Court");
            self.prison_act(out, Act::ToCourt { number });
            if dice.permille(120) {
                let when = within(dice, date, 13 * 60, 16 * 60);
                let reason = (*dice.pick(&["BL", "NCS", "NG"])).to_owned();
                self.prison_act(when, Act::Release { number, reason });
                self.gone(n, Presence::Gone);
            } else {
                let back = within(dice, date, 16 * 60, 20 * 60);
                self.away.push((number, out, back));
                let cell = self.souls[n].cell.clone();
                self.prison_act(back, Act::FromCourt { number });
                // Until a bed is assigned again, the record says that he sleeps in COURT.
                self.prison_act(back.plus_seconds(minutes(dice, 20, 30)), Act::MoveCell { number, cell });
            }
        }
    }

    /// All day long, the first just before unlock.
    fn cell_moves(&mut self, date: Date, dice: &mut Dice) {
        for round in 0..self.some(150) {
            let when = if round == 0 { at(date, 6 * 60 + 55) } else { within(dice, date, 8 * 60, 19 * 60) };
            let Some(n) = self.take(dice, at(date, 0), when) else { return };
            let cell = self.free_cell(dice);
            if cell == self.souls[n].cell {
                continue;
            }
            let old = std::mem::replace(&mut self.souls[n].cell, cell.clone());
            if old != "CSWAP" {
                self.cells_free.push(old);
            }
            let number = self.souls[n].made.who.number;
            self.prison_act(when, Act::MoveCell { number, cell });
        }
    }

    /// To the hospital for an hour, for days under guard, to a funeral.
    fn absences(&mut self, date: Date, ordinal: i32, dice: &mut Dice) {
        let mut trips = vec![("C5", 3 * 3_600); self.some(25)];
        if ordinal % 2 == 0 {
            trips.push(("C6", 2 * DAY_SECONDS + 3_600));
        }
        if ordinal % 5 == 0 {
            trips.push(("C3", 5 * 3_600));
        }
        for (reason, seconds) in trips {
            let out = within(dice, date, 8 * 60, 13 * 60);
            let back = out.plus_seconds(seconds + minutes(dice, 0, 60));
            let Some(n) = self.take(dice, at(date, 0), back.plus_seconds(DAY_SECONDS / 2)) else { return };
            let number = self.souls[n].made.who.number;
            self.away.push((number, out, back));
            self.plan_one(n, PlannedKind::Absence, out, "External");
            self.prison_act(out, Act::AbsenceOut { number, reason: reason.to_owned() });
            self.prison_act(back, Act::AbsenceIn { number });
            if reason != "C5" {
                let cell = self.souls[n].cell.clone();
                self.prison_act(back.plus_seconds(minutes(dice, 30, 30)), Act::MoveCell { number, cell });
            }
        }
    }

    fn neighbour(dice: &mut Dice) -> Option<PrisonCode> {
        PrisonCode::parse(dice.pick::<&str>(&NEIGHBOURS)).ok()
    }

    /// Gone by eleven, arrived hours later; the appointments stay behind unless somebody answers the question.
    fn transfers_out(&mut self, date: Date, dice: &mut Dice) {
        for _ in 0..self.some(40) {
            let Some(n) = self.take(dice, at(date, 0), at(date, 24 * 60)) else { return };
            let Some(to) = Self::neighbour(dice) else { return };
            let number = self.souls[n].made.who.number;
            let out = within(dice, date, 9 * 60 + 30, 11 * 60);
            self.plan_one(n, PlannedKind::Transfer, out, "Transfer");
            let reason = (*dice.pick(&["NOTR", "OVCROW", "MED"])).to_owned();
            self.prison_act(out, Act::TransferOut { number, to, reason });
            if dice.permille(400) {
                let prison = self.prison;
                self.prison_act(out.plus_seconds(10 * MINUTE), Act::AppointmentsGo { number, prison });
            }
            self.prison_act(out.plus_seconds(minutes(dice, 120, 120)), Act::TransferIn { number });
            self.gone(n, Presence::Past);
        }
    }

    fn transfers_in(&mut self, date: Date, dice: &mut Dice) {
        for _ in 0..self.some(35) {
            let made = self.maker.person(dice, date);
            let Some(from) = Self::neighbour(dice) else { return };
            let number = made.who.number;
            let (to, morning) = (self.prison, at(date, 6 * 60));
            self.prison_act(
                morning,
                Act::Arrive { who: made.who.clone(), prison: from, reason: "I".to_owned() },
            );
            let out = within(dice, date, 10 * 60, 13 * 60);
            self.prison_act(out, Act::TransferOut { number, to, reason: "NOTR".to_owned() });
            let here = out.plus_seconds(minutes(dice, 120, 120));
            self.prison_act(here, Act::TransferIn { number });
            self.comes_in(made, here, dice);
        }
    }

    /// What follows reception: a cell, a care record, an appointment the next day, sometimes an alert.
    fn comes_in(&mut self, made: Made, here: Instant, dice: &mut Dice) {
        let number = made.who.number;
        let cell = self.free_cell(dice);
        let care = made.care.clone();
        // Who may share a cell is assessed before there is one.
        let mut cells = Dice::labelled(self.seed, &format!("cell sharing {}", number.text()));
        let assessed = here.plus_seconds(minutes(&mut cells, 20, 30));
        let rating = csra_assessed(&mut cells).to_owned();
        self.prison_act(assessed, Act::RateCellSharing { number, rating });
        let mut soul = soul(made, cell.clone(), BTreeSet::new());
        soul.busy_until = here.plus_seconds(DAY_SECONDS / 2);
        self.souls.push(soul);
        let n = self.souls.len() - 1;
        self.prison_act(
            here.plus_seconds(minutes(dice, TO_CELL_MINUTES, 60)),
            Act::MoveCell { number, cell },
        );
        if let Some(patient) = care {
            let seen = here.plus_seconds(minutes(dice, 30, 40));
            self.clinic_act(seen, clinic::Act::Register(patient));
            let tomorrow = here.plus_seconds(DAY_SECONDS).london_date();
            let start = at(tomorrow, 8 * 60 + 30 + 5 * i64::try_from(dice.below(6)).unwrap_or(0));
            self.book(n, Clinic::GeneralPractice, start, seen.plus_seconds(5 * MINUTE));
        }
        if dice.permille(350) {
            let code = (*dice.pick(&["VU", "HA", "XVL", "MAS", "VLES", "RCON"])).to_owned();
            self.open_alert(n, here.plus_seconds(minutes(dice, 15, 60)), code, None);
        }
    }

    fn open_alert(&mut self, n: usize, when: Instant, code: String, to: Option<Date>) {
        let number = self.souls[n].made.who.number;
        if self.souls[n].open.insert(code.clone()) {
            if to.is_some() {
                // Over tomorrow, by date: it may be opened again on another day.
                self.souls[n].open.remove(&code);
            }
            let comment = Some("Seen on the wing. Source not to be told.".to_owned());
            self.prison_act(when, Act::OpenAlert { number, code, from: None, to, comment });
        }
    }

    /// In the morning; now and then the wrong man, for twenty minutes.
    fn releases(&mut self, date: Date, ordinal: i32, dice: &mut Dice) {
        for _ in 0..self.some(40) {
            let Some(n) = self.take(dice, at(date, 0), at(date, 24 * 60)) else { return };
            let number = self.souls[n].made.who.number;
            let when = within(dice, date, 8 * 60 + 45, 11 * 60 + 30);
            let reason = (*dice.pick(&["CR", "CR", "HD", "SC"])).to_owned();
            self.prison_act(when, Act::Release { number, reason });
            self.gone(n, Presence::Gone);
        }
        if ordinal % 3 == 1
            && let Some(n) = self.take(dice, at(date, 0), at(date, 24 * 60))
        {
            let number = self.souls[n].made.who.number;
            let when = within(dice, date, 9 * 60, 11 * 60);
            self.prison_act(when, Act::Release { number, reason: "CR".to_owned() });
            self.prison_act(when.plus_seconds(20 * MINUTE), Act::ReverseRelease { number });
        }
    }

    /// From five in the evening, off the van.
    fn receptions(&mut self, date: Date, dice: &mut Dice) {
        for _ in 0..self.some(60) {
            let made = self.maker.person(dice, date);
            let here = within(dice, date, 17 * 60, 20 * 60 + 45);
            let reason = (*dice.pick(&["N", "N", "V", "I", "I"])).to_owned();
            self.prison_act(here, Act::Arrive { who: made.who.clone(), prison: self.prison, reason });
            self.comes_in(made, here, dice);
        }
    }

    /// Somebody who has left and is free to come again.
    fn somebody_gone(&self, dice: &mut Dice, from: Instant) -> Option<usize> {
        let gone: Vec<usize> = (0..self.souls.len())
            .filter(|n| self.souls[*n].presence == Presence::Gone && self.souls[*n].busy_until <= from)
            .collect();
        (!gone.is_empty()).then(|| gone[dice.index(gone.len())])
    }

    /// Back on licence recall, under the old number, and the alerts are made again.
    fn recall(&mut self, date: Date, dice: &mut Dice) {
        let Some(n) = self.somebody_gone(dice, at(date, 0)) else { return };
        let number = self.souls[n].made.who.number;
        let here = within(dice, date, 17 * 60, 19 * 60);
        let cell = self.free_cell(dice);
        let soul = &mut self.souls[n];
        (soul.presence, soul.cell, soul.busy_until) = (Presence::In, cell.clone(), at(date, 24 * 60));
        self.prison_act(here, Act::Receive { number, prison: self.prison, reason: "L".to_owned() });
        self.prison_act(here.plus_seconds(10 * MINUTE), Act::ResyncAlerts { number });
        self.prison_act(
            here.plus_seconds(minutes(dice, TO_CELL_MINUTES, 60)),
            Act::MoveCell { number, cell },
        );
    }

    fn alerts(&mut self, date: Date, ordinal: i32, dice: &mut Dice) {
        let tomorrow = date.tomorrow().ok();
        for round in 0..self.some(100) {
            let when = within(dice, date, 7 * 60, 21 * 60);
            let Some(n) = self.take(dice, at(date, 0), when) else { return };
            let code = if round == 0 && ordinal % 2 == 1 {
                CODE_NEVER_SEEN.to_owned()
            } else {
                (*dice.pick(&["XVL", "XCU", "RCON", "TM", "CSIP", "MAS", "PEEP", "XSA"])).to_owned()
            };
            // Some end by date, and nobody says so when the day comes.
            let to = if round % 4 == 3 { tomorrow } else { None };
            self.open_alert(n, when, code, to);
        }
        // ACCTs: opened in the late evening, closed into post closure in the day.
        for _ in 0..self.some(20) {
            let when = within(dice, date, 20 * 60, 22 * 60);
            let Some(n) = self.take(dice, at(date, 0), when) else { return };
            self.open_alert(n, when, "HA".to_owned(), None);
        }
        let named = super::people::NAMED_COUNT;
        let open: Vec<usize> = (named..self.souls.len())
            .filter(|n| self.souls[*n].open.contains("HA") && self.souls[*n].presence == Presence::In)
            .filter(|n| self.souls[*n].busy_until <= at(date, 0))
            .collect();
        for n in open.iter().take(self.some(15)) {
            let number = self.souls[*n].made.who.number;
            let when = within(dice, date, 10 * 60, 16 * 60);
            self.souls[*n].open.remove("HA");
            self.prison_act(when, Act::CloseAlert { number, code: "HA".to_owned(), on: None });
            self.open_alert(*n, when.plus_seconds(2 * MINUTE), "HA1".to_owned(), None);
        }
        let closing: Vec<(usize, String)> = (named..self.souls.len())
            .filter(|n| self.souls[*n].presence == Presence::In && self.souls[*n].busy_until <= at(date, 0))
            .filter_map(|n| Some((n, self.souls[n].open.iter().find(|c| !c.starts_with('H'))?.clone())))
            .collect();
        for round in 0..self.some(60) {
            if closing.is_empty() {
                return;
            }
            let (n, code) = closing[dice.index(closing.len())].clone();
            let free = self.souls[n].busy_until <= at(date, 0);
            if free && self.souls[n].open.remove(&code) {
                let number = self.souls[n].made.who.number;
                self.souls[n].busy_until = at(date, 24 * 60);
                let on = if round % 3 == 0 { tomorrow } else { None };
                self.prison_act(within(dice, date, 9 * 60, 17 * 60), Act::CloseAlert { number, code, on });
            }
        }
    }

    fn lockdown(&mut self, date: Date, dice: &mut Dice) {
        let prison = self.prison;
        let from = within(dice, date, 10 * 60, 15 * 60);
        self.prison_act(from, Act::LockDown { prison });
        self.prison_act(from.plus_seconds(minutes(dice, 40, 50)), Act::LiftLockDown { prison });
    }

    /// A man received under a new number who had one already; a stay opened on the wrong man.
    fn shocks(&mut self, date: Date, ordinal: i32, dice: &mut Dice) {
        let next = DAY_SECONDS;
        if ordinal % 3 == 0
            && let Some(n) = self.somebody_gone(dice, at(date, 0))
        {
            let kept = self.souls[n].made.who.number;
            let removed = self.maker.number(dice);
            let who = crate::prison::Arrival { number: removed, ..self.souls[n].made.who.clone() };
            let here = within(dice, date, 18 * 60, 20 * 60);
            self.prison_act(here, Act::Arrive { who, prison: self.prison, reason: "N".to_owned() });
            let cell = self.free_cell(dice);
            let to_cell = here.plus_seconds(minutes(dice, TO_CELL_MINUTES, 30));
            self.prison_act(to_cell, Act::MoveCell { number: removed, cell: cell.clone() });
            let found_out = at(date, 11 * 60).plus_seconds(next);
            self.prison_act(found_out, Act::Merge { kept, removed });
            let soul = &mut self.souls[n];
            (soul.presence, soul.cell, soul.busy_until) = (Presence::In, cell, found_out);
        }
        if ordinal % 7 == 3
            && let Some(wrong) = self.somebody_gone(dice, at(date, 0))
        {
            let found_out = at(date, 9 * 60 + 40).plus_seconds(next);
            self.souls[wrong].busy_until = found_out;
            let Some(right) = self.somebody_gone(dice, at(date, 0)) else { return };
            let (from, to) = (self.souls[wrong].made.who.number, self.souls[right].made.who.number);
            let here = within(dice, date, 18 * 60, 20 * 60);
            self.prison_act(here, Act::Receive { number: from, prison: self.prison, reason: "I".to_owned() });
            self.prison_act(found_out, Act::MoveBooking { from, to });
            let cell = self.free_cell(dice);
            self.prison_act(found_out.plus_seconds(MINUTE), Act::MoveCell { number: to, cell: cell.clone() });
            let soul = &mut self.souls[right];
            (soul.presence, soul.cell, soul.busy_until) =
                (Presence::In, cell, found_out.plus_seconds(MINUTE));
        }
    }

    /// Rare and final.
    fn rare_ends(&mut self, date: Date, ordinal: i32, dice: &mut Dice) {
        if ordinal % 9 == 4
            && let Some(n) = self.take(dice, at(date, 0), at(date, 24 * 60))
        {
            let number = self.souls[n].made.who.number;
            let (id, name) = ("HAZLWD".to_owned(), "Hazelwood House".to_owned());
            self.prison_act(within(dice, date, 13 * 60, 15 * 60), Act::ToHospital { number, id, name });
            self.gone(n, Presence::Past);
        }
        if ordinal % 17 == 8
            && let Some(n) = self.take(dice, at(date, 0), at(date, 24 * 60))
        {
            let number = self.souls[n].made.who.number;
            self.prison_act(within(dice, date, 3 * 60, 6 * 60), Act::Die { number });
            self.gone(n, Presence::Past);
        }
    }
}
