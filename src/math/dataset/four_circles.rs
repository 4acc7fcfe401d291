use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// Four overlapping circles around (±1, ±1), equally likely, with Gaussian noise: the toy data of neural spline flows
    /// (Durkan et al., 2019).
    pub struct FourCircles("4circles", "Four circles") {
        /// Radius of every circle.
        radius: f64 = 2.0, "Radius", "R", "", 0.2..=4.0, Linear;
        /// How far the centres are moved along each axis.
        shift: f64 = 1.0, "Shift", "", "", 0.0..=4.0, Linear;
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.1, "Noise", "σ", "", 0.02..=0.5, Log;
    }
}

const CORNERS: [[f64; 2]; 4] = [[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]];

impl FourCircles {
    fn curves(&self) -> NoisyCurves {
        (0..).zip(CORNERS).fold(NoisyCurves::new(self.noise), |curves, (class, corner)| {
            curves.with_circle(class, 1.0, corner.map(|c| self.shift * c), self.radius)
        })
    }
}

impl Dataset for FourCircles {
    fn classes(&self) -> u32 {
        4
    }

    fn sampler(&self) -> PointDraw {
        self.curves().sampler()
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(self.curves().log_density_function())
    }

    fn mixture(&self) -> Mixture {
        self.curves().mixture()
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        self.curves().of_class(class).map(|curves| curves.mixture())
    }

    fn extent(&self) -> f64 {
        (self.radius + self.shift + 4.0 * self.noise).max(3.0)
    }
}
