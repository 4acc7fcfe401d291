use rand_core::RngCore;

use super::{Cloud, Dataset};

/// `n` points with equally many of every class, as scikit-learn draws moons.
/// Where n is no multiple of the number of classes, the first classes have one more. The mass of a class is then not random,
/// which an exact distance would detect.
///
/// Fewer points where a class is hardly ever drawn.
pub fn sample_balanced(data: &dyn Dataset, n: usize, rng: &mut dyn RngCore) -> Cloud {
    let classes = data.classes().max(1) as usize;
    let mut wanted: Vec<usize> = (0..classes).map(|class| n / classes + usize::from(class < n % classes)).collect();
    let sampler = data.sampler();
    let mut points = Cloud::with_capacity(n);
    for _ in 0..n.saturating_mul(MOST_DRAWS) {
        if points.len() == n {
            break;
        }
        if let Some((point, class)) = sampler(rng)
            && let Some(left @ 1..) = wanted.get_mut(class as usize)
        {
            *left -= 1;
            points.push(point);
        }
    }
    points
}

/// The most draws for one point, so that a class without mass cannot cause an endless loop.
pub(super) const MOST_DRAWS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        dataset::{EightGaussians, Moons, Normal},
        rng::{Purpose, Stream},
    };

    #[test]
    fn every_class_has_its_share() {
        let rng = || Stream::new(1, Purpose::Display, 0);
        let gaussians = EightGaussians { radius: 12.0, std: 0.1 };
        let mut shares = [0; 8];
        for [x, y] in sample_balanced(&gaussians, 803, &mut rng()) {
            let eighth = (y.atan2(x) / std::f64::consts::TAU * 8.0).round().rem_euclid(8.0);
            shares[eighth as usize] += 1;
        }
        assert_eq!(shares, [101, 101, 101, 100, 100, 100, 100, 100]);
        assert_eq!(sample_balanced(&Moons::default(), 501, &mut rng()).len(), 501);
        assert_eq!(sample_balanced(&Normal::default(), 9, &mut rng()), Normal::default().sample(9, &mut rng()));
    }
}
