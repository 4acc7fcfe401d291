use super::{Timing, over_time, reach};
use crate::math::{gaussian::Truncated, schedule::Schedule};

crate::configured! {
    /// λ is normal, for any path. EDM draws ln(σ/α) from N(−1.2, 1.2²), which is λ from N(2.4, 2.4²) (Karras et al.,
    /// 2022, table 1; Kingma and Gao, 2023, table 1). What lies beyond the ends of the path is cut off.
    pub struct LogSnrNormal("log-snr-normal", "Log-normal noise (EDM)") {
        /// The log signal-to-noise ratio that is trained on most.
        mean: f64 = 2.4, "Mean of λ", "μ", "", -10.0..=10.0, Linear;
        /// How widely the log signal-to-noise ratios spread.
        std: f64 = 2.4, "Spread of λ", "σ", "", 0.5..=6.0, Log;
    }
}

impl Timing for LogSnrNormal {
    fn time(&self, path: &dyn Schedule, u: f64) -> f64 {
        path.time_of(Truncated::new(self.mean, self.std, reach(path)).quantile(u))
    }

    fn density(&self, path: &dyn Schedule, t: f64) -> f64 {
        let law = Truncated::new(self.mean, self.std, reach(path));
        over_time(path, t, |log_snr| law.density(log_snr))
    }

    /// The quantile is found by iteration.
    fn work(&self) -> f64 {
        60_000.0
    }
}
