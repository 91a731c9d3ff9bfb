//! `wire::fhir::fuzz::fuzz_fhir_national` on anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wire::fhir::fuzz::fuzz_fhir_national(data));
