use super::Parametrization;
use crate::math::schedule::Coeffs;

crate::configured! {
    /// The score ∇ log p_t(x_t | data) = −noise/σ, the slope of the log density of noised points (Vincent, 2011; Song and
    /// Ermon, 2019, eq. 5). It grows like 1/σ towards the data.
    pub struct Score("score", "Score s") {}
}

impl Parametrization for Score {
    fn target(&self, coeffs: &Coeffs) -> [f64; 2] {
        [0.0, -1.0 / coeffs.sigma]
    }
}
