//! A TOML document, read part by part, so that one mistake does not hide the next and each is told with its line.

use super::plain::{Told, told};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mistake {
    /// The line, from 1.
    pub(crate) line: usize,
    /// The key, with dots; empty where there is none.
    pub(crate) key: String,
    /// What is wrong with it, and what to write.
    pub(crate) words: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let colon = if self.key.is_empty() { "" } else { ": " };
        write!(f, "line {}: {}{colon}{}", self.line, self.key, self.words)
    }
}

/// A document that is being read.
pub(crate) struct Document<'t> {
    text: &'t str,
    table: DeTable<'t>,
    asked: BTreeSet<&'static str>,
    mistakes: Vec<Mistake>,
    is_broken: bool,
}

impl<'t> Document<'t> {
    /// Reads the form. What of it cannot be read is a mistake; the rest goes on.
    pub(crate) fn parse(text: &'t str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut document = Self {
            text,
            table: table.into_inner(),
            asked: BTreeSet::new(),
            mistakes: Vec::new(),
            is_broken: !errors.is_empty(),
        };
        for error in errors {
            document.at(error.span(), "", &super::plain::form(error.message()));
        }
        document
    }

    /// The text is not of the form of TOML.
    pub(crate) const fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// True while nothing was mistaken.
    pub(crate) const fn is_sound(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// One key of the top.
    pub(crate) fn value<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        self.asked.insert(key);
        let Some(value) = self.table.get(key).cloned() else {
            self.mistaken(key, "is missing: it has no default, because a site must decide it");
            return None;
        };
        self.one(key, value)
    }

    /// A value of the top that may be left out.
    pub(crate) fn value_or_default<T: DeserializeOwned + Default>(&mut self, key: &'static str) -> T {
        self.asked.insert(key);
        let value = self.table.get(key).cloned();
        value.and_then(|value| self.one(key, value)).unwrap_or_default()
    }

    /// A table of the top, each entry by itself.
    pub(crate) fn section<K: DeserializeOwned + Ord, T: DeserializeOwned>(
        &mut self,
        key: &'static str,
    ) -> BTreeMap<K, T> {
        self.section_by(key, Self::one)
    }

    /// The same, each entry read in a way of its own: by its path and its value.
    pub(crate) fn section_by<K: DeserializeOwned + Ord, T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Self, &str, Spanned<DeValue<'t>>) -> Option<T>,
    ) -> BTreeMap<K, T> {
        self.asked.insert(key);
        let Some(value) = self.table.get(key).cloned() else { return BTreeMap::new() };
        let span = value.span();
        let DeValue::Table(entries) = value.into_inner() else {
            let words = format!("holds sections: write [{key}.NAME], and its keys on the lines below");
            self.at(Some(span), key, &words);
            return BTreeMap::new();
        };
        let mut found = BTreeMap::new();
        for (name, value) in entries {
            let path = format!("{key}.{}", name.get_ref());
            let named = DeValue::String(name.get_ref().clone());
            let name = self.one::<K>(&path, Spanned::new(name.span(), named));
            let value = read(self, &path, value);
            found.extend(name.zip(value));
        }
        found
    }

    /// A section of the top that has to be there.
    pub(crate) fn section_required<K: DeserializeOwned + Ord, T: DeserializeOwned>(
        &mut self,
        key: &'static str,
        example: &str,
    ) -> BTreeMap<K, T> {
        if !self.table.contains_key(key) {
            self.mistaken(key, &format!("is missing: write {example}, with its keys (docs/prison-side.md)"));
        }
        self.section(key)
    }

    /// A value at a path.
    pub(crate) fn one<T: DeserializeOwned>(&mut self, path: &str, value: Spanned<DeValue<'t>>) -> Option<T> {
        let span = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(read),
            Err(error) => {
                let found = error.span().unwrap_or(span);
                // What is missing is told with the section that it is missing from.
                let deepest = self.deepest(path, &found);
                let Told { under, words } = told(&deepest, error.message());
                let path = match under {
                    Some(key) if !deepest.ends_with(&format!(".{key}")) => format!("{deepest}.{key}"),
                    _ => deepest,
                };
                self.at(Some(found), &path, &words);
                None
            }
        }
    }

    /// Whatever was not asked for.
    pub(crate) fn nothing_else(&mut self) {
        let known = self.asked.iter().copied().collect::<Vec<_>>().join(", ");
        let unknown: Vec<(String, Range<usize>)> = self
            .table
            .iter()
            .filter(|(key, _)| !self.asked.contains(key.get_ref().as_ref()))
            .map(|(key, _)| (key.get_ref().to_string(), key.span()))
            .collect();
        for (key, span) in unknown {
            self.at(Some(span), &key, &format!("is not a key; there are: {known}"));
        }
    }

    /// Says that a key is mistaken, on its line, or on that of the nearest part of it that is there.
    pub(crate) fn mistaken(&mut self, key: &str, words: &str) {
        let span = self.span(key);
        self.at(span, key, words);
    }

    /// The mistakes, in the order of the lines.
    pub(crate) fn mistakes(mut self) -> Vec<Mistake> {
        if self.is_broken {
            // What stands behind a broken line was not read: that it is missing may not be so.
            self.mistakes.retain(|mistake| !mistake.words.starts_with("is missing"));
        }
        self.mistakes.sort();
        self.mistakes.dedup();
        self.mistakes
    }

    fn at(&mut self, span: Option<Range<usize>>, key: &str, words: &str) {
        let start = span.map_or(0, |span| span.start).min(self.text.len());
        let line = self.text.as_bytes().iter().take(start).filter(|byte| **byte == b'\n').count() + 1;
        self.mistakes.push(Mistake { line, key: key.to_owned(), words: words.to_owned() });
    }

    /// Where a key stands, or as much of it as does.
    fn span(&self, key: &str) -> Option<Range<usize>> {
        let (mut table, mut found) = (&self.table, None);
        for part in key.split('.') {
            let Some((name, value)) = table.get_key_value(part) else { break };
            found = Some(name.span());
            let Some(inner) = value.get_ref().as_table() else { break };
            table = inner;
        }
        found
    }

    /// The path with the keys under it that lead to a place in the text.
    fn deepest(&self, path: &str, place: &Range<usize>) -> String {
        let mut table = &self.table;
        for part in path.split('.') {
            match table.get(part).and_then(|value| value.get_ref().as_table()) {
                Some(inner) => table = inner,
                None => return path.to_owned(),
            }
        }
        match keys_to(table, place) {
            Some(keys) => format!("{path}.{}", keys.join(".")),
            None => path.to_owned(),
        }
    }
}

/// The keys that lead to a place in the text. A section under a header of its own stands elsewhere than the one it is in.
fn keys_to(table: &DeTable<'_>, place: &Range<usize>) -> Option<Vec<String>> {
    let holds = |span: Range<usize>| span.start <= place.start && place.end <= span.end;
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref().to_string();
        let inner = value.get_ref().as_table().filter(|_| !holds(key.span()));
        match inner.and_then(|inner| keys_to(inner, place)) {
            Some(keys) => Some([vec![name], keys].concat()),
            None => (holds(key.span()) || holds(value.span())).then(|| vec![name]),
        }
    })
}
