//! The commands, as they are run: the binary over a store of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod access_request;
mod config;
mod doctor;
mod document;
mod import;
mod played;
mod registration;
mod secrets;

use std::path::Path;
use std::process::{Command, Output};

/// Runs a command over the store in `data`.
fn gatelodge(data: &Path, command: &[&str], more: &[&str]) -> Output {
    let mut run = Command::new(env!("CARGO_BIN_EXE_gatelodge"));
    run.args(command).arg("--data").arg(data).args(more);
    run.output().expect("the binary that was built for this test runs")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("what is printed is text")
}
