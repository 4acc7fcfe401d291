use super::{Level, Weighting};

crate::configured! {
    /// The mean squared error of the noise, for any prediction: L_simple (Ho et al., 2020, eq. 14). It implies
    /// w(λ) = p(λ).
    pub struct EpsMse("eps-mse", "Error of ε (L_simple)") {}
}

impl Weighting for EpsMse {
    fn eps_weight(&self, _: &Level) -> f64 {
        1.0
    }
}
