use super::{Coeffs, Schedule, softplus, vp_linear::variance_preserving};

crate::configured! {
    /// Variance preserving with a rate that rises along a sigmoid: β(t) = β₀ + (β₁ − β₀) sigmoid(12 t − 6)
    /// (GeoDiff, Xu et al., 2022; «sigmoid» in diffusers).
    pub struct SigmoidBeta("vp-sigmoid", "VP, sigmoid β") {
        /// The noising rate well before the middle.
        beta_min: f64 = 0.1, "Rate at data", "β₀", "", 0.01..=2.0, Log;
        /// The noising rate well after the middle.
        beta_max: f64 = 20.0, "Rate at noise", "β₁", "", 10.0..=40.0, Log;
    }
}

/// The sigmoid runs over twice this many units.
const REACH: f64 = 6.0;

impl Schedule for SigmoidBeta {
    /// The integral of the sigmoid is a difference of softplus functions.
    fn at(&self, t: f64) -> Coeffs {
        let slope = self.beta_max - self.beta_min;
        let u = REACH * (2.0 * t - 1.0);
        let rate = self.beta_min + slope * super::sigmoid(u);
        let integral = self.beta_min * t + slope * (softplus(u) - softplus(-REACH)) / (2.0 * REACH);
        variance_preserving(rate, integral)
    }

    /// The rates themselves over T, at T equally spaced points from one end of the sigmoid to the other.
    fn betas(&self, steps: u32) -> Vec<f64> {
        let rate = |u: f64| self.beta_min + (self.beta_max - self.beta_min) * super::sigmoid(REACH * (2.0 * u - 1.0));
        super::spaced(steps).map(|u| (rate(u) / f64::from(steps)).min(super::MAX_BETA)).collect()
    }
}
