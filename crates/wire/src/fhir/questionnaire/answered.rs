//! A `QuestionnaireResponse`: what somebody answered, as it was said. What became of it stands apart.

use crate::fhir::codes::{ResourceType, ResponseStatus};
use crate::fhir::datatypes::{Coding, Identifier, Meta, Reference};
use crate::fhir::extension::{Extension, ExtensionValue};
use crate::fhir::primitives::{Code, Id, Text, Uri, When};
use crate::fhir::urls::{self, uk_core};
use jiff::civil::Date;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use vocab::Instant;

/// A `QuestionnaireResponse` that meets UK Core. It is marked restricted: not even that it is there is for everybody.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct QuestionnaireResponse {
    id: Id,
    meta: Meta,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Code>,
    #[serde(rename = "modifierExtension", skip_serializing_if = "Vec::is_empty")]
    limit: Vec<Extension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<Identifier>,
    questionnaire: Uri,
    status: ResponseStatus,
    subject: Reference,
    authored: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    item: Vec<AnsweredItem>,
}
vocab::redacted!(QuestionnaireResponse, AnsweredItem, Answer);

/// That an answer is not to be acted on. It is a modifier: whoever does not understand it may not use the answer.
#[derive(Debug, Clone)]
pub struct Limit {
    /// Why, from a list of the caller's.
    pub why: Code,
    /// Since when, where it was a moment.
    pub since: Option<Instant>,
}

impl QuestionnaireResponse {
    /// Answers of a patient to a questionnaire, as `url|version`.
    #[must_use]
    pub fn new(
        id: Id,
        meta: Meta,
        questionnaire: Uri,
        status: ResponseStatus,
        subject: Reference,
        authored: When,
    ) -> Self {
        Self {
            id,
            meta: meta.meets(uk_core!("QuestionnaireResponse")).restricted(),
            language: None,
            limit: Vec::new(),
            identifier: None,
            questionnaire,
            status,
            subject,
            authored,
            author: None,
            source: None,
            item: Vec::new(),
        }
    }

    /// In a language.
    #[must_use]
    pub fn in_language(mut self, language: Code) -> Self {
        self.language = Some(language);
        self
    }

    /// Not to be acted on.
    #[must_use]
    pub fn limited(mut self, limit: Limit) -> Self {
        let why = Extension::value(Uri::fixed("why"), ExtensionValue::Code(limit.why));
        let since = limit
            .since
            .map(|at| Extension::value(Uri::fixed("since"), ExtensionValue::DateTime(When::At(at))));
        self.limit = vec![Extension::parts(Uri::fixed(urls::NOT_ACTED_ON), why, since)];
        self
    }

    /// With an identifier.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        self.identifier = Some(identifier);
        self
    }

    /// Written down by somebody.
    #[must_use]
    pub fn by(mut self, author: Reference) -> Self {
        self.author = Some(author);
        self
    }

    /// Answered by somebody.
    #[must_use]
    pub fn said_by(mut self, source: Reference) -> Self {
        self.source = Some(source);
        self
    }

    /// With what was answered. What was not is left out.
    #[must_use]
    pub fn answered(mut self, item: impl IntoIterator<Item = AnsweredItem>) -> Self {
        self.item.extend(item);
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::QuestionnaireResponse;
}

/// An item with its answers or with further items, never with both (FHIR `qrs-1`), and never with neither.
#[derive(Clone, PartialEq, Serialize)]
pub struct AnsweredItem {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    #[serde(rename = "linkId")]
    link: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answer: Vec<Given>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    item: Vec<Self>,
}

impl AnsweredItem {
    /// With answers; none when there are none.
    #[must_use]
    pub fn of(link: Text, text: Option<Text>, answers: impl IntoIterator<Item = Answer>) -> Option<Self> {
        let answer: Vec<Given> = answers.into_iter().map(|value| Given { value, item: Vec::new() }).collect();
        (!answer.is_empty()).then_some(Self { extension: Vec::new(), link, text, answer, item: Vec::new() })
    }

    /// A heading with what was answered below it; none when nothing was.
    #[must_use]
    pub fn group(link: Text, text: Option<Text>, item: Vec<Self>) -> Option<Self> {
        (!item.is_empty()).then_some(Self { extension: Vec::new(), link, text, answer: Vec::new(), item })
    }

    /// With items that belong to its answer. A heading, which has no answer, stays as it is.
    #[must_use]
    pub fn followed_by(mut self, items: Vec<Self>) -> Self {
        if let Some(last) = self.answer.last_mut() {
            last.item.extend(items);
        }
        self
    }

    /// Taken from somewhere, in words.
    #[must_use]
    pub fn taken_from(mut self, source: Text) -> Self {
        self.extension = vec![Extension::value(Uri::fixed(urls::TAKEN_FROM), ExtensionValue::String(source))];
        self
    }
}

#[derive(Clone, PartialEq)]
struct Given {
    value: Answer,
    item: Vec<AnsweredItem>,
}

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// Yes or no.
    Boolean(bool),
    /// Words.
    Words(Text),
    /// A day.
    Day(Date),
    /// A code.
    Coded(Coding),
    /// A choice that has words and no code.
    Option(Text),
}

#[derive(Serialize)]
struct Uncoded<'a> {
    display: &'a Text,
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.value {
            Answer::Boolean(x) => map.serialize_entry("valueBoolean", x)?,
            Answer::Words(x) => map.serialize_entry("valueString", x)?,
            Answer::Day(x) => map.serialize_entry("valueDate", x)?,
            Answer::Coded(x) => map.serialize_entry("valueCoding", x)?,
            Answer::Option(display) => map.serialize_entry("valueCoding", &Uncoded { display })?,
        }
        if !self.item.is_empty() {
            map.serialize_entry("item", &self.item)?;
        }
        map.end()
    }
}
