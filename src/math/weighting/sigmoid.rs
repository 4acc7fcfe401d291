use super::{Level, Weighting};
use crate::math::schedule::sigmoid;

crate::configured! {
    /// w(λ) = sigmoid(k − λ), which falls: full weight to much noise, none to details (Kingma and Gao, 2023, section 5;
    /// Hoogeboom et al., 2024). Some programs multiply the error of ε by it without dividing by p(λ), which implies another
    /// weight.
    pub struct SigmoidWeighting("sigmoid", "Sigmoid") {
        /// The log signal-to-noise ratio at which half the weight is left.
        bias: f64 = 2.0, "Bias", "k", "", -5.0..=5.0, Linear;
    }
}

impl Weighting for SigmoidWeighting {
    fn eps_weight(&self, level: &Level) -> f64 {
        sigmoid(self.bias - level.log_snr) / level.density
    }
}
