//! The stage in the document: its canvases, tools and switches, and what hands and keys do there.

mod keys;
mod map;
mod menu;
mod pointer;
mod switches;
mod tools;
mod view;

pub use switches::press;
pub use view::StageView;
