//! Metrics: the distance of a sample from a distribution, and the standard error of that figure.
//!
//! A [`Distance`] compares two clouds, and [`MetricConfig`] lists them. [`estimate`] gives one its standard error, and
//! [`floor`] the figure of a perfect model. The other metrics need more than two clouds: a density
//! ([`negative_log_likelihood`], [`kl_divergence`], [`Raster`]), a mixture ([`ModeReport`]), points in pairs ([`correlation`]), whole
//! trajectories ([`path_energy`], [`curvature`]), a network that denoises ([`evidence_bound`]) or its gradients ([`Gradients`]).

mod correlation;
mod curvature;
mod energy;
mod estimate;
mod evidence;
mod floor;
#[cfg(test)]
mod golden;
mod gradient_noise;
mod jackknife;
mod kl;
mod mmd;
mod modes;
mod nearest;
mod nll;
mod path_energy;
mod raster;
mod shift;
mod sliced;
mod trajectory;
mod w2;

pub use correlation::correlation;
pub use curvature::curvature;
pub use energy::EnergyDistance;
pub use estimate::Estimate;
pub use evidence::{EvidenceBound, evidence_bound};
pub use floor::floor;
pub use gradient_noise::{GradientNoise, Gradients};
pub use jackknife::estimate;
pub use kl::kl_divergence;
pub use mmd::Mmd;
pub use modes::{ModeReport, modes};
pub use nearest::{distances_to_nearest, mean_nearest};
pub use nll::{mean_negative, negative_log_likelihood};
pub use path_energy::{normalized_path_energy, path_energy};
pub use raster::{Raster, best_discriminator, game_value};
pub use shift::Shift;
pub use sliced::{SlicedW2, sliced_w2};
pub use trajectory::Trajectories;
pub use w2::{ExactW2, exact_w2};

use super::points::Cloud;

/// A distance between two clouds, `[n, 2]` and `[m, 2]`.
pub trait Distance {
    /// The figure; a finite number.
    ///
    /// # Errors
    /// A cloud that is empty or has a number that is not finite, and clouds that this distance does not allow.
    fn distance(&self, a: &Cloud, b: &Cloud) -> Result<f64, MetricError>;

    /// The most points of a cloud that it takes; `None` where there is no limit.
    fn max_points(&self) -> Option<usize> {
        None
    }

    /// Whether it only takes clouds of one size.
    fn needs_equal_sizes(&self) -> bool {
        false
    }
}

/// The reason why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetricError {
    #[error("there are no points to compare")]
    Empty,
    #[error("a point has a coordinate that is not finite: the model has diverged")]
    NotFinite,
    #[error("the clouds must have one size, not {a} and {b} points")]
    Sizes { a: usize, b: usize },
    #[error("{n} points are too few; at least {least} are needed")]
    TooFew { n: usize, least: usize },
    #[error("{n} points are too many; at most {most} are compared")]
    TooMany { n: usize, most: usize },
    #[error("a point lies where its own density is zero or unknown")]
    OffSupport,
    #[error("trajectories need clouds of one size, one for each of at least two times that only rise or only fall")]
    Trajectories,
}

crate::registry! {
    /// The registry of distances between two clouds.
    pub enum MetricConfig("metrics"): Distance {
        SlicedW2("sliced-w2") = SlicedW2,
        EnergyDistance("energy-distance") = EnergyDistance,
        Mmd("mmd") = Mmd,
        ExactW2("w2-exact") = ExactW2,
    }
}

/// Rejects clouds that no distance allows.
fn check_clouds(clouds: &[&Cloud]) -> Result<(), MetricError> {
    if clouds.is_empty() || clouds.iter().any(|cloud| cloud.is_empty()) {
        return Err(MetricError::Empty);
    }
    let finite = clouds.iter().all(|cloud| cloud.as_flattened().iter().all(|c| c.is_finite()));
    if finite { Ok(()) } else { Err(MetricError::NotFinite) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{Dataset, EightGaussians, Moons},
        registry::Slot,
        rng::{Purpose, Stream},
    };

    fn moons(n: usize, step: u64) -> Cloud {
        Moons::default().sample(n, &mut Stream::new(2, Purpose::Display, step))
    }

    fn moved(cloud: &Cloud, by: f64) -> Cloud {
        cloud.iter().map(|[x, y]| [x + by, y + by]).collect()
    }

    #[test]
    fn a_cloud_is_at_no_distance_from_itself() {
        let a = moons(300, 0);
        for metric in MetricConfig::all() {
            let distance = metric.distance(&a, &a).unwrap();
            // The unbiased MMD² of a cloud with itself is −2 (1 − mean kernel)/n, where the mean is over distinct pairs.
            let bias = if matches!(metric, MetricConfig::Mmd(_)) { 2.0 / 300.0 } else { 1e-12 };
            assert!(distance.abs() <= bias, "{metric:?}: {distance}");
        }
    }

    #[test]
    fn distances_are_symmetric_and_ignore_the_order_of_points() {
        let (a, b) = (moons(200, 0), EightGaussians::default().sample(200, &mut Stream::new(2, Purpose::Data, 0)));
        let backwards: Cloud = a.iter().rev().copied().collect();
        for metric in MetricConfig::all() {
            let distance = metric.distance(&a, &b).unwrap();
            for other in [metric.distance(&b, &a), metric.distance(&backwards, &b)] {
                assert!((distance - other.unwrap()).abs() < 1e-12 * distance, "{metric:?}");
            }
        }
    }

    #[test]
    fn moving_a_cloud_away_moves_the_distance_up() {
        let (a, b) = (moons(200, 0), moons(200, 1));
        for metric in MetricConfig::all() {
            let figures = [0.0, 0.5, 1.0, 2.0].map(|by| metric.distance(&a, &moved(&b, by)).unwrap());
            assert!(figures.windows(2).all(|pair| pair[0] < pair[1]), "{metric:?}: {figures:?}");
        }
    }

    #[test]
    fn two_fresh_samples_lie_within_the_band_of_the_floor() {
        let (n, repeats) = (200, 30);
        for metric in MetricConfig::all() {
            let floor = floor(&*metric, &Moons::default(), n, repeats, 9).unwrap();
            let distance = metric.distance(&moons(n, 0), &moons(n, 1)).unwrap();
            // The spread of one figure is the standard error times the root of the repeats; four of them, since W2 and
            // the quadratic distances have a long upper tail.
            let spread = floor.std_error * f64::from(repeats).sqrt();
            assert!((distance - floor.value).abs() < 4.0 * spread, "{metric:?}: {distance} against {floor:?}");
        }
    }

    #[test]
    fn a_distance_stands_within_its_standard_errors_of_a_larger_sample() {
        let sample = |n, step| EightGaussians::default().sample(n, &mut Stream::new(4, Purpose::Data, step));
        for metric in MetricConfig::all() {
            let few = estimate(&*metric, &moons(250, 0), &sample(250, 0)).unwrap();
            let many = metric.distance(&moons(1000, 1), &sample(1000, 1)).unwrap();
            assert!(few.std_error > 0.0 && few.std_error < few.value / 3.0, "{metric:?}: {few:?}");
            // Four standard errors, and half of one more for the larger sample.
            assert!((few.value - many).abs() < 4.5 * few.std_error, "{metric:?}: {few:?} against {many}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_refused_and_never_nan() {
        let (one, two) = (vec![[0.0; 2]], vec![[0.0, 1.0], [2.0, 3.0]]);
        for metric in MetricConfig::all() {
            assert_eq!(metric.distance(&one, &Cloud::new()), Err(MetricError::Empty));
            assert_eq!(metric.distance(&Cloud::new(), &one), Err(MetricError::Empty));
            assert_eq!(metric.distance(&two, &vec![[f64::NAN, 0.0]; 2]), Err(MetricError::NotFinite));
            assert_eq!(metric.distance(&two, &vec![[0.0, f64::INFINITY]; 2]), Err(MetricError::NotFinite));
            let unequal = metric.distance(&two, &moons(3, 0));
            assert_eq!(unequal.is_err(), metric.needs_equal_sizes(), "{metric:?}");
            if let Some(most) = metric.max_points() {
                let many = vec![[0.0; 2]; most + 1];
                assert_eq!(metric.distance(&many, &many), Err(MetricError::TooMany { n: most + 1, most }));
            }
            // Clouds of a single place leave no median to take.
            assert!(metric.distance(&vec![[1.0; 2]; 4], &vec![[1.0; 2]; 4]).unwrap().abs() < 1e-12, "{metric:?}");
        }
    }

    #[test]
    fn defaults_lie_within_their_ranges_and_survive_files() {
        for metric in MetricConfig::all() {
            assert_eq!(metric.config().validate(), Ok(()));
            let text = serde_json::to_string(&metric).unwrap();
            assert_eq!(serde_json::from_str::<MetricConfig>(&text).unwrap(), metric, "{text}");
        }
    }
}
