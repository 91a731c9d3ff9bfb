//! Places in long answers. A link to the next page holds a token and nothing else; what was searched for stays here,
//! in memory, for ten minutes, and is given back only to the caller who searched.
//!
//! A place here, not an encrypted one in the link: a search may be longer than a link may be, and what never leaves
//! needs no key.

use crate::limits::{CURSOR_SECONDS, CURSORS_MAX};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;
use vocab::Instant;
use vocab::crossing::Caller;
use vocab::place::PrisonCode;
use wire::fhir::ResourceType;

/// A place in an answer.
#[derive(Clone)]
pub(crate) struct Cursor {
    pub(crate) caller: Caller,
    pub(crate) prison: Option<PrisonCode>,
    pub(crate) kind: ResourceType,
    /// The search as it was understood, without its place.
    pub(crate) query: String,
    /// The mark after which the page begins.
    pub(crate) after: String,
    pub(crate) at: Instant,
}

#[derive(Default)]
pub(crate) struct Cursors(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_token: BTreeMap<Uuid, Cursor>,
    /// In the order of their making: the oldest goes first.
    order: VecDeque<Uuid>,
}

impl Cursors {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a place under a token that was drawn for it.
    pub(crate) fn keep(&self, token: Uuid, cursor: Cursor) {
        let mut kept = self.kept();
        let now = cursor.at;
        while let Some(oldest) = kept.order.front().copied() {
            let over = kept.by_token.get(&oldest).is_none_or(|c| is_over(c, now));
            if !over && kept.order.len() < CURSORS_MAX {
                break;
            }
            kept.order.pop_front();
            kept.by_token.remove(&oldest);
        }
        kept.order.push_back(token);
        kept.by_token.insert(token, cursor);
    }

    /// The place under a token; none when it is over, never was, or is another caller's.
    pub(crate) fn find(
        &self,
        token: &str,
        caller: &Caller,
        kind: ResourceType,
        now: Instant,
    ) -> Option<Cursor> {
        let token = Uuid::try_parse(token).ok()?;
        let kept = self.kept();
        kept.by_token
            .get(&token)
            .filter(|c| c.caller == *caller && c.kind == kind && !is_over(c, now))
            .cloned()
    }
}

fn is_over(cursor: &Cursor, now: Instant) -> bool {
    now.seconds_since(cursor.at) > CURSOR_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocab::crossing::Role;

    fn cursor(account: &str, at: Instant) -> Cursor {
        let caller = Caller { account: account.into(), role: Role::Clinician, prison: None };
        let (query, after) = ("family=boyd".into(), "x".into());
        Cursor { caller, prison: None, kind: ResourceType::Patient, query, after, at }
    }

    #[test]
    fn a_place_is_its_callers_for_ten_minutes() {
        let (cursors, at) = (Cursors::default(), Instant::from_micros(1_000_000_000));
        let token = Uuid::from_u128(7);
        cursors.keep(token, cursor("amina", at));
        let (amina, tom) = (cursor("amina", at).caller, cursor("tom", at).caller);
        let find = |caller, kind, now| cursors.find(&token.to_string(), caller, kind, now).is_some();
        assert!(find(&amina, ResourceType::Patient, at.plus_seconds(600)));
        assert!(!find(&amina, ResourceType::Patient, at.plus_seconds(602)));
        assert!(!find(&tom, ResourceType::Patient, at));
        assert!(!find(&amina, ResourceType::Flag, at));
        assert!(cursors.find("Boyd", &amina, ResourceType::Patient, at).is_none());
    }

    #[test]
    fn the_oldest_gives_way() {
        let (cursors, at) = (Cursors::default(), Instant::from_micros(0));
        for n in 0..=CURSORS_MAX {
            cursors.keep(Uuid::from_u128(n as u128 + 1), cursor("amina", at));
        }
        let amina = cursor("amina", at).caller;
        let there =
            |n: u128| cursors.find(&Uuid::from_u128(n).to_string(), &amina, ResourceType::Patient, at);
        assert!(there(1).is_none() && there(2).is_some());
        assert_eq!(cursors.kept().by_token.len(), CURSORS_MAX);
        cursors.keep(Uuid::from_u128(1), cursor("amina", at.plus_seconds(1_000)));
        assert_eq!(cursors.kept().by_token.len(), 1, "those that are over go");
    }
}
