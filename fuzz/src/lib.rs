//! What every reader of text from outside holds, for any bytes.
//!
//! libFuzzer searches for bytes that break it (`fuzz_targets/`), and `tests/fuzzed.rs` tries the kept ones with the stable
//! compiler. What was read, written and read again is the same; an error is short; memory is in proportion to the text.

mod curve;
mod drawing;
mod json;
mod link;
mod list;
mod meter;
mod run_file;
mod sound;
mod table;
mod wire;

pub use curve::curve;
pub use drawing::drawing;
pub use json::json;
pub use link::link;
pub use list::list;
pub use run_file::run_file;
pub use table::table;
pub use wire::wire;

/// A target panics where its bytes break what it holds.
pub type Target = fn(&[u8]);

/// Every target with its name, which is also that of its folders.
pub const TARGETS: [(&str, Target); 8] = [
    ("link", link),
    ("json", json),
    ("table", table),
    ("drawing", drawing),
    ("curve", curve),
    ("list", list),
    ("run_file", run_file),
    ("wire", wire),
];
