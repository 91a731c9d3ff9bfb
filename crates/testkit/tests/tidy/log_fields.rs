//! No log line may hold a person: no names, dates of birth, numbers, cells, free text, bodies or query strings.
//!
//! The rule reads the arguments of every log and span macro: `?x`, `%x`, `name = expr`, plain values after the message
//! and `{x}` inside it. A value is a chain such as `self.person.number`; it is refused when any link of the chain, or
//! the field's name, has a word of [`PERSONAL`], unless its last link says that it is a measure of the thing and not
//! the thing ([`MEASURES`]: `body.len()`, `person_id`, `query_rows`). `number` alone is a person's; `journal_number`
//! is a row's ([`NUMBERED`]). A literal is nobody. What the rule cannot see is an error whose own text holds a person:
//! vocab's redacted `Debug` is what stands there.

use super::source::{closing, line_of, masked, split_commas};

const MACROS: [&str; 11] = [
    "trace!",
    "debug!",
    "info!",
    "warn!",
    "error!",
    "event!",
    "span!",
    "debug_span!",
    "info_span!",
    "warn_span!",
    "error_span!",
];

const PERSONAL: [&str; 35] = [
    "person",
    "people",
    "patient",
    "patients",
    "prisoner",
    "nhs",
    "pnc",
    "cro",
    "number",
    "name",
    "family",
    "given",
    "surname",
    "forename",
    "forenames",
    "born",
    "birth",
    "dob",
    "cell",
    "cells",
    "address",
    "body",
    "payload",
    "query",
    "uri",
    "url",
    "comment",
    "comments",
    "narrative",
    "note",
    "notes",
    "envelope",
    "observation",
    "appointment",
    "alert",
];

const MEASURES: [&str; 23] = [
    "id", "ids", "len", "length", "count", "bytes", "rows", "total", "ms", "seconds", "max", "min", "limit",
    "kind", "digest", "version", "seq", "state", "code", "codes", "known", "waiting", "is_empty",
];

/// What else has names and numbers: `feed_name`, `journal_number`.
const NUMBERED: [&str; 22] = [
    "journal", "row", "line", "attempt", "port", "sequence", "page", "seed", "try", "build", "feed", "flow",
    "file", "host", "thread", "task", "metric", "crate", "table", "policy", "key", "database",
];

/// The lines, with what is wrong with each, of the log calls in a file that can hold a person.
pub(crate) fn people_in_logs(source: &str) -> Vec<(usize, String)> {
    let masked = masked(source);
    let mut found = Vec::new();
    for name in MACROS {
        for (at, _) in masked.match_indices(name) {
            let whole_word = !masked[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let Some(open) =
                masked[at + name.len()..].find(['(', '[', '{']).map(|more| at + name.len() + more)
            else {
                continue;
            };
            if !whole_word || !masked[at + name.len()..open].trim().is_empty() {
                continue;
            }
            let (from, to) = (open + 1, closing(&masked, open).saturating_sub(1));
            for part in split_commas(&masked[from..to]) {
                let range = from + part.start..from + part.end;
                for value in personal_values(&source[range.clone()], &masked[range.clone()]) {
                    found.push((
                        line_of(source, range.start + leading(&masked[range.clone()])),
                        format!("{name} holds `{value}`"),
                    ));
                }
            }
        }
    }
    found.sort();
    found
}

fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// What one argument says of a person.
fn personal_values(argument: &str, masked: &str) -> Vec<String> {
    let (text, shape) = (argument.trim(), masked.trim());
    if let Some(quote) = shape.find('"').filter(|at| shape[..*at].chars().all(|c| c == 'r' || c == '#')) {
        return captured(&text[quote..]).into_iter().filter(|value| is_personal(value)).collect();
    }
    let (field, value) = match shape.find('=').filter(|at| !shape[at + 1..].starts_with('=')) {
        Some(at) => (shape[..at].trim(), shape[at + 1..].trim()),
        None => ("", shape),
    };
    if ["parent:", "target:", "name:"].iter().any(|setting| shape.starts_with(setting)) {
        return Vec::new();
    }
    let value = value.trim_start_matches(['?', '%', '&', '*']);
    let is_literal = value.starts_with(['"', '\''])
        || value.starts_with(|c: char| c.is_ascii_digit())
        || matches!(value, "true" | "false");
    if is_literal || value.contains("Empty") {
        return Vec::new();
    }
    [field, value]
        .into_iter()
        .filter(|chain| is_personal(chain) && !(measures(value) || measures(field)))
        .map(String::from)
        .collect()
}

/// The names inside the braces of a format string.
fn captured(text: &str) -> Vec<String> {
    let text = text.replace("{{", "").replace("}}", "");
    text.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split('}').next()?.split(':').next()?.trim().to_owned()))
        .collect()
}

/// The links of a chain such as `self.person.number()`, calls' arguments left out.
fn links(chain: &str) -> Vec<String> {
    let (mut plain, mut depth) = (String::new(), 0_i32);
    for c in chain.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain.split(['.', ' ', ':', '?', '&']).filter(|link| !link.is_empty()).map(str::to_lowercase).collect()
}

fn is_personal(chain: &str) -> bool {
    !measures(chain)
        && links(chain).iter().any(|link| {
            let words: Vec<&str> = link.split('_').collect();
            words.iter().enumerate().any(|(at, word)| {
                let of_a_thing =
                    matches!(*word, "number" | "name") && at > 0 && NUMBERED.contains(&words[at - 1]);
                PERSONAL.contains(word) && !of_a_thing
            })
        })
}

fn measures(chain: &str) -> bool {
    links(chain).last().is_some_and(|link| {
        MEASURES.contains(&link.as_str())
            || link.rsplit('_').next().is_some_and(|last| MEASURES.contains(&last))
    })
}
