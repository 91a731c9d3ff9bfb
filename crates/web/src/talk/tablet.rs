//! Who has a tablet in hand: what a page of the conversation is given of a request.
//!
//! [`Tablet`] is made from a screen that was handed over and from nothing else, as [`crate::signed::At`] is from
//! somebody signed in and from nothing else. No page can take the one for the other: neither yields where the other
//! does, and a page of the conversation is given no crossing by which anything of anybody could be asked.

use super::{OpenTalk, Talks};
use crate::fault::{Fault, FaultPage};
use crate::form::{FORM_BYTES_MAX, Fields};
use crate::frame::Frame;
use crate::signed::{self, WebState};
use crate::talk::voice::Voices;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use registration::wording::Wording;
use serve::Handed;
use serve::sessions::NoSession;
use std::sync::Arc;
use vocab::Instant;

/// A screen in a patient's hands, for one request.
pub struct Tablet {
    /// The conversations.
    pub talks: Arc<Talks>,
    /// What can be heard.
    pub voices: Arc<Voices>,
    /// The session.
    pub handed: Handed,
    /// What stands of the conversation.
    pub talk: OpenTalk,
    /// Its words.
    pub wording: &'static Wording,
    /// Now.
    pub now: Instant,
}

/// The same, a button of ours having been pressed.
pub struct Pressed {
    /// Who, and the rest.
    pub tablet: Tablet,
    /// The form.
    pub fields: Fields,
}

impl Tablet {
    /// Pages of the conversation: one a sentence, and the question.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.wording.sentences.len() + 1
    }

    /// Notes something of it.
    pub fn note(&self, note: impl FnOnce(&mut OpenTalk)) {
        self.talks.note(self.handed.talk, note);
    }
}

fn refused(state: &WebState, why: NoSession) -> FaultPage {
    FaultPage::new(Fault::SignedOut(why), Frame::nobody(state.crossing.clock().now()), None)
}

fn tablet(parts: &Parts, state: &WebState) -> Result<Tablet, FaultPage> {
    let handed = match state.sessions.find_handed(&parts.headers) {
        Ok(handed) => handed,
        // To whoever works here, whatever their role, these pages are not there.
        Err(why) => {
            return Err(match signed::at(parts, state) {
                Ok(at) => at.refuse(Fault::NotFound),
                Err(_) => refused(state, why),
            });
        }
    };
    let wordings = crossing::disclose::choice::wordings();
    let found = state.talks.get(handed.talk).zip(wordings);
    let Some((talk, wordings)) = found else {
        // The nurse recorded it, or the process forgot it: the screen is nobody's.
        state.sessions.give_back(&parts.headers);
        return Err(refused(state, NoSession::Locked));
    };
    let wording = wordings.get(talk.language, talk.situation);
    let (talks, voices) = (Arc::clone(&state.talks), Arc::clone(&state.voices));
    Ok(Tablet { talks, voices, handed, talk, wording, now: state.crossing.clock().now() })
}

impl FromRequestParts<WebState> for Tablet {
    type Rejection = FaultPage;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, FaultPage> {
        tablet(parts, state)
    }
}

impl FromRequest<WebState> for Pressed {
    type Rejection = FaultPage;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, FaultPage> {
        let (parts, body) = request.into_parts();
        let tablet = tablet(&parts, state)?;
        let refuse = |why: String| {
            FaultPage::new(Fault::FormRefused(why), Frame::nobody(state.crossing.clock().now()), None)
        };
        serve::same_origin::check(&parts.headers).map_err(|why| refuse(why.to_string()))?;
        let body = serve::body::read(body, FORM_BYTES_MAX).await.map_err(|why| refuse(why.to_string()))?;
        let fields = Fields::read(&body);
        if !tablet.handed.form_token.is(fields.get("csrf").unwrap_or_default()) {
            return Err(refuse("this page was made for another conversation: go back to it".to_owned()));
        }
        Ok(Self { tablet, fields })
    }
}

/// Locks the screen of a request.
pub fn lock(state: &WebState, headers: &HeaderMap) {
    state.sessions.give_back(headers);
}
