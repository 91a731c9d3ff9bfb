//! What a clinical system reads about a patient's GP: as it was said, in which words, with what it is worth by now.

use crate::world::{Heard, World};
use serde_json::{Value, json};
use std::path::Path;
use vocab::crossing::{Flow, Mode, Role};
use vocab::registration::{Answer, Check, Said};

/// Boyd at Moorland, where the part is live.
async fn asked() -> (World, String) {
    let (world, boyd) = World::with_boyd().await;
    world.switches(Flow::Registration, Mode::Live);
    (world, boyd)
}

fn found(heard: &Heard) -> Vec<Value> {
    let bundle = heard.json();
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    entries.into_iter().filter(|e| e["search"]["mode"] == "match").map(|e| e["resource"].clone()).collect()
}

fn words(heard: &Heard) -> String {
    let bundle = heard.json();
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let outcome = entries.into_iter().find(|e| e["search"]["mode"] == "outcome").unwrap_or_default();
    let issues = outcome["resource"]["issue"].as_array().cloned().unwrap_or_default();
    issues.iter().filter_map(|issue| issue["details"]["text"].as_str()).collect::<Vec<_>>().join("\n")
}

async fn search(world: &World, path: &str) -> Heard {
    world.care_system().gets(&format!("/fhir/R4/{path}")).await.expect(200)
}

async fn all(world: &World, path: &str) -> Vec<Value> {
    found(&search(world, path).await)
}

/// A practice, as PDS names it.
fn practice(code: &str) -> Value {
    let identifier = json!({"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": code});
    json!({"generalPractitioner": [{"id": "1", "type": "Organization", "identifier": identifier}]})
}

/// The answer to an item, by its link.
fn answer<'r>(response: &'r Value, link: &str) -> &'r Value {
    fn at<'r>(items: &'r Value, link: &str) -> Option<&'r Value> {
        let items = items.as_array()?;
        let here = items.iter().find(|item| item["linkId"] == link).map(|item| &item["answer"][0]);
        here.or_else(|| items.iter().find_map(|item| at(&item["item"], link)))
    }
    at(&response["item"], link).unwrap_or(&Value::Null)
}

#[tokio::test(flavor = "multi_thread")]
async fn s12_a_no_is_read_with_its_language_what_was_said_back_and_the_very_words() {
    let (world, boyd) = asked().await;
    world.says(&boyd, Answer::No);
    let found = all(&world, &format!("QuestionnaireResponse?patient={boyd}")).await;
    let [no] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&no["status"], &no["language"]), (&"completed".into(), &"sr-Latn".into()));
    assert_eq!(answer(no, "answer")["valueCoding"]["code"], "no");
    assert_eq!(answer(no, "gp-at-home")["valueCoding"]["code"], "said-back");
    assert_eq!(answer(no, "own-words")["valueString"], "Ostajem kod svog lekara.");
    assert_eq!(answer(no, "interpreter")["valueCoding"]["code"], "telephone");
    assert_eq!(
        (&no["authored"], &no["author"]["display"]),
        (&"2026-11-12T08:00:00+00:00".into(), &"katie".into())
    );
    assert!(no.get("modifierExtension").is_none(), "it stands");
    assert_eq!(no["subject"]["reference"], format!("Patient/{boyd}"));
    let id = no["id"].as_str().unwrap();
    let heard = world.nurse().gets(&format!("/fhir/R4/QuestionnaireResponse/{id}")).await.expect(200);
    assert_eq!(&heard.json(), no);
    assert_eq!(heard.header("gatelodge-subject-checked"), "2026-11-12T08:00:00Z");
    // By its canonical address, and by its hash, the words that were shown.
    let canonical = no["questionnaire"].as_str().unwrap();
    let (url, hash) = canonical.split_once('|').unwrap();
    let by_url = all(&world, &format!("Questionnaire?url={url}%7C{hash}")).await;
    let by_id = world.nurse().gets(&format!("/fhir/R4/Questionnaire/{hash}")).await.expect(200).json();
    assert_eq!(by_url, std::slice::from_ref(&by_id));
    assert_eq!(
        (&by_id["url"], &by_id["version"], &by_id["language"]),
        (&url.into(), &hash.into(), &no["language"])
    );
    let question = by_id["item"].as_array().unwrap().iter().find(|item| item["linkId"] == "answer").unwrap();
    assert_eq!(question["text"], no["item"][0]["text"], "the question as it was asked");
    assert!(by_id["item"].as_array().unwrap().len() > 15, "every sentence");
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_back_it_still_reads_as_it_was_said_and_may_not_be_acted_on() {
    let (world, boyd) = asked().await;
    world.says(&boyd, Answer::Yes);
    world.writes_down(&boyd, Said::Withdrawn);
    let found = all(&world, &format!("QuestionnaireResponse?patient={boyd}")).await;
    let [yes] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        (answer(yes, "answer")["valueCoding"]["code"].as_str(), &yes["status"]),
        (Some("yes"), &"amended".into())
    );
    let limit = &yes["modifierExtension"][0];
    assert_eq!(limit["url"], "https://gatelodge.uk/fhir/StructureDefinition/not-acted-on");
    assert_eq!(limit["extension"][0]["valueCode"], "taken-back");
    assert_eq!(limit["extension"][1]["valueDateTime"], "2026-11-12T08:01:00+00:00");
    let tasks = all(&world, "Task").await;
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0]["code"]["coding"][0]["code"], "rejoin-gp");
}

/// "Not now" is an answer, and complete: to ask again is another conversation. It is never a no.
#[tokio::test(flavor = "multi_thread")]
async fn not_now_is_complete_and_is_no_no() {
    let (world, boyd) = asked().await;
    world.says(&boyd, Answer::NotNow);
    let of = |status: &str| format!("QuestionnaireResponse?patient={boyd}&status={status}");
    let completed = all(&world, &of("completed")).await;
    assert_eq!(completed.len(), 1);
    assert_eq!(answer(&completed[0], "answer")["valueCoding"]["code"], "not-now");
    assert_eq!(answer(&completed[0], "later")["valueCoding"]["code"], "unwell");
    assert_eq!(answer(&completed[0], "again")["valueDate"], "2026-11-12");
    assert!(completed[0].get("modifierExtension").is_none(), "there is nothing to act on");
    assert!(all(&world, &of("in-progress")).await.is_empty());
    // Asked again, and answered: two conversations, and only the later one counts.
    world.says(&boyd, Answer::Yes);
    let latest_first = format!("QuestionnaireResponse?patient={boyd}&status=completed&_sort=-authored");
    let both = all(&world, &latest_first).await;
    let codes: Vec<_> = both.iter().map(|r| answer(r, "answer")["valueCoding"]["code"].clone()).collect();
    assert_eq!(codes, ["yes", "not-now"]);
    assert_eq!(both[1]["modifierExtension"][0]["extension"][0]["valueCode"], "superseded");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_nobody_has_checked_say_so_beside_the_answer_and_on_themselves() {
    let (world, boyd) = asked().await;
    world.says(&boyd, Answer::No);
    let wording = world.talk(Answer::No).shown.hash;
    let status = &all(&world, &format!("Questionnaire?version={wording}")).await[0]["status"];
    let told = words(&search(&world, &format!("QuestionnaireResponse?patient={boyd}")).await);
    // Whoever checks the Serbian words makes this test look at the other side of it.
    assert_eq!(told.contains("are a draft"), *status == "draft", "{told}");
    let drafts = search(&world, "Questionnaire?status=draft&_summary=count").await.json()["total"].as_u64();
    let others =
        search(&world, "Questionnaire?status=active,retired&_summary=count").await.json()["total"].as_u64();
    let every = search(&world, "Questionnaire?_summary=count").await.json()["total"].as_u64();
    assert_eq!(drafts.zip(others).map(|(a, b)| a + b), every);
    assert!(every >= Some(51), "{every:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_leads_to_the_conversation_and_to_the_form_filled_as_far_as_is_known() {
    let (world, boyd) = asked().await;
    assert!(all(&world, "Task").await.is_empty());
    world.says(&boyd, Answer::Yes);
    let tasks = all(&world, "Task?status=requested&code=register&authored-on=2026-11-12").await;
    let [task] = &tasks[..] else { panic!("{tasks:?}") };
    assert_eq!((&task["intent"], &task["owner"]["reference"]), (&"order".into(), &"Organization/MDI".into()));
    assert_eq!(task["for"]["reference"], format!("Patient/{boyd}"));
    let follow = async |reference: &Value| {
        let path = format!("/fhir/R4/{}", reference["reference"].as_str().unwrap());
        world.care_system().gets(&path).await.expect(200).json()
    };
    assert_eq!(answer(&follow(&task["focus"]).await, "answer")["valueCoding"]["code"], "yes");
    let form = follow(&task["input"][0]["valueReference"]).await;
    assert_eq!(form["status"], "in-progress", "only the patient can finish it");
    assert_eq!(answer(&form, "2444645364061")["valueString"], "Boyd");
    assert_eq!(answer(&form, "7450549676323"), &Value::Null, "it belongs to an answer");
    assert!(form.to_string().contains(r#""valueString":"9990110689""#));
    assert!(!form.to_string().contains("allergies"), "what is to be asked is left out");
    let questionnaire =
        "https://fhir.nhs.uk/England/StructureDefinition/England-Questionnaire-RegisterGPSurgeryv2";
    let forms =
        all(&world, &format!("QuestionnaireResponse?patient={boyd}&questionnaire={questionnaire}")).await;
    assert_eq!(forms, [form]);
    assert!(all(&world, "Task?status=completed").await.is_empty());
    assert!(all(&world, "Task?code=rejoin-gp").await.is_empty());
}

/// Boyd, released by a court.
fn released() -> Value {
    let mut left = crate::world::boyd();
    left["status"] = "INACTIVE OUT".into();
    left["inOutStatus"] = "OUT".into();
    left["prisonId"] = "OUT".into();
    left["lastMovementTypeCode"] = "REL".into();
    left["lastMovementReasonCode"] = "NCS".into();
    left
}

/// Released by a court: what is to be done at once is work of the clinical system, each step with whose it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_be_done_for_whoever_left_is_work_with_an_owner() {
    let (world, boyd) = asked().await;
    assert!(all(&world, "Task?code=leaving-step").await.is_empty());
    world.clock.advance_seconds(600);
    assert!(
        matches!(world.takes(&released()), crossing::understood::Outcome::Changed),
        "the release is read"
    );
    let steps = all(&world, &format!("Task?patient={boyd}&code=leaving-step")).await;
    let told = |step: &Value| {
        let which = step["code"]["coding"][1]["code"].as_str().unwrap().to_owned();
        (which, step["performerType"][0]["text"].as_str().unwrap().to_owned())
    };
    let told: Vec<_> = steps.iter().map(told).collect();
    for (step, owner) in [("find-leaver", "Substance team"), ("left-without", "Discharge nurse")] {
        assert!(told.contains(&(step.to_owned(), owner.to_owned())), "{step}: {told:?}");
    }
    for step in &steps {
        assert_eq!((&step["requester"], &step["status"]), (&step["owner"], &"requested".into()));
    }
    let prison = world.officer();
    prison.gets("/fhir/R4/Task?code=leaving-step").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_is_an_answer_to_that_question_and_the_last_one_counts() {
    let (world, boyd) = asked().await;
    world.says(&boyd, Answer::Yes);
    let shown = world.talk(Answer::Yes).shown;
    world.writes_down(&boyd, Said::Check { check: Check::Bowel, answer: Answer::Yes, shown });
    let path = format!("Consent?patient={boyd}");
    assert!(all(&world, &path).await.is_empty(), "neither a choice of GP nor a check is one");
    world.tells(&boyd, Answer::NotNow);
    assert_eq!(all(&world, &path).await[0]["status"], "proposed");
    world.tells(&boyd, Answer::Yes);
    world.tells(&boyd, Answer::No);
    let said: Vec<_> = all(&world, &path)
        .await
        .iter()
        .map(|consent| format!("{} {}", consent["status"], consent["provision"]["type"]))
        .collect();
    assert_eq!(said, [r#""inactive" "deny""#, r#""inactive" "deny""#, r#""rejected" "deny""#]);
    assert!(all(&world, &format!("{path}&status=active")).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_nobody_knows_of_is_no_none() {
    let (world, boyd) = asked().await;
    let heard = search(&world, &format!("EpisodeOfCare?patient={boyd}")).await;
    let [unknown] = &found(&heard)[..] else { panic!("{}", heard.text) };
    assert_eq!(unknown["modifierExtension"][0]["valueCode"], "unknown");
    assert_eq!(unknown["managingOrganization"]["extension"][0]["valueCode"], "unknown");
    assert_eq!(
        (heard.header("gatelodge-subject-checked"), heard.header("gatelodge-route-heard")),
        ("unknown", "unknown")
    );
    assert_eq!(heard.header("gatelodge-route-lag-seconds"), "1209600");
    assert!(words(&heard).contains("whether they have a GP is not known"), "{}", words(&heard));
    for status in ["active", "waitlist", "finished", "onhold"] {
        let heard = search(&world, &format!("EpisodeOfCare?patient={boyd}&status={status}")).await;
        assert!(found(&heard).is_empty(), "{status}");
        assert!(words(&heard).contains("is not known"), "an empty page is no none: {}", words(&heard));
    }
    world.says(&boyd, Answer::Yes);
    let waiting = all(&world, &format!("EpisodeOfCare?patient={boyd}&status=waitlist")).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0]["managingOrganization"]["reference"], "Organization/MDI");
    let id = waiting[0]["id"].as_str().unwrap();
    let read = world.nurse().gets(&format!("/fhir/R4/EpisodeOfCare/{id}")).await.expect(200);
    assert_eq!((read.json(), read.header("gatelodge-subject-checked")), (waiting[0].clone(), "unknown"));
}

/// A practice is a place: of somebody whom the NHS protects it is told that it is kept back, to everybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_protected_patients_practice_is_masked_and_is_no_none() {
    let (world, boyd) = asked().await;
    let path = format!("EpisodeOfCare?patient={boyd}");
    world.pds_says(&boyd, "U", practice("A81001"));
    let heard = search(&world, &path).await;
    let [home] = &found(&heard)[..] else { panic!("{}", heard.text) };
    assert_eq!(
        (&home["status"], &home["managingOrganization"]["identifier"]["value"]),
        (&"active".into(), &"A81001".into())
    );
    assert_eq!(heard.header("gatelodge-subject-checked"), "2026-11-12T08:01:00Z", "when PDS was read");
    world.pds_says(&boyd, "R", json!({}));
    for role in [Role::Clinician, Role::HealthcareAdministrator, Role::HeadOfHealthcare, Role::CareSystem] {
        let heard = world.at_moorland(role).gets(&format!("/fhir/R4/{path}")).await.expect(200);
        let [kept] = &found(&heard)[..] else { panic!("{role}: {}", heard.text) };
        assert_eq!(kept["modifierExtension"][0]["valueCode"], "masked", "{role}");
        assert_eq!(kept["managingOrganization"]["extension"][0]["valueCode"], "masked", "{role}");
        assert!(words(&heard).contains("that is no \"none\""), "{role}: {}", words(&heard));
        assert!(!heard.text.contains("A81001"), "{role}: {}", heard.text);
        assert_eq!(heard.header("gatelodge-subject-checked"), "2026-11-12T08:02:00Z");
    }
    world.pds_says(&boyd, "U", json!({}));
    let none = search(&world, &format!("{path}&status=active")).await;
    assert!(found(&none).is_empty() && words(&none).contains("PDS names no practice"), "{}", none.text);
}

/// Prison staff are told what they would be told of nobody, to the byte but for the request's own id.
#[tokio::test(flavor = "multi_thread")]
async fn the_prison_hears_the_same_of_somebody_who_chose_and_of_nobody() {
    let (world, boyd) = asked().await;
    let nobody = "018f0000-0000-7000-8000-000000000009";
    let custody = [
        Role::DutyGovernor,
        Role::Officer,
        Role::SaferCustody,
        Role::OffenderManagementUnit,
        Role::EscortsAndSecurity,
        Role::PrisonSystem,
    ];
    let kinds = ["QuestionnaireResponse", "Task", "Consent", "EpisodeOfCare"];
    let mut before = Vec::new();
    for role in custody {
        for kind in kinds {
            before.push(
                world
                    .at_moorland(role)
                    .gets(&format!("/fhir/R4/{kind}?patient={boyd}"))
                    .await
                    .expect(404)
                    .text,
            );
        }
    }
    world.says(&boyd, Answer::Yes);
    world.tells(&boyd, Answer::Yes);
    let mut at = before.iter();
    for role in custody {
        let prison = world.at_moorland(role);
        for kind in kinds {
            let there = prison.gets(&format!("/fhir/R4/{kind}?patient={boyd}")).await.expect(404);
            let absent = prison.gets(&format!("/fhir/R4/{kind}?patient={nobody}")).await.expect(404);
            assert_eq!(there.text, absent.text, "{role} {kind}");
            assert_eq!(Some(&there.text), at.next(), "{role} {kind}: a choice made a difference");
            assert!(there.header("gatelodge-subject-checked").is_empty(), "{role} {kind}");
        }
        let shown = world.talk(Answer::Yes).shown.hash;
        prison.gets(&format!("/fhir/R4/Questionnaire/{shown}")).await.expect(404);
        prison.gets("/fhir/R4/Questionnaire").await.expect(404);
        prison.gets("/fhir/R4/Task").await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_and_no_address_names_anybody() {
    let (world, boyd) = asked().await;
    for answer in [Answer::NotNow, Answer::No, Answer::NotNow, Answer::Yes, Answer::No] {
        world.says(&boyd, answer);
    }
    let mut path =
        format!("/fhir/R4/QuestionnaireResponse?patient={boyd}&status=completed&_count=2&_sort=authored");
    let (mut seen, mut pages) = (Vec::new(), 0);
    loop {
        let heard = world.care_system().gets(&path).await.expect(200);
        assert_eq!(heard.json()["total"], 5);
        seen.extend(
            found(&heard)
                .iter()
                .map(|r| answer(r, "answer")["valueCoding"]["code"].as_str().unwrap().to_owned()),
        );
        pages += 1;
        let links = heard.json()["link"].as_array().unwrap().clone();
        assert!(links.iter().all(|link| !link["url"].as_str().unwrap().contains(&boyd)), "{links:?}");
        let Some(next) = links.iter().find(|link| link["relation"] == "next") else { break };
        path = next["url"].as_str().unwrap().to_owned();
    }
    assert_eq!((pages, seen), (3, ["not-now", "no", "not-now", "yes", "no"].map(str::to_owned).into()));
}

/// Real answers for HL7's validator: `cargo test -p faces --test it -- --ignored answers_are_written`, then validate the
/// folder that it names.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the answers that HL7's validator is run over"]
async fn answers_are_written() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir-answers");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut written = 0;
    for answer in Answer::ALL {
        for then in ["stands", "taken-back", "told", "told-no", "left"] {
            let (world, boyd) = asked().await;
            match then {
                "stands" => world.pds_says(&boyd, "U", practice("A81001")),
                "taken-back" => world.pds_says(&boyd, "R", json!({})),
                "told" => world.pds_says(&boyd, "U", json!({})),
                _ => {}
            }
            world.says(&boyd, *answer);
            match then {
                "taken-back" => world.writes_down(&boyd, Said::Withdrawn),
                "told" => world.tells(&boyd, Answer::Yes),
                "left" => {
                    world.clock.advance_seconds(600);
                    world.takes(&released());
                }
                "told-no" => {
                    world.tells(&boyd, Answer::Yes);
                    world.tells(&boyd, Answer::No);
                }
                _ => {}
            }
            for role in [Role::Clinician, Role::CareSystem, Role::HealthcareAdministrator] {
                let caller = world.at_moorland(role);
                let mut keep = |name: String, text: &str| {
                    std::fs::write(folder.join(format!("{answer}-{then}-{role}-{name}.json")), text).unwrap();
                    written += 1;
                };
                for kind in ["QuestionnaireResponse", "Task", "Consent", "EpisodeOfCare"] {
                    let heard = caller.gets(&format!("/fhir/R4/{kind}?patient={boyd}")).await.expect(200);
                    keep(format!("{kind}-search"), &heard.text);
                    for (n, resource) in found(&heard).iter().enumerate() {
                        let id = resource["id"].as_str().unwrap();
                        let read = caller.gets(&format!("/fhir/R4/{kind}/{id}")).await.expect(200);
                        keep(format!("{kind}-{n}"), &read.text);
                    }
                }
                let refused = caller.gets("/fhir/R4/Consent").await.expect(400);
                keep("refused".to_owned(), &refused.text);
            }
        }
    }
    let (world, _) = asked().await;
    let every = search(&world, "Questionnaire?_count=200").await;
    std::fs::write(folder.join("Questionnaire-search.json"), &every.text).unwrap();
    for questionnaire in found(&every) {
        let id = questionnaire["id"].as_str().unwrap();
        let read = world.nurse().gets(&format!("/fhir/R4/Questionnaire/{id}")).await.expect(200);
        std::fs::write(folder.join(format!("Questionnaire-{id}.json")), read.text).unwrap();
        written += 1;
    }
    let metadata = world.nobody().gets("/fhir/R4/metadata").await.expect(200);
    std::fs::write(folder.join("CapabilityStatement.json"), metadata.text).unwrap();
    assert!(written > 200, "{written} answers in {}", folder.display());
}
