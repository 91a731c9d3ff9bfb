//! The raw query: ordered, repeated pairs, with names taken apart and every part limited.

use crate::fhir::codes::IssueType;
use crate::fhir::issue::Issue;

/// Bytes of a query string or form body. Eight kilobytes is what proxies let through in a URL.
pub const QUERY_BYTES_MAX: usize = 8 * 1024;
/// Parameters in one search; the longest that a care system writes has about ten.
pub const PARAMETERS_MAX: usize = 40;
/// Alternatives in one parameter: a clinic list asks for its patients by id.
pub const ALTERNATIVES_MAX: usize = 50;
/// Bytes of one alternative.
pub const VALUE_BYTES_MAX: usize = 512;

/// Why a value was refused: what kind of issue, and what to do.
pub(crate) struct Fault(pub(crate) IssueType, pub(crate) &'static str);

impl Fault {
    pub(crate) fn at(self, name: &str) -> Issue {
        Issue::error(self.0, self.1).at_parameter(name)
    }
}

/// One parameter: `base[:modifier][.chain]=value`.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}
vocab::redacted!(Pair);

impl Pair {
    /// The name without modifier and chain.
    pub(crate) fn base(&self) -> &str {
        self.name.split(['.', ':']).next().unwrap_or_default()
    }

    /// What follows the colon, before any chain.
    pub(crate) fn modifier(&self) -> Option<&str> {
        let head = self.name.split_once('.').map_or(self.name.as_str(), |(head, _)| head);
        head.split_once(':').map(|(_, modifier)| modifier)
    }

    /// What follows the full stop.
    pub(crate) fn chain(&self) -> Option<&str> {
        self.name.split_once('.').map(|(_, chain)| chain)
    }

    /// The alternatives: split at commas that are not escaped. None is empty: an empty value would match everybody.
    pub(crate) fn alternatives(&self) -> Result<Vec<&str>, Fault> {
        let parts = split(&self.value, ',');
        if parts.len() > ALTERNATIVES_MAX {
            return Err(Fault(IssueType::TooCostly, "more than 50 alternatives in one parameter"));
        }
        for part in &parts {
            if part.trim().is_empty() {
                return Err(Fault(IssueType::Value, "empty: give a value or leave the parameter out"));
            }
            if part.len() > VALUE_BYTES_MAX {
                return Err(Fault(IssueType::TooLong, "longer than 512 bytes"));
            }
        }
        Ok(parts)
    }
}

/// Reads pairs from a query string or a form body.
pub(crate) fn pairs(raw: &[u8]) -> Result<Vec<Pair>, Issue> {
    if raw.len() > QUERY_BYTES_MAX {
        return Err(Issue::error(IssueType::TooLong, "the search is longer than 8 kilobytes"));
    }
    let raw = raw.strip_prefix(b"?").unwrap_or(raw);
    let mut out = Vec::new();
    for (name, value) in form_urlencoded::parse(raw) {
        if out.len() == PARAMETERS_MAX {
            return Err(Issue::error(IssueType::TooCostly, "more than 40 parameters"));
        }
        if name.is_empty() {
            return Err(Issue::error(IssueType::Invalid, "a parameter without a name"));
        }
        let odd = |text: &str| text.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER);
        if odd(&name) || odd(&value) {
            let details = "not UTF-8, or with control characters: encode it as UTF-8";
            return Err(Issue::error(IssueType::Value, details).at_parameter(&name));
        }
        out.push(Pair { name: name.into_owned(), value: value.into_owned() });
    }
    Ok(out)
}

/// Splits at a separator that is not escaped by a backslash.
pub(crate) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == separator {
            parts.push(&text[from..at]);
            from = at + c.len_utf8();
        }
    }
    parts.push(&text[from..]);
    parts
}

/// Takes FHIR's four escapes out. A backslash before anything else is a backslash.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(&next @ ('\\' | ',' | '|' | '$'))) => {
                out.push(next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// Puts FHIR's four escapes in.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | ',' | '|' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
