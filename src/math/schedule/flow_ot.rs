use super::{Coeffs, Schedule};

crate::configured! {
    /// Straight lines at constant speed from data to noise: α = 1 − t, σ = t. The conditional optimal-transport path of flow
    /// matching (Lipman et al., 2023, eq. 22; rectified flow, Liu et al., 2023).
    pub struct FlowOt("fm-ot", "Straight line (FM-OT)") {}
}

impl Schedule for FlowOt {
    fn at(&self, t: f64) -> Coeffs {
        Coeffs { alpha: 1.0 - t, sigma: t, d_alpha: -1.0, d_sigma: 1.0 }
    }

    /// `λ = 2 ln((1 − t)/t)`, so `t = 1/(1 + e^{λ/2})`.
    fn time_of(&self, log_snr: f64) -> f64 {
        1.0 / (1.0 + (0.5 * log_snr).exp())
    }
}
