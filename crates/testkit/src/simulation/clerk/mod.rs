//! Where nothing may be written by us: somebody in the prison opens our page, and does what it says, late, and not
//! always right.
//!
//! Every line that was ever on the page is kept for the checkers, as if it had been sent: what staff are told to do is
//! done as surely as what we do ourselves.

mod file;

use super::edge::WriteCall;
use super::step::{Step, Stepped, Stop};
use super::world::{AsTold, CATEGORY, Shown, World};
use crossing::disclose::DiscloseError;
use crossing::disclose::by_hand::{ByHand, ByHandAt, ByHandLine};
use crossing::port::Outgoing;
use doubles::prison::{Act, Appointment, room_id};
use jiff::civil::{Date, DateTime, Time};
use std::collections::{BTreeMap, VecDeque};
use vocab::Instant;
use vocab::crossing::AttemptAct;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::time::LondonTime;

/// The reason that leaves a line visible.
const STRUCK: u64 = 2;
/// So many lines are worked through at one sitting.
const SITTING: u64 = 5;

/// One thing that the page says is to be done.
#[derive(Debug, Clone)]
pub(crate) enum ToDo {
    Enter(ByHandLine),
    Change { number: PrisonNumber, from: ByHandAt, to: ByHandAt },
    Strike(ByHandLine),
}

/// The clerk.
#[derive(Debug, Default)]
pub(crate) struct Clerk {
    /// The page as it was printed, as far as it is not worked through.
    paper: BTreeMap<PrisonCode, VecDeque<ToDo>>,
    /// When it was printed.
    printed: BTreeMap<PrisonCode, Instant>,
    /// What was ever to be done, and when the page said so.
    pub(crate) told: Vec<WriteCall>,
    /// The pages at the end of the run.
    pub(crate) last: BTreeMap<PrisonCode, Vec<ToDo>>,
}

/// A page, as far as the clerk looks at it.
#[derive(Debug, Default)]
struct Page {
    /// What it says is to be done, in the order in which it stands there.
    to_do: Vec<ToDo>,
    /// What somebody has taken in a file, and was not found on the lists yet.
    taken: Vec<ToDo>,
    /// Days of which there are files.
    filed: Vec<Date>,
}

impl Page {
    fn of(page: &ByHand) -> Self {
        let taken = page.days.iter().flat_map(|day| &day.taken).flat_map(|file| file.lines.iter().cloned());
        let filed = page.days.iter().filter(|day| !day.files.is_empty()).map(|day| day.date);
        Self { to_do: to_do(page), taken: taken.map(ToDo::Enter).collect(), filed: filed.collect() }
    }

    fn everything(self) -> Vec<ToDo> {
        self.to_do.into_iter().chain(self.taken).collect()
    }
}

fn to_do(page: &ByHand) -> Vec<ToDo> {
    let mut all = Vec::new();
    for day in &page.days {
        all.extend(day.strike.iter().cloned().map(ToDo::Strike));
        all.extend(day.change.iter().map(|change| ToDo::Change {
            number: change.number,
            from: change.from.clone(),
            to: change.to.clone(),
        }));
        all.extend(day.enter.iter().cloned().map(ToDo::Enter));
    }
    all
}

/// When something stands, as a moment.
pub(crate) fn moment(at: &ByHandAt, hm: &str) -> Option<LondonTime> {
    LondonTime::from_machine(DateTime::from_parts(at.date, hm.parse().ok()?)).ok()
}

impl ToDo {
    /// As if it had been sent.
    fn as_sent(&self, prison: PrisonCode, now: Instant) -> Option<WriteCall> {
        let (act, person, at) = match self {
            Self::Enter(line) => (AttemptAct::Create, line.number, &line.at),
            Self::Change { number, from, .. } => (AttemptAct::Change, *number, from),
            Self::Strike(line) => (AttemptAct::Cancel, line.number, &line.at),
        };
        let outgoing = Outgoing {
            act,
            person,
            prison,
            place: room_id(prison, &at.place),
            start: moment(at, &at.start)?,
            end: moment(at, &at.end)?,
            category: CATEGORY.to_owned(),
            remote: (act != AttemptAct::Create).then_some(0),
        };
        Some(WriteCall { at: now, outgoing, path: "by hand".to_owned(), body: Vec::new() })
    }
}

impl World {
    /// The clerk sits down: prints the page anew, or goes on with the paper.
    pub(crate) fn enters(&mut self) -> Step {
        let prisons: Vec<PrisonCode> = self.weather.by_hand.iter().copied().collect();
        let prison = *self.dice.pick(&prisons);
        let left = self.clerk.paper.get(&prison).is_some_and(|paper| !paper.is_empty());
        if !left || self.dice.permille(400) {
            let Some(mut page) = self.opens_page(prison)? else { return Ok(Stepped::Died) };
            let file =
                (!page.filed.is_empty() && self.dice.permille(300)).then(|| *self.dice.pick(&page.filed));
            if let Some(date) = file {
                // What stands in the file is entered from the file.
                page.to_do.retain(|to_do| !matches!(to_do, ToDo::Enter(line) if line.at.date == date));
            }
            self.clerk.paper.insert(prison, page.to_do.into());
            if let Some(date) = file
                && matches!(self.takes_files(prison, date)?, Stepped::Died)
            {
                return Ok(Stepped::Died);
            }
        }
        for _ in 0..=self.dice.below(SITTING) {
            let Some(to_do) = self.clerk.paper.get_mut(&prison).and_then(VecDeque::pop_front) else { break };
            self.does_it_somehow(prison, &to_do);
        }
        Ok(Stepped::Done)
    }

    /// At the end everything that is on the page is done, and right.
    pub(crate) fn enters_everything(&mut self) -> Step {
        for prison in self.weather.by_hand.clone() {
            let Some(page) = self.opens_page(prison)? else { return Ok(Stepped::Died) };
            for one in &page.everything() {
                self.does_it(prison, one);
            }
        }
        Ok(Stepped::Done)
    }

    /// The pages as they are when the run has come to rest.
    pub(crate) fn last_pages(&mut self) -> Step {
        for prison in self.weather.by_hand.clone() {
            let Some(page) = self.opens_page(prison)? else { return Ok(Stepped::Died) };
            self.clerk.last.insert(prison, page.everything());
        }
        Ok(Stepped::Done)
    }

    fn opens_page(&mut self, prison: PrisonCode) -> Result<Option<Page>, Stop> {
        let ctx = self.clerk(prison);
        let trace = ctx.trace;
        let Some(answer) = self.drive(|p| async move { p.crossing.by_hand(&ctx).await }) else {
            return Ok(None);
        };
        self.totals.reads += 1;
        let page = match answer {
            Ok(page) => page,
            Err(DiscloseError::OurFault(error)) => return Err(error.into()),
            Err(other) => {
                return Err(Stop::Wrong("reads", format!("the page by hand was answered: {other}")));
            }
        };
        self.kept.asked.push(trace);
        let booked = page.booked();
        let text = serde_json::to_string(page.get()).unwrap_or_default();
        let page = Page::of(page.get());
        self.tell(|_| format!("  by hand in {prison}: {page:?}"));
        let now = self.now();
        self.clerk.printed.insert(prison, now);
        let all = page.to_do.iter().chain(&page.taken);
        self.clerk.told.extend(all.filter_map(|one| one.as_sent(prison, now)));
        self.kept.shown.push(Shown {
            text,
            asked_for: format!("by hand, {prison}"),
            act: "by-hand.open",
            account: "clerk".to_owned(),
            // Whom a line may name is asked of each line.
            allowed: (0..self.humans.len()).collect(),
            booked,
        });
        Ok(Some(page))
    }

    /// Done at once, later, twice, for another, at another time, or not at all.
    fn does_it_somehow(&mut self, prison: PrisonCode, to_do: &ToDo) {
        if !self.dice.permille(self.weather.slips) {
            self.does_it(prison, to_do);
            return;
        }
        match (self.dice.below(5), to_do) {
            (0, _) => {}
            (1, ToDo::Enter(line)) => {
                let number = self.dice.pick(&self.humans[..self.arrived]).number;
                self.does_it(prison, &ToDo::Enter(ByHandLine { number, ..line.clone() }));
            }
            // Slots begin every five minutes: no booking has this one.
            (2, ToDo::Enter(line)) => {
                let start =
                    line.at.start.parse::<Time>().map(|t| t.wrapping_add(jiff::Span::new().minutes(2)));
                let start = start.map_or(line.at.start.clone(), |t| t.strftime("%H:%M").to_string());
                let at = ByHandAt { start, ..line.at.clone() };
                self.does_it(prison, &ToDo::Enter(ByHandLine { at, ..line.clone() }));
            }
            (3, _) => {
                self.does_it(prison, to_do);
                self.does_it(prison, to_do);
            }
            _ => {
                let minutes = i64::try_from(1 + self.dice.below(40)).unwrap_or(1);
                self.clock.advance_seconds(60 * minutes);
                self.does_it(prison, to_do);
            }
        }
    }

    fn does_it(&mut self, prison: PrisonCode, to_do: &ToDo) {
        let act = match to_do {
            ToDo::Enter(line) => self.entered(prison, line),
            ToDo::Change { number, from, to } => {
                self.standing(prison, *number, from).and_then(|id| changed(id, from, to))
            }
            ToDo::Strike(line) => self
                .standing(prison, line.number, &line.at)
                .map(|appointment| Act::StaffCancel { appointment, reason: STRUCK }),
        };
        let Some(act) = act else { return };
        // While the flow is off the page says nothing: what they still do from paper is their own doing.
        if let Act::StaffCancel { appointment, .. } | Act::StaffMove { appointment, .. } = act
            && self.kept.is_live
        {
            let done = self.now();
            let printed = self.clerk.printed.get(&prison).copied().unwrap_or(done);
            self.kept.as_told.insert(appointment, AsTold { done, printed });
        }
        self.happens(&act, None);
    }

    /// Nobody enters something on the lists of a prison for somebody who is not there.
    fn entered(&self, prison: PrisonCode, line: &ByHandLine) -> Option<Act> {
        let side = self.edge.lock();
        let there = side.prison.person(line.number)?.in_care()?.prison;
        (there == prison).then_some(())?;
        Some(Act::StaffBook {
            number: line.number,
            category: CATEGORY.to_owned(),
            name: None,
            room: line.at.place.clone(),
            date: line.at.date,
            start: line.at.start.parse().ok()?,
            end: line.at.end.parse().ok()?,
        })
    }

    /// An entry of somebody that stands at that time and place.
    fn standing(&self, prison: PrisonCode, who: PrisonNumber, at: &ByHandAt) -> Option<u64> {
        let start: Time = at.start.parse().ok()?;
        let side = self.edge.lock();
        let here = |a: &&Appointment| (a.prison, a.date, a.start) == (prison, at.date, start);
        let stand: Vec<&Appointment> =
            side.prison.appointments().filter(|a| !a.is_cancelled()).filter(here).collect();
        let of = |theirs: &dyn Fn(PrisonNumber) -> bool| {
            let named =
                |a: &&&Appointment| a.attendees.iter().any(|t| theirs(t.number) && t.removed.is_none());
            stand.iter().find(named).map(|a| a.id)
        };
        of(&|number| number == who).or_else(|| of(&|number| self.leads_to(who, number)))
    }
}

/// Another place cannot be chosen for one that stands: it is struck through, and entered anew.
fn changed(appointment: u64, from: &ByHandAt, to: &ByHandAt) -> Option<Act> {
    if from.place != to.place {
        return Some(Act::StaffCancel { appointment, reason: STRUCK });
    }
    let (start, end) = (to.start.parse().ok()?, to.end.parse().ok()?);
    Some(Act::StaffMove { appointment, date: to.date, start, end })
}
