//! A service's door: how calls of one consumer are let in.
//!
//! A token that is not taken (401) is dropped and the call made once more with a new one: what was not let in was not
//! done.

use crate::client::{Call, CallError, Client, Reply};
use crate::renewal::Kept;
use crate::token::{Bearer, TokenError, TokenSource};
use std::sync::Arc;

/// What opens it.
#[derive(Clone)]
pub(crate) enum Opens {
    /// An API key.
    Key(Arc<Kept>),
    /// A bearer token.
    Token(Arc<dyn TokenSource>),
}

/// A door.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) client: Arc<Client>,
    pub(crate) opens: Opens,
}

/// Why a call came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DoorError {
    /// The call itself.
    Call(CallError),
    /// There was no token: the call was not made.
    Token(TokenError),
}

impl Door {
    pub(crate) async fn send(&self, call: Call) -> Result<Reply, DoorError> {
        let tokens = match &self.opens {
            Opens::Key(key) => return self.client.send(call.key(&key.now())).await.map_err(DoorError::Call),
            Opens::Token(tokens) => tokens,
        };
        let bearer = tokens.bearer().await.map_err(DoorError::Token)?;
        let reply = self.with(&call, &bearer).await?;
        if reply.status != 401 {
            return Ok(reply);
        }
        tokens.refused(&bearer).await;
        let fresh = tokens.bearer().await.map_err(DoorError::Token)?;
        if fresh == bearer { Ok(reply) } else { self.with(&call, &fresh).await }
    }

    async fn with(&self, call: &Call, bearer: &Bearer) -> Result<Reply, DoorError> {
        self.client.send(call.clone().bearer(bearer.secret())).await.map_err(DoorError::Call)
    }
}
