//! The engines as the page sees them: workers, their state, and the race of two. It does not know panes.

mod preflight;
mod probe;
mod race;
mod state;
mod status;
mod watchdog;
mod worker;

pub use preflight::preflight;
pub use probe::{FIELD_PATIENCE_MS, MAP_PATIENCE_MS, Turn};
pub use race::{RACE_MS, course};
pub use state::{Engines, Saved};
pub use status::{EngineStatus, Phase, comparison, key, name};
pub use watchdog::PING_MS;
pub use worker::{EngineWorker, Hear, News};
