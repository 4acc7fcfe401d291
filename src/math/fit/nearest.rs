use rand_core::RngCore;

use crate::math::{
    extremes::largest,
    metric::Raster,
    oracle::{Component, Mixture},
    rng::{normal, uniform},
};

/// A Gaussian and its loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    pub gaussian: Component,
    pub loss: f64,
}

/// The first and the last step of the search, in units of the plane, in logarithms of standard deviations, and in half radians.
const FIRST_STEP: f64 = 0.5;
const LAST_STEP: f64 = 1e-3;
/// The most evaluations of the loss for one start.
const MOST: usize = 1500;
/// The standard deviations in which the search looks: what is narrower falls between the cells of a raster.
const STDS: [f64; 2] = [0.4, 4.0];

/// The Gaussian with the least loss beside the density of a raster, the best of searches from `starts` random Gaussians; `None`
/// where no loss is finite. The loss is given the logarithms of the Gaussian's density at the cells of the raster.
///
/// A compass search over the mean, the logarithms of the standard deviations and the angle: it tries a step along each coordinate
/// in both directions, and halves the step where none helps (Kolda, Lewis and Torczon, 2003). It needs no gradient and
/// ends in a local minimum, of which a reverse divergence has several. Cells should be at most 0.4 wide.
pub fn nearest_gaussian(
    raster: &Raster,
    loss: impl Fn(&Raster, &[f64]) -> f64,
    starts: u32,
    rng: &mut dyn RngCore,
) -> Option<Nearest> {
    let loss_at = |at: [f64; 5]| {
        let gaussian = gaussian(at);
        let inside = gaussian.covariance.stds().iter().all(|std| (STDS[0]..=STDS[1]).contains(std));
        if inside { loss(raster, &raster.values(|x| gaussian.log_density(x))) } else { f64::INFINITY }
    };
    let search = |start: [f64; 5]| {
        let (mut at, mut least, mut step, mut tried) = (start, loss_at(start), FIRST_STEP, 1);
        while step > LAST_STEP && tried < MOST {
            let before = least;
            for coordinate in 0..at.len() {
                for way in [step, -step] {
                    let mut next = at;
                    next[coordinate] += way;
                    let found = loss_at(next);
                    tried += 1;
                    if found < least {
                        (at, least) = (next, found);
                        break;
                    }
                }
            }
            if least == before {
                step *= 0.5;
            }
        }
        Nearest { gaussian: gaussian(at), loss: least }
    };
    let found = (0..starts).map(|_| search(start(rng))).filter(|found| found.loss.is_finite());
    found.min_by(|a, b| a.loss.total_cmp(&b.loss))
}

/// The greatest difference between the mean and the covariance of a Gaussian and those of a mixture, in units of the standard
/// deviations of the mixture's coordinates and of their products.
pub fn error_of_moments(gaussian: &Component, mixture: &Mixture) -> f64 {
    let (mean, covariance) = (mixture.mean(), mixture.covariance());
    let [x, y] = [0, 1].map(|axis| covariance.std_of(axis));
    let of_mean = [0, 1].map(|axis| (gaussian.mean[axis] - mean[axis]) / [x, y][axis]);
    let (found, exact) = (gaussian.covariance.matrix(), covariance.matrix());
    let of_covariance = [0, 1, 2].map(|k| (found[k] - exact[k]) / [x * x, x * y, y * y][k]);
    largest(of_mean.into_iter().chain(of_covariance).map(f64::abs))
}

/// The Gaussian of the coordinates of the search. An angle in half radians moves the ends of the axes as much as the other
/// coordinates do.
fn gaussian([x, y, log_first, log_second, turn]: [f64; 5]) -> Component {
    Component::ellipse([x, y], [log_first.exp(), log_second.exp()], (0.5 * turn).to_degrees() % 360.0, 1.0)
}

/// A random start: its mean is normal with standard deviation 2, and its standard deviations lie between one half and one and a half.
fn start(rng: &mut dyn RngCore) -> [f64; 5] {
    let [x, y] = normal(rng).map(|c| 2.0 * c);
    let [first, second] = [(); 2].map(|()| (0.5 + uniform(rng)).ln());
    [x, y, first, second, std::f64::consts::TAU * uniform(rng)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        oracle::Mixture,
        rng::{Purpose, Stream},
    };

    fn rng() -> Stream {
        Stream::new(1, Purpose::Display, 0)
    }

    #[test]
    fn a_gaussian_is_found_by_every_divergence() {
        let wanted = Component::ellipse([0.8, -0.5], [1.2, 0.6], 25.0, 1.0);
        let raster = Raster::new(8.0, 40, |x| wanted.log_density(x));
        for loss in [Raster::forward, Raster::reverse, Raster::jensen_shannon] {
            let found = nearest_gaussian(&raster, loss, 2, &mut rng()).unwrap();
            assert!(found.loss < 1e-4, "{found:?}");
            let [found_matrix, matrix] = [found.gaussian, wanted].map(|gaussian| gaussian.covariance.matrix());
            // The loss is flat at its minimum: an error of 1 % costs 10⁻⁴.
            (0..3).for_each(|k| assert!((found_matrix[k] - matrix[k]).abs() < 0.02, "{found:?}"));
            (0..2).for_each(|k| assert!((found.gaussian.mean[k] - wanted.mean[k]).abs() < 0.02, "{found:?}"));
        }
    }

    #[test]
    fn the_best_of_several_starts_lies_on_one_mode() {
        let (left, right) = (Component::round([-2.0, 0.0], 0.5, 0.5), Component::round([2.0, 0.0], 0.5, 0.5));
        let mixture = Mixture::new([left, right]);
        let raster = Raster::new(8.0, 40, |x| mixture.log_density(x));
        let best = nearest_gaussian(&raster, Raster::reverse, 6, &mut rng()).unwrap();
        // One of two equal modes costs ln 2.
        assert!((best.loss - 2f64.ln()).abs() < 1e-2, "{best:?}");
        assert!((best.gaussian.mean[0].abs() - 2.0).abs() < 0.02, "{best:?}");
    }

    #[test]
    fn forward_divergence_matches_the_moments() {
        let mixture = Mixture::new([
            Component::ellipse([-1.0, 0.5], [0.9, 0.5], 20.0, 0.3),
            Component::round([1.2, -0.4], 0.6, 0.7),
        ]);
        let raster = Raster::new(8.0, 40, |x| mixture.log_density(x));
        let found = nearest_gaussian(&raster, Raster::forward, 1, &mut rng()).unwrap();
        let error = error_of_moments(&found.gaussian, &mixture);
        assert!(error < 0.005, "{error}: {found:?}");
        let moved = Component { mean: [found.gaussian.mean[0] + 0.2, found.gaussian.mean[1]], ..found.gaussian };
        let expected = 0.2 / mixture.covariance().std_of(0);
        assert!((error_of_moments(&moved, &mixture) - expected).abs() < 0.01);
    }

    #[test]
    fn nothing_finite_has_no_nearest() {
        let raster = Raster::new(8.0, 10, |_| 0.0);
        assert_eq!(nearest_gaussian(&raster, |_, _| f64::NAN, 3, &mut rng()), None);
        assert_eq!(nearest_gaussian(&raster, Raster::forward, 0, &mut rng()), None);
    }
}
