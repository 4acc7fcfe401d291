use super::Parametrization;
use crate::math::schedule::Coeffs;

crate::configured! {
    /// The network of a consistency function: its data point is the point itself at the least noise σ₀, whatever the network says
    /// (Song et al., 2023, appendix C). With σ₀ = 0 this is EDM's F.
    pub struct Boundary("consistency", "F of a consistency function") {
        /// The assumed standard deviation of the data.
        sigma_data: f64 = 0.5, "Data's spread", "σ_d", "", 0.05..=10.0, Log;
        /// The noise at which the point is its own data point.
        sigma_min: f64 = 0.0, "Noise at the boundary", "σ₀", "", 0.0..=0.1, Linear;
    }
}

impl Parametrization for Boundary {
    /// With `σ' = σ/α`: `F = (data − c_skip x_t/α)/c_out`, `c_skip = σ_d²/((σ' − σ₀)² + σ_d²)`, `c_out = σ_d (σ' − σ₀)/√(σ'² + σ_d²)`.
    /// It is multiplied out, so that nothing is divided by α. At the boundary c_out is 0, and the target is not finite.
    fn target(&self, coeffs: &Coeffs) -> [f64; 2] {
        let Coeffs { alpha, sigma, .. } = *coeffs;
        let (spread, beyond) = (alpha * self.sigma_data, sigma - alpha * self.sigma_min);
        let size = sigma.hypot(spread) / beyond.hypot(spread).powi(2);
        let ratio = if self.sigma_min == 0.0 { 1.0 } else { sigma / beyond };
        [beyond / self.sigma_data * size, -spread * ratio * size]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        parametrization::{EdmF, invert},
        schedule::{Edm, FlowOt, ScheduleConfig},
    };

    #[test]
    fn at_the_least_noise_the_data_point_is_the_point() {
        // c_skip = 1 and c_out = 0 there (closed form); a hair above, since the target itself has a pole.
        let boundary = Boundary { sigma_data: 0.5, sigma_min: 0.002 };
        let at = |sigma: f64| invert(&boundary, &Coeffs { alpha: 1.0, sigma, d_alpha: 0.0, d_sigma: 1.0 }).data;
        let [skip, out] = at(0.002 + 1e-9);
        assert!((skip - 1.0).abs() < 1e-12 && out.abs() < 1e-8, "{skip} {out}");
        for sigma in [0.1, 1.0, 80.0] {
            let [skip, out] = at(sigma);
            let beyond = sigma - 0.002;
            assert!((skip - 0.25 / (beyond * beyond + 0.25)).abs() < 1e-12, "{sigma}");
            assert!((out - 0.5 * beyond / (sigma * sigma + 0.25_f64).sqrt()).abs() < 1e-12, "{sigma}");
        }
    }

    #[test]
    fn without_least_noise_it_is_edm() {
        let boundary = Boundary { sigma_data: 0.7, sigma_min: 0.0 };
        for path in [ScheduleConfig::FlowOt(FlowOt {}), ScheduleConfig::Edm(Edm::default())] {
            for t in [0.01, 0.4, 1.0] {
                let (own, edm) = (boundary.target(&path.at(t)), EdmF { sigma_data: 0.7 }.target(&path.at(t)));
                assert!((0..2).all(|k| (own[k] - edm[k]).abs() < 1e-12), "{own:?} {edm:?}");
            }
        }
    }
}
