//! The store: two books with their chains, and everything that is derived from the first.
//!
//! It promises: what is acknowledged is durable; a unit commits whole or not at all; a row that was written once is
//! not written again; the chains show any change to any row; what is derived can be made again, the same. It does not
//! promise that nothing is lost when the one disk dies: take backups, and send checkpoints elsewhere.
//!
//! It is the only crate that knows SQL, and it decides nothing: [`unit::Decide`] is handed in. What it gives out about
//! people is [`Sealed`], opened only with the one [`Opener`].
//!
//! The way through: [`Store::write`] → `committer` (groups) → `lane` (one transaction a group, a savepoint a unit) →
//! `derived` (rows) and `append` (the journal's chain) → the receipt. [`Store::book`] takes the same way into the gate
//! book. [`Store::read`] sees one state.
//!
//! To add a kind of record: its type in `vocab`, its table and key in `schema`, a [`unit::Write`] for it, its arm in
//! `derived`, its readings in `reach` and `view`. `rebuild` follows from the table's line in `schema::DERIVED`.

mod append;
mod books;
pub mod chain;
mod checkpoint;
mod committer;
mod derived;
mod error;
mod folder;
mod gate;
mod here;
mod index;
mod keep;
pub mod keys;
mod lane;
mod lists;
mod open;
mod reach;
mod readers;
mod rebuild;
mod row;
mod schema;
mod sealed;
pub mod unit;
mod verify;
mod view;

pub use books::{GateQuery, JournalRow};
pub use checkpoint::Checkpoint;
pub use committer::CheckpointSink;
pub use error::{Result, StoreError};
pub use gate::{GateEntry, GateRow, GateRuling, GateSubject};
pub use here::Narrow;
pub use keep::{backup, erase, records_can_be_read, restore, verify_file};
pub use lane::Booked;
pub use lists::BookingsAsked;
pub use open::{Promise, Settings, Store};
pub use reach::{Modes, Reach, mode};
pub use rebuild::{Rebuilt, TableDigest, rebuild};
pub use sealed::{Opener, Sealed};
pub use verify::Verified;
pub use view::{View, WithResource};
