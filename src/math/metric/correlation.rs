use super::{MetricError, check_clouds};
use crate::math::points::Cloud;

/// The correlation of the points of two clouds, pair by pair: `E⟨x − x̄, y − ȳ⟩/√(E‖x − x̄‖² E‖y − ȳ‖²)`, from −1 to 1.
///
/// It is 1 where one cloud is the other moved and enlarged, and near 0 where one tells nothing of the other. On a line it is
/// Pearson's coefficient.
///
/// # Errors
/// [`MetricError::Empty`] without points, [`MetricError::Sizes`] for clouds of two sizes, [`MetricError::NotFinite`] for a diverged
/// cloud, or where all points of a cloud lie in one place.
pub fn correlation(a: &Cloud, b: &Cloud) -> Result<f64, MetricError> {
    check_clouds(&[a, b])?;
    if a.len() != b.len() {
        return Err(MetricError::Sizes { a: a.len(), b: b.len() });
    }
    let centred = |cloud: &Cloud| -> Cloud {
        let mean = [0, 1].map(|axis| cloud.iter().map(|point| point[axis]).sum::<f64>() / cloud.len() as f64);
        cloud.iter().map(|point| [0, 1].map(|axis| point[axis] - mean[axis])).collect()
    };
    let dot = |a: &Cloud, b: &Cloud| a.as_flattened().iter().zip(b.as_flattened()).map(|(a, b)| a * b).sum::<f64>();
    let (a, b) = (centred(a), centred(b));
    let found = dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt();
    if found.is_finite() { Ok(found) } else { Err(MetricError::NotFinite) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream, normal};

    fn cloud(step: u64) -> Cloud {
        let mut rng = Stream::new(3, Purpose::Display, step);
        (0..4000).map(|_| normal(&mut rng)).collect()
    }

    #[test]
    fn a_copy_has_one_and_a_stranger_none() {
        let (a, b) = (cloud(0), cloud(1));
        let moved: Cloud = a.iter().map(|[x, y]| [2.0 * x + 5.0, 2.0 * y - 1.0]).collect();
        let mirrored: Cloud = a.iter().map(|point| point.map(|c| -c)).collect();
        assert!((correlation(&a, &moved).unwrap() - 1.0).abs() < 1e-12);
        assert!((correlation(&a, &mirrored).unwrap() + 1.0).abs() < 1e-12);
        // The standard error is one over the root of all 8,000 numbers.
        assert!(correlation(&a, &b).unwrap().abs() < 4.0 / 8000f64.sqrt());
    }

    #[test]
    fn a_mixture_of_both_has_the_share_of_the_copy() {
        let (a, b) = (cloud(0), cloud(1));
        let mixed: Cloud = a.iter().zip(&b).map(|(a, b)| [0, 1].map(|k| 0.6 * a[k] + 0.8 * b[k])).collect();
        let found = correlation(&a, &mixed).unwrap();
        assert!((found - 0.6).abs() < 4.0 * 0.8 / 8000f64.sqrt(), "{found}");
    }

    #[test]
    fn what_cannot_be_paired_has_none() {
        let a = vec![[0.0, 1.0], [1.0, 0.0]];
        assert_eq!(correlation(&a, &vec![[0.0; 2]]), Err(MetricError::Sizes { a: 2, b: 1 }));
        assert_eq!(correlation(&a, &vec![[0.5; 2]; 2]), Err(MetricError::NotFinite));
        assert_eq!(correlation(&Cloud::new(), &Cloud::new()), Err(MetricError::Empty));
    }
}
