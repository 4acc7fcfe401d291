use super::{Level, Weighting};

crate::configured! {
    /// Min-SNR-γ: the error of x times min(SNR, γ), so that levels of little noise do not outweigh the rest (Hang et al.,
    /// 2023, section 3.4). As a factor of the error of ε it is min(1, γ e^{−λ}).
    pub struct MinSnr("min-snr", "Min-SNR-γ") {
        /// The largest signal-to-noise ratio that still counts.
        gamma: f64 = 5.0, "Largest SNR", "γ", "", 0.5..=50.0, Log;
    }
}

impl Weighting for MinSnr {
    fn eps_weight(&self, level: &Level) -> f64 {
        (self.gamma * (-level.log_snr).exp()).min(1.0)
    }
}
