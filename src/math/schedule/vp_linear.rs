use super::{Coeffs, Schedule};

crate::configured! {
    /// Variance preserving with a linear rate β(t) = β₀ + (β₁ − β₀) t: alpha² = exp(−∫β), sigma² = 1 − alpha²
    /// (DDPM, Ho et al., 2020; in continuous time Song et al., 2021, eq. 33).
    pub struct VpLinear("vp-linear", "VP, linear β") {
        /// The noising rate at t = 0.
        beta_min: f64 = 0.1, "Rate at data", "β₀", "", 0.01..=2.0, Log;
        /// The noising rate at t = 1.
        beta_max: f64 = 20.0, "Rate at noise", "β₁", "", 10.0..=40.0, Log;
    }
}

impl Schedule for VpLinear {
    /// With `B = β₀t + ½(β₁ − β₀)t²`: `alpha = e^{−B/2}`, `sigma = √(1 − e^{−B})`.
    ///
    /// `d_sigma` grows like `t^{−½}` towards the data; at `t = 0` it is infinite, as the formula has it.
    fn at(&self, t: f64) -> Coeffs {
        let slope = self.beta_max - self.beta_min;
        let rate = self.beta_min + slope * t;
        let integral = self.beta_min * t + 0.5 * slope * t * t;
        let alpha = (-0.5 * integral).exp();
        // `exp_m1` keeps every digit of a small variance.
        let sigma = (-(-integral).exp_m1()).sqrt();
        Coeffs { alpha, sigma, d_alpha: -0.5 * rate * alpha, d_sigma: 0.5 * rate * alpha * alpha / sigma }
    }
}
