use super::{Level, Weighting};

crate::configured! {
    /// The mean squared error of v, for any prediction; also «SNR + 1» weighting (Salimans and Ho, 2022, section 4).
    /// It implies w(λ) = p(λ) (1 + e^{−λ}), e^{−λ/2}/π on the cosine path.
    pub struct VMse("v-mse", "Error of v") {}
}

impl Weighting for VMse {
    fn eps_weight(&self, level: &Level) -> f64 {
        1.0 + (-level.log_snr).exp()
    }
}
