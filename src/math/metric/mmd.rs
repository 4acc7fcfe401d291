use super::{Distance, MetricError, check_clouds};
use crate::math::{assignment::squared_distance, points::Cloud};

crate::configured! {
    /// The squared maximum mean discrepancy of two clouds with a Gaussian kernel, estimated without bias (Gretton et al.,
    /// 2012). Near zero it may be negative.
    pub struct Mmd("mmd", "MMD²") {
        /// The standard deviation of the kernel; 0 takes the median distance between points of both clouds.
        bandwidth: f64 = 0.0, "Kernel width", "h", "", 0.0..=10.0, Linear;
    }
}

/// The number of points of each cloud for the median.
const MEDIAN_POINTS: usize = 500;

impl Distance for Mmd {
    /// `MMD² = mean_{i≠j} k(xᵢ, xⱼ) + mean_{i≠j} k(yᵢ, yⱼ) − 2 mean_{i,j} k(xᵢ, yⱼ)` with `k(x, y) = e^{−‖x−y‖²/2h²}`, the
    /// unbiased U-statistic (Gretton et al., 2012, eq. 3).
    ///
    /// Its expectation is 0 for samples of one distribution; that of a cloud with itself lies between −2/n and 0. Both
    /// clouds need two points. Time is O(n²).
    fn distance(&self, a: &Cloud, b: &Cloud) -> Result<f64, MetricError> {
        check_clouds(&[a, b])?;
        let n = a.len().min(b.len());
        if n < 2 {
            return Err(MetricError::TooFew { n, least: 2 });
        }
        let width = if self.bandwidth > 0.0 { self.bandwidth } else { median_bandwidth(a, b) };
        let scale = -0.5 / (width * width);
        let row = |p: [f64; 2], cloud: &[[f64; 2]]| -> f64 {
            cloud.iter().map(|&q| (scale * squared_distance(p, q)).exp()).sum()
        };
        let within = |cloud: &Cloud| {
            let pairs: f64 = (1..cloud.len()).map(|i| row(cloud[i], &cloud[..i])).sum();
            2.0 * pairs / (cloud.len() * (cloud.len() - 1)) as f64
        };
        let between = a.iter().map(|&p| row(p, b)).sum::<f64>() / (a.len() * b.len()) as f64;
        Ok(within(a) + within(b) - 2.0 * between)
    }
}

/// The median of the positive distances between all points of both clouds (Gretton et al., 2012, section 8), of which the
/// first 500 of each are taken; the upper one of two medians, and 1 where all points coincide.
fn median_bandwidth(a: &Cloud, b: &Cloud) -> f64 {
    let pooled: Cloud = [a, b].iter().flat_map(|cloud| cloud.iter().take(MEDIAN_POINTS)).copied().collect();
    let mut squares: Vec<f64> = (1..pooled.len())
        .flat_map(|i| pooled[..i].iter().map(|&q| squared_distance(pooled[i], q)).collect::<Vec<_>>())
        .filter(|square| *square > 0.0)
        .collect();
    if squares.is_empty() {
        return 1.0;
    }
    let middle = squares.len() / 2;
    squares.select_nth_unstable_by(middle, f64::total_cmp).1.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{self, Purpose, Stream};

    #[test]
    fn two_gaussians_have_the_closed_form() {
        // For N(0, I) and N(m, I) in the plane, E k = h²/(h² + 2) e^{−d²/2(h² + 2)} at distance d of the means.
        let (n, h, shift) = (2000, 1.0, 1.5);
        let mut rng = Stream::new(6, Purpose::Data, 0);
        let a: Cloud = (0..n).map(|_| rng::normal(&mut rng)).collect();
        let b: Cloud = (0..n).map(|_| rng::normal(&mut rng)).map(|[x, y]| [x + shift, y]).collect();
        let mean_kernel = |d: f64| h * h / (h * h + 2.0) * (-0.5 * d * d / (h * h + 2.0)).exp();
        let exact = 2.0 * (mean_kernel(0.0) - mean_kernel(shift));
        // The kernel is at most 1, so that the standard error is below 4/√n times the spread ½ of a mean kernel.
        let distance = Mmd { bandwidth: h }.distance(&a, &b).unwrap();
        assert!((distance - exact).abs() < 2.0 / f64::from(n).sqrt(), "{distance} against {exact}");
    }

    #[test]
    fn the_median_heuristic_knows_no_unit() {
        let a: Cloud = (0..50).map(|i| [f64::from(i).sin(), f64::from(3 * i).cos()]).collect();
        let b: Cloud = (0..60).map(|i| [f64::from(i).cos(), 0.5]).collect();
        let large = |cloud: &Cloud| -> Cloud { cloud.iter().map(|p| p.map(|c| 100.0 * c)).collect() };
        let mmd = Mmd::default();
        let (small, large) = (mmd.distance(&a, &b).unwrap(), mmd.distance(&large(&a), &large(&b)).unwrap());
        assert!((small - large).abs() < 1e-12);
    }

    #[test]
    fn one_point_is_too_few() {
        let refused = Mmd::default().distance(&vec![[0.0; 2]], &vec![[0.0; 2]; 3]);
        assert_eq!(refused, Err(MetricError::TooFew { n: 1, least: 2 }));
    }
}
