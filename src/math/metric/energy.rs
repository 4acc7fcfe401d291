use super::{Distance, MetricError, check_clouds};
use crate::math::{assignment::squared_distance, points::Cloud};

crate::configured! {
    /// How much farther the points of two clouds are from each other than from points of their own cloud (Székely and Rizzo,
    /// 2013).
    pub struct EnergyDistance("energy-distance", "Energy distance") {}
}

impl Distance for EnergyDistance {
    /// `ℰ = 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖` with means over all pairs, a point with itself included (Székely and
    /// Rizzo, 2013, eq. 6.1; a V-statistic).
    ///
    /// It is at least 0, is 0 only for equal clouds, and has the unit of a length; its root is a metric. Time is O(n²).
    /// SciPy's `energy_distance` is `√ℰ` on a line.
    fn distance(&self, a: &Cloud, b: &Cloud) -> Result<f64, MetricError> {
        check_clouds(&[a, b])?;
        let energy = 2.0 * mean_distance(a, b) - mean_distance(a, a) - mean_distance(b, b);
        // Rounding must not make it negative.
        Ok(energy.max(0.0))
    }
}

/// The mean distance of a point of `a` from a point of `b`.
fn mean_distance(a: &Cloud, b: &Cloud) -> f64 {
    let from = |&p: &[f64; 2]| b.iter().map(|&q| squared_distance(p, q).sqrt()).sum::<f64>();
    a.iter().map(from).sum::<f64>() / (a.len() * b.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_points_have_twice_their_distance() {
        let energy = EnergyDistance::default().distance(&vec![[0.0; 2]], &vec![[3.0, 4.0]]);
        assert_eq!(energy, Ok(10.0));
    }

    #[test]
    fn unequal_clouds_of_one_distribution_are_close() {
        // Repeating every point changes no mean.
        let a: Cloud = (0..40).map(|i| [f64::from(i).sin(), f64::from(3 * i).cos()]).collect();
        let twice: Cloud = a.iter().flat_map(|&p| [p; 2]).collect();
        assert!(EnergyDistance::default().distance(&a, &twice).unwrap() < 1e-12);
    }
}
