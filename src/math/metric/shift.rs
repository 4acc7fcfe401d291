use super::sliced_w2;
use crate::math::points::Cloud;

/// How far the points of a sampler at one time are from the noised data of that time.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Shift {
    pub t: f64,
    /// `V/V_q − 1`, where V is the mean squared norm of the points and V_q that of the noised data; negative where the points are too
    /// close together.
    #[serde(with = "crate::math::number")]
    pub variance: f64,
    /// The sliced W₂ between the points and as many noised data.
    #[serde(with = "crate::math::number")]
    pub sliced_w2: f64,
    /// The same between two draws of noised data.
    #[serde(with = "crate::math::number")]
    pub floor: f64,
}

/// Directions of the sliced distance.
const DIRECTIONS: u32 = 64;

impl Shift {
    /// The shift of a `cloud` of a sampler at the time `t`; `noised` are two independent draws of noised data of that time.
    ///
    /// Training sees the noised data; sampling meets its own points (exposure bias; Ning et al., 2023, section 3).
    pub fn new(t: f64, cloud: &Cloud, noised: [&Cloud; 2]) -> Self {
        let square = |cloud: &Cloud| cloud.iter().map(|[x, y]| x * x + y * y).sum::<f64>() / cloud.len() as f64;
        let of_data = 0.5 * (square(noised[0]) + square(noised[1]));
        Self {
            t,
            variance: square(cloud) / of_data - 1.0,
            sliced_w2: sliced_w2(cloud, noised[0], DIRECTIONS),
            floor: sliced_w2(noised[1], noised[0], DIRECTIONS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream, normal};

    #[test]
    fn a_cloud_of_half_the_spread_has_a_quarter_of_the_variance() {
        let draw = |draw, std: f64| -> Cloud {
            let mut rng = Stream::new(0, Purpose::Display, draw);
            (0..4000).map(|_| normal(&mut rng).map(|c| std * c)).collect()
        };
        let noised = [draw(1, 1.0), draw(2, 1.0)];
        let narrow = Shift::new(0.5, &draw(0, 0.5), [&noised[0], &noised[1]]);
        assert!((narrow.variance + 0.75).abs() < 0.03 && narrow.sliced_w2 > 5.0 * narrow.floor, "{narrow:?}");
        let same = Shift::new(0.5, &draw(3, 1.0), [&noised[0], &noised[1]]);
        assert!(same.variance.abs() < 0.08 && same.sliced_w2 < 3.0 * same.floor, "{same:?}");
    }
}
