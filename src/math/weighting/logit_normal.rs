use super::{Level, Weighting};
use crate::math::gaussian;

crate::configured! {
    /// The weight that flow matching with logit-normal times implies, for any times here:
    /// N(λ; −2m, (2s)²) (1 + e^{−λ/2})² (Esser et al., 2024, section 3.1, in the terms of Kingma and Gao, 2023).
    pub struct LogitNormalWeighting("logit-normal", "FM, logit-normal") {
        /// Above 0 the times lean towards the noise.
        mean: f64 = 0.0, "Location", "m", "", -3.0..=3.0, Linear;
        /// How widely the times spread from the middle.
        std: f64 = 1.0, "Scale", "s", "", 0.2..=3.0, Log;
    }
}

impl Weighting for LogitNormalWeighting {
    fn eps_weight(&self, level: &Level) -> f64 {
        let (mean, std) = (-2.0 * self.mean, 2.0 * self.std);
        let normal = gaussian::density((level.log_snr - mean) / std) / std;
        normal * (1.0 + (-0.5 * level.log_snr).exp()).powi(2) / level.density
    }
}
