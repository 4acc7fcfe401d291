use super::{Level, Weighting};
use crate::math::gaussian;

crate::configured! {
    /// The weight that EDM's training implies, for any times here: N(λ; 2.4, 2.4²) (e^{−λ} + σ_d²)/σ_d² (Karras et al.,
    /// 2022, table 1; Kingma and Gao, 2023, table 1). It rises and falls.
    pub struct EdmWeighting("edm", "EDM") {
        /// The assumed standard deviation of the data.
        sigma_data: f64 = 0.5, "Data's spread", "σ_d", "", 0.05..=10.0, Log;
    }
}

/// Mean and standard deviation of λ in EDM's training: −2 ln σ with ln σ from N(−1.2, 1.2²).
pub(super) const LOG_SNR: [f64; 2] = [2.4, 2.4];

impl EdmWeighting {
    /// `w(λ)`.
    pub(super) fn at(&self, log_snr: f64) -> f64 {
        let [mean, std] = LOG_SNR;
        let variance = self.sigma_data.powi(2);
        gaussian::density((log_snr - mean) / std) / std * ((-log_snr).exp() + variance) / variance
    }
}

impl Weighting for EdmWeighting {
    fn eps_weight(&self, level: &Level) -> f64 {
        self.at(level.log_snr) / level.density
    }
}
