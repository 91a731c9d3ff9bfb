//! The engine: observe, link, reconcile, deliver, disclose.
//!
//! It promises: what is acknowledged is durable; a replay changes nothing; every fact that leaves was ruled on and
//! booked; what leaves for the prison holds no word but the closed ones; doubt stops writing and never hides a
//! warning. It does not promise that the other sides are right: it says how old what they said is.
//!
//! The way through, in the order of the files: [`envelope`] an input as it goes to the journal → [`observe`] what it
//! says ([`fact`], [`understood`]) → [`decide`] the lane's work: [`subjects`] gathered, [`reconcile`] and [`attempts`]
//! deciding in a change in the making → `deliver` and `errands` make the other sides equal through the traits of
//! [`port`] → `disclose` lets out what may be seen.
//!
//! To add a kind of fact: a variant of [`fact::What`], its reading in `observe`, its arm in `reconcile::aspect`, its
//! kind in the policy, its line in a view of `disclose`.

mod acts;
mod again;
pub mod attempts;
mod bookings;
pub mod conditions;
mod context;
mod days;
mod decide;
pub mod deliver;
pub mod disclose;
pub mod envelope;
pub mod errands;
pub mod fact;
mod gather;
mod late;
pub mod observe;
pub mod port;
pub mod readings;
mod reconcile;
mod rules;
mod service;
mod sources;
mod subjects;
pub mod sweep;
pub mod understood;
mod work;

pub use context::Context;
pub use decide::Engine;
pub use observe::national::NATIONAL;
pub use reconcile::custody::{StandingSays, standing};
pub use reconcile::entries::{NEUTRAL_NAME, discloses};
pub use registration::recording::WordingIs;
pub use rules::{
    Freshness, LISTS_SECONDS, Length, NationalRules, PrisonRules, RegistrationRules, RoomRule, Route, Rules,
    RulesError, Telephones, WordsChecked, Writes,
};
pub use service::{Crossing, Written};
pub use sources::Sources;
pub use subjects::Subjects;
