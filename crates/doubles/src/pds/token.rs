//! The token endpoint of the national services, for applications that sign for themselves (RFC 7523).
//!
//! Its words and the order in which it looks are the real ones' (identity-service-api: `validate-client-assertion-claims.js`
//! and `VerifyJWT.ClientCredentials.xml`); of what its gateway says before that, only the form is.

use crate::dice::Dice;
use crate::prison::{Call, Reply};
use jsonwebtoken::dangerous::insecure_decode;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;

vocab::redacted!(Tokens, Application);

/// How long a token lives: the real ones live an hour for some applications and ten minutes for others.
const LIFE_SECONDS: i64 = 599;
/// How far ahead an assertion may end, with what clocks differ by.
const AHEAD_SECONDS_MAX: i64 = 310;
/// By so much an assertion may be over.
const SKEW_SECONDS: i64 = 10;

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An application, as it was registered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its id (API key).
    pub id: String,
    /// Its public keys as PEM, by key id.
    pub keys: BTreeMap<String, String>,
}

/// Applications, and the tokens that they were given.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Tokens {
    dice: Dice,
    url: String,
    applications: BTreeMap<String, Application>,
    used: BTreeSet<String>,
    until: BTreeMap<String, Instant>,
    given: u32,
}

impl Tokens {
    pub(super) fn new(seed: u64, url: &str) -> Self {
        Self {
            dice: Dice::labelled(seed, "pds-token"),
            url: url.to_owned(),
            applications: BTreeMap::new(),
            used: BTreeSet::new(),
            until: BTreeMap::new(),
            given: 0,
        }
    }

    pub(super) fn moved_to(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    pub(super) fn admit(&mut self, application: Application) {
        self.applications.insert(application.id.clone(), application);
    }

    pub(super) fn lapse(&mut self) {
        self.until.clear();
    }

    pub(super) const fn given(&self) -> u32 {
        self.given
    }

    /// Whether a call shows a token that has not lapsed.
    pub(super) fn opens(&self, call: &Call, now: Instant) -> bool {
        let shown = call.header_value("authorization").and_then(|text| text.strip_prefix("Bearer "));
        shown.and_then(|token| self.until.get(token)).is_some_and(|until| now < *until)
    }

    /// Gives a token, or says what is wrong with the assertion.
    pub(super) fn ask(&mut self, call: &Call, now: Instant) -> Reply {
        match self.granted(call, now) {
            Ok(token) => Reply::json(
                200,
                // A number as a text, as the real one has it.
                &json!({"access_token": token, "expires_in": LIFE_SECONDS.to_string(), "token_type": "Bearer"}),
            ),
            Err(reply) => reply,
        }
    }

    fn granted(&mut self, call: &Call, now: Instant) -> Result<String, Reply> {
        let form: BTreeMap<String, String> = form_urlencoded::parse(&call.body).into_owned().collect();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        if call.method != "POST" || field("grant_type") != "client_credentials" {
            return Err(refused(400, "unsupported_grant_type", "grant_type is missing or invalid"));
        }
        if field("client_assertion_type") != TYPE {
            let words = format!("Missing or invalid client_assertion_type - must be '{TYPE}'");
            return Err(refused(400, "invalid_request", &words));
        }
        let jti = self.checked(field("client_assertion"), now)?;
        self.used.insert(jti);
        Ok(self.give(now))
    }

    pub(super) fn give(&mut self, now: Instant) -> String {
        self.given += 1;
        let token = self.dice.uuid(now);
        self.until.insert(token.clone(), now.plus_seconds(LIFE_SECONDS));
        token
    }

    /// The id of a good assertion.
    fn checked(&self, assertion: &str, now: Instant) -> Result<String, Reply> {
        let invalid = |words: &str| refused(400, "invalid_request", words);
        let header = decode_header(assertion).map_err(|_| invalid("Malformed JWT in client_assertion"))?;
        if header.alg != Algorithm::RS512 {
            return Err(invalid(
                "Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'",
            ));
        }
        let claims = unverified(assertion).ok_or_else(|| invalid("Malformed JWT in client_assertion"))?;
        let seconds = now.micros().div_euclid(1_000_000);
        let exp = claims.get("exp").and_then(Value::as_i64);
        if exp.is_some_and(|exp| exp + SKEW_SECONDS < seconds) {
            return Err(invalid("Invalid 'exp' claim in client_assertion JWT - JWT has expired"));
        }
        let Some(kid) = header.kid else {
            return Err(invalid("Missing 'kid' header in client_assertion JWT"));
        };
        if header.typ.as_deref() != Some("JWT") {
            return Err(invalid("Invalid 'typ' header in client_assertion JWT - must be 'JWT'"));
        }
        let exp = match (claims.get("exp"), exp) {
            (None, _) => return Err(invalid("Missing 'exp' claim in client_assertion JWT")),
            (Some(_), None) => {
                return Err(invalid("Invalid 'exp' claim in client_assertion JWT - must be an integer"));
            }
            (Some(_), Some(exp)) => exp,
        };
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let application = text("iss").filter(|iss| text("sub") == Some(iss));
        let application = application.and_then(|id| self.applications.get(id));
        let application = application
            .ok_or_else(|| invalid("Missing or non-matching 'iss'/'sub' claims in client_assertion JWT"))?;
        let jti = claims.get("jti").ok_or_else(|| invalid("Missing 'jti' claim in client_assertion JWT"))?;
        let jti = jti.as_str().ok_or_else(|| {
            invalid(
                "Invalid 'jti' claim in client_assertion JWT - must be a unique string value such as a GUID",
            )
        })?;
        if self.used.contains(jti) {
            return Err(invalid("Non-unique 'jti' claim in client_assertion JWT"));
        }
        if exp > seconds + AHEAD_SECONDS_MAX {
            return Err(invalid(
                "Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future",
            ));
        }
        if text("aud") != Some(self.url.as_str()) {
            return Err(refused(
                401,
                "invalid_client",
                "Missing or invalid 'aud' claim in client_assertion JWT",
            ));
        }
        verify(assertion, application.keys.get(&kid))?;
        Ok(jti.to_owned())
    }
}

/// The claims before anything is known of who made them.
fn unverified(assertion: &str) -> Option<Value> {
    insecure_decode::<Value>(assertion).ok().map(|token| token.claims)
}

fn verify(assertion: &str, key: Option<&String>) -> Result<(), Reply> {
    let no_key = "Invalid 'kid' header in client_assertion JWT - no matching public key";
    let key = key.ok_or_else(|| refused(401, "invalid_request", no_key))?;
    let key = DecodingKey::from_rsa_pem(key.as_bytes());
    let good = key.is_ok_and(|key| decode::<Value>(assertion, &key, &lenient()).is_ok());
    good.then_some(()).ok_or_else(|| refused(401, "invalid_request", "JWT signature verification failed"))
}

/// The signature alone: times are told, not taken from the machine, and the claims are looked at one by one.
fn lenient() -> Validation {
    let mut validation = Validation::new(Algorithm::RS512);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

fn refused(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(status, &json!({"error": error, "error_description": description, "message_id": "rrt-1"}))
}
