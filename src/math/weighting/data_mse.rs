use super::{Level, Weighting};

crate::configured! {
    /// The mean squared error of the denoised point, for any prediction; on the straight path the loss of InDI
    /// (Delbracio and Milanfar, 2023). It implies w(λ) = p(λ) e^{−λ}.
    pub struct DataMse("x-mse", "Error of x") {}
}

impl Weighting for DataMse {
    fn eps_weight(&self, level: &Level) -> f64 {
        (-level.log_snr).exp()
    }
}
