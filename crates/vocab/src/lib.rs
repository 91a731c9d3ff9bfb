//! The words. Everything else leans on this crate and it leans on nothing of ours.
//!
//! It promises: an id, a code or a civil time that exists is well formed; what a foreign system sent and we do
//! not know is kept as it came, never refused for being new; whatever belongs to a person (name, date of birth,
//! number, free text) prints redacted in `Debug` and has no `Display`.
//!
//! It does not promise that a well-formed number belongs to anyone: a prison number has no check digit, so every
//! keying error that keeps the pattern is a different real person.
//!
//! No async, no I/O, no clock and no randomness of its own: [`Clock`] and [`Seed`] are handed in.
//!
//! Where things are: [`id`] numbers and opaque ids · [`name`] people's names and dates · [`place`] prisons, cells,
//! rooms · [`time`] instants, London civil times, clocks · [`code`] codes that may be unknown · [`seed`] randomness
//! as a value · [`prison`], [`care`], [`crossing`] the records of the two sides and of the way between them ·
//! [`registration`] whose GP is whose, and what the person chose.

pub mod care;
pub mod code;
pub mod crossing;
pub mod id;
pub mod name;
pub mod place;
pub mod prison;
pub mod registration;
pub mod seed;
pub mod time;
mod words;

pub use code::Coded;
pub use seed::Seed;
pub use time::{Clock, Instant};

/// Implements `Debug` for types that hold something of a person: the type's name and no content.
#[macro_export]
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
