use super::{Level, Weighting};

crate::configured! {
    /// The larger of the errors of x and of ε: max(SNR, 1) times the error of x (Salimans and Ho, 2022, section 4).
    pub struct TruncatedSnr("truncated-snr", "Truncated SNR") {}
}

impl Weighting for TruncatedSnr {
    fn eps_weight(&self, level: &Level) -> f64 {
        (-level.log_snr).exp().max(1.0)
    }
}
