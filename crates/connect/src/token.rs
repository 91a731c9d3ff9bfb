//! Bearer tokens: of HMPPS Auth, for a client that has a secret, and of the national services, for one that signs
//! ([`crate::pds`]). Asked for once, kept until shortly before they lapse, and dropped when a service does
//! not take one.
//!
//! Asking is a call like any other, with its limits. A token is a secret: it is in no log and no error.

use crate::client::{Base, Call, CallError, Client, Reply, Secret};
use crate::renewal::Kept;
use crossing::port::Later;
use reqwest::Method;
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::Mutex;
use vocab::Instant;

/// A token is renewed so long before it lapses: longer than a call can take.
const MARGIN_SECONDS: i64 = 60;

/// A token whose life is not said is asked for anew after this: the shortest life that HMPPS Auth gives.
const LIFE_SECONDS: i64 = 300;

/// A token to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer(Secret);

impl Bearer {
    /// A token.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Secret::new(text))
    }

    /// What is shown.
    #[must_use]
    pub const fn secret(&self) -> &Secret {
        &self.0
    }
}

/// Why there is no token. Whatever it is, nothing was asked of the service that the token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The authorisation server gave no answer.
    #[error("no token: {0}")]
    NoAnswer(CallError),
    /// It does not know our client, or its secret.
    #[error("no token: the client's id or secret was not taken (status {0})")]
    NotAllowed(u16),
    /// It does not take what we signed: why, in our words.
    #[error("no token: {why} (status {status})")]
    NotSigned {
        /// Status.
        status: u16,
        /// What to look at.
        why: &'static str,
    },
    /// Too many tokens were asked for.
    #[error("no token: too many were asked for")]
    Busy {
        /// Seconds to wait, where said.
        retry_after_seconds: Option<u32>,
    },
    /// It failed, or said what nobody understands.
    #[error("no token: the authorisation server failed (status {0})")]
    Failed(u16),
}

/// Where tokens come from.
pub trait TokenSource: Send + Sync {
    /// A token that has not lapsed.
    fn bearer(&self) -> Later<'_, Result<Bearer, TokenError>>;

    /// A service did not take this one: it is not given out again.
    fn refused<'a>(&'a self, bearer: &'a Bearer) -> Later<'a, ()>;
}

/// A token that is kept until shortly before it lapses.
#[derive(Default)]
pub(crate) struct Purse {
    /// Held while a new one is asked for, so that a crowd asks once.
    kept: Mutex<Option<Held>>,
}

struct Held {
    bearer: Bearer,
    renew: Instant,
    lapses: Instant,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<Life>,
}

/// A number; the national services write it as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Life {
    Number(i64),
    Text(String),
}

impl Life {
    fn seconds(&self) -> Option<i64> {
        match self {
            Self::Number(seconds) => Some(*seconds),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

impl Purse {
    /// The token that is kept, or a new one that this call is answered with; `refusal` reads what is no success.
    pub(crate) async fn bearer(
        &self,
        client: &Client,
        call: impl FnOnce() -> Result<Call, TokenError> + Send,
        refusal: fn(&Reply) -> TokenError,
    ) -> Result<Bearer, TokenError> {
        let mut kept = self.kept.lock().await;
        let now = client.now();
        if let Some(kept) = kept.as_ref().filter(|k| now < k.renew) {
            return Ok(kept.bearer.clone());
        }
        let fresh = match call() {
            Ok(call) => asked(client, call, refusal).await,
            Err(error) => Err(error),
        };
        match fresh {
            Ok(fresh) => Ok(kept.insert(fresh).bearer.clone()),
            // Renewing failed, and the old one has not lapsed yet: it still opens.
            Err(error) => match kept.as_ref().filter(|k| now < k.lapses) {
                Some(old) => Ok(old.bearer.clone()),
                None => Err(error),
            },
        }
    }

    /// This one is not given out again.
    pub(crate) async fn refused(&self, bearer: &Bearer) {
        let mut kept = self.kept.lock().await;
        // Another call may have renewed it already.
        kept.take_if(|k| k.bearer == *bearer);
    }
}

async fn asked(client: &Client, call: Call, refusal: fn(&Reply) -> TokenError) -> Result<Held, TokenError> {
    let reply = client.send(call).await.map_err(TokenError::NoAnswer)?;
    if reply.status != 200 {
        return Err(refusal(&reply));
    }
    let granted: Granted =
        serde_json::from_slice(&reply.body).map_err(|_| TokenError::Failed(reply.status))?;
    let life = granted.expires_in.and_then(|life| life.seconds()).filter(|s| *s > 0).unwrap_or(LIFE_SECONDS);
    // A life shorter than the margin is used for half of it.
    let renew = (life - MARGIN_SECONDS).max(life / 2);
    Ok(Held {
        bearer: Bearer::new(&granted.access_token),
        renew: reply.asked.plus_seconds(renew),
        lapses: reply.asked.plus_seconds(life),
    })
}

/// What a status says when nothing more is known of the server.
pub(crate) fn refusal(reply: &Reply) -> TokenError {
    match reply.status {
        400 | 401 | 403 => TokenError::NotAllowed(reply.status),
        429 => TokenError::Busy { retry_after_seconds: reply.retry_after },
        status => TokenError::Failed(status),
    }
}

/// OAuth 2 client credentials: `POST {auth}/oauth/token`.
pub struct ClientCredentials {
    client: Arc<Client>,
    auth: Base,
    id: String,
    secret: Arc<Kept>,
    purse: Purse,
}

impl ClientCredentials {
    /// Tokens for a client; `auth` is the authorisation server's address, `https://…/auth`.
    #[must_use]
    pub fn new(client: Arc<Client>, auth: Base, id: &str, secret: impl Into<Arc<Kept>>) -> Self {
        let secret = secret.into();
        Self { client, auth, id: id.to_owned(), secret, purse: Purse::default() }
    }

    fn call(&self) -> Call {
        Call::new("token.ask", Method::POST, &self.auth, "/oauth/token")
            .form("grant_type=client_credentials")
            .basic(&self.id, &self.secret.now())
    }
}

impl std::fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClientCredentials({})", self.id)
    }
}

impl TokenSource for ClientCredentials {
    fn bearer(&self) -> Later<'_, Result<Bearer, TokenError>> {
        Box::pin(self.purse.bearer(&self.client, || Ok(self.call()), refusal))
    }

    fn refused<'a>(&'a self, bearer: &'a Bearer) -> Later<'a, ()> {
        Box::pin(self.purse.refused(bearer))
    }
}
