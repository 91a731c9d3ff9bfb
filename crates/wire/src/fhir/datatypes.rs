//! FHIR's shared datatypes as we write them. Each can only be made whole: nothing empty, nothing null.

use super::codes::{AbsentReason, IdentifierUse, NameUse, NhsUnavailable, NhsVerification, ResourceType};
use super::extension::{Ages, Extension, ExtensionValue};
use super::primitives::{Code, Id, Text, Uri, When, utc_if_known};
use super::urls;
use serde::Serialize;
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode, PrisonNumber};

/// A business identifier.
#[derive(Clone, PartialEq, Serialize)]
pub struct Identifier {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<IdentifierUse>,
    system: Uri,
    value: Text,
}
vocab::redacted!(Identifier, HumanName, Reference);

impl Identifier {
    /// A value in a naming system.
    #[must_use]
    pub const fn new(system: Uri, value: Text) -> Self {
        Self { extension: Vec::new(), usage: None, system, value }
    }

    /// The same from bare texts; none when either is empty or not of its form.
    #[must_use]
    pub fn read(system: &str, value: &str) -> Option<Self> {
        Some(Self::new(Uri::parse(system)?, Text::of(value)?))
    }

    /// An NHS number and how far it is verified. UK Core: at most one a patient.
    #[must_use]
    pub fn nhs(number: NhsNumber, verification: Option<NhsVerification>) -> Self {
        let extension = verification.map(|code| {
            let coding = Coding::fixed(urls::NHS_VERIFICATION_ENGLAND, code.code(), Some(code.display()));
            Extension::value(
                Uri::fixed(urls::NHS_VERIFICATION_EXTENSION),
                ExtensionValue::CodeableConcept(CodeableConcept::coded(coding)),
            )
        });
        Self {
            extension: extension.into_iter().collect(),
            usage: None,
            system: Uri::fixed(urls::NHS_NUMBER),
            value: Text::written(number.text()),
        }
    }

    /// A prison number.
    #[must_use]
    pub fn prison_number(number: PrisonNumber) -> Self {
        Self::new(Uri::fixed(urls::PRISON_NUMBER), Text::written(number.text()))
    }

    /// An organisation's ODS code.
    #[must_use]
    pub fn ods(code: &OdsCode) -> Self {
        Self::new(Uri::fixed(urls::ODS_ORGANISATION), Text::written(code.text().to_owned()))
    }

    /// The same with a use.
    #[must_use]
    pub const fn used(mut self, usage: IdentifierUse) -> Self {
        self.usage = Some(usage);
        self
    }

    /// The naming system.
    #[must_use]
    pub fn system(&self) -> &str {
        self.system.text()
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &str {
        self.value.text()
    }
}

/// A person's name.
#[derive(Clone, PartialEq, Serialize)]
pub struct HumanName {
    #[serde(rename = "use")]
    usage: NameUse,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given: Vec<Text>,
}

impl HumanName {
    /// A name of which some part is known; none when none is.
    #[must_use]
    pub fn of(usage: NameUse, name: &vocab::name::Name) -> Option<Self> {
        let family = Text::of(name.family.text());
        let given: Vec<_> = name.given.text().split(' ').filter_map(Text::of).collect();
        (family.is_some() || !given.is_empty()).then_some(Self { usage, family, given })
    }
}

/// A code of a code system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coding {
    system: Uri,
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<Text>,
}

impl Coding {
    /// A code, with the words for it if any.
    #[must_use]
    pub const fn new(system: Uri, code: Code, display: Option<Text>) -> Self {
        Self { system, code, display }
    }

    /// A code of the program itself.
    #[must_use]
    pub fn fixed(system: &'static str, code: &'static str, display: Option<&'static str>) -> Self {
        Self::new(Uri::fixed(system), Code::fixed(code), display.map(Text::fixed))
    }
}

/// A concept: codings, words, or both; never neither.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeableConcept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    coding: Vec<Coding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
}

impl CodeableConcept {
    /// By code.
    #[must_use]
    pub fn coded(coding: Coding) -> Self {
        Self { coding: vec![coding], text: None }
    }

    /// By words alone.
    #[must_use]
    pub const fn worded(text: Text) -> Self {
        Self { coding: Vec::new(), text: Some(text) }
    }

    /// With a further coding: of the same meaning or a wider one.
    #[must_use]
    pub fn and(mut self, coding: Coding) -> Self {
        self.coding.push(coding);
        self
    }

    /// With words for people.
    #[must_use]
    pub fn saying(mut self, text: Text) -> Self {
        self.text = Some(text);
        self
    }
}

/// A reference: by id on our own face, by identifier, by words, or by several of them; never by none, unless it says why.
#[derive(Clone, PartialEq, Serialize)]
pub struct Reference {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<ResourceType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<Box<Identifier>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<Text>,
}

impl Reference {
    /// To a resource of ours.
    #[must_use]
    pub fn to(kind: ResourceType, id: &Id) -> Self {
        let reference = Some(format!("{}/{}", kind.code(), id.text()));
        Self { extension: Vec::new(), reference, kind: None, identifier: None, display: None }
    }

    /// To one version of a resource of ours.
    #[must_use]
    pub fn to_version(kind: ResourceType, id: &Id, version: u32) -> Self {
        let reference = Some(format!("{}/{}/_history/{version}", kind.code(), id.text()));
        Self { extension: Vec::new(), reference, kind: None, identifier: None, display: None }
    }

    /// By identifier.
    #[must_use]
    pub fn identified(kind: ResourceType, identifier: Identifier) -> Self {
        Self {
            extension: Vec::new(),
            reference: None,
            kind: Some(kind),
            identifier: Some(Box::new(identifier)),
            display: None,
        }
    }

    /// By words alone.
    #[must_use]
    pub const fn worded(text: Text) -> Self {
        Self { extension: Vec::new(), reference: None, kind: None, identifier: None, display: Some(text) }
    }

    /// To somebody or something that is not named, and why: silence would look like nobody.
    #[must_use]
    pub fn absent(reason: AbsentReason) -> Self {
        let extension = vec![Extension::absent(reason.code())];
        Self { extension, reference: None, kind: None, identifier: None, display: None }
    }

    /// With an identifier beside it.
    #[must_use]
    pub fn with_identifier(mut self, identifier: Identifier) -> Self {
        self.identifier = Some(Box::new(identifier));
        self
    }

    /// With words for people.
    #[must_use]
    pub fn saying(mut self, display: Text) -> Self {
        self.display = Some(display);
        self
    }
}

/// From, to, or both; never neither, and never to before from (FHIR `per-1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<When>,
}

impl Period {
    /// A period; none when nothing is known of it or it ends before it begins.
    #[must_use]
    pub fn of(start: Option<When>, end: Option<When>) -> Option<Self> {
        let forwards = match (start, end) {
            (None, None) => false,
            (Some(start), Some(end)) => start.first() <= end.first(),
            _ => true,
        };
        forwards.then_some(Self { start, end })
    }

    /// From then on.
    #[must_use]
    pub const fn since(start: When) -> Self {
        Self { start: Some(start), end: None }
    }

    /// Its start.
    #[must_use]
    pub const fn start(&self) -> Option<When> {
        self.start
    }

    /// Its end.
    #[must_use]
    pub const fn end(&self) -> Option<When> {
        self.end
    }
}

/// What stands about a resource beside its content.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Meta {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    #[serde(rename = "versionId", skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(
        rename = "lastUpdated",
        skip_serializing_if = "Option::is_none",
        serialize_with = "utc_if_known"
    )]
    updated: Option<Instant>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    profile: Vec<Uri>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    security: Vec<Coding>,
}

impl Meta {
    /// With nothing in it yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Version and when it came about.
    #[must_use]
    pub fn versioned(mut self, version: u32, updated: Instant) -> Self {
        self.version = Some(version.to_string());
        self.updated = Some(updated);
        self
    }

    /// When it was made, where it has no versions.
    #[must_use]
    pub const fn made(mut self, at: Instant) -> Self {
        self.updated = Some(at);
        self
    }

    /// How old the facts are.
    #[must_use]
    pub fn aged(mut self, ages: Ages) -> Self {
        self.extension.push(ages.into());
        self
    }

    /// Marked as restricted (`v3-Confidentiality` R): warnings are.
    #[must_use]
    pub fn restricted(mut self) -> Self {
        self.security.push(Coding::fixed(urls::CONFIDENTIALITY, "R", Some("restricted")));
        self
    }

    /// Claims a profile. Only the resources of this module do, each of the one that it meets.
    #[must_use]
    pub(crate) fn meets(mut self, profile: &'static str) -> Self {
        self.profile = vec![Uri::fixed(profile)];
        self
    }

    /// True when there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The extension on a Patient that says why there is no NHS number.
pub(crate) fn nhs_unavailable(reason: NhsUnavailable) -> Extension {
    let display = match reason {
        NhsUnavailable::NotKnown => "NHS number not known",
        NhsUnavailable::Overseas => "Overseas patient",
        NhsUnavailable::DevolvedNation => "Devolved nation",
    };
    let coding = Coding::fixed(urls::NHS_UNAVAILABLE, reason.code(), Some(display));
    Extension::value(
        Uri::fixed(urls::NHS_UNAVAILABLE_EXTENSION),
        ExtensionValue::CodeableConcept(CodeableConcept::coded(coding)),
    )
}
