//! The stage: what is seen of the plane. Its numbers live in a [`Scene`] outside of all signals, and it is drawn in an
//! animation frame when something has changed.

mod arrows;
mod draw;
mod frame;
mod keys;
mod layers;
mod map;
mod menu;
mod pairs;
mod pointer;
mod samples;
mod scene;
mod series;
mod sprite;
mod tools;
mod view;

pub use frame::Stage;
pub use layers::{LAYERS, Layers, toggle};
pub use scene::Scene;
pub use view::StageView;
