//! The engine and its use cases, over the real store.

#[cfg(test)]
mod alerts;
#[cfg(test)]
mod attendance;
#[cfg(test)]
mod by_hand;
#[cfg(test)]
mod cell_sharing;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod choices;
#[cfg(test)]
mod common;
#[cfg(test)]
mod counts;
#[cfg(test)]
mod custody;
#[cfg(test)]
mod disclose_clinic_list;
#[cfg(test)]
mod disclose_crossing;
#[cfg(test)]
mod disclose_flags;
#[cfg(test)]
mod disclose_movement_list;
#[cfg(test)]
mod disclose_patients;
#[cfg(test)]
mod disclose_who_is_this;
mod due;
#[cfg(test)]
mod engine;
#[cfg(test)]
mod episodes;
#[cfg(test)]
mod leaving_list;
#[cfg(test)]
mod leavings;
#[cfg(test)]
mod links;
#[cfg(test)]
mod mirrors;
#[cfg(test)]
mod prison_life;
#[cfg(test)]
mod registered;
#[cfg(test)]
mod registrations;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod stays;
#[cfg(test)]
mod support;
#[cfg(test)]
mod told;
