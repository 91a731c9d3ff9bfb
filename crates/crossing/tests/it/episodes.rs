//! How patients are registered, as PDS has it, to whoever may know: what is kept back is told to nobody and is no none.

use crate::told::{HERE, HOME, NHS, Spine, Told, nhs, ods, told};
use crossing::disclose::registrations::Whose;
use crossing::disclose::registrations::episodes::EpisodeView;
use crossing::disclose::registrations::form::From;
use crossing::disclose::registrations::work::Work;
use doubles::pds::Act as AtPds;
use doubles::prison::Act as Happens;
use registration::episodes::{State, Whose as At};
use std::sync::Arc;
use vocab::crossing::{Purpose, Role};
use vocab::registration::{Answer, Harm, LeavingStep, NumberTrouble, UnitStanding};

impl Told {
    fn episodes(&self) -> Vec<EpisodeView> {
        self.episodes_to(&self.nurse_of("MDI")).unwrap().entries
    }

    /// Where and how, in short.
    fn registered(&self) -> Vec<(String, State)> {
        let name = |whose: &At| match whose {
            At::Unit(prison, practice) => {
                format!("{prison} {}", practice.as_ref().map_or("-", |practice| practice.text()))
            }
            At::Practice(practice) => practice.text().to_owned(),
            At::NotSaid => "not said".to_owned(),
        };
        self.episodes().iter().map(|view| (name(&view.episode.whose), view.episode.state)).collect()
    }

    fn beside(&self) -> String {
        self.episodes_to(&self.nurse_of("MDI")).unwrap().note.unwrap().words
    }

    fn a_week_goes_by(&self, spine: &Arc<Spine>) {
        self.goes_on_seconds(8 * 86_400);
        self.settles();
        self.reads_pds(spine);
    }
}

fn row(name: &str, state: State) -> (String, State) {
    (name.to_owned(), state)
}

#[test]
fn a_yes_waits_until_pds_says_so_and_the_gp_before_is_kept_in_sight() {
    let told = told();
    let spine = Spine::of(&told);
    assert_eq!(told.registered(), [row("not said", State::NotKnown)]);
    told.reads_pds(&spine);
    let checked = told.registration().checked;
    assert_eq!(told.registered(), [row(HOME, State::Stands)]);
    assert_eq!(
        (told.episodes()[0].episode.checked, told.episodes()[0].episode.before_custody),
        (checked, true)
    );
    assert!(told.beside().starts_with("Registered at a practice, as PDS has it, read "), "{}", told.beside());
    told.says(Answer::Yes);
    assert_eq!(told.registered(), [row("MDI -", State::Waiting), row(HOME, State::Stands)]);
    spine.registers(NHS, HERE);
    told.a_week_goes_by(&spine);
    assert_eq!(told.registered(), [row(&format!("MDI {HERE}"), State::Stands), row(HOME, State::Over)]);
    let over = &told.episodes()[1].episode;
    assert_eq!((over.on_pds, over.before_custody), (Some(false), true));
}

#[test]
fn what_the_health_unit_says_is_shown_as_its_word_and_stands_by_pdss_alone() {
    let told = told();
    let spine = Spine::of(&told);
    told.reads_pds(&spine);
    let nurse = told.nurse_of("MDI");
    let says = |standing| {
        let said = told.crossing().unit_says(&nurse, told.patient, standing);
        told.runtime.block_on(said).unwrap();
        told.goes_on_seconds(60);
    };
    says(UnitStanding::Temporary);
    assert_eq!(told.registered(), [row("MDI -", State::Stands), row(HOME, State::Stands)]);
    assert!(told.episodes()[0].episode.temporary);
    says(UnitStanding::Regular);
    assert_eq!(told.registered(), [row("MDI -", State::Waiting), row(HOME, State::Stands)]);
    assert_eq!(told.episodes()[0].episode.unit, Some(UnitStanding::Regular));
}

/// Of a protected person nobody is told a place over this door, not even whoever may see it on the page.
#[test]
fn of_a_protected_person_it_is_told_that_it_is_kept_back_and_no_place() {
    let told = told();
    let spine = Spine::of(&told);
    told.reads_pds(&spine);
    spine.happens(&AtPds::Restrict { number: nhs(NHS) });
    told.a_week_goes_by(&spine);
    for role in [
        Role::Clinician,
        Role::ReceptionNurse,
        Role::DischargeNurse,
        Role::HealthcareAdministrator,
        Role::HeadOfHealthcare,
        Role::CareSystem,
    ] {
        let page = told.episodes_to(&told.caller(role, role.purpose_usual())).unwrap();
        let [kept] = &page.entries[..] else { panic!("{role}: {page:?}") };
        assert_eq!((&kept.episode.whose, kept.episode.state), (&At::NotSaid, State::Kept), "{role}");
        let told_of = serde_json::to_string(&page).unwrap();
        assert!(!told_of.contains(HOME) && !told_of.contains("MDI"), "{role}: {told_of}");
        assert!(page.note.unwrap().words.contains("that is no \"none\""), "{role}");
    }
    // The form leaves the surgery to be asked, though it was known before.
    told.says(Answer::Yes);
    let form = told.form_to(&told.nurse_of("MDI")).unwrap();
    assert!(form.form.items.iter().all(|item| !matches!(item.from, Some(From::Pds(_)))));
    assert!(!serde_json::to_string(&form).unwrap().contains(HOME));
    // And whoever may not open a protected record is not told what was chosen either.
    let administrator = told.caller(Role::HealthcareAdministrator, Purpose::ClinicAdministration);
    assert_eq!(told.responses_to(&administrator).unwrap().total, 0);
    assert_eq!(told.responses_to(&told.nurse_of("MDI")).unwrap().total, 2);
}

#[test]
fn the_form_names_the_practice_that_is_left_and_where_that_was_read() {
    let told = told();
    let spine = Spine::of(&told);
    told.reads_pds(&spine);
    told.says(Answer::Yes);
    let form = told.form_to(&told.nurse_of("MDI")).unwrap();
    let answer = |text: &str| {
        let item = form.form.items.iter().find(|item| item.text == text).unwrap();
        (item.answer.as_ref().map(|answer| answer.words()), item.from.unwrap())
    };
    let read = From::Pds(told.registration().checked.unwrap());
    assert_eq!(answer("Current Surgery name"), (Some(format!("ODS code {HOME}")), read));
    assert_eq!(answer("Are you registering with a UK GP for the first time"), (Some("No".to_owned()), read));
    assert_eq!(answer("What is your NHS number"), (Some(NHS.to_owned()), From::CareRecord));
}

#[test]
fn no_gp_and_no_record_are_two_things_and_both_say_what_is_to_be_done() {
    let told = told();
    let spine = Spine::of(&told);
    spine.happens(&AtPds::Suspend { number: nhs(NHS) });
    told.reads_pds(&spine);
    let nurse = told.nurse_of("MDI");
    assert_eq!(told.registered(), []);
    assert!(told.beside().starts_with("PDS names no practice, read "), "{}", told.beside());
    let work = told.work_to(&nurse, Whose::default()).unwrap();
    assert_eq!(work.iter().map(|view| view.work).collect::<Vec<_>>(), [Work::Harm(Harm::NoGp)]);
    spine.happens(&AtPds::Invalidate { number: nhs(NHS) });
    told.a_week_goes_by(&spine);
    assert_eq!(told.registered(), [row("not said", State::NotKnown)]);
    assert!(told.beside().contains("no record under this patient's NHS number"), "{}", told.beside());
    let work = told.work_to(&nurse, Whose::default()).unwrap();
    assert!(work.iter().any(|view| view.work == Work::NhsNumber(NumberTrouble::Invalidated)), "{work:?}");
}

/// What was read under a number that the care record carries no longer may be somebody else's.
#[test]
fn what_was_read_under_another_number_is_nobodys() {
    let told = told();
    let spine = Spine::of(&told);
    told.reads_pds(&spine);
    assert_eq!(told.registered(), [row(HOME, State::Stands)]);
    told.goes_on_seconds(60);
    let other =
        crate::support::patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", Some("9990001006"));
    assert_eq!(told.site.patient(&other), told.patient);
    assert_eq!(told.registered(), [row("not said", State::NotKnown)]);
    assert_eq!(told.registration().practices[0].what.is(), Some(&ods(HOME)), "it is kept, and not shown");
}

/// Whoever left is still their last prison's to help to a GP: it knows how they are registered, and not what they chose.
#[test]
fn after_a_release_the_last_prison_still_sees_how_they_are_registered() {
    let told = told();
    let spine = Spine::of(&told);
    told.says(Answer::Yes);
    spine.registers(NHS, HERE);
    told.reads_pds(&spine);
    told.hears_of(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    told.settling_time_goes_by();
    assert_eq!(told.registered(), [row(&format!("MDI {HERE}"), State::Stands)]);
    let nurse = told.nurse_of("MDI");
    assert_eq!(told.responses_to(&nurse).unwrap().total, 0);
    assert_eq!(told.episodes_to(&told.nurse_of("HLI")).unwrap().total, 0);
    let read = told.runtime.block_on(told.crossing().episode_read(&nurse, &told.episodes()[0].id));
    assert!(read.is_ok());
    let work = told.work_to(&nurse, Whose::default()).unwrap();
    let (steps, others): (Vec<_>, Vec<_>) =
        work.iter().map(|view| view.work).partition(|work| matches!(work, Work::Leaving(_)));
    assert_eq!(others, [Work::Harm(Harm::LeftStillHere)]);
    assert!(steps.contains(&Work::Leaving(LeavingStep::PackHanded)), "{steps:?}");
}
