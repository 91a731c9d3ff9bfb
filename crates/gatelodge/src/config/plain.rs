//! What the libraries say of a configuration, in words for whoever writes it.

/// What is wrong with a value.
pub(super) struct Told {
    /// The key under the one that was read, where that is what is wrong.
    pub(super) under: Option<String>,
    /// What is wrong, and what to write.
    pub(super) words: String,
}

/// What is wrong with a value, from what the library says.
pub(super) fn told(message: &str) -> Told {
    let under = |key: &str, words: String| Told { under: Some(key.to_owned()), words };
    let here = |words: String| Told { under: None, words };
    if let Some(rest) = message.strip_prefix("missing field `") {
        let key = rest.trim_end_matches('`');
        return under(key, "is missing: write it into this section".to_owned());
    }
    if let Some((key, rest)) = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')) {
        return under(key, format!("is not a key of this section; there are: {}", names(rest)));
    }
    if let Some((word, rest)) =
        message.strip_prefix("unknown variant `").and_then(|rest| rest.split_once('`'))
    {
        return here(format!("{word:?} is none of the words that it can be: {}", names(rest)));
    }
    let wrong = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    if let Some((found, expected)) = wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
        return here(format!("is {}; write {}", found_as(found), expected_as(expected)));
    }
    here(known(message))
}

/// Keys or words that are named in backticks.
fn names(text: &str) -> String {
    text.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ")
}

fn found_as(found: &str) -> String {
    let inside = |start: &str| found.strip_prefix(start).map(|rest| rest.trim_matches('`').to_owned());
    match () {
        () if found.starts_with("string ") => format!("the text {}", found.trim_start_matches("string ")),
        () if found == "map" => "a table".to_owned(),
        () if found == "sequence" => "a list".to_owned(),
        () => inside("floating point ")
            .or_else(|| inside("integer "))
            .map(|number| format!("the number {number}"))
            .or_else(|| inside("boolean "))
            .unwrap_or_else(|| found.to_owned()),
    }
}

fn expected_as(expected: &str) -> String {
    match expected {
        "i64" | "u64" | "u32" | "u16" => "a whole number, without quotes",
        "a boolean" => "true or false, without quotes",
        "a sequence" => "a list, as [\"name\"]",
        "a string" | "path string" => "a text in quotes",
        "unit variant" => "the word alone, in quotes",
        "newtype variant" | "struct variant" | "struct variant Credentials::WebIdentity" => {
            "a table, as { word = … } (docs/prison-side.md)"
        }
        other if other.starts_with("struct ") => "a table with its keys (docs/prison-side.md)",
        other if other.starts_with("enum ") || other.contains("variant") => {
            "one of its words (docs/prison-side.md)"
        }
        other => return other.to_owned(),
    }
    .to_owned()
}

/// What is said in yet other ways.
fn known(message: &str) -> String {
    if message.contains("wanted exactly 1 element") {
        return "holds one word alone (docs/prison-side.md)".to_owned();
    }
    message.to_owned()
}

/// What is wrong with the form, from what the library says.
pub(super) fn form(message: &str) -> String {
    let what = match message {
        _ if message.contains("duplicate key") => "this stands here a second time: keep one of the two",
        _ => return format!("{message}. {FORM}"),
    };
    what.to_owned()
}

const FORM: &str = "A line is [section], or key = value; texts stand in straight quotes (\"…\"), numbers and true or \
                    false in none";
