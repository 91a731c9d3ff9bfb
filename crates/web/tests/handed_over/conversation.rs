//! A conversation from its beginning to its line in the record.

use crate::world::{Browser, World};
use registration::wording::{Language, Situation, Wording};
use vocab::crossing::{Mode, Role};
use vocab::registration::{Answer, Check};

fn wording(language: Language) -> &'static Wording {
    crossing::disclose::choice::wordings().unwrap().get(language, Situation::NotKnown)
}

const SAID_BACK: &str = "gp-at-home=said-back&seen-anyway=said-back&may-change=said-back";

fn hands_over<'w>(world: &'w World, set_up: &str) -> Browser<'w> {
    let mut tablet = world.signed_in(Role::Clinician);
    let page = tablet.gets(&world.choice()).expect(200);
    let to = format!("{}/hand-over", world.choice());
    tablet.presses(page.mark(), &to, set_up).expect(303);
    tablet
}

/// The patient goes through it all and presses an answer; the screen is given back, and the nurse signs in at it.
fn goes_through(tablet: &mut Browser<'_>, answer: &str) {
    for page in 1..=16 {
        tablet.gets(&format!("/talk/{page}")).expect(200);
    }
    let mark = tablet.gets("/talk/16").expect(200).mark().to_owned();
    tablet.presses(&mark, "/talk/answer", &format!("answer={answer}")).expect(303);
    tablet.gets("/talk/said").expect(200);
    tablet.presses(&mark, "/talk/give-back", "").expect(303);
    tablet.signs_in(Role::Clinician);
}

#[test]
fn what_the_patient_pressed_is_recorded_with_what_was_said_back() {
    let world = World::new();
    let mut tablet = hands_over(&world, "form=set-up&language=sr&means=read");
    let mark = tablet.gets("/talk/5").expect(200).mark().to_owned();
    let told = tablet.presses(&mark, "/talk/not-clear", "page=5").expect(303);
    assert_eq!(told.to.as_deref(), Some("/talk/5"));
    assert!(tablet.gets("/talk/5").text.contains(&wording(Language::Serbian).controls.not_clear_then));
    goes_through(&mut tablet, "no");
    let page = tablet.gets(&world.choice()).expect(200);
    for said in ["not written down yet", "<strong>No</strong>", "page 5: If you say yes", "page 16 of 16"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert_eq!(world.view().lines.len(), 0, "nothing is written down by pressing");
    let form = format!("form=talk&version=0&means=read&words=They+take+me+off&{SAID_BACK}");
    let record = format!("{}/record", world.choice());
    let done = tablet.presses(page.mark(), &record, &form).expect(303);
    assert!(done.to.unwrap().ends_with("/choice?done=1"));
    let view = world.view();
    assert_eq!(view.decided.as_deref(), Some("No, 12 November 2026, Serbian, said back"));
    // It is open no more, and a form that is sent twice says why nothing is done.
    let again = tablet.presses(page.mark(), &record, &form).expect(409);
    assert!(again.text.contains("not kept any more"), "{}", again.text);
    assert_eq!(world.view().lines.len(), 1);
}

#[test]
fn asking_for_time_is_not_now_and_wants_a_day() {
    let world = World::new();
    let mut tablet = hands_over(&world, "form=set-up&language=vi&means=audio");
    let mark = tablet.gets("/talk/1").expect(200).mark().to_owned();
    tablet.presses(&mark, "/talk/answer", "answer=later").expect(303);
    tablet.presses(&mark, "/talk/give-back", "").expect(303);
    tablet.signs_in(Role::Clinician);
    let page = tablet.gets(&world.choice()).expect(200);
    let teach = "gp-at-home=not-asked&seen-anyway=not-asked&may-change=not-asked";
    let record = format!("{}/record", world.choice());
    let form = format!("form=talk&version=0&means=audio&words=Kh%C3%B4ng+bi%E1%BA%BFt&{teach}");
    let refused = tablet.presses(page.mark(), &record, &form).expect(409);
    assert!(refused.text.contains("Plan when it is gone through again: a day within the next 28."));
    assert!(refused.text.contains("Không biết"), "what was typed is lost");
    assert!(refused.text.contains("value=\"not-asked\" checked"), "what was chosen is lost");
    tablet.presses(page.mark(), &record, &format!("{form}&again=2026-11-14")).expect(303);
    let view = world.view();
    assert_eq!(view.decided, None);
    assert_eq!((view.due, view.due_on), ("Asked for later.", Some(jiff::civil::date(2026, 11, 14))));
}

#[test]
fn an_answer_cannot_be_made_another_on_its_way_into_the_record() {
    let world = World::new();
    let mut tablet = hands_over(&world, "form=set-up&language=en-GB&means=read");
    goes_through(&mut tablet, "no");
    let page = tablet.gets(&world.choice()).expect(200);
    let form = format!("form=talk&version=0&means=read&answer=yes&{SAID_BACK}");
    tablet.presses(page.mark(), &format!("{}/record", world.choice()), &form).expect(303);
    assert!(world.view().decided.unwrap().starts_with("No, "));
}

#[test]
fn what_would_be_refused_afterwards_is_refused_before_the_screen_leaves_the_nurse() {
    let world = World::new();
    let mut nurse = world.signed_in(Role::Clinician);
    let page = nurse.gets(&world.choice()).expect(200);
    let to = format!("{}/hand-over", world.choice());
    for (form, why) in [
        ("form=set-up&means=read", "Choose the language."),
        ("form=set-up&language=sq", "Say how it was explained"),
        ("form=set-up&language=sq&means=interpreter", "Say who interpreted"),
        (
            "form=set-up&language=sq&means=interpreter&interpreter=officer&reference=Wright",
            "An officer cannot interpret this",
        ),
        (
            "form=set-up&language=sq&means=interpreter&interpreter=prisoner&reference=Wright",
            "Another prisoner cannot",
        ),
        (
            "form=set-up&language=sq&means=interpreter&interpreter=relative&reference=Wright",
            "A relative or friend cannot",
        ),
        ("form=set-up&language=sq&means=interpreter&interpreter=telephone", "write the interpreter"),
    ] {
        let heard = nurse.presses(page.mark(), &to, form).expect(409);
        assert!(heard.text.to_lowercase().contains(&why.to_lowercase()), "{form}: {}", heard.text);
        if form.contains("Wright") {
            assert!(heard.text.contains("value=\"Wright\""), "what was typed is lost");
        }
    }
    // The nurse is still signed in, and no conversation is open.
    let page = nurse.gets(&world.choice()).expect(200);
    assert!(!page.text.contains("not written down yet"));
}

#[test]
fn of_two_who_record_at_once_the_second_looks_again_and_loses_nothing() {
    let world = World::new();
    let mut nurse = world.signed_in(Role::Clinician);
    let page = nurse.gets(&world.choice()).expect(200);
    let record = format!("{}/record", world.choice());
    let form = "form=put-off&version=0&why=unwell&until=2026-11-13";
    nurse.presses(page.mark(), &record, form).expect(303);
    let second = nurse
        .presses(page.mark(), &record, "form=put-off&version=0&why=distressed&until=2026-11-15")
        .expect(409);
    assert!(second.text.contains("Someone else changed this"), "{}", second.text);
    assert!(
        second.text.contains("value=\"2026-11-15\"") && second.text.contains("value=\"distressed\" selected")
    );
    assert!(second.text.contains("Put off until 13 November"), "what was written meanwhile is not shown");
    assert!(second.text.contains("name=\"version\" value=\"1\""));
    assert_eq!(world.view().lines.len(), 1);
}

#[test]
fn a_conversation_on_paper_is_known_by_the_mark_of_its_sheet() {
    let world = World::new();
    let mut nurse = world.signed_in(Role::ReceptionNurse);
    let page = nurse.gets(&world.choice()).expect(200);
    let sheet = nurse
        .presses(page.mark(), &format!("{}/print", world.choice()), "paper=sheet&language=pl")
        .expect(200);
    let mark = wording(Language::Polish).hash.mark();
    assert!(sheet.text.contains(mark) && sheet.text.contains("reception-nurse.one"));
    assert!(!sheet.text.contains("BOYD"), "a sheet says whose it is");
    let record = format!("{}/record", world.choice());
    let form = |mark: &str| {
        format!(
            "form=paper&version=0&mark={mark}&date=2026-11-12&time=07:40&means=read-aloud&answer=yes&{SAID_BACK}"
        )
    };
    let refused = nurse.presses(page.mark(), &record, &form("00000000")).expect(409);
    assert!(refused.text.contains("The words that were shown are not ones we have"), "{}", refused.text);
    assert!(refused.text.contains("value=\"00000000\"") && refused.text.contains("value=\"07:40\""));
    // Where it is live, a draft is no wording for a yes.
    world.switches(Mode::Live);
    let refused = nurse.presses(page.mark(), &record, &form(mark)).expect(409);
    assert!(refused.text.contains("Nobody has checked these words in this language yet"), "{}", refused.text);
    world.switches(Mode::Shadow);
    nurse.presses(page.mark(), &record, &form(mark)).expect(303);
    assert_eq!(world.view().decided.as_deref(), Some("Yes, 12 November 2026, Polish, said back"));
    // The copy says what was said; taken back, there is none.
    let print = format!("{}/print", world.choice());
    let copy = nurse.presses(page.mark(), &print, "paper=copy&language=pl").expect(200);
    assert!(copy.text.contains(&wording(Language::Polish).copy_said(registration::wording::Offer::Yes)));
    let card = nurse.presses(page.mark(), &print, "paper=card&language=pl").expect(200);
    assert!(card.text.contains(&wording(Language::Polish).paper.card_outside));
    nurse.presses(page.mark(), &record, "form=take-back&version=1").expect(303);
    nurse.presses(page.mark(), &print, "paper=copy&language=pl").expect(422);
    let leaving = nurse.presses(page.mark(), &print, "paper=leaving&language=pl").expect(200);
    assert!(leaving.text.contains(&wording(Language::Polish).leaving.tell));
    let checks = nurse.presses(page.mark(), &print, "paper=checks&language=pl").expect(200);
    let of_age = &wording(Language::Polish).screening.checks;
    let asked = of_age.iter().filter(|text| checks.text.contains(&text.text)).map(|text| text.check);
    let view = world.view().checks.unwrap();
    assert_eq!(asked.collect::<Vec<_>>(), view.checks.iter().map(|one| one.check).collect::<Vec<_>>());
    assert!(!view.others.is_empty(), "those of another age are not asked about");
}

#[test]
fn after_a_restart_the_nurse_is_told_that_the_conversation_was_not_kept() {
    let mut world = World::new();
    let cookie = {
        let mut tablet = hands_over(&world, "form=set-up&language=sr&means=read");
        tablet.gets("/talk/2").expect(200);
        tablet.cookie.clone()
    };
    world.clock.advance_seconds(60);
    world.starts_again();
    let mut tablet = world.nobody();
    tablet.cookie = cookie;
    tablet.gets("/talk/2").expect(401);
    tablet.signs_in(Role::Clinician);
    let page = tablet.gets(&world.choice()).expect(200);
    assert!(page.text.contains("was not kept. Ask again."), "{}", page.text);
    let form = format!("form=talk&version=0&means=read&{SAID_BACK}");
    let heard = tablet.presses(page.mark(), &format!("{}/record", world.choice()), &form).expect(409);
    assert!(heard.text.contains("Nothing of it was written down: ask again"), "{}", heard.text);
    assert_eq!(world.view().lines.len(), 0);
}

#[test]
fn checks_are_answered_each_by_itself_and_a_clinician_answers_for_what_was_not_explained() {
    let world = World::new();
    let mut nurse = world.signed_in(Role::Clinician);
    let page = nurse.gets(&world.choice()).expect(200);
    let record = format!("{}/record", world.choice());
    let missing =
        nurse.presses(page.mark(), &record, "form=check&version=0&check=bowel&answer=yes").expect(409);
    assert!(missing.text.contains("Say in which language it was asked."));
    nurse
        .presses(page.mark(), &record, "form=check&version=0&check=bowel&answer=yes&language=tr")
        .expect(303);
    nurse
        .presses(page.mark(), &record, "form=check&version=1&check=aaa&answer=not-now&language=tr")
        .expect(303);
    let mark = wording(Language::Turkish).hash.mark();
    let form = format!(
        "form=paper&version=2&mark={mark}&date=2026-11-12&time=07:40&means=read&answer=yes&again=2026-11-20\
         &gp-at-home=missed&seen-anyway=said-back&may-change=said-back"
    );
    nurse.presses(page.mark(), &record, &form).expect(303);
    let view = world.view();
    let said = |view: &crossing::disclose::choice::ChoiceView, check| {
        let checks = view.checks.clone().unwrap().checks;
        checks.into_iter().find(|one| one.check == check).and_then(|one| one.answer)
    };
    assert_eq!(said(&view, Check::Bowel), Some(Answer::Yes));
    assert_eq!(said(&view, Check::Aaa), Some(Answer::NotNow));
    assert_eq!(view.follows, "Nothing: the explanation is not finished.");
    let untold = nurse
        .presses(page.mark(), &record, "form=check-note&version=3&check=aaa&note=programme-told")
        .expect(409);
    assert!(untold.text.contains("No yes to this check stands"));
    nurse.presses(page.mark(), &record, "form=check-note&version=3&check=aaa&note=not-for-them").expect(303);
    nurse
        .presses(page.mark(), &record, "form=check-note&version=4&check=bowel&note=programme-told")
        .expect(303);
    nurse.presses(page.mark(), &record, "form=check-note&version=5&check=bowel&note=else").expect(409);
    let line = view.open.act_all_the_same.unwrap();
    let empty = nurse
        .presses(page.mark(), &record, &format!("form=act-all-the-same&version=5&line={line}"))
        .expect(409);
    assert!(empty.text.contains("Write why it is to be acted on all the same"));
    let mut reception = world.signed_in(Role::ReceptionNurse);
    let theirs = reception.gets(&world.choice()).expect(200);
    assert!(!theirs.text.contains("For a clinician"));
    let form = format!("form=act-all-the-same&version=5&line={line}&why=Told+again+by+an+interpreter");
    reception.presses(theirs.mark(), &record, &form).expect(404);
    nurse.presses(page.mark(), &record, &form).expect(303);
    assert_eq!(world.view().follows, "To be registered here.");
}

#[test]
fn a_recording_is_played_whole_or_in_pieces_and_only_to_the_conversation() {
    let world = World::new();
    let spoken = wording(Language::Somali).spoken();
    let folder = world.recordings().join("so");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{}.mp3", spoken[0].name())), b"0123456789").unwrap();
    // Of words that were changed since.
    std::fs::write(folder.join("s-choose.00000000.mp3"), b"old words").unwrap();
    let mut tablet = hands_over(&world, "form=set-up&language=so&means=audio");
    let page = tablet.gets("/talk/1").expect(200);
    let controls = &wording(Language::Somali).controls;
    assert!(page.text.contains("/talk/1/voice") && !page.text.contains(&controls.computer_voice));
    assert_eq!(tablet.gets("/talk/1/voice").expect(200).text, "0123456789");
    let piece = tablet.gets_with("/talk/1/voice", &[("range", "bytes=2-4")]).expect(206);
    assert_eq!((piece.text.as_str(), piece.kept.as_str()), ("234", "no-store"));
    tablet.gets_with("/talk/1/voice", &[("range", "bytes=10-")]).expect(416);
    // The next has none: its page says so, and nothing is played.
    let silent = tablet.gets("/talk/2").expect(200);
    assert!(
        !silent.text.contains("<audio") && silent.text.contains(&controls.no_voice.replace('\'', "&#39;"))
    );
    tablet.gets("/talk/2/voice").expect(404);
    world.nobody().gets("/talk/1/voice").expect(401);
    world.signed_in(Role::Officer).gets("/talk/1/voice").expect(404);
    // It is told to the nurse that it was heard.
    let nurse = world.signed_in(Role::Clinician).gets(&world.choice()).expect(200);
    assert!(nurse.text.contains("with sound"));
}
