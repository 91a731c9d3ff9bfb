//! One person's plan, in words: how and when they leave and who says so, each step with its owner, its days and what
//! became of it, and what fell away.

use super::{Leaving, Made};
use crate::disclose::registered::situation;
use crate::disclose::search::day as day_words;
use crate::disclose::{Ages, Desk, PersonHead, Result};
use crate::reconcile::leaving::{done, is_done};
use jiff::civil::Date;
use policy::Kind;
use registration::leaving::{About as Of, Change, Leaver, Plan, Stands, Step, Times, answer_words, answers};
use registration::permission;
use serde::Serialize;
use vocab::Instant;
use vocab::crossing::Mode;
use vocab::id::PatientId;
use vocab::prison::{Custody, ReleaseTold};
use vocab::registration::{Answer, Choice, DoneStep, LeavingStep, Situation, StepDone, ToldTo};

/// What is to be done for one patient who leaves or has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeavingPlan {
    /// Whose.
    pub patient: PatientId,
    /// Who that is, and where.
    pub head: PersonHead,
    /// How old it is that they are where they are.
    pub ages: Ages,
    /// The version, to be named by whoever writes down what became of a step.
    pub version: u32,
    /// How far this part is switched on: only where it is live is anything written down.
    pub mode: Mode,
    /// How, on which day, and who said so; none where nothing is planned.
    pub way: Option<WayView>,
    /// Why nothing is planned, in words. No reason is given where there is none to be given.
    pub none: Option<&'static str>,
    /// What is to be done, by its last day. A caller who may not know the day sees what can be done now.
    pub steps: Vec<StepView>,
    /// What fell away, and why.
    pub fallen: Vec<FallenView>,
    /// What was written down in this custody and is not to be done again, newest first.
    pub done: Vec<DoneView>,
    /// Whether the GP outside may be told, in words.
    pub may_tell: String,
    /// What the caller may record of whether the GP outside may be told; none where they may record nothing.
    pub asks: Option<AsksToTell>,
    /// The pack and the letter may be looked at.
    pub papers: bool,
}

/// What a line about telling the GP outside names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AsksToTell {
    /// The version of what the patient chose.
    pub version: u32,
    /// For whom a wording is true.
    pub situation: Situation,
}

/// How somebody leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WayView {
    /// The way: `Likely to be released`, `Released by a court, without notice`.
    pub words: &'static str,
    /// The day, where one is known and the caller may know it.
    pub day: Option<Date>,
    /// Who said so, and when.
    pub source: String,
    /// False where they are reported to have left and it has not settled.
    pub settled: bool,
    /// When the prison's record of it was last read.
    pub checked: Option<Instant>,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum StepState {
    /// It can be done.
    Open,
    /// Its first day is still to come.
    Later,
    /// It cannot be undone, and waits until the leaving has settled.
    WaitsToSettle,
    /// Something was written down.
    Done,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// Which.
    pub key: LeavingStep,
    /// What to do.
    pub words: &'static str,
    /// Whose work it is.
    pub owner: &'static str,
    /// From which day, where the caller may know it.
    pub from: Option<Date>,
    /// By which day, where the caller may know it.
    pub by: Option<Date>,
    /// How it stands.
    pub state: StepState,
    /// How late it is, in words.
    pub late: Option<String>,
    /// What became of it.
    pub done: Option<DoneView>,
    /// What may be written down now.
    pub answers: Vec<(StepDone, &'static str)>,
}

/// What was written down of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoneView {
    /// Which.
    pub key: LeavingStep,
    /// What was to be done.
    pub words: &'static str,
    /// What became of it.
    pub what: &'static str,
    /// By which account.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// A step that fell away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FallenView {
    /// What was to be done.
    pub words: &'static str,
    /// Why it is no more.
    pub why: &'static str,
}

const IN_DOUBT: &str = "Who this patient is was shaken: nothing is planned until somebody has said who they are. What \
                        was asked for before still stands among the tasks.";

/// Also said of somebody who died: no reason is given.
const NOTHING: &str = "Nothing is to be done.";

const DAY_NOT_SHOWN: &str = "When they leave is not shown here: ask the discharge nurse.";

pub(super) fn view(desk: &mut Desk<'_>, patient: PatientId) -> Result<LeavingPlan> {
    let leaving = Leaving::of(desk, patient)?;
    let today = desk.ctx.now.london_date();
    let stopped = leaving.plan().is_none_or(|plan| plan.about == Of::Stopped);
    let none = match leaving.made {
        Made::InDoubt => Some(IN_DOUBT),
        _ => stopped.then_some(NOTHING),
    };
    let shown = !stopped;
    let followed = leaving.now.followed.as_ref();
    let records = desk.rule(Kind::RegistrationRecord, leaving.about.circumstances).lets_out();
    // The engine records nothing of somebody who is not here.
    let is_here = followed.is_some_and(|followed| followed.left.is_none());
    let asks = (shown && records && is_here).then(|| AsksToTell {
        version: leaving.choice.version,
        situation: situation(desk, Some(&leaving.now)),
    });
    Ok(LeavingPlan {
        patient,
        head: leaving.head(desk)?,
        ages: leaving.ages(desk)?,
        version: leaving.now.version,
        mode: followed.map_or(Mode::Off, |followed| followed.mode),
        way: leaving.way(),
        none,
        steps: leaving.steps(today),
        fallen: if shown { leaving.fallen() } else { Vec::new() },
        done: if shown { leaving.done_before() } else { Vec::new() },
        may_tell: may_tell(&leaving.choice).to_owned(),
        asks,
        papers: shown && leaving.sees_day,
    })
}

/// Whether the GP outside may be told, as somebody reads it beside the plan.
const fn answered(answer: Option<Answer>) -> &'static str {
    match answer {
        None => "Not asked. Nothing is sent without a yes.",
        Some(Answer::Yes) => "Yes, the GP outside may be told.",
        Some(Answer::No) => "No. The GP outside is told nothing.",
        Some(Answer::NotNow) => "Not now. Nothing is sent without a yes.",
        Some(Answer::CouldNotSay) => "Could not say. Nothing is sent without a yes.",
    }
}

pub(super) fn may_tell(choice: &Choice) -> &'static str {
    answered(permission::of(choice, ToldTo::CommunityGp).map(|(_, answer)| answer))
}

impl Leaving {
    /// Whether the day may be shown: of whoever has left it is no secret any more.
    fn shows_day(&self) -> bool {
        self.sees_day || self.plan().is_some_and(|plan| matches!(plan.about, Of::Left(_)))
    }

    pub(super) fn way(&self) -> Option<WayView> {
        let Made::Plan(made) = &self.made else { return None };
        let (leaver, plan) = &**made;
        let checked = self.about.person.as_ref().and_then(|person| person.custody.checked);
        let of =
            |words, day, source: String| Some(WayView { words, day, source, settled: plan.settled, checked });
        if plan.about == Of::Stopped {
            return None;
        }
        if !self.shows_day() {
            return of("Here", None, DAY_NOT_SHOWN.to_owned());
        }
        let told = self.custody().and_then(|custody| custody.release);
        let source = told.as_ref().map_or_else(|| "The prison has told no day.".to_owned(), told_words);
        let day = leaver.release.and_then(|release| release.day);
        match plan.about {
            Of::Release => of("Likely to be released", day, source),
            Of::DayGoneBy => of("The release day has gone by, and the patient is here", day, source),
            Of::AnyDay => of("May leave any day: a court may release them", None, source),
            Of::NoDay => of("No release day is known", None, source),
            Of::Immigration => of("Held for immigration", day, source),
            Of::Left(way) => {
                let reported = self.custody().map_or_else(String::new, reported);
                of(way.words(), left_on(leaver), reported)
            }
            Of::Stopped => None,
        }
    }

    /// The steps of the plan. Whoever may not know the day is shown what can be done now, and no day.
    pub(super) fn steps(&self, today: Date) -> Vec<StepView> {
        let Some(plan) = self.plan() else { return Vec::new() };
        let shows_day = self.shows_day();
        let steps = plan.steps.iter().filter(|step| shows_day || step.by <= today);
        steps.map(|step| self.step(plan, step, today, shows_day)).collect()
    }

    fn step(&self, plan: &Plan, step: &Step, today: Date, shows_day: bool) -> StepView {
        let last = done(&self.now, step.key).filter(|_| is_done(&self.now, step.key)).and_then(done_view);
        let state = match () {
            () if last.is_some() => StepState::Done,
            () if plan.waits(step) => StepState::WaitsToSettle,
            () if !step.is_due(today) => StepState::Later,
            () => StepState::Open,
        };
        let may = self.is_live() && matches!(state, StepState::Open | StepState::Later);
        let is_late = state == StepState::Open && step.is_late(today) && shows_day;
        StepView {
            key: step.key,
            words: step.key.words(),
            owner: step.owner().words(),
            from: shows_day.then_some(step.from),
            by: shows_day.then_some(step.by),
            state,
            late: is_late.then(|| late(plan, (today - step.by).get_days())),
            done: last,
            answers: if may { answers(step.key).to_vec() } else { Vec::new() },
        }
    }

    /// What was written down in this custody of steps that the plan does not have any more.
    fn done_before(&self) -> Vec<DoneView> {
        let Some(stay) = self.now.followed.as_ref().map(|followed| followed.stay) else { return Vec::new() };
        let plan = self.plan();
        let in_plan = |step| plan.is_some_and(|plan| plan.step(step).is_some()) && is_done(&self.now, step);
        let of_stay = self.now.leaving_done.iter().rev().filter(|done| done.stay == stay);
        of_stay.filter(|done| !in_plan(done.step)).filter_map(done_view).collect()
    }

    /// What there was to do before they left, or before their day went by, and is no more. Of a day that was taken away
    /// nobody knows what hung on it; that it was is said beside the way.
    fn fallen(&self) -> Vec<FallenView> {
        let Made::Plan(made) = &self.made else { return Vec::new() };
        let (leaver, now) = &**made;
        if !self.shows_day() {
            return Vec::new();
        }
        let before = match (now.about, leaver.stands, leaver.release.and_then(|release| release.day)) {
            (Of::Left(_), Stands::Left { on, .. }, _) => {
                Leaver { stands: Stands::Here, today: on, ..*leaver }
            }
            (Of::DayGoneBy, _, Some(gone)) => Leaver { today: gone, ..*leaver },
            _ => return Vec::new(),
        };
        let change = Change::between(&Plan::of(&before, &Times::default()), now);
        let open = change.fallen.into_iter().filter(|fallen| !is_done(&self.now, fallen.step.key));
        let view = |fallen: registration::leaving::Fallen| {
            Some(FallenView { words: fallen.step.key.words(), why: fallen.why?.words() })
        };
        open.filter_map(view).collect()
    }
}

pub(super) fn left_on(leaver: &Leaver) -> Option<Date> {
    match leaver.stands {
        Stands::Left { on, .. } => Some(on),
        Stands::Here | Stands::Nowhere => None,
    }
}

/// `Told by the prison on 3 Nov, calculated: nobody has approved it.`
fn told_words(told: &ReleaseTold) -> String {
    let on = day_words(told.told);
    match told.day {
        None => format!(
            "The release day was taken away, told by the prison on {on}. What hung on it is no longer asked for."
        ),
        Some(day) if day.confirmed => format!("Told by the prison on {on}, approved there."),
        Some(_) => format!("Told by the prison on {on}, calculated: nobody has approved it."),
    }
}

/// `Reported by the prison 12 Nov 15:10, not settled.`
fn reported(custody: &Custody) -> String {
    let since = custody.reported.since;
    let settled = if custody.is_settled() { "settled" } else { "not settled" };
    format!("Reported by the prison {} {}, {settled}.", day_words(since.london_date()), since.london_hm())
}

/// Of whoever may leave any day no day was missed: what is not done is not ready, however long that is so.
fn late(plan: &Plan, days: i32) -> String {
    match (plan.about, days) {
        (Of::AnyDay | Of::Immigration | Of::NoDay, _) => "Not ready".to_owned(),
        (_, 1) => "1 day late".to_owned(),
        (_, days) => format!("{days} days late"),
    }
}

/// Nothing is shown of what no button could have written.
fn done_view(done: &DoneStep) -> Option<DoneView> {
    Some(DoneView {
        key: done.step,
        words: done.step.words(),
        what: answer_words(done.step, done.done)?,
        by: done.by.clone(),
        at: done.at,
    })
}
