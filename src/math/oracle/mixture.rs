use rand_core::RngCore;

use super::Covariance;
use crate::math::{points::Cloud, rng};

/// One Gaussian of a mixture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Component {
    pub mean: [f64; 2],
    pub covariance: Covariance,
    pub weight: f64,
}

impl Component {
    /// An isotropic Gaussian of this standard deviation.
    pub fn round(mean: [f64; 2], std: f64, weight: f64) -> Self {
        Self { mean, covariance: Covariance::round(std), weight }
    }

    /// A Gaussian with these standard deviations along axes that are turned anticlockwise by `angle` degrees.
    pub fn ellipse(mean: [f64; 2], stds: [f64; 2], angle: f64, weight: f64) -> Self {
        Self { mean, covariance: Covariance::ellipse(stds, angle), weight }
    }
}

/// A mixture of Gaussians in the plane; its weights sum to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mixture {
    components: Vec<Component>,
    /// Running sums of the weights, for sampling.
    cumulative: Vec<f64>,
}

impl Mixture {
    /// The mixture of these components, with their positive weights scaled to sum 1.
    pub fn new(components: impl IntoIterator<Item = Component>) -> Self {
        let mut components: Vec<_> = components.into_iter().collect();
        let total: f64 = components.iter().map(|c| c.weight).sum();
        components.iter_mut().for_each(|c| c.weight /= total);
        let cumulative = components
            .iter()
            .scan(0.0, |sum, c| {
                *sum += c.weight;
                Some(*sum)
            })
            .collect();
        Self { components, cumulative }
    }

    /// Isotropic components with equal weights and one standard deviation.
    pub fn equal(means: impl IntoIterator<Item = [f64; 2]>, std: f64) -> Self {
        Self::new(means.into_iter().map(|mean| Component::round(mean, std, 1.0)))
    }

    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Whether every component is isotropic.
    pub fn is_round(&self) -> bool {
        self.components.iter().all(|c| c.covariance.is_round())
    }

    /// `n` independent points; none from an empty mixture.
    pub fn sample(&self, n: usize, rng: &mut dyn RngCore) -> Cloud {
        (0..n).filter_map(|_| self.draw(rng)).map(|(point, _)| point).collect()
    }

    /// One point, and the index of its component; nothing from an empty mixture.
    pub fn draw(&self, rng: &mut dyn RngCore) -> Option<([f64; 2], usize)> {
        let last = self.components.len().checked_sub(1)?;
        let u = rng::uniform(rng);
        let index = self.cumulative.partition_point(|&sum| sum < u).min(last);
        let Component { mean, covariance, .. } = self.components[index];
        let [x, y] = covariance.spread(rng::normal(rng));
        Some(([mean[0] + x, mean[1] + y], index))
    }

    /// The log density in nats, by a log-sum-exp that cannot overflow.
    pub fn log_density(&self, x: [f64; 2]) -> f64 {
        let log_terms = self.components.iter().map(|c| {
            let [a, b] = c.covariance.stds();
            let square = c.covariance.squared_distance([x[0] - c.mean[0], x[1] - c.mean[1]]);
            (c.weight / (std::f64::consts::TAU * a * b)).ln() - 0.5 * square
        });
        let largest = log_terms.clone().fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            return largest;
        }
        largest + log_terms.map(|term| (term - largest).exp()).sum::<f64>().ln()
    }

    /// The first two raw moments along an axis (0 or 1).
    pub fn moments(&self, axis: usize) -> [f64; 2] {
        self.components.iter().fold([0.0; 2], |[first, second], c| {
            let mean = c.mean[axis];
            [first + c.weight * mean, second + c.weight * (mean * mean + c.covariance.std_of(axis).powi(2))]
        })
    }
}
