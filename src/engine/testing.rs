//! Helpers for the tests of both fused trainers.

use super::Trainer;
use crate::{
    math::extremes::largest,
    protocol::{Generate, Version},
};

/// The default experiment of version 2, whose numbers are recorded, with a network and a batch of this size.
pub(super) fn small(width: u32, depth: u32, batch: u32) -> Generate {
    let mut experiment = Generate::usual(Version::V2);
    experiment.network.width = width;
    experiment.network.depth = depth;
    experiment.training.batch = batch;
    experiment
}

/// Every trainer of a weighted regression: the host's, and the reference where it is built.
pub(super) fn trainers(experiment: &Generate) -> Vec<Trainer> {
    vec![
        Trainer::host(experiment.clone()),
        #[cfg(feature = "reference")]
        Trainer::reference(experiment.clone(), &burn::tensor::Device::flex()),
    ]
}

/// The largest difference of two buffers, relative to the root mean square of the second.
pub(super) fn difference(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    let size = (b.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / b.len() as f64).sqrt();
    largest(a.iter().zip(b).map(|(a, b)| f64::from((a - b).abs()))) / size
}

#[test]
fn what_is_nan_is_no_small_difference() {
    assert_eq!(difference(&[1.0, 2.5], &[1.0, -1.0]), 3.5);
    assert!(difference(&[f32::NAN, 1.0], &[1.0, 1.0]).is_nan());
    assert!(difference(&[1.0, 1.0], &[1.0, f32::NAN]).is_nan());
}
