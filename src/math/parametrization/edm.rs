use super::Parametrization;
use crate::math::schedule::Coeffs;

crate::configured! {
    /// The raw network output F of EDM: what is left of the data after the best linear guess, scaled to unit variance
    /// (Karras et al., 2022, eq. 7 and 8). With σ_d = 1 on a variance-preserving path it is −v.
    pub struct EdmF("edm-f", "EDM's F") {
        /// The assumed standard deviation of the data.
        sigma_data: f64 = 0.5, "Data's spread", "σ_d", "", 0.05..=10.0, Log;
    }
}

impl Parametrization for EdmF {
    /// With `σ' = σ/α`: `F = (data − c_skip x_t/α)/c_out`, `c_skip = σ_d²/(σ'² + σ_d²)`, `c_out = σ' σ_d/√(σ'² + σ_d²)`.
    /// Multiplied out, nothing is divided by α or σ: with `r = √(σ² + α² σ_d²)` the target is
    /// `(σ/σ_d) data/r − α σ_d noise/r`.
    fn target(&self, coeffs: &Coeffs) -> [f64; 2] {
        let size = coeffs.sigma.hypot(coeffs.alpha * self.sigma_data);
        [coeffs.sigma / (self.sigma_data * size), -coeffs.alpha * self.sigma_data / size]
    }
}
