//! A screen that a nurse hands to a patient, for one conversation.
//!
//! It promises: handing over ends the nurse's session, its token and its form token in the same moment; what begins
//! reaches a conversation and nothing else, since [`Sessions::find`] never yields it and [`Sessions::find_handed`]
//! yields nothing else; given back, or left alone for as long as any session may be, the screen is locked, and only a
//! full sign-in makes it anybody's again.
//!
//! What the conversation is, and of whom, is not known here: a [`TalkId`] stands for it.

use crate::secret;
use crate::sessions::{FormToken, Holder, NoSession, SessionToken, Sessions};
use http::HeaderMap;
use vocab::Instant;

/// A conversation, by a number that says nothing of anybody and that no browser is ever given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TalkId([u8; 32]);

impl TalkId {
    fn draw() -> Self {
        Self(secret::draw())
    }
}

/// A screen in a patient's hands. It holds nobody who works here, and so no use case can be asked for with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// For which conversation.
    pub talk: TalkId,
    /// What every form of this session carries.
    pub form_token: FormToken,
    /// Since when.
    pub since: Instant,
}

impl Sessions {
    /// Hands the screen of a request over: the session of whoever is signed in ends, and another kind begins under a
    /// new token.
    ///
    /// # Errors
    /// [`NoSession`] for whoever is not signed in: nobody hands over what is not theirs.
    pub fn hand_over(&self, headers: &HeaderMap) -> Result<(SessionToken, Handed), NoSession> {
        let now = self.clock.now();
        let mut all = self.kept();
        let (hash, kept) = self.look(&mut all, headers, now)?;
        match kept.holder {
            Holder::Staff(_) => {}
            Holder::Handed(_) => return Err(NoSession::None),
            Holder::Locked => return Err(NoSession::Locked),
        }
        all.remove(&hash);
        let handed = Handed { talk: TalkId::draw(), form_token: FormToken::draw(), since: now };
        let token = self.keep(&mut all, Holder::Handed(handed.clone()));
        Ok((token, handed))
    }

    /// The conversation for which the screen of a request was handed over, used now. Staff have none.
    ///
    /// # Errors
    /// [`NoSession`].
    pub fn find_handed(&self, headers: &HeaderMap) -> Result<Handed, NoSession> {
        let now = self.clock.now();
        let mut all = self.kept();
        let (_, kept) = self.look(&mut all, headers, now)?;
        match &kept.holder {
            Holder::Handed(handed) => {
                let handed = handed.clone();
                kept.used = now;
                Ok(handed)
            }
            Holder::Staff(_) => Err(NoSession::None),
            Holder::Locked => Err(NoSession::Locked),
        }
    }

    /// Locks a screen that was handed over. The token stays with it, and is worth nothing but the word "locked".
    pub fn give_back(&self, headers: &HeaderMap) {
        let mut all = self.kept();
        if let Ok((_, kept)) = self.look(&mut all, headers, self.clock.now())
            && matches!(kept.holder, Holder::Handed(_))
        {
            kept.holder = Holder::Locked;
        }
    }
}
