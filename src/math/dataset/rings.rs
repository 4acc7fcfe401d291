use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// Four rings around the origin with radii 0.75, 1.5, 2.25 and 3, equally likely: FFJORD's toy data (Grathwohl et al.,
    /// 2019).
    pub struct Rings("rings", "Rings") {
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.08, "Noise", "σ", "", 0.01..=0.5, Log;
    }
}

const RADII: [f64; 4] = [0.75, 1.5, 2.25, 3.0];

impl Rings {
    fn curves(&self) -> NoisyCurves {
        (0..).zip(RADII).fold(NoisyCurves::new(self.noise), |curves, (ring, radius)| {
            curves.with_circle(ring, 1.0, [0.0; 2], radius)
        })
    }
}

impl Dataset for Rings {
    fn classes(&self) -> u32 {
        RADII.len() as u32
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
        3.0 + 4.0 * self.noise
    }
}
