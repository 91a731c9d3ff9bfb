//! `wire::fuzz::fuzz_clinic_csv` on anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wire::fuzz::fuzz_clinic_csv(data));
