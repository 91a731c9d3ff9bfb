//! `journal`: verify, show, erase.

use super::open;
use crate::args::{Data, Journal};
use crate::house::{self, Folder};
use crate::{Ended, Failed};
use crossing::Engine;
use crossing::understood::{Act, Outcome};
use std::sync::Arc;
use vocab::crossing::{Purpose, Role};
use vocab::id::JournalSeq;

pub(super) fn run(args: &Journal) -> Result<Ended, Failed> {
    match args {
        Journal::Verify { data } => verify(data),
        Journal::Show { data, most } => show(data, *most),
        Journal::Erase { data, rows, reason } => erase(data, rows, reason),
    }
}

fn verify(data: &Data) -> Result<Ended, Failed> {
    let open = open(data)?;
    let found = open.crossing.store().verify()?;
    open.close();
    println!("journal     {} rows", found.journal);
    println!("gate book   {} rows", found.gate);
    println!("checkpoints {} signed and true", found.checkpoints);
    println!("erased      {} bodies, the chain holds over them", found.erased);
    match found.bad {
        None => {
            println!("Chain verified.");
            Ok(Ended::Done)
        }
        Some(bad) => Err(format!("the chain is broken: {bad}").into()),
    }
}

fn show(data: &Data, most: u64) -> Result<Ended, Failed> {
    let open = open(data)?;
    let lines = open.crossing.journal_lines(most)?;
    open.close();
    for line in lines {
        println!("{line}");
    }
    Ok(Ended::Done)
}

/// The act first, then the bodies, then everything that came of them: each step finds the one before it done.
fn erase(data: &Data, rows: &[u64], reason: &str) -> Result<Ended, Failed> {
    const REASONS: [&str; 3] = ["subject-request", "retention", "wrong-person"];
    if !REASONS.contains(&reason) {
        return Err(format!("--reason: one of {}", REASONS.join(", ")).into());
    }
    let opened = open(data)?;
    let ctx = opened.context("console", Role::InformationGovernance, Purpose::Governance, None);
    let parts: Vec<(JournalSeq, u8)> = rows.iter().map(|row| (JournalSeq(*row), 0)).collect();
    let act = Act::Erase { parts: parts.iter().map(|(s, p)| (s.0, *p)).collect(), reason: reason.to_owned() };
    let written = opened.crossing.command(&ctx, act)?;
    if !matches!(written.outcome, Some(Outcome::Done)) {
        return Err("the erasure was not written down; nothing was erased".into());
    }
    opened.close();
    let folder = Folder(data.data.clone());
    let erased = store::erase(&folder.store(), written.seq, &parts)?;
    let config = house::config(&folder, data.config.as_deref())?;
    let engine = Engine::new(Arc::new(config.rules()));
    let rebuilt = store::rebuild(&folder.store(), &engine, |_| true, |_| {})?;
    println!("{erased} bodies erased by act {}; {} rows replayed without them.", written.seq.0, rebuilt.rows);
    Ok(Ended::Done)
}
