//! A step of a sampler taken apart: where its mean leads, and what noise adds.

use super::{Memory, Sampler, SamplerConfig, Stochastic as _};
use crate::math::{
    field::Field,
    points::{Cloud, Noise},
    schedule::Schedule,
};

/// The field of a model at one point and one time, as it was evaluated there.
struct Evaluated<'a> {
    schedule: &'a dyn Schedule,
    velocity: [f64; 2],
    denoised: [f64; 2],
    score: [f64; 2],
}

/// What a model says at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    pub velocity: [f64; 2],
    pub denoised: [f64; 2],
    pub score: [f64; 2],
}

impl Field<Cloud> for Evaluated<'_> {
    fn schedule(&self) -> &dyn Schedule {
        self.schedule
    }

    fn velocity(&self, x: &Cloud, _: f64) -> Cloud {
        vec![self.velocity; x.len()]
    }

    fn denoised(&self, x: &Cloud, _: f64) -> Cloud {
        vec![self.denoised; x.len()]
    }

    fn score(&self, x: &Cloud, _: f64) -> Cloud {
        vec![self.score; x.len()]
    }
}

/// No noise at all.
struct Silence;

impl Noise<Cloud> for Silence {
    fn normal_like(&mut self, like: &Cloud) -> Cloud {
        vec![[0.0; 2]; like.len()]
    }

    fn exponential_like(&mut self, like: &Cloud) -> Vec<f64> {
        vec![0.0; like.len()]
    }
}

/// The mean of a sampler's step from `x` at `t` to `s < t`, given what the model says at `x`.
///
/// `None` for a rule that evaluates the field more than once in a step, or that remembers earlier steps.
pub fn mean_of_step(
    sampler: &SamplerConfig,
    schedule: &dyn Schedule,
    x: [f64; 2],
    [t, s]: [f64; 2],
    guess: Guess,
) -> Option<[f64; 2]> {
    if sampler.parts() > 1 {
        return None;
    }
    let Guess { velocity, denoised, score } = guess;
    let field = Evaluated { schedule, velocity, denoised, score };
    let mut memory = Memory::default();
    let step = sampler.step(&field, &vec![x], t, s, &mut Silence, &mut memory);
    let is_plain = step.evaluations == 1 && memory.past.is_empty() && memory.step_size.is_none();
    step.next.first().copied().filter(|mean| is_plain && mean.iter().all(|c| c.is_finite()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{DatasetConfig, EightGaussians, Normal},
        oracle::Oracle,
        points::StreamNoise,
        rng::{Purpose, Stream},
        sampler::{Ddim, Ddpm, Heun},
        schedule::{Cosine, ScheduleConfig},
    };

    #[test]
    fn many_noised_steps_have_the_mean() {
        let schedule = ScheduleConfig::Cosine(Cosine::default());
        let data = DatasetConfig::EightGaussians(EightGaussians::default()).mixture();
        let normal = DatasetConfig::Normal(Normal::default()).mixture();
        let oracle = Oracle::new(schedule.clone(), data, normal).unwrap();
        let (x, times, n) = ([0.8, -0.5], [0.6, 0.5], 20_000);
        let cloud = vec![x; n];
        let at = |cloud: Cloud| cloud[0];
        let one = vec![x];
        let guess = Guess {
            velocity: at(oracle.velocity(&one, 0.6)),
            denoised: at(oracle.denoised(&one, 0.6)),
            score: at(oracle.score(&one, 0.6)),
        };
        for sampler in [SamplerConfig::Ddpm(Ddpm::default()), SamplerConfig::Ddim(Ddim { eta: 0.5 })] {
            let mean = mean_of_step(&sampler, &*schedule, x, times, guess).unwrap();
            let (mut rng, mut memory) = (Stream::new(1, Purpose::Sampling, 0), Memory::default());
            let noise = &mut StreamNoise::new(&mut rng);
            let next = sampler.step(&oracle, &cloud, times[0], times[1], noise, &mut memory).next;
            for k in 0..2 {
                let found = next.iter().map(|x| x[k]).sum::<f64>() / n as f64;
                // Noise of standard deviation below 0.5: four standard errors.
                assert!((found - mean[k]).abs() < 4.0 * 0.5 / (n as f64).sqrt(), "{sampler:?}: {found} {mean:?}");
            }
        }
        assert_eq!(mean_of_step(&SamplerConfig::Heun(Heun {}), &*schedule, x, times, guess), None);
    }
}
