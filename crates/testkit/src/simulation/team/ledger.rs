//! What people said about a GP, as they said it and when: kept here by whoever asked them, apart from everything that
//! the engine keeps.

use std::collections::BTreeMap;
use vocab::Instant;
use vocab::id::PatientId;
use vocab::place::PrisonCode;
use vocab::registration::{Answer, Line, Said, Stay, Talk};

/// Something that was said and sent to be written down.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) sent: Instant,
    /// When it was acknowledged; none where the process died meanwhile, so that it may be there or not.
    pub(crate) heard: Option<Instant>,
    pub(crate) by: String,
    pub(crate) prison: PrisonCode,
    /// What the person said. What was sent is the same, but for a flaw.
    pub(crate) said: Said,
    /// NOMIS's id of the custody in which the person was then, by the prison's own truth.
    pub(crate) booking: Option<u64>,
}

impl Entry {
    /// Whether a line is this one, word by word, written down between its sending and what was heard of it: the same may
    /// have been said before.
    pub(crate) fn is(&self, line: &Line) -> bool {
        let in_time = line.at >= self.sent && self.heard.is_none_or(|heard| line.at <= heard);
        in_time && (&self.said, &self.by, self.prison) == (&line.said, &line.by, line.prison)
    }

    fn talk(&self) -> Option<&Talk> {
        if let Said::Talk(talk) = &self.said { Some(talk) } else { None }
    }
}

/// Everything that was said, by patient, in the order of saying.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: BTreeMap<PatientId, Vec<Entry>>,
}

impl Ledger {
    pub(crate) fn add(&mut self, patient: PatientId, entry: Entry) {
        self.entries.entry(patient).or_default().push(entry);
    }

    pub(crate) fn of(&self, patient: PatientId) -> &[Entry] {
        self.entries.get(&patient).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (PatientId, &[Entry])> {
        self.entries.iter().map(|(patient, entries)| (*patient, entries.as_slice()))
    }
}

/// Whether somebody may be asked for at a prison by what they said: the entry on which it rests. In whatever custody,
/// where none is named. What may be there or not speaks for it and never against it.
pub(crate) fn may_ask(entries: &[Entry], prison: PrisonCode, stay: Option<Stay>) -> Option<&Entry> {
    let is_of = |other: Stay| stay.is_none_or(|stay| stay == other);
    let assessed = |entry: &Entry| match &entry.said {
        Said::Assessed(found) if is_of(found.stay) && found.prison == prison => {
            let register = found.best_interests.as_ref().is_some_and(|decided| decided.register);
            Some((found.has_capacity, register))
        }
        _ => None,
    };
    // The last assessment that is sure, and what may have come after it: any of these may be the last.
    let sure = entries.iter().rposition(|entry| entry.heard.is_some() && assessed(entry).is_some());
    let last: Vec<_> = entries[sure.unwrap_or(0)..]
        .iter()
        .filter_map(|entry| assessed(entry).map(|(can, register)| (entry, can, register)))
        .collect();
    if let Some((entry, ..)) = last.iter().find(|(_, can, register)| !can && *register) {
        return Some(entry);
    }
    let decides = stay.is_none() || sure.is_none() || last.iter().any(|(_, can, _)| *can);
    if decides { said_yes(entries, prison, is_of) } else { None }
}

/// The last yes that nothing sure has come after and that was explained, or is acted on all the same, and where whoever
/// said it elsewhere was told here.
fn said_yes(entries: &[Entry], prison: PrisonCode, is_of: impl Fn(Stay) -> bool) -> Option<&Entry> {
    let over = |later: &Entry| later.heard.is_some() && matches!(later.said, Said::Talk(_) | Said::Withdrawn);
    let yes = |talk: &Talk| talk.answer == Answer::Yes && is_of(talk.stay);
    let explained = |entry: &Entry, after: &[Entry]| {
        entry.talk().is_some_and(Talk::is_explained)
            || after.iter().any(|later| matches!(later.said, Said::ActAllTheSame { .. }))
    };
    let told_here =
        |later: &Entry| matches!(&later.said, Said::ToldAgain { prison: there, .. } if *there == prison);
    (0..entries.len()).rev().map(|n| (&entries[n], &entries[n + 1..])).find_map(|(entry, after)| {
        let stands = entry.talk().is_some_and(yes) && !after.iter().any(over);
        let told = entry.prison == prison || after.iter().any(told_here);
        (stands && explained(entry, after) && told).then_some(entry)
    })
}
