use super::Timing;
use crate::math::{
    gaussian,
    schedule::{Schedule, sigmoid},
};

crate::configured! {
    /// t = sigmoid(m + s n) with n standard normal: mostly the middle of the path (Esser et al., 2024, eq. 19). On the
    /// straight path λ is then N(−2m, (2s)²).
    pub struct LogitNormal("logit-normal", "Logit-normal") {
        /// Above 0 the times lean towards the noise.
        mean: f64 = 0.0, "Location", "m", "", -3.0..=3.0, Linear;
        /// How widely the times spread from the middle.
        std: f64 = 1.0, "Scale", "s", "", 0.2..=3.0, Log;
    }
}

impl Timing for LogitNormal {
    fn time(&self, _: &dyn Schedule, u: f64) -> f64 {
        sigmoid(self.mean + self.std * gaussian::quantile(u))
    }

    fn density(&self, _: &dyn Schedule, t: f64) -> f64 {
        let logit = (t / (1.0 - t)).ln();
        gaussian::density((logit - self.mean) / self.std) / (self.std * t * (1.0 - t))
    }
}
