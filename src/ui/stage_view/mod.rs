//! The stage in the document: canvases, tools and switches, and the input by pointer and keyboard.

mod keys;
mod map;
mod menu;
mod pointer;
mod readout;
mod shaper;
mod sketching;
mod switches;
mod tools;
mod view;

pub use switches::press;
pub use view::StageView;
