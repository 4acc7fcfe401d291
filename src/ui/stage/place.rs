//! The map from the plane to a canvas.

/// The map from points of the plane to pixels of the canvas.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub size: f64,
    pub extent: f64,
    /// The scale of lengths that are given for a stage of 640 pixels, so that they look alike on every screen.
    pub unit: f64,
}

impl Place {
    /// A square canvas with `size` pixels along a side that shows `[−extent, extent]²`.
    pub fn new(size: f64, extent: f64) -> Self {
        Self { size, extent, unit: size / 640.0 }
    }

    pub fn x(&self, x: f64) -> f64 {
        self.size * (x / self.extent + 1.0) / 2.0
    }

    pub fn y(&self, y: f64) -> f64 {
        self.size * (1.0 - y / self.extent) / 2.0
    }

    pub fn length(&self, length: f64) -> f64 {
        self.size * length / (2.0 * self.extent)
    }
}
