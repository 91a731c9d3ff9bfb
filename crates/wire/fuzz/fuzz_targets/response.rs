//! `wire::fuzz::fuzz_response` on anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wire::fuzz::fuzz_response(data));
