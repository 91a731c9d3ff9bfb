//! Seeing somebody out, at the screens: the list, the plan, a step written down, the pack, the letter.

use crate::world::World;
use vocab::crossing::{Mode, Role};

/// Boyd leaves in ten days, and registration is live.
fn world() -> World {
    let world = World::new();
    world.switches(Mode::Live);
    world.is_to_be_released("2026-11-22");
    world
}

fn version(text: &str) -> String {
    let start = text.find("name=\"version\" value=\"").expect("a form with a version") + 22;
    text[start..].split('"').next().unwrap().to_owned()
}

#[test]
fn a_discharge_nurse_sees_who_leaves_and_writes_down_what_became_of_a_step() {
    let world = world();
    let mut nurse = world.signed_in(Role::DischargeNurse);
    assert_eq!(nurse.gets("/").to.as_deref(), Some("/leaving"), "it is her work");
    let list = nurse.gets("/leaving").expect(200);
    for part in
        ["BOYD, Kieran", "A8100KB", "Likely to be released, Sun 22 Nov", "Told by the prison on 12 Nov"]
    {
        assert!(list.text.contains(part), "{part}: {}", list.text);
    }
    let plan = nurse.gets(&world.leaving()).expect(200);
    assert!(plan.text.contains("value=\"find-medicines\""), "{}", plan.text);
    let step = format!("{}/step", world.leaving());
    let form = |done: &str| format!("version={}&step=find-medicines&done={done}", version(&plan.text));
    let wrong = nurse.presses(plan.mark(), &step, &form("left-without")).expect(409);
    assert!(wrong.text.contains("Nothing of the kind is waiting"), "{}", wrong.text);
    assert_eq!(nurse.presses(plan.mark(), &step, &form("not-needed")).status, 303);
    let again = nurse.presses(plan.mark(), &step, &form("done")).expect(409);
    assert!(again.text.contains("Someone else changed this"), "{}", again.text);
    let plan = nurse.gets(&world.leaving()).expect(200);
    assert!(plan.text.contains("Takes no medicines") && plan.text.contains("discharge-nurse.one"));
    assert!(!plan.text.contains("value=\"find-medicines\""), "it is done");
    nurse.presses(plan.mark(), &step, "version=1").expect(409);
    // What was found is what the pack begins with.
    let pack = nurse.gets(&format!("{}/pack", world.leaving())).expect(200);
    assert!(pack.text.contains("value=\"none\" checked"), "{}", pack.text);
}

#[test]
fn a_pack_says_what_was_written_and_of_the_rest_that_it_is_not_known() {
    let world = world();
    let mut nurse = world.signed_in(Role::DischargeNurse);
    let at = format!("{}/pack", world.leaving());
    let page = nurse.gets(&at).expect(200);
    let wrong = "typed=1&language=pl&gp=The+Surgery&gp-none=yes&medicines=with-them";
    let refused = nurse.presses(page.mark(), &at, wrong).expect(409);
    assert!(
        refused.text.contains("&#34;none&#34; is ticked") && refused.text.contains("value=\"The Surgery\"")
    );
    let form =
        "typed=1&language=pl&gp=The+Surgery%2C+Leeds&medicines=not-known&summary=First+line%0D%0ASecond+line";
    let sheet = nurse.presses(page.mark(), &at, form).expect(200);
    assert_eq!(sheet.text.matches("The Surgery, Leeds").count(), 2, "in Polish and in English");
    assert!(sheet.text.contains("lang=\"pl\"") && sheet.text.contains("BOYD, Kieran"));
    assert!(sheet.text.contains("We do not know this. Ask us, or ask a GP."), "{}", sheet.text);
    assert!(
        sheet.text.contains("Second line") && sheet.text.contains("by Discharge nurse discharge-nurse.one")
    );
    assert!(sheet.text.contains("gl-easy__draft"), "nobody has checked the words");
    assert_eq!(sheet.kept, "no-store");
    let later = nurse.gets(&at).expect(200);
    assert!(!later.text.contains("The Surgery"), "what was typed is kept nowhere");
}

#[test]
fn without_a_yes_there_is_no_letter_and_a_draft_counts_for_none_where_it_is_live() {
    let world = world();
    let mut nurse = world.signed_in(Role::DischargeNurse);
    let at = format!("{}/letter", world.leaving());
    let none = nurse.gets(&at).expect(200);
    assert!(none.text.contains("Not asked. Nothing is sent without a yes."), "{}", none.text);
    assert!(!none.text.contains("Lay out for print"));
    let plan = nurse.gets(&world.leaving()).expect(200);
    let tell = format!("{}/tell", world.leaving());
    let said = nurse.presses(plan.mark(), &tell, "version=0&language=en-GB&answer=yes").expect(409);
    assert!(said.text.contains("Nobody has checked these words in this language yet"), "{}", said.text);
    let which = nurse.presses(plan.mark(), &tell, "version=0&answer=yes").expect(409);
    assert!(which.text.contains("Choose the language in which you asked"), "{}", which.text);
    // On trial it is written down, and shown beside the plan.
    world.switches(Mode::Shadow);
    assert_eq!(nurse.presses(plan.mark(), &tell, "version=0&language=en-GB&answer=yes").status, 303);
    let plan = nurse.gets(&world.leaving()).expect(200);
    assert!(plan.text.contains("Yes, the GP outside may be told."), "{}", plan.text);
    assert!(plan.text.contains("On trial in this prison") && !plan.text.contains("/leaving/step"));
}

#[test]
fn whoever_treats_sees_the_work_and_not_the_day_and_prints_nothing() {
    let world = world();
    for role in [Role::Clinician, Role::ReceptionNurse] {
        let mut nurse = world.signed_in(role);
        nurse.gets("/leaving").expect(404);
        let plan = nurse.gets(&world.leaving()).expect(200);
        assert!(plan.text.contains("When they leave is not shown here"), "{}", plan.text);
        assert!(!plan.text.contains("22 Nov"), "{}", plan.text);
        for paper in ["pack", "letter"] {
            let at = format!("{}/{paper}", world.leaving());
            nurse.gets(&at).expect(404);
            nurse.presses(plan.mark(), &at, "typed=1&language=pl&medicines=not-known").expect(404);
        }
    }
    // The form is there while a registration is asked for, and for nobody before.
    let mut administrator = world.signed_in(Role::HealthcareAdministrator);
    administrator.gets(&format!("/patient/{}/registration-form", world.patient)).expect(404);
}
