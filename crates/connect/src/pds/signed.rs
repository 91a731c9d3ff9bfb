//! Tokens of the national services for an application that signs for itself (RFC 7523): RS512 and nothing else, an
//! assertion that is used once and ends within five minutes (identity-service-api).

use crate::client::{Base, Call, Client, Reply, Secret};
use crate::renewal::{self, Kept};
use crate::token::{Bearer, Purse, TokenError, TokenSource, refusal};
use crossing::port::Later;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use vocab::seed::Rng;

/// An assertion ends so long after it was made. Five minutes are allowed, and our clock may be ahead of theirs.
const ASSERTION_SECONDS: i64 = 240;

const ASSERTION_TYPE: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

/// Why there is no key to sign with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningKeyError {
    /// Its file, in words that name it.
    #[error("the key for PDS: {0}")]
    File(String),
    /// What is in it.
    #[error("the key for PDS: {0} holds no RSA private key: it must be PEM, unencrypted")]
    NoKey(String),
}

/// Reads a key that signs: also for whoever wants to know whether a file holds one.
///
/// # Errors
/// [`SigningKeyError`] when the file cannot be read, or holds no key that signs.
pub fn signing_key(path: &Path) -> Result<Arc<Kept>, SigningKeyError> {
    let secret = renewal::secret(path).map_err(SigningKeyError::File)?;
    // Tried: a public key reads like a private one until something is to be signed.
    let signs = signing(&secret).is_some_and(|key| encode(&Header::new(Algorithm::RS512), &(), &key).is_ok());
    signs.then(|| secret.into()).ok_or_else(|| SigningKeyError::NoKey(path.display().to_string()))
}

fn signing(secret: &Secret) -> Option<EncodingKey> {
    EncodingKey::from_rsa_pem(secret.expose().as_bytes()).ok()
}

/// `POST {token_url}` with an assertion that we sign.
pub struct Signed {
    client: Arc<Client>,
    url: Base,
    id: String,
    key_id: String,
    key: Arc<Kept>,
    rng: Arc<dyn Rng>,
    purse: Purse,
}

/// What an assertion says. It holds nothing of anybody.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: String,
    exp: i64,
}

impl Signed {
    /// Tokens for the application with this id, which signs with the key that is registered under this key id.
    #[must_use]
    pub fn new(
        client: Arc<Client>,
        url: Base,
        (id, key_id): (String, String),
        key: Arc<Kept>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        Self { client, url, id, key_id, key, rng, purse: Purse::default() }
    }

    fn call(&self) -> Result<Call, TokenError> {
        let now = self.client.now();
        let claims = Claims {
            iss: &self.id,
            sub: &self.id,
            aud: self.url.text(),
            jti: self.rng.seed().id(now, 0).to_string(),
            exp: now.plus_seconds(ASSERTION_SECONDS).micros().div_euclid(1_000_000),
        };
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::RS512) };
        // A key that was exchanged for something else: the file's name stands on the board, its content nowhere.
        let unsigned =
            TokenError::NotSigned { status: 0, why: "the key's file holds no RSA private key any more" };
        let key = signing(&self.key.now()).ok_or(unsigned)?;
        let assertion = encode(&header, &claims, &key).map_err(|_| unsigned)?;
        // An assertion is made of letters, digits, dots, hyphens and underscores: nothing of it needs escaping.
        let form = format!(
            "grant_type=client_credentials&client_assertion_type={ASSERTION_TYPE}&client_assertion={assertion}"
        );
        Ok(Call::new("nhs-token.ask", Method::POST, &self.url, "").form(&form))
    }
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signed({})", self.url.host())
    }
}

impl TokenSource for Signed {
    fn bearer(&self) -> Later<'_, Result<Bearer, TokenError>> {
        Box::pin(self.purse.bearer(&self.client, || self.call(), not_taken))
    }

    fn refused<'a>(&'a self, bearer: &'a Bearer) -> Later<'a, ()> {
        Box::pin(self.purse.refused(bearer))
    }
}

/// What their descriptions name, and what it is for us to look at. Their words are not repeated: they are not ours.
const WHY: [(&str, &str); 10] = [
    ("expired", "the assertion had ended when it came: look at this machine's clock"),
    ("5 minutes", "the assertion ends too far ahead: look at this machine's clock"),
    ("'kid'", "the key id is not one under which a public key of ours is registered"),
    ("signature", "the key does not belong to the public key that is registered under the key id"),
    ("public key", "no public key of ours is registered: register one first"),
    ("'iss'", "the client id is not that of an application they know"),
    ("'aud'", "the token address is not the one that they go by"),
    ("'jti'", "the assertion was taken for one that was used before"),
    ("'alg'", "only RS512 is taken"),
    ("grant_type", "the application is not set up to sign for itself"),
];

#[derive(Deserialize)]
struct Described {
    error_description: String,
}

fn not_taken(reply: &Reply) -> TokenError {
    let described = serde_json::from_slice::<Described>(&reply.body);
    let why = described.ok().and_then(|said| {
        WHY.iter().find(|(word, _)| said.error_description.contains(word)).map(|(_, why)| *why)
    });
    match (reply.status, why) {
        (status @ (400 | 401 | 403), Some(why)) => TokenError::NotSigned { status, why },
        _ => refusal(reply),
    }
}
