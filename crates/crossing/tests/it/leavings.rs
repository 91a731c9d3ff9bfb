//! Leaving: each way has its own, a day that moves undoes what hung on it, and nobody leaves without a task.

use crate::support::code;
use crate::told::{HERE, HOME, NHS, Spine, Told, ods, told};
use crossing::understood::{Act, Outcome};
use doubles::prison::Act as Happens;
use vocab::registration::{Answer, Harm, LeavingStep as Step, StepDone, Told as Says};

impl Told {
    fn goes_to_court(&self, day: &str) {
        self.it_is(&format!("{day}T08:00:00Z"));
        self.hears_of(&Happens::ToCourt { number: self.who });
        self.settling_time_goes_by();
    }

    fn is_freed_there(&self, at: &str) {
        self.it_is(at);
        self.happens(&Happens::Release { number: self.who, reason: "NG".to_owned() });
        self.hears();
    }

    fn does(&self, step: Step, done: StepDone) {
        let nurse = self.nurse_of("MDI");
        let act = Act::LeavingStep { patient: self.patient, step, done };
        let written = self.crossing().command(&nurse, act).unwrap();
        assert_eq!(written.outcome, Some(Outcome::Done));
    }
}

fn has(steps: &[Step], wanted: &[Step]) {
    for step in wanted {
        assert!(steps.contains(step), "{}: {steps:?}", step.word());
    }
}

/// S05: on remand, nine days, keeps his GP, out by the court's door.
#[test]
fn s05_remand_out_after_nine_days_keeps_his_gp() {
    let told = told();
    let spine = Spine::of(&told);
    told.says(Answer::No);
    told.reads_pds(&spine);
    told.goes_to_court("2026-11-12");
    told.is_freed_there("2026-11-12T14:10:00Z");
    told.settling_time_goes_by();
    told.days_go_by_reading(&spine, 2);
    let now = told.registration();
    assert_eq!(now.pds.as_ref().unwrap().practice, Says::Is(ods(HOME)), "nobody took him off his list");
    assert_eq!((now.found, told.gp_tasks()), (vec![], vec![]), "nothing was asked for, and nothing hurts");
    let requests = spine.pds.lock().unwrap().seen.clone();
    assert!(requests.iter().all(|seen| seen.method == "GET"), "no deduction was ever sent");
    let steps = told.steps();
    has(&steps, &[Step::PackHanded, Step::LeftWithout]);
    assert!(!steps.contains(&Step::JoinGp), "he has one");
    assert!(!steps.contains(&Step::TellGp), "nobody asked him whether his GP may be told");
    told.site.rebuilds_to_the_same();
}

/// S10: released by a court in the afternoon; what is urgent stands as tasks at once, what cannot be undone waits.
#[test]
fn s10_released_by_a_court_without_notice_and_taken_back() {
    let told = told();
    let spine = Spine::of(&told);
    spine.registers(NHS, HERE);
    told.says(Answer::Yes);
    told.reads_pds(&spine);
    told.goes_to_court("2026-11-12");
    assert!(!told.steps().contains(&Step::FindLeaver));
    told.is_freed_there("2026-11-12T15:10:00Z");
    assert!(told.now().seconds_since(crate::support::at("2026-11-12T15:10:00Z")) < 120);
    let urgent = [
        Step::FindLeaver,
        Step::Bridging,
        Step::ReconnectAfter,
        Step::LeftWithout,
        Step::PackHanded,
        Step::Summary,
        Step::JoinGp,
    ];
    let final_ones = [Step::MedicineList, Step::Clinics];
    let steps = told.steps();
    has(&steps, &urgent);
    assert!(final_ones.iter().all(|step| !steps.contains(step)), "not settled: {steps:?}");
    // Reversed at 15:40: nothing was lost, and nobody is asked any more.
    told.it_is("2026-11-12T15:40:00Z");
    told.hears_of(&Happens::ReverseRelease { number: told.who });
    assert!(urgent[..3].iter().all(|step| !told.steps().contains(step)), "{:?}", told.steps());
    told.settling_time_goes_by();
    assert_eq!(told.view().follows, "To be registered here.", "what he chose stands");
    // Released in earnest: it settles, and a nurse confirms him off the lists.
    told.is_freed_there("2026-11-13T15:10:00Z");
    told.settling_time_goes_by();
    has(&told.steps(), &urgent);
    has(&told.steps(), &final_ones);
    assert_eq!(told.registration().found.iter().map(|f| f.harm).collect::<Vec<_>>(), [Harm::LeftStillHere]);
    told.does(Step::LeftWithout, StepDone::LeftWithout);
    assert!(!told.steps().contains(&Step::LeftWithout));
    let done = told.registration().leaving_done;
    assert_eq!(done.last().map(|d| (d.step, d.done)), Some((Step::LeftWithout, StepDone::LeftWithout)));
    told.site.rebuilds_to_the_same();
}

#[test]
fn a_death_stops_every_step_and_gives_no_reason() {
    let told = told();
    told.it_is("2026-11-20T10:00:00Z");
    told.settles();
    assert!(!told.steps().is_empty(), "on remand something is to be kept ready");
    told.hears_of(&Happens::Die { number: told.who });
    assert_eq!((told.steps(), told.gp_tasks()), (vec![], vec![]));
}

#[test]
fn a_transfer_takes_the_steps_along_and_ends_none_that_were_done() {
    let told = told();
    told.it_is("2026-11-20T10:00:00Z");
    told.settles();
    has(&told.steps(), &[Step::FindMedicines]);
    told.does(Step::FindMedicines, StepDone::NotNeeded);
    told.transferred();
    told.it_is("2026-11-28T10:00:00Z");
    told.settles();
    let steps = told.steps();
    assert!(!steps.contains(&Step::FindMedicines), "{steps:?}");
    let waits = told.tasks();
    let of_hull = |task: &vocab::crossing::TaskKey| match task {
        vocab::crossing::TaskKey::Leaving(_, prison, _) => *prison == code("HLI"),
        _ => true,
    };
    assert!(waits.iter().all(of_hull), "{waits:?}");
}

/// The days of one sentence: told, moved ten times in a day, gone by, taken away.
#[test]
fn a_release_day_that_moves_makes_the_plan_anew() {
    let told = told();
    let release = |day: Option<&str>| {
        told.goes_on_seconds(60);
        let release = day.map(|day| day.parse().unwrap());
        let legal = "SENTENCED".to_owned();
        told.happens(&Happens::Sentence { number: told.who, legal, release, confirmed: None });
        told.hears();
        told.settles();
    };
    release(Some("2026-12-20"));
    let day = |told: &Told| told.registration().followed.unwrap().release.map(|day| day.to_string());
    assert_eq!(day(&told).as_deref(), Some("2026-12-20"));
    for n in 0..10 {
        release(Some(&format!("2026-12-{:02}", 10 + n)));
    }
    assert_eq!(day(&told).as_deref(), Some("2026-12-19"));
    // Near the day the pack, the medicines and the rest are asked for; a day that moves away undoes them.
    told.it_is("2026-12-19T07:00:00Z");
    told.settles();
    has(&told.steps(), &[Step::Pack, Step::Summary, Step::MedicinesOut, Step::OwnCopy]);
    release(Some("2027-03-01"));
    assert!(!told.steps().contains(&Step::Pack), "{:?}", told.steps());
    // It goes by, and he is still here: somebody asks.
    release(Some("2026-12-20"));
    told.it_is("2026-12-21T07:00:00Z");
    told.settles();
    has(&told.steps(), &[Step::AskDay]);
    release(None);
    assert!(!told.steps().contains(&Step::AskDay), "{:?}", told.steps());
    told.site.rebuilds_to_the_same();
}
