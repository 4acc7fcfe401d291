use super::{Distance, MetricError, check_clouds};
use crate::math::points::Cloud;

crate::configured! {
    /// Project both clouds onto a direction, sort the projections, and compare them in order: the root of the mean squared
    /// difference over all directions (Bonneel et al., 2015).
    pub struct SlicedW2("sliced-w2", "Sliced W₂") {
        /// The number of directions, equally spaced over the half circle.
        directions: u32 = 128, "Directions", "K", "", 1..=1024, Log;
    }
}

impl Distance for SlicedW2 {
    fn distance(&self, a: &Cloud, b: &Cloud) -> Result<f64, MetricError> {
        check_clouds(&[a, b])?;
        Ok(sliced_w2(a, b, self.directions.max(1)))
    }
}

/// The sliced 2-Wasserstein distance: the root of the mean, over directions, of the squared W2 between the projections
/// (Bonneel et al., 2015), which on a line is `∫₀¹ (F⁻¹(u) − G⁻¹(u))² du` and needs only sorting.
///
/// `a` is `[n, 2]`, `b` is `[m, 2]`. The `directions` are equally spaced over the half circle, so that the figure is the
/// same every time. NaN when a cloud is empty, holds a NaN, or there are no directions.
pub fn sliced_w2(a: &Cloud, b: &Cloud, directions: u32) -> f64 {
    if a.is_empty() || b.is_empty() || directions == 0 {
        return f64::NAN;
    }
    let project = |cloud: &Cloud, [x, y]: [f64; 2]| {
        let mut line: Vec<f64> = cloud.iter().map(|p| x * p[0] + y * p[1]).collect();
        line.sort_unstable_by(f64::total_cmp);
        line
    };
    let total: f64 = (0..directions)
        .map(|k| {
            let (sin, cos) = (std::f64::consts::PI * f64::from(k) / f64::from(directions)).sin_cos();
            squared_w2_on_a_line(&project(a, [cos, sin]), &project(b, [cos, sin]))
        })
        .sum();
    (total / f64::from(directions)).sqrt()
}

/// The squared W2 between two sorted rows of numbers, neither of them empty.
fn squared_w2_on_a_line(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len(), b.len());
    if n == m {
        return a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>() / n as f64;
    }
    // Mass is counted in units of 1/(n m): a number of `a` holds m of them, one of `b` holds n.
    let (mut i, mut j, mut done, mut sum) = (0, 0, 0, 0.0);
    while i < n && j < m {
        let (end_a, end_b) = ((i + 1) * m, (j + 1) * n);
        let end = end_a.min(end_b);
        sum += (end - done) as f64 * (a[i] - b[j]).powi(2);
        done = end;
        i += usize::from(end == end_a);
        j += usize::from(end == end_b);
    }
    sum / (n * m) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_costs_its_length_over_the_root_of_two() {
        // The mean of cos² over directions is one half.
        let a: Cloud = (0..100).map(|i| [f64::from(i).sin(), f64::from(i).cos()]).collect();
        let b: Cloud = a.iter().map(|[x, y]| [x + 3.0, y + 4.0]).collect();
        assert!((sliced_w2(&a, &b, 64) - 5.0 / 2f64.sqrt()).abs() < 1e-12);
        assert_eq!(sliced_w2(&a, &a, 64), 0.0);
    }

    #[test]
    fn points_may_be_repeated_without_changing_the_distance() {
        let a: Cloud = (0..30).map(|i| [f64::from(i).sin(), f64::from(2 * i).cos()]).collect();
        let b: Cloud = (0..20).map(|i| [f64::from(i).cos(), 1.0]).collect();
        let three = |cloud: &Cloud| -> Cloud { cloud.iter().flat_map(|&p| [p; 3]).collect() };
        let distance = sliced_w2(&a, &b, 16);
        assert!((sliced_w2(&three(&a), &b, 16) - distance).abs() < 1e-12);
        assert!((sliced_w2(&three(&a), &three(&b), 16) - distance).abs() < 1e-12);
    }

    #[test]
    fn nothing_has_no_distance() {
        assert!(sliced_w2(&vec![[0.0; 2]], &Cloud::new(), 8).is_nan());
        assert!(sliced_w2(&vec![[0.0; 2]], &vec![[0.0; 2]], 0).is_nan());
    }
}
