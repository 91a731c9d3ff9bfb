//! Which form an answer has: JSON, and nothing else.

use super::codes::IssueType;
use super::issue::Issue;

/// What we write, as a content type.
pub const FHIR_JSON: &str = "application/fhir+json; charset=utf-8; fhirVersion=4.0";
/// The bare media type.
pub const FHIR_JSON_BARE: &str = "application/fhir+json";
/// A search by POST.
pub const FORM: &str = "application/x-www-form-urlencoded";
/// What 406 says.
pub const NOT_ACCEPTABLE: &str = "only JSON is given here: ask for application/fhir+json of FHIR 4.0";
/// What 415 says.
pub const UNSUPPORTED_MEDIA: &str =
    "only JSON in UTF-8 is taken here: send application/fhir+json of FHIR 4.0";

/// A media type and its parameters, as far as they matter here.
struct Media<'h> {
    name: String,
    refused: bool,
    other_version: bool,
    charset: Option<&'h str>,
}

fn media(text: &str) -> Media<'_> {
    let mut parts = text.split(';');
    let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut media = Media { name, refused: false, other_version: false, charset: None };
    for (key, value) in parts.filter_map(|part| part.split_once('=')) {
        let value = value.trim().trim_matches('"');
        match key.trim().to_ascii_lowercase().as_str() {
            "q" => media.refused = value.bytes().all(|b| matches!(b, b'0' | b'.')),
            "fhirversion" => media.other_version = !(value == "4.0" || value == "4.0.1"),
            "charset" => media.charset = Some(value),
            _ => {}
        }
    }
    media
}

fn is_json(name: &str) -> bool {
    matches!(
        name,
        "application/fhir+json" | "application/json" | "application/json+fhir" | "text/json" | "json"
    )
}

/// Whether JSON answers a request: `_format` if it is there, else `Accept`.
///
/// # Errors
/// The issue for a 406.
pub fn acceptable(accept: Option<&str>, format: Option<&str>) -> Result<(), Issue> {
    let refused = || Issue::error(IssueType::NotSupported, NOT_ACCEPTABLE);
    if let Some(format) = format {
        // A plus sign that nobody encoded arrives as a space.
        let media_type = media(format);
        let good = is_json(&media_type.name.replace(' ', "+")) && !media_type.other_version;
        return if good { Ok(()) } else { Err(refused().at_parameter("_format")) };
    }
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return Ok(()) };
    let good = accept.split(',').map(media).any(|range| {
        let covers = is_json(&range.name) || matches!(range.name.as_str(), "*/*" | "application/*");
        covers && !range.refused && !range.other_version
    });
    if good { Ok(()) } else { Err(refused().at_parameter("Accept")) }
}

/// Whether a body of this content type is a resource that we read.
///
/// # Errors
/// The issue for a 415.
pub fn readable(content_type: Option<&str>) -> Result<(), Issue> {
    let media = media(content_type.unwrap_or_default());
    let utf8 = media.charset.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"));
    if is_json(&media.name) && utf8 && !media.other_version {
        Ok(())
    } else {
        Err(Issue::error(IssueType::NotSupported, UNSUPPORTED_MEDIA).at_parameter("Content-Type"))
    }
}
