//! From facts to what must be so: custody and its settling, links, mirrors, feedback.
//!
//! Everything here is pure. Each file is one idea: [`aspect`] applies a reading · [`custody`] standings, reported and
//! settled · [`links`] who is whom · [`mirrors`] what the prison's lists should show · [`entries`] what they do show ·
//! [`by_hand`] what staff entered for us · [`choices`] what patients chose about a GP ·
//! [`registered`] what is so of it · [`line`] who is read at PDS next · [`leaving`] who leaves, and what is to be done · [`disturb`] merges, moved bookings, removals.

pub(crate) mod aspect;
pub(crate) mod by_hand;
pub(crate) mod choices;
pub(crate) mod custody;
pub(crate) mod disturb;
pub(crate) mod entries;
pub(crate) mod leaving;
pub(crate) mod line;
pub(crate) mod links;
pub(crate) mod mirrors;
pub(crate) mod registered;
