use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// A wave: x uniform on (−3.5, 3.5), y = A sin ωx, and then the same Gaussian noise along both axes.
    pub struct Sine("sine", "Sine wave") {
        /// Height of the wave.
        amplitude: f64 = 1.5, "Amplitude", "A", "", 0.1..=3.0, Linear;
        /// How far the phase moves along a unit of length.
        frequency: f64 = 2.0, "Frequency", "ω", "", 0.2..=5.0, Linear;
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.15, "Noise", "σ", "", 0.02..=0.5, Log;
    }
}

/// Half the width of the wave.
const HALF: f64 = 3.5;

impl Sine {
    fn curves(&self) -> NoisyCurves {
        let (amplitude, frequency) = (self.amplitude, self.frequency);
        NoisyCurves::new(self.noise).with(0, 1.0, move |u| {
            let x = HALF * (2.0 * u - 1.0);
            [x, amplitude * libm::sin(frequency * x)]
        })
    }
}

impl Dataset for Sine {
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
        HALF + 4.0 * self.noise
    }
}
