#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_checks::cti_failover::cti_failover(data));
