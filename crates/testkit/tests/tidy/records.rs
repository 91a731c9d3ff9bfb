//! The form of what the store keeps: postcard reads fields by their order alone, so a field more or less makes another
//! form of every record that has it, and the number of the form must say so.

use crate::source;
use crate::tree::files;

const NUMBERED_IN: &str = "crates/store/src/schema.rs";

/// The definitions of everything in a file that is written as bytes: without comments, in one line each.
fn definitions(text: &str) -> Vec<String> {
    let masked = source::masked(text);
    let mut found = Vec::new();
    let derives = masked.match_indices("#[derive(").filter(|(at, _)| {
        let end = masked[*at..].find(']').map_or(masked.len(), |end| at + end);
        masked[*at..end].contains("Serialize")
    });
    for (at, _) in derives {
        let Some(first) = masked[at..].find(['{', ';']).map(|first| at + first) else { continue };
        let end = if masked[first..].starts_with('{') { source::closing(&masked, first) } else { first + 1 };
        let start = at + masked[at..].find("pub").unwrap_or_default();
        found.push(masked[start..end].split_whitespace().collect::<Vec<_>>().join(" "));
    }
    found
}

#[test]
fn records_of_another_form_have_another_number() {
    let sources = files();
    let text = |path: &str| sources.iter().find(|file| file.path == path).map(|file| file.text.as_str());
    let schema = text(NUMBERED_IN).unwrap();
    let number = schema.split("RECORDS: u64 = ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    let vocab = sources.iter().filter(|f| f.is("rs") && f.path.starts_with("crates/vocab/src/"));
    let mut all: Vec<String> = vocab.flat_map(|file| definitions(&file.text)).collect();
    all.sort();
    assert!(all.iter().any(|one| one.starts_with("pub struct Mirror {")), "what is stored is found");
    let form = all.join("\n") + "\n";
    let path = format!("crates/testkit/tests/tidy/records/form-{number}.txt");
    let wrong = text(&path).is_none_or(|known| known != form);
    let written = wrong.then(|| {
        let new = std::env::temp_dir().join(format!("form-{number}.txt"));
        std::fs::write(&new, &form).unwrap();
        new.display().to_string()
    });
    assert_eq!(
        written, None,
        "records have another form than {path} says. Raise RECORDS in {NUMBERED_IN}, unless names alone have changed, \
         and put the written file into the place of the old one"
    );
}

#[test]
fn definitions_are_found_without_their_comments() {
    let text = "/// A.\n#[derive(Debug, Serialize)]\n#[serde(x)]\npub struct A {\n    /// B.\n    pub b: u8, // c\n}\n\
                #[derive(Clone)]\npub struct No;\n#[derive(Serialize)]\npub struct T(u8);\n";
    assert_eq!(definitions(text), ["pub struct A { pub b: u8, }", "pub struct T(u8);"]);
}
