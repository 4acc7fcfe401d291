use std::f64::consts::PI;

use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// The letter S, two three-quarter circles: scikit-learn's make_s_curve seen from the side, with noise 0.05 and then 1.5
    /// times as large, as in the tables of Tong et al. (2024b).
    pub struct SCurve("scurve", "S curve") {
        /// Standard deviation of the noise on circles of radius 1.
        noise: f64 = 0.05, "Noise", "σ", "", 0.01..=0.5, Log;
        /// The factor after the noise.
        scale: f64 = 1.5, "Scale", "", "", 0.5..=4.0, Linear;
    }
}

/// The point of the curve `(sin t, sign(t) (cos t − 1))` at `t = 3π (u − ½)`, before the noise and the scale.
pub(super) fn on_curve(u: f64) -> [f64; 2] {
    let t = 3.0 * PI * (u - 0.5);
    let (sin, cos) = libm::sincos(t);
    [sin, t.signum() * (cos - 1.0)]
}

impl SCurve {
    fn curves(&self) -> NoisyCurves {
        let scale = self.scale;
        NoisyCurves::new(scale * self.noise).with(0, 1.0, move |u| on_curve(u).map(|c| scale * c))
    }
}

impl Dataset for SCurve {
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
        self.scale * (2.0 + 4.0 * self.noise)
    }
}
