//! The doubles against what the published services show and do.

#![expect(clippy::unwrap_used, reason = "a test's helpers may fail as a test does")]

mod activities;
mod clinic;
mod day;
mod events;
mod external;
mod face;
mod faults;
mod shapes;
mod world;
