//! What clinical systems read about a patient's GP: an answer as it was said with how it stands, in which words, what is
//! to be done, who may be told, how they are registered. Nobody of the prison finds anything.

use crate::support::code;
use crate::told::{Told, told};
use crossing::Context;
use crossing::WordingIs;
use crossing::disclose::DiscloseError;
use crossing::disclose::registrations::Whose;
use crossing::disclose::registrations::conversations::{
    ConversationView, ResponseSearch, ResponseView, What,
};
use crossing::disclose::registrations::episodes::{EpisodeSearch, EpisodeView};
use crossing::disclose::registrations::form::{FormView, From};
use crossing::disclose::registrations::permissions::{PermissionSearch, PermissionView};
use crossing::disclose::registrations::wordings::WordingSearch;
use crossing::disclose::registrations::work::{Work, WorkSearch, WorkView};
use crossing::disclose::search::Page;
use crossing::understood::{NotDone, Outcome};
use doubles::prison::Act as Happens;
use registration::episodes::State;
use registration::recording::Refusal;
use registration::standing::Standing;
use registration::wording::{Language, Status, Wordings};
use vocab::crossing::{Mode, Purpose, Role, TaskKey};
use vocab::registration::{
    Answer, Check, Interpreter, InterpreterIs, Means, Said, Shown, Situation, Talk, ToldTo, Words,
};

const QUESTION: &str = "Da li želite da zatvorski lekar bude Vaš porodični lekar?";

impl Told {
    pub(crate) fn whose(&self) -> Whose {
        Whose { patients: vec![self.patient.to_string()], ..Whose::default() }
    }

    pub(crate) fn responses_to(&self, ctx: &Context) -> Result<Page<ResponseView>, DiscloseError> {
        let search = ResponseSearch { whose: self.whose(), most: 50, ..ResponseSearch::default() };
        let found = self.runtime.block_on(self.crossing().response_search(ctx, search))?;
        Ok(found.get().clone())
    }

    fn responses_in(&self, prison: &str) -> Vec<ResponseView> {
        self.responses_to(&self.nurse_of(prison)).unwrap().entries
    }

    /// The conversations, oldest first.
    fn conversations_in(&self, prison: &str) -> Vec<ConversationView> {
        let offers = self.responses_in(prison).into_iter().filter_map(|view| match view.what {
            What::Offer(talk) => Some(*talk),
            What::Form(_) => None,
        });
        offers.collect()
    }

    fn standing(&self) -> Standing {
        self.conversations_in("MDI").pop().unwrap().standing
    }

    pub(crate) fn work_to(&self, ctx: &Context, whose: Whose) -> Result<Vec<WorkView>, DiscloseError> {
        let search = WorkSearch { whose, most: 50, ..WorkSearch::default() };
        let found = self.runtime.block_on(self.crossing().registration_work_search(ctx, search))?;
        Ok(found.get().entries.clone())
    }

    fn permissions_to(&self, ctx: &Context) -> Result<Vec<PermissionView>, DiscloseError> {
        let search = PermissionSearch { whose: self.whose(), most: 50, ..PermissionSearch::default() };
        let found = self.runtime.block_on(self.crossing().permission_search(ctx, search))?;
        Ok(found.get().entries.clone())
    }

    pub(crate) fn episodes_to(&self, ctx: &Context) -> Result<Page<EpisodeView>, DiscloseError> {
        let search = EpisodeSearch { whose: self.whose(), most: 50, ..EpisodeSearch::default() };
        let found = self.runtime.block_on(self.crossing().episode_search(ctx, search))?;
        Ok(found.get().clone())
    }

    pub(crate) fn form_to(&self, ctx: &Context) -> Result<FormView, DiscloseError> {
        let found = self.runtime.block_on(self.crossing().registration_form(ctx, self.patient))?;
        Ok(found.get().clone())
    }

    fn tells(&self, answer: Answer) -> Outcome {
        let shown = self.talk(Answer::Yes).shown;
        self.adds_in("MDI", Said::Tell { whom: ToldTo::CommunityGp, answer, shown })
    }

    fn put(&self, talk: Talk) {
        let added = self.adds_in("MDI", Said::Talk(Box::new(talk)));
        assert!(matches!(added, Outcome::Chosen { .. }), "{added:?}");
    }
}

/// A no in Serbian, through an interpreter, said back.
fn no_in_serbian(told: &Told) -> Talk {
    let wordings = Wordings::built_in().unwrap();
    let wording = wordings.get(Language::Serbian, Situation::HasGp);
    let named = Words::new("ref 4471").unwrap();
    let talk = told.talk(Answer::No);
    Talk {
        shown: Shown {
            language: "sr".to_owned(),
            situation: Situation::HasGp,
            version: wording.version.to_string(),
            hash: wording.hash.to_string(),
        },
        means: vec![Means::ReadAloud, Means::Interpreter],
        interpreter: Some(Interpreter { is: InterpreterIs::Telephone, named }),
        ..talk
    }
}

/// S12: she said no, in Serbian, and said it back; in the next prison that is what is read, and it stands.
#[test]
fn s12_a_no_keeps_its_language_and_what_was_said_back_across_a_transfer() {
    let told = told();
    told.put(no_in_serbian(&told));
    told.transferred();
    let [talk] = &told.conversations_in("HLI")[..] else { panic!("one conversation") };
    assert_eq!(
        (talk.talk.answer, talk.language, talk.talk.is_explained()),
        (Answer::No, Some("sr-Latn"), true)
    );
    assert_eq!(talk.question.as_deref(), Some(QUESTION));
    assert_eq!((talk.standing, talk.amended, talk.prison), (Standing::Stands, false, code("MDI")));
    assert_eq!(told.responses_in("MDI"), [], "the prison that she left finds nothing any more");
    // One tap takes it back: the answer stays as it was said.
    assert!(matches!(told.adds_in("HLI", Said::Withdrawn), Outcome::Chosen { .. }));
    let [talk] = &told.conversations_in("HLI")[..] else { panic!("one conversation") };
    assert_eq!((talk.talk.answer, talk.amended), (Answer::No, true));
    assert!(matches!(talk.standing, Standing::TakenBack(_)));
}

#[test]
fn a_yes_that_is_not_to_be_acted_on_says_so_beside_it() {
    let told = told();
    told.says(Answer::Yes);
    assert_eq!(told.standing(), Standing::Stands);
    told.goes_on_seconds(60);
    told.says(Answer::NotNow);
    let standings: Vec<_> = told.conversations_in("MDI").iter().map(|talk| talk.standing).collect();
    assert!(matches!(standings[..], [Standing::Superseded(_), Standing::Undecided]), "{standings:?}");
    told.goes_on_seconds(60);
    told.says(Answer::Yes);
    told.adds_in("MDI", Said::Withdrawn);
    assert!(matches!(told.standing(), Standing::TakenBack(_)));
    told.goes_on_seconds(60);
    told.says(Answer::Yes);
    // Released and recalled: it is history, and is shown.
    told.hears_of(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    told.settling_time_goes_by();
    told.hears_of(&Happens::Receive { number: told.who, prison: code("MDI"), reason: "L".to_owned() });
    told.settling_time_goes_by();
    assert_eq!(told.standing(), Standing::OtherStay);
}

#[test]
fn a_draft_is_said_to_be_one_as_long_as_nobody_has_checked_it() {
    let told = told();
    told.mode("MDI", Mode::Shadow);
    told.put(no_in_serbian(&told));
    let talk = told.conversations_in("MDI").remove(0);
    let wordings = Wordings::built_in().unwrap();
    let status = &wordings.get(Language::Serbian, Situation::HasGp).status;
    let wanted = if *status == Status::Draft { WordingIs::Draft } else { WordingIs::Checked };
    assert_eq!(talk.wording, wanted);
    // Words that were a draft and are there no longer: what was said is not known, and that is said.
    told.goes_on_seconds(60);
    told.put(told.talk(Answer::NotNow));
    let talk = told.conversations_in("MDI").remove(1);
    assert_eq!((talk.wording, talk.question), (WordingIs::NotOurs, None));
}

#[test]
fn each_wording_is_found_by_its_hash_and_says_all_that_was_shown() {
    let told = told();
    let nurse = told.nurse_of("MDI");
    let search = WordingSearch { most: 200, ..WordingSearch::default() };
    let found = told.runtime.block_on(told.crossing().wording_search(&nurse, search)).unwrap();
    let found = &found.get().entries;
    assert_eq!(found.len(), 17 * 3 + registration::wording::kept::hashes().count());
    for view in found {
        let read = told.runtime.block_on(told.crossing().wording_read(&nurse, &view.hash)).unwrap();
        assert_eq!(read.get(), view);
        assert_eq!(view.lines.first().map(|(id, _)| id.as_str()), Some("title"));
        assert!(view.lines.iter().any(|(id, _)| id == "next-talk"), "{}", view.hash);
    }
    let nothing = told.runtime.block_on(told.crossing().wording_read(&nurse, &"0".repeat(64)));
    assert!(matches!(nothing, Err(DiscloseError::NotFound)));
}

#[test]
fn what_is_to_be_done_names_the_conversation_and_the_form_and_goes_when_it_no_longer_follows() {
    let told = told();
    let nurse = told.nurse_of("MDI");
    assert_eq!(told.work_to(&nurse, Whose::default()).unwrap(), []);
    told.says(Answer::Yes);
    let work = told.work_to(&nurse, Whose::default()).unwrap();
    let [register] = &work[..] else { panic!("one task: {work:?}") };
    assert_eq!(
        (register.work, register.patient, register.prison),
        (Work::Register, told.patient, code("MDI"))
    );
    assert_eq!(register.raised, told.now());
    let ids: Vec<String> = told.responses_in("MDI").into_iter().map(|view| view.id).collect();
    assert_eq!(ids.len(), 2, "the conversation and the form");
    for id in register.because.iter().chain(&register.form) {
        assert!(ids.contains(id), "what is named is there");
    }
    assert_eq!(told.work_to(&nurse, told.whose()).unwrap(), work);
    let of_nobody =
        Whose { patients: vec!["018f0000-0000-7000-8000-000000000009".into()], ..Whose::default() };
    assert_eq!(told.work_to(&nurse, of_nobody).unwrap(), []);
    let read = told.runtime.block_on(told.crossing().registration_work_read(&nurse, &register.id)).unwrap();
    assert_eq!(read.get(), register);
    // Taken back: there is another thing to do, without a form.
    told.adds_in("MDI", Said::Withdrawn);
    assert_eq!(told.tasks(), [TaskKey::RejoinGp(told.patient, code("MDI"))]);
    let work = told.work_to(&nurse, told.whose()).unwrap();
    let [rejoin] = &work[..] else { panic!("one task: {work:?}") };
    assert_eq!((rejoin.work, &rejoin.because, &rejoin.form), (Work::RejoinGp, &None, &None));
    let gone = told.runtime.block_on(told.crossing().registration_work_read(&nurse, &register.id));
    assert!(matches!(gone, Err(DiscloseError::NotFound)));
    assert!(matches!(told.form_to(&nurse), Err(DiscloseError::NotFound)));
}

#[test]
fn the_form_is_filled_with_what_is_known_and_printed_under_the_gate_book() {
    let told = told();
    let nurse = told.nurse_of("MDI");
    assert!(matches!(told.form_to(&nurse), Err(DiscloseError::NotFound)), "nothing is asked for");
    told.put(Talk { answer: Answer::Yes, ..no_in_serbian(&told) });
    let form = told.form_to(&nurse).unwrap();
    assert_eq!(form.since, told.now());
    let answer = |text: &str| {
        let item = form.form.items.iter().find(|item| item.text == text).unwrap();
        (item.answer.as_ref().map(|answer| answer.words()), item.from.unwrap())
    };
    assert_eq!(answer("Last Name"), (Some("Boyd".to_owned()), From::CareRecord));
    assert_eq!(answer("What is the your date of birth"), (Some("1 April 2002".to_owned()), From::CareRecord));
    let today = told.now().london_date();
    let interpreter = (Some("Serbian".to_owned()), From::Conversation(today));
    assert_eq!(answer("Which language do you need an interpreter for?"), interpreter);
    for asked in [
        "Middle name(s)",
        "Are you registering with a UK GP for the first time",
        "Do you have a current UK address",
        "Do you have any allergies?",
    ] {
        assert_eq!(answer(asked), (None, From::AskThePatient), "{asked}");
    }
    // The next prison's healthcare asks for none: there the patient is told first.
    told.transferred();
    assert!(matches!(told.form_to(&told.nurse_of("HLI")), Err(DiscloseError::NotFound)));
}

#[test]
fn a_permission_is_an_answer_of_its_own_and_only_the_last_one_stands() {
    let told = told();
    let nurse = told.nurse_of("MDI");
    told.says(Answer::Yes);
    let shown = told.talk(Answer::Yes).shown;
    told.adds_in("MDI", Said::Check { check: Check::Bowel, answer: Answer::Yes, shown });
    assert_eq!(told.permissions_to(&nurse).unwrap(), [], "neither a choice of GP nor a check is one");
    assert!(matches!(told.tells(Answer::Yes), Outcome::Chosen { .. }));
    assert!(
        matches!(told.tells(Answer::Yes), Outcome::NotDone(NotDone::Choice(why)) if why == [Refusal::Twice])
    );
    assert_eq!(told.tasks(), [told.register("MDI")], "it says nothing about a GP");
    told.goes_on_seconds(60);
    // It is taken back whatever is switched.
    told.mode("MDI", Mode::Off);
    assert!(matches!(told.tells(Answer::No), Outcome::Chosen { .. }));
    let said: Vec<_> =
        told.permissions_to(&nurse).unwrap().iter().map(|view| (view.answer, view.stands)).collect();
    assert_eq!(said, [(Answer::Yes, false), (Answer::No, true)]);
    assert!(told.view().lines[0].words.contains("may be told when they leave: No"));
    told.site.rebuilds_to_the_same();
}

#[test]
fn never_read_is_not_known_and_what_was_asked_for_is_waited_for() {
    let told = told();
    let nurse = told.nurse_of("MDI");
    let page = told.episodes_to(&nurse).unwrap();
    let [unknown] = &page.entries[..] else { panic!("one that says that nothing is known: {page:?}") };
    assert_eq!((unknown.episode.state, unknown.episode.checked), (State::NotKnown, None));
    let note = page.note.unwrap();
    assert!(
        note.words.starts_with("PDS was not read for this patient: whether they have a GP is not known.")
    );
    assert!(note.words.contains("Other risks may exist."), "{}", note.words);
    assert_eq!((note.checked, note.heard, note.lag_seconds), (None, None, 14 * 86_400));
    told.says(Answer::Yes);
    let page = told.episodes_to(&nurse).unwrap();
    let states: Vec<_> = page.entries.iter().map(|view| view.episode.state).collect();
    assert_eq!(states, [State::Waiting, State::NotKnown]);
    assert_eq!(page.entries[0].episode.asked_for, Some(told.now()));
    let read = told.runtime.block_on(told.crossing().episode_read(&nurse, &page.entries[0].id)).unwrap();
    assert_eq!(*read.get(), page.entries[0]);
}

/// Every role, for every purpose, at every new door: healthcare of the own prison, and the clinical system for direct
/// care. To everybody else there is no such page, and no difference between a patient and nobody.
#[test]
fn nobody_of_the_prison_finds_even_that_there_is_anything() {
    let told = told();
    told.says(Answer::Yes);
    told.tells(Answer::Yes);
    let response = told.responses_in("MDI").remove(0).id;
    for role in Role::ALL {
        for purpose in Purpose::ALL {
            let caller = told.caller(*role, *purpose);
            let opens = [
                ("responses", told.responses_to(&caller).is_ok_and(|page| page.total > 0)),
                (
                    "a response",
                    told.runtime.block_on(told.crossing().response_read(&caller, &response)).is_ok(),
                ),
                ("tasks", told.work_to(&caller, Whose::default()).is_ok_and(|found| !found.is_empty())),
                ("permissions", told.permissions_to(&caller).is_ok_and(|found| !found.is_empty())),
                ("registrations", told.episodes_to(&caller).is_ok_and(|page| page.total > 0)),
                ("the form", told.form_to(&caller).is_ok()),
                ("wordings", {
                    let search = WordingSearch { most: 1, ..WordingSearch::default() };
                    told.runtime.block_on(told.crossing().wording_search(&caller, search)).is_ok()
                }),
            ];
            let healthcare = matches!(
                role,
                Role::Clinician
                    | Role::ReceptionNurse
                    | Role::DischargeNurse
                    | Role::HealthcareAdministrator
                    | Role::HeadOfHealthcare
            );
            let usual = *purpose == role.purpose_usual();
            let may = healthcare && matches!(purpose, Purpose::DirectCare | Purpose::ClinicAdministration)
                || *role == Role::CareSystem && *purpose == Purpose::DirectCare;
            for (what, open) in opens {
                assert!(!open || may, "{role} for {purpose} opens {what}");
                assert!(open || !(may && usual), "{role} for {purpose} does not open {what}");
            }
            if !may {
                assert!(
                    matches!(told.responses_to(&caller), Err(DiscloseError::NotFound)),
                    "{role} {purpose}"
                );
                let nobody = Whose { patients: vec!["x".to_owned()], ..Whose::default() };
                assert!(
                    matches!(told.work_to(&caller, nobody), Err(DiscloseError::NotFound)),
                    "{role} {purpose}"
                );
            }
        }
    }
    // Healthcare of another prison finds what it would find of nobody.
    let hull = told.nurse_of("HLI");
    assert_eq!(told.responses_to(&hull).unwrap().total, 0);
    assert!(told.work_to(&hull, Whose::default()).unwrap().is_empty());
    assert_eq!(told.episodes_to(&hull).unwrap().total, 0);
}

#[test]
fn who_looked_stands_in_the_gate_book_and_whoever_looked_in_vain_too() {
    let told = told();
    told.says(Answer::Yes);
    let rows = || told.crossing().store().read(|view| view.gate_head()).unwrap();
    let officer = told.caller(Role::Officer, Purpose::Custody);
    let looks: [&dyn Fn(&Context) -> bool; 5] = [
        &|ctx| told.responses_to(ctx).is_ok(),
        &|ctx| told.work_to(ctx, Whose::default()).is_ok(),
        &|ctx| told.permissions_to(ctx).is_ok(),
        &|ctx| told.episodes_to(ctx).is_ok(),
        &|ctx| told.form_to(ctx).is_ok(),
    ];
    for look in looks {
        for (ctx, finds) in [(told.nurse_of("MDI"), true), (officer.clone(), false)] {
            let before = rows();
            assert_eq!(look(&ctx), finds);
            assert_eq!(rows(), before + 1);
        }
    }
}
