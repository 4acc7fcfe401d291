use crate::math::{extremes::smallest, points::Cloud};

/// The distance from each point of `cloud` to the nearest of `others`; infinite if there are none.
pub fn distances_to_nearest(cloud: &Cloud, others: &Cloud) -> Vec<f64> {
    let nearest = |[x, y]: &[f64; 2]| smallest(others.iter().map(|[u, v]| (x - u).hypot(y - v)));
    cloud.iter().map(nearest).collect()
}

/// The mean distance from a point of `cloud` to the nearest of `others`: of samples to the training points, it is small where a model has
/// memorised them, and about that of fresh data where it has not. NaN if one of the two is empty.
pub fn mean_nearest(cloud: &Cloud, others: &Cloud) -> f64 {
    if cloud.is_empty() || others.is_empty() {
        return f64::NAN;
    }
    distances_to_nearest(cloud, others).iter().sum::<f64>() / cloud.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_point_finds_its_nearest() {
        let others = vec![[0.0, 0.0], [3.0, 4.0]];
        assert_eq!(mean_nearest(&vec![[0.0, 1.0], [3.0, 4.0], [3.0, 1.0]], &others), 4.0 / 3.0);
        assert!(mean_nearest(&Cloud::new(), &others).is_nan() && mean_nearest(&others, &Cloud::new()).is_nan());
        assert!(mean_nearest(&vec![[f64::NAN, 0.0]], &others).is_nan());
    }
}
