//! Sessions of people at browsers. The browser holds an opaque token; here only its hash is kept, in memory: whoever
//! reads this process's memory dump or a backup finds no token, and a restart signs everyone out.
//!
//! A session ends when it idles, when its shift is over, when its holder leaves it, or when another person takes over
//! the computer ([`Sessions::switch`]): the old token is worthless from that moment, and so is its form token.
//!
//! A [`Session`] is somebody's who works here. What a patient holds after a screen was handed over is another type
//! ([`crate::handed::Handed`]), found by another function: no page of staff can be reached with it by being forgotten.

use crate::callers::Asker;
use crate::handed::Handed;
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
    /// The screen was handed over and given back: it is nobody's until somebody signs in.
    #[error("this screen was handed over and is locked: sign in")]
    Locked,
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
    pub(crate) fn draw() -> Self {
        Self(secret::hex(&secret::draw()))
    }

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

/// Who holds a screen.
pub(crate) enum Holder {
    /// Somebody who works here.
    Staff(Session),
    /// A patient, for one conversation.
    Handed(Handed),
    /// Nobody any more: it was given back, or left alone by a patient.
    Locked,
}

pub(crate) struct Kept {
    pub(crate) holder: Holder,
    since: Instant,
    pub(crate) used: Instant,
}

pub(crate) type All = BTreeMap<SecretHash, Kept>;

/// The sessions of a process.
pub struct Sessions {
    pub(crate) clock: Arc<dyn Clock>,
    over_tls: bool,
    kept: Mutex<All>,
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

    pub(crate) fn kept(&self) -> std::sync::MutexGuard<'_, All> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a session: the token for the browser, and the session.
    pub fn begin(&self, asker: Asker) -> (SessionToken, Session) {
        let session = Session { asker, form_token: FormToken::draw(), since: self.clock.now() };
        let token = self.keep(&mut self.kept(), Holder::Staff(session.clone()));
        (token, session)
    }

    /// Keeps a holder under a new token.
    pub(crate) fn keep(&self, all: &mut All, holder: Holder) -> SessionToken {
        let token = secret::hex(&secret::draw());
        let now = self.clock.now();
        if all.len() >= SESSIONS_MAX {
            all.retain(|_, k| standing(k, now).is_ok());
        }
        if all.len() >= SESSIONS_MAX {
            // The one idle longest gives way: to refuse everyone would be a way to lock staff out.
            let longest = all.iter().min_by_key(|(_, k)| k.used).map(|(hash, _)| *hash);
            if let Some(hash) = longest {
                all.remove(&hash);
            }
        }
        all.insert(secret::hash(token.as_bytes()), Kept { holder, since: now, used: now });
        SessionToken(token)
    }

    /// What stands under the token of a request, now.
    pub(crate) fn look<'a>(
        &self,
        all: &'a mut All,
        headers: &HeaderMap,
        now: Instant,
    ) -> Result<(SecretHash, &'a mut Kept), NoSession> {
        let hash = self.hash_of(headers).ok_or(NoSession::None)?;
        let kept = all.get_mut(&hash).ok_or(NoSession::Unknown)?;
        match (standing(kept, now), &kept.holder) {
            (Ok(()), _) => {}
            // A screen that a patient has does not become anybody's by being left alone.
            (Err(NoSession::Idle), Holder::Handed(_)) => kept.holder = Holder::Locked,
            (Err(ended), _) => {
                all.remove(&hash);
                return Err(ended);
            }
        }
        all.get_mut(&hash).map(|kept| (hash, kept)).ok_or(NoSession::Unknown)
    }

    /// The session of a request, used now. Whoever holds a screen that was handed over has none.
    ///
    /// # Errors
    /// [`NoSession`].
    pub fn find(&self, headers: &HeaderMap) -> Result<Session, NoSession> {
        let now = self.clock.now();
        let mut all = self.kept();
        let (_, kept) = self.look(&mut all, headers, now)?;
        let session = staff(kept)?.clone();
        kept.used = now;
        Ok(session)
    }

    /// The same without using it: a page that refreshes itself must not keep a session alive.
    ///
    /// # Errors
    /// [`NoSession`].
    pub fn peek(&self, headers: &HeaderMap) -> Result<Session, NoSession> {
        let mut all = self.kept();
        let (_, kept) = self.look(&mut all, headers, self.clock.now())?;
        staff(kept).cloned()
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

/// The session of somebody who works here. To every page of theirs a patient with a screen is nobody.
fn staff(kept: &Kept) -> Result<&Session, NoSession> {
    match &kept.holder {
        Holder::Staff(session) => Ok(session),
        Holder::Handed(_) => Err(NoSession::None),
        Holder::Locked => Err(NoSession::Locked),
    }
}

fn standing(kept: &Kept, now: Instant) -> Result<(), NoSession> {
    if now.seconds_since(kept.since) >= SESSION_LIFE_SECONDS {
        return Err(NoSession::Over);
    }
    // What is locked is left alone: that is what it is for.
    if !matches!(kept.holder, Holder::Locked) && now.seconds_since(kept.used) >= SESSION_IDLE_SECONDS {
        return Err(NoSession::Idle);
    }
    Ok(())
}
