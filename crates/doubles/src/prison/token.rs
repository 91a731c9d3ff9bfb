//! `POST /token`: credentials for a while, with which a consumer of the External API opens its queue.
//!
//! The answer has the form of the credentials that Amazon's STS gives (`AccessKeyId`, `SecretAccessKey`,
//! `SessionToken`, `Expiration`). It is not versioned, and the API key is its only key, as for every call.

use super::Prison;
use super::call::{Call, Reply};
use crate::dice::Dice;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use vocab::Instant;

vocab::redacted!(Issued, Keys);

/// How long credentials live unless a test says otherwise.
const TOKEN_SECONDS: i64 = 3_600;
/// Lapsed keys are known as lapsed for so long.
const REMEMBERED_SECONDS: i64 = 86_400;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Issued {
    consumer: String,
    session: String,
    until: Instant,
}

/// The credentials that were given out.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Keys {
    dice: Dice,
    issued: BTreeMap<String, Issued>,
    pub(crate) seconds: i64,
}

impl Keys {
    pub(crate) fn new(seed: u64) -> Self {
        Self { dice: Dice::labelled(seed, "token"), issued: BTreeMap::new(), seconds: TOKEN_SECONDS }
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self::new(0)
    }
}

/// Whose signature a request to a queue carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pass {
    /// None.
    Unsigned,
    /// Credentials that nobody gave out here.
    Unknown,
    /// Given out here, and over.
    Lapsed,
    /// Live ones, of this consumer.
    Of(String),
}

impl Prison {
    /// How long the credentials of `POST /token` live from now on.
    pub const fn token_seconds(&mut self, seconds: i64) {
        self.keys.seconds = seconds;
    }

    /// Every set of credentials that is out lapses now.
    pub fn tokens_lapse(&mut self, now: Instant) {
        for issued in self.keys.issued.values_mut() {
            issued.until = issued.until.min(now);
        }
    }

    /// Gives credentials to a consumer.
    pub(crate) fn token(&mut self, consumer: &str, now: Instant) -> Reply {
        self.keys.issued.retain(|_, issued| now.seconds_since(issued.until) < REMEMBERED_SECONDS);
        let dice = &mut self.keys.dice;
        let id = format!("ASIADOUBLE{:010X}", dice.throw() & 0xff_ffff_ffff);
        let secret = format!("{:016x}{:016x}double", dice.throw(), dice.throw());
        let session =
            format!("IQoJb3JpZ2luX2Vj{:016x}{:016x}{:016x}", dice.throw(), dice.throw(), dice.throw());
        let until = now.plus_seconds(self.keys.seconds);
        let issued = Issued { consumer: consumer.to_owned(), session: session.clone(), until };
        self.keys.issued.insert(id.clone(), issued);
        let expiration = until.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Reply::json(
            200,
            &json!({"AccessKeyId": id, "SecretAccessKey": secret, "SessionToken": session,
            "Expiration": expiration}),
        )
    }

    /// Whose request this is. The key id is read from `Authorization`; the signature itself is believed.
    pub(crate) fn pass(&self, call: &Call, now: Instant) -> Pass {
        let Some(id) = call
            .header_value("authorization")
            .filter(|text| text.starts_with("AWS4-HMAC-SHA256"))
            .and_then(|text| text.split_once("Credential="))
            .and_then(|(_, rest)| rest.split('/').next())
        else {
            return Pass::Unsigned;
        };
        match self.keys.issued.get(id) {
            Some(issued) if issued.until <= now => Pass::Lapsed,
            Some(issued) if call.header_value("x-amz-security-token") == Some(&issued.session) => {
                Pass::Of(issued.consumer.clone())
            }
            _ => Pass::Unknown,
        }
    }
}
