//! Reading elements of a resource that somebody else made: tolerant of the oddities that are published, exact about
//! the place of what is refused.
//!
//! Refusals and notes are collected, so that a sender mends everything at once. An oddity that leaves no doubt of
//! what was meant is read and noted; one that leaves a doubt is refused.

use super::codes::IssueType;
use super::issue::{ISSUES_MAX, Issue};
use super::json::{Json, Object};
use super::primitives::TEXT_BYTES_MAX;
use super::urls;
use std::fmt;
use vocab::care;
use vocab::id::{NhsNumber, PrisonNumber};

/// Repeats of one element that are read: names, identifiers, participants. A body of thousands is a mistake.
pub(crate) const REPEATS_MAX: usize = 50;
/// A text that we keep (an identifier's value, a code) is not longer than this.
pub(crate) const KEPT_BYTES_MAX: usize = 512;

/// The way to an element, written only when something is to be said of it.
#[derive(Clone, Copy)]
pub(crate) struct At<'p> {
    before: Option<&'p At<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Name(&'p str),
    Index(usize),
}

impl<'p> At<'p> {
    pub(crate) const fn root(name: &'p str) -> Self {
        Self { before: None, step: Step::Name(name) }
    }

    pub(crate) const fn name(&'p self, name: &'p str) -> Self {
        Self { before: Some(self), step: Step::Name(name) }
    }

    pub(crate) const fn index(&'p self, index: usize) -> Self {
        Self { before: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(before) = self.before {
            before.fmt(f)?;
        }
        match (self.step, self.before) {
            (Step::Name(name), None) => f.write_str(name),
            (Step::Name(name), Some(_)) => write!(f, ".{name}"),
            (Step::Index(index), _) => write!(f, "[{index}]"),
        }
    }
}

/// What has been found so far.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    refusals: Vec<Issue>,
    notes: Vec<Issue>,
}

impl Reading {
    pub(crate) fn refuse(&mut self, issue: Issue) {
        if self.refusals.len() < ISSUES_MAX {
            self.refusals.push(issue);
        }
    }

    pub(crate) fn note(&mut self, issue: Issue) {
        if self.notes.len() < ISSUES_MAX {
            self.notes.push(issue);
        }
    }

    /// The notes, when nothing was refused.
    pub(crate) fn end(self) -> Result<Vec<Issue>, Vec<Issue>> {
        if self.refusals.is_empty() { Ok(self.notes) } else { Err(self.refusals) }
    }

    /// A text. An empty one or a null is noted as odd and counts as missing; a number is taken by its digits.
    pub(crate) fn text<'j>(&mut self, object: &'j Object, name: &str, at: &At<'_>) -> Option<&'j str> {
        let at = at.name(name);
        let text = match object.get(name)? {
            Json::String(text) => text.as_str(),
            Json::Number(digits) => {
                self.note(Issue::warning(IssueType::Structure, "a number where FHIR has a string").at(at));
                digits
            }
            Json::Null => {
                self.note(Issue::warning(IssueType::Structure, "null: leave out what has no value").at(at));
                return None;
            }
            _ => {
                self.refuse(Issue::error(IssueType::Structure, "not a string").at(at));
                return None;
            }
        };
        let text = text.trim();
        if text.is_empty() {
            self.note(Issue::warning(IssueType::Structure, "empty: leave out what has no value").at(at));
            return None;
        }
        if text.len() > TEXT_BYTES_MAX {
            self.refuse(Issue::error(IssueType::TooLong, "longer than FHIR allows").at(at));
            return None;
        }
        Some(text)
    }

    /// A text that is kept beside the raw bytes, and so must be short.
    pub(crate) fn short<'j>(&mut self, object: &'j Object, name: &str, at: &At<'_>) -> Option<&'j str> {
        let text = self.text(object, name, at)?;
        if text.len() > KEPT_BYTES_MAX {
            self.refuse(Issue::error(IssueType::TooLong, "longer than 512 bytes").at(at.name(name)));
            return None;
        }
        Some(text)
    }

    /// An object.
    pub(crate) fn object<'j>(&mut self, object: &'j Object, name: &str, at: &At<'_>) -> Option<&'j Object> {
        match object.get(name)? {
            Json::Object(inner) => Some(inner),
            Json::Null => None,
            _ => {
                self.refuse(Issue::error(IssueType::Structure, "not an object").at(at.name(name)));
                None
            }
        }
    }

    /// The items of a repeating element. One that stands bare, as some published examples have it, counts as a list
    /// of one, and is noted.
    pub(crate) fn items<'j>(&mut self, object: &'j Object, name: &str, at: &At<'_>) -> &'j [Json] {
        let items = match object.get(name) {
            None | Some(Json::Null) => return &[],
            Some(Json::Array(items)) => items.as_slice(),
            Some(one) => {
                self.note(
                    Issue::warning(IssueType::Structure, "stands bare: FHIR has a list here")
                        .at(at.name(name)),
                );
                std::slice::from_ref(one)
            }
        };
        if items.len() > REPEATS_MAX {
            self.refuse(Issue::error(IssueType::TooCostly, "more than 50 of these").at(at.name(name)));
            return &[];
        }
        items
    }

    /// The objects of a repeating element, with their places.
    pub(crate) fn objects<'j>(
        &mut self,
        object: &'j Object,
        name: &str,
        at: &At<'_>,
    ) -> Vec<(usize, &'j Object)> {
        let items = self.items(object, name, at);
        let list = at.name(name);
        let mut objects = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item {
                Json::Object(inner) => objects.push((index, inner)),
                Json::Null => {}
                _ => self.refuse(Issue::error(IssueType::Structure, "not an object").at(list.index(index))),
            }
        }
        objects
    }

    /// FHIR: what an unknown modifier changes is unknown, so nothing may be read without understanding it.
    pub(crate) fn no_modifiers(&mut self, object: &Object, at: &At<'_>) {
        for name in ["modifierExtension", "implicitRules"] {
            if !matches!(object.get(name), None | Some(Json::Null)) {
                let details = "it changes the meaning of what it stands on, and is not known here";
                self.refuse(Issue::error(IssueType::Extension, details).at(at.name(name)));
            }
        }
    }

    /// An identifier: system, which may be missing, and value. One without a value is noted and passed over.
    pub(crate) fn identifier(&mut self, identifier: &Object, at: &At<'_>) -> Option<care::Identifier> {
        let system = self.short(identifier, "system", at).unwrap_or_default();
        let Some(value) = self.short(identifier, "value", at) else {
            self.note(Issue::warning(IssueType::Value, "an identifier without a value").at(at));
            return None;
        };
        if system.is_empty() {
            let details = "an identifier without a system: kept, and never used to find anyone";
            self.note(Issue::warning(IssueType::Value, details).at(at));
        }
        Some(care::Identifier { system: system.to_owned(), value: value.to_owned() })
    }

    /// An NHS number; a wrong one is refused.
    pub(crate) fn nhs(&mut self, value: &str, at: &At<'_>) -> Option<NhsNumber> {
        NhsNumber::parse(value).map_err(|e| self.refuse(Issue::number(e).at(at.name("value")))).ok()
    }

    /// A prison number; one of another form is refused.
    pub(crate) fn prison_number(&mut self, value: &str, at: &At<'_>) -> Option<PrisonNumber> {
        PrisonNumber::parse(value).map_err(|e| self.refuse(Issue::number(e).at(at.name("value")))).ok()
    }
}

/// Whose identifier it is.
pub(crate) enum Whose {
    Nhs,
    Prison,
    Other,
}

/// Which number an identifier's system names.
pub(crate) fn whose(system: &str) -> Whose {
    match system.trim_end_matches('/') {
        urls::NHS_NUMBER => Whose::Nhs,
        urls::PRISON_NUMBER => Whose::Prison,
        _ => Whose::Other,
    }
}

/// A reference taken apart: `Patient/1`, `https://…/Patient/1/_history/2`, `#p`, `urn:uuid:…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference<'t> {
    pub(crate) base: Option<&'t str>,
    pub(crate) kind: Option<&'t str>,
    pub(crate) id: &'t str,
    pub(crate) contained: bool,
}

/// Takes a reference apart; none when it has no form that FHIR knows.
pub(crate) fn reference(text: &str) -> Option<Reference<'_>> {
    if let Some(id) = text.strip_prefix('#') {
        return (!id.is_empty()).then_some(Reference { base: None, kind: None, id, contained: true });
    }
    if let Some(id) = text.strip_prefix("urn:uuid:").or_else(|| text.strip_prefix("urn:oid:")) {
        return (!id.is_empty()).then_some(Reference { base: None, kind: None, id, contained: false });
    }
    let unversioned = text.split_once("/_history/").map_or(text, |(before, _)| before);
    let (rest, id) = unversioned.rsplit_once('/')?;
    let (base, kind) = rest.rsplit_once('/').map_or((None, rest), |(base, kind)| (Some(base), kind));
    let formed = super::Id::parse(id).is_some()
        && kind.starts_with(|c: char| c.is_ascii_uppercase())
        && kind.bytes().all(|b| b.is_ascii_alphabetic());
    formed.then_some(Reference { base, kind: Some(kind), id, contained: false })
}
