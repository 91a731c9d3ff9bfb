//! The prison's clerk, played: where nothing may be written by us, somebody in the prison enters, changes and strikes
//! through what our page tells them to.

use crossing::Crossing;
use crossing::disclose::by_hand::{ByHand, ByHandAt, ByHandLine};
use crossing::disclose::export::FilesAsked;
use doubles::prison::face::Shared;
use doubles::prison::{Act, Appointment};
use jiff::civil::Time;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::crossing::{Purpose, Role};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

/// The category that healthcare's entries have there, and their name.
const CATEGORY: &str = "MEOT";
/// The reason that leaves a line visible.
const STRUCK: u64 = 2;

/// The clerk, who remembers what was done, as anybody does who ticks off a paper: what was changed, struck through or
/// is in no file is on our page until we have found it on the lists.
#[derive(Default)]
pub(crate) struct Clerk {
    ticked: BTreeMap<(PrisonNumber, String), Instant>,
}

/// What is still on the page after so long was not done, whatever the paper says.
const TICKED_SECONDS: i64 = 2 * 3_600;

impl Clerk {
    /// The clerk opens our page and does what it says; the number of entries that were touched.
    pub(crate) async fn works(&mut self, crossing: &Crossing, shared: &Shared, prison: PrisonCode) -> usize {
        let (role, purpose) = (Role::Officer, Purpose::Custody);
        let ctx = crate::commands::context(crossing, "clerk", role, purpose, Some(prison));
        let page = match crossing.by_hand(&ctx).await {
            Ok(page) => page.get().clone(),
            Err(error) => {
                tracing::debug!(%error, "the clerk could not open the page");
                return 0;
            }
        };
        // The files are taken before anything is typed: nobody else is given the same.
        for day in page.days.iter().filter(|day| !day.files.is_empty()) {
            let asked = FilesAsked { date: day.date, again: false, one: None };
            if let Err(error) = crossing.take_files(&ctx, &asked).await {
                tracing::debug!(%error, "the clerk could not take the files");
                return 0;
            }
        }
        self.acts(&page, shared, prison)
    }

    fn acts(&mut self, page: &ByHand, shared: &Shared, prison: PrisonCode) -> usize {
        let now = shared.now();
        self.ticked.retain(|_, at| now.seconds_since(*at) < TICKED_SECONDS);
        let mut done = 0;
        let mut run = |who: PrisonNumber, what: &str, at: String, act: Option<Act>| {
            let key = (who, format!("{what} {at}"));
            let Some(act) = act.filter(|_| !self.ticked.contains_key(&key)) else { return };
            if shared.lock().run(&act, now).is_ok() {
                self.ticked.insert(key, now);
                done += 1;
            }
        };
        for day in &page.days {
            for line in &day.strike {
                let found = standing(shared, prison, line.number, &line.at);
                let act = found.map(|appointment| Act::StaffCancel { appointment, reason: STRUCK });
                run(line.number, "strike", line.at.words(), act);
            }
            for change in &day.change {
                // Another place cannot be chosen for one that stands: it is struck through, and entered anew.
                let found = standing(shared, prison, change.number, &change.from);
                let same = change.from.place == change.to.place;
                let act = found.and_then(|id| moved(id, same, &change.to));
                run(change.number, "change", change.to.words(), act);
            }
            for line in &day.enter {
                run(line.number, "enter", line.at.words(), entered(line));
            }
        }
        done
    }
}

fn moved(appointment: u64, same_place: bool, to: &ByHandAt) -> Option<Act> {
    match (same_place, time(&to.start), time(&to.end)) {
        (true, Some(start), Some(end)) => Some(Act::StaffMove { appointment, date: to.date, start, end }),
        _ => Some(Act::StaffCancel { appointment, reason: STRUCK }),
    }
}

fn entered(line: &ByHandLine) -> Option<Act> {
    Some(Act::StaffBook {
        number: line.number,
        category: CATEGORY.to_owned(),
        name: None,
        room: line.at.place.clone(),
        date: line.at.date,
        start: time(&line.at.start)?,
        end: time(&line.at.end)?,
    })
}

/// The healthcare entry of somebody that stands at that time.
fn standing(shared: &Shared, prison: PrisonCode, who: PrisonNumber, at: &ByHandAt) -> Option<u64> {
    let start = time(&at.start)?;
    let prison_now = shared.lock();
    let here = |a: &&Appointment| (a.prison, a.date, a.start) == (prison, at.date, start);
    let stands = |a: &&Appointment| a.cancelled.is_none() && a.category == CATEGORY;
    let theirs = |a: &&Appointment| a.attendees.iter().any(|attendee| attendee.number == who);
    prison_now.appointments().filter(here).filter(stands).find(theirs).map(|a| a.id)
}

fn time(hm: &str) -> Option<Time> {
    hm.parse().ok()
}
