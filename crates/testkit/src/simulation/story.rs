//! What happened in a run, line by line: for whoever asks why a seed fails. Everyone in it is made up.
//!
//! A step is told with what it was drawn to do; after it, whatever it changed of what the engine keeps of people, links
//! and mirrors. Humans stand by their place in the run's list (`h3`).

use super::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Opener, Store, StoreError};
use tempfile::TempDir;
use vocab::crossing::{Entry, LinkState, Mirror};
use vocab::seed::SeedStream;

/// The lines of a run so far, and what was last seen of the engine's state.
#[derive(Default)]
pub(crate) struct Story {
    lines: Vec<String>,
    seen: BTreeMap<String, String>,
    rows: u64,
    opener: Option<Opener>,
}

/// So much of a row's body is told.
const CHARACTERS: usize = 3_000;
/// More than any run has.
const MOST: usize = 1_000;

impl World {
    /// Notes a line, when the run is to be told.
    pub(crate) fn tell(&mut self, line: impl FnOnce(&Self) -> String) {
        if self.plan.tell {
            let line = format!("{} {}", self.now().rfc3339_london(), line(self));
            self.story.lines.push(line);
        }
    }

    /// Notes what the edge was asked since the last time, and what changed of the engine's state.
    pub(crate) fn tell_state(&mut self) {
        if !self.plan.tell {
            return;
        }
        let asked = std::mem::take(&mut self.edge.lock().story);
        self.story.lines.extend(asked);
        let rows = self.rows_since().unwrap_or_default();
        self.story.lines.extend(rows);
        let Ok(state) = self.state() else { return };
        for (key, line) in &state {
            if self.story.seen.get(key) != Some(line) {
                self.story.lines.push(format!("      {key}: {line}"));
            }
        }
        self.story.seen = state;
    }

    /// The rows of the journal that were written since the last time.
    fn rows_since(&mut self) -> Result<Vec<String>, StoreError> {
        let (Some(process), Some(opener)) = (&self.process, &self.story.opener) else {
            return Ok(Vec::new());
        };
        let since = self.story.rows;
        let (rows, lines) = process.crossing.store().read(|view| {
            let head = view.snapshot()?.0;
            let mut lines = Vec::new();
            for seq in since + 1..=head {
                let Some(row) = view.journal_row(vocab::id::JournalSeq(seq))?.map(|row| row.open(opener))
                else {
                    continue;
                };
                let bodies = row.input.parts.iter().filter_map(|part| part.body.as_ref());
                let said: String = bodies
                    .flat_map(|body| {
                        String::from_utf8_lossy(body).chars().take(CHARACTERS).collect::<Vec<_>>()
                    })
                    .collect();
                lines.push(format!(
                    "    row {seq} {} {} {said}",
                    row.input.kind.word(),
                    row.input.feed.name()
                ));
            }
            Ok((head, lines))
        })?;
        self.story.rows = rows;
        Ok(lines)
    }

    fn state(&mut self) -> Result<BTreeMap<String, String>, StoreError> {
        if self.story.opener.is_none() {
            self.story.opener = Some(self.another_opener()?);
        }
        let (Some(process), Some(opener)) = (&self.process, &self.story.opener) else {
            return Ok(BTreeMap::new());
        };
        process.crossing.store().read(|view| {
            let mut state = BTreeMap::new();
            for (i, human) in self.humans.iter().enumerate() {
                let Some(person) = view.person(human.number)?.map(|p| p.open(opener)) else { continue };
                let custody = person.custody.value.as_ref();
                let standing = custody.map(|c| (&c.reported.standing, c.is_settled()));
                let checked = person.custody.checked.map(vocab::Instant::rfc3339_london);
                state.insert(
                    format!("h{i}"),
                    format!("{standing:?} read {checked:?} {:?}", person.merged_into),
                );
            }
            for link_state in [
                LinkState::Proposed,
                LinkState::Confirmed,
                LinkState::InDoubt,
                LinkState::Rejected,
                LinkState::Split,
            ] {
                for link in view.links_in_state(link_state, MOST)? {
                    state.insert(
                        format!("link {}", link.id),
                        format!(
                            "{} {} {link_state:?} {:?}",
                            link.person.text(),
                            link.patient,
                            link.decided_by
                        ),
                    );
                }
            }
            for mirror in view.mirrors(MOST)?.into_iter().map(|m| m.open(opener)) {
                state.insert(format!("mirror {}", mirror.appointment), told(&mirror));
            }
            for row in view.quarantine(MOST)? {
                state.insert(format!("quarantine {}", row.seq.0), format!("{:?} {}", row.reason, row.detail));
            }
            Ok(state)
        })
    }

    /// An opener of an empty store: what opens one opens all.
    fn another_opener(&self) -> Result<Opener, StoreError> {
        let folder = TempDir::new().map_err(|_| StoreError::Closed)?;
        // Seeds of its own: telling a run must not change it.
        let settings = store::Settings {
            folder: folder.path().join("store"),
            rng: Arc::new(SeedStream::new(0)),
            vfs: None,
            ..self.settings()?
        };
        let (store, opener) = Store::open(settings)?;
        store.close();
        Ok(opener)
    }

    /// Everything that was noted.
    pub(crate) fn told(&self) -> String {
        let mut text = self.story.lines.join("\n");
        for (i, human) in self.humans.iter().enumerate() {
            text = text.replace(&human.number.text(), &format!("h{i}"));
        }
        for (i, booking) in self.care.bookings.iter().enumerate() {
            text = booking.id.map_or(text.clone(), |id| text.replace(&id.to_string(), &format!("b{i}")));
        }
        for (i, patient) in self.care.patients.iter().enumerate() {
            text = patient.id.map_or(text.clone(), |id| {
                text.replace(&id.to_string(), &format!("p{i}(h{})", patient.human))
            });
        }
        text
    }
}

fn told(mirror: &Mirror) -> String {
    let entry = |e: &Entry| {
        let cancelled = if e.cancelled { " struck" } else { "" };
        format!(
            "{} {} {} -{}{cancelled}",
            e.person.text(),
            e.prison,
            e.start.at().rfc3339_london(),
            e.end.at().rfc3339_london()
        )
    };
    format!(
        "wants {} | knows {} | {:?} {:?} adopted {} open {:?} looked {} lost {} refused {:?} feedback {:?} due {}",
        mirror.desired.as_ref().map_or("-".to_owned(), entry),
        mirror.known.as_ref().map_or("-".to_owned(), |k| format!("#{} {}", k.remote, entry(&k.entry))),
        mirror.hold,
        mirror.mode,
        mirror.adopted,
        mirror.open.as_ref().map(|o| o.act),
        mirror.looked,
        mirror.answer_lost.is_some(),
        mirror.refused.as_ref().map(|r| r.reason),
        mirror.feedback.as_ref().map(|f| f.what),
        mirror.due.rfc3339_london(),
    )
}
