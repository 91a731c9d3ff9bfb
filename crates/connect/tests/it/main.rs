//! The clients against doubles of the other sides, over real sockets on this machine.
//!
//! `moorland` is the prison double on a socket · `scripted` is a socket that answers what it is told, for what no
//! double would say · `heard` keeps every log line of every test.

#![expect(clippy::unwrap_used, reason = "a test's helpers may fail as a test does")]

mod circuit;
mod client;
mod dps;
mod external;
mod failures;
mod heard;
mod lists;
mod looks;
mod moorland;
mod pages;
mod scripted;
mod silence;
mod sweep;
mod token;
