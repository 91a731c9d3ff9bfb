//! A Patient of PDS: whose patient the person is, where they live, whether they were reported dead, and whether any of
//! that is kept back.

use super::standing::since;
use crate::fhir::codes::IssueType;
use crate::fhir::issue::Issue;
use crate::fhir::json::{Json, Object};
use crate::fhir::patient::read_identifiers;
use crate::fhir::reading::{At, KEPT_BYTES_MAX, Reading};
use crate::fhir::resource::Resource;
use crate::fhir::{ResourceType, urls};
use jiff::civil::Date;
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::{Address, Death, Pds, Told};

/// A record that was read.
#[derive(Clone, PartialEq)]
pub struct Record {
    /// What it says.
    pub pds: Pds,
    /// What was odd and was read all the same.
    pub notes: Vec<Issue>,
}
vocab::redacted!(Record);

/// Reads a Patient of PDS as it stands on a day.
///
/// Restricted is everything that is not said to be unrestricted: R, V, a code that is not known, and a record that says
/// nothing of it. Each published sample and example of a retrieval says it, the minimal one too, so silence is odd, and
/// of the two mistakes only taking a protected person's record for a whole one does harm.
///
/// Of a restricted record neither practice nor address is read, though they stand there.
///
/// # Errors
/// Every refusal, each with its place: no NHS number, or one with a wrong check digit; no version; a practice that is
/// not named by an ODS code; two practices of which neither came later.
pub fn record(bytes: &[u8], on: Date) -> Result<Record, Vec<Issue>> {
    let resource = Resource::read(bytes).and_then(|r| r.expect(ResourceType::Patient));
    let resource = resource.map_err(|issue| vec![issue])?;
    let root = resource.root();
    let at = At::root("Patient");
    let mut reading = Reading::default();
    reading.no_modifiers(root, &at);
    let number = number(root, &mut reading, &at);
    let version = version(root, &mut reading, &at);
    let is_restricted = is_restricted(root, &mut reading, &at);
    let (practice, address) = if is_restricted {
        (Told::Kept, Told::Kept)
    } else {
        (practice(root, on, &mut reading, &at), address(root, on, &mut reading, &at))
    };
    // PDS names the practice before also beside the one that stands: only of whoever has none it says something.
    let practice_before =
        if practice == Told::None { practice_before(root, &mut reading, &at) } else { None };
    let death = death(root, &mut reading, &at);
    let notes = reading.end()?;
    let (Some(number), Some(version)) = (number, version) else { return Err(notes) };
    let pds = Pds { number, version, is_restricted, practice, practice_before, address, death };
    Ok(Record { pds, notes })
}

/// The answered number: the resource's id, with which the identifier must agree.
fn number(root: &Object, reading: &mut Reading, at: &At<'_>) -> Option<NhsNumber> {
    let Some(id) = reading.short(root, "id", at) else {
        let details = "no id: PDS answers with the NHS number of the record";
        reading.refuse(Issue::error(IssueType::Required, details).at(at.name("id")));
        return None;
    };
    let number = NhsNumber::parse(id);
    let number = number.map_err(|error| reading.refuse(Issue::number(error).at(at.name("id")))).ok()?;
    let named = read_identifiers(root, reading, at).nhs;
    if named.is_some_and(|named| named != number) {
        let details = "two different NHS numbers on one record: the id is another than the identifier";
        reading.refuse(Issue::error(IssueType::Value, details).at(at.name("identifier")));
    }
    Some(number)
}

fn version(root: &Object, reading: &mut Reading, at: &At<'_>) -> Option<String> {
    let meta = reading.object(root, "meta", at);
    let at = at.name("meta");
    let version = meta.and_then(|meta| reading.short(meta, "versionId", &at)).map(str::to_owned);
    if version.is_none() {
        let details = "no version: which of two readings is newer could not be told";
        reading.refuse(Issue::error(IssueType::Required, details).at(at.name("versionId")));
    }
    version
}

fn is_restricted(root: &Object, reading: &mut Reading, at: &At<'_>) -> bool {
    let Some(meta) = reading.object(root, "meta", at) else { return true };
    let at = at.name("meta");
    let mut said = Vec::new();
    for (_, coding) in reading.objects(meta, "security", &at) {
        if coding.text("system").is_none_or(|system| system == urls::CONFIDENTIALITY) {
            said.push(coding.text("code"));
        }
    }
    if said.is_empty() {
        let details = "whether the record is restricted is not said: taken as restricted";
        reading.note(Issue::warning(IssueType::Security, details).at(at.name("security")));
    }
    said.is_empty() || said.iter().any(|code| *code != Some("U"))
}

fn practice(root: &Object, on: Date, reading: &mut Reading, at: &At<'_>) -> Told<OdsCode> {
    let list = at.name("generalPractitioner");
    let mut standing: Vec<(Date, OdsCode)> = Vec::new();
    for (index, reference) in reading.objects(root, "generalPractitioner", at) {
        let at = list.index(index);
        let identifier = reading.object(reference, "identifier", &at);
        let Some(identifier) = identifier else {
            reading.refuse(Issue::error(IssueType::Required, NO_CODE).at(at));
            continue;
        };
        let named = at.name("identifier");
        let Some(since) = since(identifier, "period", on, reading, &named) else { continue };
        match organisation(identifier, reading, &named) {
            Ok(code) => standing.push((since, code)),
            Err(issue) => reading.refuse(issue),
        }
    }
    let latest = standing.iter().map(|(since, _)| *since).max();
    let mut of_latest =
        standing.into_iter().filter(|(since, _)| Some(*since) == latest).map(|(_, code)| code);
    let Some(code) = of_latest.next() else { return Told::None };
    if of_latest.any(|other| other != code) {
        let details = "two practices stand, and neither came later: PDS holds one";
        reading.refuse(Issue::error(IssueType::MultipleMatches, details).at(list));
    }
    Told::Is(code)
}

const NO_CODE: &str = "a practice without an ODS code: which one it is cannot be told";

fn organisation(identifier: &Object, reading: &mut Reading, at: &At<'_>) -> Result<OdsCode, Issue> {
    let system = reading.short(identifier, "system", at).map(|system| system.trim_end_matches('/'));
    if system != Some(urls::ODS_ORGANISATION) {
        return Err(Issue::error(IssueType::Value, NO_CODE).at(at.name("system")));
    }
    let code = reading.short(identifier, "value", at);
    let code = code.ok_or_else(|| Issue::error(IssueType::Required, NO_CODE).at(at.name("value")))?;
    OdsCode::parse(code).map_err(|error| Issue::number(error).at(at.name("value")))
}

/// The practice before (`managingOrganization`): a hint, so one that cannot be read is noted and no more.
fn practice_before(root: &Object, reading: &mut Reading, at: &At<'_>) -> Option<OdsCode> {
    let reference = reading.object(root, "managingOrganization", at)?;
    let at = at.name("managingOrganization");
    let identifier = reading.object(reference, "identifier", &at)?;
    match organisation(identifier, reading, &at.name("identifier")) {
        Ok(code) => Some(code),
        Err(_) => {
            let details = "the practice before is not named by an ODS code: left out";
            reading.note(Issue::warning(IssueType::Value, details).at(at));
            None
        }
    }
}

/// Where the person lives: the home address. One without a use counts after it, a temporary one after both, since
/// somebody of no fixed home may have no other; what is for letters or work is none.
fn address(root: &Object, on: Date, reading: &mut Reading, at: &At<'_>) -> Told<Address> {
    let list = at.name("address");
    let mut standing: Vec<(u8, Date, Address)> = Vec::new();
    for (index, object) in reading.objects(root, "address", at) {
        let at = list.index(index);
        let rank = match object.text("use") {
            Some("home") => 2,
            None => 1,
            Some("temp") => 0,
            Some(_) => continue,
        };
        let Some(since) = since(object, "period", on, reading, &at) else { continue };
        match written(object, reading, &at) {
            Some(address) => standing.push((rank, since, address)),
            None => {
                let details = "an address without a line or a postcode: left out";
                reading.note(Issue::warning(IssueType::Value, details).at(at));
            }
        }
    }
    // The first of several of one rank and start: `max_by_key` alone would take the last.
    standing.reverse();
    let found = standing.into_iter().max_by_key(|(rank, since, _)| (*rank, *since));
    found.map_or(Told::None, |(_, _, address)| Told::Is(address))
}

fn written(object: &Object, reading: &mut Reading, at: &At<'_>) -> Option<Address> {
    let list = at.name("line");
    let mut lines = Vec::new();
    for (index, item) in reading.items(object, "line", at).iter().enumerate() {
        match item {
            // PDS keeps five lines by their position, so empty ones are ordinary.
            Json::String(line) if line.len() > KEPT_BYTES_MAX => {
                reading
                    .refuse(Issue::error(IssueType::TooLong, "longer than 512 bytes").at(list.index(index)));
            }
            Json::String(line) => lines.push(line.trim().to_owned()),
            Json::Null => {}
            _ => reading.refuse(Issue::error(IssueType::Structure, "not a string").at(list.index(index))),
        }
    }
    lines.retain(|line| !line.is_empty());
    let postcode = reading.short(object, "postalCode", at).map(str::to_owned);
    (!lines.is_empty() || postcode.is_some()).then_some(Address { lines, postcode })
}

/// A death: what its notification says. A date of death that nobody notified, or in a way that is not known here, was
/// reported and is not certified; one whose notification was removed is none.
fn death(root: &Object, reading: &mut Reading, at: &At<'_>) -> Option<Death> {
    let dated = match root.get("deceasedDateTime") {
        None | Some(Json::Null) => root.get("deceasedBoolean") == Some(&Json::Bool(true)),
        Some(Json::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    };
    let reported = dated.then_some(Death::Informal);
    match notified(root, reading, at) {
        Some("1") => Some(Death::Informal),
        Some("2") => Some(Death::Formal),
        Some("U") => None,
        Some(_) => {
            let details = "a status of a death's notification that is not known here";
            reading.note(Issue::warning(IssueType::CodeInvalid, details).at(at.name("extension")));
            reported
        }
        None => reported,
    }
}

fn notified<'j>(root: &'j Object, reading: &mut Reading, at: &At<'_>) -> Option<&'j str> {
    let list = at.name("extension");
    for (index, extension) in reading.objects(root, "extension", at) {
        if extension.text("url") != Some(urls::DEATH_NOTIFICATION_EXTENSION) {
            continue;
        }
        let at = list.index(index);
        let parts = at.name("extension");
        for (index, part) in reading.objects(extension, "extension", &at) {
            if part.text("url") != Some("deathNotificationStatus") {
                continue;
            }
            let at = parts.index(index);
            let concept = reading.object(part, "valueCodeableConcept", &at)?;
            let at = at.name("valueCodeableConcept");
            let codings = reading.objects(concept, "coding", &at);
            return codings.into_iter().find_map(|(_, coding)| coding.text("code")).map(str::trim);
        }
    }
    None
}
