#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_checks::axl_sql::axl_sql(data));
