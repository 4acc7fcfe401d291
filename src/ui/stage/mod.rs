//! The stage: what is seen of the plane. Its numbers live in a [`Scene`] outside of all signals, and it is drawn in an
//! animation frame when something has changed.

mod arrows;
mod contrast;
mod dots;
mod draw;
mod frame;
mod keys;
mod layer;
mod map;
mod menu;
mod paint;
mod picture;
mod pointer;
mod samples;
mod scene;
mod series;
mod sight;
mod tools;
mod view;
mod world;

pub use contrast::contrast;
pub use frame::Stage;
pub use layer::{DIFFERENCE, EXACT, LEARNED, Layers, press};
pub use samples::Samples;
pub use scene::Scene;
pub use sight::{Asked, Sight};
pub use view::StageView;
