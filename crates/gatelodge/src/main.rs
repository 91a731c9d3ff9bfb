//! Gatelodge: the one door between a prison and its healthcare.
//!
//! This crate wires: it reads the environment, the configuration and the clock, opens the crossing, and carries out
//! commands. It decides nothing.
//!
//! Exit codes: 0 done · 1 failed · 2 input refused, every refusal listed · 64 wrong usage.

mod args;
mod bench;
mod clock;
mod commands;
mod config;
mod connections;
#[cfg(test)]
mod days;
mod demo;
mod house;
mod running;
mod voices;

use clap::Parser as _;
use std::process::ExitCode;

/// How a command ended.
pub(crate) enum Ended {
    /// Done.
    Done,
    /// Some input was refused; every refusal was listed.
    Refused,
}

/// Why a command failed.
pub(crate) type Failed = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(64) } else { ExitCode::SUCCESS };
        }
    };
    match commands::run(args) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Refused) => ExitCode::from(2),
        Err(error) => {
            eprintln!("gatelodge: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  because {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
