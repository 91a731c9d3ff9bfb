//! JSON without loss: member order, number text (`1.0` is not `1.00`) and every unknown element are kept.
//!
//! `serde_json` would drop the first two, and a repeated member in silence: of two `identifier`s the last would win,
//! and nobody would know that there had been two. Here a repeated member is refused, with its place.
//!
//! Depth is limited, so reading and writing may recurse. Invalid UTF-8, lone surrogates and NUL are refused.

use super::codes::IssueType;
use super::issue::Issue;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use std::fmt::Write;

/// FHIR nests about twenty deep at its worst (a contained resource with nested extensions).
pub const DEPTH_MAX: usize = 40;
/// Values in one document. A body of 2 MB of `[[],[],…` would otherwise become 50 MB of values.
pub const VALUES_MAX: usize = 100_000;
/// Above so many members repeats are looked for by sorting.
const MEMBERS_FEW: usize = 24;

/// A JSON value.
#[derive(Clone, PartialEq)]
pub enum Json {
    /// `null`. FHIR has it only inside arrays of primitives.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(Box<str>),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

/// An object's members, in the order in which they came.
#[derive(Clone, PartialEq, Default)]
pub struct Object(Vec<(String, Json)>);
vocab::redacted!(Json, Object);

impl Object {
    /// A member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// A member that is a string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Json::as_text)
    }

    /// A member that is an object.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<&Self> {
        self.get(name).and_then(Json::as_object)
    }

    /// The members, in order.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// How many members.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// True without members.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Json {
    /// The text of a string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The object.
    #[must_use]
    pub const fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The items of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(x) => serializer.serialize_bool(*x),
            // A raw value is the one way past f64 without a feature that would change every crate's numbers.
            Self::Number(text) => serde_json::value::RawValue::from_string(text.to_string())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

/// Why bytes are not JSON that we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// Nothing there.
    #[error("the body is empty")]
    Empty,
    /// Not UTF-8.
    #[error("the body is not UTF-8")]
    NotUtf8,
    /// Not JSON.
    #[error("the body is not well-formed JSON")]
    Syntax,
    /// A member stands twice in one object.
    #[error("this element stands twice: send it once")]
    Repeated,
    /// Nested too deep.
    #[error("nested too deep")]
    TooDeep,
    /// Too many values.
    #[error("too many values in one body")]
    TooMany,
    /// A character that no text may hold.
    #[error("a text holds a NUL or half of a surrogate pair")]
    Character,
}

/// A fault and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// What.
    pub fault: JsonFault,
    /// The byte at which reading stopped, from 0.
    pub offset: usize,
    /// The elements on the way there, outermost first, as in `participant[0].actor`.
    pub path: String,
}

impl JsonError {
    /// As an issue; `root` is the resource type, or what stands for it.
    #[must_use]
    pub fn issue(&self, root: &str) -> Issue {
        let (code, details) = match self.fault {
            JsonFault::Empty => (IssueType::Structure, "the body is empty"),
            JsonFault::NotUtf8 => (IssueType::Structure, "the body is not UTF-8: encode it as UTF-8"),
            JsonFault::Syntax => (IssueType::Structure, "the body is not well-formed JSON"),
            JsonFault::Repeated => (IssueType::Structure, "this element stands twice: send it once"),
            JsonFault::TooDeep => (IssueType::TooCostly, "nested too deep: at most 40 levels are read"),
            JsonFault::TooMany => (IssueType::TooCostly, "too many values in one body"),
            JsonFault::Character => (IssueType::Value, "a text holds a NUL or half of a surrogate pair"),
        };
        let separator = if self.path.is_empty() { "" } else { "." };
        Issue::error(code, details).at(format_args!("{root}{separator}{}", self.path))
    }
}

/// Reads one JSON value, and nothing after it.
///
/// # Errors
/// [`JsonError`] with the place.
pub fn parse(bytes: &[u8]) -> Result<Json, JsonError> {
    let fail = |fault, offset| JsonError { fault, offset, path: String::new() };
    // Some senders write a byte order mark; it says nothing.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| fail(JsonFault::NotUtf8, e.valid_up_to()))?;
    let mut parser = Parser { text, at: 0, values: 0 };
    parser.space();
    if parser.peek().is_none() {
        return Err(fail(JsonFault::Empty, 0));
    }
    let value = parser.value(0).map_err(|stop| JsonError {
        fault: stop.fault,
        offset: parser.at,
        path: stop.path.into_iter().rev().fold(String::new(), Step::append),
    })?;
    parser.space();
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(fail(JsonFault::Syntax, parser.at)),
    }
}

/// A step of the way to a fault.
enum Step {
    Member(String),
    Item(usize),
}

impl Step {
    fn append(mut path: String, step: Self) -> String {
        match step {
            // A member that no FHIR element could be named as is not repeated: it might be anything.
            Self::Member(name) => {
                let bare = name.strip_prefix('_').unwrap_or(&name);
                let element = (1..=64).contains(&bare.len())
                    && bare.starts_with(|c: char| c.is_ascii_lowercase())
                    && bare.bytes().all(|b| b.is_ascii_alphanumeric());
                let separator = if path.is_empty() { "" } else { "." };
                // Writing to a string cannot fail.
                let _ = write!(path, "{separator}{}", if element { &name } else { "…" });
            }
            Self::Item(index) => {
                let _ = write!(path, "[{index}]");
            }
        }
        path
    }
}

/// A fault on its way out; steps are added as the reading unwinds.
struct Stop {
    fault: JsonFault,
    path: Vec<Step>,
}

impl From<JsonFault> for Stop {
    fn from(fault: JsonFault) -> Self {
        Self { fault, path: Vec::new() }
    }
}

impl Stop {
    fn under(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    values: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), Stop> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(JsonFault::Syntax.into())
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, Stop> {
        self.values += 1;
        if self.values > VALUES_MAX {
            return Err(JsonFault::TooMany.into());
        }
        match self.peek() {
            Some(b'{') if depth < DEPTH_MAX => self.object(depth),
            Some(b'[') if depth < DEPTH_MAX => self.array(depth),
            Some(b'{' | b'[') => Err(JsonFault::TooDeep.into()),
            Some(b'"') => self.string().map(Json::String),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(JsonFault::Syntax.into()),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, Stop> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(JsonFault::Syntax.into())
        }
    }

    fn digits(&mut self) -> Result<(), Stop> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == from { Err(JsonFault::Syntax.into()) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Json, Stop> {
        let from = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Json::Number(self.text[from..self.at].into()))
    }

    fn string(&mut self) -> Result<String, Stop> {
        self.take(b'"')?;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let run =
                rest.bytes().position(|b| matches!(b, b'"' | b'\\') || b < 0x20).ok_or(JsonFault::Syntax)?;
            out.push_str(&rest[..run]);
            self.at += run;
            match rest.as_bytes()[run] {
                b'"' => {
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                _ => return Err(JsonFault::Syntax.into()),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Stop> {
        let letter = self.peek().ok_or(JsonFault::Syntax)?;
        let plain = match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                let high = self.unit()?;
                let point = match high {
                    0xD800..=0xDBFF => {
                        self.take(b'\\').and_then(|()| self.take(b'u')).map_err(|_| JsonFault::Character)?;
                        let low = self.unit()?;
                        if !(0xDC00..=0xDFFF).contains(&low) {
                            return Err(JsonFault::Character.into());
                        }
                        0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                    }
                    0 => return Err(JsonFault::Character.into()),
                    unit => unit,
                };
                return char::from_u32(point).ok_or_else(|| JsonFault::Character.into());
            }
            _ => return Err(JsonFault::Syntax.into()),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unit(&mut self) -> Result<u32, Stop> {
        let hex = self.text.as_bytes().get(self.at..self.at + 4).ok_or(JsonFault::Syntax)?;
        let mut unit = 0;
        for &byte in hex {
            unit = unit * 16 + char::from(byte).to_digit(16).ok_or(JsonFault::Syntax)?;
        }
        self.at += 4;
        Ok(unit)
    }

    fn array(&mut self, depth: usize) -> Result<Json, Stop> {
        self.take(b'[')?;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::Array(items));
        }
        loop {
            self.space();
            let item = self.value(depth + 1).map_err(|stop| stop.under(Step::Item(items.len())))?;
            items.push(item);
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.take(b']')?;
                return Ok(Json::Array(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, Stop> {
        self.take(b'{')?;
        let mut members: Vec<(String, Json)> = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(Object(members)));
        }
        loop {
            self.space();
            let name = self.string()?;
            self.space();
            self.take(b':')?;
            self.space();
            if members.len() < MEMBERS_FEW && members.iter().any(|(known, _)| *known == name) {
                return Err(Stop::from(JsonFault::Repeated).under(Step::Member(name)));
            }
            match self.value(depth + 1) {
                Ok(value) => members.push((name, value)),
                Err(stop) => return Err(stop.under(Step::Member(name))),
            }
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.take(b'}')?;
                break;
            }
        }
        if let Some(name) = repeated(&members) {
            return Err(Stop::from(JsonFault::Repeated).under(Step::Member(name)));
        }
        Ok(Json::Object(Object(members)))
    }
}

/// A name that stands twice among many members.
fn repeated(members: &[(String, Json)]) -> Option<String> {
    if members.len() <= MEMBERS_FEW {
        return None;
    }
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_owned())
}
