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

    /// The log density of the Gaussian alone, without its weight, in nats.
    pub fn log_density(&self, x: [f64; 2]) -> f64 {
        let square = self.covariance.squared_distance([x[0] - self.mean[0], x[1] - self.mean[1]]);
        -0.5 * (square + self.covariance.determinant().ln()) - std::f64::consts::TAU.ln()
    }
}

/// The angle in radians that divides a turn in the golden ratio, `π (3 − √5)`.
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;

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

    /// `n` points without chance that stand for the mixture: every component has its share of them, on a spiral whose radii are
    /// the quantiles of its distance from the mean and whose angles differ by the golden one (Vogel, 1979).
    ///
    /// Two such clouds of one mixture are the same, so that their distance has no floor.
    pub fn even(&self, n: usize) -> Cloud {
        let mut points = Cloud::with_capacity(n);
        for (c, &sum) in self.components.iter().zip(&self.cumulative) {
            // The last sum may differ from 1 by rounding.
            let until = ((sum * n as f64).round() as usize).min(n);
            let of_this = until.saturating_sub(points.len());
            points.extend((0..of_this).map(|k| {
                let beyond = 1.0 - (k as f64 + 0.5) / of_this as f64;
                let (sin, cos) = libm::sincos(GOLDEN_ANGLE * k as f64);
                let radius = (-2.0 * libm::log(beyond)).sqrt();
                let [x, y] = c.covariance.spread([radius * cos, radius * sin]);
                [c.mean[0] + x, c.mean[1] + y]
            }));
        }
        points
    }

    /// The mean.
    pub fn mean(&self) -> [f64; 2] {
        [0, 1].map(|axis| self.moments(axis)[0])
    }

    /// The covariance: the mean of those of the components and the spread of their means.
    pub fn covariance(&self) -> Covariance {
        let mean = self.mean();
        Covariance::of_matrix(self.components.iter().fold([0.0; 3], |sum, c| {
            let ([xx, xy, yy], [x, y]) = (c.covariance.matrix(), [0, 1].map(|axis| c.mean[axis] - mean[axis]));
            let own = [xx + x * x, xy + x * y, yy + y * y];
            [0, 1, 2].map(|k| sum[k] + c.weight * own[k])
        }))
    }

    /// The first two raw moments along an axis (0 or 1).
    pub fn moments(&self, axis: usize) -> [f64; 2] {
        self.components.iter().fold([0.0; 2], |[first, second], c| {
            let mean = c.mean[axis];
            [first + c.weight * mean, second + c.weight * (mean * mean + c.covariance.std_of(axis).powi(2))]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream};

    fn mixture() -> Mixture {
        Mixture::new([
            Component::ellipse([-1.7, -1.0], [0.85, 0.45], -50.0, 3.0),
            Component::round([1.7, 1.1], 0.5, 2.0),
        ])
    }

    /// Mean and covariance matrix of points.
    fn moments(points: &Cloud) -> ([f64; 2], [f64; 3]) {
        let n = points.len() as f64;
        let mean = [0, 1].map(|axis| points.iter().map(|x| x[axis]).sum::<f64>() / n);
        let product = |a: usize, b: usize| points.iter().map(|x| (x[a] - mean[a]) * (x[b] - mean[b])).sum::<f64>() / n;
        (mean, [product(0, 0), product(0, 1), product(1, 1)])
    }

    #[test]
    fn mean_and_covariance_are_those_of_many_samples() {
        let n = 100_000;
        let (mean, matrix) = moments(&mixture().sample(n, &mut Stream::new(5, Purpose::Data, 0)));
        let exact = (mixture().mean(), mixture().covariance().matrix());
        // Standard deviations of a coordinate are below 1.8, those of a product below 5; four standard errors.
        let near = |a: f64, b: f64, std: f64| assert!((a - b).abs() < 4.0 * std / (n as f64).sqrt(), "{a} against {b}");
        (0..2).for_each(|k| near(mean[k], exact.0[k], 1.8));
        (0..3).for_each(|k| near(matrix[k], exact.1[k], 5.0));
    }

    #[test]
    fn even_points_have_the_moments_of_the_mixture() {
        let points = mixture().even(150);
        assert_eq!(points.len(), 150);
        assert_eq!(points.iter().filter(|[x, y]| x + y < 0.2).count(), 90, "the weights are 3 and 2");
        let (mean, matrix) = moments(&points);
        let exact = (mixture().mean(), mixture().covariance().matrix());
        // The spiral has no point beyond the last quantile: a few hundredths of the moments are missing.
        for (found, exact) in mean.into_iter().chain(matrix).zip(exact.0.into_iter().chain(exact.1)) {
            assert!((found - exact).abs() < 0.05, "{found} against {exact}");
        }
        assert!(Mixture::default().even(9).is_empty() && mixture().even(0).is_empty());
    }

    #[test]
    fn a_component_alone_has_the_density_of_a_mixture_of_one() {
        let component = Component::ellipse([0.3, -1.0], [1.5, 0.4], 33.0, 0.25);
        let mixture = Mixture::new([component]);
        for x in [[0.0, 0.0], [2.0, -3.0]] {
            assert!((component.log_density(x) - mixture.log_density(x)).abs() < 1e-12);
        }
    }
}
