//! Are these two records the same human? Exact only: no scores, no weights, no likeness that decides.
//!
//! It promises: demographics alone never link two records; a link by rule needs the prison number on the care
//! record, the whole name and the date of birth, and nobody else known who could be meant; whatever is left out,
//! doubted or different goes to a person, with the reasons in words; no sentence made here holds a value of either
//! record.
//!
//! It does not promise that a link by rule is right for ever: [`on_arrival`] asks again when somebody alike comes.
//!
//! Pure: no store, no clock, no async. Where things are: [`compare()`] two records to evidence · [`decide()`] evidence
//! to a verdict · [`lines`] and [`because`] both in words, for the screen "who is this?" · [`alike_key`] the key
//! under which people who share family name and date of birth are found.

mod alike;
mod compare;
mod decide;
mod words;

pub use alike::{alike, alike_key};
pub use compare::compare;
pub use decide::{Reason, Verdict, confirm_needs_second, decide, on_arrival, still_sole_candidate};
pub use words::{EvidenceLine, because, lines, nearly_the_same};
