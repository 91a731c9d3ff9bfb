//! What the Rust code may not do.

use crate::tree::{TextFile, files};
use crate::{assert_none, log_fields, source};

/// The token that opens a `Sealed`, as store names it.
const OPENER: &str = "Opener";

/// Where the token is made or carried, not used: crossing's front takes it from whoever opened the store and lends it to
/// disclose; the tests and the simulator open a store of made-up people themselves.
const OPENER_IS_CARRIED_IN: &[&str] = &[
    "crates/crossing/src/service.rs",
    "crates/crossing/tests/it/support.rs",
    "crates/testkit/src/simulation/story.rs",
    "crates/testkit/src/simulation/world/opener.rs",
    "crates/testkit/src/simulation/world/process.rs",
    "crates/testkit/tests/it/power_cuts.rs",
];

/// Cuts the bytes a sender gave into one slice a person, before anything is known of anybody: the numbers are the
/// sender's own, and nothing kept is read.
const CUTS_WHAT_CAME_IN: &str = "crates/crossing/src/observe/split.rs";

/// vocab's types that are, or hold, something of a person.
const OF_A_PERSON: &[&str] = &[
    "Alert",
    "Appointment",
    "Born",
    "CellLocation",
    "Cro",
    "Custody",
    "FamilyName",
    "FreeText",
    "GivenNames",
    "Identifier",
    "Identity",
    "LocalPatientId",
    "Name",
    "NhsNumber",
    "NonAssociation",
    "Patient",
    "Person",
    "Pnc",
    "PrisonNumber",
    "ScheduleEntry",
];

#[test]
fn only_the_binary_ends_the_process() {
    let call = ["process", "::exit"].concat();
    let sources = files();
    let outside = sources.iter().filter(|file| file.is("rs") && file.owner() != Some("gatelodge"));
    let wrong = outside.flat_map(|file| {
        let masked = source::masked(&file.text);
        let at = masked.match_indices(&call).map(|(at, _)| source::line_of(&masked, at)).collect::<Vec<_>>();
        at.into_iter().map(|line| format!("{}:{line}", file.path))
    });
    assert_none(
        "only gatelodge may end the process: answer an error or an ExitCode",
        &wrong.collect::<Vec<_>>(),
    );
}

#[test]
fn no_log_line_holds_a_person() {
    let sources = files();
    let ours = sources.iter().filter(|file| file.is("rs") && file.path.contains("/src/"));
    let wrong = ours.flat_map(|file| {
        log_fields::people_in_logs(&file.text)
            .into_iter()
            .map(|(line, what)| format!("{}:{line}: {what}", file.path))
    });
    assert_none("log an id, a count or a code instead", &wrong.collect::<Vec<_>>());
}

#[test]
fn the_log_rule_tells_people_from_measures() {
    for person in [
        "info!(?person, \"linked\")",
        "tracing::warn!(number = %person.number, \"odd\")",
        "debug!(\"read {family:?}\")",
        "error!(\"refused {}\", request.uri())",
        "info_span!(\"request\", uri = %uri.path())",
        "warn!(body = ?String::from_utf8_lossy(&body), \"bad\")",
        "info!(prison_number = %key, \"seen\")",
        "trace!(self.patient.born)",
        "info!(name = %row.given)",
        "info!(\n  rows = 3,\n  %cell,\n  \"moved\"\n)",
    ] {
        assert!(!log_fields::people_in_logs(person).is_empty(), "not seen: {person}");
    }
    for nobody in [
        "info!(rows, \"caught up\")",
        "info!(person_id = %person.id, \"linked\")",
        "warn!(body_bytes = body.len(), limit = BODY_BYTES_MAX, \"too large\")",
        "error!(error = %error, attempt_number, feed_name = %feed.name(), \"refused\")",
        "info!(target: \"gate_book\", \"a person opened {rows} rows of the query\")",
        "debug!(journal_number = %row.seq, query = \"none\")",
        "// info!(?person)",
        "compile_error!(\"person\")",
        "info!(addr = %listener.local_addr, \"listening\")",
    ] {
        let found = log_fields::people_in_logs(nobody);
        let chains_of_things = nobody.contains("feed.name()");
        assert!(found.is_empty() || chains_of_things, "taken for a person: {nobody}: {found:?}");
    }
}

#[test]
fn sealed_is_opened_in_one_place() {
    let sources = files();
    let named = |file: &&TextFile| {
        let masked = source::masked(&file.text);
        masked.match_indices(OPENER).any(|(at, _)| {
            let before = masked[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let after = masked[at + OPENER.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
            !before && !after
        })
    };
    let holders: Vec<&str> =
        sources.iter().filter(|file| file.is("rs")).filter(named).map(|file| file.path.as_str()).collect();
    assert!(
        holders.iter().any(|path| path.starts_with("crates/store/src/")),
        "store does not name `{OPENER}`: if the token that opens a Sealed is called otherwise, say so in OPENER"
    );
    let wrong = holders
        .iter()
        .filter(|path| {
            !path.starts_with("crates/store/") && !path.starts_with("crates/crossing/src/disclose")
        })
        .filter(|path| !OPENER_IS_CARRIED_IN.contains(path))
        .filter(|path| !path.contains("compile_fail") && !path.contains("compile-fail"))
        .map(|path| (*path).to_owned())
        .collect::<Vec<_>>();
    assert_none("only crossing's disclose opens what is sealed", &wrong);
}

#[test]
fn crossing_answers_people_only_disclosed() {
    let sources = files();
    let crossing =
        sources.iter().filter(|file| file.is("rs") && file.path.starts_with("crates/crossing/src/"));
    let crossing = crossing.filter(|file| file.path != CUTS_WHAT_CAME_IN);
    let mut wrong = Vec::new();
    for file in crossing {
        for function in source::functions(&file.text).iter().filter(|function| function.is_public) {
            if let Some(word) = person_in_the_open(&function.answers) {
                wrong.push(format!("{}:{}: fn {} answers {word}", file.path, function.line, function.name));
            }
        }
    }
    assert_none("what crossing answers of a person is Disclosed or Sealed", &wrong);

    assert_eq!(person_in_the_open("Result<Disclosed<Vec<Alert>>, Denied>"), None);
    assert_eq!(
        person_in_the_open("Result<(Disclosed<Alert>, Option<Person>), Denied>").as_deref(),
        Some("Person")
    );
    assert_eq!(person_in_the_open("Vec<PersonId>"), None);
}

/// A type of a person that stands outside of `Disclosed` and `Sealed`.
fn person_in_the_open(answers: &str) -> Option<String> {
    let open = source::without(&source::without(answers, "Disclosed"), "Sealed");
    let mut words = open.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.find(|word| OF_A_PERSON.contains(word)).map(String::from)
}

#[test]
fn masking_keeps_offsets_and_blanks_only_what_is_not_code() {
    let code = "fn a<'x>(c: char) { let s = \"}{\\\"\"; /* } /* } */ */ let r = r#\"}\"}\"#; c == '}' } // }\nfn b() {}\n";
    let masked = source::masked(code);
    assert_eq!(masked.len(), code.len());
    assert_eq!(masked.matches('}').count(), 2);
    let functions = source::functions(
        "#[test]\nfn one() {\n}\n\npub fn two(a: [u8; 3], f: fn() -> i8) -> u8 {\n    a[0]\n}\ntrait T { fn three(); }\n",
    );
    let seen: Vec<_> = functions
        .iter()
        .map(|f| (f.name.as_str(), f.lines, f.is_test, f.is_public, f.answers.as_str()))
        .collect();
    assert_eq!(seen, [("one", 2, true, false, ""), ("two", 3, false, true, "u8")]);
}
