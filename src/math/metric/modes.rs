use super::{Estimate, MetricError, check_clouds};
use crate::math::{
    oracle::{Component, Covariance, Mixture},
    points::Cloud,
};

/// The distribution of a sample over the components of a known mixture.
#[derive(Clone, Debug, PartialEq)]
pub struct ModeReport {
    /// For each component the share of points that it is most responsible for, with the binomial standard error
    /// `√(p (1 − p)/n)`. Where components overlap, the shares of a perfect sample differ from the weights.
    pub shares: Vec<Estimate>,
    /// The share of components with at least one point.
    pub coverage: f64,
    /// The total variation distance `½ Σ |shareᵢ − weightᵢ|` from the true weights; 0 at best, 1 at worst.
    pub total_variation: f64,
}

/// The standard deviation of a component without spread; its fourth power is still above 0.
const LEAST_STD: f64 = 1e-75;

/// The index of the component that is most responsible for each point of `sample`, `[n]`: the one that maximises the responsibility
/// `wᵢ N(x; mᵢ, Sᵢ)/Σⱼ wⱼ N(x; mⱼ, Sⱼ)`, the first of several; 0 where there are no components.
pub fn modes(sample: &Cloud, mixture: &Mixture) -> Vec<usize> {
    let components = mixture.components();
    // A component without spread has the least one instead. The logarithms of weight over area are the same for all points.
    let covariances: Vec<Covariance> = components.iter().map(|c| c.covariance.at_least(LEAST_STD)).collect();
    let area = |covariance: &Covariance| covariance.determinant().sqrt();
    let logs: Vec<f64> = components.iter().zip(&covariances).map(|(c, s)| (c.weight / area(s)).ln()).collect();
    let of = |x: &[f64; 2]| {
        let responsibilities =
            components.iter().zip(covariances.iter().zip(&logs)).map(|(Component { mean, .. }, (covariance, log))| {
                log - 0.5 * covariance.squared_distance([x[0] - mean[0], x[1] - mean[1]])
            });
        let best = responsibilities.enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(0, |(index, _)| index)
    };
    sample.iter().map(of).collect()
}

impl ModeReport {
    /// The report on `sample`, `[n, 2]`. A point belongs to its mode: see [`modes`].
    ///
    /// # Errors
    /// [`MetricError::Empty`] without points or components, [`MetricError::NotFinite`] for a diverged sample.
    pub fn new(sample: &Cloud, mixture: &Mixture) -> Result<Self, MetricError> {
        check_clouds(&[sample])?;
        let components = mixture.components();
        if components.is_empty() {
            return Err(MetricError::Empty);
        }
        let mut counts = vec![0_u32; components.len()];
        modes(sample, mixture).into_iter().for_each(|mode| counts[mode] += 1);
        let n = sample.len() as f64;
        let shares: Vec<Estimate> = counts
            .iter()
            .map(|&count| f64::from(count) / n)
            .map(|share| Estimate { value: share, std_error: (share * (1.0 - share) / n).sqrt() })
            .collect();
        let hit = counts.iter().filter(|count| **count > 0).count();
        let differences = shares.iter().zip(components).map(|(share, c)| (share.value - c.weight).abs());
        let total_variation = 0.5 * differences.sum::<f64>();
        Ok(Self { coverage: hit as f64 / counts.len() as f64, total_variation, shares })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{Dataset, EightGaussians},
        rng::{Purpose, Stream},
    };

    #[test]
    fn a_fresh_sample_has_the_weights_and_all_modes() {
        let component = |x, std, weight| Component::round([x, 0.0], std, weight);
        let mixture = Mixture::new([component(-9.0, 0.5, 1.0), component(0.0, 1.0, 2.0), component(9.0, 1.0, 5.0)]);
        let sample = mixture.sample(4000, &mut Stream::new(3, Purpose::Data, 0));
        let report = ModeReport::new(&sample, &mixture).unwrap();
        assert_eq!(report.coverage, 1.0);
        for (share, component) in report.shares.iter().zip(mixture.components()) {
            assert!((share.value - component.weight).abs() < 4.0 * share.std_error, "{report:?}");
        }
        // Half the sum of three binomial deviations of at most four standard errors.
        assert!(report.total_variation < 0.5 * 4.0 * report.shares.iter().map(|share| share.std_error).sum::<f64>());
    }

    #[test]
    fn a_collapsed_sample_covers_one_mode() {
        let mixture = EightGaussians::default().mixture();
        let report = ModeReport::new(&vec![mixture.components()[3].mean; 50], &mixture).unwrap();
        assert_eq!(report.coverage, 0.125);
        assert_eq!(report.shares[3], Estimate { value: 1.0, std_error: 0.0 });
        assert!((report.total_variation - 0.875).abs() < 1e-12);
    }

    #[test]
    fn a_wide_component_takes_the_far_points() {
        let mixture = Mixture::new([0.1, 3.0].map(|std| Component::round([0.0; 2], std, 1.0)));
        let report = ModeReport::new(&vec![[2.0, 0.0], [0.0, 0.01]], &mixture).unwrap();
        assert_eq!(report.shares.iter().map(|share| share.value).collect::<Vec<_>>(), [0.5, 0.5]);
    }

    #[test]
    fn an_elongated_component_takes_the_points_along_it() {
        let mixture = Mixture::new([
            Component::ellipse([0.0; 2], [2.0, 0.2], 45.0, 1.0),
            Component::ellipse([0.0; 2], [2.0, 0.2], -45.0, 1.0),
        ]);
        let report = ModeReport::new(&vec![[1.0, 1.1], [-2.0, -2.0], [0.5, 0.6], [1.0, -1.0]], &mixture).unwrap();
        assert_eq!(report.shares.iter().map(|share| share.value).collect::<Vec<_>>(), [0.75, 0.25]);
    }

    #[test]
    fn a_finite_set_takes_the_nearest_points() {
        let mixture = Mixture::equal([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0]], 0.0);
        let report = ModeReport::new(&vec![[0.4, 1.0], [0.6, 0.0], [1.0, 0.0], [2.9, 0.0]], &mixture).unwrap();
        assert_eq!(report.shares.iter().map(|share| share.value).collect::<Vec<_>>(), [0.25, 0.75, 0.0]);
    }

    #[test]
    fn nothing_has_no_modes() {
        assert_eq!(ModeReport::new(&vec![[0.0; 2]], &Mixture::default()), Err(MetricError::Empty));
        assert_eq!(ModeReport::new(&Cloud::new(), &Mixture::equal([[0.0; 2]], 1.0)), Err(MetricError::Empty));
    }
}
