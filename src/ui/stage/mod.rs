//! The stage: the picture of the plane.
//!
//! Its numbers are in a [`Scene`] outside of signals. It is drawn in an animation frame when something has changed.

mod arrows;
mod contours;
mod contrast;
mod dots;
mod draw;
mod frame;
mod grids;
pub mod layer;
mod layers;
mod paint;
mod picture;
mod place;
mod samples;
mod scene;
mod series;
mod sheet;
mod sight;
mod sketch;
mod streams;
mod webgl;
mod world;

pub use contrast::contrast;
pub use frame::Stage;
pub use layers::{CONTOURS, DIFFERENCE, EXACT, LEARNED, Layers, PAIRS};
pub use samples::Samples;
pub use scene::{Arrow, ArrowKind, Cursor, Pin, Scene};
pub use sight::{EngineQuestion, Sight};
pub use sketch::{Sketch, SketchKind, along};
