use super::{Coeffs, FlowOt, Schedule};

crate::configured! {
    /// The straight line with another speed: t' = s t/(1 + (s − 1) t) has more time at much noise for s > 1. It lowers λ by
    /// 2 ln s everywhere (Esser et al., 2024, eq. 23).
    pub struct FlowShift("fm-shift", "Straight line, shifted") {
        /// Above 1 the path has more time at much noise, below 1 near the data.
        shift: f64 = 3.0, "Shift", "s", "", 0.1..=10.0, Log;
    }
}

impl Schedule for FlowShift {
    fn at(&self, t: f64) -> Coeffs {
        let s = self.shift;
        let stretch = 1.0 + (s - 1.0) * t;
        let pace = s / (stretch * stretch);
        // 1 − t' without the cancellation near t = 1.
        Coeffs { alpha: (1.0 - t) / stretch, sigma: s * t / stretch, d_alpha: -pace, d_sigma: pace }
    }

    fn time_of(&self, log_snr: f64) -> f64 {
        let warped = FlowOt {}.time_of(log_snr);
        warped / (self.shift + (1.0 - self.shift) * warped)
    }
}
