use rand_core::RngCore;

use super::{Oracle, Posterior, general::GeneralPairs, question::Question};
use crate::math::{
    extremes::largest,
    metric::Estimate,
    rng,
    schedule::{Coeffs, Schedule, finite},
};

/// Pairs of data and noise whose paths pass through one point at one time, with the same frequency as in training.
#[derive(Clone, Debug, PartialEq)]
pub struct Through {
    pub x: [f64; 2],
    pub t: f64,
    /// The velocity of the flow at the point: the mean of those of all pairs through it (Lipman et al., 2023, eq. 8).
    pub velocity: [f64; 2],
    pub ways: Vec<PairWay>,
}

/// The conditional path of one pair.
#[derive(Clone, Debug, PartialEq)]
pub struct PairWay {
    pub data: [f64; 2],
    pub noise: [f64; 2],
    /// `α̇ data + σ̇ noise` at the time of the point.
    pub velocity: [f64; 2],
    /// `α data + σ noise` at equally spaced times from 1 to 0.
    pub path: Vec<[f64; 2]>,
}

impl Through {
    /// The greater distance along an axis of the mean velocity of the pairs from [`Through::velocity`], in standard errors of
    /// that mean; `None` without two pairs that differ along both axes.
    pub fn errors_of_the_mean(&self) -> Option<f64> {
        let errors = [0, 1].map(|axis| {
            let along: Vec<f64> = self.ways.iter().map(|way| way.velocity[axis]).collect();
            let mean = Estimate::mean(&along).ok().filter(|mean| mean.std_error > 0.0)?;
            Some((mean.value - self.velocity[axis]).abs() / mean.std_error)
        });
        let [x, y] = errors;
        Some(largest([x?, y?]))
    }
}

/// Stretches of a path.
const STRETCHES: u32 = 32;

impl<S: std::ops::Deref<Target = dyn Schedule>> Oracle<S> {
    /// `count` pairs drawn from the posterior of data and noise, given that their path is at `x` at the time `t`.
    ///
    /// A pair of components is drawn by its responsibility, and both ends from these components at first. Their path is then
    /// at `x′`, and they are moved by `data += α S V⁻¹ (x − x′)`, which makes them draws from the conditional Gaussian
    /// (Hoffman and Ribak, 1991).
    pub fn through(&self, x: [f64; 2], t: f64, count: usize, rng: &mut dyn RngCore) -> Option<Through> {
        let coeffs = finite(&*self.schedule, t);
        let Posterior { data, noise, .. } = self.posterior(&[x], &coeffs).next()?;
        let mut pairs = GeneralPairs::new(&self.data, &self.source, &coeffs, Question::Data);
        let responsibilities = pairs.responsibilities(x);
        let times = || (0..=STRETCHES).map(|i| f64::from(STRETCHES - i) / f64::from(STRETCHES));
        let stops: Vec<Coeffs> = times().map(|t| self.schedule.at(t)).collect();
        let sources = self.source.components();
        let mut draw = || {
            let mut left = rng::uniform(rng);
            let drawn = responsibilities.iter().position(|share| {
                left -= share;
                left <= 0.0
            });
            let pair = drawn.unwrap_or(responsibilities.len() - 1);
            let ends = [&self.data.components()[pair / sources.len()], &sources[pair % sources.len()]];
            let [data, noise] = ends.map(|end| {
                let [x, y] = end.covariance.spread(rng::normal(rng));
                [end.mean[0] + x, end.mean[1] + y]
            });
            let data = pairs.led_through(pair, x, coeffs.point(data, noise), data);
            let noise = match coeffs.sigma > 0.0 {
                true => [0, 1].map(|k| (x[k] - coeffs.alpha * data[k]) / coeffs.sigma),
                false => noise,
            };
            let path = stops.iter().map(|stop| stop.point(data, noise)).collect();
            PairWay { data, noise, velocity: coeffs.velocity(data, noise), path }
        };
        let ways = (0..count).map(|_| draw()).collect();
        Some(Through { x, t, velocity: coeffs.velocity(data, noise), ways })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{DatasetConfig, EightGaussians, Moons, Normal},
        field::Field,
        oracle::{Component, Mixture},
        rng::{Purpose, Stream},
        schedule::{FlowOt, ScheduleConfig, Trigonometric},
    };

    fn oracles() -> Vec<Oracle<ScheduleConfig>> {
        let eight = DatasetConfig::EightGaussians(EightGaussians::default()).mixture();
        let moons = DatasetConfig::Moons(Moons::default()).mixture();
        let normal = DatasetConfig::Normal(Normal::default()).mixture();
        let slanted = Mixture::new([
            Component::ellipse([1.0, 0.0], [0.9, 0.1], 30.0, 2.0),
            Component::round([-1.0, 1.0], 0.0, 1.0),
        ]);
        let straight = || ScheduleConfig::FlowOt(FlowOt {});
        let oracle = |schedule, data, source| Oracle::new(schedule, data, source).unwrap();
        vec![
            oracle(straight(), eight.clone(), normal.clone()),
            oracle(ScheduleConfig::Trigonometric(Trigonometric {}), slanted, normal),
            oracle(straight(), eight, moons),
        ]
    }

    #[test]
    fn pairs_meet_at_the_point_and_their_velocities_average_to_that_of_the_flow() {
        for oracle in oracles() {
            for (x, t) in [([0.7, -0.4], 0.5), ([1.5, 1.0], 0.2), ([-0.3, 0.8], 0.9)] {
                let n = 20_000;
                let through = oracle.through(x, t, n, &mut Stream::new(1, Purpose::Display, 2)).unwrap();
                assert_eq!(through.velocity, oracle.velocity(&vec![x], t)[0]);
                let coeffs = oracle.schedule.at(t);
                let (mut sum, mut square) = ([0.0; 2], [0.0; 2]);
                for way in &through.ways {
                    let met = coeffs.point(way.data, way.noise);
                    assert!((0..2).all(|k| (met[k] - x[k]).abs() < 1e-9), "{met:?} {x:?}");
                    (0..2).for_each(|k| sum[k] += way.velocity[k] / n as f64);
                    (0..2).for_each(|k| square[k] += way.velocity[k].powi(2) / n as f64);
                }
                for k in 0..2 {
                    let error = ((square[k] - sum[k] * sum[k]) / n as f64).sqrt();
                    let off = (sum[k] - through.velocity[k]).abs();
                    assert!(off < 4.0 * error + 1e-9, "{x:?} at {t}: {sum:?} ± {error}, not {:?}", through.velocity);
                }
            }
        }
    }

    #[test]
    fn draws_have_the_spread_of_the_posterior() {
        // One Gaussian of standard deviation 2 and normal noise at t = ½: V = ¼ (4 + 1), and data given x have variance
        // 4 − ½·4·V⁻¹·½·4 = 0.8.
        let wide = Mixture::new([Component::round([0.0; 2], 2.0, 1.0)]);
        let normal = DatasetConfig::Normal(Normal::default()).mixture();
        let oracle = Oracle::new(ScheduleConfig::FlowOt(FlowOt {}), wide, normal).unwrap();
        let n = 20_000;
        let through = oracle.through([1.0, 0.0], 0.5, n, &mut Stream::new(1, Purpose::Display, 2)).unwrap();
        let mean = through.ways.iter().map(|way| way.data[0]).sum::<f64>() / n as f64;
        let variance = through.ways.iter().map(|way| (way.data[0] - mean).powi(2)).sum::<f64>() / n as f64;
        assert!((mean - 1.6).abs() < 4.0 * (0.8 / n as f64).sqrt(), "{mean}");
        assert!((variance - 0.8).abs() < 4.0 * 0.8 * (2.0 / n as f64).sqrt(), "{variance}");
    }

    #[test]
    fn paths_run_from_noise_to_data() {
        let oracle = &oracles()[0];
        for t in [0.0, 1.0] {
            let through = oracle.through([2.0, 2.0], t, 8, &mut Stream::new(1, Purpose::Display, 2)).unwrap();
            for way in through.ways {
                assert_eq!([way.path[0], way.path[STRETCHES as usize]], [way.noise, way.data]);
                assert!(way.data.iter().chain(&way.noise).all(|c| c.is_finite()));
            }
        }
    }
}
