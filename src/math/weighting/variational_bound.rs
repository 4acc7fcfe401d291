use super::{Level, Weighting};

crate::configured! {
    /// The weights of the variational bound in discrete time, whose sum over the levels L_simple drops: with the
    /// posterior's variance ½ (SNR(s) − SNR(t)) for the error of x between neighbouring levels s < t (Kingma et al.,
    /// 2021, eq. 13 and 14), else β_t²/(2 σ² α_t (1 − ᾱ_t)) for that of ε (Ho et al., 2020, eq. 12). In continuous time
    /// it is the evidence bound.
    pub struct VariationalBound("variational-bound", "Variational bound of the chain") {
        /// The reverse steps have the variance β instead of that of the posterior.
        large_variance: bool = false, "Variance β", "", "", 0..=1, Linear;
    }
}

impl Weighting for VariationalBound {
    /// `SNR(s)/SNR(t) − 1`, and with the larger variance `σ_s²/σ_t²` of it; over the share of the level. The step to the
    /// data themselves has a decoder of variance β.
    fn eps_weight(&self, level: &Level) -> f64 {
        let Some(step) = level.step else {
            return 1.0 / level.density;
        };
        let (at, to) = (level.coeffs, step.before);
        let gain = step.log_snr - level.log_snr;
        let factor = match self.large_variance || to.sigma == 0.0 {
            // 1 − SNR(t)/SNR(s) is v/σ_t², with v the variance of the step forward.
            true => (to.alpha / at.alpha).powi(2) * -(-gain).exp_m1(),
            false => gain.exp_m1(),
        };
        factor / step.share
    }
}
