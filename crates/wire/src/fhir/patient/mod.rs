//! Patients: as we write them ([`Patient`]) and as care systems send them ([`read`]).

mod author;
mod incoming;

pub use author::Patient;
pub(crate) use incoming::read_identifiers;
pub use incoming::{IncomingPatient, PatientNumbers, from_resource, read};
