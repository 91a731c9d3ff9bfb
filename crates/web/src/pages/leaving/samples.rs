//! People of the samples who leave.

use crate::sample::{NOW, ages, at, ids};
use crossing::disclose::Colour;
use crossing::disclose::leaving::{
    AsksToTell, DoneView, FallenView, LeavingList, LeavingPlan, LeavingRow, StepState, StepView, WayView,
};
use crossing::disclose::person::{PersonHead, Place};
use jiff::civil::{Date, date};
use registration::leaving::answers;
use vocab::crossing::Mode;
use vocab::registration::{LeavingStep as Step, Situation};

fn head(n: u8, name: &str, number: &str, gone: bool) -> PersonHead {
    let words = if gone { "left" } else { "in prison" };
    PersonHead {
        person: Some(ids::person(n)),
        patient: Some(ids::patient(n)),
        name: Some(name.to_owned()),
        age: Some(34),
        number: Some(number.to_owned()),
        nhs: Some("999 011 0689".to_owned()),
        cell: (!gone).then(|| "C-2-11".to_owned()),
        place: Place { words: words.to_owned(), settled: !gone, since: Some(at(6, 52)), here: !gone, gone },
    }
}

fn step(key: Step, state: StepState, (from, by): (Date, Date)) -> StepView {
    let may = matches!(state, StepState::Open | StepState::Later);
    StepView {
        key,
        words: key.words(),
        owner: key.owner().words(),
        from: Some(from),
        by: Some(by),
        state,
        late: None,
        done: None,
        answers: if may { answers(key).to_vec() } else { Vec::new() },
    }
}

fn done(key: Step, what: &'static str) -> DoneView {
    DoneView { key, words: key.words(), what, by: "d.reyes".to_owned(), at: at(7, 12) }
}

fn likely() -> WayView {
    WayView {
        words: "Likely to be released",
        day: Some(date(2026, 12, 20)),
        source: "Told by the prison on 5 Nov, calculated: nobody has approved it.".to_owned(),
        settled: true,
        checked: Some(at(7, 41)),
    }
}

fn gone() -> WayView {
    WayView {
        words: "Released by a court, without notice",
        day: Some(date(2026, 11, 11)),
        source: "Reported by the prison 11 Nov 15:10, not settled.".to_owned(),
        settled: false,
        checked: Some(at(7, 41)),
    }
}

pub(super) fn soon() -> LeavingPlan {
    let month = (date(2026, 11, 22), date(2026, 12, 20));
    let late = StepView {
        late: Some("2 days late".to_owned()),
        ..step(Step::FindMedicines, StepState::Open, (date(2026, 11, 3), date(2026, 11, 10)))
    };
    let told = StepView {
        done: Some(done(Step::OwnCopy, "Done")),
        answers: Vec::new(),
        ..step(Step::OwnCopy, StepState::Done, month)
    };
    LeavingPlan {
        patient: ids::patient(1),
        head: head(1, "ILIC, Marija", "A8100KB", false),
        ages: ages(Colour::Fresh),
        version: 7,
        mode: Mode::Live,
        way: Some(likely()),
        none: None,
        steps: vec![
            late,
            step(Step::AskToTellGp, StepState::Open, (date(2026, 9, 27), date(2026, 11, 22))),
            step(Step::Letter, StepState::Later, (date(2026, 11, 22), date(2026, 12, 6))),
            told,
            step(Step::Pack, StepState::Later, (date(2026, 12, 13), date(2026, 12, 20))),
        ],
        fallen: Vec::new(),
        done: vec![done(Step::ChooseGp, "Done")],
        may_tell: "Not asked. Nothing is sent without a yes.".to_owned(),
        asks: Some(AsksToTell { version: 3, situation: Situation::HasGp }),
        papers: true,
    }
}

pub(super) fn left() -> LeavingPlan {
    let day = (date(2026, 11, 11), date(2026, 11, 11));
    let without = StepView {
        done: Some(done(Step::LeftWithout, "Left without medicines")),
        answers: Vec::new(),
        ..step(Step::LeftWithout, StepState::Done, day)
    };
    let late = |key| StepView { late: Some("1 day late".to_owned()), ..step(key, StepState::Open, day) };
    let why = "The patient has left.";
    LeavingPlan {
        patient: ids::patient(2),
        head: head(2, "SHAW, Joseph", "A4711KX", true),
        way: Some(gone()),
        steps: vec![
            late(Step::FindLeaver),
            late(Step::PackHanded),
            without,
            step(Step::MedicineList, StepState::WaitsToSettle, day),
        ],
        fallen: vec![FallenView { words: Step::KeepReady.words(), why }],
        done: Vec::new(),
        may_tell: "Yes, the GP outside may be told.".to_owned(),
        asks: None,
        ..soon()
    }
}

fn without_plan(none: &'static str) -> LeavingPlan {
    LeavingPlan {
        way: None,
        none: Some(none),
        steps: Vec::new(),
        done: Vec::new(),
        asks: None,
        papers: false,
        ..soon()
    }
}

pub(super) fn nothing() -> LeavingPlan {
    let of = without_plan("Nothing is to be done.");
    let place = Place { words: "not here today".to_owned(), settled: true, ..of.head.place.clone() };
    LeavingPlan { head: PersonHead { cell: None, place, ..of.head.clone() }, ..of }
}

pub(super) fn doubt() -> LeavingPlan {
    without_plan(
        "Who this patient is was shaken: nothing is planned until somebody has said who they are. What was asked for before still stands among the tasks.",
    )
}

pub(super) fn hidden() -> LeavingPlan {
    let way = WayView {
        words: "Here",
        day: None,
        source: "When they leave is not shown here: ask the discharge nurse.".to_owned(),
        ..likely()
    };
    let open = |key| StepView {
        from: None,
        by: None,
        ..step(key, StepState::Open, (date(2026, 11, 3), date(2026, 11, 10)))
    };
    LeavingPlan {
        way: Some(way),
        steps: vec![open(Step::FindMedicines), open(Step::FindSubstance)],
        done: Vec::new(),
        papers: false,
        ..soon()
    }
}

fn row(plan: LeavingPlan) -> LeavingRow {
    let LeavingPlan { patient, head, way, steps, ages, .. } = plan;
    let steps: Vec<_> = steps.into_iter().filter(|step| step.done.is_none()).collect();
    let next = steps.iter().filter_map(|step| step.by).min();
    LeavingRow { patient, head, way: way.unwrap_or_else(likely), steps, next, ages }
}

pub(super) fn list() -> LeavingList {
    let ready = LeavingPlan {
        patient: ids::patient(3),
        head: head(3, "TATE, Ben", "A5120BT", false),
        steps: Vec::new(),
        ..soon()
    };
    LeavingList {
        as_at: NOW,
        mode: Mode::Live,
        soon: 41,
        any_day: 11,
        left: 1,
        in_doubt: 2,
        rows: vec![row(left()), row(soon()), row(ready)],
        page: (2, 2),
    }
}

pub(super) fn empty() -> LeavingList {
    LeavingList { soon: 0, any_day: 0, left: 0, in_doubt: 0, rows: Vec::new(), page: (1, 1), ..list() }
}

pub(super) fn off() -> LeavingList {
    LeavingList { mode: Mode::Off, ..empty() }
}

pub(super) fn trial() -> LeavingList {
    LeavingList { mode: Mode::Shadow, in_doubt: 1, ..empty() }
}
