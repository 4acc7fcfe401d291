use super::{Distance, Estimate, MetricError};
use crate::math::{
    dataset::Dataset,
    rng::{Purpose, Stream},
};

/// The distance between two fresh samples of the data, `[n, 2]` each: the mean of `repeats` independent pairs, with its
/// standard error. It is the best value of a perfect model, including the bias of small samples.
///
/// The pair r comes from the steps 2r and 2r + 1 of the display stream.
///
/// # Errors
/// Those of the distance; an empty drawing has no points.
pub fn floor(
    distance: &dyn Distance,
    data: &dyn Dataset,
    n: usize,
    repeats: u32,
    seed: u64,
) -> Result<Estimate, MetricError> {
    let fresh = |step| data.sample(n, &mut Stream::new(seed, Purpose::Display, step));
    let figures = (0..u64::from(repeats))
        .map(|r| distance.distance(&fresh(2 * r), &fresh(2 * r + 1)))
        .collect::<Result<Vec<_>, _>>()?;
    Estimate::mean(&figures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{Drawing, EightGaussians, Moons},
        metric::{EnergyDistance, MetricConfig, Mmd, SlicedW2},
    };

    #[test]
    fn the_floor_of_an_unbiased_figure_is_zero() {
        let floor = floor(&Mmd::default(), &Moons::default(), 200, 40, 3).unwrap();
        assert!(floor.value.abs() < 3.0 * floor.std_error, "{floor:?}");
    }

    #[test]
    fn the_floor_sinks_with_more_points() {
        for distance in [&SlicedW2::default() as &dyn Distance, &EnergyDistance::default()] {
            let [few, many] = [100, 1600].map(|n| floor(distance, &EightGaussians::default(), n, 20, 1).unwrap().value);
            assert!(many < 0.5 * few, "{few} to {many}");
        }
    }

    #[test]
    fn nothing_has_no_floor() {
        for metric in MetricConfig::all() {
            assert_eq!(floor(&*metric, &Drawing::default(), 10, 2, 1), Err(MetricError::Empty));
            assert_eq!(floor(&*metric, &Moons::default(), 10, 0, 1), Err(MetricError::Empty));
        }
    }
}
