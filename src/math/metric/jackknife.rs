use super::{Distance, Estimate, MetricError};
use crate::math::points::Cloud;

/// The number of groups, each of which is left out once.
const GROUPS: usize = 10;

/// A distance with its standard error, by the jackknife that leaves out one of ten groups of both clouds at a time
/// (Shao and Wu, 1989): with `d₋ₖ` the distance without group k and G groups, `SE² = (G − 1)/G Σ (d₋ₖ − mean d₋)²`.
///
/// `a` and `b` are `[n, 2]` and `[m, 2]`. Point i belongs to group `i mod G`, which is random enough for independent points.
/// The error is the spread over other pairs of samples of this size; it does not include the bias of small samples, for which
/// see [`floor`](super::floor).
///
/// # Errors
/// [`MetricError::TooFew`] below two points, and those of the distance.
pub fn estimate(distance: &dyn Distance, a: &Cloud, b: &Cloud) -> Result<Estimate, MetricError> {
    let value = distance.distance(a, b)?;
    let groups = GROUPS.min(a.len()).min(b.len());
    if groups < 2 {
        return Err(MetricError::TooFew { n: groups, least: 2 });
    }
    let without = |cloud: &Cloud, group: usize| -> Cloud {
        cloud.iter().enumerate().filter(|(i, _)| i % groups != group).map(|(_, &point)| point).collect()
    };
    let partial = (0..groups)
        .map(|group| distance.distance(&without(a, group), &without(b, group)))
        .collect::<Result<Vec<_>, _>>()?;
    // The standard error of their mean is √(Σ (d₋ₖ − mean)²/(G (G − 1))), G − 1 times too small.
    Ok(Estimate { value, std_error: Estimate::mean(&partial)?.std_error * (groups - 1) as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        metric::SlicedW2,
        rng::{self, Purpose, Stream},
    };

    #[test]
    fn the_error_is_the_spread_of_repeated_figures() {
        let distance = SlicedW2::default();
        let n = 200;
        let figure = |step| {
            let mut rng = Stream::new(5, Purpose::Data, step);
            let a: Cloud = (0..n).map(|_| rng::normal(&mut rng)).collect();
            let b: Cloud = (0..n).map(|_| rng::normal(&mut rng).map(|c| 0.5 * c + 2.0)).collect();
            estimate(&distance, &a, &b).unwrap()
        };
        let figures: Vec<Estimate> = (0..60).map(figure).collect();
        let values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
        let spread = Estimate::mean(&values).unwrap().std_error * 60f64.sqrt();
        let errors: f64 = figures.iter().map(|figure| figure.std_error).sum::<f64>() / 60.0;
        // A standard deviation from 60 figures is known to one part in √120, so that 30 % is three of its errors.
        assert!((errors / spread - 1.0).abs() < 0.3, "{errors} against {spread}");
    }

    #[test]
    fn one_point_has_no_standard_error() {
        let one = vec![[0.0; 2]];
        let refused = estimate(&SlicedW2::default(), &one, &one);
        assert_eq!(refused, Err(MetricError::TooFew { n: 1, least: 2 }));
    }
}
