//! `quarantine`: what could not be understood or attributed.

use super::open;
use crate::args::{Data, Quarantine};
use crate::{Ended, Failed};
use crossing::understood::Outcome;
use vocab::id::JournalSeq;

pub(super) fn run(args: &Quarantine) -> Result<Ended, Failed> {
    match args {
        Quarantine::List { data } => list(data),
        Quarantine::Replay { data, rows } => replay(data, rows),
    }
}

fn list(data: &Data) -> Result<Ended, Failed> {
    let open = open(data)?;
    let rows = open.crossing.store().read(|view| view.quarantine(1_000))?;
    open.close();
    for row in &rows {
        println!(
            "row {:>8}  {}  {:<16} {}",
            row.seq.0,
            row.at.rfc3339_london(),
            row.reason.word(),
            row.detail
        );
    }
    println!("{} in quarantine.", rows.len());
    Ok(Ended::Done)
}

fn replay(data: &Data, rows: &[u64]) -> Result<Ended, Failed> {
    let open = open(data)?;
    let rows: Vec<JournalSeq> = if rows.is_empty() {
        open.crossing.store().read(|view| view.quarantine(10_000))?.iter().map(|q| q.seq).collect()
    } else {
        rows.iter().map(|row| JournalSeq(*row)).collect()
    };
    let mut still = 0;
    for row in &rows {
        let written = open.crossing.replay_blocking(*row)?;
        match written.and_then(|w| w.outcome) {
            None => {
                println!("row {}: not in quarantine, or its sender was refused and sends it again", row.0);
            }
            Some(Outcome::Quarantined { reason, detail }) => {
                still += 1;
                println!("row {}: still {}: {detail}", row.0, reason.word());
            }
            Some(_) => println!("row {}: understood now", row.0),
        }
    }
    open.close();
    println!("{} read again, {still} still in quarantine.", rows.len());
    Ok(if still == 0 { Ended::Done } else { Ended::Refused })
}
