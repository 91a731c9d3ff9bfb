//! One test binary for the crate.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod cds_hooks;
mod csv_forms;
mod fhir_authored;
mod fhir_corpus;
mod fhir_fuzz;
mod fhir_headers;
mod fhir_json;
mod fhir_reading;
mod fhir_search;
mod fuzz_bodies;
mod hmpps;
mod hmpps_events;
mod hmpps_reading;
mod hmpps_requests;
