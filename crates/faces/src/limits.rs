//! Limits of the faces, each with its reason.

/// A domain event is 2 kB, a page of 100 prisoner-search records 1.5 MB: what fits is one page.
pub const INTAKE_BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// One Patient or Appointment. The largest published examples have 40 kB; pictures have no place here.
pub const FHIR_BODY_BYTES_MAX: usize = 256 * 1024;
/// A search form has 8 kB by `wire`'s own limit, a CDS request a prefetched Patient.
pub const SMALL_BODY_BYTES_MAX: usize = 64 * 1024;
/// Places in long answers that are remembered. One has about 300 bytes: 6 MB when full.
pub const CURSORS_MAX: usize = 20_000;
/// For how long: whoever reads pages reads them now.
pub const CURSOR_SECONDS: i64 = 600;
