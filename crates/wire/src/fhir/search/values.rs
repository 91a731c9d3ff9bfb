//! What a parameter asks for: identifiers, references, texts, ids, codes.

use super::query::{Fault, Pair, escape, split, unescape};
use crate::fhir::codes::{
    ConsentStatus, EncounterStatus, EpisodeStatus, FlagCategory, FlagStatus, IssueType, PublicationStatus,
    ResponseStatus, TaskCode, TaskStatus,
};
use crate::fhir::primitives::{Id, Uri};
use crate::fhir::reading::{Whose, reference, whose};
use vocab::Coded;
use vocab::care::AppointmentStatus;
use vocab::id::{IdError, NhsNumber, PrisonNumber};

/// What a parameter of one type of value takes.
pub(crate) trait Value: Sized {
    /// FHIR's type of search parameter.
    const KIND: &'static str;

    /// Whether a modifier and a chain together make sense; `:missing` is answered before.
    fn takes(modifier: Option<&str>, chain: Option<&str>) -> bool {
        modifier.is_none() && chain.is_none()
    }

    /// Reads one alternative.
    fn read(text: &str, pair: &Pair, base: &str) -> Result<Self, Fault>;

    /// Writes it, escaped.
    fn write(&self) -> String;

    /// What follows the name when it is written.
    fn suffix(&self) -> &'static str {
        ""
    }
}

/// Alternatives of one parameter, at least one; they share modifier and chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOf<T>(Vec<T>);

impl<T> std::ops::Deref for OneOf<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

/// What one parameter asks. Every parameter of a search must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause<T> {
    /// One of these.
    OneOf(OneOf<T>),
    /// Whether the element is missing.
    Missing(bool),
}

impl<T> Clause<T> {
    pub(crate) fn read(pair: &Pair, base: &str) -> Result<Self, Fault>
    where
        T: Value,
    {
        let (modifier, chain) = (pair.modifier(), pair.chain());
        if modifier == Some("missing") && chain.is_none() {
            return match pair.value.as_str() {
                "true" => Ok(Self::Missing(true)),
                "false" => Ok(Self::Missing(false)),
                _ => Err(Fault(IssueType::Value, "neither true nor false")),
            };
        }
        if !T::takes(modifier, chain) {
            // FHIR: an unknown modifier is refused whatever the handling, for it would change what is found.
            return Err(Fault(
                IssueType::NotSupported,
                "this modifier or chain is not supported on this parameter",
            ));
        }
        let alternatives = pair.alternatives()?;
        alternatives
            .into_iter()
            .map(|text| T::read(text, pair, base))
            .collect::<Result<_, _>>()
            .map(|v| Self::OneOf(OneOf(v)))
    }

    pub(crate) fn write(&self, name: &str, out: &mut form_urlencoded::Serializer<'_, String>)
    where
        T: Value,
    {
        match self {
            Self::Missing(missing) => {
                out.append_pair(&format!("{name}:missing"), if *missing { "true" } else { "false" });
            }
            Self::OneOf(values) => {
                let suffix = values.first().map_or("", Value::suffix);
                let value = values.iter().map(Value::write).collect::<Vec<_>>().join(",");
                out.append_pair(&format!("{name}{suffix}"), &value);
            }
        }
    }
}

/// A logical id.
impl Value for Id {
    const KIND: &'static str = "token";

    fn read(text: &str, _: &Pair, _: &str) -> Result<Self, Fault> {
        Self::parse(text).ok_or(Fault(IssueType::Value, "not of the form that ids have"))
    }

    fn write(&self) -> String {
        self.text().to_owned()
    }
}

/// An identifier that is looked for.
#[derive(Clone, PartialEq, Eq)]
pub enum IdentifierMatch {
    /// An NHS number.
    Nhs(NhsNumber),
    /// A prison number.
    Prison(PrisonNumber),
    /// A value in another system.
    In {
        /// The system.
        system: String,
        /// The value.
        value: String,
    },
    /// A value in whatever system, or none: `identifier=value`.
    Anywhere(String),
    /// A value without a system: `identifier=|value`.
    WithoutSystem(String),
    /// Any value of a system: `identifier=system|`.
    AnyOf(String),
}
vocab::redacted!(IdentifierMatch, TextMatch);

impl IdentifierMatch {
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let number = |error| match error {
            IdError::Check { .. } => {
                Fault(IssueType::Value, "a wrong check digit: a digit of the number was probably mistyped")
            }
            IdError::Form { .. } => {
                Fault(IssueType::Value, "not of the form that numbers of this system have")
            }
        };
        let parts: Vec<String> = split(text, '|').into_iter().map(|part| unescape(part.trim())).collect();
        match parts.as_slice() {
            [value] => Ok(Self::Anywhere(value.clone())),
            [system, value] => match (system.as_str(), value.as_str()) {
                ("", "") => Err(Fault(IssueType::Value, "neither a system nor a value")),
                ("", value) => Ok(Self::WithoutSystem(value.to_owned())),
                (system, "") => Ok(Self::AnyOf(system.to_owned())),
                (system, value) => match whose(system) {
                    Whose::Nhs => NhsNumber::parse(value).map(Self::Nhs).map_err(number),
                    Whose::Prison => PrisonNumber::parse(value).map(Self::Prison).map_err(number),
                    Whose::Other => Ok(Self::In { system: system.to_owned(), value: value.to_owned() }),
                },
            },
            _ => Err(Fault(
                IssueType::Value,
                "more than one | in it: write system|value, and \\| for a | inside",
            )),
        }
    }
}

impl Value for IdentifierMatch {
    const KIND: &'static str = "token";

    fn read(text: &str, _: &Pair, _: &str) -> Result<Self, Fault> {
        Self::parse(text)
    }

    fn write(&self) -> String {
        let token = |system: &str, value: &str| format!("{}|{}", escape(system), escape(value));
        match self {
            Self::Nhs(number) => token(NhsNumber::SYSTEM, &number.text()),
            Self::Prison(number) => token(crate::fhir::urls::PRISON_NUMBER, &number.text()),
            Self::In { system, value } => token(system, value),
            Self::Anywhere(value) => escape(value),
            Self::WithoutSystem(value) => token("", value),
            Self::AnyOf(system) => token(system, ""),
        }
    }
}

/// A patient or a place that is referred to: by our id, or by an identifier, since care systems rarely know our ids.
///
/// `patient.identifier` (of the Patient) and `patient:identifier` (of the reference) find the same here: every
/// reference that we write is to a Patient whose identifiers we hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceMatch {
    /// By our id.
    Id(Id),
    /// By identifier.
    Identifier(IdentifierMatch),
}

/// The type that a reference parameter points to: `patient` to Patient, `location` to Location.
fn target(base_name: &str) -> &'static str {
    if base_name == "location" { "Location" } else { "Patient" }
}

impl Value for ReferenceMatch {
    const KIND: &'static str = "reference";

    fn takes(modifier: Option<&str>, chain: Option<&str>) -> bool {
        matches!(
            (modifier, chain),
            (None | Some("identifier" | "Patient" | "Location"), None)
                | (None | Some("Patient" | "Location"), Some("identifier" | "_id"))
        )
    }

    fn read(text: &str, pair: &Pair, base: &str) -> Result<Self, Fault> {
        let target = target(pair.base());
        match (pair.modifier(), pair.chain()) {
            (Some(kind @ ("Patient" | "Location")), _) if kind != target => {
                return Err(Fault(IssueType::NotSupported, "this parameter does not refer to that type"));
            }
            (Some("identifier"), _) | (_, Some("identifier")) => {
                return IdentifierMatch::parse(text).map(Self::Identifier);
            }
            _ => {}
        }
        let text = unescape(text);
        if let Some(id) = Id::parse(&text) {
            return Ok(Self::Id(id));
        }
        let fault = Fault(IssueType::Value, "not a reference: write an id, Patient/id, or use .identifier");
        let parts = reference(&text).filter(|r| r.kind == Some(target)).ok_or(fault)?;
        // Another server's id may by chance be one of ours, of somebody else.
        if parts.base.is_some_and(|theirs| theirs != base.trim_end_matches('/')) {
            return Err(Fault(IssueType::NotSupported, "a reference to another server: use an identifier"));
        }
        Id::parse(parts.id).map(Self::Id).ok_or(Fault(IssueType::Value, "not of the form that ids have"))
    }

    fn write(&self) -> String {
        match self {
            Self::Id(id) => id.text().to_owned(),
            Self::Identifier(identifier) => identifier.write(),
        }
    }

    fn suffix(&self) -> &'static str {
        match self {
            Self::Id(_) => "",
            Self::Identifier(_) => ".identifier",
        }
    }
}

/// A canonical address that is looked for: `url`, or `url|version`. It names words, and nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonicalMatch {
    url: Uri,
    version: Option<String>,
}

impl CanonicalMatch {
    /// Whether it is this address in this version.
    #[must_use]
    pub fn is(&self, url: &str, version: Option<&str>) -> bool {
        self.url.text() == url && self.version.as_deref().is_none_or(|wanted| version == Some(wanted))
    }
}

impl Value for CanonicalMatch {
    const KIND: &'static str = "uri";

    fn read(text: &str, _: &Pair, _: &str) -> Result<Self, Fault> {
        let fault = Fault(IssueType::Value, "not a canonical address: write url, or url|version");
        let parts: Vec<String> = split(text, '|').into_iter().map(unescape).collect();
        let (url, version) = match parts.as_slice() {
            [url] => (url, None),
            [url, version] if !version.is_empty() => (url, Some(version.clone())),
            _ => return Err(fault),
        };
        Uri::parse(url).map(|url| Self { url, version }).ok_or(fault)
    }

    fn write(&self) -> String {
        match &self.version {
            Some(version) => format!("{}|{}", escape(self.url.text()), escape(version)),
            None => escape(self.url.text()),
        }
    }
}

/// The same where an element refers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonicalReference(pub CanonicalMatch);

impl Value for CanonicalReference {
    const KIND: &'static str = "reference";

    fn read(text: &str, pair: &Pair, base: &str) -> Result<Self, Fault> {
        CanonicalMatch::read(text, pair, base).map(Self)
    }

    fn write(&self) -> String {
        self.0.write()
    }
}

/// How a text is compared. Case, accents and punctuation count only in `Exact`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextHow {
    /// Starts with it.
    Starts,
    /// Is it, letter by letter.
    Exact,
    /// Has it inside.
    Contains,
}

/// A text that is looked for.
#[derive(Clone, PartialEq, Eq)]
pub struct TextMatch {
    how: TextHow,
    text: String,
}

impl TextMatch {
    /// How.
    #[must_use]
    pub const fn how(&self) -> TextHow {
        self.how
    }

    /// What.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Value for TextMatch {
    const KIND: &'static str = "string";

    fn takes(modifier: Option<&str>, chain: Option<&str>) -> bool {
        matches!(modifier, None | Some("exact" | "contains")) && chain.is_none()
    }

    fn read(text: &str, pair: &Pair, _: &str) -> Result<Self, Fault> {
        let how = match pair.modifier() {
            Some("exact") => TextHow::Exact,
            Some("contains") => TextHow::Contains,
            _ => TextHow::Starts,
        };
        Ok(Self { how, text: unescape(text) })
    }

    fn write(&self) -> String {
        escape(&self.text)
    }

    fn suffix(&self) -> &'static str {
        match self.how {
            TextHow::Starts => "",
            TextHow::Exact => ":exact",
            TextHow::Contains => ":contains",
        }
    }
}

/// Reads `code` or `system|code` of a closed list.
fn code<'t>(text: &'t str, system: &str) -> Result<&'t str, Fault> {
    match split(text, '|').as_slice() {
        [code] => Ok(code),
        [given, code] if *given == system => Ok(code),
        _ => Err(Fault(IssueType::CodeInvalid, "not of the code system that this element has")),
    }
}

const NO_CODE: Fault = Fault(IssueType::CodeInvalid, "not a code that this element can have");

macro_rules! code_values {
    ($($type:ty, $system:expr;)+) => {$(
        impl Value for $type {
            const KIND: &'static str = "token";

            fn read(text: &str, _: &Pair, _: &str) -> Result<Self, Fault> {
                Self::parse(code(text, $system)?).ok_or(NO_CODE)
            }

            fn write(&self) -> String {
                self.code().to_owned()
            }
        }
    )+};
}
code_values! {
    FlagStatus, "http://hl7.org/fhir/flag-status";
    EncounterStatus, "http://hl7.org/fhir/encounter-status";
    FlagCategory, crate::fhir::urls::FLAG_CATEGORY;
    EpisodeStatus, "http://hl7.org/fhir/episode-of-care-status";
    ResponseStatus, "http://hl7.org/fhir/questionnaire-answers-status";
    PublicationStatus, "http://hl7.org/fhir/publication-status";
    TaskStatus, "http://hl7.org/fhir/task-status";
    TaskCode, crate::fhir::urls::TASK_CODE;
    ConsentStatus, "http://hl7.org/fhir/consent-state-codes";
}

impl Value for AppointmentStatus {
    const KIND: &'static str = "token";

    fn read(text: &str, _: &Pair, _: &str) -> Result<Self, Fault> {
        Coded::read(code(text, "http://hl7.org/fhir/appointmentstatus")?).known().ok_or(NO_CODE)
    }

    fn write(&self) -> String {
        Coded::Known(*self).text().to_owned()
    }
}
