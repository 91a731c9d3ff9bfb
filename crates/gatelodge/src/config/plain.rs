//! What the libraries say of a configuration, in words for whoever writes it.

/// What is wrong with a value.
pub(super) struct Told {
    /// The key under the one that was read, where that is what is wrong.
    pub(super) under: Option<String>,
    /// What is wrong, and what to write.
    pub(super) words: String,
}

/// What is wrong with the value at a path, from what the library says.
pub(super) fn told(path: &str, message: &str) -> Told {
    let under = |key: &str, words: String| Told { under: Some(key.to_owned()), words };
    let here = |words: String| Told { under: None, words };
    let form =
        CHOICES.iter().find(|(key, _)| path.split('.').any(|part| part == *key)).map(|(_, form)| *form);
    let quoted = |start: &str| message.strip_prefix(start).and_then(|rest| rest.split_once('`'));
    if let Some((key, _)) = quoted("missing field `") {
        return under(key, "is missing: write it into this section".to_owned());
    }
    if let Some((key, rest)) = quoted("unknown field `") {
        return under(key, format!("is not a key of this section; there are: {}", names(rest)));
    }
    let unexpected = message.strip_prefix("unexpected keys in table: ");
    if let Some((keys, known)) = unexpected.and_then(|rest| rest.split_once(", available keys: ")) {
        let key = keys.split(", ").next().unwrap_or(keys);
        return under(key, format!("is not a key of this section; there are: {known}"));
    }
    if let Some((word, rest)) = quoted("unknown variant `") {
        let can_be = form.map_or_else(|| names(rest), str::to_owned);
        return here(format!("{word:?} is none of what it can be: {can_be}"));
    }
    if message.contains("prison code") {
        let name = path.rsplit('.').next().unwrap_or_default();
        let words = "is no prison's code: write three capital letters, as MDI (TRN and OUT are none)";
        return here(format!("{name:?} {words}"));
    }
    let is_choice = ["variant", "exactly 1", "expected table"].iter().any(|part| message.contains(part));
    if let Some(form) = form.filter(|_| is_choice) {
        return here(format!("is not of a form that it can have: write {form}"));
    }
    let wrong = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    match wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
        Some((found, expected)) => here(format!("is {}; write {}", found_as(found), expected_as(expected))),
        None => here(message.to_owned()),
    }
}

/// Keys that take one of several forms.
const CHOICES: [(&str, &str); 3] = [
    ("writes", "\"by-hand\", or { over = \"ROUTE\" }"),
    ("length", "\"real\", or { standard = 30 }"),
    ("credentials", "\"token\", or { web-identity = { role_arn = \"…\", token_file = \"…\" } }"),
];

/// Keys or words that are named in backticks.
fn names(text: &str) -> String {
    text.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ")
}

fn found_as(found: &str) -> String {
    match found.split_once(' ') {
        Some(("string", text)) => format!("the text {text}"),
        Some(("integer" | "boolean", text)) => format!("the value {}", text.trim_matches('`')),
        Some(("floating", _)) => {
            format!("the value {}", found.trim_start_matches("floating point ").trim_matches('`'))
        }
        _ if found == "map" => "a table".to_owned(),
        _ if found == "sequence" => "a list".to_owned(),
        _ => found.to_owned(),
    }
}

fn expected_as(expected: &str) -> &str {
    match expected {
        "i64" | "u64" | "u32" | "u16" => "a whole number, without quotes",
        "a boolean" => "true or false, without quotes",
        "a sequence" => "a list, as [\"one\", \"two\"]",
        "a string" | "path string" => "a text in quotes",
        other if other.starts_with("struct ") => "a table with its keys (docs/prison-side.md)",
        other => other,
    }
}

/// What is wrong with the form, from what the library says.
pub(super) fn form(message: &str) -> String {
    let known = FORMS.iter().find(|(said, _)| message.contains(said)).map(|(_, words)| *words);
    known.map_or_else(|| format!("{message}: {FORM}"), str::to_owned)
}

const FORM: &str =
    "a line is [section], or key = value; texts stand in straight quotes, numbers and true or false in none";

const FORMS: [(&str, &str); 9] = [
    ("duplicate key", "this stands here a second time: keep one of the two"),
    ("invalid basic string", "a text is not closed: put a straight quote (\") at its end, on the same line"),
    ("must be quoted", "a text stands in straight quotes: write \"…\" (not “…”)"),
    (
        "escaped value",
        "a backslash in \"…\" means something else: write two of them, or put the text into '…'",
    ),
    ("invalid unquoted key", "a key has letters, digits, hyphens and underscores: write key = value"),
    ("key with no value", "a key has a value: write key = value"),
    ("unclosed table", "a section is not closed: put a ] at its end"),
    ("expected newline", "nothing may follow the value on its line; a number has digits alone, as 7200"),
    ("leading zero", "a number does not begin with a nought: leave it out"),
];
