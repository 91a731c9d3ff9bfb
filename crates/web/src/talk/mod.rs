//! Conversations that are open: what a nurse set up, and what the patient pressed.
//!
//! They promise nothing but this process's memory, and every page about one says so: what is kept here is not written
//! down until a nurse records it, and a restart forgets it. They hold whose conversation it is, so nothing here has a
//! `Debug` that tells, and no address and no log names one.

pub mod tablet;
pub mod voice;

use registration::wording::{Language, Offer, Wording};
use serve::TalkId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use vocab::Instant;
use vocab::id::PatientId;
use vocab::registration::{Answer, Interpreter, Later, Means, Shown, Situation, Stay};

/// Conversations open at one time: each nurse of a large prison with a tablet of their own, many times over. Beyond
/// it the oldest gives way.
const OPEN_MAX: usize = 512;

/// One that nobody recorded for so long is dropped: a nurse writes down what was said on the same day.
const OPEN_SECONDS_MAX: i64 = 24 * 3_600;

/// A conversation that was handed over.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenTalk {
    /// By which account.
    pub account: String,
    /// Of whom.
    pub patient: PatientId,
    /// In which custody.
    pub stay: Stay,
    /// In which language.
    pub language: Language,
    /// For whom its wording is true.
    pub situation: Situation,
    /// What was shown.
    pub shown: Shown,
    /// How it was to be explained.
    pub means: Vec<Means>,
    /// Who interprets.
    pub interpreter: Option<Interpreter>,
    /// When it was handed over first.
    pub begun: Instant,
    /// The page that was opened last, from 1.
    pub page: usize,
    /// The pages at which somebody said that they do not understand.
    pub not_clear: BTreeSet<usize>,
    /// A page was heard.
    pub heard: bool,
    /// The answer that was pressed last, and when.
    pub pressed: Option<(Offer, Instant)>,
    /// When the screen was given back.
    pub given_back: Option<Instant>,
}

impl std::fmt::Debug for OpenTalk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenTalk(…)")
    }
}

impl OpenTalk {
    /// When it was held: when the answer was pressed, or else when the screen was given back, or handed over.
    #[must_use]
    pub fn held(&self) -> Instant {
        self.pressed.map(|(_, at)| at).or(self.given_back).unwrap_or(self.begun)
    }
}

/// What is recorded of an answer that was pressed.
#[must_use]
pub const fn answer_of(offer: Offer) -> (Answer, Option<Later>) {
    match offer {
        Offer::Yes => (Answer::Yes, None),
        Offer::No => (Answer::No, None),
        Offer::Later => (Answer::NotNow, Some(Later::WantsTime)),
        Offer::Talk => (Answer::NotNow, Some(Later::WantsToTalk)),
    }
}

/// What a wording is recorded as.
#[must_use]
pub fn shown(wording: &Wording) -> Shown {
    Shown {
        language: wording.language.tag().to_owned(),
        situation: wording.situation,
        version: wording.version.to_string(),
        hash: wording.hash.to_string(),
    }
}

/// The conversations of this process.
#[derive(Debug)]
pub struct Talks {
    open: Mutex<BTreeMap<TalkId, OpenTalk>>,
    since: Instant,
}

impl Talks {
    /// None yet. What was handed over before this moment is not kept here.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { open: Mutex::default(), since: now }
    }

    /// Since when conversations are kept: when the process began.
    #[must_use]
    pub const fn since(&self) -> Instant {
        self.since
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<TalkId, OpenTalk>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps one. The account's earlier one with the same patient gives way.
    pub fn begin(&self, id: TalkId, talk: OpenTalk) {
        let now = talk.begun;
        let mut open = self.open();
        open.retain(|_, other| {
            (&other.account, other.patient) != (&talk.account, talk.patient)
                && now.seconds_since(other.begun) < OPEN_SECONDS_MAX
        });
        if open.len() >= OPEN_MAX
            && let Some(oldest) = open.iter().min_by_key(|(_, other)| other.begun).map(|(id, _)| *id)
        {
            open.remove(&oldest);
        }
        open.insert(id, talk);
    }

    /// What stands of one.
    #[must_use]
    pub fn get(&self, id: TalkId) -> Option<OpenTalk> {
        self.open().get(&id).cloned()
    }

    /// Notes something of one.
    pub fn note(&self, id: TalkId, note: impl FnOnce(&mut OpenTalk)) {
        if let Some(talk) = self.open().get_mut(&id) {
            note(talk);
        }
    }

    /// An account's conversation with a patient.
    #[must_use]
    pub fn of(&self, account: &str, patient: PatientId) -> Option<(TalkId, OpenTalk)> {
        let open = self.open();
        let found = open.iter().find(|(_, talk)| talk.account == account && talk.patient == patient);
        found.map(|(id, talk)| (*id, talk.clone()))
    }

    /// Forgets one: it was recorded, or is not to be.
    pub fn end(&self, id: TalkId) {
        self.open().remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_conversation_says_nothing_of_anybody_in_a_log() {
        assert_eq!(format!("{:?}", sample::talks::open()), "OpenTalk(…)");
    }

    #[test]
    fn what_is_pressed_is_recorded_as_it_is_and_time_is_never_a_no() {
        for offer in Offer::ALL {
            let (answer, later) = answer_of(offer);
            assert_eq!(answer == Answer::Yes, offer == Offer::Yes);
            assert_eq!(answer == Answer::No, offer == Offer::No);
            assert_eq!(later.is_some(), answer == Answer::NotNow);
        }
    }
}
