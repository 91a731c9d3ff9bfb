//! Temporary credentials: asked for when none are held, renewed before they lapse, dropped when they are not taken.

use crate::client::{Base, Call, CallError, Client};
use crate::renewal::Kept;
use aws_credential_types::Credentials;
use crossing::port::Later;
use reqwest::Method;
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Mutex;
use vocab::{Clock, Instant};

/// They are renewed so long before they lapse: a long poll and the writing after it take less.
const MARGIN_SECONDS: i64 = 300;

/// Credentials whose life is not said are asked for anew after this: the shortest life that STS gives.
const LIFE_SECONDS: i64 = 900;

/// Why there are none. Nothing was asked of the queue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// Whoever gives them gave no answer.
    #[error("no credentials: {0}")]
    NoAnswer(CallError),
    /// We are not known there, or not allowed.
    #[error("no credentials: they were refused (status {0})")]
    NotAllowed(u16),
    /// It failed, or said what nobody understands.
    #[error("no credentials: {0}")]
    Failed(String),
}

/// Temporary credentials and when they lapse.
#[derive(Clone)]
pub struct Given {
    credentials: Credentials,
    renew: Instant,
    lapse: Instant,
}

impl Given {
    pub(super) fn into_credentials(self) -> Credentials {
        self.credentials
    }

    fn new(credentials: Credentials, asked: Instant, lapse: Instant) -> Self {
        let life = lapse.seconds_since(asked);
        // A life shorter than the margin is used for half of it.
        let renew = asked.plus_seconds((life - MARGIN_SECONDS).max(life / 2));
        Self { credentials, renew, lapse }
    }
}

/// Whoever gives temporary credentials.
pub trait CredentialsSource: Send + Sync {
    /// New ones.
    fn give(&self) -> Later<'_, Result<Given, CredentialsError>>;
}

/// The External API's `POST /token`.
pub struct ExternalToken {
    client: Arc<Client>,
    base: Base,
    key: Arc<Kept>,
}

impl ExternalToken {
    /// Asked for at the same address and with the same certificate and key as everything else there.
    #[must_use]
    pub const fn new(client: Arc<Client>, base: Base, key: Arc<Kept>) -> Self {
        Self { client, base, key }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Token {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expiration: Option<String>,
}

/// The answer as it stands, or inside STS's own frame.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Framed {
        #[serde(rename = "Credentials")]
        credentials: Token,
    },
    Plain(Token),
}

impl CredentialsSource for ExternalToken {
    fn give(&self) -> Later<'_, Result<Given, CredentialsError>> {
        Box::pin(async move {
            let call = Call::new("queue-token.ask", Method::POST, &self.base, "/token").key(&self.key.now());
            let reply = self.client.send(call).await.map_err(CredentialsError::NoAnswer)?;
            match reply.status {
                200..=299 => {}
                401 | 403 => return Err(CredentialsError::NotAllowed(reply.status)),
                status => return Err(CredentialsError::Failed(format!("status {status}"))),
            }
            let (Answer::Framed { credentials } | Answer::Plain(credentials)) =
                serde_json::from_slice(&reply.body)
                    .map_err(|_| CredentialsError::Failed("the answer holds no credentials".to_owned()))?;
            let lapse = credentials.expiration.and_then(|text| text.parse::<jiff::Timestamp>().ok());
            let lapse = lapse.map_or_else(|| reply.asked.plus_seconds(LIFE_SECONDS), Instant::from_timestamp);
            let credentials = Credentials::new(
                credentials.access_key_id,
                credentials.secret_access_key,
                Some(credentials.session_token),
                None,
                "hmpps-external-api",
            );
            Ok(Given::new(credentials, reply.asked, lapse))
        })
    }
}

/// A role that the cluster's own token opens: STS `AssumeRoleWithWebIdentity`.
pub struct WebIdentity {
    sts: aws_sdk_sts::Client,
    role: String,
    token_file: PathBuf,
    clock: Arc<dyn Clock>,
}

impl WebIdentity {
    /// A role in a region; `sts` is another STS than the region's own.
    #[must_use]
    pub fn new(
        region: &str,
        sts: Option<&Base>,
        role: &str,
        token_file: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let mut config = aws_sdk_sts::Config::builder()
            .behavior_version(aws_sdk_sts::config::BehaviorVersion::latest())
            .region(aws_sdk_sts::config::Region::new(region.to_owned()))
            .http_client(super::consumer::http(sts.is_some_and(Base::is_clear)))
            .retry_config(aws_sdk_sts::config::retry::RetryConfig::disabled())
            .timeout_config(super::consumer::timeouts());
        if let Some(sts) = sts {
            config = config.endpoint_url(sts.origin());
        }
        let sts = aws_sdk_sts::Client::from_conf(config.build());
        Self { sts, role: role.to_owned(), token_file, clock }
    }
}

impl CredentialsSource for WebIdentity {
    fn give(&self) -> Later<'_, Result<Given, CredentialsError>> {
        Box::pin(async move {
            let asked = self.clock.now();
            let token = std::fs::read_to_string(&self.token_file).map_err(|error| {
                CredentialsError::Failed(format!("{}: {error}", self.token_file.display()))
            })?;
            let request = self
                .sts
                .assume_role_with_web_identity()
                .role_arn(&self.role)
                .role_session_name("gatelodge")
                .web_identity_token(token.trim());
            let answer = request.send().await.map_err(|error| refused(&error))?;
            let given = answer
                .credentials
                .ok_or_else(|| CredentialsError::Failed("the answer holds no credentials".to_owned()))?;
            // By our clock: what they tell is when they lapse by theirs.
            let life = given.expiration.secs() - asked.timestamp().as_second();
            let lapse = asked.plus_seconds(if life > 0 { life } else { LIFE_SECONDS });
            let credentials = Credentials::new(
                given.access_key_id,
                given.secret_access_key,
                Some(given.session_token),
                None,
                "web-identity",
            );
            Ok(Given::new(credentials, asked, lapse))
        })
    }
}

fn refused<E>(error: &aws_sdk_sts::error::SdkError<E>) -> CredentialsError {
    match error.raw_response().map(|response| response.status().as_u16()) {
        Some(status @ (400 | 401 | 403)) => CredentialsError::NotAllowed(status),
        Some(status) => CredentialsError::Failed(format!("STS failed (status {status})")),
        None => CredentialsError::NoAnswer(CallError::NotReached),
    }
}

/// The credentials that are held.
pub(super) struct Wallet {
    source: Arc<dyn CredentialsSource>,
    clock: Arc<dyn Clock>,
    /// Held while new ones are asked for, so that a crowd asks once.
    held: Mutex<Option<Given>>,
}

impl Wallet {
    pub(super) fn new(source: Arc<dyn CredentialsSource>, clock: Arc<dyn Clock>) -> Self {
        Self { source, clock, held: Mutex::default() }
    }

    /// Credentials that have not lapsed.
    pub(super) async fn open(&self) -> Result<Credentials, CredentialsError> {
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        if let Some(given) = held.as_ref().filter(|g| now < g.renew) {
            return Ok(given.credentials.clone());
        }
        match self.source.give().await {
            Ok(given) => Ok(held.insert(given).credentials.clone()),
            // Renewing failed, and the old ones have not lapsed yet: they still open.
            Err(error) => match held.as_ref().filter(|g| now < g.lapse) {
                Some(old) => Ok(old.credentials.clone()),
                None => Err(error),
            },
        }
    }

    /// They were not taken: they are not used again.
    pub(super) async fn refused(&self, credentials: &Credentials) {
        let mut held = self.held.lock().await;
        held.take_if(|given| given.credentials.access_key_id() == credentials.access_key_id());
    }
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Given(until {})", self.lapse.rfc3339_london())
    }
}
