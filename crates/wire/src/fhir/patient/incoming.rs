//! A Patient as a care system sends it.

use crate::fhir::codes::{IssueType, NhsVerification, ResourceType};
use crate::fhir::issue::Issue;
use crate::fhir::json::{Json, Object};
use crate::fhir::reading::{At, Reading, Whose, whose};
use crate::fhir::resource::Resource;
use crate::fhir::urls;
use jiff::civil::Date;
use vocab::care::Identifier;
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::{Born, Name};

/// A Patient that was read. What is missing is missing: nothing is guessed.
#[derive(Clone, PartialEq)]
pub struct IncomingPatient {
    /// The resource, whole.
    pub resource: Resource,
    /// The sender's id.
    pub id: Option<String>,
    /// The sender's version.
    pub version: Option<String>,
    /// Numbers.
    pub numbers: PatientNumbers,
    /// The name in use, where a family name is given.
    pub name: Option<Name>,
    /// Other names that are given: former ones, aliases.
    pub names_other: Vec<Name>,
    /// Date of birth, where it is a whole date.
    pub born: Option<Born>,
    /// Administrative gender, as it was sent.
    pub gender: Option<String>,
    /// Whether the record is in use; none when it does not say.
    pub active: Option<bool>,
    /// Whether the record says that the patient has died.
    pub deceased: bool,
    /// Whether it is marked as anything but unrestricted (`v3-Confidentiality`).
    pub restricted: bool,
    /// Ids of records that replace this one (`link.type` replaced-by).
    pub replaced_by: Vec<String>,
    /// What was odd and was read all the same.
    pub notes: Vec<Issue>,
}

/// The numbers by which a care record names its patient.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PatientNumbers {
    /// NHS number; absent for many, and that is normal.
    pub nhs: Option<NhsNumber>,
    /// How far it is verified, where that is said in either code system.
    pub nhs_verification: Option<NhsVerification>,
    /// Prison number: a claim, not a link.
    pub prison: Option<PrisonNumber>,
    /// Every other identifier that has a value; those without a system too.
    pub local: Vec<Identifier>,
}
vocab::redacted!(IncomingPatient, PatientNumbers);

/// Reads a Patient.
///
/// # Errors
/// Every refusal, each with its place.
pub fn read(bytes: &[u8]) -> Result<IncomingPatient, Vec<Issue>> {
    Resource::read(bytes).map_err(|issue| vec![issue]).and_then(from_resource)
}

/// The same of a resource that has been read.
///
/// # Errors
/// Every refusal, each with its place.
pub fn from_resource(resource: Resource) -> Result<IncomingPatient, Vec<Issue>> {
    let resource = resource.expect(ResourceType::Patient).map_err(|issue| vec![issue])?;
    let root = resource.root();
    let at = At::root("Patient");
    let mut reading = Reading::default();
    reading.no_modifiers(root, &at);
    let id = reading.short(root, "id", &at).map(str::to_owned);
    let meta = reading.object(root, "meta", &at);
    let version = meta.and_then(|meta| reading.short(meta, "versionId", &at.name("meta"))).map(str::to_owned);
    let restricted = meta.is_some_and(|meta| is_restricted(meta, &mut reading, &at.name("meta")));
    let numbers = read_identifiers(root, &mut reading, &at);
    let (name, names_other) = names(root, &mut reading, &at);
    let born = born(root, &mut reading, &at);
    let gender = reading.short(root, "gender", &at).map(str::to_owned);
    let active = boolean(root, "active", &mut reading, &at);
    let deceased = boolean(root, "deceasedBoolean", &mut reading, &at) == Some(true)
        || root.get("deceasedDateTime").is_some();
    let replaced_by = replaced_by(root, &mut reading, &at);
    let notes = reading.end()?;
    Ok(IncomingPatient {
        id,
        version,
        numbers,
        name,
        names_other,
        born,
        gender,
        active,
        deceased,
        restricted,
        replaced_by,
        notes,
        resource,
    })
}

/// The numbers of a Patient, standing alone or contained in another resource.
pub(crate) fn read_identifiers(root: &Object, reading: &mut Reading, at: &At<'_>) -> PatientNumbers {
    let list = at.name("identifier");
    let mut numbers = PatientNumbers::default();
    for (index, object) in reading.objects(root, "identifier", at) {
        let at = list.index(index);
        let Some(identifier) = reading.identifier(object, &at) else { continue };
        let old = object.text("use") == Some("old");
        match whose(&identifier.system) {
            // A number that is no longer used says nothing of who this is now.
            _ if old => numbers.local.push(identifier),
            Whose::Nhs => {
                let number = reading.nhs(&identifier.value, &at);
                numbers.nhs =
                    one_of(numbers.nhs, number, reading, &at, "two different NHS numbers on one patient");
                numbers.nhs_verification = verification(object, reading, &at).or(numbers.nhs_verification);
            }
            Whose::Prison => {
                let number = reading.prison_number(&identifier.value, &at);
                numbers.prison = one_of(
                    numbers.prison,
                    number,
                    reading,
                    &at,
                    "two different prison numbers on one patient",
                );
            }
            Whose::Other => numbers.local.push(identifier),
        }
    }
    numbers
}

/// One number: the same one twice is one, two different ones are a doubt about who this is.
fn one_of<T: PartialEq + Copy>(
    known: Option<T>,
    new: Option<T>,
    reading: &mut Reading,
    at: &At<'_>,
    details: &'static str,
) -> Option<T> {
    if let (Some(known), Some(new)) = (known, new)
        && known != new
    {
        reading.refuse(Issue::error(IssueType::Value, details).at(at.name("value")));
    }
    known.or(new)
}

/// How far an NHS number is verified, in England's code system or in the retired one, whose address PDS still sends.
fn verification(identifier: &Object, reading: &mut Reading, at: &At<'_>) -> Option<NhsVerification> {
    let list = at.name("extension");
    for (index, extension) in reading.objects(identifier, "extension", at) {
        if extension.text("url") != Some(urls::NHS_VERIFICATION_EXTENSION) {
            continue;
        }
        let at = list.index(index);
        let concept = reading.object(extension, "valueCodeableConcept", &at)?;
        let value = at.name("valueCodeableConcept");
        for (_, coding) in reading.objects(concept, "coding", &value) {
            let ours = matches!(
                coding.text("system"),
                Some(urls::NHS_VERIFICATION_ENGLAND | urls::NHS_VERIFICATION_OLD)
            );
            if let Some(code) = coding.text("code").filter(|_| ours).and_then(NhsVerification::read) {
                return Some(code);
            }
        }
        let details = "a verification status that is not known here: kept, not used";
        reading.note(Issue::warning(IssueType::CodeInvalid, details).at(value));
    }
    None
}

/// The name in use and the others. In use is: usual, then official, then one without a use.
fn names(root: &Object, reading: &mut Reading, at: &At<'_>) -> (Option<Name>, Vec<Name>) {
    let list = at.name("name");
    let mut found: Vec<(u8, Name)> = Vec::new();
    for (index, object) in reading.objects(root, "name", at) {
        let at = list.index(index);
        let rank = match object.text("use") {
            Some("usual") => 0,
            Some("official") => 1,
            None => 2,
            Some(_) => 9,
        };
        let Some(family) = reading.short(object, "family", &at) else {
            let details = "a name without a family name: kept, not used to find anyone";
            reading.note(Issue::warning(IssueType::Value, details).at(at));
            continue;
        };
        let mut given = String::new();
        for (index, item) in reading.items(object, "given", &at).iter().enumerate() {
            match item {
                Json::String(part) => {
                    given.push(' ');
                    given.push_str(part);
                }
                Json::Null => {}
                _ => reading.refuse(
                    Issue::error(IssueType::Structure, "not a string").at(at.name("given").index(index)),
                ),
            }
        }
        if given.len() > crate::fhir::reading::KEPT_BYTES_MAX {
            reading.refuse(Issue::error(IssueType::TooLong, "longer than 512 bytes").at(at.name("given")));
            continue;
        }
        found.push((rank, Name::new(family, &given)));
    }
    // Stable: of two names of one rank the first stands first.
    found.sort_by_key(|(rank, _)| *rank);
    let in_use = found.first().is_some_and(|(rank, _)| *rank < 9);
    let mut names = found.into_iter().map(|(_, name)| name);
    let first = if in_use { names.next() } else { None };
    (first, names.collect())
}

fn born(root: &Object, reading: &mut Reading, at: &At<'_>) -> Option<Born> {
    let text = reading.short(root, "birthDate", at)?;
    let at = at.name("birthDate");
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    match text.split('-').collect::<Vec<_>>().as_slice() {
        [year] if digits(year, 4) => {}
        [year, month] if digits(year, 4) && digits(month, 2) => {}
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            return match text.parse::<Date>() {
                Ok(date) => Some(Born::new(date)),
                Err(_) => {
                    reading.refuse(Issue::error(IssueType::Value, "no such date in the calendar").at(at));
                    None
                }
            };
        }
        _ => {
            reading.refuse(Issue::error(IssueType::Value, "not a date: write it as 2002-04-01").at(at));
            return None;
        }
    }
    let details = "only a part of a date: kept, not used to find anyone";
    reading.note(Issue::warning(IssueType::Value, details).at(at));
    None
}

fn boolean(root: &Object, name: &str, reading: &mut Reading, at: &At<'_>) -> Option<bool> {
    match root.get(name)? {
        Json::Bool(value) => Some(*value),
        Json::Null => None,
        _ => {
            reading.refuse(Issue::error(IssueType::Structure, "neither true nor false").at(at.name(name)));
            None
        }
    }
}

fn is_restricted(meta: &Object, reading: &mut Reading, at: &At<'_>) -> bool {
    reading.objects(meta, "security", at).into_iter().any(|(_, coding)| {
        coding.text("system") == Some(urls::CONFIDENTIALITY)
            && coding.text("code").is_some_and(|code| code != "U")
    })
}

fn replaced_by(root: &Object, reading: &mut Reading, at: &At<'_>) -> Vec<String> {
    let list = at.name("link");
    let mut ids = Vec::new();
    for (index, link) in reading.objects(root, "link", at) {
        let at = list.index(index);
        let other = reading.object(link, "other", &at).and_then(|other| other.text("reference"));
        if link.text("type") == Some("replaced-by")
            && let Some(reference) = other.and_then(crate::fhir::reading::reference)
            && !reference.contained
        {
            ids.push(reference.id.to_owned());
        }
    }
    ids
}
