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

/// A set of credentials, as it is told once.
struct Given {
    id: String,
    secret: String,
    session: String,
    expiration: String,
}

fn xml(status: u16, body: &str) -> Reply {
    let headers = vec![("content-type", "text/xml".to_owned())];
    Reply { status, headers, body: body.to_owned().into() }
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
        let Given { id, secret, session, expiration } = self.give(consumer, now);
        Reply::json(
            200,
            &json!({"AccessKeyId": id, "SecretAccessKey": secret, "SessionToken": session,
            "Expiration": expiration}),
        )
    }

    /// True for what a client of Amazon's STS asks with the token of its own cluster.
    pub(crate) fn sts_is_meant(call: &Call) -> bool {
        call.method == "POST"
            && call.path == "/"
            && call.body.starts_with(b"Action=AssumeRoleWithWebIdentity")
    }

    /// `AssumeRoleWithWebIdentity`: the role's own name stands for the consumer. Any token opens it but an empty one.
    pub(crate) fn sts(&mut self, call: &Call, now: Instant) -> Reply {
        let asked: BTreeMap<String, String> = form_urlencoded::parse(&call.body).into_owned().collect();
        let role = asked.get("RoleArn").map_or("", |arn| arn.rsplit('/').next().unwrap_or_default());
        if asked.get("WebIdentityToken").is_none_or(String::is_empty) || role.is_empty() {
            let body = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
                        <Code>InvalidIdentityToken</Code><Message>the token is not valid</Message></Error></ErrorResponse>";
            return xml(400, body);
        }
        let Given { id, secret, session, expiration } = self.give(role, now);
        xml(
            200,
            &format!(
                "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
                 <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>{id}</AccessKeyId>\
                 <SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{session}</SessionToken>\
                 <Expiration>{expiration}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>\
                 </AssumeRoleWithWebIdentityResponse>"
            ),
        )
    }

    fn give(&mut self, consumer: &str, now: Instant) -> Given {
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
        Given { id, secret, session, expiration }
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
