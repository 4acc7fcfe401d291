use super::{Coeffs, Schedule};

crate::configured! {
    /// Variance exploding as in EDM: α = 1, and σ^{1/ρ} is linear in t from σ₀ to σ₁, so that most of the time has little
    /// noise (Karras et al., 2022, eq. 5).
    pub struct Edm("edm", "EDM") {
        /// The noise left at t = 0.
        sigma_min: f64 = 0.002, "Least noise", "σ₀", "", 0.001..=0.02, Log;
        /// The noise at t = 1.
        sigma_max: f64 = 80.0, "Most noise", "σ₁", "", 5.0..=200.0, Log;
        /// At 1 the noise grows evenly; the larger ρ, the longer it stays small.
        rho: f64 = 7.0, "Bend", "ρ", "", 1.0..=15.0, Linear;
    }
}

impl Schedule for Edm {
    fn at(&self, t: f64) -> Coeffs {
        let [least, most] = [self.sigma_min, self.sigma_max].map(|sigma| sigma.powf(1.0 / self.rho));
        let root = least + t * (most - least);
        let d_sigma = self.rho * root.powf(self.rho - 1.0) * (most - least);
        Coeffs { alpha: 1.0, sigma: root.powf(self.rho), d_alpha: 0.0, d_sigma }
    }

    fn time_of(&self, log_snr: f64) -> f64 {
        let [least, most] = [self.sigma_min, self.sigma_max].map(|sigma| sigma.powf(1.0 / self.rho));
        (((-0.5 * log_snr / self.rho).exp() - least) / (most - least)).clamp(0.0, 1.0)
    }
}
