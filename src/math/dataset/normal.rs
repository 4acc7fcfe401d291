use super::{Dataset, LogDensity, PointDraw, density, one_class};
use crate::math::oracle::Mixture;

crate::configured! {
    /// One Gaussian around the origin; with spread 1 the standard normal distribution, the usual source.
    pub struct Normal("normal", "Normal") {
        /// Standard deviation along each axis.
        std: f64 = 1.0, "Spread", "σ", "", 0.05..=4.0, Log;
    }
}

impl Dataset for Normal {
    fn sampler(&self) -> PointDraw {
        one_class(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        Mixture::equal([[0.0, 0.0]], self.std)
    }

    fn extent(&self) -> f64 {
        (4.0 * self.std).max(3.0)
    }
}
