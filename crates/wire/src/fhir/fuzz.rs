//! Bodies of the fuzz targets. They run over any bytes as ordinary tests too: nothing may panic, and what is read and
//! written again must be read as the same.

use super::conditional;
use super::json::{self, Json};
use super::negotiation;
use super::search::{self, Options, SearchRequest};
use super::{appointment, mns, patient, pds, recognise};
use vocab::registration::Told;

/// Lossless JSON: what parses is written and parses as the same; what parses here parses for `serde_json` too.
pub fn fuzz_fhir_json(data: &[u8]) {
    let Ok(value) = json::parse(data) else { return };
    let written = super::bytes(&value);
    assert!(json::parse(&written).as_ref() == Ok(&value), "what was written was not read as the same");
    let text = data.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(data);
    let theirs: Result<serde_json::Value, _> = serde_json::from_slice(text);
    // A number may be too great for it, and that is all that it may mind.
    assert!(theirs.is_ok() || holds_number(&value), "serde_json refuses what was read");
}

fn holds_number(value: &Json) -> bool {
    match value {
        Json::Number(_) => true,
        Json::Array(items) => items.iter().any(holds_number),
        Json::Object(object) => object.members().any(|(_, value)| holds_number(value)),
        _ => false,
    }
}

/// Resources: recognised and read without a panic; what is said of them never repeats a value longer than a word.
pub fn fuzz_fhir_resource(data: &[u8]) {
    if let Ok(recognised) = recognise(data) {
        assert!(recognised.resource.raw() == data, "the raw bytes are not those that came");
    }
    for issues in [appointment::read(data).map(|a| a.notes), patient::read(data).map(|p| p.notes)] {
        match issues {
            Ok(notes) => assert!(notes.len() <= super::issue::ISSUES_MAX),
            Err(refusals) => assert!((1..=super::issue::ISSUES_MAX).contains(&refusals.len())),
        }
    }
}

/// What the national services tell: read without a panic, at any status and on any day; a restricted record tells no
/// place, and nothing that is read prints what it holds.
pub fn fuzz_fhir_national(data: &[u8]) {
    let on = jiff::civil::date(2026, 11, 12);
    for status in [200, 404, 500] {
        match pds::answered(status, data, on) {
            Ok(answered) => {
                assert!(format!("{answered:?}").len() < 16, "an answer prints what it holds");
                if let Some(pds) = answered.pds().filter(|pds| pds.is_restricted) {
                    assert!(pds.practice == Told::Kept && pds.address == Told::Kept);
                    assert!(pds.practice_before.is_none());
                }
            }
            Err(refusals) => assert!((1..=super::issue::ISSUES_MAX).contains(&refusals.len())),
        }
    }
    match mns::signal(data) {
        Ok(signal) => assert!(!signal.id.is_empty() && format!("{signal:?}").len() < 16),
        Err(refusals) => assert!((1..=super::issue::ISSUES_MAX).contains(&refusals.len())),
    }
}

/// Searches: what is understood is written and understood as the same.
pub fn fuzz_fhir_search(data: &[u8]) {
    let options =
        Options { base: "https://gatelodge.test/fhir/R4", handling: conditional::Handling::Lenient };
    for (kind, _) in SearchRequest::TYPES {
        let Ok(understood) = search::parse(*kind, &[data], &options) else { continue };
        let written = understood.request.query();
        // Encoding can make a query longer than is read; what fits must come back.
        if written.len() <= search::QUERY_BYTES_MAX {
            let again = search::parse(*kind, &[written.as_bytes()], &options);
            assert!(
                again.is_ok_and(|a| a.request == understood.request),
                "a search was not understood as the same"
            );
        }
    }
}

/// Headers.
pub fn fuzz_fhir_headers(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(conditional::IfMatch::Version(version)) = conditional::if_match(text) {
        assert!(
            conditional::if_match(&conditional::etag(version)) == Ok(conditional::IfMatch::Version(version))
        );
    }
    let _ = conditional::if_none_exist(text);
    let _ = conditional::prefer([text]);
    let _ = negotiation::acceptable(Some(text), None);
    let _ = negotiation::acceptable(None, Some(text));
    let _ = negotiation::readable(Some(text));
}
