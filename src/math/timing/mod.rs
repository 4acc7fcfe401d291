//! Distributions of training times.

mod adaptive;
mod custom;
mod ladder;
mod levels;
mod log_snr_normal;
mod log_snr_uniform;
mod logit_normal;
mod uniform;

pub use adaptive::{Adaptive, Profile};
pub use custom::CustomTiming;
pub use ladder::Ladder;
pub use levels::Levels;
pub use log_snr_normal::LogSnrNormal;
pub use log_snr_uniform::LogSnrUniform;
pub use logit_normal::LogitNormal;
pub use uniform::Uniform;

use super::schedule::{Schedule, reach};

/// A distribution of training times on a path.
///
/// It is given by its quantile function, so that the spread of its times over a batch is a choice of its own
/// ([`crate::math::quantiles`]).
pub trait Timing {
    /// The time below, or above, which the share `u` in (0, 1) of all times lies: monotone in `u`.
    fn time(&self, path: &dyn Schedule, u: f64) -> f64;

    /// The density at `t`, which integrates to 1 over (0, 1).
    /// A law of finitely many times has the density of its continuous limit; weights that divide by p(λ) then make a Riemann
    /// sum of their integral.
    fn density(&self, path: &dyn Schedule, t: f64) -> f64;

    /// The density of λ among training samples at `t`, `p(λ) = density(t)/|λ̇|` (Kingma and Gao, 2023, section 2.1).
    fn log_snr_density(&self, path: &dyn Schedule, t: f64) -> f64 {
        self.density(path, t) * path.at(t).log_snr_density()
    }

    /// Work of drawing a time beyond that of a uniform one, in floating-point operations.
    fn work(&self) -> f64 {
        0.0
    }

    /// Whether `path` has no times to train on.
    fn draws_nothing(&self, _path: &dyn Schedule) -> bool {
        false
    }

    /// The place of `t` among finitely many times; `None` for a continuous law.
    fn rung(&self, _path: &dyn Schedule, _t: f64) -> Option<Rung> {
        None
    }

    /// The state of a distribution that learns during training; before it has learned, it is this distribution.
    fn profile(&self, _path: &dyn Schedule) -> Option<Profile> {
        None
    }
}

/// One of finitely many times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rung {
    /// The next time towards the data; `None` where it is the data themselves.
    pub before: Option<f64>,
    /// The share of training samples here.
    pub share: f64,
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
        Levels("levels") = Levels,
        Ladder("ladder") = Ladder,
        Adaptive("adaptive") = Adaptive,
        Custom("custom") = CustomTiming,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        extremes::largest,
        schedule::{FlowOt, LinearChain, ScheduleConfig, Trigonometric, VeGeometric},
    };

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
                if timing.rung(&*schedule, 0.5).is_some() {
                    continue; // Its own test is the next.
                }
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
    /// Every time of a discrete law with its share, in the order of u.
    fn rungs(timing: &dyn Timing, path: &dyn Schedule) -> Vec<(f64, Rung)> {
        let n = 20_000;
        let mut times: Vec<f64> = (0..n).map(|i| timing.time(path, (f64::from(i) + 0.5) / f64::from(n))).collect();
        times.dedup();
        times.into_iter().map(|t| (t, timing.rung(path, t).unwrap())).collect()
    }

    #[test]
    fn a_discrete_law_has_equal_shares_and_tends_to_its_density() {
        let discrete = |timing: &TimingConfig| timing.rung(&FlowOt {}, 0.5).is_some();
        assert_eq!(TimingConfig::all().filter(discrete).count(), 2);
        for timing in TimingConfig::all().filter(discrete) {
            for schedule in ScheduleConfig::all() {
                let rungs = rungs(&*timing, &*schedule);
                let share = 1.0 / rungs.len() as f64;
                assert!(rungs.windows(2).all(|pair| pair[0].0 < pair[1].0), "{timing:?} on {schedule:?}");
                // The data come before the first, and each other after the one that it names.
                assert_eq!(rungs[0].1.before, None, "{timing:?} on {schedule:?}");
                for pair in rungs.windows(2) {
                    let before = pair[1].1.before.unwrap();
                    assert!((before - pair[0].0).abs() < 1e-9, "{timing:?} on {schedule:?}: {before} {pair:?}");
                }
                // No share of times differs by more than that of one level from the integral of the density.
                let cells = 20_000;
                let (mut mass, mut rung, mut errors) = (0.0, 0, Vec::new());
                for i in 0..cells {
                    let t = (f64::from(i) + 0.5) / f64::from(cells);
                    while rung < rungs.len() && rungs[rung].0 <= t {
                        rung += 1;
                    }
                    mass += timing.density(&*schedule, t) / f64::from(cells);
                    errors.push((mass - rung as f64 * share).abs());
                }
                assert!((mass - 1.0).abs() < 2e-2, "{timing:?} on {schedule:?}: {mass}");
                let worst = largest(errors);
                assert!(worst < share + 2e-2, "{timing:?} on {schedule:?}: {worst}");
                for (_, rung) in &rungs {
                    assert!((rung.share - share).abs() < 1e-12, "{timing:?} on {schedule:?}");
                }
            }
        }
    }

    #[test]
    fn levels_are_those_of_ho_and_of_song() {
        let chain = LinearChain { first: 1e-4, last: 0.02, steps: 50 };
        let times: Vec<f64> = rungs(&Levels { steps: 50 }, &chain).iter().map(|(t, _)| *t).collect();
        assert_eq!(times, (1..=50).map(|i| f64::from(i) / 50.0).collect::<Vec<_>>());
        // NCSN's ladder: L levels in equal ratios from the least noise to the most.
        let path = VeGeometric { sigma_min: 0.01, sigma_max: 50.0 };
        let sigmas: Vec<f64> = rungs(&Ladder { levels: 10 }, &path).iter().map(|(t, _)| path.at(*t).sigma).collect();
        assert_eq!(sigmas.len(), 10);
        for (i, sigma) in sigmas.iter().enumerate() {
            let expected = 0.01 * 5000f64.powf(i as f64 / 9.0);
            assert!((sigma / expected - 1.0).abs() < 1e-9, "{i}: {sigma} {expected}");
        }
    }

    #[test]
    fn a_path_that_ends_but_for_rounding_is_cut() {
        // cos ½π is 6·10⁻¹⁷ in double precision, a λ of −75, which is no level to train at.
        let [noise, _] = reach(&Trigonometric {});
        assert!((noise - Trigonometric {}.at(0.999).log_snr()).abs() < 1e-12);
    }
}
