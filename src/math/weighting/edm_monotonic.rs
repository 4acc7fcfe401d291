use super::{EdmWeighting, Level, Weighting, edm::LOG_SNR};

crate::configured! {
    /// EDM's weight, held at its peak on the noisy side, so that it never rises with λ (Kingma and Gao, 2023, section 5 and
    /// appendix on EDM-monotonic). A weight that falls in λ makes the loss an evidence bound under noise as augmentation.
    pub struct EdmMonotonic("edm-monotonic", "EDM, made monotonic") {
        /// The assumed standard deviation of the data.
        sigma_data: f64 = 0.5, "Data's spread", "σ_d", "", 0.05..=10.0, Log;
    }
}

impl EdmMonotonic {
    /// Where EDM's weight peaks: the root of its logarithmic slope, `(μ − λ)/s² = 1/(1 + σ_d² e^λ)`, by bisection.
    pub(super) fn peak(&self) -> f64 {
        let [mean, std] = LOG_SNR;
        let slope =
            |log_snr: f64| (mean - log_snr) / (std * std) - 1.0 / (1.0 + self.sigma_data.powi(2) * log_snr.exp());
        let (mut low, mut high) = (mean - 2.0 * std * std, mean);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            match slope(middle) > 0.0 {
                true => low = middle,
                false => high = middle,
            }
        }
        0.5 * (low + high)
    }
}

impl Weighting for EdmMonotonic {
    fn eps_weight(&self, level: &Level) -> f64 {
        EdmWeighting { sigma_data: self.sigma_data }.at(level.log_snr.max(self.peak())) / level.density
    }
}
