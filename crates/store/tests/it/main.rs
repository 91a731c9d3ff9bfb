//! The store, used and attacked through its own face.

mod erasure;
mod figures;
mod gate_book;
mod groups;
mod keeping;
mod killed;
mod rebuilds;
mod replays;
mod tamper;
mod toy;
