//! The answers of a model on a grid of the plane: vectors and numbers.

use crate::protocol::{MapKind, PlaneGrid};

/// A vector field on a grid, `[size, size, 2]`.
#[derive(Clone, Debug)]
pub struct Vectors {
    pub grid: PlaneGrid,
    pub velocities: Vec<f32>,
}

/// A map of the plane, `[size, size]` numbers.
#[derive(Clone, Debug)]
pub struct Heat {
    pub grid: PlaneGrid,
    pub numbers: Vec<f32>,
    pub kind: MapKind,
    /// A number that is different for every map.
    pub version: u32,
}

impl Heat {
    /// The largest absolute value.
    pub fn largest(&self) -> f32 {
        self.numbers.iter().map(|number| number.abs()).filter(|number| number.is_finite()).fold(0.0, f32::max)
    }
}
