//! Exact answers: the output of a perfect network.

mod covariance;
mod general;
mod mixture;
mod origin;
mod pairs;
mod question;
mod round;
mod through;

pub use covariance::Covariance;
pub use mixture::{Component, Mixture};
pub use through::{PairWay, Through};

use pairs::Pairs;
use question::{Answer, Question};

use super::{
    field::{Field, Flow},
    points::Cloud,
    schedule::{Coeffs, Schedule, finite, inside},
};

/// The posterior means of data and noise, and the density, at one noised point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// `E[data | x_t = x]`.
    pub data: [f64; 2],
    /// `E[noise | x_t = x]`.
    pub noise: [f64; 2],
    /// `log p_t(x)` in nats.
    pub log_density: f64,
}

/// The exact field between two Gaussian mixtures that are coupled independently. With components of no spread the
/// mixture is a weighted finite set of points.
///
/// `x_t = α data + σ noise` is then a mixture over all pairs of components, and given a pair all variables are jointly
/// Gaussian.
#[derive(Clone, Debug)]
pub struct Oracle<S> {
    schedule: S,
    data: Mixture,
    source: Mixture,
}

/// The most pairs of components that are summed in an acceptable time.
const MAX_PAIRS: usize = 10_000;

impl<S: std::ops::Deref<Target = dyn Schedule>> Oracle<S> {
    /// The oracle for these two distributions; `None` when they have too many pairs of components, or none.
    pub fn new(schedule: S, data: Mixture, source: Mixture) -> Option<Self> {
        let pairs = data.components().len() * source.components().len();
        (1..=MAX_PAIRS).contains(&pairs).then_some(Self { schedule, data, source })
    }

    /// The distribution of the data.
    pub fn data(&self) -> &Mixture {
        &self.data
    }

    /// The posterior means of data and noise, and the log density, at every point of `x`, shape `[n, 2]`.
    pub fn posterior<'a>(&self, x: &'a [[f64; 2]], coeffs: &Coeffs) -> impl Iterator<Item = Posterior> + use<'a, S> {
        let Coeffs { alpha, sigma, .. } = *coeffs;
        let mut pairs = Pairs::new(&self.data, &self.source, coeffs, Question::Data);
        let source_mean = [0, 1].map(|axis| self.source.moments(axis)[0]);
        x.iter().map(move |&x| {
            let Answer { mean: data, log_density } = pairs.at(x);
            let noise = match sigma > 0.0 {
                // α data + σ noise = x holds for every pair, and so for the means.
                true => [0, 1].map(|axis| (x[axis] - alpha * data[axis]) / sigma),
                false => source_mean,
            };
            Posterior { data, noise, log_density }
        })
    }

    /// The score `∇ log p_t(x) = −Σ rᵢⱼ Vᵢⱼ⁻¹ (x − cᵢⱼ)` at every point of `x`, shape `[n, 2]`, for any source.
    /// It is the mean of the scores of the pairs, weighted by their responsibilities `rᵢⱼ` (Bishop, 2006, section 9.2).
    pub fn scores<'a>(&self, x: &'a [[f64; 2]], coeffs: &Coeffs) -> impl Iterator<Item = [f64; 2]> + use<'a, S> {
        let mut pairs = Pairs::new(&self.data, &self.source, coeffs, Question::Score);
        x.iter().map(move |&x| pairs.at(x).mean)
    }
}

impl<S: std::ops::Deref<Target = dyn Schedule>> Field<Cloud> for Oracle<S> {
    fn schedule(&self) -> &dyn Schedule {
        &*self.schedule
    }

    fn velocity(&self, x: &Cloud, t: f64) -> Cloud {
        let coeffs = finite(&*self.schedule, t);
        self.posterior(x, &coeffs).map(|Posterior { data, noise, .. }| coeffs.velocity(data, noise)).collect()
    }

    fn denoised(&self, x: &Cloud, t: f64) -> Cloud {
        self.posterior(x, &self.schedule.at(t)).map(|posterior| posterior.data).collect()
    }

    fn denoised_along(&self, x: &Cloud, along: &Cloud, t: f64) -> Option<Cloud> {
        let mut pairs = Pairs::new(&self.data, &self.source, &self.schedule.at(t), Question::Data);
        let moved = |(x, v): (&[f64; 2], &[f64; 2])| pairs.jacobian(*x).map(|row| row[0] * v[0] + row[1] * v[1]);
        Some(x.iter().zip(along).map(moved).collect())
    }

    /// Exact for every source.
    fn score(&self, x: &Cloud, t: f64) -> Cloud {
        self.scores(x, &self.schedule.at(t)).collect()
    }

    fn log_density(&self, x: &Cloud, t: f64) -> Option<Vec<f64>> {
        Some(self.posterior(x, &self.schedule.at(t)).map(|posterior| posterior.log_density).collect())
    }
}

impl<S: std::ops::Deref<Target = dyn Schedule>> Flow<Cloud> for Oracle<S> {
    /// The divergence is `α̇ ∇·E[data] + σ̇ ∇·E[noise]`, where `α data + σ noise = x` gives
    /// `∇·E[noise] = (2 − α ∇·E[data])/σ`. At zero noise the posterior mean of the noise is that of the source everywhere.
    fn velocity_with_divergence(&self, x: &Cloud, t: f64) -> (Cloud, Vec<f64>) {
        let coeffs = finite(&*self.schedule, t);
        let Coeffs { alpha, sigma, d_alpha, d_sigma } = coeffs;
        let mut pairs = Pairs::new(&self.data, &self.source, &coeffs, Question::Data);
        let divergence = x.iter().map(|&x| {
            let of_data = pairs.divergence(x);
            let of_noise = if sigma > 0.0 { (2.0 - alpha * of_data) / sigma } else { 0.0 };
            d_alpha * of_data + d_sigma * of_noise
        });
        (self.velocity(x, t), divergence.collect())
    }

    fn nearest(&self, t: f64) -> f64 {
        let Coeffs { d_alpha, d_sigma, .. } = self.schedule.at(t);
        if d_alpha.is_finite() && d_sigma.is_finite() { t } else { inside(t) }
    }
}

#[cfg(test)]
mod tests;
