use super::{read, root, wordings};
use registration::wording::{Direction, Language, SITUATIONS, Situation, Status};
use std::collections::BTreeSet;

#[test]
fn every_language_has_a_wording_for_every_situation() {
    let all = wordings();
    for language in Language::ALL {
        for situation in SITUATIONS {
            let wording = all.get(language, situation);
            assert_eq!((wording.language, wording.situation), (language, situation));
            assert_eq!(wording.sentences.len(), 15, "{}", language.tag());
        }
    }
    assert_eq!(all.all().count(), 51);
}

#[test]
fn every_folder_of_locales_is_a_language_that_is_built_in() {
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("locales"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !["kept", "measure"].contains(&name.as_str()))
        .collect();
    let languages: BTreeSet<String> = Language::ALL.into_iter().map(|l| l.tag().to_owned()).collect();
    assert_eq!(folders, languages);
}

#[test]
fn right_to_left_languages_say_so_and_are_written_so() {
    let all = wordings();
    for language in Language::ALL {
        let arabic_script = |text: &str| text.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c));
        let rtl = language.direction() == Direction::RightToLeft;
        for sentence in &all.get(language, Situation::NotKnown).sentences {
            assert_eq!(arabic_script(&sentence.text), rtl, "{}: {}", language.tag(), sentence.text);
        }
        assert_eq!(arabic_script(language.own_name()), rtl, "{}", language.tag());
    }
    assert_eq!(Language::Urdu.direction().html(), "rtl");
}

#[test]
fn a_language_is_stored_by_its_tag() {
    for language in Language::ALL {
        let stored = serde_json::to_string(&language).unwrap();
        assert_eq!(stored, format!("\"{}\"", language.tag()));
        assert_eq!(serde_json::from_str::<Language>(&stored).unwrap(), language);
        assert_eq!(Language::of_tag(language.tag()), Some(language));
    }
    assert_eq!(serde_json::to_string(&Situation::NotKnown).unwrap(), "\"not-known\"");
}

#[test]
fn a_language_without_a_voice_has_none_made_up() {
    let silent: Vec<_> = Language::ALL.into_iter().filter(|l| l.espeak_voice().is_none()).collect();
    assert_eq!(silent, [Language::KurdishSorani, Language::Somali]);
}

#[test]
fn nobody_has_checked_a_language_until_the_file_names_who() {
    for wording in wordings().all() {
        let file = read(&format!("locales/{}/registration.ftl", wording.language.tag()));
        match &wording.status {
            Status::Draft => assert!(file.contains("# status: draft\n")),
            Status::Checked { by, .. } => assert!(file.contains(by)),
        }
    }
}

#[test]
fn no_text_is_left_in_english() {
    let all = wordings();
    for situation in SITUATIONS {
        let english = all.get(Language::English, situation).shown();
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            let shown = all.get(language, situation).shown();
            for (ours, theirs) in english.lines.iter().zip(&shown.lines) {
                assert_eq!(ours.0, theirs.0);
                assert_ne!(ours.1, theirs.1, "{}: {}", language.tag(), ours.0);
            }
        }
    }
}

#[test]
fn pages_that_are_left_are_counted_in_the_plural_of_each_language() {
    let all = wordings();
    let left = |language, left| all.get(language, Situation::HasGp).pages_left(left);
    assert_eq!(left(Language::English, 1), "1 more page to come.");
    assert_eq!(left(Language::English, 2), "2 more pages to come.");
    assert_eq!(left(Language::Polish, 1), "Jeszcze 1 strona.");
    assert_eq!(left(Language::Polish, 3), "Jeszcze 3 strony.");
    assert_eq!(left(Language::Polish, 5), "Jeszcze 5 stron.");
    assert_eq!(left(Language::Arabic, 2), "بقيت صفحتان.");
    assert_eq!(left(Language::Arabic, 3), "بقيت 3 صفحات.");
    assert_eq!(left(Language::Welsh, 6), "Mae 6 thudalen i ddod.");
    for language in Language::ALL {
        assert_ne!(left(language, 0), left(language, 5), "{}", language.tag());
    }
}

/// The mark is typed by a nurse from the foot of a sheet: it must say which words the sheet had.
#[test]
fn no_two_wordings_share_a_mark() {
    let all = wordings();
    for wording in all.all() {
        let mark = wording.hash.mark();
        assert_eq!(mark.len(), 8);
        let found = all.by_mark(&format!(" {} ", mark.to_uppercase())).unwrap();
        assert_eq!((found.language, found.situation), (wording.language, wording.situation), "{mark}");
    }
    assert!(all.by_mark("").is_none() && all.by_mark("00000000").is_none());
}

#[test]
fn everything_that_is_shown_can_be_heard_and_other_words_are_another_recording() {
    let all = wordings();
    let mut names = std::collections::BTreeMap::new();
    for wording in all.all() {
        let spoken = wording.spoken();
        assert_eq!(spoken.len(), wording.sentences.len() + 1 + wording.answers.len());
        for sentence in &wording.sentences {
            assert!(spoken.iter().any(|one| one.text == sentence.text), "{}", sentence.key);
        }
        let question = spoken.iter().find(|one| one.key == "question").unwrap();
        assert!(wording.answers.iter().all(|answer| question.text.contains(&answer.text)));
        for one in spoken {
            let text = names.entry((wording.language, one.name())).or_insert_with(|| one.text.clone());
            assert_eq!(*text, one.text, "{}", one.name());
            assert!(one.name().is_ascii() && one.name().len() < 40, "{}", one.name());
        }
    }
}
