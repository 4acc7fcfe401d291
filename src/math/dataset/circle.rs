use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// A circle around the origin, uniformly filled, with Gaussian noise.
    pub struct Circle("circle", "Circle") {
        /// Radius of the circle.
        radius: f64 = 2.5, "Radius", "R", "", 0.5..=8.0, Linear;
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.1, "Noise", "σ", "", 0.01..=1.0, Log;
    }
}

impl Circle {
    fn curves(&self) -> NoisyCurves {
        NoisyCurves::new(self.noise).with_circle(0, 1.0, [0.0; 2], self.radius)
    }
}

impl Dataset for Circle {
    fn sampler(&self) -> PointDraw {
        self.curves().sampler()
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(self.curves().log_density_function())
    }

    fn mixture(&self) -> Mixture {
        self.curves().mixture()
    }

    fn extent(&self) -> f64 {
        (self.radius + 4.0 * self.noise).max(3.0)
    }
}
