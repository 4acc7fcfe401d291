use rand_core::RngCore;

use super::Dataset;
use crate::math::{oracle::Mixture, points::Cloud};

crate::configured! {
    /// One Gaussian around the origin; with spread 1 the standard normal distribution, the usual source.
    pub struct Normal("normal", "Normal") {
        /// Standard deviation along each axis.
        std: f64 = 1.0, "Spread", "σ", "", 0.05..=4.0, Log;
    }
}

impl Dataset for Normal {
    fn sample(&self, n: usize, rng: &mut dyn RngCore) -> Cloud {
        self.mixture().sample(n, rng)
    }

    fn log_density(&self, x: [f64; 2]) -> Option<f64> {
        Some(self.mixture().log_density(x))
    }

    fn mixture(&self) -> Mixture {
        Mixture::equal([[0.0, 0.0]], self.std)
    }

    fn extent(&self) -> f64 {
        (4.0 * self.std).max(3.0)
    }
}
