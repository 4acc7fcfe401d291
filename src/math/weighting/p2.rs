use super::{Level, Weighting};

crate::configured! {
    /// Perception-prioritised weighting: the error of the noise over (k + e^λ)^γ, which takes weight from levels of little
    /// noise (Choi et al., 2022, eq. 8).
    pub struct P2("p2", "P2") {
        /// How strongly levels of little noise lose weight.
        gamma: f64 = 1.0, "Strength", "γ", "", 0.0..=2.0, Linear;
        /// The signal-to-noise ratio up to which no level loses weight.
        k: f64 = 1.0, "Offset", "k", "", 0.1..=10.0, Log;
    }
}

impl Weighting for P2 {
    fn eps_weight(&self, level: &Level) -> f64 {
        (self.k + level.log_snr.exp()).powf(-self.gamma)
    }
}
