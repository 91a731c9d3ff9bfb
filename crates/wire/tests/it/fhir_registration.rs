//! What is written of somebody's registration: what was offered and answered, what is to be done, who may be told, how
//! they are registered, and the form for joining a practice.

use crate::fhir_authored::{ages, at, id, nothing_empty, patient_ref, text};
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use vocab::id::{NhsNumber, OdsCode};
use vocab::name::{Born, Name};
use vocab::registration::{
    Address, Answer, Heard, InterpreterIs, Later, Means, Shown, Situation, ToldTo, UnitStanding,
};
use wire::fhir::codes::{
    AbsentReason, ConsentStatus, EpisodeStatus, Gender, PublicationStatus, ResponseStatus, TaskCode,
    TaskStatus,
};
use wire::fhir::consent::Consent;
use wire::fhir::datatypes::{Identifier, Meta, Reference};
use wire::fhir::episode_of_care::{self, EpisodeOfCare, Standing};
use wire::fhir::json::{self, Json};
use wire::fhir::questionnaire::gp_form::{Filled, From, Known, RegistrationForm};
use wire::fhir::questionnaire::offer::{self, Told};
use wire::fhir::questionnaire::{Limit, Questionnaire, QuestionnaireResponse};
use wire::fhir::task::Task;
use wire::fhir::{AnyResource, Code, ResourceType, Text, Uri, When, urls};

fn meta() -> Meta {
    Meta::new().aged(ages())
}

fn shown() -> Shown {
    Shown {
        language: "sr".to_owned(),
        situation: Situation::HasGp,
        version: "2026-08-01".to_owned(),
        hash: "5f".repeat(32),
    }
}

fn lines() -> Vec<(String, String)> {
    [
        ("title", "Vaš lekar: vi birate"),
        ("s-gp", "Lekar opšte prakse je porodični lekar."),
        ("s-list-has", "Ako kažete da, vaš lekar napolju će vas skinuti sa spiska."),
        ("question", "Želite li da zatvorski lekar bude vaš lekar?"),
        ("answer-yes", "Da"),
        ("next-yes", "Zatražićemo."),
        ("answer-no", "Ne"),
        ("next-no", "Ništa se ne menja."),
        ("answer-later", "Pitajte me kasnije"),
        ("next-later", "Pitaćemo ponovo."),
        ("answer-talk", "Želim da razgovaram"),
        ("next-talk", "Razgovaraće s vama."),
    ]
    .map(|(id, text)| (id.to_owned(), text.to_owned()))
    .into()
}

fn questionnaire(status: PublicationStatus) -> Questionnaire {
    let shown = shown();
    Questionnaire::new(
        id(&shown.hash),
        (offer::url(&shown.language, shown.situation).unwrap(), text(&shown.hash)),
        (offer::NAME, text("Vaš lekar: vi birate")),
        Code::fixed("sr-Latn"),
        status,
        offer::asked(&lines()),
    )
    .dated(date(2026, 8, 1))
}

fn told(answer: Answer) -> Told {
    let decided = matches!(answer, Answer::Yes | Answer::No);
    Told {
        answer,
        question: Some(text("Želite li da zatvorski lekar bude vaš lekar?")),
        means: if decided { vec![Means::ReadAloud, Means::Interpreter] } else { Vec::new() },
        interpreter: decided.then_some(InterpreterIs::Telephone),
        named: decided.then(|| text("ref 4471")),
        heard: [if decided { Heard::SaidBack } else { Heard::NotAsked }; 3],
        own_words: decided.then(|| text("Ostajem kod svog lekara.")),
        later: (!decided).then_some(Later::Unwell),
        again: (!decided).then(|| date(2026, 9, 9)),
    }
}

fn response(answer: Answer, status: ResponseStatus) -> QuestionnaireResponse {
    let canonical = offer::canonical(&shown()).unwrap();
    let held = When::At(at("2026-09-02T13:40:00Z"));
    QuestionnaireResponse::new(id("boyd.1"), meta(), canonical, status, patient_ref(), held)
        .in_language(Code::fixed("sr-Latn"))
        .identified(Identifier::read(urls::CONVERSATION, "boyd.1").unwrap())
        .by(Reference::worded(text("n.okafor")))
        .said_by(patient_ref())
        .answered(offer::answered(&told(answer)))
}

fn taken_back() -> QuestionnaireResponse {
    let since = Some(at("2026-09-04T09:00:00Z"));
    response(Answer::Yes, ResponseStatus::Amended).limited(Limit { why: Code::fixed("taken-back"), since })
}

fn task() -> Task {
    let authored = When::At(at("2026-09-02T13:41:00Z"));
    let prison = Reference::to(ResourceType::Organization, &id("MDI"));
    let what = (TaskCode::Register, text("Register them in the clinical system."));
    Task::for_patient(id("boyd.2"), meta(), TaskStatus::Requested, what, patient_ref(), authored, prison)
        .identified(Identifier::read(urls::TASK, "boyd.2").unwrap())
        .because_of(Reference::to(ResourceType::QuestionnaireResponse, &id("boyd.1")))
        .with_form(Reference::to(ResourceType::QuestionnaireResponse, &id("boyd.3")))
}

fn consent(status: ConsentStatus) -> Consent {
    let said = When::At(at("2026-09-02T13:41:00Z"));
    Consent::to_tell(id("boyd.4"), meta(), status, ToldTo::CommunityGp, patient_ref(), said)
        .identified(Identifier::read(urls::PERMISSION, "boyd.4").unwrap())
        .asked_by(Reference::to(ResourceType::Organization, &id("MDI")))
}

fn episode(standing: Standing, told: &episode_of_care::Told) -> EpisodeOfCare {
    let whose = match standing {
        Standing::NotSaid(reason) => Reference::absent(reason),
        _ => {
            let practice = Identifier::ods(&OdsCode::parse("Y05537").unwrap());
            Reference::identified(ResourceType::Organization, practice)
        }
    };
    let temporary = told.unit == Some(UnitStanding::Temporary);
    EpisodeOfCare::registration(id("boyd.5"), meta(), standing, temporary, patient_ref(), whose, told)
        .identified(Identifier::read(urls::REGISTRATION, "boyd.5").unwrap())
}

fn on_pds() -> episode_of_care::Told {
    episode_of_care::Told {
        on_pds: Some(true),
        seen_from: Some(at("2026-08-20T04:00:00Z")),
        before_custody: true,
        ..episode_of_care::Told::default()
    }
}

fn known() -> Known {
    let read = From::Pds(at("2026-09-02T04:00:00Z"));
    Known {
        name: Some((Name::new("Ilić", "Marija Ana Jelena"), From::CareRecord)),
        born: Some((Born::new(date(1991, 3, 7)), From::PrisonRecord)),
        nhs: Some((NhsNumber::parse("9990083266").unwrap(), From::CareRecord)),
        gender: Some((Gender::Female, From::CareRecord)),
        address: Some((
            Address {
                lines: vec!["HMP Eastwood Park".into(), "Church Avenue".into(), "Wotton-under-Edge".into()],
                postcode: Some("GL12 8DB".into()),
            },
            From::PrisonAddress,
        )),
        practice: Some((OdsCode::parse("Y12345").unwrap(), read)),
        interpreter: Some((("sr".into(), "Serbian".into()), From::Conversation(date(2026, 9, 2)))),
    }
}

fn form(known: &Known) -> QuestionnaireResponse {
    let identifier = Identifier::read(urls::CONVERSATION, "boyd.3").unwrap();
    let authored = When::At(at("2026-09-02T13:41:00Z"));
    RegistrationForm::fill(known).response(id("boyd.3"), meta(), identifier, patient_ref(), authored)
}

/// Every resource about a registration, in each of its shapes.
pub(crate) fn goldens() -> Vec<(&'static str, AnyResource)> {
    let none = episode_of_care::Told::default();
    let under_way = episode_of_care::Told {
        on_pds: Some(false),
        unit: Some(UnitStanding::Pending),
        asked_for: Some(at("2026-09-02T13:41:00Z")),
        ..none
    };
    let over = episode_of_care::Told {
        on_pds: Some(false),
        seen_from: Some(at("2026-08-20T04:00:00Z")),
        over_by: Some(at("2026-09-12T04:00:00Z")),
        ..none
    };
    let temporary = episode_of_care::Told { unit: Some(UnitStanding::Temporary), ..none };
    vec![
        ("questionnaire-draft", questionnaire(PublicationStatus::Draft).into()),
        ("questionnaire-retired", questionnaire(PublicationStatus::Retired).into()),
        ("response-no", response(Answer::No, ResponseStatus::Completed).into()),
        ("response-not-now", response(Answer::NotNow, ResponseStatus::Completed).into()),
        ("response-taken-back", taken_back().into()),
        ("response-gp-form", form(&known()).into()),
        ("response-gp-form-blank", form(&Known::default()).into()),
        ("task-register", task().into()),
        ("consent-active", consent(ConsentStatus::Active).into()),
        ("consent-rejected", consent(ConsentStatus::Rejected).into()),
        ("episode-on-pds", episode(Standing::Stands, &on_pds()).into()),
        ("episode-under-way", episode(Standing::Waiting, &under_way).into()),
        ("episode-over", episode(Standing::Over, &over).into()),
        ("episode-temporary", episode(Standing::Stands, &temporary).into()),
        ("episode-kept-back", episode(Standing::NotSaid(AbsentReason::Masked), &none).into()),
        ("episode-not-known", episode(Standing::NotSaid(AbsentReason::Unknown), &none).into()),
    ]
}

fn written(resource: impl Into<AnyResource>) -> serde_json::Value {
    serde_json::from_slice(&wire::fhir::bytes(&resource.into())).unwrap()
}

#[test]
fn an_answer_stays_as_it_was_said_and_a_modifier_says_that_it_is_not_to_be_acted_on() {
    let answer =
        |response: &serde_json::Value| response["item"][0]["answer"][0]["valueCoding"]["code"].clone();
    let no = written(response(Answer::No, ResponseStatus::Completed));
    assert_eq!((answer(&no), &no["language"]), ("no".into(), &"sr-Latn".into()));
    assert!(no.get("modifierExtension").is_none());
    let back = written(taken_back());
    assert_eq!(answer(&back), "yes", "what was said is not changed by what became of it");
    let limit = &back["modifierExtension"][0];
    assert_eq!(limit["url"], urls::NOT_ACTED_ON);
    assert_eq!(limit["extension"][0]["valueCode"], "taken-back");
    assert_eq!(limit["extension"][1]["valueDateTime"], "2026-09-04T10:00:00+01:00");
}

#[test]
fn not_now_is_an_answer_of_its_own_and_no_option_of_the_offer_is_marked() {
    let not_now = written(response(Answer::NotNow, ResponseStatus::Completed));
    assert_eq!(not_now["item"][0]["answer"][0]["valueCoding"]["code"], "not-now");
    let asked = written(questionnaire(PublicationStatus::Active));
    let items = asked["item"].as_array().unwrap();
    let question = items.iter().find(|item| item["linkId"] == offer::ANSWER).unwrap();
    let options: Vec<_> = question["answerOption"]
        .as_array()
        .unwrap()
        .iter()
        .map(|option| {
            (
                option["valueCoding"]["code"].as_str().unwrap(),
                option["valueCoding"]["display"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        options,
        [
            ("yes", "Da"),
            ("no", "Ne"),
            ("not-now", "Pitajte me kasnije · Želim da razgovaram"),
            ("could-not-say", "Could not say")
        ]
    );
    assert!(!asked.to_string().contains("initial"), "{asked}");
    // What follows each answer is read with it; the title stands above.
    assert!(items.iter().any(|item| item["linkId"] == "next-no" && item["type"] == "display"));
    assert!(items.iter().all(|item| item["linkId"] != "title"));
}

/// A response to words is a response to those words: every link of it is one of theirs.
#[test]
fn every_answer_belongs_to_an_item_that_was_asked() {
    fn links(value: &serde_json::Value, found: &mut Vec<String>) {
        if let Some(link) = value["linkId"].as_str() {
            found.push(link.to_owned());
        }
        for inner in value["item"].as_array().into_iter().flatten() {
            links(inner, found);
        }
    }
    let (mut asked, mut answered) = (Vec::new(), Vec::new());
    links(&written(questionnaire(PublicationStatus::Active)), &mut asked);
    for answer in Answer::ALL {
        links(&written(response(*answer, ResponseStatus::Completed)), &mut answered);
    }
    assert!(answered.len() > 20 && answered.iter().all(|link| asked.contains(link)), "{answered:?}");
    let mut once = asked.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), asked.len(), "a link that stands twice");
}

#[test]
fn only_an_active_permission_permits() {
    for status in ConsentStatus::ALL {
        let wanted = if *status == ConsentStatus::Active { "permit" } else { "deny" };
        assert_eq!(written(consent(*status))["provision"]["type"], wanted, "{}", status.code());
    }
}

#[test]
fn kept_back_and_not_known_are_two_things_and_neither_is_none() {
    let none = episode_of_care::Told::default();
    for reason in AbsentReason::ALL {
        let episode = written(episode(Standing::NotSaid(*reason), &none));
        assert_eq!(episode["modifierExtension"][0]["valueCode"], reason.code());
        assert_eq!(episode["managingOrganization"]["extension"][0]["valueCode"], reason.code());
        assert_eq!(episode["managingOrganization"].as_object().unwrap().len(), 1, "no practice is named");
        assert!(!["active", "finished", "cancelled"].contains(&episode["status"].as_str().unwrap()));
    }
    for standing in [Standing::Waiting, Standing::Stands, Standing::Over] {
        assert_ne!(standing.status(), EpisodeStatus::Onhold, "it is not for what is known");
        assert!(written(episode(standing, &on_pds())).get("modifierExtension").is_none());
    }
}

#[test]
fn everything_about_a_registration_is_marked_restricted() {
    for (name, resource) in goldens() {
        let json = written(resource);
        let marked = json["meta"]["security"][0]["code"] == "R";
        // Words that everybody is shown are of nobody.
        assert_eq!(marked, json["resourceType"] != "Questionnaire", "{name}");
    }
}

fn published() -> serde_json::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus/gp-form/GPReg-QuestionnaireResponse-Example.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Items of a response by id, with their words and what stands above each.
fn items_of(value: &serde_json::Value, above: &str, found: &mut BTreeMap<String, (String, String)>) {
    let link = value["linkId"].as_str().unwrap_or_default().to_owned();
    if !link.is_empty() {
        let text = value["text"].as_str().unwrap_or_default().to_owned();
        found.insert(link.clone(), (text, above.to_owned()));
    }
    let answers = value["answer"].as_array().into_iter().flatten();
    for inner in answers.chain([value]).flat_map(|at| at["item"].as_array().into_iter().flatten()) {
        items_of(inner, &link, found);
    }
}

#[test]
fn the_forms_items_are_the_published_ones_in_their_places() {
    let (mut theirs, mut ours) = (BTreeMap::new(), BTreeMap::new());
    items_of(&published(), "", &mut theirs);
    let form = RegistrationForm::fill(&known());
    let mut above: Vec<(u8, &str)> = Vec::new();
    for item in &form.items {
        above.retain(|(depth, _)| *depth < item.depth);
        let parent = above.last().map_or("", |(_, link)| link).to_owned();
        ours.insert(item.link_id.to_owned(), (item.text.to_owned(), parent));
        above.push((item.depth, item.link_id));
    }
    for (link, place) in &theirs {
        assert_eq!(ours.get(link), Some(place), "{link}");
    }
    // Of the form's definition, and not in the example: what we can fill besides.
    let besides: Vec<_> = ours
        .iter()
        .filter(|(link, _)| !theirs.contains_key(*link))
        .map(|(_, (text, _))| text.as_str())
        .collect();
    assert_eq!(
        besides,
        [
            "Which language do you need an interpreter for?",
            "Current Surgery name",
            "Previous last name",
            "What is your NHS number",
            "Middle name(s)",
            "What is the name of the GP surgery you want to leave?"
        ]
    );
}

#[test]
fn what_is_known_is_filled_with_its_source_and_all_else_is_to_be_asked() {
    let form = RegistrationForm::fill(&known());
    let filled: Vec<String> = form
        .items
        .iter()
        .filter_map(|item| {
            let answer = item.answer.as_ref()?;
            Some(format!("{}: {} ({})", item.text, answer.words(), item.from.unwrap().words()))
        })
        .collect();
    assert_eq!(
        filled,
        [
            "Who is registering with a GP?: Myself (as every such form)",
            "First name: Marija (care record)",
            "Middle name(s): Ana Jelena (care record)",
            "Last Name: Ilić (care record)",
            "What is the your date of birth: 7 March 1991 (prison record)",
            "Do you know your NHS Number?: Yes (care record)",
            "What is your NHS number: 9990083266 (care record)",
            "Are you registering with a UK GP for the first time: No (PDS, read 2026-09-02 05:00)",
            "Current Surgery name: ODS code Y12345 (PDS, read 2026-09-02 05:00)",
            "Do you have a current UK address: Yes (the prison's address)",
            "House number or name (optional): HMP Eastwood Park (the prison's address)",
            "Postcode: GL12 8DB (the prison's address)",
            "Street: Church Avenue (the prison's address)",
            "Town: Wotton-under-Edge (the prison's address)",
            "What is your sex as recorded on your NHS record?: Female (care record)",
            "Do you need a language interpreter for your GP appointments?: Yes (the conversation of 2026-09-02)",
            "Which language do you need an interpreter for?: Serbian (the conversation of 2026-09-02)",
        ]
    );
    for item in &form.items {
        assert_eq!(item.heading, item.from.is_none(), "{}", item.text);
        assert_eq!(item.answer.is_none(), item.heading || item.from == Some(From::AskThePatient));
    }
    assert_eq!(form.to_ask().count() + filled.len(), form.items.iter().filter(|item| !item.heading).count());
}

#[test]
fn of_somebody_of_whom_nothing_is_known_everything_is_asked_and_nothing_is_a_no() {
    let form = RegistrationForm::fill(&Known::default());
    let filled: Vec<_> =
        form.items.iter().filter(|item| item.answer.is_some()).map(|item| item.text).collect();
    assert_eq!(filled, ["Who is registering with a GP?"]);
    assert!(!written(self::form(&Known::default())).to_string().contains("false"));
}

#[test]
fn no_question_about_health_is_ever_filled() {
    let form = RegistrationForm::fill(&known());
    let health = form.items.iter().skip_while(|item| item.text != "Health Questions").skip(1);
    assert_eq!(health.clone().count(), 20);
    assert!(health.into_iter().all(|item| item.from == Some(From::AskThePatient)));
}

/// An integer of FHIR ends below most NHS numbers: an NHS number as one is not valid FHIR.
#[test]
fn an_nhs_number_is_written_as_words() {
    let json = written(form(&known())).to_string();
    assert!(json.contains(r#""valueString":"9990083266""#) && !json.contains("valueInteger"), "{json}");
    let listed = Known { interpreter: Some((("pl".into(), "Polish".into()), From::CareRecord)), ..known() };
    assert!(written(form(&listed)).to_string().contains(r#""code":"pl""#), "the form has Polish as a code");
}

#[test]
fn nothing_of_a_person_prints() {
    let form = RegistrationForm::fill(&known());
    let printed = format!("{:?} {form:?} {:?} {:?}", known(), form.items, told(Answer::Yes));
    for word in ["Ilić", "Marija", "9990083266", "1991", "Y12345", "Ostajem", "4471"] {
        assert!(!printed.contains(word), "{printed}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "\\PC{0,12}", Just(" \u{0}\u{7}\n ".to_owned()), "[a-z ]{0,30}"]
}

proptest! {
    /// Whatever stands in a record, the form is valid FHIR in shape: nothing empty, nothing null, no item with nothing.
    #[test]
    fn the_form_is_whole_whatever_is_known(
        family in any_text(), given in any_text(), lines in prop::collection::vec(any_text(), 0..5),
        postcode in prop::option::of(any_text()), tag in any_text(), language in any_text(), some in any::<u8>(),
    ) {
        let on = |bit: u8| some >> bit & 1 == 1;
        let full = known();
        let known = Known {
            name: on(0).then(|| (Name::new(&family, &given), From::CareRecord)),
            born: full.born.filter(|_| on(1)),
            nhs: full.nhs.filter(|_| on(2)),
            gender: full.gender.filter(|_| on(3)),
            address: on(4).then(|| (Address { lines, postcode }, From::PrisonAddress)),
            practice: full.practice.filter(|_| on(5)),
            interpreter: on(6).then(|| ((tag, language), From::CareRecord)),
        };
        let form = RegistrationForm::fill(&known);
        prop_assert!(form.items.iter().all(|item| !matches!(&item.answer, Some(Filled::Words(w)) if w.trim().is_empty())));
        let bytes = wire::fhir::bytes(&self::form(&known));
        nothing_empty(&json::parse(&bytes).expect("JSON"), "form");
    }

    /// The same of an offer in whatever words.
    #[test]
    fn an_offer_is_whole_in_whatever_words(
        lines in prop::collection::vec(("[a-z-]{1,12}", any_text()), 0..12), named in any_text(), own in any_text(),
    ) {
        let shown = shown();
        let url = offer::url(&shown.language, shown.situation).unwrap();
        let asked = Questionnaire::new(
            id("a"), (url, Text::fixed("1")), (offer::NAME, Text::fixed("t")), Code::fixed("sr"),
            PublicationStatus::Active, offer::asked(&lines),
        );
        nothing_empty(&json::parse(&wire::fhir::bytes(&asked)).expect("JSON"), "asked");
        let told = Told { named: Text::of(&named), own_words: Text::of(&own), ..told(Answer::CouldNotSay) };
        let answered = QuestionnaireResponse::new(
            id("a"), Meta::new(), Uri::fixed("urn:x"), ResponseStatus::Completed, patient_ref(),
            When::Day(date(2026, 9, 2)),
        );
        let answered = answered.answered(offer::answered(&told));
        let json = json::parse(&wire::fhir::bytes(&answered)).expect("JSON");
        nothing_empty(&json, "answered");
        prop_assert!(matches!(json, Json::Object(_)));
    }
}
