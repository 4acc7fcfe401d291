use std::f64::consts::PI;

use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// A spiral of one and a half turns: scikit-learn's make_swiss_roll seen from the side, with noise 1 and then five times
    /// smaller, as in FFJORD's toy data (Grathwohl et al., 2019).
    pub struct SwissRoll("swissroll", "Swiss roll") {
        /// Standard deviation of the noise before the roll is made five times smaller.
        noise: f64 = 1.0, "Noise", "σ", "", 0.1..=3.0, Log;
    }
}

/// The factor after the noise.
const SCALE: f64 = 0.2;

/// The point of the roll `(t cos t, t sin t)` at `t = 3π/2 (1 + 2u)`, before the noise and the scale.
pub(super) fn on_roll(u: f64) -> [f64; 2] {
    let t = 1.5 * PI * (1.0 + 2.0 * u);
    let (sin, cos) = libm::sincos(t);
    [t * cos, t * sin]
}

impl SwissRoll {
    fn curves(&self) -> NoisyCurves {
        NoisyCurves::new(SCALE * self.noise).with(0, 1.0, |u| on_roll(u).map(|c| SCALE * c))
    }
}

impl Dataset for SwissRoll {
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
        3.0 + 4.0 * SCALE * self.noise
    }
}
