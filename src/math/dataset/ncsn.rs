use super::{Dataset, LogDensity, PointDraw, by_component, class, density};
use crate::math::oracle::{Component, Mixture};

crate::configured! {
    /// Two Gaussians far apart, of unequal weight: 0.8 N((5, 5), I) + 0.2 N((−5, −5), I), on which Langevin dynamics mixes too
    /// slowly to find the weights (Song and Ermon, 2019, section 3.2.2).
    pub struct Ncsn("ncsn", "Two unequal modes") {
        /// Weight of the Gaussian at the upper right.
        weight: f64 = 0.8, "Weight", "", "", 0.01..=0.99, Linear;
        /// Distance of the means from the origin along each axis.
        shift: f64 = 5.0, "Shift", "", "", 0.5..=10.0, Linear;
        /// Standard deviation of both Gaussians.
        std: f64 = 1.0, "Spread", "σ", "", 0.05..=2.0, Log;
    }
}

impl Dataset for Ncsn {
    fn classes(&self) -> u32 {
        2
    }

    fn sampler(&self) -> PointDraw {
        by_component(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        let component = |mean, weight| Component::round(mean, self.std, weight);
        Mixture::new([component([self.shift; 2], self.weight), component([-self.shift; 2], 1.0 - self.weight)])
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        class::component(&self.mixture(), class)
    }

    fn extent(&self) -> f64 {
        self.shift + 3.0 * self.std
    }
}
