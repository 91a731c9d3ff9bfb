//! What had happened when the demo begins. Prisons are full of people who were asked long ago: for half a year most of
//! whoever came was asked about a GP, in their language; practices took on those who said yes, and some forms got lost on
//! the way. Without it everybody would be due at once, no month could be counted, and nobody would have waited for ten
//! working days.
//!
//! It is lived through the same doors as the rest, by a clock of its own, before anything else is there.

use super::national::National;
use super::team::{self, is_form_lost};
use super::{PRISON, go_live};
use crate::Failed;
use crate::config::Config;
use crate::house::{self, Folder};
use crossing::Crossing;
use crossing::envelope::{Meta, WriteAsk, care_feed, envelope, slice};
use crossing::understood::Outcome;
use doubles::clinic::CarePatient;
use doubles::day::Day;
use doubles::day::national::PRISON_PRACTICE;
use doubles::dice::Dice;
use doubles::pds::Act;
use doubles::prison::Prison;
use doubles::prison::person::Person;
use jiff::ToSpan as _;
use jiff::civil::Date;
use registration::wording::Language;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;
use vocab::crossing::{Caller, Feed, Role};
use vocab::id::{NhsNumber, OdsCode, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::registration::{Answer, Said};
use vocab::time::{ManualClock, london_midnight};
use vocab::{Clock, Instant};

/// So long ago it begins, and so long before the demo it ends: who came since is the demo's to ask.
const BEGAN_DAYS: i32 = 180;
const ENDED_DAYS: i32 = 4;
/// Whoever had come before is asked within so many days.
const BACKLOG_DAYS: u64 = 30;
/// Everybody else within so many days of coming.
const ASKED_DAYS: u64 = 8;
/// Whoever asked for time, or was not understood, is asked once more after so many days.
const AGAIN_DAYS: i32 = 6;
/// In a thousand: those whom nobody asked.
const MISSED: u16 = 90;
/// A practice takes somebody on after so many days at most.
const TAKEN_ON_DAYS: u64 = 9;
/// The route over which the prison's records were read.
const ROUTE: &str = "dps";

/// Somebody whom the team sees on a day.
struct Visit {
    number: PrisonNumber,
    nhs: NhsNumber,
    /// As the prison and the clinical system have them on that day.
    record: Vec<u8>,
    patient: Vec<u8>,
    language: Language,
}

/// Who was asked by whom, and where it was written down.
struct Past {
    crossing: Arc<Crossing>,
    prison: PrisonCode,
    seed: u64,
}

/// Lives it, in a store that is new. Over a route that cannot be read beforehand nothing had happened.
pub(super) fn lives(
    (folder, config): (&Folder, &Config),
    (day, prison, seed): (&Day, &Prison, u64),
    national: &National,
) -> Result<(), Failed> {
    let code = PrisonCode::parse(PRISON)?;
    let rules = config.rules();
    if !rules.prison(code).is_some_and(|rules| rules.routes.iter().any(|route| route == ROUTE)) {
        return Ok(());
    }
    let visits = visits(day, prison, seed)?;
    let Some(first) = visits.keys().next() else { return Ok(()) };
    let clock = Arc::new(ManualClock::at(ten(*first)));
    let crossing = Arc::new(house::open(folder, config, Arc::clone(&clock) as Arc<dyn Clock>)?);
    go_live(&crossing, code)?;
    let past = Arc::new(Past { crossing, prison: code, seed });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut taken_on = Vec::new();
    for (date, seen) in visits {
        clock.set(ten(date));
        let said = runtime.block_on(past.asks(seen))?;
        taken_on.extend(said.into_iter().filter_map(|number| past.taken_on(number, date)));
    }
    taken_on.retain(|(at, _)| *at < day.dawn());
    national.had_happened(&taken_on);
    Ok(())
}

/// Ten in the morning.
fn ten(date: Date) -> Instant {
    london_midnight(date).plus_seconds(10 * 3_600)
}

/// Who is seen on which day.
fn visits(day: &Day, prison: &Prison, seed: u64) -> Result<BTreeMap<Date, Vec<Visit>>, Failed> {
    let today = day.dawn().london_date();
    let (began, ended) = (today.saturating_sub(BEGAN_DAYS.days()), today.saturating_sub(ENDED_DAYS.days()));
    let mut alike: BTreeMap<_, u32> = BTreeMap::new();
    for person in prison.people() {
        *alike.entry(named(person)).or_default() += 1;
    }
    let mut visits: BTreeMap<Date, Vec<Visit>> = BTreeMap::new();
    for (care, nhs) in day.numbered() {
        let Some(person) = care.prison_number.and_then(|number| prison.person(number)) else { continue };
        let Some(custody) = &person.custody else { continue };
        let mut dice = Dice::labelled(seed, &format!("asked {}", person.number.text()));
        if alike.get(&named(person)) != Some(&1) || !is_same(care, person) || dice.permille(MISSED) {
            continue;
        }
        let (from, within) =
            if custody.received < began { (began, BACKLOG_DAYS) } else { (custody.received, ASKED_DAYS) };
        let after = i64::try_from(1 + dice.below(within)).unwrap_or(1);
        let first = from.saturating_add(after.days());
        let language = person.language.as_ref().and_then(|(code, _)| Language::of_nomis(code));
        for date in [first, first.saturating_add(AGAIN_DAYS.days())].into_iter().filter(|date| *date <= ended)
        {
            visits.entry(date).or_default().push(Visit {
                number: person.number,
                nhs,
                record: serde_json::to_vec(&person.record(date))?,
                patient: serde_json::to_vec(&care.fhir())?,
                language: language.unwrap_or(Language::English),
            });
        }
    }
    Ok(visits)
}

fn named(person: &Person) -> (String, Date) {
    (person.name.family.text().to_lowercase(), person.born.date())
}

/// Both sides write the same of them: who it is asks nobody.
fn is_same(care: &CarePatient, person: &Person) -> bool {
    named(person) == (care.name.family.text().to_lowercase(), care.born.date())
}

impl Past {
    /// A day's conversations; who said yes, and was understood.
    async fn asks(self: &Arc<Self>, seen: Vec<Visit>) -> Result<Vec<NhsNumber>, Failed> {
        let mut talks = JoinSet::new();
        for visit in seen {
            let past = Arc::clone(self);
            talks.spawn(async move { past.asks_one(visit).await });
        }
        let mut said = Vec::new();
        for one in talks.join_all().await {
            said.extend(one?);
        }
        // In an order that no race decides.
        said.sort_unstable();
        Ok(said)
    }

    async fn asks_one(&self, visit: Visit) -> Result<Option<NhsNumber>, Failed> {
        let now = self.crossing.clock().now();
        let feed = Feed::parse(ROUTE).ok_or("no feed")?;
        let meta = Meta { asked: Some(now.micros()), ..Meta::default() };
        self.crossing.store().write(slice(&feed, visit.number, visit.record, &meta, None)).await?;
        let clinic =
            Caller { account: "systmone".to_owned(), role: Role::CareSystem, prison: Some(self.prison) };
        let meta = Meta { write: Some(WriteAsk::default()), caller: Some(clinic), ..Meta::default() };
        let written = self.crossing.store().write(envelope(&care_feed(), visit.patient, &meta, None)).await?;
        let Some(Outcome::Patient { id, .. }) = written.outcome else { return Ok(None) };
        let role = Role::ReceptionNurse;
        let account = "reception-nurse";
        let nurse =
            crate::commands::context(&self.crossing, account, role, role.purpose_usual(), Some(self.prison));
        let view = self.crossing.choice(&nurse, id).await?;
        let view = view.get();
        let decided = view.decided.is_some() && view.open.act_all_the_same.is_none();
        if decided || !view.open.against.is_empty() {
            return Ok(None);
        }
        let Some(talk) = team::talk(self.seed, visit.language, view, now) else { return Ok(None) };
        let check = team::check(self.seed, &talk.shown, view);
        let yes = talk.answer == Answer::Yes && talk.is_explained();
        let said = Said::Talk(Box::new(talk));
        let added = self.crossing.choice_act(&nurse, id, view.version, said).await?;
        if let (Some(check), Some(Outcome::Chosen { version })) = (check, &added.outcome) {
            self.crossing.choice_act(&nurse, id, *version, check).await?;
        }
        Ok((yes && matches!(added.outcome, Some(Outcome::Chosen { .. }))).then_some(visit.nhs))
    }

    /// The practice does what it was asked, unless the form got lost.
    fn taken_on(&self, number: NhsNumber, asked: Date) -> Option<(Instant, Act)> {
        let mut dice = Dice::labelled(self.seed, &format!("taken on {}", number.text()));
        let days = i64::try_from(2 + dice.below(TAKEN_ON_DAYS - 1)).unwrap_or(2);
        let practice = OdsCode::parse(PRISON_PRACTICE).ok().filter(|_| !is_form_lost(self.seed, number))?;
        Some((ten(asked.saturating_add(days.days())), Act::Register { number, practice }))
    }
}
