//! `wire::fuzz::fuzz_event` on anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wire::fuzz::fuzz_event(data));
