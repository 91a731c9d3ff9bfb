//! The plan: from what is known to the steps. Each way of leaving has its own; a death has none.

use super::dates::Release;
use super::step::{Key, Owner, Step};
use super::times::Times;
use super::way::{Stands, Way};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use vocab::code::LegalStatus;
use vocab::id::OdsCode;
use vocab::registration::{Registration, Told};

/// Whether there is something. Not knowing is not none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Has {
    /// There is.
    Some,
    /// Somebody looked, and there is none.
    None,
    /// Nobody has looked.
    NotKnown,
}

/// Whose patient somebody is, as PDS has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gp {
    /// A practice outside.
    Outside,
    /// A prison's.
    Prison,
    /// None.
    None,
    /// PDS keeps it back: the person is protected.
    Kept,
    /// PDS was never read, or has no record.
    NotKnown,
}

impl Gp {
    /// From what PDS says, and the practice codes of every prison that is known.
    #[must_use]
    pub fn of(registration: &Registration, prison_practices: &BTreeSet<OdsCode>) -> Self {
        let Some(pds) = &registration.pds else { return Self::NotKnown };
        match &pds.practice {
            // A practice that was known before the record was kept back is not spoken of any more.
            _ if pds.is_restricted => Self::Kept,
            Told::Kept => Self::Kept,
            Told::None => Self::None,
            Told::Is(practice) if prison_practices.contains(practice) => Self::Prison,
            Told::Is(_) => Self::Outside,
        }
    }
}

/// Whether the person agreed that the GP outside is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreed {
    /// Nobody has asked.
    NotAsked,
    /// Agreed.
    Yes,
    /// Did not.
    No,
}

/// What is known of somebody who will leave, or has left.
#[derive(Debug, Clone, Copy)]
pub struct Leaver {
    /// Whether they are here.
    pub stands: Stands,
    /// Reported dead, by either side: by PDS, or by the health record.
    pub died: bool,
    /// Legal status.
    pub legal_status: Option<LegalStatus>,
    /// The day of reception, or the day on which they were first seen.
    pub since: Date,
    /// The likely day of release; none where nothing was ever told.
    pub release: Option<Release>,
    /// Whose patient they are.
    pub gp: Gp,
    /// They have said which GP they want.
    pub gp_chosen: bool,
    /// Whether the GP outside may be told.
    pub may_tell_gp: Agreed,
    /// Medicines.
    pub medicines: Has,
    /// Treatment with the substance team.
    pub substance: Has,
    /// Appointments that are still to come.
    pub appointments: Has,
    /// The release day in the letter that a practice has, where one was sent and not taken back.
    pub letter_for: Option<Date>,
    /// Today, in London. It decides one thing only: whether a release day has gone by.
    pub today: Date,
}

/// What a plan is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Here, and no release day is known.
    NoDay,
    /// Here, and the release day that is known has gone by.
    DayGoneBy,
    /// Here, with a release day.
    Release,
    /// Here, and any court may release them.
    AnyDay,
    /// Here, and held for immigration.
    Immigration,
    /// Left.
    Left(Way),
    /// Nothing is to be done, and no reason is given.
    Stopped,
}

/// What is to be done for one person who leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What it is about.
    pub about: About,
    /// The steps, by the day by which they are to be done.
    pub steps: Vec<Step>,
    /// The leaving has not settled: it may be put right within minutes. What waits for that is not to be done yet.
    pub settled: bool,
}

impl Plan {
    /// The plan for somebody, as things are known now. The same knowledge gives the same plan, however it came about.
    #[must_use]
    pub fn of(leaver: &Leaver, times: &Times) -> Self {
        let mut draft = Draft { leaver, times, steps: BTreeMap::new() };
        let (about, settled) = match leaver.stands {
            _ if leaver.died => (About::Stopped, true),
            Stands::Nowhere | Stands::Left { way: Way::Died, .. } => (About::Stopped, true),
            Stands::Left { way, on, settled } => {
                draft.left(way, on);
                (About::Left(way), settled)
            }
            Stands::Here => (draft.here(), true),
        };
        let mut steps: Vec<Step> = draft.steps.into_values().collect();
        steps.sort_unstable();
        Self { about, steps, settled }
    }

    /// What can be done today: in the order of its days. What waits for a leaving to settle is not among it before.
    pub fn due(&self, today: Date) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.is_due(today) && !self.waits(step))
    }

    /// Whether a step waits until the leaving has settled.
    #[must_use]
    pub const fn waits(&self, step: &Step) -> bool {
        step.key.waits_to_settle() && !self.settled
    }

    /// The steps of one owner.
    pub fn of_owner(&self, owner: Owner) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.owner() == owner)
    }

    /// A step by its key.
    #[must_use]
    pub fn step(&self, key: Key) -> Option<&Step> {
        self.steps.iter().find(|step| step.key == key)
    }
}

/// What would tell somebody outside where a protected person is.
const OUTWARD: &[Key] = &[
    Key::AskToTellGp,
    Key::Letter,
    Key::LetterNewDay,
    Key::LetterTakeBack,
    Key::TellGp,
    Key::JoinGp,
    Key::Reconnect,
    Key::ReconnectAfter,
];

struct Draft<'a> {
    leaver: &'a Leaver,
    times: &'a Times,
    steps: BTreeMap<Key, Step>,
}

impl Draft<'_> {
    /// The first days that are given for a key stand.
    fn add(&mut self, key: Key, from: Date, by: Date) {
        let kept = self.leaver.gp == Gp::Kept && OUTWARD.contains(&key);
        let key = if kept { Key::AskHead } else { key };
        self.steps.entry(key).or_insert(Step { by, from: from.min(by), key });
    }

    fn add_if(&mut self, wanted: bool, key: Key, from: Date, by: Date) {
        if wanted {
            self.add(key, from, by);
        }
    }

    fn here(&mut self) -> About {
        let leaver = self.leaver;
        if leaver.legal_status == Some(LegalStatus::ImmigrationDetainee) {
            self.take_letter_back(leaver.release.map(|release| release.told));
            self.ready();
            return About::Immigration;
        }
        let any_day =
            matches!(leaver.legal_status, Some(LegalStatus::Remand | LegalStatus::ConvictedUnsentenced));
        if any_day {
            self.ready();
            self.choosing(leaver.since, self.ready_by());
        }
        let Some(release) = leaver.release else {
            self.take_letter_back(None);
            return if any_day { About::AnyDay } else { About::NoDay };
        };
        match release.day {
            Some(day) if day >= leaver.today => {
                self.before(day, release.told);
                About::Release
            }
            Some(gone) => {
                let next = later(gone, 1);
                self.add(Key::AskDay, next, next);
                self.take_letter_back(Some(next));
                About::DayGoneBy
            }
            None => {
                self.take_letter_back(Some(release.told));
                if any_day { About::AnyDay } else { About::NoDay }
            }
        }
    }

    fn ready_by(&self) -> Date {
        later(self.leaver.since, self.times.ready.days)
    }

    /// For whoever may be gone tonight.
    fn ready(&mut self) {
        let (from, by) = (self.leaver.since, self.ready_by());
        self.add(Key::KeepReady, from, by);
        self.add_if(self.leaver.medicines == Has::NotKnown, Key::FindMedicines, from, by);
        self.add_if(self.leaver.substance == Has::NotKnown, Key::FindSubstance, from, by);
    }

    fn choosing(&mut self, from: Date, by: Date) {
        let leaver = self.leaver;
        self.add_if(!leaver.gp_chosen, Key::ChooseGp, from, by);
        self.add_if(leaver.may_tell_gp == Agreed::NotAsked, Key::AskToTellGp, from, by);
        self.add(Key::OwnCopy, from, by);
    }

    /// Before a release whose day is known. What was told at short notice is not late before it could be known.
    fn before(&mut self, day: Date, told: Date) {
        let (leaver, times) = (self.leaver, self.times);
        let from = |days: i32| later(day, -days);
        let by = |days: i32| later(day, -days).max(told).min(day);
        let (plan, letter) = (from(times.plan.days), from(times.letter.days));
        let week = from(times.medicines.days);
        self.add_if(!leaver.gp_chosen, Key::ChooseGp, plan, by(times.letter.days));
        self.add_if(leaver.may_tell_gp == Agreed::NotAsked, Key::AskToTellGp, plan, by(times.letter.days));
        self.add(Key::Reconnect, plan, by(times.letter.days));
        match leaver.letter_for {
            Some(in_letter) if in_letter != day => self.add(Key::LetterNewDay, told, told),
            None if leaver.may_tell_gp == Agreed::Yes && leaver.gp_chosen => {
                self.add(Key::Letter, letter, by(times.letter_by.days));
            }
            _ => {}
        }
        self.add(Key::OwnCopy, letter, day);
        self.add_if(leaver.medicines == Has::NotKnown, Key::FindMedicines, letter, by(times.medicines.days));
        self.add_if(leaver.medicines != Has::None, Key::MedicinesOut, week, day);
        self.add_if(leaver.substance == Has::NotKnown, Key::FindSubstance, letter, by(times.medicines.days));
        self.add_if(leaver.substance == Has::Some, Key::SubstanceHandover, letter, day);
        self.add_if(leaver.appointments != Has::None, Key::Appointments, letter, day);
        self.add(Key::Summary, week, day);
        self.add(Key::Pack, week, day);
    }

    /// As soon as it was known, and before the day in the letter: on that the practice registers somebody.
    fn take_letter_back(&mut self, known: Option<Date>) {
        let Some(in_letter) = self.leaver.letter_for else { return };
        let by = known.map_or(in_letter, |known| known.min(in_letter));
        self.add(Key::LetterTakeBack, by, by);
    }

    fn left(&mut self, way: Way, on: Date) {
        match way {
            Way::Released | Way::ReleasedByCourt => return self.released(way, on),
            Way::NotUnderstood => return self.add(Key::AskWhat, on, on),
            Way::Died => return,
            Way::Transferred => return self.add(Key::HandoverPrison, on, on),
            Way::Hospital => self.add(Key::HandoverHospital, on, on),
            Way::Immigration => {
                self.add(Key::HandoverImmigration, on, on);
                self.add_if(self.leaver.medicines != Has::None, Key::LeftWithout, on, on);
            }
            Way::RemovedFromCountry => self.add(Key::HandoverAbroad, on, on),
            Way::Escaped => self.add(Key::Escaped, on, on),
        }
        self.take_letter_back(Some(on));
        self.confirm(on);
    }

    /// What a nurse confirms once it has settled.
    fn confirm(&mut self, on: Date) {
        let on_list = self.leaver.medicines != Has::None || self.leaver.substance != Has::None;
        self.add_if(on_list, Key::MedicineList, on, on);
        self.add_if(self.leaver.appointments != Has::None, Key::Clinics, on, on);
    }

    fn released(&mut self, way: Way, on: Date) {
        let (leaver, times) = (self.leaver, self.times);
        let foreseen = way == Way::Released && leaver.release.is_some_and(|release| release.day == Some(on));
        self.add(Key::PackHanded, on, on);
        let treated = leaver.medicines != Has::None || leaver.substance != Has::None;
        self.add_if(treated, Key::LeftWithout, on, on);
        if !foreseen {
            self.add_if(leaver.substance != Has::None, Key::FindLeaver, on, on);
            self.add_if(treated, Key::Bridging, on, on);
            self.add(Key::Summary, on, on);
            self.add_if(leaver.appointments != Has::None, Key::Appointments, on, on);
        }
        let refer_by = if foreseen { later(on, times.reconnect_after.days) } else { on };
        self.add(Key::ReconnectAfter, on, refer_by);
        let knows = leaver.gp == Gp::Outside || leaver.letter_for.is_some();
        let told = leaver.may_tell_gp == Agreed::Yes && (knows || leaver.gp == Gp::Kept);
        self.add_if(told, Key::TellGp, on, on);
        self.add_if(leaver.letter_for.is_some_and(|day| day != on), Key::LetterNewDay, on, on);
        self.add_if(leaver.gp != Gp::Outside, Key::JoinGp, on, on);
        self.confirm(on);
    }
}

fn later(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}
