use std::f64::consts::PI;

use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// A smiling face in four parts: a circle of radius 3 for the head (half of all points), two small circles around (±1.1,
    /// 1) for the eyes (an eighth each), and an arc of radius 1.8 from 200° to 340° for the mouth (a quarter).
    pub struct Smiley("smiley", "Smiley") {
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.1, "Noise", "σ", "", 0.02..=0.5, Log;
    }
}

const HEAD: f64 = 3.0;
const EYE: f64 = 0.2;
const MOUTH: f64 = 1.8;

impl Smiley {
    fn curves(&self) -> NoisyCurves {
        NoisyCurves::new(self.noise)
            .with_circle(0, 0.5, [0.0; 2], HEAD)
            .with_circle(1, 0.125, [-1.1, 1.0], EYE)
            .with_circle(2, 0.125, [1.1, 1.0], EYE)
            .with(3, 0.25, |u| {
                let (sin, cos) = libm::sincos(PI * (10.0 + 7.0 * u) / 9.0);
                [MOUTH * cos, MOUTH * sin]
            })
    }
}

impl Dataset for Smiley {
    fn classes(&self) -> u32 {
        4
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
        HEAD + 5.0 * self.noise
    }
}
