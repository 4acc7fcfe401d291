//! Exact answers: what a perfect network would say.

mod mixture;

pub use mixture::{Component, Mixture};

use super::{
    points::Cloud,
    schedule::{Coeffs, Schedule, inside},
};

/// What a sampler asks about a noised distribution, of an oracle or of a network.
pub trait Field<P> {
    /// The coefficients of the path at `t`.
    fn coeffs(&self, t: f64) -> Coeffs;

    /// The velocity `E[α̇ data + σ̇ noise | x_t = x]` of the probability flow.
    fn velocity(&self, x: &P, t: f64) -> P;

    /// The denoised points `E[data | x_t = x]`.
    fn denoised(&self, x: &P, t: f64) -> P;
}

/// The exact field between two Gaussian mixtures that are coupled independently.
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

    /// `(E[data | x], E[noise | x])` at one point.
    ///
    /// Given the pair (i, j), `x` is Gaussian about `α mᵢ + σ nⱼ` with variance `v = α²sᵢ² + σ²qⱼ²`, and the posterior
    /// means are `mᵢ + α sᵢ² r/v` and `nⱼ + σ qⱼ² r/v` with `r` the residual. The pairs are weighed by their
    /// responsibilities, with the largest exponent taken out.
    pub fn posterior(&self, x: [f64; 2], coeffs: &Coeffs) -> ([f64; 2], [f64; 2]) {
        let (alpha, sigma) = (coeffs.alpha, coeffs.sigma);
        let mut largest = f64::NEG_INFINITY;
        let mut total = 0.0;
        let (mut data, mut noise) = ([0.0; 2], [0.0; 2]);
        for i in self.data.components() {
            for j in self.source.components() {
                let variance = (alpha * i.std).powi(2) + (sigma * j.std).powi(2);
                let residual = [0, 1].map(|k| x[k] - alpha * i.mean[k] - sigma * j.mean[k]);
                let square = residual[0] * residual[0] + residual[1] * residual[1];
                let log_weight = (i.weight * j.weight / variance).ln() - 0.5 * square / variance;
                if log_weight > largest {
                    let shrink = (largest - log_weight).exp();
                    total *= shrink;
                    data = data.map(|c| c * shrink);
                    noise = noise.map(|c| c * shrink);
                    largest = log_weight;
                }
                let weight = (log_weight - largest).exp();
                total += weight;
                for k in 0..2 {
                    data[k] += weight * (i.mean[k] + alpha * i.std * i.std * residual[k] / variance);
                    noise[k] += weight * (j.mean[k] + sigma * j.std * j.std * residual[k] / variance);
                }
            }
        }
        (data.map(|c| c / total), noise.map(|c| c / total))
    }
}

impl<S: std::ops::Deref<Target = dyn Schedule>> Field<Cloud> for Oracle<S> {
    fn coeffs(&self, t: f64) -> Coeffs {
        self.schedule.at(t)
    }

    fn velocity(&self, x: &Cloud, t: f64) -> Cloud {
        let mut coeffs = self.schedule.at(t);
        if !(coeffs.d_alpha.is_finite() && coeffs.d_sigma.is_finite()) {
            coeffs = self.schedule.at(inside(t));
        }
        x.iter()
            .map(|&x| {
                let (data, noise) = self.posterior(x, &coeffs);
                [0, 1].map(|k| coeffs.d_alpha * data[k] + coeffs.d_sigma * noise[k])
            })
            .collect()
    }

    fn denoised(&self, x: &Cloud, t: f64) -> Cloud {
        let coeffs = self.schedule.at(t);
        x.iter().map(|&x| self.posterior(x, &coeffs).0).collect()
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
            let (data, noise) = oracle.posterior(x, &coeffs);
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
}
