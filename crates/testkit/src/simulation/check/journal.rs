//! Nothing acknowledged is missing from the journal, and each is there once.

use super::Run;
use crate::simulation::at_rest::Row;
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
        let same = row.digest == acknowledged.digest || row.said == Some(acknowledged.digest);
        if row.feed != *feed || !same {
            return Err(format!("row {:?} is not what {feed} {source} sent", acknowledged.seq));
        }
        if !taken.insert(acknowledged.seq) {
            return Err(format!("two inputs were acknowledged as row {:?}", acknowledged.seq));
        }
    }
    // To delete it from its queue is to acknowledge it: nobody will send it again.
    let said: BTreeSet<_> =
        run.rest.rows.iter().filter_map(|row| Some((row.feed.as_str(), row.said?))).collect();
    if let Some((feed, _)) =
        kept.deleted.iter().find(|(feed, digest)| !said.contains(&(feed.as_str(), *digest)))
    {
        return Err(format!("an event was deleted from the queue of {feed}, and is in no row"));
    }
    // Whatever was sent was sent again until it was acknowledged: a row more is one that stands twice. Or one that was
    // kept when the process died, and whose sender may not send it again.
    let mut refused: Vec<_> = (run.world.care.writes.iter())
        .filter(|write| write.refused)
        .map(|write| store::chain::hash(&[&write.body]))
        .collect();
    let fed = |row: &&Row| row.said.is_some() || [EVENTS, "care-fhir"].contains(&row.feed.as_str());
    for row in run.rest.rows.iter().filter(fed).filter(|row| !taken.contains(&row.seq)) {
        match refused.iter().position(|digest| *digest == row.digest) {
            Some(n) => drop(refused.swap_remove(n)),
            None => return Err(format!("{} {:?} was acknowledged to nobody", row.feed, row.seq)),
        }
    }
    Ok(())
}
