//! An `EpisodeOfCare` that is a registration: at a practice as PDS has it, or with a prison's health unit.
//!
//! FHIR has no status for "not known". Where it is not known, or is kept back, the status is `onhold`, which says least,
//! and a modifier says that it says nothing and why: whoever does not understand the modifier may not use the status.
//! The practice is then absent for the same reason. So neither can be taken for "no GP".

use super::codes::{AbsentReason, EpisodeStatus, ResourceType};
use super::datatypes::{CodeableConcept, Coding, Identifier, Meta, Reference};
use super::extension::{Extension, ExtensionValue};
use super::primitives::{Code, Id, Text, Uri, When};
use super::urls::{self, uk_core};
use serde::Serialize;
use vocab::Instant;
use vocab::registration::UnitStanding;

/// An `EpisodeOfCare` that meets UK Core. It is marked restricted.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct EpisodeOfCare {
    id: Id,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension>,
    #[serde(rename = "modifierExtension", skip_serializing_if = "Vec::is_empty")]
    modifier: Vec<Extension>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    status: EpisodeStatus,
    #[serde(rename = "type")]
    kind: Vec<CodeableConcept>,
    patient: Reference,
    #[serde(rename = "managingOrganization")]
    organization: Reference,
}
vocab::redacted!(EpisodeOfCare);

/// How a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Asked for, or under way.
    Waiting,
    /// It stands.
    Stands,
    /// It is over.
    Over,
    /// Not known, or kept back.
    NotSaid(AbsentReason),
}

impl Standing {
    /// FHIR's status. Of what is not said it says nothing.
    #[must_use]
    pub const fn status(self) -> EpisodeStatus {
        match self {
            Self::Waiting => EpisodeStatus::Waitlist,
            Self::Stands => EpisodeStatus::Active,
            Self::Over => EpisodeStatus::Finished,
            Self::NotSaid(_) => EpisodeStatus::Onhold,
        }
    }
}

/// Who says so, and what exactly: the four facts stand apart also here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// PDS names the practice.
    pub on_pds: Option<bool>,
    /// How the health unit knows the person, as it says.
    pub unit: Option<UnitStanding>,
    /// Since when registration has been asked for here.
    pub asked_for: Option<Instant>,
    /// First seen so. It is no beginning: nobody says when that was.
    pub seen_from: Option<Instant>,
    /// Seen to be over.
    pub over_by: Option<Instant>,
    /// It was the GP before a custody.
    pub before_custody: bool,
}

impl EpisodeOfCare {
    /// A registration of a patient. A temporary one is never seen from outside.
    #[must_use]
    pub fn registration(
        id: Id,
        meta: Meta,
        standing: Standing,
        temporary: bool,
        patient: Reference,
        organization: Reference,
        told: &Told,
    ) -> Self {
        let (word, words) = if temporary {
            ("temporary", "Temporary patient: nobody outside can see it")
        } else {
            ("regular", "Registered patient")
        };
        let modifier = match standing {
            Standing::NotSaid(reason) => {
                let code = ExtensionValue::Code(Code::fixed(reason.code()));
                vec![Extension::value(Uri::fixed(urls::STATUS_NOT_KNOWN), code)]
            }
            Standing::Waiting | Standing::Stands | Standing::Over => Vec::new(),
        };
        Self {
            id,
            meta: meta.meets(uk_core!("EpisodeOfCare")).restricted(),
            extension: told_by(told).into_iter().collect(),
            modifier,
            identifier: Vec::new(),
            status: standing.status(),
            kind: vec![CodeableConcept::coded(Coding::fixed(urls::REGISTERED, word, Some(words)))],
            patient,
            organization,
        }
    }

    /// With an identifier.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        self.identifier.push(identifier);
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::EpisodeOfCare;
}

fn told_by(told: &Told) -> Option<Extension> {
    let at = |url, at: Option<Instant>| {
        at.map(|at| Extension::value(Uri::fixed(url), ExtensionValue::DateTime(When::At(at))))
    };
    let unit = |standing: UnitStanding| {
        let words = match standing {
            UnitStanding::NotKnown => "Not known to the health unit",
            UnitStanding::Temporary => "Temporary patient",
            UnitStanding::Pending => "Registration is under way",
            UnitStanding::Regular => "Registered, as the health unit says",
            UnitStanding::Leaving => "Leaving is under way",
            UnitStanding::Former => "Was registered",
        };
        let coding =
            Coding::new(Uri::fixed(urls::REGISTERED), Code::fixed(standing.word()), Some(Text::fixed(words)));
        Extension::value(Uri::fixed("unit"), ExtensionValue::Coding(coding))
    };
    let on_pds = told.on_pds.map(|on| Extension::value(Uri::fixed("onPds"), ExtensionValue::Boolean(on)));
    let before = told
        .before_custody
        .then(|| Extension::value(Uri::fixed("beforeCustody"), ExtensionValue::Boolean(true)));
    let mut parts = on_pds
        .into_iter()
        .chain(told.unit.map(unit))
        .chain(at("askedFor", told.asked_for))
        .chain(at("seenFrom", told.seen_from))
        .chain(at("overBy", told.over_by))
        .chain(before);
    let first = parts.next()?;
    Some(Extension::parts(Uri::fixed(urls::REGISTRATION_TOLD), first, parts))
}
