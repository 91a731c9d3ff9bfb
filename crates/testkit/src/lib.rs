//! The simulator, checkers, load drivers and samples. Tests and benches only: nothing here goes into the binary.
//!
//! [`simulation`] is both sides, the network, the clock and crashes from one seed. [`lossy`] is the disk under the
//! simulator's store: it loses what was not synced.

pub mod lossy;
pub mod simulation;
