use super::transition_variance;
use crate::math::schedule::Coeffs;

/// The step of a chain from one level to a lower one, given the data: `q(x_s | x_t, data)` (Ho et al., 2020, eq. 7).
///
/// With `v = σ_t² − (α_t/α_s)²σ_s²` its mean is `(α_t/α_s)(σ_s²/σ_t²) x_t + α_s (v/σ_t²) data`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// The factors of the point and of the data in the mean.
    pub of_x: f64,
    pub of_data: f64,
    /// Its variance `β̃ = v σ_s²/σ_t²`, and v, the variance β of the forward step.
    pub variance: f64,
    pub forward: f64,
}

impl Posterior {
    pub fn new(t: &Coeffs, s: &Coeffs) -> Self {
        let forward = transition_variance(t, s);
        let kept = (s.sigma / t.sigma).powi(2);
        Self {
            of_x: t.alpha / s.alpha * kept,
            of_data: s.alpha * forward / t.sigma.powi(2),
            variance: forward * kept,
            forward,
        }
    }
}
