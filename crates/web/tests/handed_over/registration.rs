//! Whom to ask, what is so, and the counts: who reaches them, and that to everybody else they are as if nobody had built
//! them.

use crate::world::World;
use vocab::crossing::{Mode, Role};

const HEALTHCARE: [Role; 5] = [
    Role::Clinician,
    Role::ReceptionNurse,
    Role::DischargeNurse,
    Role::HealthcareAdministrator,
    Role::HeadOfHealthcare,
];

/// The pages, and who is given each.
fn pages(world: &World) -> [(&'static str, String, Vec<Role>); 6] {
    let facts = format!("/patient/{}/registration", world.patient);
    let unit = format!("{facts}/unit");
    // What policy gives the clinical system it is given over FHIR, and on no screen.
    let team = HEALTHCARE.to_vec();
    [
        ("GET", "/registration".to_owned(), team.clone()),
        ("GET", "/registration?page=2".to_owned(), team.clone()),
        ("GET", "/registration/checks".to_owned(), team.clone()),
        ("GET", facts, team.clone()),
        ("POST", unit, team),
        ("GET", "/registration/counts".to_owned(), vec![Role::Commissioner, Role::HeadOfHealthcare]),
    ]
}

#[test]
fn to_everybody_else_a_page_of_registration_is_as_if_nobody_had_built_it() {
    let world = World::new();
    for role in Role::ALL.iter().copied() {
        for (method, path, given) in pages(&world) {
            let mut screen = world.signed_in(role);
            let mark = screen.gets("/may-see").mark().to_owned();
            let body = format!("csrf={mark}&standing=regular");
            let same = [("sec-fetch-site", "same-origin")];
            let heard = screen.sends(method, &path, &same, &body);
            if given.contains(&role) {
                assert!([200, 303].contains(&heard.status), "{role}: {path}: {}", heard.status);
                assert_eq!(heard.kept, "no-store", "{path}");
            } else {
                let nothing = screen.sends(method, "/no/such/page", &same, &body);
                assert_eq!(heard, nothing, "{role}: {method} {path}");
                assert_eq!(heard.status, 404, "{role}: {method} {path}");
            }
        }
    }
}

#[test]
fn the_menu_leads_to_what_a_role_is_given_and_to_nothing_else() {
    let world = World::new();
    for role in Role::ALL.iter().copied() {
        let page = world.signed_in(role).gets("/may-see").text;
        let has = |to: &str| page.contains(&format!("href=\"{to}\""));
        assert_eq!(has("/registration"), HEALTHCARE.contains(&role), "{role}");
        let counts = [Role::Commissioner, Role::HeadOfHealthcare].contains(&role);
        assert_eq!(has("/registration/counts"), counts, "{role}");
    }
    let first = world.signed_in(Role::Commissioner).gets("/").expect(303);
    assert_eq!(first.to.as_deref(), Some("/registration/counts"), "a commissioner's work");
}

#[test]
fn the_list_leads_to_the_patients_choice_and_to_what_is_so() {
    let world = World::new();
    world.switches(Mode::Live);
    let mut nurse = world.signed_in(Role::ReceptionNurse);
    let list = nurse.gets("/registration").expect(200).text;
    assert!(list.contains("BOYD") && list.contains("TATE"), "{list}");
    let choice = world.choice();
    assert!(list.contains(&format!("href=\"{choice}\"")));
    nurse.gets(&choice).expect(200);
    let facts = format!("/patient/{}/registration", world.patient);
    assert!(list.contains(&format!("href=\"{facts}\"")));
    let page = nurse.gets(&facts).expect(200);
    assert!(page.text.contains("never read for this patient"), "unknown is not none");
    assert!(!page.text.contains(" checked>"), "nothing is chosen before somebody has said it");
    // A page that is not there is the nearest that is.
    assert!(nurse.gets("/registration?page=99").expect(200).text.contains("BOYD"));
    assert!(nurse.gets("/registration?page=x").expect(200).text.contains("BOYD"));
}

#[test]
fn what_the_health_unit_says_is_written_down_once_it_is_chosen_and_comes_from_our_own_page() {
    let world = World::new();
    let mut nurse = world.signed_in(Role::HealthcareAdministrator);
    let facts = format!("/patient/{}/registration", world.patient);
    let unit = format!("{facts}/unit");
    let mark = nurse.gets(&facts).expect(200).mark().to_owned();
    for nothing in ["", "standing=", "standing=perhaps"] {
        let page = nurse.presses(&mark, &unit, nothing).expect(409);
        assert!(page.text.contains("nothing was chosen") && page.text.contains("Nobody has said."));
    }
    let elsewhere = [("sec-fetch-site", "cross-site")];
    let body = format!("csrf={mark}&standing=temporary");
    assert_eq!(nurse.sends("POST", &unit, &elsewhere, &body).status, 403);
    nurse.presses("another", &unit, "standing=temporary").expect(403);
    assert!(nurse.gets(&facts).text.contains("Nobody has said."));
    let sent = nurse.presses(&mark, &unit, "standing=temporary").expect(303);
    assert_eq!(sent.to, Some(format!("{facts}?done=1")));
    let page = nurse.gets(&format!("{facts}?done=1")).expect(200).text;
    assert!(page.contains("A temporary patient: nobody outside can see that."));
    assert_eq!(page.matches(" checked>").count(), 1);
    assert!(page.contains("value=\"temporary\" checked>"));
    let guess = format!("/patient/{}/registration", "018f0000-0000-7000-8000-000000000099");
    nurse.gets(&guess).expect(404);
    nurse.gets("/patient/A8100KB/registration").expect(404);
}

#[test]
fn counts_of_a_month_that_is_not_counted_are_refused_and_nobody_is_on_the_page() {
    let world = World::new();
    let mut commissioner = world.signed_in(Role::Commissioner);
    let page = commissioner.gets("/registration/counts").expect(200).text;
    assert!(page.contains("No month is counted yet"), "{page}");
    commissioner.gets("/registration/counts?month=2026-10").expect(422);
    world.clock.advance_seconds(40 * 86_400);
    let mut commissioner = world.signed_in(Role::Commissioner);
    let page = commissioner.gets("/registration/counts").expect(200).text;
    assert!(page.contains("November 2026"), "{page}");
    assert!(page.contains(">Hidden<"), "two people are shown as no number: {page}");
    for somebody in ["BOYD", "TATE", "Kieran", "A8100KB", &world.patient.to_string()] {
        assert!(!page.contains(somebody), "the page says {somebody}");
    }
    assert_eq!(commissioner.gets("/registration/counts?month=2026-11").expect(200).text, page);
    commissioner.gets("/registration/counts?month=2026-12").expect(422);
}
