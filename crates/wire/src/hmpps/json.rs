//! JSON as it came: order kept, duplicate keys kept, text borrowed where it can be.
//!
//! `serde_json::Value` silently keeps the last of two equal keys. Here both stay in the tree, and reading a field
//! that stands twice is an error; a field that nobody reads may stand as often as it likes. Depth is limited
//! by `serde_json` ([`DEPTH_MAX`]), the size of the body by the caller.
//!
//! [`At`] is a value and the path to it. Optional fields of an odd type read as not said; essential ones give an
//! error that names the path and never the value.

use super::Listed;
use crate::error::WireError;
use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use vocab::time::LondonTime;

/// What the External API writes where a policy withholds a text.
pub(crate) const WITHHELD: &str = "**REDACTED**";

/// The deepest nesting of `[` and `{` that is read: `serde_json`'s own limit, which refuses the 128th. Deeper bodies
/// are attacks, the published shapes reach eight.
pub const DEPTH_MAX: usize = 127;

/// A value.
pub(crate) enum Json<'a> {
    Null,
    Flag(bool),
    Whole(i64),
    Fraction(f64),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// Reads bytes: UTF-8, with or without a byte order mark.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, WireError> {
    let text = std::str::from_utf8(bytes).map_err(|e| WireError::Utf8 { at: e.valid_up_to() })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads a text.
pub(crate) fn parse(text: &str) -> Result<Json<'_>, WireError> {
    serde_json::from_str(text).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        // serde_json has no category for it; the words are its own and hold nothing of the body.
        if e.to_string().starts_with("recursion limit exceeded") {
            WireError::TooDeep
        } else if e.is_eof() {
            WireError::Truncated { line, column }
        } else {
            WireError::Syntax { line, column }
        }
    })
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_i64<E>(self, whole: i64) -> Result<Self::Value, E> {
        Ok(Json::Whole(whole))
    }

    // What is past i64 is no id or count of ours: kept as a number that no field accepts.
    fn visit_u64<E>(self, whole: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(whole).map_or(Json::Fraction(whole as f64), Json::Whole))
    }

    fn visit_f64<E>(self, fraction: f64) -> Result<Self::Value, E> {
        Ok(Json::Fraction(fraction))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::new();
        while let Some((Key(key), value)) = entries.next_entry()? {
            object.push((key, value));
        }
        Ok(Json::Object(object))
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Key<'a>(Cow<'a, str>);

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Owned(text.to_owned())))
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// The way to a value. It lives on the stack and is written out only for an error.
#[derive(Clone, Copy)]
enum Path<'p> {
    Root(&'p str),
    Key(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn text(&self) -> String {
        match self {
            Self::Root(name) => (*name).to_owned(),
            Self::Key(parent, key) => format!("{}.{key}", parent.text()),
            Self::Item(parent, n) => format!("{}[{n}]", parent.text()),
        }
    }
}

/// A value and the path to it.
#[derive(Clone, Copy)]
pub(crate) struct At<'p, 'd> {
    value: &'d Json<'d>,
    path: Path<'p>,
}

impl<'p, 'd> At<'p, 'd> {
    pub(crate) const fn root(value: &'d Json<'d>) -> Self {
        Self::named("$", value)
    }

    pub(crate) const fn named(name: &'p str, value: &'d Json<'d>) -> Self {
        Self { value, path: Path::Root(name) }
    }

    pub(crate) const fn value(&self) -> &'d Json<'d> {
        self.value
    }

    fn path_to(&self, key: &str) -> String {
        Path::Key(&self.path, key).text()
    }

    /// This value is not what belongs here.
    pub(crate) fn not(&self, expected: &'static str) -> WireError {
        WireError::Expected { path: self.path.text(), expected }
    }

    /// A field of this object is not what belongs there.
    pub(crate) fn field_not(&self, key: &str, expected: &'static str) -> WireError {
        WireError::Expected { path: self.path_to(key), expected }
    }

    /// An essential field is not there.
    pub(crate) fn missing(&self, key: &str, expected: &'static str) -> WireError {
        WireError::Missing { path: self.path_to(key), expected }
    }

    pub(crate) const fn is_object(&self) -> bool {
        matches!(self.value, Json::Object(_))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        matches!(self.value, Json::Object(entries) if entries.iter().any(|(k, _)| k == key))
    }

    /// The field, if it is there and not null.
    fn find(&self, key: &str) -> Result<Option<&'d Json<'d>>, WireError> {
        let Json::Object(entries) = self.value else { return Ok(None) };
        let mut found = None;
        for (k, value) in entries {
            if k == key && found.replace(value).is_some() {
                return Err(WireError::DuplicateKey { path: self.path_to(key) });
            }
        }
        Ok(found.filter(|v| !matches!(v, Json::Null)))
    }

    pub(crate) fn field<'s>(&'s self, key: &'s str) -> Result<Option<At<'s, 'd>>, WireError> {
        Ok(self.find(key)?.map(|value| At { value, path: Path::Key(&self.path, key) }))
    }

    /// A field that is there and null, which some say for "none" and some for "not known".
    pub(crate) fn is_null(&self, key: &str) -> bool {
        matches!(self.value, Json::Object(entries) if entries.iter().any(|(k, v)| k == key && matches!(v, Json::Null)))
    }

    pub(crate) fn object<'s>(&'s self, key: &'s str) -> Result<Option<At<'s, 'd>>, WireError> {
        Ok(self.field(key)?.filter(At::is_object))
    }

    pub(crate) fn must_object<'s>(&'s self, key: &'s str) -> Result<At<'s, 'd>, WireError> {
        match self.field(key)? {
            Some(at) if at.is_object() => Ok(at),
            Some(_) => Err(self.field_not(key, "an object")),
            None => Err(self.missing(key, "an object")),
        }
    }

    /// Text that says something: neither blank nor withheld.
    pub(crate) fn text(&self, key: &str) -> Result<Option<&'d str>, WireError> {
        Ok(match self.find(key)? {
            Some(Json::Text(text)) => Some(text.trim()).filter(|t| !t.is_empty() && *t != WITHHELD),
            _ => None,
        })
    }

    pub(crate) const fn is_text(&self) -> bool {
        matches!(self.value, Json::Text(_))
    }

    pub(crate) fn is_withheld(&self, key: &str) -> Result<bool, WireError> {
        Ok(matches!(self.find(key)?, Some(Json::Text(text)) if text.trim() == WITHHELD))
    }

    pub(crate) fn owned(&self, key: &str) -> Result<Option<String>, WireError> {
        Ok(self.text(key)?.map(str::to_owned))
    }

    pub(crate) fn must_text(&self, key: &str, expected: &'static str) -> Result<&'d str, WireError> {
        match self.text(key)? {
            Some(text) => Ok(text),
            None if matches!(self.find(key)?, None | Some(Json::Text(_))) => Err(self.missing(key, expected)),
            None => Err(self.field_not(key, expected)),
        }
    }

    /// Text or a whole number, as text: ids come as both.
    pub(crate) fn scalar(&self, key: &str) -> Result<Option<String>, WireError> {
        Ok(match self.find(key)? {
            Some(Json::Whole(whole)) => Some(whole.to_string()),
            Some(Json::Fraction(fraction)) => Some(fraction.to_string()),
            _ => self.owned(key)?,
        })
    }

    /// A whole number, or text that is one.
    pub(crate) fn whole(&self, key: &str) -> Result<Option<i64>, WireError> {
        Ok(match self.find(key)? {
            Some(Json::Whole(whole)) => Some(*whole),
            _ => self.text(key)?.and_then(|t| t.parse().ok()),
        })
    }

    pub(crate) fn must_whole(&self, key: &str) -> Result<i64, WireError> {
        const EXPECTED: &str = "a whole number";
        match self.whole(key)? {
            Some(whole) => Ok(whole),
            None if self.find(key)?.is_none() => Err(self.missing(key, EXPECTED)),
            None => Err(self.field_not(key, EXPECTED)),
        }
    }

    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, WireError> {
        Ok(match self.find(key)? {
            Some(Json::Flag(flag)) => Some(*flag),
            _ => None,
        })
    }

    pub(crate) fn must_flag(&self, key: &str) -> Result<bool, WireError> {
        const EXPECTED: &str = "true or false";
        match self.flag(key)? {
            Some(flag) => Ok(flag),
            None if self.find(key)?.is_none() => Err(self.missing(key, EXPECTED)),
            None => Err(self.field_not(key, EXPECTED)),
        }
    }

    /// A London date: `2026-11-12`, or the date of a date and time.
    pub(crate) fn date(&self, key: &str) -> Result<Option<Date>, WireError> {
        Ok(self.text(key)?.and_then(date))
    }

    /// A time with a zone, or London's wall clock.
    pub(crate) fn time(&self, key: &str) -> Result<Option<LondonTime>, WireError> {
        Ok(self.text(key)?.and_then(|t| LondonTime::parse_machine(t).ok()))
    }

    /// The values of this list; none when it is no list.
    pub(crate) fn items<'s>(&'s self) -> impl Iterator<Item = At<'s, 'd>> {
        let list: &'d [Json<'d>] = match self.value {
            Json::List(items) => items,
            _ => &[],
        };
        list.iter().enumerate().map(|(n, value)| At { value, path: Path::Item(&self.path, n) })
    }

    /// Reads each value of this list. One that cannot be read is kept as its refusal and does not sink the rest.
    pub(crate) fn listed<T>(
        &self,
        read: impl Fn(&At<'_, 'd>) -> Result<T, WireError>,
    ) -> Result<Listed<T>, WireError> {
        if !matches!(self.value, Json::List(_)) {
            return Err(self.not("a list"));
        }
        let mut listed = Listed::default();
        for item in self.items() {
            match read(&item) {
                Ok(good) => listed.items.push(good),
                Err(refused) => listed.refused.push(refused),
            }
        }
        Ok(listed)
    }

    /// The list under a key, if it is one.
    pub(crate) fn list<T>(
        &self,
        key: &str,
        read: impl Fn(&At<'_, 'd>) -> Result<T, WireError>,
    ) -> Result<Option<Listed<T>>, WireError> {
        match self.field(key)? {
            Some(at) if matches!(at.value, Json::List(_)) => at.listed(read).map(Some),
            _ => Ok(None),
        }
    }

    pub(crate) fn must_list<T>(
        &self,
        key: &str,
        read: impl Fn(&At<'_, 'd>) -> Result<T, WireError>,
    ) -> Result<Listed<T>, WireError> {
        match self.field(key)? {
            Some(at) => at.listed(read),
            None => Err(self.missing(key, "a list")),
        }
    }
}

/// Reads `2026-11-12`, or the London date of a date and time.
pub(crate) fn date(text: &str) -> Option<Date> {
    if text.contains(['T', ' ']) {
        return LondonTime::parse_machine(text).ok().map(LondonTime::date);
    }
    // jiff also reads `20261112` and `2026-11-12[Europe/London]`: no service writes either.
    if text.len() == 10 { text.parse().ok() } else { None }
}
