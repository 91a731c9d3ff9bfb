//! A person's choice about a GP: what may be recorded, what stands, what follows, when to ask, and what has gone wrong.
//!
//! It promises that nothing follows from a movement, a date or a default: every [`follows::Follows::Register`] rests on
//! a yes that the person gave in this custody, that was explained, and that was not taken back, or on a decision in
//! their best interests that names who made it. It never says that somebody has no GP because nobody said that they
//! have one.
//!
//! Pure: no clock, no randomness, no store. The records are [`vocab::registration`]'s.
//!
//! Where things are: [`recording`] what may be written down, and why not · [`follows`] what stands and what follows ·
//! [`standing`] whether an earlier answer is still acted on · [`asking`] when to ask whom · [`permission`] who outside
//! may be told · [`stay`] how long somebody is likely to stay, and what is said of it · [`episodes`] how somebody is
//! registered · [`watching`] what is so against what was chosen · [`leaving`] seeing somebody out with a GP ·
//! [`screening`] checks that people are called to · [`risk`] who is read next on PDS · [`counts`] what commissioners
//! see · [`wording`] the words by which somebody chooses, in each language · [`age`] how old somebody is.

pub mod age;
pub mod asking;
pub mod counts;
pub mod episodes;
pub mod follows;
pub mod leaving;
pub mod permission;
pub mod recording;
pub mod risk;
pub mod screening;
pub mod standing;
pub mod stay;
pub mod watching;
pub mod wording;
