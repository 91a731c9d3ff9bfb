//! `trace`: one thing from its arrival to its end, or to exactly where it stopped and why.

use super::{open, prison};
use crate::args::Trace;
use crate::{Ended, Failed};
use crossing::disclose::DiscloseError;
use crossing::disclose::trace::TraceKey;
use vocab::crossing::{Purpose, Role};
use vocab::id::{AppointmentId, JournalSeq, LinkId};

pub(super) fn run(args: &Trace) -> Result<Ended, Failed> {
    let prison = prison(&args.prison)?;
    let open = open(&args.data)?;
    let ctx = open.context("console", Role::IntegrationEngineer, Purpose::Operations, Some(prison));
    let mut answer = Err(DiscloseError::NotFound);
    for key in keys(&args.what) {
        answer = open.wait(open.crossing.trace(&ctx, key))?;
        if !matches!(answer, Err(DiscloseError::NotFound)) {
            break;
        }
    }
    let ended = match &answer {
        Ok(trace) => {
            for step in &trace.get().steps {
                let at = step.at.map_or_else(|| " ".repeat(25), vocab::Instant::rfc3339_london);
                println!("{at}  {}", step.words);
                for (name, value) in &step.details {
                    println!("{:27}{name}: {value}", "");
                }
            }
            println!("\n{}", trace.get().end);
            Ended::Done
        }
        Err(DiscloseError::NotFound) => {
            println!("There is nothing of that id or number in {prison}.");
            Ended::Refused
        }
        Err(error) => return Err(error.to_string().into()),
    };
    open.close();
    Ok(ended)
}

/// What an argument may name.
fn keys(what: &str) -> Vec<TraceKey> {
    if let Ok(seq) = what.parse() {
        return vec![TraceKey::Row(JournalSeq(seq))];
    }
    let appointment = AppointmentId::parse(what).map(TraceKey::Appointment);
    let link = LinkId::parse(what).map(TraceKey::Link);
    appointment.into_iter().chain(link).collect()
}
