use super::{Level, Weighting};

crate::configured! {
    /// Min-SNR with a smooth transition: the error of x times SNR γ/(SNR + γ) (Crowson et al., 2024, appendix).
    pub struct SoftMinSnr("soft-min-snr", "Soft Min-SNR-γ") {
        /// The signal-to-noise ratio at which half the weight is left.
        gamma: f64 = 5.0, "Largest SNR", "γ", "", 0.5..=50.0, Log;
    }
}

impl Weighting for SoftMinSnr {
    fn eps_weight(&self, level: &Level) -> f64 {
        self.gamma / (level.log_snr.exp() + self.gamma)
    }
}
