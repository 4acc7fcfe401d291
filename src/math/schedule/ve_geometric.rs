use super::{Coeffs, Schedule};

crate::configured! {
    /// Variance exploding: the data keep their scale and the noise grows geometrically, σ = σ₀ (σ₁/σ₀)ᵗ, so that λ is linear
    /// in t (Song and Ermon, 2019; Song et al., 2021, eq. 31).
    pub struct VeGeometric("ve", "VE, geometric") {
        /// The noise left at t = 0.
        sigma_min: f64 = 0.01, "Least noise", "σ₀", "", 0.001..=0.04, Log;
        /// The noise at t = 1.
        sigma_max: f64 = 50.0, "Most noise", "σ₁", "", 0.05..=200.0, Log;
    }
}

impl Schedule for VeGeometric {
    fn at(&self, t: f64) -> Coeffs {
        let rate = (self.sigma_max / self.sigma_min).ln();
        let sigma = self.sigma_min * (rate * t).exp();
        Coeffs { alpha: 1.0, sigma, d_alpha: 0.0, d_sigma: rate * sigma }
    }

    fn time_of(&self, log_snr: f64) -> f64 {
        let rate = (self.sigma_max / self.sigma_min).ln();
        ((-0.5 * log_snr - self.sigma_min.ln()) / rate).clamp(0.0, 1.0)
    }
}
