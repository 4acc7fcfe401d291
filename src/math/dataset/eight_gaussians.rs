use std::f64::consts::TAU;

use super::{Dataset, LogDensity, PointDraw, by_component, class, density};
use crate::math::oracle::Mixture;

crate::configured! {
    /// Eight equal Gaussians on a circle. The defaults are those of FFJORD's toy data (Grathwohl et al., 2019); the tables
    /// of Tong et al. (2024) use radius 5 and standard deviation 1; radius 12 and standard deviation 1.5 as the target of
    /// wide moons.
    pub struct EightGaussians("8gaussians", "Eight Gaussians") {
        /// Distance of every mean from the origin.
        radius: f64 = 2.829, "Radius", "R", "", 0.5..=12.0, Linear;
        /// Standard deviation of every Gaussian.
        std: f64 = 0.3536, "Spread", "σ", "", 0.01..=2.0, Log;
    }
}

impl Dataset for EightGaussians {
    fn classes(&self) -> u32 {
        8
    }

    fn sampler(&self) -> PointDraw {
        by_component(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        let means = (0..8).map(|k| {
            let angle = f64::from(k) / 8.0 * TAU;
            [self.radius * angle.cos(), self.radius * angle.sin()]
        });
        Mixture::equal(means, self.std)
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        class::component(&self.mixture(), class)
    }

    fn extent(&self) -> f64 {
        (self.radius + 3.0 * self.std).max(3.0)
    }
}
