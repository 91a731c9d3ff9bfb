//! `wire::fuzz::fuzz_request` on anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wire::fuzz::fuzz_request(data));
