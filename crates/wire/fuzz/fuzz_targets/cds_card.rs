//! `wire::cds_hooks::fuzz::fuzz_cds_card` on anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wire::cds_hooks::fuzz::fuzz_cds_card(data));
