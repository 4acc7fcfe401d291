use super::{Coeffs, Schedule};

crate::configured! {
    /// Variance preserving with a linear rate β(t) = β₀ + (β₁ − β₀) t: α² = exp(−∫β), σ² = 1 − α² (DDPM, Ho et al., 2020; in
    /// continuous time Song et al., 2021, eq. 33).
    pub struct VpLinear("vp-linear", "VP, linear β") {
        /// The noising rate at t = 0.
        beta_min: f64 = 0.1, "Rate at data", "β₀", "", 0.01..=2.0, Log;
        /// The noising rate at t = 1.
        beta_max: f64 = 20.0, "Rate at noise", "β₁", "", 10.0..=40.0, Log;
    }
}

impl VpLinear {
    /// `β(t)` and its integral from 0.
    pub(super) fn rate(&self, t: f64) -> (f64, f64) {
        let slope = self.beta_max - self.beta_min;
        (self.beta_min + slope * t, self.beta_min * t + 0.5 * slope * t * t)
    }
}

/// The variance-preserving path of noising rate `rate = β(t)` with `integral = ∫₀ᵗ β`: `alpha = e^{−B/2}`,
/// `sigma = √(1 − e^{−B})`.
///
/// `d_sigma` grows like `t^{−½}` towards the data; at `t = 0` it is infinite, as the formula has it.
pub(super) fn variance_preserving(rate: f64, integral: f64) -> Coeffs {
    let alpha = (-0.5 * integral).exp();
    // `exp_m1` keeps every digit of a small variance.
    let sigma = (-(-integral).exp_m1()).sqrt();
    Coeffs { alpha, sigma, d_alpha: -0.5 * rate * alpha, d_sigma: 0.5 * rate * alpha * alpha / sigma }
}

impl Schedule for VpLinear {
    fn at(&self, t: f64) -> Coeffs {
        let (rate, integral) = self.rate(t);
        variance_preserving(rate, integral)
    }

    /// `λ = −ln(e^B − 1)`, so `B = ln(1 + e^{−λ})`, and `B` is a parabola in `t`.
    fn time_of(&self, log_snr: f64) -> f64 {
        let integral = super::softplus(-log_snr);
        let slope = self.beta_max - self.beta_min;
        // The root of ½ slope t² + β₀ t = B without cancellation.
        let root = (self.beta_min.powi(2) + 2.0 * slope * integral).sqrt();
        (2.0 * integral / (self.beta_min + root)).clamp(0.0, 1.0)
    }

    /// The rates themselves, equally spaced from β₀/T to β₁/T: with T = 1000 the 10⁻⁴ to 0.02 of Ho et al. (2020).
    fn betas(&self, steps: u32) -> Vec<f64> {
        let rate = |u: f64| self.beta_min + u * (self.beta_max - self.beta_min);
        super::spaced(steps).map(|u| (rate(u) / f64::from(steps)).min(super::MAX_BETA)).collect()
    }
}
