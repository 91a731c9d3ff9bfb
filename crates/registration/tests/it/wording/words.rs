use super::{read, root, wordings};
use registration::wording::terms::TERMS;
use registration::wording::{Asks, Language, Offer, SITUATIONS, Situation, picture, suffix};
use std::collections::BTreeSet;

#[test]
fn english_reads_as_it_did() {
    // When this fails, somebody changed what people decide by. If that was meant: write the form that
    // `cargo run -p registration --example wording -- en-GB has` prints over the golden file, and see README of
    // locales/kept.
    for situation in SITUATIONS {
        let shown = wordings().get(Language::English, situation).shown();
        let golden = read(&format!("crates/registration/tests/golden/en-GB-{}.txt", suffix(situation)));
        assert_eq!(shown.form(), golden, "{}", suffix(situation));
    }
}

#[test]
fn english_has_the_hashes_that_it_had() {
    let hashes: Vec<String> = SITUATIONS
        .into_iter()
        .map(|situation| wordings().get(Language::English, situation).hash.to_string())
        .collect();
    assert_eq!(
        hashes,
        [
            "58127acb9cfc51351581b727c36459fd4835d0753361476037eaac664bfe16c0",
            "4fb9cb054509eee18003d73922282e42cdc637c1965141990e4b8576a16cedbc",
            "ddcb20e87846dc1ec18f9918c754e81c8454cc2476e5232e264134cb46753b0c"
        ]
    );
}

#[test]
fn each_situation_is_told_only_what_is_true_of_it() {
    let all = wordings();
    let text = |situation| all.get(Language::English, situation).shown().form();
    let (has, none, unknown) = (text(Situation::HasGp), text(Situation::HasNone), text(Situation::NotKnown));
    for untrue_of_none in ["your GP outside", "your old GP"] {
        assert!(!none.contains(untrue_of_none), "{untrue_of_none}");
        assert!(!unknown.contains(untrue_of_none), "{untrue_of_none}");
        assert!(has.contains(untrue_of_none), "{untrue_of_none}");
    }
    assert!(!has.contains("a GP you have outside"));
    assert!(unknown.contains("a GP you have outside"));
    assert!(none.contains("You have no GP outside"));
}

#[test]
fn situations_differ_in_every_language() {
    for language in Language::ALL {
        let all = wordings();
        let hashes: BTreeSet<_> = SITUATIONS.map(|s| all.get(language, s).hash.clone()).into();
        assert_eq!(hashes.len(), 3);
        for key in ["s-list", "s-notes", "s-no", "s-mind"] {
            let texts: BTreeSet<_> = SITUATIONS
                .map(|s| {
                    all.get(language, s).sentences.iter().find(|one| one.key == key).unwrap().text.clone()
                })
                .into();
            assert_eq!(texts.len(), 3, "{} {key}", language.tag());
        }
    }
}

#[test]
fn four_answers_are_offered_and_none_says_more_than_what_happens_next() {
    for wording in wordings().all() {
        let offered: Vec<_> = wording.answers.iter().map(|one| one.answer).collect();
        assert_eq!(offered, Offer::ALL);
        let texts: BTreeSet<_> = wording.answers.iter().map(|one| &one.text).collect();
        assert_eq!(texts.len(), 4, "{}", wording.language.tag());
        assert!(wording.answers.iter().all(|one| !one.next.is_empty()));
    }
    let english = &wordings().get(Language::English, Situation::HasGp).answers.clone();
    assert!(
        english[0].next.contains("You can change your mind") && english[1].next.contains("You can change")
    );
    assert!(
        english[2].next.contains("Nothing changes now") && english[3].next.contains("Nothing changes now")
    );
}

#[test]
fn the_buttons_say_what_the_sentences_call_yes_and_no() {
    // Who reads little looks for the word that he has just heard.
    for wording in wordings().all() {
        let text = |key| {
            wording.sentences.iter().find(|one| one.key == key).expect("a sentence").text.to_lowercase()
        };
        for (key, answer) in [("s-yes", &wording.answers[0]), ("s-no", &wording.answers[1])] {
            assert!(text(key).contains(&answer.text.to_lowercase()), "{}: {key}", wording.language.tag());
        }
    }
}

#[test]
fn three_questions_ask_whether_we_explained_well() {
    for wording in wordings().all() {
        let asked: Vec<_> = wording.teach_back.questions.iter().map(|one| one.asks).collect();
        assert_eq!(asked, Asks::ALL);
        assert!(wording.teach_back.questions.iter().all(|one| !one.holds.is_empty()));
    }
}

#[test]
fn the_cards_outside_says_nothing_of_an_answer_or_an_illness() {
    for wording in wordings().all() {
        let card = wording.paper.card_outside.to_lowercase();
        // Whole words: "ja" or "no" may be part of another.
        let words: BTreeSet<_> = card.split(|c: char| !c.is_alphanumeric()).collect();
        for answer in &wording.answers[..2] {
            assert!(
                !words.contains(answer.text.to_lowercase().as_str()),
                "{}: {card}",
                wording.language.tag()
            );
        }
        for said in [wording.title.as_str(), wording.question.as_str()] {
            assert!(!card.contains(&said.to_lowercase()));
        }
    }
    let all = wordings();
    let english = all.get(Language::English, Situation::HasGp);
    assert_eq!(english.paper.card_outside, "Ask healthcare about your GP");
    assert!(!english.paper.card_outside.contains("cancer"));
}

#[test]
fn what_a_text_is_given_stands_in_it() {
    for wording in wordings().all() {
        assert!(wording.page(2, 15).contains('2') && wording.page(2, 15).contains("15"));
        let later = &wording.answers[2].text;
        assert!(wording.copy_said(Offer::Later).contains(later.as_str()), "{}", wording.language.tag());
        assert!(wording.copy_when("12.11.2026").contains("12.11.2026"));
        assert!(wording.letter_gp("Oak Surgery").contains("Oak Surgery"));
        assert!(wording.letter_from("30.11.2026").contains("30.11.2026"));
        assert!(wording.leave_today("1 High Street").contains("1 High Street"));
    }
}

#[test]
fn hard_words_are_listed_alike_for_the_code_and_for_the_measures() {
    let json: serde_json::Value = serde_json::from_str(&read("locales/terms.json")).unwrap();
    let listed: Vec<(&str, &str)> = json
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["word"].as_str().unwrap(), one["explained_in"].as_str().unwrap()))
        .collect();
    let ours: Vec<_> = TERMS.iter().map(|term| (term.word, term.explained_in)).collect();
    assert_eq!(listed, ours);
}

#[test]
fn each_picture_is_shown_for_one_idea_only() {
    let all = wordings();
    for situation in SITUATIONS {
        let sentences = &all.get(Language::English, situation).sentences;
        let pictures: Vec<_> = sentences.iter().filter_map(|sentence| sentence.picture).collect();
        assert_eq!(pictures.len(), sentences.len(), "each sentence has one");
        assert_eq!(pictures.iter().collect::<BTreeSet<_>>().len(), pictures.len());
    }
    let (has, none) = (Situation::HasGp, Situation::HasNone);
    let differs = |key| assert_ne!(picture::picture(key, has), picture::picture(key, none), "{key}");
    // A surgery outside, and being taken off a list, are untrue of who has no GP.
    ["s-no", "s-list"].into_iter().for_each(differs);
}

#[test]
fn the_screens_lay_out_the_pictures_that_are_named() {
    let listed: Vec<String> =
        serde_json::from_str(&read("crates/web/assets/pictures.json")).expect("a list of names");
    assert_eq!(listed, picture::used(), "crates/web/assets/pictures.json");
    assert!(root().join("crates/web/assets/make-dist.mjs").exists());
}
