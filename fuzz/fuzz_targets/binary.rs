#![no_main]

#[path = "../../tests/it/entry_points.rs"]
mod entry_points;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry_points::binary(bytes));
