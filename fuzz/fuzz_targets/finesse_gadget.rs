#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_checks::finesse::finesse_gadget(data));
