//! Which times a training step looks at, and how often.

mod adaptive;
mod log_snr_normal;
mod log_snr_uniform;
mod logit_normal;
mod uniform;

pub use adaptive::{Adaptive, Profile};
pub use log_snr_normal::LogSnrNormal;
pub use log_snr_uniform::LogSnrUniform;
pub use logit_normal::LogitNormal;
pub use uniform::Uniform;

use super::schedule::{Schedule, reach};

/// A distribution of training times on a path.
///
/// It is a quantile function, so that how its times are spread over a batch is a choice of its own
/// ([`crate::math::quantiles`]).
pub trait Timing {
    /// The time that the share `u` in (0, 1) of all times lies below, or above: monotone in `u`.
    fn time(&self, path: &dyn Schedule, u: f64) -> f64;

    /// The density at `t`, which integrates to 1 over (0, 1).
    fn density(&self, path: &dyn Schedule, t: f64) -> f64;

    /// The density of λ among training samples at `t`, `p(λ) = density(t)/|λ̇|` (Kingma and Gao, 2023, section 2.1).
    fn log_snr_density(&self, path: &dyn Schedule, t: f64) -> f64 {
        self.density(path, t) * path.at(t).log_snr_density()
    }

    /// What has to be kept and fed while training, for a distribution that learns; before it has learned anything it is
    /// this one.
    fn profile(&self, _path: &dyn Schedule) -> Option<Profile> {
        None
    }
}

/// The density over time of a density over λ.
fn over_time(path: &dyn Schedule, t: f64, density: impl Fn(f64) -> f64) -> f64 {
    let [noise, data] = reach(path);
    let coeffs = path.at(t);
    let log_snr = coeffs.log_snr();
    if (noise..=data).contains(&log_snr) { density(log_snr) * -coeffs.d_log_snr() } else { 0.0 }
}

crate::registry! {
    /// The registry of time distributions.
    pub enum TimingConfig("timings"): Timing {
        Uniform("uniform") = Uniform,
        LogitNormal("logit-normal") = LogitNormal,
        LogSnrNormal("log-snr-normal") = LogSnrNormal,
        LogSnrUniform("log-snr-uniform") = LogSnrUniform,
        Adaptive("adaptive") = Adaptive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::ScheduleConfig;

    #[test]
    fn every_time_lies_between_data_and_noise() {
        for timing in TimingConfig::all() {
            for schedule in ScheduleConfig::all() {
                for i in 0..1000 {
                    let t = timing.time(&*schedule, (f64::from(i) + 0.5) / 1000.0);
                    assert!(t > 0.0 && t <= 1.0, "{timing:?} on {schedule:?}: {t}");
                }
            }
        }
    }

    #[test]
    fn every_density_is_that_of_its_times() {
        // The share of times between two quantiles is the difference of their u: the density is du/dt.
        for timing in TimingConfig::all() {
            for schedule in ScheduleConfig::all() {
                for i in 1..40 {
                    let (u, h) = (f64::from(i) / 40.0 + 0.003, 1e-6);
                    let [before, here, after] = [u - h, u, u + h].map(|u| timing.time(&*schedule, u));
                    let found = timing.density(&*schedule, here);
                    let expected = 2.0 * h / (after - before).abs();
                    let tolerance = 1e-3 * expected;
                    assert!((found - expected).abs() < tolerance, "{timing:?} on {schedule:?}: {found} {expected}");
                }
            }
        }
    }
}
