//! The simulator, checkers, load drivers and samples. Tests and benches only: nothing here goes into the binary.
//!
//! [`lossy`] is the disk under the simulator's store: it loses what was not synced.

pub mod lossy;
