use super::{Coeffs, Schedule};

crate::configured! {
    /// Straight lines that end in a small Gaussian around each data point instead of the point itself: the path of flow
    /// matching as first published (Lipman et al., 2023, eq. 20).
    pub struct FlowMin("fm-min", "Straight line with σ_min") {
        /// The noise that is left at the data.
        sigma_min: f64 = 0.01, "Noise at the data", "σ_min", "", 1e-4..=0.2, Log;
    }
}

impl Schedule for FlowMin {
    /// `α = 1 − t`, `σ = σ_min + (1 − σ_min) t`.
    fn at(&self, t: f64) -> Coeffs {
        let rise = 1.0 - self.sigma_min;
        Coeffs { alpha: 1.0 - t, sigma: self.sigma_min + rise * t, d_alpha: -1.0, d_sigma: rise }
    }

    /// `σ/α = e^{−λ/2}`, so `t = (r − σ_min)/(r + 1 − σ_min)` with `r = e^{−λ/2}`.
    fn time_of(&self, log_snr: f64) -> f64 {
        let ratio = (-0.5 * log_snr).exp();
        ((ratio - self.sigma_min) / (ratio + 1.0 - self.sigma_min)).max(0.0)
    }
}
