//! Distributions in the plane: the expert to be matched, and any source to start from.

mod checkerboard;
mod drawing;
mod eight_gaussians;
mod moons;
mod normal;
mod two_spirals;

pub use checkerboard::Checkerboard;
pub use drawing::{CANVAS, Dab, Drawing};
pub use eight_gaussians::EightGaussians;
pub use moons::Moons;
pub use normal::Normal;
pub use two_spirals::TwoSpirals;

use rand_core::RngCore;

use super::{oracle::Mixture, points::Cloud};

/// A distribution over the plane.
pub trait Dataset {
    /// `n` independent points, shape `[n, 2]`.
    fn sample(&self, n: usize, rng: &mut dyn RngCore) -> Cloud;

    /// How many classes the points naturally fall into (the moons, the arms of a pinwheel); 1 where there are none.
    fn classes(&self) -> u32 {
        1
    }

    /// The very points of [`Dataset::sample`], each with its class in `0..classes()`.
    fn sample_labelled(&self, n: usize, rng: &mut dyn RngCore) -> (Cloud, Vec<u32>) {
        let points = self.sample(n, rng);
        let labels = vec![0; points.len()];
        (points, labels)
    }

    /// The exact log density in nats at `x`; −∞ off the support, `None` where there is no closed form.
    fn log_density(&self, x: [f64; 2]) -> Option<f64>;

    /// The distribution as a Gaussian mixture: exact where it is one, otherwise a fine quadrature of it. The exact
    /// score, velocity and denoiser of the page are those of this mixture.
    fn mixture(&self) -> Mixture;

    /// Half the width of the square around the origin that shows the distribution.
    fn extent(&self) -> f64 {
        4.0
    }
}

crate::registry! {
    /// The registry of data sets.
    pub enum DatasetConfig("datasets"): Dataset {
        EightGaussians("8gaussians") = EightGaussians,
        Moons("moons") = Moons,
        TwoSpirals("2spirals") = TwoSpirals,
        Checkerboard("checkerboard") = Checkerboard,
        Normal("normal") = Normal,
        Drawing("drawing") = Drawing,
    }
}

impl DatasetConfig {
    /// Whether this is the standard normal distribution, which the stochastic samplers take their noise to be.
    pub fn is_standard_normal(&self) -> bool {
        matches!(self, Self::Normal(normal) if *normal == Normal::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream};

    /// Every data set that has something in it.
    fn filled() -> impl Iterator<Item = DatasetConfig> {
        DatasetConfig::all().map(|config| match config {
            DatasetConfig::Drawing(_) => DatasetConfig::Drawing(Drawing::from_dabs(vec![
                Dab::new([1.0, 0.5], 0.5, 1.0),
                Dab::new([-1.0, -0.5], 0.25, 0.5),
            ])),
            other => other,
        })
    }

    #[test]
    fn samples_are_finite_stay_in_view_and_repeat() {
        for config in filled() {
            let draw = || config.sample(2000, &mut Stream::new(3, Purpose::Data, 1));
            let points = draw();
            assert_eq!(points, draw(), "{config:?}");
            assert_eq!(points.len(), 2000);
            let seen = points.iter().filter(|p| p.iter().all(|c| c.abs() <= config.extent())).count();
            assert!(seen >= 1980, "{config:?} shows {seen} of 2000");
        }
    }

    #[test]
    fn densities_integrate_to_one() {
        for config in filled() {
            if config.log_density([0.0, 0.0]).is_none() {
                continue;
            }
            // The midpoint rule over a square that holds all but 10⁻⁴ of the mass.
            let (n, half) = (900, 2.0 * config.extent());
            let cell = 2.0 * half / f64::from(n);
            let mut total = 0.0;
            for i in 0..n {
                for j in 0..n {
                    let x = [-half + cell * (f64::from(i) + 0.5), -half + cell * (f64::from(j) + 0.5)];
                    total += config.log_density(x).map_or(0.0, f64::exp) * cell * cell;
                }
            }
            assert!((total - 1.0).abs() < 1e-3, "{config:?}: {total}");
        }
    }

    #[test]
    fn mixtures_have_the_moments_of_their_samples() {
        let n = 20_000;
        for config in filled() {
            let points = config.sample(n, &mut Stream::new(5, Purpose::Data, 0));
            let mixture = config.mixture();
            for axis in 0..2 {
                let mean = points.iter().map(|p| p[axis]).sum::<f64>() / n as f64;
                let square = points.iter().map(|p| p[axis] * p[axis]).sum::<f64>() / n as f64;
                let fourth = points.iter().map(|p| p[axis].powi(4)).sum::<f64>() / n as f64;
                let [exact_mean, exact_square] = mixture.moments(axis);
                // Four standard errors of each sample moment, and 1 % for the quadrature.
                let mean_error = 4.0 * (square / n as f64).sqrt();
                let square_error = 4.0 * ((fourth - square * square) / n as f64).sqrt() + 0.01 * square;
                assert!((mean - exact_mean).abs() < mean_error, "{config:?} mean {mean} {exact_mean}");
                assert!((square - exact_square).abs() < square_error, "{config:?} square {square} {exact_square}");
            }
        }
    }
}
