#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scorefield_fuzz::run_file(bytes));
