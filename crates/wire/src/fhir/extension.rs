//! Extensions, and the one of ours that stands on every fact: its ages.

use super::datatypes::{CodeableConcept, Coding, Identifier, Period, Reference};
use super::primitives::{Code, Text, Uri, When};
use super::urls;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use vocab::Instant;

/// An extension: a value or further extensions, never both, never neither (FHIR `ext-1`).
#[derive(Debug, Clone, PartialEq)]
pub struct Extension {
    url: Uri,
    content: Content,
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Value(ExtensionValue),
    Parts(Vec<Extension>),
}

/// The value of an extension.
#[derive(Debug, Clone, PartialEq)]
pub enum ExtensionValue {
    /// Text.
    String(Text),
    /// Code.
    Code(Code),
    /// Yes or no.
    Boolean(bool),
    /// Count.
    UnsignedInt(u32),
    /// Date or moment.
    DateTime(When),
    /// Moment, in UTC.
    Instant(Instant),
    /// A moment that is not known, and says so (`data-absent-reason` unknown).
    InstantUnknown,
    /// URI.
    Uri(Uri),
    /// Length of time in seconds.
    Seconds(u32),
    /// Coding.
    Coding(Coding),
    /// Concept.
    CodeableConcept(CodeableConcept),
    /// Reference.
    Reference(Reference),
    /// Identifier.
    Identifier(Identifier),
    /// Period.
    Period(Period),
}

impl Extension {
    /// With a value.
    #[must_use]
    pub const fn value(url: Uri, value: ExtensionValue) -> Self {
        Self { url, content: Content::Value(value) }
    }

    /// With parts: at least one.
    #[must_use]
    pub fn parts(url: Uri, first: Self, rest: impl IntoIterator<Item = Self>) -> Self {
        Self { url, content: Content::Parts(std::iter::once(first).chain(rest).collect()) }
    }

    /// That an element has no value, and why (`data-absent-reason`).
    #[must_use]
    pub const fn absent(reason: &'static str) -> Self {
        Self::value(Uri::fixed(urls::DATA_ABSENT_EXTENSION), ExtensionValue::Code(Code::fixed(reason)))
    }
}

#[derive(Serialize)]
struct Duration {
    value: u32,
    unit: &'static str,
    system: &'static str,
    code: &'static str,
}

#[derive(Serialize)]
struct OnlyExtended {
    extension: [Extension; 1],
}

impl Serialize for Extension {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("url", &self.url)?;
        match &self.content {
            Content::Parts(parts) => map.serialize_entry("extension", parts)?,
            Content::Value(value) => match value {
                ExtensionValue::String(x) => map.serialize_entry("valueString", x)?,
                ExtensionValue::Code(x) => map.serialize_entry("valueCode", x)?,
                ExtensionValue::Boolean(x) => map.serialize_entry("valueBoolean", x)?,
                ExtensionValue::UnsignedInt(x) => map.serialize_entry("valueUnsignedInt", x)?,
                ExtensionValue::DateTime(x) => map.serialize_entry("valueDateTime", x)?,
                ExtensionValue::Instant(x) => map.serialize_entry("valueInstant", &x.rfc3339())?,
                ExtensionValue::InstantUnknown => {
                    map.serialize_entry(
                        "_valueInstant",
                        &OnlyExtended { extension: [Self::absent("unknown")] },
                    )?;
                }
                ExtensionValue::Uri(x) => map.serialize_entry("valueUri", x)?,
                ExtensionValue::Seconds(x) => map.serialize_entry(
                    "valueDuration",
                    &Duration { value: *x, unit: "seconds", system: urls::UCUM, code: "s" },
                )?,
                ExtensionValue::Coding(x) => map.serialize_entry("valueCoding", x)?,
                ExtensionValue::CodeableConcept(x) => map.serialize_entry("valueCodeableConcept", x)?,
                ExtensionValue::Reference(x) => map.serialize_entry("valueReference", x)?,
                ExtensionValue::Identifier(x) => map.serialize_entry("valueIdentifier", x)?,
                ExtensionValue::Period(x) => map.serialize_entry("valuePeriod", x)?,
            },
        }
        map.end()
    }
}

/// How old a fact is: two ages and a lag. An age that is not known is written as not known, never left out: to leave
/// it out would look like a fact without a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ages {
    /// When the route that brings the fact was last heard.
    pub route_heard: Option<Instant>,
    /// When this person's aspect was last checked.
    pub subject_checked: Option<Instant>,
    /// How far behind the route can be, in seconds.
    pub lag_seconds: u32,
}

impl From<Ages> for Extension {
    fn from(ages: Ages) -> Self {
        let moment = |url, at: Option<Instant>| {
            let value = at.map_or(ExtensionValue::InstantUnknown, ExtensionValue::Instant);
            Self::value(Uri::fixed(url), value)
        };
        Self::parts(
            Uri::fixed(urls::AGES),
            moment("routeHeard", ages.route_heard),
            [
                moment("subjectChecked", ages.subject_checked),
                Self::value(Uri::fixed("lag"), ExtensionValue::Seconds(ages.lag_seconds)),
            ],
        )
    }
}
