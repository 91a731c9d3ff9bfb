//! `wire::fuzz::fuzz_route` on anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wire::fuzz::fuzz_route(data));
