//! Headers that make a request conditional or say what to answer: `If-Match`, `If-None-Exist`, `ETag`, `Prefer`.

use super::codes::IssueType;
use super::issue::Issue;
use super::search::{Clause, IdentifierMatch, Pair, pairs};
use vocab::care::Identifier;

/// What an `If-Match` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMatch {
    /// This version.
    Version(u32),
    /// Any version, as long as there is one.
    Any,
}

/// Reads `If-Match: W/"3"`. A strong `"3"` and a bare `3` are taken for the same: FHIR has only weak ones.
///
/// # Errors
/// One issue: several versions, or not a version of ours.
pub fn if_match(header: &str) -> Result<IfMatch, Issue> {
    let text = header.trim();
    if text == "*" {
        return Ok(IfMatch::Any);
    }
    let bare = text.strip_prefix("W/").unwrap_or(text);
    let bare = bare.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(bare);
    let digits = (1..=10).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_digit());
    match bare.parse() {
        Ok(version) if digits => Ok(IfMatch::Version(version)),
        _ => Err(Issue::error(IssueType::Value, "not a version of ours: write it as W/\"3\"")
            .at_parameter("If-Match")),
    }
}

/// The `ETag` of a version.
#[must_use]
pub fn etag(version: u32) -> String {
    format!("W/\"{version}\"")
}

/// Reads `If-None-Exist: identifier=system|value`: create only if nothing has this identifier.
///
/// # Errors
/// One issue: FHIR allows any search here, and we take one identifier with its system, so that what is created once is
/// created once.
pub fn if_none_exist(header: &str) -> Result<Identifier, Issue> {
    let refused = |details| Issue::error(IssueType::NotSupported, details).at_parameter("If-None-Exist");
    let pairs = pairs(header.trim().as_bytes()).map_err(|issue| issue.at_parameter("If-None-Exist"))?;
    let one: &Pair = match pairs.as_slice() {
        [pair] if pair.name == "identifier" => pair,
        _ => return Err(refused("one identifier is taken here: write it as identifier=system|value")),
    };
    let clause = Clause::<IdentifierMatch>::read(one, "").map_err(|fault| fault.at("If-None-Exist"))?;
    match clause {
        Clause::OneOf(one) => match &*one {
            [IdentifierMatch::In { system, value }] => {
                Ok(Identifier { system: system.clone(), value: value.clone() })
            }
            [IdentifierMatch::Nhs(_) | IdentifierMatch::Prison(_)] => {
                Err(refused("a person's number names no appointment: give the appointment's identifier"))
            }
            _ => Err(refused("system and value are both needed: write it as identifier=system|value")),
        },
        Clause::Missing(_) => {
            Err(refused("system and value are both needed: write it as identifier=system|value"))
        }
    }
}

/// What a write answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Return {
    /// Headers alone.
    Minimal,
    /// The resource as it now stands.
    Representation,
    /// An outcome.
    OperationOutcome,
}

/// What to do with search parameters that are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Handling {
    /// Refuse.
    Strict,
    /// Ignore them and say so.
    #[default]
    Lenient,
}

/// What a `Prefer` header asks for. Preferences that are not known are ignored, as the header wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prefer {
    /// What a write answers with, if that is said.
    pub returned: Option<Return>,
    /// What to do with unknown parameters.
    pub handling: Handling,
}

/// Reads `Prefer`, once or several times. Of two of one kind the first holds (RFC 7240).
#[must_use]
pub fn prefer<'h>(headers: impl IntoIterator<Item = &'h str>) -> Prefer {
    let (mut returned, mut handling) = (None, None);
    for preference in headers.into_iter().flat_map(|header| header.split([',', ';'])) {
        let Some((name, value)) = preference.split_once('=') else { continue };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "return" => {
                returned = returned.or(match value {
                    "minimal" => Some(Return::Minimal),
                    "representation" => Some(Return::Representation),
                    "OperationOutcome" => Some(Return::OperationOutcome),
                    _ => None,
                });
            }
            "handling" => {
                handling = handling.or(match value {
                    "strict" => Some(Handling::Strict),
                    "lenient" => Some(Handling::Lenient),
                    _ => None,
                });
            }
            _ => {}
        }
    }
    Prefer { returned, handling: handling.unwrap_or_default() }
}
