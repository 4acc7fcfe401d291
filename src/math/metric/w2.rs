use super::{Distance, MetricError, check_clouds};
use crate::math::{
    assignment::{optimal_assignment, squared_distance},
    points::Cloud,
};

crate::configured! {
    /// The exact Wasserstein distance: the root of the least mean squared distance of a matching of the points of two clouds
    /// (Tong et al., 2024b, table 2). At most 1,000 points.
    pub struct ExactW2("w2-exact", "W₂, exact") {}
}

/// `W₂ = √(min_π 1/n Σ ‖aᵢ − b_π(i)‖²)` over all permutations π, for any number of points: 10,000 take some seconds.
/// `None` when the sizes differ, there are no points, or one is not finite.
pub fn exact_w2(a: &Cloud, b: &Cloud) -> Option<f64> {
    let partners = optimal_assignment(a, b).filter(|partners| !partners.is_empty())?;
    let total: f64 = a.iter().zip(partners).map(|(&p, j)| squared_distance(p, b[j])).sum();
    Some((total / a.len() as f64).sqrt())
}

/// The most points that are matched in an acceptable time, also ten times over for a standard error.
const MAX_POINTS: usize = 1000;

impl Distance for ExactW2 {
    /// [`exact_w2`], for clouds of one size.
    fn distance(&self, a: &Cloud, b: &Cloud) -> Result<f64, MetricError> {
        check_clouds(&[a, b])?;
        let n = a.len();
        if n != b.len() {
            return Err(MetricError::Sizes { a: n, b: b.len() });
        }
        if n > MAX_POINTS {
            return Err(MetricError::TooMany { n, most: MAX_POINTS });
        }
        exact_w2(a, b).ok_or(MetricError::NotFinite)
    }

    fn max_points(&self) -> Option<usize> {
        Some(MAX_POINTS)
    }

    fn needs_equal_sizes(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::metric::sliced_w2;

    #[test]
    fn a_shift_costs_its_length() {
        let a: Cloud = (0..100).map(|i| [f64::from(i).sin(), f64::from(3 * i).cos()]).collect();
        let b: Cloud = a.iter().map(|[x, y]| [x + 3.0, y + 4.0]).collect();
        assert!((ExactW2::default().distance(&a, &b).unwrap() - 5.0).abs() < 1e-12);
    }

    #[test]
    fn slices_never_cost_more() {
        let a: Cloud = (0..100).map(|i| [f64::from(i).sin(), f64::from(3 * i).cos()]).collect();
        let b: Cloud = (0..100).map(|i| [f64::from(2 * i).cos(), f64::from(i) / 50.0]).collect();
        assert!(sliced_w2(&a, &b, 64) < ExactW2::default().distance(&a, &b).unwrap());
    }
}
