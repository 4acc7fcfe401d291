use crate::math::points::Cloud;

/// The sliced 2-Wasserstein distance between two clouds of one size: the root of the mean, over directions, of the
/// squared W2 between their projections, which sorting solves (Bonneel et al., 2015).
///
/// The `directions` are equally spaced over the half circle, so that the figure is the same every time. NaN when the
/// clouds are empty or differ in size.
pub fn sliced_w2(a: &Cloud, b: &Cloud, directions: u32) -> f64 {
    if a.len() != b.len() || a.is_empty() || directions == 0 {
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
            let (a, b) = (project(a, [cos, sin]), project(b, [cos, sin]));
            a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f64>() / a.len() as f64
        })
        .sum();
    (total / f64::from(directions)).sqrt()
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
    fn clouds_of_different_size_have_no_distance() {
        assert!(sliced_w2(&vec![[0.0; 2]], &Cloud::new(), 8).is_nan());
    }
}
