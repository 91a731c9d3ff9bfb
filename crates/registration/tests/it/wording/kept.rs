use super::{root, wordings};
use registration::wording::{Language, ShownText, Situation, Status, WordingHash, kept, suffix};
use std::collections::BTreeSet;

/// Hash and content of the files in the folder.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root().join("locales/kept")).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
        if name == "README.md" {
            continue;
        }
        let hash = name.strip_suffix(".txt").unwrap_or_else(|| panic!("{name} is no kept wording"));
        files.push((hash.to_owned(), std::fs::read_to_string(&path).expect("text")));
    }
    files
}

#[test]
fn every_kept_wording_still_hashes_to_its_name() {
    for (hash, form) in files() {
        kept::read(&hash, &form).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn every_kept_file_is_compiled_in() {
    let folder: BTreeSet<String> = files().into_iter().map(|(hash, _)| hash).collect();
    let compiled: BTreeSet<String> = kept::hashes().map(str::to_owned).collect();
    assert_eq!(folder, compiled, "KEPT of kept.rs");
}

#[test]
fn a_checked_wording_is_kept() {
    let kept: BTreeSet<&str> = kept::hashes().collect();
    for wording in wordings().all() {
        if matches!(wording.status, Status::Checked { .. }) {
            let (tag, situation) = (wording.language.tag(), suffix(wording.situation));
            assert!(
                kept.contains(wording.hash.as_str()),
                "{tag} {situation} is checked and not in locales/kept"
            );
        }
    }
}

#[test]
fn a_wording_is_found_by_its_hash() {
    let all = wordings();
    for wording in all.all() {
        let shown = all.by_hash(&wording.hash).expect("found");
        assert_eq!((shown.language, shown.situation), (wording.language, wording.situation));
        assert_eq!(*shown, wording.shown());
    }
    assert_eq!(all.by_hash(&"0".repeat(64).parse().unwrap()), None);
}

#[test]
fn a_form_that_was_changed_by_one_letter_is_another_wording() {
    let shown = wordings().get(Language::English, Situation::HasGp).shown();
    let form = shown.form();
    assert_eq!(ShownText::read(&form), Some(shown.clone()));
    assert!(kept::read(shown.hash().as_str(), &form).is_ok());
    let changed = form.replace("family doctor", "Family doctor");
    let error = kept::read(shown.hash().as_str(), &changed).expect_err("changed");
    assert!(error.to_string().contains("does not hash to its name"));
    for no_form in ["", "gatelodge wording 2\n", form.trim_end(), &form.replace("situation has", "situation")]
    {
        assert_eq!(ShownText::read(no_form), None);
    }
}

#[test]
fn only_a_hash_is_read_as_one() {
    let hash = wordings().get(Language::Welsh, Situation::HasNone).hash.clone();
    assert_eq!(hash.as_str().parse::<WordingHash>(), Ok(hash.clone()));
    let json = serde_json::to_string(&hash).unwrap();
    assert_eq!(serde_json::from_str::<WordingHash>(&json).unwrap(), hash);
    for no_hash in ["", "abc", &hash.as_str().to_uppercase(), &format!("{hash}0")] {
        assert!(no_hash.parse::<WordingHash>().is_err(), "{no_hash}");
    }
}
