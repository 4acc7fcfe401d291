use super::{Coeffs, Schedule, VpLinear};

crate::configured! {
    /// The sub-variance-preserving path: α = e^{−B/2} as with VP, but σ = 1 − e^{−B}, so that less noise is mixed in at every
    /// time (Song et al., 2021, eq. 29).
    pub struct SubVp("sub-vp", "Sub-VP, linear β") {
        /// The noising rate at t = 0.
        beta_min: f64 = 0.1, "Rate at data", "β₀", "", 0.01..=2.0, Log;
        /// The noising rate at t = 1.
        beta_max: f64 = 20.0, "Rate at noise", "β₁", "", 10.0..=40.0, Log;
    }
}

impl Schedule for SubVp {
    fn at(&self, t: f64) -> Coeffs {
        let (rate, integral) = VpLinear { beta_min: self.beta_min, beta_max: self.beta_max }.rate(t);
        let alpha = (-0.5 * integral).exp();
        let sigma = -(-integral).exp_m1();
        Coeffs { alpha, sigma, d_alpha: -0.5 * rate * alpha, d_sigma: rate * alpha * alpha }
    }
}
