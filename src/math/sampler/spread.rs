use super::{Memory, Sampler};
use crate::math::{
    oracle::{Mixture, Oracle},
    points::{Cloud, Noise},
    schedule::ScheduleConfig,
};

/// The same number in place of every random one.
struct Always(f64);

impl Noise<Cloud> for Always {
    fn normal_like(&mut self, like: &Cloud) -> Cloud {
        vec![[self.0; 2]; like.len()]
    }

    fn exponential_like(&mut self, like: &Cloud) -> Vec<f64> {
        vec![self.0; like.len()]
    }
}

/// The standard deviation of the samples, where the data are N(0, I) and the field is exact; it should be 1.
///
/// Every step is then linear, `m x + s n`, and the variance `V` becomes `m² V + s²`. It holds for samplers of one evaluation
/// without memory.
pub fn spread_of_normal(sampler: &dyn Sampler<Cloud>, schedule: &ScheduleConfig, times: &[f64]) -> Option<f64> {
    let normal = || Mixture::equal([[0.0; 2]], 1.0);
    let field = Oracle::new(schedule.clone(), normal(), normal())?;
    let mut variance = schedule.start().powi(2);
    for stretch in times.windows(2) {
        let ahead = |x: f64, noise: f64| {
            let (from, memory) = (vec![[x; 2]], &mut Memory::default());
            sampler.step(&field, &from, stretch[0], stretch[1], &mut Always(noise), memory).next[0][0]
        };
        variance = ahead(1.0, 0.0).powi(2) * variance + ahead(0.0, 1.0).powi(2);
    }
    Some(variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        grid::{Grid, UniformTime},
        sampler::{Ddim, Ddpm},
        schedule::{LinearChain, VpLinear},
    };

    #[test]
    fn without_noise_the_share_of_data_at_the_start_is_left() {
        // The mean of a step from t to s is then α_t/α_s x.
        for schedule in [
            ScheduleConfig::VpLinear(VpLinear::default()),
            ScheduleConfig::LinearChain(LinearChain { first: 2e-3, last: 0.35, steps: 50 }),
        ] {
            for steps in [5, 50] {
                let silent = Ddpm { noise: 0.0, ..Ddpm::default() };
                let found = spread_of_normal(&silent, &schedule, &UniformTime {}.times(&*schedule, steps)).unwrap();
                // Samples start with the spread of the noise alone.
                let expected = schedule.at(1.0).alpha * schedule.start();
                assert!((found / expected - 1.0).abs() < 1e-9, "{schedule:?}: {found}");
            }
        }
    }

    #[test]
    fn noise_of_variance_beta_is_right_for_normal_data() {
        // Ho et al., 2020, section 3.2; that of the posterior is right for a single point, and the ODE keeps all.
        let schedule = ScheduleConfig::VpLinear(VpLinear::default());
        let spread = |sampler: &dyn Sampler<Cloud>, steps: u32| {
            spread_of_normal(sampler, &schedule, &UniformTime {}.times(&*schedule, steps)).unwrap()
        };
        let large = Ddpm { large_variance: true, ..Ddpm::default() };
        // Only the noise that the last step leaves out is missing.
        let left_out = schedule.at(0.02).alpha;
        assert!((spread(&large, 50) / left_out - 1.0).abs() < 1e-9);
        assert!((spread(&Ddpm::default(), 50) - 0.926).abs() < 1e-3);
        assert!(spread(&Ddpm::default(), 1000) > 0.99);
        assert!(spread(&Ddim { eta: 0.0 }, 1000) > 0.99);
    }
}
