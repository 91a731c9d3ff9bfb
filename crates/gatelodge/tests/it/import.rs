//! `import`: what became of each published sample, of each line, and of a second run.

use super::{gatelodge, printed};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../wire/tests/corpus").join(name)
}

/// Imports a folder for Moorland; what was printed, with the folder's own name alone, and how it ended.
fn imports(data: &Path, folder: &Path) -> (String, Option<i32>) {
    let folder = folder.canonicalize().unwrap();
    let output = gatelodge(data, &["import", "--prison", "MDI"], &[folder.to_str().unwrap()]);
    let parent = format!("{}/", folder.parent().unwrap().display());
    (printed(&output).replace(&parent, ""), output.status.code())
}

fn digests(data: &Path) -> String {
    printed(&gatelodge(data, &["journal", "verify"], &[]))
}

#[test]
fn every_published_sample_has_an_outcome() {
    let data = TempDir::new().unwrap();
    let (prison, ended) = imports(data.path(), &corpus("prison/samples"));
    assert_eq!(ended, Some(2), "some are refused");
    insta::assert_snapshot!("prison", prison);
    let (care, ended) = imports(data.path(), &corpus("ukcore-r4"));
    assert_eq!(ended, Some(2));
    insta::assert_snapshot!("care", care);
}

#[test]
fn a_second_run_changes_nothing() {
    let data = TempDir::new().unwrap();
    let folders = [corpus("prison/samples"), corpus("ukcore-r4")];
    folders.iter().for_each(|folder| drop(imports(data.path(), folder)));
    let before = digests(data.path());
    for folder in &folders {
        let (said, _) = imports(data.path(), folder);
        let sums = said.lines().last().unwrap();
        assert!(sums.starts_with("0 used, "), "{said}");
    }
    assert_eq!(digests(data.path()), before);
}

/// Recorded responses: a state that comes back is a reading of its own, a bad line is refused alone.
#[test]
fn recorded_responses_are_taken_line_by_line() {
    let data = TempDir::new().unwrap();
    let file = data.path().join("day.ndjson");
    let line = |cell: &str| {
        format!(
            r#"{{"method":"GET","path":"/prisoner/A8100KB","status":200,"body":{{"prisonerNumber":"A8100KB","firstName":"KIERAN","lastName":"BOYD","dateOfBirth":"2002-04-01","status":"ACTIVE IN","inOutStatus":"IN","prisonId":"MDI","cellLocation":"{cell}"}}}}"#
        )
    };
    let lines = [line("C-2-011"), line("C-2-012"), "{\"method\":".to_owned(), line("C-2-011")];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let path = file.to_str().unwrap();
    let first = gatelodge(&data.path().join("store"), &["import"], &[path]);
    assert_eq!(first.status.code(), Some(2));
    let said = printed(&first);
    assert!(said.contains("3 used, 0 kept, 0 known already, 1 refused"), "{said}");
    assert!(said.contains("line 3: refused: no recorded response"), "{said}");
    assert!(!said.contains("BOYD") && !said.contains("A8100KB"), "{said}");
    let again = printed(&gatelodge(&data.path().join("store"), &["import"], &[path]));
    assert!(again.contains("0 used, 0 kept, 3 known already, 1 refused"), "{again}");
}

#[test]
fn what_cannot_be_read_is_refused_and_the_others_go_on() {
    let data = TempDir::new().unwrap();
    let samples = corpus("prison/samples/ps-state__new-prisoner.json");
    let missing = data.path().join("nothing.json");
    let store = data.path().join("store");
    let output = gatelodge(&store, &["import"], &[missing.to_str().unwrap(), samples.to_str().unwrap()]);
    let said = printed(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("nothing.json: refused: No such file"), "{said}");
    assert!(said.ends_with("1 used, 0 kept, 0 known already, 1 refused\n"), "{said}");
}
