//! Sessions of people at browsers. The browser holds an opaque token; here only its hash is kept, in memory: whoever
//! reads this process's memory dump or a backup finds no token, and a restart signs everyone out.
//!
//! A session ends when it idles, when its shift is over, when its holder leaves it, or when another person takes over
//! the computer ([`Sessions::switch`]): the old token is worthless from that moment, and so is its form token.

use crate::callers::Asker;
use crate::limits::{SESSION_IDLE_SECONDS, SESSION_LIFE_SECONDS, SESSIONS_MAX};
use crate::secret::{self, SecretHash};
use http::{HeaderMap, HeaderValue, header};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use vocab::{Clock, Instant};

/// Why there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSession {
    /// The browser sent none.
    #[error("sign in first")]
    None,
    /// It is not known here: ended, switched, or from before a restart.
    #[error("you have been signed out: sign in again")]
    Unknown,
    /// Nobody used it.
    #[error("signed out after 15 minutes without use: sign in again")]
    Idle,
    /// The shift is over.
    #[error("signed out after 12 hours: sign in again")]
    Over,
}

/// A session that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who, for what.
    pub asker: Asker,
    /// What every form of this session carries.
    pub form_token: FormToken,
    /// Since when.
    pub since: Instant,
}

/// The token that a form carries: who cannot read our pages cannot know it.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken(String);

/// A secret that a browser holds.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl std::fmt::Debug for FormToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormToken(…)")
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl FormToken {
    /// For a hidden field.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether a form carried it.
    #[must_use]
    pub fn is(&self, sent: &str) -> bool {
        secret::same(self.0.as_bytes(), sent.as_bytes())
    }
}

struct Kept {
    session: Session,
    used: Instant,
}

/// The sessions of a process.
pub struct Sessions {
    clock: Arc<dyn Clock>,
    over_tls: bool,
    kept: Mutex<BTreeMap<SecretHash, Kept>>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sessions").field("count", &self.kept().len()).finish_non_exhaustive()
    }
}

impl Sessions {
    /// No sessions yet. Over TLS the cookie is bound to this host and never sent without it.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, over_tls: bool) -> Self {
        Self { clock, over_tls, kept: Mutex::default() }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<SecretHash, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a session: the token for the browser, and the session.
    pub fn begin(&self, asker: Asker) -> (SessionToken, Session) {
        let token = secret::hex(&secret::draw());
        let form_token = FormToken(secret::hex(&secret::draw()));
        let now = self.clock.now();
        let session = Session { asker, form_token, since: now };
        let mut kept = self.kept();
        if kept.len() >= SESSIONS_MAX {
            kept.retain(|_, k| standing(k, now).is_ok());
        }
        if kept.len() >= SESSIONS_MAX {
            // The one idle longest gives way: to refuse everyone would be a way to lock staff out.
            let longest = kept.iter().min_by_key(|(_, k)| k.used).map(|(hash, _)| *hash);
            if let Some(hash) = longest {
                kept.remove(&hash);
            }
        }
        kept.insert(secret::hash(token.as_bytes()), Kept { session: session.clone(), used: now });
        (SessionToken(token), session)
    }

    /// The session of a request, used now.
    ///
    /// # Errors
    /// [`NoSession`].
    pub fn find(&self, headers: &HeaderMap) -> Result<Session, NoSession> {
        let hash = self.hash_of(headers).ok_or(NoSession::None)?;
        let now = self.clock.now();
        let mut all = self.kept();
        let kept = all.get_mut(&hash).ok_or(NoSession::Unknown)?;
        match standing(kept, now) {
            Ok(()) => {
                kept.used = now;
                Ok(kept.session.clone())
            }
            Err(ended) => {
                all.remove(&hash);
                Err(ended)
            }
        }
    }

    /// The same without using it: a page that refreshes itself must not keep a session alive.
    ///
    /// # Errors
    /// [`NoSession`].
    pub fn peek(&self, headers: &HeaderMap) -> Result<Session, NoSession> {
        let hash = self.hash_of(headers).ok_or(NoSession::None)?;
        let all = self.kept();
        let kept = all.get(&hash).ok_or(NoSession::Unknown)?;
        standing(kept, self.clock.now()).map(|()| kept.session.clone())
    }

    /// Ends the session of a request, if it has one.
    pub fn end(&self, headers: &HeaderMap) {
        if let Some(hash) = self.hash_of(headers) {
            self.kept().remove(&hash);
        }
    }

    /// Another person takes over: the old session ends, a new one begins under a new token.
    pub fn switch(&self, headers: &HeaderMap, asker: Asker) -> (SessionToken, Session) {
        self.end(headers);
        self.begin(asker)
    }

    const fn cookie_name(&self) -> &'static str {
        if self.over_tls { "__Host-gatelodge" } else { "gatelodge" }
    }

    /// The header that gives a browser its token. It has no age: it goes with the browser's window.
    #[must_use]
    pub fn cookie(&self, token: &SessionToken) -> HeaderValue {
        self.set_cookie(&token.0, "")
    }

    /// The header that takes it away.
    #[must_use]
    pub fn cookie_gone(&self) -> HeaderValue {
        self.set_cookie("", "; Max-Age=0")
    }

    fn set_cookie(&self, value: &str, more: &str) -> HeaderValue {
        let (name, secure) = (self.cookie_name(), if self.over_tls { "; Secure" } else { "" });
        let text = format!("{name}={value}; HttpOnly; SameSite=Strict; Path=/{secure}{more}");
        // INVARIANT: the token is hexadecimal, the rest is ours.
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The hash of the token that a request carries. Two cookies of our name are none: another site of the same host
    /// may have set the second.
    fn hash_of(&self, headers: &HeaderMap) -> Option<SecretHash> {
        let name = self.cookie_name();
        let mut tokens = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        match (tokens.next(), tokens.next()) {
            (Some(token), None) if token.len() == 64 => Some(secret::hash(token.as_bytes())),
            _ => None,
        }
    }
}

fn standing(kept: &Kept, now: Instant) -> Result<(), NoSession> {
    if now.seconds_since(kept.session.since) >= SESSION_LIFE_SECONDS {
        return Err(NoSession::Over);
    }
    if now.seconds_since(kept.used) >= SESSION_IDLE_SECONDS {
        return Err(NoSession::Idle);
    }
    Ok(())
}
