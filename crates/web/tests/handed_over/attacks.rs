//! What is tried with a tablet that was handed over, and by whoever is not of healthcare.

use crate::world::{Browser, Heard, World};
use serve::limits::SESSION_IDLE_SECONDS;
use vocab::crossing::Role;

/// Every address that the screens have, as the router is told them: none can be forgotten here.
fn addresses(world: &World) -> Vec<String> {
    let routes = include_str!("../../src/routes.rs");
    let found: Vec<String> = routes
        .match_indices(".route(\"")
        .map(|(at, start)| {
            let rest = &routes[at + start.len()..];
            rest[..rest.find('"').unwrap()].to_owned()
        })
        .filter(|path| !path.starts_with("/assets") && !path.starts_with("/demo"))
        .map(|path| {
            path.replace("{id}", &world.patient.to_string())
                .replace("{link}", &world.patient.to_string())
                .replace("{kind}", "person")
                .replace("{row}", "1")
                .replace("{page}", "1")
        })
        .collect();
    assert!(found.len() > 50, "only {} addresses", found.len());
    assert!(found.contains(&format!("/patient/{}", world.patient)));
    found
}

fn of_the_conversation(path: &str) -> bool {
    path == "/talk" || path.starts_with("/talk/")
}

/// A nurse has set a conversation up and handed the screen over; what the browser sent before is told, too.
fn handed_over(world: &World) -> (Browser<'_>, String) {
    let mut tablet = world.signed_in(Role::Clinician);
    let before = tablet.cookie.clone().unwrap();
    let page = tablet.gets(&world.choice()).expect(200);
    let to = format!("{}/hand-over", world.choice());
    let sent = tablet.presses(page.mark(), &to, "form=set-up&language=ar&means=audio").expect(303);
    assert_eq!(sent.to.as_deref(), Some("/talk"));
    assert_ne!(tablet.cookie.as_ref(), Some(&before));
    (tablet, before)
}

/// Nothing of anybody: not of the patient, not of another, not of the nurse.
fn tells_nobody(heard: &Heard, what: &str) {
    for word in ["BOYD", "Kieran", "TATE", "A8100KB", "A5120BT", "C-2-11", "clinician.one", "Moorland"] {
        assert!(!heard.text.contains(word), "{what} says {word}");
    }
}

#[test]
fn with_a_screen_that_was_handed_over_every_other_page_answers_as_for_nobody() {
    let world = World::new();
    let (mut tablet, _) = handed_over(&world);
    let mark = tablet.gets("/talk/1").expect(200).mark().to_owned();
    for path in addresses(&world).iter().filter(|path| !of_the_conversation(path)) {
        for (method, body) in
            [("GET", String::new()), ("POST", format!("csrf={mark}")), ("DELETE", String::new())]
        {
            let same = [("sec-fetch-site", "same-origin")];
            let heard = tablet.sends(method, path, &same, &body);
            let nobody = world.nobody().sends(method, path, &same, &body);
            assert_eq!(heard, nobody, "{method} {path}");
            let open = ["/", "/sign-in", "/locked"].contains(&path.as_str()) && method == "GET";
            assert!(open || heard.status == 401, "{method} {path} answered {}", heard.status);
            assert_eq!(heard.kept, "no-store", "{method} {path}");
            tells_nobody(&heard, path);
        }
    }
    for guess in [
        "/talk/0",
        "/talk/17",
        "/talk/x",
        "/talk/1/",
        "/talk/../clinic",
        "/talk/said/film",
        "/talks",
        "/TALK/1",
    ] {
        let heard = tablet.gets(guess);
        assert!([401, 404].contains(&heard.status), "{guess} answered {}", heard.status);
        tells_nobody(&heard, guess);
    }
    // Asked by itself, or with a token of somebody else's form, it is no other.
    let by_itself = tablet.gets_with("/clinic", &[("x-gatelodge-by-itself", "1")]);
    assert_eq!(by_itself.status, 401);
    // And the conversation went on meanwhile.
    tablet.gets("/talk/2").expect(200);
}

#[test]
fn the_nurses_cookie_tabs_and_forms_are_worth_nothing_after_handing_over() {
    let world = World::new();
    let mut nurse = world.signed_in(Role::Clinician);
    let mark = nurse.gets(&world.choice()).expect(200).mark().to_owned();
    // The same browser, another tab: it shares the cookie.
    let cookie = nurse.cookie.clone();
    let to = format!("{}/hand-over", world.choice());
    nurse.presses(&mark, &to, "form=set-up&language=sr&means=read").expect(303);
    let mut copied = world.nobody();
    copied.cookie = cookie;
    for path in ["/clinic", "/talk/1", &world.choice()] {
        let heard = copied.gets(path).expect(401);
        tells_nobody(&heard, path);
    }
    // The second tab goes on with the new cookie and the old form.
    let record = format!("{}/record", world.choice());
    let heard = nurse.presses(&mark, &record, "form=take-back&version=0").expect(401);
    tells_nobody(&heard, "an old form");
    let heard = nurse.presses(&mark, "/talk/answer", "answer=yes");
    assert_eq!(heard.status, 403, "a form of the nurse's session is none of the conversation's");
    nurse.gets("/talk/said").expect(303);
}

#[test]
fn a_button_of_the_conversation_pressed_from_another_site_does_nothing() {
    let world = World::new();
    let (mut tablet, _) = handed_over(&world);
    let mark = tablet.gets("/talk/1").expect(200).mark().to_owned();
    for headers in [vec![("sec-fetch-site", "cross-site")], vec![("origin", "http://evil.example")], vec![]] {
        let body = format!("csrf={mark}&answer=yes");
        assert_eq!(tablet.sends("POST", "/talk/answer", &headers, &body).status, 403, "{headers:?}");
    }
    tablet.presses(&mark, "/talk/answer", "answer=perhaps").expect(404);
    assert_eq!(tablet.gets("/talk/said").expect(303).to.as_deref(), Some("/talk/1"));
}

#[test]
fn given_back_or_left_alone_it_is_locked_for_everything_but_a_full_sign_in() {
    for given_back in [true, false] {
        let world = World::new();
        let (mut tablet, before) = handed_over(&world);
        let mark = tablet.gets("/talk/1").expect(200).mark().to_owned();
        if given_back {
            let sent = tablet.presses(&mark, "/talk/give-back", "").expect(303);
            assert_eq!(sent.to.as_deref(), Some("/locked"));
        } else {
            world.clock.advance_seconds(SESSION_IDLE_SECONDS);
        }
        for path in addresses(&world) {
            let heard = tablet.gets(&path);
            tells_nobody(&heard, &path);
            let to = match path.as_str() {
                "/" => {
                    assert_eq!(heard.to.as_deref(), Some("/locked"));
                    continue;
                }
                "/sign-in" | "/locked" => continue,
                path => path,
            };
            assert_eq!(heard.status, 401, "{to}");
            assert!(
                heard.text.contains("this screen was handed over and is locked")
                    || heard.text.contains("This screen was handed over and is locked"),
                "{to}"
            );
        }
        // "Back", and a form that still stands there.
        tablet.presses(&mark, "/talk/answer", "answer=yes").expect(401);
        tablet.presses(&mark, "/talk/give-back", "").expect(401);
        let mut copied = world.nobody();
        copied.cookie = Some(before);
        copied.gets("/clinic").expect(401);
        // Only a full sign-in.
        tablet.signs_in(Role::Clinician);
        tablet.gets(&world.choice()).expect(200);
        tablet.gets("/talk/1").expect(404);
    }
}

#[test]
fn a_conversation_that_was_recorded_or_dropped_is_over_on_the_tablet_too() {
    let world = World::new();
    let (mut tablet, _) = handed_over(&world);
    tablet.gets("/talk/3").expect(200);
    let mut nurse = world.signed_in(Role::Clinician);
    let page = nurse.gets(&world.choice()).expect(200);
    assert!(page.text.contains("not given back"), "{}", page.text);
    nurse.presses(page.mark(), &format!("{}/drop", world.choice()), "").expect(303);
    let heard = tablet.gets("/talk/3").expect(401);
    assert!(heard.text.contains("Locked"));
    assert_eq!(world.view().lines.len(), 0);
}

/// To whoever is not of healthcare the pages are as if nobody had built them.
#[test]
fn to_the_prison_no_page_of_a_choice_is_there_by_any_address() {
    let world = World::new();
    let (_tablet, _) = handed_over(&world);
    let healthcare = [
        Role::Clinician,
        Role::ReceptionNurse,
        Role::DischargeNurse,
        Role::HealthcareAdministrator,
        Role::HeadOfHealthcare,
    ];
    let paths: Vec<String> = addresses(&world)
        .into_iter()
        .filter(|path| of_the_conversation(path) || path.contains("/choice"))
        .collect();
    assert!(paths.len() >= 14, "{paths:?}");
    for role in Role::ALL.iter().filter(|role| !healthcare.contains(role)) {
        let mut prison = world.signed_in(*role);
        let mark = prison.gets("/may-see").mark().to_owned();
        for path in &paths {
            for (method, body) in [
                ("GET", String::new()),
                ("POST", format!("csrf={mark}&form=take-back&version=0&paper=card&language=sq&means=read")),
            ] {
                let same = [("sec-fetch-site", "same-origin")];
                let heard = prison.sends(method, path, &same, &body);
                let nothing = prison.sends(method, "/no/such/page", &same, &body);
                assert_eq!(heard, nothing, "{role}: {method} {path}");
                assert_eq!(heard.status, 404, "{role}: {method} {path}");
            }
        }
    }
    // To staff of healthcare the patient's own pages are not there either, and whoever only looks gets no button.
    for role in healthcare {
        let mut staff = world.signed_in(role);
        staff.gets("/talk/1").expect(404);
        let page = staff.gets(&world.choice()).expect(200);
        let records = matches!(role, Role::Clinician | Role::ReceptionNurse | Role::DischargeNurse);
        let buttons = page.text[page.text.find("<main").unwrap()..].matches("<form").count();
        assert_eq!(buttons > 0, records, "{role}");
        if !records {
            for to in ["record", "hand-over", "hand-over-again", "drop", "print"] {
                let form = "form=take-back&version=0&language=sq&means=read&paper=sheet";
                staff.presses(page.mark(), &format!("{}/{to}", world.choice()), form).expect(404);
            }
        }
    }
}
