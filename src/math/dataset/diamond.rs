use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use super::{Dataset, LogDensity, PointDraw, density, one_class};
use crate::math::oracle::Mixture;

crate::configured! {
    /// Many small Gaussians on a square grid that stands on its corner: the toy data of neural spline flows (Durkan et al.,
    /// 2019), without their tiny jitter of the means.
    pub struct Diamond("diamond", "Diamond") {
        /// Gaussians along a side.
        width: u32 = 20, "Along a side", "", "", 2..=30, Linear;
        /// Half the side of the diamond.
        bound: f64 = 2.5, "Half side", "", "", 0.5..=5.0, Linear;
        /// Standard deviation of every Gaussian.
        std: f64 = 0.04, "Spread", "σ", "", 0.01..=0.5, Log;
    }
}

impl Dataset for Diamond {
    fn sampler(&self) -> PointDraw {
        one_class(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        let along = |i: u32| self.bound * (2.0 * f64::from(i) / f64::from(self.width - 1) - 1.0);
        let grid = (0..self.width).flat_map(|i| (0..self.width).map(move |j| (i, j)));
        let turned = |(i, j)| [along(i) + along(j), along(j) - along(i)].map(|c| c * FRAC_1_SQRT_2);
        Mixture::equal(grid.map(turned), self.std)
    }

    fn extent(&self) -> f64 {
        (SQRT_2 * self.bound + 3.0 * self.std).max(1.0)
    }
}
