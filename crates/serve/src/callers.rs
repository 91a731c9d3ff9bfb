//! Who asks: by a bearer token, in words that say what is wrong with it.

use crate::tokens::{TokenKeys, TokenRefused};
use http::{HeaderMap, HeaderValue, header};
use vocab::Instant;
use vocab::crossing::{Caller, Purpose};

/// Who asks, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// Who.
    pub caller: Caller,
    /// For what: as the token or the session says, else what the role is for.
    pub purpose: Purpose,
}

/// Why nobody is known to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unauthorised {
    /// No token came along.
    #[error("no token: send it as `Authorization: Bearer …`")]
    NoToken,
    /// Two came along, or another scheme than Bearer.
    #[error("the Authorization header is not one bearer token: send one, as `Bearer …`")]
    NotBearer,
    /// The token was refused.
    #[error(transparent)]
    Token(#[from] TokenRefused),
}

impl Unauthorised {
    /// The header that a 401 carries (RFC 6750): its words are ours and hold nothing of the token.
    #[must_use]
    pub fn challenge(&self) -> HeaderValue {
        let text = match self {
            Self::NoToken => "Bearer realm=\"gatelodge\"".to_owned(),
            Self::NotBearer => "Bearer realm=\"gatelodge\", error=\"invalid_request\"".to_owned(),
            Self::Token(refused) => {
                format!(
                    "Bearer realm=\"gatelodge\", error=\"invalid_token\", error_description=\"{refused}\""
                )
            }
        };
        // INVARIANT: the words of TokenRefused are printable ASCII without quotes; a test reads each.
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("Bearer"))
    }
}

/// Reads who asks from the headers of a request.
///
/// # Errors
/// [`Unauthorised`], for a 401 with [`Unauthorised::challenge`].
pub fn bearer(headers: &HeaderMap, keys: &TokenKeys, now: Instant) -> Result<Asker, Unauthorised> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let one = match (all.next(), all.next()) {
        (None, _) => return Err(Unauthorised::NoToken),
        (Some(one), None) => one,
        (Some(_), Some(_)) => return Err(Unauthorised::NotBearer),
    };
    let text = one.to_str().map_err(|_| Unauthorised::NotBearer)?;
    let (scheme, token) = text.split_once(' ').ok_or(Unauthorised::NotBearer)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Unauthorised::NotBearer);
    }
    Ok(keys.verify(token.trim(), now)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_challenge_is_a_header() {
        for refused in TokenRefused::ALL {
            let challenge = Unauthorised::Token(*refused).challenge();
            let text = challenge.to_str().unwrap();
            assert_eq!(text.matches('"').count(), 6, "{text}");
            assert!(text.contains(&refused.to_string()));
        }
    }
}
