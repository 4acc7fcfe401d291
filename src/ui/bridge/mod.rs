//! Connects a pane to its engines: sends commands, handles their events, and replaces engines that stopped.

mod answers;
mod ask;
mod change;
mod choice;
mod configure;
mod drive;
mod hear;
mod orders;
mod reports;
mod revival;
mod start;

pub use orders::{begin, go_on, keep_level, look, pause, reset, revive, rewind, run, step};
pub use start::start;
