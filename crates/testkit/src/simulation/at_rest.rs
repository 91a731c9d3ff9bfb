//! What there is when a run has come to rest: read once, from the store reopened without the process.

use super::flaw::Flaw;
use super::step::events::said;
use super::way::rules;
use super::world::World;
use crossing::Engine;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{GateEntry, GateQuery, Rebuilt, StoreError, Verified};
use vocab::Instant;
use vocab::crossing::{IdentityLink, LinkState, Mirror, Quarantined, Task};
use vocab::id::{AppointmentId, JournalSeq, PatientId, PrisonNumber};
use vocab::prison::Person;
use vocab::registration::{Choice, Registration};

/// A row of the journal, as far as the checkers need it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) seq: JournalSeq,
    pub(crate) feed: String,
    pub(crate) digest: [u8; 32],
    /// Of an event: the digest of what it says, without what it was wrapped in.
    pub(crate) said: Option<[u8; 32]>,
}

/// What there is.
#[derive(Debug)]
pub(crate) struct AtRest {
    pub(crate) now: Instant,
    pub(crate) verified: Verified,
    pub(crate) rebuilt: Option<Rebuilt>,
    pub(crate) rows: Vec<Row>,
    pub(crate) persons: BTreeMap<PrisonNumber, Person>,
    pub(crate) links: Vec<IdentityLink>,
    pub(crate) mirrors: BTreeMap<AppointmentId, Mirror>,
    pub(crate) gate: BTreeMap<u64, GateEntry>,
    pub(crate) quarantine: Vec<Quarantined>,
    /// What is still due: errands, reports, mirrors.
    pub(crate) due: (usize, usize, Vec<Mirror>),
    /// Opaque ids of which nobody has said whose they are.
    pub(crate) look_ups: u64,
    pub(crate) choices: BTreeMap<PatientId, Choice>,
    /// The same, read from the store that was rebuilt.
    pub(crate) choices_rebuilt: Option<BTreeMap<PatientId, Choice>>,
    pub(crate) registrations: BTreeMap<PatientId, Registration>,
    /// What waits for somebody to do.
    pub(crate) tasks: Vec<Task>,
    /// Records that are still to be read at PDS.
    pub(crate) readings: usize,
}

/// More than any run has.
const MOST: usize = 100_000;

impl AtRest {
    /// Closes the process and reads everything.
    pub(crate) fn read(world: &mut World) -> Result<Self, StoreError> {
        world.close();
        if world.plan.flaw == Some(Flaw::ChangesARow) {
            change_a_row(world);
        }
        let (store, opener) = world.open_store()?;
        let verified = store.verify()?;
        let now = world.now();
        let mut rest = store.read(|view| {
            let mut rows = Vec::new();
            for seq in 1..=view.snapshot()?.0 {
                let Some(row) = view.journal_row(JournalSeq(seq))?.map(|row| row.open(&opener)) else {
                    continue;
                };
                let body = row.input.parts.first().and_then(|p| p.body.clone()).unwrap_or_default();
                let digest = store::chain::hash(&[&body]);
                let feed = row.input.feed.name().to_owned();
                // What was sent to us tells of no question of ours.
                let sent = row.input.meta == b"{}";
                let said = sent.then(|| said(&body)).flatten();
                rows.push(Row { seq: row.moment.seq, feed, digest, said });
            }
            let mut persons = BTreeMap::new();
            for human in &world.humans {
                persons.extend(view.person(human.number)?.map(|p| (human.number, p.open(&opener))));
            }
            let mut links = Vec::new();
            for state in [
                LinkState::Proposed,
                LinkState::Confirmed,
                LinkState::InDoubt,
                LinkState::Rejected,
                LinkState::Split,
            ] {
                links.extend(view.links_in_state(state, MOST)?);
            }
            let (mut choices, mut registrations) = (BTreeMap::new(), BTreeMap::new());
            for id in world.care.patients.iter().filter_map(|patient| patient.id) {
                choices.extend(view.choice(id)?.map(|sealed| (id, sealed.open(&opener))));
                registrations.extend(view.registration(id)?.map(|sealed| (id, sealed.open(&opener))));
            }
            let mut readings = 0;
            for prison in world.prisons.served() {
                readings += view.readings_due(prison, now, MOST)?.len();
            }
            let mirrors = view.mirrors(MOST)?.into_iter().map(|m| m.open(&opener));
            let gate = view.gate_rows(&GateQuery { most: MOST, ..GateQuery::default() })?;
            let mirrors_due = view.mirrors_due(now, MOST)?.into_iter().map(|m| m.open(&opener)).collect();
            Ok(Self {
                now,
                rebuilt: None,
                rows,
                persons,
                links,
                mirrors: mirrors.map(|m| (m.appointment, m)).collect(),
                gate: gate.into_iter().map(|r| r.open(&opener)).map(|r| (r.seq.0, r.entry)).collect(),
                quarantine: view.quarantine(MOST)?,
                due: (view.errands_due(now, MOST)?.len(), view.settles_due(now, MOST)?.len(), mirrors_due),
                look_ups: view.look_ups_count()?,
                choices,
                choices_rebuilt: None,
                registrations,
                tasks: view.tasks(None, MOST)?,
                readings,
                verified: verified.clone(),
            })
        })?;
        store.close();
        if let Some(disk) = &world.plan.disk {
            disk.settle(&world.store_folder()).map_err(|_| StoreError::Closed)?;
        }
        if world.plan.rebuild {
            let settle =
                if world.plan.flaw == Some(Flaw::RebuildsOtherwise) { 1 } else { world.rules.settle_seconds };
            let engine = Engine::new(Arc::new(rules(&world.plan, &world.weather, world.prisons, settle)));
            rest.rebuilt = Some(store::rebuild(&world.store_folder(), &engine, |_| false, |_| ())?);
            rest.choices_rebuilt = Some(choices_again(world, rest.choices.keys().copied())?);
        }
        Ok(rest)
    }
}

/// What people chose, as it stands when everything was made again.
fn choices_again(
    world: &World,
    patients: impl Iterator<Item = PatientId>,
) -> Result<BTreeMap<PatientId, Choice>, StoreError> {
    let (store, opener) = world.open_store()?;
    let choices = store.read(|view| {
        let mut choices = BTreeMap::new();
        for id in patients {
            choices.extend(view.choice(id)?.map(|sealed| (id, sealed.open(&opener))));
        }
        Ok(choices)
    });
    store.close();
    choices
}

/// Changes one byte of a body, as somebody with the file open might.
fn change_a_row(world: &World) {
    const SOMEWHERE_IN_AN_EVENT: &[u8] = b"A prisoner record has changed";
    let file = world.store_folder().join("gatelodge.db");
    let Ok(mut bytes) = std::fs::read(&file) else { return };
    if let Some(at) = bytes.windows(SOMEWHERE_IN_AN_EVENT.len()).position(|w| w == SOMEWHERE_IN_AN_EVENT) {
        bytes[at] = b'B';
        // A file that cannot be changed leaves the run honest, and then the checker does not fire.
        let _ = std::fs::write(&file, bytes);
    }
}
