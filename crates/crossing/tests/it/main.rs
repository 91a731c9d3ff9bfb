//! The engine and its use cases, over the real store.

mod common;
mod disclose_clinic_list;
mod disclose_crossing;
mod disclose_flags;
mod disclose_movement_list;
mod disclose_patients;
mod disclose_who_is_this;
mod engine;
