//! A person as a Patient, in the form of the service's published samples.

use super::Person;
use serde_json::{Value, json};
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::Death;

const DEATH: &str = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus";
const VERIFICATION: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";

/// The Patient. Of a restricted person no place is in it: it is left out, not empty.
pub(super) fn patient(number: NhsNumber, person: &Person) -> Value {
    let (code, word) = if person.is_restricted { ("R", "restricted") } else { ("U", "unrestricted") };
    let verified = json!({"url": VERIFICATION, "valueCodeableConcept": {"coding": [{
        "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus", "version": "1.0.0",
        "code": "01", "display": "Number present and verified"}]}});
    let mut patient = json!({
        "resourceType": "Patient",
        "id": number.text(),
        "identifier": [{"system": NhsNumber::SYSTEM, "value": number.text(), "extension": [verified]}],
        "meta": {"versionId": person.version.to_string(), "security": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": code, "display": word}]},
        "name": [{"id": "123", "use": "usual", "period": {"start": person.born.to_string()},
            "given": [person.given], "family": person.family}],
        "birthDate": person.born.to_string(),
    });
    if let Some((death, at)) = &person.death {
        patient["deceasedDateTime"] = json!(at.rfc3339_london());
        patient["extension"] = json!([notification(*death)]);
    }
    if person.is_restricted {
        return patient;
    }
    if let Some((practice, since)) = &person.practice {
        let mut organisation = organisation(practice);
        organisation["id"] = json!("254406A3");
        organisation["identifier"]["period"] = json!({"start": since.to_string()});
        patient["generalPractitioner"] = json!([organisation]);
    } else if let Some(before) = &person.practice_before {
        patient["managingOrganization"] = organisation(before);
    }
    if let Some((address, since)) = &person.address {
        patient["address"] = json!([{"id": "456", "use": "home", "period": {"start": since.to_string()},
            "line": address.lines, "postalCode": address.postcode.as_deref().unwrap_or("ZZ99 3VZ")}]);
    }
    patient
}

fn organisation(code: &OdsCode) -> Value {
    json!({"type": "Organization", "identifier": {"system": OdsCode::SYSTEM, "value": code.text()}})
}

fn notification(death: Death) -> Value {
    let (code, display) = match death {
        Death::Informal => (
            "1",
            "Informal - death notice received via an update from a local NHS Organisation such as GP or Trust",
        ),
        Death::Formal => ("2", "Formal - death notice received from Registrar of Deaths"),
    };
    json!({"url": DEATH, "extension": [{"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [{
        "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeathNotificationStatus", "version": "1.0.0",
        "code": code, "display": display}]}}]})
}
