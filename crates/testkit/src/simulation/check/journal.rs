//! Nothing acknowledged is missing from the journal, and each is there once.

use super::Run;
use crate::simulation::world::EVENTS;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn nothing_acknowledged_is_missing(run: &Run<'_>) -> Result<(), String> {
    let kept = &run.world.kept;
    if let Some(contradiction) = kept.contradictions.first() {
        return Err(contradiction.clone());
    }
    let rows: BTreeMap<_, _> = run.rest.rows.iter().map(|row| (row.seq, row)).collect();
    let mut taken = BTreeSet::new();
    for ((feed, source), acknowledged) in &kept.acknowledged {
        let Some(row) = rows.get(&acknowledged.seq) else {
            return Err(format!(
                "{feed} {source} was acknowledged as row {:?}, which is not there",
                acknowledged.seq
            ));
        };
        if row.feed != *feed || row.digest != acknowledged.digest {
            return Err(format!("row {:?} is not what {feed} {source} sent", acknowledged.seq));
        }
        if !taken.insert(acknowledged.seq) {
            return Err(format!("two inputs were acknowledged as row {:?}", acknowledged.seq));
        }
    }
    for feed in [EVENTS, "care-fhir"] {
        let there = run.rest.rows.iter().filter(|row| row.feed == feed).count();
        let acknowledged = kept.acknowledged.keys().filter(|(f, _)| f == feed).count();
        // Whatever was sent was sent again until it was acknowledged: a row more is one that stands twice.
        if there != acknowledged {
            return Err(format!("{feed}: {acknowledged} were acknowledged and {there} rows are there"));
        }
    }
    Ok(())
}
