use super::{Estimate, MetricError, check_clouds};
use crate::math::points::Cloud;

/// The negative log-likelihood of `sample`, `[n, 2]`, in nats: the mean of `−log q(x)` with its standard error.
///
/// For a sample of the density itself the mean tends to its entropy. A point off the support, where `log_density` is −∞,
/// makes it infinite.
///
/// # Errors
/// [`MetricError::Empty`] without points, [`MetricError::NotFinite`] for a diverged sample, or a log density that is NaN
/// or +∞.
pub fn negative_log_likelihood(sample: &Cloud, log_density: impl Fn([f64; 2]) -> f64) -> Result<Estimate, MetricError> {
    check_clouds(&[sample])?;
    mean_negative(&sample.iter().map(|&x| log_density(x)).collect::<Vec<_>>())
}

/// The same for log densities that are known already.
///
/// # Errors
/// Those of [`negative_log_likelihood`].
pub fn mean_negative(log_densities: &[f64]) -> Result<Estimate, MetricError> {
    Estimate::mean(&log_densities.iter().map(|log_density| -log_density).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{Checkerboard, Dataset, EightGaussians},
        rng::{Purpose, Stream},
    };

    #[test]
    fn fresh_data_has_its_entropy() {
        // The entropies of Grathwohl et al.'s toy data in nats: ln 32 for the checkerboard, 2.8319 for eight Gaussians.
        let fresh = |data: &dyn Dataset, n| {
            let sample = data.sample(n, &mut Stream::new(8, Purpose::Display, 0));
            negative_log_likelihood(&sample, |x| data.log_density(x).unwrap()).unwrap()
        };
        let gaussians = fresh(&EightGaussians::default(), 20_000);
        assert!((gaussians.value - 2.8319).abs() < 3.0 * gaussians.std_error, "{gaussians:?}");
        // A uniform density is the same everywhere.
        let board = fresh(&Checkerboard::default(), 1000);
        assert!((board.value - 32f64.ln()).abs() < 1e-12 && board.std_error < 1e-12, "{board:?}");
    }

    #[test]
    fn a_point_off_the_support_is_infinitely_unlikely() {
        let nll =
            negative_log_likelihood(&vec![[9.0; 2], [0.5; 2]], |x| Checkerboard::default().log_density(x).unwrap());
        assert_eq!(nll, Ok(Estimate { value: f64::INFINITY, std_error: f64::INFINITY }));
        assert_eq!(negative_log_likelihood(&Cloud::new(), |_| 0.0), Err(MetricError::Empty));
        assert_eq!(negative_log_likelihood(&vec![[0.0; 2]], |_| f64::NAN), Err(MetricError::NotFinite));
    }
}
