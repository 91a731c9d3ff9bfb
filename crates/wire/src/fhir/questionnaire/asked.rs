//! A Questionnaire: words that were or are shown, under a version that no other words have.

use crate::fhir::codes::{ItemType, PublicationStatus, ResourceType};
use crate::fhir::datatypes::{Coding, Meta};
use crate::fhir::primitives::{Code, Id, Text, Uri};
use crate::fhir::urls::uk_core;
use jiff::civil::Date;
use serde::Serialize;

/// A Questionnaire that meets UK Core.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct Questionnaire {
    id: Id,
    meta: Meta,
    language: Code,
    url: Uri,
    version: Text,
    name: &'static str,
    title: Text,
    status: PublicationStatus,
    #[serde(rename = "subjectType")]
    of: [ResourceType; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    item: Vec<AskedItem>,
}

impl Questionnaire {
    /// Words in a language, with what they ask. `name` is a name for machines: letters and digits.
    #[must_use]
    pub fn new(
        id: Id,
        (url, version): (Uri, Text),
        (name, title): (&'static str, Text),
        language: Code,
        status: PublicationStatus,
        item: Vec<AskedItem>,
    ) -> Self {
        let meta = Meta::new().meets(uk_core!("Questionnaire"));
        let of = [ResourceType::Patient];
        Self { id, meta, language, url, version, name, title, status, of, date: None, item }
    }

    /// Of a day.
    #[must_use]
    pub const fn dated(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Questionnaire;
}

/// An item: it is read, asks, or holds others. Which of its parts it may have follows from its type (FHIR `que-1` to
/// `que-9`), so each kind has a constructor of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedItem {
    #[serde(rename = "linkId")]
    link: Text,
    text: Text,
    #[serde(rename = "type")]
    kind: ItemType,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repeats: bool,
    #[serde(rename = "answerOption", skip_serializing_if = "Vec::is_empty")]
    options: Vec<AnswerOption>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    item: Vec<Self>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct AnswerOption {
    #[serde(rename = "valueCoding")]
    coding: Coding,
}

impl AskedItem {
    const fn of(link: Text, text: Text, kind: ItemType) -> Self {
        Self { link, text, kind, required: false, repeats: false, options: Vec::new(), item: Vec::new() }
    }

    /// To be read.
    #[must_use]
    pub const fn shown(link: Text, text: Text) -> Self {
        Self::of(link, text, ItemType::Display)
    }

    /// To be chosen from a list. No option is marked: none is a default.
    #[must_use]
    pub fn choice(link: Text, text: Text, options: impl IntoIterator<Item = Coding>) -> Self {
        let options = options.into_iter().map(|coding| AnswerOption { coding }).collect();
        Self { options, ..Self::of(link, text, ItemType::Choice) }
    }

    /// To be said in words.
    #[must_use]
    pub const fn words(link: Text, text: Text) -> Self {
        Self::of(link, text, ItemType::String)
    }

    /// A day.
    #[must_use]
    pub const fn day(link: Text, text: Text) -> Self {
        Self::of(link, text, ItemType::Date)
    }

    /// Several under one heading.
    #[must_use]
    pub fn group(link: Text, text: Text, item: Vec<Self>) -> Self {
        Self { item, ..Self::of(link, text, ItemType::Group) }
    }

    /// More than one answer may be given.
    #[must_use]
    pub const fn repeating(mut self) -> Self {
        self.repeats = true;
        self
    }

    /// Without an answer there is no response.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}
