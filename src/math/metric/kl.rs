use super::{Estimate, MetricError, check_clouds};
use crate::math::points::Cloud;

/// The Kullback–Leibler divergence `KL(p ‖ q) = E_p[log p − log q]` in nats, by Monte Carlo: the mean over `sample`,
/// `[n, 2]`, drawn from p, with its standard error.
///
/// It is at least 0, but its estimate may be negative. A point that q excludes makes it infinite.
///
/// # Errors
/// [`MetricError::Empty`] without points; [`MetricError::NotFinite`] for a diverged sample or where `log q` is NaN or +∞;
/// [`MetricError::OffSupport`] where `log p` is not finite, since p cannot have drawn that point.
pub fn kl_divergence(
    sample: &Cloud,
    log_p: impl Fn([f64; 2]) -> f64,
    log_q: impl Fn([f64; 2]) -> f64,
) -> Result<Estimate, MetricError> {
    check_clouds(&[sample])?;
    let ratio = |&x: &[f64; 2]| {
        let log_p = log_p(x);
        if log_p.is_finite() { Ok(log_p - log_q(x)) } else { Err(MetricError::OffSupport) }
    };
    Estimate::mean(&sample.iter().map(ratio).collect::<Result<Vec<_>, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        oracle::Mixture,
        rng::{Purpose, Stream},
    };

    #[test]
    fn two_gaussians_have_the_closed_form() {
        // KL(N(m, s² I) ‖ N(0, I)) = ½(2s² + ‖m‖² − 2 − 2 ln s²) in the plane.
        let (mean, std) = ([1.0, -0.5], 0.6f64);
        let (p, q) = (Mixture::equal([mean], std), Mixture::equal([[0.0; 2]], 1.0));
        let sample = p.sample(20_000, &mut Stream::new(2, Purpose::Data, 0));
        let exact = 0.5 * (2.0 * std * std + 1.25 - 2.0 - 2.0 * (std * std).ln());
        let kl = kl_divergence(&sample, |x| p.log_density(x), |x| q.log_density(x)).unwrap();
        assert!((kl.value - exact).abs() < 3.0 * kl.std_error, "{kl:?} against {exact}");
        let none = kl_divergence(&sample, |x| p.log_density(x), |x| p.log_density(x)).unwrap();
        assert_eq!(none, Estimate { value: 0.0, std_error: 0.0 });
    }

    #[test]
    fn supports_are_minded() {
        let sample = vec![[0.0; 2]; 2];
        let kl = kl_divergence(&sample, |_| 0.0, |_| f64::NEG_INFINITY).unwrap();
        assert_eq!((kl.value, kl.std_error), (f64::INFINITY, f64::INFINITY));
        assert_eq!(kl_divergence(&sample, |_| f64::NEG_INFINITY, |_| 0.0), Err(MetricError::OffSupport));
        assert_eq!(kl_divergence(&sample, |_| 0.0, |_| f64::NAN), Err(MetricError::NotFinite));
    }
}
