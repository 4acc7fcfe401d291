use super::{Grid, reach, spread_levels};
use crate::math::schedule::Schedule;

crate::configured! {
    /// Equal steps in σ^{1/ρ} of the noise level σ/α (Karras et al., 2022, eq. 5): short steps at little noise.
    pub struct Karras("karras", "Karras") {
        /// At 1 equal steps of the noise level; large ρ come near to equal steps in λ.
        rho: f64 = 7.0, "Bend", "ρ", "", 1.0..=15.0, Linear;
    }
}

impl Grid for Karras {
    fn times(&self, schedule: &dyn Schedule, steps: u32) -> Vec<f64> {
        // σ/α = e^{−λ/2}.
        let [noise, data] = reach(schedule).map(|log_snr| (-0.5 * log_snr / self.rho).exp());
        spread_levels(schedule, steps, |u| -2.0 * self.rho * (noise + u * (data - noise)).ln())
    }
}
