//! One test binary for the crate.
#[cfg(test)]
mod cds_hooks;
#[cfg(test)]
mod csv_forms;
#[cfg(test)]
mod fhir_authored;
#[cfg(test)]
mod fhir_corpus;
#[cfg(test)]
mod fhir_fuzz;
#[cfg(test)]
mod fhir_headers;
#[cfg(test)]
mod fhir_json;
#[cfg(test)]
mod fhir_national;
#[cfg(test)]
mod fhir_reading;
#[cfg(test)]
mod fhir_registration;
#[cfg(test)]
mod fhir_search;
#[cfg(test)]
mod fuzz_bodies;
#[cfg(test)]
mod hmpps;
#[cfg(test)]
mod hmpps_events;
#[cfg(test)]
mod hmpps_reading;
#[cfg(test)]
mod hmpps_requests;
