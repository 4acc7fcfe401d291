use super::{Dataset, LogDensity, PointDraw, by_component, class, density};
use crate::math::oracle::Mixture;

crate::configured! {
    /// Twenty-five equal Gaussians on a five by five grid, the usual test of whether a model drops modes. The defaults are
    /// spacing 2 and standard deviation 0.05, both divided by 2.828.
    pub struct GaussianGrid("25gaussians", "25 Gaussians") {
        /// Distance between neighbours.
        spacing: f64 = 0.7072, "Spacing", "", "", 0.2..=3.0, Linear;
        /// Standard deviation of every Gaussian.
        std: f64 = 0.01768, "Spread", "σ", "", 0.005..=1.0, Log;
    }
}

impl Dataset for GaussianGrid {
    fn classes(&self) -> u32 {
        25
    }

    fn sampler(&self) -> PointDraw {
        by_component(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        let row = |i: i32| self.spacing * f64::from(i);
        Mixture::equal((-2..=2).flat_map(|i| (-2..=2).map(move |j| [row(i), row(j)])), self.std)
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        class::component(&self.mixture(), class)
    }

    fn extent(&self) -> f64 {
        2.0 * self.spacing + 4.0 * self.std.max(0.1)
    }
}
