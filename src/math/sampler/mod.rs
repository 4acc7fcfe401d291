//! From noise to data, one step at a time.

mod ddim;
mod ddpm;
mod euler;

pub use ddim::Ddim;
pub use ddpm::Ddpm;
pub use euler::Euler;

use super::{
    oracle::Field,
    points::{Noise, Points},
    schedule::Coeffs,
};

/// What one step gives.
#[derive(Clone, Debug)]
pub struct Step<P> {
    pub next: P,
    /// How often the field was asked.
    pub evaluations: u32,
}

/// A rule that takes a cloud from time `t` to an earlier time `s < t`.
///
/// Its state is explicit: whatever a multistep rule must remember stands in `past`, which starts empty.
pub trait Sampler<P: Points>: Stochastic {
    fn step(&self, field: &dyn Field<P>, x: &P, t: f64, s: f64, noise: &mut dyn Noise<P>, past: &mut Vec<P>)
    -> Step<P>;
}

/// What is true of a sampler on any cloud.
pub trait Stochastic {
    /// Whether it adds Gaussian noise, and so needs a standard normal source.
    fn is_stochastic(&self) -> bool;
}

/// The times of a run of `steps` steps, `1 = t₀ > t₁ > … > t_steps = 0`, equally spaced.
pub fn uniform_grid(steps: u32) -> Vec<f64> {
    let n = steps.max(1);
    (0..=n).map(|i| f64::from(n - i) / f64::from(n)).collect()
}

/// The variance of `x_t` given `x_s`, `σ_t² − (α_t/α_s)² σ_s²`; on a variance-preserving path this is `1 − α_t²/α_s²`.
fn transition_variance(t: &Coeffs, s: &Coeffs) -> f64 {
    (t.sigma.powi(2) - (t.alpha / s.alpha * s.sigma).powi(2)).max(0.0)
}

macro_rules! samplers {
    ($($variant:ident($id:literal) = $config:ident,)+) => {
        crate::registry! {
            /// The registry of samplers.
            pub enum SamplerConfig("samplers"): Stochastic {
                $($variant($id) = $config,)+
            }
        }

        impl Stochastic for SamplerConfig {
            fn is_stochastic(&self) -> bool {
                (**self).is_stochastic()
            }
        }

        impl<P: Points> Sampler<P> for SamplerConfig {
            fn step(
                &self,
                field: &dyn Field<P>,
                x: &P,
                t: f64,
                s: f64,
                noise: &mut dyn Noise<P>,
                past: &mut Vec<P>,
            ) -> Step<P> {
                match self {
                    $(Self::$variant(sampler) => sampler.step(field, x, t, s, noise, past),)+
                }
            }
        }
    };
}

samplers! {
    Euler("euler") = Euler,
    Ddpm("ddpm") = Ddpm,
    Ddim("ddim") = Ddim,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{Dataset, EightGaussians, Normal},
        metric::sliced_w2,
        oracle::Oracle,
        points::{Cloud, StreamNoise},
        rng::{Purpose, Stream},
        schedule::ScheduleConfig,
    };

    fn sample(sampler: &SamplerConfig, schedule: ScheduleConfig, steps: u32, n: usize) -> Cloud {
        let data = EightGaussians::default().mixture();
        let oracle = Oracle::new(schedule, data, Normal::default().mixture()).unwrap();
        let mut rng = Stream::new(11, Purpose::Sampling, 0);
        let mut noise = StreamNoise(&mut rng);
        let mut past = Vec::new();
        let mut x = Normal::default().sample(n, &mut Stream::new(11, Purpose::Start, 0));
        for pair in uniform_grid(steps).windows(2) {
            x = sampler.step(&oracle, &x, pair[0], pair[1], &mut noise, &mut past).next;
        }
        x
    }

    #[test]
    fn every_sampler_reaches_the_data_with_an_exact_field() {
        let n = 2000;
        let data = EightGaussians::default();
        let draw = |step| data.sample(n, &mut Stream::new(11, Purpose::Display, step));
        let floor = sliced_w2(&draw(0), &draw(1), 64);
        for schedule in ScheduleConfig::all() {
            for sampler in SamplerConfig::all() {
                let distance = sliced_w2(&sample(&sampler, schedule.clone(), 200, n), &draw(0), 64);
                assert!(distance < 2.5 * floor, "{sampler:?} on {schedule:?}: {distance} against {floor}");
            }
        }
    }

    #[test]
    fn ddim_without_noise_is_euler_on_the_straight_path() {
        // There alpha = 1 − t and sigma = t are linear, so that both rules move along the same line.
        let ddim = SamplerConfig::Ddim(Ddim { eta: 0.0 });
        let schedule = ScheduleConfig::FlowOt(Default::default());
        let a = sample(&ddim, schedule.clone(), 20, 50);
        let b = sample(&SamplerConfig::Euler(Euler {}), schedule, 20, 50);
        for (a, b) in a.iter().flatten().zip(b.iter().flatten()) {
            assert!((a - b).abs() < 1e-9);
        }
    }

    #[test]
    fn ddim_with_full_noise_is_ancestral_sampling() {
        let schedule = ScheduleConfig::VpLinear(Default::default());
        let a = sample(&SamplerConfig::Ddim(Ddim { eta: 1.0 }), schedule.clone(), 20, 50);
        let b = sample(&SamplerConfig::Ddpm(Ddpm { large_variance: false }), schedule, 20, 50);
        for (a, b) in a.iter().flatten().zip(b.iter().flatten()) {
            assert!((a - b).abs() < 1e-9);
        }
    }

    #[test]
    fn grid_runs_from_noise_to_data() {
        assert_eq!(uniform_grid(4), [1.0, 0.75, 0.5, 0.25, 0.0]);
        assert_eq!(uniform_grid(0), [1.0, 0.0]);
    }
}
