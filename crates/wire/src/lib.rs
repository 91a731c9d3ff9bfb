//! Foreign formats: bytes in, typed values out, and the few bytes that we author.
//!
//! It promises: no I/O, no async, no panic on any bytes; an unknown code, field or kind is kept, never fatal; an
//! error names the place and what was expected there, and never the value, because the value may be a person's.
//!
//! It does not promise that what parses is true or allowed: observing, ruling and linking are `crossing`'s.
//! The size of a body is the caller's limit; depth is limited here ([`hmpps::DEPTH_MAX`] levels).
//!
//! Where things are: [`hmpps`] the prison side · [`fhir`], [`cds_hooks`] the care side · [`csv_forms`] the two CSV
//! forms · [`error`] why JSON of the prison side was refused · [`fuzz`] what must hold of any bytes.

pub mod cds_hooks;
pub mod csv_forms;
pub mod error;
pub mod fhir;
pub mod fuzz;
pub mod hmpps;
