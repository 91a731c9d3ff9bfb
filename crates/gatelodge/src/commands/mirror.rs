//! `mirror`: what the prison's lists should show and do show, in counts; and the switches.

use super::{open, prison};
use crate::args::{Data, Mirror};
use crate::{Ended, Failed};
use crossing::understood::{Act, NotDone, Outcome};
use vocab::crossing::{Flow, Mode, Purpose, Role};

pub(super) fn run(args: &Mirror) -> Result<Ended, Failed> {
    match args {
        Mirror::List { data } => list(data),
        Mirror::Mode { data, flow, prison, mode, by } => set(data, flow, prison, mode, by),
    }
}

fn list(data: &Data) -> Result<Ended, Failed> {
    let open = open(data)?;
    let counts = open.crossing.mirror_counts()?;
    open.close();
    for (word, count) in counts {
        println!("{count:>7}  {word}");
    }
    Ok(Ended::Done)
}

fn set(data: &Data, flow: &str, code: &str, mode: &str, by: &str) -> Result<Ended, Failed> {
    let words = |all: Vec<&str>| all.join(", ");
    let flow = Flow::parse(flow).ok_or_else(|| {
        format!("no such flow; one of {}", words(Flow::ALL.iter().map(|f| f.word()).collect()))
    })?;
    let mode = Mode::parse(mode).ok_or("a mode is off, shadow or live")?;
    let prison = prison(code)?;
    if mode == Mode::Live {
        policy::Lists::built_in()?
            .signed_for(prison)
            .map_err(|draft| format!("{prison} cannot go live: {draft}"))?;
    }
    let open = open(data)?;
    let ctx = open.context(by, Role::HeadOfHealthcare, Purpose::Operations, Some(prison));
    let written = open.crossing.command(&ctx, Act::ModeSet { flow, prison, mode })?;
    open.close();
    match written.outcome {
        Some(Outcome::Mode(mode)) => {
            println!("{} at {prison} is now {}.", flow.word(), mode.word());
            Ok(Ended::Done)
        }
        Some(Outcome::NotDone(NotDone::PrisonNotServed)) => {
            println!("{prison} is not in the configuration.");
            Ok(Ended::Refused)
        }
        other => Err(format!("an answer that was not expected: {other:?}").into()),
    }
}
