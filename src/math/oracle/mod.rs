//! Exact answers: what a perfect network would say.

mod mixture;
mod pairs;

pub use mixture::{Component, Mixture};
pub use pairs::Posterior;

use pairs::Pairs;

use super::{
    points::{Cloud, Points},
    schedule::{Coeffs, Schedule, finite},
};

/// What a sampler asks about a noised distribution, of an oracle or of a network.
pub trait Field<P: Points> {
    /// The path that points take from data to noise.
    fn schedule(&self) -> &dyn Schedule;

    /// The velocity `E[α̇ data + σ̇ noise | x_t = x]` of the probability flow.
    fn velocity(&self, x: &P, t: f64) -> P;

    /// The denoised points `E[data | x_t = x]`.
    fn denoised(&self, x: &P, t: f64) -> P;

    /// The coefficients of the path at `t`.
    fn coeffs(&self, t: f64) -> Coeffs {
        self.schedule().at(t)
    }

    /// The score `∇ log p_t(x) = −E[noise | x_t = x]/σ` where the source is standard normal: `(α x̂ − x)/σ²` (Efron, 2011,
    /// Tweedie's formula).
    fn score(&self, x: &P, t: f64) -> P {
        let Coeffs { alpha, sigma, .. } = self.coeffs(t);
        let inverse = 1.0 / (sigma * sigma);
        P::lincomb((alpha * inverse, &self.denoised(x, t)), &[(-inverse, x)])
    }

    /// `log p_t(x)` in nats, in both columns; `None` where only the score is known.
    fn log_density(&self, _x: &P, _t: f64) -> Option<P> {
        None
    }
}

/// The exact field between two Gaussian mixtures that are coupled independently. With components of no spread the
/// mixture is a weighted finite set of points.
///
/// `x_t = α data + σ noise` is then a mixture over all pairs of components, and given a pair everything is jointly
/// Gaussian.
#[derive(Clone, Debug)]
pub struct Oracle<S> {
    schedule: S,
    data: Mixture,
    source: Mixture,
}

/// The most pairs of components that are still summed in good time.
const MAX_PAIRS: usize = 10_000;

impl<S: std::ops::Deref<Target = dyn Schedule>> Oracle<S> {
    /// The oracle for these two distributions; `None` when they have too many pairs of components, or none.
    pub fn new(schedule: S, data: Mixture, source: Mixture) -> Option<Self> {
        let pairs = data.components().len() * source.components().len();
        (1..=MAX_PAIRS).contains(&pairs).then_some(Self { schedule, data, source })
    }

    /// The posterior means of data and noise, and the log density, at every point of `x`, shape `[n, 2]`.
    pub fn posterior<'a>(&self, x: &'a [[f64; 2]], coeffs: &Coeffs) -> impl Iterator<Item = Posterior> + use<'a, S> {
        let mut pairs = Pairs::new(&self.data, &self.source, coeffs);
        x.iter().map(move |&x| pairs.at(x))
    }
}

impl<S: std::ops::Deref<Target = dyn Schedule>> Field<Cloud> for Oracle<S> {
    fn schedule(&self) -> &dyn Schedule {
        &*self.schedule
    }

    fn velocity(&self, x: &Cloud, t: f64) -> Cloud {
        let coeffs = finite(&*self.schedule, t);
        self.posterior(x, &coeffs)
            .map(|Posterior { data, noise, .. }| [0, 1].map(|k| coeffs.d_alpha * data[k] + coeffs.d_sigma * noise[k]))
            .collect()
    }

    fn denoised(&self, x: &Cloud, t: f64) -> Cloud {
        self.posterior(x, &self.schedule.at(t)).map(|posterior| posterior.data).collect()
    }

    fn log_density(&self, x: &Cloud, t: f64) -> Option<Cloud> {
        Some(self.posterior(x, &self.schedule.at(t)).map(|posterior| [posterior.log_density; 2]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::ScheduleConfig;

    #[test]
    fn one_gaussian_has_the_textbook_posterior() {
        // data ~ N(m, s²), noise ~ N(0, 1): E[data | x] = m + α s² (x − α m)/(α² s² + σ²).
        let (mean, std) = ([1.0, -2.0], 0.5);
        for schedule in ScheduleConfig::all() {
            let coeffs = schedule.at(0.4);
            let Coeffs { alpha, sigma, .. } = coeffs;
            let oracle = Oracle::new(schedule, Mixture::equal([mean], std), Mixture::equal([[0.0; 2]], 1.0)).unwrap();
            let x = [0.3, 0.7];
            let Posterior { data, noise, .. } = oracle.posterior(&[x], &coeffs).next().unwrap();
            for k in 0..2 {
                let gain = alpha * std * std / (alpha * alpha * std * std + sigma * sigma);
                let expected = mean[k] + gain * (x[k] - alpha * mean[k]);
                assert!((data[k] - expected).abs() < 1e-14);
                // The two posterior means must rebuild the point.
                assert!((alpha * data[k] + sigma * noise[k] - x[k]).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn far_away_points_stay_finite() {
        let schedule = ScheduleConfig::FlowOt(Default::default());
        let data = Mixture::equal([[-3.0, 0.0], [3.0, 0.0]], 1e-3);
        let oracle = Oracle::new(schedule, data, Mixture::equal([[0.0; 2]], 1.0)).unwrap();
        let velocity = oracle.velocity(&vec![[1e3, -1e3]], 0.01);
        assert!(velocity[0].iter().all(|c| c.is_finite()));
    }

    #[test]
    fn both_ends_of_every_path_stay_finite() {
        for schedule in ScheduleConfig::all() {
            let oracle =
                Oracle::new(schedule, Mixture::equal([[1.0, 2.0]], 0.5), Mixture::equal([[0.0; 2]], 1.0)).unwrap();
            for t in [0.0, 1.0] {
                let (velocity, denoised) =
                    (oracle.velocity(&vec![[0.3, 0.1]], t), oracle.denoised(&vec![[0.3, 0.1]], t));
                assert!(velocity.iter().chain(&denoised).flatten().all(|c| c.is_finite()), "{oracle:?} at {t}");
            }
        }
    }

    #[test]
    fn too_many_pairs_have_no_oracle() {
        let many = || Mixture::equal((0..200).map(|i| [f64::from(i), 0.0]), 1.0);
        assert!(Oracle::new(ScheduleConfig::FlowOt(Default::default()), many(), many()).is_none());
    }

    /// Central differences of `f` along both axes.
    fn gradient(x: [f64; 2], f: impl Fn([f64; 2]) -> f64) -> [f64; 2] {
        let h = 1e-5;
        [[h, 0.0], [0.0, h]].map(|d| (f([x[0] + d[0], x[1] + d[1]]) - f([x[0] - d[0], x[1] - d[1]])) / (2.0 * h))
    }

    #[test]
    fn score_is_the_gradient_of_the_log_density() {
        let sets = [
            Mixture::equal([[1.0, 2.0], [-1.0, 0.5]], 0.4),
            // A finite set of points.
            Mixture::new((0..40).map(|i| {
                let angle = f64::from(i);
                Component { mean: [2.0 * angle.cos(), angle.sin()], std: 0.0, weight: 1.0 + f64::from(i % 3) }
            })),
        ];
        for schedule in ScheduleConfig::all() {
            for data in &sets {
                let oracle = Oracle::new(schedule.clone(), data.clone(), Mixture::equal([[0.0; 2]], 1.0)).unwrap();
                for (x, t) in [([0.3, 0.7], 0.5), ([-1.0, 0.2], 0.8)] {
                    let density = |x| oracle.log_density(&vec![x], t).unwrap()[0][0];
                    let (score, slope) = (oracle.score(&vec![x], t)[0], gradient(x, density));
                    for axis in 0..2 {
                        let tolerance = 1e-5 * (1.0 + slope[axis].abs());
                        assert!((score[axis] - slope[axis]).abs() < tolerance, "{schedule:?}: {score:?} {slope:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn density_of_noised_points_integrates_to_one() {
        let schedule = ScheduleConfig::FlowOt(Default::default());
        let data = Mixture::equal([[1.0, 2.0], [-1.0, 0.5]], 0.0);
        let oracle = Oracle::new(schedule, data, Mixture::equal([[0.5, 0.0]], 0.7)).unwrap();
        let (n, half) = (200, 6.0);
        let cell = 2.0 * half / f64::from(n);
        let middle = |i: i32| -half + cell * (f64::from(i) + 0.5);
        let grid: Cloud = (0..n * n).map(|i| [middle(i / n), middle(i % n)]).collect();
        let total: f64 = oracle.log_density(&grid, 0.5).unwrap().iter().map(|l| l[0].exp() * cell * cell).sum();
        assert!((total - 1.0).abs() < 1e-6, "{total}");
    }

    #[test]
    fn without_noise_a_finite_set_answers_with_its_nearest_point() {
        let schedule = ScheduleConfig::FlowOt(Default::default());
        let data = Mixture::equal([[0.0, 0.0], [3.0, 0.0]], 0.0);
        let oracle = Oracle::new(schedule, data, Mixture::equal([[0.0; 2]], 1.0)).unwrap();
        let denoised = oracle.denoised(&vec![[1.0, 1.0], [3.0, 0.0]], 0.0);
        let near = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-300;
        assert!(near(denoised[0], [0.0, 0.0]) && near(denoised[1], [3.0, 0.0]), "{denoised:?}");
    }
}
