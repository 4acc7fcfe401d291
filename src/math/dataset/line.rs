use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// A straight segment through the origin, uniformly filled, with Gaussian noise: data on a manifold of dimension one.
    pub struct Line("line", "Line") {
        /// Length of the segment.
        length: f64 = 6.0, "Length", "", "", 0.5..=12.0, Linear;
        /// Angle between the segment and the horizontal.
        angle: f64 = 30.0, "Angle", "", "°", -90.0..=90.0, Linear;
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.1, "Noise", "σ", "", 0.01..=1.0, Log;
    }
}

impl Line {
    fn curves(&self) -> NoisyCurves {
        let (sin, cos) = libm::sincos(self.angle.to_radians());
        let end = [cos, sin].map(|c| 0.5 * self.length * c);
        NoisyCurves::new(self.noise).with_segment(0, 1.0, end.map(|c| -c), end)
    }
}

impl Dataset for Line {
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
        (0.5 * self.length + 4.0 * self.noise).max(3.0)
    }
}
