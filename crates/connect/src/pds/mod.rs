//! The Personal Demographics Service (PDS), application-restricted: one person's record by their NHS number. Read only.
//!
//! It promises: nothing is ever written there. The one request here besides `GET /Patient/{id}` is the one for a token.
//! A reading has an id of its own (`X-Request-ID`), and asks under it again until it has an answer: that a service did
//! not finish in time is *not known*, and never "failed" or "nobody". "Nobody has this number" is an answer, and only
//! PDS's own code says so. No number is in an error, a log line or a `Debug`.
//!
//! It does not promise that the record is of the number that was asked for, nor read it: [`wire::fhir::pds`] does.
//!
//! PDS allows an application 5 requests a second unless more was agreed. All readings and tokens go through the one
//! [`Client`] that is handed in, whose rate is the application's and whose turns come in the order of asking.

mod error;
mod signed;
mod source;

pub use error::PdsError;
pub use signed::{Signed, SigningKeyError, signing_key};
pub use source::PdsSource;

use crate::client::{Base, Call, CallError, Client, Reply};
use crate::door::{Door, DoorError, Opens};
use crate::renewal::Kept;
use reqwest::Method;
use std::path::PathBuf;
use std::sync::Arc;
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode, TraceId};
use vocab::seed::Rng;
use wire::fhir::codes::SpineCode;

/// What PDS answers with, and all that its specification allows to be asked for.
const FHIR: &str = "application/fhir+json";

/// A reading that is not known what became of is asked for again at once, once: the service gave no time to wait.
/// After that it is for whoever asked, under the same id.
const TRIES: u32 = 2;

/// How PDS is reached, and as whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Under which `/Patient/{id}` stands: `https://api.service.nhs.uk/personal-demographics/FHIR/R4`.
    pub base: Base,
    /// The token endpoint, whole: `https://api.service.nhs.uk/oauth2/token`. It is also whom an assertion is for.
    pub token_url: Base,
    /// The application's id (API key).
    pub client_id: String,
    /// Under which id our public key is registered.
    pub key_id: String,
    /// Our private key: RSA, as PEM, unencrypted. It is read again when it changes, where its renewal is watched.
    pub key_file: PathBuf,
    /// For whom we ask, where one application asks for several organisations.
    pub end_user: Option<OdsCode>,
}

/// One reading: of whom, and the ids under which it is asked for until it is answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Asking {
    number: NhsNumber,
    request_id: String,
    correlation_id: String,
}

/// An answer of PDS: a record, or that there is none under the number.
#[derive(Clone, PartialEq, Eq)]
pub struct PdsAnswer {
    /// 200, or 404 in PDS's own words.
    pub status: u16,
    /// As it came.
    pub body: Vec<u8>,
    /// When it was asked for: just before the request left that was answered.
    pub asked: Instant,
    /// What was asked for. The number stands in it: it belongs into no log.
    pub path: String,
}
vocab::redacted!(Asking, PdsAnswer);

/// PDS, as one application sees it.
pub struct Pds {
    door: Door,
    base: Base,
    end_user: Option<OdsCode>,
    key: Arc<Kept>,
    rng: Arc<dyn Rng>,
}

impl std::fmt::Debug for Pds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pds({})", self.base.host())
    }
}

impl Pds {
    /// The service. Nothing is asked yet.
    ///
    /// # Errors
    /// [`SigningKeyError`] when the key's file cannot be read, or holds no key that signs.
    pub fn new(client: Arc<Client>, settings: Settings, rng: Arc<dyn Rng>) -> Result<Self, SigningKeyError> {
        let Settings { base, token_url, client_id, key_id, key_file, end_user } = settings;
        let key = signed::signing_key(&key_file)?;
        let tokens = Signed::new(
            Arc::clone(&client),
            token_url,
            (client_id, key_id),
            Arc::clone(&key),
            Arc::clone(&rng),
        );
        let door = Door { client, opens: Opens::Token(Arc::new(tokens)) };
        Ok(Self { door, base, end_user, key, rng })
    }

    /// Our private key: for [`crate::renewal::Renewal::secret`], which takes up a new one.
    #[must_use]
    pub const fn key(&self) -> &Arc<Kept> {
        &self.key
    }

    /// A reading of somebody under an id that the caller keeps until it is answered.
    #[must_use]
    pub fn asking_under(&self, number: NhsNumber, id: &TraceId) -> Asking {
        let id = id.uuid().to_string();
        Asking { number, request_id: id.clone(), correlation_id: id }
    }

    /// A reading of somebody, to be asked for until it is answered. `trace` follows it through our logs and theirs.
    #[must_use]
    pub fn asking(&self, number: NhsNumber, trace: &TraceId) -> Asking {
        let request_id = self.rng.seed().id(self.door.client.now(), 0).to_string();
        Asking { number, request_id, correlation_id: trace.uuid().to_string() }
    }

    /// Asks once, or twice where nothing is known of the first time and the service gave no time to wait.
    ///
    /// # Errors
    /// [`PdsError`]. Whatever it is, nothing is known of the person by it; the same `asking` may be asked again.
    pub async fn read(&self, asking: &Asking) -> Result<PdsAnswer, PdsError> {
        let path = format!("/Patient/{}", asking.number.text());
        let mut left = TRIES;
        loop {
            left -= 1;
            let read = match self.door.send(self.call(asking, &path)).await {
                Ok(reply) => told(reply),
                Err(error) => Err(error.into()),
            };
            match read {
                Err(PdsError::NotKnown { retry_after_seconds: None }) if left > 0 => {
                    tracing::info!(
                        operation = "pds.read",
                        "not known what became of it: asked again under the same id"
                    );
                }
                Err(error) => return Err(error),
                Ok(reply) => {
                    let (status, asked) = (reply.status, reply.asked);
                    return Ok(PdsAnswer { status, body: reply.body.into(), asked, path });
                }
            }
        }
    }

    fn call(&self, asking: &Asking, path: &str) -> Call {
        let call = Call::new("pds.read", Method::GET, &self.base, path)
            .accepting(FHIR)
            .header("x-request-id", &asking.request_id)
            .header("x-correlation-id", &asking.correlation_id);
        match &self.end_user {
            Some(code) => call.header("nhsd-end-user-organisation-ods", code.text()),
            None => call,
        }
    }
}

/// A reply that tells something of the number; otherwise why not.
fn told(reply: Reply) -> Result<Reply, PdsError> {
    let complaint = wire::fhir::pds::complaint(&reply.body).ok();
    let says = |code| complaint.as_ref().is_some_and(|complaint| complaint.says(code));
    let why = complaint.as_ref().map(wire::fhir::pds::Complaint::why);
    let (status, retry_after_seconds) = (reply.status, reply.retry_after);
    match status {
        // A gateway's page of words is no answer of the service's, whatever its status.
        200 if reply.json && !reply.body.is_empty() && why.is_none() => Ok(reply),
        404 if says(SpineCode::ResourceNotFound) || says(SpineCode::InvalidatedResource) => Ok(reply),
        401 | 403 => Err(PdsError::NotAllowed { status, why: why.unwrap_or(error::NOT_LET_IN) }),
        429 => Err(PdsError::Busy { retry_after_seconds }),
        // "This does not imply the request has failed or been rejected" (the specification, of 503).
        408 | 503 => Err(PdsError::NotKnown { retry_after_seconds }),
        400..=499 if why.is_some() => {
            Err(PdsError::Refused { status, why: why.unwrap_or(error::NOT_LET_IN) })
        }
        _ => Err(PdsError::NotUnderstood { status }),
    }
}

impl From<DoorError> for PdsError {
    fn from(error: DoorError) -> Self {
        match error {
            DoorError::Token(error) => Self::NoToken(error),
            DoorError::Call(CallError::BrokeOff | CallError::TimedOut) => {
                Self::NotKnown { retry_after_seconds: None }
            }
            DoorError::Call(CallError::CircuitOpen { seconds } | CallError::Held { seconds }) => {
                Self::Busy { retry_after_seconds: Some(seconds) }
            }
            DoorError::Call(CallError::RateUsedUp) => Self::Busy { retry_after_seconds: None },
            DoorError::Call(CallError::TooLong { status, .. }) => Self::NotUnderstood { status },
            DoorError::Call(error) => Self::NotReached(error),
        }
    }
}
