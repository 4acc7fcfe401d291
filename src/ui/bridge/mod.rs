//! Connects a pane to its engines: sends commands, handles their events, and replaces engines that stopped.

mod answers;
mod ask;
mod change;
mod choice;
mod configure;
mod drive;
mod earlier;
mod hear;
mod orders;
mod reports;
mod revival;
mod start;
mod undo;

pub use orders::{begin, go_on, keep_level, look, pause, reset, revive, rewind, run, step};
pub use start::start;
pub use undo::{replace_run, undo};
