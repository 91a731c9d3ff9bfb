//! What patients choose about a GP: no movement adds, changes or takes away a line; nothing is asked for but on a
//! standing yes; nobody of the prison sees that there is a choice.

use crate::support::code;
use crate::told::told;
use crossing::WordingIs;
use crossing::disclose::DiscloseError;
use crossing::understood::{NotDone, Outcome};
use doubles::prison::Act as Happens;
use registration::recording::Refusal;
use vocab::crossing::{Mode, Purpose, Role, TaskKey};
use vocab::registration::{Answer, Check, Counted, Later, Said, Shown, Situation, Talk};

#[test]
fn a_yes_asks_for_registration_and_a_no_for_nothing() {
    let told = told();
    told.says(Answer::No);
    assert_eq!(told.gp_tasks(), []);
    told.goes_on_seconds(60);
    told.says(Answer::Yes);
    assert_eq!(told.gp_tasks(), [told.register("MDI")]);
    assert_eq!(told.view().asked_for, Some(told.now()));
    told.site.rebuilds_to_the_same();
}

#[test]
fn nobody_is_registered_by_arriving_moving_or_leaving() {
    let told = told();
    told.transferred();
    told.hears_of(&Happens::ToCourt { number: told.who });
    told.hears_of(&Happens::FromCourt { number: told.who });
    told.hears_of(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    told.settling_time_goes_by();
    assert_eq!(told.gp_tasks(), []);
    assert!(told.crossing().store().read(|view| view.choice(told.patient)).unwrap().is_none());
}

/// S12: she moves, and nobody must ask again; a new yes needs the conversation.
#[test]
fn s12_a_no_is_seen_in_the_next_prison_and_one_tap_takes_it_back() {
    let told = told();
    told.says(Answer::No);
    told.transferred();
    let view = told.view_in("HLI");
    assert_eq!(view.decided.as_deref(), Some("No, 5 November 2026, English (easy read), said back"));
    assert_eq!(
        (view.due, view.follows),
        ("Nothing. They may ask, and may take it back.", "Nothing: said no.")
    );
    assert!(matches!(told.adds_in("HLI", Said::Withdrawn), Outcome::Chosen { .. }));
    assert_eq!(told.view_in("HLI").follows, "Nothing: taken back.");
    assert_eq!(told.gp_tasks(), [], "a no that is taken back asks for nothing");
    // The prison that he left is shown nothing any more.
    let nurse = told.nurse_of("MDI");
    let asked = told.runtime.block_on(told.crossing().choice(&nurse, told.patient));
    assert!(matches!(asked, Err(DiscloseError::NotFound)));
}

#[test]
fn after_a_transfer_a_yes_waits_until_the_patient_was_told() {
    let told = told();
    told.says(Answer::Yes);
    told.transferred();
    assert_eq!(told.gp_tasks(), [], "the old prison's is over, the new one's not yet asked for");
    let view = told.view_in("HLI");
    assert_eq!(view.due, "Said yes in another prison: tell them what follows from it here.");
    let talk = told.last_line_in("HLI");
    assert!(matches!(
        told.adds_in("HLI", Said::ToldAgain { talk, prison: code("HLI") }),
        Outcome::Chosen { .. }
    ));
    assert_eq!(told.gp_tasks(), [told.register("HLI")]);
}

/// S05: on remand, nine days, out by the court's door.
#[test]
fn a_release_that_has_not_settled_takes_nothing_away_and_one_that_has_ends_what_waits() {
    let told = told();
    told.says(Answer::Yes);
    told.hears_of(&Happens::ToCourt { number: told.who });
    told.hears_of(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    assert_eq!(told.gp_tasks(), [told.register("MDI")], "reported is not settled");
    told.hears_of(&Happens::ReverseRelease { number: told.who });
    told.settling_time_goes_by();
    assert_eq!(told.gp_tasks(), [told.register("MDI")]);
    told.hears_of(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    told.settling_time_goes_by();
    assert_eq!(told.gp_tasks(), []);
    // Back on recall: what he said is shown, and not acted on.
    told.hears_of(&Happens::Receive { number: told.who, prison: code("MDI"), reason: "L".to_owned() });
    told.settling_time_goes_by();
    assert_eq!(told.gp_tasks(), []);
    let view = told.view();
    assert_eq!(view.follows, "Nothing: said in an earlier stay. It is shown, and not acted on.");
    assert!(view.decided.is_some_and(|words| words.starts_with("Yes, 5 November 2026")));
    told.site.rebuilds_to_the_same();
}

/// What was taken back, or put off since, is not read as what stands.
#[test]
fn an_answer_that_was_taken_back_is_never_shown_as_one_that_stands() {
    let told = told();
    let decided = || told.view().decided.unwrap();
    told.says(Answer::Yes);
    let yes = "Yes, 5 November 2026, English (easy read), said back";
    assert_eq!(decided(), yes);
    told.goes_on_seconds(86_400);
    assert!(matches!(told.adds_in("MDI", Said::Withdrawn), Outcome::Chosen { .. }));
    assert_eq!(decided(), format!("Taken back on 6 November 2026. Before that: {yes}"));
    told.says(Answer::NotNow);
    let later = "Not now, 6 November 2026, English (easy read), said back";
    assert_eq!(decided(), format!("{later}. Before that: {yes}"));
    told.goes_on_seconds(60);
    told.says(Answer::No);
    assert_eq!(decided(), "No, 6 November 2026, English (easy read), said back");
}

#[test]
fn a_yes_that_is_taken_back_after_it_was_asked_for_helps_back_to_the_gp() {
    let told = told();
    told.says(Answer::Yes);
    assert!(matches!(told.adds_in("MDI", Said::Withdrawn), Outcome::Chosen { .. }));
    assert_eq!(told.gp_tasks(), [TaskKey::RejoinGp(told.patient, code("MDI"))]);
    assert_eq!(told.view().asked_for, None);
}

#[test]
fn of_two_nurses_at_once_the_second_looks_again() {
    let told = told();
    let version = told.view().version;
    let yes = told.talk(Answer::Yes);
    let no = Talk { held: yes.held.plus_seconds(-300), ..told.talk(Answer::No) };
    let add = |talk: Talk| told.adds_to("MDI", version, Said::Talk(Box::new(talk)), WordingIs::Checked);
    assert!(matches!(add(yes), Outcome::Chosen { .. }));
    assert!(matches!(add(no), Outcome::NotDone(NotDone::VersionConflict { .. })));
    assert_eq!(told.view().lines.len(), 1);
}

#[test]
fn on_trial_it_is_recorded_and_nothing_is_asked_for_and_off_it_is_refused() {
    let told = told();
    told.mode("MDI", Mode::Shadow);
    told.says(Answer::Yes);
    assert_eq!(told.gp_tasks(), []);
    told.mode("MDI", Mode::Off);
    let why = told.refused(Said::Talk(Box::new(told.talk(Answer::No))));
    assert!(why.contains(&Refusal::SwitchedOff), "{why:?}");
    // Whatever is switched, what was said can be taken back.
    assert!(matches!(told.adds_in("MDI", Said::Withdrawn), Outcome::Chosen { .. }));
}

#[test]
fn a_draft_counts_for_nothing_where_it_is_live() {
    let told = told();
    let yes = Said::Talk(Box::new(told.talk(Answer::Yes)));
    let version = told.view().version;
    let refused = |wording| match told.adds_to("MDI", version, yes.clone(), wording) {
        Outcome::NotDone(NotDone::Choice(why)) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(WordingIs::Draft), [Refusal::WordingDraft]);
    assert_eq!(refused(WordingIs::NotOurs), [Refusal::WordingNotOurs]);
}

/// The door itself looks up what the wording is: a hash that is not ours is refused, a draft at a live site, too.
#[test]
fn at_the_door_the_wording_is_looked_up_by_its_hash() {
    let told = told();
    let nurse = told.nurse_of("MDI");
    let wordings = registration::wording::Wordings::built_in().unwrap();
    let ours = wordings.get(registration::wording::Language::English, Situation::HasGp);
    let asks = |shown: Shown| {
        let said = Said::Talk(Box::new(Talk { shown, ..told.talk(Answer::Yes) }));
        let version = told.view().version;
        let done = told.runtime.block_on(told.crossing().choice_act(&nurse, told.patient, version, said));
        done.unwrap().outcome.unwrap()
    };
    let shown = told.talk(Answer::Yes).shown;
    assert!(
        matches!(asks(shown.clone()), Outcome::NotDone(NotDone::Choice(why)) if why == [Refusal::WordingNotOurs])
    );
    let right = Shown { hash: ours.hash.to_string(), ..shown };
    let other = Shown { situation: Situation::HasNone, ..right.clone() };
    assert!(
        matches!(asks(other), Outcome::NotDone(NotDone::Choice(why)) if why == [Refusal::WordingNotOurs])
    );
    told.mode("MDI", Mode::Shadow);
    assert!(matches!(asks(right), Outcome::Chosen { .. }), "on trial a draft will do");
}

/// S15: little English spoken.
#[test]
fn s15_little_english_spoken_is_not_met_by_reading_aloud_in_english() {
    let told = told();
    told.hears_of(&Happens::OpenAlert {
        number: told.who,
        code: "VLES".to_owned(),
        from: None,
        to: None,
        comment: None,
    });
    let why = told.refused(Said::Talk(Box::new(told.talk(Answer::Yes))));
    assert_eq!(why, [Refusal::LittleEnglish]);
    told.says(Answer::NotNow);
    assert_eq!(told.gp_tasks(), []);
}

#[test]
fn a_choice_of_whom_nobody_linked_is_refused_and_doubt_takes_nothing_away() {
    let told = told();
    told.says(Answer::Yes);
    let link = told.link_of(told.who, told.patient).unwrap();
    let stray = told.arrives("A8101KB", "KIERON", "BOYDE", "2002-04-10", "MDI");
    told.hears_of(&Happens::Merge { kept: told.who, removed: stray });
    assert_eq!(told.link_of(told.who, told.patient).unwrap().state, vocab::crossing::LinkState::InDoubt);
    assert!(told.gp_tasks().contains(&told.register("MDI")), "what was asked for stands");
    let why = told.refused(Said::Talk(Box::new(told.talk(Answer::No))));
    assert_eq!(why, [Refusal::InDoubt]);
    assert_eq!(told.view().lines.len(), 1);
    // Somebody looks, and it was he: it stands as before.
    told.confirms(&told.link_of(told.who, told.patient).unwrap(), None);
    assert!(told.gp_tasks().contains(&told.register("MDI")));
    // It was not: nothing waits for somebody of whom nobody knows where he is.
    assert_eq!(link.patient, told.patient);
}

#[test]
fn the_dead_are_asked_nothing() {
    let told = told();
    told.says(Answer::Yes);
    told.hears_of(&Happens::Die { number: told.who });
    let why = told.adds_to("MDI", 1, Said::Withdrawn, WordingIs::Checked);
    assert!(matches!(why, Outcome::NotDone(NotDone::Choice(why)) if why == [Refusal::Died]));
}

#[test]
fn nobody_of_the_prison_sees_even_that_there_is_a_choice() {
    let told = told();
    told.says(Answer::Yes);
    for role in Role::ALL {
        for purpose in Purpose::ALL {
            let caller = told.caller(*role, *purpose);
            let seen = told.runtime.block_on(told.crossing().choice(&caller, told.patient)).is_ok();
            let healthcare = matches!(
                role,
                Role::Clinician
                    | Role::ReceptionNurse
                    | Role::DischargeNurse
                    | Role::HealthcareAdministrator
                    | Role::HeadOfHealthcare
            );
            let cares = matches!(purpose, Purpose::DirectCare | Purpose::ClinicAdministration);
            // The clinical system registers patients, and reads what they chose for nothing else.
            let registers = *role == Role::CareSystem && *purpose == Purpose::DirectCare;
            assert!(!seen || (healthcare && cares) || registers, "{role} for {purpose}");
            assert!(seen || !(healthcare && *purpose == role.purpose_usual()), "{role} for {purpose}");
            let said = Said::Withdrawn;
            let added =
                told.runtime.block_on(told.crossing().choice_act(&caller, told.patient, 99, said)).is_ok();
            let treats = matches!(role, Role::Clinician | Role::ReceptionNurse | Role::DischargeNurse);
            assert_eq!(added, treats && *purpose == Purpose::DirectCare, "{role} for {purpose}");
        }
    }
}

/// S17: withdrawing, he is asked later and in time. It is no refusal, and the letters about checks are asked apart.
#[test]
fn s17_put_off_while_withdrawing_is_no_refusal_and_he_is_asked_again_in_time() {
    let told = told();
    let day = |text: &str| text.parse::<jiff::civil::Date>().unwrap();
    let bowel = Said::Check { check: Check::Bowel, answer: Answer::Yes, shown: told.talk(Answer::Yes).shown };
    assert!(matches!(told.adds_in("MDI", bowel), Outcome::Chosen { .. }));
    let put_off = |until| Said::PutOff { stay: told.stay(), why: Later::Withdrawing, until: day(until) };
    assert_eq!(told.refused(put_off("2027-11-20")), [Refusal::AgainNotPlanned], "later is no never");
    assert!(matches!(told.adds_in("MDI", put_off("2026-11-07")), Outcome::Chosen { .. }));
    let view = told.view();
    assert_eq!((view.decided, view.due_on), (None, Some(day("2026-11-07"))));
    assert_eq!(told.gp_tasks(), [], "nothing is registered");
    let counted = |told: &crate::told::Told| told.registration().followed.unwrap().counted;
    assert_eq!(counted(&told), Counted::NotNow);
    // The day comes, and he is on top of the list.
    told.it_is("2026-11-07T09:00:00Z");
    let nurse = told.nurse_of("MDI");
    let list = told.runtime.block_on(told.crossing().due_list(&nurse, 1)).unwrap().get().clone();
    assert_eq!((list.due, list.rows[0].patient), (1, told.patient));
    assert!(list.rows[0].why.contains("withdrawing"), "{}", list.rows[0].why);
    // Asked then, he says no: that is a refusal, and the letters about checks are still to find him.
    told.says(Answer::No);
    assert_eq!(counted(&told), Counted::No);
    let checks = told.view().checks.unwrap().checks;
    let bowel = checks.into_iter().find(|view| view.check == Check::Bowel).unwrap();
    assert_eq!((bowel.answer, bowel.to_tell), (Some(Answer::Yes), true));
    told.site.rebuilds_to_the_same();
}

#[test]
fn a_yes_is_over_when_they_are_first_read_on_the_way_on_in_another_custody() {
    let told = told();
    told.says(Answer::Yes);
    assert_eq!(told.gp_tasks(), [told.register("MDI")]);
    let said_in = told.stay();
    // Nothing of it is read until they are on their way to the next prison.
    told.goes_on_seconds(600);
    told.happens(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    told.happens(&Happens::Receive { number: told.who, prison: code("MDI"), reason: "24".to_owned() });
    told.hears_of(&Happens::TransferOut { number: told.who, to: code("HLI"), reason: "NOTR".to_owned() });
    assert_ne!(told.stay(), said_in);
    assert_eq!(told.gp_tasks(), []);
    told.hears_of(&Happens::TransferIn { number: told.who });
    told.settling_time_goes_by();
    assert_eq!(told.gp_tasks(), [], "nor where they arrive");
    assert!(told.view_in("HLI").follows.starts_with("Nothing: said in an earlier stay"));
    told.site.rebuilds_to_the_same();
}
