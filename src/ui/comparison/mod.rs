//! Two runs side by side: the same data, seed and noise, one time, one extent, and whatever the reader lets differ.

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
