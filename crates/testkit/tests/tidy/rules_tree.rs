//! What the files of the tree may not say, and what they must.

use std::collections::BTreeSet;

use crate::tree::{TextFile, files};
use crate::{assert_none, source};

const FILE_LINES_TO_LOOK_AT: usize = 400;
const FUNCTION_LINES_TO_LOOK_AT: usize = 70;

/// Lines of a file that hold a text, as `path:line`.
fn lines_with<'a>(
    file: &'a TextFile,
    holds: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = String> + 'a {
    let lines = file.text.lines().enumerate();
    lines
        .filter(move |(_, line)| holds(line))
        .map(|(at, line)| format!("{}:{}: {}", file.path, at + 1, line.trim()))
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    // Put together here, so that this file does not name them either.
    let parts =
        [["/wo", "rk/"], ["../sh", "ared"], ["fa", "rm-"], ["/ho", "me/"], ["/Us", "ers/"], ["/ro", "ot/"]]
            .map(|parts| parts.concat());
    let names = |line: &str| {
        parts.iter().any(|part| {
            line.match_indices(part.as_str()).any(|(at, _)| {
                // `https://example.org/work/` and `wheat-farm-` are not paths of a machine.
                !line[..at]
                    .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '}' | '>'))
            })
        })
    };
    let wrong =
        files().iter().flat_map(|file| lines_with(file, names).collect::<Vec<_>>()).collect::<Vec<_>>();
    assert_none("these lines name a path of one machine", &wrong);
}

#[test]
fn each_markdown_file_has_one_title() {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.is("md")) {
        let (mut titles, mut fenced) = (0, false);
        for line in file.text.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced && line.starts_with("# ") {
                titles += 1;
            }
        }
        if titles != 1 {
            wrong.push(format!("{}: {titles} lines begin with `# `", file.path));
        }
    }
    assert_none("a Markdown file has one title", &wrong);
}

#[test]
fn each_hazard_is_held_by_tests_that_exist() {
    let path = "docs/hazard-log.md";
    let sources = files();
    let log = sources.iter().find(|file| file.path == path);
    let log = log.unwrap_or_else(|| {
        panic!("{path} does not exist: it names, for each hazard, the tests that hold it")
    });
    let tests: BTreeSet<String> = sources
        .iter()
        .filter(|file| file.is("rs"))
        .flat_map(|file| {
            source::functions(&file.text)
                .into_iter()
                .filter(|function| function.is_test)
                .map(|function| function.name)
        })
        .collect();
    let (mut wrong, mut rows, mut column) = (Vec::new(), 0, None);
    for (at, line) in log.text.lines().enumerate() {
        let line = line.trim();
        if !line.starts_with('|') {
            column = None;
            continue;
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let Some(column) = column else {
            column = cells.iter().position(|cell| cell.to_lowercase() == "held by");
            continue;
        };
        let cell = cells.get(column).copied().unwrap_or_default();
        if cell.chars().all(|c| matches!(c, '-' | ':' | ' ')) && !cell.is_empty() {
            continue;
        }
        rows += 1;
        let names: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        if names.is_empty() && !cell.to_lowercase().contains("not yet") {
            wrong.push(format!(
                "{path}:{}: names no test: write it in backticks, or \"not yet\" and why",
                at + 1
            ));
        }
        for name in names {
            let function = name.rsplit("::").next().unwrap_or(name);
            let is_file = sources.iter().any(|file| file.path == name);
            if !is_file && !tests.contains(function) {
                wrong.push(format!("{path}:{}: there is no test `{name}`", at + 1));
            }
        }
    }
    assert!(rows > 0, "{path} has no table with a column \"held by\"");
    assert_none("hazards that nothing holds", &wrong);
}

#[test]
fn long_files_and_functions_are_listed() {
    // Not a limit: where to look again. `cargo test -p testkit --test tidy -- --nocapture long` shows the list.
    for file in files().iter().filter(|file| file.is("rs")) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES_TO_LOOK_AT {
            println!("look again: {} has {lines} lines", file.path);
        }
        for function in
            source::functions(&file.text).iter().filter(|function| function.lines > FUNCTION_LINES_TO_LOOK_AT)
        {
            println!(
                "look again: {}:{} fn {} has {} lines",
                file.path, function.line, function.name, function.lines
            );
        }
    }
}
