//! Two runs side by side, with the same data, seed, noise, time and extent; the reader chooses what differs.

mod bar;
mod difference;
mod level;
mod pair;
mod second;
mod share;
pub mod together;
mod words;

pub use bar::{CompareBar, CompareButtons, LineSample, SideName, Tabs};
pub use pair::{Comparison, chosen};
pub use second::{close, listen, take_up};
