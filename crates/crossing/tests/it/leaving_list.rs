//! Who leaves, as healthcare sees it: the list, one plan, what is written down, and what goes out on paper.

use crate::told::{NHS, Spine, Told, told};
use crossing::Context;
use crossing::disclose::DiscloseError;
use crossing::disclose::leaving::{
    LeavingList, LeavingPlan, LeavingRow, LetterIs, PackView, StepState, StepView,
};
use crossing::understood::{NotDone, Outcome};
use doubles::pds;
use doubles::prison::Act as Happens;
use vocab::crossing::{LinkState, Mode, Purpose, Role};
use vocab::registration::{Answer, LeavingStep as Step, Said, StepDone, ToldTo};

impl Told {
    fn discharge(&self) -> Context {
        self.caller_in("MDI", "dora", Role::DischargeNurse, Purpose::DirectCare)
    }

    pub(crate) fn list(&self) -> LeavingList {
        self.runtime.block_on(self.crossing().leaving_list(&self.discharge(), 1)).unwrap().get().clone()
    }

    fn plan_for(&self, ctx: &Context) -> LeavingPlan {
        self.runtime.block_on(self.crossing().leaving_plan(ctx, self.patient)).unwrap().get().clone()
    }

    fn plan(&self) -> LeavingPlan {
        self.plan_for(&self.discharge())
    }

    fn pack(&self) -> Result<PackView, DiscloseError> {
        let pack = self.runtime.block_on(self.crossing().leaving_pack(&self.discharge(), self.patient));
        pack.map(|pack| pack.get().clone())
    }

    fn letter(&self) -> LetterIs {
        let letter = self.runtime.block_on(self.crossing().leaving_letter(&self.discharge(), self.patient));
        letter.unwrap().get().letter.clone()
    }

    /// Whoever looked at this version writes it down.
    fn writes_down(&self, version: u32, step: Step, done: StepDone) -> Outcome {
        let at = (self.patient, version);
        let nurse = self.discharge();
        let written = self.crossing().leaving_step(&nurse, at, step, done);
        self.runtime.block_on(written).unwrap().outcome.unwrap()
    }

    pub(crate) fn is_told(&self, day: Option<&str>) {
        self.goes_on_seconds(60);
        let release = day.map(|day| day.parse().unwrap());
        let legal = "SENTENCED".to_owned();
        self.happens(&Happens::Sentence { number: self.who, legal, release, confirmed: None });
        self.hears();
        self.settles();
    }

    fn freed_by_a_court(&self) {
        self.it_is("2026-11-12T08:00:00Z");
        self.hears_of(&Happens::ToCourt { number: self.who });
        self.settling_time_goes_by();
        self.it_is("2026-11-12T15:10:00Z");
        self.happens(&Happens::Release { number: self.who, reason: "NG".to_owned() });
        self.hears();
    }

    fn agrees_that_the_gp_is_told(&self, answer: Answer) {
        let shown = self.talk(Answer::Yes).shown;
        let said = Said::Tell { whom: ToldTo::CommunityGp, answer, shown };
        let added = self.adds_in("MDI", said);
        assert!(matches!(added, Outcome::Chosen { .. }), "{added:?}");
    }
}

fn keys(steps: &[StepView]) -> Vec<Step> {
    steps.iter().map(|step| step.key).collect()
}

fn step(plan: &LeavingPlan, key: Step) -> &StepView {
    let found = plan.steps.iter().find(|step| step.key == key);
    found.unwrap_or_else(|| panic!("{}: {:?}", key.word(), keys(&plan.steps)))
}

fn date(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

fn why(letter: LetterIs) -> String {
    match letter {
        LetterIs::None(why) => why,
        LetterIs::Written { title, .. } => panic!("{title}"),
    }
}

fn paragraphs(letter: LetterIs) -> String {
    match letter {
        LetterIs::Written { title, paragraphs, draft } => {
            assert!(draft, "nobody has checked the words");
            format!("{title}\n{}", paragraphs.join("\n"))
        }
        LetterIs::None(why) => panic!("{why}"),
    }
}

#[test]
fn a_likely_release_stands_on_the_list_with_its_day_and_who_told_it() {
    let told = told();
    told.is_told(Some("2026-12-20"));
    let list = told.list();
    assert_eq!((list.soon, list.any_day, list.left, list.in_doubt), (1, 0, 0, 0));
    let [LeavingRow { way, head, steps, next, .. }] = list.rows.as_slice() else { panic!("{list:?}") };
    assert_eq!((way.words, way.day), ("Likely to be released", Some(date("2026-12-20"))));
    assert!(way.source.starts_with("Told by the prison on 5 Nov, calculated"), "{}", way.source);
    assert!(way.checked.is_some());
    assert_eq!(
        (head.name.as_deref(), head.number.as_deref(), head.nhs.as_deref()),
        (Some("BOYD, Kieran"), Some("A8100KB"), Some("999 011 0689"))
    );
    assert!(keys(steps).contains(&Step::Pack));
    assert_eq!(*next, steps.iter().filter_map(|step| step.by).min());
    assert!(steps.iter().all(|step| step.by >= step.from && !step.owner.is_empty()));
    // Taken away: nobody leaves soon, and the plan says what became of the day.
    told.is_told(None);
    assert_eq!(told.list().rows, []);
    let way = told.plan().way.unwrap();
    assert_eq!((way.words, way.day), ("No release day is known", None));
    assert!(way.source.contains("taken away"), "{}", way.source);
    // Far off: not yet.
    told.is_told(Some("2027-06-01"));
    assert_eq!(told.list().rows, []);
    // Switched off there is no list of anybody, and it says that it is off.
    told.is_told(Some("2026-12-20"));
    told.mode("MDI", Mode::Off);
    let list = told.list();
    assert_eq!((list.mode, list.rows), (Mode::Off, vec![]));
}

#[test]
fn whoever_has_the_next_last_day_stands_first_and_who_may_leave_any_day_is_not_forgotten() {
    let told = told();
    let shaw = told.arrives("A4711KX", "JOSEPH", "SHAW", "1990-01-02", "MDI");
    told.settling_time_goes_by();
    let other =
        crate::support::patient("p2", Some("A4711KX"), ("Joseph", "Shaw"), "1990-01-02", Some("9990110697"));
    let second = told.site.patient(&other);
    told.goes_on_seconds(60);
    let legal = "SENTENCED".to_owned();
    let release = Some(date("2027-01-15"));
    told.happens(&Happens::Sentence { number: shaw, legal, release, confirmed: release });
    told.hears();
    told.settles();
    // Boyd is on remand: any court may free him, and what must be ready is ready a week after he came.
    let list = told.list();
    assert_eq!((list.soon, list.any_day, list.left), (1, 1, 0));
    let who: Vec<_> = list.rows.iter().map(|row| row.patient).collect();
    assert_eq!(who, [told.patient, second]);
    assert!(list.rows[0].next < list.rows[1].next);
    assert_eq!(list.rows[0].way.words, "May leave any day: a court may release them");
    assert!(list.rows[1].way.source.ends_with("approved there."), "{}", list.rows[1].way.source);
    // Released: at the top, with everything that is to be done at once.
    told.freed_by_a_court();
    let list = told.list();
    assert_eq!((list.soon, list.any_day, list.left), (1, 0, 1));
    assert_eq!(list.rows[0].patient, told.patient);
    assert!(!list.rows[0].way.settled);
    assert!(list.rows[0].way.source.ends_with("not settled."), "{}", list.rows[0].way.source);
}

/// S10: what became of a step is written down by name, and nothing final before the leaving has settled.
#[test]
fn s10_left_without_medicines_is_written_down_and_what_waits_cannot_be() {
    let told = told();
    told.freed_by_a_court();
    let plan = told.plan();
    assert_eq!(step(&plan, Step::MedicineList).state, StepState::WaitsToSettle);
    assert_eq!(step(&plan, Step::MedicineList).answers, []);
    let without = step(&plan, Step::LeftWithout);
    assert!(without.answers.contains(&(StepDone::LeftWithout, "Left without medicines")));
    assert!(plan.fallen.iter().any(|fallen| fallen.words == Step::KeepReady.words()), "{:?}", plan.fallen);
    let refused = told.writes_down(plan.version, Step::MedicineList, StepDone::Done);
    assert_eq!(refused, Outcome::NotDone(NotDone::NothingToDo));
    let unasked = told.writes_down(plan.version, Step::Summary, StepDone::LeftWithout);
    assert_eq!(unasked, Outcome::NotDone(NotDone::NothingToDo), "it is no answer to that");
    assert_eq!(told.writes_down(plan.version, Step::LeftWithout, StepDone::LeftWithout), Outcome::Done);
    // A second nurse looked at the plan before: she is told, and nothing is written twice.
    let late = told.writes_down(plan.version, Step::LeftWithout, StepDone::Done);
    assert!(matches!(late, Outcome::NotDone(NotDone::VersionConflict { .. })), "{late:?}");
    let now = told.plan();
    let done = step(&now, Step::LeftWithout).done.clone().unwrap();
    assert_eq!((done.what, done.by.as_str()), ("Left without medicines", "dora"));
    assert!(step(&now, Step::LeftWithout).answers.is_empty());
    assert!(told.pack().unwrap().left_without, "the pack says so to him");
    told.settling_time_goes_by();
    let now = told.plan();
    assert_eq!(step(&now, Step::MedicineList).state, StepState::Open);
    assert_eq!(told.writes_down(now.version, Step::MedicineList, StepDone::Done), Outcome::Done);
    told.goes_on_seconds(3 * 86_400);
    told.settles();
    let late = step(&told.plan(), Step::PackHanded).late.clone();
    assert_eq!(late.as_deref(), Some("3 days late"));
    told.site.rebuilds_to_the_same();
}

#[test]
fn who_does_not_plan_leavings_sees_what_can_be_done_and_no_day_before_they_left() {
    let told = told();
    told.is_told(Some("2026-11-20"));
    told.it_is("2026-11-19T09:00:00Z");
    told.settles();
    let nurse = told.nurse_of("MDI");
    let plan = told.plan_for(&nurse);
    let way = plan.way.clone().unwrap();
    assert_eq!((way.words, way.day), ("Here", None));
    assert!(!plan.papers && plan.fallen.is_empty());
    assert!(plan.steps.iter().all(|step| step.from.is_none() && step.by.is_none() && step.late.is_none()));
    assert!(!format!("{plan:?}").contains("2026-11-20"), "the day is nowhere");
    let all = keys(&told.plan().steps);
    assert!(all.contains(&Step::Pack) && !keys(&plan.steps).contains(&Step::Pack), "not before its last day");
    assert!(keys(&plan.steps).contains(&Step::FindMedicines), "pharmacy's work has come: {:?}", plan.steps);
    let list = told.runtime.block_on(told.crossing().leaving_list(&nurse, 1));
    assert!(matches!(list, Err(DiscloseError::NotFound)));
    told.it_is("2026-11-20T08:00:00Z");
    told.happens(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    told.hears();
    let way = told.plan_for(&nurse).way.unwrap();
    assert_eq!((way.words, way.day), ("Released", Some(date("2026-11-20"))));
}

#[test]
fn of_the_dead_there_is_no_plan_no_letter_and_no_pack_and_no_reason() {
    let told = told();
    told.is_told(Some("2026-11-20"));
    told.agrees_that_the_gp_is_told(Answer::Yes);
    told.hears_of(&Happens::Die { number: told.who });
    assert_eq!(told.list().rows, []);
    let plan = told.plan();
    assert_eq!(plan.none, Some("Nothing is to be done."));
    assert!(plan.way.is_none() && plan.steps.is_empty() && plan.fallen.is_empty() && plan.done.is_empty());
    assert_eq!(why(told.letter()), "There is no letter for this patient.");
    assert!(matches!(told.pack(), Err(DiscloseError::Asked(why)) if !why.contains("died")));
    let refused = told.writes_down(plan.version, Step::Pack, StepDone::Done);
    assert_eq!(refused, Outcome::NotDone(NotDone::NothingToDo));
}

#[test]
fn a_letter_goes_to_a_practice_only_with_a_yes_and_says_no_more_than_that() {
    let told = told();
    told.is_told(Some("2026-12-20"));
    assert_eq!(why(told.letter()), "Not asked. Nothing is sent without a yes. There is no letter.");
    told.agrees_that_the_gp_is_told(Answer::No);
    assert_eq!(why(told.letter()), "No. The GP outside is told nothing. There is no letter.");
    told.agrees_that_the_gp_is_told(Answer::Yes);
    assert!(why(told.letter()).contains("which GP"));
    told.writes_down(told.plan().version, Step::ChooseGp, StepDone::Done);
    assert!(why(told.letter()).starts_with("Too early"), "{}", why(told.letter()));
    told.it_is("2026-11-25T09:00:00Z");
    told.settles();
    let words = paragraphs(told.letter());
    for part in ["BOYD, Kieran", "1 April 2002", "999 011 0689", "20 December 2026", "has not agreed"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("Medicines"), "{words}");
    assert_eq!(told.writes_down(told.plan().version, Step::Letter, StepDone::Done), Outcome::Done);
    assert!(paragraphs(told.letter()).contains("Please register"), "his own copy");
    told.is_told(Some("2027-01-10"));
    let moved = paragraphs(told.letter());
    assert!(moved.contains("20 December 2026") && moved.contains("10 January 2027"), "{moved}");
    // He takes it back, and the day goes: only that the letter stands no more is told.
    told.agrees_that_the_gp_is_told(Answer::No);
    assert!(why(told.letter()).starts_with("No."));
    told.is_told(None);
    let back = paragraphs(told.letter());
    assert!(back.contains("no longer stands") && !back.contains("2027"), "{back}");
}

#[test]
fn of_a_protected_patient_no_letter_is_written_and_no_practice_is_named() {
    let told = told();
    let spine = Spine::of(&told);
    told.is_told(Some("2026-12-01"));
    told.reads_pds(&spine);
    assert_eq!(
        told.pack().unwrap().practice.unwrap().0,
        format!("Chapel Lane Surgery ({})", crate::told::HOME)
    );
    told.agrees_that_the_gp_is_told(Answer::Yes);
    spine.happens(&pds::Act::Restrict { number: crate::told::nhs(NHS) });
    told.days_go_by_reading(&spine, 9);
    assert!(told.registration().pds.unwrap().is_restricted);
    assert!(why(told.letter()).starts_with("The NHS protects this patient"));
    let pack = told.pack().unwrap();
    assert_eq!((pack.practice, pack.has_no_practice), (None, false));
    assert!(keys(&told.plan().steps).contains(&Step::AskHead));
}

/// A shaken link stops what is new, and takes nothing away.
#[test]
fn in_doubt_what_was_asked_for_stands_and_the_list_says_that_somebody_is_missing() {
    let told = told();
    told.is_told(Some("2026-11-14"));
    told.it_is("2026-11-11T09:00:00Z");
    told.settles();
    let before = told.steps();
    assert!(before.contains(&Step::FindMedicines), "{before:?}");
    let stray = told.arrives("A8101KB", "KIERON", "BOYDE", "2002-04-10", "MDI");
    told.hears_of(&Happens::Merge { kept: told.who, removed: stray });
    assert_eq!(told.link_of(told.who, told.patient).unwrap().state, LinkState::InDoubt);
    assert_eq!(told.steps(), before);
    let list = told.list();
    assert_eq!((list.in_doubt, list.rows), (1, vec![]));
    let plan = told.plan();
    assert!(plan.none.unwrap().starts_with("Who this patient is was shaken"));
    assert!(told.pack().is_err() && why(told.letter()).contains("nothing is printed"));
    told.confirms(&told.link_of(told.who, told.patient).unwrap(), None);
    assert_eq!(told.steps(), before);
    assert_eq!(told.list().rows.len(), 1);
}

#[test]
fn nobody_of_the_prison_finds_that_somebody_is_helped_to_leave() {
    let told = told();
    told.is_told(Some("2026-12-01"));
    let (crossing, patient) = (told.crossing(), told.patient);
    let found = |result: Result<bool, DiscloseError>| match result {
        Ok(_) => true,
        Err(DiscloseError::NotFound) => false,
        Err(other) => panic!("{other}"),
    };
    for role in Role::ALL {
        for purpose in Purpose::ALL {
            let ctx = told.caller(*role, *purpose);
            let run = &told.runtime;
            let plans =
                matches!(role, Role::DischargeNurse | Role::HealthcareAdministrator | Role::HeadOfHealthcare);
            let cares = matches!(purpose, Purpose::DirectCare | Purpose::ClinicAdministration);
            let who = format!("{role} for {purpose}");
            let of_planner = [
                found(run.block_on(crossing.leaving_list(&ctx, 1)).map(|_| true)),
                found(run.block_on(crossing.leaving_pack(&ctx, patient)).map(|_| true)),
                found(run.block_on(crossing.leaving_pack_print(&ctx, patient)).map(|_| true)),
                found(run.block_on(crossing.leaving_letter(&ctx, patient)).map(|_| true)),
                found(run.block_on(crossing.leaving_letter_print(&ctx, patient)).map(|_| true)),
            ];
            assert!(of_planner.iter().all(|seen| *seen == of_planner[0]), "{who}: {of_planner:?}");
            assert!(!of_planner[0] || plans && cares, "{who}");
            assert!(of_planner[0] || !(plans && *purpose == role.purpose_usual()), "{who}");
            let seen = found(run.block_on(crossing.leaving_plan(&ctx, patient)).map(|_| true));
            let nurse = matches!(role, Role::Clinician | Role::ReceptionNurse | Role::CareSystem);
            assert!(!seen || (plans || nurse) && cares, "{who}");
            let at = (patient, 0);
            let wrote = run.block_on(crossing.leaving_step(&ctx, at, Step::Pack, StepDone::Done));
            let wrote = found(wrote.map(|written| written.outcome == Some(Outcome::Done)));
            assert_eq!(wrote, seen, "{who}");
        }
    }
    // Another prison's healthcare does not either.
    let leeds = told.caller_in("HLI", "dora", Role::DischargeNurse, Purpose::DirectCare);
    assert!(!found(told.runtime.block_on(crossing.leaving_plan(&leeds, patient)).map(|_| true)));
    let list = told.runtime.block_on(crossing.leaving_list(&leeds, 1)).unwrap();
    assert_eq!(list.get().rows, []);
}
