//! Who leaves: the list of a prison, and one patient's plan with what became of each step.
//!
//! It promises: a day stands with who told it and when; late is said in words; whoever is counted and not shown is said
//! to be; what fell away is said with its reason, and of a death nothing is said at all.

use super::{Answer, not_done, not_shown, patient_of};
use crate::answer::Page;
use crate::fault::Fault;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use crate::talk::shown;
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect};
use crossing::disclose::Colour;
use crossing::disclose::choice::wordings;
use crossing::disclose::leaving::{LeavingList, LeavingPlan, LeavingRow, PAGE, StepState, StepView, WayView};
use jiff::civil::Date;
use registration::wording::Language;
use vocab::crossing::{Mode, Role};
use vocab::id::PatientId;
use vocab::registration::{Answer as Said, LeavingStep, Said as Line, Situation, StepDone, ToldTo};

const WHY_NEVER: &str =
    "Days move and steps are done: on paper it would be wrong by noon. What goes out is printed apart.";

/// The list.
#[derive(Template)]
#[template(path = "pages/leaving.html")]
pub struct LeavingPage<'a> {
    frame: Frame,
    list: &'a LeavingList,
}

impl<'a> LeavingPage<'a> {
    fn new(frame: Frame, list: &'a LeavingList) -> Self {
        Self { frame: frame.at("/leaving").never_printed(WHY_NEVER), list }
    }

    const fn mode_words(&self) -> Option<&'static str> {
        match self.list.mode {
            Mode::Off => Some("Switched off in this prison: nobody's leaving is planned here."),
            Mode::Shadow => Some(
                "On trial in this prison: the plans are shown, nobody is asked for anything and nothing is written down.",
            ),
            Mode::Live => None,
        }
    }

    const fn all(&self) -> usize {
        self.list.soon + self.list.any_day + self.list.left
    }

    /// Why nobody is on it, and whether that is good.
    fn empty(&self) -> (&'static str, bool) {
        let fresh = self.frame.ages.as_ref().is_some_and(|ages| ages.colour == Colour::Fresh);
        match self.list.mode {
            Mode::Off => ("Nobody: it is switched off. Somebody may be leaving all the same.", false),
            _ if self.list.in_doubt > 0 => ("Nobody of whom we are sure who they are.", false),
            _ if fresh => (
                "Nobody whose release we know of is within 12 weeks, and for nobody who left is anything to be done.",
                true,
            ),
            _ => (
                "Nobody that we know of. News from the prison is old: somebody may have a day, or have left.",
                false,
            ),
        }
    }

    /// Those of this page whom this role is not shown.
    fn kept(&self) -> usize {
        not_shown(self.all(), (self.list.page.0, PAGE), self.list.rows.len())
    }

    /// What can be done now, or is late; the rest is counted.
    fn now(row: &LeavingRow) -> Vec<&StepView> {
        row.steps.iter().filter(|step| step.state == StepState::Open).collect()
    }

    /// The step whose last day is the nearest.
    fn first(row: &LeavingRow) -> Option<&StepView> {
        Self::now(row).into_iter().min_by_key(|step| step.by)
    }

    /// How much each has to do now: `discharge nurse 4, pharmacy 1`.
    fn owners(row: &LeavingRow) -> String {
        let mut owners: Vec<(&str, usize)> = Vec::new();
        for step in Self::now(row) {
            match owners.iter_mut().find(|(owner, _)| *owner == step.owner) {
                Some((_, count)) => *count += 1,
                None => owners.push((step.owner, 1)),
            }
        }
        owners.iter().map(|(owner, count)| format!("{owner} {count}")).collect::<Vec<_>>().join(", ")
    }

    fn later(row: &LeavingRow) -> usize {
        row.steps.len() - Self::now(row).len()
    }
}

/// One patient's plan.
#[derive(Template)]
#[template(path = "pages/leaving_plan.html")]
pub struct PlanPage<'a> {
    frame: Frame,
    plan: &'a LeavingPlan,
    refused: Vec<String>,
    done: bool,
}

impl<'a> PlanPage<'a> {
    fn new(frame: Frame, plan: &'a LeavingPlan) -> Self {
        let frame = frame.at("/leaving").above(&plan.ages).never_printed(WHY_NEVER);
        Self { frame, plan, refused: Vec::new(), done: false }
    }

    fn to_do(&self) -> Vec<&StepView> {
        self.plan.steps.iter().filter(|step| step.done.is_none()).collect()
    }

    /// What is asked, in English: the sheet has it in the patient's language.
    fn tell_question() -> &'static str {
        wordings().map_or("", |all| all.get(Language::English, Situation::NotKnown).leaving.tell.as_str())
    }

    /// What was written down: of this plan, and of one that is no more.
    fn written(&self) -> Vec<&crossing::disclose::leaving::DoneView> {
        let of_plan = self.plan.steps.iter().filter_map(|step| step.done.as_ref());
        let mut all: Vec<_> = of_plan.chain(&self.plan.done).collect();
        all.sort_by_key(|done| std::cmp::Reverse(done.at));
        all
    }

    const fn mode_words(&self) -> Option<&'static str> {
        match self.plan.mode {
            Mode::Off => Some("Switched off in this prison: nothing is planned."),
            Mode::Shadow => {
                Some("On trial in this prison: nobody is asked for anything, and nothing is written down.")
            }
            Mode::Live => None,
        }
    }

    /// Where a step has a page of its own.
    fn paper(step: &StepView) -> Option<(&'static str, &'static str)> {
        match step.key {
            LeavingStep::Letter | LeavingStep::LetterNewDay | LeavingStep::LetterTakeBack => {
                Some(("letter", "The letter"))
            }
            LeavingStep::Pack | LeavingStep::PackHanded => Some(("pack", "The pack")),
            _ => None,
        }
    }

    /// What the patient says of it is written down further below.
    const fn is_told_below(step: &StepView) -> bool {
        matches!(step.key, LeavingStep::AskToTellGp)
    }

    fn languages() -> Vec<(&'static str, &'static str)> {
        Language::ALL.iter().map(|language| (language.tag(), language.english_name())).collect()
    }
}

/// `Sun 20 Dec`, or that none is known.
pub(crate) fn way_day(way: &WayView) -> String {
    way.day.map_or_else(String::new, crate::words::day)
}

/// How a step stands, and its colour.
pub(crate) fn state(step: &StepView) -> (String, &'static str) {
    match (&step.late, step.state) {
        (Some(late), _) => (late.clone(), "red"),
        (None, StepState::Open) => ("To do".to_owned(), "blue"),
        (None, StepState::Later) => ("Not yet".to_owned(), "grey"),
        (None, StepState::WaitsToSettle) => ("Waits until it has settled".to_owned(), "yellow"),
        (None, StepState::Done) => ("Written down".to_owned(), "green"),
    }
}

/// `by Sun 20 Dec`, `from Sun 22 Nov, by Sun 20 Dec`.
pub(crate) fn days(step: &StepView, today: Date) -> String {
    let day = |date| crate::words::day_near(date, today);
    match (step.state, step.from, step.by) {
        (StepState::Later, Some(from), Some(by)) => {
            format!("from {}, by {}", day(from), day(by))
        }
        (_, _, Some(by)) => format!("by {}", day(by)),
        _ => "now".to_owned(),
    }
}

/// `GET /leaving`.
pub async fn list(at: At, uri: Uri) -> Answer {
    let page = Fields::of_query(&uri).get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let list = at.state.crossing.leaving_list(&at.context(), page).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(LeavingPage::new(at.frame(), list.get())).into_response())
}

async fn page(at: &At, patient: PatientId, refused: Vec<String>, done: bool) -> Answer {
    let plan = at.state.crossing.leaving_plan(&at.context(), patient).await.map_err(|e| at.fault(e))?;
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let page = PlanPage { refused, done, ..PlanPage::new(at.frame(), plan.get()) };
    Ok(Page(status, page).into_response())
}

/// `GET /patient/{id}/leaving`.
pub async fn open(at: At, Path(id): Path<String>, uri: Uri) -> Answer {
    let done = Fields::of_query(&uri).get("done").is_some();
    page(&at, patient_of(&at, &id)?, Vec::new(), done).await
}

const NOT_WHOLE: &str = "the form is not whole: open the page again";

/// `POST /patient/{id}/leaving/step`: what became of a step. The version is that of the plan that was looked at.
pub async fn step(Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let patient = patient_of(&at, &id)?;
    let version = fields.get("version").and_then(|version| version.parse().ok());
    let step = fields.get("step").and_then(LeavingStep::parse);
    let done = fields.get("done").and_then(StepDone::parse);
    let (Some(version), Some(step), Some(done)) = (version, step, done) else {
        return page(&at, patient, vec![NOT_WHOLE.to_owned()], false).await;
    };
    let written = at.state.crossing.leaving_step(&at.context(), (patient, version), step, done).await;
    let written = written.map_err(|e| at.fault(e))?;
    answered(&at, patient, written.outcome.as_ref().and_then(not_done::reasons)).await
}

/// `POST /patient/{id}/leaving/tell`: whether the GP outside may be told, as the patient said.
pub async fn tell(Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let patient = patient_of(&at, &id)?;
    let plan = at.state.crossing.leaving_plan(&at.context(), patient).await.map_err(|e| at.fault(e))?;
    let Some(asks) = plan.get().asks else { return Err(at.refuse(Fault::NotFound)) };
    let version = fields.get("version").and_then(|version| version.parse().ok());
    let language = fields.get("language").and_then(Language::of_tag);
    let answer = fields.get("answer").and_then(Said::parse);
    let (Some(version), Some(answer), Some(all)) = (version, answer, wordings()) else {
        return page(&at, patient, vec![NOT_WHOLE.to_owned()], false).await;
    };
    let Some(language) = language else {
        return page(&at, patient, vec!["choose the language in which you asked".to_owned()], false).await;
    };
    let shown = shown(all.get(language, asks.situation));
    let said = Line::Tell { whom: ToldTo::CommunityGp, answer, shown };
    let written = at.state.crossing.choice_act(&at.context(), patient, version, said).await;
    let written = written.map_err(|e| at.fault(e))?;
    answered(&at, patient, written.outcome.as_ref().and_then(not_done::reasons)).await
}

async fn answered(at: &At, patient: PatientId, refused: Option<Vec<String>>) -> Answer {
    match refused {
        Some(why) => page(at, patient, why, false).await,
        None => Ok(Redirect::to(&format!("/patient/{patient}/leaving?done=1")).into_response()),
    }
}

impl Sample for LeavingPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::DischargeNurse;
        let (list, empty, off, trial) = (samples::list(), samples::empty(), samples::off(), samples::trial());
        show.page("list", role, &LeavingPage::new(show.frame(role), &list));
        show.page("empty", role, &LeavingPage::new(show.frame(role), &empty));
        show.page("off", role, &LeavingPage::new(show.frame(role), &off));
        show.page("trial", role, &LeavingPage::new(show.frame(role), &trial));
    }
}

impl Sample for PlanPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::DischargeNurse;
        let (soon, left, nothing, doubt, hidden) =
            (samples::soon(), samples::left(), samples::nothing(), samples::doubt(), samples::hidden());
        let nurse = show.frame(role);
        show.page("likely", role, &PlanPage::new(nurse.clone(), &soon));
        let done = PlanPage { done: true, ..PlanPage::new(nurse.clone(), &left) };
        show.page("left-not-settled", role, &done);
        let why = vec![
            "Someone else changed this while you looked. Look again: it is shown as it now stands."
                .to_owned(),
        ];
        show.page("refused", role, &PlanPage { refused: why, ..PlanPage::new(nurse.clone(), &soon) });
        show.page("nothing", role, &PlanPage::new(nurse.clone(), &nothing));
        show.page("in-doubt", role, &PlanPage::new(nurse, &doubt));
        let clinician = Role::Clinician;
        show.page("no-day", clinician, &PlanPage::new(show.frame(clinician), &hidden));
    }
}

mod samples;
