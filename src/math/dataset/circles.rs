use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// A circle inside another of twice its radius: scikit-learn's make_circles with factor 0.5 and noise 0.08, three times
    /// as large, as in FFJORD's toy data (Grathwohl et al., 2019). The two are equally likely.
    pub struct Circles("circles", "Two circles") {
        /// Radius of the inner circle, as a part of the outer.
        factor: f64 = 0.5, "Inner radius", "", "", 0.1..=0.9, Linear;
        /// Standard deviation of the noise on an outer circle of radius 1.
        noise: f64 = 0.08, "Noise", "σ", "", 0.01..=0.5, Log;
    }
}

/// The factor after the noise.
const SCALE: f64 = 3.0;

impl Circles {
    fn curves(&self) -> NoisyCurves {
        NoisyCurves::new(SCALE * self.noise).with_circle(0, 1.0, [0.0; 2], SCALE).with_circle(
            1,
            1.0,
            [0.0; 2],
            SCALE * self.factor,
        )
    }
}

impl Dataset for Circles {
    fn classes(&self) -> u32 {
        2
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
        SCALE * (1.0 + 3.0 * self.noise)
    }
}
